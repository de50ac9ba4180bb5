"""The action library: what lifts an indicator to a level, who leads it, how one knows it is done.

An :class:`Action` of our own library is fully described. An external catalogue (a country's own, WHO's)
may know no more than id, target, level and text; whatever it does not say is ``None`` or empty.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property


class ActionType(StrEnum):
    """The fifteen kinds of action the field distinguishes."""

    ADVOCACY = "advocacy"
    ASSESSMENT = "assessment and data use"
    COORDINATION = "coordination"
    DESIGNATION = "designation"
    DISSEMINATION = "dissemination"
    FINANCING = "financing"
    MONITORING = "monitoring and evaluation"
    PLANNING = "planning and strategy"
    PROCUREMENT = "procurement"
    IMPLEMENTATION = "programme implementation"
    EXERCISE = "simex and aar"
    SOPS = "sops"
    SURVEILLANCE = "surveillance"
    TOOLS = "tool development"
    TRAINING = "training"


class Sector(StrEnum):
    """Who in and around government leads or supports an action."""

    HEALTH = "health"
    AGRICULTURE = "agriculture"
    ENVIRONMENT = "environment"
    FINANCE = "finance"
    INTERIOR = "interior"
    DEFENCE = "defence"
    TRANSPORT = "transport"
    TRADE = "trade"
    FOREIGN_AFFAIRS = "foreign affairs"
    EDUCATION = "education"
    LABOUR = "labour"
    REGULATOR = "nuclear or chemical regulator"
    PARLIAMENT = "parliament"
    CIVIL_SOCIETY = "civil society"
    PRIVATE_SECTOR = "private sector"
    ACADEMIA = "academia"


class AdministrativeLevel(StrEnum):
    """Where in the country an action is carried out."""

    NATIONAL = "national"
    REGION = "region"
    DISTRICT = "district"
    FACILITY = "facility"
    LABORATORY = "laboratory"
    POINT_OF_ENTRY = "point of entry"
    COMMUNITY = "community"


class Component(StrEnum):
    """The health-system component an action strengthens (the six WHO building blocks)."""

    GOVERNANCE = "leadership and governance"
    FINANCING = "financing"
    WORKFORCE = "workforce"
    INFORMATION = "information"
    PRODUCTS = "products and technologies"
    SERVICES = "service delivery"


class Hazard(StrEnum):
    """Hazards for which the library has an overlay of further actions."""

    CHOLERA = "cholera"
    HAEMORRHAGIC_FEVER = "viral haemorrhagic fever"
    RESPIRATORY_PANDEMIC = "pandemic respiratory disease"
    ARBOVIRAL = "arboviral disease"
    RESISTANT_OUTBREAK = "antimicrobial-resistant outbreak"
    CHEMICAL_RADIOLOGICAL = "chemical or radiological release"
    EXTREME_WEATHER = "extreme weather"


class Rating(StrEnum):
    """A planner's rough rating of impact or feasibility."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Builder(StrEnum):
    """The kinds of cost line; each unit cost belongs to one."""

    MEETING = "meeting"
    FIELD_VISIT = "field visit"
    CONSULTANT = "consultant"
    STAFF = "staff"
    PROCUREMENT = "procurement"
    CONSTRUCTION = "construction"
    MEDIA = "media"
    PRINTING = "printing"
    EXERCISE = "exercise"
    SOFTWARE = "software"
    SERVICE_CONTRACT = "service contract"


class EconomicType(StrEnum):
    """How often money is needed: once, once as an asset, or every year."""

    ONE_OFF = "one-off"
    CAPITAL = "capital"
    RECURRENT = "recurrent"


class Driver(StrEnum):
    """What a quantity is multiplied by: how many of these the country has."""

    NATION = "nation"
    REGION = "region"
    DISTRICT = "district"
    HOSPITAL = "hospital"
    FACILITY = "facility"
    LABORATORY = "laboratory"
    POINT_OF_ENTRY = "point of entry"
    HEALTH_WORKER = "health worker"
    PERSON = "person"


@dataclass(frozen=True)
class CostTemplate:
    """One line of what an action usually costs, before a country's counts and prices are put in.

    cost in a year = product of ``quantities`` x unit cost x (``share`` x number of ``per``) x ``times_a_year``.
    ``share`` is the part of the driver that is served (0 < share <= 1). One-off and capital lines fall in the
    first year of the activity, recurrent lines in every year from then on.
    """

    unit_cost: str
    quantities: dict[str, Decimal]
    per: Driver
    share: Decimal
    times_a_year: Decimal
    economic_type: EconomicType


@dataclass(frozen=True)
class Priority:
    """What a planner may know before any optimisation: duty, usual impact, usual feasibility, and why."""

    ihr_obligation: bool
    impact: Rating
    feasibility: Rating
    reason: str


@dataclass(frozen=True)
class Action:
    """A catalogue entry that helps to lift ``target`` to ``level``.

    ``target`` is an indicator id (``jee-3.D2.1``) in our own library, any code in an external one.
    ``level`` is ``None`` for an overlay action that applies at every level.
    ``costs`` is ``None`` when nobody has said what the action costs; an empty tuple together with
    ``no_cost_because`` says that it costs nothing extra. The two are never confused.
    """

    id: str
    target: str
    level: int | None
    text: str
    types: tuple[ActionType, ...] = ()
    lead: Sector | None = None
    supporting: tuple[Sector, ...] = ()
    administrative_level: AdministrativeLevel | None = None
    component: Component | None = None
    other_sector: str | None = None
    hepr: str | None = None
    marks: tuple[str, ...] = ()
    evidence: str | None = None
    months: int | None = None
    needs: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    group: str | None = None
    priority: Priority | None = None
    costs: tuple[CostTemplate, ...] | None = None
    no_cost_because: str | None = None


@dataclass(frozen=True)
class Step:
    """What it means, in our words, to bring one indicator to one level."""

    indicator: str
    level: int
    aim: str


@dataclass(frozen=True)
class ActionLibrary:
    """A set of actions that plans are drafted from: ours, or one loaded from a country's own files.

    ``area_of`` gives the area a target belongs to; ``framework`` is the edition whose indicators the targets
    are, or ``None`` when they are codes of the library's own (for example benchmark numbers).
    """

    name: str
    version: str
    licence: str
    actions: tuple[Action, ...]
    steps: tuple[Step, ...] = ()
    framework: str | None = None
    area_of: dict[str, str] = field(default_factory=dict)
    area_titles: dict[str, str] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[str, Action]:
        """Every action under its id."""
        return {action.id: action for action in self.actions}

    @cached_property
    def by_target(self) -> dict[str, tuple[Action, ...]]:
        """The actions of each target, in the order of the library."""
        found: dict[str, list[Action]] = {}
        for action in self.actions:
            found.setdefault(action.target, []).append(action)
        return {target: tuple(actions) for target, actions in found.items()}

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """Everything this library can lift, in its own order."""
        return tuple(self.by_target)

    @cached_property
    def hazards(self) -> tuple[str, ...]:
        """The hazards for which this library has further actions."""
        return tuple(sorted({hazard for action in self.actions for hazard in action.hazards}))

    def area(self, target: str) -> str:
        """Give the area of a target: as listed, else the part of its code before the last dot."""
        return self.area_of.get(target) or (target.rpartition(".")[0] or target)
