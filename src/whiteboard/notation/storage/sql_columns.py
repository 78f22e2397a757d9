"""One column of a CREATE TABLE: its name, its type as typed, and its constraints."""

from __future__ import annotations

from whiteboard.draft.storage import Column, Index, Reference
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.sql_cursor import Cursor, Reading, names_in
from whiteboard.notation.storage.sql_tokens import Statement
from whiteboard.notation.storage.text import word_set

_ENDS_TYPE = word_set(
    "PRIMARY NOT NULL UNIQUE DEFAULT CHECK REFERENCES CONSTRAINT COLLATE GENERATED AS AUTO_INCREMENT "
    "AUTOINCREMENT IDENTITY COMMENT ON INDEX KEY STATIC INVISIBLE VISIBLE STORED VIRTUAL DEFERRABLE "
    "INITIALLY PK FK FOREIGN INDEXED CHARACTER CHARSET ENCODE ROWGUIDCOL SPARSE OPTIONS PARTITION "
    "CLUSTERING NULLABLE REQUIRED -> → => = :"
)


_FIRST_OF_LONG_TYPES = {
    "DOUBLE": {"PRECISION"},
    "CHARACTER": {"VARYING", "LARGE"},
    "NATIONAL": {"CHARACTER", "CHAR", "VARCHAR", "VARYING"},
    "LONG": {"RAW", "VARCHAR"},
    "BIT": {"VARYING"},
    "UNSIGNED": {"INT", "BIGINT", "INTEGER", "BIG"},
    "BINARY": {"LARGE", "VARYING"},
}


_COLUMN_WORDS = frozenset(
    {"DEFERRABLE", "INVISIBLE", "VISIBLE", "STORED", "VIRTUAL", "STATIC", "ROWGUIDCOL", "SPARSE", "ENABLE"}
)


_SCHEMAS = frozenset({"public", "dbo", "app", "main", "schema", "db"})


def read_reference(store: Building, names: tuple[str, ...], cursor: Cursor, line: int) -> None:
    """Read what stands behind REFERENCES or an arrow."""
    first = cursor.tokens[cursor.at].name if not cursor.done else ""
    dotted = cursor.peek(1) == "."
    target = cursor.name()
    if target is None:
        return
    columns: tuple[str, ...] = ()
    if cursor.peek() == "(":
        columns = names_in(cursor)
    elif dotted and first.lower() not in _SCHEMAS:
        target, columns = first, (target,)  # "-> users.id"
    store.add_reference(Reference(columns=names, target=target, target_columns=columns, line=line))


