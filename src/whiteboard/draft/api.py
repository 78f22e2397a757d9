"""The API section: operations, however they were written down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from whiteboard.draft.text import Unread


class Place(StrEnum):
    """Where a parameter travels. ``ARGUMENT`` is a function signature's, whose place is not stated."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    BODY = "body"
    ARGUMENT = "argument"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One input of an operation.

    Parameters
    ----------
    name : str
        As typed, without braces, colon or question mark.
    place : Place
        Where it travels.
    type : str or None
        As typed; None when not stated.
    required : bool
        False for ``media?``, "optional", or a query parameter of a list that has a default.
    line : int
        Where it was typed.
    example : str or None
        The value that the draft shows for it (``?filter=following``); None for a placeholder.
    """

    name: str
    place: Place
    type: str | None = None
    required: bool = True
    line: int = 0
    example: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """What an operation answers with.

    Parameters
    ----------
    text : str
        As typed.
    many : bool
        Whether it is a list, page, array or stream of things.
    fields : tuple of str
        Field names where the draft gives them (a JSON body, "tweet with its number of likes").
    line : int
        Where it was typed.
    """

    text: str
    many: bool = False
    fields: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of the API.

    Parameters
    ----------
    name : str
        As typed (``getFeed``); made from method and path when the draft gives none (``GET /feed``).
    named : bool
        Whether the learner gave the name.
    method : str or None
        ``"GET"`` …, ``"WS"`` for a web socket, ``"RPC"`` for a gRPC/GraphQL style call;
        None for a bare function signature.
    path : str or None
        With parameters as ``{name}`` however they were typed (``:id``, ``<id>``); without the query string.
    parameters : tuple of Parameter
        All inputs, path first, in the order typed.
    returns : Returns or None
        None when not stated.
    description : str
        Prose under the operation.
    line : int
        Where the operation begins.
    reads : bool or None
        What the notation itself says: True in a GraphQL ``Query``, False in a ``Mutation``, else None.
    group : str
        The heading that it stands under, when that names a group of operations rather than this one.
    """

    name: str
    named: bool = True
    method: str | None = None
    path: str | None = None
    parameters: tuple[Parameter, ...] = ()
    returns: Returns | None = None
    description: str = ""
    line: int = 0
    reads: bool | None = None
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """A whole API section as it was understood: operations in the order typed, and unread lines."""

    operations: tuple[Operation, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no operation was understood."""
        return not self.operations


def describe(api: Api) -> list[dict[str, Any]]:
    """Operations as plain values, ready for JSON.

    Parameters
    ----------
    api : Api
        As read.

    Returns
    -------
    list of dict
        One for each operation, in the order typed: ``name``, ``named``, ``line``, ``method``, ``path``,
        ``parameters`` (each ``name``, ``place``, ``type``, ``required``), ``returns`` (``text``, ``many``,
        ``fields``; or None) and ``description``.

    Examples
    --------
    >>> describe(Api(operations=(Operation(name="getFeed", method="GET", path="/feed", line=3),)))[0]["path"]
    '/feed'
    """
    return [
        {
            "name": operation.name,
            "named": operation.named,
            "line": operation.line,
            "method": operation.method,
            "path": operation.path,
            "parameters": [
                {"name": p.name, "place": p.place.value, "type": p.type, "required": p.required}
                for p in operation.parameters
            ],
            "returns": (
                None
                if operation.returns is None
                else {
                    "text": operation.returns.text,
                    "many": operation.returns.many,
                    "fields": list(operation.returns.fields),
                }
            ),
            "description": operation.description,
        }
        for operation in api.operations
    ]
