"""What changed with a mapping round: against the round before it, and since it was closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from opennaphs.domain.funding.changes import MappingChange, changes_between, snapshot_of, years_of
from opennaphs.domain.funding.counting import CountingRule
from opennaphs.domain.funding.gaps import FundingCut
from opennaphs.domain.sentences import Refused
from opennaphs.store.models import MappingRound, PlanRecord
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.funding.words import labels_for
from opennaphs.web.mapping.figures import position_of
from opennaphs.web.plans.money import amount_text

SHOWN = 200
RULE = CountingRule()
Snapshot = Mapping[str, Any]


@dataclass(frozen=True)
class Compared:
    """Two states of the money that can be held against each other; those of two plans over all their years."""

    before: Snapshot
    after: Snapshot
    by_year: bool

    def changes(self) -> tuple[MappingChange, ...]:
        """Give what changed, the largest change first.

        Raises:
            Refused: they are in different currencies or price years.
        """
        return changes_between(self.before, self.after, by_year=self.by_year)


def earlier_round(row: MappingRound) -> MappingRound | None:
    """Give the closed round before one: of its plan, else of the plans it follows from, else of the country."""
    closed = MappingRound.objects.filter(
        plan__country=row.plan.country, plan__removed=False, closed_on__isnull=False, held_on__lte=row.held_on
    )
    named = closed.defer("snapshot", "plan__frame").select_related("plan")
    found = [one for one in named if (one.held_on, one.pk) < (row.held_on, row.pk)]  # the newest first
    of_plans = (one for plan in _lineage(row.plan) for one in found if one.plan_id == plan)
    return next(of_plans, found[0] if found else None)


def _lineage(plan: PlanRecord) -> Iterable[int]:
    """Give a plan and those it follows from, the nearest first."""
    before = dict(PlanRecord.objects.filter(country=plan.country).values_list("pk", "previous_id"))
    seen: dict[int, None] = {}
    number: int | None = plan.pk
    while number is not None and number not in seen:
        seen[number] = None
        number = before.get(number)
    return seen


def against_earlier(row: MappingRound, earlier: MappingRound | None) -> Compared | None:
    """Hold a round against the one before it; an open one as it stands now. ``None``: there is nothing to compare."""
    after = row.snapshot if row.closed_on is not None else _now(row.plan)
    if earlier is None or not earlier.snapshot or not after:
        return None
    same_years = years_of(earlier.snapshot) == years_of(after)
    return Compared(earlier.snapshot, after, by_year=earlier.plan_id == row.plan_id or same_years)


def since_closed(row: MappingRound) -> Compared | None:
    """Hold what is known now against what a round kept. ``None``: it is open, or there is nothing to compare."""
    after = _now(row.plan)
    if row.closed_on is None or not row.snapshot or not after:
        return None
    return Compared(row.snapshot, after, by_year=True)


def _now(plan: PlanRecord) -> Snapshot:
    position = position_of(plan, RULE)
    return {} if position is None else snapshot_of(position)


# --- words --------------------------------------------------------------------------------------------------------


def shown(plan: PlanRecord, compared: Compared | None, before: str, after: str) -> dict[str, Any] | None:
    """Give a comparison for the page: a table, or why there is none.

    Args:
        plan: whose words are used for areas.
        compared: what is compared.
        before: heading of the earlier amounts.
        after: heading of the later ones.
    """
    if compared is None:
        return None
    try:
        found = compared.changes()
    except Refused as refused:
        return {"cannot": refused.text(page_words())}
    texts = (_("What"), _("Source"), _("Area"), *((_("Year"),) if compared.by_year else ()), before, after)
    unit = {"currency": compared.after["currency"], "year": compared.after["price_year"]}
    return {
        "unit": _("{currency} at the prices of {year}").format(**unit),
        "count": len(found),
        "more": max(0, len(found) - SHOWN),
        "columns": [{"label": text, "numeric": place >= len(texts) - 2} for place, text in enumerate(texts)],
        "rows": [_cells(line) for line in _lines(plan, found[:SHOWN])],
    }


def other_plan(row: MappingRound, earlier: MappingRound | None, compared: Compared | None) -> str:
    """Say that the round before is one of another plan, and how it is compared; nothing when it is of the same."""
    if earlier is None or earlier.plan_id == row.plan_id:
        return ""
    text = _("The round before is one of another plan, “{plan}”.").format(plan=earlier.plan.title)
    if compared is None or compared.by_year:
        return text
    years = _(
        "The years of the two plans differ (then {before}, now {after}), so sources and areas are compared over all "
        "years of each."
    )
    return f"{text} {years.format(before=_years(compared.before), after=_years(compared.after))}"


def _years(snapshot: Snapshot) -> str:
    found = years_of(snapshot)
    return "–".join(str(year) for year in dict.fromkeys((found[0], found[-1]))) if found else "–"


def _cells(line: list[str | None]) -> list[dict[str, Any]]:
    return [
        {"text": text, "heading": place == 0, "numeric": place >= len(line) - 2}  # the amounts come last
        for place, text in enumerate(line)
    ]


def _lines(plan: PlanRecord, found: tuple[MappingChange, ...]) -> list[list[str | None]]:
    label, words = labels_for(plan), page_words()
    return [
        [
            words(str(one.kind)),
            "–" if one.source is None else label(FundingCut.SOURCE, one.source),
            label(FundingCut.AREA, one.area),
            *(() if one.year is None else (str(one.year),)),
            amount_text(one.before),
            amount_text(one.after),
        ]
        for one in found
    ]
