"""Budget rules as people write them: what is read, and what is told when it cannot be."""

from decimal import Decimal

import pytest

from opennaphs.domain.choice_rules import AbsorptionRule, Uncosted, WantedDemand
from opennaphs.domain.choices import Bearer, DemandKind, Measure
from opennaphs.domain.errors import InputRefused
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.library import AdministrativeLevel, EconomicType, Sector
from opennaphs.domain.step_weights import DEFAULT_MIX, Criterion, Weighing
from opennaphs.sources.choice_rules_yaml import load_choice_rules
from tests.conftest import ROOT

LEAST = """\
currency: USD
price_year: 2024
sources:
  - {id: treasury, title: The treasury, amounts: [1_000, 0.5]}
"""


def _load(folder, text):
    path = folder / "budget.yaml"
    path.write_text(text, encoding="utf-8")
    return load_choice_rules(path)


def test_the_least_one_can_say_takes_the_rest_and_says_so(tmp_path):
    rules = _load(tmp_path, LEAST)
    (source,) = rules.sources
    assert [money.amount for money in source.by_year] == [1000, Decimal("0.5")]
    assert (source.earmark, source.carry_over) == (Earmark(), 0)
    assert rules.weighing == Weighing()
    assert (rules.periods_per_year, rules.uncosted, rules.straddle, rules.tail_limit) == (
        1, Uncosted.LEAVE_OUT, False, None,
    )  # fmt: skip
    assert set(rules.taken) == {
        "weights", "values", "discount", "final_years", "periods", "uncosted", "legal_minimum", "partial_credit",
        "straddle", "pay_once",
    }  # fmt: skip
    assert rules.taken["weights"] == "risk 2, obligation 1, equity 1, impact 1"


def test_everything_one_can_say_is_read(tmp_path):
    text = """\
note: "a test"
currency: XOF
price_year: 2026
periods: quarters
sources:
  - id: loan
    title: A loan
    amounts: [5]
    carry_over: 0.25
    only: {areas: [D1], kinds: [capital], places: [district], ministries: [health, finance]}
weights: {risk: 1.5, committee: 2}
values: {level 2: 3, without level: 0.1}
discount: 0.05
final_years: 4
risk: {D1: 5, R1.1: 2.5}
committee: {D2: 0}
demands:
  - {demand: not before, of: D1-003, year: 2, quarter: 3, because: the law}
  - {demand: reach, of: "D1.1:3", because: a promise}
absorption:
  - {by: ministry, of: every, factor: 1.5}
  - {by: area, of: D1, amounts: [2], counts: starts, adds_up: false}
legal_minimum: true
uncosted: free
tail_limit: 7.5
partial_credit: 0.2
straddle: true
pay_once: true
"""
    rules = _load(tmp_path, text)
    assert rules.sources[0].earmark == Earmark(("D1",), (EconomicType.CAPITAL,), ("district",), ("health", "finance"))
    assert (rules.sources[0].carry_over, rules.sources[0].whole.currency) == (Decimal("0.25"), "XOF")
    weighing = rules.weighing
    assert weighing.mix.shares == {Criterion.RISK: Decimal("1.5"), Criterion.COMMITTEE: 2}
    assert [weighing.value_of(level) for level in (2, 3, None)] == [3, 1, Decimal("0.1")]
    assert (weighing.discount, weighing.final_years) == (Decimal("0.05"), 4)
    assert (weighing.risk, weighing.committee) == ({"D1": 5, "R1.1": Decimal("2.5")}, {"D2": 0})
    assert rules.demands == (
        WantedDemand(DemandKind.NOT_BEFORE, "D1-003", "the law", 2, 3),
        WantedDemand(DemandKind.REACH, "D1.1:3", "a promise"),
    )
    assert rules.absorption == (
        AbsorptionRule(Bearer.MINISTRY, None, factor=Decimal("1.5")),
        AbsorptionRule(Bearer.AREA, "D1", (Decimal(2),), adds_up=False, measure=Measure.STARTS),
    )
    assert (rules.legal_minimum, rules.uncosted, rules.straddle, rules.pay_once) == (True, "free", True, True)
    assert (rules.tail_limit, rules.partial_credit, rules.periods_per_year) == (Decimal("7.5"), Decimal("0.2"), 4)
    assert rules.taken == {}


