"""Running code in a confined guest, the way that a warm parent does it: for tests, without a warm parent's imports."""

import json
import os
import signal
import sys
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from whiteboard.grading.guest.isolation.starting import start
from whiteboard.grading.guest.isolation.trial import PROBE
from whiteboard.grading.guest.isolation.ways import ways
from whiteboard.grading.limits import Limits

SMALL = Limits(memory=600_000_000, file_size=1_000_000, total_seconds=20)

_DRIVER = """
import importlib.util, json, os, sys
from pathlib import Path

spec = importlib.util.spec_from_file_location("probe", sys.argv[1])
probe = importlib.util.module_from_spec(spec)
spec.loader.exec_module(probe)
probe._as_packages()
from whiteboard.grading.guest.isolation import confinement
from whiteboard.grading.guest.isolation.confinement import end_as, enter
from whiteboard.grading.limits import Limits

task = json.loads(sys.argv[3])
exec(task["before"])
def tell(something):
    os.write(int(sys.argv[2]), json.dumps(something).encode() + b"\\n")
def body(lines):
    exec(task["code"], {"tell": tell, "lines": lines, "__name__": "__main__"})
guest = os.fork()
if guest == 0:
    end_as(enter(Path.cwd(), Limits(**task["limits"]), body))
_pid, status = os.waitpid(guest, 0)
tell({"status": os.waitstatus_to_exitcode(status)})
"""


@dataclass(frozen=True)
class Ended:
    """How a guest ended, and what it told."""

    status: int | None
    told: list
    errors: str


@contextmanager
def started(code, way=None, *, limits=SMALL, policy="best", slot=0, before="", **options):
    """A guest that runs this code, and the file on which it tells; `before` runs in the warm parent."""
    reading, writing = os.pipe()
    task = json.dumps({"code": code, "before": before, "limits": asdict(limits)})
    command = [sys.executable, "-I", "-S", "-c", _DRIVER, str(PROBE), str(writing), task]
    launched = start(command, way or next(ways()), pass_fds=[writing], policy=policy, slot=slot, **options)
    os.close(writing)
    with launched, os.fdopen(reading, encoding="utf-8") as heard:
        yield launched, heard


def run(code, way=None, **options):
    """Run code in a guest to its end."""
    with started(code, way, **options) as (launched, heard):
        told = [json.loads(line) for line in heard]
        launched.process.wait(60)
        errors = launched.said()
    status = told.pop()["status"] if told and isinstance(told[-1], dict) and "status" in told[-1] else None
    return Ended(status, told, errors)


def running(token):
    """The processes whose command line has this in it; zombies have none."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                if token.encode() in (process / "cmdline").read_bytes():
                    found.append(int(process.name))
            except OSError:
                continue
    return found


def end(process):
    """Kill as nothing can be prevented from being killed."""
    os.kill(process, signal.SIGKILL)
