"""What a picture of a design shows, in words."""

from __future__ import annotations

from whiteboard.draft.design import Component, Design
from whiteboard.run.picture.architecture.lettering import plain
from whiteboard.run.picture.architecture.parts import Board, Link
from whiteboard.run.picture.architecture.reading import percent, small_print
from whiteboard.run.picture.architecture.shapes import kind_name


def in_words(design: Design, board: Board, *, title: str = "") -> str:
    """Layer by layer, one line a component: kind, count, what its brackets say, load, failure, and its arrows.

    Parameters
    ----------
    design : Design
        As read.
    board : Board
        The same, as it is drawn.
    title : str
        Stands first.
    """
    if not board.boxes:
        return plain(f"{title}: no component".lstrip(": "))
    known = {component.name: component for component in design.components}
    out: dict[str, list[str]] = {}
    for link in board.links:
        out.setdefault(link.source, []).append(_arrow(link))
    connected = set(board.connected())
    rows: dict[int, list[str]] = {}
    alone = []
    for name in board.boxes:
        line = _component(known.get(name, Component(name=name)), board)
        if name in out:
            line += ": " + "; ".join(out[name])
        if name in connected:
            rows.setdefault(board.layers[name], []).append(line)
        else:
            alone.append(line)
    lines = [plain(title)] if title else []
    for number, layer in enumerate(sorted(rows), start=1):
        lines += [f"layer {number}", *(f"  {row}" for row in rows[layer])]
    if alone:
        lines += ["joined to nothing", *(f"  {row}" for row in alone)]
    return "\n".join(lines)


def _component(component: Component, board: Board) -> str:
    box = board.boxes[component.name]
    said = [kind_name(component.kind)]
    if component.replicas is not None and component.replicas > 1:
        said.append(f"×{component.replicas:,}")
    if print_ := small_print(component):
        said.append(print_)
    if component.group:
        said.append(f"in {component.group}")
    if box.utilization is not None:
        load = percent(box.utilization)
        said.append(load if load == "load unknown" else f"{load} busy")
    if box.failed:
        said.append("failed")
    return plain(f"{component.name} ({', '.join(said)})")


def _arrow(link: Link) -> str:
    head = "<->" if link.both_ways else "->"
    ways = [way for way, so in (("does not wait", link.asynchronous), ("cut", link.cut)) if so]
    target = "itself" if link.target == link.source else link.target
    more = f" ({', '.join(ways)})" if ways else ""
    return plain(f"{head} {target}{more}{f' for {link.said}' if link.said else ''}")
