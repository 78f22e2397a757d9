"""Outcomes in the gradebook, as nbgrader's own API reads them."""

import math
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from nbgrader.api import Base, Gradebook
from nbgrader.utils import parse_utc

from tests.grading.gradebook.handmade import by_hand, rows, told
from tests.grading.gradebook.outcomes import ASSIGNMENT, LATER, outcome, without_cell
from whiteboard.grading.gradebook import Book, GradebookError, NotInGradebook
from whiteboard.grading.gradebook.late import all_points
from whiteboard.grading.gradebook.tables import tables
from whiteboard.grading.names import BadName
from whiteboard.grading.outcome import Fault, State
from whiteboard.grading.submission_time import utc


def test_an_outcome_is_what_nbgrader_reads(book, db_url):
    book.write(outcome(test=4.5))
    submission = told(db_url)["honest"]
    assert submission["timestamp"] == datetime(2026, 3, 1, 10)
    assert (submission["score"], submission["max_score"]) == (6.5, 14)
    assert submission["needs_manual_grade"]
    assert submission["grades"] == {
        "first/test": (4.5, None, None, False),
        "first/essay": (None, None, None, True),
        "first/task": (None, None, None, True),
        "second/check": (2.0, None, None, False),
    }
    assert set(submission["comments"]) == {"first/draft", "first/essay", "first/task", "second/code"}
    assert submission["flagged"] == {"first": False, "second": False}


def test_the_rows_are_those_that_nbgrader_makes(book, db_url, maker):
    theirs = maker.make()
    with Gradebook(theirs, "course") as gradebook:
        gradebook.add_student("honest")
        gradebook.add_submission(ASSIGNMENT, "honest", timestamp="2026-03-01 10:00:00 UTC")
    book.write(outcome(test=None, check=None))
    assert told(db_url) == told(theirs)


def test_an_untouched_answer_earns_nothing_and_is_said_to_be_none(book, db_url):
    book.write(outcome(untouched=("draft", "essay")))
    submission = told(db_url)["honest"]
    assert submission["grades"]["first/essay"] == (0, None, None, False)
    assert submission["comments"]["first/essay"] == ("No response.", None)
    assert submission["comments"]["first/draft"] == ("No response.", None)
    book.write(outcome(fingerprint="2", draft="anew", essay="anew"))
    submission = told(db_url)["honest"]
    assert submission["comments"]["first/essay"] == (None, None)
    assert submission["grades"]["first/essay"] == (None, None, None, True)


def test_written_twice_nothing_differs(book, db_url):
    book.write(outcome(), folder="digest")
    by_hand(db_url, "honest", "essay", manual_score=2.0, comment="Good.")
    by_hand(db_url, "honest", "test", extra_credit=1.0)
    before = rows(db_url)
    book.write(outcome(), folder="digest")
    assert rows(db_url) == before


def test_a_score_by_hand_stays_while_the_answer_does(book, db_url):
    book.write(outcome())
    by_hand(db_url, "honest", "essay", manual_score=2.0, extra_credit=0.5, comment="Good.")
    book.write(outcome(fingerprint="2", time=LATER, test=5.0, draft="anew", test_="anew"))
    submission = told(db_url)["honest"]
    assert submission["grades"]["first/essay"] == (None, 2.0, 0.5, False)
    assert submission["comments"]["first/essay"] == (None, "Good.")
    assert submission["grades"]["first/test"] == (5.0, None, None, False)
    assert submission["timestamp"] == datetime(2026, 3, 2, 10)
    assert book.records(ASSIGNMENT)["honest"].set_aside == ()


