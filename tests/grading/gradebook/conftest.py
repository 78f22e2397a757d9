"""Gradebooks that nbgrader made, in both databases."""

import pytest

from tests.grading.gradebook.handmade import PostgresMaker, SqliteMaker
from tests.postgres import ENGINES
from whiteboard.grading.gradebook import Book
from whiteboard.run.database.postgres_server import database_url


@pytest.fixture(scope="session", params=ENGINES)
def maker(request, tmp_path_factory):
    """Makes a gradebook with an assignment and no submission, as often as it is asked."""
    made = (
        SqliteMaker(tmp_path_factory.mktemp("gradebooks"))
        if request.param == "sqlite"
        else PostgresMaker(database_url())
    )
    yield made
    made.close()


@pytest.fixture
def db_url(maker):
    return maker.make()


@pytest.fixture
def book(db_url):
    with Book.open(db_url, "course") as opened:
        yield opened
