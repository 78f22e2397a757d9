"""A transaction of the draft as two requests: what each would send, and the rows that both would find.

Placeholders in any of the usual styles (``?``, ``$1``, ``:id``, ``%s``, ``{id}``) get values. What the reads
look for is the same in both requests, since they want the same thing; what only the writes name (who books)
differs.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from whiteboard.draft.storage import Storage, Transaction
from whiteboard.problems.columns import is_identifier, word_set, words

if TYPE_CHECKING:
    from sqlglot import exp

_MOST_STATEMENTS = 12
_MOST_TEXT = 4_000
_AROUND = re.compile(
    r"^\s*(?:BEGIN|START|COMMIT|END|ROLLBACK|SET|SAVEPOINT|RELEASE|IF|THEN|ELSE|DECLARE|EXPLAIN|LOCK)\b", re.I
)
_NEXT = re.compile(
    r"(?:^|\n)[ \t]*(?:(?:--|//|#|if\b|then\b|else\b|when\b)[^\n]*?[:\n>,][ \t]*)?"
    r"(?=(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE\s+[\"`\w.]+\s+SET|DELETE\s+FROM|SELECT)\b)",
    re.IGNORECASE,
)
_PLACEHOLDERS = re.compile(
    r"'(?:[^']|'')*'"
    r"|(?P<anonymous>\?\d*|%s\b)"
    r"|%\((?P<percent>\w+)\)s|\$\{(?P<dollar>\w+)\}|\{\{?\s*(?P<brace>\w+)\s*\}?\}|\$(?P<number>\w+)"
    r"|(?<![:\w]):(?P<colon>[A-Za-z_]\w*)|@(?P<at>[A-Za-z_]\w*)|(?<=[\s=(,])<(?P<angle>[A-Za-z_]\w*)>"
)
_TIMES = word_set(
    "begin start starts begins from at time date datetime timestamp day hour slot when end ends until to till"
)
_ENDS = word_set("end ends until to till finish finishes")
_STATES = word_set("status state type kind active deleted flag")
_BEGIN, _MIDDLE, _END = "2026-01-01 10:00:00", "2026-01-01 10:30:00", "2026-01-01 11:00:00"
UNTOLD = 3
"""What a column holds of which the statements say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement, ready for SQLite.

    Parameters
    ----------
    sql : str
        With all values in it.
    kind : str
        ``"SELECT"``, ``"INSERT"``, ``"UPDATE"`` or ``"DELETE"``.
    table : str
        The table that it writes, or the first that it reads.
    relative : bool
        Whether it writes nothing but what it reads itself (``n = n + 1``), so that no update is lost.
    """

    sql: str
    kind: str
    table: str
    relative: bool = False

    @property
    def reads(self) -> bool:
        """Whether it is a SELECT."""
        return self.kind == "SELECT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One of two requests.

    Parameters
    ----------
    statements : tuple of Statement
        In order.
    tables : mapping of str to tuple of str
        The tables that the statements name, and the columns that they name of each.
    rows : mapping of str to mapping of str to value
        For tables that are read or changed and not inserted into, the row that both requests find.
    """

    statements: tuple[Statement, ...]
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def requests_of(storage: Storage, transaction: Transaction) -> tuple[Request, Request] | None:
    """Two requests that run the same transaction.

    Parameters
    ----------
    storage : Storage
        The draft; its tables tell which column belongs to which.
    transaction : Transaction
        As typed.

    Returns
    -------
    (Request, Request) or None
        None when a statement cannot be parsed, or is none that can be run here.

    Examples
    --------
    >>> typed = ("SELECT 1 FROM bookings WHERE slot_id = ?", "INSERT INTO bookings VALUES (?, ?)")
    >>> columns = ("slot_id", "user_id")
    >>> from whiteboard.draft.storage import Column, Store
    >>> bookings = Store(name="bookings", columns=tuple(Column(name=name) for name in columns))
    >>> one, other = requests_of(Storage(stores=(bookings,)), Transaction(statements=typed))
    >>> one.statements[1].sql
    'INSERT INTO bookings VALUES (100, 101)'
    >>> other.statements[1].sql
    'INSERT INTO bookings VALUES (100, 1101)'
    """
    trees = []
    counter = itertools.count()
    for text in _texts(transaction):
        tree = _parsed(text, counter)
        if tree is None:
            return None
        trees.append(tree)
    if not trees:
        return None
    reading = _Reading(storage, trees)
    return reading.request(0), reading.request(1)


