"""Laplace-Stieltjes transforms of what a request spends at a station: E[exp(-s X)] for a complex s.

The transform of a sum of independent times is the product of their transforms, which is why sums of waits and
services are computed with these and inverted at the end (`whiteboard.run.traffic.tails`).

References
----------
Kleinrock, *Queueing Systems, volume 1: Theory* (1975), chapters 3 to 5; Harchol-Balter, *Performance Modeling and
Design of Computer Systems* (2013), chapters 25 and 26.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy

    Complex = numpy.ndarray[Any, numpy.dtype[numpy.complex128]]


class Transform(Protocol):
    """One part of a latency, independent of all others."""

    @property
    def mean(self) -> float:
        """Seconds."""
        ...

    @property
    def atom(self) -> float:
        """The chance that it takes no time at all."""
        ...

    @property
    def smooth(self) -> float:
        """Over how many seconds its distribution is smeared out; 0 where it has steps."""
        ...

    def __call__(self, s: Complex) -> Complex:
        """E[exp(-s X)], elementwise."""
        ...


@dataclass(frozen=True, slots=True)
class Exponential:
    """Exponential times.

    Examples
    --------
    >>> Exponential(0.5)(2.0)
    0.5
    """

    mean: float

    @property
    def atom(self) -> float:
        """None takes no time."""
        return 0.0

    @property
    def smooth(self) -> float:
        """The standard deviation."""
        return self.mean

    def __call__(self, s: Complex) -> Complex:
        """E[exp(-s X)]."""
        return 1 / (1 + self.mean * s)


@dataclass(frozen=True, slots=True)
class Gamma:
    """Gamma distributed times with a squared coefficient of variation above 0.

    Examples
    --------
    >>> Gamma(0.5, 1.0)(2.0)
    0.5
    """

    mean: float
    scv: float

    @property
    def atom(self) -> float:
        """None takes no time."""
        return 0.0

    @property
    def smooth(self) -> float:
        """The standard deviation, unless most times are next to nothing."""
        return self.mean * math.sqrt(self.scv) if self.scv <= 1 else 0.0

    def __call__(self, s: Complex) -> Complex:
        """E[exp(-s X)]."""
        return (1 + self.mean * self.scv * s) ** (-1 / self.scv)


@dataclass(frozen=True, slots=True)
class Constant:
    """Always the same time; within the wait of M/D/1. (A sum shifts its constants out.)"""

    mean: float

    @property
    def atom(self) -> float:
        """All or nothing."""
        return 1.0 if self.mean == 0 else 0.0

    @property
    def smooth(self) -> float:
        """One step."""
        return 0.0

    def __call__(self, s: Complex) -> Complex:
        """E[exp(-s X)]."""
        import numpy as np

        return np.exp(-self.mean * s)


@dataclass(frozen=True, slots=True)
class Delayed:
    """No wait, or an exponential one: M/M/c, with its chance of waiting by Erlang's C.

    Parameters
    ----------
    delayed : float
        The chance to wait.
    of_delayed : float
        Mean seconds of those that wait.
    """

    delayed: float
    of_delayed: float

    @property
    def mean(self) -> float:
        """Seconds, those that need not wait included."""
        return self.delayed * self.of_delayed

    @property
    def atom(self) -> float:
        """The chance not to wait."""
        return 1 - self.delayed

    @property
    def smooth(self) -> float:
        """It has a step at 0."""
        return 0.0

    def __call__(self, s: Complex) -> Complex:
        """E[exp(-s X)]."""
        return 1 - self.delayed + self.delayed / (1 + self.of_delayed * s)


@dataclass(frozen=True, slots=True)
class PollaczekKhinchine:
    """The wait at one server for any service time (M/G/1).

    Parameters
    ----------
    arrivals : float
        Requests a second, fewer than the server can take.
    service : Transform
        Of one request.
    mean : float
        Seconds.

    Notes
    -----
    (1 - rho) s / (s - arrivals (1 - B(s))), Kleinrock (1975), equation 5.105.
    """

    arrivals: float
    service: Transform
    mean: float

    @property
    def atom(self) -> float:
        """The chance not to wait: the server is idle."""
        return 1 - self.arrivals * self.service.mean

    @property
    def smooth(self) -> float:
        """It has a step at 0."""
        return 0.0

    def __call__(self, s: Complex) -> Complex:
        """E[exp(-s X)]."""
        return self.atom * s / (s - self.arrivals * (1 - self.service(s)))


@dataclass(frozen=True, slots=True)
class Roomed:
    """The wait of those that are admitted where at most `room` wait (M/M/c/K).

    Parameters
    ----------
    delayed : float
        The chance to wait, of the admitted.
    use : float
        Arrivals over what the servers take; may be above 1.
    turn : float
        Mean seconds until the next server is free, all being busy.
    room : int
        At least 1.
    mean : float
        Seconds.

    Notes
    -----
    Who finds k others waiting waits for k + 1 ends of service, and the weights of k fall or grow like use^k.
    """

    delayed: float
    use: float
    turn: float
    room: int
    mean: float

    @property
    def atom(self) -> float:
        """The chance not to wait, of the admitted."""
        return 1 - self.delayed

    @property
    def smooth(self) -> float:
        """It has a step at 0."""
        return 0.0

    def __call__(self, s: Complex) -> Complex:
        """E[exp(-s X)]."""
        import numpy as np

        one = 1 / (1 + self.turn * s)
        # Sums of (use z)^k over those of use^k, k below the room; from the top down where the top is the likeliest.
        if self.use <= 1:
            ratio = self.use * one
            found = one * _power_sum(ratio, self.room) / _power_sum(np.asarray(self.use), self.room)
        else:
            whole = _power_sum(np.asarray(1 / self.use), self.room)
            found = _downward(one, self.use, self.room) / whole
        mixed: Complex = 1 - self.delayed + self.delayed * found
        return mixed


def _power_sum(ratio: Any, terms: int) -> Any:
    """ratio^0 + ... + ratio^(terms - 1), elementwise."""
    import numpy as np

    short = 1 - ratio
    level = np.abs(short) < 1e-9 / terms
    return np.where(level, terms, (1 - ratio**terms) / np.where(level, 1.0, short))


def _downward(one: Any, use: float, room: int) -> Any:
    """one^room + one^(room - 1) / use + ... + one / use^(room - 1), elementwise.

    It is one^room times a sum of (1 / (use one))^k, which overflows where `one` is small; then read it from below.
    """
    import numpy as np

    ratio = 1 / (use * one)
    steep = np.abs(ratio) > 1
    safe = np.where(steep, 0.5, ratio)
    above = one**room * _power_sum(safe, room)
    back = np.where(steep, 1 / ratio, 0.5)
    below = one * np.exp(-(room - 1) * math.log(use)) * _power_sum(back, room)
    return np.where(steep, below, above)
