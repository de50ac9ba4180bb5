"""Who may write what of the money of a plan: the one place that judges it.

The secretariat and finance keep everything, and what they enter is validated at once. A partner reports the support of
the organisation they speak for; it counts once the secretariat has validated it. Money comes late, so support and
transactions may be entered in any state of a plan but “closed”.
"""

from dataclasses import dataclass

from opennaphs.authorization.judge import NotAllowed, may
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import ROLES
from opennaphs.domain.funding.supports import SupportState
from opennaphs.domain.lifecycle import EditRefused
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.sentences import Refused, Sentence
from opennaphs.store.models import PlanRecord, SupportRecord, User

NO_ORGANISATION = (
    "Your role does not say for which organisation you speak, so nobody would know whose support this is. Ask the "
    "secretariat lead to give you the role for your organisation."
)
NOT_YOURS = (
    "“{support}” was reported by {who}. You may enter and change what {yours} reports; tell the secretariat what is "
    "wrong with the others."
)
THE_SECRETARIAT = "the secretariat"
PLAN_CLOSED = (
    "The plan is “{state}”, so its money stands as it is. Enter the money in the plan that follows, or ask the "
    "secretariat lead to open this one again."
)
WHICH_ONE = "You speak for several organisations: {names}. Say for which of them this is."
NOT_YOUR_ORGANISATION = "You do not speak for “{name}”. You may report for: {names}."
TEXTS = (NO_ORGANISATION, NOT_YOURS, THE_SECRETARIAT, PLAN_CLOSED, WHICH_ONE, NOT_YOUR_ORGANISATION)


@dataclass(frozen=True)
class Voice:
    """Whose word an entry is: the organisation that reports it (empty = the secretariat) and how far it counts."""

    reported_by: str
    state: SupportState


def keeps(person: User, country: str) -> bool:
    """Say whether a person keeps all the money of a country: the secretariat and finance do."""
    return may(person, Permission.MANAGE_FUNDING, country=country)


def organisations_of(person: User, country: str) -> tuple[str, ...]:
    """Give the organisations whose support a person may report in a country, each once."""
    named = (
        one.organisation.strip()
        for one in person.assignments
        if one.country == country and Permission.REPORT_SUPPORT in ROLES[one.role].permissions
    )
    return tuple(dict.fromkeys(name for name in named if name))


def voice_of(person: User, country: str, organisation: str = "") -> Voice:
    """Say whose word a new entry of a person is.

    Args:
        person: who enters it.
        country: ISO 3166 alpha-3.
        organisation: for whom; needed only of those who speak for several.

    Raises:
        NotAllowed: they speak for no organisation, or not for this one.
        Refused: they speak for several and did not say for which.
    """
    if keeps(person, country):
        return Voice(organisation.strip(), SupportState.VALIDATED)
    mine = organisations_of(person, country)
    if not mine:
        raise NotAllowed(Sentence(NO_ORGANISATION))
    return Voice(_chosen(mine, organisation.strip()), SupportState.REPORTED)


def _chosen(mine: tuple[str, ...], organisation: str) -> str:
    if not organisation and len(mine) == 1:
        return mine[0]
    names = ", ".join(mine)
    if not organisation:
        raise Refused(Sentence(WHICH_ONE, {"names": names}))
    found = next((one for one in mine if one.casefold() == organisation.casefold()), None)
    if found is None:
        raise NotAllowed(Sentence(NOT_YOUR_ORGANISATION, {"name": organisation, "names": names}))
    return found


def why_not(person: User, support: SupportRecord) -> Sentence | None:
    """Say why a person may not change a piece of support and its money; ``None`` when they may."""
    country = support.country_code
    if keeps(person, country):
        return None
    mine = organisations_of(person, country)
    if not mine:
        return Sentence(NO_ORGANISATION)
    if support.reported_by.strip().casefold() in {one.casefold() for one in mine}:
        return None
    who = support.reported_by or Sentence(THE_SECRETARIAT)
    return Sentence(NOT_YOURS, {"support": support.title, "who": who, "yours": ", ".join(mine)})


def check_theirs(person: User, support: SupportRecord) -> None:
    """Raise unless a person may change a piece of support and its money.

    Raises:
        NotAllowed: it is not theirs; the message says whose it is.
    """
    reason = why_not(person, support)
    if reason is not None:
        raise NotAllowed(reason)


def state_after(person: User, support: SupportRecord) -> SupportState:
    """Give the state of support after a person changed it: a partner's change has to be validated (again)."""
    return SupportState(support.state) if keeps(person, support.country_code) else SupportState.REPORTED


def closed(plan: PlanRecord) -> Sentence | None:
    """Say why the money of a plan is not written any more; ``None`` when it is."""
    state = PlanState(plan.state)
    return Sentence(PLAN_CLOSED, {"state": Sentence(str(state))}) if state is PlanState.CLOSED else None


def check_open(plan: PlanRecord) -> None:
    """Raise when a plan is closed.

    Raises:
        EditRefused: it is; its money stands as it is.
    """
    reason = closed(plan)
    if reason is not None:
        raise EditRefused((reason,))
