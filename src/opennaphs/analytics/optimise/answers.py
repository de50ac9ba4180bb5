"""From the columns of a solution to a choice in the words of the question, with every payment."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

import numpy as np

from opennaphs.analytics.optimise.formulation import Formulation
from opennaphs.analytics.optimise.highs import solve_integer
from opennaphs.analytics.optimise.model import NO_COLUMN, Floats, Ints, Mask
from opennaphs.domain.choice_costs import GROUP, Bill, bills
from opennaphs.domain.choice_reach import Started, reached_by, useful_work
from opennaphs.domain.choices import Choice, Payment

WHOLE = 5e-6
DIGITS = 9
MONEY_SECONDS = 5.0
NOTHING = Decimal(0)


def choice_of(formulation: Formulation, x: Floats) -> Choice:
    """Give the choice a solution stands for, without work nothing depends on."""
    question = formulation.instance.question
    started = _shares(formulation, x)
    useful = useful_work(question, started)
    kept = {name: shares for name, shares in started.items() if name in useful}
    choice = Choice(kept, reached_by(question, kept))
    return Choice(kept, choice.reached, tuple(_payments(formulation, x, choice)))


def _shares(formulation: Formulation, x: Floats) -> Started:
    """Read the shares started; what the arithmetic leaves next to nothing or all becomes nothing or all."""
    columns = formulation.layout.started
    values = np.where(columns == NO_COLUMN, 0.0, x[np.maximum(columns, 0)])
    values = np.where(values < WHOLE, 0.0, np.where(values > 1 - WHOLE, 1.0, values)).round(DIGITS)
    values = np.maximum.accumulate(values, axis=1)
    works = formulation.instance.question.works
    return {
        work.id: tuple(Decimal(repr(share)) for share in row)
        for work, row in zip(works, values.tolist(), strict=True)
        if row[-1]
    }


def _payments(formulation: Formulation, x: Floats, choice: Choice) -> Iterator[Payment]:
    """Let the sources pay the bills as the flows of the solution say, activity by activity."""
    instance, question = formulation.instance, formulation.instance.question
    due: dict[tuple[int, int], list[tuple[Bill, Decimal]]] = {}
    for bill in bills(question, choice):
        by_year = _paid_ahead(formulation, x, bill) if bill.ahead else bill.by_year
        for year, amount in enumerate(by_year):
            if amount:
                due.setdefault((instance.class_of(bill.bearer, bill.economic_type), year), []).append((bill, amount))
    for (kind, year), asked in due.items():
        yield from _fill(formulation, _flows(formulation, x, kind, year), asked, year)


def _paid_ahead(formulation: Formulation, x: Floats, bill: Bill) -> tuple[Decimal, ...]:
    """Give what is paid for a group in each year: as the solution has it, never more than it asks for in the end."""
    columns = formulation.layout.money.group[bill.payee.removeprefix(GROUP), bill.economic_type]
    due = list(accumulate(bill.by_year))
    paid = [Decimal(repr(float(x[column]) * formulation.instance.unit)) for column in columns]
    sums = [min(max(amount, asked), due[-1]) for amount, asked in zip(paid, due, strict=True)]
    sums = list(accumulate(sums, max))
    return tuple(now - before for now, before in zip(sums, [NOTHING, *sums], strict=False))


def _flows(formulation: Formulation, x: Floats, kind: int, year: int) -> list[tuple[str, Decimal]]:
    """Give what each source pays for a class of money in a year, in the order of the sources."""
    instance, columns = formulation.instance, formulation.layout.money.flow[:, kind, year]
    return [
        (source.id, Decimal(repr(float(x[column]) * instance.unit)))
        for source, column in zip(instance.question.sources, columns.tolist(), strict=True)
        if column != NO_COLUMN and x[column] > 0
    ]


def _fill(
    formulation: Formulation, flows: list[tuple[str, Decimal]], asked: list[tuple[Bill, Decimal]], year: int
) -> Iterator[Payment]:
    """Pay bill after bill from one source after the other; the last source pays what is left.

    The order is that of the largest whole bill, the same in every year, so that an activity keeps its sources.
    """
    left = list(flows) or [(formulation.instance.question.sources[0].id, NOTHING)]
    for bill, amount in sorted(asked, key=lambda one: (-sum(one[0].by_year), one[0].payee)):
        open_amount = amount
        while open_amount > 0:
            source, money = left[0]
            paid = open_amount if len(left) == 1 else min(money, open_amount)
            if paid > 0:
                yield Payment(source, bill.payee, bill.economic_type, year, paid)
            open_amount -= paid
            left[0] = (source, money - paid)
            if len(left) > 1 and left[0][1] <= 0:
                left.pop(0)


def solution_of(formulation: Formulation, choice: Choice) -> Floats | None:
    """Give the columns that stand for a choice; ``None`` when the question does not allow it."""
    model, layout = formulation.model, formulation.layout
    values, said = np.zeros(model.columns), np.zeros(model.columns, dtype=bool)
    for number, work in enumerate(formulation.instance.question.works):
        shares = choice.started.get(work.id, (NOTHING,) * layout.started.shape[1])
        _say(values, said, layout.started[number], [float(share) for share in shares])
    for number, step in enumerate(formulation.instance.question.steps):
        first = choice.reached.get(step.id, layout.reached.shape[1])
        _say(
            values, said, layout.reached[number], [float(period >= first) for period in range(layout.reached.shape[1])]
        )
    answer = solve_integer(model.fixed(said, values), seconds=MONEY_SECONDS)
    return answer.x


def _say(values: Floats, said: Mask, columns: Ints, shares: list[float]) -> None:
    there = columns != NO_COLUMN
    values[columns[there]] = np.array(shares)[there]
    said[columns[there]] = True
