"""Boxes and arrows as they come in: one component a name, however often and however it is spelled."""

from __future__ import annotations

import re

from whiteboard.draft.design import Component, ComponentKind, Design, Edge
from whiteboard.draft.text import Unread
from whiteboard.notation.design.boxes import Box, box, key_of
from whiteboard.notation.design.kinds import What

_OPERATION = re.compile(
    r"^(?:(?:GET|POST|PUT|PATCH|DELETE|WS|RPC)\s+\S+|[A-Za-z_][\w.]*(?:\([^()]*\))?|/[\w/{}:.-]+)$"
)
_ASYNC = re.compile(
    r"(?i)\b(?:async\w*|enqueu\w+|publish\w* (?:event|message)\w*|in the background|later|"
    r"event(?:ually)?|fire and forget|non-?blocking|batch\w*|periodic\w*|nightly|cron)\b"
)
_MAY_SERVE = re.compile(r"(?i)\b(?:apps?|web|front-?ends?|ui|players?|agents?|sites?|devices?)\b")
MOST = 20_000
_MOST_FOR_SHORT_NAMES = 60


class Gathering:
    """What was understood of a design so far."""

    def __init__(self) -> None:
        self._boxes: dict[str, Box] = {}
        self._edges: dict[tuple[str, str], Edge] = {}
        self.remarks: list[tuple[int, str]] = []
        self.unread: list[Unread] = []
        self.group = ""

    def add(self, text: str, line: int, *, note: str = "") -> Box | None:
        """Add a box as typed, or join it with the one of its name; None when there is no name in it."""
        made = box(text, line=line)
        return None if made is None else self.join(made, note=note)

    def join(self, made: Box, *, note: str = "") -> Box:
        """Add a box that was read already."""
        made.note = made.note or note
        made.group = made.group or self.group
        key = key_of(made.name)
        known = self._boxes.get(key) or (None if made.diagrammed else self._longer(key))
        if known is None:
            if len(self._boxes) < MOST:
                self._boxes[key] = made
            return made
        known.join(made)
        return known

    def _longer(self, key: str) -> Box | None:
        """The one box whose name ends in this one: "app" behind "Spring Boot app"."""
        if " " in key or len(self._boxes) > _MOST_FOR_SHORT_NAMES:
            return None
        found = [made for name, made in self._boxes.items() if name.endswith(f" {key}")]
        return found[0] if len(found) == 1 and found[0].drawn else None

    def find(self, name: str) -> Box | None:
        """The box of that name, however spelled."""
        return self._boxes.get(key_of(name))

    def boxes(self) -> list[Box]:
        """All boxes, in the order first met."""
        return list(self._boxes.values())

    def connect(
        self,
        source: Box,
        target: Box,
        line: int,
        *,
        label: str = "",
        dotted: bool = False,
        both: bool = False,
    ) -> None:
        """Draw an arrow; a second one between the same two adds what it says."""
        if source is target or len(self._edges) > 10 * MOST:
            return
        operations = operations_in(label)
        waits_not = dotted or bool(_ASYNC.search(label))
        key = (source.name, target.name)
        known = self._edges.get(key)
        if known is None:
            self._edges[key] = Edge(
                source=source.name,
                target=target.name,
                operations=operations,
                label=label,
                asynchronous=waits_not,
                both_ways=both,
                line=line,
            )
            return
        merged = tuple(dict.fromkeys((*known.operations, *operations)))
        labels = known.label if label in known.label else "; ".join(filter(None, (known.label, label)))
        # One arrow without a label carries everything; a second with names must not narrow it.
        self._edges[key] = Edge(
            source=known.source,
            target=known.target,
            operations=merged if known.label or not known.line or operations else known.operations,
            label=labels,
            asynchronous=known.asynchronous and waits_not,
            both_ways=known.both_ways or both,
            line=known.line,
        )

    def design(self) -> Design:
        """The finished design."""
        called = {edge.target for edge in self._edges.values() if not edge.both_ways}
        for made in self._boxes.values():
            # "client -> load balancer -> app": what is called or counted is the application's server.
            serves = made.name in called or (made.replicas or 0) > 1
            if serves and made.what.kind is ComponentKind.CLIENT and _MAY_SERVE.search(made.name):
                made.what = What(ComponentKind.SERVICE, None, made.what.brand)
        components: list[Component] = [made.component() for made in self._boxes.values()]
        queues = {found.name for found in components if found.kind is ComponentKind.QUEUE}
        edges = tuple(
            Edge(
                source=edge.source,
                target=edge.target,
                operations=edge.operations,
                label=edge.label,
                asynchronous=edge.asynchronous or edge.source in queues or edge.target in queues,
                both_ways=edge.both_ways,
                line=edge.line,
            )
            for edge in self._edges.values()
        )
        return Design(
            components=tuple(components),
            edges=edges,
            remarks=tuple(self.remarks),
            unread=tuple(self.unread),
        )


def operations_in(label: str) -> tuple[str, ...]:
    """The operations that a label names: single words and ``GET /path``; sentences name none.

    Examples
    --------
    >>> operations_in("getTweets, publishTweet"), operations_in("uploadVideo, by a signed address")
    (('getTweets', 'publishTweet'), ('uploadVideo',))
    >>> operations_in("on a miss")
    ()
    """
    parts = [part.strip().strip("`") for part in re.split(r"[,;&]|\band\b|\+", label[:5000])]
    return tuple(dict.fromkeys(part for part in parts if _OPERATION.match(part)))
