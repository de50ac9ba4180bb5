"""The progress of a plan as a workbook: the rates with their rule, what is late or blocked, every activity."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction
from io import BytesIO
from textwrap import wrap
from typing import Any, NamedTuple

import xlsxwriter

from opennaphs.domain.money import Money
from opennaphs.domain.monitoring.digests import ProgressDigest
from opennaphs.domain.monitoring.milestones import MilestoneState
from opennaphs.domain.monitoring.rates import ImplementationRates, Share
from opennaphs.domain.monitoring.standings import ActivityStanding, FollowUpCut
from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, area_label, plan_title, readable

HEADING_ROW, FIRST_ROW = 3, 4
LONGEST_CELL, A4 = 32_767, 9
LINE_HEIGHT, HIGHEST_ROW = 14.5, 400
SUMMARY_WIDTHS = (44, 14, 14, 14, 80)
CUTS = (FollowUpCut.AREA, FollowUpCut.MINISTRY, FollowUpCut.REGION, FollowUpCut.OWNER, FollowUpCut.SOURCE)
LATE = "#D9822B"
Translate = Callable[[str], str]
Cell = str | int | date | Money | Fraction | None


class _Column(NamedTuple):
    heading: str
    width: int


def render_progress_workbook(digest: ProgressDigest, plan: Plan, t: Translate = str) -> bytes:
    """Give the progress of a plan as a workbook; cells that nobody has said stay empty."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        book = _Book(workbook, digest, plan, t)
        workbook.set_properties({"title": book.title, "comments": "OpenNAPHS"})
        book.write_summary()
        book.write_rates()
        book.write_activities()
        book.write_milestones()
        book.write_results()
    return buffer.getvalue()


