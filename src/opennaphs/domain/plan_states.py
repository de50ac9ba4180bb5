"""Where a plan stands in its life. The moves between these states are judged by ``lifecycle``."""

from enum import StrEnum


class PlanState(StrEnum):
    """Where a plan stands, in the order of its life."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    COSTED = "costed"
    VALIDATED = "validated"
    ENDORSED = "endorsed"
    LAUNCHED = "launched"
    CLOSED = "closed"
