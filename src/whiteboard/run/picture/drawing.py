"""Every picture of a draft by its name, for a command or a magic that asks for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from whiteboard.draft.board import Board, Section

if TYPE_CHECKING:
    from whiteboard.run.picture.picture import Picture
    from whiteboard.run.traffic.faults import Fault


_Section = TypeVar("_Section", bound=Section)


class CannotDraw(ValueError):
    """A picture that cannot be drawn; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a picture is asked to show beside the draft.

    Parameters
    ----------
    load : float or None
        Multiple of the estimated load whose utilization is drawn as heat; None for no heat.
    faults : sequence of Fault
        Failed components are struck out.
    item : str
        The operation of a latency picture, the quantity of a scale picture, the parameter of a sweep.
    engine : str
        Who lays out the design: ``"auto"`` asks graphviz where it is installed, ``"own"`` never does, so that
        the picture is the same on every machine.
    """

    load: float | None = None
    faults: Sequence[Fault] = ()
    item: str = ""
    engine: Literal["auto", "dot", "own"] = "auto"


def draw(board: Board, what: str = "design", wanted: Wanted | None = None) -> Picture:
    """A picture of a draft.

    Parameters
    ----------
    board : Board
        The draft.
    what : str
        One of `PICTURES`.
    wanted : Wanted, optional
        What it is to show beside the draft.

    Raises
    ------
    CannotDraw
        For an unknown picture, or a section that is not there.
    whiteboard.run.traffic.building.CannotRun
        Where it shows a run, and the draft cannot be run.

    Examples
    --------
    >>> from whiteboard.notation import read_board
    >>> board = read_board("## Design\\npeople -> api server x4 -> db")
    >>> draw(board).text.splitlines()[1]
    '  people (client): -> api server'
    """
    name = " ".join(what.lower().replace("-", " ").replace("_", " ").split())
    if name not in PICTURES:
        raise CannotDraw(f"no picture {what!r}; there are {', '.join(PICTURES)}")
    return PICTURES[name](board, wanted or Wanted())


def _design(board: Board, wanted: Wanted) -> Picture:
    from whiteboard.run.picture.architecture import architecture
    from whiteboard.run.traffic.faults import Fail, Partition

    design = _there(board.design, "design", "people -> load balancer -> api server x4 -> db")
    heat: dict[str, float] | None = None
    failed: list[str] = []
    cut: list[tuple[str, str]] = []
    if wanted.load is not None or wanted.faults:
        from whiteboard.run.traffic.running import known_faults, run_design

        report = run_design(board, load=wanted.load or 1.0, tier="closed form")
        heat = {
            found.name: found.utilization.value
            for found in report.outcome.stations
            if found.utilization is not None
        }
        for fault in known_faults(wanted.faults, report.network):
            if isinstance(fault, Fail) and fault.replicas is None:
                failed.append(fault.component)
            elif isinstance(fault, Partition):
                cut.append((fault.first, fault.second))
    return architecture(design, heat=heat, failed=failed, cut=cut, engine=wanted.engine)


def _relations(board: Board, wanted: Wanted) -> Picture:
    from whiteboard.run.picture.relations import relation_matrix

    del wanted
    return relation_matrix(board.objects, _there(board.relations, "relations", "Account publishes Tweet"))


def _storage(board: Board, wanted: Wanted) -> Picture:
    from whiteboard.run.picture.tables import tables

    del wanted
    return tables(_there(board.storage, "storage", "tweets (relational): id pk, author_id -> accounts, text"))


def _api(board: Board, wanted: Wanted) -> Picture:
    from whiteboard.run.picture.operations import operations_picture

    del wanted
    return operations_picture(_there(board.api, "api", "getFeed: GET /feed"))


def _scale(board: Board, wanted: Wanted) -> Picture:
    from whiteboard.run.picture.scale_tree import scale_tree

    scale = _there(board.scale, "scale", "writes = 1k/minute")
    try:
        return scale_tree(scale, wanted.item or None)
    except (KeyError, ValueError) as error:
        raise CannotDraw(str(error.args[0])) from None


def _latency(board: Board, wanted: Wanted) -> Picture:
    from whiteboard.run.picture.waterfall import waterfall
    from whiteboard.run.traffic.running import run_design

    report = run_design(board, load=wanted.load or 1.0, tier="closed form")
    names = [flow.name for flow in report.network.flows]
    if wanted.item and wanted.item not in names:
        raise CannotDraw(f"no operation {wanted.item!r}; there are {', '.join(names)}")
    return waterfall(report.network, report.outcome, wanted.item or None)


def _sweep(board: Board, wanted: Wanted) -> Picture:
    from whiteboard.run.picture.sweep import sweep_picture
    from whiteboard.run.traffic.what_if import sweep

    return sweep_picture(sweep(board, wanted.item or "load", load=wanted.load or 1.0))


def _there(section: _Section | None, name: str, example: str) -> _Section:
    if section is None or section.is_empty:
        raise CannotDraw(f"There is no {name} section to draw. Such a line begins one: {example}")
    return section


PICTURES: Mapping[str, Callable[[Board, Wanted], Picture]] = {
    "design": _design,
    "relations": _relations,
    "storage": _storage,
    "api": _api,
    "scale": _scale,
    "latency": _latency,
    "sweep": _sweep,
}
"""Pictures by name."""
