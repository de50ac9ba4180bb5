"""Add a piece of support of a funding source to a plan."""

from collections.abc import Mapping
from typing import Any

from opennaphs.actions.funding.checks import put_support
from opennaphs.actions.funding.numbers import new_support_number
from opennaphs.actions.funding.rights import check_open, voice_of
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import FundingSourceRecord, PlanRecord, SupportRecord, User


def add_support(
    *,
    plan: PlanRecord,
    source: FundingSourceRecord,
    fields: Mapping[str, Any],
    organisation: str = "",
    why: str = "",
    by: User,
) -> SupportRecord:
    """Add support under the next free number: validated when the secretariat or finance enters it, else reported.

    Args:
        plan: what it supports.
        source: whose money it is.
        fields: ``title``, and as far as known ``recipient``, ``role``, ``ours``, ``starts``, ``ends``, ``portions``
            (each a :class:`Portion`) and ``note``.
        organisation: who reports it; partners need not say it unless they speak for several.
        why: a sentence for the history.
        by: who adds it.

    Raises:
        NotAllowed: they may not report support, or not for this organisation.
        EditRefused: the plan is closed.
        NaphsError: a value cannot be; the message says which.
    """
    with writing(Permission.REPORT_SUPPORT, country=plan.country, by=by) as change:
        check_open(plan)
        if source.country != plan.country or source.removed:
            raise NaphsError("Choose a funding source of this country.")
        voice = voice_of(by, plan.country, organisation)
        row = SupportRecord(plan=plan, source=source, number=new_support_number(plan))
        row.state, row.reported_by = str(voice.state), voice.reported_by
        put_support(row, {"title": "", **fields})
        change.add(row, "add_support", why)
    return row
