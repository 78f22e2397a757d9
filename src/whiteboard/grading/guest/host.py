"""The judge's side of a warm parent: started once, asked for guests, started again when it has died."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from pathlib import PurePosixPath
from types import TracebackType
from typing import Self

from whiteboard.grading.guest.gone import GuestGone
from whiteboard.grading.guest.guest import Guest
from whiteboard.grading.guest.parent import START_SECONDS, Parent
from whiteboard.grading.settings import Settings

_FILE_PIECE = 1_000_000


class Host:
    """A warm parent of guests: a process that has imported what notebooks need, and forks one guest at a time.

    Parameters
    ----------
    settings : Settings
        Isolation, limits, and modules to import.
    slot : int
        Which of several parents on this machine it is; each has its own folder, and user where there are any.
    """

    def __init__(self, *, settings: Settings, slot: int = 0) -> None:
        self._settings = settings
        self._slot = slot
        self._parent: Parent | None = None
        self._guest: Guest | None = None
        self._protections: tuple[str, ...] = ()

    @classmethod
    def start(cls, *, settings: Settings, slot: int = 0) -> Host:
        """Start a warm parent and wait until it is warm.

        Raises
        ------
        CannotIsolate
            This machine does not offer the isolation that the settings insist on, or the parent did not start.
        """
        host = cls(settings=settings, slot=slot)
        host._warm()
        return host

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def protections(self) -> tuple[str, ...]:
        """What holds a guest, one line of words each; complete once a guest has been there."""
        return self._protections

    def guest(self, files: Mapping[str, bytes]) -> Guest:
        """Fork a guest; one that is still there is ended first.

        Parameters
        ----------
        files : mapping of str to bytes
            What lies in its folder, by relative path.

        Raises
        ------
        GuestGone
            It did not start, twice.
        CannotIsolate
            The warm parent had to be started again, and could not be.
        """
        if self._guest is not None:
            self._guest.close()
        try:
            return self._fork(files)
        except GuestGone:  # a guest before it may have left the parent in a state that shows only now
            self._drop()
            return self._fork(files)

    def close(self) -> None:
        """End the guest, and the parent."""
        if self._guest is not None:
            self._guest.close()
        self._drop()

    def _warm(self) -> Parent:
        if self._parent is None:
            self._parent = Parent(self._settings, self._slot)
            self._protections = self._parent.protections
        return self._parent

    def _drop(self) -> None:
        parent, self._parent = self._parent, None
        if parent is not None:
            parent.close()

    def _fork(self, files: Mapping[str, bytes]) -> Guest:
        parent = self._warm()
        limits = self._settings.limits
        wire = parent.fork(limits.output)
        guest = self._guest = Guest(wire, limits, self._end_guest)
        ends = time.monotonic() + START_SECONDS
        try:
            for path, content in files.items():
                if not _stays_below(path):
                    continue
                for start in range(0, max(len(content), 1), _FILE_PIECE):
                    piece = base64.b64encode(content[start : start + _FILE_PIECE]).decode("ascii")
                    wire.send({"do": "file", "path": path, "bytes": piece}, ends)
            wire.send({"do": "start"}, ends)
            ready = wire.receive(ends)
        except GuestGone:
            guest.close()
            raise
        held = ready.get("protections")
        if isinstance(held, list) and held:
            self._protections = tuple(map(str, held))
        return guest

    def _end_guest(self) -> None:
        self._guest = None
        if self._parent is not None and not self._parent.end_guest():
            self._drop()


def _stays_below(path: str) -> bool:
    """Whether a path leads to a file in the folder. Who reads a submission reports those that do not."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\0" not in path
