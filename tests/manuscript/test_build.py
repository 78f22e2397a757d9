"""What `build` writes, and that it writes the same again."""

import json
import os
import re
import sys

import nbformat
import pytest

from tests.manuscript.conftest import new_repository
from whiteboard.manuscript import ManuscriptError, build, check


def files(root):
    """Every file of the built trees, with its content."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for tree in ("course", "source", "release", "solutions")
        for path in (root / tree).rglob("*")
        if path.is_file()
    }


def cells(root, place):
    return {cell.id: cell for cell in nbformat.read(root / place, as_version=4).cells}


def test_every_tree_gets_its_notebooks_and_the_files_they_mention(built_once):
    root, changes = built_once
    expected = {
        "course/first.ipynb",
        "course/dot.png",
        "course/timed.ipynb",
        "course/deeper/second.ipynb",
        "source/sums/sums.ipynb",
        "source/sums/numbers.txt",
        "release/sums/sums.ipynb",
        "release/sums/numbers.txt",
        "solutions/sums/sums.ipynb",
        "solutions/sums/numbers.txt",
        # Only the solution opens this one, so learners don't get it.
        "solutions/sums/answers.txt",
    }
    assert set(files(root)) == expected
    assert set(changes) == {f"wrote {place}" for place in expected}


def test_built_notebooks_are_valid_and_say_where_they_come_from(built_once):
    root, _ = built_once
    for place, content in files(root).items():
        if place.endswith(".ipynb"):
            notebook = nbformat.reads(content.decode(), as_version=nbformat.NO_CONVERT)
            nbformat.validate(notebook)
            assert (root / notebook.metadata.whiteboard.manuscript).is_file()
            assert content.endswith(b"}\n")


def test_nothing_of_the_machine_gets_into_a_notebook(built_once):
    root, _ = built_once
    for place, content in files(root).items():
        if place.endswith(".ipynb"):
            assert b"lines_to_next_cell" not in content
            assert b'"execution":' not in content
            assert b"source_map" not in content
            assert "version" not in json.loads(content)["metadata"]["language_info"]
            assert str(root).encode() not in content


def test_cell_ids_come_from_the_grade_id_or_the_place(built_once):
    root, _ = built_once
    assert list(cells(root, "source/sums/sums.ipynb")) == [
        "sums-1",
        "task",
        "total-draft",
        "total-test",
        "why",
    ]
    assert list(cells(root, "release/sums/sums.ipynb")) == [
        "sums-1",
        "task",
        "total-draft",
        "total-test",
        "why",
    ]
    assert list(cells(root, "course/deeper/second.ipynb")) == ["second-1", "second-2"]


def test_lessons_and_solutions_hold_outputs_and_the_others_none(built_once):
    root, _ = built_once
    assert cells(root, "course/deeper/second.ipynb")["second-2"].outputs[0].data["text/plain"] == "10"
    assert cells(root, "solutions/sums/sums.ipynb")["total-test"].outputs[0].data["text/plain"] == "5.0"
    for place in ("source/sums/sums.ipynb", "release/sums/sums.ipynb"):
        for cell in cells(root, place).values():
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None


def test_the_learner_gets_a_stub_that_runs_and_no_answers(built_once):
    root, _ = built_once
    text = (root / "release/sums/sums.ipynb").read_text()
    assert "# type your draft here" in text
    for secret in (
        "running_sum_of_all",
        "hidden_case",
        "one number in memory",
        "NotImplementedError",
        "BEGIN",
    ):
        assert secret not in text
    assert "running_sum_of_all" in (root / "source/sums/sums.ipynb").read_text()


def test_a_solution_reads_as_a_plain_notebook(built_once):
    root, _ = built_once
    text = (root / "solutions/sums/sums.ipynb").read_text()
    assert "running_sum_of_all" in text and "hidden_case" in text
    assert "BEGIN" not in text and "END" not in text
    assert "nbgrader" not in text


def test_pictures_carry_no_words_about_their_making(built_once):
    root, _ = built_once
    import base64

    picture = base64.b64decode(cells(root, "course/first.ipynb")["first-4"].outputs[0].data["image/png"])
    assert picture.startswith(b"\x89PNG")
    for chunk in (b"tEXt", b"iTXt", b"zTXt", b"tIME"):
        assert chunk not in picture


def test_what_a_run_prints_piecewise_is_stored_as_one(built_once):
    outputs = cells(built_once[0], "course/first.ipynb")["first-3"].outputs
    assert [output.text for output in outputs] == ["one\ntwo\n"]


def test_two_builds_are_byte_identical(built_once, tmp_path):
    other = new_repository(tmp_path)
    build(other)
    ours, theirs = files(built_once[0]), files(other)
    # The timed lesson shows what a run took; only that may differ.
    took = re.compile(rb"took [0-9.]+ ms")
    assert took.sub(b"", ours.pop("course/timed.ipynb")) == took.sub(b"", theirs.pop("course/timed.ipynb"))
    assert ours == theirs


def test_building_again_changes_nothing_even_when_all_is_run_again(built):
    before = files(built)
    assert build(built) == []
    assert build(built, everything=True) == []
    assert files(built) == before
    assert check(built) == []


def stored_answer(root, place, was, now):
    """Change a stored output by hand, to see later whether the notebook was run again."""
    path = root / place
    content = path.read_text()
    assert was in content
    path.write_text(content.replace(was, now))


def test_only_the_changed_lesson_runs_again(built):
    stored_answer(built, "course/deeper/second.ipynb", '"10"', '"not run again"')
    path = built / "manuscript/lessons/first.md"
    path.write_text(path.read_text().replace("2 + 2", "2 + 3"))
    assert build(built) == ["wrote course/first.ipynb"]
    assert cells(built, "course/first.ipynb")["first-5"].outputs[0].data["text/plain"] == "5"
    assert "not run again" in (built / "course/deeper/second.ipynb").read_text()


def test_lessons_run_again_when_a_pinned_version_changes_but_not_for_a_comment(built):
    stored_answer(built, "course/deeper/second.ipynb", '"10"', '"stale"')
    (built / "constraints.txt").write_text("# other words\nexample==1.0\n")
    assert build(built) == []
    (built / "constraints.txt").write_text("example==1.1\n")
    assert "wrote course/deeper/second.ipynb" in build(built)
    assert "stale" not in (built / "course/deeper/second.ipynb").read_text()


def test_notebooks_whose_manuscript_is_gone_are_removed_and_those_of_people_stay(built):
    own = {
        "source/own/exam.ipynb": nbformat.writes(nbformat.v4.new_notebook()),
        "course/my notes.ipynb": nbformat.writes(nbformat.v4.new_notebook()),
    }
    for place, content in own.items():
        (built / place).parent.mkdir(exist_ok=True)
        (built / place).write_text(content)
    (built / "manuscript/lessons/deeper/second.md").unlink()
    assert check(built) == ["course/deeper/second.ipynb: its manuscript is gone; run  whiteboard build"]
    assert build(built) == ["removed course/deeper/second.ipynb, whose manuscript is gone"]
    assert not (built / "course/deeper").exists()
    for place, content in own.items():
        assert (built / place).read_text() == content
    assert check(built) == []


def test_a_broken_or_foreign_notebook_in_the_way_is_built_anew(lessons):
    (lessons / "manuscript/lessons/one.md").write_text("# One\n")
    (lessons / "course").mkdir()
    for content in ("{", "[]", '{"nbformat": 3}', '{"nbformat": 4}', ""):
        (lessons / "course/one.ipynb").write_text(content)
        assert check(lessons) == ["course/one.ipynb: missing or no notebook; run  whiteboard build"]
        assert build(lessons) == ["wrote course/one.ipynb"]


def test_the_kernel_is_this_python_whatever_the_user_has_installed(lessons, tmp_path, monkeypatch):
    kernel = tmp_path / "user/kernels/python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text('{"argv": ["false"], "display_name": "no", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "user"))
    page = "```{code-cell}\nimport os, sys\nprint(sys.prefix)\nopen('left.txt', 'w').close()\n```\n"
    (lessons / "manuscript/lessons/one.md").write_text(page)
    build(lessons)
    assert sys.prefix in (lessons / "course/one.ipynb").read_text()
    assert os.listdir(lessons / "course") == ["one.ipynb"]


def code(*lines):
    return "# Words\n\nMore words.\n\n```{code-cell} ipython3\n" + "\n".join(lines) + "\n```\n"


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (code("1 / 0"), "lessons/one.md, line 6: ZeroDivisionError: division by zero"),
        (code("import warnings", "warnings.warn('old')"), "line 6: writes to stderr: .*old"),
        (code("import os", "os._exit(1)"), "line 6: the kernel died"),
        (code(":tags: wrong", "", "1"), "not a valid notebook"),
        ("", "no cells"),
        ("+++ {broken\n\nwords\n", "could not be read"),
        ("```{code-cell}\n:nbgrader: {kind: draft, grade_id: a}\n1\n```\n", "a lesson has no nbgrader cells"),
    ],
)
def test_a_lesson_that_cannot_be_built_is_named_with_its_line_and_nothing_is_written(lessons, page, says):
    (lessons / "manuscript/lessons/zero.md").write_text("# Fine\n")
    (lessons / "manuscript/lessons/one.md").write_text(page)
    with pytest.raises(ManuscriptError, match=says):
        build(lessons)
    assert not (lessons / "course").exists()


DRAFT = """\
```{code-cell}
:nbgrader: {kind: draft, grade_id: a}
### BEGIN SOLUTION
the_answer_to_all = 42
### END SOLUTION
```
"""


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (DRAFT + "\n" + DRAFT, "line 9: the id 'a' is taken by the cell at line 2"),
        (
            DRAFT.replace("draft", "essay"),
            "unknown kind 'essay'; there are draft, test, manual, task, locked",
        ),
        (DRAFT.replace("kind: draft", "kind: test"), "a test cell needs points"),
        (DRAFT.replace("grade_id: a", "grade_id: a, points: 3"), "a draft cell has no points"),
        (DRAFT.replace("grade_id: a", "grade_id: a, weight: 3"), "unknown weight"),
        (DRAFT.replace("grade_id: a", "grade_id: a b"), "letters, digits, - and _"),
        (DRAFT.replace("kind: draft", "kind: locked"), "a SOLUTION region stands in a cell"),
        (DRAFT.replace("### END SOLUTION\n", ""), "no ### END SOLUTION"),
        (DRAFT.replace("SOLUTION", "HIDDEN TESTS"), "a HIDDEN TESTS region stands in a cell"),
        ('+++ {"nbgrader": {"kind": "draft", "grade_id": "a"}}\n\nwords\n', "can't be a markdown cell"),
        ('+++ {"nbgrader": "draft"}\n\nwords\n', "is not of the form"),
    ],
)
def test_a_graded_cell_that_nbgrader_could_not_use_is_named(assignments, page, says):
    (assignments / "manuscript/assignments/work/work.md").write_text(page)
    with pytest.raises(ManuscriptError, match=re.escape(says)):
        build(assignments)


def test_an_answer_shown_outside_its_region_is_refused(assignments):
    page = DRAFT + "\nHere `the_answer_to_all = 42` would be right.\n"
    (assignments / "manuscript/assignments/work/work.md").write_text(page)
    with pytest.raises(ManuscriptError, match="shows a line of the solution"):
        build(assignments)


def test_what_an_editor_keeps_in_hidden_folders_is_no_manuscript(lessons):
    (lessons / "manuscript/lessons/one.md").write_text("# One\n")
    (lessons / "manuscript/lessons/.ipynb_checkpoints").mkdir()
    (lessons / "manuscript/lessons/.ipynb_checkpoints/one-checkpoint.md").write_text("# Old\n")
    assert build(lessons) == ["wrote course/one.ipynb"]


def test_an_assignment_stands_in_a_folder_of_its_own(assignments):
    (assignments / "manuscript/assignments/lost.md").write_text("# Lost\n")
    with pytest.raises(ManuscriptError, match=r"lost\.md: an assignment's manuscript stands in"):
        build(assignments)


def test_the_users_own_nbgrader_settings_do_not_change_what_learners_get(assignments, tmp_path, monkeypatch):
    (assignments / "manuscript/assignments/work/work.md").write_text(DRAFT)
    (tmp_path / "user").mkdir()
    (tmp_path / "user/nbgrader_config.py").write_text("c.ClearSolutions.code_stub = {'python': 'mine'}\n")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "user"))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / "user"))
    build(assignments)
    assert "# type your draft here" in (assignments / "release/work/work.ipynb").read_text()


def test_a_folder_without_manuscripts_says_so(tmp_path):
    with pytest.raises(ManuscriptError, match="no manuscript/"):
        check(tmp_path)
