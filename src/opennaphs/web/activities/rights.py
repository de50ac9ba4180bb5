"""What a person may do to the activities of a plan now: their roles by area, and the state of the plan."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from opennaphs.authorization.judge import areas_of
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.lifecycle import Editing, EditRefused, check_editing
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.activities import areas_in
from opennaphs.store.models import PlanRecord, User
from opennaphs.web.plans.words import said

AREA_RIGHTS = (Permission.EDIT_ACTIVITIES, Permission.EDIT_COSTS, Permission.RATE, Permission.REPORT_PROGRESS)


@dataclass(frozen=True)
class Rights:
    """What one person may do in one plan; asked once for each page, not for each row."""

    person: User
    plan: PlanRecord

    @cached_property
    def _areas(self) -> dict[Permission, frozenset[str] | None]:
        wanted = (*AREA_RIGHTS, Permission.EDIT_PLAN)
        return {one: areas_of(self.person, one, self.plan.country) for one in wanted}

    @cached_property
    def _stopped(self) -> dict[bool, str]:
        """What the state of the plan has against edits (False) and against progress (True)."""
        return {False: self._stop(Editing.ALL), True: self._stop(Editing.PROGRESS)}

    def _stop(self, wanted: Editing) -> str:
        try:
            check_editing(PlanState(self.plan.state), wanted)
        except EditRefused as refused:
            return " ".join(said(one) for one in refused.sentences)
        return ""

    def state_reason(self, permission: Permission = Permission.EDIT_ACTIVITIES) -> str:
        """Say what the state of the plan has against an edit; empty when nothing."""
        return self._stopped[permission is Permission.REPORT_PROGRESS]

    def areas(self, permission: Permission) -> list[str]:
        """Give the areas of the plan in which a person may do something now."""
        return [one for one in areas_in(self.plan) if self.may(permission, one)]

    def may(self, permission: Permission, area: str | None) -> bool:
        """Whether a person may do something in an area now; ``None`` asks for the right in all areas."""
        return not self.reason(permission, area)

    def reason(self, permission: Permission, area: str | None) -> str:
        """Say why a person may not do something in an area now; empty when they may."""
        areas = self._areas[permission]
        if areas is not None and area not in areas:
            return _("Your roles do not let you change this here. The secretariat lead can give you the role for it.")
        return self.state_reason(permission)
