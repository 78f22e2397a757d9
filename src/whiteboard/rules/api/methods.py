"""A4 and A5: the method says what the operation does."""

from __future__ import annotations

from collections.abc import Iterator

from whiteboard.draft.api import Operation, Place
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.meaning import (
    bare_action,
    changing_verb,
    fixed_segments,
    reading_verb,
)
from whiteboard.draft.wording import is_plural, leading_verb, lexicon, singular, split_words
from whiteboard.rules.api.shared import (
    RFC9110,
    api_of,
    called,
    matching_of,
    share_of,
)
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context


@rule(
    "A4",
    section="api",
    severity=Severity.MUST,
    title="A method that contradicts what the operation does",
    why="Browsers, caches and crawlers repeat a GET at will, since it promises to change nothing.",
    bad="deleteTweet:\n  GET /tweets/{tweetId}/delete\n",
    good="deleteTweet:\n  DELETE /tweets/{tweetId}\n",
    source=RFC9110,
)
def method_against_meaning(rule: Rule, context: Context) -> Iterator[Finding]:
    """A state change with GET is wrong; a read with POST gives caching away."""
    api = api_of(context)
    if api is None:
        return
    by_get: set[int] = set()
    either_way: set[int] = set()
    if context.problem is not None:
        matching = matching_of(api, context.problem)
        by_get = {id(s.operation) for s in matching.chosen.values() if s.by_get}
        either_way = {
            id(served.operation)
            for pattern in context.problem.access_patterns
            if pattern.either
            for served in matching.serving[pattern.name]
        }
    for operation in api.operations:
        if id(operation) in either_way and operation.method != "DELETE":
            continue
        verb = changing_verb(operation)
        if operation.method in ("GET", "HEAD") and (verb or id(operation) in by_get):
            word = verb or bare_action(operation)
            yield rule.finding(
                f"{called(operation)} changes something ({word}) with {operation.method}.",
                line=operation.line,
                try_=(
                    "Keep the path and choose a method that may change something: POST, PUT, PATCH or DELETE."
                ),
                share=share_of(api),
            )
        elif operation.method in ("POST", "PUT", "PATCH") and reading_verb(operation):
            yield rule.finding(
                f"{called(operation)} reads ({reading_verb(operation)}) with {operation.method}.",
                line=operation.line,
                try_=(
                    "A read with GET can be cached, repeated and bookmarked; put its inputs into path and"
                    " query."
                ),
                severity=Severity.SHOULD,
                why="Nothing between client and server may cache or repeat what is sent with POST.",
            )
        elif operation.method == "DELETE" and operation.named:
            word = leading_verb(split_words(operation.name))
            if word in ("create", "publish", "add", "get", "fetch", "list", "upload"):
                yield rule.finding(
                    f"{called(operation)} says {word} and is sent with DELETE.",
                    line=operation.line,
                    try_=(
                        "Choose the method by what happens to the resource: made, replaced, read, or removed."
                    ),
                    why="DELETE asks the server to remove the resource that the path names.",
                    share=share_of(api),
                )


@rule(
    "A5",
    section="api",
    severity=Severity.MUST,
    title="PUT on a collection to create, or a POST named put",
    why=(
        "PUT replaces what its path names, so that sending it twice does no harm; on a collection it would"
        " replace the collection."
    ),
    bad="putTweet:\n  PUT /{accountId}/tweets\n  body: content of the tweet\n",
    good="publishTweet:\n  POST /tweets\n  body: content of the tweet\n",
    source=RFC9110,
)
def put_on_collection(rule: Rule, context: Context) -> Iterator[Finding]:
    """PUT belongs to a resource whose id the client knows."""
    api = api_of(context)
    if api is None:
        return
    creates: set[int] = set()
    relations: frozenset[str] = frozenset()
    if context.problem is not None:
        matching = matching_of(api, context.problem)
        for pattern in context.problem.access_patterns:
            if pattern.kind == "write" and not pattern.repeatable and pattern.name in matching.chosen:
                creates |= {id(s.operation) for s in matching.serving[pattern.name]}
        relations = frozenset(
            singular(phrase)
            for thing in context.problem.things
            if thing.between
            for phrase in (thing.name, *thing.synonyms)
            if " " not in phrase
        )
    for operation in api.operations:
        if operation.method == "PUT" and operation.path:
            severity = _collection_put(operation, creates, relations)
            if severity:
                segment = fixed_segments(operation.path)[-1]
                does = "changes one thing" if _is_change(operation) else "makes something new"
                yield rule.finding(
                    f"{called(operation)} {does} with PUT, and its path ends in {segment},"
                    " which names no single one.",
                    line=operation.line,
                    try_=(
                        "POST lets the server choose the id; PUT fits where the client names it at the end"
                        " of the path."
                    ),
                    severity=severity,
                    share=share_of(api),
                )
        elif operation.method == "POST" and operation.named and split_words(operation.name)[:1] == ["put"]:
            yield rule.finding(
                f"{operation.name} is sent with POST, and its name says put.",
                line=operation.line,
                try_="Let name and method say the same: POST makes another one each time, PUT replaces.",
                severity=Severity.SHOULD,
                why="A caller reads the name as a promise that sending it twice does no harm.",
            )


_SINGLETONS = lexicon(
    "settings preferences permissions details contents tags interests profile status availability"
    " availabilities password avatar config configuration options media metadata roles notifications"
)


def _collection_put(operation: Operation, creates: set[int], relations: frozenset[str]) -> Severity | None:
    path = (operation.path or "").rstrip("/")
    segments = path.split("/")
    last = segments[-1]
    fixed = fixed_segments(path)
    if "{" in last or not fixed or fixed[-1] not in last:
        return None
    words = split_words(last)
    if not words or words[-1] in _SINGLETONS or {singular(word) for word in words} & relations:
        return None
    ids = {"id", "key", "uuid", "slug", "handle"}
    own_id = any(
        p.place in (Place.BODY, Place.QUERY)
        and set(split_words(p.name)) & ids
        and (
            split_words(p.name)[:1] in (["id"], ["uuid"], ["idempotency"])
            or singular(words[-1]) in split_words(p.name)
        )
        for p in operation.parameters
    )
    key = any("idempotency" in p.name.lower() for p in operation.parameters)
    if id(operation) in creates:
        return Severity.SHOULD if own_id or key else Severity.MUST
    if is_plural(words[-1]) and leading_verb(words) is None:
        return Severity.SHOULD if own_id or key or _is_change(operation) else Severity.MUST
    return None


def _is_change(operation: Operation) -> bool:
    verb = leading_verb(split_words(operation.name)) if operation.named else None
    return verb in ("update", "edit", "set", "replace", "change", "modify", "reorder", "mark")
