"""The action library as it is shipped: complete, sound, computable, translated."""

import re
from collections import Counter
from pathlib import Path

import pytest

from opennaphs.catalogue import wording
from opennaphs.catalogue.check import STEP_LEVELS, check_library, missing_steps
from opennaphs.catalogue.crosswalk_files import load_crosswalk
from opennaphs.catalogue.framework_files import load_framework, load_frameworks
from opennaphs.catalogue.library_files import read_library_files
from opennaphs.catalogue.loading import load_library
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.catalogue.texts import catalogue_texts
from opennaphs.catalogue.translations import untranslated
from opennaphs.domain.costing import CostState, cost_action
from opennaphs.domain.library import ActionType, Component, Hazard
from opennaphs.sources.profile_yaml import load_profile
from tests.conftest import ROOT

JEE_3 = load_framework("jee-3")
PUBLISHED_LOWEST, PUBLISHED_HIGHEST = 0.10, 7.54  # USD a person and year over 14 published plans


def test_every_indicator_has_actions_for_every_step():
    areas, _, problems = read_library_files()
    assert problems == []
    assert missing_steps(areas, JEE_3) == []
    assert len(JEE_3.indicators) * len(STEP_LEVELS) == 224


def test_the_check_finds_nothing_to_mend():
    areas, hazards, _ = read_library_files()
    assert [str(problem) for problem in check_library(areas, hazards, JEE_3)] == []


def test_the_size_is_that_of_a_working_library():
    common = [action for action in load_library().actions if not action.hazards]
    steps = Counter((action.target, action.level) for action in common)
    assert 800 <= len(common) <= 1100
    assert set(steps.values()) <= set(range(2, 9))


def test_every_type_component_and_hazard_is_in_use():
    actions = load_library().actions
    assert {kind for action in actions for kind in action.types} == set(ActionType)
    assert {action.component for action in actions} == set(Component)
    assert {hazard for action in actions for hazard in action.hazards} == {str(hazard) for hazard in Hazard}


@pytest.mark.parametrize("country", ["uganda", "sri-lanka", "sierra-leone"])
def test_every_cost_template_computes_for_the_example_countries(country):
    profile = load_profile(ROOT / "examples" / country / "profile.yaml")
    prices = read_default_prices()
    costs = [cost_action(action, profile, prices, starts_in=0, years=5) for action in load_library().actions]
    assert {cost.state for cost in costs} == {CostState.COSTED, CostState.NO_EXTRA_COST}
    assert all(sum(amount.amount for amount in line.by_year) > 0 for cost in costs for line in cost.lines)


def test_the_frameworks_have_the_published_sizes():
    sizes = {one.id: (len(one.areas), len(one.indicators)) for one in load_frameworks().values()}
    assert sizes == {"jee-1": (19, 48), "jee-2": (19, 49), "jee-3": (19, 56), "spar-1": (13, 24), "spar-2": (15, 35)}


@pytest.mark.shared
def test_the_codes_are_those_of_the_frameworks(shared):
    lines = (shared / "frameworks/indicators.csv").read_text().splitlines()[1:]
    published = {".".join(line.split(",")[:2]) for line in lines}
    assert published == {one.id for edition in load_frameworks().values() for one in edition.indicators}


def test_every_link_of_the_crosswalks_resolves_and_is_unique():
    links = load_crosswalk().links
    for link in links:
        assert load_framework(link.framework).has_indicator(link.indicator), link
        assert JEE_3.has_indicator(link.target), link
        assert link.source
        assert link.confidence
    assert max(Counter((link.indicator, link.target) for link in links).values()) == 1


def test_every_assessed_indicator_has_a_link_but_for_the_one_without_a_confirmed_counterpart():
    linked = {link.indicator for link in load_crosswalk().links}
    editions = [one for one in load_frameworks().values() if one.id != "jee-3"]
    assert {one.id for edition in editions for one in edition.indicators} - linked == {"spar-2.C7.1"}


def test_prices_are_ordered_cited_and_used():
    prices = read_default_prices()
    used = {line.unit_cost for action in load_library().actions for line in action.costs or ()}
    assert prices.basis == ("USD", 2024)
    for item in prices.items:
        assert item.low.amount <= item.likely.amount <= item.high.amount
        assert item.how
        assert item.confidence in {"low", "medium", "high"}
    assert used <= set(prices.by_id)
    assert len(prices.items) >= 120


