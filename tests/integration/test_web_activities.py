"""The pages of activities: the table, a cell, many at once, one activity, its costs, groups, priorities, pictures."""

import csv
import io

import pytest

from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.activities.remove_activities import remove_activities
from opennaphs.actions.activities.row_changes import RowChange
from opennaphs.store.models import AuditEvent, PlanRecord
from tests.costed_plans import create_costed_plan, with_lines
from tests.workbench import create_country, create_person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_costed_plan(lead)


@pytest.fixture
def browser(lead):
    return signed_in(lead)


@pytest.fixture
def technical_lead(plan):
    return create_person("technical-lead", "UGA", "jee-3.D1")


def url(plan, rest=""):
    return f"/c/UGA/plans/{plan.pk}/activities/{rest}"


def rows(plan, area=None):
    found = plan.activities.filter(removed=False)
    return list(found.filter(area=area) if area else found)


def text(response):
    return response.content.decode()


def filled(response):
    """Give what a browser would post from the form of a page, unchanged."""
    form = response.context["form"]
    return {
        form.add_prefix(name): form[name].value() for name in form.fields if form[name].value() not in (None, False, [])
    }


# --- the table -----------------------------------------------------------------------------------------------------


def test_the_table_shows_the_activities_their_count_and_cost(browser, plan):
    response = browser.get(url(plan))
    assert response.status_code == 200
    first = rows(plan)[0]
    assert first.number in text(response)
    sums = response.context["sums"]
    assert sums.count == len(rows(plan))
    assert sums.cost == sum(row.cost for row in rows(plan) if row.cost is not None)


def test_filters_and_sort_stand_in_the_address(browser, plan):
    response = browser.get(url(plan, "?area=jee-3.D1&sort=-cost"))
    shown = [line.row for line in response.context["lines"]]
    assert {row.area for row in shown} == {"jee-3.D1"}
    costs = [row.cost for row in shown if row.cost is not None]
    assert costs == sorted(costs, reverse=True)
    assert response.context["active"][0].url == url(plan, "?sort=-cost")


@pytest.mark.parametrize("query", ["area=nowhere", "first_year=abc", "sort=evil", "page=99", "page=x", "words=%00"])
def test_a_broken_address_still_shows_a_list(browser, plan, query):
    assert browser.get(url(plan, f"?{query}")).status_code == 200


def test_the_table_asks_the_database_a_bounded_number_of_times(browser, plan, django_assert_max_num_queries):
    browser.get(url(plan))
    with django_assert_max_num_queries(20) as captured:
        browser.get(url(plan))
    lists = [one["sql"] for one in captured if '"store_activityrecord"."text"' in one["sql"]]
    assert lists
    assert not any('"store_activityrecord"."content"' in sql for sql in lists)


def test_an_empty_list_says_the_next_step(browser, plan):
    assert "No activity matches" in text(browser.get(url(plan, "?words=zzzz")))


def test_the_list_as_csv_holds_no_formulas(browser, lead, plan):
    row = rows(plan)[0]
    edit_activity(activity=row, fields={"text": "=1+1", "owner": "@cmd"}, version=1, by=lead)
    response = browser.get(url(plan, "activities.csv?area=" + row.area))
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(lines) == 1 + len(rows(plan, row.area))
    assert lines[1][2] == "'=1+1"
    assert lines[1][6] == "'@cmd"
    assert "attachment" in response["Content-Disposition"]


def test_who_may_only_read_gets_no_way_to_change(plan):
    reader = signed_in(create_person("viewer", "UGA"))
    page = text(reader.get(url(plan)))
    assert "/cell/" not in page
    assert 'name="row"' not in page
    assert "New activity" not in page


def test_a_technical_lead_changes_only_rows_of_their_area(plan, technical_lead):
    response = signed_in(technical_lead).get(url(plan))
    page, shown = text(response), [line.row for line in response.context["lines"]]
    assert {row.area for row in shown} == {"jee-3.D1", "jee-3.P1"}
    for row in shown:
        assert (f"/activities/{row.pk}/cell/owner/" in page) == (row.area == "jee-3.D1")


