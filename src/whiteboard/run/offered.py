"""The load that an estimate sends to a design: which of its quantities are rates of requests."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from whiteboard.draft.scale import Scale
from whiteboard.draft.wording import lexicon, singular, split_words
from whiteboard.run.capacity import Load
from whiteboard.run.numbers import Result, evaluated

_READ = lexicon(
    "read get view watch fetch download query lookup redirect search feed timeline impression list"
)
_WRITE = lexicon("write post upload create insert publish send tweet update ingest booking deploy release")
_ALL = lexicon("request rps qps tps traffic call hit throughput load api")
_NOT_A_LOAD = re.compile(
    r"(?i)\b(?:per (?:server|node|instance|machine|user|shard|worker|person|account)|each"
    r"|capacity|max\w* per|limit\w*|one (?:server|node)|handles?"
    r"|dau|mau|users?|signups?|new|bandwidth|egress|ingress|cache\w*|hit|miss\w*|fan[- ]?out"
    r"|row\w*|follower\w*|growth|cost\w*)\b"
)
_PEAK = re.compile(r"(?i)\b(?:peak|max\w*|burst|busiest|rush|spike|worst)")
_MOST = 3000  # quantities; more are no estimate that anybody made


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One quantity that is a rate of requests.

    Parameters
    ----------
    name : str
        The quantity's name, as typed.
    rate : float
        Requests a second.
    kind : str
        ``"read"``, ``"write"``, or ``"all"`` where it is neither.
    peak : bool
        Whether its name speaks of the busiest time.
    line : int
        Where it stands.
    """

    name: str
    rate: float
    kind: str
    peak: bool
    line: int


@dataclass(frozen=True, slots=True)
class Offered:
    """What the scale section sends to the design, and the names of the quantities that say so."""

    load: Load
    names: tuple[str, ...]


def rates(scale: Scale | None) -> tuple[Rate, ...]:
    """Every quantity of the estimate that is a rate of requests; what is a rate of something else is left out.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> scale = read_section("scale", "reads = 600/minute\\npeak reads = reads * 3\\ngrowth = 5/day").scale
    >>> [(found.name, found.rate, found.peak) for found in rates(scale)]
    [('reads', 10.0, False), ('peak reads', 30.0, True)]
    """
    evaluation = evaluated(scale) if scale is not None else None
    if evaluation is None or len(evaluation) > _MOST:
        return ()
    found = []
    for result in evaluation:
        rate = _rate(result)
        kind = _kind(result) if rate is not None else None
        if rate is not None and kind is not None:
            found.append(
                Rate(
                    name=result.name,
                    rate=rate,
                    kind=kind,
                    peak=bool(_PEAK.search(result.name)),
                    line=result.quantity.line,
                )
            )
    return tuple(found)


def offered(scale: Scale | None) -> Offered | None:
    """The read and write rates that the estimate states or computes, peaks before averages.

    Returns
    -------
    Offered or None
        None where it states no rate of requests. A rate that is neither of reads nor of writes counts as
        reads where it stands alone.
    """
    by_kind: dict[str, list[tuple[bool, float, str]]] = {"read": [], "write": [], "all": []}
    for found in rates(scale):
        by_kind[found.kind].append((found.peak, found.rate, found.name))
    if not by_kind["read"] and not by_kind["write"]:
        if not by_kind["all"]:
            return None
        _, rate, name = max(by_kind["all"])
        return Offered(Load(reads=rate), (name,))
    most: dict[str, float] = {}
    names: list[str] = []
    for kind in ("read", "write"):
        if by_kind[kind]:
            _, most[kind], name = max(by_kind[kind])
            names.append(name)
    return Offered(Load(reads=most.get("read"), writes=most.get("write")), tuple(names))


def _rate(result: Result) -> float | None:
    """Requests a second; None for what is no rate of requests."""
    shown = result.shown
    if shown is None or not isinstance(shown.magnitude, float | int):
        return None
    dimension = shown.unit.dimension
    if dimension.time != -1 or dimension.information or dimension.money:
        return None
    counted = {singular(str(count)) for count in shown.unit.counts}
    if counted & {"user", "people", "person", "account", "row", "server"} or _NOT_A_LOAD.search(result.name):
        return None
    value = float(shown.base)
    return value if math.isfinite(value) and value > 0 else None


def _kind(result: Result) -> str | None:
    assert result.shown is not None
    words = {singular(word) for word in split_words(result.name)}
    words |= {singular(word) for count in result.shown.unit.counts for word in split_words(str(count))}
    if words & {"read", "write"}:
        both = {"read", "write"} <= words
        return None if both else ("read" if "read" in words else "write")
    if words & _READ and not words & _WRITE:
        return "read"
    if words & _WRITE and not words & _READ:
        return "write"
    return "all" if words & _ALL else None
