"""What an uploaded table of recommendations holds, and which of them the register has already."""

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from opennaphs.actions.writing import Gone
from opennaphs.domain.recommendations import Origin
from opennaphs.sources.recommendations_table import RecommendationLine, RecommendationsRead
from opennaphs.store.models import ImportPreview, Recommendation

KIND = "recommendations"


@dataclass(frozen=True)
class IncomingRecommendations:
    """The lines of a table: those the register has not, and those it has already, which are passed over."""

    new: tuple[RecommendationLine, ...]
    known: tuple[RecommendationLine, ...]

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas in which the new ones need a right; "" for those without an area."""
        return tuple(sorted({one.area for one in self.new}))


def content_of_table(read: RecommendationsRead) -> dict[str, Any]:
    """Give what a preview keeps of a table."""
    lines = [{**asdict(one), "due": None if one.due is None else one.due.isoformat()} for one in read.lines]
    return {"lines": lines, "warnings": [[str(one.where), one.what, one.remedy] for one in read.warnings]}


def lines_of(preview: ImportPreview) -> list[RecommendationLine]:
    """Give the lines a preview holds.

    Raises:
        Gone: the preview was taken already.
    """
    if preview.taken_at is not None:
        message = f"“{preview.file_name}” was imported already. Look at the register."
        raise Gone(message)
    return [_line(content) for content in preview.content["lines"]]


def _line(content: dict[str, Any]) -> RecommendationLine:
    due = None if content["due"] is None else datetime.date.fromisoformat(content["due"])
    return RecommendationLine(**{**content, "origin": Origin(content["origin"]), "due": due})


def incoming(lines: Iterable[RecommendationLine], country: str) -> IncomingRecommendations:
    """Hold lines against the register: same origin, area and text is the same recommendation, also within the table."""
    rows = Recommendation.objects.filter(country=country, removed=False)
    known = {(origin, area, _plain(text)) for origin, area, text in rows.values_list("origin", "area", "text")}
    new: list[RecommendationLine] = []
    old: list[RecommendationLine] = []
    for line in lines:
        key = (str(line.origin), line.area, _plain(line.text))
        (old if key in known else new).append(line)
        known.add(key)
    return IncomingRecommendations(tuple(new), tuple(old))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
