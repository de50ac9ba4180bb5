"""A question as arrays: every name a number, every amount in one unit of money."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from opennaphs.analytics.optimise.model import Floats, Ints
from opennaphs.domain.choices import Question, Work, payer
from opennaphs.domain.library import EconomicType

LARGEST = 1e5


@dataclass(frozen=True)
class Outlays:
    """What work costs, an entry for each amount: the work, its class of money, years after the start, if it recurs."""

    work: Ints
    kind: Ints
    after: Ints
    amount: Floats
    recurs: Ints


@dataclass(frozen=True)
class Instance:
    """A question ready for arithmetic.

    Money of the same class may be paid by the same sources: ``classes[c]`` lists them. ``unit`` is what amounts are
    divided by, so that they are neither huge nor tiny for the solver; ``unit_of`` is the question that decides it.
    """

    question: Question
    unit_of: Question | None = None

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The number of each work."""
        return {work.id: number for number, work in enumerate(self.question.works)}

    @cached_property
    def step_number(self) -> dict[str, int]:
        """The number of each step."""
        return {step.id: number for number, step in enumerate(self.question.steps)}

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """The areas, in alphabetical order."""
        names = {work.area for work in self.question.works} | {step.area for step in self.question.steps}
        return tuple(sorted(names))

    @cached_property
    def area_of_work(self) -> Ints:
        """The number of the area of each work."""
        return np.array([self.areas.index(work.area) for work in self.question.works], dtype=np.intp)

    @cached_property
    def area_of_step(self) -> Ints:
        """The number of the area of each step."""
        return np.array([self.areas.index(step.area) for step in self.question.steps], dtype=np.intp)

    @cached_property
    def duration(self) -> Ints:
        """Periods each work takes."""
        return np.array([work.duration for work in self.question.works], dtype=np.intp)

    @cached_property
    def unit(self) -> float:
        """A power of ten that amounts are divided by."""
        sources = (self.unit_of or self.question).sources
        money = float(sum(source.whole.amount for source in sources))
        return float(10.0 ** max(0, np.ceil(np.log10(max(money, 1.0) / LARGEST))))

    @cached_property
    def budgets(self) -> Floats:
        """Money by source and year, in units."""
        rows = [[float(money.amount) for money in source.by_year] for source in self.question.sources]
        return np.array(rows).reshape(len(rows), self.question.horizon.years) / self.unit

    @cached_property
    def classes(self) -> tuple[tuple[int, ...], ...]:
        """The sources that may pay for each class of money."""
        return tuple(self._class_numbers)

    @cached_property
    def _class_numbers(self) -> dict[tuple[int, ...], int]:
        found: dict[tuple[int, ...], int] = {}
        for work in self.question.works:
            for kind in EconomicType:
                found.setdefault(self._payers(work, kind), len(found))
        return found

    def _payers(self, work: Work, kind: EconomicType) -> tuple[int, ...]:
        asked = (work.area, kind, work.place, work.ministry)
        if asked not in self._known_payers:
            sources = enumerate(self.question.sources)
            self._known_payers[asked] = tuple(number for number, one in sources if one.earmark.allows(*asked))
        return self._known_payers[asked]

    @cached_property
    def _known_payers(self) -> dict[tuple[str, EconomicType, str, str], tuple[int, ...]]:
        return {}

    def class_of(self, work: Work, kind: EconomicType) -> int:
        """Give the class of money that such an outlay of a work needs."""
        return self._class_numbers[self._payers(work, kind)]

    @cached_property
    def payer_of(self) -> dict[str, Work]:
        """Which work stands for each group that is paid once."""
        years = self.question.horizon.years
        return {name: payer(works, years) for name, works in self.question.shared_groups.items()}

    def outlays(self, kinds: tuple[EconomicType, ...] = tuple(EconomicType)) -> Outlays:
        """Give every amount of every work that is not zero; a recurrent outlay's last amount recurs."""
        found = [
            (number, self.class_of(work, kind), after, float(amount) / self.unit, self._recurs(work, kind, after))
            for number, work in enumerate(self.question.works)
            for kind, outlay in work.outlays.items()
            if kind in kinds
            for after, amount in enumerate(outlay)
            if amount
        ]
        table = np.array(found, dtype=float).reshape(len(found), 5)
        whole = table[:, [0, 1, 2, 4]].astype(np.intp)
        return Outlays(whole[:, 0], whole[:, 1], whole[:, 2], table[:, 3], whole[:, 3])

    @staticmethod
    def _recurs(work: Work, kind: EconomicType, after: int) -> bool:
        return kind is EconomicType.RECURRENT and after == len(work.outlays[kind]) - 1
