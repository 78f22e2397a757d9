"""An object that stays in the guest, as the judge handles it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn, Protocol

from whiteboard.grading.guest.gone import NotPlain

MOST_ITEMS = 20_000
"""Items that are taken from one iteration."""
_OPERATORS = (
    "add",
    "sub",
    "mul",
    "matmul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "and",
    "or",
    "xor",
    "neg",
    "abs",
)
_ASKED_FOR = frozenset(
    [
        *("__name__", "__qualname__", "__annotations__", "__dict__", "__wrapped__", "__defaults__"),
        *(f"__{side}{operator}__" for operator in _OPERATORS for side in ("", "r")),
    ]
)
_COMPARES = frozenset(
    [
        *(
            "equals",
            "identical",
            "eq",
            "ne",
            "lt",
            "le",
            "gt",
            "ge",
            "compare",
            "sub",
            "subtract",
            "all",
            "any",
            "isin",
        ),
        *(
            "startswith",
            "endswith",
            "issubset",
            "issuperset",
            "isdisjoint",
            "difference",
            "symmetric_difference",
        ),
    ]
)
"""Methods by which text, sets, arrays and tables compare themselves; what is one of those arrives as itself."""


class Asked(Protocol):
    """Whoever holds the objects."""

    def ask(self, what: str, *given: Any) -> Any:
        """The answer to a question about some of them."""

    def call(self, target: Any, arguments: Any, keywords: Any) -> Any:
        """What calling one of them gives."""


class Remote:
    """A function, class, module or object of the notebook's, which is asked and never fetched.

    Calling it, its attributes, its items, its length and its text are asked of the notebook, and plain values come
    back. What would let an object judge itself is refused: truth, equality, order, hash, membership, arithmetic, and
    the methods by which Python's and pandas' own types compare. An object that claims to equal everything, or whose
    difference to anything is 0, earns nothing. A test of a class's own ``__add__`` calls it: ``a.__add__(b)``.

    Parameters
    ----------
    asked : Asked
        The guest.
    number : int
        The object's number there.
    kind : str
        ``"object"``, ``"function"``, ``"class"`` or ``"module"``.
    name : str
        The name of the function, class or module, or of the object's class.
    """

    __slots__ = ("_remote_asked", "_remote_kind", "_remote_name", "_remote_number")

    _remote_asked: Asked
    _remote_number: int
    _remote_kind: str
    _remote_name: str

    def __init__(self, asked: Asked, number: int, kind: str, name: str) -> None:
        for slot, value in zip(Remote.__slots__, (asked, kind, name, number), strict=True):
            object.__setattr__(self, slot, value)

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:  # noqa: D102
        return self._remote_asked.call(self, arguments, keywords)

    def __getattr__(self, name: str) -> Any:
        probed = name.startswith(("_repr_", "_ipython_", "_remote_"))
        if probed or (name.startswith("__") and name not in _ASKED_FOR):
            raise AttributeError(f"{describe(self)} is not asked for {name!r}")
        if name in _COMPARES:
            self._refuse(f"is not asked for {name!r}")
        return self._remote_asked.ask("attribute", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._remote_asked.ask("set attribute", self, name, value)

    def __getitem__(self, key: Any) -> Any:
        return self._remote_asked.ask("item", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._remote_asked.ask("set item", self, key, value)

    def __delitem__(self, key: Any) -> None:
        self._remote_asked.ask("delete item", self, key)

    def __contains__(self, item: object) -> NoReturn:
        self._refuse("is not asked what it contains")

    def __len__(self) -> int:
        return int(self._plain("length", int))

    def __iter__(self) -> Iterator[Any]:
        items = self._remote_asked.ask("iterate", self)
        for _item in range(MOST_ITEMS):
            try:
                item = self._remote_asked.ask("next", items)
            except StopIteration:
                return
            yield item
        raise NotPlain(f"{describe(self)} gave more than {MOST_ITEMS:,} items")

    def __next__(self) -> Any:
        return self._remote_asked.ask("next", self)

    def __str__(self) -> str:
        return str(self._plain("str", str))

    def __repr__(self) -> str:
        return str(self._plain("repr", str))

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def __enter__(self) -> Any:
        return self._remote_asked.ask("enter", self)

    def __exit__(self, *_error: object) -> None:
        self._remote_asked.ask("leave", self)

    def __instancecheck__(self, instance: Any) -> bool:
        answer = self._remote_asked.ask("is a", instance, self)
        return answer is True

    def __bool__(self) -> NoReturn:  # noqa: PLE0304 - it raises
        self._refuse("has no truth of its own here")

    def __eq__(self, other: object) -> NoReturn:
        self._refuse("can't be compared here")

    def __ne__(self, other: object) -> NoReturn:
        self._refuse("can't be compared here")

    def __lt__(self, other: object) -> NoReturn:
        self._refuse("can't be ordered here")

    def __le__(self, other: object) -> NoReturn:
        self._refuse("can't be ordered here")

    def __gt__(self, other: object) -> NoReturn:
        self._refuse("can't be ordered here")

    def __ge__(self, other: object) -> NoReturn:
        self._refuse("can't be ordered here")

    def __hash__(self) -> int:  # noqa: PLE0309 - it raises
        self._refuse("can't be in a set, or a dict's key, here")

    def __reduce__(self) -> NoReturn:
        self._refuse("can't be copied here")

    def _plain(self, what: str, kind: type[Any], *given: Any) -> Any:
        answer = self._remote_asked.ask(what, self, *given)
        if type(answer) is not kind:
            raise TypeError(
                f"{describe(self)} gave a {type(answer).__name__} where a {kind.__name__} was due"
            )
        return answer

    def _refuse(self, how: str) -> NoReturn:
        raise TypeError(
            f"{describe(self)} {how}: only plain values (numbers, text, lists, tables ...) are believed. "
            "Compare its attributes, its items, or what its methods return"
        )


def describe(remote: Remote) -> str:
    """What an object is, in words, without asking it.

    Examples
    --------
    >>> describe(Remote(None, 0, "class", "LRU"))
    "the notebook's class 'LRU'"
    """
    kind, name = remote._remote_kind, remote._remote_name
    return f"the notebook's {name!r} object" if kind == "object" else f"the notebook's {kind} {name!r}"
