"""A run with faults over time: what is answered, how long it takes, and where requests wait."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whiteboard.run.picture.picture import Picture, style
from whiteboard.run.traffic.faults import Fault
from whiteboard.run.traffic.wording import duration, rate, share, together, told

if TYPE_CHECKING:
    import pandas

_EMPTY_QUEUE = 0.5
"""Fewer requests than this wait where nothing is the matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A timeline of `whiteboard.run.traffic.outcome.Outcome`, read.

    Parameters
    ----------
    seconds : tuple of float
        Where each bin begins.
    sent, answered : tuple of float
        Requests a second in each bin, of all operations together.
    failed : tuple of float
        Requests a second that fail.
    p99 : dict of str to tuple of float
        By operation, seconds; NaN where nothing was answered.
    waiting : dict of str to tuple of float
        By component, the mean number of requests that wait; the longest queues first.
    """

    seconds: tuple[float, ...]
    sent: tuple[float, ...]
    answered: tuple[float, ...]
    failed: tuple[float, ...]
    p99: dict[str, tuple[float, ...]]
    waiting: dict[str, tuple[float, ...]]

    @property
    def end(self) -> float:
        """Where the last bin ends."""
        if len(self.seconds) < 2:
            return self.seconds[0] + 1.0 if self.seconds else 1.0
        return self.seconds[-1] + (self.seconds[-1] - self.seconds[-2])


def read_timeline(frame: pandas.DataFrame) -> Course:
    """Read a timeline: ``second``, and for operations and components columns such as ``getFeed p99``.

    Raises
    ------
    ValueError
        When there is no column ``second``.
    """
    import numpy as np
    import pandas as pd

    if "second" not in frame.columns:
        raise ValueError(f"no column second; there are {', '.join(str(name) for name in frame.columns)}")
    numbers = frame.apply(pd.to_numeric, errors="coerce")
    numbers = numbers[np.isfinite(numbers["second"])].sort_values("second", kind="stable")

    def columns(figure: str) -> dict[str, tuple[float, ...]]:
        ending = f" {figure}"
        names = [str(name) for name in numbers.columns if str(name).endswith(ending)]
        return {name.removesuffix(ending): tuple(numbers[name].astype(float).tolist()) for name in names}

    sent, answered, failed, p99 = (columns(figure) for figure in ("offered", "throughput", "failed", "p99"))
    queues = columns("queue")
    flows = [name for name in p99 if name in answered]
    shares = [
        [
            rate_ * share_ / (1 - share_) if 0 <= share_ < 1 else (asked if share_ == 1 else 0.0)
            for rate_, share_, asked in zip(answered[name], failed[name], sent[name], strict=True)
        ]
        for name in flows
        if name in failed and name in sent
    ]
    longest = sorted(
        queues, key=lambda name: -max([value for value in queues[name] if not math.isnan(value)] or [0.0])
    )
    return Course(
        seconds=tuple(numbers["second"].astype(float).tolist()),
        sent=_summed([sent[name] for name in flows if name in sent], len(numbers)),
        answered=_summed([answered[name] for name in flows], len(numbers)),
        failed=_summed(shares, len(numbers)),
        p99={name: p99[name] for name in flows},
        waiting={name: queues[name] for name in longest},
    )


def _summed(rows: Sequence[Sequence[float]], count: int) -> tuple[float, ...]:
    return tuple(sum(row[place] for row in rows if math.isfinite(row[place])) for place in range(count))


def timeline_picture(frame: pandas.DataFrame, faults: Sequence[Fault] = ()) -> Picture:
    """Answers, latency and queues of a run over time, with the times shaded in which something is wrong.

    Parameters
    ----------
    frame : pandas.DataFrame
        `timeline` of an `Outcome`: a row for each span of time.
    faults : sequence of Fault
        What went wrong meanwhile.

    Returns
    -------
    Picture
        Three panels over the same seconds: requests sent, answered and failed a second; the p99 of each operation;
        how many requests wait at the components with the longest queues.

    Raises
    ------
    ValueError
        When the frame has no column ``second``.

    Examples
    --------
    >>> import pandas as pd
    >>> from whiteboard.run.traffic.faults import fail
    >>> figures = {"reads offered": [9.0] * 3, "reads throughput": [9.0, 0.0, 18.0], "reads failed": [0.0] * 3}
    >>> rows = {"second": [0.0, 10.0, 20.0], **figures, "reads p99": [0.1, None, 9.0], "db queue": [0.0, 45.0, 20.0]}
    >>> print(timeline_picture(pd.DataFrame(rows), [fail("db", 10, 20)]).text)
    30 s in 3 spans
      db fails from 10 s to 20 s
      9/s sent at most, 9/s before the first fault; answered between 0/s and 18/s
      reads: p99 at most 9 s, from 20 s on
      db: at most 45 wait, from 10 s on
    """
    from whiteboard.run.picture.timeline_drawing import draw_course

    course = read_timeline(frame)
    with style():
        figure = draw_course(course, faults)
    return Picture(figure=figure, text="\n".join(_lines(course, faults)))


def _lines(course: Course, faults: Sequence[Fault]) -> Iterator[str]:
    if not course.seconds:
        yield "Nothing was run"
        return
    yield f"{duration(course.end - course.seconds[0])} in {len(course.seconds)} spans"
    for fault in faults:
        yield f"  {told(fault)}"
    said = f"{rate(max(course.sent))} sent at most"
    began = min((fault.from_ for fault in faults), default=0.0)
    before = [sent for second, sent in zip(course.seconds, course.sent, strict=True) if second < began]
    if before:
        said += f", {rate(sum(before) / len(before))} before the first fault"
    yield f"  {said}; answered between {rate(min(course.answered))} and {rate(max(course.answered))}"
    if max(course.failed) > 0:
        worst = max(range(len(course.failed)), key=lambda place: course.failed[place])
        whole = course.failed[worst] + course.answered[worst]
        some = share(course.failed[worst] / whole) if whole else "all"
        yield f"  {rate(course.failed[worst])} fail at most, {some}, from {duration(course.seconds[worst])} on"
    alike: dict[str, list[str]] = {}
    for name, values in course.p99.items():
        worst_at = _worst(values)
        if worst_at is not None:
            text = f"p99 at most {duration(values[worst_at])}, from {duration(course.seconds[worst_at])} on"
            alike.setdefault(text, []).append(name)
    for text, names in alike.items():
        yield f"  {together(names)}: {text}"
    for name, values in course.waiting.items():
        worst_at = _worst(values)
        if worst_at is not None and values[worst_at] >= _EMPTY_QUEUE:
            yield f"  {name}: at most {values[worst_at]:,.3g} wait, from {duration(course.seconds[worst_at])} on"


def _worst(values: Sequence[float]) -> int | None:
    """The place of the greatest value; None where none is known."""
    known = [place for place, value in enumerate(values) if not math.isnan(value)]
    return max(known, key=lambda place: values[place]) if known else None
