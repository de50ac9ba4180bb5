"""Pools: a YAML file that says how much a donor has for which countries, and where their plans and budgets are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from opennaphs.catalogue.country_files import UnknownCountry, country_name, find_country
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import load_material
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.catalogue.translations import SOURCE_LANGUAGE
from opennaphs.catalogue.yaml_files import YamlFile
from opennaphs.domain.allocations import CountryQuestion, Pool, check_pool, whole_cost
from opennaphs.domain.assessments import latest
from opennaphs.domain.choice_questions import question_of
from opennaphs.domain.choice_remarks import Remark
from opennaphs.domain.choices import Question
from opennaphs.domain.drafting import Costs, Request, draft_plan
from opennaphs.domain.errors import InputRefused, NaphsError, Place, Problem, refuse_if_broken
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.envelopes import Envelope
from opennaphs.domain.goals import Term
from opennaphs.domain.library import Driver, EconomicType
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.sources.choice_rules_yaml import load_choice_rules
from opennaphs.sources.people_yaml import load_yaml
from opennaphs.sources.plan_file import load_plan
from opennaphs.sources.profile_yaml import load_profile
from opennaphs.sources.scores import load_scores


@dataclass(frozen=True)
class PoolFile:
    """What a pool file asks: the pool, the countries, and by country what was assumed on the way."""

    pool: Pool
    countries: tuple[CountryQuestion, ...]
    remarks: Mapping[str, tuple[Remark, ...]]


@dataclass(frozen=True)
class _Entry:
    """One country of a file: what it says, its code, what reading may need."""

    said: Mapping[str, Any]
    code: str
    folder: Path
    first_year: int
    pool: Envelope


def load_pool(path: Path) -> PoolFile:
    """Read a pool file and every plan, profile and budget it names; their paths start from its folder.

    Raises:
        InputRefused: a file does not fit; each fault with its line and remedy.
        NaphsError: plans and pool do not fit together.
    """
    file = load_yaml(path, "pool.schema.json")
    codes = _codes(file)
    refuse_if_broken(_problems(file))
    said: Mapping[str, Any] = file.value
    source = _source(said)
    pairs = zip(said["countries"], codes, strict=True)
    read = [_read_named(_Entry(one, code, path.parent, said["first_year"], source)) for one, code in pairs]
    areas = sorted({area for _, _, own in read for area in own.earmark.areas})
    pool = _pool(said, codes, replace(source, earmark=replace(source.earmark, areas=tuple(areas))))
    countries = tuple(country for country, _, _ in read)
    check_pool(countries, pool)
    return PoolFile(pool, countries, {one.country: remarks for one, remarks, _ in read})


def _codes(file: YamlFile) -> list[str]:
    found, problems = [], []
    for number, entry in enumerate(file.value["countries"]):
        try:
            found.append(find_country(entry["country"]))
        except UnknownCountry as error:
            problems.append(Problem(file.place("countries", number, "country"), str(error), ""))
    refuse_if_broken(problems)
    return found


def _problems(file: YamlFile) -> list[Problem]:
    """Find what no schema can say: a plan or scores, but not both; scores with their profile; years of a plan."""
    found = []
    if len(file.value["pool"]["amounts"]) not in {term.years for term in Term}:
        where = file.place("pool", "amounts")
        found.append(Problem(where, "The pool has neither one nor five years.", "Write an amount for each plan year."))
    for number, entry in enumerate(file.value["countries"]):
        where = file.place("countries", number, "country")
        if ("plan" in entry) == ("scores" in entry):
            what = f"{entry['country']} needs a plan or scores to draft one from."
            found.append(Problem(where, what, "Write exactly one of “plan” and “scores”."))
        if "scores" in entry and "profile" not in entry:
            found.append(Problem(where, f"{entry['country']} has scores but no profile.", "Add “profile”."))
        if "population" not in entry and "profile" not in entry:
            found.append(Problem(where, f"{entry['country']} has no population.", "Add “population” or “profile”."))
    return found


def _exact(number: float) -> Decimal:
    return Decimal(str(number))


def _source(said: Mapping[str, Any]) -> Envelope:
    only = said["pool"].get("only", {})
    money = (Money(_exact(amount), said["currency"], said["price_year"]) for amount in said["pool"]["amounts"])
    earmark = Earmark(
        tuple(only.get("areas", ())),
        tuple(EconomicType(kind) for kind in only.get("kinds", ())),
        tuple(only.get("places", ())),
        tuple(only.get("ministries", ())),
    )
    return Envelope(said["pool"]["id"], said["pool"]["title"], tuple(money), earmark)


def _pool(said: Mapping[str, Any], codes: list[str], source: Envelope) -> Pool:
    entries = list(zip(codes, said["countries"], strict=True))
    return Pool(
        source.id,
        source.title,
        source.by_year,
        source.earmark,
        floors={code: _exact(entry["floor"]) for code, entry in entries if "floor" in entry},
        caps={code: _exact(entry["cap"]) for code, entry in entries if "cap" in entry},
        floor=_exact(said.get("floor", 0)),
        cap=_exact(said["cap"]) if "cap" in said else None,
        region_floors={region: _exact(amount) for region, amount in said.get("region_floors", {}).items()},
    )


# --- one country ---------------------------------------------------------------------------------------------------


def _read_named(entry: _Entry) -> tuple[CountryQuestion, tuple[Remark, ...], Envelope]:
    """Read one country; what does not fit together is told with its name, as many have the same kinds of files."""
    try:
        return _read(entry)
    except InputRefused:
        raise
    except NaphsError as error:
        message = f"{entry.code}: {error}"
        raise NaphsError(message) from None


def _read(entry: _Entry) -> tuple[CountryQuestion, tuple[Remark, ...], Envelope]:
    said = entry.said
    plan = load_plan(entry.folder / said["plan"]) if "plan" in said else _drafted(entry)
    if plan.country != entry.code:
        message = f"The plan {said.get('plan')} is one of {plan.country}, not of {entry.code}. Name the right file."
        raise NaphsError(message)
    question, remarks, own = _question(entry, plan)
    need = _exact(said["need"]) if "need" in said else whole_cost(question)
    country = CountryQuestion(
        entry.code, question, _population(entry), need, said.get("region"), _exact(said.get("weight", 1))
    )
    return country, remarks, own


def _question(entry: _Entry, plan: Plan) -> tuple[Question, tuple[Remark, ...], Envelope]:
    """Make the question; the pool goes along without money, so that its areas get the names they have in this plan."""
    rules = load_choice_rules(entry.folder / entry.said["rules"])
    nothing = replace(entry.pool, by_year=tuple(money.times(Decimal(0)) for money in entry.pool.by_year))
    question, remarks = question_of(plan, replace(rules, sources=(*rules.sources, nothing)))
    if question.horizon.first_year != entry.first_year:
        message = (
            f"The plan of {entry.code} begins in {question.horizon.first_year}, the pool in {entry.first_year}. "
            "Plans that share a pool begin in the same year."
        )
        raise NaphsError(message)
    return replace(question, sources=question.sources[:-1]), remarks, question.sources[-1]


def _population(entry: _Entry) -> Decimal:
    if "population" in entry.said:
        return _exact(entry.said["population"])
    return load_profile(entry.folder / entry.said["profile"]).number_of(Driver.PERSON)


def _drafted(entry: _Entry) -> Plan:
    """Draft the plan of a country from its scores and profile, as ``naphs draft`` does."""
    said, path = entry.said, entry.folder / entry.said["scores"]
    own = [one for one in load_scores(path).assessments if one.country == entry.code]
    if not own:
        fault = Problem(
            Place(path.name), f"It holds no assessment of {country_name(entry.code)}.", "Name another file."
        )
        raise InputRefused((fault,))
    assessment = latest(own)
    framework = load_framework(assessment.framework)
    term = next(term for term in Term if term.years == len(entry.pool.by_year))
    areas = tuple(framework.qualify(area) for area in said.get("areas", ()))
    request = Request(entry.code, country_name(entry.code), term, entry.first_year, SOURCE_LANGUAGE, {}, areas, ())
    costs = Costs(load_profile(entry.folder / said["profile"]), read_default_prices())
    return draft_plan(request, load_material(SOURCE_LANGUAGE), framework, assessment, costs)
