"""Preview progress: read an uploaded table of updates and keep it until somebody says yes."""

from django.utils import timezone

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.following.imports import KIND, content_of_file, incoming
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.sources.progress_csv import parse_progress
from opennaphs.store.models import ImportPreview, PlanRecord, User


def preview_progress(*, plan: PlanRecord, file_name: str, content: bytes, by: User) -> ImportPreview:
    """Read a table of updates; nothing is reported yet, so there is no audit event yet.

    Args:
        plan: whose activities it speaks of.
        file_name: as the person knows the file.
        content: the file.
        by: who brings it.

    Raises:
        InputRefused: the table cannot be taken; every fault with its place and its remedy.
        NotAllowed: they may not report progress in an area of the table.
        EditRefused: the state of the plan does not let progress be reported.
        NaphsError: an update cannot be kept.
    """
    check_editable(plan, progress_only=True)
    numbers = plan.activities.filter(removed=False).values_list("number", flat=True)
    read = parse_progress(content, file_name, set(numbers), timezone.localdate())
    areas = incoming(read.updates, plan).areas
    with writing(Permission.REPORT_PROGRESS, country=plan.country, areas=areas, by=by):
        return ImportPreview.objects.create(
            country=plan.country, kind=KIND, file_name=file_name[:300], content=content_of_file(plan, read), owner=by
        )
