"""The queue at hand: in a Redis where there is one, else in this process."""

from __future__ import annotations

import time
from collections.abc import Callable

from whiteboard.run.checks import positive, whole
from whiteboard.run.queue.in_process import InProcessQueue
from whiteboard.run.queue.queue import Queue
from whiteboard.run.redis.connection import Engine, check_engine, connect, is_at_hand


def open_queue(
    *,
    visibility: float = 30.0,
    bound: int | None = None,
    most_deliveries: int = 5,
    url: str | None = None,
    engine: Engine = "any",
    clock: Callable[[], float] | None = None,
) -> Queue:
    """A queue of jobs: in a Redis where there is one, else in this process.

    A Redis is one that `url` or the environment variable ``REDIS_URL`` names, else a private server that is started
    where ``redis-server`` is installed. `Queue.label` says which queue it became.

    Parameters
    ----------
    visibility : float
        Seconds that a job is hidden from other workers after it was taken. What is not acknowledged by then is
        handed out again: choose more than a job ever takes.
    bound : int, optional
        How many jobs it holds at most, in flight included; no bound by default.
    most_deliveries : int
        How often a job is handed out before it is laid aside as a dead letter.
    url : str, optional
        Of a Redis server; wins over ``REDIS_URL``.
    engine : str
        ``any``; or ``redis``, which raises where there is none; or ``in process``.
    clock : callable, optional
        Seconds, in place of the engine's own clock: a clock of one's own makes an hour pass at once.

    Returns
    -------
    Queue
        To be closed: by a ``with`` statement, by `Queue.close`, or else when nobody holds it any more, or at exit.

    Raises
    ------
    ValueError
        For a number that is none, an unknown engine, or an address that is not one of Redis.
    whiteboard.run.redis.RedisUnreachable
        When the server that was named does not answer.
    whiteboard.run.redis.RedisMissing
        When there is no Redis and `url` or `engine` asks for one.

    Examples
    --------
    >>> with open_queue(engine="in process") as queue:
    ...     _ = queue.put("resize photo 7")
    ...     job = queue.take()
    ...     job.body, queue.acknowledge(job), queue.take()
    ('resize photo 7', True, None)
    >>> open_queue(visibility=0)
    Traceback (most recent call last):
        ...
    ValueError: visibility is 0; it must be a number above 0 (seconds)
    """
    seconds = positive("visibility", visibility, "seconds", most=10**9)
    jobs = None if bound is None else whole("bound", bound, most=10_000_000)
    most = whole("most deliveries", most_deliveries, most=1_000_000)
    check_engine(engine)
    why = ""
    if engine != "in process":
        there, why = is_at_hand()
        if url or engine == "redis" or there:
            from whiteboard.run.queue.redis_queue import RedisQueue

            return RedisQueue(connect(url), seconds, jobs, most, clock=clock)
    return InProcessQueue(seconds, jobs, most, clock=clock or time.monotonic, why=why)
