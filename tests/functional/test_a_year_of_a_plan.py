"""A year of a plan as its people live it: the launch, weekly updates, reviews, and the plan that follows."""

import json
import re
import subprocess
from hashlib import sha256
from io import BytesIO
from shutil import which
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from django.core import mail
from django.utils import timezone
from docx import Document

from opennaphs.actions.following.make_update_links import make_update_links
from opennaphs.sources.plan_file import parse_plan
from opennaphs.store.models import (
    ActivityRecord,
    PlanRecord,
    ProgressReviewRecord,
    ProgressUpdateRecord,
    Publication,
    Recommendation,
)
from tests.functional.a_year import (
    LABORATORIES,
    TITLE,
    agree,
    create_crew,
    create_plan_of_this_year,
    figures,
    launch,
    looks_at,
    opens_the_plan,
)
from tests.functional.visitors import NARROW, downloaded, follow, press, said, sign_in
from tests.funded_plans import create_source, create_support, record_money

BLOCKED_BY = "The tender was cancelled and begins anew."
LESSON = "Order reagents before the rains."


@pytest.fixture
def crew(transactional_db):
    return create_crew()


@pytest.fixture
def plan(crew):
    return create_plan_of_this_year(crew)


@pytest.fixture
def launched(plan, crew):
    return launch(agree(plan, crew), crew)


# --- the launch ---


def test_a_plan_is_validated_endorsed_launched_and_published_for_everybody(crew, plan, visit):
    agree(plan, crew)
    page = visit.window()
    sign_in(page, crew.lead)
    opens_the_plan(page, "The launch", "State")
    _goes_on(page, "validated", {"Day of the validation meeting": f"{plan.first_year}-01-05"})
    _goes_on(page, "endorsed", {"Endorsed by": "The cabinet", "Day of the endorsement": f"{plan.first_year}-01-06"})
    _goes_on(page, "launched", {"Day of the launch": f"{plan.first_year}-01-07"})
    frozen = page.locator(".panel", has_text="Frozen copy")
    assert Publication.objects.filter(plan=plan).first().checksum in frozen.inner_text()
    frozen.get_by_role("link").click()
    assert "not public" in page.locator("main .lede").inner_text()
    press(page, "Release it")
    address = page.locator("a.checksum").inner_text()
    _visitor_takes_the_package(visit.window(), address, plan)


def _goes_on(page, state, facts):
    for label, value in facts.items():
        page.locator("#to-1").get_by_label(label).fill(value)
    press(page, f"Make it “{state}”")
    assert f"“{state}”" in said(page)


def _visitor_takes_the_package(page, address, plan):
    page.goto(urlsplit(address).path)
    assert TITLE in page.locator("h1").inner_text()
    assert page.context.cookies() == []  # nobody is followed here
    _name, content = downloaded(page, lambda: follow(page, "Data package (.zip)"))
    with ZipFile(BytesIO(content)) as package:
        names = package.namelist()
        document = next(one for one in names if one.endswith(".naphs.json"))
        held = package.read(document)
    assert {"activities.csv"} <= {one.rpartition("/")[2] for one in names}
    assert sha256(held).hexdigest() in page.locator(".panel code.checksum").inner_text().replace("\n", "")
    assert len(parse_plan(held, document).activities) == plan.activities.filter(removed=False).count()
    assert json.loads(held)


# --- week by week ---


def test_links_go_out_and_one_minute_on_a_telephone_changes_what_everybody_sees(crew, launched, visit):
    leads = visit.window()
    sign_in(leads, crew.lead)
    opens_the_plan(leads, "Follow-up", "Progress")
    assert figures(leads)["Blocked"] == "0"
    follow(leads, "Links for updates")
    follow(leads, "Send links")
    press(leads, "Send the links")
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(letters) == {crew.rose.email, crew.peter.email}
    address = re.search(r"http\S+/update/\S+", letters[crew.rose.email])[0]
    blocked = _says_what_is_blocked(visit.window(size=NARROW), address)
    _tracker_shows_it(leads, blocked)
    _dashboard_follows_its_filter(leads, blocked)


