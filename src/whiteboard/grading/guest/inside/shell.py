"""IPython's shell without a front end: what cells show is sent to the judge as it comes."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Callable
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.formatters import DisplayFormatter
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

LARGEST_PICTURE = 1_000_000
"""Bytes of a PNG; a larger one is left out, and said to be."""
LONGEST_PIECE = 200_000
"""Characters of text sent in one message."""
LONGEST_TRACEBACK = 20_000
_FRAMES_KEPT = 8
"""Frames kept of each end of a traceback."""
_MOST_CHAINED = 5
"""Exceptions shown that led to another."""


class Spoken:
    """Where a guest's outputs go: the judge, once there is one."""

    def __init__(self) -> None:
        self.send: Callable[[dict[str, Any]], None] = lambda message: None


SPOKEN = Spoken()


def _data(shown: dict[str, Any]) -> dict[str, str]:
    """The forms of an output that the judge takes: plain text, and a picture where there is one."""
    import base64

    data = {"text/plain": _cut(str(shown.get("text/plain", "")))}
    picture = shown.get("image/png")
    if isinstance(picture, bytes):
        picture = base64.b64encode(picture).decode("ascii")
    if isinstance(picture, str):
        if len(picture) * 3 // 4 <= LARGEST_PICTURE:
            data["image/png"] = picture
        else:
            data["text/plain"] += f"\n(a picture of more than {LARGEST_PICTURE:,} bytes is left out)"
    return data


class _Hook(DisplayHook):  # type: ignore[misc]
    def write_output_prompt(self) -> None:
        """A notebook shows none."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Send a cell's value."""
        SPOKEN.send({"is": "shown", "as": "execute_result", "data": _data(format_dict)})


class _Publisher(DisplayPublisher):  # type: ignore[misc]
    def publish(self, data: dict[str, Any], metadata: Any = None, **others: Any) -> None:
        """Send what was displayed."""
        SPOKEN.send({"is": "shown", "as": "display_data", "data": _data(data)})

    def clear_output(self, wait: bool = False) -> None:
        """What has been sent stays."""


class _Formatter(DisplayFormatter):  # type: ignore[misc]
    """Gives an output's forms; a figure that nobody will look at has none but its words."""

    paints = True

    def format(self, shown: Any, include: Any = None, exclude: Any = None) -> Any:
        if not self.paints:
            from matplotlib.figure import Figure

            if isinstance(shown, Figure):
                _settle(shown)
                return {"text/plain": repr(shown)}, {}
        return super().format(shown, include, exclude)


def _settle(figure: Any) -> None:
    """Put its parts where painting would put them; only what lays itself out must be drawn for that."""
    if figure.get_layout_engine() is not None:
        figure.draw_without_rendering()
    for axes in figure.axes:
        axes.apply_aspect()


class GuestShell(InteractiveShell):  # type: ignore[misc]
    """A shell that has no history file, no front end, no colors, and nobody to ask."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    def __init__(self, **settings: Any) -> None:
        HistoryManager.enabled = False
        super().__init__(config=Config({"HistoryManager": {"enabled": False}}), colors="nocolor", **settings)
        self.system = self.system_piped = self.system_raw = self._run_command

    def init_display_formatter(self) -> None:
        """As IPython's, with a formatter of our own."""
        self.display_formatter = _Formatter(parent=self)
        self.configurables.append(self.display_formatter)

    def forget(self) -> None:
        """Undefine all names, and count cells from one."""
        import matplotlib.pyplot as plot

        plot.close("all")
        self.reset(new_session=True)
        self.execution_count = 1

    def enable_gui(self, gui: str | None = None) -> None:
        """There is none to enable."""

    def _get_exc_info(self, exc_tuple: Any = None) -> Any:
        found = super()._get_exc_info(exc_tuple)
        _shorten(found[1])
        return found

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        try:
            said = str(evalue)
        except BaseException:  # a learner's own `__str__` may raise anything
            said = "an exception whose text can't be had"
        lines = "\n".join(map(str, stb))
        name = str(etype.__name__)
        SPOKEN.send({"is": "failed", "name": name, "text": said[:2_000], "lines": _middle_cut(lines)})

    def _run_command(self, command: str) -> None:
        """``!command``: its output as text, without a terminal."""
        try:
            done = subprocess.run(
                ["/bin/sh", "-c", self.var_expand(command, depth=2)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
        except PermissionError:
            raise PermissionError("no other program can be started while a notebook is graded") from None
        print(done.stdout.decode("utf-8", "replace"), end="")
        self.user_ns["_exit_code"] = done.returncode


def _shorten(error: BaseException | None) -> None:
    """Leave out the middle of a long traceback: that of an endless recursion takes many seconds to format."""
    for _link in range(_MOST_CHAINED):
        if error is None:
            return
        frames = []
        traceback = error.__traceback__
        while traceback is not None:
            frames.append(traceback)
            traceback = traceback.tb_next
        if len(frames) > 2 * _FRAMES_KEPT:
            frames[_FRAMES_KEPT - 1].tb_next = frames[-_FRAMES_KEPT]
        following = error.__cause__ or error.__context__
        if _link == _MOST_CHAINED - 1:
            error.__cause__ = error.__context__ = None
        error = following


def _cut(text: str) -> str:
    """As much of a text as fits into a frame, whatever its characters."""
    left = len(text) - LONGEST_PIECE
    return text if left <= 0 else f"{text[:LONGEST_PIECE]}\n... {left:,} characters are left out ..."


def _middle_cut(lines: str) -> str:
    if len(lines) <= LONGEST_TRACEBACK:
        return lines
    half = LONGEST_TRACEBACK // 2
    return f"{lines[:half]}\n... {len(lines) - 2 * half:,} characters are left out ...\n{lines[-half:]}"


class Printed(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a guest: sent line by line, and no more of it than is kept.

    Parameters
    ----------
    name : str
        ``"stdout"`` or ``"stderr"``.
    number : int
        The file descriptor that C code would write to.
    most : int
        Characters sent for one cell; the judge says that the rest was cut.
    """

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, name: str, number: int, most: int) -> None:
        self._name = name
        self._number = number
        self._most = most
        self._owner = os.getpid()
        self.start()

    def start(self) -> None:
        """A new cell: what may be sent is counted anew."""
        self._held: list[str] = []
        self._holds = 0
        self._left = self._most
        self._sent = 0

    def fileno(self) -> int:
        """Where C code would write."""
        return self._number

    def writable(self) -> bool:
        """True."""
        return True

    def isatty(self) -> bool:
        """False: no terminal."""
        return False

    def write(self, text: str) -> int:
        """Take some text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if os.getpid() != self._owner:  # a process that was forked prints where C code does
            os.write(self._number, text.encode("utf-8", "backslashreplace"))
            return len(text)
        if self._left < 0:
            return len(text)
        kept = text[: self._left + 1]
        self._left -= len(kept)
        self._held.append(kept)
        self._holds += len(kept)
        if self._holds > 8_000 or self._left < 0 or (self._sent < 200 and kept.endswith("\n")):
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what is held."""
        if self._held and os.getpid() == self._owner:
            said, self._held, self._holds = "".join(self._held), [], 0
            self._sent += 1
            for start in range(0, len(said), LONGEST_PIECE):
                SPOKEN.send({"is": "printed", "to": self._name, "text": said[start : start + LONGEST_PIECE]})