def test_a_score_by_hand_for_another_answer_goes_to_the_history(book, db_url):
    book.write(outcome())
    by_hand(db_url, "honest", "essay", manual_score=2.0, extra_credit=0.5, comment="Good.")
    by_hand(db_url, "honest", "draft", comment="Nice.")
    book.write(outcome(fingerprint="2", time=LATER, essay="anew", draft="anew"))
    submission = told(db_url)["honest"]
    assert submission["grades"]["first/essay"] == (None, None, None, True)
    assert submission["comments"]["first/essay"] == (None, None)
    assert submission["comments"]["first/draft"] == (None, None)
    [replaced] = book.history(ASSIGNMENT, "honest")
    assert replaced.record.fingerprint == "1"
    assert replaced.submitted_at == datetime(2026, 3, 1, 10)
    [essay] = [score for score in replaced.scores if score["cell"] == "essay"]
    assert (essay["manual_score"], essay["extra_credit"], essay["manual_comment"]) == (2.0, 0.5, "Good.")
    record = book.records(ASSIGNMENT)["honest"]
    assert {fault.cell for fault in record.set_aside} == {"essay", "draft"}
    assert "2 points and 0.5 points of extra credit and a comment" in record.faults[-1].what
    again = rows(db_url)
    book.write(outcome(fingerprint="2", time=LATER, essay="anew", draft="anew"))
    assert rows(db_url) == again


def test_the_same_results_by_another_version_replace_nothing(book):
    book.write(outcome())
    book.write(outcome(fingerprint="2"))
    assert book.history(ASSIGNMENT, "honest") == []
    assert book.records(ASSIGNMENT)["honest"].fingerprint == "2"


def test_a_test_overruled_by_hand_is_shown_again_when_it_judges_otherwise(book, db_url):
    book.write(outcome(test=1.0))
    by_hand(db_url, "honest", "test", manual_score=5.0)
    book.write(outcome(test=2.0, fingerprint="2"))
    assert told(db_url)["honest"]["grades"]["first/test"] == (2.0, 5.0, None, True)


def test_grades_by_stock_nbgrader_are_kept_for_a_person_to_see(book, db_url):
    with Gradebook(db_url, "course") as gradebook:
        gradebook.add_student("honest")
        gradebook.add_submission(ASSIGNMENT, "honest", timestamp="2026-02-01 10:00:00 UTC")
        gradebook.find_grade("test", "first", ASSIGNMENT, "honest").auto_score = 5
        gradebook.db.commit()
    by_hand(db_url, "honest", "essay", manual_score=3.0, comment="Good.")
    book.write(outcome(test=1.0))
    submission = told(db_url)["honest"]
    assert submission["grades"]["first/essay"] == (None, 3.0, None, True)
    assert submission["grades"]["first/test"] == (1.0, None, None, False)
    [replaced] = book.history(ASSIGNMENT, "honest")
    assert replaced.record is None
    assert [score["auto_score"] for score in replaced.scores if score["cell"] == "test"] == [5.0]


def test_what_cannot_be_read_replaces_every_point(book, db_url):
    book.write(outcome())
    by_hand(db_url, "honest", "essay", manual_score=3.0, comment="Good.")
    unreadable = outcome(state=State.UNREADABLE, fingerprint="2", time=LATER)
    unreadable = replace(unreadable, faults=(Fault(kind="not JSON", what="line 1 is cut"),))
    book.write(unreadable)
    submission = told(db_url)["honest"]
    assert submission["score"] == 0
    assert submission["timestamp"] == datetime(2026, 3, 2, 10)
    assert set(submission["grades"].values()) == {(0.0, None, None, True)}
    assert set(submission["comments"].values()) == {(None, None)}
    [replaced] = book.history(ASSIGNMENT, "honest")
    assert replaced.record.points == 6
    record = book.records(ASSIGNMENT)["honest"]
    assert record.state is State.UNREADABLE
    assert [fault.kind for fault in record.faults] == ["not JSON", "set aside"]


def test_points_for_what_cannot_be_read_stay_when_nothing_was_handed_in_since(book, db_url):
    unreadable = outcome(state=State.UNREADABLE)
    book.write(unreadable)
    by_hand(db_url, "honest", "essay", manual_score=3.0)
    before = rows(db_url)
    book.write(unreadable)
    assert rows(db_url) == before
    book.write(replace(unreadable, fingerprint="2"))
    assert told(db_url)["honest"]["score"] == 0


