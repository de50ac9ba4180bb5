"""Preview recommendations: read an uploaded table and keep it until somebody says yes."""

from opennaphs.actions.recommendations.imports import KIND, content_of_table, incoming
from opennaphs.actions.recommendations.register import right_in
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.sources.recommendations_table import parse_recommendations
from opennaphs.store.models import ImportPreview, User


def preview_recommendations(*, country: str, file_name: str, content: bytes, by: User) -> ImportPreview:
    """Read a table of recommendations; nothing enters the register yet, so there is no audit event yet.

    Args:
        country: ISO 3166 alpha-3.
        file_name: as the person knows the file.
        content: the file.
        by: who brings it.

    Raises:
        InputRefused: the table cannot be taken; every fault with its place and its remedy.
        NotAllowed: they may not keep the register in an area of the table.
    """
    read = parse_recommendations(content, file_name)
    areas = incoming(read.lines, country).areas
    with writing(Permission.MANAGE_RECOMMENDATIONS, country=country, by=by, **right_in(*areas)):
        return ImportPreview.objects.create(
            country=country, kind=KIND, file_name=file_name[:300], content=content_of_table(read), owner=by
        )