def _says_what_is_blocked(page, address):
    page.goto(urlsplit(address).path)
    assert page.locator("form[action*=login]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    cards = page.locator("article.update-card")
    numbers = [cards.nth(place).locator("h2 bdi").inner_text() for place in (0, 1)]
    first = cards.nth(0)
    first.get_by_label("Status").select_option("in progress")
    first.get_by_label("What blocks it?").select_option("procurement")
    first.get_by_label("What exactly, in a line").fill(BLOCKED_BY)
    first.get_by_role("spinbutton", name="Per cent done").fill("30")
    first.get_by_role("button", name="Save").click()
    first.locator(".update-kept").wait_for()
    cards.nth(1).get_by_role("button", name="Nothing changed").click()
    cards.nth(1).locator(".update-kept").wait_for()
    told = ProgressUpdateRecord.objects.order_by("pk")
    assert [one.activity.number for one in told] == numbers
    assert {one.by for one in told} == {"Rose Nakato"}
    return numbers[0]


def _tracker_shows_it(page, number):
    opens_the_plan(page, "Follow-up", "Progress")
    row = page.locator("table.tracker tbody tr").filter(has=page.get_by_role("link", name=number, exact=True))
    text = row.inner_text()
    assert "procurement" in text
    assert BLOCKED_BY in text
    assert "30 %" in text
    assert figures(page)["Blocked"] == "1"


def _dashboard_follows_its_filter(page, number):
    looks_at(page, "Follow-up", "Dashboard")
    whole = figures(page)
    assert whole["Blocked"] == "1"
    assert number in page.locator("#figures").inner_text()
    page.get_by_label("Area", exact=True).select_option("jee-3.P1")
    page.locator("form.filters button").click()
    page.locator(f"#figures >> text={number}").first.wait_for(state="detached")
    narrowed = figures(page)
    assert narrowed["Blocked"] == "0"
    assert int(narrowed["Activities"]) == ActivityRecord.objects.filter(area="jee-3.P1", removed=False).count()
    assert narrowed["Cost"] != whole["Cost"]
    assert narrowed["Funding gap"] != whole["Funding gap"]
    assert "area=jee-3.P1" in page.url  # the view can be sent to somebody
    assert "area=jee-3.P1" in page.locator("#figures figure img").first.get_attribute("src")


# --- reviews, and the next plan ---


def test_a_quarterly_review_is_planned_held_and_goes_out_as_a_pack(crew, launched, visit):
    page = visit.window()
    sign_in(page, crew.lead)
    opens_the_plan(page, "Follow-up", "Progress reviews")
    _plans_a_review(page, "Quarterly technical review", "First quarter", timezone.localdate().isoformat())
    follow(page, "Record what it found")
    page.get_by_label("Summary").fill("The tender of the laboratories is late.")
    page.get_by_label("Decisions").fill("Finance releases the money in May.")
    page.locator("[name^=came]").first.fill("4")
    press(page, "Save")
    assert "held" in page.locator("main .lede").inner_text()
    _takes_the_packs(page)
    assert ProgressReviewRecord.objects.get().decisions == ["Finance releases the money in May."]


def _plans_a_review(page, kind, title, day=None):
    """Plan what the page says comes next, on the day it proposes unless another one is given."""
    page.locator("main li", has_text=kind).get_by_role("link", name="Plan it").click()
    if day is not None:
        page.get_by_label("Date").fill(day)
    page.get_by_label("Title").fill(title)
    press(page, "Save")
    assert title in page.locator("h1").inner_text()
    assert "planned" in page.locator("main .lede").inner_text()


def _takes_the_packs(page):
    name, content = _written(page, "Pack as Word document")
    words = "\n".join(one.text for one in Document(BytesIO(content)).paragraphs)
    assert name.endswith(".docx")
    assert "Quarterly technical review" in words
    assert TITLE in words
    name, content = _written(page, "Pack as PDF")
    assert name.endswith(".pdf")
    assert _pages(content) >= 1


def _written(page, button):
    """Ask for a document, take it from the page of the job, and come back."""
    here = page.url
    press(page, button)
    taken = downloaded(page, lambda: follow(page, "Download the file"))
    page.goto(here)
    return taken


def _pages(content):
    """Count the pages of a PDF with another program, or by its page objects where that is not installed."""
    if (program := which("pdfinfo")) is None:
        return len(re.findall(rb"/Type\s*/Page\b", content))
    told = subprocess.run([program, "-"], input=content, capture_output=True, check=True)
    return int(re.search(rb"Pages:\s+(\d+)", told.stdout)[1])


def test_a_yearly_review_leaves_a_lesson_and_the_next_plan_with_what_is_unfinished(crew, launched, visit):
    page = visit.window()
    sign_in(page, crew.lead)
    opens_the_plan(page, "Follow-up", "Progress reviews")
    _holds_the_yearly_review(page)
    _takes_the_lesson_over(page)
    _makes_the_next_plan(page, launched)
    _subscribes(page, visit)


def _holds_the_yearly_review(page):
    _plans_a_review(page, "Yearly review", "The whole year", timezone.localdate().isoformat())
    follow(page, "Record what it found")
    page.get_by_label("This was the review of the whole plan").check()
    page.get_by_label("Lessons").fill(LESSON)
    press(page, "Save")


def _takes_the_lesson_over(page):
    follow(page, "Take it into the register")
    page.get_by_label("Technical area").select_option(LABORATORIES)
    page.get_by_label("Owner").fill("Head of laboratories")
    press(page, "Take it into the register")
    taken = Recommendation.objects.get()
    assert (taken.text, taken.area, taken.owner) == (LESSON, LABORATORIES, "Head of laboratories")


def _makes_the_next_plan(page, plan):
    follow(page, "To the next plan")
    unfinished = plan.activities.filter(removed=False).count()
    assert LESSON in page.locator("main").inner_text()
    page.get_by_label("Title").fill("Plan of next year")
    press(page, "Show what it would hold")
    assert f"{unfinished} activities are carried" in page.locator("main").inner_text()
    press(page, "Create this plan")
    page.get_by_role("heading", name="Plan of next year").wait_for()
    made = PlanRecord.objects.get(title="Plan of next year")
    assert (made.state, made.first_year) == ("draft", plan.first_year + 1)
    assert made.activities.filter(removed=False).count() == unfinished


def _subscribes(page, visit):
    opens_the_plan(page, "Follow-up", "Progress reviews")
    _plans_a_review(page, "Quarterly technical review", "Second; quarter")
    opens_the_plan(page, "Follow-up", "Progress reviews")
    follow(page, "Calendar feed")
    press(page, "Make my feed")
    address = page.get_by_label("Address").input_value()
    answer = visit.window().request.get(urlsplit(address).path)
    titles = [one["SUMMARY"] for one in _events(answer.body())]
    assert any("Second; quarter" in one for one in titles)


def _events(content):
    """Read a calendar as its standard says: unfold the lines, undo the escapes, one block an event."""
    text = content.decode().replace("\r\n ", "")
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    blocks = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text, re.DOTALL)
    return [
        {
            line.partition(":")[0].partition(";")[0]: re.sub(r"\\(.)", r"\1", line.partition(":")[2])
            for line in block.split("\r\n")
            if line
        }
        for block in blocks
    ]


