"""``naphs catalogue check``: everything an expert's file must satisfy, said where and how to mend it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from opennaphs.catalogue import wording
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.catalogue.yaml_files import YamlFile, schema_problems
from opennaphs.domain.errors import Place, Problem, Severity
from opennaphs.domain.frameworks import Framework

STEP_LEVELS = (2, 3, 4, 5)


@dataclass(frozen=True)
class Entry:
    """One action as it stands in a file: its fields, its home step and where it is written."""

    file: YamlFile
    path: tuple[str | int, ...]
    fields: dict[str, Any]
    target: str
    level: int

    def place(self, *path: str | int) -> Place:
        """Give the line of one field of the action."""
        return self.file.place(*self.path, *path)


def check_library(areas: list[YamlFile], hazards: list[YamlFile], framework: Framework) -> list[Problem]:
    """Check area files and overlays, alone and against each other; an empty list means they are sound.

    Args:
        areas: every area file of the library.
        hazards: every hazard overlay.
        framework: the edition the library is written for.
    """
    problems: list[Problem] = []
    areas = _sound(areas, "library.schema.json", problems)
    hazards = _sound(hazards, "hazard.schema.json", problems)
    entries = [entry for file in areas for entry in _area_entries(file)]
    entries += [entry for file in hazards for entry in _overlay_entries(file)]
    rules = (_id_problems, _text_problems, _cost_problems, _need_problems, _cycle_problems, _twin_problems)
    problems += [problem for rule in rules for problem in rule(entries)]
    return problems + list(_step_problems(areas, framework)) + list(_target_problems(entries, framework))


def _sound(files: list[YamlFile], schema: str, problems: list[Problem]) -> list[YamlFile]:
    """Keep the files that fit their schema, so that one broken file does not hide what is wrong in another."""
    findings = [(file, schema_problems(file, schema)) for file in files]
    problems += [problem for _, found in findings for problem in found]
    return [file for file, found in findings if not found]


def missing_steps(areas: list[YamlFile], framework: Framework) -> list[tuple[str, int]]:
    """Give the (indicator, level) pairs for which the library has no actions yet."""
    there = {(step["indicator"], step["level"]) for file in areas for step in file.value["steps"]}
    return [
        (indicator.id, level)
        for indicator in framework.indicators
        for level in STEP_LEVELS
        if (indicator.id, level) not in there
    ]


def _area_entries(file: YamlFile) -> Iterator[Entry]:
    for s, step in enumerate(file.value["steps"]):
        for a, fields in enumerate(step["actions"]):
            yield Entry(file, ("steps", s, "actions", a), fields, step["indicator"], step["level"])


def _overlay_entries(file: YamlFile) -> Iterator[Entry]:
    for a, fields in enumerate(file.value["actions"]):
        yield Entry(file, ("actions", a), fields, fields["target"], fields["level"])


def _id_problems(entries: list[Entry]) -> Iterator[Problem]:
    counts = Counter(entry.fields["id"] for entry in entries)
    for entry in entries:
        action_id, stem = entry.fields["id"], f"{entry.target}.l{entry.level}."
        if counts[action_id] > 1:
            yield Problem(
                entry.place("id"),
                f"The id {action_id} is used {counts[action_id]} times.",
                "Give this action the next free number; never reuse the number of a removed one.",
            )
        if not action_id.startswith(stem):
            yield Problem(
                entry.place("id"), f"The id {action_id} does not belong to this step.", f"It begins with {stem}"
            )


def _text_problems(entries: list[Entry]) -> Iterator[Problem]:
    for entry in entries:
        for what, remedy in wording.faults(entry.fields["text"]):
            yield Problem(entry.place("text"), what, remedy)


def _cost_problems(entries: list[Entry]) -> Iterator[Problem]:
    prices = read_default_prices().by_id
    for entry in entries:
        costs, reason = entry.fields["cost"], entry.fields.get("no_cost_because")
        if bool(costs) == bool(reason):
            yield Problem(
                entry.place("cost"),
                "An action has either cost lines or a reason why it costs nothing extra.",
                "Write cost lines, or “cost: []” and “no_cost_because: …”.",
            )
        for c, line in enumerate(costs):
            if line["use"] not in prices:
                yield Problem(
                    entry.place("cost", c, "use"),
                    f"There is no unit cost “{line['use']}”.",
                    "Use an id of prices/default.csv, or add the item there.",
                )


def _need_problems(entries: list[Entry]) -> Iterator[Problem]:
    known = {entry.fields["id"]: entry for entry in entries}
    for entry in entries:
        for n, need in enumerate(entry.fields.get("needs", ())):
            where = entry.place("needs", n)
            if need not in known:
                yield Problem(where, f"“{need}” is no action of this library.", "Correct the id or remove it.")
            elif known[need].target == entry.target and known[need].level > entry.level:
                yield Problem(
                    where,
                    f"A level {entry.level} action cannot wait for {need} of a higher level.",
                    "Turn the dependency around or move the action.",
                )


def _cycle_problems(entries: list[Entry]) -> Iterator[Problem]:
    graph = {entry.fields["id"]: set(entry.fields.get("needs", ())) for entry in entries}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        ring = error.args[1]
        entry = next(entry for entry in entries if entry.fields["id"] == ring[0])
        yield Problem(
            entry.place("needs"),
            f"These actions wait for each other: {' → '.join(ring)}.",
            "Remove one of the dependencies.",
        )


def _twin_problems(entries: list[Entry]) -> Iterator[Problem]:
    places = {entry.fields["id"]: entry for entry in entries}
    for one, other, alike in wording.twins((entry.fields["id"], entry.fields["text"]) for entry in entries):
        yield Problem(
            places[other].place("text"),
            f"The text is nearly that of {one} ({alike:.0%} of the words).",
            "Say what is different at this step, or drop one of the two.",
        )


def _step_problems(areas: list[YamlFile], framework: Framework) -> Iterator[Problem]:
    for file in areas:
        area, seen = file.value["area"], set()
        for s, step in enumerate(file.value["steps"]):
            key = (step["indicator"], step["level"])
            where = file.place("steps", s, "indicator")
            if not framework.has_indicator(key[0]) or framework.indicator(key[0]).area != area:
                yield Problem(where, f"{key[0]} is not an indicator of {area}.", "Move the step to its area's file.")
            if key in seen:
                yield Problem(where, f"The step of {key[0]} to level {key[1]} stands twice.", "Merge the two.")
            seen.add(key)


def _target_problems(entries: list[Entry], framework: Framework) -> Iterator[Problem]:
    for entry in entries:
        if not framework.has_indicator(entry.target):
            yield Problem(
                entry.place("target"), f"{framework.short} has no indicator {entry.target}.", "Correct the id."
            )


def gap_problems(areas: list[YamlFile], framework: Framework) -> list[Problem]:
    """Say which steps of the framework still have no actions, as warnings."""
    return [
        Problem(Place("library"), f"No actions yet for {indicator} to level {level}.", "Write them.", Severity.WARNING)
        for indicator, level in missing_steps(areas, framework)
    ]
