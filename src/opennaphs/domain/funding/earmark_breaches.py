"""Support that says it is for something its source may not pay for."""

from collections.abc import Iterable, Iterator, Mapping

from opennaphs.domain.cost_views import UNKNOWN
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.sources import FundingSource
from opennaphs.domain.funding.supports import MoneyStage, Portion, Support, Transaction
from opennaphs.domain.planning import Activity
from opennaphs.domain.sentences import Sentence, listing

RECIPIENT = "“{support}” goes to {what}, to whom “{source}” may not give. Check both."
AREAS = "“{support}” is for the areas {what}, for which “{source}” may not pay. Check both."
REGIONS = "“{support}” is for the regions {what}, for which “{source}” may not pay. Check both."
KINDS = "“{support}” is for {what} costs, for which “{source}” may not pay. Check both."
ACTIVITIES = "“{support}” is tied to {what}, for which “{source}” may not pay. Check both."
YEARS = "“{support}” has money for {what}, when money of “{source}” may not be spent. Check the days."
DAYS = "Of “{support}”, money was spent on {what}, when money of “{source}” may not be spent. Check the days."
SENTENCES = (RECIPIENT, AREAS, REGIONS, KINDS, ACTIVITIES, YEARS, DAYS)

Breach = tuple[str, tuple[str, ...]]


def earmark_breaches(
    activities: Mapping[str, Activity], support: Support, source: FundingSource
) -> tuple[Sentence, ...]:
    """Give a sentence for each bound of its source that a piece of support does not keep.

    ``activities`` are those of the plan, by number.
    """
    found = (
        *_of_recipient(support, source.earmark),
        *_of_portions(support.portions, source.earmark),
        *_of_activities(support.portions, source.earmark, activities),
        *_of_days(support.transactions, source.earmark),
    )
    return tuple(
        Sentence(
            text, {"support": support.title, "what": listing(dict.fromkeys(what)), "source": source.title}, "breach"
        )
        for text, what in found
        if what
    )


def _of_recipient(support: Support, earmark: Earmark) -> Iterator[Breach]:
    if support.recipient and not earmark.allows_recipient(support.recipient):
        yield RECIPIENT, (support.recipient,)


def _of_portions(portions: Iterable[Portion], earmark: Earmark) -> Iterator[Breach]:
    portions = tuple(portions)
    yield AREAS, tuple(one for portion in portions for one in _not_in(portion.areas, earmark.areas))
    yield REGIONS, tuple(one for portion in portions for one in _not_in(portion.regions, earmark.regions))
    yield KINDS, tuple(one for portion in portions for one in _not_in(portion.economic_types, earmark.economic_types))


def _of_activities(
    portions: Iterable[Portion], earmark: Earmark, activities: Mapping[str, Activity]
) -> Iterator[Breach]:
    tied = [activities[number] for one in portions if (number := one.activity) is not None and number in activities]
    yield ACTIVITIES, tuple(one.id for one in tied if not _may_pay(earmark, one))


def _may_pay(earmark: Earmark, activity: Activity) -> bool:
    action = activity.action
    asked = (
        (activity.area, earmark.areas),
        (str(action.lead or UNKNOWN), earmark.ministries),
        (str(action.administrative_level or UNKNOWN), earmark.places),
    )
    return not any(_not_in((value,), bound) for value, bound in asked)


def _of_days(transactions: Iterable[Transaction], earmark: Earmark) -> Iterator[Breach]:
    transactions = tuple(transactions)
    yield YEARS, tuple(str(one.year) for one in transactions if not earmark.allows_year(one.year))
    spent = [one for one in transactions if one.stage is MoneyStage.EXPENDITURE]
    early = [one for one in spent if earmark.from_day is not None and one.on < earmark.from_day]
    late = [one for one in spent if earmark.until_day is not None and one.on > earmark.until_day]
    yield DAYS, tuple(str(one.on) for one in (*early, *late))


def _not_in(values: Iterable[str], bound: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(one) for one in values if bound and one not in bound)
