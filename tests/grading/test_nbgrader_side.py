"""nbgrader's own commands and formgrader's interface, with this repository's settings."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.grading import released

pytestmark = pytest.mark.slow

FORMGRADER = """
import json, sys
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader

config = PyFileConfigLoader("nbgrader_config.py", path=".").load_config()
config.CourseDirectory.root = "."
api = NbGraderAPI(CourseDirectory(config=config), config=config)
result = api.autograde("twitter", sys.argv[1], force=True)
result["submission"] = api.get_submission("twitter", sys.argv[1])
print(json.dumps(result, default=str))
"""
"""What formgrader's Autograde button calls."""


def nbgrader(folder, *words, status=0):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={name: value for name, value in os.environ.items() if not name.startswith("NBGRADER")},
    )
    assert done.returncode == status, done.stderr[-3000:]
    return done.stderr


def hand_in(course, student, content):
    folder = course / "submitted" / student / "twitter"
    folder.mkdir(parents=True)
    packed = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / "twitter.ipynb").write_bytes(packed)
    (folder / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC")
    return folder


def handed_out(course):
    """What a learner hands in who typed the worked solution into the released notebook."""
    content = json.loads((course / "release" / "twitter" / "twitter.ipynb").read_text())
    worked = {cell["id"]: cell for cell in released.solved("twitter")["cells"]}
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = worked[cell["id"]]["source"]
    return content


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class of five, graded with nbgrader's own command."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(released.ROOT / "source" / "twitter", folder / "source" / "twitter")
    source = folder / "source" / "twitter" / "twitter.ipynb"
    content = json.loads(source.read_text())
    content["cells"].append(
        {
            "cell_type": "code",
            "id": "late",
            "source": "1 + 1 == 2\n### BEGIN HIDDEN TESTS\nsecret = 'planted-secret'\n### END HIDDEN TESTS\n1.0",
            "metadata": {
                "nbgrader": {
                    "grade": True,
                    "grade_id": "late",
                    "locked": True,
                    "points": 1,
                    "schema_version": 3,
                    "solution": False,
                    "task": False,
                }
            },
            "outputs": [],
            "execution_count": None,
        }
    )
    source.write_text(json.dumps(content))
    shutil.copy(released.ROOT / "nbgrader_config.py", folder)
    nbgrader(folder, "generate_assignment", "twitter")
    solved = handed_out(folder)
    hand_in(folder, "a-honest", solved)
    hand_in(folder, "b-cut-off", json.dumps(solved).encode()[:4000])
    newer = handed_out(folder)
    for cell in newer["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 99
    hand_in(folder, "c-newer", newer)
    linked = hand_in(folder, "d-linked", solved)
    (linked / "notes.txt").symlink_to(folder / "gradebook.db")
    (folder / "submitted" / "e-nothing" / "twitter").mkdir(parents=True)
    hand_in(folder, "f-honest", solved)
    log = nbgrader(folder, "autograde", "twitter")
    return folder, log


def scores(folder):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "whiteboard") as book:
        return {entry.student.id: entry.score for entry in book.assignment_submissions("twitter")}


def test_every_submission_ends_in_the_gradebook(course):
    folder, _ = course
    assert scores(folder) == {
        "a-honest": 16,
        "b-cut-off": 0,
        "c-newer": 16,
        "d-linked": 16,
        "e-nothing": 0,
        "f-honest": 16,
    }


def test_the_log_says_how_each_ended(course):
    _, log = course
    assert "a-honest: graded, 16 of 21 points" in log
    assert "b-cut-off: unreadable" in log
    assert "e-nothing: unreadable" in log
    assert "notes.txt" in log


def test_a_link_s_target_is_not_copied(course):
    folder, _ = course
    assert sorted(path.name for path in (folder / "autograded/d-linked/twitter").iterdir()) == [
        "timestamp.txt",
        "twitter.ipynb",
    ]


def test_formgrader_s_button_grades_in_the_same_way(course):
    folder, _ = course
    done = subprocess.run(
        [sys.executable, "-c", FORMGRADER, "b-cut-off"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["success"] and "unreadable" in result["log"]
    assert result["submission"]["autograded"] and result["submission"]["needs_manual_grade"]


def test_feedback_shows_the_report_and_hides_hidden_tests(course):
    folder, _ = course
    nbgrader(folder, "generate_feedback", "twitter")
    page = (folder / "feedback/a-honest/twitter/twitter.html").read_text()
    assert "5 / 5" in page or "5.0 / 5.0" in page
    assert "planted-secret" not in page
    assert "planted-secret" not in (folder / "autograded/a-honest/twitter/twitter.ipynb").read_text()
    for student in ("b-cut-off", "e-nothing"):
        assert (folder / f"feedback/{student}/twitter/twitter.html").exists()


def test_the_settings_name_what_exists():
    config = (released.ROOT / "nbgrader_config.py").read_text()
    for line in config.splitlines():
        if "whiteboard.grading" in line and '"' in line:
            module, name = line.split('"')[1].rsplit(".", 1)
            code = f"import importlib; getattr(importlib.import_module({module!r}), {name!r})"
            subprocess.run([sys.executable, "-c", code], check=True, cwd=Path.home())
