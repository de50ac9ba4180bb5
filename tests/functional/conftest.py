"""A real browser on a real server: Chromium against the workbench, both on this machine and nowhere else."""

import os
import shutil
from collections.abc import Iterator

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps an event loop in the thread of the tests

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser, opens sockets on this machine only, and takes more than a second."""
    for item in items:
        if "tests/functional" in str(item.path):
            item.add_marker("browser")
            item.add_marker("slow")
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "localhost", "::1"]))
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Chromium; the test is skipped, with a message, when it is not installed."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, live_server) -> Iterator[object]:
    """Open pages as people do; fails the test when a page reports an error or asks another machine for something."""
    from tests.functional.visitors import Visits

    visits = Visits(chromium, live_server.url)
    yield visits
    visits.close()
    assert visits.faults == []
