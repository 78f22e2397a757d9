"""What a guest showed, as outputs of a notebook: checked, bounded, and said to be cut where it was."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from whiteboard.grading.guest.protocol import Garbled

LARGEST_PICTURE = 1_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_SHOWN_AS = ("display_data", "execute_result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What came of running a cell.

    Parameters
    ----------
    outputs : list of dict
        Its outputs as nbformat 4 has them: text, errors, and pictures as PNG.
    error : str
        The class name of the exception that ended it; empty where none did.
    """

    outputs: list[dict[str, Any]]
    error: str = ""


class Gathered:
    """The outputs of one cell.

    Parameters
    ----------
    most : int
        Bytes of text kept.
    most_pictures : int
        Bytes of pictures kept, all together.
    """

    def __init__(self, most: int, most_pictures: int) -> None:
        self._most, self._left = most, most
        self.pictures_left = most_pictures
        self._outputs: list[dict[str, Any]] = []
        self._cut = False
        self._pictures_cut = 0

    def add(self, message: dict[str, Any]) -> bool:
        """Take a message of the guest's that is an output.

        Returns
        -------
        bool
            Whether it was one.

        Raises
        ------
        Garbled
            It is one, and is not made as it must be.
        """
        match message.get("is"):
            case "printed":
                name, text = message.get("to"), message.get("text")
                if name not in ("stdout", "stderr") or not isinstance(text, str):
                    raise Garbled("a printed text that is none")
                self.stream(name, text)
            case "shown":
                self._show(message.get("as"), message.get("data"))
            case "failed":
                self._fail(message.get("name"), message.get("text"), message.get("lines"))
            case _:
                return False
        return True

    def stream(self, name: str, text: str) -> None:
        """Add printed text; what follows on the same stream joins it."""
        kept = self._kept(text)
        last = self._outputs[-1] if self._outputs else None
        if last is not None and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += kept
        elif kept:
            self._outputs.append({"output_type": "stream", "name": name, "text": kept})

    def outputs(self) -> list[dict[str, Any]]:
        """The outputs, and a sentence on what was left out of them."""
        said = []
        if self._cut:
            said.append(f"The output is cut here: {self._most:,} bytes of it are kept.")
        if self._pictures_cut:
            said.append(f"{self._pictures_cut} pictures are left out: they are too large, or too many.")
        if not said:
            return self._outputs
        sentence = {"output_type": "stream", "name": "stderr", "text": "\n" + "\n".join(said) + "\n"}
        return [*self._outputs, sentence]

    def _show(self, shown_as: Any, data: Any) -> None:
        if shown_as not in _SHOWN_AS or not isinstance(data, dict):
            raise Garbled("an output that is none")
        text, picture = data.get("text/plain", ""), data.get("image/png")
        if not isinstance(text, str):
            raise Garbled("an output whose text is none")
        kept = {"text/plain": self._kept(text)}
        if picture is not None:
            if (checked := self._picture(picture)) is not None:
                kept = {"image/png": checked, **kept}
            else:
                self._pictures_cut += 1
        output: dict[str, Any] = {"output_type": shown_as, "data": kept, "metadata": {}}
        if shown_as == "execute_result":
            output["execution_count"] = None
        if any(kept.values()):
            self._outputs.append(output)

    def _fail(self, name: Any, text: Any, lines: Any) -> None:
        if not (isinstance(name, str) and isinstance(text, str) and isinstance(lines, str)):
            raise Garbled("an error that is none")
        shortened = _clean(text)[:2_000]
        self._outputs.append(
            {
                "output_type": "error",
                "ename": _clean(name)[:200],
                "evalue": shortened,
                "traceback": self._kept(lines).split("\n"),
            }
        )

    def _picture(self, picture: Any) -> str | None:
        """The picture as it was, when it is a PNG of bearable size."""
        if not isinstance(picture, str) or len(picture) > LARGEST_PICTURE * 4 // 3 + 4:
            return None
        try:
            content = base64.b64decode(picture, validate=True)
        except (binascii.Error, ValueError):
            return None
        if not content.startswith(_PNG) or len(content) > min(LARGEST_PICTURE, self.pictures_left):
            return None
        self.pictures_left -= len(content)
        return base64.b64encode(content).decode("ascii")

    def _kept(self, text: str) -> str:
        """As much of the text as there is room for."""
        encoded = _clean(text).encode()
        kept = encoded[: self._left]
        self._left -= len(kept)
        self._cut = self._cut or len(kept) < len(encoded)
        return kept.decode("utf-8", "ignore")


def _clean(text: str) -> str:
    """The text without halves of characters, which no file could hold."""
    return text.encode("utf-8", "replace").decode()
