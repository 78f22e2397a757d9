"""Queues of one station in closed form: how many servers are busy, who waits, how long, and who is turned away.

All of them take Poisson arrivals, and serve first come, first served. Throughout, `arrivals` is requests a second,
`service` the mean seconds that one request is worked on, and `servers` how many are worked on at once. The names
are Kendall's: arrivals / service / servers / room, M for exponential, G for any distribution.

References
----------
Kleinrock, *Queueing Systems, volume 1: Theory* (1975); Gross, Shortle, Thompson and Harris, *Fundamentals of
Queueing Theory*, 4th edition (2008), chapters 2 and 5; Harchol-Balter, *Performance Modeling and Design of Computer
Systems* (2013), chapters 14 and 23.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_RECURSION = 500  # servers up to which Erlang's recursion is quicker than the Poisson distribution
_NEGLIGIBLE = 1e-17


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What a queue is like in the long run.

    Parameters
    ----------
    delayed : float
        The chance that a request which comes in has to wait.
    wait : float
        Mean seconds that one waits, those that need not wait included; infinite without a steady state.
    number : float
        Mean number of requests that wait.
    blocked : float
        The chance that a request is turned away since there is no room to wait.
    """

    delayed: float
    wait: float
    number: float
    blocked: float = 0.0


ENDLESS = Queue(delayed=1.0, wait=math.inf, number=math.inf)
"""Where more comes than can be done, and all of it waits."""


def erlang_b(servers: int, load: float) -> float:
    """The chance that all servers are busy where nobody waits (M/G/c/c).

    Parameters
    ----------
    servers : int
        At least 1. Millions take no longer than hundreds.
    load : float
        Arrivals times service time: the mean number that would be busy if there were enough.

    Notes
    -----
    Erlang (1917), by the recursion B(c) = aB(c-1) / (c + aB(c-1)); for many servers as the last term of a
    truncated Poisson distribution. No factorial is computed.

    Raises
    ------
    ValueError
        For fewer than one server, or a load that is no number from 0.

    Examples
    --------
    Ten lines that are offered 5 erlangs lose 1.8 % of the calls.

    >>> round(erlang_b(10, 5.0), 4)
    0.0184
    >>> erlang_b(2, 1.0), round(erlang_b(100_000, 100_000.0), 6)
    (0.2, 0.002519)
    """
    _checked(servers, load)
    if load == 0:
        return 0.0
    if servers <= _RECURSION:
        busy = 1.0
        for count in range(1, servers + 1):
            busy = load * busy / (count + load * busy)
        return busy
    if load < servers:
        from scipy.special import pdtr

        return min(1.0, _poisson(servers, load) / float(pdtr(servers, load)))
    # One over B is 1 + c/a + c(c-1)/a^2 + ..., whose terms fall from the first on when a >= c.
    inverse, term, count = 1.0, 1.0, servers
    while count > 0 and term > _NEGLIGIBLE * inverse:
        term *= count / load
        inverse += term
        count -= 1
    return 1 / inverse


def _poisson(count: int, mean: float) -> float:
    """The chance of exactly `count`, by Stirling's series: logarithms of factorials would lose all digits."""
    short = (mean - count) / count
    log = math.log1p(short) if short > -0.5 else math.log(mean) - math.log(count)
    near = -count * (short - log) - 1 / (12 * count) + 1 / (360 * count**3)
    return math.exp(near) / math.sqrt(2 * math.pi * count)


def erlang_c(servers: int, load: float) -> float:
    """The chance that a request has to wait (M/M/c); 1 where the load is at least the number of servers.

    Examples
    --------
    >>> erlang_c(1, 0.5), round(erlang_c(2, 1.0), 4), erlang_c(2, 2.5)
    (0.5, 0.3333, 1.0)
    """
    lost = erlang_b(servers, load)
    if load >= servers:
        return 1.0
    return min(1.0, lost / (1 - load / servers * (1 - lost)))


def mmc(arrivals: float, service: float, servers: int = 1) -> Queue:
    """Exponential service at `servers` servers that share one queue (M/M/c; M/M/1 for one).

    Examples
    --------
    80 requests/s of 10 ms each at one server wait 40 ms; at two servers 1.9 ms.

    >>> round(mmc(80, 0.010).wait, 6), round(mmc(80, 0.010, 2).wait, 6)
    (0.04, 0.001905)
    >>> mmc(200, 0.010)
    Queue(delayed=1.0, wait=inf, number=inf, blocked=0.0)
    """
    load = _load(arrivals, service)
    if _is_endless(servers, load):
        return ENDLESS
    delayed = erlang_c(servers, load)
    # The wait is exponential for those that wait, with what the servers take beyond what comes as its rate.
    wait = delayed * service / (servers - load)
    return Queue(delayed=delayed, wait=wait, number=arrivals * wait)


