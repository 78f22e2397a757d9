"""The picture of a design: placed by `dot` or by our own layout, and drawn alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from whiteboard.draft.design import Design
from whiteboard.run.picture.architecture import dot, own
from whiteboard.run.picture.architecture.figure import draw, draw_nothing
from whiteboard.run.picture.architecture.loose import label_loops, place_loose
from whiteboard.run.picture.architecture.naming import Names
from whiteboard.run.picture.architecture.parts import Board, Layout
from whiteboard.run.picture.architecture.reading import by_kind, measured, too_many
from whiteboard.run.picture.architecture.words import in_words
from whiteboard.run.picture.picture import Picture, style

_MOST = 14_400.0

Engine = Literal["auto", "dot", "own"]


def architecture(
    design: Design,
    *,
    heat: Mapping[str, float] | None = None,
    failed: Collection[str] = (),
    cut: Collection[tuple[str, str]] = (),
    title: str = "",
    engine: Engine = "auto",
) -> Picture:
    """Draw a design: layers from the clients rightwards, a shape for each kind, replicas as stacks.

    Parameters
    ----------
    design : Design
        As read. One without components, without a client or with cycles is drawn all the same.
    heat : mapping of str to float, optional
        Utilization by component, 1 for all of its capacity in use; drawn as a color and a percentage. Names that the
        design does not have are left out.
    failed : collection of str
        Names of components that are struck out.
    cut : collection of (str, str)
        Pairs of components between which no call gets through, in either direction.
    title : str
        Stands over the picture.
    engine : {"auto", "dot", "own"}
        What places the boxes: Graphviz's `dot`, our own layout, or `dot` where it is installed and answers. Both are
        drawn alike and say the same in words.

    Returns
    -------
    Picture
        With more than 150 components, or more arrows than can be told apart, it shows one box for each kind
        instead; its words still name all.

    Raises
    ------
    ValueError
        When `failed` or `cut` names what the design does not have, a utilization is below 0, or the engine is unknown.
    whiteboard.run.picture.architecture.dot.DotFailed
        When the engine is "dot", and it is missing or fails.

    Examples
    --------
    >>> from whiteboard.notation import read_section
    >>> design = read_section("design", "people -> api x4 -> tweets db: getTweets").design
    >>> print(architecture(design, heat={"api": 0.7}, failed=["tweets db"]).text)
    layer 1
      people (client): -> api
    layer 2
      api (service, ×4, 70% busy): -> tweets db for getTweets
    layer 3
      tweets db (store, failed)
    """
    if engine not in ("auto", "dot", "own"):
        raise ValueError(f"There is no engine {engine!r}: take 'auto', 'dot' or 'own'.")
    names = Names(design)
    busy = names.shares(heat or {})
    down = names.all([failed] if isinstance(failed, str) else failed, "failed")
    broken = [frozenset(names.all(pair, "cut")) for pair in cut]
    whole = measured(design, heat=busy, failed=down, cut=broken)
    text = in_words(design, whole, title=title)
    if not whole.boxes:
        with style():
            return Picture(figure=draw_nothing(title), text=text)
    drawn, layout = whole, Layout()
    small = not too_many(whole)
    if small:
        layout = placed(whole, engine)
        extent = layout.extent(whole)
        small = max(extent.right - extent.left, extent.bottom - extent.top) <= _MOST
    notice = ""
    if not small:
        kinds, busiest, gone = by_kind(design, heat=busy, failed=down)
        drawn = measured(kinds, heat=busiest, failed=gone, cut=())
        layout = placed(drawn, engine)
        notice = (
            f"{len(whole.boxes):,} components and {len(whole.links):,} arrows are too many for one picture:"
            " it shows one box for each kind, and the most frequent arrows"
        )
        text = f"{notice}\n{in_words(kinds, drawn)}\n\n{text}"
    with style():
        return Picture(figure=draw(drawn, layout, title=title, notice=notice, heated=bool(busy)), text=text)


def placed(board: Board, engine: Engine) -> Layout:
    """Boxes and arrows by the engine wanted, and what no arrow joins below; the upper left corner is 0, 0."""
    layout = None
    if engine == "dot" or (engine == "auto" and dot.available()):
        try:
            layout = dot.place(board)
        except dot.DotFailed:
            if engine == "dot":
                raise
    layout = own.place(board) if layout is None else layout
    place_loose(board, layout)
    label_loops(board, layout)
    extent = layout.extent(board)
    return layout.moved(-extent.left, -extent.top)
