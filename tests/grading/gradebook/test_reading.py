"""Assignments and scores out of the gradebook, and what is said where there is none."""

import csv
import json
import subprocess
import sys

import pytest
import sqlalchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from tests.grading.gradebook.handmade import COMMANDS, by_hand, told
from tests.grading.gradebook.outcomes import ASSIGNMENT, outcome
from whiteboard.grading.gradebook import Book, GradebookError, NotInGradebook
from whiteboard.grading.gradebook.source import grade_ids

ORDER = ["note", "draft", "test", "task", "essay"]


def notebook(*ids):
    cells = [{"cell_type": "markdown", "metadata": {}, "source": "free"}]
    cells += [{"metadata": {"nbgrader": {"grade_id": name}}} for name in ids]
    return json.dumps({"cells": cells, "nbformat": 4})


def test_cells_have_the_gradebooks_content_and_the_source_notebooks_order(book, tmp_path):
    (tmp_path / "first.ipynb").write_text(notebook(*ORDER))
    assignment = book.assignment(ASSIGNMENT, tmp_path)
    assert [made.name for made in assignment.notebooks] == ["first", "second"]
    first = assignment.notebook("first")
    assert [cell.grade_id for cell in first.cells] == ORDER
    assert first.kernelspec == {"name": "python3"}
    test, essay, task = (first.cell(name) for name in ("test", "essay", "task"))
    assert test.is_test
    assert (test.points, test.source, test.checksum) == (5, "%grade api 5 --problem twitter", "sum of test")
    assert essay.by_hand
    assert (essay.grade, essay.solution, essay.locked, essay.points) == (True, True, False, 3)
    assert task.by_hand
    assert (task.task, task.points, task.cell_type) == (True, 2, "markdown")
    note = first.cell("note")
    assert (note.grade, note.solution, note.task, note.locked, note.points) == (False, False, False, True, 0)


def test_the_release_gives_the_order_where_there_is_no_source(book, tmp_path):
    (tmp_path / "first.ipynb").write_text(notebook(*ORDER))
    made = book.assignment(ASSIGNMENT, tmp_path / "nowhere", release_folder=tmp_path)
    assert [cell.grade_id for cell in made.notebook("first").cells] == ORDER


def test_without_any_folder_the_rows_give_the_order_and_the_version_stays(book):
    first, again = (book.assignment(ASSIGNMENT) for _ in range(2))
    assert [cell.grade_id for cell in first.notebook("first").cells] == [
        "test",
        "draft",
        "note",
        "essay",
        "task",
    ]
    assert first.version == again.version


def test_a_cell_that_the_source_no_longer_has_comes_last(book, tmp_path):
    (tmp_path / "first.ipynb").write_text(notebook("essay", "draft", "new"))
    cells = book.assignment(ASSIGNMENT, tmp_path).notebook("first").cells
    assert [cell.grade_id for cell in cells] == ["essay", "draft", "test", "note", "task"]