def _texts(transaction: Transaction) -> Iterator[str]:
    count = 0
    for typed in transaction.statements[: 2 * _MOST_STATEMENTS]:
        text = typed[:_MOST_TEXT]
        cuts = [0]
        for found in _NEXT.finditer(text):
            before = text[cuts[-1] : found.start()]
            if found.start() and before.count("(") == before.count(")") and _is_whole(before):
                cuts.append(found.end())
        ends = [*cuts[1:], len(text)]
        for begin, end in zip(cuts, ends, strict=True):
            piece = re.sub(
                r"(?:\n|^)\s*(?:--|//|#|if\b|then\b|else\b)[^\n]*$", "", text[begin:end].strip(), flags=re.I
            )
            piece = re.sub(r"--[^\n]*", "", piece).strip().rstrip(";").strip()
            if piece and not _AROUND.match(piece) and count < _MOST_STATEMENTS:
                count += 1
                yield piece


def _is_whole(text: str) -> bool:
    """Whether what stands before a keyword can be a statement of its own."""
    return not re.search(
        r"\b(?:DO|KEY|FOR|AS|INTO\s+\S+(?:\s*\([^()]*\))?|UNION|ALL|EXCEPT)\s*$", text.strip(), re.I
    )


def _parsed(text: str, counter: Iterator[int]) -> exp.Expression | None:
    import logging

    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    def named(found: re.Match[str]) -> str:
        if found.lastgroup is None:
            return found[0]
        if found.lastgroup == "anonymous":
            return f":anonymous{next(counter)}"
        name = found[found.lastgroup]
        return f":numbered{name}" if name.isdigit() else f":named_{name}"

    bound = _PLACEHOLDERS.sub(named, text.replace("`", '"'))
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    for dialect in ("sqlite", "postgres"):
        try:
            tree = sqlglot.parse_one(bound, read=dialect)
        except (SqlglotError, RecursionError, ValueError, IndexError):
            continue
        if isinstance(tree, exp.Select | exp.Insert | exp.Update | exp.Delete):
            return tree
    return None


