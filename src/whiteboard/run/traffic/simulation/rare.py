"""What happens seldom in the event loop: calls made by chance, failures, retries, timeouts."""

from __future__ import annotations

from collections import deque

from whiteboard.run.traffic.simulation.caches import UNNAMED, Cache
from whiteboard.run.traffic.simulation.compiling import NOBODY
from whiteboard.run.traffic.simulation.state import (
    CALLER,
    DEAD,
    FAILED,
    FAILED_BELOW,
    LEFT,
    MISSED,
    NODE,
    RINGS,
    STARTS,
    TRIES,
    TRIES_AGAIN,
    Call,
    State,
)

_DOUBLINGS = 60  # a wait of any backoff that is longer than any run


def calls(state: State, caller: Call, node: int, now: float) -> int:
    """How often a caller waits for a visit now. Asynchronous calls are sent off at once."""
    plan, uniform = state.plan, state.uniform
    place, times = plan.behind[node], plan.whole[node]
    keys: list[int] = []
    if place != NOBODY:
        keys = (caller[MISSED] or {}).get(place, [])
        part = plan.part[node]
        times = len(keys) if part == 1.0 else sum(uniform() < part for _ in keys)
    elif plan.blurred[node] != NOBODY:
        cache = state.caches[plan.blurred[node]]
        assert cache is not None
        times = int(uniform() < plan.part[node] * (1 - cache.chance))
    elif plan.part[node] > 0 and uniform() < plan.part[node]:
        times += 1
    courier = plan.courier[node]
    if courier == NOBODY:
        return times
    if times > state.entries - len(state.heap):
        times = max(0, state.entries - len(state.heap))
        state.overflow = True
    for _ in range(times):
        state.sent[courier] += 1
        state.post(now, STARTS, [courier, None, now, 0, 0, None])
    return 0


def looked_up(state: State, cache: Cache, call: Call, now: float) -> None:
    """Ask a cache, and let those know of a miss who act on it: the call itself, or who made it."""
    key = cache.look_up(now)
    if key is None:
        return
    plan, node = state.plan, call[NODE]
    if plan.first[node] != NOBODY:
        state.miss(call, plan.station[node], key)
    if plan.tells[node] and call[CALLER] is not None:
        state.miss(call[CALLER], plan.station[node], key)


def filled(state: State, caller: Call, node: int, now: float) -> None:
    """Keep in the cache what was found behind it."""
    place = state.plan.behind[node]
    cache = state.caches[place]
    keys = (caller[MISSED] or {}).get(place)
    if cache is not None and keys and not state.down[place]:
        cache.fill(keys[min(caller[LEFT], len(keys) - 1)], now)


def ring(state: State, timer: deque[tuple[float, Call]], now: float) -> None:
    """Give up the calls whose time is over; they go on at the called, but nobody waits for them."""
    while timer and (timer[0][1][CALLER] is None or timer[0][0] <= now):
        _, call = timer.popleft()
        caller = call[CALLER]
        if caller is not None:
            call[CALLER] = None
            node = call[NODE]
            if caller[NODE] != DEAD:
                state.post(now, FAILED, [node, caller, now, call[TRIES], 0, None])
    if timer:
        state.post(timer[0][0], RINGS, timer)


def forget_answered(state: State) -> None:
    """Drop timers of calls that were answered, where they pile up."""
    for place, timer in enumerate(state.timers):
        if len(timer) > 2 * state.still_waited_for[place] + 10_000:
            # The first stays: the heap holds when it rings.
            first = timer.popleft()
            kept = [entry for entry in timer if entry[1][CALLER] is not None]
            timer.clear()
            timer.append(first)
            timer.extend(kept)
            state.still_waited_for[place] = len(timer)


def failed(state: State, call: Call, caller: Call, now: float) -> bool:
    """Try a failed call again; else fail its caller too. True where the caller goes on all the same."""
    plan, node = state.plan, call[NODE]
    tries = call[TRIES]
    if tries < plan.retries[node]:
        wait = plan.backoff[node] * 2.0 ** min(tries, _DOUBLINGS)
        if plan.jitter[node]:
            wait *= 2 * state.uniform()
        state.post(now + wait, TRIES_AGAIN, [node, caller, now, tries + 1, 0, None])
        return False
    if plan.forgiving[node]:
        _missed(state, caller, plan.station[node])
        return True
    if plan.bypass[node] != NOBODY and call[LEFT] != FAILED_BELOW:
        bypass: Call = [plan.bypass[node], caller, now, 0, 0, None]
        _missed(state, bypass, plan.station[node])
        state.post(now, STARTS, bypass)
        return False
    _fail(state, caller, now)
    return False


def _missed(state: State, call: Call, place: int) -> None:
    """Let a call know that a cache gave no answer; what is found behind it is kept if it is back by then."""
    cache = state.caches[place]
    state.miss(call, place, UNNAMED if cache is None else cache.wanted())


def _fail(state: State, call: Call, now: float) -> None:
    """End a call without success, for what it called."""
    plan, node = state.plan, call[NODE]
    if plan.holds[node]:
        state.release(plan.station[node], now)
    if plan.flow[node] != NOBODY:
        state.given_up[node] += 1
    elif call[CALLER] is not None:
        call[LEFT] = FAILED_BELOW
        state.send(FAILED, call, now)


def turn_away(state: State, call: Call, now: float) -> None:
    """Fail a call at once for want of room, or because its station is down."""
    place = state.plan.station[call[NODE]]
    (state.refused if state.down[place] else state.turned_away)[place] += 1
    if call[CALLER] is not None:
        state.send(FAILED, call, now)
