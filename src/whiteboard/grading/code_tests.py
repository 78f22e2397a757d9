"""An instructor's test in Python, run in the judge's process on what a learner's notebook answers."""

from __future__ import annotations

import contextlib
import math
import numbers
from dataclasses import dataclass, field
from typing import Any

from whiteboard.grading.guest import Guest, GuestGone
from whiteboard.grading.guest.deadline import TooLong, deadline
from whiteboard.grading.guest.judged_cell import JudgedCell, Printed, error_output, namespace_additions, short
from whiteboard.grading.guest.magics import NoShell
from whiteboard.grading.guest.namespace import TestNamespace, fetch_class_names
from whiteboard.grading.outcome import Fault

__all__ = ["TestNamespace", "Tested", "run_test"]

_PATIENCE = 2.0
"""A test may take this many times as long as one cell or request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """What came of one test.

    Parameters
    ----------
    points : float
        What it gave.
    outputs : list of dict
        What it printed and raised, as outputs of nbformat 4; nothing of hidden tests.
    error : str
        The class name of the exception that ended it; empty where none did.
    fault : Fault or None
        A mistake in the test itself; it gave no points.
    taken : tuple of str
        The names that it took from the notebook.
    """

    __test__ = False

    points: float
    outputs: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""
    fault: Fault | None = None
    taken: tuple[str, ...] = ()


def run_test(source: str, *, guest: Guest, points: float, name: str, namespace: TestNamespace) -> Tested:
    """Run one test cell.

    As nbgrader has it: an exception gives nothing, a number as the cell's last value gives that many points, and
    anything else gives all of them. A number that is none of the points from 0 to the most is the test's mistake,
    and gives nothing.

    Parameters
    ----------
    source : str
        The cell, hidden tests included.
    guest : Guest
        Where the learner's notebook has run.
    points : float
        The most that it gives.
    name : str
        What to call the cell in messages.
    namespace : TestNamespace
        The names of the notebook's test cells.

    Returns
    -------
    Tested
        Points and outputs.

    Raises
    ------
    GuestGone
        The learner's code ended the guest or took too long while it was asked, or the test itself did.
    """
    if guest.gone is not None:
        raise guest.gone
    try:
        cell = JudgedCell(source, name, namespace.hidden)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        mistake = Fault(kind="test in error", what=f"{name}: the test is no Python: {error}", cell=name)
        said = error_output(type(error).__name__, "the test is no Python", [])
        return Tested(points=0.0, outputs=[said], error=type(error).__name__, fault=mistake)
    printed = Printed(cell, guest.limits.output)
    result, failed = _run(cell, printed, guest, namespace)
    if guest.gone is not None:
        raise guest.gone
    outputs, taken = printed.outputs(), tuple(sorted(namespace.taken))
    if failed is not None:
        said = cell.failure(failed)
        return Tested(points=0.0, outputs=[*outputs, said], error=said["ename"], taken=taken)
    given, fault = _worth(result, points, name)
    if result is not None and not (fault is None and given == points and cell.value_is_hidden):
        outputs.append(_shown(repr(given) if _is_number(result) and fault is None else short(result)))
    return Tested(points=given, outputs=outputs, fault=fault, taken=taken)


def _run(
    cell: JudgedCell, printed: Printed, guest: Guest, namespace: TestNamespace
) -> tuple[Any, BaseException | None]:
    """The cell's value, and the exception that ended it."""
    seconds = _PATIENCE * guest.limits.cell_seconds
    namespace.turn_to(guest, cell.tree)
    namespace.update(namespace_additions())
    namespace.update(get_ipython=lambda: NoShell(namespace), display=lambda *shown: print(*map(short, shown)))
    borrowed: dict[str, Any] = {}
    try:
        with deadline(seconds), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            borrowed = fetch_class_names(cell.tree, namespace)
            namespace.update(borrowed)
            exec(cell.body, namespace)
            return (None if cell.value is None else eval(cell.value, namespace)), None
    except TooLong:
        guest.lose(GuestGone("time-out", f"the test took longer than {seconds:g} seconds"))
        return None, None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a test may raise anything, SystemExit included
        return None, error
    finally:
        for borrowed_name in borrowed:
            dict.pop(namespace, borrowed_name, None)


def _worth(result: Any, points: float, name: str) -> tuple[float, Fault | None]:
    """The points of a test that came to its end with that value."""
    if not _is_number(result):
        return float(points), None
    try:
        given = float(result)
    except OverflowError:
        given = math.inf
    if math.isfinite(given) and 0 <= given <= points:
        return given, None
    what = (
        f"{name}: the test's value is {given!r}, where a number from 0 to {points:g} is due; it gave nothing"
    )
    return 0.0, Fault(kind="test in error", what=what, cell=name)


def _is_number(result: Any) -> bool:
    return isinstance(result, numbers.Real) and not isinstance(result, bool)


def _shown(text: str) -> dict[str, Any]:
    """A cell's value as an output."""
    data = {"text/plain": text}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}
