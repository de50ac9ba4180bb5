"""Preview scores: read an uploaded file and keep what it holds of the country until somebody says yes."""

from opennaphs.actions.assessments.imports import KIND, content_of_file
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.sources.scores import parse_scores
from opennaphs.store.models import ImportPreview, User


def preview_scores(*, country: str, file_name: str, content: bytes, by: User) -> ImportPreview:
    """Read a file of scores for a country; no score is written yet, so there is no audit event yet.

    Args:
        country: ISO 3166 alpha-3; rows of other countries are left out and counted.
        file_name: as the person knows the file.
        content: the file.
        by: who brings it.

    Raises:
        NotAllowed: they may not import scores in this country.
        InputRefused: the file cannot be taken; every fault with its place and its remedy.
        NaphsError: the file says nothing of this country.
    """
    with writing(Permission.ENTER_SCORES, country=country, by=by):
        kept = content_of_file(parse_scores(content, file_name), country)
        return ImportPreview.objects.create(
            country=country, kind=KIND, file_name=file_name[:300], content=kept, owner=by
        )
