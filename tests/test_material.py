"""The course's own material: a right answer earns all points, an untouched cell none, a typical slip some.

Each assignment is read from its manuscript and, for what learners get, from what nbgrader makes of it.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from whiteboard.manuscript.page import read_page
from whiteboard.manuscript.regions import solved
from whiteboard.manuscript.release import generate
from whiteboard.manuscript.text import from_bytes, to_bytes
from whiteboard.notebook.session import Session
from whiteboard.problems import load
from whiteboard.report import to_text

ROOT = Path(__file__).parents[1]
ASSIGNMENTS = sorted(path for path in (ROOT / "manuscript/assignments").glob("*/*.md"))
MANUSCRIPTS = [*sorted((ROOT / "manuscript/lessons").rglob("*.md")), *ASSIGNMENTS]

SCALE = """
people = 200M users/day
reads = people * 10 requests/user
writes = people * 25% * 1 request/user
write size = 200 KB/request
"""

API = """
publishTweet:
  POST /tweets
  body: text, media ids
  returns: tweet id
getTweets:
  GET /accounts/{accountId}/tweets?cursor={cursor}
  returns: page of tweets, newest first
getFeed:
  GET /feed?cursor={cursor}
  returns: page of tweets, newest first
like:
  PUT /tweets/{tweetId}/like
follow:
  PUT /accounts/{accountId}/follow
"""

STORAGE = """
accounts (relational): id pk, name
tweets (relational): id pk, author_id -> accounts, text, created_at; index (author_id, created_at)
follows (relational): follower_id -> accounts, followee_id -> accounts; pk (follower_id, followee_id)
likes (relational): account_id -> accounts, tweet_id -> tweets; pk (account_id, tweet_id); index (tweet_id)
"""


@dataclass(frozen=True)
class Slip:
    """A draft such as learners type, and the rules that must say so."""

    name: str
    section: str
    draft: str
    rules: frozenset[str]


def slip(name, section, draft, *rules):
    return Slip(name, section, draft, frozenset(rules))


SLIPS = {
    "twitter": [
        slip("gigabytes for terabytes", "scale", SCALE + "stored = writes * write size = 10 GB/day", "S2"),
        slip(
            "bits for bytes",
            "scale",
            SCALE + "stored = writes * write size in TB/day\nbandwidth = writes * write size = 930 MB/s",
            "S2",
        ),
        slip("a product that is none", "scale", SCALE + "stored = writes * write size = 25 TB/day", "S1"),
        slip(
            "no reads in a service of readers",
            "scale",
            "writes = 50M requests/day\nwrite size = 200 KB/request\nstored = writes * write size in TB/day",
            "S3",
        ),
        slip(
            "two numbers of people",
            "scale",
            SCALE + "stored = writes * write size in TB/day\npeople = 100M users/day",
            "S4",
        ),
        slip(
            "everything at once", "api", API.replace("?cursor={cursor}", "").replace("page of ", "all "), "A3"
        ),
        slip("nobody can follow", "api", API.partition("follow:")[0], "A1"),
        slip("deleting by reading", "api", API + "deleteTweet:\n  GET /tweets/{tweetId}/delete\n", "A4"),
        slip("put on a collection", "api", API.replace("POST /tweets", "PUT /tweets"), "A5"),
        slip(
            "no way from author to tweets",
            "storage",
            STORAGE.replace("; index (author_id, created_at)", ""),
            "D1",
        ),
        slip(
            "follows twice",
            "storage",
            STORAGE.replace("; pk (follower_id, followee_id)", "; index (follower_id)"),
            "D4",
        ),
        slip(
            "newest first, without a time",
            "storage",
            STORAGE.replace(", created_at", "", 1).replace("(author_id, created_at)", "(author_id)"),
            "T6",
        ),
        slip(
            "tweets of nobody",
            "storage",
            STORAGE.replace("author_id -> accounts, ", "").replace("; index (author_id, created_at)", ""),
            "D1",
            "T4",
        ),
    ],
}
"""Assignment → at least two slips for each section that it grades."""


class Assignment:
    """One manuscript, with what instructor and learner see of it."""

    def __init__(self, path):
        self.page = read_page(path, root=ROOT, graded=True)
        self.worked = solved(self.page).notebook
        name = f"{path.parent.name}/{path.stem}.ipynb"
        self.released = from_bytes(generate({name: to_bytes(self.page.notebook)}, root=ROOT)[name])
        self.problem = re.search(r"^%problem (\w+)", self.text, re.MULTILINE)[1]

    @property
    def text(self):
        return "\n\n".join(cell.source for cell in self.page.notebook.cells)

    @property
    def graded(self):
        """Section → points of its test cell."""
        found = re.findall(r"^%grade (\w+) ([\d.]+)$", self.text, re.MULTILINE)
        return {section: float(points) for section, points in found}

    def by_hand(self):
        """Positions of the cells that people grade."""
        cells = self.page.notebook.cells
        return [
            position
            for position, cell in enumerate(cells)
            if cell.metadata.get("nbgrader", {}).get("grade") and cell.metadata.nbgrader.solution
        ]

    def draft(self, notebook, section):
        """What stands below ``%%draft SECTION``."""
        start = f"%%draft {section}\n"
        return next(
            cell.source.removeprefix(start) for cell in notebook.cells if cell.source.startswith(start)
        )

    def graded_as(self, section, draft):
        """Points of a draft and its report, as the notebook's own magics give them."""
        session = Session()
        session.set_problem(self.problem)
        session.draft(section, draft)
        report = session.report(section)
        return report.points_of(section, out_of=self.graded[section]), report


