"""An annex for a national budget submission: by ministry, economic type and year what is needed, funded and asked."""

from collections.abc import Iterable
from decimal import Decimal

from docx.shared import Pt

from opennaphs.domain.cost_views import UNKNOWN
from opennaphs.domain.costing import CostBasis
from opennaphs.domain.funding.counting import rule_sentence
from opennaphs.domain.funding.positions import CellFunding, FundingPosition
from opennaphs.domain.funding.tails import RecurrentTail, recurrent_tail
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.reports.annex_book import FIRST_ROW, AnnexBook, AnnexCell, AnnexColumn, Live, row_sum
from opennaphs.reports.annex_words import basis_of, sums_by, year_table
from opennaphs.reports.brief_pages import BriefPage, PageWords
from opennaphs.reports.cost_figures import LONGEST_TEXT, FigureTable, brief
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, Translate, amount_text, area_label, plan_title, unit_of
from opennaphs.reports.investment_wording import source_title

Key = tuple[str, str, str, int]
COST, FUNDED, ASKED = "E", "F", "G"


def render_submission_xlsx(plan: Plan, position: FundingPosition, t: Translate = str) -> bytes:
    """Give the annex as a workbook: lines, sums by ministry that follow them, and the bill after the plan.

    Raises:
        NaphsError: the plan is not costed.
    """
    basis = basis_of(plan)
    book = AnnexBook(submission_title(plan, t), plan.language in RIGHT_TO_LEFT, t)
    sums = _sums(plan, position, t)
    lines = _write_lines(book, position, basis, sums, t)
    for name, letter, place in ((t("Asked"), ASKED, 2), (t("Funded"), FUNDED, 1), (t("Needed"), COST, 0)):
        _write_cut(book, plan, basis, sums, (name, lines, letter, place), t)
    _write_tail(book, plan, position, basis, t)
    return book.render()


def submission_title(plan: Plan, t: Translate) -> str:
    """Give the title of the annex."""
    return t("Annex to a budget submission: {plan}").format(plan=plan_title(plan, t))


def _sums(plan: Plan, position: FundingPosition, t: Translate) -> dict[Key, tuple[Decimal, Decimal]]:
    """Give cost and counted money by ministry, economic type, area and year."""
    found: dict[Key, tuple[Decimal, Decimal]] = {}
    for cell in position.cells:
        key = (ministry_label(cell, t), t(cell.economic_type).capitalize(), area_label(plan, cell.area, t), cell.year)
        cost, counted = found.get(key, (Decimal(0), Decimal(0)))
        found[key] = (cost + cell.cost.amount, counted + cell.counted.amount)
    return {key: found[key] for key in sorted(found)}


def ministry_label(cell: CellFunding, t: Translate) -> str:
    """Give the ministry or sector that leads; "not said" when nobody has said it."""
    return t("not said" if cell.ministry == UNKNOWN else cell.ministry).capitalize()


def _write_lines(
    book: AnnexBook,
    position: FundingPosition,
    basis: CostBasis,
    sums: dict[Key, tuple[Decimal, Decimal]],
    t: Translate,
) -> str:
    columns = [AnnexColumn(t("Ministry or sector"), 26), AnnexColumn(t("Economic type"), 16)]
    columns += [AnnexColumn(t("Technical area"), 38), AnnexColumn(t("Year"), 8)]
    columns += [AnnexColumn(one, 17, summed=True) for one in (t("Needed"), t("Funded"), t("Asked"))]
    rows: list[list[AnnexCell]] = []
    for number, (key, (cost, counted)) in enumerate(sums.items(), start=FIRST_ROW + 1):
        rows.append([*key, cost, counted, Live(f"={COST}{number}-{FUNDED}{number}", cost - counted)])
    note = t("Amounts in {unit}. {rule}").format(unit=unit_of(basis, t), rule=rule_sentence(position.rule).text(t))
    return book.sheet(t("Lines"), note, columns, rows)


def _write_cut(
    book: AnnexBook,
    plan: Plan,
    basis: CostBasis,
    sums: dict[Key, tuple[Decimal, Decimal]],
    what: tuple[str, str, str, int],
    t: Translate,
) -> None:
    """Write sums by ministry and economic type in each year, as formulas over the lines."""
    name, lines, letter, place = what
    columns = [AnnexColumn(t("Ministry or sector"), 28), AnnexColumn(t("Economic type"), 16)]
    columns += [AnnexColumn(str(year), 17, summed=True) for year in plan.years]
    columns += [AnnexColumn(t("Total"), 18, summed=True)]
    last, rows = FIRST_ROW + max(len(sums), 1), list[list[AnnexCell]]()
    for number, (ministry, kind) in enumerate(dict.fromkeys(key[:2] for key in sums)):
        values = [_value(sums, (ministry, kind), year, place) for year in plan.years]
        cells = [
            Live(_sum_if(lines, letter, last, FIRST_ROW + number + 1, year), value)
            for year, value in zip(plan.years, values, strict=True)
        ]
        rows.append([ministry, kind, *cells, row_sum(number, 2, 1 + len(values), values)])
    note = t("Every amount is a sum over the sheet of lines and follows it. Amounts in {unit}.")
    book.sheet(name, note.format(unit=unit_of(basis, t)), columns, rows)


