"""A stampede: hot keys expire, everyone misses at once, and all go to the store. And its cures."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from whiteboard.run.cache.cache import Cache
from whiteboard.run.cache.opening import open_cache
from whiteboard.run.cache.readers import EarlyRecomputation, Reader, SingleFlight, jittered
from whiteboard.run.checks import positive, whole
from whiteboard.run.redis.connection import Engine
from whiteboard.run.threads import MOST_THREADS, SlowStore, crew, pause

if TYPE_CHECKING:
    import numpy
    import pandas

CURES = (
    "none", "single flight", "early recomputation", "jittered ttl", "single flight and jittered ttl",
)  # fmt: skip
_JITTER = 0.5
_FOR_GOOD = 1e6
_EVERY = 0.01
_MOST_KEYS = 200
_LONGEST = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stampede:
    """What a stampede came to under one cure.

    Parameters
    ----------
    cure : str
        One of `CURES`.
    requests : int
        Reads in all.
    calls : int
        Visits to the store. One for each key would be enough.
    most_at_once : int
        Visits that were under way together at most.
    worst : float
        Seconds of the slowest read.
    median : float
        Seconds of the read in the middle.
    """

    cure: str
    requests: int
    calls: int
    most_at_once: int
    worst: float
    median: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    callers: int
    keys: int
    store_time: float
    store_at_once: int
    ttl: float
    servers: int

    @property
    def longest(self) -> float:
        """About how many seconds it takes: until each key has expired, and all callers and keys have had their turn."""
        turns = (self.callers + self.keys) / self.store_at_once
        return self.ttl + self.store_time * (3 + turns)


def stampede(
    *,
    callers: int = 32,
    keys: int = 4,
    store_time: float = 0.02,
    store_at_once: int = 8,
    ttl: float = 0.1,
    servers: int = 1,
    cures: Sequence[str] = CURES,
    seed: int = 0,
    url: str | None = None,
    engine: Engine = "any",
    progress: Callable[[float], None] | None = None,
) -> pandas.DataFrame:
    """Hot keys that were loaded together expire, while threads keep reading them: once under each cure.

    Each caller is a thread that reads keys at random, about a hundred times a second, from before they expire until
    after it. What is loaded again stays: each key expires once.

    Parameters
    ----------
    callers : int
        Threads that read, at most 500.
    keys : int
        Hot keys, loaded at the same moment.
    store_time : float
        Seconds of one visit to the store.
    store_at_once : int
        Visits that the store serves at once; others wait.
    ttl : float
        Seconds from loading to expiry.
    servers : int
        Processes over which the callers are spread, as far as single flight goes: each has its own.
    cures : sequence of str
        Some of `CURES`. Jitter takes up to half of the ttl.
    seed : int
        Of the random numbers. Threads are never twice in the same order, so that numbers differ a little.
    url, engine : str, optional
        Where the cache is, as of `open_cache`.
    progress : callable, optional
        Is told the share that is done, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        A row for each cure: ``cure``, ``reads``, ``store calls``, ``most at once``, ``worst ms``, ``median ms`` and
        ``in words``. ``attrs["engine"]`` is the cache's label.

    Raises
    ------
    ValueError
        For a number or a cure that is none, and where it would take more than half a minute.

    Notes
    -----
    What to expect: without a cure every caller goes once for each key that it finds missing, and the last of them
    waits callers / store_at_once times the store's time. Single flight goes once a key. Early recomputation goes
    about e = 2.7 times a key, however many the callers: where the first one goes, reads come at a rate of one in the
    store's time, and e - 1 more follow until it is back. A jittered ttl keeps keys that were loaded together from
    expiring together; it does nothing for each of them, where every caller reads it.

    Examples
    --------
    >>> frame = stampede(cures=["single flight"], keys=3, engine="in process")
    >>> frame[["cure", "store calls"]].values.tolist()
    [['single flight', 3]]
    """
    import numpy as np
    import pandas as pd

    setting = _Setting(
        callers=whole("callers", callers, most=MOST_THREADS),
        keys=whole("keys", keys, most=_MOST_KEYS),
        store_time=positive("store time", store_time, "seconds", most=_LONGEST),
        store_at_once=whole("store at once", store_at_once),
        ttl=positive("ttl", ttl, "seconds", most=_LONGEST),
        servers=whole("servers", servers, most=callers),
    )
    if not cures:
        raise ValueError(f"cures is empty; there are {', '.join(CURES)}")
    if unknown := [cure for cure in cures if cure not in CURES]:
        raise ValueError(f"no cure {unknown[0]!r}; there are {', '.join(CURES)}")
    if setting.longest * len(cures) > _LONGEST:
        raise ValueError(
            f"this would take about {setting.longest * len(cures):.0f} seconds; choose a shorter ttl or store time, "
            "or fewer callers, keys or cures"
        )
    seed = whole("seed", seed, least=0)
    found = []
    label = ""
    for place, cure in enumerate(cures):
        with open_cache(entries=keys, url=url, engine=engine) as cache:
            label = cache.label
            generator = np.random.default_rng([seed, CURES.index(cure)])
            found.append(_run(cache, cure, setting, generator))
        if progress is not None:
            progress((place + 1) / len(cures))
    frame = pd.DataFrame(
        [
            {
                "cure": outcome.cure,
                "reads": outcome.requests,
                "store calls": outcome.calls,
                "most at once": outcome.most_at_once,
                "worst ms": round(1000 * outcome.worst, 1),
                "median ms": round(1000 * outcome.median, 3),
                "in words": _in_words(outcome, setting),
            }
            for outcome in found
        ],
        columns=["cure", "reads", "store calls", "most at once", "worst ms", "median ms", "in words"],
    )
    frame.attrs["engine"] = label
    return frame


def _run(cache: Cache, cure: str, setting: _Setting, generator: numpy.random.Generator) -> Stampede:
    names = [f"hot:{number}" for number in range(setting.keys)]
    times: list[list[float]] = [[] for _ in range(setting.callers)]
    with crew() as members:
        store = SlowStore(setting.store_time, setting.store_at_once, members.stop)
        readers = _readers(cache, cure, setting.servers, store, generator)
        _load_together(readers[0], cure, names, setting, generator)
        numbers = generator.spawn(setting.callers)
        until = time.perf_counter() + setting.ttl + 2 * setting.store_time

        def read(reader: Reader, key: int, spent: list[float]) -> None:
            begun = time.perf_counter()
            reader.get(names[key])
            spent.append(time.perf_counter() - begun)

        def call(caller: int) -> None:
            reader, own = readers[caller % setting.servers], numbers[caller]
            while time.perf_counter() < until and not members.stop.is_set():
                read(reader, int(own.integers(setting.keys)), times[caller])
                pause(float(own.exponential(_EVERY)), members.stop)
            # The last key has expired: each caller reads all of them once more.
            for key in own.permutation(setting.keys):
                if not members.stop.is_set():
                    read(reader, int(key), times[caller])

        for caller in range(setting.callers):
            members.start(partial(call, caller), f"caller {caller}")
        members.wait()
    every = [spent for spents in times for spent in spents]
    return Stampede(
        cure=cure,
        requests=len(every),
        calls=store.calls,
        most_at_once=store.most_at_once,
        worst=max(every),
        median=statistics.median(every),
    )


def _readers(
    cache: Cache, cure: str, servers: int, store: SlowStore, generator: numpy.random.Generator
) -> list[Reader]:
    """One a server; what they load again stays, so that each key expires once."""

    def load(key: str) -> str:
        store.call()
        return key

    if cure.startswith("single flight"):
        return [SingleFlight(cache, load, _FOR_GOOD) for _ in range(servers)]
    if cure == "early recomputation":
        return [EarlyRecomputation(cache, load, _FOR_GOOD, generator=generator) for _ in range(servers)]
    return [Reader(cache, load, _FOR_GOOD) for _ in range(servers)]


def _load_together(
    reader: Reader, cure: str, names: Sequence[str], setting: _Setting, generator: numpy.random.Generator
) -> None:
    for name in names:
        is_jittered = cure.endswith("jittered ttl")
        life = jittered(setting.ttl, _JITTER, generator) if is_jittered else setting.ttl
        if isinstance(reader, EarlyRecomputation):
            reader.keep(name, name, took=setting.store_time, ttl=life)
        else:
            reader.cache.put(name, name, ttl=life)


def _in_words(outcome: Stampede, setting: _Setting) -> str:
    keys = setting.keys
    times = "once" if outcome.calls == 1 else f"{outcome.calls:,} times"
    enough = "once was enough" if keys == 1 else f"{keys} were enough"
    compared = "as few as can be" if outcome.calls <= keys else enough
    return (
        f"{outcome.cure}: {setting.callers} callers went to the store {times} ({compared}), {outcome.most_at_once} at once; "
        f"the slowest read took {1000 * outcome.worst:.0f} ms."
    ).replace("none:", "no cure:")
