"""Which kinds of the storage section a box of the design may be."""

from __future__ import annotations

from whiteboard.draft.design import Component, ComponentKind
from whiteboard.draft.storage import StoreKind

_ROWS = frozenset(
    {
        StoreKind.RELATIONAL, StoreKind.DOCUMENT, StoreKind.WIDE_COLUMN, StoreKind.KEY_VALUE,
        StoreKind.UNSTATED,
    }
)  # fmt: skip
_QUICK = frozenset({StoreKind.KEY_VALUE, StoreKind.CACHE})


def kinds_of(component: Component) -> frozenset[StoreKind]:
    """Kinds of store that a component may be, as far as the draft says.

    Examples
    --------
    >>> [kind.value for kind in kinds_of(Component(name="media", kind=ComponentKind.BLOB))]
    ['blob']
    """
    if component.kind is ComponentKind.BLOB or component.kind is ComponentKind.CDN:
        return frozenset({StoreKind.BLOB})
    if component.kind is ComponentKind.SEARCH:
        return frozenset({StoreKind.SEARCH})
    if component.kind is ComponentKind.CACHE or component.store in _QUICK:
        return frozenset(
            {*_QUICK, StoreKind.UNSTATED, StoreKind.WIDE_COLUMN, StoreKind.DOCUMENT}
            if component.store
            else _QUICK
        )
    if component.store is None or component.store is StoreKind.UNSTATED:
        return _ROWS | {StoreKind.GRAPH, StoreKind.TIME_SERIES}
    return frozenset({component.store, StoreKind.UNSTATED})
