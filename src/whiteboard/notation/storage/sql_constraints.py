"""Keys and constraints that stand beside the columns of a CREATE TABLE."""

from __future__ import annotations

from whiteboard.draft.storage import Index
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.sql_columns import read_reference
from whiteboard.notation.storage.sql_cursor import Cursor, Reading, cut, directed, make_index, names_in
from whiteboard.notation.storage.sql_tokens import Statement, Token


def looks_like_column(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """``period varchar(20)``: a column with the name of a keyword."""
    return (
        first + 1 < last
        and tokens[first + 1].kind == "word"
        and tokens[first + 1].word
        not in (
            "KEY",
            "INDEX",
            "USING",
            "NULLS",
            "CLUSTERED",
            "NONCLUSTERED",
            "FOR",
        )
        and not any(tokens[place].text == "(" for place in range(first + 1, min(last, first + 3)))
        and tokens[first].word != "UNIQUE"
    )


def is_key_item(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether KEY or INDEX begins a key here, and is not the name of a column."""
    bracket = next((place for place in range(first + 1, last) if tokens[place].text == "("), None)
    if bracket is None:
        return tokens[first].word in ("PK", "FK") and last - first == 2 and tokens[first + 1].kind != "sign"
    if bracket == first + 1:
        return True
    inside = tokens[bracket + 1] if bracket + 1 < last else None
    return bracket <= first + 3 and inside is not None and inside.kind in ("word", "quoted")


def read_constraint(reading: Reading, store: Building, statement: Statement, first: int, last: int) -> None:
    """Read a key or a constraint of the table into the store."""
    cursor = Cursor(statement, first, last)
    line = statement.tokens[first].line
    if cursor.accept("CONSTRAINT") and cursor.peek() not in (
        "PRIMARY",
        "UNIQUE",
        "FOREIGN",
        "CHECK",
        "EXCLUDE",
    ):
        cursor.name()
    start = cursor.at
    word = cursor.peek()
    if word in ("PRIMARY", "PK"):
        cursor.take()
        cursor.accept("KEY")
        while not cursor.done and cursor.peek() != "(":
            token = cursor.take()
            if (
                token.word not in ("CLUSTERED", "NONCLUSTERED", "HASH", ":", "PK")
                and token.kind in ("word", "quoted")
                and cursor.done
            ):
                store.primary_key = [token.name]
                return
        if cursor.done:
            reading.blame(statement.tokens[first], "the columns of this primary key are missing", sure=True)
            return
        _primary(reading, store, cursor)
    elif word in ("FOREIGN", "FK"):
        cursor.take()
        cursor.accept("KEY")
        if cursor.peek() not in ("(", ""):
            cursor.name()
        if cursor.peek() != "(":
            reading.blame(
                statement.tokens[first], "the columns of this foreign key stand in brackets", sure=False
            )
            return
        names = names_in(cursor)
        if cursor.peek() in ("REFERENCES", "->", "→", "=>"):
            cursor.take()
            read_reference(store, names, cursor, line)
        elif cursor.peek():
            reading.blame(
                cursor.tokens[cursor.at],
                f"REFERENCES is expected, and {cursor.tokens[cursor.at].text} stands here",
            )
        else:
            store.foreign += [(name, line) for name in names]
    elif word in ("UNIQUE", "KEY", "INDEX", "FULLTEXT", "SPATIAL"):
        _key(reading, store, cursor, line)
    elif word in ("PARTITION", "SHARD"):
        cursor.at += 2
        store.partition_key = list(names_in(cursor)) if cursor.peek() == "(" else [cursor.name() or ""]
    elif word in ("CLUSTERING", "SORT"):
        cursor.at += 2
        store.sort_key = list(names_in(cursor)) if cursor.peek() == "(" else [cursor.name() or ""]
    else:
        if word == "CHECK" and cursor.peek(1) != "(":
            reading.blame(statement.tokens[start], "the condition of a CHECK stands in brackets")
        store.checks.append(cursor.source(start, last))


def _primary(reading: Reading, store: Building, cursor: Cursor) -> None:
    if cursor.peek(1) == "(":  # PRIMARY KEY ((a), b): Cassandra's
        reading.cql = True
        cursor.take()
        store.partition_key = [name for name, _ in directed(cursor)]
        rest_start = cursor.at
        end = cursor.end
        if end > rest_start and cursor.tokens[end - 1].text == ")":
            end -= 1
        store.sort_key = [
            cursor.tokens[a].name for a, b in cut(cursor, rest_start, end) if cursor.tokens[a].kind != "sign"
        ]
        cursor.at = cursor.end
        store.primary_key = [*store.partition_key, *store.sort_key]
    else:
        store.primary_key = [name for name, _ in directed(cursor)]


def _key(reading: Reading, store: Building, cursor: Cursor, line: int) -> None:
    unique, method, name = False, None, None
    while not cursor.done and cursor.peek() != "(":
        token = cursor.take()
        word = token.word
        if word == "UNIQUE":
            unique = True
        elif word in ("FULLTEXT", "SPATIAL"):
            method = word.lower()
        elif word == "USING":
            method = cursor.take().text.lower() if not cursor.done else None
        elif word in (
            "KEY",
            "INDEX",
            "IF",
            "NOT",
            "EXISTS",
            "NULLS",
            "DISTINCT",
            "CLUSTERED",
            "NONCLUSTERED",
            "ON",
            "CONCURRENTLY",
        ):
            continue
        elif token.kind in ("word", "quoted"):
            name = token.name
        else:
            reading.blame(token, f"{token.text} is not expected in a key")
    if cursor.done:
        if name and (store.has(name) or unique):
            store.uniques.append((name,)) if unique else store.add_index(Index(columns=(name,), line=line))
        else:
            reading.blame(cursor.tokens[cursor.end - 1], "the columns of this key are missing")
        return
    columns = directed(cursor)
    if cursor.accept("USING") and not cursor.done:
        method = cursor.take().text.lower()
    names = tuple(column for column, _ in columns)
    if not names:
        reading.blame(cursor.tokens[cursor.end - 1], "the columns of this key are missing")
        return
    if unique and method is None:
        store.uniques.append(names)
    else:
        store.add_index(make_index(columns, name=name, method=method, unique=unique, line=line))
