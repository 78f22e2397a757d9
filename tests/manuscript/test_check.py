"""What `check` finds: everything that was changed by hand, and everything a learner must not get."""

import json

from whiteboard.manuscript import check


def edit(path, change):
    notebook = json.loads(path.read_text())
    change(notebook)
    path.write_text(json.dumps(notebook, indent=1))


def cell(notebook, name):
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


def found_in(root, place):
    return [line for line in check(root) if line.startswith(place)]


def test_what_was_just_built_is_in_order(built):
    assert check(built) == []


def test_release_holds_no_solution_hidden_test_output_count_or_stray_file(built):
    path = built / "release/sums/sums.ipynb"

    def plant(notebook):
        draft, test = cell(notebook, "total-draft"), cell(notebook, "total-test")
        draft["source"].append("\n        running_sum_of_all += number")
        test["source"].append("\nhidden_case = total([10, 20, 30]) == 60")
        cell(notebook, "why")["source"].append("\n### BEGIN MARK SCHEME")
        draft["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["6"]}]
        test["execution_count"] = 7

    edit(path, plant)
    (built / "release/sums/answers.txt").write_text("6\n")
    (built / "release/answers.ipynb").write_bytes((built / "solutions/sums/sums.ipynb").read_bytes())
    found = "\n".join(check(built))
    for said in (
        "release/sums/sums.ipynb: differs from the manuscript",
        "release/sums/sums.ipynb: cell 3 shows a line of the solution or a hidden test: running_sum_of_all",
        "release/sums/sums.ipynb: cell 4 shows a line of the solution or a hidden test: hidden_case",
        "release/sums/sums.ipynb: cell 5 holds the marker BEGIN MARK SCHEME",
        "release/sums/sums.ipynb: cell 3 holds an output",
        "release/sums/sums.ipynb: cell 4 holds an execution count",
        "release/sums/answers.txt: a stray file",
        "release/answers.ipynb: a stray file",
    ):
        assert said in found


def test_a_stray_file_in_source_is_found_before_nbgrader_copies_it(built):
    (built / "source/sums/answers.txt").write_text("6\n")
    assert check(built) == [
        "source/sums/answers.txt: a stray file, which nbgrader would copy to every learner; remove it"
    ]


def test_source_and_release_are_compared_byte_for_byte(built):
    for place in ("source/sums/sums.ipynb", "release/sums/numbers.txt"):
        with (built / place).open("ab") as file:
            file.write(b"\n")
        assert found_in(built, place) == [f"{place}: differs from the manuscript; run  whiteboard build"]


def test_executed_notebooks_are_compared_in_all_but_outputs(built):
    path = built / "course/deeper/second.ipynb"
    edit(path, lambda notebook: cell(notebook, "second-2").update(execution_count=99))
    assert check(built) == []
    edit(path, lambda notebook: cell(notebook, "second-1").update(source=["# Other words"]))
    assert check(built) == ["course/deeper/second.ipynb: differs from the manuscript; run  whiteboard build"]


def test_a_lesson_that_was_never_run_or_shows_an_error_is_found(built):
    first, second = built / "course/first.ipynb", built / "course/deeper/second.ipynb"
    edit(second, lambda notebook: cell(notebook, "second-2").update(execution_count=None, outputs=[]))
    error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
    edit(first, lambda notebook: cell(notebook, "first-5").update(outputs=[error]))
    assert check(built) == [
        "course/deeper/second.ipynb: cell 2 was never run; run  whiteboard build",
        "course/first.ipynb: cell 5 shows an error; run  whiteboard build",
    ]


def test_a_missing_notebook_is_found(built):
    (built / "release/sums/sums.ipynb").unlink()
    (built / "solutions/sums/sums.ipynb").unlink()
    assert check(built) == [
        "release/sums/sums.ipynb: missing; run  whiteboard build",
        "solutions/sums/sums.ipynb: missing or no notebook; run  whiteboard build",
    ]


def test_an_instructors_own_assignment_is_left_alone_but_for_leaks(built):
    for tree in ("source", "release"):
        (built / tree / "own").mkdir()
        (built / tree / "own/data.csv").write_text("1\n")
        (built / tree / "own/exam.ipynb").write_bytes((built / tree / "sums/sums.ipynb").read_bytes())
        edit(built / tree / "own/exam.ipynb", lambda notebook: notebook["metadata"].pop("whiteboard"))
    assert check(built) == []
    edit(
        built / "release/own/exam.ipynb",
        lambda notebook: cell(notebook, "total-test").update(execution_count=1),
    )
    assert check(built) == ["release/own/exam.ipynb: cell 4 holds an execution count"]
