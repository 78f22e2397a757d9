"""A7: paths agree with themselves and with each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from whiteboard.draft.api import Operation
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.meaning import (
    fixed_segments,
)
from whiteboard.draft.wording import is_plural, leading_verb, may_be_noun, singular, split_words
from whiteboard.rules.api.shared import (
    api_of,
    called,
    listed,
)
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context


@rule(
    "A7",
    section="api",
    severity=Severity.SHOULD,
    title="A path that contradicts itself or another one",
    why="Callers guess paths from those they know; an exception has to be looked up each time.",
    bad="GET /tweet/{tweetId} -> tweet\nPOST /tweets {text} -> tweet id\n",
    good="GET /tweets/{tweetId} -> tweet\nPOST /tweets {text} -> tweet id\n",
    source="common REST guides, such as Microsoft's REST API guidelines",
)
def inconsistent_path(rule: Rule, context: Context) -> Iterator[Finding]:
    """One resource has one spelling, a parameter one meaning, and a path names things rather than deeds."""
    api = api_of(context)
    if api is None:
        return
    spellings: dict[str, dict[str, Operation]] = defaultdict(dict)
    deeds: list[tuple[Operation, str]] = []
    routed = [operation for operation in api.operations if operation.path]
    for operation in routed:
        for segment in fixed_segments(operation.path)[:1]:
            words = split_words(segment)
            noun = leading_verb(words) is None or may_be_noun(words[0])
            if len(words) == 1 and len(words[0]) > 2 and noun:
                spellings[singular(words[0])].setdefault(words[0], operation)
        names = re.findall(r"\{([^{}]*)\}", operation.path or "")
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            yield rule.finding(
                f"{called(operation)} uses {{{twice[0]}}} for two different things in one path.",
                line=operation.line,
                try_="Name each parameter after what it identifies.",
            )
        deed = _deed(operation)
        if deed:
            deeds.append((operation, deed))
    for forms in spellings.values():
        if len(forms) > 1:
            (one, _), (other, second) = list(forms.items())[:2]
            yield rule.finding(
                f"{one} and {other} name the same resource in different paths.",
                line=second.line,
                try_="Choose one of the two for all paths; the plural is the common choice.",
            )
    if deeds and len(deeds) < max(2, len(routed)):
        operation, deed = deeds[0]
        yield rule.finding(
            f"{listed([operation for operation, _ in deeds])}: the path says what is done ({deed}), which"
            " the method says already.",
            line=operation.line,
            try_="Let the path name the resource and the method what happens to it.",
        )
    elif deeds:
        operation, _ = deeds[0]
        yield rule.finding(
            "The paths name deeds rather than resources, as calls of functions do.",
            line=operation.line,
            try_="That is a style of its own (RPC); say so, or name resources and let the methods speak.",
            severity=Severity.NOTE,
        )


def _deed(operation: Operation) -> str | None:
    for segment in fixed_segments(operation.path)[-1:]:
        words = split_words(segment)
        verb = leading_verb(words)
        if verb and len(words) > 1 and re.search(r"[a-z][A-Z]|[_-]", segment) and not is_plural(words[0]):
            return verb if verb not in ("search", "login", "upload") else None
        if verb in ("create", "delete", "get", "fetch", "add", "remove", "update") and len(words) == 1:
            return verb
    return None
