"""Words of activities in the language of the page."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opennaphs.catalogue.loading import load_library
from opennaphs.catalogue.translations import SOURCE_LANGUAGE, languages
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.costing import CostState
from opennaphs.domain.library import Action, AdministrativeLevel, Driver, EconomicType, Sector
from opennaphs.domain.prioritisation import Aspect, Band
from opennaphs.store.activities import areas_in
from opennaphs.store.models import PlanRecord
from opennaphs.web.assessments.wording import page_words

Words = Mapping[str, str | Promise]
Choices = list[tuple[str, str | Promise]]

STATUSES: Words = {
    ActivityStatus.NOT_STARTED: _("not started"),
    ActivityStatus.IN_PROGRESS: _("in progress"),
    ActivityStatus.COMPLETED: _("completed"),
    ActivityStatus.ON_HOLD: _("on hold"),
    ActivityStatus.CANCELLED: _("cancelled"),
    ActivityStatus.CARRIED_FORWARD: _("carried forward"),
}
STATUS_KINDS: Mapping[str, str] = {
    ActivityStatus.IN_PROGRESS: "info",
    ActivityStatus.COMPLETED: "done",
    ActivityStatus.ON_HOLD: "warn",
}
COST_STATES: Words = {
    CostState.COSTED: _("costed"),
    CostState.NO_EXTRA_COST: _("no extra cost"),
    CostState.NOT_COSTED: _("not costed"),
    CostState.EMBEDDED: _("embedded in another plan"),
}
SECTORS: Words = {
    Sector.HEALTH: _("health"),
    Sector.AGRICULTURE: _("agriculture"),
    Sector.ENVIRONMENT: _("environment"),
    Sector.FINANCE: _("finance"),
    Sector.INTERIOR: _("interior"),
    Sector.DEFENCE: _("defence"),
    Sector.TRANSPORT: _("transport"),
    Sector.TRADE: _("trade"),
    Sector.FOREIGN_AFFAIRS: _("foreign affairs"),
    Sector.EDUCATION: _("education"),
    Sector.LABOUR: _("labour"),
    Sector.REGULATOR: _("nuclear or chemical regulator"),
    Sector.PARLIAMENT: _("parliament"),
    Sector.CIVIL_SOCIETY: _("civil society"),
    Sector.PRIVATE_SECTOR: _("private sector"),
    Sector.ACADEMIA: _("academia"),
}
SCALES: Words = {
    AdministrativeLevel.NATIONAL: _("national"),
    AdministrativeLevel.REGION: _("region"),
    AdministrativeLevel.DISTRICT: _("district"),
    AdministrativeLevel.FACILITY: _("facility"),
    AdministrativeLevel.LABORATORY: _("laboratory"),
    AdministrativeLevel.POINT_OF_ENTRY: _("point of entry"),
    AdministrativeLevel.COMMUNITY: _("community"),
}
DRIVERS: Words = {
    Driver.NATION: _("nation"),
    Driver.REGION: _("region"),
    Driver.DISTRICT: _("district"),
    Driver.HOSPITAL: _("hospital"),
    Driver.FACILITY: _("facility"),
    Driver.LABORATORY: _("laboratory"),
    Driver.POINT_OF_ENTRY: _("point of entry"),
    Driver.HEALTH_WORKER: _("health worker"),
    Driver.PERSON: _("person"),
}
ECONOMIC_TYPES: Words = {
    EconomicType.ONE_OFF: _("one-off"),
    EconomicType.CAPITAL: _("capital"),
    EconomicType.RECURRENT: _("recurrent"),
}
ASPECTS: Words = {Aspect.IMPACT: _("impact"), Aspect.FEASIBILITY: _("feasibility"), Aspect.RISK: _("risk")}
ASPECT_QUESTIONS: Words = {
    Aspect.IMPACT: _("How much safer is the country once this is done? (1 hardly, 5 very much)"),
    Aspect.FEASIBILITY: _("Can it be done with the people, law and time there are? (1 hardly, 5 surely)"),
    Aspect.RISK: _("How grave and likely are the hazards it is meant for? (1 minor, 5 among the worst)"),
}
BANDS: Words = {Band.HIGH: _("high"), Band.MEDIUM: _("medium"), Band.LOW: _("low")}
ALL_WORDS: Words = {**STATUSES, **COST_STATES, **SECTORS, **SCALES, **DRIVERS, **ECONOMIC_TYPES, **ASPECTS, **BANDS}


def word(value: object) -> str:
    """Give one of our words in the language of the page; what is none of them stays as it is."""
    return "" if value is None else str(ALL_WORDS.get(str(value), value))


def choices(words: Words, empty: str | Promise | None = None) -> Choices:
    """Give words as the choices of a form field, with an empty one first where there is one."""
    return ([] if empty is None else [("", empty)]) + [(str(key), text) for key, text in words.items()]


def area_label(plan: PlanRecord, area: str) -> str:
    """Give an area as its code and title, in the language of the page where the title is one of the catalogue."""
    code, title = area.rpartition(".")[2], plan.frame["area_titles"].get(area, "")
    return f"{code} {page_words()(title)}".strip()


def area_choices(plan: PlanRecord, only: Iterable[str] | None = None) -> Choices:
    """Give the areas of a plan as choices, all or some of them."""
    wanted = None if only is None else set(only)
    return [(one, area_label(plan, one)) for one in areas_in(plan) if wanted is None or one in wanted]


def library_action(action_id: str) -> Action | None:
    """Give an action of our library in the language of the page, or ``None`` for one that is not of our library."""
    language = (get_language() or SOURCE_LANGUAGE).partition("-")[0]
    known = language if language in languages() else SOURCE_LANGUAGE
    return load_library(known).by_id.get(action_id)
