"""The CSV file by learner."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grading.class_report.classes import API, CELLS, MADE, api, class_of_five, criterion, learner
from whiteboard.grading.class_report import ClassRecords, class_data, to_csv
from whiteboard.grading.class_report.learner_table import EXPORT_COLUMNS, defused
from whiteboard.grading.outcome import Fault


def read(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def rows():
    return {row["student_id"]: row for row in read(to_csv(class_data(class_of_five(), made=MADE)))}


def test_the_columns(rows):
    names = list(rows["best"])
    assert names[:11] == list(EXPORT_COLUMNS)
    assert names[11:14] == ["state", "needs_manual_grade", "faults"]
    assert names[14:16] == ["ps1/api-test", "ps1/trade-off"]
    assert names[16] == "ps1/api-test/api: every access pattern has an operation"
    assert len(names) == 19


def test_a_learner_s_line(rows):
    late = rows["late"]
    assert late["assignment"] == "ps1"
    assert late["duedate"] == "2026-03-01 12:00:00"
    assert late["timestamp"] == "2026-03-02 08:00:00"
    assert (late["raw_score"], late["late_submission_penalty"], late["score"]) == ("7.2", "1.0", "6.2")
    assert (late["state"], late["faults"]) == ("graded with a fault", "api-test stood there twice")
    assert (late["ps1/api-test"], late["ps1/trade-off"]) == ("4.2", "3.0")
    assert late["ps1/api-test/api: long lists are paged"] == "1.0"


def test_what_waits_is_empty_and_not_zero(rows):
    assert rows["unpaged"]["needs_manual_grade"] == "True"
    assert rows["unpaged"]["ps1/trade-off"] == ""
    assert rows["nothing"]["ps1/trade-off"] == "0.0"


def test_who_handed_in_nothing_has_a_line():
    records = ClassRecords(
        assignment="ps1", cells=CELLS, learners=(learner("absent", standing="not submitted", timestamp=None),)
    )
    (row,) = read(to_csv(class_data(records)))
    assert (row["state"], row["timestamp"], row["duedate"]) == ("not submitted", "", "")
    assert row["ps1/api-test"] == ""


def test_the_file_opens_in_a_spreadsheet():
    records = ClassRecords(assignment="ps1", cells=CELLS, learners=(learner("学習者-三"), learner("Ærø")))
    content = to_csv(class_data(records))
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == 3
    assert [row["student_id"] for row in read(content)] == ["学習者-三", "Ærø"]


FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "a;=1", "a\t=1", "a|=1"]


@pytest.mark.parametrize("name", FORMULAS)
def test_no_formula_reaches_a_spreadsheet(name):
    fault = Fault(kind="any", what=name)
    hostile = learner(name, first_name=name, last_name=name, email=name, faults=(fault,))
    records = ClassRecords(assignment="ps1", cells=CELLS, learners=(hostile,))
    (row,) = read(to_csv(class_data(records)))
    for column in ("student_id", "first_name", "last_name", "email", "faults"):
        assert row[column] == defused(name) != name
        for part in row[column].replace("|", ";").replace("\t", ";").split(";"):
            assert not part.strip(" ").startswith(tuple("=+-@＝＋－＠"))


def test_numbers_are_left_alone(rows):
    negative = learner("one", -1.0, cells={API: api(-1.0, criterion("c", 1, 5, "wrong"))})
    (row,) = read(to_csv(class_data(ClassRecords(assignment="ps1", cells=CELLS, learners=(negative,)))))
    assert row["raw_score"] == "-1.0"
    assert float(rows["best"]["score"]) == 15.0


@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=())))
def test_any_name_gives_one_line(student, name):
    records = ClassRecords(assignment="ps1", cells=CELLS, learners=(learner(student, last_name=name),))
    content = to_csv(class_data(records, made=MADE))
    (row,) = read(content)
    assert row["score"] == "0.0" and row["max_score"] == "15.0"
    for text in (row["student_id"], row["last_name"]):
        assert not text.lstrip(" \u00a0").startswith(("=", "+", "-", "@"))
