"""A class graded: what is graded again and what is not, what stops a run and what does not."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.grading.batch import course, results
from tests.grading.workers.processes import children, peak_memory, wait_for_end
from tests.postgres import needs_postgres
from whiteboard.grading.batch import grade_class
from whiteboard.grading.batch.lock import only_grader
from whiteboard.grading.course import Course
from whiteboard.grading.outcome import State
from whiteboard.grading.workers import pool

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs sockets that a child can inherit")


def graded(said):
    return {entry["student"]: entry["state"] for entry in said["entries"]}


def unchanged(said):
    return sorted(entry["student"] for entry in said["skipped"])


def small(folder, size=4):
    """A class of a few."""
    for number in range(size):
        course.hand_in(folder, f"learner-{number}", course.filled(2, line=f"We serve {number + 2} regions."))
    return folder


def test_a_class_is_graded_each_as_it_deserves(undisturbed):
    gradebook, folders = results.of_course(undisturbed)
    assert len(gradebook) == 30
    most = max(one["score"] for one in gradebook.values())
    for number, student in enumerate(sorted(gradebook)):
        one = gradebook[student]
        score, kind = one["score"], number % 6
        if kind == 0:
            assert score == most > 0
        elif kind == 1:
            assert score == 0 and not one["needs_manual_grade"]
        elif kind == 5:
            assert score == 0 and one["needs_manual_grade"]
        else:
            assert 0 < score <= most
        assert f"{student}/twitter/twitter.ipynb" in folders


def test_a_second_run_grades_nothing_and_still_says_who_is_at_fault(undisturbed, copy):
    folder = copy(undisturbed)
    before = results.of_course(folder)
    said = course.grade(folder, status=1)
    assert said["entries"] == [] and len(said["skipped"]) == 30
    assert sum(entry["state"] == "unreadable" for entry in said["skipped"]) == 5
    assert results.of_course(folder) == before


@pytest.mark.slow
def test_only_what_changed_is_graded_again(generated, copy):
    folder = small(copy(generated))
    assert len(graded(course.grade(folder, status=0))) == 4
    course.hand_in(folder, "learner-1", course.filled(3))
    assert list(graded(course.grade(folder, status=0))) == ["learner-1"]
    # The same notebook at another time: lateness may count.
    course.hand_in(
        folder, "learner-2", course.filled(2, line="We serve 4 regions."), stamp="2026-02-02 03:04:05 UTC"
    )
    assert list(graded(course.grade(folder, status=0))) == ["learner-2"]
    # A graded folder that somebody changed, and one that is gone.
    place = folder / "autograded/learner-0/twitter/twitter.ipynb"
    place.chmod(0o644)
    place.write_text("{}")
    shutil.rmtree(folder / "autograded/learner-3")
    assert list(graded(course.grade(folder, status=0))) == ["learner-0", "learner-3"]
    assert json.loads(place.read_text())["cells"]
    # What an instructor's switch decides.
    assert len(graded(course.grade(folder, "--force", status=0))) == 4
    assert list(graded(course.grade(folder, "--force", "--student", "learner-2", status=0))) == ["learner-2"]
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.WhiteboardGrading.cell_seconds = 7.0\n")
    assert len(graded(course.grade(folder, status=0))) == 4
    assert unchanged(course.grade(folder, status=0)) == [f"learner-{number}" for number in range(4)]


@pytest.mark.slow
def test_a_new_version_of_the_assignment_grades_all_again(generated, copy):
    folder = small(copy(generated), size=2)
    course.grade(folder, status=0)
    source = folder / "source/twitter/twitter.ipynb"
    source.write_text(source.read_text().replace('"points": 5', '"points": 6', 1))
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", "twitter", "--force"],
        cwd=folder,
        env=course.environment(folder),
        check=True,
        capture_output=True,
    )
    assert len(graded(course.grade(folder, status=0))) == 2


def test_a_resubmission_that_cannot_be_read_replaces_the_grade(generated, copy):
    folder = small(copy(generated), size=2)
    course.grade(folder, status=0)
    course.hand_in(folder, "learner-0", b"not a notebook")
    assert graded(course.grade(folder, status=1)) == {"learner-0": "unreadable"}
    gradebook, _ = results.of_course(folder)
    assert gradebook["learner-0"]["score"] == 0 < gradebook["learner-1"]["score"]


def test_points_of_a_class_are_told_as_they_come(generated, copy):
    folder = small(copy(generated))
    told = []
    result = grade_class(Course.load(folder), "twitter", jobs=2, on_progress=told.append)
    assert [one.done for one in told] == [1, 2, 3, 4] and {one.total for one in told} == {4}
    assert told[-1].points == sum(entry.points for entry in result.entries) > 0
    assert not result.protections  # drafts alone: nothing was run


def kill(folder, *, after):
    """Start a run and kill it, and nothing else, after so many seconds; whether it had come to its end by then."""
    run = subprocess.Popen(
        course.command("--json", "--jobs", "2"),
        cwd=folder,
        env=course.environment(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with run:
        try:
            run.wait(after)
        except subprocess.TimeoutExpired:
            below = children(run.pid)
            run.kill()
            run.wait()
            assert not wait_for_end(below)
            return False
        assert run.returncode in (0, 1), run.stderr.read().decode()
        return True


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_killed_again_and_again_it_ends_with_the_same_gradebook(
    handed_in, undisturbed, whole_run, copy, seed
):
    folder = copy(handed_in)
    chance = random.Random(seed)
    kills = 0
    # Often before the first submission is graded, and mostly in between. Each attempt may take a little longer than
    # the one before, so that it ends also where the machine has become slower.
    while not kill(folder, after=chance.uniform(0.1, 0.4 + 0.1 * kills) * whole_run):
        kills += 1
    assert kills
    assert results.of_course(folder) == results.of_course(undisturbed)


def test_interrupted_it_ends_in_order(handed_in, undisturbed, copy):
    folder = copy(handed_in)
    run = subprocess.Popen(
        course.command("--jobs", "2"), cwd=folder, env=course.environment(folder), stderr=subprocess.PIPE
    )
    with run:
        # Records follow folders; by the time that there are so many, some are in the gradebook.
        while len(list(folder.glob("autograded/*/twitter/twitter.ipynb"))) < 15:
            assert run.poll() is None
            time.sleep(0.01)
        below = children(run.pid)
        run.send_signal(signal.SIGINT)
        assert run.wait(30) == 130
        assert run.stderr.read().decode().startswith("whiteboard: interrupted; what was graded is kept")
    assert not wait_for_end(below)
    assert not list(folder.glob("autograded/*/.*"))
    said = course.grade(folder)
    assert said["skipped"]
    assert results.of_course(folder) == results.of_course(undisturbed)


def test_two_graders_do_not_meet(generated, copy):
    folder = small(copy(generated), size=1)
    with only_grader(folder):
        said = course.grade(folder, status=2)
    assert f"process {os.getpid()} is grading in {folder}; wait until it is done, or end it" in said
    assert len(graded(course.grade(folder, status=0))) == 1


@pytest.mark.slow
def test_one_that_cannot_be_written_does_not_stop_the_others(generated, copy):
    folder = small(copy(generated))
    # A file where a folder must be, as another program may have left it.
    (folder / "autograded").mkdir()
    (folder / "autograded" / "learner-2").write_text("in the way")
    said = course.grade(folder, status=1)
    assert sorted(graded(said)) == ["learner-0", "learner-1", "learner-3"]
    assert len(said["unwritten"]) == 1
    assert said["unwritten"][0].startswith("learner-2 could not be recorded: ")
    (folder / "autograded" / "learner-2").unlink()
    assert list(graded(course.grade(folder, status=0))) == ["learner-2"]


def test_what_cannot_be_run_says_what_to_do(generated, copy, tmp_path):
    folder = small(copy(generated), size=1)
    assert "nobody has" not in course.grade(folder, "--student", "nobody", status=2)
    assert "'nobody' has handed in nothing for twitter" in course.grade(
        folder, "--student", "nobody", status=2
    )
    assert "jobs is a number from 1 up, not 0" in course.grade(folder, "--jobs", "0", status=2)
    (folder / "gradebook.db").unlink()
    assert "nbgrader generate_assignment" in course.grade(folder, status=2)
    assert "is no folder" in course.grade(folder, "--course", str(tmp_path / "none"), status=2)


def test_nothing_that_a_learner_chose_reaches_the_terminal_raw(generated, copy):
    folder = copy(generated)
    course.hand_in(folder, "learner-0", course.filled(1))
    course.hand_in(folder, "eve\x1b[2J", course.filled(1))
    place = folder / "submitted/learner-0/twitter"
    (place / "twitter.ipynb").rename(place / "\x1b]0;owned\x07.ipynb")
    (place / "\x1b[31mlink").symlink_to("/etc/passwd")
    done = subprocess.run(
        course.command(), cwd=folder, env=course.environment(folder), capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"\x1b" not in done.stdout + done.stderr and b"\x07" not in done.stdout + done.stderr
    assert b"learner-0" in done.stdout and b"eve" in done.stdout


@needs_postgres
@pytest.mark.slow
def test_a_gradebook_in_postgresql_holds_the_same(handed_in, undisturbed, copy, postgres_url):
    url = postgres_url
    folder = copy(handed_in)
    (folder / "gradebook.db").unlink()
    course.generate(folder, f"\nc.CourseDirectory.db_url = {url!r}\n")
    course.grade(folder)
    assert len(course.grade(folder)["skipped"]) == 30
    assert results.of_folders(folder) == results.of_folders(undisturbed)
    assert results.of_gradebook(url) == results.of_course(undisturbed)[0]


@pytest.mark.slow
def test_memory_does_not_grow_with_the_class(generated, copy):
    peaks = {}
    for size in (40, 400):
        folder = copy(generated, f"class-of-{size}")
        for number in range(size):
            course.hand_in(
                folder, f"learner-{number:03}", course.filled(line=f"We serve {number + 2} regions.")
            )
        peaks[size] = _peaks(folder)
    for few, many in zip(peaks[40], peaks[400], strict=True):
        assert many < 1.2 * few


def _peaks(folder):
    """The most memory that the class's process held, and that any of its workers did."""
    run = subprocess.Popen(
        course.command("--json", "--jobs", "2"),
        cwd=folder,
        env=course.environment(folder),
        stdout=subprocess.DEVNULL,
    )
    with run:
        parent = workers = 0
        while run.poll() is None:
            parent = max(parent, peak_memory(run.pid))
            workers = max(workers, *map(peak_memory, children(run.pid)), 0)
            time.sleep(0.05)
        assert run.returncode == 0
    return parent, workers


