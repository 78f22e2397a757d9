"""Classes made by hand, small enough to be reckoned on paper."""

from datetime import datetime

from whiteboard.grading.class_report import CellScore, ClassRecords, GradedCell, Learner
from whiteboard.grading.outcome import Fault

MADE = datetime(2026, 4, 1, 9, 30)
DUE = datetime(2026, 3, 1, 12)
API = ("ps1", "api-test")
ANSWER = ("ps1", "trade-off")
CELLS = (
    GradedCell(notebook="ps1", cell="api-test", max_points=10.0),
    GradedCell(notebook="ps1", cell="trade-off", max_points=5.0),
)
OPERATIONS = "every access pattern has an operation"
PAGED = "long lists are paged"
METHODS = "methods and paths say what the operation does"


def criterion(name, points, most, outcome, *findings, section="api", held_back_by=()):
    """A criterion as an outcome keeps it; a finding is a rule with its share, or with its severity as well."""
    return {
        "name": name,
        "section": section,
        "points": points,
        "max_points": most,
        "outcome": outcome,
        "held_back_by": list(held_back_by),
        "findings": [
            {"rule": rule, "share": share, "severity": severity[0] if severity else "must"}
            for rule, share, *severity in findings
        ],
    }


def api(score, *criteria, text="GET /feed"):
    """The cell with drafts."""
    drafts = ({"section": "api", "problem": "twitter", "text": text},) if text else ()
    return CellScore(score=score, criteria=criteria, drafts=drafts)


def learner(student, raw=0.0, *, cells=None, standing="graded", **more):
    """A learner whose score is the raw one unless said otherwise."""
    values = {
        "raw_score": raw,
        "score": raw,
        "max_score": 15.0,
        "timestamp": datetime(2026, 3, 1, 10),
        **more,
    }
    return Learner(student=student, standing=standing, cells=cells or {}, **values)


def class_of_five():
    """Of five, one has all, one an unpaged list, one more than that, one nothing, one sent what nobody can read."""
    all_met = (
        criterion(OPERATIONS, 2, 2, "met"),
        criterion(PAGED, 1, 1, "met", ("A3", 1.0, "should")),
        criterion(METHODS, 2, 2, "met"),
    )
    unpaged = (all_met[0], criterion(PAGED, 0, 1, "wrong", ("A3", 1.0)), all_met[2])
    # Half of the operations are absent, which scales the other two; and a method is wrong.
    absent = (
        criterion(OPERATIONS, 1, 2, "incomplete", ("A1", 0.25), ("A1", 0.25)),
        criterion(PAGED, 0.5, 1, "incomplete", held_back_by=["A1"]),
        criterion(METHODS, 0.6, 2, "incomplete", ("A4", 0.4), held_back_by=["A1"]),
    )
    nothing = tuple(
        criterion(name, 0, most, "not attempted")
        for name, most in ((OPERATIONS, 2), (PAGED, 1), (METHODS, 2))
    )
    waits = CellScore(needs_manual_grade=True)
    broken = Fault(kind="not JSON", what="ps1.ipynb is no JSON", notebook="ps1")
    doubled = Fault(kind="doubled cell", what="api-test stood there twice", notebook="ps1", cell="api-test")
    learners = (
        learner("best", 15.0, cells={API: api(10.0, *all_met), ANSWER: CellScore(score=5.0, by_hand=True)}),
        learner("broken", standing="unreadable", faults=(broken,), cells={API: api(0.0, text="")}),
        learner(
            "late",
            7.2,
            score=6.2,
            late_submission_penalty=1.0,
            timestamp=datetime(2026, 3, 2, 8),
            standing="graded with a fault",
            faults=(doubled,),
            cells={API: api(4.2, *absent), ANSWER: CellScore(score=3.0, by_hand=True)},
        ),
        learner("nothing", 0.0, cells={API: api(0.0, *nothing, text=""), ANSWER: CellScore(score=0.0)}),
        learner("unpaged", 8.0, cells={API: api(8.0, *unpaged), ANSWER: waits}),
    )
    return ClassRecords(assignment="ps1", due_date=DUE, cells=CELLS, learners=learners)


def drafted(texts, *, section="api", problem="twitter", own_text=()):
    """A class that drafted one section: learner → text."""
    learners = tuple(
        learner(
            student,
            cells={API: CellScore(drafts=({"section": section, "problem": problem, "text": text},))},
        )
        for student, text in texts.items()
    )
    return ClassRecords(assignment="ps1", cells=CELLS, learners=learners, own_text=own_text)
