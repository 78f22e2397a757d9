"""Whatever a learner does to cells, the instructor's stand there once and in order, with the texts that were meant."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grading.notebooks import (
    BANK,
    RELEASED,
    SOLVED,
    as_released,
    code,
    draft,
    learner_cells,
    locked,
    released_of,
    solved_cells,
    source_notebook,
    test_cell,
    typed,
)
from whiteboard.drafting.cell_lines import draft_cell
from whiteboard.grading.assignment import SourceCell, SourceNotebook
from whiteboard.grading.rebuilding.rebuild import rebuild
from whiteboard.grading.rebuilding.released import HIDDEN_TESTS, MARK_SCHEME, without
from whiteboard.grading.submitted.notebook_file import LearnerCell, NotebookCells

SCALE = "%%draft scale\nreads = 10/s"
API = "%%draft api --problem bank\nGET /accounts"

by_name = pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.stem)
every_solution = pytest.mark.parametrize("solution", SOLVED, ids=lambda path: path.stem)


def rebuilt(*cells, notebook=BANK):
    return rebuild(typed(*cells), notebook)


def by_id(found):
    return {cell.source_cell.grade_id: cell for cell in found.cells if cell.source_cell}


def kinds(found):
    return [fault.kind for fault in found.faults]


def order(found):
    """Grade ids, and texts of the learner's own cells, in order."""
    return [cell.source_cell.grade_id if cell.source_cell else cell.source for cell in found.cells]


INSTRUCTORS = [cell.grade_id for cell in BANK.cells]


@by_name
def test_our_released_notebooks_are_untouched(path):
    found = rebuild(learner_cells(path), source_notebook(path))
    assert not found.faults
    for cell in by_id(found).values():
        assert cell.untouched
        assert not cell.missing


@every_solution
def test_our_solutions_are_attempted(solution):
    found = rebuild(solved_cells(solution), source_notebook(released_of(solution)))
    assert not found.faults
    for cell in by_id(found).values():
        assert not cell.missing
        assert cell.untouched == (not cell.source_cell.solution)
        assert cell.learner == cell.source_cell.solution


@every_solution
def test_our_solutions_without_grade_ids_are_found_by_their_first_lines(solution):
    source = source_notebook(released_of(solution))
    expected = by_id(rebuild(solved_cells(solution), source))
    bare = NotebookCells(cells=tuple(replace(cell, grade_id="") for cell in solved_cells(solution).cells))
    drafts = {name: cell for name, cell in by_id(rebuild(bare, source)).items() if draft_cell(cell.source)}
    assert drafts
    assert drafts == {name: expected[name] for name in drafts}


@every_solution
def test_shuffling_and_doubling_cells_of_a_solution_changes_no_text(solution):
    source = source_notebook(released_of(solution))
    cells = list(solved_cells(solution).cells)
    expected = by_id(rebuild(NotebookCells(cells=tuple(cells)), source))
    for seed in range(30):
        chance = random.Random(seed)
        mixed = cells + chance.choices(cells, k=chance.randrange(10))
        chance.shuffle(mixed)
        found = rebuild(numbered(mixed), source)
        assert by_id(found) == expected
        assert [cell.grade_id for cell in source.cells] == list(by_id(found))


def numbered(cells):
    return NotebookCells(
        cells=tuple(replace(cell, position=position) for position, cell in enumerate(cells, start=1))
    )


def test_each_cell_has_the_text_of_whom_it_belongs_to():
    texts = {"scale_draft": SCALE, "code": "def fee(amount):\n    return 0", "answer": "Because."}
    found = rebuilt(*as_released(BANK, **texts))
    assert not found.faults
    assert order(found) == INSTRUCTORS
    cells = by_id(found)
    assert {name: cells[name.replace("_", "-")].source for name in texts} == texts
    assert [name for name, cell in cells.items() if cell.learner and not cell.untouched] == [
        "scale-draft",
        "code",
        "answer",
    ]
    assert cells["api-draft"].untouched
    assert cells["scale-test"].source == "%grade scale 5"


@pytest.mark.parametrize(
    "text",
    [
        "%%draft scale\n# type your draft here",
        "\n%%draft scale\n# type your draft here  \n\n",
        "%%draft  Scale --problem bank\n\n# type your draft here",
        "%%draft scale",
        "",
        "   \n",
    ],
)
def test_a_draft_without_a_word_of_the_learners_is_untouched(text):
    assert by_id(rebuilt(*as_released(BANK, scale_draft=text)))["scale-draft"].untouched


