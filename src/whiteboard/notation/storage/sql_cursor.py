"""A walk over the tokens of one SQL statement, and what comes of reading it."""

from __future__ import annotations

from dataclasses import dataclass, field

from whiteboard.draft.storage import Index
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.sql_tokens import Statement, Token


@dataclass(slots=True)
class Reading:
    """What came of one statement.

    ``fault`` is the first token that was not recognized, with what is wrong in words; ``sure`` says that no
    dialect can mean it.
    """

    store: Building | None = None
    table: str = ""
    fault: Token | None = None
    complaint: str = ""
    sure: bool = False
    cql: bool = False
    indexes: list[Index] = field(default_factory=list)
    pending: Building | None = None

    def blame(self, token: Token, complaint: str, *, sure: bool = False) -> None:
        """Keep the first fault."""
        if self.fault is None:
            self.fault, self.complaint, self.sure = token, complaint, sure


class Cursor:
    """Walks over the tokens of a statement."""

    def __init__(self, statement: Statement, at: int = 0, end: int | None = None) -> None:
        self.statement = statement
        self.tokens = statement.tokens
        self.at = at
        self.end = len(statement.tokens) if end is None else end
        while self.end > at and self.tokens[self.end - 1].text == ";":
            self.end -= 1

    def peek(self, ahead: int = 0) -> str:
        """The word that comes next, or the one so many further on; empty at the end."""
        place = self.at + ahead
        return self.tokens[place].word if place < self.end else ""

    def take(self) -> Token:
        """The next token, passed over."""
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, *words: str) -> bool:
        """Pass over these words when they come next, all of them."""
        if all(self.peek(ahead) == word for ahead, word in enumerate(words)):
            self.at += len(words)
            return True
        return False

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= self.end

    def name(self) -> str | None:
        """A name, schema-qualified or not; the last part is what it is called."""
        if self.done or self.tokens[self.at].kind not in ("word", "quoted", "string"):
            return None
        found = self.take().name
        while self.peek() == "." and self.at + 1 < self.end:
            self.at += 1
            found = self.take().name
        return found

    def group(self) -> tuple[int, int, bool]:
        """The inside of the bracket that stands here: first token, end, whether it was closed."""
        opened = self.take().text
        closed = {"(": ")", "{": "}", "[": "]", "<": ">"}[opened]
        depth, start = 1, self.at
        while self.at < self.end:
            text = self.tokens[self.at].text
            if text == opened:
                depth += 1
            elif text == closed:
                depth -= 1
                if depth == 0:
                    self.at += 1
                    return start, self.at - 1, True
            self.at += 1
        return start, self.end, False

    def source(self, start: int, end: int) -> str:
        """The typed text of the tokens from `start` up to `end`."""
        return self.statement.source(start, end)


def cut(cursor: Cursor, start: int, end: int) -> list[tuple[int, int]]:
    """The items between commas, as ranges of tokens; an empty item is left out."""
    ranges, depth, first = [], 0, start
    for place in range(start, end):
        text = cursor.tokens[place].text
        if text in ("(", "{", "["):
            depth += 1
        elif text in (")", "}", "]"):
            depth -= 1
        elif (
            text == "<"
            and place > start
            and cursor.tokens[place - 1].word in ("LIST", "SET", "MAP", "FROZEN", "TUPLE", "ARRAY", "STRUCT")
        ):
            depth += 1
        elif text == ">" and depth > 0 and cursor.tokens[place - 1].text != "<":
            depth -= _opened_angle(cursor, start, place)
        elif text == "," and depth <= 0:
            ranges.append((first, place))
            first = place + 1
    ranges.append((first, end))
    return [(a, b) for a, b in ranges if b > a]


def _opened_angle(cursor: Cursor, start: int, place: int) -> int:
    for back in range(place - 1, max(start, place - 24), -1):
        if cursor.tokens[back].text == "<":
            return int(
                cursor.tokens[back - 1].word in ("LIST", "SET", "MAP", "FROZEN", "TUPLE", "ARRAY", "STRUCT")
            )
    return 0


def names_in(cursor: Cursor) -> tuple[str, ...]:
    """The columns in the bracket that stands here."""
    return tuple(name for name, _ in directed(cursor))


def directed(cursor: Cursor) -> list[tuple[str, bool | None]]:
    """The columns in the bracket that stands here, with their direction; an expression stays as typed."""
    start, end, _ = cursor.group()
    found: list[tuple[str, bool | None]] = []
    for first, last in cut(cursor, start, end):
        down: bool | None = None
        for place in range(first, last):
            if cursor.tokens[place].word in ("DESC", "ASC") and place > first:
                down = cursor.tokens[place].word == "DESC"
        token = cursor.tokens[first]
        plain = token.kind in ("word", "quoted", "string") and (
            first + 1 == last or cursor.tokens[first + 1].text not in ("(", "->", "->>", "::", ".", "+", "||")
        )
        prefix = (
            first + 3 < last
            and cursor.tokens[first + 1].text == "("
            and cursor.tokens[first + 2].kind == "number"
            and cursor.tokens[first + 3].text == ")"
        )
        found.append((token.name if plain or prefix else cursor.source(first, last), down))
    return found


def make_index(
    columns: list[tuple[str, bool | None]],
    *,
    name: str | None = None,
    method: str | None = None,
    where: str | None = None,
    unique: bool = False,
    line: int = 0,
) -> Index:
    """An index over columns with their directions; the direction is left out when none was stated."""
    stated = any(down is not None for _, down in columns)
    return Index(
        columns=tuple(column for column, _ in columns),
        descending=tuple(bool(down) for _, down in columns) if stated else (),
        unique=unique,
        name=name,
        method=method,
        where=where,
        line=line,
    )