# --- without scripts, and in Arabic ---


def test_progress_is_reported_by_link_without_scripts(crew, launched, visit):
    [(_link, key)] = make_update_links(plan=launched, people=[crew.rose], by=crew.lead)
    page = visit.window(scripts=False, size=NARROW)
    page.goto(f"/update/{key}/")
    first = page.locator("article.update-card").first
    number = first.locator("h2 bdi").inner_text()
    first.get_by_label("Status").select_option("in progress")
    first.get_by_label("Per cent done").fill("40")
    first.get_by_role("button", name="Save").click()
    assert "1 update is kept" in said(page)
    told = ProgressUpdateRecord.objects.get()
    assert (told.activity.number, told.percent_done, told.way) == (number, 40, "link")


def test_the_money_and_the_updates_run_from_right_to_left_on_a_telephone(crew, launched, visit):
    source = create_source(crew.lead)
    record_money(create_support(launched, source, crew.lead), crew.lead, 30_000, launched.first_year)
    [(_link, key)] = make_update_links(plan=launched, people=[crew.rose], by=crew.lead)
    inside = visit.signed_in(crew.lead, language="ar", size=NARROW)
    plan = f"/c/UGA/plans/{launched.pk}"
    for page, address in (
        (inside, f"{plan}/funding/"),
        (inside, f"{plan}/mapping/"),
        (inside, f"{plan}/dashboard/"),
        (inside, f"{plan}/progress/"),
        (visit.window(language="ar", size=NARROW), f"/update/{key}/"),
    ):
        page.goto(address)
        assert page.locator("html").get_attribute("dir") == "rtl", address
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], address
        right, left = page.locator("h1").bounding_box(), page.locator("main").bounding_box()
        assert right["x"] + right["width"] > left["x"] + left["width"] / 2, address