@pytest.mark.parametrize("role", ["viewer", "partner", "finance-officer", "reviewer"])
def test_roles_that_do_not_edit_are_refused(plan, role):
    person = signed_in(create_person(role, "UGA"))
    row = rows(plan)[0]
    assert person.get(url(plan, f"{row.pk}/cell/owner/")).status_code == 403
    assert person.post(url(plan, f"{row.pk}/"), {"text": "x", "first_year": "2027", "version": 1}).status_code == 403
    assert person.post(url(plan, f"{row.pk}/remove/"), {"why": "x", "version": 1}).status_code == 403
    row.refresh_from_db()
    assert (row.version, row.removed) == (1, False)


# --- one cell ------------------------------------------------------------------------------------------------------


def test_a_cell_is_changed_without_scripts_and_leads_back_to_the_list(browser, plan):
    row = rows(plan)[0]
    page = browser.get(url(plan, f"{row.pk}/cell/owner/?back=area%3D{row.area}"))
    assert "<html" in text(page)
    response = browser.post(url(plan, f"{row.pk}/cell/owner/"), {**filled(page), "owner": "Director"})
    assert response.status_code == 302
    assert response.url == url(plan, f"?area={row.area}#activity-{row.pk}")
    row.refresh_from_db()
    assert row.owner == "Director"
    assert AuditEvent.objects.filter(subject_id=str(row.pk), action="change_activities").count() == 1


def test_with_scripts_the_whole_row_comes_back_in_its_new_version(browser, plan):
    row = rows(plan)[0]
    htmx = {"headers": {"HX-Request": "true"}}
    cell = browser.get(url(plan, f"{row.pk}/cell/status/"), **htmx)
    assert text(cell).startswith("<td") or "<td" in text(cell)[:200]
    assert "<html" not in text(cell)
    response = browser.post(url(plan, f"{row.pk}/cell/status/"), {"version": 1, "status": "on hold"}, **htmx)
    assert f'id="activity-{row.pk}"' in text(response)
    assert f"{row.pk}:2" in text(response)
    assert response["HX-Retarget"] == "closest tr"


def test_a_cell_changed_by_two_people_asks_the_second(browser, lead, plan):
    row = rows(plan)[0]
    edit_activity(activity=row, fields={"owner": "First"}, version=1, by=lead)
    response = browser.post(url(plan, f"{row.pk}/cell/owner/"), {"version": 1, "owner": "Second"})
    assert response.status_code == 409
    assert "First" in text(response)
    assert "Second" in text(response)
    row.refresh_from_db()
    assert row.owner == "First"
    chosen = {"version": 2, "owner": "Second", "choose-owner": "mine"}
    assert browser.post(url(plan, f"{row.pk}/cell/owner/"), chosen).status_code == 302
    row.refresh_from_db()
    assert row.owner == "Second"


def test_changes_of_different_cells_both_stand(browser, lead, plan):
    row = rows(plan)[0]
    edit_activity(activity=row, fields={"owner": "First"}, version=1, by=lead)
    answer = {"version": 1, "impact": 5, "feasibility": 4, "risk": ""}
    assert browser.post(url(plan, f"{row.pk}/cell/ratings/"), answer).status_code == 302
    row.refresh_from_db()
    assert (row.owner, row.impact, row.feasibility, row.risk) == ("First", 5, 4, None)


def test_a_cell_says_what_is_wrong(browser, plan):
    row = rows(plan)[0]
    response = browser.post(url(plan, f"{row.pk}/cell/first_year/"), {"version": 1, "first_year": "1999"})
    assert response.status_code == 422
    assert browser.get(url(plan, f"{row.pk}/cell/secret/")).status_code == 404


# --- many at once --------------------------------------------------------------------------------------------------


def bulk_page(browser, plan, chosen, **more):
    return browser.post(
        url(plan, "bulk/"), {"scope": "ticked", "row": [f"{one.pk}:{one.version}" for one in chosen], **more}
    )


