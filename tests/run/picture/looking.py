"""What the tests of pictures look at: the PNG, and the words on the figure."""

from __future__ import annotations

import warnings
from io import BytesIO
from itertools import combinations
from typing import Any
from unittest.mock import patch

from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image

from whiteboard.run.picture.picture import Picture, style

ODD = (
    "$x^2$",
    "\\alpha_{broken $",
    "<b>bold</b> & [link](x)",
    "😀🎉",
    "שלום עולם",
    "漢字かな",
    "name " * 60,
    "x" * 300,
    "a\nb\tc\x00d",
    "",
    "   ",
    "%s {} {0}",
)
"""What learners may type anywhere."""

words = st.one_of(st.sampled_from(ODD), st.text(max_size=30))
"""Any text, odd ones often."""


def looked_at(picture: Picture) -> Image.Image:
    """The picture as it would be shown: the PNG opens, is opaque, of sensible size, and drawn without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = picture.png()
    image = Image.open(BytesIO(data))
    image.load()
    assert 50 < image.width < 12_000
    assert 50 < image.height < 12_000
    if image.mode == "RGBA":
        assert image.getchannel("A").getextrema() == (255, 255)
    assert image.convert("L").getextrema()[0] < 120
    return image


def said(picture: Picture) -> list[str]:
    """All words on the figure, axes' own included."""
    return [text.get_text() for text in picture.figure.findobj(Text) if text.get_text().strip()]


def overlaps(picture: Picture) -> list[tuple[str, str]]:
    """Pairs of words that lie on top of each other."""
    with style():
        figure = picture.figure
        figure.set_dpi(100)
        canvas = FigureCanvasAgg(figure)
        drawn: list[Text] = []
        draw = Text.draw

        def noted(text: Text, *arguments: Any) -> None:
            drawn.append(text)
            draw(text, *arguments)

        # Axes keep labels of ticks that lie beyond them, and do not draw them.
        with patch.object(Text, "draw", noted):
            canvas.draw()
        renderer = canvas.get_renderer()
        boxes = [
            (text.get_text(), text.get_window_extent(renderer))
            for text in dict.fromkeys(drawn)
            if text.get_visible() and text.get_text().strip()
        ]
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 3.0
    ]