def test_the_learners_own_cells_follow_the_cell_that_they_followed():
    cells = as_released(BANK)
    cells.insert(0, ("", "above all"))
    cells.insert(4, ("", "words", "markdown"))
    cells.insert(5, ("", "helper = 1"))
    cells.append(("", "at the end", "raw"))
    found = rebuilt(*cells)
    assert order(found) == [
        "above all",
        *INSTRUCTORS[:3],
        "words",
        "helper = 1",
        *INSTRUCTORS[3:],
        "at the end",
    ]
    assert not found.faults


def test_moved_cells_go_back_with_what_followed_them():
    cells = as_released(BANK, scale_draft=SCALE)
    cells.insert(3, ("", "helper = 1"))
    moved = [cells.pop(2), cells.pop(2)]
    found = rebuilt(*cells, *moved)
    assert order(found) == [*INSTRUCTORS[:3], "helper = 1", *INSTRUCTORS[3:]]
    assert by_id(found)["scale-draft"].source == SCALE
    assert not found.faults


def test_deleted_cells_are_put_back():
    found = rebuilt(*as_released(BANK)[2:4])
    assert order(found) == INSTRUCTORS
    assert [name for name, cell in by_id(found).items() if cell.missing] == [
        *INSTRUCTORS[:2],
        *INSTRUCTORS[4:],
    ]
    # One for each cell to write in, one for all that were locked.
    assert kinds(found) == ["missing cell"] * 4
    assert by_id(found)["code-test"].source == "assert fee(1) == 0"


def test_a_changed_test_is_the_instructors_again():
    cells = as_released(BANK, scale_test="%grade scale 500", code_test="pass", introduction="hello")
    found = rebuilt(*cells)
    assert kinds(found) == ["changed cell"] * 3
    assert [fault.cell for fault in found.faults] == ["introduction", "scale-test", "code-test"]
    assert by_id(found)["scale-test"].source == "%grade scale 5"
    assert by_id(found)["code-test"].source == "assert fee(1) == 0"


def test_blanks_at_the_ends_of_a_locked_cell_are_no_change():
    assert not rebuilt(*as_released(BANK, scale_test="\n%grade scale 5  \n")).faults


@pytest.mark.parametrize("kind", ["raw", "markdown"])
def test_cells_of_another_type_are_the_instructors_type_again(kind):
    cells = [
        (name, text, kind if name in ("scale-draft", "scale-test") else old)
        for name, text, old in as_released(BANK, scale_draft=SCALE)
    ]
    found = rebuilt(*cells)
    assert by_id(found)["scale-draft"].source == SCALE
    assert {cell.cell_type for name, cell in by_id(found).items() if name.startswith("scale")} == {"code"}
    assert kinds(found) == ["changed type"]


def test_of_doubled_cells_the_last_that_was_attempted_counts():
    again = "%%draft scale\nreads = 20/s"
    cells = [
        *as_released(BANK, scale_draft=SCALE),
        ("scale-draft", again, "code"),
        ("scale-draft", "%%draft scale\n# type your draft here", "code"),
    ]
    found = rebuilt(*cells)
    assert by_id(found)["scale-draft"].source == again
    assert kinds(found) == ["doubled cell"]
    assert "cell 10" in found.faults[0].what
    # The other stays to be seen, above, so that of code the one that counts is run last.
    assert order(found)[2:4] == [SCALE, "scale-draft"]


def test_a_text_with_lines_of_its_own_comes_before_one_with_fewer():
    notebook = SourceNotebook(name="n", cells=(draft("d", "%%draft design\nclient -> server\nserver -> db"),))
    own, fewer = "%%draft design\nclient -> cdn", "%%draft design\nclient -> server"
    assert by_id(rebuilt(("d", own), ("d", fewer), notebook=notebook))["d"].source == own
    assert by_id(rebuilt(("d", fewer), notebook=notebook))["d"].source == fewer
    assert not by_id(rebuilt(("d", fewer), notebook=notebook))["d"].untouched


@pytest.mark.parametrize(
    "line",
    [
        "%%draft api --problem bank",
        "%%draft --problem bank api",
        "%%draft API",
        "\n  %%draft  api --problem=bank  ",
    ],
)
@pytest.mark.parametrize("grade_id", ["", "renamed"])
def test_a_draft_whose_cell_is_gone_is_found_by_its_first_line(line, grade_id):
    cells = [cell for cell in as_released(BANK) if cell[0] != "api-draft"]
    text = f"{line}\nGET /accounts"
    found = rebuilt(*cells, (grade_id, "%%draft api --problem bank\nGET /old"), (grade_id, text))
    cell = by_id(found)["api-draft"]
    assert (cell.source, cell.missing, cell.untouched) == (text, False, False)
    assert kinds(found)[0] == "moved text"
    assert text not in order(found)


