"""What the workbench knows for the evidence of financing (JEE P2.1): planned, allocated, distributed and executed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from opennaphs.domain.cost_views import Cut, cost_table
from opennaphs.domain.evidence import Fact, IndicatorEvidence, Rung, Shelf, together, wanted
from opennaphs.domain.funding.counting import sums_as_given
from opennaphs.domain.funding.sources import SourceKind
from opennaphs.domain.funding.supports import MoneyStage, Support, SupportState, Transaction
from opennaphs.domain.library import ActionLibrary
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Sentence, joined
from opennaphs.store.models import PlanRecord

Shelves = Mapping[int, Shelf]
Page = tuple[str, tuple[str | int, ...]]
PLANNED = "Planned for {year}: {amounts}."
ALLOCATED = "Allocated for {year}: {amounts}."
DISTRIBUTED = "Distributed for {year}: {amounts}."
EXECUTED = "Executed for {year}: {amounts}."
TEXTS = (PLANNED, ALLOCATED, DISTRIBUTED, EXECUTED)


def financing_facts(row: PlanRecord, plan: Plan) -> Shelves:
    """Give what speaks for the plan being paid, by level: validated support only, in amounts as they were given."""
    page: Page = ("funding", (row.country, row.pk))
    supports = _validated(plan)
    return {
        2: together(_planned(row, plan), _sources(plan, page)),
        3: together(_stage(supports, MoneyStage.ALLOCATION, ALLOCATED, page), _not_validated(plan)),
        4: together(_stage(supports, MoneyStage.DISBURSEMENT, DISTRIBUTED, page), _domestic(plan, page)),
        5: _stage(supports, MoneyStage.EXPENDITURE, EXECUTED, page),
    }


def evidence_of(indicator: str, shelves: Shelves, library: ActionLibrary) -> IndicatorEvidence:
    """Put facts beside what each level of an indicator means in our words."""
    aims = {step.level: step.aim for step in library.steps if step.indicator == indicator}
    rungs = (Rung(level, aims.get(level, ""), shelf.facts, shelf.missing) for level, shelf in sorted(shelves.items()))
    return IndicatorEvidence(indicator, tuple(rungs))


def _validated(plan: Plan) -> list[Support]:
    supports = () if plan.funding is None else plan.funding.supports
    return [one for one in supports if one.state is SupportState.VALIDATED]


def _planned(row: PlanRecord, plan: Plan) -> Shelf:
    table = cost_table(plan, Cut.YEAR)
    if table is None:
        return Shelf((), (Sentence("The plan is not costed, so nothing is planned in money."),))
    page: Page = ("costs", (row.country, row.pk))
    pairs = zip(table.rows, table.row_totals, strict=True)
    told = (Sentence(PLANNED, {"year": str(year), "amounts": _amounts([money])}) for year, money in pairs)
    return Shelf(tuple(Fact(sentence, None, page) for sentence in told))


def _sources(plan: Plan, page: Page) -> Shelf:
    sources = () if plan.funding is None else plan.funding.sources
    said = Sentence("Funding sources that support the plan: {count}.", {"count": len(sources)})
    return wanted(Fact(said, None, page) if sources else None, Sentence("No support to the plan is entered."))


def _not_validated(plan: Plan) -> Shelf:
    supports = () if plan.funding is None else plan.funding.supports
    count = sum(one.state is SupportState.REPORTED for one in supports)
    said = Sentence("Support that was reported and is not yet validated, left out here: {count}.", {"count": count})
    return Shelf((), (said,)) if count else Shelf()


def _domestic(plan: Plan, page: Page) -> Shelf:
    sources = () if plan.funding is None else plan.funding.sources
    count = sum(one.kind is SourceKind.DOMESTIC for one in sources)
    said = Sentence("Lines of the national budget among the sources: {count}.", {"count": count})
    return wanted(Fact(said, None, page) if count else None, Sentence("No line of the national budget is entered."))


def _stage(supports: Iterable[Support], stage: MoneyStage, text: str, page: Page) -> Shelf:
    by_year: dict[int, list[Transaction]] = defaultdict(list)
    for support in supports:
        for one in support.transactions:
            if one.stage is stage:
                by_year[one.year].append(one)
    facts = tuple(
        Fact(
            Sentence(text, {"year": str(year), "amounts": _amounts(sums_as_given(found))}),
            max(one.on for one in found),
            page,
        )
        for year, found in sorted(by_year.items())
    )
    none = Sentence("Nothing is recorded at the stage “{stage}”.", {"stage": Sentence(str(stage))})
    return Shelf(facts, () if facts else (none,))


def _amounts(amounts: Iterable[Money]) -> Sentence:
    amounts = tuple(amounts)
    return joined(amounts, "; ", len(amounts))