class _Reading:
    """What the statements of one transaction say together."""

    def __init__(self, storage: Storage, trees: list[exp.Expression]) -> None:
        self.trees = trees
        self.columns = {
            store.name.lower(): [column.name for column in store.columns] for store in storage.stores
        }
        self.named: dict[str, dict[str, None]] = {}
        self.meant: dict[str, str] = {}
        self.bounds: set[str] = set()
        self.numbers: dict[str, int] = {}
        for tree in trees:
            self._name_placeholders(tree)
        self.wanted = {key for tree in trees for key in self._where_keys(tree)}

    def request(self, number: int) -> Request:
        """The first request (0) or the second (1)."""
        statements = tuple(self._statement(tree, number) for tree in self.trees)
        return Request(
            statements=statements,
            tables={name: tuple(columns) for name, columns in self.named.items()},
            rows=self._rows(),
        )

    def _statement(self, tree: exp.Expression, number: int) -> Statement:
        from sqlglot import exp

        kind = _kind(tree)
        columns = self._inserted(tree)
        copy = tree.copy()
        if number and kind == "INSERT":
            for rows in copy.find_all(exp.Tuple):
                for position, value in enumerate(rows.expressions):
                    name = columns[position] if position < len(columns) else ""
                    if (
                        isinstance(value, exp.Literal)
                        and is_identifier(name)
                        and _key(value) not in self.wanted
                    ):
                        value.replace(_literal(_other(_plain(value))))
        for place in list(copy.find_all(exp.Placeholder)):
            place.replace(_literal(self._value(place, number)))
        copy.set("locks", None)
        return Statement(
            sql=copy.sql(dialect="sqlite"), kind=kind, table=_table(tree), relative=_is_relative(tree)
        )

    def _value(self, place: exp.Expression, number: int) -> Any:
        name = place.name
        value = self._plain_value(name)
        changes = (
            number and _key(place) not in self.wanted and not set(words(self.meant.get(name, name))) & _STATES
        )
        return _other(value) if changes else value

    def _plain_value(self, name: str) -> Any:
        own = name.removeprefix("named_") if name.startswith("named_") else ""
        if name in self.bounds and not own:
            return _MIDDLE
        for text in (own, self.meant.get(name, "")):
            told = set(words(text))
            if told & _ENDS and "id" not in told:
                return _END
            if told & _TIMES and "id" not in told:
                return _BEGIN
        # One value for a column: an anonymous placeholder is what it is compared with or put into.
        key = own or self.meant.get(name, name)
        return self.numbers.setdefault(key.lower(), 100 + len(self.numbers))

    def _name_placeholders(self, tree: exp.Expression) -> None:
        """Find out for each placeholder which column it is compared with, or put into."""
        from sqlglot import exp

        for table in tree.find_all(exp.Table):
            self.named.setdefault(table.name, {})
        main = _table(tree)
        many = len({table.name.lower() for table in tree.find_all(exp.Table)}) > 1
        for column in tree.find_all(exp.Column):
            home = main if not many else self._home(tree, column)
            if home in self.named:
                self.named[home][column.name] = None
        names = self._inserted(tree)
        for name in names if isinstance(tree, exp.Insert) else ():
            self.named.setdefault(main, {})[name] = None
        for rows in tree.find_all(exp.Tuple):
            if isinstance(rows.parent, exp.Values):
                for position, value in enumerate(rows.expressions[: len(names)]):
                    if isinstance(value, exp.Placeholder):
                        self._mean(value.name, names[position], main)
        for pair in tree.find_all(exp.EQ):
            for column, other in ((pair.this, pair.expression), (pair.expression, pair.this)):
                if isinstance(column, exp.Column) and isinstance(other, exp.Placeholder):
                    self._mean(other.name, column.name, self._home(tree, column))
        for compared in tree.find_all(exp.LT, exp.LTE, exp.GT, exp.GTE):
            for column, other in (
                (compared.this, compared.expression),
                (compared.expression, compared.this),
            ):
                if not isinstance(column, exp.Column) or not isinstance(other, exp.Placeholder):
                    continue
                if other.name not in self.meant:
                    self.bounds |= {other.name} if set(words(column.name)) & _TIMES else set()
                    self.meant[other.name] = column.name

    def _mean(self, placeholder: str, column: str, table: str) -> None:
        # ``id`` alone is another thing in each table.
        own = f"{table} {column}" if words(column) == ("id",) else column
        self.meant[placeholder] = own
        self.bounds.discard(placeholder)

    def _inserted(self, tree: exp.Expression) -> list[str]:
        from sqlglot import exp

        if not isinstance(tree, exp.Insert):
            return []
        if isinstance(tree.this, exp.Schema):
            return [column.name for column in tree.this.expressions]
        return self.columns.get(_table(tree).lower(), [])

    def _home(self, tree: exp.Expression, column: exp.Column) -> str:
        """The table of a column: by its prefix, by the draft, else the statement's first."""
        from sqlglot import exp

        names = {table.alias_or_name.lower(): table.name for table in tree.find_all(exp.Table)}
        if column.table:
            return str(names.get(column.table.lower(), ""))
        for name in names.values():
            if column.name.lower() in (have.lower() for have in self.columns.get(name.lower(), ())):
                return str(name)
        return _table(tree)

    def _where_keys(self, tree: exp.Expression) -> set[str]:
        from sqlglot import exp

        found = set()
        for where in tree.find_all(exp.Where):
            for value in where.find_all(exp.Placeholder, exp.Literal):
                found.add(_key(value))
                if isinstance(value, exp.Placeholder):
                    meant = self.meant.get(value.name)
                    found |= {f":{name}" for name, other in self.meant.items() if meant and other == meant}
        return found

    def _rows(self) -> dict[str, dict[str, Any]]:
        """One row for each table that is read or changed, such that the reads find it."""
        from sqlglot import exp

        inserted = {_table(tree).lower() for tree in self.trees if isinstance(tree, exp.Insert)}
        rows: dict[str, dict[str, Any]] = {name: {} for name in self.named if name.lower() not in inserted}
        joined = []
        for tree in self.trees:
            for pair in tree.find_all(exp.EQ, exp.Is, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In):
                if not isinstance(pair.this, exp.Column) or not pair.find_ancestor(exp.Where, exp.Join):
                    continue
                if pair.find_ancestor(exp.Not):
                    continue
                home = self._home(tree, pair.this)
                if home not in rows:
                    continue
                if isinstance(pair, exp.EQ) and isinstance(pair.expression, exp.Column):
                    joined.append(
                        (home, pair.this.name, self._home(tree, pair.expression), pair.expression.name)
                    )
                    continue
                listed = pair.expressions[:1] if isinstance(pair, exp.In) else [pair.expression]
                for value in listed:
                    told = self._told(value)
                    if told is not None or isinstance(value, exp.Null):
                        rows[home].setdefault(pair.this.name, _beside(pair, told))
        for home, column, other, other_column in joined:
            if home in rows and other in rows:
                value = rows[home].get(column, rows[other].get(other_column, UNTOLD))
                rows[home].setdefault(column, value)
                rows[other].setdefault(other_column, value)
        return rows

    def _told(self, value: exp.Expression) -> Any:
        from sqlglot import exp

        if isinstance(value, exp.Placeholder):
            return self._plain_value(value.name)
        if isinstance(value, exp.Boolean):
            return int(value.this)
        return _plain(value) if isinstance(value, exp.Literal) else None


