"""A real course: nbgrader's gradebook, our grader, and the report of it all."""

import argparse
import csv
import io
import json
import logging
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.grading import released
from whiteboard.cli import class_report
from whiteboard.grading.class_report import class_data, gather, to_csv, to_page
from whiteboard.grading.class_report.learner_table import EXPORT_COLUMNS
from whiteboard.grading.course import Course
from whiteboard.grading.grade import grade
from whiteboard.grading.gradebook import Book
from whiteboard.grading.outcome import State
from whiteboard.grading.submitted.reading import read_submission

pytestmark = pytest.mark.slow  # nbgrader is started

ASSIGNMENT = "twitter"
FLAWED = {
    "scale-draft": "%%draft scale\nreads = 100k requests/minute\nstored = 1k/minute * 1 MB = 1 GB/s",
    "api-draft": "%%draft api\nGET /tweets/{id}/delete\nGET /feed\n  returns: tweets\n=== what now ===",
    "feed-answer": "I would fan out on write.",
}
ABSENT = "absent"


def nbgrader(course, *arguments):
    """One of nbgrader's own commands in the course, with settings of nobody else's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "NBGRADER"))}
    places = {
        f"JUPYTER_{name}_DIR": str(course / ".jupyter" / name) for name in ("CONFIG", "DATA", "RUNTIME")
    }
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env={**kept, **places, "IPYTHONDIR": str(course / ".jupyter" / "ipython")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


def hand_in(course, student, content, time):
    folder = course / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_bytes(
        content if isinstance(content, bytes) else json.dumps(content).encode()
    )
    (folder / "timestamp.txt").write_text(time)


def worked():
    """The instructor's own answers."""
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    answers = {}
    for cell in released.notebook("source", ASSIGNMENT)["cells"]:
        graded = cell["metadata"].get("nbgrader", {})
        if graded.get("solution"):
            lines = released.text(cell).splitlines()
            answers[graded["grade_id"]] = "\n".join(line for line in lines if line.strip() not in marks)
    return answers


