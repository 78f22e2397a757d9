"""A fingerprint of what an executed notebook depends on: while it is the same, its outputs stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

FORM = 1
"""Raised when the way of running changes, so that every notebook runs again."""

_NOT_USED = {"cli", "manuscript", "__pycache__"}
"""Parts of the package that no notebook calls."""


def fingerprint(notebook: bytes, companions: Mapping[str, bytes], *, root: Path) -> str:
    """Hash a notebook without outputs, its companions, the package, and the pinned versions of libraries.

    Parameters
    ----------
    notebook : bytes
        The notebook before it runs.
    companions : Mapping
        The files beside it: path → content.
    root : Path
        The repository, for its ``constraints.txt``.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    digest = hashlib.sha256(f"{FORM}\n".encode())
    parts = {"notebook": notebook, **{f"companion {name}": content for name, content in companions.items()}}
    for name in sorted(parts):
        digest.update(f"{name} {len(parts[name])}\n".encode() + parts[name])
    digest.update(_package_digest().encode())
    digest.update("\n".join(_pins(root / "constraints.txt")).encode())
    return digest.hexdigest()[:16]


@cache
def _package_digest() -> str:
    # The package that the kernel imports, which is the one this builder stands in.
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        below = path.relative_to(package)
        if path.is_file() and not _NOT_USED.intersection(below.parts) and not path.name.startswith("."):
            content = path.read_bytes()
            digest.update(f"{below.as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _pins(path: Path) -> Iterator[str]:
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            pin = line.partition("#")[0].strip()
            if pin:
                yield pin
