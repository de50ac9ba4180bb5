"""HiGHS at arm's length: hand a model over, run, check every status, take back plain arrays."""

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from opennaphs.analytics.optimise.model import Floats, Model
from opennaphs.domain.errors import NaphsError

FEASIBLE = 1e-6
INTEGER = 1e-6
LIMITS = (
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kInterrupt,
    highspy.HighsModelStatus.kSolutionLimit,
    highspy.HighsModelStatus.kObjectiveTarget,
)
NOT_SOLVED = (highspy.HighsModelStatus.kUnboundedOrInfeasible, highspy.HighsModelStatus.kInfeasible)
Option = bool | int | float | str
Watch = Callable[[float, float], bool]


class SolverError(NaphsError):
    """The solver stopped for a reason that is neither an answer nor a limit; it is a fault of ours or of the solver."""


@dataclass(frozen=True)
class LinearAnswer:
    """The optimum of a model without integrality: its value, columns, prices of rows."""

    value: float
    x: Floats
    prices: Floats
    basis: highspy.HighsBasis


@dataclass(frozen=True)
class IntegerAnswer:
    """The best solution found (``None`` when none), the solver's bound, whether it is proven optimal."""

    x: Floats | None
    value: float
    bound: float
    optimal: bool


def new_solver(**options: Option) -> highspy.Highs:
    """Start a silent solver with one thread; options by their HiGHS names."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    settings: dict[str, Option] = {"output_flag": False, "threads": 1, "random_seed": 1, **options}
    for name, value in settings.items():
        if solver.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            message = f"The solver does not know the option {name} = {value}."
            raise SolverError(message)
    return solver


def hand_over(solver: highspy.Highs, model: Model, *, integer: bool) -> None:
    """Give a model to a solver."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.columns, model.rows.shape[0]
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = model.worth, model.low, model.high
    lp.row_lower_, lp.row_upper_ = model.floor, model.ceiling
    matrix = sparse.csr_matrix(model.rows)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    if integer:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(one)] for one in model.integer]
    if solver.passModel(lp) == highspy.HighsStatus.kError:
        raise SolverError("The solver refused the model.")


def solve_linear(model: Model, basis: highspy.HighsBasis | None = None, **options: Option) -> LinearAnswer | None:
    """Solve a model without integrality; ``None`` when it is infeasible.

    ``basis`` is that of a model of the same shape, whose answer is near.
    """
    solver = new_solver(**options)
    hand_over(solver, model, integer=False)
    if basis is not None and (len(basis.col_status), len(basis.row_status)) == model.rows.shape[::-1]:
        solver.setBasis(basis)
    return run_linear(solver)


def run_linear(solver: highspy.Highs) -> LinearAnswer | None:
    """Run a solver that holds a model without integrality; a warm one goes on from where it stands."""
    solver.run()
    status = solver.getModelStatus()
    if status in NOT_SOLVED:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        message = f"The linear relaxation could not be solved: {solver.modelStatusToString(status)}."
        raise SolverError(message)
    solution = solver.getSolution()
    return LinearAnswer(
        solver.getObjectiveValue(), np.array(solution.col_value), np.array(solution.row_dual), solver.getBasis()
    )


def solve_integer(
    model: Model,
    *,
    seconds: float,
    start: Floats | None = None,
    gap: float = 1e-6,
    watch: Watch | None = None,
    **options: Option,
) -> IntegerAnswer:
    """Look for the best solution within a time.

    Args:
        model: the model.
        seconds: time limit.
        start: a solution to begin with.
        gap: relative gap at which to stop.
        watch: called with the best value and the bound as the search goes on; it stops when this says True.
        options: further options by their HiGHS names.
    """
    options = {"time_limit": max(seconds, 0.01), "mip_rel_gap": gap, "mip_abs_gap": 1e-9, **options}
    answer = _search(model, start, watch, **options)
    if answer.x is None and answer.optimal and options.get("presolve") != "off":
        # Presolve of HiGHS 1.15.1 calls a few feasible models infeasible: nobody is told so before a try without it.
        return _search(model, start, watch, **{**options, "presolve": "off"})
    return answer


def _search(model: Model, start: Floats | None, watch: Watch | None, **options: Option) -> IntegerAnswer:
    solver = new_solver(**options)
    hand_over(solver, model, integer=True)
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = list(start)
        solver.setSolution(solution)
    if watch is not None:
        _listen(solver, watch)
    solver.run()
    return _integer_answer(solver, model)


def _listen(solver: highspy.Highs, watch: Watch) -> None:
    def heard(event: object) -> None:
        data = event.data_out  # type: ignore[attr-defined]
        if watch(data.mip_primal_bound, data.mip_dual_bound):
            event.interrupt()  # type: ignore[attr-defined]

    solver.cbMipInterrupt += heard


def _integer_answer(solver: highspy.Highs, model: Model) -> IntegerAnswer:
    status, info = solver.getModelStatus(), solver.getInfo()
    if status in NOT_SOLVED:
        return IntegerAnswer(None, -np.inf, -np.inf, optimal=True)
    if status != highspy.HighsModelStatus.kOptimal and status not in LIMITS:
        message = f"The solver stopped without an answer: {solver.modelStatusToString(status)}."
        raise SolverError(message)
    optimal = status == highspy.HighsModelStatus.kOptimal
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return IntegerAnswer(None, -np.inf, info.mip_dual_bound, optimal=False)
    x = np.array(solver.getSolution().col_value)
    value = float(model.worth @ x)
    # A model without integer columns is solved as a linear one, and then the field of the bound is never written.
    return IntegerAnswer(x, value, max(info.mip_dual_bound, value) if model.integer.any() else value, optimal)
