"""Names of components as a caller gives them, found in a design without regard to case."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from whiteboard.draft.design import Design


class Names:
    """What a design's components are called, without regard to case."""

    def __init__(self, design: Design) -> None:
        known = [component.name for component in design.components]
        known += [name for edge in design.edges for name in (edge.source, edge.target)]
        self._known: dict[str, str] = {}
        for name in known:
            self._known.setdefault(name.strip().casefold(), name)

    def all(self, wanted: Collection[str], what: str) -> list[str]:
        """The names as the design has them."""
        found = []
        for name in wanted:
            at = self._known.get(str(name).strip().casefold())
            if at is None:
                have = ", ".join(list(self._known.values())[:12]) or "none"
                raise ValueError(f"{what}: the design has no component {name!r}; it has {have}.")
            found.append(at)
        return found

    def shares(self, heat: Mapping[str, float]) -> dict[str, float]:
        """Utilization by name as the design has it."""
        found = {}
        for name, share in heat.items():
            if share < 0:
                raise ValueError(f"heat: the utilization of {name!r} is {share:g}; it must be 0 or more.")
            if (at := self._known.get(str(name).strip().casefold())) is not None:
                found[at] = float(share)
        return found
