"""Work that comes faster than it is done: a queue without a bound, against one that pushes back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from whiteboard.run.checks import positive, whole
from whiteboard.run.queue.opening import open_queue
from whiteboard.run.queue.queue import Queue, QueueFull
from whiteboard.run.redis.connection import Engine
from whiteboard.run.threads import MOST_THREADS, crew, pause

if TYPE_CHECKING:
    import pandas

_LONGEST = 30.0


def backpressure(
    *,
    jobs: int = 100,
    every: float = 0.004,
    work: float = 0.008,
    workers: int = 1,
    bounds: Sequence[int | None] = (None, 10),
    url: str | None = None,
    engine: Engine = "any",
) -> pandas.DataFrame:
    """Jobs that come at a steady pace, faster than the workers are: through a queue of each bound.

    A job that finds the queue full is turned away; its client is told at once, and may come again later.

    Parameters
    ----------
    jobs : int
        How many come, at most 100,000.
    every : float
        Seconds between one and the next.
    work : float
        Seconds that one takes.
    workers : int
        Threads that work.
    bounds : sequence of int or None
        How many jobs a queue holds at most, in flight included; None for no bound.
    url, engine : str, optional
        Where the queue is, as of `open_queue`.

    Returns
    -------
    pandas.DataFrame
        A row for each bound: ``bound`` (missing for none), ``came``, ``turned away``, ``deepest`` (jobs not done),
        ``worst lag ms`` (from putting a job until it is done), ``expected lag ms``, the
        ``engine``'s label, and ``in words``.

    Raises
    ------
    ValueError
        For a number that is none, and where it would take more than half a minute.

    Notes
    -----
    By arithmetic the depth grows by 1/every - workers/work jobs a second; the last job waits for all that are before
    it. With a bound no job waits for more than bound/workers times the work. What does not fit is turned away, and
    so is the question what to do about it: at the door, while there is somebody to tell.

    Examples
    --------
    >>> frame = backpressure(jobs=40, engine="in process")
    >>> bool(frame["turned away"][0] == 0), bool(frame["deepest"][1] <= 10)
    (True, True)
    """
    import pandas as pd

    jobs = whole("jobs", jobs, most=100_000)
    every = positive("every", every, "seconds", most=_LONGEST)
    seconds = positive("work", work, "seconds", most=_LONGEST)
    workers = whole("workers", workers, most=MOST_THREADS)
    checked = [None if bound is None else whole("bound", bound) for bound in bounds]
    if not checked:
        raise ValueError("bounds is empty; give at least one, such as [None, 10]")
    longest = len(checked) * (max(jobs * every, jobs * seconds / workers) + seconds)
    if longest > _LONGEST:
        raise ValueError(f"this would take about {longest:.0f} seconds; choose fewer jobs, or less work")
    rows = []
    for bound in checked:
        with open_queue(bound=bound, visibility=max(60.0, 10 * seconds), url=url, engine=engine) as queue:
            lags, refused, deepest = _run(queue, jobs, every, seconds, workers=workers)
        expected = seconds + max(0.0, jobs * (seconds / workers - every))
        if bound is not None:
            expected = min(expected, -(-bound // workers) * seconds)
        held = "without a bound" if bound is None else f"with a bound of {bound}"
        rows.append(
            {
                "bound": bound,
                "came": jobs,
                "turned away": refused,
                "deepest": deepest,
                "worst lag ms": round(1000 * max(lags), 1),
                "expected lag ms": round(1000 * expected, 1),
                "engine": queue.label,
                "in words": (
                    f"{held}: {refused} of {jobs} jobs are turned away, the queue is {deepest} deep at most, and the "
                    f"slowest job is done after {1000 * max(lags):.0f} ms."
                ),
            }
        )
    frame = pd.DataFrame(rows)
    frame["bound"] = frame["bound"].astype("Int64")
    return frame


def _run(
    queue: Queue, jobs: int, every: float, seconds: float, *, workers: int
) -> tuple[list[float], int, int]:
    """Lag of each job that got in, how many did not, and how deep the queue was."""
    begun: dict[int, float] = {}
    done: dict[int, float] = {}
    deepest = refused = 0
    with crew() as members:

        def work() -> None:
            while not members.stop.is_set():
                job = queue.take(timeout=0.05)
                if job is not None:
                    pause(seconds, members.stop)
                    queue.acknowledge(job)
                    done[job.id] = time.perf_counter()

        for worker in range(workers):
            members.start(work, f"worker {worker}")
        start = time.perf_counter()
        for place in range(jobs):
            pause(start + place * every - time.perf_counter(), members.stop)
            now = time.perf_counter()
            try:
                begun[queue.put(f"job {place}")] = now
            except QueueFull:
                refused += 1
            deepest = max(deepest, queue.depth().total)
        while len(done) < len(begun) and not members.stop.is_set():
            pause(0.005, members.stop)
        members.check()
    return [done[number] - moment for number, moment in begun.items()], refused, deepest
