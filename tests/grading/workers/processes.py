"""What the tests of processes look at: who descends from whom, and how much memory each holds."""

import contextlib
import os
import time
from pathlib import Path


def parent_of(process):
    """The parent of a process; None when there is no such process, or only its remains."""
    try:
        said = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if said[0] in "ZX" else int(said[1])


def children(process):
    """All that descend from a process, as numbers."""
    parents = {int(name): parent_of(name) for name in os.listdir("/proc") if name.isdigit()}
    found = {process}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {process}


def wait_for_end(processes, seconds=30):
    """Wait until none of them is there any more, and give those that still are."""
    ends = time.monotonic() + seconds
    while left := {one for one in processes if parent_of(one) is not None}:
        if time.monotonic() > ends:
            return left
        time.sleep(0.05)
    return set()


def peak_memory(process):
    """The most that a process has held in memory, in bytes; 0 when it has gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0