def _kind(tree: exp.Expression) -> str:
    return type(tree).__name__.upper()


def _table(tree: exp.Expression) -> str:
    from sqlglot import exp

    found = tree.this.find(exp.Table) if tree.this is not None and not isinstance(tree, exp.Select) else None
    found = found or tree.find(exp.Table)
    return str(found.name) if found is not None else ""


def _is_relative(tree: exp.Expression) -> bool:
    """Whether every column that is set is computed from itself: ``n = n + 1``."""
    from sqlglot import exp

    if not isinstance(tree, exp.Update):
        return False
    return all(
        isinstance(pair, exp.EQ)
        and not isinstance(pair.expression, exp.Column)
        and any(found.name == pair.this.name for found in pair.expression.find_all(exp.Column))
        for pair in tree.expressions
    )


def _key(value: exp.Expression) -> str:
    from sqlglot import exp

    return f":{value.name}" if isinstance(value, exp.Placeholder) else f"={value.name}"


def _plain(value: exp.Expression) -> Any:
    if value.args.get("is_string"):
        return value.name
    text = value.name
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text


def _other(value: Any) -> Any:
    return value + 1000 if isinstance(value, int | float) else f"{value} of another"


def _literal(value: Any) -> exp.Expression:
    from sqlglot import exp

    return exp.Literal.number(value) if isinstance(value, int | float) else exp.Literal.string(str(value))


def _beside(pair: exp.Expression, value: Any) -> Any:
    """A value that fulfills a comparison."""
    from sqlglot import exp

    if value is None or isinstance(pair, exp.EQ | exp.GTE | exp.LTE | exp.Is | exp.In):
        return value
    above = isinstance(pair, exp.GT)
    if isinstance(value, int | float):
        return value + 1 if above else value - 1
    return f"{value}~" if above else ""
