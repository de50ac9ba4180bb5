"""Say yes to an uploaded plan: it becomes a plan of the country."""

from django.utils import timezone

from opennaphs.actions.plans.create_plan import create_plan
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.plan_document import plan_of
from opennaphs.store.models import ImportPreview, PlanRecord, User

TAKEN = "This file has been imported already. Upload it again if you want a second plan."


def take_plan(*, preview: ImportPreview, title: str, kind: str, why: str = "", by: User) -> PlanRecord:
    """Make a plan of what was previewed; a preview is taken once.

    Args:
        preview: which.
        title: what people call the plan.
        kind: ``strategic`` or ``operational``.
        why: a sentence for the history; the name of the file when there is none.
        by: who says yes, the one who uploaded it.

    Raises:
        NotAllowed: they may not create plans.
        NaphsError: it was taken already.
    """
    with writing(Permission.EDIT_PLAN, country=preview.country, by=by):
        row = ImportPreview.objects.select_for_update().get(pk=preview.pk, owner=by)
        if row.taken_at is not None:
            raise NaphsError(TAKEN)
        row.taken_at = timezone.now()
        row.save(update_fields=["taken_at"])
        return create_plan(plan=plan_of(row.content["plan"]), title=title, kind=kind, why=why or row.file_name, by=by)
