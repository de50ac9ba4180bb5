"""Every page of a country can be read by everybody: by screen reader, on a telephone, on a slow line, right to left.

The pages are found as people find them, by following links: from the home page of the demo country, and
from its plans, of which one is launched, with money and reports behind it, one is over and one begins.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import resolve

from opennaphs.store.models import PlanRecord, User
from opennaphs.web.management.demo.country import build_country
from tests.conftest import ROOT
from tests.following import link_of
from tests.functional.visitors import NARROW
from tests.workbench import signed_in

MOST_BYTES = 150_000
FEWEST_PAGES, FEWEST_PAGES_OF_A_PLAN, FEWEST_PAGES_OUTSIDE = 130, 50, 6
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
WEIGHT = """performance.getEntriesByType('navigation')[0].encodedBodySize
    + performance.getEntriesByType('resource').reduce((sum, one) => sum + one.encodedBodySize, 0)"""


@pytest.fixture
def lead(transactional_db) -> User:
    build_country(ROOT / "examples/uganda", "a password for the demo")
    return User.objects.get(email="lead@demo.example")


def crawl(client: Client, *starts: str) -> list[str]:
    """Give one address for each kind of page that links lead to; fails on a link that leads nowhere.

    Links are followed only below each start; of a kind of page, what an earlier start led to is taken.
    """
    seen: set[str] = set()
    pages: list[str] = []
    for start in starts:
        waiting = [start]
        while waiting:
            address = waiting.pop(0)
            kind = resolve(urlsplit(address).path).route
            if kind not in seen and address.startswith(start):
                seen.add(kind)
                waiting += _read(client, address, pages)
    return pages


def _read(client: Client, address: str, pages: list[str]) -> list[str]:
    """Open one address; keep it when it is a page, and give the links on it."""
    response = client.get(address)
    assert response.status_code in {200, 302, 405}, f"{address} answers {response.status_code}"
    if response.status_code != HTTPStatus.OK or "text/html" not in response["content-type"]:
        return []
    pages.append(address)
    return _links(response.content.decode(), address)


def _links(page: str, address: str) -> list[str]:
    found = [unescape(link) for link in re.findall(r'<a\b[^>]*\bhref="([^"]+)"', page)]
    here = urlsplit(address).path
    return [
        here + link if link.startswith("?") else link
        for link in found
        if link.startswith(("/c/", "/mentions", "/keys", "/public/", "?"))
    ]


def _plan(state: str) -> str:
    plan = PlanRecord.objects.get(state=state, kind="operational", removed=False)
    return f"/c/{plan.country}/plans/{plan.pk}/"


def inside(client: Client) -> list[str]:
    """Give the pages of the country: of its plans those of the launched one, whose money and reports are there."""
    return [*crawl(client, _plan("launched"), "/c/UGA/"), "/mentions/", "/keys/"]


def outside(lead: User) -> list[str]:
    """Give the pages that open without signing in: what is public, and an update link."""
    plan = PlanRecord.objects.get(state="launched")
    reporter = User.objects.get(email="laboratories@demo.example")
    return [*crawl(Client(), "/public/"), link_of(plan, reporter, lead), "/update/unknown/"]


@dataclass
class Reading:
    """What stands in the way of people on the pages that were looked at."""

    barriers: dict[str, object] = field(default_factory=dict)
    too_wide: dict[str, int] = field(default_factory=dict)
    too_heavy: dict[str, int] = field(default_factory=dict)

    @property
    def faults(self) -> tuple[dict[str, object], dict[str, int], dict[str, int]]:
        return self.barriers, self.too_wide, self.too_heavy

    def read(self, page: Any, address: str) -> None:
        """Look at a page with the eyes of a screen reader, and weigh it."""
        page.goto(address)
        result = Axe().run(page, options=RULES)
        if result.violations_count:
            found = [(one["id"], one["nodes"][0]["html"][:120]) for one in result.response["violations"]]
            self.barriers[address] = found
        if (weight := page.evaluate(WEIGHT)) > MOST_BYTES:
            self.too_heavy[address] = weight

    def hold(self, page: Any, address: str) -> None:
        """Look at a page on a telephone."""
        page.goto(address)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > NARROW["width"]:
            self.too_wide[address] = width


def _looked_at(addresses: list[str], wide: Any, narrow: Any) -> Reading:
    reading = Reading()
    for address in addresses:
        reading.read(wide, address)
        reading.hold(narrow, address)
    return reading


def test_every_page_can_be_read_with_a_screen_reader_on_a_telephone_and_on_a_slow_line(lead, visit):
    pages = inside(signed_in(lead))
    assert len(pages) > FEWEST_PAGES
    found = _looked_at(pages, visit.signed_in(lead), visit.signed_in(lead, size=NARROW))
    assert found.faults == ({}, {}, {})


@pytest.mark.parametrize("state", ["closed", "draft"])
def test_a_plan_that_is_over_and_one_that_begins_can_be_read_as_well(state, lead, visit):
    pages = crawl(signed_in(lead), _plan(state))
    assert len(pages) > FEWEST_PAGES_OF_A_PLAN
    found = _looked_at(pages, visit.signed_in(lead), visit.signed_in(lead, size=NARROW))
    assert found.faults == ({}, {}, {})


def test_pages_without_signing_in_can_be_read_by_everybody(lead, visit):
    pages = outside(lead)
    assert len(pages) >= FEWEST_PAGES_OUTSIDE
    found = _looked_at(pages, visit.window(), visit.window(size=NARROW))
    assert found.faults == ({}, {}, {})


def test_arabic_pages_run_from_right_to_left_and_can_be_read(lead, visit):
    page, narrow = visit.signed_in(lead, language="ar"), visit.signed_in(lead, language="ar", size=NARROW)
    found = _looked_at(inside(signed_in(lead, "ar"))[::4], page, narrow)
    assert (found.barriers, found.too_wide) == ({}, {})
    page.goto("/c/UGA/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    main, sidebar = page.locator("main").bounding_box(), page.locator("nav.sidebar").bounding_box()
    assert sidebar["x"] > main["x"]
