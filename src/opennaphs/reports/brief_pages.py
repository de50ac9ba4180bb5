"""Pages of a brief as a Word document: paper, texts, pictures and small tables, in either direction of writing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from opennaphs.reports.cost_figures import FigureTable

INK = RGBColor(0x1F, 0x4E, 0x79)
PALE = "E8EEF4"
SMALL = Pt(7)


@dataclass(frozen=True)
class PageWords:
    """What frames every page: title, footer, language, direction of writing."""

    title: str
    footer: str
    language: str
    right_to_left: bool


class BriefPage:
    """Writes the pages of one Word document."""

    def __init__(self, words: PageWords, charts: Mapping[str, bytes], *, dense: bool = False) -> None:
        """Prepare paper, letters and footer; charts are PNGs by name; a dense page has smaller headings."""
        self.words, self.charts = words, charts
        self.heading_size, self.above_heading = (Pt(8), 3) if dense else (Pt(9), 4)
        self.letters = Pt(8) if dense else Pt(8.5)
        self.document: Any = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(16)
        section.top_margin, section.bottom_margin = Mm(12), Mm(14)
        section.header_distance = section.footer_distance = Mm(6)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Arial", self.letters
        style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
        properties = self.document.core_properties
        properties.title, properties.author, properties.language = words.title, "", words.language
        properties.comments = "OpenNAPHS"
        self._fill(section.footer.paragraphs[0], words.footer, SMALL)

    def render(self) -> bytes:
        """Give the document."""
        buffer = BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()

    # --- texts ---

    def paragraph(
        self, place: Any, words: str, size: Any = None, *, bold: bool = False, ink: bool = False, above: int = 0
    ) -> Any:
        """Write a paragraph."""
        paragraph = place.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(above)
        paragraph.paragraph_format.space_after = Pt(2)
        self._fill(paragraph, words, size or self.letters, bold=bold, ink=ink)
        return paragraph

    def heading(self, place: Any, words: str) -> None:
        """Write a small heading."""
        self.paragraph(place, words, self.heading_size, bold=True, ink=True, above=self.above_heading)

    def sentences(self, place: Any, title: str, sentences: Sequence[str], *, numbered: bool = False) -> None:
        """Write a list under its heading; nothing when there is nothing to say."""
        if sentences:
            self.heading(place, title)
        for number, sentence in enumerate(sentences, start=1):
            self.paragraph(place, f"{number}. {sentence}" if numbered else f"• {sentence}", SMALL)

    def new_page(self) -> None:
        """Begin a new page."""
        self.document.add_page_break()

    def _fill(self, paragraph: Any, words: str, size: Any, *, bold: bool = False, ink: bool = False) -> None:
        run = paragraph.add_run(words)
        run.font.size, run.font.bold = size, bold
        if ink:
            run.font.color.rgb = INK
        if self.words.right_to_left:
            run.font.rtl, run.font.cs_bold = True, bold
            _turn_paragraph(paragraph, run, size)

    # --- charts and tables ---

    def halves(self, widths: tuple[int, int] = (89, 89)) -> tuple[Any, Any]:
        """Give two places side by side."""
        self._gap(self.document.add_paragraph())
        frame = self.document.add_table(rows=1, cols=2)
        self._shape(frame, widths)
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
        if self.words.right_to_left:
            _turn_table(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)

    def picture(
        self, place: Any, title: str, name: str, words: str, *, width: int | None = None, height: int | None = None
    ) -> None:
        """Show a chart of some millimetres under its heading, with words for those who cannot see it."""
        self.heading(place, title)
        run = place.add_paragraph().add_run()
        sizes = {side: Mm(size) for side, size in (("width", width), ("height", height)) if size is not None}
        picture = run.add_picture(BytesIO(self.charts[name]), **sizes)
        picture._inline.docPr.set("descr", words)  # noqa: SLF001 - python-docx has no name for it

    def table(self, place: Any, figures: FigureTable, widths: tuple[int, ...]) -> None:
        """Write a table of figures under its heading."""
        self.heading(place, figures.title)
        rows = (figures.headings, *figures.rows, *((figures.total,) if figures.total else ()))
        table = place.add_table(rows=len(rows), cols=len(widths))
        for number, (row, words) in enumerate(zip(table.rows, rows, strict=True)):
            whole = number == 0 or (bool(figures.total) and number == len(rows) - 1)
            self._row(row, words, figures.texts, bold=whole, shade=number == 0)
        self._shape(table, widths)
        if place is not self.document:
            self._gap(place.paragraphs[-1] if place.paragraphs else place.add_paragraph())

    def _row(self, row: Any, words: tuple[str, ...], texts: int, *, bold: bool, shade: bool) -> None:
        for column, (cell, text) in enumerate(zip(row.cells, words, strict=True)):
            paragraph = cell.paragraphs[0]
            self._fill(paragraph, text, SMALL, bold=bold)
            if column >= texts and not self.words.right_to_left:  # there the right is where text begins
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