def test_one_notebook_that_cannot_be_read_costs_only_its_own_points(book, db_url):
    result = outcome(state=State.FAULTY)
    first, second = result.notebooks
    book.write(replace(result, notebooks=(first, replace(second, readable=False))))
    grades = told(db_url)["honest"]["grades"]
    assert grades["first/test"] == (4.0, None, None, False)
    assert grades["second/check"] == (0.0, None, None, True)


def test_a_cell_without_a_result_waits_for_a_person_and_keeps_no_older_points(book, db_url):
    book.write(outcome())
    book.write(without_cell(outcome(fingerprint="2"), "check"))
    assert told(db_url)["honest"]["grades"]["second/check"] == (None, None, None, True)


@pytest.mark.parametrize(
    ("points", "kept"), [(99.0, 5.0), (-1.0, 0.0), (math.nan, None), (math.inf, None), (-math.inf, None)]
)
def test_points_stay_between_none_and_all(book, db_url, points, kept):
    book.write(outcome(test=points))
    assert told(db_url)["honest"]["grades"]["first/test"] == (kept, None, None, kept is None)


def test_a_cell_that_the_assignment_gained_gets_its_rows(book, db_url):
    book.write(outcome())
    with Gradebook(db_url, "course") as gradebook:
        gradebook.add_grade_cell("extra", "second", ASSIGNMENT, max_score=1, cell_type="code")
        gradebook.add_notebook("third", ASSIGNMENT)
        gradebook.add_grade_cell("more", "third", ASSIGNMENT, max_score=2, cell_type="code")
    book.write(outcome(fingerprint="2"))
    submission = told(db_url)["honest"]
    assert submission["grades"]["second/extra"] == (None, None, None, True)
    assert submission["grades"]["third/more"] == (None, None, None, True)
    assert submission["max_score"] == 17


def test_a_flag_of_the_instructor_stays(book, db_url):
    book.write(outcome())
    with Gradebook(db_url, "course") as gradebook:
        gradebook.find_submission_notebook("first", ASSIGNMENT, "honest").flagged = True
        gradebook.db.commit()
    book.write(outcome(fingerprint="2", test=1.0))
    assert told(db_url)["honest"]["flagged"] == {"first": True, "second": False}


def test_a_time_that_is_missing_is_never_that_of_an_older_submission(book, db_url):
    book.write(outcome())
    book.write(outcome(time="", fingerprint="2"))
    assert told(db_url)["honest"]["timestamp"] is None
    with Gradebook(db_url, "course") as gradebook:
        gradebook.update_or_create_submission(ASSIGNMENT, "honest", timestamp="2026-02-01 10:00:00")
    book.write(outcome(time="", fingerprint="3"))
    assert told(db_url)["honest"]["timestamp"] == datetime(2026, 2, 1, 10)


def test_a_submission_that_nbgrader_removed_starts_anew(book, db_url):
    book.write(outcome())
    by_hand(db_url, "honest", "essay", manual_score=3.0)
    with Gradebook(db_url, "course") as gradebook:
        gradebook.remove_student("honest")
    assert book.records(ASSIGNMENT) == {}
    book.write(outcome())
    assert told(db_url)["honest"]["score"] == 6
    assert book.records(ASSIGNMENT)["honest"].fingerprint == "1"


def test_lateness_costs_what_the_plugin_says(db_url):
    asked = []

    def half(student, score, seconds):
        asked.append((student, score, seconds))
        return score / 2

    with Book.open(db_url, late_penalty=half) as book:
        book.write(outcome("early"))
        book.write(outcome("late", time="2026-03-01 13:00:00 UTC"))
        assert asked == [("late", 4.0, 3600.0), ("late", 2.0, 3600.0)]
        assert {name: found["penalty"] for name, found in told(db_url).items()} == {"early": 0, "late": 3}
        with Gradebook(db_url, "course") as gradebook:
            gradebook.grant_extension(ASSIGNMENT, "late", hours=2)
        book.write(outcome("late", time="2026-03-01 13:00:00 UTC"))
        assert told(db_url)["late"]["penalty"] == 0


