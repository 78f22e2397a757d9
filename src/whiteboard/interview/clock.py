"""An interview's clock: which step of a framework you should be in, and what is left."""

from __future__ import annotations

import math
from dataclasses import dataclass

from whiteboard.interview.frameworks import Framework, Step

TOTAL = 45.0
"""Minutes of an interview unless somebody says otherwise."""

_LONGEST = 24 * 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the clock says.

    Parameters
    ----------
    elapsed : float
        Minutes since the start.
    left : float
        Minutes until the end; negative beyond it.
    step : Step or None
        The step that the framework is in now; None once time is up, or where it sets no time.
    until : float or None
        Minutes since the start at which that step ends.
    """

    elapsed: float
    left: float
    step: Step | None
    until: float | None


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that follows a framework.

    Parameters
    ----------
    framework : Framework
        Whose steps share the time out.
    total : float
        Minutes of the whole interview.

    Raises
    ------
    ValueError
        For a total that is no number of minutes from 1 to a day.

    Examples
    --------
    >>> from whiteboard.interview.frameworks import framework
    >>> reading = Clock(framework("delivery"), total=45).at(12)
    >>> reading.step.name, round(reading.until, 1), reading.left
    ('API', 15.7, 33)
    """

    framework: Framework
    total: float = TOTAL

    def __post_init__(self) -> None:
        """Refuse what is no length of an interview."""
        if not (math.isfinite(self.total) and 1 <= self.total <= _LONGEST):
            raise ValueError(f"an interview lasts 1 to {_LONGEST:g} minutes, not {self.total!r}")

    def plan(self) -> tuple[tuple[Step, float, float], ...]:
        """Each step with the minutes at which it begins and ends; empty where the framework sets no time.

        The middle of each step's range is stretched or shortened so that all together fill the interview;
        optional steps are left out.
        """
        steps = [
            (step, sum(step.minutes) / 2)
            for step in self.framework.steps
            if step.minutes and not step.optional
        ]
        whole = sum(minutes for _, minutes in steps)
        planned = []
        begin = 0.0
        for step, minutes in steps:
            end = begin + minutes * self.total / whole
            planned.append((step, begin, end))
            begin = end
        return tuple(planned)

    def at(self, elapsed: float) -> Reading:
        """What the clock says so many minutes after the start."""
        left = self.total - elapsed
        for step, begin, end in self.plan():
            if begin <= elapsed < end:
                return Reading(elapsed=elapsed, left=left, step=step, until=end)
        return Reading(elapsed=elapsed, left=left, step=None, until=None)

    def said(self, elapsed: float) -> str:
        """The reading in words.

        Examples
        --------
        >>> from whiteboard.interview.frameworks import framework
        >>> Clock(framework("delivery")).said(12)
        'Minute 12 of 45: API, until minute 16. It fills: api.'
        >>> Clock(framework("three-steps")).said(12)
        'Minute 12 of 45. Three steps sets no times: finish the step that you are in.'
        """
        reading = self.at(elapsed)
        where = f"Minute {elapsed:.0f} of {self.total:g}"
        if reading.left <= 0:
            return f"{where}: time is up. What would you say in the last sentence?"
        if reading.step is None or reading.until is None:
            return f"{where}. {self.framework.title} sets no times: finish the step that you are in."
        fills = f" It fills: {', '.join(reading.step.sections)}." if reading.step.sections else ""
        return f"{where}: {reading.step.name}, until minute {reading.until:.0f}.{fills}"
