"""The investment case: two pages for those who pay, as PDF and as Word document, from the same figures."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files

import typst
from docx.shared import Pt

from opennaphs.domain.funding.cases import InvestmentCase
from opennaphs.reports.brief_pages import BriefPage, PageWords
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.gap_bars import print_of, render_gap_bars
from opennaphs.reports.investment_figures import InvestmentFigures, build_investment_figures

PICTURE = 420
_TEMPLATE = files("opennaphs.reports") / "templates" / "investment.typ"


def render_case_pdf(case: InvestmentCase, titles: Mapping[str, str], translate: Translate = str) -> bytes:
    """Give an investment case as a PDF of two pages, whatever the length of its texts.

    Texts reach Typst as JSON, never as source. The plan's language decides hyphenation, script and direction.
    """
    figures = build_investment_figures(case, titles, translate)
    pictures = {name: json.dumps(list(png)) for name, png in _pictures(figures, translate).items()}
    shown = {name: value for name, value in asdict(figures).items() if not name.endswith("_bars")}
    source = {"figures": json.dumps(shown), **pictures}
    return bytes(typst.compile(_TEMPLATE.read_bytes(), format="pdf", sys_inputs=source))


def render_case_docx(case: InvestmentCase, titles: Mapping[str, str], translate: Translate = str) -> bytes:
    """Give an investment case as a Word document of two pages that a ministry can edit."""
    figures = build_investment_figures(case, titles, translate)
    words = PageWords(figures.title, figures.footer, figures.language, figures.right_to_left)
    page = BriefPage(words, _pictures(figures, translate))
    _first_page(page, figures)
    page.new_page()
    _second_page(page, figures)
    return page.render()


def _pictures(figures: InvestmentFigures, t: Translate) -> dict[str, bytes]:
    turned = figures.right_to_left
    bars = {"years": (figures.years_title, figures.year_bars), "areas": (figures.areas_title, figures.area_bars)}
    return {
        name: print_of(render_gap_bars(title, rows, t, width=PICTURE, headed=False, right_to_left=turned))
        for name, (title, rows) in bars.items()
    }


def _first_page(page: BriefPage, figures: InvestmentFigures) -> None:
    page.paragraph(page.document, figures.title, Pt(15), bold=True, ink=True)
    page.paragraph(page.document, figures.subtitle, Pt(9.5))
    for label, amount in figures.headline:
        page.paragraph(page.document, f"{label}: {amount}", Pt(13), bold=True, ink=True)
    page.paragraph(page.document, figures.interval, Pt(9))
    page.paragraph(page.document, figures.rule)
    left, right = page.halves()
    page.picture(left, figures.years_title, "years", figures.years_picture, width=82)
    page.table(right, figures.years, (23, 21, 21, 21))
    left, right = page.halves()
    page.picture(left, figures.areas_title, "areas", figures.areas_picture, width=82)
    page.table(right, figures.areas, (38, 16, 16, 16))
    page.table(page.document, figures.payers, (118, 36, 24))


def _second_page(page: BriefPage, figures: InvestmentFigures) -> None:
    page.heading(page.document, figures.next_title)
    for sentence in figures.next_sentences:
        page.paragraph(page.document, sentence)
    page.table(page.document, figures.next, (16, 88, 46, 28))
    if figures.where is not None:
        page.table(page.document, figures.where, (16, 76, 42, 22, 22))
    page.sentences(page.document, figures.risks_title, figures.risks)
    page.sentences(page.document, figures.asked_title, figures.asked, numbered=True)
    page.sentences(page.document, figures.notes_title, figures.notes)
