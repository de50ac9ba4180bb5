"""One page on what a plan costs, as PDF and as Word document: the same figures in both, tables beside charts."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files

import typst
from docx.shared import Pt

from opennaphs.domain.planning import Plan
from opennaphs.reports.brief_pages import BriefPage, PageWords
from opennaphs.reports.charts import render_png
from opennaphs.reports.cost_charts import areas_chart, years_chart
from opennaphs.reports.cost_figures import CostFigures, build_figures, largest_areas
from opennaphs.reports.cost_lines import costed_basis
from opennaphs.reports.cost_wording import Translate

SHARPNESS = 3.0
CHART_HEIGHT = 36
_TEMPLATE = files("opennaphs.reports") / "templates" / "brief.typ"


def render_brief_pdf(plan: Plan, titles: Mapping[str, str], translate: Translate = str) -> bytes:
    """Give the cost brief as a PDF of one page, whatever the length of its texts.

    Texts reach Typst as JSON, never as source. The plan's language decides hyphenation, script and direction.

    Raises:
        NaphsError: the plan is not costed, or its amounts do not follow from its lines.
    """
    figures = build_figures(plan, titles, translate)
    charts = {name: json.dumps(list(png)) for name, png in _charts(plan, translate).items()}
    source = {"figures": json.dumps(asdict(figures)), **charts}
    return bytes(typst.compile(_TEMPLATE.read_bytes(), format="pdf", sys_inputs=source))


def render_brief_docx(plan: Plan, titles: Mapping[str, str], translate: Translate = str) -> bytes:
    """Give the cost brief as a Word document of one page that a ministry can edit.

    Raises:
        NaphsError: the plan is not costed, or its amounts do not follow from its lines.
    """
    figures = build_figures(plan, titles, translate)
    return _written(figures, _charts(plan, translate)).render()


def _charts(plan: Plan, t: Translate) -> dict[str, bytes]:
    basis = costed_basis(plan)
    return {
        "years": render_png(years_chart(plan, basis, t), SHARPNESS),
        "areas": render_png(areas_chart(largest_areas(plan, t), basis, t), SHARPNESS),
    }


def _written(figures: CostFigures, charts: Mapping[str, bytes]) -> BriefPage:
    """Write the one page of the Word document."""
    words = PageWords(figures.title, figures.footer, figures.language, figures.right_to_left)
    page = BriefPage(words, charts, dense=True)
    page.paragraph(page.document, figures.title, Pt(14), bold=True, ink=True)
    page.paragraph(page.document, figures.subtitle)
    page.paragraph(page.document, f"{figures.total_label}: {figures.total}", Pt(13), bold=True, ink=True)
    page.paragraph(page.document, figures.states)
    left, right = page.halves()
    page.picture(left, figures.years.title, "years", figures.years_chart, height=CHART_HEIGHT)
    page.table(right, figures.years, (38, 32, 16))
    page.table(right, figures.kinds, (38, 32, 16))
    left, right = page.halves()
    page.picture(left, figures.areas.title, "areas", figures.areas_chart, height=CHART_HEIGHT)
    page.table(right, figures.areas, (42, 28, 16))
    page.table(page.document, figures.activities, (14, 66, 36, 20, 28, 14))
    page.table(page.document, figures.prices, (78, 22, 24, 14, 26, 14))
    left, right = page.halves()
    page.sentences(left, figures.not_included_title, figures.not_included)
    page.sentences(right, figures.basis_title, figures.basis)
    return page
