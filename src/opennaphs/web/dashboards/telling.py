"""What a dashboard says first: the few figures in boxes, what blocks the work, and the words for a minister."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.monitoring.digests import ProgressDigest
from opennaphs.web.dashboards.figures import DashboardFigures
from opennaphs.web.dashboards.words import (
    BLOCKERS,
    STAGES,
    Link,
    activity_rows,
    gap_text,
    share_text,
)
from opennaphs.web.plans.money import money_text

LARGEST_GAPS = 3
Box = dict[str, Any]


def progress_boxes(figures: DashboardFigures) -> list[Box]:
    """Give the figures about the work; a share that nobody reported is not known."""
    digest, rates = figures.digest, figures.digest.rates
    return [
        _box(_("Activities"), str(rates.activities)),
        _box(_("Done, by count"), share_text(rates.progress_by_count)),
        _box(_("Done, by cost"), share_text(rates.progress_by_cost)),
        _box(_("Completed, by count"), share_text(rates.completed_by_count)),
        _box(_("Late, and reported on"), str(len(digest.late))),
        _box(_("Blocked"), str(sum(len(group) for group in digest.blocked.values()))),
        _box(_("Not reported"), str(len(digest.unreported))),
        _box(_("Waiting for money"), str(len(digest.waiting_for_money))),
    ]


def money_boxes(figures: DashboardFigures) -> list[Box]:
    """Give the figures about the money; none for a plan that is not costed."""
    money = figures.money
    if money is None:
        return []
    later = [
        _box(str(STAGES[stage]).capitalize(), None if row is None else money_text(row.counted))
        for stage, row in money.stages.items()
        if stage is not MoneyStage.COMMITMENT
    ]
    return [
        _box(_("Cost"), money_text(money.whole.cost)),
        _box(_("Funded"), money_text(money.whole.counted)),
        _box(_("Funding gap"), gap_text(money.whole)),
        *later,
    ]


def _box(label: str, value: str | None) -> Box:
    return {"label": label, "value": value}


def blocked_groups(digest: ProgressDigest, link: Link) -> list[dict[str, Any]]:
    """Give what keeps activities from moving, the most frequent first, with the activities."""
    groups = sorted(digest.blocked.items(), key=lambda pair: -len(pair[1]))
    return [
        {"word": str(BLOCKERS[blocker]), "count": len(rows), "table": activity_rows(rows, link)}
        for blocker, rows in groups
    ]


def minister_words(figures: DashboardFigures) -> list[str]:
    """Say in a few sentences what a minister should know: what is done, what is late, where money is missing."""
    rates, digest = figures.digest.rates, figures.digest
    done = share_text(rates.progress_by_count)
    found = [
        _("Nobody has reported yet how much of the work is done.")
        if done is None
        else _("Of the work, %(share)s is reported done, by the number of activities.") % {"share": done},
        ngettext(
            "%(count)s activity is late, and %(unreported)s have never been reported on.",
            "%(count)s activities are late, and %(unreported)s have never been reported on.",
            len(digest.late),
        )
        % {"count": len(digest.late), "unreported": len(digest.unreported)},
    ]
    return [*found, *_money_words(figures)]


def _money_words(figures: DashboardFigures) -> list[str]:
    money = figures.money
    if money is None:
        return [_("The plan is not costed, so nothing can be said of its money.")]
    told = {"funded": money_text(money.whole.counted), "cost": money_text(money.whole.cost)}
    found = [_("The plan costs %(cost)s; %(funded)s of it is funded.") % told]
    largest = sorted((row for row in money.by_area.rows if row.gap.amount > 0), key=lambda row: -row.gap.amount)
    if largest:
        names = "; ".join(
            f"{figures.areas.get(row.value, row.value)} ({money_text(row.gap)})" for row in largest[:LARGEST_GAPS]
        )
        found.append(_("Most money is missing in: %(areas)s.") % {"areas": names})
    return found
