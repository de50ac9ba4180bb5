"""Keep what was reported about a plan that was just created from a plan document or from another plan."""

from collections.abc import Iterable, Mapping

from opennaphs.actions.following.documents import (
    indicator_rows,
    milestone_rows,
    review_rows,
    update_rows,
    value_rows,
)
from opennaphs.actions.writing import ROWS_AT_ONCE, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.records import FollowUp
from opennaphs.domain.sentences import listing
from opennaphs.store.models import (
    ActivityRecord,
    MilestoneRecord,
    PlanRecord,
    ProgressReviewRecord,
    ProgressUpdateRecord,
    ResultIndicatorRecord,
    ResultValueRecord,
    User,
)


def keep_follow_up(*, plan: PlanRecord, follow_up: FollowUp, why: str = "", by: User) -> PlanRecord:
    """Keep updates, milestones, results and reviews as rows of a plan whose activities are saved; all or nothing.

    Args:
        plan: the new plan.
        follow_up: what was reported, under the numbers of its activities.
        why: a sentence for the history.
        by: who creates the plan.

    Raises:
        NotAllowed: they may not create plans in this country.
        NaphsError: something speaks of an activity the plan does not have, or does not fit into its column.
    """
    with writing(Permission.EDIT_PLAN, country=plan.country, by=by) as change:
        activities = {row.number: row for row in plan.activities.all()}
        _check_known(follow_up, activities)
        ProgressUpdateRecord.objects.bulk_create(update_rows(follow_up, activities), batch_size=ROWS_AT_ONCE)
        MilestoneRecord.objects.bulk_create(milestone_rows(follow_up, activities, by), batch_size=ROWS_AT_ONCE)
        indicators = indicator_rows(follow_up, plan, activities, by)
        ResultIndicatorRecord.objects.bulk_create(indicators, batch_size=ROWS_AT_ONCE)
        ResultValueRecord.objects.bulk_create(value_rows(follow_up, indicators), batch_size=ROWS_AT_ONCE)
        ProgressReviewRecord.objects.bulk_create(review_rows(follow_up, plan, by), batch_size=ROWS_AT_ONCE)
        change.note(plan, "keep_follow_up", why=why or _counted(follow_up))
    return plan


def _check_known(follow_up: FollowUp, activities: Mapping[str, ActivityRecord]) -> None:
    named: Iterable[str | None] = (
        *(one.activity for one in follow_up.updates),
        *(one.activity for one in follow_up.milestones),
        *(one.activity for one in follow_up.results),
    )
    strange = list(dict.fromkeys(one for one in named if one is not None and one not in activities))
    if strange:
        message = (
            f"What was reported speaks of activities the plan does not have: {listing(strange)}. "
            "Take these reports out of the file, or add the activities."
        )
        raise NaphsError(message)


def _counted(follow_up: FollowUp) -> str:
    return (
        f"{len(follow_up.updates)} updates, {len(follow_up.milestones)} milestones, "
        f"{len(follow_up.results)} results, {len(follow_up.reviews)} reviews"
    )