def read_column(reading: Reading, store: Building, statement: Statement, first: int, last: int) -> None:  # noqa: PLR0915 - one branch a spelling
    """Read one column with its type and constraints into the store."""
    cursor = Cursor(statement, first, last)
    token = cursor.take()
    if token.kind not in ("word", "quoted", "string"):
        reading.blame(token, f"{token.text} stands where the name of a column belongs")
        return
    name, line = token.name, token.line
    if cursor.peek() == ":":
        cursor.take()
    type_start = cursor.at
    _type(reading, cursor, name)
    kind = cursor.source(type_start, cursor.at)
    nullable: bool | None = None
    notes: list[str] = []
    if kind.upper() in ("SERIAL", "BIGSERIAL", "SMALLSERIAL"):
        notes.append("auto increment")
    while not cursor.done:
        start = cursor.at
        token = cursor.take()
        word = token.word
        if word in ("PRIMARY", "PK"):
            cursor.accept("KEY")
            if name not in store.primary_key:
                store.primary_key.append(name)
        elif word == "NOT" and cursor.peek() == "NULL":
            cursor.take()
            nullable = False
        elif word in ("NULL", "NULLABLE"):
            nullable = True
        elif word == "REQUIRED":
            nullable = False
        elif word == "NOT" and cursor.peek() == "DEFERRABLE":
            cursor.take()
        elif word == "UNIQUE":
            cursor.accept("KEY")
            if cursor.accept("NULLS", "NOT", "DISTINCT") or cursor.accept("NULLS", "DISTINCT"):
                pass
            if (name,) not in store.uniques:
                store.uniques.append((name,))
        elif word == "DEFAULT":
            _expression(cursor)
            notes.append(cursor.source(start, cursor.at))
        elif word == "CHECK" and cursor.peek() == "(":
            cursor.group()
            store.checks.append(cursor.source(start, cursor.at))
        elif word in ("REFERENCES", "->", "→", "=>"):
            read_reference(store, (name,), cursor, line)
        elif word in ("FOREIGN", "FK"):
            cursor.accept("KEY")
            if cursor.peek() not in ("REFERENCES", "->", "→", "=>"):
                if (
                    word == "FK"
                    and cursor.peek() not in ("",)
                    and cursor.tokens[cursor.at].kind in ("word", "quoted")
                    and cursor.peek() not in _ENDS_TYPE
                ):
                    read_reference(store, (name,), cursor, line)
                else:
                    store.foreign.append((name, line))
        elif word == "CONSTRAINT":
            cursor.name()
        elif word in ("COLLATE", "ENCODE", "MATCH"):
            cursor.accept("=")
            cursor.name()
        elif word in ("CHARACTER", "CHARSET"):
            cursor.accept("SET")
            cursor.accept("=")
            cursor.name()
        elif word == "GENERATED" or (word == "AS" and cursor.peek() in ("(", "IDENTITY")):
            while cursor.peek() in ("ALWAYS", "BY", "DEFAULT", "AS", "ON", "NULL"):
                cursor.take()
            if cursor.accept("IDENTITY"):
                notes.append("auto increment")
            if cursor.peek() == "(":
                cursor.group()
            notes.append(cursor.source(start, cursor.at))
        elif word in ("AUTO_INCREMENT", "AUTOINCREMENT", "IDENTITY"):
            notes.append("auto increment")
            if cursor.peek() == "(":
                cursor.group()
        elif word == "COMMENT":
            cursor.accept("=")
            if not cursor.done:
                notes.append(cursor.take().name)
        elif word == "ON" and cursor.peek() in ("DELETE", "UPDATE", "CONFLICT"):
            cursor.take()
            if (
                cursor.accept("SET", "NULL")
                or cursor.accept("SET", "DEFAULT")
                or cursor.accept("NO", "ACTION")
            ):
                continue
            action = cursor.take() if not cursor.done else token
            if cursor.peek() == "(":
                cursor.group()
            if action.word not in (
                "CASCADE",
                "RESTRICT",
                "CURRENT_TIMESTAMP",
                "NOW",
                "REPLACE",
                "IGNORE",
                "ABORT",
                "FAIL",
                "ROLLBACK",
            ):
                reading.blame(
                    action,
                    f"ON DELETE and ON UPDATE take CASCADE, RESTRICT or SET NULL, and "
                    f"{action.text} stands here",
                )
        elif word in ("INDEX", "INDEXED", "KEY"):
            store.add_index(Index(columns=(name,), line=line))
        elif word == "INITIALLY":
            cursor.take() if not cursor.done else None
        elif word in ("PARTITION", "CLUSTERING") and cursor.accept("KEY"):
            (store.partition_key if word == "PARTITION" else store.sort_key).append(name)
        elif word in ("ASC", "DESC", "CLUSTERED", "NONCLUSTERED", ",") or word in _COLUMN_WORDS:
            continue
        elif word == "OPTIONS" and cursor.peek() == "(":
            cursor.group()
        elif word == "(":
            cursor.at -= 1
            a, b, _ = cursor.group()
            notes.append(cursor.source(a, b))
            reading.blame(token, f"a bracket is not expected after {statement.source(first, start)}")
        elif reading.fault is None:
            before = statement.source(first, start)
            near = _nearest(token.text)
            reading.blame(
                token,
                f"after  {_tail_of(before)}  comes  {token.text}"
                + (f"; is it {near}?" if near else "; is a comma missing before it?"),
            )
    store.add_column(
        Column(name=name, type=kind or None, nullable=nullable, line=line, note="; ".join(notes))
    )


