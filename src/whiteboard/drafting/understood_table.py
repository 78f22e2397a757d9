"""What was understood of a draft, as a small table above the report."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from whiteboard.draft.board import SECTIONS, Board, attribute
from whiteboard.report.render import plain
from whiteboard.understood import to_data, value_of

_TABLE = "border-collapse:collapse;font-size:13px;background:#ffffff;color:#1f2328;margin-bottom:8px"
_CELL = "border:1px solid #d0d7de;padding:3px 8px;text-align:left;vertical-align:top"
_MOST_ROWS = 60


def understood_html(board: Board) -> str:
    """What was understood of each section of a draft as an HTML table; empty when nothing was."""
    data = to_data(board)
    parts = []
    for name in SECTIONS:
        found = data[attribute(name)]
        if found is None:
            continue
        items, heads, row = _TABLES[name]
        if name == "design":
            _add_calls(found)
        rows = [[_cell(cell) for cell in row(entry)] for entry in found[items]]
        if rows:
            parts.append(_table(list(heads), rows))
    return "".join(parts)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_cell(entry) for entry in value)
    return "" if value is None else str(value)


def _changes(row: dict[str, Any]) -> str:
    said = {
        "can be changed": row["mutable"] is True,
        "never changes": row["mutable"] is False,
        "can be deleted": row["deletable"] is True,
        "is never deleted": row["deletable"] is False,
    }
    return ", ".join(words for words, holds in said.items() if holds)


def _quality(row: dict[str, Any]) -> str:
    name = str(row["name"])
    if not row["relaxed"] or name.lower().startswith("relax"):
        return name or str(row["kind"])
    return f"relaxed: {name or row['kind']}"


def _fields(row: dict[str, Any]) -> str:
    return ", ".join(field["name"] + ("?" if field["optional"] else "") for field in row["fields"])


def _add_calls(design: dict[str, Any]) -> None:
    """Let each component say itself what it calls."""
    calls: dict[str, list[str]] = {}
    for edge in design["edges"]:
        calls.setdefault(edge["source"], []).append(edge["target"])
    for component in design["components"]:
        component["calls"] = calls.get(component["name"], [])


def _component(row: dict[str, Any]) -> list[Any]:
    settings = [setting["text"] for setting in row["settings"]]
    return [row["name"], row["store"] or row["kind"], row["replicas"], settings, row["calls"]]


_Row = Callable[[dict[str, Any]], list[Any]]
_TABLES: dict[str, tuple[str, tuple[str, ...], _Row]] = {
    "questions": ("questions", ("question or assumption", "answer"), lambda r: [r["text"], r["answer"]]),
    "objects": ("objects", ("object", "holds", "changes"), lambda r: [r["name"], _fields(r), _changes(r)]),
    "relations": (
        "relations",
        ("object", "relation", "object"),
        lambda r: [r["subject"], "none" if r["ruled_out"] else r["verb"] or r["cardinality"], r["target"]],
    ),
    "access patterns": (
        "requirements",
        ("name", "what users can do", "given", "order"),
        lambda r: [r["name"], r["text"], r["given"], r["order"]],
    ),
    "qualities": (
        "qualities",
        ("quality", "what is asked", "because"),
        lambda r: [_quality(r), r["text"], r["because"]],
    ),
    "out of scope": ("exclusions", ("not built", "because"), lambda r: [r["text"], r["because"]]),
    "data types": (
        "types",
        ("data type", "kind", "size", "holds"),
        lambda r: [r["name"], r["kind"], r["size_text"], _fields(r)],
    ),
    "api": (
        "operations",
        ("operation", "method", "path", "takes", "returns"),
        lambda r: [r["name"], r["method"], r["path"], _inputs(r), _returns(r)],
    ),
    "scale": (
        "quantities",
        ("quantity", "value", "formula"),
        lambda r: [r["name"], value_of(r), r["formula"]],
    ),
    "storage": (
        "stores",
        ("store", "kind", "columns", "keys and indexes"),
        lambda r: [r["name"], r["kind"], [column["name"] for column in r["columns"]], _keys(r)],
    ),
    "design": ("components", ("component", "kind", "copies", "settings", "calls"), _component),
    "bottlenecks": (
        "bottlenecks",
        ("bottleneck", "what is said", "cost", "alert"),
        lambda r: [r["subject"], r["text"], r["cost"], r["alert"]],
    ),
}
"""Section → the key of its items, the table's heads, and one item's row."""


def _inputs(row: dict[str, Any]) -> str:
    return ", ".join(
        parameter["name"] + ("" if parameter["required"] else "?") for parameter in row["parameters"]
    )


def _returns(row: dict[str, Any]) -> str:
    return str(row["returns"]["text"]) if row["returns"] else ""


def _keys(row: dict[str, Any]) -> str:
    keys = [f"key ({', '.join(row['primary_key'])})"] if row["primary_key"] else []
    keys += [f"unique ({', '.join(columns)})" for columns in row["uniques"]]
    keys += [f"index ({', '.join(index['columns'])})" for index in row["indexes"]]
    return "; ".join(keys)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    shown = rows[:_MOST_ROWS]
    head = "".join(f'<th style="{_CELL}">{name}</th>' for name in heads)
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{escape(plain(cell))}</td>' for cell in row) + "</tr>"
        for row in shown
    )
    more = (
        f"<caption style='caption-side:bottom'>and {len(rows) - len(shown)} more</caption>"
        if rows != shown
        else ""
    )
    return f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody>{more}</table>'
