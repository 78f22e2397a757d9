"""Which items of a section are written in another form than the usual one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

Key = tuple[str, int]
"""A field of the section, and the place of an item in it."""

EVERYTHING: Final[frozenset[Key]] = frozenset({("*", -1)})
"""Every item of a section."""


def is_asked(keys: Collection[Key], field: str, place: int) -> bool:
    """Whether an item is among the keys.

    Examples
    --------
    >>> is_asked({("stores", 1)}, "stores", 1), is_asked(EVERYTHING, "stores", 1), is_asked((), "stores", 1)
    (True, True, False)
    """
    return keys == EVERYTHING or (field, place) in keys
