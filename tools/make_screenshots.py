"""Take the pictures of the workbench for the documents afresh: ``make screenshots``.

A demo country is made in a folder that is thrown away, served on this machine only, and looked at in Chromium.
Look at every picture before you commit it.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from palette_png import with_palette

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs/images"
PASSWORD = "a password for the pictures"  # noqa: S105 - of people in a folder that is thrown away
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MOST_BYTES = 150_000
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
START_WITHIN = 60.0
PAST, PRESENT, OPERATIONAL = (f"/c/UGA/plans/{number}/" for number in (1, 2, 4))  # in the order the demo makes them
BUILD = """
import django; django.setup()
from pathlib import Path
from opennaphs.web.management.demo.country import build_country
build_country(Path({examples!r}), {password!r})
"""


@contextmanager
def demo_country() -> Iterator[str]:
    """Make the demo country, serve it, and give its address; everything is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="opennaphs-pictures-") as folder:
        environment = {
            **os.environ,
            "OPENNAPHS_FOLDER": folder,
            "OPENNAPHS_TESTING": "1",
            "OPENNAPHS_NO_RATE_LIMITS": "1",
            "DJANGO_SETTINGS_MODULE": "opennaphs.config.settings",
        }
        for command in (["migrate", "-v0"], ["createcachetable"]):
            _run(["-m", "opennaphs.config", *command], environment)
        build = BUILD.format(examples=str(ROOT / "examples/uganda"), password=PASSWORD)
        _run(["-c", build], environment)
        with _served(environment) as address:
            yield address


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, *command], env=environment, check=True)  # noqa: S603 - our own commands


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "opennaphs.config", "runserver", place, "--noreload", "--insecure"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)  # noqa: S603 - our own command
    try:
        _wait_for(f"http://{place}/healthy/")
        yield f"http://{place}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    end = time.monotonic() + START_WITHIN
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - a server of ours on this machine
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def this_week(page: Any, _others: Callable[[], Any]) -> None:
    """The home page of the country."""
    page.goto("/c/UGA/")


def activities(page: Any, _others: Callable[[], Any]) -> None:
    """The table of activities."""
    page.goto(f"{OPERATIONAL}activities/")


def activity(page: Any, _others: Callable[[], Any]) -> None:
    """The page of one activity."""
    page.goto(f"{OPERATIONAL}activities/")
    page.locator("tbody th a").first.click()


def two_versions(page: Any, others: Callable[[], Any]) -> None:
    """What the second writer sees when two people have written the same activity."""
    other = others()
    for window in (page, other):
        activity(window, others)
    other.fill("form[data-guard] [name=text]", "Extend the contracted routes to all districts by the end of June.")
    other.fill("[name=owner]", "Head of sample transport")
    other.locator("form[data-guard] button.button").first.click()
    page.fill(
        "form[data-guard] [name=text]", "Extend the contracted routes to all districts, with a hub in every region."
    )
    page.locator("form[data-guard] button.button").first.click()
    page.locator("form.conflict").wait_for()


def priorities(page: Any, _others: Callable[[], Any]) -> None:
    """Ratings, how they spread, and the ranking."""
    page.goto(f"{OPERATIONAL}activities/priorities/")


def assessment(page: Any, _others: Callable[[], Any]) -> None:
    """The published assessment: areas as bars and as a wheel."""
    page.goto("/c/UGA/assessments/")
    page.get_by_role("link", name="JEE 1").first.click()


def gap(page: Any, _others: Callable[[], Any]) -> None:
    """The funding gap of the plan of the year before."""
    page.goto(f"{PAST}funding/")


def mapping(page: Any, _others: Callable[[], Any]) -> None:
    """Who pays in which area, and which are under-served."""
    page.goto(f"{PAST}mapping/")
    page.locator("figure").first.scroll_into_view_if_needed()
    page.locator("h2").first.evaluate("heading => heading.scrollIntoView()")


def dashboard(page: Any, _others: Callable[[], Any]) -> None:
    """What is done, late, blocked and not reported."""
    page.goto(f"{PRESENT}dashboard/")


def tracker(page: Any, _others: Callable[[], Any]) -> None:
    """Every activity with what was last reported."""
    page.goto(f"{PRESENT}progress/")


def minister(page: Any, _others: Callable[[], Any]) -> None:
    """The plan on one page."""
    page.goto(f"{PAST}dashboard/minister/")


def published(page: Any, _others: Callable[[], Any]) -> None:
    """What everybody may read."""
    page.goto("/public/")
    page.locator("main a").first.click()


# Names of the pictures: what is shown, in which language, in a window of which size.
PICTURES: dict[str, tuple[Callable[[Any, Callable[[], Any]], None], str, dict[str, int]]] = {
    "this-week": (this_week, "en", WIDE),
    "activities": (activities, "en", WIDE),
    "activity": (activity, "en", WIDE),
    "priorities": (priorities, "en", WIDE),
    "assessment": (assessment, "en", WIDE),
    "arabic": (activities, "ar", WIDE),
    "narrow": (this_week, "en", NARROW),
    "gap": (gap, "en", WIDE),
    "mapping": (mapping, "en", WIDE),
    "dashboard": (dashboard, "en", WIDE),
    "dashboard-arabic": (dashboard, "ar", WIDE),
    "tracker-narrow": (tracker, "en", NARROW),
    "minister": (minister, "fr", WIDE),
    "published": (published, "en", WIDE),
    "two-versions": (two_versions, "en", WIDE),  # the last one: it changes an activity
}


@contextmanager
def _windows(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    contexts: list[Any] = []

    def window(name: str, language: str = "en", size: dict[str, int] = WIDE) -> Any:
        context = browser.new_context(viewport=size, locale=language, base_url=address, device_scale_factor=1)
        contexts.append(context)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("[name=login]", f"{name}@demo.example")
        page.fill("[name=password]", PASSWORD)
        page.click("main button.button")
        page.wait_for_url("**/c/UGA/**")
        return page

    yield window
    for context in contexts:
        context.close()


def _take(page: Any, path: Path, blank: Any) -> None:
    page.wait_for_load_state("networkidle")
    path.write_bytes(with_palette(page.screenshot(animations="disabled", caret="hide"), blank))
    size = path.stat().st_size
    click.echo(f"{path.relative_to(ROOT)}  {size // 1000} kB")
    if size > MOST_BYTES:
        message = f"{path.name} has {size} bytes; {MOST_BYTES} is the most. Show less of the page."
        raise click.ClickException(message)


@click.command()
@click.argument("names", nargs=-1)
def main(names: tuple[str, ...]) -> None:
    """Take all pictures, or those named (as “activity”)."""
    if CHROMIUM is None:
        raise click.ClickException("Chromium is not installed.")
    unknown = set(names) - set(PICTURES)
    if unknown:
        message = f"No such picture: {', '.join(sorted(unknown))}. There are {', '.join(PICTURES)}."
        raise click.ClickException(message)
    from playwright.sync_api import sync_playwright

    with demo_country() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        blank = browser.new_page()
        with _windows(browser, address) as window:
            for name, (show, language, size) in PICTURES.items():
                if names and name not in names:
                    continue
                page = window("lead", language, size)
                show(page, lambda: window("laboratories"))
                _take(page, IMAGES / f"workbench-{name}.png", blank)
        browser.close()


if __name__ == "__main__":
    main()
