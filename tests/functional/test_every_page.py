"""Every page of a country can be read by everybody: by screen reader, on a telephone, on a slow line, right to left.

The pages are found as people find them: by following links from the home page of the demo country.
"""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import resolve

from opennaphs.store.models import User
from opennaphs.web.management.demo.country import build_country
from tests.conftest import ROOT
from tests.functional.visitors import NARROW
from tests.workbench import signed_in

MOST_BYTES = 150_000
FEWEST_PAGES = 60
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
WEIGHT = """performance.getEntriesByType('navigation')[0].encodedBodySize
    + performance.getEntriesByType('resource').reduce((sum, one) => sum + one.encodedBodySize, 0)"""


@pytest.fixture
def lead(transactional_db) -> User:
    build_country(ROOT / "examples/uganda", "a password for the demo")
    return User.objects.get(email="lead@demo.example")


def crawl(client: Client, start: str = "/c/UGA/") -> list[str]:
    """Give one address for each kind of page that links lead to; fails on a link that leads nowhere."""
    seen: set[str] = set()
    pages, waiting = [], [start]
    while waiting:
        address = waiting.pop(0)
        kind = resolve(urlsplit(address).path).route
        if kind in seen:
            continue
        seen.add(kind)
        response = client.get(address)
        assert response.status_code in {200, 302, 405}, f"{address} answers {response.status_code}"
        if response.status_code == 200 and "text/html" in response["content-type"]:
            pages.append(address)
            waiting += _links(response.content.decode(), address)
    return pages


def _links(page: str, address: str) -> list[str]:
    found = [unescape(link) for link in re.findall(r'<a\b[^>]*\bhref="([^"]+)"', page)]
    here = urlsplit(address).path
    return [
        here + link if link.startswith("?") else link
        for link in found
        if link.startswith(("/c/", "/mentions", "/keys", "?"))
    ]


def test_every_page_can_be_read_with_a_screen_reader_on_a_telephone_and_on_a_slow_line(lead, visit):
    pages = crawl(signed_in(lead))
    assert len(pages) > FEWEST_PAGES
    wide, narrow = visit.signed_in(lead), visit.signed_in(lead, size=NARROW)
    barriers, too_wide, too_heavy = {}, {}, {}
    for address in pages:
        wide.goto(address)
        result = Axe().run(wide, options=RULES)
        if result.violations_count:
            barriers[address] = [(one["id"], one["nodes"][0]["html"][:120]) for one in result.response["violations"]]
        if (weight := wide.evaluate(WEIGHT)) > MOST_BYTES:
            too_heavy[address] = weight
        narrow.goto(address)
        if (width := narrow.evaluate("document.documentElement.scrollWidth")) > NARROW["width"]:
            too_wide[address] = width
    assert (barriers, too_wide, too_heavy) == ({}, {}, {})


def test_arabic_pages_run_from_right_to_left_and_can_be_read(lead, visit):
    page, barriers = visit.signed_in(lead, language="ar"), {}
    for address in crawl(signed_in(lead, "ar"))[::4]:
        page.goto(address)
        result = Axe().run(page, options=RULES)
        if result.violations_count:
            barriers[address] = [(one["id"], one["nodes"][0]["html"][:120]) for one in result.response["violations"]]
    assert barriers == {}
    assert page.locator("html").get_attribute("dir") == "rtl"
    main, sidebar = page.locator("main").bounding_box(), page.locator("nav.sidebar").bounding_box()
    assert sidebar["x"] > main["x"]
