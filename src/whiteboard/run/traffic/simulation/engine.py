"""The event loop: calls travel, wait, are worked on, call others, and are answered."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from time import perf_counter
from typing import cast

from whiteboard.run.traffic.simulation.rare import (
    calls,
    failed,
    filled,
    forget_answered,
    looked_up,
    ring,
    turn_away,
)
from whiteboard.run.traffic.simulation.state import (
    ANSWERED,
    ARRIVES,
    FAILED,
    RINGS,
    SERVED,
    STARTS,
    STOP,
    TRIES_AGAIN,
    Call,
    State,
)

_CHUNK = range(2048)  # events between two looks at the clock
_NEWEST = 10_000  # durations kept in lists before they go to histograms
_BACK = (ANSWERED, FAILED)
END, BUDGET, OVERFLOW = "end", "budget", "overflow"


def run(  # noqa: PLR0915
    state: State, until: float, deadline: float = math.inf, watch: Callable[[float], None] | None = None
) -> str:
    """Let a replication go on to a simulated time.

    Parameters
    ----------
    state : State
        Where it stands; changed in place.
    until : float
        Simulated seconds.
    deadline : float
        Reading of `time.perf_counter` at which it is ended early.
    watch : callable, optional
        Called from time to time with the simulated time reached.

    Returns
    -------
    str
        `END`, `BUDGET` or `OVERFLOW`: how it ended.

    Notes
    -----
    One function, and all of `state` in local variables, since this is where the time goes: names of one frame
    are several times as fast as attributes and calls. What happens seldom is in `rare`.

    For the same reason calls are indexed by plain numbers: 0 the visit, 1 the caller, 2 since when, 3 tries before
    it, 4 calls left to make, 5 keys missed. `state` says more of them.
    """
    plan = state.plan
    station, first, follow = plan.station, plan.first, plan.follow
    once_more, plain = plan.once_more, plan.plain
    behind, half, timer_of, holds, patient = plan.behind, plan.half, plan.timer, plan.holds, plan.patient
    heap, number, pop, push = state.heap, state.number, heappop, heappush
    queues, timers, cut, caches = state.queues, state.timers, state.cut, state.caches
    idle, room, down, slow, work = state.idle, state.room, state.down, state.slow, state.work
    arrived, queue_clock, busy_clock = state.arrived, state.queue_clock, state.busy_clock
    sent, gap, mean_gap, sender = state.sent, state.gap, state.mean_gap, state.sender
    worked = [samples.add for samples in state.worked]
    answered = [None if samples is None else samples.add for samples in state.answered]
    timeouts = tuple(plan.timeouts)
    next_arrival = state.next_arrival
    frame: Call
    call: Call
    push(heap, (until, number(), STOP, None))
    while True:
        for done in _CHUNK:
            if heap[0][0] < next_arrival:
                now, _, kind, frame = pop(heap)
            else:
                now, kind = next_arrival, STARTS
                next_arrival = now + gap() * mean_gap
                node = sender()
                sent[node] += 1
                frame = [node, None, now, 0, 0, None]

            if kind == ARRIVES:
                call = frame
            else:
                again = False  # whether `child` is a visit to make once more, already decided
                if kind == SERVED:
                    node = frame[0]
                    if node < 0:
                        continue  # its station failed under it
                    place = station[node]
                    worked[place](now - frame[2])
                    if not holds[node]:
                        queue = queues[place]
                        if queue and idle[place] >= 0:
                            queue_clock[place] += now
                            push(heap, (now + work[place]() * slow[place], number(), SERVED, queue.popleft()))
                        else:
                            idle[place] += 1
                            busy_clock[place] += now
                    cache = caches[place]
                    if cache is not None:
                        looked_up(state, cache, frame, now)
                    child = first[node]
                elif kind == STARTS:
                    child = first[frame[0]]
                elif kind in _BACK:
                    caller = frame[1]
                    if caller is None or caller[0] < 0:
                        continue  # nobody waits for it any more
                    frame[1] = None
                    node = frame[0]
                    if kind == FAILED:
                        if not failed(state, frame, caller, now):
                            continue
                    elif behind[node] >= 0:
                        filled(state, caller, node, now)
                    frame = caller
                    again = frame[4] > 0
                    child = once_more[node] if again else follow[node]
                elif kind == TRIES_AGAIN:
                    if frame[1][0] < 0:
                        continue
                elif kind == RINGS:
                    ring(state, cast("deque[tuple[float, Call]]", frame), now)
                    continue
                else:
                    state.now, state.next_arrival = now, next_arrival
                    state.events += done
                    return END

                if kind == TRIES_AGAIN:
                    call = frame
                else:
                    # From here the request goes on in the present moment until it has to wait for something:
                    # up through the callers whose last answer this was, then down into the next call.
                    while True:
                        while child >= 0 and not plain[child] and not again:
                            times = calls(state, frame, child, now)
                            if times:
                                frame[4] = times
                                again = True
                                break
                            child = follow[child]
                        if child >= 0:
                            break
                        node, caller = frame[0], frame[1]
                        if holds[node]:
                            state.release(station[node], now)
                        if caller is None:
                            finished = answered[node]
                            if finished is not None:
                                finished(now - frame[2])
                            break
                        if cut and node in cut:
                            state.held.append((ANSWERED, frame))
                            break
                        if half[node]:
                            push(heap, (now + half[node], number(), ANSWERED, frame))
                            break
                        if caller[0] < 0:
                            break
                        frame[1] = None
                        if behind[node] >= 0:
                            filled(state, caller, node, now)
                        frame = caller
                        again = frame[4] > 0
                        child = once_more[node] if again else follow[node]
                    if child < 0:
                        continue
                    if again:
                        frame[4] -= 1
                    call = [child, frame, now, 0, 0, None]

                node = call[0]
                place = timer_of[node]
                if place >= 0:
                    timer, rings = timers[place], now + timeouts[place]
                    if not timer:
                        push(heap, (rings, number(), RINGS, timer))
                    timer.append((rings, call))
                if cut and node in cut:
                    state.held.append((ARRIVES, call))
                    continue
                if half[node]:
                    push(heap, (now + half[node], number(), ARRIVES, call))
                    continue

            node = call[0]
            place = station[node]
            arrived[place] += 1
            if idle[place] > 0:
                idle[place] -= 1
                busy_clock[place] -= now
                call[2] = now
                push(heap, (now + work[place]() * slow[place], number(), SERVED, call))
            else:
                queue = queues[place]
                if len(queue) < room[place] and (patient[node] or not down[place]):
                    call[2] = now
                    queue.append(call)
                    queue_clock[place] -= now
                else:
                    turn_away(state, call, now)

        state.events += len(_CHUNK)
        state.now, state.next_arrival = now, next_arrival
        if watch is not None:
            watch(now)
        for samples in state.samples:
            samples.settle(_NEWEST)
        forget_answered(state)
        if state.overflow or state.entries_under_way() > state.entries:
            return OVERFLOW
        if perf_counter() > deadline:
            return BUDGET
