"""A progress bar while rows are loaded, for who asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from whiteboard.run.database.engine import Progress


@contextmanager
def shown(progress: bool | Progress) -> Iterator[Progress | None]:
    """What is called while rows are loaded: nothing, what was given, or a bar that goes away at the end.

    Parameters
    ----------
    progress : bool or callable
        False for nothing, True for a bar.

    Examples
    --------
    >>> with shown(False) as told:
    ...     print(told)
    None
    """
    if not isinstance(progress, bool):
        yield progress
        return
    if not progress:
        yield None
        return
    from tqdm.auto import tqdm

    with tqdm(unit=" rows", leave=False) as bar:

        def told(name: str, done: int, total: int) -> None:
            bar.total = total
            bar.set_description(name, refresh=False)
            bar.update(done - bar.n)

        yield told
