"""What comes to each station once what is turned away, or waits for ever before it, is left out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from whiteboard.run.traffic.network import Network, Visit
from whiteboard.run.traffic.steady import Steady, steady

_ROUNDS = 200
_DAMPED_AFTER = 50
_CLOSE = 1e-10


def steady_states(network: Network) -> dict[str, Steady]:
    """Each station under what really reaches it.

    Notes
    -----
    Behind a station that can't keep up arrives only what it lets through, which hangs on what reaches it: the shares
    are put in until they no longer change. Without such a station once is enough.

    Examples
    --------
    >>> from whiteboard.run.traffic.network import Flow, Service, Station
    >>> stations = (Station(name="api", service=Service(mean=0.010)), Station(name="db", service=Service(mean=0.001)))
    >>> visits = (Visit(station="api", then=(Visit(station="db"),)),)
    >>> found = steady_states(Network(stations=stations, flows=(Flow(name="reads", rate=200.0, visits=visits),)))
    >>> found["api"].offered, found["db"].offered
    (200.0, 100.0)
    """
    through = {station.name: 1.0 for station in network.stations}
    found: dict[str, Steady] = {}
    for round_ in range(_ROUNDS):
        offered = _offered(network, through)
        found = {station.name: steady(station, offered[station.name]) for station in network.stations}
        new = {name: state.through for name, state in found.items()}
        if all(math.isclose(new[name], through[name], rel_tol=_CLOSE, abs_tol=1e-15) for name in new):
            break
        # Rings of stations that are full may swing between two states.
        step = 1.0 if round_ < _DAMPED_AFTER else 0.5
        through = {name: through[name] + step * (new[name] - through[name]) for name in new}
    return found


class Answers:
    """Which share of calls is answered; what is asynchronous is not waited for.

    Parameters
    ----------
    share : mapping of str to float
        Of what comes to a station, by its name, what passes it.

    Examples
    --------
    >>> call = Visit(station="api", then=(Visit(station="db", times=0.5),))
    >>> Answers({"api": 0.9, "db": 0.8}).of_all([call])
    0.81
    """

    def __init__(self, share: Mapping[str, float]) -> None:
        self._share = share
        self._known: dict[int, float] = {}  # by identity, since each caller above asks for a visit again

    def of(self, visit: Visit) -> float:
        """The share of one visit's calls that are answered, once they are made."""
        if id(visit) not in self._known:
            self._known[id(visit)] = self._share[visit.station] * self.of_all(visit.then)
        return self._known[id(visit)]

    def of_all(self, visits: Sequence[Visit]) -> float:
        """The share of requests that make these calls, one after another, and get an answer to each."""
        return math.prod(made(visit.times, self.of(visit)) for visit in visits if not visit.asynchronous)


def made(times: float, one: float) -> float:
    """The share for which `times` calls are answered, the fraction being a chance.

    Examples
    --------
    >>> made(2.0, 0.5), made(0.5, 0.5)
    (0.25, 0.75)
    """
    whole = int(times)
    part = times - whole
    return float(one**whole * (1 - part + part * one))


def _offered(network: Network, through: dict[str, float]) -> dict[str, float]:
    """Calls a second to each station."""
    found = dict.fromkeys(through, 0.0)
    answers = Answers(through)

    def follow(visits: Sequence[Visit], rate: float) -> None:
        for visit in visits:
            one = 1.0 if visit.asynchronous else answers.of(visit)
            whole = int(visit.times)
            # Each further call is made only after the answer of the one before it.
            calls = whole if one == 1 else (1 - one**whole) / (1 - one)
            called = rate * (calls + (visit.times - whole) * one**whole)
            found[visit.station] += called
            follow(visit.then, called * through[visit.station])
            if not visit.asynchronous:
                rate *= made(visit.times, one)

    for flow in network.flows:
        follow(flow.visits, flow.rate)
    return found
