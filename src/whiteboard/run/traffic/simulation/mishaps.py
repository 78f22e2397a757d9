"""What goes wrong while a replication runs: at each moment that something changes, the state is changed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from whiteboard.run.traffic.faults import Fail, Fault, Partition, Slow, Spike
from whiteboard.run.traffic.simulation.compiling import NOBODY, WITHOUT_LIMIT
from whiteboard.run.traffic.simulation.state import (
    CALLER,
    DEAD,
    FAILED,
    NODE,
    SERVED,
    TRIES,
    TRIES_AGAIN,
    Call,
    State,
)


def moments(faults: Iterable[Fault]) -> list[float]:
    """When something changes, in seconds after the start of the run.

    Examples
    --------
    >>> from whiteboard.run.traffic.faults import fail, spike
    >>> moments([fail("db", 10, 20), spike(3, 10)])
    [10.0, 20.0]
    """
    times = {float(fault.from_) for fault in faults}
    times |= {float(fault.until) for fault in faults if fault.until is not None}
    return sorted(time for time in times if math.isfinite(time))


def holds_at(fault: Fault, time: float) -> bool:
    """Whether a fault is on from a moment on."""
    return fault.from_ <= time and (fault.until is None or time < fault.until)


def apply(state: State, faults: Sequence[Fault], now: float) -> None:
    """Bring a replication into the state that the faults of a moment make.

    A component of which all replicas fail refuses every call at once, and the calls that were in it fail; one
    that loses some replicas loses their servers, and their share of the calls. Messages that a courier brought
    are not lost: they are brought again, and wait. A cache that fails is empty afterwards. On a cut link calls
    and answers wait until it is mended, as on a connection that sends again; their callers may give up before.
    """
    on = [fault for fault in faults if holds_at(fault, now)]
    plan = state.plan
    names = [station.name for station in plan.stations]
    slow = [1.0] * len(names)
    failing = [0] * len(names)
    apart: set[frozenset[int]] = set()
    factor = 1.0
    for fault in on:
        match fault:
            case Spike():
                factor *= fault.factor
            case Slow():
                slow[names.index(fault.component)] *= fault.factor
            case Partition():
                apart.add(frozenset({names.index(fault.first), names.index(fault.second)}))
            case Fail():
                place = names.index(fault.component)
                copies = plan.stations[place].replicas
                failing[place] += copies if fault.replicas is None else fault.replicas
    state.slow[:] = slow
    _send_at(state, factor, now)
    for place, copies in enumerate(failing):
        _set_replicas(state, place, min(copies, plan.stations[place].replicas), now)
    _cut(state, apart, now)


def _send_at(state: State, factor: float, now: float) -> None:
    rate = state.rate * factor
    mean_gap = 1 / rate if rate > 0 else math.inf
    if mean_gap != state.mean_gap:
        # The time to the next arrival has no memory, so a new one may be drawn.
        state.mean_gap = mean_gap
        state.next_arrival = now + (state.gap() * mean_gap if rate > 0 else math.inf)


def _set_replicas(state: State, place: int, failing: int, now: float) -> None:
    station = state.plan.stations[place]
    up = station.replicas - failing
    full = WITHOUT_LIMIT if station.servers is None else station.servers
    servers = full * up // station.replicas
    if station.servers is None and up:
        servers = WITHOUT_LIMIT
    were_up = state.replicas[place]
    if up == were_up:
        return
    state.replicas[place] = up
    cache = state.caches[place]
    if up == 0 and cache is not None:
        cache.empty()
    state.idle[place] += servers - state.servers[place]
    state.servers[place] = servers
    if up < were_up:
        _lose(state, place, (were_up - up) / were_up, now)
    state.down[place] = up == 0
    while state.idle[place] > 0 and state.queues[place]:
        state.idle[place] -= 1
        state.busy_clock[place] -= now
        state.begin(place, now)


def _lose(state: State, place: int, share: float, now: float) -> None:
    """Fail the calls that were in the replicas lost: all those in the queue too when none is left."""
    station = state.plan.station
    serving: dict[int, Call] = {}  # by identity, in the order in which they are found
    calling: dict[int, Call] = {}
    for kind, call in state.ends():
        if kind == SERVED and call[NODE] != DEAD and station[call[NODE]] == place:
            serving[id(call)] = call
        above = call[CALLER]
        while above is not None and above[NODE] != DEAD:
            if station[above[NODE]] == place:
                calling[id(above)] = above
            above = above[CALLER]
    holding = [call for call in calling.values() if state.plan.holds[call[NODE]]]
    others = [call for call in calling.values() if not state.plan.holds[call[NODE]]]
    held = [*serving.values(), *holding]
    # At least so many that those who go on find servers.
    count = max(math.ceil(len(held) * share), len(held) - max(0, state.servers[place]))
    for call in _some(state, held, count):
        if id(call) in serving:
            state.lost[place] += 1
        state.idle[place] += 1
        state.busy_clock[place] += now
        _kill(state, call, now)
    for call in _some(state, others, math.ceil(len(others) * share)):
        _kill(state, call, now)
    if share == 1:
        queue = state.queues[place]
        stay = [call for call in queue if state.plan.patient[call[NODE]]]
        for call in queue:
            if not state.plan.patient[call[NODE]]:
                state.queue_clock[place] += now
                state.lost[place] += 1
                _kill(state, call, now)
        queue.clear()
        queue.extend(stay)


def _some(state: State, calls: list[Call], count: int) -> list[Call]:
    if count >= len(calls):
        return calls
    return [calls[place] for place in sorted(state.random.choice(len(calls), count, replace=False))]


def _kill(state: State, call: Call, now: float) -> None:
    """Let a call end with its replica, and its caller know; a courier brings the message again."""
    node, caller = call[NODE], call[CALLER]
    call[NODE], call[CALLER] = DEAD, None
    if caller is None or caller[NODE] == DEAD:
        return
    told: Call = [node, caller, now, call[TRIES], 0, None]
    if state.plan.patient[node]:
        state.post(now + state.plan.half[node], TRIES_AGAIN, told)
    else:
        state.send(FAILED, told, now)


def _cut(state: State, apart: set[frozenset[int]], now: float) -> None:
    plan = state.plan
    cut = {
        node
        for node, (caller, called) in enumerate(zip(plan.caller, plan.station, strict=True))
        if apart and NOBODY not in (caller, called) and frozenset({caller, called}) in apart
    }
    if cut == state.cut:
        return
    state.cut.clear()
    state.cut.update(cut)
    held, state.held[:] = list(state.held), []
    for kind, call in held:
        wanted = call[NODE] != DEAD and call[CALLER] is not None and call[CALLER][NODE] != DEAD
        if wanted:
            state.send(kind, call, now)
