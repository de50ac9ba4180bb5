"""Result indicators on their way into rows: their fields checked by making the indicator they describe."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.following.fitting import check_fits
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.records import ResultKind
from opennaphs.store.activities import areas_in
from opennaphs.store.following import result_of
from opennaphs.store.models import ResultIndicatorRecord, Versioned

FIELDS = ("title", "kind", "unit", "area", "baseline", "baseline_on", "target", "target_on")
NUMBERS = ("baseline", "target")


def put_indicator(row: ResultIndicatorRecord, fields: Mapping[str, Any]) -> None:
    """Set fields of a result indicator and hold it against the rules.

    Raises:
        EditRefused: the state of the plan does not let it be followed.
        NaphsError: a field nobody knows, or a value that cannot be.
    """
    unknown = [name for name in fields if name not in FIELDS]
    if unknown:
        message = f"These fields of a result indicator cannot be set: {', '.join(unknown)}."
        raise NaphsError(message)
    for name, value in fields.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    check_indicator(row)


def check_indicator(row: Versioned) -> None:
    """Raise unless a result indicator can stand: also one that comes back from its history.

    Raises:
        EditRefused: the state of the plan does not let it be followed.
        NaphsError: no title or unit, an unknown kind or area, a target before its baseline, a number too long.
    """
    indicator = cast("ResultIndicatorRecord", row)
    check_editable(indicator.plan, progress_only=True)
    if indicator.kind not in set(ResultKind):
        message = f"“{indicator.kind}” is no kind of result. Write one of: {', '.join(ResultKind)}."
        raise NaphsError(message)
    if indicator.area and indicator.area not in areas_in(indicator.plan):
        message = f"“{indicator.area}” is no area of this plan. Write its full id, or nothing for the whole plan."
        raise NaphsError(message)
    for name in NUMBERS:
        check_number(getattr(indicator, name))
    result_of(indicator, ())
    check_fits(indicator)


def check_number(value: object) -> None:
    """Raise unless a value is a number that can be counted with.

    Raises:
        NaphsError: it is none, or none there is.
    """
    if value is not None and not (isinstance(value, Decimal) and value.is_finite()):
        message = f"“{value}” is no number that can be measured."
        raise NaphsError(message)
