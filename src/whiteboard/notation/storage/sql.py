"""SQL within a section: where it begins and ends, and what each statement gives."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from whiteboard.draft.storage import Transaction
from whiteboard.draft.text import Line, Unread
from whiteboard.notation.storage.clauses import Clause
from whiteboard.notation.storage.judge import Judge
from whiteboard.notation.storage.section import Section, Waiting
from whiteboard.notation.storage.sql_cursor import Reading
from whiteboard.notation.storage.sql_tables import read_alter, read_index, read_table
from whiteboard.notation.storage.sql_tokens import Statement, statements
from whiteboard.notation.storage.text import word_set

_OBJECTS = (
    r"TABLE|INDEX|TYPE|EXTENSION|SCHEMA|DATABASE|KEYSPACE|VIEW|MATERIALIZED\s+VIEW|FUNCTION|"
    r"TRIGGER|SEQUENCE|DOMAIN|ROLE|POLICY|USER"
)
_BEFORE = (
    r"(?:(?:OR\s+REPLACE|TEMP|TEMPORARY|UNLOGGED|GLOBAL|LOCAL|EXTERNAL|UNIQUE|FULLTEXT|SPATIAL|"
    r"CUSTOM|CLUSTERED|NONCLUSTERED)\s+)*"
)
_CREATE = re.compile(
    rf"^\s*(?P<verb>CREATE|ALTER|DROP)\s+{_BEFORE}(?P<what>{_OBJECTS})\b(?P<rest>.*)$", re.IGNORECASE
)
_MISSPELT = re.compile(
    r"^\s*(?:(?P<verb>[A-Za-z]{4,8})\s+(?:UNIQUE\s+)?(?P<what>TABLE|INDEX)\s+\S|"
    r"CREATE\s+(?P<other>[A-Za-z]{3,7})\s+[\w\"`.]+\s*\()",
    re.IGNORECASE,
)
_DML = re.compile(
    r"^\s*(?:INSERT\s+INTO\s+\S|UPDATE\s+\S+(?:\s+\w+)?\s+SET\b|DELETE\s+FROM\s+\S|"
    r"BEGIN\s*(?:;|TRAN|WORK|$)|COMMIT\s*;?\s*$|"
    r"ROLLBACK\s*;?\s*$|START\s+TRANSACTION|WITH\s+(?:RECURSIVE\s+)?\w+\s+AS\s*\(|MERGE\s+INTO|"
    r"TRUNCATE\s+TABLE|"
    r"END\s*;\s*$|SET\s+TRANSACTION|LOCK\s+TABLE|EXPLAIN\s+(?:ANALYZE\s+)?SELECT\b)",
    re.IGNORECASE,
)
_SELECT = re.compile(r"^\s*\(?SELECT\b", re.IGNORECASE)
_OTHER = re.compile(
    r"^\s*(?:USE\s+[\w`]+\s*;|SET\s+\w+\s*=|PRAGMA\s+\w+|COMMENT\s+ON\s+(?:TABLE|COLUMN)|"
    r"GRANT\s+\w+|DROP\s+TABLE|ANALYZE\s+\w*;)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^\s*(?:[();,]|(?:WITH|ENGINE|PARTITION|TABLESPACE|COMMENT|INHERITS|AND|USING|ON|WHERE|"
    r"INCLUDE|REFERENCES|ADD|FOREIGN|"
    r"DEFAULT|CHARSET|COLLATE|VALUES|SET|FROM|(?:LEFT|RIGHT|INNER|OUTER|CROSS|FULL)?\s*JOIN|"
    r"ORDER\s+BY|GROUP\s+BY|LIMIT|HAVING|"
    r"UNION|FOR\s+UPDATE|FOR\s+SHARE|RETURNING|DO|OFFSET|OR|CLUSTERED|ROW_FORMAT|DISTRIBUTED|"
    r"WITHOUT\s+ROWID|STRICT|AUTO_INCREMENT|"
    r"CONSTRAINT|PRIMARY|UNIQUE|INTERLEAVE|SELECT|ALLOW|IF|USING|CLUSTERING)\b)",
    re.IGNORECASE,
)
_STOPS = re.compile(
    r"^\s{0,3}(?:#{1,6}\s|`{3}|~{3}|\|.*\|\s*$|(?:[-*]\s+)?\**(?:because|rationale|why|"
    r"reasons?|pros?|drawbacks?|trade-?offs?|downsides?|"
    r"cons?|cost|notes?|advantages?|disadvantages?)\**\s*:)",
    re.IGNORECASE,
)
_SHORTHAND = re.compile(r"^[^\s(),;]+(?:\s+[^\s(),;]+){0,2}\s*(?:\([\w -]+\))?\s*:\s")
_SHOWN = 600
_OBJECT_WORDS = word_set(
    "TYPE EXTENSION SCHEMA DATABASE KEYSPACE VIEW MATERIALIZED FUNCTION TRIGGER SEQUENCE DOMAIN ROLE "
    "POLICY USER PROCEDURE AGGREGATE CAST COLLATION SERVER PUBLICATION SUBSCRIPTION STATISTICS TABLE "
    "INDEX TABLESPACE RULE OPERATOR VIRTUAL EVENT CONSTRAINT RECURSIVE DEFAULT STREAM"
)
_QUERIES = frozenset({"SELECT", "UPDATE", "INSERT", "DELETE", "WITH"})
_VERBS = ("CREATE",)


def starts_sql(text: str, *, fenced: bool = False, following: str = "") -> bool:
    """Whether a line begins SQL; prose such as "create an index on the author" does not.

    Examples
    --------
    >>> starts_sql("CREATE TABLE a ("), starts_sql("create index on author_id"), starts_sql("Select some")
    (True, False, False)
    """
    if len(text) > 20_000:
        text = text[:20_000]
    made = _CREATE.match(text)
    if made:
        rest, what = made["rest"], made["what"].upper()
        if what == "TABLE":
            if made["verb"].upper() == "CREATE":
                return bool(
                    re.match(
                        r"\s*(?:IF\s+NOT\s+EXISTS\s+)?[\w\"`\[.$]+[\"`\]]?\s*(?:[({]|$|AS\b|;|LIKE\b)",
                        rest,
                        re.I,
                    )
                ) or (made["verb"] == "CREATE" and made["what"] == "TABLE")
            return True
        if what == "INDEX":
            if re.search(r"\bON\s+[\w\"`.\[]+[\"`\]]?\s*(?:USING\s+\w+\s*)?\(", rest + " " + following, re.I):
                return True
            return made["verb"] == "CREATE" and made["what"] == "INDEX" and bool(re.search(r"\bON\b", rest))
        return made["verb"].isupper() or fenced or ";" in rest
    wrong = _MISSPELT.match(text)
    if wrong:
        verb = (wrong["verb"] or "CREATE").upper()
        other = (wrong["other"] or "TABLE").upper()
        near = difflib.SequenceMatcher(None, verb, "CREATE").ratio() >= 0.75 if verb != "CREATE" else True
        alike = (
            other in ("TABLE", "INDEX")
            or max(difflib.SequenceMatcher(None, other, word).ratio() for word in ("TABLE", "INDEX")) >= 0.75
        )
        if (
            near
            and alike
            and (verb != "CREATE" or other not in ("TABLE", "INDEX"))
            and verb not in ("DELETE", "CREATED", "UPDATE")
        ):
            return (
                wrong["other"] is not None
                or bool(re.search(r"[(]", text + following))
                or (verb.isupper() and wrong["verb"].isupper())
            )
    if _DML.match(text) or _OTHER.match(text):
        if re.match(r"(?i)\s*begin\s*$", text):
            return fenced or text.strip().isupper() or bool(_SELECT.match(following) or _DML.match(following))
        return True
    if _SELECT.match(text):
        both = f"{text} {following}"
        if fenced or text.lstrip(" (").startswith("SELECT"):
            return True
        return bool(re.search(r"(?i)\bfrom\s+\w+", both)) and bool(
            re.search(r"(?i)[*=;]|\bwhere\b|\blimit\s+\d|\border\s+by\b", both)
        )
    return False


def region(lines: Sequence[Line], start: int, *, fenced: bool = False) -> int:
    """The end (exclusive) of the run of lines from `start` that belongs to SQL."""
    depth, pending, blank_before = 0, False, False
    begun = ""
    last = start
    for place in range(start, len(lines)):
        text = lines[place].text
        bare = text.strip()
        if place > start:
            if not bare:
                blank_before = True
                continue
            comment = bare.startswith(("--", "/*", "*/")) or (bare.startswith("//") and fenced)
            following = lines[place + 1].text if place + 1 < len(lines) else ""
            opens = starts_sql(text, fenced=fenced, following=following)
            if not opens and not comment:
                if bare.startswith(("```", "~~~")) or (
                    _STOPS.match(text) and not (fenced and bare.startswith("#"))
                ):
                    break
                if not pending:
                    break
                if depth > 0 and blank_before and text[:1] not in (" ", "\t", ")") and _SHORTHAND.match(text):
                    break
                if (
                    depth <= 0
                    and not _GOES_ON.match(text)
                    and not ((text[:1] in (" ", "\t") or begun == "SELECT") and not blank_before)
                    and not last_open(lines[last].text)
                ):
                    break
                if depth <= 0 and blank_before and not re.match(r"\s*[);]", text):
                    break
            elif opens and not (begun in _QUERIES and depth > 0):
                depth, pending = 0, False
        blank_before = False
        last = place
        for sign in _without_noise(text):
            if sign in "({":
                depth += 1
            elif sign in ")}":
                depth = max(0, depth - 1)
            elif sign == ";":
                depth, pending = 0, False
                begun = ""
                continue
            if not sign.isspace():
                if not pending:
                    begun = re.split(r"\W", bare, maxsplit=1)[0].upper()
                pending = True
    return last + 1


def last_open(text: str) -> bool:
    """Whether a line ends in the middle of something."""
    return text.rstrip().endswith((",", "(", "=", "AND", "OR", "BY", "ON"))


def _without_noise(text: str) -> str:
    return re.sub(r"--.*$|'(?:[^'\n]|''){0,2000}'|\"[^\"\n]{0,120}\"", " ", text[:100_000])


def read_sql(section: Section, lines: Sequence[Line], judge: Judge) -> None:
    """Read a run of SQL lines into the section.

    Examples
    --------
    >>> section = Section()
    >>> text = ["CREATE TABLE a (id int PRIMARY KEY", "CREATE TABEL b (id int);"]
    >>> read_sql(section, [Line(n, t) for n, t in enumerate(text, 1)], Judge())
    >>> [store.name for store in section.stores], section.errors[0].line
    (['a'], 2)
    """
    open_transaction: list[str] = []
    began = 0
    inside = False
    previous_end = 0
    for statement in statements(lines):
        words = [token.word for token in statement.tokens[:8]]
        first = words[0]
        if first in ("CREATE", "ALTER", "DROP") or _looks_misspelt(words):
            _definition(section, statement, words, judge)
            continue
        if first in (
            "SELECT",
            "INSERT",
            "UPDATE",
            "DELETE",
            "WITH",
            "MERGE",
            "REPLACE",
            "BEGIN",
            "START",
            "COMMIT",
            "ROLLBACK",
            "END",
            "LOCK",
            "SAVEPOINT",
            "SET",
            "EXPLAIN",
            "(",
            "IF",
            "DECLARE",
            "TRUNCATE",
        ):
            apart = not inside and open_transaction and statement.line > previous_end + 1
            if first in ("BEGIN", "START") or apart:
                _close(section, open_transaction, began)
                inside = first in ("BEGIN", "START")
            if not open_transaction:
                began = statement.line
            open_transaction.append(statement.text.rstrip(";").strip())
            previous_end = statement.tokens[-1].line
            if first in ("COMMIT", "ROLLBACK", "END"):
                _close(section, open_transaction, began)
                inside = False
            continue
        section.remark(statement.text[:_SHOWN])
    _close(section, open_transaction, began)


def _close(section: Section, gathered: list[str], line: int) -> None:
    if gathered:
        section.transactions.append(Transaction(statements=tuple(gathered), line=line))
        gathered.clear()


def _looks_misspelt(words: list[str]) -> bool:
    return (
        len(words) > 2
        and words[1] in ("TABLE", "INDEX", "UNIQUE")
        and words[0] not in ("LOCK", "TRUNCATE", "ANALYZE", "COMMENT")
    )


def _definition(section: Section, statement: Statement, words: list[str], judge: Judge) -> None:
    head = [
        word
        for word in words
        if word not in ("OR", "REPLACE", "TEMP", "TEMPORARY", "UNLOGGED", "GLOBAL", "LOCAL", "EXTERNAL")
    ]
    if words[0] == "CREATE" and head[1:2] == ["TABLE"]:
        reading = read_table(statement)
    elif words[0] == "CREATE" and "INDEX" in head[1:4]:
        reading = read_index(statement)
    elif words[:2] == ["ALTER", "TABLE"]:
        reading = read_alter(statement)
    elif words[0] in ("CREATE", "ALTER", "DROP") and (len(head) < 2 or _known_object(head)):
        section.remark(statement.text[:_SHOWN])
        return
    else:
        _misspelt(section, statement, head, judge)
        return
    if reading.fault is not None and (reading.sure or judge.takes(statement.text) is not True):
        section.errors.append(
            Unread(reading.fault.line, statement.text[:_SHOWN], _sentence(reading.complaint))
        )
        return
    _keep(section, statement, reading)


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith(("?", ".")) else f"{text}."


def _keep(section: Section, statement: Statement, reading: Reading) -> None:
    if reading.store is not None:
        if reading.cql:
            reading.store.form = "cql"
        section.add(reading.store)
    elif reading.pending is not None:
        section.waiting.append(
            Waiting(reading.pending, statement.line, None, statement.text[:_SHOWN], sql=True)
        )
    for index in reading.indexes:
        down = index.descending or (None,) * len(index.columns)
        clause = Clause(
            "index",
            list(zip(index.columns, down, strict=True)),
            store=reading.table,
            unique=index.unique,
            method=index.method,
            where=index.where,
            text=statement.text[:_SHOWN],
        )
        clause.named = index.name
        section.waiting.append(Waiting(clause, index.line, None, statement.text[:_SHOWN], sql=True))


def _known_object(head: list[str]) -> bool:
    return head[1] in _OBJECT_WORDS


def _misspelt(section: Section, statement: Statement, head: list[str], judge: Judge) -> None:
    if judge.takes(statement.text) is True:
        section.remark(statement.text[:_SHOWN])
        return
    wrong, meant = head[0], "CREATE"
    if head[0] in ("CREATE", "ALTER", "DROP"):
        wrong, meant = head[1], "TABLE"
        if (
            difflib.SequenceMatcher(None, wrong, "INDEX").ratio()
            > difflib.SequenceMatcher(None, wrong, "TABLE").ratio()
        ):
            meant = "INDEX"
    hint = f"{wrong} is no word of SQL here; is it {meant}?"
    section.errors.append(Unread(statement.line, statement.text[:_SHOWN], hint))
