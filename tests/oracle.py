"""The same problem once more, written from its mathematics in linopy with named dimensions: an oracle for our arrays.

Nothing of the optimiser is used. It differs where a difference must not matter: every activity is paid for by itself
(ours sums up what the same sources may pay), work may start too late, completion is a variable of its own.
"""

import highspy
import linopy
import numpy as np
import pandas as pd
import xarray as xr

from opennaphs.domain.choices import Bearer, DemandKind, Measure, payer
from opennaphs.domain.library import EconomicType

KINDS = list(EconomicType)


def oracle_optimum(question, *, integer):
    """Give the optimum of a question (of its relaxation when not ``integer``), ``None`` when there is none."""
    # The solver runs here and not through ``solve`` of linopy, whose thread can wait for ever for a solver used before.
    solver = _Oracle(question, integer=integer).model.to_highspy()
    for name, value in {"output_flag": False, "threads": 1, "mip_rel_gap": 0.0, "presolve": "off"}.items():
        solver.setOptionValue(name, value)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    assert status == highspy.HighsModelStatus.kOptimal
    return abs(solver.getInfo().objective_function_value)


def _index(name, values):
    return pd.Index(list(values), name=name)


def _picked(state, dimension, along, names, labels=None):
    """Give a state of such names, one after the other along a dimension of their own."""
    names = list(names)
    terms = 1 * state
    picked = terms.sel({dimension: xr.DataArray(names, dims=along)}).drop_vars(dimension)
    return picked.assign_coords({along: list(range(len(names)) if labels is None else labels)})


def _before(state, dimension):
    """Give a state one period or year earlier; nothing before the first."""
    return state.shift({dimension: 1}).fillna(0)


