"""Delivered at least once: a worker dies in the middle, and what becomes of its job."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from whiteboard.run.checks import positive, whole
from whiteboard.run.queue.opening import open_queue
from whiteboard.run.queue.queue import Job, Queue
from whiteboard.run.redis.connection import Engine
from whiteboard.run.threads import Crew, crew

if TYPE_CHECKING:
    import pandas

HABITS = ("acknowledge first", "acknowledge last", "acknowledge last, idempotent")


def worker_dies(
    *,
    jobs: int = 5,
    dies_at: int = 2,
    visibility: float = 0.2,
    url: str | None = None,
    engine: Engine = "any",
) -> pandas.DataFrame:
    """A worker that dies in the middle of a job, and one that takes over: once for each habit of acknowledging.

    Each job charges a card once. The first worker dies within one of the jobs: when it has acknowledged and not
    yet charged, or when it has charged and not yet acknowledged. The second one then does what it is handed.

    Parameters
    ----------
    jobs : int
        How many, at most 1,000.
    dies_at : int
        In which job the first worker dies, counted from 1.
    visibility : float
        Seconds after which a job that was not acknowledged is handed out again.
    url, engine : str, optional
        Where the queue is, as of `open_queue`.

    Returns
    -------
    pandas.DataFrame
        A row for each habit: ``habit``, ``deliveries`` and ``charges`` of the job in which the worker died,
        ``charged once`` (of all jobs), ``redelivered`` (jobs) and ``in words``. ``attrs["engine"]`` is the queue's
        label.

    Raises
    ------
    ValueError
        For a number that is none.

    Notes
    -----
    Idempotent is a worker that notes, together with the charge and in the same place, for which job it was, and
    does not charge for that job again. A queue can't do this for it: whether the charge or the acknowledgment comes
    first, something can happen between the two.

    Examples
    --------
    >>> frame = worker_dies(engine="in process")
    >>> frame[["habit", "deliveries", "charges"]].values.tolist()  # doctest: +NORMALIZE_WHITESPACE
    [['acknowledge first', 1, 0], ['acknowledge last', 2, 2], ['acknowledge last, idempotent', 2, 1]]
    """
    import pandas as pd

    jobs = whole("jobs", jobs, most=1_000)
    dies_at = whole("dies at", dies_at, most=jobs)
    visibility = positive("visibility", visibility, "seconds", most=10.0)
    rows = []
    label = ""
    for habit in HABITS:
        with open_queue(visibility=visibility, url=url, engine=engine) as queue:
            label = queue.label
            numbers = [queue.put(f"charge order {place}") for place in range(1, jobs + 1)]
            deliveries, charges = _run(queue, habit, dies_at)
        died = numbers[dies_at - 1]
        rows.append(
            {
                "habit": habit,
                "deliveries": deliveries[died],
                "charges": charges[died],
                "charged once": sum(charges[number] == 1 for number in numbers),
                "redelivered": sum(times > 1 for times in deliveries.values()),
                "in words": _in_words(habit, deliveries[died], charges[died]),
            }
        )
    frame = pd.DataFrame(rows)
    frame.attrs["engine"] = label
    return frame


def _run(queue: Queue, habit: str, dies_at: int) -> tuple[Counter[int], Counter[int]]:
    """How often each job was handed out, and charged."""
    deliveries: Counter[int] = Counter()
    charges: Counter[int] = Counter()

    def charge(job: Job) -> None:
        if habit.endswith("idempotent") and charges[job.id]:
            return
        charges[job.id] += 1

    def work(members: Crew, dies_at: int | None) -> None:
        taken = 0
        while not members.stop.is_set():
            job = queue.take(timeout=0.02)
            if job is None:
                if queue.depth().total == 0:
                    return
                continue
            taken += 1
            deliveries[job.id] += 1
            if habit == "acknowledge first":
                queue.acknowledge(job)
                if taken == dies_at:
                    return
                charge(job)
            else:
                charge(job)
                if taken == dies_at:
                    return
                queue.acknowledge(job)

    with crew() as members:
        members.wait([members.start(partial(work, members, dies_at), "worker that dies")])
        members.wait([members.start(partial(work, members, None), "worker that takes over")])
    return deliveries, charges


def _in_words(habit: str, deliveries: int, charges: int) -> str:
    handed = "once" if deliveries == 1 else f"{deliveries} times"
    if charges == 0:
        came = "the card is never charged: the job is lost (at most once)"
    elif charges == 1:
        came = "the card is charged once, since the second worker sees that it was (at least once, and idempotent)"
    else:
        came = f"the card is charged {charges} times (at least once)"
    return f"{habit}: the job is handed out {handed}, and {came}."
