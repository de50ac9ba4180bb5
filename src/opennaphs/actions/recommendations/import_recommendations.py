"""Import recommendations: enter what a preview showed, in one transaction, or nothing."""

from django.utils import timezone

from opennaphs.actions.recommendations.imports import incoming, lines_of
from opennaphs.actions.recommendations.register import right_in
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.sources.recommendations_table import RecommendationLine
from opennaphs.store.models import CountryDesk, ImportPreview, Recommendation, User


def import_recommendations(*, preview: ImportPreview, why: str = "", by: User) -> list[Recommendation]:
    """Enter the recommendations of a preview that the register does not have yet.

    Args:
        preview: what the table holds.
        why: a sentence for the history; the name of the file is kept anyway.
        by: who says yes.

    Raises:
        NotAllowed: they may not keep the register in one of the areas.
        Gone: the preview was taken already.
    """
    areas = incoming(lines_of(preview), preview.country).areas
    right = right_in(*areas)
    with writing(Permission.MANAGE_RECOMMENDATIONS, country=preview.country, by=by, **right) as change:
        list(CountryDesk.objects.select_for_update().filter(country=preview.country))
        preview = ImportPreview.objects.select_for_update().get(pk=preview.pk)
        reason = f"{preview.file_name}: {why.strip()}" if why.strip() else preview.file_name
        found = incoming(lines_of(preview), preview.country).new
        rows = [change.add(_row(one, preview.country), "import_recommendations", reason) for one in found]
        preview.taken_at = timezone.now()
        preview.save(update_fields=["taken_at"])
    return rows


def _row(line: RecommendationLine, country: str) -> Recommendation:
    return Recommendation(
        country=country,
        origin=line.origin,
        origin_title=line.title,
        date=line.date,
        area=line.area,
        text=line.text,
        owner=line.owner,
        due=line.due,
    )
