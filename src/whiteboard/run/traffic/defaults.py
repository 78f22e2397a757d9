"""What is assumed of a component that the draft says nothing about: service times and how much runs at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from whiteboard.draft.design import Component, ComponentKind
from whiteboard.draft.storage import StoreKind

NAPKIN = "sirupsen/napkin-math, README.md at aae5832, measured, 2026"
NOTES = (
    "Hello Interview's Numbers to Know (2025), as quoted by Numbers-To-Remember.md in "
    "shivangbelwariar96/HelloInterview, read in November 2026"
)
THUMB = "rule of thumb; no measurement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Default:
    """What one instance of a kind is taken to be.

    Parameters
    ----------
    seconds : float
        Mean time that one request is worked on.
    at_once : int or None
        Requests worked on at once; None where as many as come.
    source : str
        Where the figures are from, with their date.
    """

    seconds: float
    at_once: int | None
    source: str


ROUND_TRIP = Default(seconds=250e-6, at_once=None, source=f"{NAPKIN}: round trip within a region")
"""What call and answer spend on the network between two components."""

CACHE_HIT = 0.8
"""The share of look-ups that a cache answers where the draft does not say: the 80/20 rule of thumb."""

CDN_HIT = 0.9
"""The same for a CDN before files. A rule of thumb too."""

DEFAULTS: Mapping[ComponentKind, Default] = {
    ComponentKind.CLIENT: Default(seconds=0.0, at_once=None, source=THUMB),
    ComponentKind.DNS: Default(seconds=0.0, at_once=None, source="clients remember the answer"),
    ComponentKind.CDN: Default(seconds=0.010, at_once=None, source=THUMB),
    ComponentKind.LOAD_BALANCER: Default(seconds=50e-6, at_once=4, source=f"{NAPKIN}: proxy hop; 4 cores"),
    ComponentKind.GATEWAY: Default(seconds=50e-6, at_once=4, source=f"{NAPKIN}: proxy hop; 4 cores"),
    ComponentKind.SERVICE: Default(seconds=0.008, at_once=8, source=f"{THUMB}: 1,000 requests/s a server"),
    ComponentKind.WORKER: Default(seconds=0.100, at_once=1, source=THUMB),
    ComponentKind.CACHE: Default(
        seconds=10e-6, at_once=1, source=f"{NOTES}: 100k operations/s; one at a time, as Redis does"
    ),
    ComponentKind.QUEUE: Default(seconds=0.001, at_once=1000, source=f"{NOTES}: up to 1M messages/s"),
    ComponentKind.STORE: Default(
        seconds=0.002,
        at_once=100,
        source=f"{NOTES}: up to 50k transactions/s; 100 connections are PostgreSQL's own default",
    ),
    ComponentKind.BLOB: Default(seconds=0.080, at_once=None, source=f"{NAPKIN}: blob GET of 128 KiB"),
    ComponentKind.SEARCH: Default(seconds=0.010, at_once=50, source=f"{THUMB}: 5,000 searches/s a node"),
    ComponentKind.EXTERNAL: Default(seconds=0.100, at_once=None, source=THUMB),
    ComponentKind.UNSTATED: Default(
        seconds=0.008, at_once=8, source=f"{THUMB}: of no stated kind, taken for a service"
    ),
}
"""By kind, for one instance. They agree with what `whiteboard.run.capacity` assumes."""

SPREAD_STORE = Default(
    seconds=0.001, at_once=100, source=f"{NOTES}: 100k operations/s for stores that are spread by key"
)
"""Key-value, document and wide-column stores: looked up by key alone."""


def default_of(component: Component) -> Default:
    """What is assumed of one instance of a component.

    Examples
    --------
    >>> default_of(Component(name="api", kind=ComponentKind.SERVICE)).at_once
    8
    """
    if component.kind is ComponentKind.STORE and component.store not in (
        StoreKind.RELATIONAL,
        StoreKind.UNSTATED,
        None,
    ):
        return SPREAD_STORE
    return DEFAULTS[component.kind]