def test_ticked_rows_are_changed_together(browser, plan):
    chosen = rows(plan)[:3]
    page = bulk_page(browser, plan, chosen, back="area=jee-3.P1")
    answer = {**filled(page), "owner": "Director", "apply": "1", "why": "agreed on Monday"}
    response = browser.post(url(plan, "bulk/"), answer)
    assert (response.status_code, response.url) == (302, url(plan, "?area=jee-3.P1"))
    assert [row.owner for row in rows(plan)[:4]] == ["Director"] * 3 + [""]
    assert AuditEvent.objects.filter(why="agreed on Monday").count() == 3


def test_all_that_the_list_holds_are_changed(browser, plan):
    page = browser.post(url(plan, "bulk/"), {"scope": "all", "back": "area=jee-3.D1"})
    browser.post(url(plan, "bulk/"), {**filled(page), "impact": "3", "apply": "1"})
    assert {row.impact for row in rows(plan, "jee-3.D1")} == {3}
    assert {row.impact for row in rows(plan, "jee-3.P1")} == {None}


def test_rows_of_other_areas_are_left_out_and_that_is_said(plan, technical_lead):
    browser = signed_in(technical_lead)
    page = browser.post(url(plan, "bulk/"), {"scope": "all", "back": ""})
    assert page.context["left_out"] == len(rows(plan, "jee-3.P1"))
    browser.post(url(plan, "bulk/"), {**filled(page), "owner": "Mine", "apply": "1"})
    assert {row.owner for row in rows(plan, "jee-3.D1")} == {"Mine"}
    assert {row.owner for row in rows(plan, "jee-3.P1")} == {""}


def test_rows_changed_meanwhile_are_listed_and_the_rest_waits_for_a_yes(browser, lead, plan):
    first, second = rows(plan)[:2]
    answer = {**filled(bulk_page(browser, plan, [first, second])), "owner": "Director", "apply": "1"}
    edit_activity(activity=first, fields={"owner": "Theirs"}, version=1, by=lead)
    response = browser.post(url(plan, "bulk/"), answer)
    assert response.status_code == 409
    assert [row.pk for row in response.context["changed_rows"]] == [first.pk]
    assert [row.owner for row in rows(plan)[:2]] == ["Theirs", ""]
    yes = {**dict(response.context["carried"]), "leave_changed": "1"}
    assert browser.post(url(plan, "bulk/"), yes).status_code == 302
    assert [row.owner for row in rows(plan)[:2]] == ["Theirs", "Director"]


def test_nothing_to_change_and_removing_without_a_reason_are_said_in_the_form(browser, plan):
    page = filled(bulk_page(browser, plan, rows(plan)[:2]))
    assert browser.post(url(plan, "bulk/"), {**page, "apply": "1"}).status_code == 422
    assert browser.post(url(plan, "bulk/"), {**page, "remove": "1"}).status_code == 422
    assert browser.post(url(plan, "bulk/"), {**page, "remove": "1", "why": "out of scope"}).status_code == 302
    assert plan.activities.filter(removed=True).count() == 2


def test_nothing_ticked_leads_back_with_a_word(browser, plan):
    response = browser.post(url(plan, "bulk/"), {"scope": "ticked"}, follow=True)
    assert "Tick at least one" in text(response)


# --- order ---------------------------------------------------------------------------------------------------------


def test_rows_are_moved_by_buttons_and_by_dragging(browser, plan):
    before = [row.pk for row in rows(plan)]
    browser.post(url(plan, f"{before[2]}/move/?order=1"), {"move": "up", "position": ""})
    assert [row.pk for row in rows(plan)][:3] == [before[0], before[2], before[1]]
    browser.post(url(plan, f"{before[2]}/move/?order=1"), {"position": "1"})
    assert [row.pk for row in rows(plan)][:3] == [before[2], before[0], before[1]]
    browser.post(url(plan, f"{before[2]}/move/?order=1"), {"position": str(len(before))})
    assert [row.pk for row in rows(plan)][-1] == before[2]


def test_within_a_narrowed_list_the_seen_neighbour_is_passed(browser, plan):
    seen = [row.pk for row in rows(plan, "jee-3.D1")]
    browser.post(url(plan, f"{seen[1]}/move/?area=jee-3.D1&order=1"), {"move": "up"})
    assert [row.pk for row in rows(plan, "jee-3.D1")][:2] == [seen[1], seen[0]]
    others = [row.pk for row in rows(plan, "jee-3.P1")]
    assert others == sorted(others)


