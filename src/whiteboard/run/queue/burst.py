"""A burst of work: done while each client waits, against put into a queue and done afterwards."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from whiteboard.run.checks import positive, whole
from whiteboard.run.queue.opening import open_queue
from whiteboard.run.queue.queue import Queue
from whiteboard.run.redis.connection import Engine
from whiteboard.run.threads import MOST_THREADS, Crew, Gate, SlowStore, crew, pause

if TYPE_CHECKING:
    import pandas

    from whiteboard.run.picture.picture import Picture

_LONGEST = 30.0
_LOOK_EVERY = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """What a burst came to, both ways.

    Parameters
    ----------
    clients : pandas.DataFrame
        A row a client and way: ``way`` (``synchronous`` or ``queued``), ``client``, ``latency`` (seconds until the
        client has its answer) and ``done`` (seconds from the beginning of its request until the work is done).
    depth : pandas.DataFrame
        The queue over time: ``seconds`` since the burst, ``waiting``, ``in flight`` and ``expected`` (jobs not done
        by arithmetic).
    drained : float
        Seconds until all queued work was done.
    workers : int
        How much work is done at once.
    work : float
        Seconds of one piece of work.
    engine : str
        The queue's label.
    """

    clients: pandas.DataFrame
    depth: pandas.DataFrame
    drained: float
    workers: int
    work: float
    engine: str

    @property
    def expected(self) -> float:
        """Seconds by arithmetic until all is done: as many rounds as the workers need, each as long as one work."""
        return -(-(len(self.clients) // 2) // self.workers) * self.work

    @property
    def summary(self) -> pandas.DataFrame:
        """A row for each way: median and worst latency of the clients, and median and worst lag of the work, in ms."""
        import pandas as pd

        rows = []
        for way, those in self.clients.groupby("way", sort=False):
            rows.append(
                {
                    "way": way,
                    "median latency ms": round(1000 * those["latency"].median(), 2),
                    "worst latency ms": round(1000 * those["latency"].max(), 2),
                    "median done ms": round(1000 * those["done"].median(), 1),
                    "worst done ms": round(1000 * those["done"].max(), 1),
                }
            )
        return pd.DataFrame(rows)

    @property
    def in_words(self) -> str:
        """What was seen, in three sentences."""
        direct, queued = self.summary.to_dict("records")
        deepest = int((self.depth["waiting"] + self.depth["in flight"]).max())
        return (
            f"Synchronous, the slowest of {len(self.clients) // 2} clients waits {direct['worst latency ms']:.0f} ms; "
            f"with a queue {queued['worst latency ms']:.0f} ms. "
            f"The work is not done sooner: the last job is done after {queued['worst done ms']:.0f} ms. "
            f"The queue is {deepest} deep at most, and empty after {1000 * self.drained:.0f} ms; "
            f"by arithmetic it takes {1000 * self.expected:.0f} ms."
        )

    def picture(self) -> Picture:
        """Depth of the queue over time, measured and by arithmetic."""
        from matplotlib.figure import Figure

        from whiteboard.run.picture.picture import Picture, style

        with style():
            figure = Figure()
            axes = figure.add_subplot()
            seconds = self.depth["seconds"]
            held = self.depth["waiting"] + self.depth["in flight"]
            axes.step(seconds, held, where="post", label="measured: not done yet")
            axes.step(seconds, self.depth["in flight"], where="post", label="of these in flight")
            left = [*range(len(self.clients) // 2, 0, -self.workers), 0]
            ends = [place * self.work for place in range(len(left))]
            axes.step(ends, left, where="post", linestyle="--", color="#6e7781", label="by arithmetic")
            axes.set_xlabel("seconds since the burst")
            axes.set_ylabel("jobs")
            axes.set_ylim(bottom=0)
            axes.set_xlim(left=0)
            axes.set_title("A queue drains at the workers' pace")
            axes.legend(frameon=False)
        return Picture(figure=figure, text=self.in_words)

    def __repr__(self) -> str:
        return self.in_words


def burst(
    *,
    clients: int = 40,
    workers: int = 4,
    work: float = 0.04,
    url: str | None = None,
    engine: Engine = "any",
) -> Burst:
    """Clients that come all at once: first each waits for its work, then each puts it into a queue.

    Parameters
    ----------
    clients : int
        Threads that each ask once, at most 500.
    workers : int
        How much work is done at once, in both ways.
    work : float
        Seconds of one piece of work.
    url, engine : str, optional
        Where the queue is, as of `open_queue`.

    Returns
    -------
    Burst

    Raises
    ------
    ValueError
        For a number that is none, and where it would take more than half a minute.

    Examples
    --------
    >>> found = burst(clients=6, workers=2, work=0.01, engine="in process")
    >>> found.drained >= found.expected, found.expected
    (True, 0.03)
    """
    import pandas as pd

    clients = whole("clients", clients, most=MOST_THREADS)
    workers = whole("workers", workers, most=MOST_THREADS)
    seconds = positive("work", work, "seconds", most=_LONGEST)
    rounds = -(-clients // workers)
    if 2 * rounds * seconds > _LONGEST:
        raise ValueError(
            f"this would take about {2 * rounds * seconds:.0f} seconds; choose less work, fewer clients or more workers"
        )
    rows = _synchronous(clients, workers, seconds)
    with open_queue(url=url, engine=engine, visibility=max(60.0, 10 * seconds)) as queue:
        queued, samples, drained = _queued(queue, clients, workers, seconds)
        label = queue.label
    depth = pd.DataFrame(samples, columns=["seconds", "waiting", "in flight"])
    depth["expected"] = (clients - (depth["seconds"] / seconds).astype(int) * workers).clip(lower=0)
    return Burst(
        clients=pd.DataFrame(rows + queued, columns=["way", "client", "latency", "done"]),
        depth=depth,
        drained=drained,
        workers=workers,
        work=seconds,
        engine=label,
    )


def _synchronous(clients: int, workers: int, seconds: float) -> list[tuple[str, int, float, float]]:
    rows: list[tuple[str, int, float, float]] = []
    with crew() as members:
        store = SlowStore(seconds, workers, members.stop)
        gate = Gate(clients, members.stop)

        def ask(client: int) -> None:
            gate.wait()
            begun = time.perf_counter()
            store.call()
            spent = time.perf_counter() - begun
            rows.append(("synchronous", client, spent, spent))

        for client in range(clients):
            members.start(partial(ask, client), f"client {client}")
        gate.open()
        members.wait()
    return sorted(rows)


def _queued(
    queue: Queue, clients: int, workers: int, seconds: float
) -> tuple[list[tuple[str, int, float, float]], list[tuple[float, int, int]], float]:
    asked: dict[int, tuple[int, float, float]] = {}
    done: dict[int, float] = {}
    samples = []
    with crew() as members:
        gate = Gate(clients, members.stop)

        def ask(client: int) -> None:
            queue.depth()  # a thread's first call also connects
            gate.wait()
            begun = time.perf_counter()
            number = queue.put(f"work for client {client}")
            asked[number] = client, begun, time.perf_counter() - begun

        for worker in range(workers):
            members.start(partial(_work, queue, seconds, done, members), f"worker {worker}")
        threads = [members.start(partial(ask, client), f"client {client}") for client in range(clients)]
        start = gate.open()
        while len(done) < clients and not members.stop.is_set():
            now = queue.depth()
            samples.append((time.perf_counter() - start, now.waiting, now.in_flight))
            pause(_LOOK_EVERY, members.stop)
        members.wait(threads)  # raises what any of them raised
        samples.append((max(done.values()) - start, 0, 0))
    rows = [
        ("queued", client, latency, done[number] - begun)
        for number, (client, begun, latency) in asked.items()
    ]
    first = min(begun for _, begun, _ in asked.values())
    return sorted(rows), samples, max(done.values()) - first


def _work(queue: Queue, seconds: float, done: dict[int, float], members: Crew) -> None:
    while not members.stop.is_set():
        job = queue.take(timeout=0.05)
        if job is not None:
            pause(seconds, members.stop)
            queue.acknowledge(job)
            done[job.id] = time.perf_counter()
