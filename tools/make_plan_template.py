"""Make the Word template of the plan document afresh: ``make template``.

The template is an ordinary .docx with placeholders (docxtpl, Jinja2): a ministry can open it in Word, put in its logo,
fonts and words, and pass it to ``naphs report --template``. This script is how ours was made.
"""

from pathlib import Path

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

TARGET = Path(__file__).parent.parent / "src/opennaphs/reports/templates/plan.docx"
INK = RGBColor(0x1F, 0x4E, 0x79)


def main() -> None:
    """Build and save the template."""
    book = Document()
    _styles(book)
    section = book.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.8)
    section.footer.paragraphs[0].text = "{{ footer }}"
    book.add_heading("{{ title }}", 0)
    book.add_paragraph("{{ subtitle }}").style = "Subtitle"
    book.add_heading("{{ w.summary }}", 1)
    book.add_paragraph("{{ summary }}")
    book.add_paragraph("{{ cost_sentence }}")
    _table(
        book,
        "areas",
        ["{{ w.area }}", "{{ w.activities }}", "{{ w.levels }}", "{{ w.cost }}"],
        ["{{ row.title }}", "{{ row.count }}", "{{ row.levels }}", "{{ row.cost }}"],
        [8.2, 2.4, 2.6, 3.8],
    )
    book.add_heading("{{ w.chart }}", 1)
    book.add_paragraph("{{ chart }}")
    book.add_heading("{{ w.goals }}", 1)
    book.add_paragraph("{{ goals_note }}")
    _table(
        book,
        "goals",
        ["{{ w.indicator }}", "{{ w.title }}", "{{ w.current }}", "{{ w.goal }}"],
        ["{{ row.code }}", "{{ row.title }}", "{{ row.current }}", "{{ row.goal }}"],
        [2.4, 9.4, 2.6, 2.6],
    )
    book.add_heading("{{ w.plan }}", 1)
    book.add_paragraph("{%p for area in sections %}")
    book.add_heading("{{ area.title }}", 2)
    book.add_paragraph("{%p for step in area.steps %}")
    book.add_heading("{{ step.title }}", 3)
    book.add_paragraph("{{ step.aim }}").style = "Intense Quote"
    _table(
        book,
        "step.activities",
        ["{{ w.number }}", "{{ w.activity }}", "{{ w.lead }}", "{{ w.start }}", "{{ w.cost }}"],
        ["{{ row.id }}", "{{ row.text }}\n{{ row.evidence }}", "{{ row.lead }}", "{{ row.start }}", "{{ row.cost }}"],
        [1.7, 7.9, 2.8, 1.6, 3.0],
    )
    book.add_paragraph("{%p endfor %}")
    book.add_paragraph("{%p endfor %}")
    book.add_heading("{{ w.notices }}", 1)
    book.add_paragraph("{%p for notice in notices %}")
    book.add_paragraph("{{ notice }}", style="List Bullet")
    book.add_paragraph("{%p endfor %}")
    book.add_heading("{{ w.made }}", 1)
    book.add_paragraph("{{ made }}")
    TARGET.parent.mkdir(exist_ok=True)
    book.save(str(TARGET))


def _styles(book) -> None:
    base = book.styles["Normal"]
    base.font.name, base.font.size = "Calibri", Pt(10)
    base.paragraph_format.space_after = Pt(4)
    for name, size in (("Title", 22), ("Heading 1", 15), ("Heading 2", 12.5), ("Heading 3", 10.5)):
        style = book.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), INK
        style.paragraph_format.keep_with_next = True
    quote = book.styles["Intense Quote"]
    quote.font.size, quote.font.bold, quote.font.color.rgb = Pt(9.5), False, RGBColor(0x40, 0x40, 0x40)
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = Cm(0)
    quote.paragraph_format.space_before, quote.paragraph_format.space_after = Pt(0), Pt(4)
    quote.paragraph_format.keep_with_next = True
    border = quote.element.find(".//" + qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)


def _table(book, rows: str, headings: list[str], cells: list[str], widths: list[float]) -> None:
    """Add a table with a heading row and one row that docxtpl repeats for every entry of ``rows``."""
    table = book.add_table(rows=4, cols=len(headings), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, heading in enumerate(headings):
        _fill(table.cell(0, column), heading, bold=True)
        first, _, second = cells[column].partition("\n")
        _fill(table.cell(2, column), first)
        if second:
            _fill(table.cell(2, column), second, faint=True)
        table.columns[column].width = Cm(widths[column])
        for row in table.rows:
            row.cells[column].width = Cm(widths[column])
        _shade(table.cell(0, column))
    _fill(table.cell(1, 0), f"{{%tr for row in {rows} %}}")
    _fill(table.cell(3, 0), "{%tr endfor %}")
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    _pale_borders(table)


def _fill(cell, text: str, *, bold: bool = False, faint: bool = False) -> None:
    paragraph = cell.add_paragraph() if cell.paragraphs[0].text else cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.font.size, run.font.bold, run.font.italic = Pt(8.5 if faint else 9), bold, faint
    if faint:
        run.font.color.rgb = RGBColor(0x55, 0x55, 0x55)
    paragraph.paragraph_format.space_after = Pt(1)


def _shade(cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "E8EEF4")):
        shade.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _pale_borders(table) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("w:val", "single"), ("w:sz", "4"), ("w:color", "C4CCD4")):
            line.set(qn(name), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


if __name__ == "__main__":
    main()
