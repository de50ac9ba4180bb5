"""Preview stakeholders: read an uploaded register and keep it until somebody says yes."""

from collections.abc import Mapping

from opennaphs.actions.engagement.imports import KIND
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.sources.stakeholders_table import parse_stakeholders
from opennaphs.store.models import ImportPreview, User


def preview_stakeholders(
    *, country: str, file_name: str, content: bytes, sectors: Mapping[str, str], by: User
) -> ImportPreview:
    """Read a file of stakeholders; nothing is written to the register yet, so there is no audit event yet.

    Args:
        country: ISO 3166 alpha-3.
        file_name: as the person knows the file.
        content: the file.
        sectors: per word of a sector, in small letters, the sector.
        by: who brings it.

    Raises:
        NotAllowed: they may not keep stakeholders, committees and meetings.
        InputRefused: the file cannot be taken; every fault with its place and its remedy.
    """
    with writing(Permission.MANAGE_ENGAGEMENT, country=country, by=by):
        lines, problems = parse_stakeholders(content, file_name, sectors)
        kept = {
            "lines": [one.document() for one in lines],
            "warnings": [[str(one.where), one.what, one.remedy] for one in problems],
        }
        return ImportPreview.objects.create(
            country=country, kind=KIND, file_name=file_name[:300], content=kept, owner=by
        )
