"""Which sections a closure rule holds against each other: where one is absent, there is nothing to hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable

_DECLARED = ("objects", "data types")
_BETWEEN: dict[str, tuple[tuple[str, ...], ...]] = {
    "C1": (("access patterns",), ("api",)),
    "C2": (("api",), ("design",), ("storage",)),
    "C4": (_DECLARED, ("storage",)),
    "C5": (_DECLARED, ("storage",)),
    "C6": (("access patterns", "api"), ("storage",)),
    "C7": (("qualities",), ("design", "storage")),
    "C9": (("bottlenecks",), ("design",)),
    "C10": (("bottlenecks",), ("scale",)),
    "C11": (("out of scope",), ("api", "design", "storage")),
    "B2": (("scale",), ("design",)),
    "M4": (("api",), ("design",)),
}
"""Code → what it needs, each any one of some sections."""


def lacking(codes: Iterable[str], present: Collection[str]) -> tuple[str, ...]:
    """What these rules would hold against each other, and the board does not have.

    Parameters
    ----------
    codes : iterable of str
        Codes of rules; one that is no closure rule needs nothing.
    present : collection of str
        The sections that hold something.

    Returns
    -------
    tuple of str
        In words, without repetition; empty when everything is there.

    Examples
    --------
    >>> lacking(["C7"], {"design", "bottlenecks"})
    ('qualities',)
    >>> lacking(["C4", "C5"], {"api"})
    ('objects or data types', 'storage')
    """
    needed = [group for code in codes for group in _BETWEEN.get(code, ())]
    return tuple(dict.fromkeys(" or ".join(group) for group in needed if not set(group) & set(present)))
