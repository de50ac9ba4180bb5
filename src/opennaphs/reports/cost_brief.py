"""One page on what a plan costs, as PDF and as Word document: the same figures in both, tables beside charts."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from io import BytesIO
from typing import Any

import typst
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from opennaphs.domain.planning import Plan
from opennaphs.reports.charts import render_png
from opennaphs.reports.cost_charts import areas_chart, years_chart
from opennaphs.reports.cost_figures import CostFigures, FigureTable, build_figures, largest_areas
from opennaphs.reports.cost_lines import costed_basis
from opennaphs.reports.cost_wording import Translate

SHARPNESS = 3.0
INK = RGBColor(0x1F, 0x4E, 0x79)
PALE = "E8EEF4"
LETTERS, SMALL = Pt(8), Pt(7)
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
    document = _Page(figures, _charts(plan, translate)).write()
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _charts(plan: Plan, t: Translate) -> dict[str, bytes]:
    basis = costed_basis(plan)
    return {
        "years": render_png(years_chart(plan, basis, t), SHARPNESS),
        "areas": render_png(areas_chart(largest_areas(plan, t), basis, t), SHARPNESS),
    }


class _Page:
    """Writes the one page of the Word document."""

    def __init__(self, figures: CostFigures, charts: Mapping[str, bytes]) -> None:
        self.figures, self.charts, self.document = figures, charts, Document()

    def write(self) -> Any:
        figures = self.figures
        self._paper()
        self._paragraph(self.document, figures.title, Pt(14), bold=True, ink=True)
        self._paragraph(self.document, figures.subtitle)
        self._paragraph(self.document, f"{figures.total_label}: {figures.total}", Pt(13), bold=True, ink=True)
        self._paragraph(self.document, figures.states)
        left, right = self._halves()
        self._picture(left, figures.years.title, "years", figures.years_chart)
        self._table(right, figures.years, (38, 32, 16))
        self._table(right, figures.kinds, (38, 32, 16))
        left, right = self._halves()
        self._picture(left, figures.areas.title, "areas", figures.areas_chart)
        self._table(right, figures.areas, (42, 28, 16))
        self._table(self.document, figures.activities, (14, 66, 36, 20, 28, 14))
        self._table(self.document, figures.prices, (78, 22, 24, 14, 26, 14))
        left, right = self._halves()
        self._sentences(left, figures.not_included_title, figures.not_included)
        self._sentences(right, figures.basis_title, figures.basis)
        return self.document

    def _paper(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(16)
        section.top_margin, section.bottom_margin = Mm(12), Mm(14)
        section.header_distance = section.footer_distance = Mm(6)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Arial", LETTERS
        style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
        properties = self.document.core_properties
        properties.title, properties.author, properties.language = self.figures.title, "", self.figures.language
        properties.comments = "OpenNAPHS"
        self._fill(section.footer.paragraphs[0], self.figures.footer, SMALL)

    # --- texts ---

    def _paragraph(
        self, place: Any, words: str, size: Any = LETTERS, *, bold: bool = False, ink: bool = False, above: int = 0
    ) -> Any:
        paragraph = place.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(above)
        paragraph.paragraph_format.space_after = Pt(2)
        self._fill(paragraph, words, size, bold=bold, ink=ink)
        return paragraph

    def _fill(self, paragraph: Any, words: str, size: Any, *, bold: bool = False, ink: bool = False) -> None:
        run = paragraph.add_run(words)
        run.font.size, run.font.bold = size, bold
        if ink:
            run.font.color.rgb = INK
        if self.figures.right_to_left:
            run.font.rtl, run.font.cs_bold = True, bold
            _turn_paragraph(paragraph, run, size)

    def _sentences(self, place: Any, title: str, sentences: tuple[str, ...]) -> None:
        self._paragraph(place, title, Pt(8), bold=True, ink=True, above=3)
        for sentence in sentences:
            self._paragraph(place, f"• {sentence}", SMALL)

    # --- charts and tables ---

    def _halves(self) -> tuple[Any, Any]:
        """Give two places side by side."""
        self._gap(self.document.add_paragraph())
        frame = self.document.add_table(rows=1, cols=2)
        self._shape(frame, (89, 89))
        left, right = frame.rows[0].cells
        for cell in (left, right):
            first = cell.paragraphs[0]._p  # noqa: SLF001 - python-docx cannot remove a paragraph
            first.getparent().remove(first)
        return left, right

    def _gap(self, paragraph: Any) -> None:
        """Make a paragraph that only keeps two tables apart as low as can be."""
        paragraph.paragraph_format.line_spacing = Pt(2)

    def _shape(self, table: Any, widths: tuple[int, ...]) -> None:
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        if self.figures.right_to_left:
            _turn_table(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)

    def _picture(self, place: Any, title: str, name: str, words: str) -> None:
        self._paragraph(place, title, Pt(8), bold=True, ink=True, above=3)
        run = place.add_paragraph().add_run()
        picture = run.add_picture(BytesIO(self.charts[name]), height=Mm(36))
        picture._inline.docPr.set("descr", words)  # noqa: SLF001 - python-docx has no name for it

    def _table(self, place: Any, figures: FigureTable, widths: tuple[int, ...]) -> None:
        self._paragraph(place, figures.title, Pt(8), bold=True, ink=True, above=3)
        rows = (figures.headings, *figures.rows, *((figures.total,) if figures.total else ()))
        table = place.add_table(rows=len(rows), cols=len(widths))
        for number, (row, words) in enumerate(zip(table.rows, rows, strict=True)):
            whole = number == 0 or (bool(figures.total) and number == len(rows) - 1)
            self._row(row, words, figures.texts, bold=whole, shade=number == 0)
        self._shape(table, widths)
        if place is not self.document:
            self._gap(place.paragraphs[-1])

    def _row(self, row: Any, words: tuple[str, ...], texts: int, *, bold: bool, shade: bool) -> None:
        for column, (cell, text) in enumerate(zip(row.cells, words, strict=True)):
            paragraph = cell.paragraphs[0]
            self._fill(paragraph, text, SMALL, bold=bold)
            if column >= texts and not self.figures.right_to_left:  # there the right is where text begins
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _border(cell, shade=shade)


def _turn_paragraph(paragraph: Any, run: Any, size: Any) -> None:
    """Let a paragraph run from right to left; letters of such scripts have a size of their own."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no name for it
    properties.insert_element_before(OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:rPr")
    letters = OxmlElement("w:szCs")
    letters.set(qn("w:val"), str(int(size.pt * 2)))
    run._r.rPr.find(qn("w:sz")).addnext(letters)  # noqa: SLF001 - python-docx has no name for it


def _turn_table(table: Any) -> None:
    """Let the columns of a table run from right to left."""
    properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no name for it
    properties.insert_element_before(OxmlElement("w:bidiVisual"), "w:tblW", "w:jc", "w:tblLayout", "w:tblLook")


def _border(cell: Any, *, shade: bool) -> None:
    """Draw a thin line below a cell, and shade a heading."""
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-docx has no name for it
    borders, bottom = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "C8C8C8")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties.append(borders)
    if shade:
        shading = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", PALE)):
            shading.set(qn(f"w:{name}"), value)
        properties.append(shading)
