"""Budget rules: a YAML file that says who pays how much for what, what steps are worth, and what is demanded."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from opennaphs.catalogue.yaml_files import YamlFile
from opennaphs.domain.choice_rules import AbsorptionRule, ChoiceRules, Uncosted, WantedDemand
from opennaphs.domain.choices import Bearer, DemandKind, Measure
from opennaphs.domain.errors import Problem, refuse_if_broken
from opennaphs.domain.frameworks import LEVELS
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.envelopes import Envelope
from opennaphs.domain.library import EconomicType, Sector
from opennaphs.domain.money import Money
from opennaphs.domain.step_weights import DEFAULT_MIX, Criterion, Mix, Weighing
from opennaphs.sources.files import load_bytes
from opennaphs.sources.people_yaml import read_people_yaml

EVERY = "every"
_PERIODS = {"years": 1, "quarters": 4}
# What is taken when a file does not say it; the remarks of a question repeat what was taken.
_TAKEN = {
    "weights": ", ".join(f"{criterion} {share}" for criterion, share in DEFAULT_MIX.shares.items()),
    "values": f"1 for every level and {Weighing().overlay_value} without level",
    "discount": str(Weighing().discount),
    "final_years": str(Weighing().final_years),
    "periods": "years",
    "uncosted": str(Uncosted.LEAVE_OUT),
    "legal_minimum": "false",
    "partial_credit": "0",
    "straddle": "false",
    "pay_once": "false",
}


def load_choice_rules(path: Path) -> ChoiceRules:
    """Read budget rules.

    Raises:
        InputRefused: the file is no such rules; each fault with its line and remedy.
    """
    return parse_choice_rules(load_bytes(path), path.name)


def parse_choice_rules(content: bytes, name: str) -> ChoiceRules:
    """Read budget rules from their content; see :func:`load_choice_rules`."""
    file = read_people_yaml(content, name, "choice-rules.schema.json")
    refuse_if_broken(
        [*_source_problems(file), *_weight_problems(file), *_demand_problems(file), *_limit_problems(file)]
    )
    said: Mapping[str, Any] = file.value
    return ChoiceRules(
        currency=said["currency"],
        price_year=said["price_year"],
        sources=tuple(_source(entry, said) for entry in said["sources"]),
        weighing=_weighing(said),
        periods_per_year=_PERIODS[said.get("periods", "years")],
        demands=tuple(_demand(entry) for entry in said.get("demands", ())),
        absorption=tuple(_absorption(entry) for entry in said.get("absorption", ())),
        legal_minimum=said.get("legal_minimum", False),
        uncosted=Uncosted(said.get("uncosted", Uncosted.LEAVE_OUT)),
        tail_limit=_exact(said["tail_limit"]) if "tail_limit" in said else None,
        partial_credit=_exact(said.get("partial_credit", 0)),
        straddle=said.get("straddle", False),
        pay_once=said.get("pay_once", False),
        taken={name: value for name, value in _TAKEN.items() if name not in said},
    )


def _exact(number: float) -> Decimal:
    return Decimal(str(number))


def _exacts(numbers: Iterable[float]) -> tuple[Decimal, ...]:
    return tuple(_exact(number) for number in numbers)


def _source(entry: Mapping[str, Any], said: Mapping[str, Any]) -> Envelope:
    only = entry.get("only", {})
    return Envelope(
        entry["id"],
        entry["title"],
        tuple(Money(amount, said["currency"], said["price_year"]) for amount in _exacts(entry["amounts"])),
        Earmark(
            tuple(only.get("areas", ())),
            tuple(EconomicType(kind) for kind in only.get("kinds", ())),
            tuple(only.get("places", ())),
            tuple(only.get("ministries", ())),
        ),
        _exact(entry.get("carry_over", 0)),
    )


def _weighing(said: Mapping[str, Any]) -> Weighing:
    values, usual = said.get("values", {}), Weighing()
    return Weighing(
        mix=_mix(said["weights"]) if "weights" in said else DEFAULT_MIX,
        level_values={level: _exact(values.get(f"level {level}", 1)) for level in LEVELS},
        overlay_value=_exact(values.get("without level", usual.overlay_value)),
        risk=_table(said.get("risk", {})),
        committee=_table(said.get("committee", {})),
        discount=_exact(said.get("discount", usual.discount)),
        final_years=said.get("final_years", usual.final_years),
    )


def _mix(weights: Mapping[str, float]) -> Mix:
    return Mix({Criterion(name): _exact(share) for name, share in weights.items()})


def _table(entries: Mapping[Any, float]) -> dict[str, Decimal]:
    return {str(name): _exact(value) for name, value in entries.items()}


def _demand(entry: Mapping[str, Any]) -> WantedDemand:
    kind = DemandKind(entry["demand"])
    return WantedDemand(kind, entry["of"], entry["because"], entry.get("year"), entry.get("quarter"))


def _absorption(entry: Mapping[str, Any]) -> AbsorptionRule:
    return AbsorptionRule(
        Bearer(entry["by"]),
        None if entry["of"] == EVERY else entry["of"],
        _exacts(entry["amounts"]) if "amounts" in entry else None,
        _exact(entry["factor"]) if "factor" in entry else None,
        entry.get("adds_up", True),
        Measure(entry.get("counts", Measure.MONEY)),
    )


# --- what no schema can say ---------------------------------------------------------------------------------------


def _source_problems(file: YamlFile) -> list[Problem]:
    return _repeated(file, "sources", lambda entry: entry["id"], "id")


def _repeated(file: YamlFile, part: str, name_of: Callable[[Any], str], field: str) -> list[Problem]:
    seen: set[str] = set()
    found = []
    for number, entry in enumerate(file.value.get(part, ())):
        name = name_of(entry)
        if name in seen:
            where = file.place(part, number, field)
            found.append(Problem(where, f"“{name}” stands twice in {part}.", "Keep one of the two."))
        seen.add(name)
    return found


def _weight_problems(file: YamlFile) -> list[Problem]:
    weights = file.value.get("weights")
    if weights is None or any(weights.values()):
        return []
    return [Problem(file.place("weights"), "No criterion has a weight.", "Give at least one of them more than 0.")]


def _demand_problems(file: YamlFile) -> list[Problem]:
    found = []
    for number, entry in enumerate(file.value.get("demands", ())):
        where = file.place("demands", number, "demand")
        if entry["demand"] == DemandKind.NOT_BEFORE and "year" not in entry:
            found.append(Problem(where, "“not before” does not say before when.", "Add the year."))
        if "quarter" in entry and "year" not in entry:
            found.append(Problem(where, "A quarter stands without its year.", "Add the year."))
        if entry["demand"] == DemandKind.LEAVE_OUT and "year" in entry:
            found.append(Problem(where, "What is left out is left out in every year.", "Remove the year."))
    return found


def _limit_problems(file: YamlFile) -> list[Problem]:
    found = _repeated(file, "absorption", lambda entry: f"{entry['by']} {entry['of']}", "of")
    for number, entry in enumerate(file.value.get("absorption", ())):
        where, of = file.place("absorption", number, "of"), entry["of"]
        if ("factor" in entry) == ("amounts" in entry):
            found.append(Problem(where, f"The limit of {of} needs a factor or amounts.", "Write exactly one of them."))
        elif "factor" in entry and entry.get("counts") == Measure.STARTS:
            found.append(Problem(where, f"The factor of {of} is one of money.", "Write amounts to count starts."))
        if entry["by"] == Bearer.MINISTRY and of not in (EVERY, *Sector):
            found.append(Problem(where, f"“{of}” is no ministry.", f"Use {EVERY}, or one of: {', '.join(Sector)}."))
    return found
