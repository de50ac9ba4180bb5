"""The tables of a review pack: by area, late, blocked, silent, waiting for money, milestones, results, levels."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.monitoring.milestones import MilestoneState
from opennaphs.domain.monitoring.rates import BreakdownRow
from opennaphs.domain.monitoring.standings import ActivityStanding, FollowUpCut, MoneyState, Situation
from opennaphs.domain.review_reports import ReviewReport
from opennaphs.reports.cost_figures import LONGEST_NAME, LONGEST_TEXT, brief
from opennaphs.reports.cost_wording import Translate, area_label
from opennaphs.reports.review_blocks import (
    UNKNOWN,
    Block,
    day_text,
    money_words,
    names_text,
    owner_text,
    percent_text,
    share_range,
    table_block,
    word,
)

MOST_ROWS = 15
MOST_NUMBERS = 8


def more_row(rows: Sequence[tuple[str, ...]], hidden: int, columns: int, t: Translate) -> Sequence[tuple[str, ...]]:
    """Say in a last row how many rows are not shown."""
    if hidden <= 0:
        return rows
    return [*rows, ("…", t("and {count} more").format(count=hidden), *("" for _ in range(columns - 2)))]


def areas_table(report: ReviewReport, t: Translate) -> Block:
    """Give the rates of every area."""
    rows = [_area_row(report, row, t) for row in report.digest.rows(FollowUpCut.AREA)]
    headings = (
        t("Technical area"),
        t("Activities"),
        t("Completed"),
        t("Late"),
        t("Not reported"),
        t("Progress, by count"),
        t("Progress, by cost"),
    )
    return table_block(t("By technical area"), headings, rows, (30, 10, 10, 8, 10, 16, 16), 1)


def _area_row(report: ReviewReport, row: BreakdownRow, t: Translate) -> tuple[str, ...]:
    rates = row.rates
    label = brief(area_label(report.plan, row.name, t), LONGEST_NAME)
    counts = (rates.activities, rates.counts[Situation.COMPLETED], late_in(report, FollowUpCut.AREA, row.name))
    progress = (percent_text(rates.progress_by_count.value, t), percent_text(rates.progress_by_cost.value, t))
    return (label, *map(str, counts), str(len(rates.not_reported)), *progress)


def late_in(report: ReviewReport, by: FollowUpCut, name: str) -> int:
    """Count what is late by report in one row of a cut, so that the rows add up to what is said to be late."""
    return sum(name in one.names(by) for one in report.digest.late)


def ministries_table(report: ReviewReport, t: Translate) -> Block:
    """Give what each ministry has done, the one with most late activities first."""
    found = report.digest.rows(FollowUpCut.MINISTRY)
    late = {row.name: late_in(report, FollowUpCut.MINISTRY, row.name) for row in found}
    ordered = sorted(found, key=lambda row: (-late[row.name], -row.rates.activities))
    rows = [
        (
            word(row.name, t),
            str(row.rates.activities),
            str(row.rates.counts[Situation.COMPLETED]),
            str(late[row.name]),
            percent_text(row.rates.progress_by_count.value, t),
        )
        for row in ordered[:8]
    ]
    headings = (t("Ministry or sector"), t("Activities"), t("Completed"), t("Late"), t("Progress, by count"))
    return table_block(t("By ministry"), headings, rows, (40, 15, 15, 12, 18), 1)


def rates_table(report: ReviewReport, t: Translate) -> Block:
    """Give the four rates, by count and by cost, with their intervals."""
    rates = report.digest.rates
    rows = [
        (t("Completed"), share_range(rates.completed_by_count, t), share_range(rates.completed_by_cost, t)),
        (t("Progress"), share_range(rates.progress_by_count, t), share_range(rates.progress_by_cost, t)),
    ]
    headings = (t("Measured"), t("By count"), t("By cost"))
    return table_block(t("How much is done"), headings, rows, (24, 38, 38), 1)


def trend_table(report: ReviewReport, t: Translate) -> Block:
    """Give the rates at the end of each of the last eight quarters."""
    rows = [
        (
            f"{point.on.year} Q{point.quarter}",
            percent_text(point.rates.completed_by_count.lowest, t),
            percent_text(point.rates.completed_by_cost.lowest, t),
            percent_text(point.rates.progress_by_count.value, t),
            str(len(point.rates.not_reported)),
        )
        for point in report.trend[-8:]
    ]
    headings = (
        t("Quarter"),
        t("Completed, by count"),
        t("Completed, by cost"),
        t("Progress, by count"),
        t("Not reported"),
    )
    return table_block(t("From quarter to quarter"), headings, rows, (18, 22, 22, 22, 16), 1)


def activity_row(one: ActivityStanding, t: Translate) -> tuple[str, str, str]:
    """Give number, text and owner of an activity."""
    return one.activity, brief(t(one.text), LONGEST_TEXT), owner_text(one, t)


def late_table(report: ReviewReport, t: Translate, most: int = MOST_ROWS) -> Block:
    """Give what is late by report, the latest first."""
    late = report.digest.late
    rows = [(*activity_row(one, t), word(one.money, t), _what_next(one, t), str(one.days_late)) for one in late[:most]]
    headings = (t("No."), t("Activity"), t("Owner"), t("Money"), t("Blocker or next step"), t("Days late"))
    title = t("Late, and reported on: {count}").format(count=len(late))
    return table_block(title, headings, more_row(rows, len(late) - most, 6, t), (9, 34, 17, 12, 20, 8), 5)


def _what_next(one: ActivityStanding, t: Translate) -> str:
    blocker = "" if one.blocker is None else word(one.blocker, t)
    return brief(": ".join(filter(None, (blocker, one.blocked_by or one.next_step))), LONGEST_NAME * 2) or UNKNOWN


def blocked_table(report: ReviewReport, t: Translate) -> Block:
    """Give what keeps activities from moving, the blocker of most activities first."""
    groups = sorted(report.digest.blocked.items(), key=lambda pair: -len(pair[1]))
    rows = [
        (word(kind, t), names_text(group, MOST_NUMBERS), _words_of(group), str(len(group))) for kind, group in groups
    ]
    headings = (t("Blocker"), t("Numbers"), t("In words"), t("Activities"))
    return table_block(t("Blocked"), headings, rows, (20, 30, 38, 12), 3)


def _words_of(group: Iterable[ActivityStanding]) -> str:
    return brief("; ".join(dict.fromkeys(one.blocked_by for one in group if one.blocked_by)), LONGEST_TEXT) or UNKNOWN


def silent_table(report: ReviewReport, t: Translate) -> Block:
    """Give who has not reported, the owner of most silent activities first."""
    by_owner: dict[str, list[ActivityStanding]] = defaultdict(list)
    for one in report.digest.silent:
        by_owner[owner_text(one, t)].append(one)
    ordered = sorted(by_owner.items(), key=lambda pair: -len(pair[1]))
    rows = [(owner, names_text(group, MOST_NUMBERS), str(len(group))) for owner, group in ordered[:MOST_ROWS]]
    headings = (t("Owner"), t("Numbers"), t("Activities"))
    title = t("No report for more than a month: {count}").format(count=len(report.digest.silent))
    return table_block(title, headings, more_row(rows, len(ordered) - MOST_ROWS, 3, t), (36, 50, 14), 2)


def money_table(report: ReviewReport, t: Translate) -> Block:
    """Give how many activities have their money, and how many of these are late."""
    late = {one.activity for one in report.digest.late}
    rows = [
        (
            word(state, t),
            str(len(group)),
            str(sum(one.activity in late for one in group)),
            str(sum(one.status is ActivityStatus.NOT_STARTED for one in group)),
        )
        for state, group in report.digest.by_money.items()
        if group
    ]
    headings = (t("Money"), t("Activities"), t("Of these late"), t("Of these not started"))
    return table_block(t("Money and time"), headings, rows, (40, 20, 20, 20), 1)


def waiting_table(report: ReviewReport, t: Translate, most: int = 8) -> Block:
    """Give what has not begun for want of money, the dearest first."""
    waiting = sorted(report.digest.waiting_for_money, key=_dearest)
    rows = [(*activity_row(one, t), money_words(one.cost, t)) for one in waiting[:most]]
    title = t("Not started, and without money: {count}").format(count=len(waiting))
    headings = (t("No."), t("Activity"), t("Owner"), t("Cost"))
    return table_block(title, headings, more_row(rows, len(waiting) - most, 4, t), (9, 50, 24, 17), 3)


def funded_but_late_table(report: ReviewReport, t: Translate, most: int = 8) -> Block:
    """Give what is late although its money is there."""
    late = report.digest.funded_but_late
    rows = [(*activity_row(one, t), str(one.days_late)) for one in late[:most]]
    title = t("Late although the money is there: {count}").format(count=len(late))
    headings = (t("No."), t("Activity"), t("Owner"), t("Days late"))
    return table_block(title, headings, more_row(rows, len(late) - most, 4, t), (9, 50, 24, 17), 3)


def _dearest(one: ActivityStanding) -> tuple[bool, float]:
    return one.cost is None, 0.0 if one.cost is None else -float(one.cost.amount)


def milestones_table(report: ReviewReport, t: Translate) -> Block:
    """Give milestones that are overdue, due within a month, and passed since the last review."""
    overdue, due = report.digest.milestones_overdue, report.digest.milestones_due
    passed = [
        one
        for one in report.digest.milestones
        if one.milestone.done_on is not None and report.changes.since < one.milestone.done_on <= report.on
    ]
    rows = [
        (
            one.milestone.activity,
            brief(one.milestone.text, LONGEST_TEXT),
            word(one.state, t),
            day_text(one.milestone.due),
        )
        for one in (*overdue, *due, *passed)
    ]
    headings = (t("No."), t("Milestone"), t("State"), t("Due"))
    return table_block(
        t("Milestones"), headings, more_row(rows[:MOST_ROWS], len(rows) - MOST_ROWS, 4, t), (12, 54, 20, 14), 4
    )


def levels_table(report: ReviewReport, t: Translate) -> Block:
    """Give the levels a newer assessment found beside those the plan started from and its goals."""
    if report.levels is None:
        return Block("")
    changed = [one for one in report.levels.changes if one.before != one.after]
    rows = [
        (
            brief(_indicator(report, one.indicator, t), LONGEST_NAME * 2),
            _level(one.before),
            _level(one.after),
            _level(one.target),
        )
        for one in changed[:30]
    ]
    headings = (t("Indicator"), t("Level at the start"), t("Level now"), t("Goal"))
    title = t("Levels that changed, by {assessment}").format(assessment=report.levels.assessment)
    return table_block(title, headings, more_row_first(rows, len(changed) - len(rows), t), (52, 18, 16, 14), 1)


def more_row_first(rows: Sequence[tuple[str, ...]], hidden: int, t: Translate) -> Sequence[tuple[str, ...]]:
    """Say in a last row of a table of one column of words how many rows are not shown."""
    return rows if hidden <= 0 else [*rows, (t("and {count} more").format(count=hidden), "", "", "")]


def _indicator(report: ReviewReport, indicator: str, t: Translate) -> str:
    code = indicator.partition(".")[2] or indicator
    return f"{code} {t(report.titles[indicator])}" if indicator in report.titles else code


def _level(level: int | None) -> str:
    return UNKNOWN if level is None else str(level)


def unfinished(report: ReviewReport) -> Sequence[ActivityStanding]:
    """Give what goes on into the next plan: neither completed nor cancelled nor carried forward."""
    return [one for one in report.digest.standings if one.counts and one.situation is not Situation.COMPLETED]


MONEY_STATES, SITUATIONS, MILESTONES = tuple(MoneyState), tuple(Situation), tuple(MilestoneState)
"""Words these tables show, to be translated (tools/make_translations.py)."""
