"""Why nothing satisfies the demands, in the words of those who made them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings

from opennaphs.analytics.optimise.conflicts import ConflictKind, conflict_sentence, conflicts, only
from opennaphs.analytics.optimise.question_check import check_question
from opennaphs.domain.choices import Absorption, AtLeast, Bearer, Demand, DemandKind, Measure
from opennaphs.domain.errors import NaphsError
from tests.choice_cases import questions
from tests.exhaustive import best_benefit
from tests.factories import create_question, create_source, create_step, create_work


def do(subject, period=None, reason="a promise"):
    return Demand(DemandKind.DO, subject, reason, period)


def leave_out(subject):
    return Demand(DemandKind.LEAVE_OUT, subject, "elsewhere")


def not_before(subject, period):
    return Demand(DemandKind.NOT_BEFORE, subject, "not ready", period)


def reach(subject, period=None):
    return Demand(DemandKind.REACH, subject, "announced", period)


def told(works, demands=(), steps=(), **more):
    found = conflicts(create_question(works, steps, demands=tuple(demands), **more))
    return conflict_sentence(found)


# --- conflicts of rules --------------------------------------------------------------------------------------------


def test_what_must_be_done_costs_more_than_there_is():
    works = (create_work("D1-003", one_off=("2400000",), needs=("D1-001",)), create_work("D1-001", one_off=(100000,)))
    assert told(works, [do("D1-003", 1)], sources=[create_source(amounts=(10**6, 10**6, 0))]) == (
        "These cannot all hold: “do D1-003” by the end of 2028 (a promise), which with all it needs costs "
        "2,500,000 USD; The treasury has 1,000,000 USD in 2027, 1,000,000 USD in 2028, 0 USD in 2029."
    )


def test_only_what_is_in_the_way_is_told_and_the_dear_demand_first():
    works = tuple(create_work(name, one_off=(cost,)) for name, cost in (("a", 10), ("b", 20), ("dear", 500)))
    limit = Absorption(Bearer.AREA, "A", (Decimal(2000),) * 3)
    law = AtLeast("the law", ("a", "b"), 1, "it is so")
    question = create_question(
        works,
        demands=(do("a"), do("b"), do("dear")),
        sources=[create_source("fund", (90,) * 3, areas=("Z",)), create_source(amounts=(60,) * 3)],
        absorption=(limit,),
        at_least=(law,),
        tail_limit=Decimal(10),
    )
    assert [(one.kind, getattr(one.rule, "subject", None)) for one in conflicts(question)] == [
        (ConflictKind.DO, "dear"),
        (ConflictKind.BUDGET, None),
    ]


@pytest.mark.parametrize(
    ("demands", "more", "words"),
    [
        (
            [do("W"), leave_out("base")],
            {},
            (
                "“do W” by the end of 2029 (a promise), which with all it needs costs 60 USD; “leave out base” "
                "(elsewhere)"
            ),
        ),
        (
            [do("W", 1), not_before("base", 1)],
            {},
            (
                "“do W” by the end of 2028 (a promise), which with all it needs costs 60 USD; “base not before "
                "2028” (not ready)"
            ),
        ),
        (
            [reach("S", 1)],
            {"absorption": (Absorption(Bearer.MINISTRY, "health", (Decimal(55),) * 3, adds_up=False),)},
            (
                "“reach S” by the end of 2028 (announced), which with all it needs costs 60 USD; health can spend at "
                "most 55 USD in 2027, 55 USD in 2028, 55 USD in 2029"
            ),
        ),
        (
            [reach("S", 1)],
            {"absorption": (Absorption(Bearer.AREA, "A", (Decimal(1),) * 3, measure=Measure.STARTS),)},
            (
                "“reach S” by the end of 2028 (announced), which with all it needs costs 60 USD; A can start at most "
                "1 in 2027, 1 in 2028, 1 in 2029 activities"
            ),
        ),
        (
            [leave_out("other")],
            {"at_least": (AtLeast("Laboratories", ("W", "base", "other"), 3, "IHR, article 5"),)},
            (
                "“leave out other” (elsewhere); Laboratories: at least 3 of 3 activities (IHR, article 5), of which "
                "3 can be paid for in time"
            ),
        ),
        (
            [do("other")],
            {"tail_limit": Decimal(4)},
            (
                "“do other” by the end of 2029 (a promise), which with all it needs costs 15 USD; at most 4 USD "
                "may be due in each year after the plan"
            ),
        ),
    ],
)
def test_each_kind_of_rule_in_words(demands, more, words):
    works = (
        create_work("W", duration=2, one_off=(50,), needs=("base",)),
        create_work("base", one_off=(10,)),
        create_work("other", recurrent=(5,)),
    )
    steps = (create_step("S", "W"),)
    question = create_question(works, steps, demands=tuple(demands), **more)
    assert conflict_sentence(conflicts(question)) == f"These cannot all hold: {words}."


def test_a_demand_that_needs_what_comes_too_late_says_when_it_can_be():
    works = (create_work("W", needs=("base",)), create_work("base", duration=3))
    assert told(works, [do("W", 1)]) == (
        "This cannot hold, whatever else is changed: “do W” by the end of 2028 (a promise), which with all "
        "it needs costs 0 USD; it can be complete in 2029 at the earliest."
    )


def test_a_demand_that_needs_work_nobody_may_pay_for_names_it():
    works = (create_work("W", one_off=(1,), needs=("base",)), create_work("base", area="B", one_off=(1,)))
    assert told(works, [do("W")], sources=[create_source(areas=("A",))]).endswith("no source may pay for base.")


@pytest.mark.parametrize("demands", [(), (do("W"),), (leave_out("W"),)])
def test_nothing_is_told_where_there_is_no_conflict(demands):
    assert told([create_work("W", one_off=(1,))], demands) == ""


def test_a_conflict_is_translated():
    found = conflicts(create_question([create_work("W", one_off=(9999,))], demands=(do("W"),)))
    assert conflict_sentence(found, lambda text: text.replace("cannot all hold", "x")).startswith("These x")


@settings(max_examples=150)
@given(questions(straddle=False))
def test_without_any_one_of_its_members_a_conflict_can_be_satisfied(question):
    try:
        found = conflicts(question)
    except NaphsError:
        assert best_benefit(question) is None
        assume(False)
    assert bool(found) == (best_benefit(question) is None)
    for member in found:
        assert best_benefit(only(question, [one for one in found if one != member])) is not None
    assert not found or best_benefit(only(question, found)) is None


# --- faults that need no model -------------------------------------------------------------------------------------


def faults(works=(), steps=(), **more):
    with pytest.raises(NaphsError) as caught:
        check_question(create_question(works, steps, **more))
    return str(caught.value)


def test_circles_are_shown():
    circle = tuple(create_work(name, needs=(need,)) for name, need in (("A", "B"), ("B", "C"), ("C", "A")))
    steps = (create_step("S:2", after=("S:3",)), create_step("S:3", after=("S:2",)))
    needs, after = faults(circle, steps).splitlines()
    assert needs.startswith("Activities need each other in a circle, so none can be the first: ")
    assert any(shown in needs for shown in ("A → B → C → A.", "B → C → A → B.", "C → A → B → C."))
    assert after.startswith("Steps come after each other in a circle")
    assert "S:2 → S:3" in after


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"works": [create_work("W", needs=("X",))]}, "W needs X, but there is no activity X."),
        ({"steps": [create_step("S", "X")]}, "S requires X, but there is no activity X."),
        ({"steps": [create_step("S", optional=("X",))]}, "S requires X, but there is no activity X."),
        ({"steps": [create_step("S", after=("T",))]}, "S comes after T, but there is no step T."),
        (
            {"demands": (do("X"),)},
            "The demand “do X” (a promise) names X, but there is no activity X.",
        ),
        ({"demands": (reach("X"),)}, "The demand “reach X” (announced) names X, but there is no step X."),
        ({"at_least": (AtLeast("L", ("X",), 1, ""),)}, "“L” counts X, but there is no activity X."),
        ({"works": [create_work("W")] * 2}, "There are 2 of activity W."),
        ({"works": [create_work("W", duration=0)]}, "W takes 0 periods. Work takes at least 1."),
        ({"steps": [create_step("S", enough=1)]}, "S asks for 1 of 0 optional activities. Ask for fewer."),
        (
            {"absorption": (Absorption(Bearer.AREA, "A", (Decimal(1),)),)},
            "A has 1 amounts, the plan has 3 years. Write one amount for each year.",
        ),
        (
            {"works": [create_work("W")], "demands": (do("W", 3),)},
            "The demand “do W” (a promise) names a period outside the plan (2027 to 2029).",
        ),
        (
            {"works": [create_work("W")], "demands": (do("W"), leave_out("W"))},
            "The demands “do W” (a promise) and “leave out W” (elsewhere) contradict each other.",
        ),
        (
            {"works": [create_work("W", duration=3)], "demands": (do("W", 1),)},
            "The demand “do W” (a promise) is not met: it takes 3 periods, there are 2 to 2028.",
        ),
        (
            {
                "works": [create_work("W", capital=(5,))],
                "demands": (do("W"),),
                "sources": [create_source(areas=("Z",))],
            },
            (
                "The demand “do W” (a promise) cannot be met: no source may pay for its capital costs "
                "(area A, ministry health, place national)."
            ),
        ),
    ],
)
def test_faults_are_told_in_sentences(question, words):
    assert faults(**question) == words


def test_a_question_with_several_faults_is_told_all_of_them():
    assert len(faults([create_work("W", needs=("X", "Y"))]).splitlines()) == 2


def test_a_sound_question_passes():
    check_question(create_question([create_work("W")], [create_step("S", "W")], demands=(do("W"),)))
    check_question(replace(create_question([create_work("W")]), sources=()))
