"""How many requests a second each operation gets, from the rates of the scale section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whiteboard.draft.api import Api, Operation
from whiteboard.draft.meaning import intent
from whiteboard.draft.scale import Scale
from whiteboard.draft.wording import lexicon, singular, split_words
from whiteboard.run.capacity import written
from whiteboard.run.offered import Rate, rates
from whiteboard.run.traffic.wording import together

NOTHING_STATED = 1.0
"""Requests a second of each operation where the estimate states no rate of requests."""

WRITES_A_READ = 0.01
"""Writes for each read where only the reads are estimated, and the reverse for reads."""

_KIND = {"read": True, "write": False}
_BARE = lexicon(
    "read write request peak max burst rush spike worst busiest per second minute hour day month rps qps tps"
    " traffic call hit throughput load api total average avg mean number of daily the a and in at time all user"
)
_MOST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """An operation's part of the load.

    Parameters
    ----------
    operation : Operation or None
        None where the draft has no API; then `name` says what it stands for.
    name : str
        The operation's name.
    reads : bool or None
        Whether it reads.
    rate : float
        Requests a second.
    why : str
        Where the rate is from, in words.
    """

    operation: Operation | None
    name: str
    reads: bool | None
    rate: float
    why: str


def mix(api: Api | None, scale: Scale | None) -> tuple[tuple[Share, ...], tuple[str, ...]]:
    """Each operation's part of the estimated load, and what had to be assumed.

    A quantity whose name speaks of one operation (``feed reads``, ``uploads``) is that operation's; the rest
    of the reads and writes is shared evenly by the other operations of their kind. Peaks go before averages.

    Parameters
    ----------
    api : Api or None
        The operations.
    scale : Scale or None
        The estimate.

    Returns
    -------
    shares : tuple of Share
        One for each operation; without operations one for reads and one for writes, as far as they are stated.
    notes : tuple of str
        Assumptions, in words.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> api = read_section("api", "getFeed: GET /feed\\ngetTweets: GET /tweets\\npostTweet: POST /tweets").api
    >>> scale = read_section("scale", "reads = 90/second\\nfeed reads = 60/second\\nwrites = 2/second").scale
    >>> [(share.name, share.rate) for share in mix(api, scale)[0]]
    [('getFeed', 60.0), ('getTweets', 30.0), ('postTweet', 2.0)]
    """
    stated = _peaks(rates(scale))
    operations = _distinct(api.operations[:_MOST]) if api is not None else ()
    if not operations:
        return _without_operations(stated)
    if not stated:
        note = (
            f"The scale section states no rate of requests: {NOTHING_STATED:g} request/s of each "
            "operation is taken, and the multiples of the load are what tells."
        )
        even = [(operation, NOTHING_STATED, "no rate is stated") for operation in operations]
        return tuple(_share(*entry) for entry in even), (note,)
    notes: list[str] = []
    own = _own(operations, stated)
    by_kind = {kind: [o for o in operations if _reads(o) is kind] for kind in (True, False)}
    pools = {kind: _pool(kind, stated, own) for kind in (True, False)}
    whole = _pool(None, stated, own)
    if pools[True] is None and pools[False] is None and whole is not None:
        pools[True] = (whole[0], whole[1])
        if by_kind[False]:
            notes.append(f"Whether {whole[1]} reads or writes is not said: it is taken for reads.")
    _complete(pools, by_kind, own, notes)
    shares = []
    for operation in operations:
        if operation.name in own:
            shares.append(_share(operation, own[operation.name].rate, f"your {own[operation.name].name}"))
            continue
        kind = _reads(operation)
        pool = pools[kind]
        others = [o for o in by_kind[kind] if o.name not in own]
        used = 0.0
        if pool is not None and not pool[1].startswith("assumed "):
            used = sum(own[o.name].rate for o in by_kind[kind] if o.name in own)
        left = max(pool[0] - used, 0.0) / len(others) if pool else 0.0
        part = f"1 of {len(others)} that share " if len(others) > 1 else ""
        why = f"{part}your {pool[1]}" if pool else "nothing is stated of it"
        shares.append(_share(operation, left, why))
    idle = [share.name for share in shares if share.rate == 0]
    if idle:
        notes.append(
            f"{together(idle)}: the estimate leaves no requests for {'it' if len(idle) == 1 else 'them'}."
        )
    return tuple(shares), tuple(notes)


def _share(operation: Operation, rate: float, why: str) -> Share:
    return Share(operation=operation, name=operation.name, reads=_reads(operation), rate=rate, why=why)


def _reads(operation: Operation) -> bool:
    """What is in doubt counts as reading."""
    return intent(operation) is not False


def _distinct(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    return tuple({operation.name: operation for operation in operations}.values())


def _words(text: str) -> frozenset[str]:
    return frozenset(singular(word) for word in split_words(text))


def _peaks(stated: Sequence[Rate]) -> tuple[Rate, ...]:
    """Of quantities with the same words beside "peak" and units the highest, peaks first."""
    best: dict[tuple[str, frozenset[str]], Rate] = {}
    for rate in stated:
        key = (rate.kind, _words(rate.name) - _BARE)
        kept = best.get(key)
        if kept is None or (rate.peak, rate.rate) > (kept.peak, kept.rate):
            best[key] = rate
    return tuple(best.values())


def _own(operations: Sequence[Operation], stated: Sequence[Rate]) -> dict[str, Rate]:
    """Rates that speak of one operation alone, by its name."""
    found: dict[str, Rate] = {}
    for rate in stated:
        told = _words(rate.name) - _BARE
        if not told:
            continue
        meant = [
            operation
            for operation in operations
            if told <= _words(operation.name)
            and (rate.kind == "all" or _KIND[rate.kind] is _reads(operation))
        ]
        if len(meant) == 1 and meant[0].name not in found:
            found[meant[0].name] = rate
    return found


def _pool(kind: bool | None, stated: Sequence[Rate], own: dict[str, Rate]) -> tuple[float, str] | None:
    """The rate that operations of a kind share: the highest that is no operation's own, else the sum of those."""
    taken = {rate.name for rate in own.values()}
    mine = [rate for rate in stated if (None if rate.kind == "all" else _KIND[rate.kind]) is kind]
    shared = [rate for rate in mine if rate.name not in taken]
    if not shared:
        return None
    most = max(shared, key=lambda rate: (rate.peak, rate.rate))
    return most.rate, most.name


