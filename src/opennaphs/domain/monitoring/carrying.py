"""What was reported about a plan when its next plan is made: what goes on, what stays with the old one, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from opennaphs.domain.monitoring.records import FollowUp, Milestone, ResultIndicator, ResultValue
from opennaphs.domain.monitoring.results import latest_value, share_of_way
from opennaphs.domain.sentences import Sentence, listing

UPDATES_STAY = "Progress updates that stay with the old plan as its history: {count}."
REVIEWS_STAY = "Reviews that stay with the old plan as its history: {count}."
MILESTONES_PASSED = "Milestones that were passed and stay with the old plan: {count} ({names})."
MILESTONES_NOT_CARRIED = "Milestones of activities that are not in the next plan: {count} ({names})."
RESULTS_REACHED = "Results that reached their target and stay with the old plan: {count} ({names})."
RESULTS_NOT_CARRIED = "Results of activities that are not in the next plan: {count} ({names})."
DUE_BEFORE = "Milestones that were due before the next plan begins: {count} ({names}). Give them a new day."
DUE_AFTER = "Milestones that are due after the next plan ends: {count} ({names}). Look at their days."
TARGET_BEFORE = "Results whose target is of a day before the next plan begins: {count} ({names}). Set a new target day."
SENTENCES = (
    UPDATES_STAY,
    REVIEWS_STAY,
    MILESTONES_PASSED,
    MILESTONES_NOT_CARRIED,
    RESULTS_REACHED,
    RESULTS_NOT_CARRIED,
    DUE_BEFORE,
    DUE_AFTER,
    TARGET_BEFORE,
)


@dataclass(frozen=True)
class CarriedFollowUp:
    """What goes to the next plan and what stays.

    ``follow_up`` is that of the next plan. ``stays`` is everything of the old one that is not in it; both together hold
    every milestone, result, update and review once. ``told`` names all that stays and all that needs a new day.
    """

    follow_up: FollowUp
    stays: FollowUp
    told: tuple[Sentence, ...]


def carry_follow_up(follow_up: FollowUp, carried: Mapping[str, str], years: Sequence[int]) -> CarriedFollowUp:
    """Take what is still open of the follow-up of a plan to its next plan.

    Milestones not passed and results not reached go with their activity, under its new number and with all values
    measured; results of an area or of the whole plan go when they are not reached. Updates and reviews stay: they are
    the history of the old plan.

    Args:
        follow_up: what was reported about the old plan.
        carried: old number of an activity to its number in the next plan.
        years: the calendar years of the next plan, at least one.
    """
    milestones = [one for one in follow_up.milestones if one.done_on is None and one.activity in carried]
    results = [one for one in follow_up.results if not reached(one) and _goes(one, carried)]
    new = FollowUp(
        milestones=tuple(replace(one, activity=carried[one.activity]) for one in milestones),
        results=tuple(_renumbered(one, carried) for one in results),
    )
    stays = replace(
        follow_up,
        milestones=tuple(one for one in follow_up.milestones if one not in milestones),
        results=tuple(one for one in follow_up.results if one not in results),
    )
    return CarriedFollowUp(new, stays, (*_told_of_what_stays(stays), *_told_of_days(new, years)))


def reached(indicator: ResultIndicator) -> bool:
    """Say whether the latest value has reached the target; without baseline or target nobody can say, so it has not."""
    latest = _latest(indicator.values)
    share = None if latest is None else share_of_way(indicator, latest.value)
    return share is not None and share >= 1


def _latest(values: Sequence[ResultValue]) -> ResultValue | None:
    return latest_value(values, max(one.on for one in values)) if values else None


def _goes(indicator: ResultIndicator, carried: Mapping[str, str]) -> bool:
    return indicator.activity is None or indicator.activity in carried


def _renumbered(indicator: ResultIndicator, carried: Mapping[str, str]) -> ResultIndicator:
    return indicator if indicator.activity is None else replace(indicator, activity=carried[indicator.activity])


def _told_of_what_stays(stays: FollowUp) -> list[Sentence]:
    passed = [one for one in stays.milestones if one.done_on is not None]
    open_ones = [one for one in stays.milestones if one.done_on is None]
    done = [one for one in stays.results if reached(one)]
    told = [(UPDATES_STAY, len(stays.updates)), (REVIEWS_STAY, len(stays.reviews))]
    return [
        *(Sentence(template, {"count": count}) for template, count in told if count),
        *_told(MILESTONES_PASSED, passed),
        *_told(MILESTONES_NOT_CARRIED, open_ones),
        *_told(RESULTS_REACHED, done),
        *_told(RESULTS_NOT_CARRIED, [one for one in stays.results if not reached(one)]),
    ]


def _told_of_days(new: FollowUp, years: Sequence[int]) -> list[Sentence]:
    late_targets = [one for one in new.results if one.target_on is not None and one.target_on.year < years[0]]
    return [
        *_told(DUE_BEFORE, [one for one in new.milestones if one.due.year < years[0]]),
        *_told(DUE_AFTER, [one for one in new.milestones if one.due.year > years[-1]]),
        *_told(TARGET_BEFORE, late_targets),
    ]


def _told(template: str, found: Sequence[Milestone | ResultIndicator]) -> list[Sentence]:
    names = listing(one.id for one in found)
    return [Sentence(template, {"count": len(found), "names": names})] if found else []
