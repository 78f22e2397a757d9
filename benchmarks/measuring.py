"""Timing a piece of work beside a peer in one run: medians, and their ratio."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def medians(ours: Callable[[], object], peer: Callable[[], object], *, runs: int) -> tuple[float, float]:
    """Median seconds of both, run in turn (A B A B …) after one warm-up each, so that both drift alike."""
    ours(), peer()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for work, times in zip((ours, peer), taken, strict=True):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
    return statistics.median(taken[0]), statistics.median(taken[1])


def report(what: str, ours: float, peer_name: str, peer: float) -> None:
    """Print one row: what was measured, ours, the peer's, and the ratio."""
    row = f"{what:<44} {ours * 1000:>9.1f} ms   {peer_name:<44} {peer * 1000:>9.1f} ms"
    print(f"{row}   ratio {ours / peer:.2f}")
