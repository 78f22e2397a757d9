"""From a draft to its queueing network: stations from the design, flows from the API, rates from the scale."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from whiteboard.draft.board import Board
from whiteboard.draft.design import ComponentKind
from whiteboard.draft.qualities import Qualities, Quality
from whiteboard.draft.scale import Scale
from whiteboard.draft.wording import lexicon, singular, split_words
from whiteboard.run.numbers import evaluated
from whiteboard.run.traffic.circles import circles
from whiteboard.run.traffic.journeys import Journeys
from whiteboard.run.traffic.mix import Share, mix
from whiteboard.run.traffic.network import Flow, Network, Promise, Station, Visit
from whiteboard.run.traffic.stations import durations, station_of
from whiteboard.run.walks import Walks, named_on
from whiteboard.units import NO_UNIT

_FAN_OUT = re.compile(
    r"(?i)\bfan[- ]?out\b|\bfollowers? (?:per|of an?|for each) (?:user|account|person)\b|\baverage followers\b"
)
_READS, _WRITES = (
    lexicon("read view browse load render open query"),
    lexicon("write post publish upload create save"),
)
_EMPTY = lexicon("get list the a an of to and for in under at is be api request user page all")
_WORK = 5.0  # seconds; nobody waits longer for an answer, so what may take longer is the work behind it
_MOST = 2000  # components; a design that anybody drew has fewer


class CannotRun(ValueError):
    """A draft that cannot be put under load; the message says why, and what to try."""


def network_of(board: Board, *, load: float = 1.0) -> Network:
    """A board's design as a queueing network under the board's own estimated load.

    Parameters
    ----------
    board : Board
        The design is needed; API, scale and qualities are used where they are there.
    load : float
        Multiple of the estimated load.

    Returns
    -------
    Network
        Its notes say what was assumed beyond single figures; those stand with each station.

    Raises
    ------
    CannotRun
        Where there is no design, no arrow from a client, nothing behind it, or a component that can take
        nothing.

    Notes
    -----
    A component's servers are shared by all its replicas (one queue: the balancer is taken to be a good one).
    A caller's server is free while it waits for what it called, unless it is marked ``blocking``. All copies
    of a store answer reads and writes alike.

    Examples
    --------
    >>> from whiteboard.notation import read_board
    >>> text = "## Scale\\nreads = 300/second\\n## Design\\npeople -> api server x4 (20 ms, 8 workers) -> db"
    >>> network = network_of(read_board(text))
    >>> {name: round(rate) for name, rate in network.arrivals().items()}
    {'api server': 300, 'db': 300}
    """
    if not (math.isfinite(load) and load > 0):
        raise CannotRun(f"load is a multiple above 0, not {load!r}, such as 10 for ten times the estimate")
    design = board.design
    if design is None or design.is_empty:
        raise CannotRun("There is no design to run. Draw one: people -> load balancer -> api server x4 -> db")
    if len(design.components) > _MOST:
        raise CannotRun(f"The design has {len(design.components):,} components; at most {_MOST:,} are run.")
    if not design.edges:
        raise CannotRun(
            "The design has no arrows, so no request reaches anything. Draw each call: api server -> db"
        )
    walks = Walks(named_on(design, board.api))
    if not walks.sources():
        raise CannotRun(
            "The design has no client: every component is called by another, so nobody sends the first request. "
            "Begin at whoever does: people -> ..."
        )
    shares, notes = mix(board.api, board.scale)
    journeys = Journeys(walks, _fan_out(board.scale), board.api.operations if board.api is not None else ())
    names = [share.name.casefold() for share in shares if share.operation is not None]
    flows = []
    lost = []
    for share in shares:
        visits = journeys.of(share.operation, reads=share.reads)
        if visits:
            flows.append(_flow(share, visits, _promise(share, board.qualities, names), load))
        else:
            lost.append(share.name)
    if not flows:
        first = walks.sources()[0]
        raise CannotRun(
            f"No arrow leads from {first} to anything that answers. Draw one: {first} -> api server"
        )
    remarks = [*notes, *journeys.notes, *_about_circles(walks)]
    if lost:
        remarks.append(f"{', '.join(lost[:5])}: no arrow carries it from a client, so it is left out.")
    stations = _stations(board, flows)
    unused = [
        component.name
        for component in design.components
        if component.kind is not ComponentKind.CLIENT and component.name not in {s.name for s in stations}
    ]
    if unused:
        remarks.append(f"No request of the estimate comes to {', '.join(unused[:8])}.")
    return Network(stations=stations, flows=tuple(flows), notes=tuple(remarks))


def _flow(share: Share, visits: tuple[Visit, ...], promise: Promise | None, load: float) -> Flow:
    return Flow(
        name=share.name,
        rate=share.rate * load,
        reads=share.reads,
        visits=visits,
        promise=promise,
        why=share.why,
    )


def _stations(board: Board, flows: Iterable[Flow]) -> tuple[Station, ...]:
    assert board.design is not None
    visited = {visit.station for flow in flows for visit in flow.walk()}
    told = durations(board.scale)
    stations = []
    for component in board.design.components:
        if component.name not in visited:
            continue
        station = station_of(component, told)
        if station.servers == 0 or (component.replicas is not None and component.replicas < 1):
            raise CannotRun(
                f"{component.name} can take nothing: it works on no request at a time. "
                f"Give it at least one: {component.name} x1 (20 ms, 8 workers)"
            )
        stations.append(station)
    return tuple(stations)


def _fan_out(scale: Scale | None) -> float | None:
    """How many receivers one write has, where the estimate says so."""
    for result in (evaluated(scale) if scale is not None else None) or ():
        if (
            result.shown is not None
            and result.shown.unit.dimension == NO_UNIT.dimension
            and _FAN_OUT.search(result.name)
        ):
            value = float(result.shown.base)
            if math.isfinite(value) and value > 0:
                return min(value, 1e6)
    return None


def _promise(share: Share, qualities: Qualities | None, names: Sequence[str]) -> Promise | None:
    """The latency that is promised of an operation: by name, else by its kind, else to all."""
    found: list[tuple[int, Quality]] = []
    for quality in qualities.qualities if qualities is not None else ():
        if quality.latency is None or quality.latency <= 0 or quality.relaxed:
            continue
        words = {singular(word) for word in split_words(f"{quality.name} {quality.text}")}
        told = quality.text.casefold()
        if any(name in told for name in names):
            if share.name.casefold() in told:
                found.append((3, quality))
            continue
        own = {singular(word) for word in split_words(share.name)} - _EMPTY
        if own and own <= words:
            found.append((2, quality))
        elif (share.reads is True and words & _READS) or (share.reads is False and words & _WRITES):
            found.append((1, quality))
        elif not words & (_READS | _WRITES) and not _names_another(quality):
            found.append((0, quality))
    if not found:
        return None
    _, best = max(found, key=lambda entry: entry[0])
    assert best.latency is not None
    return Promise(
        latency=best.latency,
        percentile=best.percentile or 99.0,
        whole=best.latency >= _WORK,
        stated=best.percentile is not None,
        line=best.line,
    )


def _names_another(quality: Quality) -> bool:
    """Whether a quality speaks of some operation by name, as in "getFeed under 200 ms"."""
    return bool(re.search(r"\b[a-z]+[A-Z]\w*|\b(?:GET|POST|PUT|PATCH|DELETE)\b", quality.text))


def _about_circles(walks: Walks) -> list[str]:
    return [
        f"{' -> '.join((*ring, ring[0]))}: these call each other in a circle and wait; each is taken to be called "
        "once. Which of the arrows could be a queue?"
        for ring in circles(walks)
    ]
