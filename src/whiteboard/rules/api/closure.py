"""A1 and A2: every access pattern has an operation, and every operation a reason."""

from __future__ import annotations

from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.problems.pack import AccessPattern
from whiteboard.rules.api.shared import (
    GOOD,
    api_of,
    called,
    matching_of,
)
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context


@rule(
    "A1",
    section="api",
    severity=Severity.MUST,
    title="An access pattern without an operation",
    why="What no operation offers, no client can do, however good the design behind it is.",
    bad=GOOD.replace("PUT /accounts/{accountId}/follow\n", ""),
    good=GOOD,
    problem="twitter",
    source="the framework's step 2: the API answers the access patterns of step 1",
)
def pattern_without_operation(rule: Rule, context: Context) -> Iterator[Finding]:
    """Each required access pattern needs an operation that serves it."""
    api = api_of(context)
    if api is None or context.problem is None:
        return
    matching = matching_of(api, context.problem)
    required = [pattern for pattern in context.problem.access_patterns if pattern.required]
    for pattern in required:
        if pattern.name not in matching.chosen:
            yield rule.finding(
                f"No operation lets a client do this: {pattern.says}.",
                line=None,
                try_=(
                    f"Which line would a client call to {_as_task(pattern)}? Name it so that one can tell."
                ),
                share=1 / len(required),
            )


def _as_task(pattern: AccessPattern) -> str:
    return f"get an answer to «{pattern.says}»" if pattern.kind == "read" else pattern.says


@rule(
    "A2",
    section="api",
    severity=Severity.NOTE,
    title="An operation that serves no requirement",
    why="In the time of an interview every further operation is one more to defend.",
    bad=GOOD + "GET /weather?city={city} -> forecast\n",
    good=GOOD,
    problem="twitter",
    source="the framework's step 2: the API answers the access patterns of step 1",
)
def operation_withoutpattern_of(rule: Rule, context: Context) -> Iterator[Finding]:
    """An operation outside of what the interviewer asked for is worth a remark."""
    api = api_of(context)
    if api is None or context.problem is None:
        return
    matching = matching_of(api, context.problem)
    serving = {id(served.operation) for all_ in matching.serving.values() for served in all_}
    for operation in api.operations[:200]:
        if id(operation) not in serving:
            yield rule.finding(
                f"{called(operation)} answers none of the requirements of {context.problem.title}.",
                line=operation.line,
                try_="Keep it if you agreed on it with the interviewer; otherwise name it as out of scope.",
            )
