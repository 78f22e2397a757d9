"""What the rules of the API section share: the matching, and how operations are called in messages."""

from __future__ import annotations

from collections.abc import Sequence

from whiteboard.draft.api import Api, Operation
from whiteboard.problems.pack import AccessPattern, Problem
from whiteboard.rules.context import Context
from whiteboard.rules.matching import Matching, match

RFC9110 = "RFC 9110 (HTTP Semantics, June 2022), sections 9.2.1 and 9.2.2"
GOOD = """\
POST /tweets {text, media_ids?} -> tweet id
GET /accounts/{accountId}/tweets?cursor={cursor} -> page of tweets
GET /feed?cursor={cursor} -> page of tweets
PUT /tweets/{tweetId}/like
PUT /accounts/{accountId}/follow
"""
_NAMED_AT_MOST = 6


def api_of(context: Context) -> Api | None:
    """The API section, or None where nothing of it was understood."""
    api = context.board.api
    return api if api is not None and api.operations else None


_LAST: list[tuple[Api, Problem, Matching]] = []


def matching_of(api: Api, problem: Problem) -> Matching:
    """The matching of an API with a problem; rules that ask one after the other share it."""
    for known_api, known_problem, matching in _LAST:
        if known_api is api and known_problem is problem:
            return matching
    made = match(api, problem)
    _LAST[:] = [(api, problem, made)]
    return made


def pattern_of(problem: Problem, name: str) -> AccessPattern:
    """The pattern of that name."""
    return next(pattern for pattern in problem.access_patterns if pattern.name == name)


def called(operation: Operation) -> str:
    """The operation as the learner would recognize it."""
    typed = " ".join(part for part in (operation.method, operation.path) if part and part != "RPC")
    if operation.named and typed:
        return f"{operation.name} ({typed})"
    return operation.name


def listed(operations: Sequence[Operation]) -> str:
    """Names of operations for a message, at most six."""
    names = list(dict.fromkeys(operation.name for operation in operations))
    shown = ", ".join(names[:_NAMED_AT_MOST])
    return shown if len(names) <= _NAMED_AT_MOST else f"{shown} and {len(names) - _NAMED_AT_MOST} more"


def share_of(api: Api) -> float:
    """Slips of method cost a third each, and in a small API their part of it."""
    return max(1 / 3, 1 / max(len(api.operations), 1)) if len(api.operations) < 3 else 1 / 3