@pytest.fixture(scope="module", params=ASSIGNMENTS, ids=lambda path: path.stem)
def assignment(request):
    return Assignment(request.param)


def test_the_worked_solution_earns_every_point(assignment):
    for section, points in assignment.graded.items():
        earned, report = assignment.graded_as(section, assignment.draft(assignment.worked, section))
        assert earned == points, to_text(report)
        assert not report.unread


def test_an_untouched_cell_is_not_attempted(assignment):
    for section in assignment.graded:
        stub = assignment.draft(assignment.released, section)
        assert stub.strip() == "# type your draft here"
        earned, report = assignment.graded_as(section, stub)
        assert earned == 0
        assert report.outcome(section) == "not attempted"
        assert "not attempted" in to_text(report)


def test_a_cell_that_was_never_run_is_not_attempted(assignment):
    session = Session()
    session.set_problem(assignment.problem)
    for section, points in assignment.graded.items():
        assert session.report(section).points_of(section, out_of=points) == 0
        assert session.report(section).outcome(section) == "not attempted"


def test_every_section_has_typical_slips(assignment):
    slips = [slip.section for slip in SLIPS[assignment.page.stem]]
    assert all(slips.count(section) >= 2 for section in assignment.graded)


@pytest.mark.parametrize(
    ("path", "slip"),
    [
        pytest.param(path, slip, id=f"{path.stem}: {slip.name}")
        for path in ASSIGNMENTS
        for slip in SLIPS[path.stem]
    ],
)
def test_a_typical_slip_costs_some_points_and_is_named(path, slip):
    session = Session()
    session.set_problem(re.search(r"^%problem (\w+)", path.read_text(), re.MULTILINE)[1])
    report = session.draft(slip.section, slip.draft)
    named = {finding.rule for finding in report.findings if finding.severity == "must"}
    assert named == slip.rules, to_text(report)
    assert 0 < report.points < report.max_points
    assert not report.unread


def test_the_drafts_that_slips_are_made_of_are_right():
    for section, draft in {
        "scale": SCALE + "stored = writes * write size in TB/day",
        "api": API,
        "storage": STORAGE,
    }.items():
        session = Session()
        session.set_problem("twitter")
        report = session.draft(section, draft)
        assert report.points == report.max_points, to_text(report)


def points_of_table(text):
    """The first column of a table ``| points | for |``."""
    rows = text.split("| points |")[1].split("\n\n")[0]
    return [float(points) for points in re.findall(r"^\| ([\d.]+) \|", rows, re.MULTILINE)]


def test_every_graded_cell_says_before_what_earns_its_points(assignment):
    by_name = {cell.id: cell.source for cell in assignment.page.notebook.cells}
    for section in assignment.graded:
        text = by_name[f"{section}-task"]
        asked = [criterion.points for criterion in load(assignment.problem).criteria_of(section)]
        assert points_of_table(text) == asked
        assert sum(asked) == assignment.graded[section]
    cells = assignment.page.notebook.cells
    for position in assignment.by_hand():
        assert sum(points_of_table(cells[position - 1].source)) == cells[position].metadata.nbgrader.points


def test_a_release_holds_no_answer(assignment):
    text = "\n".join(cell.source for cell in assignment.released.cells)
    for section in assignment.graded:
        for line in assignment.draft(assignment.worked, section).splitlines():
            assert len(line) < 6 or line not in text
    for position in assignment.by_hand():
        assert "*Type your answer here.*" in assignment.released.cells[position].source


@pytest.mark.parametrize("path", MANUSCRIPTS, ids=lambda path: path.stem)
def test_links_lead_somewhere(path):
    assignment = path in ASSIGNMENTS
    place = ROOT / ("release" if assignment else "course")
    folder = place / path.parent.relative_to(
        ROOT / "manuscript" / ("assignments" if assignment else "lessons")
    )
    made = {
        ROOT / tree / other.relative_to(top).with_suffix(".ipynb")
        for top, trees in (
            (ROOT / "manuscript/lessons", ("course",)),
            (ROOT / "manuscript/assignments", ("release", "solutions", "source")),
        )
        for tree in trees
        for other in top.rglob("*.md")
    }
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text()):
        target = (folder / link).resolve()
        assert target in made or target.exists(), link