def test_order_is_not_for_technical_leads(plan, technical_lead):
    row = rows(plan, "jee-3.D1")[0]
    assert signed_in(technical_lead).post(url(plan, f"{row.pk}/move/"), {"move": "down"}).status_code == 403


# --- one activity --------------------------------------------------------------------------------------------------


def test_the_page_shows_the_library_beside_the_local_wording(browser, lead, plan):
    row = rows(plan)[0]
    library = row.text
    edit_activity(activity=row, fields={"text": "Our own words"}, version=1, by=lead)
    page = text(browser.get(url(plan, f"{row.pk}/")))
    assert "Our own words" in page
    assert library in page
    assert "The plan words it differently" in page


def test_everything_of_an_activity_is_saved_from_its_page(browser, plan):
    row, other = rows(plan, "jee-3.D1")[0], rows(plan, "jee-3.P1")[0]
    page = browser.get(url(plan, f"{row.pk}/"))
    answer = {
        **filled(page), "text": "New words", "owner": "Head of laboratories", "lead": "finance",
        "supporting": ["health", "trade"], "where": "region", "places": "Gulu\nMbale\nGulu", "first_year": "2028",
        "starts": "2028-02-01", "ends": "2028-06-30", "after": other.number.lower(), "group": "laws",
        "indicators": "Share of laboratories", "impact": "5", "feasibility": "4", "risk": "3",
        "existing_budget": "20000", "budget_source": "Treasury", "comments": "Ask first", "why": "agreed",
    }  # fmt: skip
    assert browser.post(url(plan, f"{row.pk}/"), answer).status_code == 302
    row.refresh_from_db()
    details = row.content["details"]
    assert (row.text, row.owner, row.lead, row.first_year, row.group) == (
        "New words", "Head of laboratories", "finance", 2028, "laws",
    )  # fmt: skip
    assert row.content["with"] == ["health", "trade"]
    assert (details["places"], details["after"], details["starts"]) == (["Gulu", "Mbale"], [other.number], "2028-02-01")
    assert (row.impact, row.feasibility, row.risk) == (5, 4, 3)
    assert row.content["notes"] == {"existing_budget": "20000", "budget_source": "Treasury", "comments": "Ask first"}
    assert AuditEvent.objects.get(subject_id=str(row.pk), action="edit_activity").why == "agreed"


def test_saving_a_page_unchanged_changes_nothing(browser, plan):
    for row in rows(plan):
        answer = filled(browser.get(url(plan, f"{row.pk}/")))
        assert browser.post(url(plan, f"{row.pk}/"), answer).status_code == 302
        row.refresh_from_db()
        assert row.version == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("after", "Z9-999", "no activity Z9-999"),
        ("ends", "2026-01-01", "ends before it starts"),
        ("text", "", "required"),
        ("first_year", "2044", "not one of the available"),
    ],
)
def test_a_fault_stands_in_the_form_and_nothing_is_saved(browser, plan, field, value, sentence):
    row = rows(plan)[0]
    answer = {**filled(browser.get(url(plan, f"{row.pk}/"))), "starts": "2027-03-01", field: value}
    response = browser.post(url(plan, f"{row.pk}/"), answer)
    assert response.status_code == 422
    assert sentence in text(response)
    row.refresh_from_db()
    assert row.version == 1


def test_a_circle_of_prerequisites_is_named_in_the_form(browser, lead, plan):
    free = [row for row in rows(plan) if not row.content["needs"]]
    first, second = free[0], free[1]
    edit_activity(activity=second, fields={"details": {"after": [first.number]}}, version=1, by=lead)
    answer = {**filled(browser.get(url(plan, f"{first.pk}/"))), "after": second.number}
    response = browser.post(url(plan, f"{first.pk}/"), answer)
    assert response.status_code == 422
    assert f"{first.number} → {second.number} → {first.number}" in text(response)


