"""Each way of starting a guest: what is said to be held is held, and what is not said to be held is not."""

import shutil
import sys
from itertools import product
from pathlib import Path

import pytest

from tests.system import needs
from whiteboard.grading.guest.isolation import trial
from whiteboard.grading.guest.isolation.protection import NAMES, is_full, missing
from whiteboard.grading.guest.isolation.trial import PROBE, try_way
from whiteboard.grading.guest.isolation.ways import Way, ways

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="isolation is there on Linux only")

BARE = Way()
MECHANISMS = ("namespaces", "landlock", "seccomp")


def nothing_claimed_is_broken(found):
    broken = {name: found.done[name] for name in NAMES if found.done[name]}
    assert not {name for name in broken if name in {held.name for held in found.claimed}}, broken


@pytest.mark.parametrize("way", list(ways()), ids=str)
def test_what_is_said_to_be_held_is_held(way):
    found = try_way(way)
    if not found.ran:
        pytest.skip(f"not possible here: {found.trouble.splitlines()[-1]}")
    nothing_claimed_is_broken(found)
    assert found.protections == found.claimed


@needs("bwrap")
def test_with_bubblewrap_everything_is_held(tmp_path):
    found = trial.best_way()
    assert found.way.bubblewrap and is_full(found.protections) and not missing(found.protections)
    assert "bubblewrap" in {held.name: held.by for held in found.protections}["files"]


@needs("bwrap")
def test_without_bubblewrap_other_mechanisms_are_found_and_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("bwrap") is None
    found = trial.best_way()
    assert not found.way.bubblewrap
    assert not any("bubblewrap" in held.by for held in found.protections)
    nothing_claimed_is_broken(found)


def test_without_isolation_everything_is_possible_and_the_record_says_so():
    found = try_way(BARE, policy="none")
    assert [str(held) for held in found.claimed] == ["time: rlimit"]
    assert {"read a file outside", "write a file outside"} <= set(found.done["files"])
    assert "connect to loopback" in found.done["network"]
    assert {"fork", "signal the judge", "see other processes"} <= set(found.done["processes"])
    assert "share memory by System V" in found.done["system calls"]
    assert "write many files beyond the limit" in found.done["disk"]


def test_a_long_path_to_temporary_files_changes_nothing(tmp_path, monkeypatch):
    folder = tmp_path / ("long" * 40)
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    assert "connect to a Unix socket" in try_way(BARE, policy="none").done["network"]


def probe_without(absent, folder):
    """A probe on a machine that lacks these mechanisms."""
    script = folder / "probe.py"
    lost = {
        "namespaces": "confinement.namespaces.make_namespaces = lambda **options: False",
        "landlock": "confinement.landlock.restrict = lambda *rules: 0",
        "seccomp": "confinement.seccomp.apply = lambda: False",
    }
    script.write_text(
        f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("probe", {str(PROBE)!r})
probe = importlib.util.module_from_spec(spec)
spec.loader.exec_module(probe)
probe._as_packages()
from whiteboard.grading.guest.isolation import confinement
{chr(10).join(lost[name] for name in absent)}
sys.exit(probe.main(int(sys.argv[1])))
"""
    )
    return script


@pytest.mark.parametrize(
    "absent",
    [
        tuple(name for name, lacks in zip(MECHANISMS, lost, strict=True) if lacks)
        for lost in product((False, True), repeat=len(MECHANISMS))
    ],
    ids=lambda absent: "without " + (", ".join(absent) or "nothing"),
)
def test_each_mechanism_can_be_absent_and_the_others_hold_what_they_say(absent, tmp_path):
    found = try_way(BARE, probe=probe_without(absent, tmp_path))
    assert found.ran, found.trouble
    nothing_claimed_is_broken(found)
    held = {protection.name: " ".join(protection.by) for protection in found.claimed}
    words = {"namespaces": "namespace", "landlock": "Landlock", "seccomp": "seccomp"}
    said = " ".join(held.values())
    assert not any(words[name] in said for name in absent)
    if "seccomp" in absent:
        assert "system calls" not in held and "processes" not in held
        assert "fork" in found.done["processes"]
        assert "network" not in held and "connect to a Unix socket" in found.done["network"]
    if "landlock" in absent:
        assert "files" not in held and "read a file outside" in found.done["files"]
    if {"seccomp", "namespaces"} <= set(absent):
        assert "send a datagram" in found.done["network"]
    if "namespaces" in absent:
        assert "disk" not in held and "write many files beyond the limit" in found.done["disk"]


@needs("bwrap")
@pytest.mark.parametrize("absent", [("landlock",), MECHANISMS], ids=" and ".join)
def test_bubblewrap_alone_holds_files_and_network(absent, tmp_path, monkeypatch):
    script = probe_without(absent, tmp_path)
    monkeypatch.setattr("whiteboard.grading.guest.isolation.starting.visible", seeing(script))
    found = try_way(next(ways()), probe=script)
    assert found.ran, found.trouble
    nothing_claimed_is_broken(found)
    assert {"files", "network"} <= {held.name for held in found.protections}


def seeing(script):
    from whiteboard.grading.guest.isolation.visible import visible

    return lambda readable=(): visible((*readable, Path(script)))
