"""Export a package: note that one sector's part of a plan leaves, and what it held."""

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.library import Sector
from opennaphs.domain.plan_document import activity_document
from opennaphs.domain.sector_packages import package_of
from opennaphs.store.models import PlanRecord, SectorPackageRecord, User
from opennaphs.store.plans import load_plan


def export_package(*, plan: PlanRecord, sector: Sector, why: str = "", by: User) -> SectorPackageRecord:
    """Keep what a sector takes away, so that its changes can be told from those of others when it comes back.

    Args:
        plan: the plan.
        sector: whose part.
        why: a sentence for the history.
        by: who gives it away.

    Raises:
        NotAllowed: they may not take plans away as files.
    """
    with writing(Permission.EXPORT, country=plan.country, by=by) as change:
        activities = [activity_document(one) for one in package_of(load_plan(plan), sector).activities]
        base = {"version": plan.version, "activities": activities, "taken": []}
        record = SectorPackageRecord.objects.create(plan=plan, sector=str(sector), base=base, exported_by=str(by))
        change.note(record, "export_package", why=why or f"{plan}: {len(activities)} activities")
    return record