def test_a_draft_typed_into_a_new_cell_counts_where_the_graded_one_is_untouched():
    found = rebuilt(*as_released(BANK), ("", SCALE))
    assert by_id(found)["scale-draft"].source == SCALE
    assert kinds(found) == ["moved text"]
    assert "untouched" in found.faults[0].what


def test_a_second_draft_beside_the_graded_one_is_only_said():
    found = rebuilt(*as_released(BANK, scale_draft=SCALE), ("", "%%draft scale\nreads = 99/s"))
    assert by_id(found)["scale-draft"].source == SCALE
    assert kinds(found) == ["other draft"]
    assert "%%draft scale\nreads = 99/s" in order(found)


@pytest.mark.parametrize(
    "line", ["%%draft storage", "%%draft scale --problem twitter", "%%draft", "# %%draft scale"]
)
def test_a_draft_of_another_section_or_problem_is_not_taken(line):
    found = rebuilt(*as_released(BANK), ("", f"{line}\nreads = 10/s"))
    assert by_id(found)["scale-draft"].untouched
    assert not found.faults


def test_drafts_in_each_others_cells_are_judged_where_they_belong():
    cells = as_released(BANK, scale_draft=API, api_draft=SCALE)
    found = rebuilt(*cells)
    assert by_id(found)["scale-draft"].source == SCALE
    assert by_id(found)["api-draft"].source == API
    assert kinds(found) == ["moved text"] * 2
    assert order(found) == INSTRUCTORS


def test_a_draft_in_another_drafts_cell_is_judged_where_it_belongs():
    found = rebuilt(*as_released(BANK, scale_draft=API))
    assert by_id(found)["api-draft"].source == API
    assert by_id(found)["scale-draft"].untouched
    assert not by_id(found)["scale-draft"].missing
    assert kinds(found) == ["moved text"]


def test_a_draft_with_the_first_line_of_one_that_has_its_own_stays():
    found = rebuilt(*as_released(BANK, scale_draft=API.replace("accounts", "x"), api_draft=API))
    assert by_id(found)["api-draft"].source == API
    assert by_id(found)["scale-draft"].source == API.replace("accounts", "x")
    assert "misnamed draft" in kinds(found)


def test_a_draft_without_its_first_line_counts():
    found = rebuilt(*as_released(BANK, scale_draft="reads = 10/s"))
    assert by_id(found)["scale-draft"].source == "reads = 10/s"


def test_a_draft_that_swapped_grade_ids_with_a_test_counts():
    cells = [
        ({"scale-draft": "scale-test", "scale-test": "scale-draft"}.get(name, name), text, kind)
        for name, text, kind in as_released(BANK, scale_draft=SCALE)
    ]
    found = rebuilt(*cells)
    assert by_id(found)["scale-draft"].source == SCALE
    assert by_id(found)["scale-test"].source == "%grade scale 5"


def test_of_two_drafts_with_one_first_line_neither_is_found_by_it():
    notebook = SourceNotebook(name="n", cells=(draft("a", "%%draft scale"), draft("b", "%%draft scale")))
    found = rebuilt(*as_released(notebook), ("", SCALE), notebook=notebook)
    assert all(cell.untouched for cell in by_id(found).values())


def test_unknown_grade_ids_are_the_learners_own_cells():
    found = rebuilt(*as_released(BANK), *[(f"fake-{number}", "x = 1") for number in range(50)])
    assert kinds(found) == ["unknown cell"]
    assert "45 more" in found.faults[0].what
    assert order(found)[len(INSTRUCTORS) :] == ["x = 1"] * 50


def test_a_grade_id_that_paints_on_the_terminal_is_escaped():
    found = rebuilt(*as_released(BANK), ("\x1b[2J\n" * 100, "x"))
    assert found.faults[0].what.isprintable()


def test_a_notebook_of_another_assignment_is_said_to_be_one():
    found = rebuilt(("x", "x = 1"), ("", "# words", "markdown"))
    assert kinds(found) == ["other notebook"]
    assert all(cell.missing for cell in by_id(found).values())


def test_a_notebook_that_lost_all_metadata_is_graded_by_its_drafts():
    found = rebuilt(
        *[("", text, kind) for _, text, kind in as_released(BANK, scale_draft=SCALE, api_draft=API)]
    )
    assert by_id(found)["scale-draft"].source == SCALE
    assert by_id(found)["api-draft"].source == API


@pytest.mark.parametrize("cells", [None, NotebookCells()])
def test_without_cells_everything_is_missing(cells):
    found = rebuild(cells, BANK)
    assert order(found) == INSTRUCTORS
    assert all(cell.missing and cell.untouched and not cell.learner for cell in found.cells)


HIDING = "assert a\n### BEGIN HIDDEN TESTS\nassert b\n### END HIDDEN TESTS\nassert c"


