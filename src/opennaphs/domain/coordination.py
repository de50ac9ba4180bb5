"""Working together: who has a stake, who does what, which sectors come to meetings, what they promised."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.sentences import Sentence, listing

LOWEST_WEIGHT, HIGHEST_WEIGHT = 1, 5
HIGH_FROM = 4


class Quadrant(StrEnum):
    """How to deal with a stakeholder, by influence and interest."""

    MANAGE_CLOSELY = "manage closely"
    KEEP_SATISFIED = "keep satisfied"
    KEEP_INFORMED = "keep informed"
    MONITOR = "monitor"


ADVICE: Mapping[Quadrant, str] = {
    Quadrant.MANAGE_CLOSELY: "Can decide the plan and wants to: bring into the secretariat's meetings and every draft.",
    Quadrant.KEEP_SATISFIED: (
        "Can stop the plan but has other worries: meet in person, one page, one clear request, before each decision."
    ),
    Quadrant.KEEP_INFORMED: (
        "Cares but decides little: send every draft, ask for evidence and for help with the work in the districts."
    ),
    Quadrant.MONITOR: "Neither decides nor asks much now: write twice a year, and look again when the plan changes.",
}


@dataclass(frozen=True)
class Stakeholder:
    """Somebody with a stake in the plan; ``influence`` and ``interest`` from 1 to 5, ``None`` while nobody has said.

    Raises:
        NaphsError: one of them is off the scale.
    """

    name: str
    organisation: str
    sector: str
    mandate: str = ""
    influence: int | None = None
    interest: int | None = None

    def __post_init__(self) -> None:
        """Refuse numbers off the scale."""
        for word, value in (("influence", self.influence), ("interest", self.interest)):
            if value is not None and not LOWEST_WEIGHT <= value <= HIGHEST_WEIGHT:
                message = f"The {word} of {self.name} is {value}. Write a whole number from 1 to 5, or leave it empty."
                raise NaphsError(message)

    @property
    def quadrant(self) -> Quadrant | None:
        """How to deal with them, see :func:`quadrant`."""
        return quadrant(self.influence, self.interest)


class Involvement(StrEnum):
    """What somebody does for an area: the four of a RACI table."""

    RESPONSIBLE = "responsible"
    ACCOUNTABLE = "accountable"
    CONSULTED = "consulted"
    INFORMED = "informed"

    @property
    def letter(self) -> str:
        """The letter of a RACI table: R, A, C or I."""
        return self.value[0].upper()


@dataclass(frozen=True)
class Assignment:
    """What one role or organisation does for one area."""

    area: str
    who: str
    involvement: Involvement


NO_ACCOUNTABLE = "{area}: nobody is accountable. Name the one who answers for it."
MANY_ACCOUNTABLE = "{area}: {count} are accountable ({names}). Keep one; make the others responsible or consulted."
NO_RESPONSIBLE = "{area}: nobody is responsible. Name who does the work."
UNKNOWN_AREA = "{area} is not an area of the plan, though it has assignments ({names}). Correct the area or drop it."
RACI_TEXTS = (NO_ACCOUNTABLE, MANY_ACCOUNTABLE, NO_RESPONSIBLE, UNKNOWN_AREA)


@dataclass(frozen=True)
class EmptyChairs:
    """Expected sectors of a meeting from which nobody came, and those of which nobody wrote down whether they came."""

    absent: tuple[str, ...]
    not_recorded: tuple[str, ...]


@dataclass(frozen=True)
class SectorAttendance:
    """How many meetings a sector came to, of those where its attendance was written down, of all that were held."""

    sector: str
    attended: int
    recorded: int
    meetings: int

    @property
    def share(self) -> Fraction | None:
        """The share of the meetings where it was written down; ``None`` when it never was."""
        return Fraction(self.attended, self.recorded) if self.recorded else None


@dataclass(frozen=True)
class ActionItem:
    """What a meeting asked somebody to do by a day; ``due`` or ``done_on`` is ``None`` when there is no such day."""

    id: str
    text: str
    owner: str
    due: datetime.date | None
    done_on: datetime.date | None = None


def quadrant(influence: int | None, interest: int | None) -> Quadrant | None:
    """Say how to deal with a stakeholder; 4 and 5 are high; ``None`` when one of the two is not known.

    3 is not high: most people answer 3 when they are not sure, and nobody can manage everybody closely.
    """
    if influence is None or interest is None:
        return None
    if influence >= HIGH_FROM:
        return Quadrant.MANAGE_CLOSELY if interest >= HIGH_FROM else Quadrant.KEEP_SATISFIED
    return Quadrant.KEEP_INFORMED if interest >= HIGH_FROM else Quadrant.MONITOR


def advice(found: Quadrant) -> Sentence:
    """Say in a sentence how to deal with stakeholders of a quadrant."""
    return Sentence(ADVICE[found], {}, found.value)


def raci_findings(assignments: Iterable[Assignment], areas: Iterable[str]) -> tuple[Sentence, ...]:
    """Say of each area whether exactly one is accountable and at least one responsible; and which areas are unknown.

    The same assignment written twice counts once.
    """
    assignments, areas = tuple(assignments), tuple(areas)
    found = [sentence for area in areas for sentence in _area_findings(assignments, area)]
    for area in sorted({one.area for one in assignments} - set(areas)):
        names = sorted({one.who for one in assignments if one.area == area})
        found.append(Sentence(UNKNOWN_AREA, {"area": area, "names": listing(names)}, "unknown-area"))
    return tuple(found)


def sectors_missing(attendance: Mapping[str, int], expected: Iterable[str]) -> EmptyChairs:
    """Give the expected sectors nobody came from, in the order expected.

    ``attendance`` counts people by sector: 0 says that nobody came, a sector not named that nobody wrote it down.
    """
    expected = tuple(expected)
    absent = tuple(sector for sector in expected if attendance.get(sector) == 0)
    return EmptyChairs(absent, tuple(sector for sector in expected if sector not in attendance))


def attendance_by_sector(
    meetings: Iterable[Mapping[str, int]], expected: Iterable[str] = ()
) -> tuple[SectorAttendance, ...]:
    """Count for each sector the meetings somebody of it came to: first the expected sectors, then the others by name.

    ``meetings`` holds people by sector, meeting by meeting; a sector with three people counts once.
    """
    meetings = tuple(meetings)
    came = Counter(sector for one in meetings for sector, people in one.items() if people > 0)
    recorded = Counter(sector for one in meetings for sector in one)
    expected = tuple(dict.fromkeys(expected))
    order = (*expected, *sorted(set(recorded) - set(expected)))
    return tuple(SectorAttendance(sector, came[sector], recorded[sector], len(meetings)) for sector in order)


def overdue_items(items: Iterable[ActionItem], today: datetime.date) -> tuple[ActionItem, ...]:
    """Give the action items not done whose day has passed, the oldest first; one due today is not overdue."""
    late = ((one.due, one) for one in items if one.due is not None and one.done_on is None)
    return tuple(one for due, one in sorted(late, key=lambda pair: (pair[0], pair[1].id)) if due < today)


def _area_findings(assignments: tuple[Assignment, ...], area: str) -> list[Sentence]:
    accountable = _who(assignments, area, Involvement.ACCOUNTABLE)
    found = []
    if not accountable:
        found.append(Sentence(NO_ACCOUNTABLE, {"area": area}, "no-accountable"))
    if len(accountable) > 1:
        values: dict[str, str | int | Sentence] = {
            "area": area,
            "count": len(accountable),
            "names": listing(accountable),
        }
        found.append(Sentence(MANY_ACCOUNTABLE, values, "many-accountable"))
    if not _who(assignments, area, Involvement.RESPONSIBLE):
        found.append(Sentence(NO_RESPONSIBLE, {"area": area}, "no-responsible"))
    return found


def _who(assignments: tuple[Assignment, ...], area: str, involvement: Involvement) -> list[str]:
    return sorted({one.who for one in assignments if one.area == area and one.involvement is involvement})
