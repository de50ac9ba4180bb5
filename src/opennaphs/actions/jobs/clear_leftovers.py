"""Clear away what nobody comes back for: files of old jobs, and previews of imports that were never taken."""

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from opennaphs.actions.jobs.running import JobState
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ChainHead, ImportPreview, Job, User

KEPT_FOR = timedelta(days=30)


def clear_leftovers(*, by: User) -> tuple[int, int]:
    """Take away previews and the files of finished jobs that are older than thirty days; jobs and events stay.
    Records of the queue of that age go too; nobody sees them.

    Args:
        by: an administrator, or the operator at the terminal.

    Returns:
        How many previews and how many files went.

    Raises:
        NotAllowed: they are no administrator.
    """
    before = timezone.now() - KEPT_FOR
    with writing(Permission.ADMINISTER, country="", by=by) as change:
        previews, _by_kind = ImportPreview.objects.filter(created_at__lt=before).delete()
        old = Job.objects.filter(finished_at__lt=before, state=JobState.DONE, file__isnull=False)
        files = old.update(file=None, file_name="")
        DBTaskResult.objects.filter(finished_at__lt=before).delete()
        if previews or files:
            head, _new = ChainHead.objects.get_or_create(country="")
            change.note(head, "clear_leftovers", why=f"{previews} previews, {files} files")
    return previews, files
