"""C6: an order that is promised has a field that tells it, and an index that delivers it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from whiteboard.draft.board import Board
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.storage import Store, StoreKind
from whiteboard.draft.wording import lexicon, split_words
from whiteboard.problems.columns import Family, family, is_list, is_sortable, words
from whiteboard.problems.holdings import BY_KEY, BY_NATURE
from whiteboard.problems.pack import Problem
from whiteboard.problems.roles import is_opaque
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.closure.names import FILLERS, Names
from whiteboard.rules.context import Context
from whiteboard.rules.requirements.matching import asked_for
from whiteboard.rules.understood import understood

_MOST = 300
_BY_TIME = re.compile(
    r"\b(?:newest|latest|most recent|recent(?:ly)?|oldest|chronolog\w*|by (?:creation |created "
    r"|post(?:ing|ed)? )?(?:time|date|recency)"
    r"|by created\w*|time[ -]?(?:order|sort)\w*|(?:order|sort)\w* by (?:time|date)\w*"
    r"|last[ -](?:in|come) first|descending by (?:time|date))\b",
    re.IGNORECASE,
)
_BY_NAME = re.compile(
    r"\balphabetic\w*|\b(?:sorted|ordered|order|sort) by (?:name|title)\b|\ba to z\b", re.IGNORECASE
)
_RANKED = re.compile(
    r"\b(?:relevan\w*|rank\w*|popular\w*|recommend\w*|trend\w*|score\w*|personal\w*|interest\w*"
    r"|algorithm\w*|best|hot|top|search)\b",
    re.IGNORECASE,
)
_TIME_WORDS = lexicon(
    "time date datetime timestamp ts created posted published updated modified at when since day month year"
    " recency epoch utc"
    " sent uploaded registered happened ended started begin start end joined added occurred"
    " sequence seq version order position rank score sort"
)
_NAME_WORDS = lexicon("name title handle surname username label text")
_BY_KIND = BY_NATURE | BY_KEY | {StoreKind.TIME_SERIES, StoreKind.QUEUE}
_EMPTY = FILLERS | lexicon(
    "page pages newest latest first last recent most of the their his her its own with sorted "
    "ordered by time date"
    " order"
    " all any given get list view see show read paged number user"
)


@dataclass(frozen=True, slots=True)
class _Promise:
    """An order that an access pattern or an operation promises."""

    name: str
    about: str
    order: str
    line: int
    by_time: bool


@rule(
    "C6",
    section=CLOSURE,
    severity=Severity.MUST,
    title="A promised order that no field tells",
    why="Rows come out of a store in no order that one could rely on, unless a field says what comes first.",
    bad="## Access patterns\ngetMemos: given an account, get its memos, newest first\n\n"
    "## Storage\naccounts (relational): id uuid pk, name\n"
    "memos (relational): id uuid pk, account_id -> accounts, body; index (account_id)\n",
    good="## Access patterns\ngetMemos: given an account, get its memos, newest first\n\n"
    "## Storage\naccounts (relational): id uuid pk, name\n"
    "memos (relational): id uuid pk, account_id -> accounts, body, created_at; index "
    "(account_id, created_at)\n",
    source="closure: what an access pattern promises, the stores must be able to tell",
)
def order_has_a_field(rule: Rule, context: Context) -> Iterator[Finding]:
    """For each promised order, look at the stores that hold what is listed."""
    storage = context.board.storage
    if storage is None or not storage.stores or storage.errors:
        return
    seen = understood(context)
    if seen is None or seen.roles.opaque:
        return
    names = Names(context.problem)
    stores = seen.storage.stores[:_MOST]
    if any(is_opaque(store) or (not store.columns and names.is_generic(store.name)) for store in stores):
        return
    judged: set[frozenset[str]] = set()
    for promise in _promises(context.board, context.problem):
        held = _stores_of(promise, stores, names, context)
        if not held:
            continue
        key = frozenset(store.name for store in held) | {str(promise.by_time)}
        if key in judged or any(_in_order_by_nature(store) for store in held):
            continue
        judged.add(key)
        fields = [(store, field) for store in held if (field := _field(store, promise))]
        where = held[0]
        if not fields and any(_field(store, promise) for store in _mentioned(promise, stores, names)):
            continue  # of several things in the sentence, one can be put in that order
        if not fields:
            yield rule.finding(
                f"{promise.name} promises “{promise.order}”, and no column of {where.name} tells it.",
                line=where.line or promise.line or None,
                try_=f"Which column of {where.name} would you sort by?",
                share=0.5,
            )
        elif context.problem is None and not any(_delivers(store, field) for store, field in fields):
            store, field = fields[0]
            yield rule.finding(
                f"{promise.name} promises “{promise.order}”, and no key or index of {store.name} "
                f"ends in {field}: "
                "its rows are sorted on every read.",
                line=store.line or promise.line or None,
                try_="Which index would hand out the rows of one owner in that order?",
                severity=Severity.SHOULD,
                share=0.0,
            )


def _promises(board: Board, problem: Problem | None) -> Iterator[_Promise]:
    asked = asked_for(board.access_patterns, problem).patterns if board.access_patterns and problem else ()
    # What the problem asks for is planned over its own ways: D1 and T6 judge that order.
    planned = {id(wanted) for wanted, names in asked if names}
    for wanted in (board.access_patterns.requirements if board.access_patterns else ())[:_MOST]:
        order = wanted.order or ""
        if wanted.question or wanted.optional or not order or id(wanted) in planned:
            continue
        by_time = _kind_of(order)
        if by_time is not None:
            about = wanted.target or f"{wanted.name or ''} {wanted.text}"
            yield _Promise(wanted.name or _short(wanted.text), about, order, wanted.line, by_time)
    for operation in (board.api.operations if board.api else ())[:_MOST]:
        text = operation.returns.text if operation.returns else ""
        by_time = _kind_of(text)
        if by_time is not None:
            order = (_BY_TIME.search(text) or _BY_NAME.search(text) or [text])[0]
            about = re.sub(_BY_TIME, " ", text)
            yield _Promise(operation.name, f"{about} {operation.name}", order, operation.line, by_time)


def _kind_of(order: str) -> bool | None:
    """True for an order of time, False for one of names; None for a ranking, or none at all."""
    if _RANKED.search(order):
        return None
    if _BY_TIME.search(order):
        return True
    return False if _BY_NAME.search(order) else None


def _stores_of(promise: _Promise, stores: tuple[Store, ...], names: Names, context: Context) -> list[Store]:
    """The stores that may hold what is listed: those named after it; none where that is not known."""
    said = frozenset(names.words(promise.about)) - _EMPTY
    if not said:
        return []
    found = [store for store in stores if names.words(store.name) & said]
    if not found:
        return []
    # What is listed stands first: "the tweets of the accounts it follows" lists tweets.
    first = split_words(re.sub(r"\w+['’]s\b", " ", promise.about))
    lead = next((word for word in first if names.words(word) - _EMPTY), "")
    if lead and not any(names.related(lead, store.name) for store in stores):
        return []  # what is listed has no store of its own
    by_place = sorted(found, key=lambda store: _place(first, names.words(store.name)))
    main = names.words(by_place[0].name)
    held = [store for store in found if names.words(store.name) & main]
    # A row that only points to it may carry the time as well, and so may a stored list of it.
    held += [
        store
        for store in stores
        if store not in held
        and (
            any(reference.target.lower() == by_place[0].name.lower() for reference in store.references)
            or any(names.words(column.name) & main for column in store.columns[:60])
        )
        and (names.words(store.name) & said or not context.problem)
    ]
    return held


def _mentioned(promise: _Promise, stores: tuple[Store, ...], names: Names) -> Iterator[Store]:
    said = frozenset(names.words(promise.about)) - _EMPTY
    return (store for store in stores if names.words(store.name) & said)


def _place(typed: list[str], told: frozenset[str]) -> int:
    for position, word in enumerate(typed):
        if words(word)[0] in told:
            return position
    return len(typed)


def _in_order_by_nature(store: Store) -> bool:
    if store.kind in _BY_KIND or not store.columns or store.sort_key:
        return True
    return bool(
        re.search(r"\b(?:sorted|ordered|order by|chronolog\w*|zset|append)\b", store.note[:500], re.I)
    )


def _field(store: Store, promise: _Promise) -> str | None:
    wanted = _TIME_WORDS if promise.by_time else _NAME_WORDS
    for column in store.columns[:500]:
        told = set(words(column.name)) | set(words(column.note[:60]) if column.note else ())
        if told & wanted or (promise.by_time and (family(column.type) is Family.TIME or is_sortable(column))):
            return column.name
        if is_list(column) and promise.by_time and store.kind is StoreKind.DOCUMENT:
            return column.name
    if promise.by_time and store.kind is StoreKind.DOCUMENT and store.primary_key in (("_id",), ()):
        return "_id"
    return None


def _delivers(store: Store, field: str) -> bool:
    keys = [store.primary_key, *store.uniques, *(index.columns for index in store.indexes)]
    return any(field in key for key in keys) or any(index.method for index in store.indexes)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line if len(line) <= 60 else line[:57] + '…'}”"
