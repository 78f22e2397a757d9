"""Metadata that lies: tags, points, grade ids, types, versions."""

from __future__ import annotations

from typing import Any

from tests.attacks.attack import (
    FAULTY,
    Attack,
    Notebook,
    cell,
    changed,
    free,
    marks,
    tests,
    themed,
)
from tests.attacks.course import BOARD, SOLUTIONS


def _tagged(*tags: str) -> Any:
    def change(notebook: Notebook) -> None:
        for one in tests(notebook):
            one["metadata"]["tags"] = list(tags)

    return change


def _marked(grade_ids: str | None = None, **values: Any) -> Any:
    """Set nbgrader's metadata of the tests, or of one cell."""

    def change(notebook: Notebook) -> None:
        chosen = tests(notebook) if grade_ids is None else [cell(notebook, grade_ids)]
        for one in chosen:
            marks(one).update(values)

    return change


def _everywhere(**values: Any) -> Any:
    def change(notebook: Notebook) -> None:
        for one in notebook["cells"]:
            marks(one).update(values)

    return change


def _swapped(notebook: Notebook) -> None:
    """The ids of tests and answers exchanged: an answer stands where a test is looked for."""
    for name in SOLUTIONS:
        answer, test = cell(notebook, name), cell(notebook, f"{name}-test")
        answer_marks, test_marks = answer["metadata"]["nbgrader"], test["metadata"]["nbgrader"]
        answer["metadata"]["nbgrader"], test["metadata"]["nbgrader"] = test_marks, answer_marks
        answer["source"] = "4"


def _tests_rewritten(notebook: Notebook) -> None:
    for one in tests(notebook):
        one["source"] = str(marks(one)["points"])
        marks(one)["locked"] = False
        marks(one)["checksum"] = "0" * 32


def _not_an_object(notebook: Notebook) -> None:
    for number, one in enumerate(notebook["cells"]):
        if one["metadata"]["nbgrader"]["grade_id"] in ("introduction", "setup", "square-test"):
            one["metadata"] = [None, [], "tags"][number % 3]


def _stripped(notebook: Notebook) -> None:
    for one in notebook["cells"]:
        del one["metadata"]["nbgrader"]


def _reversed(notebook: Notebook) -> None:
    notebook["cells"].reverse()


def _forged_outputs(notebook: Notebook) -> None:
    for one in tests(notebook):
        value = str(marks(one)["points"])
        one["execution_count"] = 1
        one["outputs"] = [
            {
                "output_type": "execute_result",
                "execution_count": 1,
                "metadata": {},
                "data": {"text/plain": value},
            }
        ]
        one["metadata"]["tags"] = ["skip-execution"]


def _without_tests(notebook: Notebook) -> None:
    notebook["cells"] = [one for one in notebook["cells"] if one not in tests(notebook)]


def _second_test(notebook: Notebook) -> None:
    for one in tests(notebook):
        twin = free(str(marks(one)["points"]), name=f"twin-of-{one['id']}")
        twin["metadata"] = {"nbgrader": dict(marks(one))}
        notebook["cells"].append(twin)


def _retyped(kind: str, *grade_ids: str) -> Any:
    def change(notebook: Notebook) -> None:
        for grade_id in grade_ids:
            one = cell(notebook, grade_id)
            one["cell_type"] = kind
            marks(one)["cell_type"] = kind
            one.pop("outputs", None)
            one.pop("execution_count", None)

    return change


def _kernel(**kernelspec: Any) -> Any:
    def change(notebook: Notebook) -> None:
        notebook["metadata"]["kernelspec"] = kernelspec

    return change


_TESTS = tuple(f"{name}-test" for name in SOLUTIONS)