def test_hidden_tests_are_kept_and_their_absence_is_no_change():
    notebook = SourceNotebook(name="n", cells=(test_cell("t", HIDING),))
    found = rebuilt(("t", "assert a\nassert c"), notebook=notebook)
    assert by_id(found)["t"].source == HIDING
    assert not found.faults


def test_a_task_shows_its_mark_scheme_until_it_is_changed():
    source = "Draw it.\n=== BEGIN MARK SCHEME ===\n2 points\n=== END MARK SCHEME ==="
    task = SourceCell(grade_id="t", cell_type="markdown", source=source, task=True, points=2.0)
    notebook = SourceNotebook(name="n", cells=(task,))
    untouched = by_id(rebuilt(("t", "Draw it.", "markdown"), notebook=notebook))["t"]
    assert (untouched.source, untouched.untouched) == (source, True)
    answered = by_id(rebuilt(("t", "Draw it.\nDone.", "markdown"), notebook=notebook))["t"]
    assert (answered.source, answered.untouched) == ("Draw it.\nDone.", False)


@pytest.mark.parametrize(
    ("name", "region"), [("ClearHiddenTests", HIDDEN_TESTS), ("ClearMarkScheme", MARK_SCHEME)]
)
def test_regions_are_those_that_nbgrader_takes_out(name, region):
    from nbformat.v4 import new_code_cell
    from nbgrader import preprocessors

    begin, end = region
    text = f"a\n  ### {begin}\nb\n### {end}\n\nc\n# {begin} x\n# {end}"
    cell = new_code_cell(text)
    cleaner = getattr(preprocessors, name)()
    remove = "_remove_hidden_test_region" if name == "ClearHiddenTests" else "_remove_mark_scheme_region"
    assert getattr(cleaner, remove)(cell)
    assert without(text, region) == cell.source


NAMES = st.sampled_from([*INSTRUCTORS, "", "", "fake", "x" * 200])
LINES = st.sampled_from(
    [
        "%%draft scale",
        "%%draft api --problem bank",
        "%%draft",
        "%%draft --problem",
        "%%draft 'api",
        "# type your draft here",
        "%grade scale 5",
        "%problem twitter",
        "assert fee(1) == 0",
        "*Type your answer here.*",
        "reads = 10/s",
        "",
    ]
)
CELLS = st.lists(
    st.tuples(
        NAMES,
        st.lists(LINES, max_size=3).map("\n".join) | st.text(max_size=20),
        st.sampled_from(["code", "markdown", "raw"]),
    ),
    max_size=15,
)


@given(CELLS)
def test_any_cells_give_the_instructors_once_each_and_in_order(cells):
    found = rebuilt(*cells)
    assert [cell.source_cell for cell in found.cells if cell.source_cell] == list(BANK.cells)
    given_texts = [text for _, text, _ in cells]
    for cell in found.cells:
        if cell.learner:
            assert cell.source in given_texts
        else:
            assert cell.source == cell.source_cell.source
        if cell.source_cell:
            assert cell.cell_type == cell.source_cell.cell_type
            if not (cell.source_cell.solution or cell.source_cell.task):
                assert not cell.learner
    assert sum(cell.learner for cell in found.cells) <= len(cells)
    for fault in found.faults:
        assert fault.notebook == "bank"
        assert fault.what.isprintable()


@given(CELLS)
def test_what_is_attempted_in_its_own_cell_is_never_lost(cells):
    found = by_id(
        rebuilt(*as_released(BANK, scale_draft=SCALE), *[cell for cell in cells if cell[0] != "scale-draft"])
    )
    assert found["scale-draft"].source == SCALE


def test_thousands_of_cells_take_no_time_to_speak_of():
    cells = [
        LearnerCell(cell_type="code", source=SCALE, grade_id="scale-draft", position=n) for n in range(5000)
    ]
    found = rebuild(NotebookCells(cells=tuple(cells)), BANK)
    assert len(found.cells) == len(INSTRUCTORS)


def test_words_of_other_problems_chosen_by_the_instructor_are_told_apart():
    notebook = SourceNotebook(
        name="n",
        cells=(
            locked("one", "%problem bank"),
            draft("bank-scale", "%%draft scale"),
            locked("two", "%problem twitter"),
            draft("twitter-scale", "%%draft scale"),
            code("code"),
        ),
    )
    cells = as_released(notebook)
    found = rebuilt(*cells[:2], ("", SCALE), *cells[2:], notebook=notebook)
    assert not by_id(found)["bank-scale"].untouched
    assert by_id(found)["twitter-scale"].untouched
    found = rebuilt(*cells, ("", SCALE), notebook=notebook)
    assert by_id(found)["bank-scale"].untouched
    assert not by_id(found)["twitter-scale"].untouched
