"""Figures of a dashboard as cells of tables and words, in the language of the page."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennaphs.domain.funding.gaps import NOT_FUNDED, GapRow, GapTable
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.monitoring.milestones import MilestoneStanding
from opennaphs.domain.monitoring.rates import Share
from opennaphs.domain.monitoring.records import Blocker
from opennaphs.domain.monitoring.standings import ActivityStanding, Situation
from opennaphs.reports.picture_tables import Table, build_table
from opennaphs.store.models import PlanRecord
from opennaphs.web.assessments.wording import number
from opennaphs.web.dashboards.looking import SITUATIONS
from opennaphs.web.plans.money import amount_text, money_text

PER_CENT = 100
MOST_ROWS = 15
BLOCKERS: Mapping[str, str | Promise] = {
    Blocker.NO_MONEY: gettext_lazy("no money"),
    Blocker.NOT_RELEASED: gettext_lazy("money not released"),
    Blocker.STAFF: gettext_lazy("no staff"),
    Blocker.PROCUREMENT: gettext_lazy("procurement"),
    Blocker.APPROVAL: gettext_lazy("approval or legal step"),
    Blocker.OTHER_ACTIVITY: gettext_lazy("waits for another activity"),
    Blocker.ACCESS: gettext_lazy("security or access"),
    Blocker.EMERGENCY: gettext_lazy("response to an emergency"),
    Blocker.OTHER: gettext_lazy("something else"),
}
STAGES: Mapping[MoneyStage, str | Promise] = {
    MoneyStage.PLEDGE: gettext_lazy("pledged"),
    MoneyStage.ALLOCATION: gettext_lazy("allocated"),
    MoneyStage.COMMITMENT: gettext_lazy("committed"),
    MoneyStage.DISBURSEMENT: gettext_lazy("disbursed"),
    MoneyStage.EXPENDITURE: gettext_lazy("spent"),
}
Link = Callable[[str], str]


def per_cent(value: Fraction | None) -> str | None:
    """Write a share as whole per cent; ``None`` when it is not known."""
    return None if value is None else _("%(share)s %%") % {"share": number(value * PER_CENT, 0)}


def share_text(share: Share) -> str | None:
    """Write a share with the range that what was not reported leaves open."""
    if share.value is None:
        return None
    if share.lowest == share.highest:
        return per_cent(share.value)
    told = {"share": per_cent(share.value), "least": per_cent(share.lowest), "most": per_cent(share.highest)}
    return _("%(share)s (%(least)s to %(most)s)") % told


def gap_text(row: GapRow) -> str:
    """Write a gap with its interval when it has one."""
    gap = money_text(row.gap)
    if row.least == row.most:
        return gap
    told = {"gap": gap, "least": amount_text(row.least), "most": amount_text(row.most)}
    return _("%(gap)s (%(least)s to %(most)s)") % told


def linker(plan: PlanRecord) -> Link:
    """Give a function from the number of an activity to its page."""
    known = dict(plan.activities.filter(removed=False).values_list("number", "pk"))
    return lambda name: reverse("activity", args=[plan.country, plan.pk, known[name]]) if name in known else ""


def activity_rows(standings: Iterable[ActivityStanding], link: Link, most: int | None = MOST_ROWS) -> dict[str, Any]:
    """Give activities with what matters about them as a table of the component."""
    rows = list(standings)
    labels = (_("Number"), _("Activity"), _("Owner"), _("Situation"), _("Done"), _("Days late"), _("Reported on"))
    shown = rows if most is None else rows[:most]
    return {
        "columns": [{"label": label, "numeric": label == _("Days late")} for label in labels],
        "rows": [_activity_row(one, link) for one in shown],
        "more": len(rows) - len(shown),
    }


def _activity_row(one: ActivityStanding, link: Link) -> list[dict[str, Any]]:
    return [
        {"text": one.activity, "heading": True, "url": link(one.activity)},
        {"text": one.text},
        {"text": one.owner},
        {"text": situation_word(one), "kind": situation_kind(one)},
        {"text": None if one.percent is None else per_cent(Fraction(one.percent, PER_CENT)), "numeric": True},
        {"text": str(one.days_late) if one.days_late else "", "numeric": True},
        {"text": None if one.reported_on is None else date_format(one.reported_on, "SHORT_DATE_FORMAT")},
    ]


def situation_word(one: ActivityStanding) -> str:
    """Say where an activity stands; what nobody reported on is said to be so."""
    word = str(SITUATIONS[one.situation])
    return word if one.reported else _("%(situation)s, not reported") % {"situation": word}


def situation_kind(one: ActivityStanding) -> str:
    """Give the colour of a situation."""
    kinds = {
        Situation.COMPLETED: "done",
        Situation.IN_PROGRESS: "info",
        Situation.DELAYED: "error",
        Situation.ON_HOLD: "warn",
    }
    return kinds.get(one.situation, "neutral")


def milestone_rows(milestones: Iterable[MilestoneStanding], link: Link) -> dict[str, Any]:
    """Give milestones as a table of the component."""
    labels = (_("Number"), _("Milestone"), _("Due"))
    rows = [
        [
            {"text": one.milestone.activity, "heading": True, "url": link(one.milestone.activity)},
            {"text": one.milestone.text},
            {"text": date_format(one.milestone.due, "SHORT_DATE_FORMAT")},
        ]
        for one in milestones
    ]
    return {"columns": [{"label": label} for label in labels], "rows": rows}


def gap_words(table: GapTable, labels: Mapping[str, str], heading: str) -> Table:
    """Give a cut of the gap as a table: cost, funded, gap, and between what it lies."""
    headings = (heading, _("cost"), _("funded"), _("gap"), _("at least"), _("at most"))
    return build_table(
        headings,
        (
            (labels.get(row.value, _funded_name(row.value)), row.cost, row.counted, row.gap, row.least, row.most)
            for row in table.rows
        ),
    )


def _funded_name(value: str) -> str:
    return _("not funded") if value == NOT_FUNDED else value
