"""One real course, generated once, and a copy of it for each test that changes it."""

import shutil
import time
import uuid
from contextlib import closing

import pytest

from tests.grading.batch import course


@pytest.fixture(scope="session")
def generated(tmp_path_factory):
    """A course as nbgrader generated it, which nobody has handed anything in for."""
    folder = tmp_path_factory.mktemp("generated") / "course"
    folder.mkdir()
    course.generate(folder)
    return folder


@pytest.fixture(scope="session")
def handed_in(generated, tmp_path_factory):
    """The same with a class's submissions; tests only read it."""
    folder = tmp_path_factory.mktemp("handed-in") / "course"
    shutil.copytree(generated, folder)
    course.hand_in_class(folder)
    return folder


@pytest.fixture(scope="session")
def timed(handed_in, tmp_path_factory):
    """The same, graded by one run that nothing disturbed, and the seconds that the run took."""
    folder = tmp_path_factory.mktemp("undisturbed") / "course"
    shutil.copytree(handed_in, folder)
    started = time.monotonic()
    course.grade(folder)
    return folder, time.monotonic() - started


@pytest.fixture(scope="session")
def undisturbed(timed):
    """That graded course; tests only read it."""
    return timed[0]


@pytest.fixture(scope="session")
def whole_run(timed):
    """Those seconds: how long a run takes on this machine as it is now."""
    return timed[1]


@pytest.fixture
def copy(tmp_path):
    """Copies of courses that a test may change."""

    def made(folder, name="course"):
        return shutil.copytree(folder, tmp_path / name)

    return made


@pytest.fixture
def postgres_url():
    """An empty database of its own, as nbgrader's ``db_url``."""
    import psycopg
    import sqlalchemy

    from whiteboard.run.database.postgres_server import database_url

    server, name = database_url(), f"batch_{uuid.uuid4().hex}"

    def run(statement):
        with closing(psycopg.connect(server, autocommit=True)) as connection:
            connection.execute(statement)

    run(f"CREATE DATABASE {name}")
    url = sqlalchemy.make_url(server).set(drivername="postgresql+psycopg", database=name)
    # nbgrader hands the URL to alembic in a file in which a percent sign means something else.
    yield url.render_as_string(hide_password=False).replace("%2F", "/")
    run(f"DROP DATABASE {name} WITH (FORCE)")
