"""Record a value: what a result indicator was measured at on a day."""

import datetime
from decimal import Decimal

from django.utils import timezone

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.following.fitting import check_fits
from opennaphs.actions.following.indicators import check_number
from opennaphs.actions.writing import writing
from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.differences import differences
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import ResultIndicatorRecord, ResultValueRecord, User


def record_result_value(
    *,
    indicator: ResultIndicatorRecord,
    on: datetime.date,
    value: Decimal,
    source: str = "",
    why: str = "",
    by: User,
) -> ResultValueRecord:
    """Keep a measured value beside the earlier ones; a correction is a later value of the same day.

    Args:
        indicator: of what.
        on: the day it was measured, not one to come.
        value: in the unit of the indicator; zero is a value.
        source: where it was read.
        why: a sentence for the history.
        by: who records it: who leads the follow-up, or who reports progress in its area (in all, if it is of the plan).

    Raises:
        NotAllowed: they may do neither.
        EditRefused: the state of the plan does not let it be followed.
        NaphsError: the day is still to come, or the value cannot be kept as it is.
    """
    country, area = indicator.country_code, _area_of(indicator)
    leads = may(by, Permission.FOLLOW_UP, country=country)
    permission = Permission.FOLLOW_UP if leads else Permission.REPORT_PROGRESS
    with writing(permission, country=country, area=area, by=by) as change:
        check_editable(indicator.plan, progress_only=True)
        check_number(value)
        if on > timezone.localdate():
            message = f"Nothing can be measured on {on}, which is still to come. Write a day up to today."
            raise NaphsError(message)
        row = ResultValueRecord(indicator=indicator, on=on, value=value, source=source.strip(), by=str(by))
        check_fits(row)
        row.save()
        told = {"indicator": indicator.title, "on": on.isoformat(), "value": str(value), "source": row.source}
        change.note(row, "record_result_value", differences({}, told), why)
    return row


def _area_of(indicator: ResultIndicatorRecord) -> str | None:
    if indicator.area:
        return indicator.area
    return None if indicator.activity is None else indicator.activity.area
