"""Sign an area of a plan off in a review round, or send it back with a note."""

from opennaphs.actions.writing import Change, writing
from opennaphs.authorization.judge import roles_of
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.differences import differences
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import ReviewRound, SignOff, User

ROUND_CLOSED = "Round {number} is closed. Ask the secretariat lead to open another."
NO_SUCH_AREA = "The plan has no activities in {area}."
NO_NOTE = "Say what has to change in {area}: its team will read it."


def sign_off_area(*, review: ReviewRound, area: str, agreed: bool, note: str = "", by: User) -> SignOff:
    """Say of an area that it stands, or what is wrong with it; a later word replaces an earlier one.

    Args:
        review: the open round.
        area: full area id, one of the plan.
        agreed: whether it stands as it is.
        note: what to read with it; needed when it is sent back.
        by: who says it.

    Raises:
        NotAllowed: they may not sign this area off.
        NaphsError: the round is closed, the plan has no such area, or nothing says why it is sent back.
    """
    with writing(Permission.SIGN_OFF, country=review.country_code, area=area, by=by) as change:
        _check(change.locked(review, None), area, note=note, agreed=agreed)
        row = SignOff.objects.create(
            round=review, area=area, agreed=agreed, note=note.strip(), reviewer=str(by), reviewer_role=_role(review, by)
        )
        _leave_trace(change, row)
    return row


def _check(review: ReviewRound, area: str, *, note: str, agreed: bool) -> None:
    short = area.partition(".")[2] or area
    if review.closed_at is not None:
        raise NaphsError(ROUND_CLOSED.format(number=review.number))
    if not review.plan.activities.filter(removed=False, area=area).exists():
        raise NaphsError(NO_SUCH_AREA.format(area=short))
    if not agreed and not note.strip():
        raise NaphsError(NO_NOTE.format(area=short))


def _role(review: ReviewRound, by: User) -> str:
    """Give the role they speak in: the most important one that may sign off."""
    may_sign = (role.key for role in roles_of(by, review.country_code) if Permission.SIGN_OFF in role.permissions)
    return next(may_sign, "")


def _leave_trace(change: Change, row: SignOff) -> None:
    said = {"round": row.round.number, "area": row.area, "agreed": row.agreed, "note": row.note}
    change.note(row, "sign_off_area", differences({}, said), row.note)
