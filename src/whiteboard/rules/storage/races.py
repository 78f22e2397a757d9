"""D5: a value that is read and then written, with nothing to keep others out between."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.storage import Storage, Transaction
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.understood import understood
from whiteboard.run.database.interleaving import Interleaving, Outcome

_UPDATE = re.compile(r"^\s*UPDATE\s+[\"`\[]?(\w+)", re.IGNORECASE)
_FROM = re.compile(r"\bFROM\s+[\"`\[]?(\w+)", re.IGNORECASE)
_RELATIVE = re.compile(r"(\w+)\s*=\s*\1\s*[-+*]", re.IGNORECASE)
_PROMISES = re.compile(
    r"\bserializab\w*|\bserialisab\w*|\brepeatable[ -]read\b|\bfor update\b|\bskip locked\b"
    r"|\b(?:row|advisory|pessimistic|optimistic|distributed)"
    r"[ -](?:level[ -])?lock\w*|\boptimistic\b|\bversion (?:column|number|check)"
    r"|\bcompare[ -]and[ -](?:set|swap)\b|\bCAS\b",
    re.IGNORECASE,
)


@rule(
    "D5",
    section="storage",
    severity=Severity.SHOULD,
    title="A value that is read and then written, with nothing to keep others out between",
    why="Two such transactions read the same value, and the second write undoes the first.",
    bad="slots (relational): id pk, state\n\n"
    "BEGIN;\nSELECT state FROM slots WHERE id = 7;\n"
    "UPDATE slots SET state = 'taken' WHERE id = 7;\nCOMMIT;\n",
    good="slots (relational): id pk, state\n\n"
    "BEGIN;\nSELECT state FROM slots WHERE id = 7 FOR UPDATE;\n"
    "UPDATE slots SET state = 'taken' WHERE id = 7;\nCOMMIT;\n",
    source="the transaction is run twice, interleaved, as READ COMMITTED allows: the lost update "
    "of textbooks",
)
def read_then_write(rule: Rule, context: Context) -> Iterator[Finding]:
    """Run each transaction twice at once; where it cannot be run, look at its words."""
    seen = understood(context)
    if seen is None or not seen.races or promises_order(seen.storage):
        return
    for transaction, race in seen.races:
        if race.outcome is Outcome.BROKEN:
            yield _both_went_through(rule, transaction, race)
        elif race.outcome is Outcome.UNTRIED:
            yield from _by_its_words(rule, transaction)


def promises_order(storage: Storage) -> bool:
    """Whether a remark or a reason of the section takes a lock, or says how transactions are isolated."""
    texts = (*storage.remarks, *(reason.text for reason in (*storage.because, *storage.drawback)))
    return any(_PROMISES.search(text[:2000]) for text in texts)


def _both_went_through(rule: Rule, transaction: Transaction, race: Interleaving) -> Finding:
    what = {"INSERT": "insert into", "UPDATE": "update", "DELETE": "delete from"}[race.write]
    why = (
        "Each has looked before the other wrote, so what was true when it looked is not true any more."
        if race.write == "INSERT"
        else None
    )
    return rule.finding(
        f"Run twice at once in a database, both transactions read the same, both {what} {race.table}, "
        "and neither is refused.",
        line=transaction.line or None,
        try_="Lock the row when it is read, let the write state the value that it expects, or let a "
        "constraint refuse the second.",
        why=why,
    )


def _by_its_words(rule: Rule, transaction: Transaction) -> Iterator[Finding]:
    """SELECT followed by UPDATE of the same table by its identifier alone."""
    read: set[str] = set()
    for statement in transaction.statements:
        text = statement[:4000]
        if text.lstrip()[:6].upper() == "SELECT":
            read |= {name.lower() for name in _FROM.findall(text)}
            continue
        update = _UPDATE.match(text)
        if not update or update[1].lower() not in read:
            continue
        where = re.split(r"\bWHERE\b", text, maxsplit=1, flags=re.IGNORECASE)
        conditional = len(where) > 1 and len(re.findall(r"=|<|>|\bIN\b|\bIS\b", where[1], re.IGNORECASE)) > 1
        if conditional or _RELATIVE.search(where[0]):
            continue
        yield rule.finding(
            f"{update[1]} is read and then updated, and nothing holds the row between the two.",
            line=transaction.line or None,
            try_="Lock the row when it is read, or let the update state the value that it expects.",
        )
        return
