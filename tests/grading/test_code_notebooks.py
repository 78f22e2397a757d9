"""Notebooks whose exercises ask for Python: code runs as a guest, tests are judged here."""

import json

import pytest

from tests.grading import released
from whiteboard.grading.assignment import SourceCell
from whiteboard.grading.grade import grade
from whiteboard.grading.guest import Host
from whiteboard.grading.limits import Limits
from whiteboard.grading.outcome import State
from whiteboard.grading.settings import Settings

SETTINGS = Settings(limits=Limits(cell_seconds=3, total_seconds=60))
STUB = "# type your code here"


def solution(name):
    return SourceCell(grade_id=name, cell_type="code", source=STUB, solution=True)


def check(name, source, points):
    return SourceCell(grade_id=name, cell_type="code", source=source, grade=True, locked=True, points=points)


ASSIGNMENT = released.made(
    "kata",
    SourceCell(grade_id="setup", cell_type="code", source="import math\nBASE = 2", locked=True),
    solution("square"),
    check(
        "square-test",
        "assert square(3) == 9\n### BEGIN HIDDEN TESTS\nassert square(-4) == 16, 'a negative number'\n"
        "### END HIDDEN TESTS",
        2,
    ),
    solution("cache"),
    check(
        "cache-test",
        "c = Cache(1)\nc.put('a', 1)\nc.put('b', 2)\nassert (c.get('a'), c.get('b')) == (None, 2)",
        3,
    ),
    solution("share"),
    check("share-test", "(moved(1, 2) == 1) + 2 * (moved(10, 20) == 1)", 4),
    SourceCell(
        grade_id="words",
        cell_type="markdown",
        source="*Type your answer here.*",
        grade=True,
        solution=True,
        points=5,
    ),
    SourceCell(grade_id="plot", cell_type="code", source=STUB, grade=True, solution=True, points=1),
)
WORKED = {
    "square": "def square(x):\n    return x * x",
    "cache": "class Cache:\n    def __init__(self, size):\n        self.size, self.kept = size, {}\n"
    "    def put(self, key, value):\n        self.kept.pop(key, None)\n        self.kept[key] = value\n"
    "        if len(self.kept) > self.size:\n            del self.kept[next(iter(self.kept))]\n"
    "    def get(self, key):\n        return self.kept.get(key)",
    "share": "def moved(before, after):\n    return (after - before) / after * BASE",
    "words": "Because it is small.",
    "plot": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
}


@pytest.fixture(scope="module")
def host():
    with Host.start(settings=SETTINGS) as started:
        yield started


def graded(host, texts, *, extra=(), files=None):
    content = released.typed(ASSIGNMENT, texts, extra=extra)
    handed_in = released.submission("kata", content, files=files)
    outcome = grade(handed_in, ASSIGNMENT, settings=SETTINGS, host=host)
    return outcome, {cell.cell: cell.points for cell in outcome.notebooks[0].cells}


def shown(outcome, grade_id):
    for cell in outcome.notebooks[0].notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id:
            return json.dumps(cell["outputs"])
    raise LookupError(grade_id)


def test_worked_code_earns_its_points(host):
    outcome, points = graded(host, WORKED)
    assert outcome.state is State.GRADED, outcome.faults
    assert points["square-test"] == 2 and points["cache-test"] == 3
    assert points["share-test"] == 3  # the last value, of 4
    assert points["words"] is None and points["plot"] is None
    assert "image/png" in shown(outcome, "plot")
    assert outcome.protections


def test_untouched_code_earns_nothing_and_needs_nobody(host):
    outcome, points = graded(host, {})
    assert outcome.state is State.GRADED
    assert set(points.values()) == {0.0}


def test_hidden_tests_stay_hidden(host):
    outcome, points = graded(host, {**WORKED, "square": "def square(x):\n    return 9"})
    assert points["square-test"] == 0
    everything = json.dumps(outcome.notebooks[0].notebook)
    assert "square(-4)" not in everything
    assert "a negative number" in shown(outcome, "square-test")


def test_what_a_hidden_test_asked_does_not_show_in_a_later_cell(host):
    texts = {
        **WORKED,
        "square": "ASKED = []\ndef square(x):\n    ASKED.append(f'asked {x}')\n    return x * x",
        "plot": "print(ASKED or 'nobody asked')",
    }
    outcome, points = graded(host, texts)
    assert points["square-test"] == 2
    assert "nobody asked" in shown(outcome, "plot")
    assert "asked -4" not in json.dumps(outcome.to_data())


def test_one_endless_cell_costs_that_cell_alone(host):
    outcome, points = graded(host, {**WORKED, "square": "while True:\n    pass"})
    assert outcome.state is State.FAULTY
    assert [fault.kind for fault in outcome.faults] == ["time-out"]
    assert outcome.faults[0].cell == "square"
    assert points["square-test"] == 0 and points["cache-test"] == 3
    assert points["words"] is None


def test_a_call_that_kills_the_guest_costs_that_test_alone(host):
    texts = {**WORKED, "square": "import os\ndef square(x):\n    os._exit(0)"}
    outcome, points = graded(host, texts)
    assert points["square-test"] == 0 and points["cache-test"] == 3
    assert outcome.state is State.FAULTY


def test_an_honest_warning_costs_nothing(host):
    texts = {
        **WORKED,
        "square": "import warnings\ndef square(x):\n    warnings.warn('slow')\n    return x * x",
    }
    _, points = graded(host, texts)
    assert points["square-test"] == 2


def test_partial_points_are_the_last_value(host):
    texts = {**WORKED, "share": "def moved(before, after):\n    return before == 1"}
    _, points = graded(host, texts)
    assert points["share-test"] == 1


def test_a_learner_s_own_cells_run_where_they_stood(host):
    helper = {
        "cell_type": "code",
        "source": "def square(x):\n    return 'not a number'",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    _, points = graded(host, WORKED, extra=[helper])
    assert points["square-test"] == 2  # the helper stands below the test


def test_a_manual_score_s_hash_follows_the_code(host):
    first, _ = graded(host, WORKED)
    second, _ = graded(host, {**WORKED, "square": WORKED["square"] + "\n"})
    third, _ = graded(host, WORKED)
    hashes = [
        {cell.cell: cell.answered for cell in outcome.notebooks[0].cells}
        for outcome in (first, second, third)
    ]
    assert hashes[0] == hashes[2]
    assert hashes[0]["square-test"] != hashes[1]["square-test"]
    assert hashes[0]["words"] == hashes[1]["words"]


def test_the_same_submission_gives_the_same_outcome(host):
    random = {
        **WORKED,
        "share": "import random\nprint(random.random())\ndef moved(a, b):\n    return random.random()",
    }
    assert graded(host, random)[0].to_data() == graded(host, random)[0].to_data()


def test_files_beside_the_notebook_can_be_read(host):
    texts = {
        **WORKED,
        "square": "table = open('numbers.csv').read()\ndef square(x):\n    return x * x if table else 0",
    }
    _, points = graded(host, texts, files={"numbers.csv": b"1,2\n"})
    assert points["square-test"] == 2


def test_a_drafts_only_notebook_starts_no_guest():
    class NoHost:
        def guest(self, files):
            raise AssertionError("a guest was asked for")

    assignment = released.assignment("twitter")
    content = released.solved("twitter")
    content["cells"].append(
        {
            "cell_type": "code",
            "source": "import os; os._exit(1)",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
    )
    outcome = grade(released.submission("twitter", content), assignment, host=NoHost())
    assert outcome.points == 15 and outcome.protections == ()
