"""Integer programs, solved by HiGHS on one thread with a fixed seed: the same program has the same answer."""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
INFINITE = highspy.kHighsInf
#: Whole numbers that a solver of floating point gives are off by less.
_EPSILON = 1e-6


@dataclass
class Constraints:
    """Rows of a program: sums of variables, each with its coefficient, between two bounds."""

    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    coefficients: list[float] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    def add(self, columns: list[int], least: float, most: float, coefficients: list[float] | None = None) -> None:
        """Add a row; coefficients are 1 where none are given."""
        self.columns += columns
        self.coefficients += coefficients if coefficients is not None else [1.0] * len(columns)
        self.starts.append(len(self.columns))
        self.least.append(least)
        self.most.append(most)


@dataclass(frozen=True)
class Program:
    """An integer program that maximises.

    Attributes
    ----------
    gains : array, variables
    least, most : array, variables
        Bounds; every variable is a whole number.
    rows : Constraints
    """

    gains: Floats
    least: Floats
    most: Floats
    rows: Constraints


def solve(program: Program, nodes: int, start: Whole) -> tuple[Whole, int]:
    """Solve a program within so many nodes.

    Parameters
    ----------
    program : Program
        Its gains are whole numbers, so that the bound is one.
    nodes : int
    start : array of int
        A solution.

    Returns
    -------
    values : array of int
        No worse than the start.
    bound : int
        No solution gains more; one that gains as much is optimal.
    """
    if not len(program.gains):
        return start, 0
    values, reported, bound = _run_from(program, nodes, start)
    if values is None or program.gains @ values < reported - _EPSILON:
        # HiGHS 1.16 may hand back the start where presolve had made a better solution of it.
        values, _reported, bound = _run_from(program, nodes, None)
    best = start if values is None else max(start, values, key=lambda one: float(program.gains @ one))
    # Where the nodes did not suffice for a bound, it is what all variables together gain.
    bound = min(bound, float(np.maximum(program.gains, 0) @ program.most))
    return best, int(np.floor(bound + _EPSILON))


def _run_from(program: Program, nodes: int, start: Whole | None) -> tuple[Whole | None, float, float]:
    """Run the solver; gives the solution if there is one, what is said to be its gain, and a bound."""
    highs = _loaded(program, nodes)
    if start is not None:
        known = highspy.HighsSolution()
        known.col_value = [float(value) for value in start]
        highs.setSolution(known)
    _run(highs)
    info = highs.getInfo()
    values = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        values = np.rint(np.array(highs.getSolution().col_value)).astype(np.int64)
    return values, info.objective_function_value, info.mip_dual_bound


class _Quiet(highspy.Highs):
    """A solver that prints nothing: not even its name, which it does when its callbacks are set up."""

    def enableCallbacks(self) -> None:
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _run(highs: highspy.Highs) -> None:
    """Run the solver in a thread of its own, so that who stops the command is heard at once."""
    highs.HandleUserInterrupt = True
    thread = highs.startSolve()
    try:
        while thread.is_alive():
            thread.join(0.1)
    except BaseException:
        highs.cancelSolve()  # type: ignore[no-untyped-call]
        thread.join()
        raise


def _loaded(program: Program, nodes: int) -> highspy.Highs:
    rows, width = program.rows, len(program.gains)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = width, len(rows.least)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_, model.col_lower_, model.col_upper_ = program.gains, program.least, program.most
    model.row_lower_, model.row_upper_ = np.array(rows.least), np.array(rows.most)
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.num_col_, matrix.num_row_ = width, len(rows.least)
    matrix.start_ = np.array(rows.starts, dtype=np.int32)
    matrix.index_ = np.array(rows.columns, dtype=np.int32)
    matrix.value_ = np.array(rows.coefficients, dtype=np.float64)
    model.integrality_ = [highspy.HighsVarType.kInteger] * width
    highs = _Quiet()  # type: ignore[no-untyped-call]
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("parallel", "off")
    highs.setOptionValue("random_seed", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_max_nodes", nodes)
    highs.passModel(model)
    return highs
