"""Pages of plans: drafting, importing, the plan that follows, goals, states, files, costs and what a budget buys."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opennaphs.actions.plans.create_plan import create_plan as keep
from opennaphs.actions.plans.recost_plan import recost_plan
from opennaphs.domain.drafting import Costs
from opennaphs.domain.plan_states import PlanState
from opennaphs.reports.plan_json import render_plan
from opennaphs.store.models import AssessmentRecord, AuditEvent, ImportPreview, Job, PlanRecord
from opennaphs.store.plans import load_plan
from tests.workbench import create_country, create_person, create_plan, draft, first_activity, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


@pytest.fixture
def browser(lead):
    return signed_in(lead)


@pytest.fixture
def profile(examples) -> bytes:
    return (examples / "uganda" / "profile.yaml").read_bytes()


@pytest.fixture
def costed(plan, lead, profile):
    from opennaphs.catalogue.price_files import read_default_prices
    from opennaphs.sources.profile_yaml import parse_profile

    recost_plan(plan=plan, costs=Costs(parse_profile(profile, "p.yaml"), read_default_prices()), by=lead)
    plan.refresh_from_db()
    return plan


def at(plan, *parts) -> str:
    return "/".join((f"/c/UGA/plans/{plan.pk}", *map(str, parts), ""))


def uploaded(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def words(response) -> str:
    return response.content.decode()


PAGES = ("", "edit", "remove", "follow", "state", "goals", "costs", "costs/again", "costs/choose", "reviews")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_plan_opens(browser, plan, page):
    response = browser.get(at(plan, *filter(None, [page])))
    assert response.status_code == 200
    assert plan.title in words(response)


@pytest.mark.parametrize("page", PAGES)
def test_a_viewer_reads_and_gets_no_page_that_only_writes(plan, page):
    viewer = signed_in(create_person("viewer", "UGA"))
    expected = 403 if page in {"edit", "remove", "follow", "costs/again"} else 200
    assert viewer.get(at(plan, *filter(None, [page]))).status_code == expected


@pytest.mark.parametrize("address", ["plans/", "plans/new/", "plans/import/", "jobs/"])
def test_lists_and_forms_open(browser, address):
    assert browser.get(f"/c/UGA/{address}").status_code == 200


def test_a_plan_of_another_country_is_not_there(plan):
    other = create_country("KEN")
    assert signed_in(other).get(f"/c/KEN/plans/{plan.pk}/").status_code == 404


def test_the_list_asks_the_database_a_bounded_number_of_times(browser, lead, django_assert_max_num_queries):
    for number in range(5):
        create_plan(lead, title=f"Plan {number}")
    with django_assert_max_num_queries(15):
        response = browser.get("/c/UGA/plans/")
    assert all(f"Plan {number}" in words(response) for number in range(5))


def test_the_overview_asks_the_database_a_bounded_number_of_times(browser, plan, django_assert_max_num_queries):
    with django_assert_max_num_queries(36):
        browser.get(at(plan))


# --- drafting -----------------------------------------------------------------------------------------------------

DRAFT = {
    "title": "NAPHS 2027",
    "kind": "operational",
    "first_year": "2027",
    "assessment": "",
    "areas": ["jee-3.D1"],
    "language": "en",
}


def test_a_plan_is_drafted_from_a_clean_slate_in_the_background(browser):
    response = browser.post("/c/UGA/plans/new/", DRAFT)
    job = Job.objects.get()
    assert (response.status_code, response.url) == (302, f"/c/UGA/jobs/{job.pk}/")
    plan = PlanRecord.objects.get()
    assert (plan.title, plan.kind, plan.term, plan.state) == ("NAPHS 2027", "operational", "1y", "draft")
    assert set(plan.activities.values_list("area", flat=True)) == {"jee-3.D1"}
    assert f"/c/UGA/plans/{plan.pk}/" in words(browser.get(response.url))


def test_a_draft_starts_from_the_levels_of_the_assessment_chosen(browser):
    record = AssessmentRecord.objects.create(country="UGA", framework="jee-3", date="2024-05", source="A report")
    record.scores.create(indicator="jee-3.D1.1", level=3)
    browser.post("/c/UGA/plans/new/", {**DRAFT, "assessment": record.pk})
    goal = PlanRecord.objects.get().goals.get(indicator="jee-3.D1.1")
    assert (goal.current, goal.target) == (3, 4)


def test_a_draft_with_a_profile_is_costed(browser, profile):
    browser.post("/c/UGA/plans/new/", {**DRAFT, "profile": uploaded(profile, "profile.yaml")})
    assert load_plan(PlanRecord.objects.get()).cost_basis is not None


def test_what_is_missing_in_the_form_is_said_and_nothing_is_drafted(browser):
    response = browser.post("/c/UGA/plans/new/", {**DRAFT, "title": "", "first_year": "27"})
    assert response.status_code == 422
    assert not PlanRecord.objects.exists()
    assert not Job.objects.exists()


def test_a_file_that_is_no_profile_is_refused_with_its_line(browser):
    response = browser.post("/c/UGA/plans/new/", {**DRAFT, "profile": uploaded(b"country: UGA\nfoo: 1\n", "p.yaml")})
    assert response.status_code == 422
    assert "profile.yaml, row" in words(response)
    assert not Job.objects.exists()


def test_the_profile_of_another_country_is_refused(browser, profile):
    other = profile.replace(b"Uganda", b"Kenya").replace(b"UGA", b"KEN")
    response = browser.post("/c/UGA/plans/new/", {**DRAFT, "profile": uploaded(other, "p.yaml")})
    assert response.status_code == 422
    assert "of KEN" in words(response)


def test_somebody_who_may_not_create_plans_gets_no_form(plan):
    member = signed_in(create_person("technical-lead", "UGA", "jee-3.D1"))
    assert member.get("/c/UGA/plans/new/").status_code == member.post("/c/UGA/plans/new/", DRAFT).status_code == 403


# --- importing ----------------------------------------------------------------------------------------------------


def sent(browser, content: bytes, name: str = "plan.naphs.json", **fields):
    return browser.post("/c/UGA/plans/import/", {"file": uploaded(content, name), **fields})


def test_a_plan_document_is_shown_first_and_taken_with_a_second_yes(browser):
    whole = draft()
    response = sent(browser, render_plan(whole))
    assert response.status_code == 302
    assert not PlanRecord.objects.exists()
    shown = browser.get(response.url)
    assert whole.activities[0].action.text.split(",")[0] in words(shown)
    taken = browser.post(response.url, {"title": "Imported", "kind": "operational"})
    plan = PlanRecord.objects.get()
    assert taken.url == f"/c/UGA/plans/{plan.pk}/"
    assert load_plan(plan).activities == whole.activities
    assert AuditEvent.objects.filter(action="create_plan").get().why == "plan.naphs.json"


def test_a_preview_is_taken_once(browser):
    address = sent(browser, render_plan(draft())).url
    browser.post(address, {"title": "Once", "kind": "operational"})
    again = browser.post(address, {"title": "Twice", "kind": "operational"})
    assert again.status_code == 422
    assert PlanRecord.objects.count() == 1


def test_a_preview_is_seen_by_its_owner_only(browser):
    address = sent(browser, render_plan(draft())).url
    assert signed_in(create_person("secretariat-lead", "UGA")).get(address).status_code == 404


@pytest.mark.parametrize("content", [b"{}", b"not json at all", b"\xff\xfe\x00", b'{"format": "naphs-plan"'])
def test_a_file_that_is_no_plan_is_refused_and_nothing_is_kept(browser, content):
    response = sent(browser, content)
    assert response.status_code == 422
    assert "plan.naphs.json" in words(response)
    assert not ImportPreview.objects.exists()


def test_a_plan_of_another_country_is_refused(browser):
    response = sent(browser, render_plan(draft("KEN")))
    assert response.status_code == 422
    assert "is a plan of KEN" in words(response)


def test_numbers_that_stand_twice_are_refused(browser):
    content = json.loads(render_plan(draft()))
    content["activities"].append(content["activities"][0])
    response = sent(browser, json.dumps(content).encode())
    assert response.status_code == 422
    assert "P1-001” stands at 2" in words(response)


def test_a_planning_matrix_is_read_and_asks_for_what_it_does_not_say(browser):
    from opennaphs.reports.matrix_workbook import render_workbook

    content = render_workbook(draft(), {})
    first = sent(browser, content, "matrix.xlsx")
    if first.status_code == 422:
        assert "The matrix does not say" in words(first)
        first = sent(browser, content, "matrix.xlsx", first_year="2027", currency="USD", price_year="2024")
    assert first.status_code == 302
    browser.post(first.url, {"title": "From a matrix", "kind": "operational"})
    plan = PlanRecord.objects.get()
    assert plan.activities.count() == len(draft().activities)
    assert browser.get(at(plan, "goals")).status_code == 200


# --- the plan that follows ----------------------------------------------------------------------------------------

FOLLOW = {"way": "next", "first_year": "2028", "most_per_area": "9", "title": "The next"}


def looked(browser, plan, **about):
    response = browser.get(at(plan, "follow"), {**FOLLOW, **about})
    return response, response.context["seen"]


def test_what_is_left_out_is_listed_with_its_reason_before_anything_is_made(browser, plan):
    row = first_activity(plan)
    row.content = {**row.content, "details": {**_details(), "status": "completed"}}
    row.save()
    response, seen = looked(browser, plan)
    assert "It is completed." in words(response)
    assert PlanRecord.objects.count() == 1
    made = browser.post(at(plan, "follow"), {**FOLLOW, "seen": seen})
    new = PlanRecord.objects.first()
    assert made.url == f"/c/UGA/plans/{new.pk}/"
    assert (new.previous, new.first_year, new.activities.count()) == (plan, 2028, plan.activities.count() - 1)


def _details() -> dict:
    from opennaphs.domain.activity_details import NO_DETAILS, details_document

    return details_document(NO_DETAILS)


def test_a_year_of_a_strategic_plan_becomes_an_operational_plan(browser, lead):
    from opennaphs.domain.goals import Term

    strategic = keep(plan=draft(term=Term.FIVE_YEARS), title="Strategy", kind="strategic", by=lead)
    about = {"way": "operational", "first_year": "2027", "most_per_area": "3", "title": "First year"}
    _response, seen = looked(browser, strategic, **about)
    browser.post(at(strategic, "follow"), {**about, "seen": seen})
    new = PlanRecord.objects.first()
    assert (new.kind, new.term, new.activities.count()) == ("operational", "1y", 6)


def test_a_yes_to_a_plan_that_changed_meanwhile_shows_the_new_list(browser, plan):
    _response, seen = looked(browser, plan)
    row = first_activity(plan)
    row.content = {**row.content, "owner": "Somebody else"}
    row.save()
    response = browser.post(at(plan, "follow"), {**FOLLOW, "seen": seen})
    assert response.status_code == 409
    assert response.context["seen"] != seen
    assert PlanRecord.objects.count() == 1


def test_a_year_that_cannot_be_is_said(browser, plan):
    response = browser.get(at(plan, "follow"), {**FOLLOW, "first_year": "2020"})
    assert response.status_code == 422
    assert "cannot begin in 2020" in words(response)


# --- goals --------------------------------------------------------------------------------------------------------


def test_a_goal_is_set_in_the_grid(browser, plan):
    goal = plan.goals.get(indicator="jee-3.D1.1")
    response = browser.post(at(plan, "goals", goal.pk), {"target": "3", "version": goal.version}, follow=True)
    goal.refresh_from_db()
    assert (goal.target, goal.edited) == (3, True)
    assert "The goal of D1.1 is level 3." in words(response)
    assert 'name="action"' in words(response)


def test_two_people_setting_one_goal_both_see_both(browser, plan):
    goal = plan.goals.get(indicator="jee-3.D1.1")
    version = goal.version
    browser.post(at(plan, "goals", goal.pk), {"target": "3", "version": version})
    response = browser.post(at(plan, "goals", goal.pk), {"target": "5", "version": version})
    assert response.status_code == 409
    assert "choose-target" in words(response)
    goal.refresh_from_db()
    assert goal.target == 3


def test_half_a_level_is_no_goal(browser, plan):
    goal = plan.goals.first()
    response = browser.post(at(plan, "goals", goal.pk), {"target": "2.5", "version": goal.version})
    assert response.status_code == 422


def test_actions_asked_for_are_added_from_the_page(browser, plan):
    goal = plan.goals.get(indicator="jee-3.D1.1")
    browser.post(at(plan, "goals", goal.pk), {"target": "3", "version": goal.version})
    lacking = browser.get(at(plan, "goals")).context["lacking"]
    before = plan.activities.count()
    browser.post(at(plan, "goals", "add"), {"action": [action.id for action, _gap, _allowed in lacking]})
    assert plan.activities.count() == before + len(lacking)


def test_a_technical_lead_is_offered_the_actions_of_their_area_only(browser, plan):
    for indicator in ("jee-3.D1.1", "jee-3.P1.1"):
        goal = plan.goals.get(indicator=indicator)
        browser.post(at(plan, "goals", goal.pk), {"target": "3", "version": goal.version})
    person = signed_in(create_person("technical-lead", "UGA", "jee-3.D1"))
    lacking = person.get(at(plan, "goals")).context["lacking"]
    assert {action.target.split(".")[1] for action, _gap, allowed in lacking if allowed} == {"D1"}
    assert {action.target.split(".")[1] for action, _gap, allowed in lacking if not allowed} == {"P1"}


def test_the_page_of_a_goal_says_what_each_level_would_bring(browser, plan):
    goal = plan.goals.get(indicator="jee-3.D1.1")
    response = browser.get(at(plan, "goals", goal.pk))
    assert [level for level, _effect in response.context["effects"]] == [1, 3, 4, 5]


# --- states -------------------------------------------------------------------------------------------------------


def test_what_stands_in_the_way_is_said_beside_the_button(browser, plan):
    page = words(browser.get(at(plan, "state")))
    assert "Activities without an owner role" in page
    assert 'aria-disabled="true"' in page


def test_a_validated_plan_is_endorsed_with_the_office_and_the_day(browser, plan):
    PlanRecord.objects.filter(pk=plan.pk).update(state=PlanState.VALIDATED)
    form = {
        "endorsed-version": plan.version,
        "endorsed-to": "endorsed",
        "endorsed-endorsed_by": "The cabinet",
        "endorsed-endorsed_on": "2026-01-31",
    }
    assert browser.post(at(plan, "state"), {**form, "endorsed-endorsed_by": ""}).status_code == 422
    late = browser.post(at(plan, "state"), {**form, "endorsed-endorsed_on": "2099-01-01"})
    assert late.status_code == 422
    assert "No day of endorsement" in words(late)
    assert browser.post(at(plan, "state"), form).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.endorsed_by) == ("endorsed", "The cabinet")


def test_going_back_without_a_reason_is_refused(browser, plan):
    PlanRecord.objects.filter(pk=plan.pk).update(state=PlanState.COSTED)
    form = {"draft-version": plan.version, "draft-to": "draft"}
    assert browser.post(at(plan, "state"), form).status_code == 422
    assert browser.post(at(plan, "state"), {**form, "draft-why": "New figures"}).status_code == 302


@pytest.mark.parametrize("role", ["secretariat-member", "viewer", "technical-lead"])
def test_who_may_not_move_plans_is_stopped(plan, role):
    PlanRecord.objects.filter(pk=plan.pk).update(state=PlanState.COSTED)
    form = {"draft-version": plan.version, "draft-to": "draft", "draft-why": "x"}
    assert signed_in(create_person(role, "UGA")).post(at(plan, "state"), form).status_code == 403


def test_a_state_nobody_knows_is_no_way(browser, plan):
    assert browser.post(at(plan, "state"), {"x-to": "x"}).status_code == 422


# --- title and removal --------------------------------------------------------------------------------------------


def test_the_title_is_changed_once_for_two_writers(browser, plan):
    assert browser.post(at(plan, "edit"), {"title": "Mine", "version": plan.version}).status_code == 302
    second = browser.post(at(plan, "edit"), {"title": "Theirs", "version": plan.version})
    assert second.status_code == 409
    assert "Theirs" in words(second)
    plan.refresh_from_db()
    assert plan.title == "Mine"


def test_a_draft_goes_off_the_list_and_stays_in_the_history(browser, plan):
    browser.post(at(plan, "remove"), {"version": plan.version, "why": "A trial"})
    assert browser.get(at(plan)).status_code == 404
    plan.refresh_from_db()
    assert plan.removed
    assert AuditEvent.objects.filter(action="remove_plan").get().why == "A trial"


def test_a_plan_in_review_is_not_taken_off_the_list(browser, plan):
    PlanRecord.objects.filter(pk=plan.pk).update(state=PlanState.IN_REVIEW)
    assert browser.post(at(plan, "remove"), {"version": plan.version, "why": "x"}).status_code == 422


# --- files --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "ending", "begins"),
    [
        ("plan", ".naphs.json", b"{"),
        ("matrix", ".xlsx", b"PK"),
        ("document", ".docx", b"PK"),
        ("costs", "-costs.xlsx", b"PK"),
        ("annex", "-budget.csv", None),
    ],
)
def test_a_plan_is_written_as_a_file(browser, costed, form, ending, begins):
    response = browser.post(at(costed, "export"), {"format": form})
    job = Job.objects.get()
    assert job.state == "done", job.message
    assert response.url == f"/c/UGA/jobs/{job.pk}/"
    file = browser.get(f"{response.url}file/")
    assert file["Content-Disposition"] == f'attachment; filename="Plan-2027{ending}"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert begins is None or file.content.startswith(begins)


def test_the_plan_document_that_leaves_is_the_plan_that_stands(browser, plan):
    from opennaphs.sources.plan_file import parse_plan

    browser.post(at(plan, "export"), {"format": "plan"})
    job = Job.objects.get()
    assert parse_plan(bytes(job.file), "x.naphs.json") == load_plan(plan)


def test_costs_of_a_plan_without_costs_are_refused_in_a_sentence(browser, plan):
    browser.post(at(plan, "export"), {"format": "costs"})
    job = Job.objects.get()
    assert (job.state, job.file) == ("failed", None)
    assert "no costs yet" in job.message


def test_a_file_nobody_knows_is_not_there(browser, plan):
    assert browser.post(at(plan, "export"), {"format": "exe"}).status_code == 404
    assert not Job.objects.exists()


# --- costs --------------------------------------------------------------------------------------------------------


def test_a_plan_is_costed_in_the_background_each_activity_as_a_new_version(browser, plan, profile):
    browser.post(at(plan, "costs", "again"), {"profile": uploaded(profile, "profile.yaml")})
    job = Job.objects.get()
    assert job.state == "done", job.message
    assert AuditEvent.objects.filter(action="recost_plan", subject="activityrecord").count() == plan.activities.count()
    page = browser.get(at(plan, "costs"))
    assert "The dearest activities" in words(page)
    again = browser.post(at(plan, "costs", "again"), {"profile": uploaded(profile, "profile.yaml")})
    assert again.status_code == 302
    assert set(plan.activities.values_list("version", flat=True)) == {2}


def test_costing_is_as_the_command_line_does_it(costed, profile):
    from opennaphs.catalogue.price_files import read_default_prices
    from opennaphs.domain.drafting import cost_plan
    from opennaphs.sources.profile_yaml import parse_profile

    fresh = cost_plan(draft(), Costs(parse_profile(profile, "p.yaml"), read_default_prices()))
    assert load_plan(costed).activities == fresh.activities
    assert load_plan(costed).cost_basis == fresh.cost_basis


def test_costs_somebody_worked_out_stay(lead, plan, profile):
    from opennaphs.catalogue.price_files import read_default_prices
    from opennaphs.sources.profile_yaml import parse_profile

    row = first_activity(plan)
    row.content = {**row.content, "cost": {**row.content["cost"], "state": "embedded in another plan"}}
    row.save()
    done = recost_plan(plan=plan, costs=Costs(parse_profile(profile, "p"), read_default_prices()), by=lead)
    row.refresh_from_db()
    assert done.kept == (row.number,)
    assert (row.version, row.cost_state) == (1, "embedded in another plan")


@pytest.mark.parametrize(("role", "status"), [("finance-officer", 302), ("viewer", 403), ("contributor", 403)])
def test_who_may_cost(plan, profile, role, status):
    person = signed_in(create_person(role, "UGA"))
    assert person.post(at(plan, "costs", "again"), {"profile": uploaded(profile, "p.yaml")}).status_code == status


def test_the_technical_lead_of_one_area_does_not_cost_all(plan, profile):
    person = signed_in(create_person("technical-lead", "UGA", "jee-3.D1"))
    assert person.post(at(plan, "costs", "again"), {"profile": uploaded(profile, "p.yaml")}).status_code == 403


def test_the_picture_is_drawn_once_and_then_known(browser, costed):
    first = browser.get(at(costed, "costs") + "by-area-and-year.svg")
    assert (first.status_code, first["Content-Type"]) == (200, "image/svg+xml")
    again = browser.get(at(costed, "costs") + "by-area-and-year.svg", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_the_figures_follow_a_change_at_once(browser, costed, lead):
    before = browser.get(at(costed)).context["costs"]["whole"]
    row = costed.activities.exclude(cost=None).order_by("-cost").first()
    row.removed, row.version = True, row.version + 1
    row.save()
    assert browser.get(at(costed)).context["costs"]["whole"] != before


BUDGET = b"""
currency: USD
price_year: 2024
sources:
  - id: treasury
    title: Treasury
    amounts: [200000]
"""


@pytest.mark.slow
def test_what_a_budget_buys_is_advice_with_a_brief(browser, costed, monkeypatch):
    from opennaphs.actions.plans import choosing

    monkeypatch.setattr(choosing, "SECONDS", 2.0)
    monkeypatch.setattr(choosing, "SECONDS_WITH_LESS", 1.0)
    before = load_plan(costed)
    response = browser.post(at(costed, "costs", "choose"), {"rules": uploaded(BUDGET, "budget.yaml")})
    job = Job.objects.get()
    assert job.state == "done", job.message
    page = browser.get(at(costed, "costs", "choice", job.pk))
    found = page.context["found"]
    numbers = {one[0] for one in found["chosen"]} | {one[0] for one in found["dropped"]}
    assert {activity.id for activity in before.activities} <= numbers
    assert load_plan(costed) == before
    assert browser.get(f"{response.url}file/").content.startswith(b"PK")


def test_budget_rules_that_are_none_are_refused_with_their_line(browser, costed):
    response = browser.post(at(costed, "costs", "choose"), {"rules": uploaded(b"currency: USD\n", "budget.yaml")})
    assert response.status_code == 422
    assert "budget.yaml" in words(response)
    assert not Job.objects.exists()
