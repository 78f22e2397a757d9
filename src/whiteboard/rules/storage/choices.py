"""Rules on what a draft decides: the reasons for each store, and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.storage import StoreKind
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.storage.words import FRAMEWORK, shortened

_EMPTY_REASONS = re.compile(
    r"^\W*(?:(?:it|they|this|that|nosql|sql|is|are|so|very|more|easy|easily|to|and|for|can|well"
    r"|good|better|the|best)\W+)*"
    r"(?:scal(?:es?|able|ability|ing)|fast(?:er)?|performance|speed|quick|popular|modern|reliable)"
    r"(?:\W+(?:and|fast|scalable|scales|well|easily|better|reliable))*\W*$",
    re.IGNORECASE,
)


@rule(
    "D6",
    section="storage",
    severity=Severity.SHOULD,
    title="A choice of store without its reason, or without what it costs",
    why="Any store can be argued for; what is listened for is the reason and the price.",
    bad="tweets (document): id pk, author_id, text, created_at\nbecause: it scales\n",
    good="tweets (document): id pk, author_id, text, created_at\n"
    "because: a tweet is read as a whole and its fields differ from client to client\n"
    "drawback: no joins, so likes have to be counted elsewhere\n",
    source=FRAMEWORK,
)
def choice_without_reason(rule: Rule, context: Context) -> Iterator[Finding]:
    """Ask for a because and a drawback, once each."""
    storage = context.board.storage
    if storage is None or not storage.stores:
        return
    if not storage.because:
        yield rule.finding(
            "No line says why these stores were chosen.",
            line=None,
            try_="because: what in the data or in the access patterns speaks for this kind of store",
        )
    else:
        empty = [reason for reason in storage.because if _EMPTY_REASONS.match(reason.text[:200])]
        if len(empty) == len(storage.because):
            yield rule.finding(
                f"“{shortened(empty[0].text)}” could be said of any store.",
                line=empty[0].line or None,
                try_="because: what in this data or in these access patterns makes the difference",
            )
    if not storage.drawback:
        yield rule.finding(
            "No line says what the choice costs.",
            line=None,
            try_="drawback: what gets harder, slower or dearer with it",
        )


@rule(
    "D7",
    section="storage",
    severity=Severity.NOTE,
    title="A brand without a reason",
    why="A brand invites the question why not its rival; the kind of store says what is needed.",
    bad="tweets (Cassandra): tweet_id pk, author_id, text, created_at\n",
    good="tweets (wide-column): tweet_id pk, author_id, text, created_at\n",
    source=FRAMEWORK,
)
def brand_without_reason(rule: Rule, context: Context) -> Iterator[Finding]:
    """Name each brand once, unless a reason stands beside it or for the whole section."""
    storage = context.board.storage
    if storage is None:
        return
    stores = {store.name: store for store in storage.stores}
    brands: dict[str, tuple[str, int, str | None]] = {}
    for brand in storage.brands:
        brands.setdefault(brand.text.lower(), (brand.text, brand.line, brand.about))
    for store in storage.stores:
        if store.brand:
            brands.setdefault(store.brand.lower(), (store.brand, store.line, store.name))
    about = {reason.about for reason in storage.because}
    for name, line, store_name in brands.values():
        named = any(name.lower() in reason.text.lower() for reason in storage.because)
        if named or None in about or (store_name is not None and store_name in about):
            continue
        held = stores.get(store_name or "")
        kind = f", a {held.kind} store," if held and held.kind is not StoreKind.UNSTATED else ""
        yield rule.finding(
            f"{name}{kind} is a brand, and no line says why this one.",
            line=line or None,
            try_="Name the kind of store, or add:  because: …",
        )
