"""Ways to read through a cache: the plain one, and those that spare the store when a hot key expires."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from whiteboard.run.cache.cache import Cache
from whiteboard.run.checks import positive, share

if TYPE_CHECKING:
    import numpy


class Reader:
    """Read through a cache: ask it first; on a miss ask the store, and put what it said into the cache.

    Parameters
    ----------
    cache : Cache
        Asked first.
    load : callable
        Asks the store for the value of a key.
    ttl : float
        Seconds that a value is kept.

    Examples
    --------
    >>> from whiteboard.run.cache import open_cache
    >>> with open_cache(engine="in process") as cache:
    ...     reader = Reader(cache, load=str.upper, ttl=60)
    ...     reader.get("a"), cache.get("a")
    ('A', 'A')
    """

    def __init__(self, cache: Cache, load: Callable[[str], str], ttl: float) -> None:
        self.cache = cache
        self.load = load
        self.ttl = positive("ttl", ttl, "seconds")

    def get(self, key: str) -> str:
        """The value of a key."""
        held = self.cache.get(key)
        return self.fetch(key) if held is None else held

    def fetch(self, key: str) -> str:
        """The value of a key from the store; it is put into the cache."""
        value = self.load(key)
        self.cache.put(key, value, ttl=self.ttl)
        return value


class SingleFlight(Reader):
    """The first who misses a key asks the store; all others who miss it meanwhile wait for that answer.

    Notes
    -----
    This holds for the readers of one process: eight servers ask the store at most eight times. An error of the
    store is raised to all who waited, and the next reader tries again.
    """

    def __init__(self, cache: Cache, load: Callable[[str], str], ttl: float) -> None:
        super().__init__(cache, load, ttl)
        self._lock = threading.Lock()
        self._flights: dict[str, _Flight] = {}

    def get(self, key: str) -> str:
        """The value of a key."""
        held = self.cache.get(key)
        if held is not None:
            return held
        with self._lock:
            flight = self._flights.get(key)
            is_first = flight is None
            if flight is None:
                flight = self._flights[key] = _Flight()
        if not is_first:
            flight.landed.wait()
            if flight.error is not None:
                raise flight.error
            return flight.value
        try:
            # Someone else's flight may have landed between the miss and the lock.
            held = self.cache.get(key)
            flight.value = self.fetch(key) if held is None else held
        except BaseException as error:
            flight.error = error
            raise
        finally:
            with self._lock:
                del self._flights[key]
            flight.landed.set()
        return flight.value


class _Flight:
    """One visit to the store, and what came of it."""

    def __init__(self) -> None:
        self.landed = threading.Event()
        self.value = ""
        self.error: BaseException | None = None


class EarlyRecomputation(Reader):
    """Each reader may ask the store before a key expires: the sooner the expiry, the likelier.

    Parameters
    ----------
    cache, load, ttl
        As for `Reader`.
    generator : numpy.random.Generator
        Random numbers.
    beta : float
        Above 1 earlier, below 1 later.
    clock : callable
        Seconds; the same for all readers of the cache.

    Notes
    -----
    A reader recomputes when now - took * beta * ln(random) is past the expiry, where took is how long the store
    needed the last time (algorithm XFetch: Vattani, Chierichetti and Lowenstein, "Optimal probabilistic cache
    stampede prevention", PVLDB 8(8), 2015). Readers need not know of each other. The value is kept with its
    expiry and that time, as JSON.
    """

    def __init__(
        self,
        cache: Cache,
        load: Callable[[str], str],
        ttl: float,
        *,
        generator: numpy.random.Generator,
        beta: float = 1.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(cache, load, ttl)
        self._beta = positive("beta", beta)
        self._clock = clock
        self._generator = generator
        self._drawing = threading.Lock()

    def get(self, key: str) -> str:
        """The value of a key."""
        held = self.cache.get(key)
        if held is None:
            return self.fetch(key)
        value, took, expires = json.loads(held)
        with self._drawing:
            drawn = 1.0 - self._generator.random()  # above 0, so that it has a logarithm
        if self._clock() - took * self._beta * math.log(drawn) >= expires:
            return self.fetch(key)
        return str(value)

    def fetch(self, key: str) -> str:
        """The value of a key from the store; it is put into the cache with its expiry and how long it took."""
        begun = self._clock()
        value = self.load(key)
        self.keep(key, value, took=self._clock() - begun)
        return value

    def keep(self, key: str, value: str, *, took: float, ttl: float | None = None) -> None:
        """Put a value that took so long to load into the cache, for `ttl` seconds or the reader's own."""
        life = self.ttl if ttl is None else ttl
        self.cache.put(key, json.dumps([value, took, self._clock() + life]), ttl=life)


def jittered(ttl: float, jitter: float, generator: numpy.random.Generator) -> float:
    """A time to live that is shortened at random, so that what was loaded together does not expire together.

    Parameters
    ----------
    ttl : float
        Seconds, at most.
    jitter : float
        The share of it that is left to chance, 0 to 1.
    generator : numpy.random.Generator
        Random numbers.

    Returns
    -------
    float
        Seconds, above 0.

    Examples
    --------
    >>> import numpy
    >>> generator = numpy.random.default_rng(1)
    >>> [round(jittered(60, 0.1, generator), 1) for _ in range(3)]
    [56.9, 54.3, 59.1]
    """
    whole = positive("ttl", ttl, "seconds")
    shortened = whole * (1.0 - share("jitter", jitter) * float(generator.random()))
    return max(shortened, whole * 1e-6)
