"""SQL text → tokens with their lines, and statements of tokens. Never fails, whatever the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from whiteboard.draft.text import Line
from whiteboard.notation.storage.text import word_set

_TOKEN = re.compile(
    r"""
    (?P<comment>--[^\n]*|(?<![\w:])//[^\n]*|(?:(?<=\s)|^)\#[^\n]*|/\*(?:[^*]|\*(?!/)){0,4000}\*/)
  | (?P<string>'(?:[^'\n]|''){0,2000}'|\$\$[^$]{0,4000}\$\$)
  | (?P<quoted>"[^"\n]{1,120}"|`[^`\n]{1,120}`|\[[^\W\d][\w ]{0,60}\])
  | (?P<number>\d[\w.]*)
  | (?P<word>[^\W\d][\w$]*)
  | (?P<sign>->>|->|=>|→|::|<>|!=|<=|>=|&&|\|\||[^\s])
    """,
    re.VERBOSE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, name, string, number or sign, with its place in the text."""

    kind: str
    text: str
    start: int
    end: int
    line: int

    @property
    def word(self) -> str:
        """In capitals when it is a bare word, else as it stands."""
        return self.text.upper() if self.kind == "word" else self.text

    @property
    def name(self) -> str:
        """Without quotes."""
        if self.kind == "quoted" or (self.kind == "string" and len(self.text) > 2):
            return self.text[1:-1].strip() or self.text
        return self.text


@dataclass(frozen=True, slots=True)
class Statement:
    """The tokens of one statement, its text as typed, and the comments within it by line."""

    tokens: tuple[Token, ...]
    text: str
    line: int
    comments: tuple[Token, ...] = ()
    ended: bool = True

    def source(self, start: int, end: int) -> str:
        """The typed text of the tokens from `start` up to `end`, spaces made single."""
        if start >= end:
            return ""
        offset = self.tokens[0].start
        return " ".join(
            self.text[self.tokens[start].start - offset : self.tokens[end - 1].end - offset].split()
        )


_OPENERS = word_set("CREATE ALTER DROP INSERT UPDATE DELETE SELECT BEGIN COMMIT ROLLBACK START")
_HARD_OPENERS = word_set("CREATE ALTER DROP INSERT UPDATE DELETE SELECT BEGIN COMMIT ROLLBACK START")
_AFTER_OPENER = word_set(
    "TABLE INDEX UNIQUE TYPE EXTENSION SCHEMA DATABASE KEYSPACE VIEW MATERIALIZED FUNCTION TRIGGER "
    "SEQUENCE TEMP TEMPORARY OR IF INTO FULLTEXT SPATIAL CUSTOM UNLOGGED DOMAIN CLUSTERED NONCLUSTERED "
    "EXTERNAL ROLE USER POLICY"
)


def statements(lines: Sequence[Line]) -> list[Statement]:
    """Cut lines of SQL into statements.

    A statement ends with ``;``, or where a line begins the next one: a bracket or semicolon that was
    forgotten does not swallow what follows.

    Parameters
    ----------
    lines : sequence of Line
        Consecutive lines of SQL.

    Returns
    -------
    list of Statement
        In order; comments are kept apart.

    Examples
    --------
    >>> found = statements([Line(4, "CREATE TABLE a (id int"), Line(5, "CREATE TABLE b (id int);")])
    >>> [(statement.line, statement.text) for statement in found]
    [(4, 'CREATE TABLE a (id int'), (5, 'CREATE TABLE b (id int);')]
    """
    whole = "\n".join(line.text for line in lines)
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line.text) + 1
    tokens: list[Token] = []
    for match in _TOKEN.finditer(whole):
        place = bisect_right(starts, match.start()) - 1
        tokens.append(Token(match.lastgroup or "sign", match[0], match.start(), match.end(), place))
    found: list[Statement] = []
    current: list[Token] = []
    comments: list[Token] = []

    def finish(*, ended: bool) -> None:
        if current:
            text = whole[current[0].start : current[-1].end]
            placed = tuple(_placed(token, lines) for token in current)
            found.append(
                Statement(
                    placed, text, placed[0].line, tuple(_placed(token, lines) for token in comments), ended
                )
            )
        current.clear()
        comments.clear()

    real = [token for token in tokens if token.kind != "comment"]
    next_real = {token.start: other for token, other in pairwise(real)}
    last_line = -1
    for token in tokens:
        if token.kind == "comment":
            comments.append(token)
            continue
        first_on_line = token.line != last_line
        last_line = token.line
        if (
            current
            and first_on_line
            and token.word in _OPENERS
            and _opens(token, next_real.get(token.start), current)
        ):
            finish(ended=False)
        if token.text == ";":
            if current:
                current.append(token)
            finish(ended=True)
            continue
        current.append(token)
    finish(ended=False)
    return found


def _opens(token: Token, following: Token | None, current: list[Token]) -> bool:
    word = following.word if following else ""
    if token.word in ("CREATE", "INSERT"):
        return current[0].word != "EXPLAIN"
    if token.word in _HARD_OPENERS:
        return word in _AFTER_OPENER or current[0].word not in ("CREATE", "ALTER")
    begun = current[0].word
    if token.word == "SELECT":
        return begun not in ("INSERT", "WITH", "CREATE", "SELECT", "UPDATE", "DELETE", "EXPLAIN") or (
            begun in ("SELECT",)
            and current[-1].word not in ("ALL", "UNION", "(", "EXCEPT", "INTERSECT", ",", "IN", "EXISTS")
            and current[-1].text != "("
        )
    return begun not in ("CREATE", "ALTER") and current[-1].word not in ("FOR", "ON", "DO", "AND")


def _placed(token: Token, lines: Sequence[Line]) -> Token:
    return Token(token.kind, token.text, token.start, token.end, lines[token.line].number)
