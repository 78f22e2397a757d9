"""A progress bar for work that takes longer than a moment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

DELAY = 1.0
"""Seconds of work before a bar is shown: what is done sooner needs none."""

QUIET = "WHITEBOARD_QUIET"
"""The environment variable that turns bars off: where outputs are stored and compared they would be noise."""


@contextmanager
def progress_bar(
    title: str, *, notebook: bool = False, delay: float = DELAY
) -> Iterator[Callable[[float], None]]:
    """A bar that is gone when the work is done, fails or is interrupted.

    Parameters
    ----------
    title : str
        What is being done.
    notebook : bool
        Whether to show a notebook's own bar; else one on stderr, where that is a terminal.
    delay : float
        Seconds before it is shown.

    Yields
    ------
    callable
        To be told the share that is done, from 0 to 1.

    Examples
    --------
    >>> with progress_bar("counting") as tell:
    ...     tell(0.5)
    """
    from tqdm import auto, std

    made = auto.tqdm if notebook else std.tqdm
    with made(
        total=100,
        desc=title,
        delay=delay,
        leave=False,
        disable=True if os.environ.get(QUIET) else False if notebook else None,
        bar_format="{desc} {percentage:3.0f}%|{bar}| {elapsed}",
    ) as bar:

        def tell(share: float) -> None:
            done = min(100, max(0, int(100 * share)))
            if done > bar.n:
                bar.update(done - bar.n)

        yield tell