@pytest.mark.parametrize(
    ("more", "line", "said"),
    [
        ("surces: []", 5, "There is no field “surces” here."),
        ("periods: months", 5, "“months” is not a known periods. Use one of: years, quarters."),
        ("discount: .inf", 5, "“discount” is no number one can count with."),
        ("discount: 3", 5, "“discount” is 3, outside its limit 1."),
        ("risk: {D1: 6}", 5, "“D1” is 6, outside its limit 5."),
        ("weights: {risk: 0}", 5, "No criterion has a weight. Give at least one of them more than 0."),
        ("weights: {}", 5, "No criterion has a weight."),
        ("weights: {luck: 1}", 5, "There is no field “luck” here."),
        ("demands:\n  - {demand: do, of: A}", 6, "“because” is missing here."),
        ("demands:\n  - {demand: not before, of: A, because: law}", 6, "“not before” does not say before when. Add"),
        ("demands:\n  - {demand: do, of: A, quarter: 2, because: law}", 6, "A quarter stands without its year."),
        ("demands:\n  - {demand: leave out, of: A, year: 2, because: law}", 6, "is left out in every year. Remove"),
        ("absorption:\n  - {by: area, of: D1}", 6, "The limit of D1 needs a factor or amounts. Write exactly one"),
        ("absorption:\n  - {by: area, of: D1, factor: 1, amounts: [1]}", 6, "needs a factor or amounts."),
        ("absorption:\n  - {by: area, of: D1, factor: 1, counts: starts}", 6, "The factor of D1 is one of money."),
        ("absorption:\n  - {by: ministry, of: helth, factor: 1}", 6, "“helth” is no ministry. Use every, or one of:"),
        (
            "absorption:\n  - {by: area, of: D1, factor: 1}\n  - {by: area, of: D1, factor: 2}",
            7,
            "“area D1” stands twice in absorption. Keep one of the two.",
        ),
    ],
)
def test_rules_that_cannot_be_taken_are_named_with_their_line(tmp_path, more, line, said):
    with pytest.raises(InputRefused) as caught:
        _load(tmp_path, LEAST + more + "\n")
    assert f"budget.yaml, row {line}: " in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("currency: USD\n", "", "“currency” is missing here."),
        ("[1_000, 0.5]", "[1_000, -1]", "outside its limit 0."),
        ("[1_000, 0.5]", "[]", "“amounts” has 0 entries"),
        ("[1_000, 0.5]", "[ten]", "must be a number, not “ten”."),
        ("id: treasury", "id: The Treasury", "does not have the form of “id”."),
        ("amounts:", "carry_over: 2, amounts:", "“carry_over” is 2, outside its limit 1."),
        ("amounts:", "only: {kinds: [gold]}, amounts:", "“gold” is not a known kinds."),
    ],
)
def test_sources_that_cannot_be_taken_are_named(tmp_path, old, new, said):
    with pytest.raises(InputRefused) as caught:
        _load(tmp_path, LEAST.replace(old, new))
    assert said in str(caught.value)


def test_a_source_stands_once(tmp_path):
    with pytest.raises(InputRefused, match=r"row 5: “treasury” stands twice in sources\."):
        _load(tmp_path, LEAST + LEAST.splitlines()[-1] + "\n")


def test_the_schema_knows_the_words_of_the_domain(tmp_path):
    import json

    schema = json.loads((ROOT / "src/opennaphs/catalogue/schemas/choice-rules.schema.json").read_text())
    only = schema["$defs"]["source"]["properties"]["only"]["properties"]
    demand, limit = (schema["$defs"][name]["properties"] for name in ("demand", "absorption"))
    pairs = [
        (schema["$defs"]["ministry"]["enum"], Sector),
        (only["kinds"]["items"]["enum"], EconomicType),
        (only["places"]["items"]["enum"], AdministrativeLevel),
        (demand["demand"]["enum"], DemandKind),
        (limit["by"]["enum"], Bearer),
        (limit["counts"]["enum"], Measure),
        (schema["properties"]["weights"]["properties"], Criterion),
        (schema["properties"]["uncosted"]["enum"], Uncosted),
    ]
    for words, known in pairs:
        assert set(words) == {str(word) for word in known}, known


@pytest.mark.parametrize("country", ["uganda", "sri-lanka", "sierra-leone"])
def test_the_rules_of_the_examples_leave_nothing_unsaid(country):
    rules = load_choice_rules(ROOT / "examples" / country / "budget.yaml")
    assert rules.taken == {}
    assert len(rules.sources) == 6
    assert all("illustrative" in source.title for source in rules.sources)
    assert DEFAULT_MIX.among([]) == {}
