"""Files that hold personal data: readable by their owner alone, and never half written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Write a file in one step, with permissions 600; one that is there is replaced.

    Parameters
    ----------
    path : Path
        Where. Folders that are missing are made with permissions 700. A link is replaced, not followed.
    content : bytes
        The whole file.

    Raises
    ------
    OSError
        When it cannot be written; what was there before is still there.
    """
    for folder in reversed([path.parent, *path.parent.parents]):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 600 from the beginning
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
