"""Import stakeholders: write what a preview showed, in one transaction, or nothing."""

from django.utils import timezone

from opennaphs.actions.engagement.checks import put_fields
from opennaphs.actions.engagement.imports import Arriving, arriving, fingerprint
from opennaphs.actions.writing import Change, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import CountryDesk, ImportPreview, StakeholderRecord, User


def import_stakeholders(*, preview: ImportPreview, seen: str, why: str = "", by: User) -> list[StakeholderRecord]:
    """Take over the stakeholders of a preview. Nobody is removed, and an empty cell changes nothing.

    Args:
        preview: what the file holds.
        seen: the sign of the changes the person was shown (``imports.fingerprint``).
        why: a sentence for the history; the name of the file is kept anyway.
        by: who says yes.

    Returns:
        The stakeholders that were added or changed.

    Raises:
        NotAllowed: they may not keep stakeholders, committees and meetings.
        Gone: the preview was taken already.
        NaphsError: the register changed since the preview was shown; look at it again.
    """
    with writing(Permission.MANAGE_ENGAGEMENT, country=preview.country, by=by) as change:
        list(CountryDesk.objects.select_for_update().filter(country=preview.country))
        preview = ImportPreview.objects.select_for_update().get(pk=preview.pk)
        found = arriving(preview)
        if fingerprint(found) != seen:
            raise NaphsError("Somebody changed the register after you saw the preview. Look at it again, then import.")
        reason = f"{preview.file_name}: {why.strip()}" if why.strip() else preview.file_name
        written = [_take(one, change, preview.country, reason) for one in found if one.changes]
        preview.taken_at = timezone.now()
        preview.save(update_fields=["taken_at"])
    return written


def _take(one: Arriving, change: Change, country: str, why: str) -> StakeholderRecord:
    fields = {name: value for name, _before, value in one.changes}
    if one.row is None:
        new = StakeholderRecord(country=country)
        put_fields(new, fields)
        return change.add(new, "import_stakeholders", why)
    row = change.locked(one.row, None)
    put_fields(row, fields)
    change.save(row, "import_stakeholders", why)
    return row
