"""Which layer each component stands in: clients leftmost, callers left of what they call."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def layered(
    names: Sequence[str], arrows: Sequence[tuple[str, str]], clients: Collection[str]
) -> tuple[dict[str, int], frozenset[int]]:
    """Layers by the longest way from the left, and the arrows that lead back.

    Cycles are broken as in Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system
    structures" (1981): an arrow that closes a cycle, in a walk that begins at the clients, counts as turned round.
    Then whatever nobody calls moves next to what it calls, and so does whatever has more arrows out than in.

    Parameters
    ----------
    names : sequence of str
        All components, in the order of the design.
    arrows : sequence of (str, str)
        Caller and called; a component may call itself.
    clients : collection of str
        They stay in layer 0; an arrow to one of them leads back.

    Returns
    -------
    (dict of str to int, frozenset of int)
        The layer of each, and places in `arrows` of those that lead back; loops are not among them.

    Examples
    --------
    >>> layered(["people", "api", "db"], [("people", "api"), ("api", "db"), ("db", "api")], ["people"])
    ({'people': 0, 'api': 1, 'db': 2}, frozenset({2}))
    """
    backwards = _closing(names, arrows, clients)
    after: dict[str, list[str]] = {name: [] for name in names}
    before: dict[str, list[str]] = {name: [] for name in names}
    for place, (source, target) in enumerate(arrows):
        if source == target:
            continue
        if place in backwards:
            source, target = target, source  # noqa: PLW2901
        after[source].append(target)
        before[target].append(source)
    order = _sorted(names, after, before)
    layers: dict[str, int] = {}
    for name in order:
        layers[name] = max((layers[found] + 1 for found in before[name]), default=0)
    for name in reversed(order):
        if name not in clients and after[name] and len(after[name]) > len(before[name]):
            layers[name] = max(layers[name], min(layers[found] for found in after[name]) - 1)
    return {name: layers[name] for name in names}, backwards


def _closing(
    names: Sequence[str], arrows: Sequence[tuple[str, str]], clients: Collection[str]
) -> frozenset[int]:
    """Arrows that close a cycle, in a walk from the clients, then from whatever nobody calls."""
    out: dict[str, list[tuple[int, str]]] = {name: [] for name in names}
    called = set()
    found = set()
    for place, (source, target) in enumerate(arrows):
        if source == target:
            continue
        if target in clients and source not in clients:
            found.add(place)
            continue
        out[source].append((place, target))
        called.add(target)
    first = [name for name in names if name in clients]
    first += [name for name in names if name not in called and name not in clients]
    state: dict[str, bool] = {}  # False while the walk is below it, True when it is done
    for start in [*first, *names]:
        if start in state:
            continue
        state[start] = False
        walk = [(start, iter(out[start]))]
        while walk:
            name, ahead = walk[-1]
            for place, target in ahead:
                if target not in state:
                    state[target] = False
                    walk.append((target, iter(out[target])))
                    break
                if not state[target]:
                    found.add(place)
            else:
                state[name] = True
                walk.pop()
    return frozenset(found)


def _sorted(names: Sequence[str], after: dict[str, list[str]], before: dict[str, list[str]]) -> list[str]:
    """Callers before what they call."""
    waiting = {name: len(before[name]) for name in names}
    order = [name for name in names if not waiting[name]]
    for name in order:
        for target in after[name]:
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    return order