def test_the_french_set_is_complete_and_french():
    texts = {text for _, _, text in catalogue_texts()}
    assert untranslated(texts, "fr") == set()
    french = load_library("fr")
    english = re.compile(r"\b(the|and|with|every|each|which|from)\b")
    assert [action.id for action in french.actions if english.search(f"{action.text} {action.evidence}")] == []
    same = [one.id for one, other in zip(french.actions, load_library().actions, strict=True) if one.text == other.text]
    assert same == []


def test_placeholders_survive_translation():
    import polib

    for path in (ROOT / "src/opennaphs/catalogue/translations").glob("*/*.po"):
        for entry in polib.pofile(str(path)):
            if entry.msgstr:
                assert sorted(re.findall(r"\{\w+\}", entry.msgid)) == sorted(re.findall(r"\{\w+\}", entry.msgstr)), (
                    entry.msgid
                )


# --- the check itself ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Train staff.", "The text has 2 words."),
        ("Strengthen the laboratory of every district by the end of year one.", "“Strengthen” does not say what"),
        ("Train one team in every district as appropriate with the national package.", "“as appropriate” leaves"),
        ("Print the SOP for every laboratory of the country and train its staff.", "“SOP” is not explained."),
        ("print one register for every laboratory of the country this year", "not a whole sentence"),
        ("Operationally institutionalizing multidisciplinary epidemiological surveillance nationwide.", "hard to read"),
    ],
)  # fmt: skip
def test_unusable_texts_are_named_with_their_remedy(text, said):
    assert said in " ".join(fault for fault, _ in wording.faults(text))


def test_a_good_text_passes():
    assert list(wording.faults("Train one team of three in every district to pack, label and send specimens.")) == []


def test_twins_are_found_by_the_words_they_share():
    texts = [
        ("a", "Train one team of three in every district to pack, label and send specimens."),
        ("b", "Train two teams of three in each district to pack, label and send specimens."),
        ("c", "Write the law on notification."),
    ]
    ((one, other, alike),) = wording.twins(texts)
    assert (one, other) == ("a", "b")
    assert alike >= wording.TWIN_LIKENESS
    assert wording.likeness(texts[0][1], texts[1][1]) == alike


@pytest.fixture
def area_file(tmp_path):
    """A copy of a shipped area file, to break."""
    source = ROOT / "src/opennaphs/catalogue/library/R2.yaml"
    return source.read_text(encoding="utf-8")


def _problems(text):
    from opennaphs.catalogue.yaml_files import parse_yaml

    return "\n".join(map(str, check_library([parse_yaml(text, "R2.yaml")], [], JEE_3)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("type: designation", "type: naming", "“naming” is not a known type. Use one of: advocacy"),
        ("lead: health", "leed: health", "There is no field “leed” here. Remove it or correct its spelling."),
        ("level: 2", "level: 6", "“level” is 6, outside its limit 5."),
        ("id: jee-3.R2.1.l2.01", "id: jee-3.R2.1.l3.01", "is used 2 times"),
        ("id: jee-3.R2.1.l2.01", "id: jee-3.D1.1.l2.77", "does not belong to this step"),
        ("needs: [", "needs: [jee-3.R2.1.l9.99, ", "is no action of this library"),
        ("{use: ", "{use: no-such-price-", "There is no unit cost “no-such-price-"),
        ("indicator: jee-3.R2.1", "indicator: jee-3.D1.1", "is not an indicator of jee-3.R2"),
    ],
)
def test_a_broken_file_says_where_and_how_to_mend_it(area_file, old, new, said):
    assert old in area_file
    problems = _problems(area_file.replace(old, new, 1))
    assert said in problems
    assert re.search(r"R2\.yaml, row \d+", problems)


def test_a_circle_and_a_step_that_waits_for_a_higher_one_are_found():
    file = Path(ROOT / "src/opennaphs/catalogue/library/R2.yaml").read_text(encoding="utf-8")
    first, last = "jee-3.R2.1.l2.01", "jee-3.R2.1.l5.01"
    block = file.index(f"id: {first}")
    end = file.index('group: "', block)
    head = file[block:end]
    head = re.sub(r"\n\s+needs: .*", "", head)
    said = _problems(file[:block] + head + f"needs: [{last}]\n        " + file[end:])
    assert "cannot wait for" in said


