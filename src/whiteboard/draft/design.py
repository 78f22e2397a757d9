"""The design section: components, and which calls which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from whiteboard.draft.amount import Amount
from whiteboard.draft.storage import StoreKind
from whiteboard.draft.text import Unread


class ComponentKind(StrEnum):
    """What a component is. Generic names; brands are recognised as their kind."""

    CLIENT = "client"
    DNS = "dns"
    CDN = "cdn"
    LOAD_BALANCER = "load balancer"
    GATEWAY = "gateway"
    SERVICE = "service"
    WORKER = "worker"
    CACHE = "cache"
    QUEUE = "queue"
    STORE = "store"
    BLOB = "blob"
    SEARCH = "search"
    EXTERNAL = "external"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Something that stands in brackets behind a component: ``hit 90%``, ``ttl 30 s``, ``20 ms``, ``8 workers``.

    `text` is the whole as typed; `name` its words before the amount in lower case, empty when only the amount
    was given; `amount` is None for bare words ("stateless", "sharded by user_id").
    """

    name: str
    text: str
    amount: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One box.

    Parameters
    ----------
    name : str
        As typed, without its count and brackets. A name is one component however often it is drawn.
    kind : ComponentKind
        By its bracket, else by its name, else by its brand.
    store : StoreKind or None
        For a store: relational, key-value …; None when not stated, or for anything else.
    replicas : int or None
        ``x4``, ``(replicas 2)``, "3 nodes"; None when not stated. "cluster", "replicated", "multi-AZ" are 2.
    settings : tuple of Setting
        What else stands in its brackets.
    brand : str or None
        The brand that the learner named, when it was not a generic name.
    group : str
        The box or subgraph that it is drawn in; empty at the top.
    note : str
        What else the learner said about it.
    drawn : bool
        False when it only stands in a sentence, and was never drawn with an arrow or listed.
    line : int
        Where it was first typed.
    """

    name: str
    kind: ComponentKind = ComponentKind.UNSTATED
    store: StoreKind | None = None
    replicas: int | None = None
    settings: tuple[Setting, ...] = ()
    brand: str | None = None
    group: str = ""
    note: str = ""
    drawn: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One arrow, from the caller to the called.

    Parameters
    ----------
    source, target : str
        Names of components, as in ``Component.name``.
    operations : tuple of str
        The names that stand behind the arrow (``: getTweets, publishTweet``) or on it, as typed.
    label : str
        What stands on the arrow, as typed.
    asynchronous : bool
        Whether the caller does not wait: a dotted arrow, "async", "enqueue", an edge into or out of a queue.
    both_ways : bool
        Whether it was drawn with two heads.
    line : int
        Where it was typed.
    """

    source: str
    target: str
    operations: tuple[str, ...] = ()
    label: str = ""
    asynchronous: bool = False
    both_ways: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A whole design section as it was understood.

    Parameters
    ----------
    components : tuple of Component
        In the order first typed, each name once.
    edges : tuple of Edge
        In the order typed.
    remarks : tuple of (int, str)
        Sentences that say something about the design, with their line: decisions, flows in words.
    """

    components: tuple[Component, ...] = ()
    edges: tuple[Edge, ...] = ()
    remarks: tuple[tuple[int, str], ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no component was understood."""
        return not self.components

    def component(self, name: str) -> Component | None:
        """The component of that name, without regard to case; None when there is none."""
        wanted = name.strip().casefold()
        return next((found for found in self.components if found.name.casefold() == wanted), None)
