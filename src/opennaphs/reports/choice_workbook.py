"""A choice as a workbook and as a CSV table: what is done when and who pays, what is left out and what for."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter

from opennaphs.domain.planning import Activity
from opennaphs.reports.choice_book import OPTIONS, ChoiceBook, Column, Kind
from opennaphs.reports.choice_tables import (
    ActivityRow,
    ChoiceReport,
    activities_left_out,
    activity_rows,
    area_rows,
    curve,
    level_rows,
    reading_unit,
    source_rows,
)
from opennaphs.reports.choice_why import ten_reasons
from opennaphs.reports.choice_wording import (
    advice_sentence,
    change_sentence,
    choice_sentences,
    cutback_sentences,
    favourite_sentences,
    points_sentence,
    rough,
    short_code,
    short_step,
    source_title,
    step_name,
    sure_sentences,
    why_left_out,
)
from opennaphs.reports.cost_wording import Translate, area_label, readable
from opennaphs.reports.frontier_report import write_curve

HEADINGS = ("decision", "activity", "area", "what", "starts", "finishes", "source", "why", "year", "amount", "currency",
            "price_year")  # fmt: skip
NOTHING = Decimal(0)


# --- the workbook -------------------------------------------------------------------------------------------------


def render_choice_workbook(report: ChoiceReport, t: Translate = str) -> bytes:
    """Give a choice as a workbook: choice, levels, activities, left out, sources, frontier, weights, remarks.

    Totals are formulas; the values are stored beside them, so viewers that do not compute show them.
    """
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        book = ChoiceBook(workbook, report.plan, report.question, t)
        _choice(book, report)
        _levels(book, report)
        _areas(book, report)
        _activities(book, report)
        _left_out(book, report)
        _activities_left_out(book, report)
        _sources(book, report)
        if len(curve(report)) > 1:
            write_curve(book, curve(report))
        _weights(book, report)
        _remarks(book, report)
    return buffer.getvalue()


def _choice(book: ChoiceBook, report: ChoiceReport) -> None:
    t = book.t
    blocks = (
        (t("The choice"), choice_sentences(report, t)),
        (t("Ten reasons"), ten_reasons(report, t)),
        (t("With less money"), cutback_sentences(report, t)),
        (t("How sure"), sure_sentences(report, t)),
        (t("Favourites"), favourite_sentences(report, t)),
        (t("Units"), (points_sentence(t), book.unit_note)),
        (t("How to override"), (advice_sentence(report, t),)),
    )
    columns = (Column(t("About"), 22, Kind.TEXT), Column(t("What is said"), 120, Kind.TEXT))
    rows = [(title if not number else "", text) for title, texts in blocks for number, text in enumerate(texts)]
    book.table(t("Choice"), t("the choice and why"), "", columns, rows)


def _levels(book: ChoiceBook, report: ChoiceReport) -> None:
    t = book.t
    columns = (
        Column(t("Technical area"), 30, Kind.TEXT),
        Column(t("Indicator"), 12, Kind.TEXT),
        Column(t("Title"), 50, Kind.TEXT),
        Column(t("Level today"), 9, Kind.COUNT),
        *(Column(t("End of {year}").format(year=year), 9, Kind.COUNT) for year in report.plan.years),
        Column(t("Goal"), 9, Kind.COUNT),
        Column(t("Rises by"), 9, Kind.COUNT),
    )
    rows = [
        (
            area_label(report.plan, row.area, t),
            short_code(report, row.target),
            t(report.titles.get(row.target, "")),
            row.today,
            *row.by_year,
            row.goal,
            row.after - row.today,
        )
        for row in level_rows(report)
    ]
    book.table(t("Levels"), t("levels of the indicators"), "", columns, rows)


def _areas(book: ChoiceBook, report: ChoiceReport) -> None:
    t = book.t
    columns = (
        Column(t("Technical area"), 44, Kind.TEXT),
        Column(t("Indicators"), 10, Kind.COUNT, total=True),
        Column(t("Indicators that rise"), 10, Kind.COUNT, total=True),
        Column(t("Mean level today"), 10, Kind.NUMBER),
        Column(t("Mean level after"), 10, Kind.NUMBER),
        Column(t("Mean goal"), 10, Kind.NUMBER),
        Column(t("Steps reached"), 10, Kind.COUNT, total=True),
        Column(t("of"), 10, Kind.COUNT, total=True),
        Column(t("Cost"), 16, Kind.MONEY, total=True),
    )
    rows = [
        (area_label(report.plan, row.area, t), row.indicators, row.lifted,
         *map(row.mean, (row.today, row.after, row.goal)), row.steps_reached, row.steps, row.cost.amount)
        for row in area_rows(report)
    ]  # fmt: skip
    note = t("What is paid once for several areas stands in the area that asks for most of it.")
    book.table(t("Areas"), t("levels and costs by area"), note, columns, rows)


def _activities(book: ChoiceBook, report: ChoiceReport) -> None:
    t = book.t
    columns = (
        Column(t("No."), 9, Kind.TEXT),
        Column(t("Technical area"), 26, Kind.TEXT),
        Column(t("What will be done"), 52, Kind.TEXT),
        Column(t("Begins"), 9, Kind.TEXT),
        Column(t("Complete"), 9, Kind.TEXT),
        Column(t("Share begun by year"), 16, Kind.TEXT),
        Column(t("Who pays"), 30, Kind.TEXT),
        *(Column(t("Amount {year}").format(year=year), 14, Kind.MONEY, total=True) for year in report.plan.years),
        Column(t("Total"), 15, Kind.SUM, total=True),
        Column(t("Without it fall"), 36, Kind.TEXT),
    )
    note = t("Work that several areas ask for is paid once; its rows stand at the end and name its activities.")
    rows = [_activity(report, row, t) for row in activity_rows(report)]
    book.table(t("Activities"), t("what is done when, and who pays"), note, columns, rows, frozen=1)


def _activity(report: ChoiceReport, row: ActivityRow, t: Translate) -> tuple[object, ...]:
    payers = ", ".join(source_title(report, source) for source in row.sources)
    amounts = [money.amount for money in row.by_year]
    area = area_label(report.plan, row.area, t)
    if row.time is None:
        text = t("Paid once: {group} ({activities})").format(group=t(row.name), activities=", ".join(row.members))
        return ("", area, text, "", "", "", payers, *amounts, row.total, "")
    if row.group is not None and not payers:
        payers = t("paid once: {group}").format(group=t(row.group))
    ends = row.time.finishes or t("after the plan")
    fall = ", ".join(short_step(report, step, t) for step in report.reasons.unlocks.get(row.name, ()))
    what = t(report.activities[row.name].action.text)
    shares = _shares(row)
    return (row.name, area, what, row.time.starts, ends, shares, payers, *amounts, row.total, fall)


def _shares(row: ActivityRow) -> str:
    """Give the shares begun by each period's end where work is split over several; else nothing."""
    shares = () if row.time is None else row.time.shares
    begun = next((share for share in shares if share), Decimal(1))
    return "" if begun == 1 else " · ".join(f"{float(share):.0%}" for share in shares)


