"""A10: what anyone may read asks nobody for a key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.api import Parameter, Place
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.meaning import (
    intent,
)
from whiteboard.draft.paging import first_turning
from whiteboard.rules.api.shared import (
    GOOD,
    api_of,
    matching_of,
    pattern_of,
)
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context


@rule(
    "A10",
    section="api",
    severity=Severity.SHOULD,
    title="A public read that asks for a key",
    why=(
        "Who may read without signing in has no key to send, and a key in an address ends up in logs and"
        " links."
    ),
    bad=GOOD.replace("tweets?cursor", "tweets?api_key={key}&cursor"),
    good=GOOD,
    problem="twitter",
    source="RFC 6750, section 5.3: tokens do not belong into addresses",
)
def public_read_with_key(rule: Rule, context: Context) -> Iterator[Finding]:
    """What anyone may read asks nobody for a key."""
    api = api_of(context)
    if api is None or context.problem is None:
        return
    matching = matching_of(api, context.problem)
    done: set[int] = set()
    for name, chosen in matching.chosen.items():
        pattern = pattern_of(context.problem, name)
        operation = chosen.operation
        if (
            not pattern.public
            or pattern.kind != "read"
            or id(operation) in done
            or intent(operation) is False
        ):
            continue
        key = next((p for p in operation.parameters if _is_key(p)), None)
        if key:
            done.add(id(operation))
            yield rule.finding(
                f"{operation.name} asks for {key.name} to answer what anyone may read: {pattern.says}.",
                line=operation.line,
                try_="Leave the key out here, or send it in a header where it is needed at all.",
            )


def _is_key(parameter: Parameter) -> bool:
    if parameter.place is Place.HEADER:
        return False
    squashed = re.sub(r"[\W_]+", "", parameter.name).lower()
    if first_turning((parameter,)):
        return False
    return bool(
        re.fullmatch(
            r"(?:api|dev|apidev|developer|app|client|access|auth|session|user|jwt|bearer|security|authentication)*(?:key|token|secret|jwt|password)",
            squashed,
        )
    )
