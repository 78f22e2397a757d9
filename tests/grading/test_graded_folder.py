"""Graded folders: whole or absent, inside their place, and as the record says."""

import json
import os
import random
import stat
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.grading.gradebook.outcomes import ASSIGNMENT, TIME, outcome
from whiteboard.grading.course import Course
from whiteboard.grading.gradebook import Record
from whiteboard.grading.graded_folder import is_current, is_inside, write_graded
from whiteboard.grading.names import BadName
from whiteboard.grading.outcome import NotebookResult

REPOSITORY = Path(__file__).parents[2]
SECRET = b"the gradebook"


@pytest.fixture
def course(tmp_path):
    (tmp_path / "gradebook.db").write_bytes(SECRET)
    return Course(root=tmp_path, db_url=f"sqlite:///{tmp_path / 'gradebook.db'}")


def place(course):
    return course.root / "autograded/honest" / ASSIGNMENT


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def record(result, folder):
    return Record(
        outcome=result,
        graded_at=datetime(2026, 3, 1),
        package_version="1",
        folder=folder,
    )


def test_notebooks_time_and_files_are_there_the_instructors_over_the_learners(course):
    files = {"data/people.csv": b"mine", "notes.txt": b"notes", "first.ipynb": b"{}", "other.ipynb": b"{}"}
    write_graded(course, outcome(), files=files, instructors_files={"data/people.csv": b"given"})
    found = contents(place(course))
    assert set(found) == {"first.ipynb", "second.ipynb", "timestamp.txt", "data/people.csv", "notes.txt"}
    assert found["data/people.csv"] == b"given"
    assert found["timestamp.txt"] == TIME.encode()
    assert json.loads(found["first.ipynb"]) == outcome().notebooks[0].notebook
    assert [path.name for path in place(course).parent.iterdir()] == [ASSIGNMENT]


def test_nothing_of_the_older_folder_stays(course):
    write_graded(course, outcome(), files={"old/deep/notes.txt": b"old"})
    write_graded(course, outcome(), files={"new.txt": b"new"})
    assert "old/deep/notes.txt" not in contents(place(course))
    assert contents(place(course))["new.txt"] == b"new"


def test_files_may_be_read_only_as_nbgrader_leaves_them(course):
    write_graded(course, outcome(), files={"data/people.csv": b"x"})
    modes = {stat.S_IMODE(path.stat().st_mode) for path in place(course).rglob("*") if path.is_file()}
    assert modes == {0o444}


def test_a_group_of_instructors_may_write_where_the_course_says_so(course):
    shared = replace(course, groupshared=True, permissions=0o664)
    write_graded(shared, outcome(), files={"data/people.csv": b"x"})
    for path in (place(course), place(course) / "data", place(course).parent, course.root / "autograded"):
        assert path.stat().st_mode & 0o2770 == 0o2770, path
    assert {stat.S_IMODE(path.stat().st_mode) for path in place(course).rglob("*.csv")} == {0o664}


@pytest.mark.parametrize(
    "path",
    [
        "../escaped",
        "/tmp/escaped",
        "a/../../escaped",
        "",
        "a//b",
        ".",
        "a\0b",
        "..",
        "a\\b",
        "x" * 300,
        "a/" * 1500 + "b",
        "\ud800",
    ],
)
def test_a_path_that_leads_elsewhere_is_left_out(course, path):
    write_graded(course, outcome(), files={path: b"bad", "good.txt": b"good"})
    assert set(contents(course.root)) == {
        "gradebook.db",
        *(
            f"autograded/honest/ps1/{name}"
            for name in ("first.ipynb", "second.ipynb", "timestamp.txt", "good.txt")
        ),
    }


@given(st.text(st.characters(codec=None) | st.sampled_from("./\\~\0"), max_size=30))
def test_a_path_that_is_inside_never_leaves_its_folder(path):
    if is_inside(path):
        assert os.path.normpath(os.path.join("/folder", path)) == f"/folder/{path}"


