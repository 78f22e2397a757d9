"""A gradebook whose writer is killed, whose connection is lost, and into which others write meanwhile."""

import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy
from nbgrader.api import Gradebook

from tests.grading.gradebook.handmade import by_hand, told
from tests.grading.gradebook.outcomes import ASSIGNMENT, outcome
from tests.postgres import needs_postgres
from whiteboard.grading.gradebook import Book, GradebookError
from whiteboard.grading.gradebook.tables import tables

REPOSITORY = Path(__file__).parents[3]
LEARNERS = [f"learner-{number:03}" for number in range(30)]

WRITER = f"""
import sys
from tests.grading.gradebook.outcomes import outcome
from whiteboard.grading.gradebook import Book
with Book.open(sys.argv[1]) as book:
    written = {{student: record.fingerprint for student, record in book.records("{ASSIGNMENT}").items()}}
    print("ready", flush=True)
    for student in sys.argv[3:]:
        made = outcome(student, fingerprint=sys.argv[2], essay=sys.argv[2], test=float(sys.argv[2]))
        if written.get(student) != made.fingerprint:
            book.write(made)
"""


def writer(db_url, fingerprint):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, db_url, fingerprint, *LEARNERS],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(db_url, fingerprint):
    process = writer(db_url, fingerprint)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said


def kept(db_url):
    """What the gradebook holds, ids and the moments of grading apart."""
    with Book.open(db_url) as book:
        ours = {
            student: (
                record.outcome,
                record.set_aside,
                [
                    (replaced.record and replaced.record.outcome, replaced.scores, replaced.submitted_at)
                    for replaced in book.history(ASSIGNMENT, student)
                ],
            )
            for student, record in book.records(ASSIGNMENT).items()
        }
    return told(db_url), ours


def counts(db_url):
    """How many rows each table has."""
    engine = sqlalchemy.create_engine(db_url)
    made = tables()
    every = {**made.nbgrader.tables, **made.metadata.tables}
    with engine.connect() as connection:
        found = {
            name: connection.execute(
                sqlalchemy.select(sqlalchemy.func.count()).select_from(table)
            ).scalar_one()
            for name, table in every.items()
        }
    engine.dispose()
    return found


@pytest.mark.slow
def test_killed_at_random_moments_and_run_again_the_gradebook_is_the_same(maker):
    undisturbed, killed = maker.make(), maker.make()
    for db_url in (undisturbed, killed):
        finish(db_url, "1")
        by_hand(db_url, LEARNERS[3], "essay", manual_score=2.0, comment="Good.")
        by_hand(db_url, LEARNERS[4], "test", extra_credit=1.0)
    finish(undisturbed, "2")
    chance = random.Random(6)
    kills = 0
    for _ in range(12):
        process = writer(killed, "2")
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.15))
        process.kill()
        process.communicate(timeout=60)
        kills += process.returncode == -signal.SIGKILL
    assert kills > 2
    finish(killed, "2")
    assert kept(killed) == kept(undisturbed)
    assert counts(killed) == counts(undisturbed)


def test_a_statement_that_fails_leaves_nothing_of_its_submission(book, db_url, monkeypatch):
    """Stops before each statement of a transaction in turn."""
    book.write(outcome("honest"))
    before = kept(db_url), counts(db_url)
    engine = book._transactions._engine
    stop = {"after": 0, "seen": 0}

    def count(*_):
        stop["seen"] += 1
        if stop["seen"] > stop["after"]:
            raise KeyboardInterrupt

    changed = outcome("honest", fingerprint="2", essay="anew", test=1.0)
    sqlalchemy.event.listen(engine, "before_cursor_execute", count)
    try:
        for after in range(1, 100):
            stop.update(after=after, seen=0)
            try:
                book.write(changed)
            except KeyboardInterrupt:
                assert (kept(db_url), counts(db_url)) == before
            else:
                break
    finally:
        sqlalchemy.event.remove(engine, "before_cursor_execute", count)
    assert after > 5
    assert book.records(ASSIGNMENT)["honest"].fingerprint == "2"


