"""Remarks: what was taken for granted when a plan and its budget rules became a question. Codes, so they translate."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class RemarkCode(StrEnum):
    """What a remark is about."""

    TAKEN = "taken"
    CRITERION_UNKNOWN = "criterion-unknown"
    CRITERION_MEAN = "criterion-mean"
    EQUAL_WEIGHTS = "equal-weights"
    RISK_FROM_HAZARDS = "risk-from-hazards"
    NOT_COSTED_LEFT_OUT = "not-costed-left-out"
    NOT_COSTED_FREE = "not-costed-free"
    LUMP_SUM = "lump-sum"
    EMBEDDED = "embedded"
    NO_MONTHS = "no-months"
    TOO_LONG = "too-long"
    NEEDS_OUTSIDE = "needs-outside"
    EMPTY_LEVEL = "empty-level"
    OUT_OF_REACH = "out-of-reach"
    OWN_YEARS = "own-years"
    NOT_IN_PLAN = "not-in-plan"
    NO_LEAD = "no-lead"
    NO_PLACE = "no-place"
    NO_DUTY = "no-duty"


REMARK_TEXTS: dict[RemarkCode, str] = {
    RemarkCode.TAKEN: "The rules do not say {names}; taken as {values}.",
    RemarkCode.CRITERION_UNKNOWN: (
        "Nothing is known about {criterion} in this plan, or it is 0 for every step; its weight went to the other "
        "criteria in proportion."
    ),
    RemarkCode.CRITERION_MEAN: "{count} steps say nothing about {criterion}; there they weigh as much as the mean.",
    RemarkCode.EQUAL_WEIGHTS: (
        "Nothing is known about any criterion with a weight: only the values of the levels tell steps apart."
    ),
    RemarkCode.RISK_FROM_HAZARDS: (
        "No risk profile was given: steps of the {count} indicators with activities for the priority hazards of the "
        "plan count {times} times the risk of the others."
    ),
    RemarkCode.NOT_COSTED_LEFT_OUT: (
        "{count} activities are not costed and therefore left out. Cost them, or write “uncosted: free”."
    ),
    RemarkCode.NOT_COSTED_FREE: (
        "{count} activities are not costed and count as free: what is chosen costs more than is said."
    ),
    RemarkCode.LUMP_SUM: (
        "{count} activities cost a lump sum that nobody has split over the years; they are left out. Say in which "
        "years the money falls."
    ),
    RemarkCode.EMBEDDED: "{count} activities are paid for by another plan and cost nothing here.",
    RemarkCode.NO_MONTHS: (
        "{count} activities do not say how many months they take; each is taken to be complete within one period."
    ),
    RemarkCode.TOO_LONG: "{count} activities take longer than the plan and cannot be complete within it: {names}.",
    RemarkCode.NEEDS_OUTSIDE: "{count} needs name actions that are not in the plan; they are taken as met.",
    RemarkCode.EMPTY_LEVEL: (
        "No activity of the plan leads to {names}; the level above follows the nearest lower one that has activities."
    ),
    RemarkCode.OUT_OF_REACH: (
        "These steps cannot be reached, as they rest on activities that are left out or take too long: {names}."
    ),
    RemarkCode.OWN_YEARS: (
        "{count} recurrent cost lines fall in years of their own; after the plan, the amount of its last year goes on."
    ),
    RemarkCode.NOT_IN_PLAN: "The rules name {names} ({where}), of which the plan has nothing.",
    RemarkCode.NO_LEAD: (
        "{count} activities do not say who leads them; no money kept for a ministry can pay them, and no limit of a "
        "ministry counts them."
    ),
    RemarkCode.NO_PLACE: ("{count} activities do not say where they are done; no money kept for a place can pay them."),
    RemarkCode.NO_DUTY: (
        "{names}: no activity that is a duty under the IHR can be complete within the plan, so none is asked for."
    ),
}


@dataclass(frozen=True)
class Remark:
    """One thing a reader of a choice must know: its code and the values that fill its sentence."""

    code: RemarkCode
    values: Mapping[str, str]

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Give the sentence, in another language when ``translate`` knows it."""
        return translate(REMARK_TEXTS[self.code]).format(**self.values)


def counted(code: RemarkCode, names: Iterable[str], **more: str) -> tuple[Remark, ...]:
    """Remark on so many things by number and name; nothing when there are none."""
    names = tuple(names)
    return (Remark(code, {"count": str(len(names)), "names": ", ".join(names), **more}),) if names else ()
