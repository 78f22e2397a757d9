"""Starting a warm parent in one way, whatever that holds."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from whiteboard.grading.guest.isolation import bubblewrap
from whiteboard.grading.guest.isolation.lasting_thread import lasting
from whiteboard.grading.guest.isolation.protection import Protection, missing
from whiteboard.grading.guest.isolation.terms import VARIABLE, Terms
from whiteboard.grading.guest.isolation.visible import font_list, visible
from whiteboard.grading.guest.isolation.ways import Way

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_FIXED = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "guest",
    "LOGNAME": "guest",
    "MPLBACKEND": "Agg",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    **dict.fromkeys(_THREADS, "1"),  # a process with threads cannot be forked safely
}
_STAGE = Path(__file__).with_name("stage.py")
_SAID = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """A warm parent that was started; as a context manager, it is closed at the end.

    Parameters
    ----------
    process : subprocess.Popen
        The outermost process: when it is killed, all within are.
    protections : tuple of Protection
        What is held in its guests, once they have called `enter`; tried, not assumed.
    scratch : Path
        The folder for guests' files, as seen by the warm parent; it is its working directory.
    errors : file
        What it wrote to standard error; its end is in `said`.
    folder : Path or None
        What lies outside, to be removed at the end.
    """

    process: subprocess.Popen[bytes]
    protections: tuple[Protection, ...]
    scratch: Path
    errors: IO[bytes]
    folder: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def lines(self) -> tuple[str, ...]:
        """The protections in words, one line each: the same as `enter` gives to the guest's body."""
        return tuple(str(protection) for protection in self.protections)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the protections that are not held."""
        return missing(self.protections)

    def said(self) -> str:
        """The end of what it wrote to standard error, for a message on why it did not start."""
        self.errors.seek(max(0, self.errors.seek(0, os.SEEK_END) - _SAID))
        return self.errors.read().decode("utf-8", "replace").strip()

    def close(self) -> None:
        """End it with all that runs within, and remove its folder."""
        self.process.kill()
        self.process.wait()
        self.errors.close()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


def start(
    command: Sequence[str],
    way: Way,
    *,
    policy: str,
    pass_fds: Sequence[int] = (),
    slot: int = 0,
    readable: Sequence[Path] = (),
    environment: Mapping[str, str] | None = None,
    protections: tuple[Protection, ...] = (),
) -> Launched:
    """Start a command in one way; `launch` finds the best one, and tells what the parameters are."""
    terms = Terms(policy=policy, slot=slot, bubblewrap=way.bubblewrap, own_user=way.own_user)
    seen = visible(readable)
    with contextlib.ExitStack() as opened, contextlib.ExitStack() as on_failure:
        errors = on_failure.enter_context(tempfile.TemporaryFile())
        folder = None if way.bubblewrap else _own_folder(terms.user if way.own_user else None)
        if folder:
            on_failure.callback(shutil.rmtree, folder, ignore_errors=True)
        home = folder or bubblewrap.HOME
        own = home / "matplotlib" if folder else home
        variables = {
            **_FIXED,
            "HOME": str(home),
            "MPLCONFIGDIR": str(home / "matplotlib"),
            **(environment or {}),
            VARIABLE: replace(terms, readable=(*map(str, seen), str(own))).to_text(),
        }
        fonts: tuple[str, int] | None = None
        if found := font_list():
            if folder:
                shutil.copyfile(found, own / found.name)
            else:
                fonts = found.name, opened.enter_context(found.open("rb")).fileno()
        line = list(command)
        stage = [sys.executable, "-I", "-S", str(_STAGE)]
        user = ["--user", str(terms.user)] if way.own_user else []
        if way.bubblewrap:
            if way.drops_inside:
                line = [*stage, "--uncover", *user, "--", *line]
            walls = bubblewrap.walls(
                way.program,
                readable=seen,
                environment=variables,
                fonts=fonts,
                proc=way.proc,
                as_root=way.drops_inside,
                map_to=None if os.geteuid() or way.own_user else terms.user,
            )
            line = [*walls, *line]
            if way.own_user and not way.drops_inside:
                line = [*stage, *user, "--", *line]
        elif sys.platform == "linux":
            line = [*stage, *user, "--die-with", str(os.getpid()), "--", *line]
        process = lasting(
            lambda: subprocess.Popen(
                line,
                pass_fds=(*pass_fds, *(fonts[1:] if fonts else ())),
                env=variables,
                cwd=folder / "work" if folder else "/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        )
        on_failure.pop_all()
    scratch = folder / "work" if folder else bubblewrap.SCRATCH
    return Launched(process=process, protections=protections, scratch=scratch, errors=errors, folder=folder)


def _own_folder(user: int | None) -> Path:
    """A folder for one warm parent, which nobody else may enter."""
    folder = Path(tempfile.mkdtemp(prefix="whiteboard-guest-")).resolve()
    for path in (folder / "work", folder / "matplotlib"):
        path.mkdir(mode=0o700)
    if user is not None:
        for path in (folder, folder / "work", folder / "matplotlib"):
            os.chown(path, user, user)
    return folder
