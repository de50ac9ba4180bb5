"""The plan document: nothing is lost on the way to a file and back."""

import json
from dataclasses import replace

import pytest

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import load_material
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.drafting import Costs, draft_plan
from opennaphs.domain.errors import InputRefused
from opennaphs.domain.goals import Term
from opennaphs.reports.plan_json import render_plan
from opennaphs.sources.plan_file import parse_plan
from opennaphs.sources.profile_yaml import load_profile
from opennaphs.sources.scores import load_scores
from tests.factories import (
    create_action,
    create_assessment,
    create_crosswalk,
    create_library,
    create_material,
    create_request,
)


@pytest.fixture(scope="module")
def full_plan():
    from tests.conftest import ROOT

    folder = ROOT / "examples" / "sierra-leone"
    (assessment,) = load_scores(folder / "scores.csv").assessments
    costs = Costs(load_profile(folder / "profile.yaml"), read_default_prices())
    request = create_request(Term.FIVE_YEARS, goal_edits={"jee-1.P1.1": 5})
    return draft_plan(request, load_material(), load_framework("jee-1"), assessment, costs)


def test_a_full_plan_comes_back_as_it_was(full_plan):
    again = parse_plan(render_plan(full_plan), "x.naphs.json")
    assert again == full_plan
    assert render_plan(again) == render_plan(full_plan)


def test_an_uncosted_plan_of_an_external_library_comes_back_as_it_was():
    library = create_library(create_action("a2", "A.1", 2), create_action("h", "A.1", None, ["cholera"]))
    plan = draft_plan(
        create_request(hazards=("cholera",)),
        create_material(library, create_crosswalk(("P1.1", "A.1"))),
        load_framework("jee-1"),
        create_assessment(P1_1="1", P1_2=None),
    )
    assert parse_plan(render_plan(plan), "x") == plan


def test_owners_titles_and_local_wording_are_kept(full_plan):
    first, *rest = full_plan.activities
    edited = replace(first, owner="Director of laboratories", action=replace(first.action, text="Our own wörding."))
    plan = replace(full_plan, title="Our plan", activities=(edited, *rest))
    assert parse_plan(render_plan(plan), "x") == plan


def _broken(full_plan, change):
    content = json.loads(render_plan(full_plan))
    change(content)
    with pytest.raises(InputRefused) as caught:
        parse_plan(json.dumps(content, indent=1).encode(), "plan.naphs.json")
    return str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda plan: plan.update(format="other"), "The file is no plan document. Give a file made by “naphs draft”."),
        (lambda plan: plan.update(format_version=7), "of version 7; this program reads version 1"),
        (lambda plan: plan.update(term="3y"), "row 9: “3y” is not a known term. Use one of: 1y, 5y."),
        (lambda plan: plan["goals"][0].update(current=9), "“current” is 9, outside its limit 5."),
        (lambda plan: plan["goals"][0].pop("current"), "“current” is missing here. Add the field current."),
        (lambda plan: plan["activities"][0].update(levle=3), "“levle”"),
        (lambda plan: plan["activities"][0]["cost"].update(state="costd"), "“costd” is not a known state."),
        (lambda plan: plan["cost_basis"].update(currency="dollar"), "“dollar”"),
    ],
)
def test_a_damaged_document_is_refused_with_its_line(full_plan, change, said):
    assert said in _broken(full_plan, change)


def test_text_that_is_no_json_names_the_line():
    with pytest.raises(InputRefused, match="row 2: The file is not valid JSON"):
        parse_plan(b'{\n "format": oops', "x.naphs.json")


def test_amounts_are_exact_texts(full_plan):
    content = json.loads(render_plan(full_plan))
    prices = [line["unit_price"]["amount"] for one in content["activities"] for line in one["cost"]["lines"]]
    assert prices
    assert all(isinstance(price, str) for price in prices)
