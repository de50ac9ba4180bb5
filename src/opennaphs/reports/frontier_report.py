"""A frontier as CSV, workbook and Word document: the points of the curve, what each adds and gives up."""

import csv
from io import BytesIO, StringIO
from math import isfinite

import xlsxwriter
from docx.shared import Pt

from opennaphs.analytics.optimise.result import FrontierPoint
from opennaphs.domain.written_numbers import number_text
from opennaphs.reports.brief_pages import BriefPage, PageWords
from opennaphs.reports.charts import render_png
from opennaphs.reports.choice_book import OPTIONS, ChoiceBook, Column, Kind
from opennaphs.reports.choice_charts import frontier_chart
from opennaphs.reports.choice_wording import points, rough, steps_text
from opennaphs.reports.cost_figures import FigureTable, brief
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, Translate, plan_title
from opennaphs.reports.frontier_tables import CurvePoint, FrontierReport, added, given_up

HEADINGS = ("factor", "money", "currency", "price_year", "benefit", "bound", "gap", "activities", "steps", "new_steps",
            "given_up")  # fmt: skip
SHARPNESS = 3.0
MOST_NAMED, LONGEST_TEXT, LONGEST_TITLE = 6, 300, 110
WIDE = 480


def render_frontier_csv(report: FrontierReport) -> bytes:
    """Give the points as a CSV table; what each adds and gives up is against the point before."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(HEADINGS)
    for one, new, lost in zip(report.points, added(report.points), given_up(report.points), strict=True):
        bound, gap = (f"{one.bound:.6f}", f"{one.gap:.6f}") if isfinite(one.bound) else ("", "")
        row = (f"{one.factor:f}", f"{one.money.amount:f}", one.money.currency, one.money.price_year, f"{one.value:.6f}",
               bound, gap, len(one.choice.started), len(one.choice.reached), " ".join(new), " ".join(lost))  # fmt: skip
        table.writerow([_harmless(str(cell)) for cell in row])
    return out.getvalue().encode()


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula when it opens the CSV."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def render_frontier_workbook(report: FrontierReport, t: Translate = str) -> bytes:
    """Give the points as a workbook of one sheet, with the curve beside them."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        book = ChoiceBook(workbook, report.plan, report.question, t)
        changed = zip(added(report.points), given_up(report.points), strict=True)
        write_curve(book, report.curve)
        columns = (
            Column(t("Times the money"), 10, Kind.NUMBER),
            Column(t("Activities"), 10, Kind.COUNT),
            Column(t("Steps reached"), 10, Kind.COUNT),
            Column(t("Adds"), 70, Kind.TEXT),
            Column(t("Gives up"), 50, Kind.TEXT),
        )
        rows = [
            (one.factor, len(one.choice.started), len(one.choice.reached), steps_text(report, new, t, len(new)),
             steps_text(report, lost, t, len(lost)))
            for one, (new, lost) in zip(report.points, changed, strict=True)
        ]  # fmt: skip
        note = t("Against the point before.")
        book.table(t("What is added"), t("what more money adds"), note, columns, rows)
    return buffer.getvalue()


def write_curve(book: ChoiceBook, known: tuple[CurvePoint, ...]) -> None:
    """Write the sheet of the frontier: its points, and the curve beside them."""
    t = book.t
    columns = (
        Column(t("Times the money"), 10, Kind.NUMBER),
        Column(t("Money"), 18, Kind.MONEY),
        Column(t("Benefit points"), 12, Kind.NUMBER),
        Column(t("None can exceed"), 12, Kind.NUMBER),
        Column(t("Gap"), 9, Kind.SHARE),
    )
    rows = [(one.factor, one.money.amount, one.value, _known(one.bound), _gap(one)) for one in known]
    note = t("The best choice at each size of the budget; every source is multiplied by the same number.")
    sheet = book.table(t("Frontier"), t("what more or less money buys"), note, columns, rows)
    book.curve(sheet, len(rows))


def _known(bound: float) -> float | None:
    return bound if isfinite(bound) else None


def _gap(one: CurvePoint) -> float | None:
    return None if one.value <= 0 or not isfinite(one.bound) else max(one.bound - one.value, 0.0) / one.value


def curve_rows(known: tuple[CurvePoint, ...], t: Translate) -> FigureTable:
    """Give the points of a curve in words, for the table beside the chart."""
    rows = tuple(
        (
            f"{number_text(one.factor, t)} ×",
            rough(one.money, t),
            points(one.value, t),
            points(one.bound, t) if isfinite(one.bound) else t("not known"),
        )
        for one in known
    )
    headings = (t("Budget"), t("Money"), t("Benefit points"), t("None can exceed"))
    return FigureTable(t("The points of the curve"), 1, headings, rows)


def render_frontier_docx(report: FrontierReport, t: Translate = str) -> bytes:
    """Give the frontier as a Word document: the curve, its points, what more money adds."""
    title = brief(f"{plan_title(report.plan, t)}: {t('what more or less money buys')}", LONGEST_TITLE)
    language = report.plan.language
    words = PageWords(title, t("Draft made with OpenNAPHS"), language, language in RIGHT_TO_LEFT)
    page = BriefPage(words, {"curve": render_png(frontier_chart(report.curve, t, WIDE), SHARPNESS)})
    page.paragraph(page.document, title, Pt(14), bold=True, ink=True)
    said = f"{t('Chart of the benefit over the money;')} {t('the table beside it holds the same figures.')}"
    page.picture(page.document, t("What more or less money buys"), "curve", said, width=170)
    page.table(page.document, curve_rows(report.curve, t), (30, 50, 45, 45))
    page.sentences(page.document, t("What more money adds"), _steps(report, t))
    return page.render()


def _steps(report: FrontierReport, t: Translate) -> tuple[str, ...]:
    """Say what each point adds and gives up, but for those where nothing changes."""
    changed = zip(report.points, added(report.points), given_up(report.points), strict=True)
    return tuple(brief(_step(report, *one, t), LONGEST_TEXT) for one in changed if one[1] or one[2])


def _step(
    report: FrontierReport, point: FrontierPoint, new: tuple[str, ...], lost: tuple[str, ...], t: Translate
) -> str:
    money = rough(point.money, t)
    if not lost:
        return t("With {money}: {new}.").format(money=money, new=steps_text(report, new, t, MOST_NAMED))
    said = t("With {money}: {new}; given up: {lost}.")
    added = steps_text(report, new, t, MOST_NAMED) or t("nothing new")
    return said.format(money=money, new=added, lost=steps_text(report, lost, t, MOST_NAMED))