@pytest.mark.parametrize(("asked", "taken"), [(-5, 0), (99, 6), (None, 0)])
def test_lateness_costs_no_less_than_nothing_and_no_more_than_all(db_url, asked, taken):
    with Book.open(db_url, late_penalty=lambda student, score, seconds: asked) as book:
        book.write(outcome(time=LATER))
        assert told(db_url)["honest"]["penalty"] == taken


def test_nbgraders_own_penalty_takes_everything(db_url):
    with Book.open(db_url, late_penalty=all_points) as book:
        book.write(outcome(time=LATER))
        score = book.scores(ASSIGNMENT)["honest"]
    assert (score.raw_score, score.late_submission_penalty, score.score) == (6, 6, 0)


def test_a_plugin_that_fails_is_named_and_nothing_is_written(db_url):
    def broken(student, score, seconds):
        raise ZeroDivisionError("no minutes")

    said = r"plugin for late submissions failed for honest.*no minutes"
    with Book.open(db_url, late_penalty=broken) as book, pytest.raises(GradebookError, match=said):
        book.write(outcome(time=LATER))
    assert told(db_url) == {}


def test_a_name_that_nbgrader_could_not_hold_is_refused(book, db_url):
    for name in ("../eve", "a/b", "", "x" * 200, "nul\0", "\ud800"):
        with pytest.raises(BadName, match="student name"):
            book.write(outcome(name))
    assert told(db_url) == {}


def test_an_assignment_that_is_missing_is_named_with_the_command_that_makes_it(book):
    with pytest.raises(NotInGradebook, match="'ps9'; run nbgrader generate_assignment ps9"):
        book.write(replace(outcome(), assignment="ps9"))
    with pytest.raises(NotInGradebook, match="generate_assignment ps9"):
        book.scores("ps9")


def test_texts_of_any_kind_come_back_from_the_record(book):
    odd = "NUL \0, lone \ud800, \u202e, 😀, %s, :name, {x}"
    faulty = replace(outcome(state=State.FAULTY), faults=(Fault(kind="odd", what=odd),), protections=(odd,))
    book.write(faulty, folder="digest")
    record = book.records(ASSIGNMENT)["honest"]
    assert record.faults == faulty.faults
    assert record.protections == (odd,)
    assert record.folder == "digest"
    assert record.notebooks[0].cells == faulty.notebooks[0].cells
    assert record.notebooks[0].notebook == {}


def test_the_declared_columns_are_nbgraders():
    theirs = Base.metadata.tables
    for name, table in tables().nbgrader.tables.items():
        for column in table.columns:
            own = theirs[name].columns[column.name]
            if own.type.__class__.__name__ != "Enum":
                assert own.type.python_type is column.type.python_type, (name, column.name)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-02 15:58:23.948203 UTC",
        "2026-02-02 15:58:23",
        "2026-07-02 15:58:23 Europe/Berlin",
        "2026-02-02T15:58:23Z",
    ],
)
def test_times_are_read_as_nbgrader_reads_them(text):
    assert utc(text) == parse_utc(text)


def test_an_offset_is_hours_and_minutes():
    assert utc("2026-02-02 15:58:23 -0830") == datetime(2026, 2, 2, 15, 58, 23) + timedelta(hours=8.5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "10",
        "2026-02-30 10:00:00",
        "9999-12-31 23:59:59 -0100",
        "\0",
        "2" * 99,
        "0001-01-01 00:00:00 +0100",
    ],
)
def test_what_is_no_time_is_none(text):
    assert utc(text) is None
