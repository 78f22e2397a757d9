"""What was understood of a draft, as a small table above the report."""

from __future__ import annotations

from html import escape
from typing import Any

from whiteboard.draft.board import Board
from whiteboard.report.render import plain
from whiteboard.understood import to_data, value_of

_TABLE = "border-collapse:collapse;font-size:13px;background:#ffffff;color:#1f2328;margin-bottom:8px"
_CELL = "border:1px solid #d0d7de;padding:3px 8px;text-align:left;vertical-align:top"
_MOST_ROWS = 60


def understood_html(board: Board) -> str:
    """The quantities, operations or stores of a draft as an HTML table; empty when nothing was understood."""
    data = to_data(board)
    parts = []
    if data["scale"] and data["scale"]["quantities"]:
        rows = [[row["name"], value_of(row), row["formula"] or ""] for row in data["scale"]["quantities"]]
        parts.append(_table(["quantity", "value", "formula"], rows))
    if data["api"] and data["api"]["operations"]:
        rows = [
            [row["name"], row["method"] or "", row["path"] or "", _inputs(row), _returns(row)]
            for row in data["api"]["operations"]
        ]
        parts.append(_table(["operation", "method", "path", "takes", "returns"], rows))
    if data["storage"] and data["storage"]["stores"]:
        rows = [
            [row["name"], row["kind"], ", ".join(column["name"] for column in row["columns"]), _keys(row)]
            for row in data["storage"]["stores"]
        ]
        parts.append(_table(["store", "kind", "columns", "keys and indexes"], rows))
    return "".join(parts)


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
