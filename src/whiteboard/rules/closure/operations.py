"""C1: every access pattern of the draft has an operation."""

from __future__ import annotations

from collections.abc import Iterator

from whiteboard.draft.access_patterns import Requirement
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.scope import OutOfScope
from whiteboard.draft.wording import singular, split_words
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.requirements.matching import is_wanted
from whiteboard.rules.requirements.offers import unserved

_API = (
    "## API\nPOST /tweets {text}\nGET /accounts/{id}/tweets?cursor={cursor} -> page of tweets, newest first\n"
)


@rule(
    "C1",
    section=CLOSURE,
    severity=Severity.MUST,
    title="An access pattern without an operation",
    why=(
        "The access patterns are what the API is written from: one that no operation offers was "
        "promised and not kept."
    ),
    bad="## Access patterns\npublish: publish a tweet\nmute: mute somebody for a while\n"
    "getTweets: given an account, get its tweets, newest first\n" + _API,
    good="## Access patterns\npublish: publish a tweet\n"
    "getTweets: given an account, get its tweets, newest first\n" + _API,
    source="design interview framework, step 2: each step's output is the next one's input",
)
def pattern_without_operation(rule: Rule, context: Context) -> Iterator[Finding]:
    """Hold the draft's own access patterns against its own operations."""
    section, api = context.board.access_patterns, context.board.api
    if section is None or api is None or api.is_empty:
        return
    wanted = [requirement for requirement in section.requirements if is_wanted(requirement)]
    for lost in unserved(section, api, context.problem):
        requirement = lost.requirement
        if _is_put_aside(requirement, context.board.out_of_scope):
            continue
        text = lost.part or requirement.name or requirement.text
        yield rule.finding(
            f"{text if len(text) <= 80 else text[:79] + '…'}: no operation of the API offers it.",
            line=requirement.line or None,
            try_="Which line of the API would a client call for it? Add it, or name it as out of scope.",
            share=1 / len(wanted),
            severity=Severity.MUST if lost.sure else Severity.SHOULD,
        )


def _is_put_aside(requirement: Requirement, scope: OutOfScope | None) -> bool:
    """Whether the draft names it as out of scope as well: that it stands here all the same is C11's."""
    words = {singular(word) for word in split_words(f"{requirement.name or ''} {requirement.text}")}
    for exclusion in scope.exclusions[:300] if scope else ():
        excluded = {singular(word) for word in split_words(exclusion.text)}
        if excluded and len(excluded) < 4 and excluded <= words:
            return True
    return False
