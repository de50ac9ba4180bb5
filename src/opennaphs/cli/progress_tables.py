"""How ``naphs progress`` shows rates and lists in the terminal."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from rich.markup import escape
from rich.table import Table

from opennaphs.cli.cost_tables import money_table, shown
from opennaphs.domain.money import Money
from opennaphs.domain.monitoring.digests import ProgressDigest
from opennaphs.domain.monitoring.rates import Share
from opennaphs.domain.monitoring.standings import ActivityStanding, FollowUpCut
from opennaphs.domain.planning import Plan

MOST_SHOWN = 10
NAME_WIDTH = 24
LONGEST_TEXT = 60
NOT_SAID = "not said"


def percent(share: Fraction | None) -> str:
    """Write a share as a percentage; what cannot be said is no zero."""
    return NOT_SAID if share is None else f"{float(share):.1%}"


def rate_table(digest: ProgressDigest) -> Table:
    """The four rates, each with the interval of what nobody reported."""
    rates = digest.rates
    title = f"Progress on {digest.today}: {rates.activities} activities"
    table = money_table("rate", amounts=("as reported", "at least", "at most"), title=title)
    rows = (
        ("completed, by count", rates.completed_by_count),
        ("completed, by cost", rates.completed_by_cost),
        ("progress, by count", rates.progress_by_count),
        ("progress, by cost", rates.progress_by_cost),
    )
    for name, share in rows:
        table.add_row(name, *_cells(share))
    return table


def cut_table(digest: ProgressDigest, plan: Plan, by: FollowUpCut, t: Callable[[str], str]) -> Table:
    """The rates of every area, ministry, region …"""
    unit = "" if digest.rates.cost is None else f" ({digest.rates.cost.currency})"
    amounts = ("number", f"cost{unit}", "completed", "by cost", "progress", "by cost", "unreported")
    table = money_table(str(by), amounts=amounts, title=f"By {by}")
    table.columns[0].min_width = NAME_WIDTH
    for row in digest.rows(by):
        rates = row.rates
        shares = (
            rates.completed_by_count,
            rates.completed_by_cost,
            rates.progress_by_count,
            rates.progress_by_cost,
        )
        cells = (str(rates.activities), money(rates.cost), *(percent(one.value) for one in shares))
        table.add_row(_label(plan, by, row.name, t), *cells, str(len(rates.not_reported)))
    return table


def late_table(digest: ProgressDigest) -> Table | None:
    """What is late, the latest first."""
    if not digest.late:
        return None
    table = money_table(
        "activity", "what", "money", amounts=("days late", "done", "ends"), title=_title("Late", digest.late)
    )
    for one in digest.late[:MOST_SHOWN]:
        done = NOT_SAID if one.percent is None else f"{one.percent} %"
        table.add_row(one.activity, _short(one.text), str(one.money), str(one.days_late), done, str(one.ends))
    return table


def blocked_table(digest: ProgressDigest) -> Table | None:
    """What keeps activities from moving."""
    found = [one for group in digest.blocked.values() for one in group]
    if not found:
        return None
    table = money_table("blocked by", "activity", "in words", "next step", amounts=(), title=_title("Blocked", found))
    for one in found[:MOST_SHOWN]:
        table.add_row(str(one.blocker), one.activity, _short(one.blocked_by), _short(one.next_step))
    return table


def milestone_table(digest: ProgressDigest) -> Table | None:
    """Milestones whose day has passed."""
    overdue = digest.milestones_overdue
    if not overdue:
        return None
    table = money_table("activity", "milestone", amounts=("due", "days late"), title="Milestones overdue")
    for one in overdue[:MOST_SHOWN]:
        found = one.milestone
        table.add_row(found.activity, _short(found.text), str(found.due), str(one.days_late))
    return table


def activity_table(title: str, standings: Sequence[ActivityStanding]) -> Table | None:
    """A list of activities; ``None`` when there are none."""
    if not standings:
        return None
    table = money_table("activity", "what", "owner", amounts=("begins", "ends"), title=_title(title, standings))
    for one in standings[:MOST_SHOWN]:
        table.add_row(one.activity, _short(one.text), _short(one.owner or NOT_SAID), str(one.starts), str(one.ends))
    return table


def money(amount: Money | None) -> str:
    """Write an amount; what is not known is no zero."""
    return NOT_SAID if amount is None else shown(amount)


def _cells(share: Share) -> tuple[str, ...]:
    return percent(share.value), percent(share.lowest), percent(share.highest)


def _label(plan: Plan, by: FollowUpCut, name: str, t: Callable[[str], str]) -> str:
    if by is FollowUpCut.AREA:
        return _short(f"{name.rpartition('.')[2]} {t(plan.area_titles.get(name, name))}")
    return _short(name)


def _title(title: str, found: Sequence[ActivityStanding]) -> str:
    return f"{title}: {len(found)}" if len(found) <= MOST_SHOWN else f"{title}: the first {MOST_SHOWN} of {len(found)}"


def _short(text: str) -> str:
    """Shorten somebody's text and keep the terminal from reading it as colours."""
    return escape(text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…")
