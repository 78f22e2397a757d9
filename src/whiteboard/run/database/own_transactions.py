"""The learner's own transaction, run twice at once over the learner's own tables, step by step."""

from __future__ import annotations

import sqlite3

from whiteboard.draft.storage import Storage, Transaction
from whiteboard.problems.tidy import tidy
from whiteboard.run.database.interleaving import (
    Interleaving,
    Outcome,
    interleave,
    run_in_turns,
    splits,
    tried,
    turns,
)
from whiteboard.run.database.sessions import Answer, Played
from whiteboard.run.database.statements import requests_of


def play_transaction(storage: Storage, transaction: Transaction) -> Played:
    """Run a transaction of the draft for two requests at once, in SQLite, and show each step.

    Parameters
    ----------
    storage : Storage
        The draft. Tables that the statements name and the draft lacks are made up.
    transaction : Transaction
        The statements, as typed. What is run is SELECT, INSERT, UPDATE and DELETE, written anew with values in the
        places of placeholders, in a private database in memory, with bounds on time and size.

    Returns
    -------
    Played
        The order is the one that breaks it, when one does: both read before either writes. ``table`` is empty when
        the statements cannot be run, or take a lock that SQLite has not. Never raises.

    Examples
    --------
    >>> typed = ("SELECT state FROM slots WHERE id = 7", "UPDATE slots SET state = 'taken' WHERE id = 7")
    >>> played = play_transaction(Storage(), Transaction(statements=typed))
    >>> print(played.in_words)
    SQLite: both requests changed slots, though the first had changed what the second had read.
    >>> played.table["result"].to_list()
    ['reads 3', 'reads 3', '1 row', '1 row']
    """
    import pandas

    whole, _ = tidy(storage)
    found = interleave(whole, transaction)
    lines: list[dict[str, str]] = []
    refused = False
    for line, answer in _steps(whole, transaction, found):
        lines.append(line)
        refused = refused or bool(answer.refused)
    table = pandas.DataFrame(lines, columns=["connection A", "connection B", "result"])
    table.index = pandas.RangeIndex(1, len(lines) + 1, name="step")
    said = _words(found, refused=refused)
    return Played(table=table, in_words=said, final=(), refused=refused, waited=False, engine="SQLite")


def _steps(
    storage: Storage, transaction: Transaction, found: Interleaving
) -> list[tuple[dict[str, str], Answer]]:
    if found.outcome in (Outcome.CLAIMED, Outcome.UNTRIED):
        return []
    try:
        pair = requests_of(storage, transaction)
        if pair is None:
            return []
        ways = list(splits(pair[0])) or [len(pair[0].statements)]
        # The order that goes wrong, when there is one.
        broken = [way for way in ways if tried(storage, pair, way).outcome is Outcome.BROKEN]
        schedule = turns(pair, (broken or ways)[0])
        answers = run_in_turns(storage, pair, schedule)
    except (
        sqlite3.Error,
        sqlite3.Warning,
        UnicodeError,
        ValueError,
        OverflowError,
        RecursionError,
        IndexError,
    ):
        return []
    made: list[tuple[dict[str, str], Answer]] = []
    done = [0, 0]
    for number, upto in schedule:
        for position in range(done[number], min(upto, len(answers[number]))):
            given = answers[number][position]
            statement = pair[number].statements[position]
            answer = Answer(
                rows=given.rows if statement.reads else None,
                changed=given.changed,
                refused="a constraint of the table" if given.refused else "",
            )
            who = "AB"[number]
            columns = {"connection A": "", "connection B": "", "result": answer.in_words}
            made.append((columns | {f"connection {who}": statement.sql}, answer))
        done[number] = max(done[number], upto)
    return made


def _words(found: Interleaving, *, refused: bool) -> str:
    if found.outcome is Outcome.BROKEN:
        verb = {"INSERT": "wrote into", "DELETE": "deleted from"}.get(found.write, "changed")
        return (
            f"SQLite: both requests {verb} {found.table}, "
            "though the first had changed what the second had read."
        )
    if found.outcome is Outcome.CLAIMED:
        return f"SQLite has no {found.claim}: the text takes a lock, and is believed."
    if found.outcome is Outcome.UNTRIED:
        return "The statements cannot be run: write each as one SELECT, INSERT, UPDATE or DELETE."
    if refused:
        return "SQLite: the second request was refused by a constraint."
    return "SQLite: the second request changed nothing, or nothing depends on what was read."