def edited(texts):
    notebook = released.notebook("release", ASSIGNMENT)
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in texts:
            cell["source"] = texts[grade_id]
    return notebook


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A course in which four learners handed in, one did not, and a person has given points to one answer."""
    from nbgrader.api import Gradebook

    course = tmp_path_factory.mktemp("course")
    shutil.copytree(released.ROOT / "source" / ASSIGNMENT, course / "source" / ASSIGNMENT)
    shutil.copy(released.ROOT / "nbgrader_config.py", course)
    nbgrader(course, "generate_assignment", ASSIGNMENT)
    hand_in(
        course, "honest", edited({**worked(), "feed-answer": "Fan out on write."}), "2026-03-01 10:00:00 UTC"
    )
    hand_in(course, "flawed", edited(FLAWED), "2026-03-01 11:30:00 UTC")
    hand_in(course, "untouched", released.notebook("release", ASSIGNMENT), "2026-03-02 09:00:00 UTC")
    hand_in(course, "broken", b'{"cells": [', "2026-03-01 09:00:00 UTC")
    loaded = Course.load(course)
    with loaded.gradebook() as book:
        assignment = loaded.assignment(book, ASSIGNMENT)
        for student, path in loaded.submissions(ASSIGNMENT):
            submission = read_submission(
                path, student=student, assignment=ASSIGNMENT, limits=loaded.settings.limits
            )
            book.write(grade(submission, assignment, fingerprint=submission.content))
    with Gradebook(loaded.db_url) as book:
        book.update_or_create_student(ABSENT, last_name="Aa", first_name="Bb", email="c@example.org")
        book.update_or_create_assignment(ASSIGNMENT, duedate="2026-03-01 12:00:00 UTC")
        by_hand = next(
            one
            for one in book.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, "honest").grades
            if one.needs_manual_grade
        )
        by_hand.manual_score, by_hand.extra_credit, by_hand.needs_manual_grade = 2.0, 0.5, False
        book.db.commit()
    return course


@pytest.fixture(scope="module")
def report(folder):
    return class_data(gather(Course.load(folder), ASSIGNMENT))


def test_everyone_is_there_as_they_stand(report):
    standings = {one.student: one.standing for one in report.records.learners}
    assert standings == {
        "honest": "graded",
        "flawed": "graded",
        "untouched": "graded",
        "broken": State.UNREADABLE,
        ABSENT: "not submitted",
    }
    assert [one.student for one in report.waiting] == ["flawed"]
    broken = next(one for one in report.records.learners if one.student == "broken")
    assert broken.faults and broken.faults[0].what


def test_points_given_by_hand_count(report):
    honest = next(one for one in report.records.learners if one.student == "honest")
    given = [cell for cell in honest.cells.values() if cell.by_hand]
    assert [cell.score for cell in given] == [2.5]
    assert honest.raw_score == pytest.approx(sum(cell.score for cell in honest.cells.values()))
    assert report.total.highest == honest.raw_score


def test_cells_stand_in_the_instructor_s_order(report):
    ids = [
        cell["metadata"]["nbgrader"]["grade_id"]
        for cell in released.notebook("source", ASSIGNMENT)["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade")
    ]
    assert [cell.cell for cell in report.records.cells] == ids
    assert report.records.max_points == report.records.learners[0].max_score


def test_the_flaws_are_named(report):
    rules = {cost.rule: cost for cost in report.costs.rules}
    assert {"A3", "S2"} & set(rules) and all(cost.title for cost in rules.values())
    lost = sum(cost.points for cost in report.costs.rules) + sum(report.costs.others.values())
    judged = [cell for cell in report.cells if any(i.cell == cell.cell for i in report.criteria)]
    missing = sum(cell.learners * (cell.max_points - cell.spread.mean) for cell in judged)
    assert lost == pytest.approx(missing, abs=0.1)
    (draft,) = [draft for draft in report.unread if draft.student == "flawed"]
    assert "=== what now ===" in [line.text for line in draft.lines]


def test_the_export_is_nbgrader_s_own(report, folder, tmp_path):
    """Column by column what ``nbgrader export`` writes, for each learner in its order."""
    from nbgrader.api import Gradebook
    from nbgrader.plugins.export import CsvExportPlugin

    path = tmp_path / "grades.csv"
    plugin = CsvExportPlugin(log=logging.getLogger("export"))
    plugin.to, plugin.assignment = str(path), [ASSIGNMENT]
    with Gradebook(Course.load(folder).db_url) as book:
        plugin.export(book)
    theirs = list(csv.DictReader(path.open(newline="")))
    ours = list(csv.DictReader(io.StringIO(to_csv(report).decode("utf-8-sig"), newline="")))
    assert list(theirs[0]) == list(EXPORT_COLUMNS)
    assert [{name: row[name] for name in EXPORT_COLUMNS} for row in ours] == theirs


def test_a_submission_that_another_grader_graded_is_shown_as_such(folder, tmp_path):
    import sqlite3
    from contextlib import closing

    copy = tmp_path / "course"
    shutil.copytree(folder, copy)
    with closing(sqlite3.connect(copy / "gradebook.db")) as database, database:
        for table in ("whiteboard_record", "whiteboard_history"):
            database.execute(f"DROP TABLE {table}")
    report = class_data(gather(Course.load(copy), ASSIGNMENT))
    assert report.standings == {"without a record": 4, "not submitted": 1}
    assert report.costs.rules == () and report.criteria == ()
    assert "without a record" in to_page(report)


def test_points_that_another_grader_changed_are_not_explained_by_our_record(folder, tmp_path):
    from nbgrader.api import Gradebook

    copy = tmp_path / "course"
    shutil.copytree(folder, copy)
    with Gradebook(Course.load(copy).db_url) as book:
        book.find_grade("api-test", ASSIGNMENT, ASSIGNMENT, "flawed").auto_score = 5.0
        book.db.commit()
    report = class_data(gather(Course.load(copy), ASSIGNMENT))
    flawed = next(one for one in report.records.learners if one.student == "flawed")
    assert flawed.standing == "without a record"
    assert (
        flawed.cells[ASSIGNMENT, "api-test"].score == 5.0
        and not flawed.cells[ASSIGNMENT, "api-test"].criteria
    )


def run(*arguments):
    parser = argparse.ArgumentParser()
    class_report.add(parser.add_subparsers())
    options = parser.parse_args(["report", *map(str, arguments)])
    return options.run(options)


def test_the_command_writes_private_files(folder, tmp_path, capsys):
    assert run(ASSIGNMENT, "--course", folder, "--output", tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "3 graded, 1 unreadable, 1 not submitted" in said and "report.html" in said
    files = sorted((tmp_path / "out").iterdir())
    assert [path.name for path in files] == ["learners.csv", "report.html"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert "flawed" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_the_command_prints_json_and_writes_nothing(folder, capsys):
    before = sorted(Path(folder).rglob("*"))
    assert run(ASSIGNMENT, "--course", folder, "--json", "--similar") == 0
    data = json.loads(capsys.readouterr().out)
    assert data["assignment"] == ASSIGNMENT and data["similar"]["caveat"]
    assert sorted(Path(folder).rglob("*")) == before


def test_the_files_go_into_the_course_s_folder(folder, tmp_path, capsys):
    copy = tmp_path / "course"
    shutil.copytree(folder, copy)
    assert run(ASSIGNMENT, "--course", copy, "--similar") == 0
    assert (copy / "reports" / ASSIGNMENT / "report.html").is_file()
    assert "Similar is not copied" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["no-such"], ["../twitter"], ["twitter", "--course", "no-such-folder"]]
)
def test_what_is_not_there_is_said_in_a_line(folder, arguments, capsys):
    course = [] if "--course" in arguments else ["--course", folder]
    assert run(*arguments, *course) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("whiteboard: ") and captured.err.count("\n") == 1 and not captured.out


def test_reading_changes_nothing(folder):
    with Book.open(Course.load(folder).db_url) as book:
        before = book.scores(ASSIGNMENT)
        content = (folder / "gradebook.db").read_bytes()
        gather(Course.load(folder), ASSIGNMENT)
        assert (folder / "gradebook.db").read_bytes() == content
        assert book.scores(ASSIGNMENT) == before
