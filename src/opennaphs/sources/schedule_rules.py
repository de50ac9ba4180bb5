"""Rules for a timetable: a YAML file with dates, teams, closed days and limits; faults with line and remedy."""

import datetime
from pathlib import Path
from typing import Any

from opennaphs.catalogue.yaml_files import YamlFile
from opennaphs.domain.errors import Problem, refuse_if_broken
from opennaphs.domain.library import ActionType, AdministrativeLevel
from opennaphs.domain.schedules_rules import DAYS_A_WEEK, ClosedDates, OwnRule, ScheduleRules, TeamBy
from opennaphs.sources.people_yaml import load_yaml

DEFAULT_MONTHS = 6
_Steps = tuple[str | int, ...]


def load_schedule_rules(path: Path) -> ScheduleRules:
    """Read the rules for a timetable.

    Raises:
        InputRefused: the file is no such list of rules; each fault with its line and remedy.
    """
    file = load_yaml(path, "schedule-rules.schema.json")
    reading = _Reading(file)
    rules = reading.rules()
    refuse_if_broken(reading.problems)
    return rules


class _Reading:
    """One file while it is read, and the faults no schema finds."""

    def __init__(self, file: YamlFile) -> None:
        self.file, self.content = file, file.value
        self.problems: list[Problem] = []

    def rules(self) -> ScheduleRules:
        content = self.content
        return ScheduleRules(
            start=self._day("start"),
            days=content.get("period_days", DAYS_A_WEEK),
            default_months=content.get("default_months", DEFAULT_MONTHS),
            team_by=TeamBy(content.get("team_by", TeamBy.LEAD)),
            teams=content["teams"],
            other_teams=content.get("other_teams"),
            closed=tuple(self._closed(number) for number in range(len(content.get("closed", ())))),
            event_kinds=_kinds(content.get("events", {}).get("kinds", ())),
            event_periods=content.get("events", {}).get("periods", 1),
            event_limits=content.get("events", {}).get("limits", {}),
            places={AdministrativeLevel(level): tuple(names) for level, names in content.get("places", {}).items()},
            share_kinds=_kinds(content.get("shared", {}).get("kinds", ())),
            shared=self._shared(),
            activities={name: self._own(name) for name in content.get("activities", {})},
        )

    def _day(self, *steps: str | int) -> datetime.date | None:
        """Give the day written somewhere; ``None`` when nothing is written there."""
        value = self._value(*steps)
        if value is None:
            return None
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            self._fault(steps, f"There is no day “{value}” in the calendar.", "Write year, month and day: 2027-03-31.")
            return None

    def _value(self, *steps: str | int) -> Any:
        here: Any = self.content
        for step in steps:
            if isinstance(step, str) and step not in here:
                return None
            here = here[step]
        return here

    def _fault(self, steps: _Steps, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.file.place(*steps), what, remedy))

    def _closed(self, number: int) -> ClosedDates:
        entry = self.content["closed"][number]
        first = self._day("closed", number, "from") or datetime.date.min
        last = self._day("closed", number, "to") or first
        if last < first:
            self._fault(
                ("closed", number, "to"), f"The last day, {last}, lies before the first, {first}.", "Swap the two days."
            )
        return ClosedDates(
            first,
            last,
            entry["reason"],
            entry.get("every_year", False),
            entry.get("only_events", False),
            tuple(entry.get("places", ())),
        )

    def _shared(self) -> dict[str, tuple[str, ...]]:
        events = self.content.get("shared", {}).get("events", {})
        home: dict[str, str] = {}
        for event, names in events.items():
            for name in names:
                if home.setdefault(name, event) != event:
                    self._fault(
                        ("shared", "events", event),
                        f"{name} is already part of the shared event “{home[name]}”.",
                        "Keep it in one of the two.",
                    )
        return {event: tuple(names) for event, names in events.items()}

    def _own(self, name: str) -> OwnRule:
        entry, steps = self.content["activities"][name], ("activities", name)
        days = {key: self._day(*steps, key) for key in ("starts", "earliest", "deadline")}
        earliest, deadline = days["starts"] or days["earliest"], days["deadline"]
        if earliest is not None and deadline is not None and deadline < earliest:
            self._fault(
                (*steps, "deadline"),
                f"{name} has to end by {deadline} but may not begin before {earliest}.",
                "Move one of the two days.",
            )
        return OwnRule(
            entry.get("periods"),
            days["starts"],
            days["earliest"],
            deadline,
            entry.get("team"),
            entry.get("uses"),
            tuple(entry.get("places", ())),
            entry.get("event_periods"),
            entry.get("worth"),
        )


def _kinds(names: list[str]) -> tuple[ActionType, ...]:
    return tuple(ActionType(name) for name in names)
