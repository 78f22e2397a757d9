"""The operation table: what each operation takes and returns, and whether its lists come in pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from whiteboard.draft.api import Api, Operation
from whiteboard.draft.meaning import intent
from whiteboard.draft.paging import first_turning, is_paged
from whiteboard.run.picture.architecture.canvas import Canvas
from whiteboard.run.picture.architecture.colors import INK
from whiteboard.run.picture.architecture.lettering import line_height, shown, text_width, wrapped
from whiteboard.run.picture.picture import Picture, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_OPERATIONS = 60
"""More operations than this are counted below the table instead of drawn."""

_SIZE, _SMALL, _TITLE = 8.5, 7.4, 12.0
_MARGIN, _PAD, _GAP = 10.0, 5.0, 14.0
_HEADS = ("operation", "method", "path", "inputs", "returns", "in pages")
_WIDEST = (130.0, 60.0, 200.0, 165.0, 150.0, 100.0)
_BOLD = 1.15
_METHOD = 1
_DARK, _SHADE = "#0b4f8a", "#f3f5f7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One operation as the table shows it.

    Parameters
    ----------
    cells : tuple of str
        Operation, method, path, inputs, returns, and how it is paged; empty where the draft says nothing.
    reads : bool or None
        Whether it reads; None where that is not known.
    """

    cells: tuple[str, ...]
    reads: bool | None


def rows_of(api: Api) -> list[Row]:
    """The rows of the table, in the order typed.

    Examples
    --------
    >>> rows_of(Api(operations=(Operation(name="getFeed", method="GET", path="/feed"),)))
    [Row(cells=('getFeed', 'GET', '/feed', '', '', ''), reads=True)]
    """
    from whiteboard.run.mock_api import operations

    frame = operations(api)
    texts = frame[["operation", "method", "path", "inputs", "returns"]].to_numpy().tolist()
    return [
        Row(cells=(*(str(text) for text in said), _paged(operation)), reads=intent(operation))
        for said, operation in zip(texts, api.operations, strict=True)
    ]


def _paged(operation: Operation) -> str:
    turning = first_turning(operation.parameters)
    if turning is not None:
        return f"by {turning.name}"
    if is_paged(operation):
        return "yes"
    return "no" if operation.returns is not None and operation.returns.many else ""


def operations_picture(api: Api) -> Picture:
    """The API as a table: operation, method, path, inputs, returns, and how a list is paged.

    Parameters
    ----------
    api : Api
        As read.

    Returns
    -------
    Picture
        The method stands on dark ground where the operation writes, in a frame where it reads. Up to
        `MOST_OPERATIONS` rows are drawn; the text has all.

    Examples
    --------
    >>> print(operations_picture(Api(operations=(Operation(name="getFeed", method="GET", path="/feed"),))).text)
    1 operation: 1 reads
      getFeed: GET /feed
    """
    rows = rows_of(api)
    title = _title(rows)
    with style():
        figure = _drawn(rows, title)
    return Picture(figure=figure, text="\n".join([title, *_lines(rows)]))


def _title(rows: list[Row]) -> str:
    if not rows:
        return "No operations"
    count = "1 operation" if len(rows) == 1 else f"{len(rows)} operations"
    reads = sum(row.reads is True for row in rows)
    writes = sum(row.reads is False for row in rows)
    counts = ((reads, "read"), (writes, "write"))
    said = [f"{number} {verb}{'s' if number == 1 else ''}" for number, verb in counts if number]
    return f"{count}: {', '.join(said)}" if said else count


