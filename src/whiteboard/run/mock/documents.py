"""An OpenAPI document made fit to serve: references resolved, oddities named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
"""The methods that are served, as a document spells them."""

_MOST_VALUES = 1_000_000
_DEEPEST = 60


def servable(document: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """The operations of an OpenAPI 3 document: path → method → operation, without references.

    Parameters
    ----------
    document : mapping
        Any document, also one from elsewhere.

    Returns
    -------
    dict
        Parameters that stand at a path are among those of each of its operations. A reference that goes
        round in a circle ends in an open schema.

    Raises
    ------
    ValueError
        When it is no OpenAPI 3 document, or a reference leads nowhere or elsewhere; the message says where.

    Examples
    --------
    >>> servable({"openapi": "3.1.0", "paths": {"/feed": {"get": {"responses": {}}}}})
    {'/feed': {'get': {'responses': {}, 'parameters': []}}}
    """
    if not isinstance(document, Mapping):
        raise ValueError(f"an OpenAPI document is a mapping, and this is of type {type(document).__name__}")
    if "swagger" in document:
        raise ValueError(f"this document is Swagger {document['swagger']}; the mock reads OpenAPI 3")
    paths = document.get("paths")
    if not isinstance(paths, Mapping):
        raise ValueError("this is no OpenAPI document: it has no 'paths'; pass an API section or a document")
    resolver = _Resolver(document)
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for path, typed in paths.items():
        if not isinstance(path, str) or not path.startswith("/"):
            raise ValueError(f"the path {path!r} does not begin with a slash")
        item = resolver.resolved(typed, path)
        if not isinstance(item, dict):
            raise ValueError(f"{path} holds {typed!r} where operations are expected")
        shared = item.get("parameters") or []
        found[path] = {}
        for method in METHODS:
            operation = item.get(method)
            if operation is None:
                continue
            where = f"{method.upper()} {path}"
            if not isinstance(operation, dict):
                raise ValueError(f"{where} holds {operation!r} where an operation is expected")
            found[path][method] = _checked(operation, shared, where)
    return found


def _checked(operation: dict[str, Any], shared: Any, where: str) -> dict[str, Any]:
    parameters = operation.get("parameters") or []
    for part in (parameters, shared):
        if not isinstance(part, list) or not all(isinstance(p, dict) and "name" in p for p in part):
            raise ValueError(f"the parameters of {where} are not a list of parameters with names")
    own = {(p["name"], p.get("in")) for p in parameters}
    checked = {
        **operation,
        "parameters": [*parameters, *(p for p in shared if (p["name"], p.get("in")) not in own)],
    }
    answers = operation.get("responses", {})
    if not isinstance(answers, dict) or not all(isinstance(answer, dict) for answer in answers.values()):
        raise ValueError(f"the responses of {where} are not a mapping from status to response")
    body = operation.get("requestBody") or {}
    for holder in (body, *answers.values()):
        content = holder.get("content", {}) if isinstance(holder, dict) else None
        if not isinstance(content, dict) or not all(
            isinstance(media, dict) and isinstance(media.get("schema", {}), dict)
            for media in content.values()
        ):
            raise ValueError(f"a body of {where} has no schema that can be read")
    return checked


class _Resolver:
    """Puts the target of each local reference in its place."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._left = _MOST_VALUES

    def resolved(self, value: Any, where: str, seen: tuple[str, ...] = (), depth: int = 0) -> Any:
        self._left -= 1
        if self._left < 0:
            raise ValueError(f"the document has more than {_MOST_VALUES:,} values at {where}; serve a part")
        if depth > _DEEPEST:
            return {}
        if isinstance(value, Mapping):
            reference = value.get("$ref")
            if isinstance(reference, str):
                if reference in seen:
                    return {}
                return self.resolved(self._target(reference, where), where, (*seen, reference), depth + 1)
            return {key: self.resolved(inner, where, seen, depth + 1) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.resolved(inner, where, seen, depth + 1) for inner in value]
        return value

    def _target(self, reference: str, where: str) -> Any:
        if not reference.startswith("#/"):
            raise ValueError(
                f"{where} refers to {reference!r}, which is in another document; bring it into this one"
            )
        found: Any = self._document
        for escaped in reference[2:].split("/"):
            part = escaped.replace("~1", "/").replace("~0", "~")
            if not isinstance(found, Mapping) or part not in found:
                raise ValueError(f"{where} refers to {reference!r}, and the document has no such part")
            found = found[part]
        return found
