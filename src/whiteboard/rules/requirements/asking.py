"""R1 and R2: whether anything was asked or assumed, and whether anything was left out knowingly."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.board import Board
from whiteboard.draft.finding import Finding, Severity
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context

_ASSUMED = re.compile(
    r"(?i)\bassum|\bsuppos|\bpresum|\bask(?:ed)?\b|\bagreed\b|\binterviewer\b|\bconfirm|"
    r"\bclarif|\bas (?:told|said)|\?\s*(?:$|\()|\b[AQ]:\s"
)
_LEFT_OUT = re.compile(
    r"(?i)\bout of scope|\bnot in scope|\bnon-?goals?\b|\bnot now\b|\bbelow the line|"
    r"\bexclud|\bno need (?:for|to)|\bwon't\b|\bwill not\b|\bnot (?:needed|required|"
    r"supported|building|covered)\b|\bignor(?:e|ed|ing)\b|\bskip|\bleft out\b|\blater\b|"
    r"\bnice to have|\bstretch|\bv2\b|\bfuture\b"
)
_MANY = 3


def _agreed(board: Board) -> Iterator[str]:
    """What may show that something was asked or assumed."""
    if board.access_patterns:
        for one in board.access_patterns.requirements:
            yield f"{one.text} {one.group}"
        yield from board.access_patterns.remarks
    if board.objects:
        yield from (one.note for one in board.objects.objects)
        yield from board.objects.remarks
    if board.qualities:
        yield from board.qualities.remarks
    if board.out_of_scope:
        yield from (f"{one.text} {one.because or ''}" for one in board.out_of_scope.exclusions)
        yield from board.out_of_scope.remarks
    if board.scale:
        yield from (f"{one.text} {one.group}" for one in board.scale.quantities)
        yield from board.scale.remarks


@rule(
    "R1",
    section="access patterns",
    severity=Severity.NOTE,
    title="Nothing asked and nothing assumed",
    why="The statement leaves out on purpose what decides the design, and only questions bring it to light.",
    bad=(
        "publish: given an account, publish a tweet\ngetTweets: given an account, get its "
        "tweets, newest first\n"
    ),
    good="publish: given an account, publish a tweet\nWill users see tweets newest first? -> yes\n",
    source="the framework's step 1.1: ask until the use cases are clear",
)
def nothing_asked(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for a question, an answer or an assumption anywhere on the board."""
    board = context.board
    patterns = board.access_patterns
    if patterns is None or patterns.is_empty:
        return
    if board.questions is not None and not board.questions.is_empty:
        return
    if any(one.question or one.answer for one in patterns.requirements):
        return
    if any(_ASSUMED.search(text) for text in _agreed(board)):
        return
    yield rule.finding(
        "No question to the interviewer stands here, and no assumption.",
        line=patterns.requirements[0].line or None,
        try_=(
            "Which answer would change your list? Write the question down with what you were "
            "told, or assume it openly."
        ),
    )


@rule(
    "R2",
    section="access patterns",
    severity=Severity.SHOULD,
    title="Nothing is put out of scope",
    why="What is not ruled out is expected, and an interview has time for three features.",
    bad="publish: given an account, publish a tweet\nfollow: given an account, follow it\n"
    "getTweets: given an account, get its tweets, newest first\n",
    good=(
        "publish: given an account, publish a tweet\ngetTweets: given an account, get its "
        "tweets, newest first\n"
    ),
    source="the framework's step 1: agree on what is left out",
)
def nothing_left_out(rule: Rule, context: Context) -> Iterator[Finding]:
    """With three requirements or more, something has to be left out in so many words."""
    board = context.board
    patterns = board.access_patterns
    if patterns is None or len(patterns.requirements) < _MANY:
        return
    if board.out_of_scope is not None and (not board.out_of_scope.is_empty or board.out_of_scope.remarks):
        return
    said = [f"{one.text} {one.answer or ''} {one.group}" for one in patterns.requirements] + list(
        patterns.remarks
    )
    if board.questions is not None:
        said += [f"{one.text} {one.answer or ''}" for one in board.questions.questions]
        if any(re.match(r"(?i)no\b", one.answer or "") for one in board.questions.questions):
            return
    if any(one.optional for one in patterns.requirements) or any(_LEFT_OUT.search(text) for text in said):
        return
    yield rule.finding(
        f"{len(patterns.requirements)} requirements, and nothing is said to be left out.",
        line=patterns.requirements[0].line or None,
        try_=(
            "Name a few features that one would expect and that you will not design, and have that confirmed."
        ),
    )
