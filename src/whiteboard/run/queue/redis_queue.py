"""A queue in a Redis server."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from whiteboard.run.queue import scripts
from whiteboard.run.queue.queue import Depth, Job, Queue
from whiteboard.run.redis.connection import Connection, release_with, run_script

_KEPT_MILLISECONDS = 3_600_000


class RedisQueue(Queue):
    """A queue in a Redis server. Threads may share it.

    Parameters
    ----------
    connection : Connection
        To the server. It is released when the queue is closed.
    visibility : float
        Seconds that a job is hidden after it was taken.
    bound : int, optional
        How many jobs it holds at most, in flight included.
    most_deliveries : int
        How often a job is handed out at most.
    clock : callable, optional
        Seconds; the server's own clock by default.

    Notes
    -----
    A list of what waits and a sorted set of what is in flight, kept in step by scripts that run in the server
    (`whiteboard.run.queue.scripts`). It touches six keys of the server and no others: their names begin with a
    prefix that is made for this queue. They are removed when it is closed; on a server that others use too they also
    go by themselves an hour after the last `put` or `take`.
    """

    def __init__(
        self,
        connection: Connection,
        visibility: float = 30.0,
        bound: int | None = None,
        most_deliveries: int = 5,
        *,
        clock: Callable[[], float] | None = None,
    ) -> None:
        bounded = "" if bound is None else f" of {bound:,} jobs at most"
        label = f"queue{bounded} in Redis ({connection.address})"
        super().__init__(label, visibility, bound, most_deliveries)
        client = connection.client
        # The braces keep the six on one node of a cluster.
        prefix = f"whiteboard:{{{uuid.uuid4().hex}}}:queue"
        parts = ("puts", "bodies", "deliveries", "waiting", "in flight", "dead")
        self._keys = tuple(f"{prefix}:{name}" for name in parts)
        self._connection = connection
        self._clock = clock
        self._kept = "" if connection.is_private else str(_KEPT_MILLISECONDS)
        self._put_script = client.register_script(scripts.PUT)
        self._take_script = client.register_script(scripts.TAKE)
        self._acknowledge_script = client.register_script(scripts.ACKNOWLEDGE)
        self._depth_script = client.register_script(scripts.DEPTH)
        self._dead_script = client.register_script(scripts.DEAD)
        self._at_the_end(partial(release_with, connection, self._keys))

    def _put(self, body: bytes) -> int | None:
        bound = "" if self.bound is None else self.bound
        found = self._run(self._put_script, self._now(), self.most_deliveries, bound, body, self._kept)
        return None if found is None else int(found)

    def _take(self) -> Job | None:
        hidden = round(self.visibility * 1e6)
        found = self._run(self._take_script, self._now(), self.most_deliveries, hidden, self._kept)
        return None if found is None else _job(found)

    def _acknowledge(self, job: Job) -> bool:
        done = self._run(self._acknowledge_script, self._now(), self.most_deliveries, job.id, job.deliveries)
        return bool(done)

    def _depth(self) -> Depth:
        waiting, in_flight, dead = self._run(self._depth_script, self._now(), self.most_deliveries)
        return Depth(waiting=int(waiting), in_flight=int(in_flight), dead=int(dead))

    def _dead_letters(self) -> tuple[Job, ...]:
        return tuple(_job(found) for found in self._run(self._dead_script, self._now(), self.most_deliveries))

    def _run(self, script: Callable[..., Any], *arguments: bytes | str | int) -> Any:
        return run_script(self._connection, script, self._keys, arguments)

    def _now(self) -> str:
        return "" if self._clock is None else str(round(self._clock() * 1e6))


def _job(found: Any) -> Job:
    number, body, deliveries = found
    return Job(int(number), bytes(body).decode("utf-8", "surrogatepass"), int(deliveries))