def _complete(
    pools: dict[bool, tuple[float, str] | None],
    by_kind: dict[bool, list[Operation]],
    own: dict[str, Rate],
    notes: list[str],
) -> None:
    """Where operations of a kind have no rate, assume a hundredth of the other kind's (for reads, the same)."""
    for kind, word, other in ((False, "writes", "reads"), (True, "reads", "writes")):
        without = [operation for operation in by_kind[kind] if operation.name not in own]
        if not without or pools[kind] is not None:
            continue
        beside = pools[not kind]
        rate = beside[0] if beside else sum(own[o.name].rate for o in by_kind[not kind] if o.name in own)
        if rate <= 0:
            rate = sum(own[o.name].rate for o in by_kind[kind] if o.name in own)
        taken = rate * (WRITES_A_READ if kind is False else 1.0)
        pools[kind] = (taken, f"assumed {word}")
        times = "a hundredth of the" if kind is False else "as many as the"
        notes.append(f"The rate of {word} is not stated: {times} {other} are taken, {written(taken)}.")


def _without_operations(stated: Sequence[Rate]) -> tuple[tuple[Share, ...], tuple[str, ...]]:
    shares: list[Share] = []
    for kind, name, reads in (("read", "reads", True), ("write", "writes", False), ("all", "requests", None)):
        mine = [rate for rate in stated if rate.kind == kind]
        if mine and not (kind == "all" and shares):
            most = max(mine, key=lambda rate: (rate.peak, rate.rate))
            shares.append(
                Share(operation=None, name=name, reads=reads, rate=most.rate, why=f"your {most.name}")
            )
    if not shares:
        note = f"Neither operations nor a rate of requests are stated: {NOTHING_STATED:g} request/s is taken."
        only = Share(
            operation=None, name="requests", reads=None, rate=NOTHING_STATED, why="no rate is stated"
        )
        return (only,), (note,)
    return tuple(shares), ("There is no API section: reads and writes travel over every arrow.",)
