"""The ways in which a warm parent can be started, best first."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to start a warm parent.

    Parameters
    ----------
    program : str
        Where bubblewrap is; empty to start without it.
    proc : bool
        Whether bubblewrap mounts a ``/proc``; in a container that masks its own, the kernel refuses that.
    own_user : bool
        Whether to change to the slot's own user; only root can.
    drops_inside : bool
        Whether that is done within bubblewrap, where also a Python below a closed home can be read, or before it.
    """

    program: str = ""
    proc: bool = True
    own_user: bool = False
    drops_inside: bool = False

    @property
    def bubblewrap(self) -> bool:
        """Whether bubblewrap is used."""
        return bool(self.program)

    def __str__(self) -> str:
        words = ["bubblewrap" if self.bubblewrap else "no bubblewrap"]
        if self.bubblewrap and not self.proc:
            words.append("without /proc")
        if self.own_user:
            words.append("a user of its own")
        return ", ".join(words)


def ways() -> Iterator[Way]:
    """All that may work here, best first; the last one always does, and holds nothing by itself."""
    if sys.platform == "linux":
        root = os.geteuid() == 0
        if program := shutil.which("bwrap"):
            for proc in (True, False):
                if root:
                    yield Way(program=program, proc=proc, own_user=True, drops_inside=True)
                    yield Way(program=program, proc=proc, own_user=True)
                yield Way(program=program, proc=proc)
        if root:
            yield Way(own_user=True)
    yield Way()