def mgc(arrivals: float, service: float, servers: int = 1, *, scv: float) -> Queue:
    """Any distribution of service times at several servers (M/G/c): an approximation, exact for one server.

    Parameters
    ----------
    scv : float
        Squared coefficient of variation of the service times: 0 for constant ones, 1 for exponential ones.

    Notes
    -----
    Pollaczek-Khinchine for one server. For more, the wait of M/M/c times (1 + scv) / 2: Allen, *Probability,
    Statistics, and Queueing Theory*, 2nd edition (1990), section 5.3, after Cunneen; Lee and Longton (1959). It is
    asymptotically exact in heavy traffic, and a few percent off otherwise. The chance to wait is that of M/M/c.

    Examples
    --------
    Constant service times halve the wait.

    >>> round(mgc(80, 0.010, scv=0.0).wait, 6), round(mgc(80, 0.010, scv=4.0).wait, 6)
    (0.02, 0.1)
    """
    if not (math.isfinite(scv) and scv >= 0):
        raise ValueError(
            f"the squared coefficient of variation is a number from 0, not {scv!r}; 1 is exponential"
        )
    plain = mmc(arrivals, service, servers)
    if plain is ENDLESS:
        return plain
    factor = (1 + scv) / 2
    return Queue(delayed=plain.delayed, wait=plain.wait * factor, number=plain.number * factor)


def mg1(arrivals: float, service: float, *, scv: float) -> Queue:
    """Any distribution of service times at one server (M/G/1), by Pollaczek and Khinchine.

    Notes
    -----
    The wait is arrivals x E[S^2] / (2 (1 - utilization)); Pollaczek (1930), Khinchine (1932).

    Examples
    --------
    >>> round(mg1(50, 0.010, scv=0.0).number, 3)
    0.25
    """
    return mgc(arrivals, service, 1, scv=scv)


def mmck(arrivals: float, service: float, servers: int = 1, *, room: int) -> Queue:
    """Exponential service where at most `room` requests wait and more are turned away (M/M/c/K, K = c + room).

    Returns
    -------
    Queue
        With a steady state whatever comes. `wait` is that of the admitted; `delayed` is the share of the admitted
        that wait.

    Examples
    --------
    One server, nobody may wait: at a load of 1 every other request is turned away.

    >>> mmck(100, 0.010, room=0).blocked
    0.5
    >>> queue = mmck(100, 0.010, room=9)
    >>> round(queue.blocked, 6), round(queue.wait, 6)
    (0.090909, 0.045)
    """
    load = _load(arrivals, service)
    if room < 0:
        raise ValueError(f"room for {room!r} waiting; give 0 or more")
    lost = erlang_b(servers, load)
    if lost == 0:  # no load, or so many servers that the chance is below what a number can tell
        return Queue(delayed=0.0, wait=0.0, number=0.0)
    use = load / servers
    # Weights of the states, all relative to the state in which all servers are busy and `front` of them wait: the
    # empty queue while it is the likeliest, the full one where more comes than can be done.
    if use <= 1:
        total, mean = _geometric(use, room + 1)
        waiting, full, idle = total, use**room if room else 1.0, 1 / lost - 1
    else:
        total, from_top = _geometric(1 / use, room + 1)
        mean, waiting, full = room - from_top, total, 1.0
        idle = math.exp(-room * math.log(use)) * (1 / lost - 1)
    every = idle + waiting  # states with an idle server; states 0 to room waiting, all servers busy
    blocked = full / every
    number = mean * waiting / every
    admitted = 1 - blocked
    if admitted <= 0:  # so much comes that the share which gets in is below what a number can tell
        return Queue(delayed=1.0, wait=room * service / servers, number=float(room), blocked=1.0)
    return Queue(
        delayed=min(1.0, max(0.0, (waiting - full) / every / admitted)),
        wait=number / (arrivals * admitted),
        number=number,
        blocked=blocked,
    )


def _geometric(ratio: float, terms: int) -> tuple[float, float]:
    """Sum of ratio^0 to ratio^(terms - 1), and the mean exponent with these weights; `ratio` from 0 to 1."""
    if ratio == 0 or terms == 1:
        return 1.0, 0.0
    step = math.log(ratio) if ratio < 0.5 else math.log1p(ratio - 1)
    whole = terms * step
    if whole > -1e-5:
        # Nearly level: the closed form would divide nothing by nothing.
        return terms * (1 + (terms - 1) * step / 2), (terms - 1) / 2 + (terms**2 - 1) / 12 * step
    short = -math.expm1(step)
    return -math.expm1(whole) / short, ratio / short + terms * math.exp(whole) / math.expm1(whole)


def _load(arrivals: float, service: float) -> float:
    for what, value in (("arrivals", arrivals), ("service time", service)):
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{what}: a number from 0, not {value!r}")
    return arrivals * service


def _is_endless(servers: int, load: float) -> bool:
    _checked(servers, load)
    return load >= servers


def _checked(servers: int, load: float) -> None:
    if servers < 1:
        raise ValueError(f"{servers!r} servers; give at least 1")
    if not load >= 0 or math.isinf(load):
        raise ValueError(f"the load is arrivals times service time, a number from 0, not {load!r}")
