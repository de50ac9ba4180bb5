"""What a little more room would do: the same model with room to buy, for one left-out step after the other."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

import numpy as np
from scipy import sparse

from opennaphs.analytics.optimise.formulation import Formulation
from opennaphs.analytics.optimise.highs import hand_over, new_solver, run_linear
from opennaphs.analytics.optimise.model import EVERYWHERE, NO_ROW, Floats, Ints, Model, RowName
from opennaphs.analytics.optimise.money_rows import ABSORPTION, SOURCE
from opennaphs.domain.choice_reasons import Change, Limit
from opennaphs.domain.choices import Absorption, Bearer, Choice, Measure, Work
from opennaphs.domain.funding.envelopes import Envelope

LEAST = 1e-6
# Between changes of nearly the same size, those of sources that may pay for the work and have money in the year.
NO_MONEY_THEN, MAY_NOT_PAY = 1.03, 1.06


class Widening:
    """A question with a choice already taken, in which every limit can be widened at a price.

    All steps of the choice stay reached, as early as they are. Money of sources, of absorption limits and after the
    plan costs one a unit of currency; one more start costs what an activity costs on average.
    """

    def __init__(self, formulation: Formulation, choice: Choice) -> None:
        """Put the choice and the room into a model and solve it once."""
        self.formulation, self.limits = formulation, _limits(formulation)
        self.columns = formulation.model.columns
        self.solver = new_solver()
        hand_over(self.solver, self._model(choice), integer=False)
        run_linear(self.solver)

    def _model(self, choice: Choice) -> Model:
        model = with_choice_kept(self.formulation, choice)
        self.low, self.high = model.low, self._high(model)
        count = len(self.limits)
        rows = np.array([row for _, _, row in self.limits], dtype=np.intp)
        room = sparse.csr_matrix((-np.ones(count), (rows, np.arange(count))), (model.rows.shape[0], count))
        prices = np.array([self._price(name) for name, _, _ in self.limits])
        return Model(
            np.concatenate([np.zeros(model.columns), -prices]),
            np.concatenate([model.low, np.zeros(count)]),
            np.concatenate([self.high, np.full(count, np.inf)]),
            np.concatenate([model.integer, np.zeros(count, dtype=bool)]),
            np.concatenate([model.part_of, np.full(count, EVERYWHERE)]),
            sparse.hstack([model.rows, room]).tocsr(),
            model.floor,
            model.ceiling,
        )

    def _high(self, model: Model) -> Floats:
        """Let money flow without the bounds that follow from budgets."""
        high = model.high.copy()
        high[(model.part_of == EVERYWHERE) & ~model.integer] = np.inf
        return high

    def _price(self, name: RowName) -> float:
        limit = self._absorption(name)
        if limit is None or limit.measure is Measure.MONEY:
            return 1.0
        question = self.formulation.instance.question
        cost = sum(float(sum(outlay)) for work in question.works for outlay in work.outlays.values())
        return max(cost / self.formulation.instance.unit / len(question.works), LEAST)

    def _absorption(self, name: RowName) -> Absorption | None:
        return self.formulation.instance.question.absorption[name[1]] if name[0] == ABSORPTION else None

    def needed_for(self, steps: Iterable[str], works: Iterable[str]) -> tuple[Change, ...] | None:
        """Give the least extra room with which these steps are reached by the end, for which these works are missing.

        ``None`` when no room is enough: it is a question of time. An empty answer says that there is room already.
        """
        columns = self._forced(steps)
        for column in columns:
            self.solver.changeColBounds(column, 1.0, 1.0)
        self._prefer_those_who_may_pay(set(works))
        answer = run_linear(self.solver)
        for column in columns:
            self.solver.changeColBounds(column, self.low[column], self.high[column])
        return None if answer is None else tuple(self._changes(answer.x[self.columns :]))

    def _prefer_those_who_may_pay(self, works: set[str]) -> None:
        """Make the money of sources that would only free that of others a little dearer."""
        question = self.formulation.instance.question
        wanted = [work for work in question.works if work.id in works]
        for number, (name, year, _) in enumerate(self.limits):
            if name[0] == SOURCE:
                source = question.sources[name[1]]
                may = any(_may_pay(source, work) for work in wanted)
                price = (1.0 if source.by_year[year].amount else NO_MONEY_THEN) if may else MAY_NOT_PAY
                self.solver.changeColCost(self.columns + number, -price)

    def _forced(self, steps: Iterable[str]) -> list[int]:
        layout, instance = self.formulation.layout, self.formulation.instance
        return [int(layout.reached[instance.step_number[step], -1]) for step in steps]

    def _changes(self, room: Floats) -> Iterator[Change]:
        for (name, year, _), amount in zip(self.limits, room.tolist(), strict=True):
            if amount > LEAST:
                yield self._change(name, year, amount)

    def _change(self, name: RowName, year: int, amount: float) -> Change:
        instance, question = self.formulation.instance, self.formulation.instance.question
        money = Decimal(round(amount * instance.unit))
        if name[0] == SOURCE:
            return Change(Limit.SOURCE, question.sources[name[1]].id, year, money)
        limit = self._absorption(name)
        if limit is None:
            return Change(Limit.TAIL, str(Limit.TAIL), None, money)
        bearer = Limit.MINISTRY if limit.bearer is Bearer.MINISTRY else Limit.AREA
        return Change(
            bearer, limit.name, year, money if limit.measure is Measure.MONEY else Decimal(repr(round(amount, 3)))
        )


def _may_pay(source: Envelope, work: Work) -> bool:
    return any(source.earmark.allows(work.area, kind, work.place, work.ministry) for kind in work.outlays)


def with_choice_kept(formulation: Formulation, choice: Choice) -> Model:
    """Give the model with the steps of a choice reached as early as they are."""
    low, layout = formulation.model.low.copy(), formulation.layout
    for step, period in choice.reached.items():
        columns = layout.reached[formulation.instance.step_number[step], period:]
        low[columns] = 1.0
    return replace(formulation.model, low=low)


def _limits(formulation: Formulation) -> list[tuple[RowName, int, int]]:
    """Give every limit with its plan year and its row."""
    named: dict[RowName, Ints] = dict(formulation.model.named)
    return [(name, year, int(row)) for name, rows in named.items() for year, row in enumerate(rows) if row != NO_ROW]
