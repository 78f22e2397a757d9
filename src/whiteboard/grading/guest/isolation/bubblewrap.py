"""The command line of bubblewrap: a file system with Python and libraries in it, and namespaces without anybody else."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

SCRATCH = Path("/scratch")
"""The folder for guests' files, inside."""
HOME = Path("/tmp")
FONTS = HOME / "matplotlib"


def walls(
    program: str,
    *,
    readable: Sequence[Path],
    environment: Mapping[str, str],
    fonts: tuple[str, int] | None,
    proc: bool,
    as_root: bool,
    map_to: int | None,
) -> list[str]:
    """The command to which another command is added.

    Parameters
    ----------
    program : str
        Where ``bwrap`` is.
    readable : sequence of Path
        What is to be seen, read-only.
    environment : mapping
        All variables that there will be.
    fonts : tuple of str and int, or None
        matplotlib's list of fonts: the file's name, and an open descriptor of it.
    proc : bool
        Whether to mount a ``/proc``, which some containers refuse.
    as_root : bool
        Whether to stay root without a user namespace, for a next step that changes to another user.
    map_to : int or None
        Another number under which the user is known inside, for root to have one that means nothing.
    """
    line = [program, "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    line += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--clearenv"]
    line += ["--cap-drop", "ALL", "--hostname", "guest"]
    if as_root:
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SYS_ADMIN"):
            line += ["--cap-add", capability]
    else:
        line += ["--unshare-user"]
        if map_to is not None:
            line += ["--uid", str(map_to), "--gid", str(map_to)]
    for name, value in environment.items():
        line += ["--setenv", name, value]
    line += _empty(HOME, as_root)  # before what lies below it, which it would hide
    if fonts is not None:
        # By content, since it lies in a home that the slot's user may not enter.
        line += [*_empty(FONTS, as_root), *(["--perms", "0444"] if as_root else [])]
        line += ["--ro-bind-data", str(fonts[1]), str(FONTS / fonts[0])]
    line += _binds(readable, as_root)
    if proc:
        line += ["--proc", "/proc"]
    line += ["--dev", "/dev", *_empty(SCRATCH, as_root), "--chdir", str(SCRATCH), "--"]
    return line


def _empty(folder: Path, as_root: bool) -> list[str]:
    """An empty, writable folder; the user that root becomes has to be let in."""
    return [*(["--perms", "1777"] if as_root else []), "--tmpfs", str(folder)]


def _binds(readable: Sequence[Path], as_root: bool) -> list[str]:
    line: list[str] = []
    made: set[Path] = {Path("/"), HOME}
    for path in readable:
        if path.is_symlink():
            line += ["--symlink", os.readlink(path), str(path)]
            continue
        if as_root:
            # bubblewrap keeps folders closed that are closed outside, as /root is; here they hold nothing but this.
            for above in reversed(path.parents):
                if above not in made:
                    line += ["--perms", "0755", "--dir", str(above)]
                    made.add(above)
        line += ["--ro-bind", str(path), str(path)]
    return line
