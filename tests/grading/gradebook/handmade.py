"""An assignment in nbgrader's own gradebook, and what nbgrader says of what is written there."""

import os
import shutil
import sysconfig
import uuid
from contextlib import closing
from datetime import datetime
from pathlib import Path
from unittest import mock

import sqlalchemy
from nbgrader.api import Gradebook

from tests.grading.gradebook.outcomes import ASSIGNMENT

COMMANDS = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
"""nbgrader calls alembic by its bare name when it makes a gradebook."""
DUE = datetime(2026, 3, 1, 12)


def release(db_url):
    """A gradebook with one assignment: drafts, tests, an answer by hand, a task, and a second notebook."""
    with mock.patch.dict(os.environ, PATH=COMMANDS), Gradebook(db_url, "course") as book:
        book.add_assignment(ASSIGNMENT, duedate=DUE)
        for notebook in ("first", "second"):
            book.add_notebook(notebook, ASSIGNMENT, kernelspec='{"name": "python3"}')
        where = ("first", ASSIGNMENT)
        source(book, "test", *where, cell_type="code", locked=True, text="%grade api 5 --problem twitter")
        source(book, "draft", *where, cell_type="code", locked=False, text="%%draft api")
        source(book, "note", *where, cell_type="markdown", locked=True, text="Read this.")
        source(book, "essay", *where, cell_type="markdown", locked=False, text="Type here.")
        source(book, "task", *where, cell_type="markdown", locked=True, text="Draw it.")
        book.add_grade_cell("test", *where, max_score=5, cell_type="code")
        book.add_solution_cell("draft", *where)
        book.add_grade_cell("essay", *where, max_score=3, cell_type="markdown")
        book.add_solution_cell("essay", *where)
        book.add_task_cell("task", *where, max_score=2, cell_type="markdown")
        where = ("second", ASSIGNMENT)
        source(book, "check", *where, cell_type="code", locked=True, text="assert f(1) == 2")
        source(book, "code", *where, cell_type="code", locked=False, text="def f(x): ...")
        book.add_grade_cell("check", *where, max_score=4, cell_type="code")
        book.add_solution_cell("code", *where)


def source(book, name, notebook, assignment, *, cell_type, locked, text):
    values = {"cell_type": cell_type, "locked": locked, "source": text, "checksum": f"sum of {name}"}
    book.add_source_cell(name, notebook, assignment, **values)


def told(db_url):
    """All that nbgrader's own API tells of the gradebook's submissions, ids apart."""
    with Gradebook(db_url, "course") as book:
        return {
            submission.student.id: {
                "timestamp": submission.timestamp,
                "score": submission.score,
                "max_score": submission.max_score,
                "needs_manual_grade": submission.needs_manual_grade,
                "penalty": submission.late_submission_penalty,
                "grades": {
                    f"{notebook.name}/{grade.name}": (
                        grade.auto_score,
                        grade.manual_score,
                        grade.extra_credit,
                        grade.needs_manual_grade,
                    )
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                },
                "comments": {
                    f"{notebook.name}/{comment.name}": (comment.auto_comment, comment.manual_comment)
                    for notebook in submission.notebooks
                    for comment in notebook.comments
                },
                "flagged": {notebook.name: notebook.flagged for notebook in submission.notebooks},
            }
            for submission in book.assignment_submissions(ASSIGNMENT)
        }


def by_hand(db_url, student, cell, *, notebook="first", comment=None, **values):
    """What formgrader does when an instructor types points, or a comment."""
    with Gradebook(db_url, "course") as book:
        if values:
            grade = book.find_grade(cell, notebook, ASSIGNMENT, student)
            for name, value in values.items():
                setattr(grade, name, value)
            grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None
        if comment is not None:
            book.find_comment(cell, notebook, ASSIGNMENT, student).manual_comment = comment
        book.db.commit()


def rows(db_url):
    """Every row of every table, ids and moments included."""
    engine = sqlalchemy.create_engine(db_url)
    try:
        metadata = sqlalchemy.MetaData()
        metadata.reflect(engine)
        with engine.connect() as connection:
            return {
                name: sorted(repr(row) for row in connection.execute(sqlalchemy.select(table)))
                for name, table in metadata.tables.items()
            }
    finally:
        engine.dispose()


class SqliteMaker:
    """Gradebooks in SQLite, each a copy of one that nbgrader made."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.model = self.folder / "model.db"
        release(f"sqlite:///{self.model}")

    def make(self):
        copy = self.folder / f"{uuid.uuid4().hex}.db"
        shutil.copy(self.model, copy)
        return f"sqlite:///{copy}"

    def close(self):
        """Nothing runs."""


class PostgresMaker:
    """Gradebooks in PostgreSQL, each a database made from one that nbgrader made."""

    def __init__(self, url):
        import psycopg

        self.psycopg, self.server = psycopg, url
        self.name = f"model_{uuid.uuid4().hex}"
        self.made = [self.name]
        self.run(f"CREATE DATABASE {self.name}")
        release(self.url(self.name))

    def url(self, name):
        url = sqlalchemy.make_url(self.server).set(drivername="postgresql+psycopg", database=name)
        # nbgrader hands the URL to alembic in a file in which a percent sign means something else.
        return url.render_as_string(hide_password=False).replace("%2F", "/")

    def run(self, statement):
        with closing(self.psycopg.connect(self.server, autocommit=True)) as connection:
            connection.execute(statement)

    def make(self):
        name = f"book_{uuid.uuid4().hex}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {self.name}")
        self.made.append(name)
        return self.url(name)

    def close(self):
        for name in self.made:
            self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
