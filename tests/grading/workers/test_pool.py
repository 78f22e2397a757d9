"""Processes that grade, and what becomes of the others when one of them dies, hangs, or eats memory."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.grading.workers.processes import children, parent_of, wait_for_end
from whiteboard.grading.assignment import Assignment, SourceNotebook
from whiteboard.grading.limits import Limits
from whiteboard.grading.settings import Settings
from whiteboard.grading.submitted.submission import Submission
from whiteboard.grading.workers.packed import pack_submission
from whiteboard.grading.workers.pool import Pool
from whiteboard.grading.workers.work import CannotGrade, Work

ROOT = Path(__file__).parents[3]
OBEYS = "tests.grading.workers.graders:obeys"
PS1 = Assignment(name="ps1", notebooks=(SourceNotebook(name="ps1", cells=()),))
QUICK = Settings(limits=Limits(total_seconds=1.0, memory=400_000_000))

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs sockets that a child can inherit")


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    """Let workers import this package of tests."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))


def pool(*, jobs=2, grader=OBEYS, margin=1.0, settings=QUICK, memory=400_000_000):
    return closing(Pool(PS1, settings, jobs=jobs, grader=grader, margin=margin, memory=memory))


def work(student, order="grade"):
    submission = Submission(student=student, assignment="ps1", notebooks={"ps1": order.encode()})
    return Work(student=student, fingerprint=submission.content, packed=pack_submission(submission))


def test_each_submission_comes_back_once_with_its_own_outcome():
    works = [work(f"learner-{number:03}") for number in range(50)]
    with pool() as graders:
        done = list(graders.run(works))
    assert sorted(one.work.student for one in done) == [one.student for one in works]
    for one in done:
        assert (one.outcome.student, one.outcome.fingerprint) == (one.work.student, one.work.fingerprint)
    assert 1 <= len({one.outcome.protections for one in done}) <= 2


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("kill", "it was ended by SIGKILL"),
        ("exit", "it ended with status 3"),
        ("raise", "RecursionError: maximum recursion depth exceeded"),
        ("hang", "it took longer than 2 seconds"),
        ("eat", "MemoryError"),
    ],
)
def test_one_that_takes_its_process_down_is_named_and_the_others_are_graded(order, said):
    works = [work("honest-1"), work("hostile", order), *(work(f"honest-{number}") for number in range(2, 9))]
    with pool() as graders:
        done = {one.work.student: one for one in graders.run(works)}
    assert len(done) == len(works)
    assert [student for student, one in done.items() if one.outcome is None] == ["hostile"]
    assert done["hostile"].died == said


def test_many_that_take_their_process_down_are_each_named():
    works = [work(f"learner-{number}", "kill" if number % 2 else "grade") for number in range(8)]
    with pool() as graders:
        done = {one.work.student: one.died for one in graders.run(works)}
    assert done == {
        one.student: "it was ended by SIGKILL" if number % 2 else "" for number, one in enumerate(works)
    }


def test_what_a_grader_prints_goes_nowhere(capfd):
    with pool() as graders:
        done = list(graders.run([work("loud", "print"), work("quiet")]))
    assert all(one.outcome for one in done)
    assert capfd.readouterr() == ("", "")


def test_submissions_are_taken_only_as_they_are_needed():
    taken = []

    def works():
        for number in range(40):
            taken.append(number)
            yield work(f"learner-{number}", "sleep" if number < 2 else "grade")

    with pool(jobs=2) as graders:
        running = graders.run(works())
        next(running)
        assert len(taken) <= 5  # two at work, one ahead for each, and one that took the place of what is done
        assert len(list(running)) == 39


def test_a_large_submission_crosses_whole():
    large = "grade".ljust(20_000_000)
    with pool(jobs=1) as graders:
        done = list(graders.run([work("large", large), work("small")]))
    assert [bool(one.outcome) for one in done] == [True, True]


def test_processes_that_cannot_start_stop_the_run_and_say_why():
    with (
        pool(grader="whiteboard.no_such_module:grade") as graders,
        pytest.raises(CannotGrade, match=r"cannot be started.*No module named 'whiteboard.no_such_module'"),
    ):
        list(graders.run([work("honest")]))


FORKS_NONE = """
import os
def fork():
    raise BlockingIOError(11, "Resource temporarily unavailable")
os.fork = fork
"""


def test_a_machine_that_has_no_process_left_stops_the_run_and_says_why(tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text(FORKS_NONE)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ['PYTHONPATH']}")
    with (
        pool(jobs=1) as graders,
        pytest.raises(CannotGrade, match=r"cannot be started.*Resource temporarily unavailable"),
    ):
        list(graders.run([work("honest")]))


def test_a_machine_that_isolates_too_little_stops_the_run():
    with pool() as graders, pytest.raises(CannotGrade, match="this machine isolates nothing"):
        list(graders.run([work("honest", "isolate")]))


def test_a_module_beside_the_course_is_not_taken_for_a_library(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit('shadowed')")
    monkeypatch.chdir(tmp_path)
    with pool() as graders:
        assert next(graders.run([work("honest")])).outcome is not None


def test_closing_ends_processes_that_are_at_work():
    graders = Pool(PS1, Settings(), jobs=2, grader=OBEYS)
    before = children(os.getpid())
    running = graders.run([work("quick"), *(work(f"slow-{number}", "sleep") for number in range(9))])
    next(running)
    while len(started := children(os.getpid()) - before) < 3:
        time.sleep(0.01)
    assert len(started) == 3  # two workers, and the one that forks them
    graders.close()
    assert not wait_for_end(started)


RUNS_FOREVER = """
import itertools, sys
from whiteboard.grading.settings import Settings
from tests.grading.workers.test_pool import OBEYS, PS1, work
from whiteboard.grading.workers.pool import Pool
orders = itertools.cycle(["sleep", sys.argv[1]])
for done in Pool(PS1, Settings(), jobs=2, grader=OBEYS).run(work("learner", order) for order in orders):
    print(done.work.student, flush=True)
"""


@pytest.mark.parametrize("order", ["sleep", "hang"])
def test_processes_end_with_the_one_that_started_them(order):
    run = subprocess.Popen([sys.executable, "-c", RUNS_FOREVER, order], stdout=subprocess.PIPE, cwd=ROOT)
    with run:
        run.stdout.readline()
        time.sleep(0.5)
        started = children(run.pid)
        assert len(started) == 3
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert not wait_for_end(started)


def test_a_worker_is_forked_by_another_where_what_forks_them_has_died():
    with pool(jobs=2) as graders:
        before = children(os.getpid())
        done = list(graders.run([work("learner-0")]))
        parent = next(one for one in children(os.getpid()) - before if parent_of(one) == os.getpid())
        os.kill(parent, signal.SIGKILL)
        done.extend(graders.run([work(f"learner-{number}") for number in range(1, 9)]))
    assert {one.work.student for one in done} == {f"learner-{number}" for number in range(9)}
    assert {one.died for one in done} <= {"", "it was ended by SIGKILL"}
    assert sum(bool(one.outcome) for one in done) >= 8


def test_a_pool_serves_one_run_after_another():
    with pool(jobs=1) as graders:
        seen = set()
        for number in range(5):
            for done in graders.run([work(f"learner-{number}")]):
                seen |= set(done.outcome.protections)
                break
    assert len(seen) == 1
