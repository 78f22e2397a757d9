"""One submission in, one outcome out."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.grading import released
from whiteboard.grading.assignment import SourceCell
from whiteboard.grading.grade import grade
from whiteboard.grading.outcome import Outcome, State

DRAFTS = [name for name in released.NAMES if name != "parts-in-code"]
"""All but the one whose point is code."""


def by_cell(outcome):
    return {cell.cell: cell for notebook in outcome.notebooks for cell in notebook.cells}


def in_feedback(outcome, grade_id):
    """All text that the cell shows, as one string."""
    for cell in outcome.notebooks[0].notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id:
            return json.dumps(cell["outputs"])
    raise LookupError(grade_id)


@pytest.mark.parametrize("name", DRAFTS)
def test_the_solution_earns_all_that_needs_no_person(name):
    assignment = released.assignment(name)
    outcome = grade(released.submission(name, released.solved(name)), assignment)
    assert outcome.state is State.GRADED and not outcome.faults
    source = assignment.notebooks[0]
    for grade_id, cell in by_cell(outcome).items():
        if source.cell(grade_id).by_hand:
            assert cell.points is None and not cell.untouched
        else:
            assert cell.points == cell.max_points
    assert outcome.protections == ()  # nothing was run


@pytest.mark.parametrize("name", DRAFTS)
def test_the_released_notebook_earns_nothing_and_needs_nobody(name):
    outcome = grade(released.submission(name, released.notebook("release", name)), released.assignment(name))
    assert outcome.state is State.GRADED and not outcome.faults
    for cell in by_cell(outcome).values():
        assert cell.points == 0.0
    tests = [cell.cell for cell in by_cell(outcome).values() if cell.criteria]
    assert tests and all("not attempted" in in_feedback(outcome, test) for test in tests)


@pytest.mark.parametrize("name", DRAFTS)
def test_the_points_are_those_that_the_notebook_shows(name):
    """The kernel that ran the stored solution and the grader agree on the value of each test cell."""
    outcome = grade(released.submission(name, released.solved(name)), released.assignment(name))
    results = by_cell(outcome)
    compared = 0
    for cell in released.notebook("solutions", name)["cells"]:
        result = results.get(cell["id"])
        if result is not None and result.criteria:
            shown = [out for out in cell["outputs"] if out["output_type"] == "execute_result"]
            assert float("".join(shown[0]["data"]["text/plain"])) == result.points
            compared += 1
    assert compared


def test_a_draft_s_text_counts_whatever_line_stands_above_it():
    assignment = released.assignment("twitter")
    solved = released.solved("twitter")
    plain = by_cell(grade(released.submission("twitter", solved), assignment))["api-test"].points
    for cell in solved["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "api-draft":
            cell["source"] = released.text(cell).replace("%%draft api\n", "")
    outcome = grade(released.submission("twitter", solved), assignment)
    assert by_cell(outcome)["api-test"].points == plain


def test_an_unreadable_notebook_earns_nothing_and_says_why():
    outcome = grade(released.submission("twitter", b'{"cells": ['), released.assignment("twitter"))
    assert outcome.state is State.UNREADABLE
    assert not outcome.notebooks[0].readable
    assert outcome.faults[0].what
    assert all(cell.points == 0 for cell in by_cell(outcome).values())
    assert {cell.cell for cell in outcome.notebooks[0].cells} >= {"scale-test", "feed-answer"}


def test_a_renamed_notebook_is_found_by_its_cells():
    solved = released.solved("twitter")
    handed_in = released.submission("twitter", solved, notebook_name="My tweets (2)")
    outcome = grade(handed_in, released.assignment("twitter"))
    assert outcome.state is State.FAULTY
    assert [fault.kind for fault in outcome.faults] == ["renamed notebook"]
    assert outcome.points == 15


def test_a_submission_without_a_notebook_is_recorded():
    nothing = released.submission("twitter", {})
    nothing = type(nothing)(student="learner", assignment="twitter")
    outcome = grade(nothing, released.assignment("twitter"))
    assert outcome.state is State.UNREADABLE
    assert outcome.faults[0].kind == "missing notebook"


def test_a_giant_draft_is_cut_and_says_so():
    assignment = released.assignment("twitter")
    content = released.typed(assignment, {"api-draft": "%%draft api\n" + "GET /feed\n" * 30_000})
    outcome = grade(released.submission("twitter", content), assignment)
    assert [fault.kind for fault in outcome.faults] == ["long draft"]


def test_a_problem_that_is_not_installed_waits_for_a_person():
    """The instructor's slip costs no learner a point."""
    assignment = released.made(
        "ps",
        SourceCell(
            grade_id="api-draft", cell_type="code", source="%%draft api --problem nowhere\n", solution=True
        ),
        SourceCell(
            grade_id="api-test",
            cell_type="code",
            source="%grade api 5 --problem nowhere",
            grade=True,
            locked=True,
            points=5,
        ),
    )
    content = released.typed(assignment, {"api-draft": "%%draft api --problem nowhere\nGET /feed"})
    outcome = grade(released.submission("ps", content), assignment)
    assert outcome.state is State.FAULTY
    assert by_cell(outcome)["api-test"].points is None
    assert "nowhere" in outcome.faults[-1].what


def test_points_follow_the_gradebook_and_not_the_line():
    """An instructor may change a cell's points in formgrader's source; the line then gives the share."""
    assignment = released.made(
        "ps",
        SourceCell(grade_id="d", cell_type="code", source="%%draft api --problem twitter\n", solution=True),
        SourceCell(
            grade_id="t",
            cell_type="code",
            source="%grade api 5 --problem twitter",
            grade=True,
            locked=True,
            points=10,
        ),
    )
    board = released.solved("twitter")
    api = next(
        released.text(cell)
        for cell in board["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "api-draft"
    )
    outcome = grade(released.submission("ps", released.typed(assignment, {"d": api})), assignment)
    assert outcome.points == 10


def test_the_answer_s_hash_changes_with_the_draft_alone():
    assignment = released.assignment("twitter")
    first = by_cell(grade(released.submission("twitter", released.solved("twitter")), assignment))
    changed = released.solved("twitter")
    for cell in changed["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "api-draft":
            cell["source"] = released.text(cell) + "\nGET /more -> more"
    second = by_cell(grade(released.submission("twitter", changed), assignment))
    differ = {name for name in first if first[name].answered != second[name].answered}
    assert differ == {"api-draft", "api-test"}


def test_the_outcome_survives_json():
    solved = released.solved("step3-design")
    outcome = grade(released.submission("step3-design", solved), released.assignment("step3-design"))
    assert Outcome.from_data(json.loads(json.dumps(outcome.to_data()))) == outcome


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_no_bytes_raise(content):
    outcome = grade(released.submission("twitter", content), released.assignment("twitter"))
    assert outcome.points == 0
    assert {cell.cell for cell in outcome.notebooks[0].cells} >= {"scale-test", "feed-answer"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(["scale-draft", "api-draft", "storage-draft", "feed-answer", "scale-test", "setup"]),
        st.text(max_size=400),
    )
)
def test_no_texts_raise_or_earn_more_than_there_is(texts):
    assignment = released.assignment("twitter")
    outcome = grade(released.submission("twitter", released.typed(assignment, texts)), assignment)
    for cell in by_cell(outcome).values():
        assert cell.points is None or 0 <= cell.points <= cell.max_points
