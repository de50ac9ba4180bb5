"""What reviewers say about the action library: a verdict and a comment on an action."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a reviewer thinks should happen to an action."""

    KEEP = "keep"
    CHANGE = "change"
    DROP = "drop"


@dataclass(frozen=True)
class ReviewComment:
    """One reviewer's word on one action; either part may be missing, not both."""

    action_id: str
    verdict: Verdict | None
    comment: str
    reviewer: str