def _value(sums: dict[Key, tuple[Decimal, Decimal]], labels: tuple[str, str], year: int, place: int) -> Decimal:
    found = [values for key, values in sums.items() if key[:2] == labels and key[3] == year]
    amounts = [(cost, counted, cost - counted)[place] for cost, counted in found]
    return sum(amounts, Decimal(0))


def _sum_if(lines: str, letter: str, last: int, row: int, year: int) -> str:
    def area(column: str) -> str:
        return f"{lines}!${column}${FIRST_ROW + 1}:${column}${last}"

    return f"=SUMIFS({area(letter)},{area('A')},$A{row},{area('B')},$B{row},{area('D')},{year})"


def _write_tail(book: AnnexBook, plan: Plan, position: FundingPosition, basis: CostBasis, t: Translate) -> None:
    tail = recurrent_tail(plan, position)
    columns = [AnnexColumn(t("Source"), 40), AnnexColumn(t("Pays a year"), 18, summed=True)]
    columns += [AnnexColumn(t("Ends"), 14)]
    rows: list[list[AnnexCell]] = [
        [source_title(plan, one.source, t), one.money.amount, t("not said") if one.ends is None else str(one.ends)]
        for one in tail.payers
    ]
    rows.append([t("Nobody yet"), tail.unpaid.amount, None])
    book.sheet(t("After the plan"), tail_sentence(tail, basis, t), columns, rows)


def tail_sentence(tail: RecurrentTail, basis: CostBasis, t: Translate) -> str:
    """Say what recurs every year once the plan is over, and what of it nobody pays."""
    text = t(
        "The recurrent cost of {year}, the last year of the plan, comes back every year after it: {bill}; of it nobody "
        "pays {unpaid} today. Amounts in {unit}."
    )
    amounts = {"bill": amount_text(tail.bill, t), "unpaid": amount_text(tail.unpaid, t)}
    return text.format(year=tail.year, unit=unit_of(basis, t), **amounts)


# --- document -----------------------------------------------------------------------------------------------------


def render_submission_docx(plan: Plan, position: FundingPosition, t: Translate = str) -> bytes:
    """Give the annex as a Word document: what is needed, funded and asked by ministry, economic type and year.

    Raises:
        NaphsError: the plan is not costed.
    """
    basis, title = basis_of(plan), brief(submission_title(plan, t), LONGEST_TEXT)
    words = PageWords(title, t("Draft made with OpenNAPHS"), plan.language, plan.language in RIGHT_TO_LEFT)
    page = BriefPage(words, {})
    page.paragraph(page.document, title, Pt(14), bold=True, ink=True)
    unit, rule = unit_of(basis, t), rule_sentence(position.rule).text(t)
    page.paragraph(page.document, t("Amounts in {unit}. {rule}").format(unit=unit, rule=rule))
    for table in _tables(plan, position, basis, t):
        numbers = len(table.headings) - 2
        wide = min(24, 132 // numbers)
        rest = 178 - wide * numbers
        page.table(page.document, table, (rest - rest // 3, rest // 3, *(wide for _ in range(numbers))))
    page.heading(page.document, t("After the plan"))
    page.paragraph(page.document, tail_sentence(recurrent_tail(plan, position), basis, t))
    return page.render()


def _tables(plan: Plan, position: FundingPosition, basis: CostBasis, t: Translate) -> Iterable[FigureTable]:
    headings = (t("Ministry or sector"), t("Economic type"))
    for title, name in ((t("Asked"), "gap"), (t("Funded"), "counted"), (t("Needed"), "cost")):
        rows = (
            ((ministry_label(cell, t), t(cell.economic_type).capitalize()), cell.year, _money(cell, name))
            for cell in position.cells
        )
        sums = sums_by(rows, plan.years, basis)
        yield year_table(title, headings, {key: sums[key] for key in sorted(sums)}, plan.years, t)


def _money(cell: CellFunding, name: str) -> Money:
    money: Money = getattr(cell, name)
    return money