def test_what_formgrader_writes_meanwhile_is_not_lost(book, db_url):
    for student in LEARNERS:
        book.write(outcome(student))
    failures = []

    def grade_by_hand():
        try:
            for number, student in enumerate(LEARNERS):
                with_patience(
                    lambda s=student, n=number: by_hand(
                        db_url, s, "essay", manual_score=n / 10, comment=f"No. {n}"
                    )
                )
        except BaseException as error:
            failures.append(error)

    person = threading.Thread(target=grade_by_hand)
    person.start()
    for student in LEARNERS:
        book.write(outcome(student, fingerprint="2", test=1.0))
    person.join()
    assert failures == []
    found = told(db_url)
    for number, student in enumerate(LEARNERS):
        grades = found[student]["grades"]
        assert grades["first/test"] == (1.0, None, None, False)
        assert grades["first/essay"] == (None, number / 10, None, False)
        assert found[student]["comments"]["first/essay"] == (None, f"No. {number}")


def with_patience(work):
    """Do it again where SQLite gave nbgrader, which waits five seconds, no turn."""
    for _ in range(20):
        try:
            return work()
        except sqlalchemy.exc.OperationalError:
            time.sleep(0.1)
    return work()


def test_two_writers_of_the_same_students_both_come_to_their_end(db_url):
    failures = []

    def write(fingerprint):
        try:
            with Book.open(db_url) as book:
                for student in LEARNERS:
                    book.write(outcome(student, fingerprint=fingerprint))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("1", "2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert {len(found["grades"]) for found in told(db_url).values()} == {4}
    assert set(told(db_url)) == set(LEARNERS)


def test_a_student_whom_nbgrader_adds_meanwhile_keeps_their_name(book, db_url):
    with Gradebook(db_url, "course") as gradebook:
        gradebook.add_student("honest", last_name="Other")
    book.write(outcome("honest"))
    assert book.scores(ASSIGNMENT)["honest"].last_name == "Other"


@pytest.mark.parametrize("maker", [pytest.param("postgres", marks=needs_postgres)], indirect=True)
def test_a_lost_connection_is_made_anew(book, db_url):
    book.write(outcome("learner-001"))
    engine = sqlalchemy.create_engine(db_url)
    ends = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with engine.connect() as connection:
        assert connection.exec_driver_sql(ends).all()
    engine.dispose()
    book.write(outcome("learner-002"))
    assert set(told(db_url)) == {"learner-001", "learner-002"}


@pytest.mark.parametrize("maker", [pytest.param("postgres", marks=needs_postgres)], indirect=True)
@pytest.mark.parametrize("number", [1, 5, 9])
def test_a_connection_lost_in_the_middle_lets_the_submission_be_written_again(book, db_url, number):
    book.write(outcome("learner-001"))
    other = sqlalchemy.create_engine(db_url)
    seen = []

    def lose(connection, *_):
        seen.append(connection)
        if len(seen) == number:
            process = connection.connection.driver_connection.info.backend_pid
            with other.connect() as killer:
                killer.exec_driver_sql(f"SELECT pg_terminate_backend({process}, 5000)")

    engine = book._transactions._engine
    sqlalchemy.event.listen(engine, "before_cursor_execute", lose)
    book.write(outcome("learner-001", fingerprint="2", test=1.0))
    sqlalchemy.event.remove(engine, "before_cursor_execute", lose)
    other.dispose()
    assert len(seen) > number
    assert told(db_url)["learner-001"]["grades"]["first/test"] == (1.0, None, None, False)
    assert len(book.history(ASSIGNMENT, "learner-001")) == 1


@pytest.mark.parametrize("maker", ["sqlite"], indirect=True)
def test_a_lock_that_stays_is_said_to_be_held(db_url):
    with Book.open(f"{db_url}?timeout=0.2") as book, sqlalchemy.create_engine(db_url).connect() as other:
        book.write(outcome("learner-001"))
        other.connection.driver_connection.isolation_level = None
        other.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(GradebookError, match="another program holds it"):
            book.write(outcome("learner-002"))
        other.exec_driver_sql("ROLLBACK")
        book.write(outcome("learner-002"))
    assert set(told(db_url)) == {"learner-001", "learner-002"}
