"""What happens around a submission: older ones, half-written folders, a second try."""

from __future__ import annotations

from tests.attacks.attack import READABLE, UNREADABLE, Attack, Build, Place, cell, full, tests, themed
from tests.attacks.course import BOARD, KATA
from whiteboard.grading.outcome import State


def _honest(place: Place) -> None:
    place.hand_in(place.honest())


def _corrupt(place: Place) -> None:
    place.file(f"{place.assignment}.ipynb", b'{"cells": [')


def _gone(place: Place) -> None:
    place.notebook_path.unlink()


def _empty(place: Place) -> None:
    place.hand_in(place.empty())


def _wrong_without_tests(place: Place) -> None:
    notebook = place.honest()
    cell(notebook, "square")["source"] = "def square(x):\n    return x"
    notebook["cells"] = [one for one in notebook["cells"] if one not in tests(notebook)]
    place.hand_in(notebook)


def _pipe(place: Place) -> None:
    import os

    place.notebook_path.unlink()
    os.mkfifo(place.notebook_path)


def _half_written(place: Place) -> None:
    """What a grader that was killed left behind: a graded folder with half a notebook in it."""
    _honest(place)
    folder = place.course / "autograded" / place.student / place.assignment
    folder.mkdir(parents=True)
    (folder / f"{place.assignment}.ipynb").write_text('{"cells": [{"cell_type": "co')


def _again(
    name: str,
    tries: str,
    now: Build,
    *,
    assignment: str = KATA,
    earns: float = 0.0,
    states: frozenset[State] = READABLE,
) -> Attack:
    return Attack(
        name=name, tries=tries, build=now, before=_honest, assignment=assignment, earns=earns, states=states
    )


ATTACKS: tuple[Attack, ...] = themed(
    "Handed in again",
    [
        _again(
            "then-corrupt",
            "after full marks, a file that cannot be read keeps them",
            _corrupt,
            states=UNREADABLE,
        ),
        _again("then-corrupt-drafts", "the same with drafts", _corrupt, assignment=BOARD, states=UNREADABLE),
        _again(
            "then-nothing",
            "after full marks, a folder without its notebook keeps them",
            _gone,
            states=UNREADABLE,
        ),
        _again(
            "then-a-pipe",
            "after full marks, a pipe in the notebook's place keeps them",
            _pipe,
            states=UNREADABLE,
        ),
        _again("then-untouched", "after full marks, an untouched notebook keeps them", _empty),
        _again(
            "then-wrong-without-tests",
            "after full marks, a wrong answer without its tests keeps them",
            _wrong_without_tests,
            earns=9.0,
        ),
        Attack(
            name="half-written-folder",
            tries="a killed grader's half-written folder is skipped ever after",
            build=_half_written,
            earns=full(KATA),
        ),
    ],
)
