"""People in front of the workbench: each has a browser window of their own, signed in, in their language."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from opennaphs.store.models import User
from tests.workbench import PASSWORD

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
EXPECTED = ("status of 409", "status of 422", "status of 403", "status of 404")
PICTURES = Path(__file__).parent / "screenshots"


@dataclass
class Visits:
    """Every window of a test, and everything that went wrong in them."""

    chromium: Any
    url: str
    faults: list[str] = field(default_factory=list)
    _contexts: list[Any] = field(default_factory=list)

    def window(self, *, language: str = "en", size: dict[str, int] | None = None, scripts: bool = True) -> Any:
        """Open a window nobody is signed in to."""
        context = self.chromium.new_context(
            viewport=size or WIDE,
            locale=language,
            java_script_enabled=scripts,
            base_url=self.url,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        context.route("**/*", self._stay_here)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", self._listen)
        page.on("response", self._weigh)
        return page

    def signed_in(self, person: User, **how: Any) -> Any:
        """Open a window in which a person is signed in already."""
        page = self.window(**how)
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])
        return page

    def close(self) -> None:
        """Close all windows."""
        for context in self._contexts:
            context.close()

    def _stay_here(self, route: Any) -> None:
        if route.request.url.startswith((self.url, "data:", "blob:")):
            route.continue_()
        else:
            self.faults.append(f"asked another machine: {route.request.url}")
            route.abort()

    def _listen(self, message: Any) -> None:
        if message.type == "error" and not any(part in message.text for part in EXPECTED):
            self.faults.append(f"console: {message.text}")

    def _weigh(self, response: Any) -> None:
        """A page that breaks is a fault, also in a window without scripts, whose console says nothing."""
        if response.status >= 500:
            self.faults.append(f"{response.status}: {response.url}")


def sign_in(page: Any, person: User, password: str = PASSWORD) -> None:
    """Sign in as people do: by the form."""
    page.goto("/accounts/login/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", password)
    page.click("main button.button")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def press(page: Any, name: str, **how: Any) -> None:
    """Press the button of this name in the content of a page."""
    page.locator("main").get_by_role("button", name=name, **how).click()


def follow(page: Any, name: str, **how: Any) -> None:
    """Follow the link of this name in the content of a page."""
    page.locator("main").get_by_role("link", name=name, **how).first.click()


def said(page: Any) -> str:
    """Give what the page says on top after a step: its messages."""
    return str(page.locator("main .messages").inner_text())


def downloaded(page: Any, step: Callable[[], None]) -> tuple[str, bytes]:
    """Take a step that ends in a file; give its name and content."""
    with page.expect_download() as waiting:
        step()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def until(page: Any, expression: str, *about: Any, within: float = 10) -> None:
    """Wait until an expression holds in a page; asked from outside, as the page itself may evaluate nothing."""
    end = time.monotonic() + within
    while not page.evaluate(expression, *about):
        assert time.monotonic() < end, f"it never came true: {expression}"
        page.wait_for_timeout(50)
