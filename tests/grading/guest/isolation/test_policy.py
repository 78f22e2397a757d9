"""What an instructor asks for is what is launched, or is refused in words that help."""

import os
import subprocess
import sys

import pytest

from tests.system import needs
from whiteboard.grading.guest.isolation import trial
from whiteboard.grading.guest.isolation.launching import launch
from whiteboard.grading.guest.isolation.protection import (
    MEANING,
    NAMES,
    REMEDY,
    CannotIsolate,
    Protection,
    acceptable,
    is_full,
    refusal,
)
from whiteboard.grading.guest.isolation.trial import Trial
from whiteboard.grading.guest.isolation.ways import Way

COMMAND = [sys.executable, "-I", "-S", "-c", "print('within')"]


def held(*names):
    return [Protection(name, ("something",)) for name in names]


def test_policies_ask_for_what_they_say():
    assert not acceptable(held("files"), "best") and acceptable(held("files", "network"), "best")
    assert not is_full(held("files", "network", "processes"))
    assert is_full(held("files", "network", "processes", "system calls"))
    assert acceptable([], "none")
    with pytest.raises(ValueError, match=r"'most'.*'full', 'best', 'none'"):
        acceptable([], "most")


def test_every_protection_has_a_meaning_and_a_remedy():
    assert set(MEANING) == set(REMEDY) == set(NAMES)


def test_a_refusal_names_what_is_missing_and_the_remedy():
    error = refusal(held("network"), "full", "bwrap: No permissions to create new namespace")
    assert isinstance(error, CannotIsolate)
    for word in (
        "files and processes and system calls",
        "apt-get install bubblewrap",
        "doctor",
        "No permissions",
    ):
        assert word in str(error)


@pytest.mark.parametrize(
    ("policy", "names"), [("best", ("files",)), ("full", ("files", "network", "processes"))]
)
def test_a_machine_that_offers_too_little_launches_nothing(monkeypatch, policy, names):
    found = Trial(way=Way(), ran=True, claimed=tuple(held(*names)), done={})
    monkeypatch.setattr(trial, "best_way", lambda: found)
    with pytest.raises(CannotIsolate, match="nothing holds"):
        launch(COMMAND, policy=policy)


def test_what_a_probe_could_do_is_not_taken_for_held():
    found = Trial(
        way=Way(),
        ran=True,
        claimed=tuple(held("files", "network")),
        done={"network": ("connect to loopback",)},
    )
    assert [protection.name for protection in found.protections] == ["files"]


def test_none_starts_without_walls_and_says_so():
    with launch(COMMAND, policy="none") as launched:
        assert launched.process.wait(60) == 0
        assert launched.lines == () and "files" in launched.missing
        assert launched.folder is not None and launched.scratch.is_dir()
    assert not launched.folder.exists()


@needs("bwrap")
def test_full_is_launched_where_the_machine_offers_it():
    with launch(COMMAND, policy="full") as launched:
        assert launched.process.wait(60) == 0
        assert launched.missing == ()
        assert launched.lines[0].startswith("files: bubblewrap")


@pytest.mark.parametrize("policy", ["best", "none"])
def test_nothing_of_the_judge_s_environment_goes_in(policy, monkeypatch):
    monkeypatch.setenv("A_SECRET_OF_THE_JUDGE", "planted")
    reading, writing = os.pipe()
    code = f"import os; os.write({writing}, repr(sorted(os.environ)).encode())"
    with launch(
        [*COMMAND[:-1], code], policy=policy, pass_fds=[writing], environment={"GIVEN": "1"}
    ) as launched:
        os.close(writing)
        with os.fdopen(reading, "rb") as answer:
            said = answer.read()
        launched.process.wait(60)
    assert b"'GIVEN'" in said and b"OPENBLAS_NUM_THREADS" in said and b"A_SECRET" not in said


@pytest.mark.parametrize("policy", ["best", "none"])
def test_a_parent_that_fails_can_be_asked_why(policy):
    with launch([*COMMAND[:-1], "raise SystemExit('no such luck')"], policy=policy) as launched:
        assert launched.process.wait(60) != 0
        assert launched.said() == "no such luck"


@needs("bwrap")  # without it, a warm parent may still write; only a guest may not
def test_what_is_made_readable_can_be_read_and_not_written(tmp_path):
    given = tmp_path / "given.txt"
    given.write_text("for guests")
    code = f"""
import sys
print(open({str(given)!r}).read(), file=sys.stderr)
open({str(given)!r}, "w")
"""
    with launch([*COMMAND[:-1], code], policy="full", readable=[given]) as launched:
        launched.process.wait(60)
        assert "for guests" in launched.said() and "Error" in launched.said()


def test_on_another_system_it_says_in_words_that_there_is_none(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    trial._best_way.cache_clear()
    try:
        with pytest.raises(CannotIsolate, match="Linux only"):
            launch(COMMAND, policy="best")
    finally:
        trial._best_way.cache_clear()


def test_every_module_can_be_imported_on_another_system():
    code = """
import importlib, pathlib, sys
sys.platform = "darwin"
from whiteboard.grading.guest import isolation
for module in pathlib.Path(isolation.__file__).parent.glob("*.py"):
    importlib.import_module(f"{isolation.__name__}.{module.stem}")
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
