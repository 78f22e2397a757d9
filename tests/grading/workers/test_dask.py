"""The workers of a real Dask cluster as graders."""

import os
import signal
import sys
import time
from contextlib import closing

import pytest

from tests.grading.workers.processes import children, wait_for_end
from tests.grading.workers.test_pool import OBEYS, PS1, QUICK, importable, work
from whiteboard.grading.workers import dask
from whiteboard.grading.workers.dask import DaskGraders
from whiteboard.grading.workers.work import CannotGrade

distributed = pytest.importorskip("distributed", reason="needs the extra whiteboard[distributed]")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs sockets that a child can inherit")

__all__ = ["importable"]


@pytest.fixture
def cluster(importable):
    with distributed.LocalCluster(
        processes=True, n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as made:
        yield made


def graders(cluster, grader=OBEYS):
    return closing(DaskGraders(PS1, QUICK, cluster.scheduler_address, grader=grader))


def workers(cluster):
    return [nanny.pid for nanny in cluster.workers.values()]


def test_a_class_is_graded_on_the_cluster_and_nothing_is_left_there(cluster):
    works = [work("hostile", "kill"), *(work(f"learner-{number}") for number in range(30))]
    before = [process for worker in workers(cluster) for process in children(worker)]
    assert not before
    with graders(cluster) as them:
        done = {one.work.student: one for one in them.run(works)}
    assert len(done) == len(works)
    assert done.pop("hostile").died == "it was ended by SIGKILL"
    for one in done.values():
        assert (one.outcome.student, one.outcome.fingerprint) == (one.work.student, one.work.fingerprint)
    # A process for each of the cluster's threads and what forks it, kept for the next class, and ended with the cluster.
    kept = {process for worker in workers(cluster) for process in children(worker)}
    assert len(kept) == 4
    cluster.close()
    assert not wait_for_end(kept)


def test_a_worker_that_is_killed_loses_nothing(cluster):
    works = [work(f"learner-{number}", "sleep") for number in range(24)]
    with graders(cluster) as them:
        running = them.run(works)
        done = [next(running), next(running)]
        os.kill(workers(cluster)[0], signal.SIGKILL)
        done.extend(running)
    assert sorted(one.work.student for one in done) == sorted(one.student for one in works)
    assert all(one.outcome for one in done)


def test_an_answer_that_a_killed_worker_took_along_is_asked_for_again(cluster, monkeypatch):
    """The task has ended, and the worker that holds its answer ends before anybody fetches it."""
    read = dask._done
    lost = []

    def read_late(future, work):
        if not lost:
            [(holder,)] = future.client.who_has([future]).values()
            pid = next(nanny.pid for nanny in cluster.workers.values() if nanny.worker_address == holder)
            os.kill(pid, signal.SIGKILL)
            while holder in future.client.scheduler_info()["workers"] and future.status == "finished":
                time.sleep(0.001)
            lost.append(holder)
        return read(future, work)

    monkeypatch.setattr(dask, "_done", read_late)
    works = [work(f"learner-{number}") for number in range(6)]
    with graders(cluster) as them:
        done = list(them.run(works))
    assert len(lost) == 1
    assert sorted(one.work.student for one in done) == sorted(one.student for one in works)
    assert all(one.outcome for one in done)


def test_submissions_are_taken_only_as_they_are_needed(cluster):
    taken = []

    def works():
        for number in range(40):
            taken.append(number)
            yield work(f"learner-{number}")

    with graders(cluster) as them:
        running = them.run(works())
        next(running)
        assert len(taken) <= 5
        assert len(list(running)) == 39


def test_another_version_on_the_cluster_is_refused(cluster, monkeypatch):
    monkeypatch.setattr(dask, "package_version", lambda: "0.0.9+older")
    with pytest.raises(CannotGrade, match=r"has whiteboard 0\.1\.0\+.*and here it is 0\.0\.9\+older"):
        graders(cluster)


def test_a_cluster_that_is_not_there_is_said_so():
    with pytest.raises(CannotGrade, match=r"tcp://127\.0\.0\.1:9 cannot be reached"):
        DaskGraders(PS1, QUICK, "tcp://127.0.0.1:9")


def test_an_address_that_is_none_is_said_so():
    with pytest.raises(CannotGrade, match=r"'' cannot|cannot be reached"):
        DaskGraders(PS1, QUICK, "no address")
