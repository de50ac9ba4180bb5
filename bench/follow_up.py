"""The funding gap and the dashboard of a large plan, beside reading the same plan, and how they grow as it doubles.

    .venv/bin/python bench/follow_up.py                # 1,000 activities, 200 sources, 20,000 transactions
    .venv/bin/python bench/follow_up.py 2000 400 40000

Reading the plan document is the yardstick: a page that shows a plan has to read it anyway.
"""

import datetime
import gc
import json
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path
from time import process_time

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import load_material
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.drafting import Costs, Request, draft_plan
from opennaphs.domain.funding.gaps import FundingCut, gap_table
from opennaphs.domain.funding.positions import activity_money, funding_position
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.domain.funding.supports import Funding, MoneyStage, Portion, Support, Transaction
from opennaphs.domain.goals import Term
from opennaphs.domain.money import Money
from opennaphs.domain.monitoring.digests import progress_digest
from opennaphs.domain.monitoring.records import FollowUp, ProgressUpdate
from opennaphs.domain.monitoring.series import progress_series
from opennaphs.domain.plan_document import document, plan_of
from opennaphs.domain.planning import Plan
from opennaphs.sources.profile_yaml import load_profile
from opennaphs.sources.scores import load_scores

EXAMPLE = Path(__file__).parents[1] / "examples" / "uganda"
ACTIVITIES, SOURCES, TRANSACTIONS = 1_000, 200, 20_000
RUNS = 5
TODAY = datetime.date(2029, 6, 30)
STAGES = (MoneyStage.COMMITMENT, MoneyStage.DISBURSEMENT, MoneyStage.EXPENDITURE)


@dataclass(frozen=True)
class Size:
    """How large a plan is."""

    activities: int
    sources: int
    transactions: int

    def __str__(self) -> str:
        return f"{self.activities:,} activities, {self.sources:,} sources, {self.transactions:,} transactions"


def drafted() -> Plan:
    assessment = load_scores(EXAMPLE / "scores.csv").assessments[0]
    costs = Costs(load_profile(EXAMPLE / "profile.yaml"), read_default_prices())
    request = Request("UGA", "Uganda", Term.FIVE_YEARS, 2027)
    return draft_plan(request, load_material(), load_framework(assessment.framework), assessment, costs)


def large(base: Plan, size: Size) -> Plan:
    """Give a plan of a size: the drafted activities again and again, each with a number of its own."""
    rows = islice(cycle(base.activities), size.activities)
    places = ((), ("North",), ("South", "East"), ("West",))
    activities = tuple(
        replace(one, id=f"{one.id}-{n}", details=replace(one.details, places=places[n % 4]))
        for n, one in enumerate(rows)
    )
    plan = replace(base, activities=activities)
    return replace(plan, funding=funding(plan, size), follow_up=reports(plan))


def funding(plan: Plan, size: Size) -> Funding:
    sources = tuple(FundingSource(f"S{n:04d}", f"Source {n}", SourceKind.DONOR) for n in range(size.sources))
    each = size.transactions // size.sources
    supports = tuple(
        Support(
            f"M{n:04d}", one.id, f"Project {n}", portions=portions(plan, n), transactions=tuple(moves(plan, n, each))
        )
        for n, one in enumerate(sources)
    )
    return Funding(sources, supports)


def portions(plan: Plan, n: int) -> tuple[Portion, ...]:
    """Tie half of a support to five activities, a third to an area, the rest to nothing."""
    rows, areas = plan.activities, tuple(dict.fromkeys(one.area for one in plan.activities))
    tied = tuple(Portion(share=Decimal("0.1"), activity=rows[(n * 7 + k * 31) % len(rows)].id) for k in range(5))
    loose = Portion(share=Decimal("0.3"), areas=(areas[n % len(areas)],))
    return (*tied, loose, Portion(share=Decimal("0.2")))


def moves(plan: Plan, n: int, count: int) -> list[Transaction]:
    basis = plan.cost_basis
    unit = ("USD", 2024) if basis is None else (basis.currency, basis.price_year)
    return [
        Transaction(
            f"T{n}-{k}",
            STAGES[k % 3],
            datetime.date(2027 + k % 3, 1 + k % 12, 1 + k % 28),
            2027 + k % 5,
            Money(Decimal(500 + k * 13 % 900), *unit),
        )
        for k in range(count)
    ]


def reports(plan: Plan) -> FollowUp:
    """Report on four of five activities, six times."""
    return FollowUp(
        tuple(
            ProgressUpdate(
                one.id, datetime.date(2027 + k // 4, 1 + k % 4 * 3, 15), ActivityStatus.IN_PROGRESS, 10 + k * 12
            )
            for n, one in enumerate(plan.activities)
            if n % 5
            for k in range(6)
        )
    )


def seconds(work: Callable[[], object]) -> float:
    """Give the processor time of a piece of work, the median of some runs."""
    found = []
    for _ in range(RUNS):
        gc.collect()
        begun = process_time()
        work()
        found.append(process_time() - begun)
    return statistics.median(found)


def cuts(plan: Plan) -> None:
    position = funding_position(plan)
    assert position is not None  # noqa: S101 - the plan is costed
    for by in FundingCut:
        gap_table(position, by)


def dashboard(plan: Plan) -> None:
    position = funding_position(plan)
    assert position is not None  # noqa: S101 - the plan is costed
    money = activity_money(plan, position)
    progress_digest(plan, TODAY, money)
    progress_series(plan, TODAY, money=money)
    gap_table(position, FundingCut.AREA)


def measure(base: Plan, size: Size) -> tuple[float, float, float]:
    plan = large(base, size)
    text = json.dumps(document(plan))
    read = seconds(lambda: plan_of(json.loads(text)))
    return read, seconds(lambda: cuts(plan)), seconds(lambda: dashboard(plan))


def report(name: str, found: tuple[float, float, float], first: tuple[float, float, float]) -> None:
    grown = [f"{now / then:5.2f}x" for now, then in zip(found, first, strict=True)]
    read, gap, board = found
    times = f"{read:7.3f} s {gap:7.3f} s {board:7.3f} s"
    print(f"{name:52} {times}   {gap / read:5.2f} {board / read:5.2f}   {' '.join(grown)}")


def main() -> None:
    given = [int(one) for one in sys.argv[1:4]] or [ACTIVITIES, SOURCES, TRANSACTIONS]
    size, base = Size(*given), drafted()
    first = measure(base, size)
    columns = f"{'read':>9} {'7 cuts':>9} {'dashboard':>9}"
    print(f"{'processor time, median of ' + str(RUNS):52} {columns}   ratios to read   growth")
    report(str(size), first, first)
    for name in ("activities", "sources", "transactions"):
        report(f"twice the {name}", measure(base, replace(size, **{name: getattr(size, name) * 2})), first)


if __name__ == "__main__":
    main()
