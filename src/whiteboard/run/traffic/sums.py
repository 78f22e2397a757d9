"""Times made of independent parts: what a request spends at the stations that it visits, some of them by chance."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from whiteboard.run.traffic.transforms import Transform


@dataclass(frozen=True, slots=True)
class Chance:
    """A part that is there with a chance `share`, from 0 to 1."""

    share: float
    what: Sum


@dataclass(frozen=True, slots=True)
class Sum:
    """A time made of independent parts, in seconds.

    Parameters
    ----------
    shift : float
        What it takes in any case; infinite for one that never ends.
    parts : tuple of Transform
        What is always there.
    chances : tuple of Chance
        What is there by chance.

    Examples
    --------
    Two stations of 10 ms each on average, and at times a third of 50 ms.

    >>> from whiteboard.run.traffic.transforms import Exponential
    >>> one = Sum(parts=(Exponential(0.010),))
    >>> round(one.plus(one).plus(Sum(shift=0.050).by_chance(0.1)).mean, 4)
    0.025
    """

    shift: float = 0.0
    parts: tuple[Transform, ...] = ()
    chances: tuple[Chance, ...] = ()

    def plus(self, other: Sum) -> Sum:
        """This and, independently, another."""
        return Sum(self.shift + other.shift, self.parts + other.parts, self.chances + other.chances)

    def later(self, seconds: float) -> Sum:
        """This and a constant."""
        return replace(self, shift=self.shift + seconds)

    def by_chance(self, share: float) -> Sum:
        """This with a chance of `share`, else nothing.

        Examples
        --------
        >>> Sum(shift=2.0).by_chance(0.25).mean
        0.5
        """
        if share >= 1:
            return self
        return Sum(chances=(Chance(share, self),)) if share > 0 else Sum()

    def repeated(self, times: float) -> Sum:
        """This `times` over, one after another; the fraction is a chance of once more.

        Examples
        --------
        >>> Sum(shift=2.0).repeated(3.5).mean
        7.0
        """
        whole = int(times)
        found = self.by_chance(times - whole)
        if whole == 1 or not (self.parts or self.chances):
            return found.plus(replace(self, shift=self.shift * whole if whole else 0.0)) if whole else found
        if whole:
            shiftless = replace(self, shift=0.0)
            found = found.plus(Sum(self.shift * whole, (Repeated(shiftless, whole),)))
        return found

    @property
    def mean(self) -> float:
        """Seconds; infinite where it may never end."""
        random = math.fsum(part.mean for part in self.parts)
        return self.shift + random + math.fsum(chance.share * chance.what.mean for chance in self.chances)

    @property
    def endless(self) -> float:
        """The chance that it never ends."""
        if math.isinf(self.shift):
            return 1.0
        ends = 1.0
        for chance in self.chances:
            ends *= 1 - chance.share * chance.what.endless
        return 1 - ends

    @property
    def atom(self) -> float:
        """The chance that it takes no longer than its shift."""
        found = math.prod(part.atom for part in self.parts)
        for chance in self.chances:
            none = chance.what.atom if chance.what.shift == 0 else 0.0
            found *= 1 - chance.share + chance.share * none
        return found

    @property
    def smooth(self) -> float:
        """Over how many seconds it is smeared out; 0 where it has steps."""
        return max((part.smooth for part in self.parts), default=0.0)

    def __call__(self, s: Any) -> Any:
        """The transform: E[exp(-s X)]."""
        import numpy as np

        if math.isinf(self.shift):
            return np.zeros_like(s)
        found = np.exp(-self.shift * s) if self.shift else 1.0
        for part in self.parts:
            found = found * part(s)
        for chance in self.chances:
            found = found * (1 - chance.share + chance.share * chance.what(s))
        return found


@dataclass(frozen=True, slots=True)
class Repeated:
    """A sum several times over, as one part."""

    what: Sum
    count: int

    @property
    def mean(self) -> float:
        """Seconds."""
        return self.what.mean * self.count

    @property
    def atom(self) -> float:
        """The chance that it takes no time."""
        return float(self.what.atom**self.count)

    @property
    def smooth(self) -> float:
        """As the sum, wider with its number."""
        return self.what.smooth * math.sqrt(self.count)

    def __call__(self, s: Any) -> Any:
        """E[exp(-s X)]."""
        return self.what(s) ** self.count
