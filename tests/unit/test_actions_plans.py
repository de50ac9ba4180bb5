"""Plans created, imported, carried forward, renamed and removed: by whom, once, and with nothing half-written."""

import pytest

from opennaphs.actions.chain import verify
from opennaphs.actions.plans import take_plan as taking
from opennaphs.actions.plans.carry_plan_forward import carry_plan_forward
from opennaphs.actions.plans.edit_plan import edit_plan
from opennaphs.actions.plans.following import PlanChanged, Way, print_of
from opennaphs.actions.plans.preview_plan import preview_plan
from opennaphs.actions.plans.recost_plan import recost_plan
from opennaphs.actions.plans.remove_plan import remove_plan
from opennaphs.actions.plans.take_plan import take_plan
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.domain.errors import InputRefused, NaphsError
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.models import ActivityRecord, ImportPreview, PlanRecord
from opennaphs.store.plans import load_plan
from tests.workbench import create_country, create_person, create_plan, draft

pytestmark = pytest.mark.django_db
OTHERS = ("technical-lead", "contributor", "finance-officer", "partner", "reviewer", "viewer")


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


@pytest.fixture
def preview(lead):
    return preview_plan(plan=draft(), country="UGA", file_name="plan.naphs.json", by=lead)


def followed(plan, by, seen=None, **about):
    asked = {"way": Way.NEXT, "title": "Next", "first_year": 2028, "most_per_area": 3, **about}
    return carry_plan_forward(previous=plan, seen=seen or print_of(plan), by=by, **asked)


@pytest.mark.parametrize("role", OTHERS)
def test_only_the_secretariat_makes_plans(plan, preview, role):
    person = create_person(role, "UGA")
    with pytest.raises(NotAllowed):
        preview_plan(plan=draft(), country="UGA", file_name="x", by=person)
    with pytest.raises(NotAllowed):
        take_plan(preview=preview, title="x", kind="operational", by=person)
    with pytest.raises(NotAllowed):
        followed(plan, person)
    with pytest.raises(NotAllowed):
        edit_plan(plan=plan, title="x", version=1, by=person)
    with pytest.raises(NotAllowed):
        remove_plan(plan=plan, version=1, by=person)
    assert PlanRecord.objects.count() == 1


def test_what_breaks_off_half_way_leaves_neither_a_plan_nor_a_taken_preview(preview, lead, monkeypatch):
    def broken(**_about):
        raise RuntimeError

    monkeypatch.setattr(taking, "create_plan", broken)
    with pytest.raises(RuntimeError):
        take_plan(preview=preview, title="x", kind="operational", by=lead)
    preview.refresh_from_db()
    assert preview.taken_at is None
    assert not PlanRecord.objects.exists()
    assert list(verify("UGA")) == []


def test_a_number_too_long_for_a_list_is_refused_with_the_others(lead):
    from dataclasses import replace

    whole = draft("KEN")
    first, *rest = whole.activities
    wrong = replace(whole, activities=(replace(first, id="x" * 41), *rest))
    with pytest.raises(InputRefused) as refused:
        preview_plan(plan=wrong, country="UGA", file_name="plan.json", by=lead)
    assert len(refused.value.problems) == 2
    assert not ImportPreview.objects.exists()


def test_the_plan_that_follows_names_the_one_before_and_leaves_it_as_it_was(plan, lead):
    before = load_plan(plan)
    new = followed(plan, lead)
    assert new.previous == plan
    assert load_plan(plan) == before
    notes = {row.content["notes"]["carried from"] for row in new.activities.all()}
    assert notes == {activity.id for activity in before.activities}


def test_a_yes_to_something_else_than_what_stands_creates_nothing(plan, lead):
    with pytest.raises(PlanChanged):
        followed(plan, lead, seen="something else")
    assert PlanRecord.objects.count() == 1


def test_a_title_changed_meanwhile_is_not_overwritten(plan, lead):
    edit_plan(plan=plan, title="Mine", version=1, by=lead)
    with pytest.raises(Stale):
        edit_plan(plan=plan, title="Theirs", version=1, by=lead)
    with pytest.raises(NaphsError, match="Give the plan a title"):
        edit_plan(plan=plan, title="  ", version=2, by=lead)


@pytest.mark.parametrize("state", [one for one in PlanState if one is not PlanState.DRAFT])
def test_only_a_draft_goes_off_the_list(plan, lead, state):
    PlanRecord.objects.filter(pk=plan.pk).update(state=state)
    with pytest.raises(NaphsError, match="Only a draft"):
        remove_plan(plan=plan, version=1, by=lead)


def test_costs_that_lack_a_count_change_nothing(plan, lead):
    from opennaphs.catalogue.price_files import read_default_prices
    from opennaphs.domain.drafting import Costs
    from opennaphs.domain.profiles import CountryProfile

    with pytest.raises(NaphsError, match="cannot be costed"):
        recost_plan(plan=plan, costs=Costs(CountryProfile("UGA", {}), read_default_prices()), by=lead)
    assert set(ActivityRecord.objects.values_list("version", flat=True)) == {1}
    plan.refresh_from_db()
    assert plan.version == 1
