"""Requests for keys of which some are far more popular than others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from whiteboard.run.checks import not_negative, whole

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

MOST_KEYS = 10_000_000
MOST_REQUESTS = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """Independent requests for keys; the k-th most popular is asked for in proportion to 1/k to the exponent.

    Parameters
    ----------
    keys : int
        Different keys.
    requests : int
        How many requests.
    exponent : float
        How skewed the popularity is: 0 is all alike, 1 is Zipf's law.
    seed : int
        Of the random numbers: the same seed gives the same requests.

    Raises
    ------
    ValueError
        For a number that is none of these.

    Notes
    -----
    Requests for pages at six web proxies had exponents from 0.64 to 0.83 (Breslau, Cao, Fan, Phillips and Shenker,
    "Web caching and Zipf-like distributions: evidence and implications", INFOCOM 1999); later studies of web sites
    report 0.60 to 1.03 (Krashakov, Teslyuk and Shchur, arXiv:cs/0404010, 2004). The default of 0.8 is among these.

    That requests are independent is an assumption, and in favor of frequency: real keys come into fashion and go out
    of it, which LRU follows and LFU does not.

    Examples
    --------
    >>> workload = Workload(keys=1000, requests=5)
    >>> [int(rank) for rank in workload.ranks()]
    [191, 15, 1, 1, 457]
    >>> round(float(workload.popularity()[0] / workload.popularity()[99]), 6) == round(100**0.8, 6)
    True
    >>> Workload(keys=0)
    Traceback (most recent call last):
        ...
    ValueError: keys is 0; it must be a whole number from 1 to 10,000,000
    """

    keys: int = 1_000
    requests: int = 10_000
    exponent: float = 0.8
    seed: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", whole("keys", self.keys, most=MOST_KEYS))
        object.__setattr__(self, "requests", whole("requests", self.requests, most=MOST_REQUESTS))
        object.__setattr__(self, "exponent", not_negative("exponent", self.exponent))
        object.__setattr__(self, "seed", whole("seed", self.seed, least=0))
        if self.exponent > 20:
            raise ValueError(f"exponent is {self.exponent:g}; above 20 all requests are for one key")

    def popularity(self) -> NDArray[numpy.float64]:
        """The share of requests of each key, the most popular first; they add up to 1."""
        import numpy as np

        weights = np.arange(1, self.keys + 1, dtype=float) ** -self.exponent
        shares: NDArray[np.float64] = weights / weights.sum()
        return shares

    def ranks(self, generator: numpy.random.Generator | None = None) -> NDArray[numpy.int64]:
        """Which key each request is for, by its rank from 1.

        Parameters
        ----------
        generator : numpy.random.Generator, optional
            Random numbers of one's own, in place of those of the seed.
        """
        import numpy as np

        drawn = (generator or np.random.default_rng(self.seed)).random(self.requests)
        upto = np.cumsum(self.popularity())
        upto[-1] = 1.0  # rounding must not leave a gap at the end
        return np.searchsorted(upto, drawn, side="right").astype(np.int64) + 1

    def names(self) -> list[str]:
        """The keys of the requests, as a cache is asked for them."""
        return [f"key:{rank}" for rank in self.ranks().tolist()]
