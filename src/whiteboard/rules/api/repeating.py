"""A8: a write that must not happen twice carries a key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.api import Operation
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.meaning import (
    fixed_segments,
    intent,
)
from whiteboard.draft.wording import lexicon, singular, split_words
from whiteboard.rules.api.shared import (
    api_of,
    called,
    matching_of,
    share_of,
)
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context


@rule(
    "A8",
    section="api",
    severity=Severity.SHOULD,
    title="A write that must not happen twice, without a key",
    why=(
        "A client that gets no answer tries again; without a key the server cannot tell the second try from"
        " a second wish."
    ),
    bad="pay:\n  POST /payments {amount, currency, recipient}\n",
    good="pay:\n  POST /payments {idempotencyKey, amount, currency, recipient}\n",
    source="the Idempotency-Key header, IETF draft-ietf-httpapi-idempotency-key-header",
)
def write_without_key(rule: Rule, context: Context) -> Iterator[Finding]:
    """Payments and bookings need a key by which a repeated request is recognized."""
    api = api_of(context)
    if api is None or any("idempoten" in remark.lower() for remark in api.remarks):
        return
    done: set[int] = set()
    if context.problem is not None:
        matching = matching_of(api, context.problem)
        for pattern in context.problem.access_patterns:
            chosen = matching.chosen.get(pattern.name)
            if pattern.kind != "write" or pattern.repeatable or chosen is None:
                continue
            operation = chosen.operation
            if id(operation) in done or _has_key(operation):
                continue
            done.add(id(operation))
            grave = bool(set(split_words(pattern.name)) & _GRAVE)
            yield _keyless(
                rule,
                operation,
                Severity.MUST if grave and pattern.required else Severity.NOTE,
                share_of(api),
            )
    for operation in api.operations:
        if (
            id(operation) in done
            or intent(operation) is not False
            or _has_key(operation)
            or operation.method in ("PUT", "DELETE", "PATCH")
        ):
            continue
        words = split_words(operation.name) if operation.named else []
        words += [
            singular(word) for segment in fixed_segments(operation.path)[-1:] for word in split_words(segment)
        ]
        if set(words) & _GRAVE and not set(words) & {"cancel", "refund", "get", "list"}:
            yield _keyless(rule, operation, Severity.SHOULD, 1.0)


_GRAVE = lexicon(
    "pay payment charge transfer withdraw withdrawal purchase checkout book booking reserve reservation"
    " order buy"
)


def _has_key(operation: Operation) -> bool:
    said = f"{operation.description} {operation.returns.text if operation.returns else ''}".lower()
    if "idempoten" in said or "dedup" in said or operation.method == "PUT":
        return True
    for parameter in operation.parameters:
        squashed = re.sub(r"[\W_]+", "", parameter.name).lower()
        if re.search(
            r"idempoten|requestid|clienttoken|dedup|nonce|transactionid|correlationid|clientid|clientmutationid|uniquekey|clientgenerated|clientref|requestkey|txnid|uuid",
            squashed,
        ):
            return True
    return False


def _keyless(rule: Rule, operation: Operation, severity: Severity, share: float) -> Finding:
    return rule.finding(
        f"{called(operation)} would happen twice if its answer got lost and the client tried again.",
        line=operation.line,
        try_=(
            "Let the client send a key of its own with each wish, and the server answer a known key as"
            " before."
        ),
        severity=severity,
        share=share,
    )
