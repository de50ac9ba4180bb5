"""Notices: what the software did not decide silently. Each is a code with values, so that it can be translated."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class NoticeCode(StrEnum):
    """What a notice is about."""

    NOT_ASSESSED = "not-assessed"
    STARTS_AT_ZERO = "starts-at-zero"
    ALREADY_REACHED = "already-reached"
    NO_ACTIONS = "no-actions"
    CROWDED_AREA = "crowded-area"
    PILED_UP_TYPE = "piled-up-type"
    CLEAN_SLATE = "clean-slate"
    NO_LINK = "no-link"
    NOT_COVERED = "not-covered"
    WEAK_LINK = "weak-link"
    HALF_LEVEL = "half-level"
    OLDER_ASSESSMENT = "older-assessment"
    NO_PROFILE = "no-profile"
    DOMINANT_PRICE = "dominant-price"
    UNTRANSLATED = "untranslated"


TEXTS: dict[NoticeCode, str] = {
    NoticeCode.NOT_ASSESSED: "{indicator} was not assessed, so it has no goal. Set a goal to include its actions.",
    NoticeCode.STARTS_AT_ZERO: (
        "{indicator} was not answered and counts as 0 %. Its goal is level {goal}; level 1 asks for no action, "
        "so set a goal of 2 or more to begin work on it."
    ),
    NoticeCode.ALREADY_REACHED: "The goal of {indicator} is level {goal}, which is already reached: nothing to do.",
    NoticeCode.NO_ACTIONS: "The library has no actions that lift {target} to level {level}. Write your own.",
    NoticeCode.CROWDED_AREA: (
        "{area} holds {count} activities. A one-year plan works best with no more than {limit} in an area: "
        "keep the most important ones."
    ),
    NoticeCode.PILED_UP_TYPE: (
        "{count} activities in {areas} areas are of the type “{type}”. Look for those that can be done together."
    ),
    NoticeCode.CLEAN_SLATE: (
        "There is no assessment: every indicator is taken to stand at level 1. Replace this by your own levels."
    ),
    NoticeCode.NO_LINK: "{indicator} has no counterpart in the library, so no action follows from it.",
    NoticeCode.NOT_COVERED: (
        "{framework} says nothing about {targets}, so the plan holds no actions for them. "
        "Set goals for those that matter."
    ),
    NoticeCode.WEAK_LINK: "{target} rests on {indicator} through a weak link. Ask the area lead whether it holds.",
    NoticeCode.HALF_LEVEL: "{indicator} was published as level {level}; the plan starts from level {reached}.",
    NoticeCode.OLDER_ASSESSMENT: "The file also holds an assessment of {date}; the latest, of {latest}, was used.",
    NoticeCode.NO_PROFILE: "No country profile was given, so the activities carry no costs yet.",
    NoticeCode.DOMINANT_PRICE: (
        "The unit cost “{item}” carries {share} % of the estimate (confidence: {confidence}). Replace it by your own "
        "price first."
    ),
    NoticeCode.UNTRANSLATED: "{count} texts of the library have no translation and stand in English.",
}


@dataclass(frozen=True)
class Notice:
    """One thing a reader of a plan must know: its code and the values that fill its sentence."""

    code: NoticeCode
    values: Mapping[str, str]

    def text(self, translate: Callable[[str], str] = str) -> str:
        """Give the sentence, in another language when ``translate`` knows it."""
        values = {name: translate(value) for name, value in self.values.items()}
        return translate(TEXTS[self.code]).format(**values)