@pytest.mark.slow
def test_on_a_cluster_of_which_a_worker_is_killed_the_gradebook_is_the_same(handed_in, undisturbed, copy):
    distributed = pytest.importorskip("distributed", reason="needs the extra whiteboard[distributed]")
    folder = copy(handed_in)
    with distributed.LocalCluster(
        processes=True, n_workers=3, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        run = subprocess.Popen(
            course.command("--scheduler", cluster.scheduler_address),
            cwd=folder,
            env=course.environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        with run:
            while len(list(folder.glob("autograded/*/twitter/twitter.ipynb"))) < 5:
                assert run.poll() is None, run.stdout.read().decode()
                time.sleep(0.01)
            victim = next(iter(cluster.workers.values())).pid
            below = children(victim)
            os.kill(victim, signal.SIGKILL)
            assert run.wait(300) == 1, run.stdout.read().decode()
        assert not wait_for_end(below)
    assert results.of_course(folder) == results.of_course(undisturbed)


def test_the_grader_s_death_at_a_submission_is_recorded(generated, copy, monkeypatch):
    """Each time that it is tried: the others are graded, and this one waits for a person."""
    folder = small(copy(generated))
    course.hand_in(folder, "hostile", course.filled(1, line=course.DEADLY))
    monkeypatch.setattr(pool, "GRADER", "tests.grading.workers.graders:dies_at_the_deadly")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(course.ROOT), os.environ.get("PYTHONPATH", "")]))
    result = grade_class(Course.load(folder), "twitter", jobs=2)
    ended = {entry.student: entry for entry in result.entries}
    assert sorted(ended) == ["hostile", *(f"learner-{number}" for number in range(4))]
    said = ended.pop("hostile").in_words
    assert said.startswith("unreadable; the grader died at this submission, twice (it was ended by SIGKILL)")
    assert {entry.state for entry in ended.values()} == {State.GRADED}
    gradebook, folders = results.of_course(folder)
    assert gradebook["hostile"]["score"] == 0 and gradebook["hostile"]["needs_manual_grade"]
    assert json.loads(folders["hostile/twitter/twitter.ipynb"])["cells"]
    # It is not tried a third time before something changes.
    again = grade_class(Course.load(folder), "twitter", jobs=2)
    assert not again.entries and not again.clean