class _Book:
    """One workbook of progress, and what its sheets share."""

    def __init__(self, workbook: Any, digest: ProgressDigest, plan: Plan, t: Translate) -> None:
        self.workbook, self.digest, self.plan, self.t = workbook, digest, plan, t
        self.title = f"{plan_title(plan, t)}: {t('progress')}, {digest.today}"
        cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D0D0"}
        add = workbook.add_format
        self.big, self.note = add({"bold": True, "font_size": 14}), add({"italic": True, "font_color": "#555555"})
        self.head, self.text = add({**cell, "bold": True, "bg_color": "#E8EEF4"}), add(cell)
        self.marked = add({**cell, "bold": True, "font_color": LATE})
        self.day, self.count = add({**cell, "num_format": "yyyy-mm-dd"}), add({**cell, "num_format": "0"})
        self.money, self.share = add({**cell, "num_format": "#,##0.00"}), add({**cell, "num_format": "0.0%"})

    # --- what sheets share ---

    def _sheet(self, name: str, note: str, columns: Sequence[_Column]) -> Any:
        sheet = self.workbook.add_worksheet(name)
        if self.plan.language in RIGHT_TO_LEFT:
            sheet.right_to_left()
        sheet.write_string(0, 0, self.title[:LONGEST_CELL], self.big)
        sheet.write_string(1, 0, note, self.note)
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(HEADING_ROW, number, column.heading, self.head)
        sheet.set_row(HEADING_ROW, _height((column.heading, column.width) for column in columns))
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADING_ROW)
        sheet.freeze_panes(FIRST_ROW, 1)
        return sheet

    def _write(self, sheet: Any, row: int, cells: Sequence[Cell], style: Any | None = None) -> None:
        """Write a line: numbers as numbers, days as days, somebody's text never as a formula or link."""
        for column, value in enumerate(cells):
            if isinstance(value, Money):
                sheet.write_number(row, column, value.amount, self.money)
            elif isinstance(value, Fraction):
                sheet.write_number(row, column, float(value), self.share)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, value, self.day)
            elif isinstance(value, int):
                sheet.write_number(row, column, value, self.count)
            elif value:
                sheet.write_string(row, column, readable(value)[:LONGEST_CELL], style or self.text)
            else:
                sheet.write_blank(row, column, None, self.text)

    def _names(self, standings: Iterable[ActivityStanding]) -> str:
        return ", ".join(one.activity for one in standings)

    # --- the sheets ---

    def write_summary(self) -> None:
        """Write the rates of all activities, then what needs somebody, then what is not known."""
        t, digest = self.t, self.digest
        headings = (t("Figure"), t("As reported"), t("At least"), t("At most"), t("Which ones"))
        columns = tuple(map(_Column, headings, SUMMARY_WIDTHS))
        note = t("At least and at most: with what nobody reported counted as nothing, and as all done.")
        sheet = self._sheet(t("Summary"), note, columns)
        rates = digest.rates
        shares = (
            (t("Completed, by count"), rates.completed_by_count),
            (t("Completed, by cost"), rates.completed_by_cost),
            (t("Progress, by count"), rates.progress_by_count),
            (t("Progress, by cost"), rates.progress_by_cost),
            (t("By the end of the plan at this pace, by count"), digest.forecast.at_end),
            (t("By the end of the plan at this pace, by cost"), digest.forecast_by_cost.at_end),
        )
        for row, (name, share) in enumerate(shares, start=FIRST_ROW):
            self._write(sheet, row, (name, share.value, share.lowest, share.highest))
        last = FIRST_ROW + len(shares) + 1
        for row, (name, group) in enumerate(self._lists(), start=last):
            names = self._names(group)
            self._write(sheet, row, (name, len(group), None, None, names))
            sheet.set_row(row, _height([(names, SUMMARY_WIDTHS[-1])]))
        texts = (*rates.rules, *digest.earned.sentences, *digest.forecast.sentences, *digest.not_known)
        for row, one in enumerate(texts, start=last + len(self._lists()) + 1):
            text = readable(one.text(t))[:LONGEST_CELL]
            sheet.merge_range(row, 0, row, len(columns) - 1, "", self.text)
            sheet.write_string(row, 0, text, self.text)
            sheet.set_row(row, _height([(text, sum(SUMMARY_WIDTHS))]))

    def _lists(self) -> list[tuple[str, tuple[ActivityStanding, ...]]]:
        t, digest = self.t, self.digest
        found = [
            (t("Late"), digest.late),
            (t("Past their days, and nobody has reported"), digest.late_unreported),
            (t("Not reported"), digest.unreported),
            (t("No report for more than 31 days"), digest.silent),
            (t("Not started and without money"), digest.waiting_for_money),
            (t("Funded but late"), digest.funded_but_late),
        ]
        blocked = t("Blocked: {what}")
        return [*found, *((blocked.format(what=t(str(kind))), group) for kind, group in digest.blocked.items())]

    def write_rates(self) -> None:
        """Write the rates by area, ministry, region, owner and source, one below the other."""
        t = self.t
        columns = (
            _Column(t("Cut"), 12), _Column(t("Name"), 40), _Column(t("Activities"), 10), _Column(t("Cost"), 16),
            _Column(t("Completed, by count"), 12), _Column(t("Completed, by cost"), 12),
            _Column(t("Progress, by count"), 12), _Column(t("Progress, by cost"), 12),
            _Column(t("Not reported"), 12), _Column(t("Cost of these"), 16),
        )  # fmt: skip
        note = t("Rows of regions and sources overlap: an activity stands in each of its own.")
        sheet = self._sheet(t("Rates"), note, columns)
        rows = [(by, row) for by in CUTS for row in self.digest.rows(by)]
        for place, (by, row) in enumerate(rows, start=FIRST_ROW):
            self._write(sheet, place, (t(str(by)), self._label(by, row.name), *_rate_cells(row.rates)))

    def write_activities(self) -> None:
        """Write one row for each activity, those that are delayed marked."""
        t = self.t
        columns = (
            _Column(t("No."), 9), _Column(t("Technical area"), 24), _Column(t("What will be done"), 50),
            _Column(t("Owner"), 18), _Column(t("Situation"), 14), _Column(t("Per cent done"), 9),
            _Column(t("Reported on"), 12), _Column(t("Begins"), 12), _Column(t("Ends"), 12),
            _Column(t("Days late"), 9), _Column(t("Expected to be done on"), 14), _Column(t("Cost"), 16),
            _Column(t("Money"), 16), _Column(t("Spent"), 16), _Column(t("Blocked by"), 30), _Column(t("Next step"), 30),
        )  # fmt: skip
        note = t("An empty cell is not known. Days nobody said are taken from the years of the activity.")
        sheet = self._sheet(t("Activities"), note, columns)
        for place, (one, forecast) in enumerate(
            zip(self.digest.standings, self.digest.forecasts, strict=True), start=FIRST_ROW
        ):
            cells = (*self._who(one), one.percent, one.reported_on, one.starts, one.ends, one.days_late, forecast.day)
            more = (one.cost, t(str(one.money)), one.spent, self._blocked(one), one.next_step)
            texts = [(cells[2], 50), (cells[1], 24), (more[3], 30), (more[4], 30)]
            sheet.set_row(place, _height((str(text), width) for text, width in texts))
            self._write(sheet, place, (*cells, *more), self.marked if one.days_late else None)
        sheet.autofilter(HEADING_ROW, 0, FIRST_ROW + max(len(self.digest.standings), 1) - 1, len(columns) - 1)

    def write_milestones(self) -> None:
        """Write the milestones, the earliest due first."""
        t = self.t
        columns = (
            _Column(t("No."), 9), _Column(t("Milestone"), 60), _Column(t("Due"), 12), _Column(t("Passed on"), 12),
            _Column(t("State"), 22), _Column(t("Days late"), 9),
        )  # fmt: skip
        sheet = self._sheet(t("Milestones"), t("The earliest due first."), columns)
        for place, one in enumerate(self.digest.milestones, start=FIRST_ROW):
            found = one.milestone
            cells = (found.activity, found.text, found.due, found.done_on, t(str(one.state)), one.days_late)
            sheet.set_row(place, _height([(found.text, 60)]))
            self._write(sheet, place, cells, self.marked if one.state is MilestoneState.OVERDUE else None)

    def write_results(self) -> None:
        """Write the result indicators with what they say."""
        t = self.t
        columns = (
            _Column(t("Result"), 44), _Column(t("Kind"), 12), _Column(t("Share of the way"), 12),
            _Column(t("A straight line asks for"), 12), _Column(t("State"), 16), _Column(t("In words"), 70),
        )  # fmt: skip
        note = t("How much of the way from baseline to target the latest value is.")
        sheet = self._sheet(t("Results"), note, columns)
        for place, one in enumerate(self.digest.results, start=FIRST_ROW):
            words = (t(str(one.course)), one.sentence.text(t))
            cells = (one.indicator.title, t(str(one.indicator.kind)), one.share, one.expected, *words)
            sheet.set_row(place, _height([(one.indicator.title, 44), (words[1], 70)]))
            self._write(sheet, place, cells)

    # --- words ---

    def _label(self, by: FollowUpCut, name: str) -> str:
        if by is FollowUpCut.AREA:
            return area_label(self.plan, name, self.t)
        if by is FollowUpCut.SOURCE and self.plan.funding is not None:
            titles = {one.id: one.title for one in self.plan.funding.sources}
            return titles.get(name, self.t(name))
        return self.t(name)

    def _who(self, one: ActivityStanding) -> tuple[str, ...]:
        t = self.t
        situation = t(str(one.situation)) if one.reported else t("not reported") if one.due else t("begins later")
        return one.activity, area_label(self.plan, one.area, t), t(one.text), one.owner or "", situation

    def _blocked(self, one: ActivityStanding) -> str:
        kind = "" if one.blocker is None else self.t(str(one.blocker))
        return ": ".join(filter(None, (kind, one.blocked_by)))


def _height(texts: Iterable[tuple[str, int]]) -> float:
    """Give the height of a row in which every text fits its column, within what a page can show."""
    lines = max((len(wrap(text, width)) for text, width in texts), default=1)
    return min(max(lines, 1) * LINE_HEIGHT, HIGHEST_ROW)


def _rate_cells(rates: ImplementationRates) -> tuple[Cell, ...]:
    shares: tuple[Share, ...] = (
        rates.completed_by_count,
        rates.completed_by_cost,
        rates.progress_by_count,
        rates.progress_by_cost,
    )
    values = (one.value for one in shares)
    return (rates.activities, rates.cost, *values, len(rates.not_reported), rates.not_reported_cost)