def _left_out(book: ChoiceBook, report: ChoiceReport) -> None:
    t = book.t
    columns = (
        Column(t("Step left out"), 44, Kind.TEXT),
        Column(t("Technical area"), 26, Kind.TEXT),
        Column(t("Why"), 40, Kind.TEXT),
        Column(t("Least change that would bring it in"), 56, Kind.TEXT),
        Column(t("Room needed"), 14, Kind.MONEY),
        Column(t("Its cost"), 15, Kind.MONEY),
        Column(t("Benefit points"), 10, Kind.NUMBER),
        Column(t("Activities it takes"), 36, Kind.TEXT),
        Column(t("Waits for"), 30, Kind.TEXT),
    )
    rows = [
        (
            step_name(report, one.step, t),
            area_label(report.plan, report.steps[one.step].area, t),
            why_left_out(report, one, t),
            change_sentence(report, one, t),
            one.extra,
            one.cost,
            one.gain,
            ", ".join(one.works),
            ", ".join(short_step(report, name, t) if name in report.steps else name for name in one.waits_for),
        )
        for one in report.reasons.left_out
    ]
    note = t("First what brings most for its cost. The least change keeps all that is chosen; together they cost more.")
    book.table(t("Left out"), t("what is left out, why, what would bring it in"), note, columns, rows, frozen=1)


def _activities_left_out(book: ChoiceBook, report: ChoiceReport) -> None:
    t = book.t
    columns = (
        Column(t("No."), 9, Kind.TEXT),
        Column(t("Technical area"), 30, Kind.TEXT),
        Column(t("What will not be done"), 70, Kind.TEXT),
        Column(t("Its step"), 40, Kind.TEXT),
        Column(t("Cost in the plan"), 16, Kind.MONEY, total=True),
        Column(t("Why"), 44, Kind.TEXT),
    )
    rows = [_left_activity(report, one, t) for one in activities_left_out(report)]
    note = t("They stay in the record of the plan: choosing again begins with all of them.")
    book.table(t("Activities left out"), t("what is not done"), note, columns, rows, frozen=1)


def _left_activity(report: ChoiceReport, activity: Activity, t: Translate) -> tuple[object, ...]:
    own = [step.id for step in report.steps.values() if activity in step.activities]
    cost = sum((line.total.amount for line in activity.cost.lines), NOTHING)
    why = next((why_left_out(report, report.left_out[step], t) for step in own if step in report.left_out), "")
    names = "; ".join(step_name(report, step, t) for step in own)
    return (activity.id, area_label(report.plan, activity.area, t), t(activity.action.text), names, cost, why)


