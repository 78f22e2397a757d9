"""A3: long lists come in pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from whiteboard.draft.api import Api, Operation, Parameter, Place
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.meaning import (
    intent,
)
from whiteboard.draft.paging import first_bounding, first_turning, is_paged, says_bounded, says_paged
from whiteboard.draft.wording import split_words
from whiteboard.problems.pack import AccessPattern
from whiteboard.rules.api.shared import (
    api_of,
    matching_of,
)
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context


@rule(
    "A3",
    section="api",
    severity=Severity.MUST,
    title="A long list without pages",
    why=(
        "Lists grow with the years; an answer without pages becomes too long to send and too slow to compute."
    ),
    bad="getFeed:\n  GET /feed\n  returns: list of tweets\n",
    good="getFeed:\n  GET /feed?nextPageToken={token}\n  returns: page of tweets\n",
    source="the framework's step 3.1 on guarding every 'get all' by paging",
)
def unpaged_list(rule: Rule, context: Context) -> Iterator[Finding]:
    """A list that can be long needs a parameter that says where the next page begins."""
    api = api_of(context)
    if api is None or _paged_throughout(api):
        return
    api = _with_legend(api)
    for operation in api.operations:
        yield from _cannot_turn(rule, operation)
    if context.problem is None:
        lists = [
            o
            for o in api.operations
            if o.returns and o.returns.many and intent(o) is not False and o.method != "WS"
        ]
        for operation in lists:
            yield from _unpaged(rule, operation, None, 1 / len(lists))
        return
    matching = matching_of(api, context.problem)
    required = [p for p in context.problem.access_patterns if p.many and p.required and p.kind == "read"]
    seen: set[int] = set()
    for pattern in required:
        chosen = matching.chosen.get(pattern.name)
        if chosen is None:
            continue
        near = [s.operation for s in matching.serving[pattern.name] if s.score >= 0.75 * chosen.score]
        seen |= {id(operation) for operation in near}
        if any(_is_fine(operation) for operation in near):
            continue
        yield from _unpaged(rule, chosen.operation, pattern, 1 / len(required))
    for operation in api.operations:
        returns = operation.returns
        if (
            id(operation) not in seen
            and returns
            and returns.many
            and intent(operation) is not False
            and not _is_fine(operation)
        ):
            for found in _unpaged(rule, operation, None, 1.0):
                if found.severity is Severity.MUST:
                    yield rule.finding(
                        found.message, line=found.line, try_=found.try_, severity=Severity.SHOULD
                    )
                else:
                    yield found


def _with_legend(api: Api) -> Api:
    """The API with each parameter by the name that a remark explains it by: "c = cursor"."""
    short = {
        found["short"]: found["long"]
        for remark in api.remarks
        for found in _LEGEND.finditer(remark[:1000])
        if says_paged(found["long"]) or found["long"].lower().endswith("token")
    }
    if not short:
        return api
    return replace(
        api,
        operations=tuple(
            replace(
                operation,
                parameters=tuple(
                    replace(parameter, name=short.get(parameter.name, parameter.name))
                    for parameter in operation.parameters
                ),
            )
            for operation in api.operations
        ),
    )


_LEGEND = re.compile(
    r"\b(?P<short>\w{1,12})\s*(?:=|:|means|stands for)\s*(?P<long>[a-z][a-z ]{2,30}?)(?=$|[,;.)])",
    re.IGNORECASE,
)


def _cannot_turn(rule: Rule, operation: Operation) -> Iterator[Finding]:
    """Pages are promised, and the parameter that asks for the next one stands nowhere."""
    returns = operation.returns
    if operation.path is None or returns is None or not _BARE_PAGE.search(returns.text):
        return  # a next token among what is returned says it as well
    if first_turning(operation.parameters) or intent(operation) is False or operation.method == "WS":
        return
    yield rule.finding(
        f"{operation.name} returns {_cut(returns.text)}; by what does a client ask for the next page?",
        line=operation.line,
        try_=_with_token(operation),
        severity=Severity.SHOULD,
    )


_BARE_PAGE = re.compile(r"^\s*(?:a |one )?pages? of [\w ,]*$", re.IGNORECASE)
"""A page of something, and no word of how to go on."""


def _paged_throughout(api: Api) -> bool:
    """Whether a remark promises pages for all lists: "every list endpoint takes a cursor"."""
    for remark in api.remarks:
        if says_paged(remark) and re.search(
            r"\b(?:all|every|each|any|lists?|endpoints?|responses?|results|reads?|gets?|apis?|both)\b",
            remark,
            re.IGNORECASE,
        ):
            return True
    return False


def _is_fine(operation: Operation) -> bool:
    return is_paged(operation) or operation.method == "WS" or _streams(operation)


def _streams(operation: Operation) -> bool:
    return bool(operation.returns and re.search(r"\bstream", operation.returns.text, re.IGNORECASE))


def _unpaged(
    rule: Rule, operation: Operation, pattern: AccessPattern | None, share: float
) -> Iterator[Finding]:
    if _is_fine(operation):
        return
    bounding = first_bounding(operation.parameters)
    said = f"{operation.returns.text if operation.returns else ''} {operation.description}"
    what = (
        f"returns {_cut(operation.returns.text)}"
        if operation.returns and operation.returns.many
        else "returns a list"
    )
    if pattern is not None and not (operation.returns and operation.returns.many):
        what = f"answers «{pattern.says}»"
    if bounding or says_bounded(said):
        limit = f"by {bounding.name}" if bounding else f"({_cut(said.strip())})"
        yield rule.finding(
            f"{operation.name} is bounded {limit}, and a client cannot ask for what comes after.",
            line=operation.line,
            try_=(
                "Add the parameter that says where the next page begins: a token, a cursor, the last id seen."
            ),
            severity=Severity.SHOULD,
        )
        return
    opaque = _opaque_request(operation)
    if opaque:
        yield rule.finding(
            f"{operation.name} {what}; whether {opaque.name} holds a page token is not said.",
            line=operation.line,
            try_="Write down the fields of the request, the page token among them.",
            severity=Severity.SHOULD,
        )
        return
    yield rule.finding(
        f"{operation.name} {what} and takes no page token.",
        line=operation.line,
        try_=_with_token(operation),
        share=share,
    )


def _cut(text: str, size: int = 60) -> str:
    return text if len(text) <= size else text[: size - 1].rstrip() + "…"


def _opaque_request(operation: Operation) -> Parameter | None:
    """A single parameter such as ``GetFeedRequest`` of which the draft shows no fields."""
    inputs = [p for p in operation.parameters if p.place not in (Place.PATH, Place.HEADER)]
    for parameter in inputs:
        words = split_words(parameter.type or parameter.name)
        if words and words[-1] in (
            "request",
            "input",
            "params",
            "options",
            "filter",
            "query",
            "dto",
            "args",
            "req",
            "criteria",
        ):
            return parameter
    return None


def _with_token(operation: Operation) -> str:
    if operation.path:
        joint = "&" if any(p.place is Place.QUERY for p in operation.parameters) else "?"
        return (
            f"{operation.method or 'GET'}"
            f" {operation.path}{'?…' if joint == '&' else ''}{joint}nextPageToken={{token}}"
        )
    return f"{operation.name}(…, nextPageToken)"
