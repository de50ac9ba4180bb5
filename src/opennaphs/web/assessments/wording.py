"""Words of the catalogue and of pictures in the language of the page, and numbers as its readers write them."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext

from opennaphs.catalogue.translations import SOURCE_LANGUAGE, languages, translator
from opennaphs.domain.assessments import PERCENT_PER_LEVEL
from opennaphs.domain.composites import as_decimal
from opennaphs.domain.frameworks import Framework, Scale
from opennaphs.reports.picture_tables import Table
from opennaphs.store.assessments import plain_level

Words = Callable[[str], str]


def page_words() -> Words:
    """Give a function that says a text of the catalogue, of the domain or of a picture in the language of the page."""
    language = (get_language() or SOURCE_LANGUAGE).partition("-")[0]
    catalogue = translator(language if language in languages() else SOURCE_LANGUAGE)

    def say(text: str) -> str:
        found = catalogue(text)
        return gettext(text) if text and found == text else found

    return say


def area_title(framework: Framework, area_id: str) -> str:
    """Give code and title of an area in the language of the page."""
    area = next(one for one in framework.areas if one.id == area_id)
    return f"{area.code} {page_words()(area.title)}"


def indicator_title(framework: Framework, indicator_id: str) -> str:
    """Give code and title of an indicator in the language of the page."""
    indicator = framework.indicator(indicator_id)
    return f"{indicator.code} {page_words()(indicator.title)}"


def level_text(level: Decimal | None, framework: Framework, *, asked: bool = True) -> str:
    """Write a score as its edition does: a level, or a percentage; a SPAR question left open is 0."""
    if not asked or (level is None and framework.scale is Scale.LEVEL):
        return ""
    if framework.scale is Scale.LEVEL:
        return f"{plain_level(level):f}"
    return f"{(level or Decimal(0)) * PERCENT_PER_LEVEL:.0f}"


def level_words(level: Decimal | None, framework: Framework) -> str:
    """Write the score of an indicator that was asked, for reading: with its sign, and in words when it is open."""
    if level is None:
        text = (
            gettext("not assessed") if framework.scale is Scale.LEVEL else gettext("asked, not answered (counts 0 %)")
        )
        return str(text)
    shown = number(level if framework.scale is Scale.LEVEL else level * PERCENT_PER_LEVEL)
    return shown if framework.scale is Scale.LEVEL else gettext("%(percent)s %%") % {"percent": shown}


def number(value: Decimal | Fraction, places: int = 1) -> str:
    """Write a number with at most so many decimals, as the readers of the page write it."""
    exact = as_decimal(value) if isinstance(value, Fraction) else value
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole = rounded == rounded.to_integral()
    return str(number_format(rounded, decimal_pos=0 if whole else places))


def table_of(table: Table) -> dict[str, Any]:
    """Give the numbers of a picture as the component “figure” wants them."""
    numeric = [_is_numeric(table, place) for place in range(len(table.headings))]
    return {
        "columns": [
            {"label": label, "numeric": number_} for label, number_ in zip(table.headings, numeric, strict=True)
        ],
        "rows": [
            [{"text": _cell(cell), "numeric": numeric[place], "heading": place == 0} for place, cell in enumerate(row)]
            for row in table.rows
        ],
    }


def _is_numeric(table: Table, place: int) -> bool:
    cells = [row[place] for row in table.rows if row[place] is not None]
    return bool(cells) and all(isinstance(cell, (int, Decimal)) for cell in cells)


def _cell(cell: Any) -> str | None:
    if isinstance(cell, (int, Decimal)):
        return number(Decimal(cell), 2)
    return None if cell is None else str(cell)
