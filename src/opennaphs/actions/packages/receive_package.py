"""Receive a package: read a workbook that came back and keep what it says until somebody takes it over."""

from opennaphs.actions.packages.comparing import KIND, base_of, plan_sign
from opennaphs.actions.writing import writing
from opennaphs.authorization.judge import areas_of
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import InputRefused, Place
from opennaphs.domain.plan_document import activity_document
from opennaphs.sources.sector_workbook import SectorWorkbook, parse_sector_workbook
from opennaphs.store.models import ImportPreview, PlanRecord, SectorPackageRecord, User

FRESH = "Export the package again and write the changes into the new workbook."


def receive_package(*, plan: PlanRecord, file_name: str, content: bytes, by: User) -> ImportPreview:
    """Read a sector's workbook for a plan; nothing of the plan is written yet, so there is no audit event yet.

    Args:
        plan: the plan it shall be merged into.
        file_name: as the person knows the file.
        content: the file.
        by: who brings it.

    Raises:
        NotAllowed: they may edit activities in no area.
        InputRefused: it cannot be read, is of another plan, or is not what left the workbench; nothing is kept.
    """
    areas = areas_of(by, Permission.EDIT_ACTIVITIES, plan.country)
    with writing(Permission.EDIT_ACTIVITIES, country=plan.country, areas=areas or (), by=by):
        workbook = parse_sector_workbook(content, file_name)
        package = _package(plan, workbook, file_name)
        edited = [activity_document(one) for one in workbook.edited]
        return ImportPreview.objects.create(
            country=plan.country,
            kind=KIND,
            file_name=file_name[:300],
            content={"package": package.pk, "edited": edited},
            owner=by,
        )


def _package(plan: PlanRecord, workbook: SectorWorkbook, file_name: str) -> SectorPackageRecord:
    """Find the package a workbook is; what it says of its own past is believed only as far as our record agrees."""
    packages = SectorPackageRecord.objects.select_related("plan").filter(plan=plan, sector=str(workbook.sector))
    package = next((one for one in packages if plan_sign(one) == workbook.plan), None)
    if package is None:
        what = "The workbook was not made from this plan."
        raise InputRefused.because(Place(file_name), what, "Open the plan it was made from and bring it there.")
    if base_of(package) != workbook.base or package.base["version"] != workbook.version:
        what = "The hidden sheet of the workbook is not what left the workbench."
        raise InputRefused.because(Place(file_name), what, FRESH)
    return package