def test_two_writers_of_one_page_see_both_versions_and_lose_nothing(browser, lead, plan):
    row = rows(plan)[0]
    answer = filled(browser.get(url(plan, f"{row.pk}/")))
    edit_activity(activity=row, fields={"owner": "First", "group": "theirs"}, version=1, by=lead)
    response = browser.post(url(plan, f"{row.pk}/"), {**answer, "owner": "Second", "text": "My words"})
    assert response.status_code == 409
    conflict = response.context["conflict"]
    assert [(one.name, one.mine, one.theirs) for one in conflict.fields] == [("owner", "Second", "First")]
    assert [one.name for one in conflict.taken_over] == ["group"]
    kept = {}
    for name, value in conflict.kept:
        kept.setdefault(name, []).append(value)
    done = browser.post(url(plan, f"{row.pk}/"), {**kept, "version": conflict.version, "choose-owner": "mine"})
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.owner, row.text, row.group) == ("Second", "My words", "theirs")


@pytest.mark.parametrize("page", ["", "cell/owner/", "progress/"])
def test_what_does_not_say_which_version_it_changes_is_refused(browser, plan, page):
    row = rows(plan)[0]
    answer = filled(browser.get(url(plan, f"{row.pk}/{page}"))) | {"owner": "X", "status": "on hold"}
    del answer["version"]
    assert browser.post(url(plan, f"{row.pk}/{page}"), answer).status_code == 422
    row.refresh_from_db()
    assert row.version == 1


def test_progress_has_its_own_form_and_zero_is_not_empty(browser, plan):
    row = rows(plan)[0]
    PlanRecord.objects.filter(pk=plan.pk).update(state="launched")
    assert 'name="text"' not in text(browser.get(url(plan, f"{row.pk}/"))).partition('id="talk"')[0]
    page = browser.get(url(plan, f"{row.pk}/progress/"))
    answer = {**filled(page), "status": "in progress", "percent_done": "0"}
    assert browser.post(url(plan, f"{row.pk}/progress/"), answer).status_code == 302
    row.refresh_from_db()
    assert row.content["details"]["percent_done"] == 0
    assert "0 per cent done" in text(browser.get(url(plan, f"{row.pk}/")))


def test_a_frozen_plan_says_why_nothing_can_be_edited(browser, plan):
    PlanRecord.objects.filter(pk=plan.pk).update(state="validated")
    row = rows(plan)[0]
    page = text(browser.get(url(plan, f"{row.pk}/")))
    assert "its activities stand as agreed" in page
    answer = {"text": "x", "first_year": "2027", "version": "1"}
    assert browser.post(url(plan, f"{row.pk}/"), answer).status_code == 422
    row.refresh_from_db()
    assert row.version == 1


# --- new, copied, removed ------------------------------------------------------------------------------------------


def test_an_own_activity_is_created_copied_removed_and_restored(browser, plan):
    answer = {"area": "jee-3.D1", "text": "Our own work", "first_year": "2028", "owner": "Head"}
    response = browser.post(url(plan, "new/"), answer)
    row = rows(plan, "jee-3.D1")[-1]
    assert (response.status_code, response.url) == (302, url(plan, f"{row.pk}/"))
    assert (row.text, row.first_year, row.owner) == ("Our own work", 2028, "Head")
    assert "no library knows it" in text(browser.get(response.url))
    browser.post(url(plan, f"{row.pk}/duplicate/"))
    assert [one.text for one in rows(plan, "jee-3.D1")][-2:] == ["Our own work"] * 2
    assert browser.post(url(plan, f"{row.pk}/remove/"), {"version": "1", "why": ""}).status_code == 422
    assert browser.post(url(plan, f"{row.pk}/remove/"), {"version": "1", "why": "twice"}).status_code == 302
    assert browser.get(url(plan, f"{row.pk}/")).status_code == 404
    removed = text(browser.get(url(plan, "removed/")))
    assert row.number in removed
    assert "twice" in removed
    assert browser.post(url(plan, f"{row.pk}/restore/"), {"version": "2"}).status_code == 302
    assert browser.get(url(plan, f"{row.pk}/")).status_code == 200


