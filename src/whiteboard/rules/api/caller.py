"""A6: who acts is known from the session."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.api import Operation, Parameter, Place
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.meaning import (
    bare_action,
    fixed_segments,
    intent,
    spoken_verb,
)
from whiteboard.draft.wording import lexicon, split_words
from whiteboard.rules.api.shared import (
    api_of,
    listed,
)
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context


@rule(
    "A6",
    section="api",
    severity=Severity.SHOULD,
    title="The caller says who they are",
    why="Whoever can type another account's id can act in its name; the session knows who is calling.",
    bad="POST /tweets {user_id, text} -> tweet id\n",
    good="POST /tweets {text} -> tweet id\nAuthorization: Bearer token of the session\n",
    source="OWASP API Security Top 10 (2023), API1: broken object level authorization",
)
def actor_from_client(rule: Rule, context: Context) -> Iterator[Finding]:
    """The actor of a write belongs into the session rather than into the request."""
    api = api_of(context)
    if api is None:
        return
    sent: list[tuple[Operation, Parameter]] = []
    for operation in api.operations:
        if intent(operation) is not False or _is_about_account(operation):
            continue
        actor = _actor(operation)
        if actor:
            sent.append((operation, actor))
    if sent:
        first, parameter = sent[0]
        loose = any(p.place in (Place.BODY, Place.QUERY) for _, p in sent)
        take = "take" if len({id(operation) for operation, _ in sent}) > 1 else "takes"
        yield rule.finding(
            f"{listed([operation for operation, _ in sent])} {take} from the client who is acting"
            f" ({parameter.name}).",
            line=first.line,
            try_="Leave it out of the request, and say once that the caller is known from the session.",
            severity=Severity.SHOULD if loose else Severity.NOTE,
        )


_ACTORS = lexicon(
    "user account author follower liker sender owner creator poster actor member uid userid username"
    " publisher tweeter profile"
)
_TARGETS = lexicon(
    "followee followed target to recipient receiver following other friend whom mentioned tagged reply"
    " mention list"
)


def _actor(operation: Operation) -> Parameter | None:
    people = [
        p
        for p in operation.parameters
        if set(split_words(p.name)) & _ACTORS
        and not set(split_words(p.name)) & (_TARGETS | {"location", "agent", "token", "list", "name"})
        and p.place is not Place.HEADER
    ]
    outside = [p for p in people if p.place is not Place.PATH]
    if not outside:
        return None
    first = outside[0]
    words = set(split_words(first.name))
    verb = spoken_verb(operation) or bare_action(operation) or ""
    alone = len(people) == 1 and not any(set(split_words(p.name)) & _TARGETS for p in operation.parameters)
    path = " ".join(fixed_segments(operation.path)).lower()
    on_people = bool(re.search(r"follow|friend|subscri|relation|connect", path)) or verb in (
        "follow",
        "unfollow",
        "block",
        "mute",
        "invite",
        "friend",
        "subscribe",
        "unsubscribe",
        "befriend",
        "connect",
    )
    if alone and on_people and not words & {"follower", "actor", "sender"}:
        return None  # the one account that it names is whom, not who
    return first


def _is_about_account(operation: Operation) -> bool:
    """Signing up and in, and editing a profile, name the account rightly."""
    words = set(split_words(operation.name) if operation.named else ()) | {
        word for segment in fixed_segments(operation.path)[-1:] for word in split_words(segment)
    }
    return bool(
        words
        & {
            "register",
            "signup",
            "login",
            "signin",
            "session",
            "sessions",
            "auth",
            "users",
            "accounts",
            "token",
            "account",
        }
    ) and not bool(words & {"tweet", "post", "like", "follow", "tweets", "posts"})