def _lines(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        name, method, path, inputs, returns, paged = row.cells
        said = [f"{method} {path}".strip()]
        said += [f"takes {inputs}"] if inputs else []
        said += [f"returns {returns}"] if returns else []
        said += (
            [{"no": "a list without pages", "yes": "in pages"}.get(paged, f"paged {paged}")] if paged else []
        )
        text = "; ".join(part for part in said if part)
        yield f"  {name}: {text}".rstrip(": ") if name else f"  {text}"


def _drawn(rows: list[Row], title: str) -> Figure:
    visible = rows[:MOST_OPERATIONS]
    widths = [
        min(
            most,
            max([text_width(head, _SMALL), *(text_width(shown(row.cells[place]), _SIZE) for row in visible)])
            * _BOLD
            + 2,
        )
        for place, (head, most) in enumerate(zip(_HEADS, _WIDEST, strict=True))
    ]
    widths[_METHOD] += 2 * _PAD
    lefts = [_MARGIN + _PAD + sum(widths[:place]) + place * _GAP for place in range(len(widths))]
    width = max(lefts[-1] + widths[-1] + _PAD, 420.0)
    words = [[_wrapped(row.cells[place], widths, place) for place in range(len(_HEADS))] for row in visible]
    heights = [max(len(lines) for lines in cells) * line_height(_SIZE) + 2 * _PAD for cells in words]
    top = _MARGIN + 28.0
    canvas = Canvas(width + _MARGIN, top + 18.0 + sum(heights) + 34.0)
    canvas.words(title, (_MARGIN, _MARGIN + 8), size=_TITLE, align="left")
    for left, head in zip(lefts, _HEADS, strict=True):
        canvas.words(head, (left, top + 6), size=_SMALL, color="#57606a", align="left")
    y = top + 16.0
    canvas.line([(_MARGIN, y), (width, y)], color=INK, width=0.9)
    for place, (row, cells, height) in enumerate(zip(visible, words, heights, strict=True)):
        if place % 2:
            canvas.area(
                [(_MARGIN, y), (width, y), (width, y + height), (_MARGIN, y + height)], fill=_SHADE, order=0.2
            )
        for column, (left, lines) in enumerate(zip(lefts, cells, strict=True)):
            if column == _METHOD:
                _method(canvas, lines, (left, y + _PAD), widths[column], row.reads)
                continue
            for number, line in enumerate(lines):
                at = (left, y + _PAD + (number + 0.5) * line_height(_SIZE))
                canvas.words(line, at, size=_SIZE, bold=column == 0, align="left")
        y += height
    canvas.line([(_MARGIN, y), (width, y)], color="#8c959f", width=0.7)
    _foot(canvas, y + 18.0, len(rows) - len(visible))
    return canvas.figure


def _wrapped(text: str, widths: list[float], place: int) -> tuple[str, ...]:
    room = widths[place] - (2 * _PAD if place == _METHOD else 0)
    return wrapped(text, room / (_BOLD if place <= _METHOD else 1), _SIZE, most=5)


def _method(
    canvas: Canvas, lines: tuple[str, ...], at: tuple[float, float], width: float, reads: bool | None
) -> None:
    x, y = at
    if not lines:
        return
    if reads is not None:
        _ground(canvas, (x, y - 1), (width, len(lines) * line_height(_SIZE) + 2), reads=reads)
    for number, line in enumerate(lines):
        middle = (x + width / 2, y + (number + 0.5) * line_height(_SIZE))
        canvas.words(line, middle, size=_SIZE, bold=True, color="white" if reads is False else INK)


def _ground(canvas: Canvas, at: tuple[float, float], size: tuple[float, float], *, reads: bool) -> None:
    (x, y), (width, height) = at, size
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    canvas.area(corners, fill="white" if reads else _DARK, stroke=_DARK, width=0.9)


def _foot(canvas: Canvas, y: float, more: int) -> None:
    x = _MARGIN
    for reads, said in ((True, "reads"), (False, "writes")):
        _ground(canvas, (x, y - 6), (16.0, 11.0), reads=reads)
        canvas.words(said, (x + 21, y), size=_SMALL, align="left")
        x += 66
    canvas.words("? may be left out", (x, y), size=_SMALL, align="left")
    if more > 0:
        canvas.words(f"and {more} more operations", (x + 100, y), size=_SMALL, align="left")
