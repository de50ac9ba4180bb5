"""Freeze a plan as it stands now, for instance to publish what was reported since it was launched."""

from opennaphs.actions.publishing.freezing import freeze
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.sentences import Refused, Sentence
from opennaphs.store.models import PlanRecord, Publication, User
from opennaphs.store.publications import PUBLISHABLE, latest_of

NOT_AGREED = "The plan is “{state}”. A plan is frozen once it is endorsed."
NOTHING_NEW = "Nothing has changed since publication {number} was frozen. Release that one."
TEXTS = (NOT_AGREED, NOTHING_NEW)


def freeze_plan(*, plan: PlanRecord, by: User) -> Publication:
    """Freeze a plan.

    Raises:
        NotAllowed: they may not publish plans.
        Refused: the plan is not endorsed, or the last publication says all of it already.
    """
    with writing(Permission.PUBLISH_PLAN, country=plan.country, by=by) as change:
        row = change.locked(plan, None)
        if row.state not in PUBLISHABLE or row.removed:
            raise Refused(Sentence(NOT_AGREED, {"state": Sentence(row.state)}))
        made = freeze(change, row)
        if made is None:
            last = latest_of(row)
            raise Refused(Sentence(NOTHING_NEW, {"number": 0 if last is None else last.number}))
    return made
