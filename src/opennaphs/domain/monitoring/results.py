"""Where the results of a plan stand: the latest value, how much of the way it is, and whether that is on course."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from opennaphs.domain.monitoring.records import FollowUp, ResultIndicator, ResultValue
from opennaphs.domain.sentences import Sentence, Value

NO_VALUE = "{title}: nothing has been measured yet."
NO_TARGET = "{title}: {value} {unit} on {on}. There is no target, so nothing can be said of the way to it."
NO_BASELINE = "{title}: {value} {unit} on {on}, with a target of {target}. The baseline is not known."
NO_WAY = "{title}: {value} {unit} on {on}. Baseline and target are the same, so there is no way to measure."
NO_DAYS = (
    "{title}: {value} {unit} on {on}, {share} % of the way to {target}. Without the days of baseline and target "
    "nothing can be said of whether that is in time."
)
REACHED = "{title}: {value} {unit} on {on}. The target of {target} is reached."
ON_COURSE = "{title}: {value} {unit} on {on}, {share} % of the way to {target}; a straight line asks for {expected} %."
BEHIND = (
    "{title}: {value} {unit} on {on}, only {share} % of the way to {target}; a straight line asks for {expected} %."
)
SENTENCES = (NO_VALUE, NO_TARGET, NO_BASELINE, NO_WAY, NO_DAYS, REACHED, ON_COURSE, BEHIND)


class ResultCourse(StrEnum):
    """Whether a result is on its way, held against a straight line from baseline to target."""

    REACHED = "reached"
    ON_COURSE = "on course"
    BEHIND = "behind"
    CANNOT_SAY = "cannot be said"


@dataclass(frozen=True)
class ResultStanding:
    """Where one result indicator stands.

    Attributes:
        indicator: the indicator.
        latest: its latest value up to the day; ``None`` = nothing measured.
        share: how much of the way from baseline to target that is: 0 at the baseline, 1 at the target, below 0 when it
            went the other way, above 1 beyond the target; ``None`` = cannot be said.
        expected: the share a straight line asks for on the day of the latest value, 0 to 1; ``None`` without days.
        course: whether it is on course.
        sentence: the same in words.
    """

    indicator: ResultIndicator
    latest: ResultValue | None
    share: Fraction | None
    expected: Fraction | None
    course: ResultCourse
    sentence: Sentence


def result_standings(follow_up: FollowUp, today: datetime.date) -> tuple[ResultStanding, ...]:
    """Say where every result indicator stands on a day; values measured after it are not looked at."""
    return tuple(result_standing(one, today) for one in follow_up.results)


def result_standing(indicator: ResultIndicator, today: datetime.date) -> ResultStanding:
    """Say where one result indicator stands on a day."""
    latest = latest_value(indicator.values, today)
    share = None if latest is None else share_of_way(indicator, latest.value)
    expected = None if latest is None else expected_share(indicator, latest.on)
    course = _course(share, expected)
    return ResultStanding(indicator, latest, share, expected, course, _sentence(indicator, latest, share, expected))


def latest_value(values: Iterable[ResultValue], today: datetime.date) -> ResultValue | None:
    """Give the latest value up to a day; of one day the last entered."""
    found = sorted((one for one in values if one.on <= today), key=lambda one: one.on)
    return found[-1] if found else None


def share_of_way(indicator: ResultIndicator, value: Decimal) -> Fraction | None:
    """Give how much of the way from baseline to target a value is, whichever of the two is higher."""
    if indicator.baseline is None or indicator.target is None or indicator.baseline == indicator.target:
        return None
    way = Fraction(indicator.target) - Fraction(indicator.baseline)
    return (Fraction(value) - Fraction(indicator.baseline)) / way


def expected_share(indicator: ResultIndicator, day: datetime.date) -> Fraction | None:
    """Give the share of the way a straight line from baseline to target asks for on a day, 0 to 1."""
    begins, ends = indicator.baseline_on, indicator.target_on
    if begins is None or ends is None or ends <= begins:
        return None
    return Fraction(min(max((day - begins).days, 0), (ends - begins).days), (ends - begins).days)


def _course(share: Fraction | None, expected: Fraction | None) -> ResultCourse:
    if share is not None and share >= 1:
        return ResultCourse.REACHED
    if share is None or expected is None:
        return ResultCourse.CANNOT_SAY
    return ResultCourse.ON_COURSE if share >= expected else ResultCourse.BEHIND


def _sentence(
    indicator: ResultIndicator, latest: ResultValue | None, share: Fraction | None, expected: Fraction | None
) -> Sentence:
    if latest is None:
        return Sentence(NO_VALUE, {"title": indicator.title})
    values: dict[str, Value] = {
        "title": indicator.title,
        "value": str(latest.value),
        "unit": indicator.unit,
        "on": latest.on,
        "target": str(indicator.target),
        "share": _percent(share),
        "expected": _percent(expected),
    }
    return Sentence(_template(indicator, share, expected), values)


def _template(indicator: ResultIndicator, share: Fraction | None, expected: Fraction | None) -> str:
    if indicator.target is None:
        return NO_TARGET
    if indicator.baseline is None:
        return NO_BASELINE
    if share is None:
        return NO_WAY
    if share >= 1:
        return REACHED
    if expected is None:
        return NO_DAYS
    return ON_COURSE if share >= expected else BEHIND


def _percent(share: Fraction | None) -> str:
    return "–" if share is None else f"{float(share) * 100:.0f}"
