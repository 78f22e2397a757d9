"""The learner's version of assignments, made by nbgrader itself in a course of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from whiteboard.manuscript.page import ManuscriptError

CONFIG = "nbgrader_config.py"
SECONDS = 300


def generate(sources: Mapping[str, bytes], *, root: Path) -> dict[str, bytes]:
    """Run ``nbgrader generate_assignment`` on source notebooks.

    Parameters
    ----------
    sources : Mapping
        ``assignment/notebook.ipynb`` → the source notebook.
    root : Path
        The repository: its ``nbgrader_config.py`` is used, its gradebook is not.

    Returns
    -------
    dict
        The same names → the released notebooks.

    Raises
    ------
    ManuscriptError
        With nbgrader's own words, when it refuses.
    """
    if not sources:
        return {}
    with tempfile.TemporaryDirectory(prefix="whiteboard-") as folder:
        course = Path(folder, "course")
        for name, content in sources.items():
            target = course / "source" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if (root / CONFIG).exists():
            shutil.copy(root / CONFIG, course / CONFIG)
        arguments = ["generate_assignment", "*", "--no-db", "--log-level=WARN"]
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments],
            cwd=course,
            env=_environment(Path(folder)),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        made = {name: course / "release" / name for name in sources}
        if done.returncode or not all(path.exists() for path in made.values()):
            raise ManuscriptError(f"nbgrader generate_assignment failed: {_last_error(done.stderr)}")
        return {name: path.read_bytes() for name, path in made.items()}


def _environment(folder: Path) -> dict[str, str]:
    # The user's own nbgrader settings must not change what a learner gets.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    return {
        **inherited,
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
    }


def _last_error(log: str) -> str:
    lines = [line for line in log.splitlines() if line.strip()]
    errors = [line for line in lines if "Error" in line]
    return "\n".join(errors[-3:] or lines[-3:]) or "it said nothing"
