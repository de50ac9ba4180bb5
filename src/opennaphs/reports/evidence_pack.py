"""The evidence pack as a Word document: by indicator and level, the facts with day and source, and what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docx.shared import Pt

from opennaphs.domain.evidence import Fact, IndicatorEvidence, Rung
from opennaphs.reports.brief_pages import BriefPage, PageWords
from opennaphs.reports.cost_figures import FigureTable
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, Translate, readable

WIDTHS = (96, 22, 60)
SMALL = Pt(8)


@dataclass(frozen=True)
class EvidencePack:
    """What the document is about: its title and day, the evidence, titles of the indicators, addresses of pages."""

    title: str
    on: str
    evidence: Sequence[IndicatorEvidence]
    titles: Callable[[str], str]
    address: Callable[[Fact], str]


def render_evidence_docx(pack: EvidencePack, t: Translate, language: str) -> bytes:
    """Give the document. It states facts and what is missing, and awards no score."""
    title = readable(t("Evidence for the assessment: {title}").format(title=pack.title))
    footer = t("Facts from the workbench of {day}, made with OpenNAPHS").format(day=pack.on)
    page = BriefPage(PageWords(title, footer, language, language in RIGHT_TO_LEFT), {})
    page.paragraph(page.document, title, Pt(14), bold=True, ink=True)
    words = t("Facts with their day and source, level by level. Which level the country is at is not said here.")
    page.paragraph(page.document, words)
    for one in pack.evidence:
        page.paragraph(page.document, readable(pack.titles(one.indicator)), Pt(11), bold=True, ink=True, above=10)
        for rung in one.rungs:
            _write(page, rung, pack, t)
    return page.render()


def _write(page: BriefPage, rung: Rung, pack: EvidencePack, t: Translate) -> None:
    page.heading(page.document, t("Level {level}").format(level=rung.level))
    page.paragraph(page.document, readable(rung.aim), SMALL)
    if rung.facts:
        headings = (t("Fact"), t("Day"), t("Source"))
        rows = tuple(_row(fact, pack, t) for fact in rung.facts)
        page.table(page.document, FigureTable(t("What is known"), 3, headings, rows), WIDTHS)
    page.sentences(page.document, t("What is missing"), [readable(one.text(t)) for one in rung.missing])


def _row(fact: Fact, pack: EvidencePack, t: Translate) -> tuple[str, str, str]:
    day = "–" if fact.on is None else fact.on.isoformat()
    return readable(fact.sentence.text(t)), day, pack.address(fact)
