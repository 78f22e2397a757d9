"""The Twitter assignment on the whole nbgrader road, with nbgrader's own commands.

An instructor generates, releases, collects, autogrades and returns feedback. Three learners fetch and submit:
one the worked solution, one an untouched notebook, one a flawed draft.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

import whiteboard

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parents[1]
ASSIGNMENT = "twitter"
COURSE = "whiteboard"

FLAWED = {
    "scale": "reads = 100k requests/minute\nwrite size = 1 MB\nstored = 1k/minute * write size = 1 GB/s\n",
    "api": "GET /tweets/{id}/delete\n\nGET /feed\n  returns: tweets\n",
    "storage": "tweets (relational): id pk, text\nfollows (relational): follower_id, account_id\n",
}
"""Drafts with slips that a report names: a wrong time unit, a GET that deletes, an unpaged list, no keys."""

SAYS_SO = {"api": "A4"}
"""Findings that the flawed learner's feedback must show."""


def cells(path):
    return json.loads(path.read_text())["cells"]


def text(cell):
    return "".join(cell["source"])


def section_of(cell):
    """The section that a draft or test cell is about."""
    words = next(line for line in text(cell).splitlines() if line.startswith(("%%draft ", "%grade "))).split()
    return words[1]


def is_kind(cell, **flags):
    graded = cell["metadata"].get("nbgrader", {})
    return (
        bool(graded)
        and cell["cell_type"] == "code"
        and all(graded[name] is flag for name, flag in flags.items())
    )


@pytest.fixture(scope="module")
def source():
    return REPOSITORY / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"


@pytest.fixture(scope="module")
def possible(source):
    """Section → the points of its test cell."""
    tests = [cell for cell in cells(source) if is_kind(cell, grade=True, solution=False)]
    return {section_of(cell): cell["metadata"]["nbgrader"]["points"] for cell in tests}


class Road:
    """A course, an exchange and learners' folders, and nbgrader's commands in them."""

    def __init__(self, folder):
        self.folder = folder
        self.course = folder / "course"
        (self.course / "source").mkdir(parents=True)
        shutil.copytree(REPOSITORY / "source" / ASSIGNMENT, self.course / "source" / ASSIGNMENT)
        # The exchange must be open to all, as on a hub.
        (folder / "exchange").mkdir(mode=0o777)
        (folder / "exchange").chmod(0o777)
        settings = (REPOSITORY / "nbgrader_config.py").read_text()
        settings += f"\nc.Exchange.root = {str(folder / 'exchange')!r}\n"
        # All learners are one system user here.
        settings += "c.ExchangeCollect.check_owner = False\n"
        (self.course / "nbgrader_config.py").write_text(settings)

    def run(self, command, *options, learner=None):
        """One nbgrader command, as the instructor or as a learner; it must succeed."""
        home = self.folder / "learners" / learner if learner else self.course
        home.mkdir(parents=True, exist_ok=True)
        if learner:
            shutil.copy(self.course / "nbgrader_config.py", home)
            options = (*options, f"--student={learner}")
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "NBGRADER"))
        }
        state = self.folder / "state" / (learner or "instructor")
        for name in ("CONFIG", "DATA", "RUNTIME"):
            environment[f"JUPYTER_{name}_DIR"] = str(state / name.lower())
        environment["IPYTHONDIR"] = str(state / "ipython")
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", command, ASSIGNMENT, *options],
            cwd=home,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"nbgrader {command}: {done.stderr[-3000:]}"
        return home


def fetch_and_submit(road, learner, drafts):
    """Fetch as a learner, type drafts below the cells' first lines, save, and submit."""
    home = road.run("fetch_assignment", learner=learner)
    path = home / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if drafts and is_kind(cell, grade=False, solution=True):
            section = section_of(cell)
            cell["source"] = f"%%draft {section}\n{drafts[section]}"
    path.write_text(json.dumps(notebook))
    road.run("submit", learner=learner)


@pytest.fixture(scope="module")
def road(source, tmp_path_factory):
    """The road, walked once."""
    road = Road(tmp_path_factory.mktemp("road"))
    road.run("generate_assignment")
    road.run("release_assignment")
    drafts = [cell for cell in cells(source) if is_kind(cell, grade=False, solution=True)]
    worked = {section_of(cell): text(cell).split("\n", 1)[1] for cell in drafts}
    learners = {"worked": worked, "untouched": {}, "flawed": FLAWED}
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(fetch_and_submit, road, learner, typed) for learner, typed in learners.items()]
        for future in done:
            future.result()
    for command in ("collect", "autograde", "generate_feedback", "release_feedback"):
        road.run(command)
    road.run("fetch_feedback", learner="flawed")
    return road


@pytest.fixture(scope="module")
def points(road):
    """Learner → grade id → points that nbgrader stored."""
    query = """
        select student.id, base_cell.name, grade.auto_score
        from grade
        join base_cell on base_cell.id = grade.cell_id
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        join student on student.id = submitted_assignment.student_id
    """
    found = {}
    with closing(sqlite3.connect(road.course / "gradebook.db")) as gradebook:
        for learner, name, score in gradebook.execute(query):
            found.setdefault(learner, {})[name] = score
    return found


@pytest.fixture(scope="module")
def test_cells(source):
    """Section → grade id of its test cell."""
    return {
        section_of(cell): cell["metadata"]["nbgrader"]["grade_id"]
        for cell in cells(source)
        if is_kind(cell, grade=True, solution=False)
    }


def feedback(road, learner):
    """What a learner's feedback shows, without nbgrader's own style sheets and scripts."""
    html = (road.course / "feedback" / learner / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
    return re.sub(r"(?s)<(style|script)\b.*?</\1>", "", html)


def test_the_assignment_asks_for_the_three_sections_and_one_trade_off(source, possible):
    assert set(possible) == {"scale", "api", "storage"}
    by_hand = [cell for cell in cells(source) if cell["metadata"].get("nbgrader", {}).get("grade")]
    assert len(by_hand) == len(possible) + 1


def test_the_learner_gets_what_release_holds(road):
    ours = REPOSITORY / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    assert (road.course / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes() == ours.read_bytes()


def test_the_worked_solution_earns_every_point(points, possible, test_cells):
    assert {section: points["worked"][name] for section, name in test_cells.items()} == possible


def test_an_untouched_notebook_earns_none(points):
    assert set(points["untouched"].values()) == {0}


def test_a_flawed_draft_earns_what_the_report_says(points, possible, test_cells):
    expected = {
        section: whiteboard.check(FLAWED[section], section=section, problem=ASSIGNMENT).points_of(
            section, out_of=most
        )
        for section, most in possible.items()
    }
    assert {section: points["flawed"][name] for section, name in test_cells.items()} == pytest.approx(
        expected
    )
    assert 0 < sum(expected.values()) < sum(possible.values())


def test_feedback_shows_the_findings(road):
    html = feedback(road, "flawed")
    for section, draft in FLAWED.items():
        for finding in whiteboard.check(draft, section=section, problem=ASSIGNMENT).findings:
            if finding.severity == "must":
                assert finding.rule in html
    for code in SAYS_SO.values():
        assert code in html


def test_an_untouched_notebook_is_told_so_without_a_stack_trace(road):
    html = feedback(road, "untouched")
    assert "not attempted" in html
    assert "Traceback" not in html
    assert "Error:" not in html


def test_feedback_comes_back_through_the_exchange(road):
    returned = list((road.folder / "learners/flawed" / ASSIGNMENT / "feedback").rglob("*.html"))
    assert [path.name for path in returned] == [f"{ASSIGNMENT}.html"]
