"""Detailed cost builders: what one meeting, visit, consultancy … costs, from the things it is made of.

The fields are those of the WHO costing workbook. A builder gives its cost for one occurrence as named parts, so that a
finance officer sees every factor; how often and in how many places it happens is said by the cost line around it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import ClassVar

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Builder

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Part:
    """One named part of the cost of one occurrence, in the currency of the plan, not rounded."""

    name: str
    amount: Decimal


@dataclass(frozen=True)
class Meeting:
    """A meeting, workshop or training; ``away`` participants travel and sleep away from home."""

    builder: ClassVar[Builder] = Builder.MEETING
    participants: Decimal
    days: Decimal
    away_participants: Decimal = NOTHING
    per_diem: Decimal = NOTHING
    per_diem_away: Decimal = NOTHING
    venue_rent: Decimal = NOTHING
    lunch: Decimal = NOTHING
    tea_break: Decimal = NOTHING
    stationery: Decimal = NOTHING
    trainers: Decimal = NOTHING
    trainer_days: Decimal = NOTHING
    trainer_fee: Decimal = NOTHING
    trainer_per_diem: Decimal = NOTHING
    trainer_extra: Decimal = NOTHING
    extra_per_person: Decimal = NOTHING
    extra_per_day: Decimal = NOTHING

    def parts(self) -> tuple[Part, ...]:
        """Give the parts: people at home and away, venue and catering per day, trainers, extras.

        Raises:
            NaphsError: more participants are away than there are.
        """
        if self.away_participants > self.participants:
            raise NaphsError("More participants travel than take part. Correct “away_participants” or “participants”.")
        person_days, trainer_days = self.participants * self.days, self.trainers * self.trainer_days
        return (
            Part("per diem", (self.participants - self.away_participants) * self.days * self.per_diem),
            Part("per diem away", self.away_participants * self.days * self.per_diem_away),
            Part("venue", self.venue_rent * self.days),
            Part("catering", person_days * (self.lunch + self.tea_break)),
            Part("stationery", self.participants * self.stationery),
            Part(
                "trainers",
                trainer_days * (self.trainer_fee + self.trainer_per_diem) + self.trainers * self.trainer_extra,
            ),
            Part("extras", self.participants * self.extra_per_person + self.days * self.extra_per_day),
        )


@dataclass(frozen=True)
class FieldVisit:
    """A supervision, investigation or outreach visit by a team with vehicles."""

    builder: ClassVar[Builder] = Builder.FIELD_VISIT
    days: Decimal
    supervisors: Decimal = NOTHING
    per_diem: Decimal = NOTHING
    vehicles: Decimal = NOTHING
    cost_per_day_per_vehicle: Decimal = NOTHING
    fuel_per_day: Decimal = NOTHING
    drivers: Decimal = NOTHING
    driver_per_diem: Decimal = NOTHING
    extra_per_visit: Decimal = NOTHING

    def parts(self) -> tuple[Part, ...]:
        """Give the parts: team, vehicles with fuel, drivers, extras."""
        return (
            Part("team", self.supervisors * self.days * self.per_diem),
            Part("vehicles", self.vehicles * self.days * (self.cost_per_day_per_vehicle + self.fuel_per_day)),
            Part("drivers", self.drivers * self.days * self.driver_per_diem),
            Part("extras", self.extra_per_visit),
        )


@dataclass(frozen=True)
class Consultant:
    """National or international consultants."""

    builder: ClassVar[Builder] = Builder.CONSULTANT
    number: Decimal
    days: Decimal
    rate: Decimal
    per_diem: Decimal = NOTHING
    travel: Decimal = NOTHING

    def parts(self) -> tuple[Part, ...]:
        """Give the parts: fees, per diem, one journey each."""
        person_days = self.number * self.days
        return (
            Part("fees", person_days * self.rate),
            Part("per diem", person_days * self.per_diem),
            Part("travel", self.number * self.travel),
        )


@dataclass(frozen=True)
class Staff:
    """Posts of one kind. ``on_costs`` is the share added for pension, insurance, taxes; existing posts cost nothing."""

    builder: ClassVar[Builder] = Builder.STAFF
    number: Decimal
    salary: Decimal
    months: Decimal
    on_costs: Decimal = NOTHING
    existing: Decimal = NOTHING
    extras: Decimal = NOTHING

    def parts(self) -> tuple[Part, ...]:
        """Give the parts: salaries of the posts that do not exist yet, on-costs, extras.

        Raises:
            NaphsError: more posts exist than are asked for.
        """
        if self.existing > self.number:
            raise NaphsError("More posts exist than are asked for. Correct “existing” or “number”.")
        salaries = (self.number - self.existing) * self.salary * self.months
        return (Part("salaries", salaries), Part("on-costs", salaries * self.on_costs), Part("extras", self.extras))


@dataclass(frozen=True)
class Purchase:
    """Things bought: equipment, supplies, buildings, printing, media, software, services."""

    builder: ClassVar[Builder] = Builder.PROCUREMENT
    quantity: Decimal
    price: Decimal
    delivery: Decimal = NOTHING

    def parts(self) -> tuple[Part, ...]:
        """Give the parts: goods, delivery and installation."""
        return (Part("goods", self.quantity * self.price), Part("delivery", self.delivery))


@dataclass(frozen=True)
class Construction(Purchase):
    """Building and refurbishment, by quantity (square metres, units) and price."""

    builder: ClassVar[Builder] = Builder.CONSTRUCTION


@dataclass(frozen=True)
class Communication(Purchase):
    """Broadcasts, campaigns, productions."""

    builder: ClassVar[Builder] = Builder.MEDIA


@dataclass(frozen=True)
class Other(Purchase):
    """Anything else with a quantity and a price."""

    builder: ClassVar[Builder] = Builder.SERVICE_CONTRACT


@dataclass(frozen=True)
class Exercise(Meeting):
    """A simulation exercise: a meeting with controllers and material."""

    builder: ClassVar[Builder] = Builder.EXERCISE
    controllers: Decimal = NOTHING
    controller_fee: Decimal = NOTHING
    material: Decimal = NOTHING

    def parts(self) -> tuple[Part, ...]:
        """Give the parts of the meeting, controllers for each day, material."""
        return (
            *super().parts(),
            Part("controllers", self.controllers * self.days * self.controller_fee),
            Part("material", self.material),
        )


Detail = Meeting | FieldVisit | Consultant | Staff | Purchase
KINDS: dict[str, type[Detail]] = {
    "meeting": Meeting,
    "field visit": FieldVisit,
    "consultant": Consultant,
    "staff": Staff,
    "procurement": Purchase,
    "construction": Construction,
    "communication": Communication,
    "exercise": Exercise,
    "other": Other,
}


def occurrence_cost(detail: Detail) -> Decimal:
    """Give the cost of one occurrence: the sum of its parts, not rounded."""
    return sum((part.amount for part in detail.parts()), NOTHING)


def kind_of(detail: Detail) -> str:
    """Give the name of a builder."""
    return next(name for name, kind in KINDS.items() if type(detail) is kind)


def build_detail(kind: str, values: Mapping[str, Decimal]) -> Detail:
    """Make a builder from its name and the values of its fields.

    Raises:
        NaphsError: there is no such builder or field, a needed field is missing, or a value is negative.
    """
    if kind not in KINDS:
        message = f"There is no cost builder “{kind}”. Use one of: {', '.join(KINDS)}."
        raise NaphsError(message)
    known = [field.name for field in fields(KINDS[kind])]
    _check_fields(kind, values, known)
    try:
        return KINDS[kind](**values)
    except TypeError:
        needed = [field.name for field in fields(KINDS[kind]) if field.default is not NOTHING]
        missing = [name for name in needed if name not in values]
        message = f"The builder “{kind}” needs {', '.join(missing)}. A missing quantity or price is never zero."
        raise NaphsError(message) from None


def _check_fields(kind: str, values: Mapping[str, Decimal], known: Iterable[str]) -> None:
    for name, value in values.items():
        if name not in known:
            message = f"The builder “{kind}” has no field “{name}”. It has: {', '.join(known)}."
            raise NaphsError(message)
        if value < 0:
            message = f"“{name}” is {value}. Write 0 or more."
            raise NaphsError(message)


def detail_values(detail: Detail) -> dict[str, Decimal]:
    """Give the fields of a builder that are not left at nothing."""
    values = {field.name: getattr(detail, field.name) for field in fields(detail)}
    return {name: value for name, value in values.items() if value != NOTHING or name in _needed(detail)}


def _needed(detail: Detail) -> set[str]:
    return {field.name for field in fields(detail) if field.default is not NOTHING}
