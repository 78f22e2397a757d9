"""Handmade outcomes for a real assignment, and nbgrader's own commands on what was written."""

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from tests.grading.gradebook.handmade import COMMANDS
from whiteboard.grading.course import Course
from whiteboard.grading.graded_folder import is_current, write_graded
from whiteboard.grading.outcome import CellResult, Fault, NotebookResult, Outcome, State

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[3]
NAME = "twitter"
POINTS = {"honest": {"scale-test": 5.0, "api-test": 3.5, "storage-test": 0.0}, "silent": {}, "broken": {}}
STATES = {"honest": State.GRADED, "silent": State.GRADED, "broken": State.UNREADABLE}


def nbgrader(root, *words):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        check=False,
        cwd=root,
        env={**os.environ, "PATH": COMMANDS},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done


def result_of(cell, student):
    points = None if cell.by_hand or not cell.grade else POINTS[student].get(cell.grade_id, 0.0)
    untouched = student == "silent" and cell.solution
    return CellResult(
        cell=cell.grade_id,
        points=points,
        max_points=cell.points,
        untouched=untouched,
        answered=f"{cell.grade_id} {student}",
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with the repository's assignment, three outcomes of which are written."""
    root = tmp_path_factory.mktemp("course")
    (root / "source" / NAME).mkdir(parents=True)
    content = (REPOSITORY / "source" / NAME / f"{NAME}.ipynb").read_text()
    (root / "source" / NAME / f"{NAME}.ipynb").write_text(content)
    (root / "source" / NAME / "people.csv").write_text("learner-007\n")
    (root / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "course"\n')
    nbgrader(root, "generate_assignment", NAME)
    course = Course.load(root)
    released = json.loads((course.release(NAME) / f"{NAME}.ipynb").read_text())
    with course.gradebook() as book:
        assignment = course.assignment(book, NAME)
        for student, state in STATES.items():
            cells = assignment.notebooks[0].cells
            results = tuple(
                result_of(cell, student) for cell in cells if cell.grade or cell.solution or cell.task
            )
            notebook = NotebookResult(
                name=NAME, cells=results, notebook=released, readable=state is not State.UNREADABLE
            )
            outcome = Outcome(
                student=student,
                assignment=NAME,
                fingerprint="1",
                state=state,
                notebooks=(notebook,),
                faults=(Fault(kind="not JSON", what="line 1 is cut"),) if state is State.UNREADABLE else (),
                timestamp="2026-03-01 10:00:00.000000 UTC",
            )
            files = {"instructors_files": assignment.files, "files": {"notes.txt": b"mine"}}
            book.write(outcome, folder=write_graded(course, outcome, **files))
    return course


def test_the_assignment_is_the_source_notebooks(course):
    source = json.loads((course.source(NAME) / f"{NAME}.ipynb").read_text())
    marks = [cell["metadata"]["nbgrader"] for cell in source["cells"] if "nbgrader" in cell["metadata"]]
    with course.gradebook() as book:
        assignment = course.assignment(book, NAME)
    [notebook] = assignment.notebooks
    assert [cell.grade_id for cell in notebook.cells] == [mark["grade_id"] for mark in marks]
    assert [(cell.grade, cell.solution, cell.task) for cell in notebook.cells] == [
        (mark["grade"], mark["solution"], mark["task"]) for mark in marks
    ]
    assert [cell.points for cell in notebook.cells] == [mark.get("points", 0) for mark in marks]
    assert assignment.files == {"people.csv": b"learner-007\n"}


def test_nbgraders_gradebook_agrees(course):
    with course.gradebook() as book:
        ours = book.scores(NAME)
        records = book.records(NAME)
    with Gradebook(course.db_url, course.course_id) as gradebook:
        for student in STATES:
            theirs = gradebook.find_submission(NAME, student)
            assert theirs.score == sum(POINTS[student].values()) == ours[student].score
            assert theirs.max_score == ours[student].max_score == 20
            assert theirs.needs_manual_grade is ours[student].needs_manual_grade is (student != "silent")
            assert is_current(course, records[student])
        [answer] = [
            comment
            for notebook in gradebook.find_submission(NAME, "silent").notebooks
            for comment in notebook.comments
            if comment.name == "feed-answer"
        ]
        assert answer.comment == "No response."


def test_nbgraders_export_says_the_same(course):
    nbgrader(course.root, "export", "--to", "grades.csv")
    with (course.root / "grades.csv").open() as file:
        lines = {line["student_id"]: line for line in csv.DictReader(file)}
    with course.gradebook() as book:
        for student, score in book.scores(NAME).items():
            for field, text in lines[student].items():
                value = getattr(score, field)
                assert text == ("" if value is None else str(value)), field


def test_nbgraders_feedback_shows_the_points_and_a_persons_word(course):
    with Gradebook(course.db_url, course.course_id) as gradebook:
        grade = gradebook.find_grade("feed-answer", NAME, NAME, "honest")
        grade.manual_score, grade.needs_manual_grade = 4.0, False
        gradebook.find_comment("feed-answer", NAME, NAME, "honest").manual_comment = "Clear trade-off."
        gradebook.db.commit()
    nbgrader(course.root, "generate_feedback", NAME)
    shown = {
        student: (course.root / "feedback" / student / NAME / f"{NAME}.html").read_text()
        for student in STATES
    }
    assert re.search(r"Score:\s*12\.5\s*/\s*20\.0", shown["honest"])
    assert "Clear trade-off." in shown["honest"]
    assert re.search(r"Score:\s*0\.0\s*/\s*20\.0", shown["broken"])
    assert "No response." in shown["silent"]