def _tail_of(text: str) -> str:
    return text if len(text) <= 50 else "…" + text[-49:]


def _nearest(text: str) -> str | None:
    import difflib

    known = [
        "PRIMARY",
        "KEY",
        "NOT",
        "NULL",
        "UNIQUE",
        "DEFAULT",
        "REFERENCES",
        "AUTO_INCREMENT",
        "CONSTRAINT",
        "FOREIGN",
    ]
    close = difflib.get_close_matches(text.upper()[:30], known, n=1, cutoff=0.78)
    return close[0] if close else None


def _type(reading: Reading, cursor: Cursor, name: str) -> None:
    words: list[str] = []
    while not cursor.done:
        token = cursor.tokens[cursor.at]
        word = token.word
        if token.kind in ("word", "quoted"):
            ends = word in _ENDS_TYPE and not (word == "CHARACTER" and not words) and token.kind == "word"
            if ends and not (word == "KEY" and words and words[-1] == "PARTITION"):
                return
            if words and not _goes_on(words, word):
                return
            words.append(word)
            cursor.take()
            if cursor.peek() == "." and token.kind in ("word", "quoted"):
                cursor.take()
                if not cursor.done:
                    cursor.take()
        elif token.text == "(" and words:
            cursor.group()
        elif token.text == "<" and words:
            cursor.group()
            if words[0] in ("LIST", "SET", "MAP", "FROZEN", "TUPLE"):
                reading.cql = True
        elif token.text in ("[", "]") or (
            token.kind == "number" and cursor.tokens[cursor.at - 1].text == "["
        ):
            cursor.take()
        elif token.text == "?" and words:
            cursor.take()
            return
        else:
            return


def _goes_on(words: list[str], word: str) -> bool:
    if word in _FIRST_OF_LONG_TYPES.get(words[-1], ()):
        return True
    if word in ("UNSIGNED", "SIGNED", "ZEROFILL", "ARRAY", "BINARY"):
        return True
    if word in ("WITH", "WITHOUT"):
        return words[-1] in ("TIMESTAMP", "TIME", "TIMESTAMPTZ") or len(words) == 1
    if word == "LOCAL":
        return words[-1] in ("WITH", "WITHOUT")
    if word == "TIME":
        return words[-1] in ("WITH", "WITHOUT", "LOCAL")
    if word == "ZONE":
        return words[-1] == "TIME"
    if word in ("TO", "DAY", "SECOND", "MONTH"):
        return words[0] == "INTERVAL"
    if word == "OBJECT":
        return words[-1] == "LARGE"
    if word == "VARYING":
        return words[-1] in ("CHARACTER", "CHAR", "BIT")
    return False


def _expression(cursor: Cursor) -> None:
    """Pass over the value of a DEFAULT."""
    while cursor.peek() in ("-", "+"):
        cursor.take()
    if cursor.done:
        return
    if cursor.peek() == "(":
        cursor.group()
    else:
        cursor.take()
        while cursor.peek() == "." and not cursor.done:
            cursor.at += 2
        if cursor.peek() == "(":
            cursor.group()
        elif cursor.tokens[cursor.at - 1].word == "INTERVAL" and not cursor.done:
            cursor.take()
    while cursor.peek() in ("::", "||", "+", "-", "*", "AT"):
        sign = cursor.take()
        if sign.word == "AT":
            cursor.accept("TIME", "ZONE")
        if not cursor.done:
            cursor.take()
        if cursor.peek() == "(":
            cursor.group()
        while cursor.peek() in ("[", "]"):
            cursor.take()