def test_a_technical_lead_creates_only_in_their_area(plan, technical_lead):
    browser = signed_in(technical_lead)
    assert [one for one, _label in browser.get(url(plan, "new/")).context["form"].fields["area"].choices] == [
        "jee-3.D1"
    ]
    answer = {"area": "jee-3.P1", "text": "x", "first_year": "2027"}
    assert browser.post(url(plan, "new/"), answer).status_code == 422


def test_an_activity_changed_meanwhile_is_not_removed(browser, lead, plan):
    row = rows(plan)[0]
    edit_activity(activity=row, fields={"owner": "First"}, version=1, by=lead)
    response = browser.post(url(plan, f"{row.pk}/remove/"), {"version": "1", "why": "x"}, follow=True)
    assert "was not removed" in text(response)
    row.refresh_from_db()
    assert not row.removed


# --- costs ---------------------------------------------------------------------------------------------------------


def test_a_cost_line_is_changed_and_the_years_are_computed(browser, plan):
    row = with_lines(plan)
    page = browser.get(url(plan, f"{row.pk}/costs/0/"))
    answer = {**filled(page), "unit_price": "7.50", "why": "our tender"}
    assert browser.post(url(plan, f"{row.pk}/costs/0/"), answer).status_code == 302
    row.refresh_from_db()
    line = row.content["cost"]["lines"][0]
    assert line["unit_price"]["amount"] == "7.50"
    assert line["replaces"] is not None
    assert AuditEvent.objects.get(subject_id=str(row.pk), action="edit_cost_lines").why == "our tender"
    assert "against the menu" in text(browser.get(url(plan, f"{row.pk}/")))


def test_a_line_from_the_price_list_takes_what_the_list_and_the_profile_say(browser, plan):
    row = with_lines(plan)
    before = len(row.content["cost"]["lines"])
    answer = {
        "item": "meeting-committee", "quantity": "30", "per": "district", "share": "100", "times_a_year": "4",
        "kind": "recurrent", "title": "", "unit_price": "", "count": "",
    }  # fmt: skip
    assert browser.post(url(plan, f"{row.pk}/costs/new/"), answer).status_code == 302
    row.refresh_from_db()
    line = row.content["cost"]["lines"][before]
    assert (line["count"], line["unit_price"]["amount"], line["unit"]) == ("10", "8", "participant-day")
    assert max(float(money["amount"]) for money in line["by_year"]) == 30 * 10 * 8 * 4


def test_a_price_of_ones_own_needs_its_price_and_title(browser, plan):
    row = with_lines(plan)
    answer = {"item": "", "quantity": "1", "per": "nation", "share": "100", "times_a_year": "1", "kind": "one-off"}
    response = browser.post(url(plan, f"{row.pk}/costs/new/"), answer)
    assert response.status_code == 422
    assert text(response).count("This is needed") >= 2
    whole = {**answer, "title": "Gift", "unit_price": "0"}
    assert browser.post(url(plan, f"{row.pk}/costs/new/"), whole).status_code == 302


def test_lines_are_taken_out_with_a_reason_and_never_unseen(browser, plan):
    row = with_lines(plan)
    before = len(row.content["cost"]["lines"])
    assert browser.post(url(plan, f"{row.pk}/costs/0/remove/"), {"version": "1", "why": ""}).status_code == 422
    browser.post(url(plan, f"{row.pk}/costs/0/remove/"), {"version": "1", "why": "not needed"})
    row.refresh_from_db()
    assert len(row.content["cost"]["lines"]) == before - 1
    if before > 1:
        again = browser.post(url(plan, f"{row.pk}/costs/0/remove/"), {"version": "1", "why": "x"}, follow=True)
        assert "no line was taken out" in text(again)
        row.refresh_from_db()
        assert len(row.content["cost"]["lines"]) == before - 1


def test_why_an_activity_has_no_cost_lines_is_said_and_lines_leave_only_by_a_tick(browser, plan):
    row = with_lines(plan)
    page = browser.get(url(plan, f"{row.pk}/costs/none/"))
    answer = {
        "version": page.context["row"].version,
        "state": "embedded in another plan",
        "reason": "in the malaria plan",
    }
    assert browser.post(url(plan, f"{row.pk}/costs/none/"), answer).status_code == 422
    assert browser.post(url(plan, f"{row.pk}/costs/none/"), {**answer, "without_lines": "on"}).status_code == 302
    row.refresh_from_db()
    assert (row.cost_state, row.cost) == ("embedded in another plan", None)


