"""The part of D4 that is about time: nobody is in two places at once, and it is the store that sees to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.board import Board
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.storage import Storage, Store, StoreKind
from whiteboard.problems.columns import words
from whiteboard.problems.holdings import BY_NATURE, Holding
from whiteboard.problems.pack import Problem, Unique
from whiteboard.rules.catalogue import Rule
from whiteboard.rules.context import Context
from whiteboard.rules.storage.races import promises_order
from whiteboard.rules.storage.words import together
from whiteboard.rules.understood import Understood
from whiteboard.run.database.interleaving import Interleaving, Outcome
from whiteboard.run.database.overlaps import Overlap

_SLOTS = frozenset({"slot", "availability", "available", "calendar", "timeslot", "window", "opening", "seat"})
_TAKEN = frozenset(
    {
        "booked",
        "taken",
        "reserved",
        "status",
        "state",
        "booking",
        "booker",
        "interview",
        "held",
        "free",
        "version",
    }
)
_FIXED = re.compile(
    r"\bslots?\b|\bhourly\b|\bon the hour\b|\bfull hours?\b|\bfixed\b|\b(?:one|1|half)[ -]hour\b"
    r"|\b\d+[ -]?min\w*\b"
    r"|\bgranular\w*|\baligned\b|\bround(?:ed)? (?:to|down)\b|\bevery hour\b|\bgrid\b|\bbuckets?\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\bserializ\w*|\bserialis\w*|\block\w*|\bmutex\b|\batomic\w*|\btransaction\w*"
    r"|\boptimistic\w*|\bcompare[ -]and\b"
    r"|\bconditional\w*|\bversion(?:ed|ing)?\b|\boverlap\w*|\bexclu(?:de|sion)\b"
    r"|\bdouble[ -]?book\w*|\btwice\b"
    r"|\bACID\b|\bunique\w*|\bconflict\w*",
    re.IGNORECASE,
)
_SAID_ELSEWHERE = re.compile(
    r"\bserializ\w*|\bserialis\w*|\block(?:s|ed|ing)?\b|\btransaction\w*|\bconstraint\w*"
    r"|\bconditional (?:write|update)\w*"
    r"|\bcompare[ -]and\b|\boptimistic\w*|\batomic\w*",
    re.IGNORECASE,
)


def overlapping(
    rule: Rule, context: Context, *, seen: Understood, problem: Problem, position: int
) -> Iterator[Finding]:
    """One rule of the business about time, judged by what the stores did with two rows that break it."""
    unique = problem.uniques[position]
    tried = [
        (holding, found)
        for holding, found in seen.overlaps.get(position, ())
        if found is not None and holding.packed is None
    ]
    if not tried or any(_kept(holding, found, unique) for holding, found in tried):
        return
    holding, found = min(tried, key=lambda entry: list(Overlap).index(entry[1]))
    store = holding.store
    storage = seen.storage
    if found is Overlap.SAME_BEGIN_REFUSED and _speaks_of_fixed_slots(context.board, storage):
        return
    if _slots_are_taken_once(storage, store) or _by_transaction(storage, seen.races, holding):
        return
    who = together([holding.columns[role] for role in unique.roles])
    said = promises_order(storage) or _promised(context.board, storage, store)
    said = said and not _only_looks_first(context.board, storage)
    surely = store.kind in (StoreKind.RELATIONAL, StoreKind.UNSTATED, StoreKind.DOCUMENT)
    must = surely and not said and found is Overlap.TAKEN
    if found is Overlap.TAKEN:
        message = f"{store.name} takes two rows of the same {who} at the same time, though {unique.says}."
        try_ = f"What in {store.name} could refuse the second row, when both arrive at once? Write it there."
    else:
        message = (
            f"{store.name} refuses the same {who} at the same begin, and takes one that begins while the "
            f"other lasts, though {unique.says}."
        )
        try_ = "Say that times are fixed slots, or which constraint or lock compares the spans."
    if said and found is Overlap.TAKEN:
        try_ = (
            f"Your text speaks of it: write beside {store.name} the constraint or the statement that does it."
        )
    yield rule.finding(
        message,
        line=store.line or None,
        try_=try_,
        share=1 / len(problem.uniques),
        severity=Severity.MUST if must else Severity.SHOULD,
    )


def _kept(holding: Holding, found: Overlap, unique: Unique) -> bool:
    if found is Overlap.REFUSED or holding.store.kind in BY_NATURE:
        return True
    if found is Overlap.SAME_BEGIN_REFUSED:
        return not any(role in holding.columns for role in unique.overlap[1:])
    store = holding.store
    # A slot that can be in one row only is taken once, whatever times stand beside it.
    keys = [store.primary_key, *store.uniques, *(index.columns for index in store.indexes if index.unique)]
    own = set(words(store.name))
    return any(len(key) == 1 and set(words(key[0])) & _SLOTS - own for key in keys)


def _speaks_of_fixed_slots(board: Board, storage: Storage) -> bool:
    texts = [*_texts(storage), *(store.name for store in storage.stores)]
    texts += [column.name + " " + column.note for store in storage.stores for column in store.columns]
    if board.objects is not None:
        texts += [f"{thing.name} {thing.note}" for thing in board.objects.objects]
    return any(_FIXED.search(" ".join(words(text[:1000])) + " " + text[:1000]) for text in texts)


def _slots_are_taken_once(storage: Storage, bookings: Store) -> bool:
    """Whether another table has one row for each slot, and says there that it is taken."""
    for store in storage.stores:
        if store is bookings or not set(words(store.name)) & (_SLOTS | {"lock", "schedule", "hold"}):
            continue
        if any(set(words(column.name)) & _TAKEN for column in store.columns):
            return True
    return False


def _by_transaction(
    storage: Storage, races: tuple[tuple[object, Interleaving], ...], holding: Holding
) -> bool:
    """Whether a transaction that the draft wrote out keeps the second request out of this store."""
    names = {holding.store.name.lower()}
    names |= {store.name.lower() for store in storage.stores if set(words(store.name)) & _SLOTS}
    for transaction, race in races:
        text = " ".join(getattr(transaction, "statements", ()))[:8000].lower()
        if not any(re.search(rf"\b{re.escape(name)}\b", text) for name in names):
            continue
        if race.outcome is Outcome.CLAIMED:
            return True
        if race.outcome is Outcome.KEPT and re.search(r"\bwhere\b.+\b(?:and|not exists)\b", text, re.S):
            return True
    return False


def _texts(storage: Storage) -> list[str]:
    texts = [*storage.remarks, *(reason.text for reason in (*storage.because, *storage.drawback))]
    return texts + [store.note for store in storage.stores]


_LOOKS_FIRST = re.compile(
    r"(?is)\b(?:check|look|verif|test|quer|search|select|see|ask)\w*\b[^.;]{0,60}?"
    r"\b(?:whether|if|that|for (?:an?|any) (?:overlap|other|existing))\b[^.;]{0,160}[.;,]\s*(?:and |then |so )*"
    r"(?:if (?:there is|there are|so|not|none|nothing|no|it is|the|both|they)\b[^.;]{0,80}|then\b[^.;]{0,60})?"
    r"\b(?:insert|book|writ|creat|sav|add|stor|reserv)\w*"
)
_KEEPS_OUT = re.compile(
    r"(?i)\b(?:serializ|serialis|lock|unique|exclu[ds]|constraint|conflict|conditional|compare|optimistic|version|atomic|mutex|"
    r"upsert|for update|repeatable|if not exists|setnx|one at a time|single writer|re-?check)\w*"
)


def _only_looks_first(board: Board, storage: Storage) -> bool:
    """Whether all that is said is that one looks before one writes, which two requests at once both do."""
    texts = _texts(storage)
    if board.api is not None:
        texts += [operation.description for operation in board.api.operations]
    if board.design is not None:
        texts += [text for _, text in board.design.remarks]
    told = ". ".join(text.strip().rstrip(".") for text in texts)[:20_000]
    return bool(_LOOKS_FIRST.search(told)) and not _KEEPS_OUT.search(told)


def _promised(board: Board, storage: Storage, store: Store) -> bool:
    """Whether any sentence of the board says that double bookings are kept out, and how."""
    texts = [*_texts(storage), *(column.note for column in store.columns)]
    if any(_SAID.search(text[:2000]) for text in texts):
        return True
    elsewhere: list[str] = []
    if board.qualities is not None:
        elsewhere += [f"{quality.text} {quality.decision or ''}" for quality in board.qualities.qualities]
    if board.design is not None:
        elsewhere += [text for _, text in board.design.remarks]
        elsewhere += [edge.label for edge in board.design.edges]
    if board.bottlenecks is not None:
        elsewhere += [bottleneck.text for bottleneck in board.bottlenecks.bottlenecks]
    if board.api is not None:
        elsewhere += [operation.description for operation in board.api.operations]
    return any(_SAID_ELSEWHERE.search(text[:2000]) for text in elsewhere)