def test_files_beside_the_notebooks_belong_to_the_assignment(book, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/people.csv").write_bytes(b"learner-007\n")
    (tmp_path / "helper.py").write_bytes(b"x = 1\n")
    (tmp_path / "own.py").write_bytes(b"x = 2\n")
    (tmp_path / "first.ipynb").write_text(notebook(*ORDER))
    (tmp_path / "data/other.ipynb").write_text("{}")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/helper.pyc").write_bytes(b"")
    (tmp_path / "broken").symlink_to("nowhere")
    made = book.assignment(ASSIGNMENT, tmp_path, left_to_learner=("own.py",))
    assert made.files == {"data/people.csv": b"learner-007\n", "helper.py": b"x = 1\n"}


def test_a_folder_that_is_too_large_is_named(book, tmp_path):
    with (tmp_path / "film.mp4").open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(GradebookError, match=r"more than 100 MB beside its notebooks \(at film.mp4\)"):
        book.assignment(ASSIGNMENT, tmp_path)


@given(
    content=st.one_of(
        st.binary(), st.recursive(st.none() | st.text() | st.integers(), st.lists).map(repr).map(str.encode)
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_in_a_notebooks_place_gives_grade_ids_or_none(content, tmp_path):
    file = tmp_path / "any.ipynb"
    file.write_bytes(content)
    assert grade_ids(file) == []


@pytest.mark.parametrize(
    "cells", ["{}", "[1]", '[{"metadata": []}]', '[{"metadata": {"nbgrader": 1}}]', "[" * 100_000]
)
def test_cells_that_are_none_give_no_grade_ids(cells, tmp_path):
    file = tmp_path / "any.ipynb"
    file.write_text(f'{{"cells": {cells}}}')
    assert grade_ids(file) == []


def test_the_scores_are_those_of_nbgraders_export(book, db_url, tmp_path):
    with Gradebook(db_url, "course") as gradebook:
        gradebook.add_student("honest", first_name="Ann", last_name="Other", email="ann@example.org")
        gradebook.add_student("absent", first_name="Some", last_name="Body")
    book.write(outcome("honest", test=4.5))
    book.write(outcome("learner-007", time="2026-03-05 10:00:00 UTC"))
    by_hand(db_url, "honest", "essay", manual_score=2.5, extra_credit=1.0)
    by_hand(db_url, "honest", "task", extra_credit=1.0)
    with Gradebook(db_url, "course") as gradebook:
        gradebook.find_submission_notebook("second", ASSIGNMENT, "learner-007").late_submission_penalty = 1.5
        gradebook.db.commit()
        CsvExportPlugin(to=str(tmp_path / "grades.csv")).export(gradebook)
    with (tmp_path / "grades.csv").open() as file:
        theirs = list(csv.DictReader(file))
    ours = book.scores(ASSIGNMENT)
    fields = list(theirs[0])
    told_by_us = [
        {name: "" if (value := getattr(score, name)) is None else str(value) for name in fields}
        for score in ours.values()
    ]
    assert sorted(told_by_us, key=str) == sorted(theirs, key=str)
    assert ours["honest"].needs_manual_grade
    assert {name for name, score in ours.items() if score.is_submitted} == {"honest", "learner-007"}


def test_a_gradebook_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(NotInGradebook, match="nbgrader generate_assignment"):
        Book.open(f"sqlite:///{tmp_path / 'none.db'}")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "empty.db").touch()
    with pytest.raises(NotInGradebook, match="is empty"):
        Book.open(f"sqlite:///{tmp_path / 'empty.db'}")


def test_a_gradebook_of_an_older_nbgrader_is_named_with_the_command_that_upgrades_it(tmp_path):
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE assignment (id VARCHAR(32), name VARCHAR(128))")
    engine.dispose()
    with pytest.raises(GradebookError, match="nbgrader db upgrade"):
        Book.open(url)


@pytest.mark.parametrize("url", ["", "gradebook.db", "nosuch://localhost/grades"])
def test_a_url_that_means_nothing_is_said_to(url):
    with pytest.raises(GradebookError, match="write sqlite:///FILE"):
        Book.open(url)


def test_a_password_is_never_shown():
    with pytest.raises(GradebookError) as caught:
        Book.open("postgresql+psycopg://grader:secret@127.0.0.1:1/none?connect_timeout=2")
    assert "127.0.0.1" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "grades.db").write_text("hello " * 1000)
    with pytest.raises(GradebookError, match=r"grades\.db failed: file is not a database"):
        Book.open(f"sqlite:///{tmp_path / 'grades.db'}")


def test_reading_alone_makes_no_tables(book, db_url):
    assert book.records(ASSIGNMENT) == {}
    assert book.history(ASSIGNMENT, "honest") == []
    engine = sqlalchemy.create_engine(db_url)
    assert not [
        name for name in sqlalchemy.inspect(engine).get_table_names() if name.startswith("whiteboard")
    ]
    engine.dispose()


@pytest.mark.slow
def test_nbgraders_upgrade_leaves_our_tables_alone(book, db_url, tmp_path):
    book.write(outcome())
    before = book.records(ASSIGNMENT), told(db_url)
    command = [sys.executable, "-m", "nbgrader", "db", "upgrade", f"--CourseDirectory.db_url={db_url}"]
    done = subprocess.run(
        command,
        check=False,
        cwd=tmp_path,
        env={"PATH": COMMANDS, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert (book.records(ASSIGNMENT), told(db_url)) == before
