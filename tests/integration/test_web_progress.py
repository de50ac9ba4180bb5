"""The pages of progress: the tracker, the progress of an activity, milestones, results and their pictures."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.activities.remove_activities import remove_activities
from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.activities.row_changes import RowChange
from opennaphs.actions.following.add_milestone import add_milestone
from opennaphs.actions.following.add_result_indicator import add_result_indicator
from opennaphs.actions.following.record_result_value import record_result_value
from opennaphs.actions.following.remove_milestone import remove_milestone
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.monitoring.records import Blocker
from opennaphs.store.models import (
    MilestoneRecord,
    PlanRecord,
    ProgressUpdateRecord,
    ResultIndicatorRecord,
    ResultValueRecord,
)
from tests.following import day, let_run
from tests.workbench import create_country, create_person, create_plan, first_activity, signed_in

pytestmark = pytest.mark.django_db

D1, P1 = "jee-3.D1", "jee-3.P1"
RUNNING = ActivityStatus.IN_PROGRESS


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


@pytest.fixture
def row(plan, lead):
    return let_run(first_activity(plan), lead)


@pytest.fixture
def browser(lead):
    return signed_in(lead)


def url(plan, rest=""):
    return f"/c/UGA/plans/{plan.pk}/progress/{rest}"


def text(response):
    return response.content.decode()


def boxes(response):
    return {one["label"]: one["value"] for one in response.context["boxes"]}


def filled(response, **changes):
    form = response.context["form"]
    found = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, [])}
    return {**found, **changes}


def report(row, by, status=RUNNING, percent=None, **more):
    return report_progress(activity=row, status=status, percent_done=percent, version=None, by=by, **more)


# --- the tracker --------------------------------------------------------------------------------------------------


def test_not_reported_is_said_and_zero_is_shown_as_zero(browser, plan, row, lead):
    page = browser.get(url(plan))
    assert "not reported" in text(page)
    assert "0 %" not in text(page)
    assert boxes(page)["Done, by count"] is None
    report(row, lead, percent=0)
    page = browser.get(url(plan))
    assert "0 %" in text(page)
    assert boxes(page)["Not reported"] == str(plan.activities.count() - 1)


def test_every_count_follows_every_filter_and_so_does_the_file(browser, plan, row, lead):
    edit_activity(activity=row, fields={"owner": "Head of labs"}, version=row.version, by=lead)
    report(row, lead, percent=50, blocker=Blocker.STAFF, blocked_by="Two posts", next_step="Hire")
    queries = {
        f"area={row.area}": plan.activities.filter(area=row.area).count(),
        "owner=Head+of+labs": 1,
        "situation=in+progress": 1,
        "blocker=no+staff": 1,
        "blocker=any": 1,
        "blocker=none": plan.activities.count() - 1,
        "blocker=procurement": 0,
        "reporting=never": plan.activities.count() - 1,
        "reporting=silent": 0,
        "": plan.activities.count(),
    }
    for query, wanted in queries.items():
        page = browser.get(url(plan, f"?{query}"))
        assert boxes(page)["Activities"] == str(wanted), query
        content = browser.get(url(plan, f"progress.csv?{query}")).content.decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(content)))) == wanted + 1, query
    assert boxes(browser.get(url(plan, "?blocker=any")))["Done, by count"] == "50 %"


def test_the_file_says_what_was_reported_and_leaves_empty_what_was_not(browser, plan, row, lead):
    report(row, lead, percent=0, next_step="=1+1")
    content = browser.get(url(plan, "progress.csv")).content.decode("utf-8-sig")
    lines = {line["Number"]: line for line in csv.DictReader(io.StringIO(content))}
    assert (lines[row.number]["Per cent done"], lines[row.number]["Next step"]) == ("0", "'=1+1")
    other = next(line for number, line in lines.items() if number != row.number)
    assert (other["Per cent done"], other["Reported"]) == ("", "no")


def test_late_and_silent_work_is_found(browser, plan, row):
    page = browser.get(url(plan))
    assert boxes(page)["Late"] == "1"
    assert boxes(page)["Silent for a month"] == "1"
    [line] = browser.get(url(plan, "?situation=delayed")).context["lines"]
    assert (line.standing.activity, line.standing.days_late) == (row.number, 60)


def test_the_tracker_asks_a_bounded_number_of_questions(browser, plan, row, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        browser.get(url(plan))


def test_an_empty_plan_and_an_empty_filter_say_what_to_do_next(browser, plan, lead):
    assert "No activity matches these filters" in text(browser.get(url(plan, "?situation=cancelled")))
    rows = [RowChange(one.pk, one.version) for one in plan.activities.all()]
    remove_activities(plan=plan, changes=rows, why="x", by=lead)
    assert "No activities yet" in text(browser.get(url(plan)))


def test_words_people_wrote_are_no_code(browser, plan, row, lead):
    report(row, lead, blocked_by="<script>a</script>", blocker=Blocker.OTHER, next_step="<b>x</b>")
    for page in ("", f"activities/{row.pk}/"):
        assert "<script>a" not in text(browser.get(url(plan, page)))


# --- one activity -------------------------------------------------------------------------------------------------


def test_the_form_begins_with_what_was_said_last_and_keeps_all_of_an_update(browser, plan, row, lead):
    report(row, lead, percent=10, blocker=Blocker.STAFF, blocked_by="Two posts", next_step="Hire", on=day(-9))
    address = url(plan, f"activities/{row.pk}/")
    answer = filled(browser.get(address), percent_done="20", evidence="https://example.org/a", on=day().isoformat())
    assert (answer["blocker"], answer["next_step"]) == ("no staff", "Hire")
    assert browser.post(address, answer).status_code == 302
    one = row.progress_updates.first()
    assert (one.percent_done, one.blocker, one.next_step, one.way) == (20, "no staff", "Hire", "page")
    page = text(browser.get(address))
    assert 'href="https://example.org/a"' in page
    assert "Two posts" in page


def test_an_update_of_an_earlier_day_is_kept_and_the_person_is_told_that_it_changes_nothing(browser, plan, row, lead):
    report(row, lead, status=ActivityStatus.COMPLETED, percent=100)
    address = url(plan, f"activities/{row.pk}/")
    answer = filled(browser.get(address), status="in progress", percent_done="30", on=day(-40).isoformat())
    response = browser.post(address, answer, follow=True)
    assert "kept as history: the status stays" in text(response)
    row.refresh_from_db()
    assert row.status == "completed"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"status": "completed", "percent_done": "40"}, "completed at 40"),
        ({"percent_done": "101"}, "100"),
        ({"on": "2999-01-01"}, "still to come"),
        ({"on": "yesterday"}, "valid date"),
        ({"evidence": "javascript:alert(1)"}, "no address that can be opened"),
    ],
)
def test_what_cannot_be_is_said_in_the_form_and_nothing_that_was_written_is_lost(browser, plan, row, wrong, sentence):
    address = url(plan, f"activities/{row.pk}/")
    answer = filled(browser.get(address), status="in progress", next_step="Sign the contract") | wrong
    response = browser.post(address, answer)
    assert response.status_code == 422
    assert sentence in text(response)
    assert "Sign the contract" in text(response)
    assert not ProgressUpdateRecord.objects.exists()


def test_two_writers_choose_and_no_word_is_lost(browser, plan, row, lead):
    address = url(plan, f"activities/{row.pk}/")
    answer = filled(browser.get(address), status="on hold", next_step="Wait for the law")
    report(row, lead, percent=70)
    response = browser.post(address, answer)
    assert response.status_code == 409
    kept: dict[str, list[str]] = {}
    for name, value in response.context["kept"]:
        kept.setdefault(name, []).append(value)
    done = browser.post(address, {**kept, "version": response.context["conflict"].version, "choose-status": "mine"})
    assert done.status_code == 302
    assert row.progress_updates.first().next_step == "Wait for the law"


def test_everybody_of_the_country_reads_and_only_the_area_reports(plan, row):
    address = url(plan, f"activities/{row.pk}/")
    for role, area in (("viewer", ""), ("technical-lead", D1)):
        person = signed_in(create_person(role, "UGA", area))
        page = person.get(address)
        assert page.status_code == 200
        assert "form" not in page.context
        assert person.post(address, {"status": "completed", "version": "2"}).status_code == 403
    own = signed_in(create_person("technical-lead", "UGA", row.area))
    assert own.post(address, filled(own.get(address), status="in progress")).status_code == 302


def test_a_closed_plan_shows_its_progress_and_says_why_nothing_is_reported(browser, plan, row, lead):
    report(row, lead, percent=30)
    PlanRecord.objects.filter(pk=plan.pk).update(state="closed")
    page = browser.get(url(plan, f"activities/{row.pk}/"))
    assert "30 %" in text(page)
    assert "form" not in page.context


# --- milestones ---------------------------------------------------------------------------------------------------


def test_a_milestone_goes_its_way_through_the_pages(browser, plan, row):
    new = url(plan, f"milestones/new/?activity={row.pk}")
    answer = filled(browser.get(new), text="Law tabled", due=day(10).isoformat())
    assert browser.post(new, answer).status_code == 302
    milestone = MilestoneRecord.objects.get()
    assert "Law tabled" in text(browser.get(url(plan, f"activities/{row.pk}/")))
    edit = url(plan, f"milestones/{milestone.pk}/")
    assert browser.post(edit, filled(browser.get(edit), text="Law passed")).status_code == 302
    passing = url(plan, f"milestones/{milestone.pk}/pass/")
    assert browser.post(passing, filled(browser.get(passing), done_on=day(1).isoformat())).status_code == 422
    assert browser.post(passing, filled(browser.get(passing), done_on=day().isoformat())).status_code == 302
    page = browser.get(url(plan, "milestones/?state=passed"))
    assert [line.row.text for line in page.context["lines"]] == ["Law passed"]
    remove = url(plan, f"milestones/{milestone.pk}/remove/")
    assert browser.get(remove).status_code == 200
    assert browser.post(remove, {"version": "1", "why": "x"}).status_code == 409
    assert browser.post(remove, {"version": "3", "why": "split in two"}).status_code == 302
    assert browser.get(url(plan, "milestones/")).context["lines"] == []


def test_milestones_are_listed_by_their_state_with_counts(browser, plan, row, lead):
    for offset in (-5, 5, 90):
        add_milestone(activity=row, fields={"text": f"m{offset}", "due": day(offset)}, by=lead)
    states = {one["label"]: one["count"] for one in browser.get(url(plan, "milestones/")).context["states"]}
    assert states == {
        "All": 3, "Ahead": 1, "Due within a month": 1, "Overdue": 1, "Passed": 0, "Passed late": 0,
        "Dropped with its activity": 0,
    }  # fmt: skip
    [line] = browser.get(url(plan, "milestones/?state=overdue")).context["lines"]
    assert line.standing.days_late == 5


def test_milestones_of_another_area_cannot_be_touched(plan, row, lead):
    milestone = add_milestone(activity=row, fields={"text": "Law tabled", "due": day()}, by=lead)
    stranger = signed_in(create_person("technical-lead", "UGA", D1))
    assert "/pass/" not in text(stranger.get(url(plan, "milestones/")))
    passing = url(plan, f"milestones/{milestone.pk}/pass/")
    assert stranger.post(passing, {"version": "1", "done_on": day().isoformat()}).status_code == 403
    assert stranger.post(url(plan, f"milestones/{milestone.pk}/remove/"), {"version": "1"}).status_code == 403
    answer = {"activity": row.pk, "text": "x", "due": day().isoformat()}
    assert stranger.post(url(plan, "milestones/new/"), answer).status_code == 422
    assert MilestoneRecord.objects.count() == 1


def test_a_removed_milestone_has_no_pages(browser, plan, row, lead):
    milestone = add_milestone(activity=row, fields={"text": "Law tabled", "due": day()}, by=lead)
    remove_milestone(milestone=milestone, version=1, by=lead)
    for page in ("", "pass/", "remove/"):
        assert browser.get(url(plan, f"milestones/{milestone.pk}/{page}")).status_code == 404


# --- results ------------------------------------------------------------------------------------------------------


ABOUT = {
    "title": "Laboratories with a quality system", "kind": "output", "unit": "laboratories", "baseline": "0",
    "baseline_on": "2026-01-01", "target": "12", "target_on": "2030-12-31",
}  # fmt: skip


def test_a_result_goes_its_way_through_the_pages(browser, plan):
    assert "No result indicators yet" in text(browser.get(url(plan, "results/")))
    assert browser.post(url(plan, "results/new/"), ABOUT).status_code == 302
    indicator = ResultIndicatorRecord.objects.get()
    value = url(plan, f"results/{indicator.pk}/value/")
    assert browser.post(value, {"on": day().isoformat(), "value": "0", "source": "Register"}).status_code == 302
    page = browser.get(url(plan, "results/"))
    [line] = page.context["lines"]
    assert line.standing.latest.value == 0
    picture = browser.get(line.picture)
    assert picture["Content-Type"] == "image/svg+xml"
    assert ABOUT["title"] in text(picture)
    edit = url(plan, f"results/{indicator.pk}/")
    form = browser.get(edit)
    assert filled(form)["target"] == "12"
    assert browser.post(edit, filled(form, target="")).status_code == 302
    assert "no target" in text(browser.get(url(plan, "results/")))
    assert browser.get(line.picture).status_code == 200
    remove = url(plan, f"results/{indicator.pk}/remove/")
    assert browser.post(remove, {"version": "1", "why": "x"}).status_code == 409
    assert browser.post(remove, {"version": "2", "why": "x"}).status_code == 302
    assert browser.get(url(plan, "results/")).context["lines"] == []


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"target": "many"}, {"target": "0.00001"}, {"target_on": "2020-01-01"}, {"kind": "x"}]
)
def test_an_indicator_that_cannot_be_is_said_in_the_form(browser, plan, wrong):
    response = browser.post(url(plan, "results/new/"), ABOUT | wrong)
    assert response.status_code == 422
    assert not ResultIndicatorRecord.objects.exists()


@pytest.mark.parametrize("wrong", [{"value": ""}, {"value": "0.00001"}, {"on": "2999-01-01"}, {"on": ""}])
def test_a_value_that_cannot_be_is_said_in_the_form(browser, plan, lead, wrong):
    indicator = add_result_indicator(plan=plan, fields={"title": "x", "kind": "output", "unit": "y"}, by=lead)
    answer = {"on": day().isoformat(), "value": "3"} | wrong
    assert browser.post(url(plan, f"results/{indicator.pk}/value/"), answer).status_code == 422
    assert not ResultValueRecord.objects.exists()


def test_the_lead_of_an_area_records_its_values_and_changes_no_indicator(plan, lead):
    told = {"title": "x", "kind": "outcome", "unit": "y"}
    own = add_result_indicator(plan=plan, fields={**told, "area": D1}, by=lead)
    other = add_result_indicator(plan=plan, fields={**told, "area": P1}, by=lead)
    browser = signed_in(create_person("technical-lead", "UGA", D1))
    assert browser.get(url(plan, "results/")).context["recordable"] == {own.pk}
    answer = {"on": day().isoformat(), "value": "3"}
    assert browser.post(url(plan, f"results/{own.pk}/value/"), answer).status_code == 302
    assert browser.post(url(plan, f"results/{other.pk}/value/"), answer).status_code == 403
    assert browser.get(url(plan, f"results/{own.pk}/")).status_code == 403


def test_a_picture_of_another_plan_is_not_here(browser, plan, lead):
    other = create_plan(lead, title="Other")
    indicator = add_result_indicator(plan=other, fields={"title": "x", "kind": "output", "unit": "y"}, by=lead)
    for page in ("", "value/", "remove/", "picture.svg"):
        assert browser.get(url(plan, f"results/{indicator.pk}/{page}")).status_code == 404


# --- importing ----------------------------------------------------------------------------------------------------


def upload(browser, plan, text):
    return browser.post(url(plan, "import/"), {"file": SimpleUploadedFile("march.csv", text.encode())})


def table(*lines):
    return "\n".join(("activity,on,status,percent_done,blocker,next_step,by", *lines))


def test_a_table_of_updates_is_looked_at_and_then_kept_once(browser, plan, row, lead):
    report(row, lead, percent=10, on=day(-30))
    other = plan.activities.filter(area=D1)[0]
    lines = (
        f"{row.number},{day(-10)},in progress,0,no staff,Hire,Amina", f"{other.number},{day(-3)},completed,,,,",
        f"{row.number},{day(-40)},not started,,,,", f"{row.number},{day(-30)},in progress,10,,,",
    )  # fmt: skip
    preview = upload(browser, plan, table(*lines))
    assert preview.status_code == 302
    page = browser.get(preview.url)
    assert (page.context["count"], page.context["known_count"]) == (3, 1)
    assert ProgressUpdateRecord.objects.count() == 1
    assert browser.post(preview.url, {"why": "March"}).status_code == 302
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.status, row.content["details"]["percent_done"], other.status) == ("in progress", 0, "completed")
    assert row.progress_updates.first().by == "Amina"
    assert set(ProgressUpdateRecord.objects.values_list("way", flat=True)) == {"page", "import"}
    again = browser.post(preview.url)
    assert again.status_code == 422
    assert "imported already" in text(again)
    assert ProgressUpdateRecord.objects.count() == 4


def test_the_table_to_fill_in_can_be_given_back_as_it_is(browser, plan, row):
    content = browser.get(url(plan, "import/updates.csv")).content.decode("utf-8-sig")
    preview = upload(browser, plan, content)
    assert preview.status_code == 302
    assert browser.get(preview.url).context["count"] == plan.activities.count()


@pytest.mark.parametrize(
    "line", ["X9-999,2026-01-01,in progress", "{number},2999-01-01,in progress", "{number},{today},delayed", "{number}"]
)
def test_a_table_with_a_fault_is_not_taken_and_says_where(browser, plan, row, line):
    response = upload(browser, plan, f"activity,on,status\n{line.format(number=row.number, today=day())}")
    assert response.status_code == 422
    assert response.context["problems"]
    assert not ProgressUpdateRecord.objects.exists()


def test_evidence_that_could_run_something_is_not_taken(browser, plan, row):
    response = upload(browser, plan, f"activity,on,status,evidence\n{row.number},{day()},on hold,javascript:x()")
    assert response.status_code == 422
    assert "no address that can be opened" in text(response)


def test_a_table_is_taken_by_those_who_report_in_all_of_its_areas_and_seen_by_who_brought_it(plan, row, browser):
    lines = table(f"{row.number},{day()},on hold,,,,")
    assert upload(signed_in(create_person("technical-lead", "UGA", D1)), plan, lines).status_code == 403
    own = signed_in(create_person("technical-lead", "UGA", row.area))
    preview = upload(own, plan, lines)
    assert browser.get(preview.url).status_code == 404
    assert own.post(preview.url).status_code == 302


# --- everything ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pages_open_in_other_languages(lead, plan, row, language):
    report(row, lead, percent=30, blocker=Blocker.STAFF)
    add_milestone(activity=row, fields={"text": "Law tabled", "due": day()}, by=lead)
    indicator = add_result_indicator(plan=plan, fields={"title": "x", "kind": "output", "unit": "y"}, by=lead)
    record_result_value(indicator=indicator, on=day(), value=Decimal(1), by=lead)
    browser = signed_in(lead, language)
    pages = (
        "",
        f"activities/{row.pk}/",
        "milestones/",
        "milestones/new/",
        "results/",
        "results/new/",
        "links/",
        "links/send/",
        "import/",
    )
    for page in (*pages, f"results/{indicator.pk}/picture.svg"):
        assert browser.get(url(plan, page)).status_code == 200
