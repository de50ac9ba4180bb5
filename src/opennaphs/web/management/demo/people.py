"""The people of the demo country: every role once, named after it; they come in by invitation like anybody else."""

from dataclasses import dataclass

from opennaphs.actions.people.invite_person import invite_person
from opennaphs.actions.people.join_by_invitation import join_by_invitation
from opennaphs.actions.people.operator import operator
from opennaphs.actions.people.write_hand_over_note import write_hand_over_note
from opennaphs.authorization.roles import (
    ADMINISTRATOR,
    CATALOGUE_STEWARD,
    CONTRIBUTOR,
    FINANCE_OFFICER,
    PARTNER,
    REVIEWER,
    SECRETARIAT_LEAD,
    SECRETARIAT_MEMBER,
    TECHNICAL_LEAD,
    VIEWER,
    Role,
    Scope,
)
from opennaphs.store.models import User

COUNTRY = "UGA"
LABORATORIES, LEGAL, SURVEILLANCE = "jee-3.D1", "jee-3.P1", "jee-3.D2"
INVENTED = "Invented for the demo."


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the demo: the part of the address before the @, what they hold, and where."""

    name: str
    title: str
    role: Role
    area: str = ""
    organisation: str = ""

    @property
    def email(self) -> str:
        """The address; the domain is reserved for examples, so no mail ever reaches anybody."""
        return f"{self.name}@demo.example"


LEAD = DemoPerson("lead", "Demo secretariat lead", SECRETARIAT_LEAD)
PEOPLE = (
    DemoPerson("member", "Demo secretariat member", SECRETARIAT_MEMBER),
    DemoPerson("agriculture", "Demo member from agriculture", SECRETARIAT_MEMBER),
    DemoPerson("laboratories", "Demo lead for laboratories", TECHNICAL_LEAD, LABORATORIES),
    DemoPerson("surveillance", "Demo lead for surveillance", TECHNICAL_LEAD, SURVEILLANCE),
    DemoPerson("contributor", "Demo contributor", CONTRIBUTOR, LABORATORIES),
    DemoPerson("finance", "Demo finance officer", FINANCE_OFFICER),
    DemoPerson("partner", "Demo partner", PARTNER, organisation="Demo fund"),
    DemoPerson("network", "Demo partner from a regional network", PARTNER, organisation="Regional laboratory network"),
    DemoPerson("reviewer", "Demo reviewer", REVIEWER),
    DemoPerson("viewer", "Demo viewer", VIEWER),
    DemoPerson("administrator", "Demo administrator", ADMINISTRATOR),
    DemoPerson("steward", "Demo catalogue steward", CATALOGUE_STEWARD),
)
NOTES = (
    (SECRETARIAT_LEAD, "", "The committee of permanent secretaries sits on the first Tuesday of the quarter."),
    (SECRETARIAT_LEAD, "", "Finance wants every figure in the prices of one year. The budget call opens in October."),
    (TECHNICAL_LEAD, LABORATORIES, "The list of reference laboratories is kept by the quality officer, not by us."),
    (FINANCE_OFFICER, "", "Per diems follow the circular of the ministry of public service; ask for the latest one."),
)


def invite_all(password: str) -> User:
    """Let everybody in with one password; give the lead."""
    lead = _join(LEAD, operator(), password)
    for person in PEOPLE:
        _join(person, operator() if person.role.scope is Scope.EVERYWHERE else lead, password)
    return lead


def leave_notes(lead: User) -> None:
    """Write the hand-over notes."""
    for role, area, text in NOTES:
        write_hand_over_note(country=COUNTRY, role=role.key, area=area, text=f"{text} ({INVENTED})", by=lead)


def _join(person: DemoPerson, by: User, password: str) -> User:
    everywhere = person.role.scope is Scope.EVERYWHERE
    _invitation, key = invite_person(
        email=person.email,
        name=person.title,
        role=person.role.key,
        country="" if everywhere else COUNTRY,
        area=person.area,
        organisation=person.organisation,
        why=INVENTED,
        by=by,
    )
    return join_by_invitation(key=key, name=person.title, password=password)
