"""When requests leave a station, from when they come: the queue's own recursion over all requests at once.

Requests are served first come, first served. Times are seconds, arrivals sorted.

References
----------
Lindley, "The theory of queues with a single server", Proc. Cambridge Phil. Soc. 48 (1952) 277-289; Kiefer and
Wolfowitz, "On the theory of queues with many servers", Trans. Amer. Math. Soc. 78 (1955) 1-18; Ebert et al.,
"Computationally efficient simulation of queues: the R package queuecomputer", J. Stat. Software 95 (2020).
"""

from __future__ import annotations

from heapq import heapreplace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

    Times = numpy.ndarray[Any, numpy.dtype[numpy.float64]]

_SELDOM = 4.0  # standard deviations of room above the load at which it is worth a look whether anybody waits


def departures(arrivals: Times, work: Times, servers: int | None, *, constant: bool = False) -> Times:
    """When each request is done.

    Parameters
    ----------
    arrivals : array of float
        Sorted.
    work : array of float
        How long each is worked on.
    servers : int or None
        None for as many as come.
    constant : bool
        Whether all of `work` is the same: then nobody overtakes.

    Returns
    -------
    array of float
        In the order of arrivals.

    Examples
    --------
    >>> import numpy as np
    >>> come, work = np.array([0.0, 1.0, 1.5, 6.0]), np.array([2.0, 2.0, 1.0, 1.0])
    >>> departures(come, work, 1).tolist(), departures(come, work, 2).tolist()
    ([2.0, 4.0, 5.0, 7.0], [2.0, 3.0, 3.0, 7.0])
    """
    if servers is None or len(arrivals) <= servers:
        return arrivals + work
    if servers == 1:
        return _one(arrivals, work)
    if constant:
        return _in_turn(arrivals, work, servers)
    at_once = arrivals + work
    if _nobody_waits(arrivals, at_once, servers):
        return at_once
    return _several(arrivals, work, servers)


def _one(arrivals: Times, work: Times) -> Times:
    """Lindley's recursion D = max(A, D before) + S, as sums and a running maximum."""
    import numpy as np

    worked = np.cumsum(work)
    # Whoever began the busy period, all after them were worked on without a pause.
    return worked + np.maximum.accumulate(arrivals - (worked - work))


def _in_turn(arrivals: Times, work: Times, servers: int) -> Times:
    """Constant work: the servers take turns, so each has every c-th request to itself."""
    import numpy as np

    count = len(arrivals)
    rounds = -(-count // servers)
    padded = np.full(rounds * servers, np.inf)
    padded[:count] = arrivals
    before = (np.arange(rounds) * work[0])[:, np.newaxis]
    begun = np.maximum.accumulate(padded.reshape(rounds, servers) - before, axis=0)
    done: Times = (begun + before + work[0]).ravel()[:count]
    return done


def _nobody_waits(arrivals: Times, at_once: Times, servers: int) -> bool:
    """Whether there is an idle server for each request, so that all begin at once; False where that is unlikely."""
    import numpy as np

    span = arrivals[-1] - arrivals[0]
    load = float((at_once - arrivals).sum()) / span if span > 0 else np.inf
    if load + _SELDOM * np.sqrt(load) > servers:
        return False
    # Request n finds an idle server if of the n before it all but c - 1 are done. Who is done before n comes is one of
    # these; who is done at that very moment may be n itself, where its work takes no time.
    return bool((np.sort(at_once)[:-servers] < arrivals[servers:]).all())


def _several(arrivals: Times, work: Times, servers: int) -> Times:
    """Kiefer and Wolfowitz: each request takes the server that is free first."""
    import numpy as np

    free = [-np.inf] * servers
    done: list[float] = []
    add = done.append
    for comes, takes in zip(arrivals.tolist(), work.tolist(), strict=True):
        first = free[0]
        leaves = (comes if comes > first else first) + takes
        heapreplace(free, leaves)
        add(leaves)
    return np.array(done)
