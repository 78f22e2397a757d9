"""What was understood of a draft, as data and as lines of text."""

from __future__ import annotations

import dataclasses
from enum import Enum
from typing import Any

from whiteboard.draft.api import describe as describe_api
from whiteboard.draft.board import SECTIONS, Board, Section, attribute
from whiteboard.draft.storage import describe as describe_storage
from whiteboard.draft.text import Unread
from whiteboard.report.render import plain, shortened, unread_data

_OWN_FORM = ("scale", "api", "storage")
"""Sections whose data is more than their dataclasses: values are computed, places are named."""


def to_data(board: Board) -> dict[str, Any]:
    """What was understood, as JSON-able data; the form is described in ``docs/json.md``.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> to_data(read_section("api", "GET /feed"))["api"]["operations"][0]["path"]
    '/feed'
    """
    data: dict[str, Any] = {"title": board.title}
    for name in SECTIONS:
        section = board.section(name)
        if name not in _OWN_FORM:
            data[attribute(name)] = None if section is None else _described(section)
    if board.scale is None:
        data["scale"] = None
    else:
        from whiteboard.run.numbers import describe

        data["scale"] = {"quantities": describe(board.scale)}
    data["api"] = None if board.api is None else {"operations": describe_api(board.api)}
    data["storage"] = None if board.storage is None else describe_storage(board.storage)
    data["unread"] = [{"section": section, **unread_data(unread)} for section, unread in unread_lines(board)]
    data["unjudged"] = [{"section": name, "line": line} for name, line in board.unjudged]
    return data


def _described(section: Section) -> dict[str, Any]:
    """The items of a section as plain values; tolerated prose and unread lines are told elsewhere."""
    return {
        field.name: _plain_value(getattr(section, field.name))
        for field in dataclasses.fields(section)
        if field.name not in ("remarks", "unread")
    }


def _plain_value(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain_value(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain_value(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def unread_lines(board: Board) -> list[tuple[str | None, Unread]]:
    """Every line that was not understood, with its section (None outside all), in the order typed."""
    found: list[tuple[str | None, Unread]] = [(None, unread) for unread in board.unread]
    for name in SECTIONS:
        section = board.section(name)
        if section is not None:
            found.extend((name, unread) for unread in section.unread)
    return sorted(found, key=lambda entry: entry[1].line)


def to_lines(board: Board) -> list[str]:
    """What was understood, a line each, and every line that was not.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> to_lines(read_section("api", "GET /feed -> Tweet[]"))[0]
    'api'
    """
    from whiteboard.canonical.board import write_section

    data = to_data(board)
    lines: list[str] = []
    if data["title"]:
        lines += [data["title"], ""]
    for name in SECTIONS:
        section = board.section(name)
        if section is None:
            continue
        if name == "scale":
            rows = [_quantity(row) for row in data["scale"]["quantities"]]
        elif name == "api":
            rows = [_operation(row) for row in data["api"]["operations"]]
        elif name == "storage":
            rows = [row for store in data["storage"]["stores"] for row in _store(store)]
        else:
            rows = [f"  {row}" for row in write_section(name, section)]
        lines += [name, *rows, ""]
    lines += [f"not attempted: {name}" for name in board.untouched]
    if board.unjudged:
        lines.append(
            "known sections that are not read here: "
            + ", ".join(f"{n} (line {k})" for n, k in board.unjudged)
        )
    unread = unread_lines(board)
    lines.append(f"lines not understood: {len(unread) or 'none'}")
    for where, entry in unread:
        place = f"{where}, " if where else ""
        lines += [f"  {place}line {entry.line}: {shortened(entry.text.strip())}", f"      {entry.hint}"]
    return [plain(line) for line in lines]


def _quantity(row: dict[str, Any]) -> str:
    formula = f"   from  {row['formula']}" if row["formula"] else ""
    return f"  {row['name']} = {value_of(row)}{formula}"


def value_of(row: dict[str, Any]) -> str:
    """A quantity's value with its unit, four digits of it, as a person would write it.

    Examples
    --------
    >>> value_of({"value": 100000.0, "unit": "requests/minute"}), value_of({"value": None, "unit": ""})
    ('100,000 requests/minute', '?')
    >>> value_of({"value": 2e9, "unit": "requests/day"}), value_of({"value": 0.5, "unit": "TB"})
    ('2B requests/day', '0.5 TB')
    """
    if row["value"] is None:
        return "?"
    value = float(f"{row['value']:.4g}")
    for size, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        if size <= abs(value) < 1e15:
            return f"{value / size:g}{letter} {row['unit'] or ''}".strip()
    number = f"{value:,.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:,.6g}"
    return f"{number} {row['unit'] or ''}".strip()


def _operation(row: dict[str, Any]) -> str:
    inputs = ", ".join(
        f"{parameter['name']}{'' if parameter['required'] else '?'} ({parameter['place']})"
        for parameter in row["parameters"]
    )
    where = " ".join(filter(None, (row["method"], row["path"])))
    returns = f"  returns {row['returns']['text']}" if row["returns"] else ""
    return f"  {row['name']}: {where}".rstrip(": ") + (f"  takes {inputs}" if inputs else "") + returns


def _store(row: dict[str, Any]) -> list[str]:
    names = ", ".join(column["name"] for column in row["columns"])
    lines = [f"  {row['name']} ({row['kind']}): {names}".rstrip(": ")]
    if row["primary_key"]:
        lines.append(f"      key ({', '.join(row['primary_key'])})")
    lines += [f"      unique ({', '.join(columns)})" for columns in row["uniques"]]
    lines += [f"      index ({', '.join(index['columns'])})" for index in row["indexes"]]
    lines += [f"      ({', '.join(ref['columns'])}) -> {ref['target']}" for ref in row["references"]]
    return lines
