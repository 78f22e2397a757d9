"""Components that no arrow joins to another: in rows under everything else."""

from __future__ import annotations

from whiteboard.run.picture.architecture.parts import Board, Layout

_GAP = 20.0
_LEAST_WIDTH = 420.0


def place_loose(board: Board, layout: Layout) -> None:
    """Add them to the layout, in the order of the design, groups together."""
    alone = [name for name in board.boxes if name not in layout.middles]
    if not alone:
        return
    first: dict[str, int] = {}
    for place, name in enumerate(alone):
        first.setdefault(board.boxes[name].group or f"\0{name}", place)
    alone.sort(key=lambda name: first[board.boxes[name].group or f"\0{name}"])
    extent = layout.extent(board)
    most = max(_LEAST_WIDTH, extent.right - extent.left)
    top = extent.bottom + (34.0 if layout.middles else 0.0)
    rows: list[list[str]] = [[]]
    used = 0.0
    for name in alone:
        width = board.boxes[name].width + _GAP
        if rows[-1] and used + width - _GAP > most:
            rows.append([])
            used = 0.0
        rows[-1].append(name)
        used += width
    for row in rows:
        tall = max(board.boxes[name].height + board.boxes[name].loop_room for name in row)
        x = extent.left
        for name in row:
            box = board.boxes[name]
            layout.middles[name] = (x + box.width / 2, top + (tall - box.loop_room) / 2)
            x += box.width + _GAP
        top += tall + _GAP


def label_loops(board: Board, layout: Layout) -> None:
    """Put the words of arrows from a component to itself under the arrow."""
    for place, link in enumerate(board.links):
        if link.source == link.target and link.words:
            box = board.boxes[link.source]
            x, y = layout.middles[link.source]
            layout.labels[place] = (x - box.lean, y + box.height / 2 + box.loop_room - link.label_height / 2)
