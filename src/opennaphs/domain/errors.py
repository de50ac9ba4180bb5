"""What a person reads when something cannot be done: what is wrong, where, and what to do instead."""

from dataclasses import dataclass
from enum import StrEnum


class NaphsError(Exception):
    """Anything that stops the work and can be explained to the person at the keyboard.

    The message is one or more whole sentences; no traceback ever accompanies it.
    """


class Severity(StrEnum):
    """Whether a finding stops the work or only has to be known."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Place:
    """Where in somebody's file a finding lies. Only the known parts are filled.

    ``row`` counts from 1 as the person's own program does; ``column`` is a letter
    (``"C"``) or a heading (``"score"``), whichever the person sees.
    """

    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Give the place as a person would say it: file, sheet, row, column."""
        parts = [self.file]
        if self.sheet is not None:
            parts.append(f"sheet “{self.sheet}”")
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        return ", ".join(parts)


@dataclass(frozen=True)
class Problem:
    """One finding about somebody's input: where it is, what is wrong, what to write instead."""

    where: Place
    what: str
    remedy: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        """Give the finding as one line: place, fault, remedy."""
        return f"{self.where}: {self.what} {self.remedy}".rstrip()


class InputRefused(NaphsError):  # noqa: N818 - it reads as what happened to the input
    """An input could not be taken. Carries every problem found, not only the first.

    Nothing of the input is kept when this is raised.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Refuse an input for the given problems (at least one of them an error)."""
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    @classmethod
    def because(cls, where: Place, what: str, remedy: str) -> "InputRefused":
        """Refuse an input for a single problem."""
        return cls((Problem(where, what, remedy),))


def refuse_if_broken(problems: list[Problem]) -> None:
    """Raise :class:`InputRefused` with all ``problems`` when at least one of them is an error."""
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InputRefused(tuple(problems))
