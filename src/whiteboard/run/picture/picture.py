"""A matplotlib figure with words that say the same, and the one style of all pictures."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("whiteboard.mplstyle")
"""The one style file of all pictures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A matplotlib figure with a text that says the same.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        To go on from: ``picture.figure.axes[0]``.
    text : str
        For whoever cannot see it; a notebook stores it beside the image.
    """

    figure: Figure
    text: str

    def png(self) -> bytes:
        """The picture as PNG, the same bytes each time."""
        from io import BytesIO

        buffer = BytesIO()
        with style():
            self.figure.savefig(buffer, format="png", metadata={"Software": None})
        return buffer.getvalue()

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        del include, exclude
        from base64 import b64encode

        return {"image/png": b64encode(self.png()).decode("ascii"), "text/plain": self.text}


def style() -> AbstractContextManager[None]:
    """The style of all pictures, for a ``with`` statement around drawing and saving."""
    import matplotlib.style

    return matplotlib.style.context(str(STYLE))  # type: ignore[no-any-return, unused-ignore]
