"""What clients of the mock made, changed and deleted, kept in memory until the server stops."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

TOTAL = 45
"""How many made-up things of each kind there are: three pages of the default size."""

MOST_THINGS = 10_000
"""How many things are kept; the oldest goes when there is no room."""

MOST_BYTES = 50_000_000
"""How much is kept, counted as JSON; the oldest goes when there is no room."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that a client made or changed.

    Parameters
    ----------
    kind, id : str
        What it is, and what it is called.
    number : int
        Its place in a list, which is newest first: made-up things are 1 to `TOTAL`, and what is made later
        counts down from 0.
    fields : dict
        What the client sent.
    owners : dict
        Kind → id of the things on the way to where it was made.
    left_out : frozenset of str
        Fields that the client could have sent, and did not.
    """

    kind: str
    id: str
    number: int = 0
    fields: dict[str, Any] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


class Store:
    """Things by kind and id, bounded in number and size.

    Parameters
    ----------
    most_things, most_bytes : int
        The bounds.

    Examples
    --------
    >>> store = Store()
    >>> made = store.create(Thing("tweet", "", fields={"text": "hi"}))
    >>> made.id, store.get("tweet", "tweet-46").fields
    ('tweet-46', {'text': 'hi'})
    >>> store.delete("tweet", "tweet-46")
    >>> store.get("tweet", "tweet-46"), store.is_gone("tweet", "tweet-46")
    (None, True)
    """

    def __init__(self, *, most_things: int = MOST_THINGS, most_bytes: int = MOST_BYTES) -> None:
        self._things: OrderedDict[tuple[str, str], Thing] = OrderedDict()
        self._gone: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._sizes: dict[tuple[str, str], int] = {}
        self._made: dict[str, int] = {}
        self._most_things, self._most_bytes = most_things, most_bytes
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._things)

    def create(self, sent: Thing, *, numeric: bool = False) -> Thing:
        """Make a thing, under the id that the client gave it or else under the next free one.

        Parameters
        ----------
        sent : Thing
            Its place in a list is of no account; an empty id asks for one.
        numeric : bool
            Whether ids of this kind are numbers.
        """
        if sent.id:
            return self.replace(sent)
        while True:
            number = self._next(sent.kind)
            identifier = str(TOTAL + number) if numeric else f"{sent.kind}-{TOTAL + number}"
            if self._key(sent.kind, identifier) not in self._things:
                return self._keep(replace(sent, id=identifier, number=1 - number))

    def replace(self, sent: Thing) -> Thing:
        """Put a thing where its id says, whether there was one or not; twice is as good as once."""
        known = self.get(sent.kind, sent.id)
        number = known.number if known else made_up_number(sent.kind, sent.id) or 1 - self._next(sent.kind)
        return self._keep(replace(sent, number=number))

    def change(self, sent: Thing) -> Thing:
        """Change some fields, and leave the others as they are."""
        known = self.get(sent.kind, sent.id)
        if known is None:
            return self.replace(replace(sent, left_out=frozenset()))
        fields = {**known.fields, **sent.fields}
        return self._keep(replace(known, fields=fields, left_out=known.left_out - set(fields)))

    def get(self, kind: str, identifier: str) -> Thing | None:
        """What a client made or changed under this id."""
        return self._things.get(self._key(kind, identifier))

    def delete(self, kind: str, identifier: str) -> None:
        """Take a thing away, made up or not."""
        key = self._key(kind, identifier)
        self._drop(key)
        self._gone[key] = None
        if len(self._gone) > self._most_things:
            self._gone.popitem(last=False)

    def is_gone(self, kind: str, identifier: str) -> bool:
        """Whether the thing was deleted, and not made again."""
        return self._key(kind, identifier) in self._gone

    def of_kind(self, kind: str) -> Iterator[Thing]:
        """All that clients made or changed of one kind."""
        return (thing for (found, _), thing in self._things.items() if found == kind)

    def forget(self, kind: str, identifier: str) -> None:
        """Take back what a client changed, so that the made-up thing stands again."""
        self._drop(self._key(kind, identifier))

    def _keep(self, thing: Thing) -> Thing:
        key = self._key(thing.kind, thing.id)
        self._drop(key)
        self._gone.pop(key, None)
        self._things[key] = thing
        self._sizes[key] = len(json.dumps([thing.fields, thing.owners]))
        self._bytes += self._sizes[key]
        while len(self._things) > 1 and (
            len(self._things) > self._most_things or self._bytes > self._most_bytes
        ):
            self._drop(next(iter(self._things)))
        return thing

    def _drop(self, key: tuple[str, str]) -> None:
        if self._things.pop(key, None) is not None:
            self._bytes -= self._sizes.pop(key)

    def _next(self, kind: str) -> int:
        self._made[kind] = self._made.get(kind, 0) + 1
        return self._made[kind]

    @staticmethod
    def _key(kind: str, identifier: str) -> tuple[str, str]:
        number = made_up_number(kind, identifier)
        return kind, f"{kind}-{number}" if number else identifier


def made_up_number(kind: str, identifier: str) -> int | None:
    """Which of the made-up things an id names: ``"7"`` and ``"tweet-7"`` are the seventh tweet.

    Examples
    --------
    >>> made_up_number("tweet", "tweet-7"), made_up_number("tweet", "7"), made_up_number("tweet", "46")
    (7, 7, None)
    """
    match = re.fullmatch(r"(?:(.+)-)?([1-9]\d?)", identifier, flags=re.ASCII)
    if not match or match[1] not in (None, kind) or int(match[2]) > TOTAL:
        return None
    return int(match[2])