def test_two_people_at_one_cost_line_choose_field_by_field(browser, plan):
    row = with_lines(plan)
    answer = filled(browser.get(url(plan, f"{row.pk}/costs/0/")))
    browser.post(url(plan, f"{row.pk}/costs/0/"), {**answer, "unit_price": "5"})
    response = browser.post(url(plan, f"{row.pk}/costs/0/"), {**answer, "unit_price": "6"})
    assert response.status_code == 409
    assert [(one.name, one.mine, one.theirs) for one in response.context["conflict"].fields] == [
        ("unit_price", "6", "5")
    ]


def test_costs_are_for_those_who_may_edit_costs_in_the_area(plan, technical_lead):
    finance = signed_in(create_person("finance-officer", "UGA"))
    row = with_lines(plan)
    assert finance.get(url(plan, f"{row.pk}/costs/0/")).status_code == 200
    assert signed_in(create_person("contributor", "UGA")).get(url(plan, f"{row.pk}/costs/0/")).status_code == 403
    other = next(one for one in rows(plan, "jee-3.P1") if one.content["cost"]["lines"])
    assert signed_in(technical_lead).get(url(plan, f"{other.pk}/costs/0/")).status_code == 403


def test_a_line_that_stands_there_no_more_is_explained(browser, plan):
    response = browser.get(url(plan, f"{with_lines(plan).pk}/costs/77/"))
    assert response.status_code == 422
    assert "changed meanwhile" in text(response)


# --- priorities ----------------------------------------------------------------------------------------------------


def test_an_area_is_rated_on_one_page_and_only_what_was_changed_is_written(browser, plan):
    page = browser.get(url(plan, "priorities/rate/?area=jee-3.D1"))
    lines = page.context["lines"]
    answer = {"area": "jee-3.D1"}
    for line in lines:
        answer[f"seen-{line['row'].pk}"] = line["seen"]
    first = lines[0]["row"]
    answer |= {f"impact-{first.pk}": "5", f"feasibility-{first.pk}": "4", f"risk-{first.pk}": "2"}
    assert browser.post(url(plan, "priorities/rate/"), answer).status_code == 302
    first.refresh_from_db()
    assert (first.impact, first.feasibility, first.risk) == (5, 4, 2)
    assert AuditEvent.objects.filter(action="change_activities").count() == 1
    ranked = browser.get(url(plan, "priorities/")).context["ranked"]
    assert [(one["row"].pk, one["score"]) for one in ranked] == [(first.pk, 32)]
    assert browser.get(url(plan, "priorities/")).context["unrated_count"] == len(rows(plan)) - 1


def test_a_rating_somebody_gave_meanwhile_is_not_overwritten(browser, lead, plan):
    row = rows(plan, "jee-3.D1")[0]
    edit_activity(activity=row, fields={"details": {"impact": 1}}, version=1, by=lead)
    answer = {"area": "jee-3.D1", f"seen-{row.pk}": "1:::", f"impact-{row.pk}": "5"}
    assert browser.post(url(plan, "priorities/rate/"), answer).status_code == 409
    row.refresh_from_db()
    assert row.impact == 1


@pytest.mark.parametrize("rating", ["9", "many", "-1", "0"])
def test_a_rating_off_the_scale_is_refused(browser, plan, rating):
    row = rows(plan, "jee-3.D1")[0]
    answer = {"area": "jee-3.D1", f"seen-{row.pk}": "1:::", f"impact-{row.pk}": rating}
    assert browser.post(url(plan, "priorities/rate/"), answer).status_code == 422


def test_one_rating_for_nearly_everything_is_warned_of(browser, plan):
    page = browser.post(url(plan, "bulk/"), {"scope": "all", "back": ""})
    ratings = {"impact": "5", "feasibility": "5", "risk": "5", "apply": "1"}
    browser.post(url(plan, "bulk/"), {**filled(page), **ratings})
    shown = browser.get(url(plan, "priorities/"))
    assert len(shown.context["warnings"]) == 3
    assert "hardly tells them apart" in text(shown)


