"""``whiteboard doctor``: what it says must be what holds."""

import json
import sys

import pytest

from whiteboard.cli import main
from whiteboard.grading import doctor
from whiteboard.grading.guest.isolation.protection import NAMES, Protection
from whiteboard.grading.guest.isolation.trial import Trial
from whiteboard.grading.guest.isolation.ways import Way


def examination(*names, done=None, trouble=""):
    claimed = tuple(Protection(name, ("Landlock ABI 7",)) for name in names)
    found = Trial(way=Way(), ran=True, claimed=claimed, done=done or {}, trouble=trouble)
    return doctor.Examination(
        versions={"Python": "3.11.2", "nbgrader": ""}, trial=found, programs={"bwrap": False}, packages={}
    )


@pytest.mark.skipif(sys.platform != "linux", reason="isolation is there on Linux only")
def test_the_command_tells_what_a_probe_found(capsys):
    status = main(["doctor", "--json"])
    found = json.loads(capsys.readouterr().out)
    held = {row["name"]: row for row in found["protections"]}
    assert tuple(held) == NAMES
    assert found["full"] == all(held[name]["held"] for name in NAMES[:4])
    assert status == (0 if found["full"] else 1)
    for row in held.values():
        assert not (row["held"] and row["possible"])
        assert bool(row["by"]) == row["held"] != bool(row["remedy"])
    assert main(["doctor"]) == status
    assert found["versions"]["Python"] in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="isolation is there on Linux only")
def test_without_bubblewrap_it_does_not_say_that_there_is(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    main(["doctor", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["way"] == "no bubblewrap" or found["way"].startswith("no bubblewrap,")
    assert not any("bubblewrap" in row["by"] for row in found["protections"])
    assert found["versions"]["bubblewrap"] == "" and not found["programs"]["bwrap"]


def test_what_is_missing_is_said_with_its_remedy():
    found = examination(
        "network", done={"files": ("read a file outside",)}, trouble="bubblewrap: no permission\x1b[2J"
    )
    assert not found.is_full and "files" in found.missing
    said = found.in_words
    assert "NOT HELD" in said and "a probe could read a file outside" in said
    assert "apt-get install bubblewrap" in said
    assert "bubblewrap: no permission" in said and "\x1b" not in said
    assert "nbgrader not installed" in said


def test_full_isolation_is_said():
    found = examination(*NAMES[:4])
    assert found.is_full and found.missing == NAMES[4:]
    assert found.in_words.startswith("Learners' code is kept in:")