@given(
    st.dictionaries(st.text(st.sampled_from("ab./ü\ud800"), max_size=6), st.binary(max_size=5), max_size=6)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_whatever_the_files_are_called_the_folder_is_as_the_record_says(course, files):
    folder = write_graded(course, outcome(), files=files)
    assert is_current(course, record(outcome(), folder))


def test_a_file_in_the_place_of_a_folder_gives_way(course):
    write_graded(
        course,
        outcome(),
        files={"data": b"a file", "x/y": b"1"},
        instructors_files={"data/a.csv": b"1", "x": b"2"},
    )
    found = contents(place(course))
    assert (found["data/a.csv"], found["x"]) == (b"1", b"2")


@pytest.mark.parametrize("name", ["../first", "a/b", ".hidden", ""])
def test_a_notebook_cannot_be_called_so_that_it_leads_elsewhere(course, name):
    named = NotebookResult(name=name, cells=(), notebook={"cells": []})
    with pytest.raises(BadName, match="notebook name"):
        write_graded(course, replace(outcome(), notebooks=(named,)))


def test_a_link_in_the_folders_place_is_replaced_and_not_followed(course, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_bytes(b"kept")
    place(course).parent.mkdir(parents=True)
    place(course).symlink_to(elsewhere)
    write_graded(course, outcome())
    assert not place(course).is_symlink()
    assert contents(elsewhere) == {"kept.txt": b"kept"}


def test_a_link_in_the_place_of_the_students_folder_is_replaced(course, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / ASSIGNMENT).mkdir(parents=True)
    (elsewhere / ASSIGNMENT / "kept.txt").write_bytes(b"kept")
    (course.root / "autograded").mkdir()
    (course.root / "autograded/honest").symlink_to(elsewhere)
    write_graded(course, outcome())
    assert contents(elsewhere) == {f"{ASSIGNMENT}/kept.txt": b"kept"}
    assert "first.ipynb" in contents(place(course))


def test_the_structure_may_lead_out_of_the_courses_folder(course, tmp_path):
    elsewhere = tmp_path / "large/disk"
    outside = replace(
        course, directory_structure=f"{elsewhere}/{{nbgrader_step}}/{{assignment_id}}/{{student_id}}"
    )
    write_graded(outside, outcome())
    assert "first.ipynb" in contents(elsewhere / "autograded" / ASSIGNMENT / "honest")


def test_the_courses_own_folder_may_be_a_link(course, tmp_path):
    elsewhere = tmp_path / "large disk"
    elsewhere.mkdir()
    (course.root / "autograded").symlink_to(elsewhere)
    write_graded(course, outcome())
    assert (course.root / "autograded").is_symlink()
    assert "first.ipynb" in contents(elsewhere / "honest" / ASSIGNMENT)


def test_links_inside_an_older_folder_are_removed_and_not_followed(course):
    place(course).mkdir(parents=True)
    (place(course) / "first.ipynb").symlink_to(course.root / "gradebook.db")
    (place(course) / "up").symlink_to(course.root)
    write_graded(course, outcome())
    assert (course.root / "gradebook.db").read_bytes() == SECRET
    assert not (place(course) / "first.ipynb").is_symlink()


def test_a_file_in_the_folders_place_is_replaced(course):
    place(course).parent.mkdir(parents=True)
    place(course).write_bytes(b"in the way")
    write_graded(course, outcome())
    assert "first.ipynb" in contents(place(course))


def test_a_folder_is_current_until_anything_in_it_changes(course):
    files = {"data/people.csv": b"x"}
    later = outcome(time="2026-03-02 10:00:00 UTC")
    of_later = record(later, write_graded(course, later, files=files))
    assert is_current(course, of_later)
    of_it = record(outcome(), write_graded(course, outcome(), files=files))
    assert is_current(course, of_it)
    assert not is_current(course, of_later)
    (place(course) / "more.txt").write_bytes(b"")
    assert not is_current(course, of_it)
    (place(course) / "more.txt").unlink()
    assert is_current(course, of_it)
    (place(course) / "link").symlink_to("first.ipynb")
    assert not is_current(course, of_it)
    (place(course) / "link").unlink()
    (place(course) / "second.ipynb").unlink()
    assert not is_current(course, of_it)


def test_where_the_new_folder_cannot_be_put_the_old_one_stays(course, monkeypatch):
    folder = write_graded(course, outcome())
    rename = os.rename

    def full(source, target):
        if Path(target) == place(course) and "new" in Path(source).name:
            raise OSError("no space left on device")
        rename(source, target)

    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(OSError, match="no space left"):
        write_graded(course, outcome(time="2026-03-02 10:00:00 UTC"))
    assert is_current(course, record(outcome(), folder))
    assert [path.name for path in place(course).parent.iterdir()] == [ASSIGNMENT]


def test_what_a_killed_run_left_is_swept_up_and_nothing_else(course):
    beside = place(course).parent
    mine = [f".{ASSIGNMENT}.{'0' * 16}.whiteboard-{kind}" for kind in ("new", "old")]
    others = [f".{ASSIGNMENT}.old", f".other.{'0' * 16}.whiteboard-new", "ps1.whiteboard-old"]
    for name in (*mine, *others):
        (beside / name / "inner").mkdir(parents=True)
    write_graded(course, outcome())
    assert sorted(path.name for path in beside.iterdir()) == sorted([ASSIGNMENT, *others])


def test_text_that_no_file_can_hold_is_written_as_json_has_it(course):
    odd = {"cells": [{"source": "lone \ud800"}]}
    result = replace(outcome(), notebooks=(NotebookResult(name="first", cells=(), notebook=odd),))
    folder = write_graded(course, result)
    assert json.loads((place(course) / "first.ipynb").read_bytes()) == odd
    assert is_current(course, record(result, folder))


WRITER = """
import sys
from pathlib import Path
from tests.grading.gradebook.outcomes import outcome
from whiteboard.grading.course import Course
from whiteboard.grading.graded_folder import write_graded
course = Course(root=Path(sys.argv[1]), db_url="sqlite://")
print("ready", flush=True)
for number in range(10_000):
    write_graded(course, outcome(), files={f"{name}.txt": str(number).encode() * 1000 for name in range(20)})
"""


@pytest.mark.slow
def test_killed_at_any_moment_the_folder_is_whole_or_absent_and_the_next_run_leaves_nothing(course):
    chance = random.Random(6)
    for _ in range(8):
        command = [sys.executable, "-c", WRITER, str(course.root)]
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.1))
        process.kill()
        process.communicate(timeout=60)
        if place(course).exists():
            texts = {
                path.read_bytes() for path in place(course).glob("*.txt") if path.name != "timestamp.txt"
            }
            assert len(texts) == 1
            assert len(contents(place(course))) == 23
    folder = write_graded(course, outcome())
    assert [path.name for path in place(course).parent.iterdir()] == [ASSIGNMENT]
    assert is_current(course, record(outcome(), folder))
