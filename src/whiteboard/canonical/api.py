"""The API section in the canonical notation: a named block an operation."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import groupby

from whiteboard.canonical.exact import Page, is_plain_line
from whiteboard.canonical.forms import Key, is_asked
from whiteboard.canonical.meaning import said_remarks
from whiteboard.draft.api import Api, Operation, Parameter, Place

_NAME = re.compile(r"[^\W\d]\w*")
_FIELD = re.compile(r"[^\W\d_][\w$]*(?:[ -][\w$]+){0,4}")
_TYPE = re.compile(r"[\w<>\[\]|$.]{1,60}")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "WS"})
_ROOTS = {True: "Query", False: "Mutation", None: ""}
_LABELS = {Place.QUERY: "query", Place.BODY: "body", Place.HEADER: "headers", Place.ARGUMENT: "params"}


def write_api(api: Api, exact: Collection[Key] = ()) -> list[str]:
    """Write an API section.

    Parameters
    ----------
    api : Api
        As read; what was not understood of it is not written.
    exact : collection of (str, int)
        Items, such as ``("operations", 2)``, that are to be written in the exact form. Those that the usual
        form cannot say are written so in any case.

    Returns
    -------
    list of str
        Operations in order, each a block of ``name:``, ``METHOD /path``, and its body and answer below;
        functions as signatures, GraphQL fields in their block.

    Examples
    --------
    >>> token = Parameter(name="token", place=Place.QUERY, required=False)
    >>> feed = Operation(name="getFeed", method="GET", path="/feed", parameters=(token,))
    >>> write_api(Api(operations=(feed,)))
    ['getFeed:', '  GET /feed?token={token}']
    """
    page = Page()
    group = root = ""  # the heading above, and the GraphQL block that is open
    for place, operation in enumerate(api.operations):
        plain = not is_asked(exact, "operations", place) and _is_plain(operation)
        wanted = _ROOTS[operation.reads] if plain else ""
        if root and (wanted != root or operation.group != group):
            page.plain("}")
            root = ""
        if not plain:
            page.exact("operation", operation)
            continue
        if operation.group != group:
            group = operation.group
            page.apart(f"### {group}" if group else "###")
        if wanted != root:
            page.apart(f"type {wanted} {{")
            root = wanted
        page.plain(*(f"  {line}" if root else line for line in _written(operation)))
    if root:
        page.plain("}")
    said = set(said_remarks(api))
    plain_remarks = []
    for place, remark in enumerate(api.remarks):
        if remark not in said:
            continue
        if is_asked(exact, "remarks", place) or not is_plain_line(remark):
            page.exact("remark", remark)
        else:
            plain_remarks.append(remark)
    for remark in plain_remarks:
        page.apart(remark)
    return page.done()


def _is_plain(operation: Operation) -> bool:
    """Whether the usual form can hold all of it."""
    texts = [operation.name, operation.group, operation.description, operation.path or ""]
    if operation.returns:
        texts.append(operation.returns.text)
    if any("\n" in text or "```" in text for text in texts):
        return False
    if operation.reads is not None:
        return (
            operation.method == "RPC"
            and operation.path is None
            and not operation.description
            and operation.returns is not None
            and bool(_NAME.fullmatch(operation.name))
            and all(
                _NAME.fullmatch(p.name) and p.type and p.place is Place.ARGUMENT for p in operation.parameters
            )
        )
    if operation.method is not None and operation.method not in _METHODS:
        return operation.method == "RPC" and operation.path is None and len(operation.parameters) < 2
    if operation.named and not re.fullmatch(r"[^\W\d][\w .'-]*", operation.name):
        return False
    if operation.path is None:
        return operation.method is None and operation.named and _has_only_arguments(operation)
    if re.search(r"[\s?#,;]", _PLACEHOLDER.sub("", operation.path)) or not operation.path.startswith("/"):
        return False
    return all(
        _says_field(parameter) for parameter in operation.parameters if parameter.place is not Place.PATH
    )


def _has_only_arguments(operation: Operation) -> bool:
    return all(p.place is Place.ARGUMENT and _says_field(p) for p in operation.parameters)


def _says_field(parameter: Parameter) -> bool:
    if not _FIELD.fullmatch(parameter.name) or (parameter.type and parameter.example):
        return False
    return parameter.type is None or bool(_TYPE.fullmatch(parameter.type))


def _written(operation: Operation) -> list[str]:
    if operation.reads is not None:
        return [_graphql(operation)]
    if operation.method == "RPC":
        return _rpc(operation)
    if operation.path is None:
        return _signature(operation)
    head = " ".join(filter(None, (operation.method, _address(operation))))
    lines = [f"{operation.name}:", f"  {head}"] if operation.named else [head]
    outside = [p for p in operation.parameters if p.place is not Place.PATH and not _in_address(p)]
    for place, found in groupby(outside, key=lambda parameter: parameter.place):
        lines.append(f"  {_LABELS[place]}: {', '.join(map(_field, found))}")
    return lines + _below(operation)


def _below(operation: Operation) -> list[str]:
    lines = []
    if operation.returns:
        lines.append(f"  returns: {operation.returns.text}")
    if operation.description:
        lines.append(f"  description: {operation.description}")
    return lines


def _address(operation: Operation) -> str:
    inside = {p.name: p for p in operation.parameters if p.place is Place.PATH}

    def typed(match: re.Match[str]) -> str:
        parameter = inside.get(match[1])
        if parameter is None:
            return match[0]
        if parameter.example is not None:
            return parameter.example
        return (
            "{"
            + (f"{parameter.type}:" if parameter.type else "")
            + match[1]
            + ("" if parameter.required else "?")
            + "}"
        )

    path = _PLACEHOLDER.sub(typed, operation.path or "")
    query = [p for p in operation.parameters if p.place is Place.QUERY and _in_address(p)]
    return path + ("?" + "&".join(_pair(p) for p in query) if query else "")


def _in_address(parameter: Parameter) -> bool:
    """Whether ``?name={name}`` can say it."""
    return (
        parameter.place is Place.QUERY
        and bool(re.fullmatch(r"[\w-]+", parameter.name))
        and (parameter.type is None or parameter.type.isalnum())
        and (parameter.example is None or bool(re.fullmatch(r"[\w.|-]+", parameter.example)))
    )


def _pair(parameter: Parameter) -> str:
    value = parameter.example or "{" + (parameter.type or parameter.name) + "}"
    mark = (
        ""
        if parameter.required
        or re.search(r"page|cursor|token|limit|offset|size|after|before|count", parameter.name, re.I)
        else "?"
    )
    return f"{parameter.name}{mark}={value}"


def _field(parameter: Parameter) -> str:
    mark = "" if parameter.required else "?"
    if parameter.example is not None:
        return f'{parameter.name}{mark}: "{parameter.example}"'
    return f"{parameter.name}{mark}" + (f": {parameter.type}" if parameter.type else "")


def _signature(operation: Operation) -> list[str]:
    answer = operation.returns.text if operation.returns else ""
    sign = ": " if re.fullmatch(r"[\w.<>\[\]|]+", answer) else " -> " if answer else ""
    below = [f"  description: {operation.description}"] if operation.description else []
    return [f"{operation.name}({', '.join(map(_field, operation.parameters))}){sign}{answer}", *below]


def _graphql(operation: Operation) -> str:
    arguments = ", ".join(f"{p.name}: {p.type}{'!' if p.required else ''}" for p in operation.parameters)
    answer = operation.returns.text if operation.returns else ""
    return f"{operation.name}({arguments}): {answer}" if arguments else f"{operation.name}: {answer}"


def _rpc(operation: Operation) -> list[str]:
    asked = operation.parameters[0].type if operation.parameters else "Empty"
    answer = operation.returns.text if operation.returns else "Empty"
    return [f"rpc {operation.name}({asked}) returns ({answer})"]
