"""Add a comment to the discussion of a plan or of one of its activities."""

from collections.abc import Iterable

from opennaphs.actions.talk.audience import named_in, people_of
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import ActivityRecord, Comment, Mention, PlanRecord, User

LONGEST = 5_000


def add_comment(
    *, plan: PlanRecord, text: str, activity: ActivityRecord | None = None, mentioned: Iterable[User] = (), by: User
) -> Comment:
    """Say something about a plan. Whoever is named after an “@” or in ``mentioned`` gets a mention.

    Args:
        plan: what is spoken about.
        text: plain text.
        activity: one activity of the plan; ``None`` for the plan as a whole.
        mentioned: further people it speaks to.
        by: who speaks; one never mentions oneself.

    Raises:
        NotAllowed: they may not take part in the discussion.
        NaphsError: there is no text, too much of it, the activity is of another plan, or somebody in ``mentioned``
            may not see the country.
    """
    text, mentioned = _checked(text), list(mentioned)
    if activity is not None and activity.plan_id != plan.pk:
        raise NaphsError("This activity is not in this plan. Go back to the plan and open it again.")
    with writing(Permission.COMMENT, country=plan.country, by=by) as change:
        people = people_of(plan.country)
        _check_audience(mentioned, people)
        comment = Comment.objects.create(
            country=plan.country, plan=plan, activity=activity, author=by, author_name=str(by), text=text
        )
        spoken_to = {one.pk: one for one in (*mentioned, *named_in(text, people)) if one.pk != by.pk}
        Mention.objects.bulk_create([Mention(comment=comment, user=one) for one in spoken_to.values()])
        change.note(comment, "add_comment")
    return comment


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise NaphsError("Write something first.")
    if len(text) > LONGEST:
        message = f"The comment has {len(text)} characters; {LONGEST} is the most. Shorten it, or write two."
        raise NaphsError(message)
    return text


def _check_audience(mentioned: list[User], people: list[User]) -> None:
    strangers = [one for one in mentioned if one not in people]
    if strangers:
        message = f"{strangers[0]} has no role in this country and would not see the comment. Leave them out."
        raise NaphsError(message)
