"""An annex for a proposal to a pandemic fund, as workbook and as Word document: request, co-financing, indicators."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from docx.shared import Pt

from opennaphs.domain.costing import CostBasis
from opennaphs.domain.funding.counting import rule_sentence
from opennaphs.domain.funding.positions import FundingPosition
from opennaphs.domain.funding.proposals import PaidBeside, Proposal, RequestLine
from opennaphs.domain.goals import Goal
from opennaphs.domain.planning import Plan
from opennaphs.reports.annex_book import FIRST_ROW, AnnexBook, AnnexCell, AnnexColumn, Live, row_sum
from opennaphs.reports.annex_words import basis_of, sums_by, year_table
from opennaphs.reports.brief_pages import BriefPage, PageWords
from opennaphs.reports.cost_figures import LONGEST_NAME, LONGEST_TEXT, LONGEST_WORD, FigureTable, brief
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, Translate, amount_text, area_label, plan_title, unit_of
from opennaphs.reports.investment_wording import source_title

MOST_ACTIVITIES = 40
FIRST_YEAR_COLUMN = 7


@dataclass(frozen=True)
class ProposalAnnex:
    """What the annex is made from.

    Attributes:
        plan, position: a costed plan and where it stands with its money.
        proposal: what is asked.
        titles: titles of the indicators, by id.
        cited: where the priorities of the fund are from.
        entity: the implementing entity; empty = not chosen yet.
    """

    plan: Plan
    position: FundingPosition
    proposal: Proposal
    titles: Mapping[str, str]
    cited: str
    entity: str = ""


# --- workbook -----------------------------------------------------------------------------------------------------


def render_proposal_xlsx(annex: ProposalAnnex, t: Translate = str) -> bytes:
    """Give the annex as a workbook whose sums follow its lines.

    Raises:
        NaphsError: the plan is not costed.
    """
    basis = basis_of(annex.plan)
    book = AnnexBook(annex_title(annex, t), annex.plan.language in RIGHT_TO_LEFT, t)
    lines = _write_request(book, annex, basis, t)
    _write_summary(book, annex, basis, lines, t)
    _write_beside(book, annex, basis, t)
    _write_indicators(book, annex, t)
    _write_areas(book, annex, t)
    return book.render()


def annex_title(annex: ProposalAnnex, t: Translate) -> str:
    """Give the title of the annex."""
    return t("Annex to a proposal: {plan}").format(plan=plan_title(annex.plan, t))


def _write_request(book: AnnexBook, annex: ProposalAnnex, basis: CostBasis, t: Translate) -> str:
    years = annex.plan.years
    headings = (t("Priority of the fund"), t("Technical area"), t("No."), t("What will be done"))
    columns = [
        AnnexColumn(headings[0], 24),
        AnnexColumn(headings[1], 26),
        AnnexColumn(headings[2], 10),
        AnnexColumn(headings[3], 60),
        AnnexColumn(t("Lifts"), 30),
        AnnexColumn(t("To level"), 9),
        AnnexColumn(t("Economic type"), 13),
        *(AnnexColumn(str(year), 15, summed=True) for year in years),
        AnnexColumn(t("Total"), 16, summed=True),
    ]
    rows = [_request_row(annex, one, number, t) for number, one in enumerate(annex.proposal.lines)]
    note = t("What is asked of the fund: the part of the cost that nobody pays, in {unit}. {rule}")
    said = note.format(unit=unit_of(basis, t), rule=rule_sentence(annex.position.rule).text(t))
    return book.sheet(t("Request"), said, columns, rows)


def _request_row(annex: ProposalAnnex, one: RequestLine, number: int, t: Translate) -> list[AnnexCell]:
    action, amounts = one.activity.action, [money.amount for money in one.by_year]
    return [
        _priority_title(annex, one.priority, t),
        area_label(annex.plan, one.activity.area, t),
        one.activity.id,
        t(action.text),
        _indicator(annex, action.target, t),
        action.level,
        t(one.economic_type),
        *amounts,
        row_sum(number, FIRST_YEAR_COLUMN, FIRST_YEAR_COLUMN + len(amounts) - 1, amounts),
    ]


def _write_summary(book: AnnexBook, annex: ProposalAnnex, basis: CostBasis, lines: str, t: Translate) -> None:
    """Write sums over the request, by priority and economic type, as formulas that follow it."""
    proposal, years = annex.proposal, annex.plan.years
    keys = dict.fromkeys((one.priority, one.economic_type) for one in proposal.lines)
    last = FIRST_ROW + max(len(proposal.lines), 1)
    rows: list[list[AnnexCell]] = []
    for number, (priority, kind) in enumerate(keys):
        found = [one for one in proposal.lines if (one.priority, one.economic_type) == (priority, kind)]
        values = [sum((one.by_year[place].amount for one in found), Decimal(0)) for place in range(len(years))]
        cells = [
            Live(_sum_if(lines, FIRST_YEAR_COLUMN + place, last, FIRST_ROW + number), value)
            for place, value in enumerate(values)
        ]
        words = (_priority_title(annex, priority, t), t(kind))
        rows.append([*words, *cells, row_sum(number, 2, 1 + len(years), values)])
    columns = [AnnexColumn(t("Priority of the fund"), 30), AnnexColumn(t("Economic type"), 16)]
    columns += [AnnexColumn(str(year), 16, summed=True) for year in years]
    columns += [AnnexColumn(t("Total"), 17, summed=True)]
    outside = t("Not asked for, because the fund has other priorities: {amount}, in {unit}.")
    note = outside.format(amount=amount_text(proposal.outside, t), unit=unit_of(basis, t))
    book.sheet(t("Summary"), note, columns, rows)


def _sum_if(lines: str, column: int, last: int, row: int) -> str:
    letter = chr(ord("A") + column)
    area, first = f"{lines}!${{}}${FIRST_ROW + 1}:${{}}${last}", row + 1
    sums, priorities, kinds = area.format(letter, letter), area.format("A", "A"), area.format("G", "G")
    return f"=SUMIFS({sums},{priorities},$A{first},{kinds},$B{first})"


def _write_beside(book: AnnexBook, annex: ProposalAnnex, basis: CostBasis, t: Translate) -> None:
    years = annex.plan.years
    columns = [AnnexColumn(t("Role"), 18), AnnexColumn(t("Source"), 30), AnnexColumn(t("Support"), 40)]
    columns += [AnnexColumn(t("Recipient"), 24), AnnexColumn(t("State"), 12)]
    columns += [AnnexColumn(str(year), 15, summed=True) for year in years]
    columns += [AnnexColumn(t("Total"), 16, summed=True)]
    rows = []
    for number, one in enumerate(annex.proposal.beside):
        amounts = [money.amount for money in one.by_year]
        words = [*_beside_words(annex, one, t), one.support.recipient or None, t(one.support.state)]
        rows.append([*words, *amounts, row_sum(number, len(words), len(words) + len(amounts) - 1, amounts)])
    note = t("Paid beside the fund: by its agencies (co-financing) and by the country (co-investment), in {unit}.")
    book.sheet(t("Co-financing"), note.format(unit=unit_of(basis, t)), columns, rows)


def _write_indicators(book: AnnexBook, annex: ProposalAnnex, t: Translate) -> None:
    columns = [AnnexColumn(t("Indicator"), 12), AnnexColumn(t("Title"), 60)]
    columns += [AnnexColumn(t("Baseline"), 12), AnnexColumn(t("Target"), 12)]
    rows: list[list[AnnexCell]] = [
        [one.indicator, t(annex.titles.get(one.indicator, "")) or None, one.current, one.target]
        for one in annex.proposal.goals
    ]
    book.sheet(t("Indicators"), _evidence(annex, t), columns, rows)


def _write_areas(book: AnnexBook, annex: ProposalAnnex, t: Translate) -> None:
    columns = [AnnexColumn(t("Priority of the fund"), 34), AnnexColumn(t("Technical areas of the plan"), 80)]
    rows = [[t(one.title), _areas_of(annex, one.areas, t)] for one in annex.proposal.priorities]
    book.sheet(t("Priorities"), t("Source: {source}").format(source=annex.cited), columns, rows)


# --- words --------------------------------------------------------------------------------------------------------


def _priority_title(annex: ProposalAnnex, priority: str, t: Translate) -> str:
    return next(t(one.title) for one in annex.proposal.priorities if one.id == priority)


def _indicator(annex: ProposalAnnex, target: str, t: Translate) -> str:
    code = target.rpartition("-")[2].partition(".")[2] or target
    return f"{code} {t(annex.titles[target])}" if target in annex.titles else target


def _areas_of(annex: ProposalAnnex, areas: Iterable[str], t: Translate) -> str:
    used = {one.area for one in annex.plan.activities}
    there = [area_label(annex.plan, one, t) for one in areas if one in used]
    return ", ".join(there) or t("none in this plan")


def _beside_words(annex: ProposalAnnex, one: PaidBeside, t: Translate) -> list[str]:
    title = one.support.title
    if one.rate_missing:
        title = t("{title} (part of it not counted: a rate is missing)").format(title=title)
    return [t(one.role), source_title(annex.plan, one.source, t), title]


def _evidence(annex: ProposalAnnex, t: Translate) -> str:
    found = annex.plan.evidence
    if found.framework is None:
        return t("The plan rests on no assessment.")
    text = t(
        "Baselines are levels of the assessment with {edition} of {date} ({source}); targets are goals of the plan."
    )
    missing = t("not said")
    values = {"edition": found.framework, "date": found.date or missing, "source": found.source or missing}
    return text.format(**values)


# --- document -----------------------------------------------------------------------------------------------------


def render_proposal_docx(annex: ProposalAnnex, t: Translate = str) -> bytes:
    """Give the annex as a Word document to be edited; of many activities it shows the first, the workbook has all.

    Raises:
        NaphsError: the plan is not costed.
    """
    basis = basis_of(annex.plan)
    plan, title = annex.plan, brief(annex_title(annex, t), LONGEST_TEXT)
    words = PageWords(title, t("Draft made with OpenNAPHS"), plan.language, plan.language in RIGHT_TO_LEFT)
    page = BriefPage(words, {})
    page.paragraph(page.document, title, Pt(14), bold=True, ink=True)
    for sentence in _opening(annex, basis, t):
        page.paragraph(page.document, sentence)
    for table in (_by_priority(annex, basis, t), _by_kind(annex, basis, t), _beside_table(annex, basis, t)):
        page.table(page.document, table, _widths(table))
    page.table(page.document, _areas_table(annex, t), (60, 118))
    page.table(page.document, _indicators_table(annex, t), (24, 114, 20, 20))
    page.table(page.document, _activities_table(annex, t), (16, 82, 40, 22, 18))
    return page.render()


def _opening(annex: ProposalAnnex, basis: CostBasis, t: Translate) -> Iterable[str]:
    entity = annex.entity or t("not chosen yet")
    yield t("Country: {country}. Implementing entity: {entity}.").format(country=annex.plan.country_name, entity=entity)
    yield t("Amounts are in {unit}. {rule}").format(
        unit=unit_of(basis, t), rule=rule_sentence(annex.position.rule).text(t)
    )
    yield _evidence(annex, t)
    text = t("The request is the part of the plan in the priorities of the fund that nobody pays for: {amount}.")
    asked = sum((one.total.amount for one in annex.proposal.lines), Decimal(0))
    yield text.format(amount=f"{basis.currency} {asked:,.2f}")
    yield t("Not asked for, because the fund has other priorities: {amount}, in {unit}.").format(
        amount=amount_text(annex.proposal.outside, t), unit=unit_of(basis, t)
    )


def _widths(table: FigureTable) -> tuple[int, ...]:
    """Share 178 millimetres out: numbers need so much each, the words have the rest."""
    numbers = len(table.headings) - table.texts
    wide = min(24, 140 // max(numbers, 1))
    words = (178 - wide * numbers) // table.texts
    return (*(words for _ in range(table.texts)), *(wide for _ in range(numbers)))


def _by_priority(annex: ProposalAnnex, basis: CostBasis, t: Translate) -> FigureTable:
    rows = (
        ((_priority_title(annex, one.priority, t),), year, money)
        for one in annex.proposal.lines
        for year, money in zip(annex.plan.years, one.by_year, strict=True)
    )
    sums = sums_by(rows, annex.plan.years, basis)
    return year_table(t("Request by priority"), (t("Priority of the fund"),), sums, annex.plan.years, t)


def _by_kind(annex: ProposalAnnex, basis: CostBasis, t: Translate) -> FigureTable:
    rows = (
        ((t(one.economic_type).capitalize(),), year, money)
        for one in annex.proposal.lines
        for year, money in zip(annex.plan.years, one.by_year, strict=True)
    )
    sums = sums_by(rows, annex.plan.years, basis)
    return year_table(t("Request by economic type"), (t("Economic type"),), sums, annex.plan.years, t)


def _beside_table(annex: ProposalAnnex, basis: CostBasis, t: Translate) -> FigureTable:
    rows = (
        ((_beside_words(annex, one, t)[0].capitalize(), source_title(annex.plan, one.source, t)), year, money)
        for one in annex.proposal.beside
        for year, money in zip(annex.plan.years, one.by_year, strict=True)
    )
    sums = sums_by(rows, annex.plan.years, basis)
    headings = (t("Role"), t("Source"))
    return year_table(t("Co-financing and co-investment"), headings, sums, annex.plan.years, t)


def _areas_table(annex: ProposalAnnex, t: Translate) -> FigureTable:
    rows = tuple((t(one.title), _areas_of(annex, one.areas, t)) for one in annex.proposal.priorities)
    headings = (t("Priority of the fund"), t("Technical areas of the plan"))
    return FigureTable(t("Priorities and technical areas"), 2, headings, rows)


def _indicators_table(annex: ProposalAnnex, t: Translate) -> FigureTable:
    rows = tuple(_goal_row(annex, one, t) for one in annex.proposal.goals)
    headings = (t("Indicator"), t("Title"), t("Baseline"), t("Target"))
    return FigureTable(t("Indicators"), 2, headings, rows)


def _goal_row(annex: ProposalAnnex, one: Goal, t: Translate) -> tuple[str, ...]:
    levels = (t("not said") if level is None else str(level) for level in (one.current, one.target))
    title = brief(t(annex.titles.get(one.indicator, "–")), LONGEST_TEXT)
    return (one.indicator.partition(".")[2] or one.indicator, title, *levels)


def _activities_table(annex: ProposalAnnex, t: Translate) -> FigureTable:
    lines = annex.proposal.lines
    shown = tuple(_activity_row(annex, one, t) for one in lines[:MOST_ACTIVITIES])
    title = t("The first {shown} of {count} lines of the request; the workbook has them all")
    if len(lines) <= MOST_ACTIVITIES:
        title = t("Lines of the request")
    headings = (t("No."), t("What will be done"), t("Lifts"), t("Economic type"), t("Amount"))
    return FigureTable(title.format(shown=len(shown), count=len(lines)), 4, headings, shown)


def _activity_row(annex: ProposalAnnex, one: RequestLine, t: Translate) -> tuple[str, ...]:
    action = one.activity.action
    lifts = brief(_indicator(annex, action.target, t), LONGEST_NAME)
    level = lifts if action.level is None else f"{lifts} → {action.level}"
    words = (brief(one.activity.id, LONGEST_WORD), brief(t(action.text), LONGEST_TEXT), level)
    return (*words, t(one.economic_type).capitalize(), amount_text(one.total, t))
