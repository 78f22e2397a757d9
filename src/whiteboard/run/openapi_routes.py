"""Method, path and places of an operation in HTTP, also of one that was written as a function signature."""

from __future__ import annotations

import re

from whiteboard.draft.api import Operation, Parameter, Place
from whiteboard.draft.wording import leading_verb, split_words, verb_reads
from whiteboard.run.shapes import answers_many

_HTTP = ("get", "post", "put", "patch", "delete", "head", "options")


def route(operation: Operation) -> tuple[str, str]:
    """The method in lower case, and the path as it was typed but for what no path can hold.

    Examples
    --------
    >>> route(Operation(name="getFeed")), route(Operation(name="x", method="PUT", path="x//{id}?a=1"))
    (('get', '/getFeed'), ('put', '/x/{id}'))
    """
    method = (operation.method or "").lower()
    path = operation.path
    if not path:
        bare = re.sub(r"\W+", "_", operation.name.split(".")[-1]).strip("_") or "call"
        path = f"/{bare}"
    path = re.sub(r"/{2,}", "/", "/" + re.sub(r"[?#].*$", "", path, flags=re.DOTALL).strip().lstrip("/"))
    # Whatever braces do not form a template are no part of a path.
    pieces = re.split(r"(\{[^{}]*\})", path)
    path = "".join(
        p if re.fullmatch(r"\{[^{}]*\}", p) else p.replace("{", "").replace("}", "") for p in pieces
    )
    if method == "ws":
        return "get", path
    if method in _HTTP:
        return method, path
    return ("get" if reads_only(operation, "") else "post"), path


def reads_only(operation: Operation, method: str) -> bool:
    """Whether an operation leaves everything as it was, by its method, its name or its answer.

    Examples
    --------
    >>> reads_only(Operation(name="getFeed"), ""), reads_only(Operation(name="like"), "put")
    (True, False)
    """
    if operation.reads is not None:
        return operation.reads
    if method in ("get", "head", "options"):
        return True
    if method in ("put", "patch", "delete"):
        return False
    verb = leading_verb(split_words(operation.name)) if operation.named else None
    reads = verb_reads(verb) if verb else None
    if method == "post":
        return reads is True and verb not in ("list", "view", "show", "read")
    if reads is not None:
        return reads
    return answers_many(operation) or bool(operation.returns) or operation.method == "WS"


def place_of(parameter: Parameter, method: str) -> str:
    """Where a parameter travels in HTTP: ``"path"``, ``"query"``, ``"header"`` or ``"body"``.

    Examples
    --------
    >>> place_of(Parameter(name="text", place=Place.ARGUMENT), "post")
    'body'
    """
    if parameter.place is Place.PATH:
        return "path"
    if parameter.place is Place.HEADER:
        return "header"
    if parameter.place is Place.QUERY:
        return "query"
    # A body has no meaning with GET, and an argument goes where its method has room.
    return (
        "body"
        if method in ("post", "put", "patch") or (method == "delete" and parameter.place is Place.BODY)
        else "query"
    )
