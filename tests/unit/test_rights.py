"""Who may do what: the judge, asked in the users' words."""

from dataclasses import dataclass

import pytest

from opennaphs.authorization.judge import (
    Assignment,
    NotAllowed,
    areas_of,
    check_may,
    countries_of,
    may,
    may_somewhere,
    roles_of,
)
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import COUNTRY_ROLES, ROLES, SECRETARIAT_LEAD, Scope

EDIT, VIEW = Permission.EDIT_ACTIVITIES, Permission.VIEW_COUNTRY


@dataclass
class Somebody:
    assignments: tuple[Assignment, ...]


def holding(role: str, country: str | None = "UGA", area: str | None = None) -> Somebody:
    return Somebody((Assignment(role, country, area),))


@pytest.mark.parametrize("permission", Permission)
def test_somebody_without_a_role_may_nothing(permission):
    assert not may(Somebody(()), permission, country="UGA")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_in_one_country_gives_nothing_in_another(role, permission):
    if ROLES[role].scope is not Scope.EVERYWHERE:
        assert not may(holding(role), permission, country="KEN")
        assert not may_somewhere(holding(role), permission, country="KEN")


def test_a_technical_lead_edits_their_own_area_only():
    lead = holding("technical-lead", area="jee-3.D1")
    assert may(lead, EDIT, country="UGA", area="jee-3.D1")
    assert not may(lead, EDIT, country="UGA", area="jee-3.D2")
    assert not may(lead, EDIT, country="UGA")  # that would be all areas at once
    assert may_somewhere(lead, EDIT, country="UGA")


def test_a_technical_lead_reads_the_whole_country():
    assert may(holding("technical-lead", area="jee-3.D1"), VIEW, country="UGA", area="jee-3.P4")


def test_a_lead_of_all_areas_edits_them_all():
    assert may(holding("technical-lead"), EDIT, country="UGA", area="jee-3.D2")
    assert areas_of(holding("technical-lead"), EDIT, "UGA") is None


def test_the_areas_of_somebody_are_those_of_all_their_roles():
    both = Somebody((Assignment("technical-lead", "UGA", "jee-3.D1"), Assignment("contributor", "UGA", "jee-3.R1")))
    assert areas_of(both, EDIT, "UGA") == {"jee-3.D1", "jee-3.R1"}
    assert areas_of(both, Permission.EDIT_COSTS, "UGA") == {"jee-3.D1"}
    assert areas_of(both, Permission.MOVE_PLAN, "UGA") == frozenset()


def test_an_administrator_sees_no_country():
    administrator = holding("administrator", None)
    assert may(administrator, Permission.ADMINISTER)
    assert not may(administrator, VIEW, country="UGA")
    assert countries_of(administrator) == ()


def test_only_an_administrator_has_rights_over_the_installation():
    assert [key for key in ROLES if may(holding(key, None), Permission.ADMINISTER)] == ["administrator"]
    assert [role.key for role in COUNTRY_ROLES if Permission.ADMINISTER in role.permissions] == []


def test_only_a_lead_of_the_secretariat_moves_plans_and_gives_roles():
    for permission in (Permission.MOVE_PLAN, Permission.MANAGE_PEOPLE):
        assert [role.key for role in ROLES.values() if permission in role.permissions] == [SECRETARIAT_LEAD.key]


def test_those_who_only_read_change_nothing():
    reading = {VIEW, Permission.EXPORT, Permission.SEE_HISTORY}
    assert ROLES["viewer"].permissions == reading
    assert ROLES["reviewer"].permissions == reading | {Permission.COMMENT, Permission.SIGN_OFF}


def test_a_partner_reports_support_and_changes_nothing_else():
    reading = ROLES["viewer"].permissions
    assert ROLES["partner"].permissions == reading | {Permission.COMMENT, Permission.REPORT_SUPPORT}


def test_a_refusal_says_what_is_missing_and_whom_to_ask():
    with pytest.raises(NotAllowed, match=r"do not let you edit activities in D2.*secretariat lead"):
        check_may(holding("technical-lead", area="jee-3.D1"), EDIT, country="UGA", area="jee-3.D2")


def test_roles_of_a_person_come_in_order_of_importance():
    both = Somebody((Assignment("viewer", "UGA"), Assignment("secretariat-lead", "UGA"), Assignment("partner", "KEN")))
    assert [role.key for role in roles_of(both, "UGA")] == ["secretariat-lead", "viewer"]
    assert countries_of(both) == ("KEN", "UGA")


def test_every_role_explains_itself():
    for role in ROLES.values():
        assert role.description.endswith(".")
        assert role.title