class _Oracle:
    def __init__(self, question, *, integer):
        self.question, self.integer, self.model = question, integer, linopy.Model()
        horizon = question.horizon
        self.work, self.step = (_index(n, [one.id for one in many]) for n, many in self._named())
        self.period, self.year = _index("period", range(horizon.periods)), _index("year", range(horizon.years))
        self.unit = max(1.0, sum(float(one.whole.amount) for one in question.sources) / 1e4)
        self.started = self.share("started", self.work, self.period, whole=not question.straddle)
        self.complete = self.share("complete", self.work, self.period)
        self.reached = self.share("reached", self.step, self.period, whole=True)
        self._time()
        self._rests()
        self._optional()
        self._demands()
        self._money()
        self._objective()

    def _named(self):
        return ("work", self.question.works), ("step", self.question.steps)

    def share(self, name, *coords, whole=False):
        if whole and self.integer:
            return self.model.add_variables(binary=True, coords=coords, name=name)
        return self.model.add_variables(0, 1, coords=coords, name=name)

    def amount(self, name, *coords, upper=np.inf):
        return self.model.add_variables(0, upper, coords=coords, name=name)

    def keep(self, constraint):
        self.model.add_constraints(constraint)

    # --- time and order --------------------------------------------------------------------------------------------

    def _time(self):
        for state in (self.started, self.reached):
            if len(state.coords[state.dims[0]]):
                self.keep(state - _before(state, "period") >= 0)
        for work in self.question.works:
            begun = self.period - work.duration + 1
            later = [period for period in self.period if begun[period] >= 0]
            never = [period for period in self.period if begun[period] < 0]
            if never:
                self.keep(self.complete.sel(work=work.id, period=never) == 0)
            if later:
                before = _picked(self.started.sel(work=work.id), "period", "cell", begun[later])
                self.keep(_picked(self.complete.sel(work=work.id), "period", "cell", later) - before == 0)

    def _below(self, lower, higher, pairs):
        """Keep one state at or below another in every period, for pairs of names."""
        if pairs:
            one, other = zip(*pairs, strict=True)
            first = _picked(lower, lower.dims[0], "pair", one)
            self.keep(first - _picked(higher, higher.dims[0], "pair", other) <= 0)

    def _rests(self):
        steps = self.question.steps
        needed = [(step.id, work) for step in steps for work in step.required]
        needed += [(step.id, work) for step in steps if step.enough == len(step.optional) for work in step.optional]
        self._below(self.reached, self.complete, needed)
        self._below(self.reached, self.reached, [(step.id, other) for step in steps for other in step.after])
        works = self.question.works
        self._below(self.started, self.complete, [(work.id, need) for work in works for need in work.needs])

    def _optional(self):
        for step in self.question.steps:
            if 0 < step.enough < len(step.optional):
                option = _index("option", step.optional)
                chosen = self.share(f"chosen {step.id}", option, whole=True)
                counts = self.share(f"counts {step.id}", option, self.period)
                reached = self.reached.sel(step=step.id)
                complete = _picked(self.complete, "work", "option", step.optional, option)
                self.keep(counts - complete <= 0)
                self.keep(counts - chosen <= 0)
                self.keep(counts - reached <= 0)
                self.keep(chosen.sum() <= step.enough)
                self.keep(counts.sum("option") - step.enough * reached >= 0)
                self.keep(counts - _before(counts, "period") >= 0)
                # Work counts from the period in which the step is reached, not later.
                later = slice(1, None)
                grown = (counts - _before(counts, "period")).isel(period=later)
                self.keep(grown - (reached - _before(reached, "period")).isel(period=later) <= 0)

    def _demands(self):
        last = len(self.period) - 1
        for demand in self.question.demands:
            by = last if demand.period is None else demand.period
            if demand.kind is DemandKind.DO:
                self.keep(self.complete.sel(work=demand.subject, period=by) >= 1)
            elif demand.kind is DemandKind.REACH:
                self.keep(self.reached.sel(step=demand.subject, period=by) >= 1)
            elif demand.kind is DemandKind.LEAVE_OUT:
                self.keep(self.started.sel(work=demand.subject, period=last) <= 0)
            elif by:
                self.keep(self.started.sel(work=demand.subject, period=by - 1) <= 0)
        for number, law in enumerate(self.question.at_least):
            if law.works:
                done = self.share(f"law {number}", _index("counted", law.works), whole=True)
                complete = _picked(self.complete.sel(period=last), "work", "counted", law.works, law.works)
                self.keep(done - complete <= 0)
                self.keep(done.sum() >= law.count)

    # --- money -----------------------------------------------------------------------------------------------------

    def _money(self):
        ends = [self.question.horizon.last_period(year) for year in self.year]
        by_end = self.started.isel(period=ends).rename(period="year").assign_coords(year=list(self.year))
        self.begun = by_end - _before(by_end, "year")
        self.due = (self.begun.rename(year="start") * self._cost_table()).sum("start")
        self.groups = self.question.shared_groups
        shared = {work.id for works in self.groups.values() for work in works}
        self.alone = [name for name in self.work if name not in shared]
        self.bills = [(name, self.question.work_of[name], self.due.sel(work=name)) for name in self.alone]
        self.bills += [
            (f"group {name}", payer(works, len(self.year)), self._group(name)) for name, works in self.groups.items()
        ]
        self._pay()
        self._limits()
        self._tail()

    def _cost_table(self):
        """Give work x kind x year x year of the start -> what is due."""
        years = len(self.year)
        table = np.zeros((len(self.work), len(KINDS), years, years))
        for number, work in enumerate(self.question.works):
            for place, kind in enumerate(KINDS):
                outlay = [float(one) / self.unit for one in work.outlays.get(kind, ())]
                if outlay:
                    forever = outlay[-1] if kind is EconomicType.RECURRENT else 0.0
                    for start in range(years):
                        due = [*outlay, *[forever] * years][: years - start]
                        table[number, place, start:, start] = due
        coords = {"work": self.work, "kind": KINDS, "year": self.year, "start": self.year}
        return xr.DataArray(table, coords=coords, dims=list(coords))

    def _by_area(self, name):
        works = self.groups[name]
        for area in sorted({work.area for work in works}):
            yield [work.id for work in works if work.area == area]

    def _group(self, name):
        paid = self.amount(f"paid for {name}", _index("kind", KINDS), self.year)
        for works in self._by_area(name):
            due = self.due.sel(work=works).sum("work")
            over = paid - due
            self.keep(over.sel(kind=EconomicType.RECURRENT) >= 0)
            for year in self.year:
                until = over.sel(kind=KINDS[:2], year=list(range(year + 1))).sum("year")
                self.keep(until >= 0)
        return paid

    def _pay(self):
        """Let sources pay every bill, within their budgets and what they carry over."""
        sources = self.question.sources
        source, bill = (
            _index("source", [one.id for one in sources]),
            _index("bill", [name for name, _, _ in self.bills]),
        )
        allowed = [
            [[one.earmark.allows(w.area, kind, w.place, w.ministry) for kind in KINDS] for _, w, _ in self.bills]
            for one in sources
        ]
        upper = np.where(np.array(allowed)[..., None], np.inf, 0.0) * np.ones(len(self.year))
        upper = xr.DataArray(
            np.nan_to_num(upper, nan=0.0, posinf=np.inf),
            coords=[source, bill, KINDS, self.year],
            dims=["source", "bill", "kind", "year"],
        )
        self.paid = self.model.add_variables(0, upper, name="paid")
        every = self.paid.sum("source")
        if self.alone:
            single = _picked(every, "bill", "work", self.alone, self.alone)
            self.keep(single - self.due.sel(work=self.alone) == 0)
        for name, _, amount in self.bills[len(self.alone) :]:
            self.keep(every.sel(bill=name) - amount == 0)
        budget = xr.DataArray(
            [[float(m.amount) / self.unit for m in one.by_year] for one in sources], coords=[source, self.year]
        )
        carried = xr.DataArray([float(one.carry_over) for one in sources], coords=[source])
        left = self.amount("left", source, self.year)
        self.keep(self.paid.sum(["bill", "kind"]) + left - carried * _before(left, "year") <= budget)

    def _limits(self):
        for limit in self.question.absorption:
            works = {work.id for work in self.question.works if limit.name == self._name(work, limit)}
            if limit.measure is Measure.STARTS:
                taken, unit = self.begun.sel(work=sorted(works)).sum("work"), 1.0
            else:
                bills = [name for name, work, _ in self.bills if work.id in works]
                taken, unit = self.paid.sel(bill=bills).sum(["source", "bill", "kind"]), self.unit
            for year in self.year if works else ():
                until = list(range(year + 1)) if limit.adds_up else [year]
                most = sum(float(limit.by_year[one]) for one in until) / unit
                if limit.measure is Measure.STARTS or bills:
                    self.keep(taken.sel(year=until).sum() <= most)

    @staticmethod
    def _name(work, limit):
        return work.ministry if limit.bearer is Bearer.MINISTRY else work.area

    def _tail(self):
        if self.question.tail_limit is None:
            return
        tails = xr.DataArray([float(work.tail) / self.unit for work in self.question.works], coords=[self.work])
        due = tails * self.started.isel(period=-1)
        total = due.sel(work=self.alone).sum() if self.alone else 0
        for name in self.groups:
            dearest = self.amount(f"tail of {name}")
            for works in self._by_area(name):
                self.keep(dearest - due.sel(work=works).sum() >= 0)
            total = total + dearest
        self.keep(total <= float(self.question.tail_limit) / self.unit)

    # --- benefit ---------------------------------------------------------------------------------------------------

    def _objective(self):
        held = xr.DataArray([float(one) for one in self.question.held], coords=[self.period])
        share = float(self.question.partial_credit)
        kept = [float(one.worth) * (1 - share if one.required else 1) for one in self.question.steps]
        total = (self.reached * held * xr.DataArray(kept, coords=[self.step])).sum()
        earned = pd.Series(0.0, self.work)
        for step in self.question.steps:
            for work in step.required:
                earned[work] += share * float(step.worth) / len(step.required)
        if earned.any():
            total = total + (self.complete * held * xr.DataArray(earned.to_numpy(), coords=[self.work])).sum()
        self.model.add_objective(total, sense="max")
