"""C12: the stores of the storage section and those of the design are the same ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.design import Component, ComponentKind, Design
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.storage import Storage, Store, StoreKind
from whiteboard.problems.columns import words
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.closure.kinds import kinds_of
from whiteboard.rules.closure.media import has_address
from whiteboard.rules.closure.names import Bag, Names
from whiteboard.rules.context import Context
from whiteboard.rules.storage.words import together

_MOST = 2000
_ASIDE = re.compile(
    r"(?i)\b(?:replicas?|standby|backups?|secondary|follower|archive|warehouse|lake|analytics"
    r"|metrics|logs?|logging"
    r"|monitoring|prometheus|config|secrets?|registry|zookeeper|etcd|local|disk|third|external"
    r"|snapshots?)\b"
)


@rule(
    "C12",
    section=CLOSURE,
    severity=Severity.SHOULD,
    title="A store that only one of storage and design knows",
    why="A store that is drawn and not described, or described and not drawn, is a part of the "
    "system nobody has thought through.",
    bad="## Storage\ntweets (relational): id pk, author_id, text, media_url, created_at\nmedia (blob)\n\n"
    "## Design\nclient -> api server x2 -> tweets db (relational, replicas 2)\n",
    good="## Storage\ntweets (relational): id pk, author_id, text, media_url, created_at\nmedia (blob)\n\n"
    "## Design\nclient -> api server x2 -> tweets db (relational, replicas 2)\napi server -> "
    "media store (blob)\n",
    source="closure: each step's output is the next one's input",
)
def stores_match_the_design(rule: Rule, context: Context) -> Iterator[Finding]:
    """Compare by name and by kind; one database stands for all tables of its kind."""
    storage, design = context.board.storage, context.board.design
    if storage is None or design is None or not storage.stores or design.is_empty or storage.errors:
        return
    names = Names(context.problem)
    drawn = [component for component in design.components[:_MOST] if _keeps(component)]
    if not drawn:
        if any(component.kind is ComponentKind.UNSTATED for component in design.components[:_MOST]):
            return
        yield rule.finding(
            f"The storage section has {together([store.name for store in storage.stores[:3]])}, "
            f"and the design "
            "draws no store at all.",
            line=design.components[0].line or None,
            try_="Draw which component reads and writes which store.",
        )
        return
    yield from _never_drawn(rule, storage, design, drawn, names)
    yield from _never_described(rule, storage, drawn, names)


def _keeps(component: Component) -> bool:
    return component.store is not None or component.kind in (
        ComponentKind.STORE, ComponentKind.CACHE, ComponentKind.BLOB, ComponentKind.SEARCH,
        ComponentKind.CDN,
    )  # fmt: skip


def _never_drawn(
    rule: Rule, storage: Storage, design: Design, drawn: list[Component], names: Names
) -> Iterator[Finding]:
    shown = Bag(
        names, (f"{component.name} {component.brand or ''}" for component in design.components[:_MOST])
    )
    said = Bag(names, (text for _, text in design.remarks[:200]))
    kinds = [kinds_of(component) for component in drawn]
    missing = [
        store
        for store in storage.stores[:_MOST]
        if not any(store.kind in held for held in kinds)
        and store.kind is not StoreKind.QUEUE
        and not shown.has(store.name)
        and not said.has(store.name)
        and not names.is_generic(store.name)
    ]
    if missing:
        of = (
            f" (no {missing[0].kind.value} store is drawn)"
            if missing[0].kind is not StoreKind.UNSTATED
            else ""
        )
        yield rule.finding(
            f"{together([store.name for store in missing[:4]])} "
            f"{'is' if len(missing) == 1 else 'are'} in the storage section and nowhere in the design{of}.",
            line=missing[0].line or None,
            try_="Draw who reads it and who writes it, or leave it out.",
        )


def _never_described(rule: Rule, storage: Storage, drawn: list[Component], names: Names) -> Iterator[Finding]:
    described = Bag(names, (f"{store.name} {store.note}" for store in storage.stores[:_MOST]))
    for text in (*storage.remarks, *(reason.text for reason in (*storage.because, *storage.drawback))):
        described.add(text)
    kinds = {store.kind for store in storage.stores}
    unknown = [
        component
        for component in drawn
        if component.kind not in (ComponentKind.CACHE, ComponentKind.CDN)
        and component.store not in (StoreKind.CACHE, StoreKind.QUEUE)
        and not kinds & kinds_of(component)
        and not described.has(component.name)
        and not _ASIDE.search(f"{' '.join(words(component.name))} {component.name} {component.note}"[:500])
        and not _by_brand(component, storage.stores)
        and not (component.kind is ComponentKind.BLOB and has_address(storage))
    ]
    if unknown:
        yield rule.finding(
            f"{together([component.name for component in unknown[:4]])} "
            f"{'is' if len(unknown) == 1 else 'are'} drawn in the design and missing in the "
            f"storage section.",
            line=unknown[0].line or None,
            try_="Say what it holds, and by which key it is found.",
        )


def _by_brand(component: Component, stores: tuple[Store, ...]) -> bool:
    brand = (component.brand or "").casefold()
    return bool(brand) and any(brand == (store.brand or "").casefold() for store in stores)
