"""The design section in the canonical notation: boxes with their brackets, and one arrow a line."""

from __future__ import annotations

from whiteboard.draft.design import Component, ComponentKind, Design, Edge
from whiteboard.draft.storage import StoreKind


def write_design(section: Design) -> list[str]:
    """Write a design section.

    Parameters
    ----------
    section : Design
        As read; what was not understood of it is not written.

    Returns
    -------
    list of str
        A box with its brackets where it is first named, ``caller -> called: operations``, and remarks. Where
        arrows would name the boxes in another order than the draft did, all boxes stand first.

    Examples
    --------
    >>> people = Component(name="people", kind=ComponentKind.CLIENT)
    >>> api = Component(name="api server", kind=ComponentKind.SERVICE, replicas=4)
    >>> arrow = Edge(source="people", target="api server", operations=("getFeed",), label="getFeed")
    >>> write_design(Design(components=(people, api), edges=(arrow,)))
    ['people (client) -> api server x4 (service): getFeed']
    """
    by_name = {component.name: component for component in section.components}
    order = list(dict.fromkeys(name for edge in section.edges for name in (edge.source, edge.target)))
    inline = order == [component.name for component in section.components]
    lines = [] if inline else [_box(component, listed=True) for component in section.components]
    shown = set() if inline else set(by_name)
    for edge in section.edges:
        ends = []
        for name in (edge.source, edge.target):
            ends.append(name if name in shown or name not in by_name else _box(by_name[name]))
            shown.add(name)
        lines.append(f"{ends[0]} {_arrow(edge, by_name)} {ends[1]}{_label(edge)}")
    return lines + [f"remark: {text}" for _, text in section.remarks]


def _arrow(edge: Edge, by_name: dict[str, Component]) -> str:
    if edge.both_ways:
        return "<->"
    kinds = {by_name[name].kind for name in (edge.source, edge.target) if name in by_name}
    return "~>" if edge.asynchronous and ComponentKind.QUEUE not in kinds else "->"


def _label(edge: Edge) -> str:
    return f": {edge.label}" if edge.label else ""


def _says_so(component: Component) -> bool:
    """Whether the name ends in the kind, so that a bracket would only repeat it: "feed cache"."""
    name = component.name.lower()
    plain = component.kind is not ComponentKind.STORE and "edge" not in name
    return plain and (name == component.kind.value or name.endswith(f" {component.kind.value}"))


def _box(component: Component, *, listed: bool = False) -> str:
    copies = f" x{component.replicas}" if component.replicas is not None else ""
    if component.kind is ComponentKind.STORE:
        kind = component.store.value if component.store not in (None, StoreKind.UNSTATED) else "store"
    else:
        kind = component.kind.value
    items = [] if component.kind is ComponentKind.UNSTATED or _says_so(component) else [kind]
    if component.brand and component.brand.lower() not in component.name.lower():
        items.append(component.brand)
    items += [setting.text for setting in component.settings]
    if component.group:
        items.append(f"in: {component.group}")
    if not component.drawn:
        items.append("mentioned")
    bracket = f" ({', '.join(items)})" if items else ""
    note = f": {component.note}" if component.note and listed else ""
    return f"{component.name}{copies}{bracket}{note}"
