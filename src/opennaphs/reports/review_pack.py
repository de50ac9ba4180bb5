"""The pack of a progress review, as PDF and as Word document: the same words and figures in both."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from importlib.resources import files

import typst
from docx.shared import Pt

from opennaphs.domain.monitoring.records import ReviewKind
from opennaphs.domain.review_reports import ReviewReport
from opennaphs.reports.brief_pages import BriefPage, PageWords
from opennaphs.reports.charts import render_png
from opennaphs.reports.cost_figures import LONGEST_TITLE, brief
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, Translate, plan_title
from opennaphs.reports.review_blocks import Block, ReviewFigures, day_text, said, sentences_block
from opennaphs.reports.review_charts import trend_chart
from opennaphs.reports.review_record import decisions_block, record_block
from opennaphs.reports.review_sentences import (
    change_sentences,
    changes_title,
    last_sentences,
    level_sentences,
    minister_sentences,
    money_sentences,
    next_step_sentences,
    question_sentences,
    standing_sentences,
    then_sentences,
    year_sentences,
)
from opennaphs.reports.review_tables import (
    areas_table,
    blocked_table,
    funded_but_late_table,
    late_table,
    levels_table,
    milestones_table,
    ministries_table,
    money_table,
    rates_table,
    silent_table,
    trend_table,
    waiting_table,
)

SHARPNESS, WIDTH = 3.0, 178
HALVES = (82, 96)
MOST_RESULTS, MOST_UNKNOWN = 12, 8
TITLES: Mapping[ReviewKind, str] = {
    ReviewKind.QUARTERLY: "Quarterly technical review",
    ReviewKind.INTERMINISTERIAL: "Interministerial brief",
    ReviewKind.YEARLY: "Yearly review",
}
_TEMPLATE = files("opennaphs.reports") / "templates" / "review.typ"


def render_review_pdf(report: ReviewReport, t: Translate = str, language: str = "en") -> bytes:
    """Give the pack as PDF. Texts reach Typst as JSON, never as source.

    Args:
        report: what the pack is about.
        t: says our words in the language of the pack.
        language: that language; it decides hyphenation, script and direction.
    """
    figures = build_review_figures(report, t, language)
    charts = {name: json.dumps(list(png)) for name, png in _charts(report, figures, t).items()}
    source = {"figures": json.dumps(asdict(figures)), **charts}
    return bytes(typst.compile(_TEMPLATE.read_bytes(), format="pdf", sys_inputs=source))


def render_review_docx(report: ReviewReport, t: Translate = str, language: str = "en") -> bytes:
    """Give the pack as a Word document that people can edit before the meeting."""
    figures = build_review_figures(report, t, language)
    words = PageWords(figures.title, figures.footer, figures.language, figures.right_to_left)
    page = BriefPage(words, _charts(report, figures, t), dense=figures.one_page)
    page.paragraph(page.document, figures.title, Pt(14), bold=True, ink=True)
    page.paragraph(page.document, figures.subtitle)
    for block in figures.blocks:
        _write(page, block)
    return page.render()


def build_review_figures(report: ReviewReport, t: Translate, language: str = "en") -> ReviewFigures:
    """Give all words and figures of a pack, built once so that Word and PDF show the same."""
    kind = report.kind
    record = decisions_block if kind is ReviewKind.INTERMINISTERIAL else record_block
    blocks = [*BLOCKS[kind](report, t), record(report, t)]
    subtitle = t("As known on {day}. What nobody reported is shown as such; it is never counted as nothing.")
    return ReviewFigures(
        language=language,
        right_to_left=language in RIGHT_TO_LEFT,
        title=brief(f"{t(TITLES[kind])}: {plan_title(report.plan, t)}", LONGEST_TITLE),
        subtitle=subtitle.format(day=day_text(report.on)),
        footer=t("Pack for a progress review, made with OpenNAPHS"),
        one_page=kind is ReviewKind.INTERMINISTERIAL,
        blocks=tuple(block for block in blocks if not block.empty),
    )


def _quarterly(report: ReviewReport, t: Translate) -> list[Block]:
    return [
        _standing(report, t),
        rates_table(report, t),
        *_trend(report, t),
        sentences_block(changes_title(report, t), change_sentences(report, t)),
        areas_table(report, t),
        late_table(report, t),
        blocked_table(report, t),
        silent_table(report, t),
        money_table(report, t),
        waiting_table(report, t),
        funded_but_late_table(report, t),
        milestones_table(report, t),
        _results(report, t),
        _in_money(report, t),
        sentences_block(t("What the last review decided, and what became of it"), last_sentences(report, t)),
        sentences_block(t("Questions for the meeting"), question_sentences(report, t), numbered=True),
        _not_known(report, t),
    ]


def _interministerial(report: ReviewReport, t: Translate) -> list[Block]:
    return [
        _standing(report, t),
        *_trend(report, t),
        ministries_table(report, t),
        sentences_block(t("What only ministers can move"), minister_sentences(report, t), numbered=True),
        late_table(report, t, most=4),
        sentences_block(changes_title(report, t), list(change_sentences(report, t))[:5]),
        sentences_block(t("Money"), money_sentences(report, t)),
    ]


def _yearly(report: ReviewReport, t: Translate) -> list[Block]:
    levels = [sentences_block(t("Levels"), level_sentences(report, t)), levels_table(report, t)]
    year = [
        sentences_block(t("What the year did"), year_sentences(report, t)),
        *levels,
    ]
    steps = sentences_block(t("Next steps"), next_step_sentences(report, t), numbered=True)
    quarterly = _quarterly(report, t)
    return [quarterly[0], *year, *quarterly[1:-1], steps, quarterly[-1]]


BLOCKS: Mapping[ReviewKind, Callable[[ReviewReport, Translate], list[Block]]] = {
    ReviewKind.QUARTERLY: _quarterly,
    ReviewKind.INTERMINISTERIAL: _interministerial,
    ReviewKind.YEARLY: _yearly,
}


def _standing(report: ReviewReport, t: Translate) -> Block:
    told = (*standing_sentences(report, t), *then_sentences(report, t))
    return sentences_block(t("Where the plan stands"), told, boxed=True)


def _trend(report: ReviewReport, t: Translate) -> list[Block]:
    """Give chart and table of the quarters; nothing while there is no whole quarter to show."""
    if not report.trend:
        return []
    words = t("Chart of how much was done at the end of each quarter; the table after it holds the same figures.")
    table = trend_table(report, t)
    return [replace(table, chart="trend", chart_words=words)]


def _results(report: ReviewReport, t: Translate) -> Block:
    found = said((one.sentence for one in report.digest.results[:MOST_RESULTS]), t)
    return sentences_block(t("Results"), found)


def _in_money(report: ReviewReport, t: Translate) -> Block:
    told = (*said(report.digest.earned.sentences, t), *said(report.digest.forecast.sentences, t))
    return sentences_block(t("Work and money in plain words"), told)


def _not_known(report: ReviewReport, t: Translate) -> Block:
    rules = said(report.digest.rates.rules, t)
    unknown = said(report.digest.not_known, t)[:MOST_UNKNOWN]
    return sentences_block(t("How the figures are made, and what is not known"), (*rules, *unknown))


def _charts(report: ReviewReport, figures: ReviewFigures, t: Translate) -> dict[str, bytes]:
    if not any(block.chart for block in figures.blocks):
        return {}
    return {"trend": render_png(trend_chart(report.trend[-8:], t), SHARPNESS)}


def _write(page: BriefPage, block: Block) -> None:
    if block.chart and block.table is not None:
        left, right = page.halves(HALVES)
        page.picture(left, block.title, block.chart, block.chart_words, width=HALVES[0] - 3)
        page.table(right, block.table, _millimetres(block.widths, HALVES[1] - 3))
        return
    if block.boxed:
        page.heading(page.document, block.title)
        for sentence in block.sentences:
            page.paragraph(page.document, sentence, bold=True)
    elif block.sentences:
        page.sentences(page.document, block.title, block.sentences, numbered=block.numbered)
    if block.table is not None:
        page.table(page.document, replace(block.table, title=block.title), _millimetres(block.widths, WIDTH))


def _millimetres(widths: tuple[int, ...], whole: int) -> tuple[int, ...]:
    return tuple(round(width * whole / sum(widths)) for width in widths)
