"""When two sections say the same: a comparable value without what only tells where and how it was typed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from enum import Enum
from typing import Any

from whiteboard.draft.api import Api
from whiteboard.draft.expression import Name, Number, Span
from whiteboard.draft.scale import Claim, Quantity, Scale
from whiteboard.draft.storage import Storage
from whiteboard.draft.text import Unread

LEFT_OUT: dict[type | None, dict[str, str]] = {
    None: {
        "line": "where something stands says nothing of what it is",
        "lines": "as line",
        "column": "as line",
        "unread": "was not understood; formatting keeps such lines as typed and compares them by themselves",
    },
    Quantity: {
        "text": "the whole line as typed; name, formula and claims hold what it says",
        "formula_text": "as typed; the formula holds what it says",
        "label": "as typed; name, implied unit and period hold what it says",
        "many": "whether others share its line; written back, each has a line of its own",
    },
    Claim: {"text": "as typed; the expression holds what it says"},
    Number: {"text": "as typed; value and unit hold what it says"},
    Unread: {"hint": "advice of ours, drawn from what else stands in the section"},
    Name: {"text": "as typed; the target holds what it says, where there is one"},
}
"""Class (None: every class) → fields that are left out, and why."""

_OPENS_BLOCK = re.compile(
    r"^(?:type|service|message|interface|class|struct|input|enum|schema|extend)\b.*\{.*$|^syntax\b.*$"
)


def meaning(section: object) -> Any:
    """What a section says, as nested tuples that can be compared.

    Parameters
    ----------
    section : object
        A section of ``whiteboard.draft``, or any part of one, or None.

    Returns
    -------
    object
        Equal for two sections that say the same. Left out are the fields of `LEFT_OUT`; remarks are compared
        without regard to their order, since each stands for itself.

    Examples
    --------
    >>> from whiteboard.draft.storage import Column
    >>> meaning(Column(name="id", line=3)) == meaning(Column(name="id", line=9))
    True
    >>> meaning(Column(name="id")) == meaning(Column(name="id", type="bigint"))
    False
    """
    if isinstance(section, tuple | list):
        return tuple(meaning(entry) for entry in section)
    if isinstance(section, Enum):
        return section.value
    if not dataclasses.is_dataclass(section) or isinstance(section, type):
        return section
    left_out = LEFT_OUT[None] | LEFT_OUT.get(type(section), {})
    if isinstance(section, Name) and section.target is None:
        left_out = {field: why for field, why in left_out.items() if field != "text"}
    if isinstance(section, Span):
        return ("Span", meaning(section.low), meaning(section.high))
    own = _OWN.get(type(section), {})
    values = []
    for field in dataclasses.fields(section):
        if field.name in left_out:
            continue
        value = getattr(section, field.name)
        if field.name in own:
            value = own[field.name](section)
        elif field.name == "remarks":
            value = sorted_remarks(value)
        values.append((field.name, meaning(value)))
    return (type(section).__name__, *values)


def sorted_remarks(remarks: Any) -> Any:
    """The words of remarks, without their lines, without regard to their order and to blanks."""
    return tuple(sorted(" ".join(_words(remark).split()) for remark in remarks))


def _words(remark: Any) -> str:
    if isinstance(remark, str):
        return remark
    if isinstance(remark, tuple):  # the line and the words
        return next((entry for entry in remark if isinstance(entry, str)), repr(remark))
    return str(getattr(remark, "text", remark))


def said_remarks(api: Api) -> tuple[str, ...]:
    """The remarks of an API that are words: without group headings, which the operations hold, and brackets.

    Examples
    --------
    >>> said_remarks(Api(remarks=("type Query {", "All lists are paged.")))
    ('All lists are paged.',)
    """
    groups = {_bare(operation.group) for operation in api.operations if operation.group}
    return tuple(
        remark for remark in api.remarks if _bare(remark) not in groups and not _OPENS_BLOCK.match(remark)
    )


def _bare(text: str) -> str:
    return text.strip("[]: ").lower()


def said_in_scale(scale: Scale) -> tuple[str, ...]:
    """The remarks of an estimate, without the labels under which its quantities stand."""
    groups = {part.strip().lower() for quantity in scale.quantities for part in quantity.group.split(" / ")}
    return tuple(remark for remark in scale.remarks if remark.strip(" :").lower() not in groups)


def brands_named(storage: Storage) -> tuple[str, ...]:
    """The brands that are named at all; which store each belongs to is said by the store itself.

    Examples
    --------
    >>> from whiteboard.draft.storage import Store
    >>> brands_named(Storage(stores=(Store(name="feeds", brand="Redis"),)))
    ('Redis',)
    """
    own = {store.brand for store in storage.stores if store.brand}
    return tuple(sorted(own | {brand.text for brand in storage.brands}))


def _reasons(what: str) -> Callable[[Storage], Any]:
    """Reasons, each once: one that is said twice is one reason."""

    def said(storage: Storage) -> Any:
        return tuple(sorted({(reason.about or "", reason.text) for reason in getattr(storage, what)}))

    return said


_OWN: dict[type, dict[str, Callable[[Any], Any]]] = {
    Api: {"remarks": lambda api: sorted_remarks(said_remarks(api))},
    Storage: {"brands": brands_named, "because": _reasons("because"), "drawback": _reasons("drawback")},
    Scale: {"remarks": lambda scale: sorted_remarks(said_in_scale(scale))},
}
