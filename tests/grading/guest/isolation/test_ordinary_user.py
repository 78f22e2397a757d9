"""Isolation with a Python that every user may run: as an ordinary user, and as root, who can become another one."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.system import needs
from whiteboard.grading.guest.isolation.trial import PROBE

NOBODY = 65534
_CODE = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("probe", sys.argv[1])
probe = importlib.util.module_from_spec(spec)
spec.loader.exec_module(probe)
probe._as_packages()
from whiteboard.grading.guest.isolation.trial import try_way
from whiteboard.grading.guest.isolation.ways import ways
found = [try_way(way) for way in ways()]
print(json.dumps([
    {"way": str(trial.way), "ran": trial.ran, "trouble": trial.trouble, "done": dict(trial.done),
     "held": {held.name: held.by for held in trial.claimed}} for trial in found
]))
"""


def readable_python():
    """A Python that any user may run, of a version that we need; the one that runs this, for an ordinary user."""
    if os.geteuid() != 0:
        return sys.executable
    for program in ("/usr/bin/python3", "/usr/local/bin/python3"):
        if shutil.which(program):
            asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
            version = re.search(r"(\d+)\.(\d+)", asked.stdout)
            if version and (int(version[1]), int(version[2])) >= (3, 11):
                return program
    return None


PYTHON = readable_python() if sys.platform == "linux" else None
pytestmark = pytest.mark.skipif(
    PYTHON is None, reason="needs Linux, and a Python 3.11 or later that every user may run"
)


def tried(path, *, as_root=False):
    drops = os.geteuid() == 0 and not as_root
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if drops else {}
    ran = subprocess.run(
        [PYTHON, "-I", "-S", "-c", _CODE, str(PROBE)],
        env={"PATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        cwd="/",
        check=False,
        **user,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def check(found):
    assert found["ran"], found["trouble"]
    broken = {name: done for name, done in found["done"].items() if done}
    assert not set(broken) & set(found["held"]), broken
    return found["held"]


@needs("bwrap")
def test_with_bubblewrap():
    found = tried("/usr/bin:/bin")
    best = check(found[0])
    assert found[0]["way"] == "bubblewrap"
    assert {"files", "network", "processes", "system calls"} <= set(best)
    assert "bubblewrap" in best["files"]
    for other in found[1:]:
        check(other)


def test_without_bubblewrap(tmp_path):
    (only,) = tried(str(tmp_path))
    assert only["way"] == "no bubblewrap"
    check(only)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs root")
@needs("bwrap")
def test_root_gives_each_guest_a_user_of_its_own_in_every_way(tmp_path):
    for found in (*tried("/usr/bin:/bin", as_root=True), *tried(str(tmp_path), as_root=True)):
        held = check(found)
        assert ("a user of its own" in held["user"]) == ("a user of its own" in found["way"])
