"""Operations of a draft that share method and path, which a document can tell as one only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class MergedOperation:
    """An operation of a document that others join: it requires only what all of them do.

    Parameters
    ----------
    operation : dict
        The first one, which is changed in place.

    Examples
    --------
    >>> def asks(name):
    ...     parameter = {"name": name, "in": "query", "required": True, "schema": {"type": "string"}}
    ...     return {"summary": name, "parameters": [parameter], "responses": {}}
    >>> first = asks("author")
    >>> MergedOperation(first).add(asks("tag"))
    >>> first["summary"], [(parameter["name"], parameter["required"]) for parameter in first["parameters"]]
    ('author; tag', [('author', False), ('tag', False)])
    """

    def __init__(self, operation: dict[str, Any]) -> None:
        self._kept = operation
        self._known = {_key(parameter) for parameter in operation["parameters"]}
        # Few stay required once others join, so that ten thousand that join are not held against each other.
        self._required = [
            parameter
            for parameter in operation["parameters"]
            if parameter["required"] and parameter["in"] != "path"
        ]

    def add(self, more: Mapping[str, Any]) -> None:
        """Let another operation of the same method and path join."""
        others = {_key(parameter) for parameter in more["parameters"]}
        for parameter in self._required:
            if _key(parameter) not in others:
                _relax(parameter)
        self._required = [parameter for parameter in self._required if parameter["required"]]
        for parameter in more["parameters"]:
            if _key(parameter) not in self._known:
                self._known.add(_key(parameter))
                added = {**parameter}
                if added["in"] != "path":
                    _relax(added)
                self._kept["parameters"].append(added)
        self._join_bodies(more.get("requestBody"))
        summary = self._kept["summary"]
        if more["summary"] not in summary and len(summary) < 200:
            self._kept["summary"] = f"{summary}; {more['summary']}"[:200]
        for status, answer in more["responses"].items():
            self._kept["responses"].setdefault(status, answer)
        if "x-paging" in more and "x-paging" not in self._kept:
            self._kept["x-paging"] = more["x-paging"]
            for status, answer in more["responses"].items():
                if status.startswith("2"):
                    self._kept["responses"][status] = answer

    def _join_bodies(self, more: dict[str, Any] | None) -> None:
        kept = self._kept.get("requestBody")
        if kept is None and more is None:
            return
        if kept is None:
            kept = self._kept["requestBody"] = more
        schema, other = _schema(kept), _schema(more)
        for name, inner in (other.get("properties") or {}).items():
            schema["properties"].setdefault(name, inner)
        both = set(other.get("required") or ()) if schema is not other else set()
        required = [name for name in schema.pop("required", ()) if name in both]
        if required:
            schema["required"] = required
        assert kept is not None
        kept["required"] = bool(required)


def _key(parameter: Mapping[str, Any]) -> tuple[str, str]:
    place = parameter["in"]
    return (parameter["name"].lower() if place == "header" else parameter["name"]), place


def _relax(parameter: dict[str, Any]) -> None:
    """Let a parameter be left out, or be empty."""
    parameter["required"] = False
    parameter["schema"] = {key: value for key, value in parameter["schema"].items() if key != "minLength"}


def _schema(body: dict[str, Any] | None) -> dict[str, Any]:
    found: dict[str, Any] = body["content"]["application/json"]["schema"] if body else {}
    return found