def _sources(book: ChoiceBook, report: ChoiceReport) -> None:
    t = book.t
    unit = reading_unit(report)
    columns = (
        Column(t("Source"), 44, Kind.TEXT),
        Column(t("Year"), 8, Kind.COUNT),
        Column(t("Money of the year"), 16, Kind.MONEY, total=True),
        Column(t("Carried over into it"), 16, Kind.MONEY),
        Column(t("Used"), 16, Kind.MONEY, total=True),
        Column(t("Left at its end"), 16, Kind.MONEY),
        Column(t("Benefit points of {amount} more").format(amount=rough(unit, t)), 14, Kind.NUMBER),
    )
    rows = [
        (row.title, row.year, row.money.amount, row.carried.amount, row.used.amount, row.left.amount,
         None if row.next_money is None else row.next_money * float(unit.amount))
        for row in source_rows(report)
    ]  # fmt: skip
    note = t("What more money would bring is a first hint by the linear relaxation, not a promise.")
    book.table(t("Sources"), t("money by source and year"), note, columns, rows, frozen=1)


def _weights(book: ChoiceBook, report: ChoiceReport) -> None:
    t = book.t
    criteria = tuple(report.weights.shares)
    columns = (
        Column(t("Level step"), 50, Kind.TEXT),
        Column(t("Technical area"), 30, Kind.TEXT),
        *(
            Column(f"{t(str(one)).capitalize()} × {report.weights.shares[one]:.2f}", 12, Kind.NUMBER)
            for one in criteria
        ),
        Column(t("Weight"), 10, Kind.NUMBER),
        Column(t("Value of the level"), 10, Kind.NUMBER),
        Column(t("Worth a year"), 10, Kind.NUMBER),
        Column(t("Reached in"), 10, Kind.TEXT),
    )
    reached = {step: report.question.horizon.name(period) for step, period in report.choice.reached.items()}
    rows = [
        (step_name(report, one.step, t), area_label(report.plan, one.area, t),
         *(one.criteria[name] for name in criteria), one.weight, one.level_value, one.worth, reached.get(one.step, ""))
        for one in report.weights.by_step.values()
    ]  # fmt: skip
    note = t(
        "Every criterion is scaled to a mean of 1; the weight is their mix, the worth is weight × value of the level."
    )
    book.table(t("Weights"), t("what each step weighs"), note, columns, rows, frozen=1)


def _remarks(book: ChoiceBook, report: ChoiceReport) -> None:
    t = book.t
    columns = (Column(t("About"), 24, Kind.TEXT), Column(t("What to know"), 120, Kind.TEXT))
    rows = [(str(one.code), one.text(t)) for one in report.remarks]
    book.table(t("Remarks"), t("what was taken for granted"), "", columns, rows)


# --- tables for programs ------------------------------------------------------------------------------------------


def render_choice_csv(report: ChoiceReport, t: Translate = str) -> bytes:
    """Give a choice as one long CSV table: a row for each activity, source and year, and for each activity left out.

    Headings stay in English for programs. Work that several areas ask for is paid once, in rows of its own; rows
    without an amount are activities that cost nothing by themselves, or are left out.
    """
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(HEADINGS)
    for row in (*_paid_rows(report, t), *_other_rows(report, t)):
        table.writerow([_harmless(str(cell)) for cell in row])
    return out.getvalue().encode()


def _paid_rows(report: ChoiceReport, t: Translate) -> Iterable[tuple[object, ...]]:
    rows = {(row.name if row.time else f"group:{row.name}"): row for row in activity_rows(report)}
    sums: dict[tuple[str, str, int], Decimal] = {}
    for one in report.choice.payments:
        key = (one.payee, one.source, one.year)
        sums[key] = sums.get(key, NOTHING) + one.amount
    for (payee, source, year), amount in sums.items():
        money, calendar = report.money(amount).amount, report.plan.years[year]
        start = _start(report, rows[payee], t)
        yield (*start, source, "", calendar, f"{money:f}", report.question.currency, report.question.price_year)


def _start(report: ChoiceReport, row: ActivityRow, t: Translate) -> tuple[str, ...]:
    area = area_label(report.plan, row.area, t)
    if row.time is None:
        return ("paid once", f"group:{row.name}", area, ", ".join(row.members), "", "")
    text = readable(t(report.activities[row.name].action.text))
    return ("chosen", row.name, area, text, row.time.starts, row.time.finishes or "")


def _other_rows(report: ChoiceReport, t: Translate) -> Iterable[tuple[object, ...]]:
    """Give the chosen activities nobody pays for by themselves, and those left out."""
    for row in activity_rows(report):
        if row.time is not None and not row.sources:
            yield (*_start(report, row, t), "", "", "", "", "", "")
    for one in activities_left_out(report):
        area, text = area_label(report.plan, one.area, t), readable(t(one.action.text))
        own = [step.id for step in report.steps.values() if one in step.activities]
        why = next((str(report.left_out[step].why) for step in own if step in report.left_out), "")
        yield ("left out", one.id, area, text, "", "", "", why, "", "", "", "")


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula when it opens the CSV."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