# --- groups, pictures ----------------------------------------------------------------------------------------------


def test_activities_are_compared_previewed_and_merged(browser, plan):
    keep, other = with_lines(plan), next(r for r in rows(plan, "jee-3.D1") if r.content["cost"]["lines"])
    ask = f"groups/compare/?n={keep.number},{other.number}"
    assert browser.get(url(plan, ask)).status_code == 200
    preview = browser.get(url(plan, f"{ask}&keep={keep.number}&paid=once"))
    assert preview.context["preview"].saved.amount == other.cost
    assert rows(plan)[0].version == 1
    answer = {
        "keep": keep.number, "merged": [other.number], "paid": "once", "why": "the same law",
        f"version-{keep.number}": 1, f"version-{other.number}": 1,
    }  # fmt: skip
    response = browser.post(url(plan, "groups/compare/"), answer)
    assert (response.status_code, response.url) == (302, url(plan, f"{keep.pk}/"))
    other.refresh_from_db()
    assert other.removed
    assert "the same law" in text(browser.get(url(plan, "removed/")))


def test_groups_of_one_functional_group_are_found_with_a_reason(browser, lead, plan):
    for row in (rows(plan, "jee-3.D1")[0], rows(plan, "jee-3.P1")[0]):
        edit_activity(activity=row, fields={"group": "one law"}, version=1, by=lead)
    found = browser.get(url(plan, "groups/")).context["groups"]
    assert any(group["title"] == "one law" and "2 activities of 2 areas" in group["reason"] for group in found)


def test_a_technical_lead_compares_but_does_not_merge(plan, technical_lead):
    browser = signed_in(technical_lead)
    first, second = rows(plan)[:2]
    assert "Merge them" not in text(browser.get(url(plan, f"groups/compare/?n={first.number},{second.number}")))
    answer = {"keep": first.number, "merged": [second.number], "paid": "each"}
    assert browser.post(url(plan, "groups/compare/"), answer).status_code == 403


@pytest.mark.parametrize("name", ["timeline", "dependencies", "priorities"])
def test_pictures_are_kept_by_the_browser_until_the_plan_changes(browser, lead, plan, name):
    address = browser.get(url(plan, f"{name}/")).context["picture"]
    response = browser.get(address)
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"].startswith("private")
    again = browser.get(address, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    edit_activity(activity=rows(plan)[0], fields={"text": "Something else"}, version=1, by=lead)
    assert browser.get(url(plan, f"{name}/")).context["picture"] != address
    assert browser.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 200


def test_pictures_stand_beside_their_tables_and_narrow_by_area(browser, plan):
    page = browser.get(url(plan, "timeline/?area=jee-3.D1"))
    assert len(page.context["rows"]) == len(rows(plan, "jee-3.D1"))
    assert browser.get(url(plan, "dependencies/")).status_code == 200


# --- everything ----------------------------------------------------------------------------------------------------


def test_numbers_of_another_plan_do_not_open_here(browser, lead, plan):
    other = create_costed_plan(lead)
    row = rows(other)[0]
    for page in ("", "progress/", "cell/owner/", "remove/", "costs/new/"):
        assert browser.get(url(plan, f"{row.pk}/{page}")).status_code == 404


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pages_open_in_other_languages(lead, plan, language):
    browser = signed_in(lead, language)
    row = with_lines(plan)
    for page in ("", f"{row.pk}/", "priorities/", "groups/", "timeline/", "dependencies/", f"{row.pk}/costs/0/"):
        assert browser.get(url(plan, page)).status_code == 200


def test_a_removed_activity_is_in_no_list(browser, lead, plan):
    row = rows(plan)[0]
    remove_activities(plan=plan, changes=[RowChange(row.pk, 1)], why="x", by=lead)
    for page in ("", "timeline/", "priorities/rate/?area=" + row.area):
        assert f"/activities/{row.pk}/" not in text(browser.get(url(plan, page)))
