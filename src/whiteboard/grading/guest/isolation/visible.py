"""What of the file system a guest has to read: Python, the system's libraries, and nothing of the course."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/libx32", "/lib64"),
    *("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime", "/nix/store", "/gnu/store"),
)
"""Programs, shared libraries, fonts and time zones; no accounts, no names of hosts, no certificates."""
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def visible(readable: Sequence[Path] = ()) -> tuple[Path, ...]:
    """All that guests may read, as absolute paths that exist; what lies below another one is left out.

    Parameters
    ----------
    readable : sequence of Path
        Files and folders beside Python and the system's libraries.
    """
    wanted = [*map(Path, SYSTEM), *_python(), *(path.absolute() for path in readable)]
    wanted += [path.resolve() for path in wanted if path.exists()]
    found: list[Path] = []
    for path in sorted({path for path in wanted if path.exists()}):
        if not any(path.is_relative_to(above) for above in found):
            found.append(path)
    return tuple(found)


def font_list() -> Path | None:
    """matplotlib's list of the fonts of this machine, or None; without it, each warm parent would look them all up again."""
    own = os.environ.get("MPLCONFIGDIR")
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(own) if own else Path(cache, "matplotlib")
    try:
        lists = sorted(folder.glob("fontlist-*.json"), key=lambda path: path.stat().st_mtime)
    except OSError:
        return None
    return lists[-1] if lists else None


def _python() -> list[Path]:
    """The folders of this Python, of its environment, and of this package where that is installed as editable."""
    package = Path(__file__).parents[3]
    programs = [Path(sys.executable), Path(getattr(sys, "_base_executable", sys.executable))]
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    folders = [*map(Path, prefixes), package, *(program.resolve().parent for program in programs)]
    return [folder.absolute() for folder in folders]
