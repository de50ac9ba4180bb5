"""Preview a resource mapping: read a workbook and keep what it says until somebody takes it over."""

from opennaphs.actions.funding.rights import check_open, voice_of
from opennaphs.actions.mapping.comparing import KIND
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.mapping_import import import_document
from opennaphs.sources.mapping_workbook import parse_mapping_workbook
from opennaphs.store.funding import source_of, sources_of
from opennaphs.store.models import ImportPreview, PlanRecord, User
from opennaphs.store.plans import load_plan


def preview_mapping(
    *, plan: PlanRecord, file_name: str, content: bytes, organisation: str = "", by: User
) -> ImportPreview:
    """Read a workbook of a resource mapping; nothing of the plan is written yet, so there is no audit event yet.

    Args:
        plan: what the money is for.
        file_name: as the person knows the file.
        content: the file.
        organisation: who reports it; partners need not say it unless they speak for several.
        by: who brings it.

    Raises:
        NotAllowed: they may not report support.
        EditRefused: the plan is closed.
        InputRefused: it cannot be read as a resource mapping; nothing is kept.
    """
    with writing(Permission.REPORT_SUPPORT, country=plan.country, by=by):
        check_open(plan)
        voice = voice_of(by, plan.country, organisation)
        read = parse_mapping_workbook(content, file_name, load_plan(plan), map(source_of, sources_of(plan.country)))
        kept = {"plan": plan.pk, "organisation": voice.reported_by, "read": import_document(read)}
        return ImportPreview.objects.create(
            country=plan.country, kind=KIND, file_name=file_name[:300], content=kept, owner=by
        )
