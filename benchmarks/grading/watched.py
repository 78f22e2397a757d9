"""A command, with the time and the memory that it and all its children take."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

EVERY = 0.4  # seconds between two looks at the memory, each of which takes time that the command could use


@dataclass(frozen=True)
class Watched:
    """What a command took: seconds, and megabytes (PSS, so that shared pages count once) at their highest."""

    seconds: float
    largest: float
    together: float


def run(
    command: list[str], *, folder: Path, environment: dict[str, str], accepted: tuple[int, ...] = (0,)
) -> Watched:
    """Run it; an exit status that is not accepted ends the benchmark with the command's own words."""
    log = folder / "command.log"
    os.sync()  # what the command before it wrote is not this one's to wait for
    start = time.perf_counter()
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT)
        peaks = _Peaks(process.pid)
        status = process.wait()
    seconds = time.perf_counter() - start
    peaks.stop()
    if status not in accepted:
        said = log.read_text(errors="replace")[-3000:]
        raise SystemExit(f"{' '.join(command)} ended with {status}:\n{said}")
    return Watched(seconds, peaks.largest / 1e6, peaks.together / 1e6)


class _Peaks:
    """Looks at a process and its descendants now and then: the largest of them, and all together."""

    def __init__(self, pid: int) -> None:
        self.largest = self.together = 0
        self._top = psutil.Process(pid)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(EVERY):
            taken = []
            try:
                processes = [self._top, *self._top.children(recursive=True)]
            except psutil.Error:
                continue
            for process in processes:
                try:
                    taken.append(process.memory_full_info().pss)
                except psutil.Error:
                    continue
            self.largest = max([self.largest, *taken])
            self.together = max(self.together, sum(taken))