ATTACKS: tuple[Attack, ...] = themed(
    "Metadata",
    [
        changed(
            "skip-execution",
            "tags the tests of an empty notebook so that they are not run",
            _tagged("skip-execution"),
        ),
        changed(
            "skip-execution-drafts",
            "the same in a notebook of drafts",
            _tagged("skip-execution"),
            assignment=BOARD,
        ),
        changed(
            "raises-exception",
            "tags the tests so that their errors are taken for wanted",
            _tagged("raises-exception", "remove_cell", "hide_output"),
        ),
        changed("more-points", "says that each test gives 1,000 points", _marked(points=1000), base="honest"),
        changed("negative-points", "says that each test gives -5 points", _marked(points=-5), base="honest"),
        changed(
            "endless-points",
            "says that each test gives infinitely many points",
            _marked(points=float("inf")),
            base="honest",
        ),
        changed(
            "points-nan", "says that each test gives NaN points", _marked(points=float("nan")), base="honest"
        ),
        changed(
            "points-by-hand",
            "says that the answer graded by hand is a test, and gives 1,000",
            _marked("explanation", solution=False, points=1000, cell_type="code"),
            base="honest",
        ),
        changed(
            "tests-renamed",
            "gives the tests other ids",
            _marked("square-test", grade_id="other"),
            base="honest",
        ),
        changed(
            "answer-renamed",
            "an honest learner's answer has lost its grade id",
            _marked("square", grade_id="squared"),
            base="honest",
            states=FAULTY,
        ),
        changed(
            "draft-renamed",
            "an honest learner's draft has lost its grade id",
            _marked("scale-draft", grade_id="scala-draft"),
            base="honest",
            assignment=BOARD,
            states=FAULTY,
        ),
        changed(
            "confusable-id",
            "writes a grade id with a Cyrillic letter that looks the same",
            _marked("square", grade_id="squ\u0430re"),
            base="honest",
            states=FAULTY,
        ),
        changed(
            "giant-id",
            "a grade id of a million characters, with NUL and path",
            _marked("introduction", grade_id="../\0" * 300_000),
            base="honest",
        ),
        changed("ids-swapped", "gives answers the ids of tests", _swapped),
        changed(
            "tests-rewritten", "writes its points in each test's place, and unlocks it", _tests_rewritten
        ),
        changed("tests-deleted", "deletes the tests of an honest notebook", _without_tests, base="honest"),
        changed("tests-deleted-empty", "deletes the tests of an empty notebook", _without_tests),
        changed("tests-doubled", "adds a second test of the same id that gives its points", _second_test),
        changed("test-raw", "makes raw cells of the tests", _retyped("raw", *_TESTS)),
        changed("test-markdown", "makes Markdown of the tests", _retyped("markdown", *_TESTS)),
        changed(
            "answer-markdown",
            "an honest answer in a cell that was made Markdown",
            _retyped("markdown", "square"),
            base="honest",
        ),
        changed(
            "draft-raw",
            "an honest draft in a cell that was made raw",
            _retyped("raw", "scale-draft"),
            base="honest",
            assignment=BOARD,
        ),
        changed(
            "flags-flipped", "says that tests are answers", _marked(solution=True, grade=False, locked=False)
        ),
        changed("schema-1", "schema version 1", _everywhere(schema_version=1), base="honest"),
        changed("schema-99", "schema version 99", _everywhere(schema_version=99), base="honest"),
        changed(
            "schema-words", "a schema version in words", _everywhere(schema_version="three"), base="honest"
        ),
        changed("checksums", "wrong checksums everywhere", _everywhere(checksum="f" * 32), base="honest"),
        changed(
            "metadata-no-object", "metadata that is null, a list, and text", _not_an_object, base="honest"
        ),
        changed(
            "metadata-stripped",
            "an honest notebook without any of nbgrader's metadata",
            _stripped,
            base="honest",
            states=FAULTY,
        ),
        changed("order-reversed", "all cells in reverse order", _reversed, base="honest"),
        changed("outputs-forged", "stores outputs that say full marks", _forged_outputs),
        changed(
            "kernel-bash", "names another kernel", _kernel(name="bash", display_name="Bash"), base="honest"
        ),
        changed(
            "kernel-path",
            "names a kernel by a path, of a wrong type",
            _kernel(name="../../../tmp/evil", language=["python"], argv=["touch", "/tmp/evil"]),
            base="honest",
        ),
    ],
)
