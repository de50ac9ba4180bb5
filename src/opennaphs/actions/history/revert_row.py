"""Go back to an earlier version of a row: what stood then becomes a new version, and nothing of the history is lost."""

from opennaphs.actions.following.updates import keep_changed_progress, progress_in
from opennaphs.actions.history.revertible import OWN_FIELDS, RIGHTS, check_again, check_revertible, kind_of
from opennaphs.actions.writing import writing
from opennaphs.authorization.judge import check_may
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ActivityRecord, User, Versioned
from opennaphs.store.versions import document_at


def revert_row(*, row: Versioned, to_version: int, version: int, why: str = "", by: User) -> Versioned:
    """Put a row back to what it was at a version; also the way to restore what was removed.

    Args:
        row: which.
        to_version: the version to go back to.
        version: the version the person saw.
        why: a sentence for the history.
        by: who goes back.

    Raises:
        NotAllowed: they may not revert in this area, or may not write such rows where it stands or stood.
        EditRefused: the state of the plan does not let its rows be changed.
        Stale: somebody else changed it meanwhile.
        NaphsError: rows of this kind do not go back, there is no such version, or what stood then cannot stand today.
    """
    with writing(Permission.REVERT, country=row.country_code, area=row.area_id, by=by) as change:
        now = change.locked(row, version)
        check_revertible(now)
        check_may(by, RIGHTS[type(now)], country=now.country_code, area=now.area_id)
        before = progress_in(now.content) if isinstance(now, ActivityRecord) else None
        document = document_at(now, to_version)
        wanted = OWN_FIELDS.get(kind_of(now), tuple(document))
        now.put({name: value for name, value in document.items() if name in wanted})
        check_again(now)
        check_may(by, RIGHTS[type(now)], country=now.country_code, area=now.area_id)  # where it stands then
        change.save(now, "revert_row", why or f"back to version {to_version}")
        if isinstance(now, ActivityRecord) and before is not None:
            keep_changed_progress(change, [now], {now.pk: before}, why)
    return now
