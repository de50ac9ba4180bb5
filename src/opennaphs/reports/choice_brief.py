"""Two pages on what a budget buys, as PDF and as Word document: for those who decide, the same words in both."""

import json
from dataclasses import asdict
from importlib.resources import files

import typst
from docx.shared import Pt

from opennaphs.reports.brief_pages import BriefPage, PageWords
from opennaphs.reports.charts import render_png
from opennaphs.reports.choice_charts import frontier_chart, levels_chart, money_chart
from opennaphs.reports.choice_figures import ChoiceFigures, build_choice_figures
from opennaphs.reports.choice_tables import ChoiceReport, curve
from opennaphs.reports.cost_wording import Translate

SHARPNESS = 3.0
NARROW = 230
_TEMPLATE = files("opennaphs.reports") / "templates" / "choice.typ"


def render_choice_pdf(report: ChoiceReport, t: Translate = str) -> bytes:
    """Give the brief of a choice as a PDF of two pages, whatever the length of its texts.

    Texts reach Typst as JSON, never as source. The plan's language decides hyphenation, script and direction.
    """
    figures = build_choice_figures(report, t)
    charts = {name: json.dumps(list(png)) for name, png in _charts(report, t).items()}
    source = {"figures": json.dumps(asdict(figures)), **charts}
    return bytes(typst.compile(_TEMPLATE.read_bytes(), format="pdf", sys_inputs=source))


def render_choice_docx(report: ChoiceReport, t: Translate = str) -> bytes:
    """Give the brief of a choice as a Word document that a ministry can edit."""
    figures = build_choice_figures(report, t)
    page = BriefPage(
        PageWords(figures.title, figures.footer, figures.language, figures.right_to_left), _charts(report, t)
    )
    _first_page(page, figures)
    page.new_page()
    _second_page(page, figures)
    return page.render()


def _charts(report: ChoiceReport, t: Translate) -> dict[str, bytes]:
    return {
        "curve": render_png(frontier_chart(curve(report), t), SHARPNESS),
        "levels": render_png(levels_chart(report, t, NARROW), SHARPNESS),
        "money": render_png(money_chart(report, t), SHARPNESS),
    }


def _first_page(page: BriefPage, figures: ChoiceFigures) -> None:
    page.paragraph(page.document, figures.title, Pt(14), bold=True, ink=True)
    page.paragraph(page.document, figures.subtitle)
    for sentence in figures.sentences:
        page.paragraph(page.document, sentence, Pt(10), bold=True)
    left, right = page.halves()
    page.picture(left, figures.curve_title, "curve", figures.curve_words, width=84)
    page.table(right, figures.curve, (16, 28, 20, 22))
    left, right = page.halves((68, 110))
    page.picture(left, figures.levels_title, "levels", figures.levels_words, width=66)
    page.table(right, figures.areas, (41, 13, 12, 14, 13, 17))
    left, right = page.halves((66, 112))
    page.picture(left, figures.money_title, "money", figures.money_words, width=63)
    years = len(figures.sources.headings) - 2
    page.table(right, figures.sources, (34, *[78 // (years + 1)] * (years + 1)))


def _second_page(page: BriefPage, figures: ChoiceFigures) -> None:
    page.sentences(page.document, figures.reasons_title, figures.reasons, numbered=True)
    page.sentences(page.document, figures.less_title, figures.less)
    page.sentences(page.document, figures.left_out_title, figures.left_out)
    page.sentences(page.document, figures.sure_title, figures.sure)
    page.sentences(page.document, figures.override_title, figures.override)