def test_money_for_whole_countries_is_of_the_published_order(naphs, examples, tmp_path):
    """The three examples cost between the cheapest and the dearest of 14 published plans, per person and year."""
    import json

    people = {"uganda": 42.7e6, "sri-lanka": 21.2e6, "sierra-leone": 7.65e6}
    for country, persons in people.items():
        code = {"uganda": "UGA", "sri-lanka": "LKA", "sierra-leone": "SLE"}[country]
        naphs("draft", examples / country / "scores.csv", "--country", code, "--term", "5y", "--start", 2027,
              "--profile", examples / country / "profile.yaml", "-o", tmp_path / "p.json")  # fmt: skip
        plan = json.loads((tmp_path / "p.json").read_text())
        total = sum(float(amount["amount"]) for one in plan["activities"] for line in one["cost"]["lines"]
                    for amount in line["by_year"])  # fmt: skip
        assert PUBLISHED_LOWEST < total / persons / 5 < PUBLISHED_HIGHEST


def _file(text, name="R2.yaml"):
    from opennaphs.catalogue.yaml_files import parse_yaml

    return parse_yaml(text, name)


def test_two_actions_that_wait_for_each_other_are_found(area_file):
    first, second = "jee-3.R2.1.l2.01", "jee-3.R2.1.l2.02"
    text = re.sub(r"\n +needs: .*", "", area_file)
    for one, other in ((first, second), (second, first)):
        text = text.replace(f"- id: {one}\n", f"- id: {one}\n        needs: [{other}]\n")
    assert f"These actions wait for each other: {first} → {second} → {first}." in _problems(text)


def test_an_action_needs_costs_or_a_reason_why_there_are_none(area_file):
    text = re.sub(r'\n +no_cost_because: ".*"', "", area_file)
    assert "An action has either cost lines or a reason why it costs nothing extra." in _problems(text)


def test_a_step_that_stands_twice_is_found(area_file):
    start = area_file.index("  - indicator: jee-3.R2.1\n    level: 2")
    end = area_file.index("  - indicator: jee-3.R2.1\n    level: 3")
    assert "The step of jee-3.R2.1 to level 2 stands twice." in _problems(area_file + area_file[start:end])


def test_a_text_that_repeats_another_is_found(area_file):
    texts = re.findall(r'text: (".*")', area_file)
    assert "The text is nearly that of jee-3.R2.1.l2.01" in _problems(area_file.replace(texts[1], texts[0]))


def test_an_overlay_for_no_indicator_is_found():
    file = (ROOT / "src/opennaphs/catalogue/hazards/cholera.yaml").read_text(encoding="utf-8")
    target = re.search(r"target: (\S+)", file)[1]
    found = check_library([], [_file(file.replace(target, "jee-3.X9.9"), "cholera.yaml")], JEE_3)
    assert any("JEE 3 has no indicator jee-3.X9.9" in str(problem) for problem in found)


def test_missing_steps_are_warnings():
    from opennaphs.catalogue.check import gap_problems

    found = gap_problems([], JEE_3)
    assert len(found) == 224
    assert str(found[0]) == "library: No actions yet for jee-3.P1.1 to level 2. Write them."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file is empty."),
        ("a: [1", "This is not valid YAML"),
        ("a: 1\na: 2", "row 2: The field “a” is written twice."),
        ("a:\n  - b: 1\n    b: 2", "row 3: The field “b” is written twice."),
    ],
)
def test_yaml_that_cannot_be_read_names_its_line(text, said):
    from opennaphs.domain.errors import InputRefused

    with pytest.raises(InputRefused, match=re.escape(said)):
        _file(text)


def test_one_broken_file_does_not_hide_the_faults_of_another(monkeypatch, tmp_path):
    from opennaphs.catalogue import library_files

    (tmp_path / "A.yaml").write_text("a: [1")
    (tmp_path / "B.yaml").write_text("area: jee-3.R2")
    monkeypatch.setattr(library_files, "area_sources", lambda: [tmp_path / "A.yaml", tmp_path / "B.yaml"])
    areas, _, problems = read_library_files()
    assert [file.name for file in areas] == ["B.yaml"]
    assert "A.yaml" in str(problems[0])


def test_a_language_without_translations_is_refused_with_those_there_are():
    from opennaphs.catalogue.translations import UnknownLanguage, translator

    with pytest.raises(UnknownLanguage, match=r"“tlh”\. There are: ar, en, fr"):
        translator("tlh")
