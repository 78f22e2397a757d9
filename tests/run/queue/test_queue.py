"""A queue against a model that is too simple to be wrong, in this process and in a Redis."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.run.redis_engine import Clock, both_engines
from tests.system import needs
from whiteboard.run.queue import Depth, Job, QueueFull, open_queue

STEPS = some.lists(
    some.one_of(
        some.tuples(some.just("put"), some.sampled_from(["a", "zwölf", ""])),
        some.tuples(some.just("take")),
        some.tuples(some.just("acknowledge"), some.integers(0, 10)),
        some.tuples(some.just("wait"), some.integers(1, 4)),
        some.tuples(some.just("depth")),
        some.tuples(some.just("dead_letters")),
    ),
    max_size=60,
)
BOUNDS = some.sampled_from([None, 1, 3])


class Model:
    """A list of jobs in the order in which they were put, each with until when it is hidden."""

    def __init__(self, visibility, bound, most):
        self.visibility, self.bound, self.most = visibility, bound, most
        self.now = self.puts = 0
        self.waiting, self.hidden, self.dead = [], [], []

    def tidy(self):
        due = sorted(
            (entry for entry in self.hidden if entry[0] <= self.now),
            key=lambda entry: (entry[0], entry[1].id),
        )
        self.hidden = [entry for entry in self.hidden if entry[0] > self.now]
        self.dead += [job for _, job in due if job.deliveries >= self.most]
        self.waiting[:0] = [job for _, job in due if job.deliveries < self.most]

    def put(self, body):
        self.tidy()
        if self.bound is not None and len(self.waiting) + len(self.hidden) >= self.bound:
            return None
        self.puts += 1
        self.waiting.append(Job(self.puts, body, 0))
        return self.puts

    def take(self):
        self.tidy()
        if not self.waiting:
            return None
        job = self.waiting.pop(0)
        taken = Job(job.id, job.body, job.deliveries + 1)
        self.hidden.append((self.now + self.visibility, taken))
        return taken

    def acknowledge(self, job):
        self.tidy()
        before = len(self.hidden)
        self.hidden = [entry for entry in self.hidden if entry[1] != job]
        return len(self.hidden) < before

    def depth(self):
        self.tidy()
        return Depth(waiting=len(self.waiting), in_flight=len(self.hidden), dead=len(self.dead))

    def dead_letters(self):
        self.tidy()
        return tuple(self.dead)


def put(queue, body):
    try:
        return queue.put(body)
    except QueueFull:
        return None


def run(queue, clock, model, steps):
    taken = []
    for what, *given_ in steps:
        if what == "wait":
            clock.now += given_[0]
            model.now += given_[0]
        elif what == "put":
            assert put(queue, *given_) == model.put(*given_)
        elif what == "acknowledge":
            if taken:  # now and then one that was acknowledged before, or handed out again
                job = taken[-1 - given_[0] % len(taken)]
                assert queue.acknowledge(job) == model.acknowledge(job)
        else:
            found = getattr(queue, what)()
            assert found == getattr(model, what)(), what
            taken += [found] if what == "take" and found else []


@given(visibility=some.integers(1, 5), bound=BOUNDS, most=some.integers(1, 3), steps=STEPS)
@settings(max_examples=300, deadline=None)
def test_in_process_as_the_model(visibility, bound, most, steps):
    clock = Clock()
    with open_queue(
        visibility=visibility, bound=bound, most_deliveries=most, engine="in process", clock=clock
    ) as queue:
        run(queue, clock, Model(visibility, bound, most), steps)


@needs("redis-server")
@given(visibility=some.integers(1, 5), bound=BOUNDS, most=some.integers(1, 3), steps=STEPS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_redis_as_the_model(server, visibility, bound, most, steps):
    clock = Clock()
    with open_queue(
        visibility=visibility, bound=bound, most_deliveries=most, engine="redis", clock=clock
    ) as queue:
        run(queue, clock, Model(visibility, bound, most), steps)


@both_engines
def test_what_is_not_acknowledged_comes_again_and_then_is_laid_aside(engine):
    with open_queue(visibility=0.02, most_deliveries=2, engine=engine) as queue:
        queue.put("job")
        first = queue.take()
        second = queue.take(timeout=10)
        assert (first, second) == (Job(1, "job", 1), Job(1, "job", 2))
        assert not queue.acknowledge(first)
        while not queue.dead_letters():
            pass
        assert queue.dead_letters() == (second,)
        assert queue.depth() == Depth(waiting=0, in_flight=0, dead=1)
        assert not queue.acknowledge(second)
        assert queue.take() is None


@both_engines
def test_a_full_queue_pushes_back(engine):
    with open_queue(bound=2, engine=engine) as queue:
        queue.put("a")
        queue.put("b")
        with pytest.raises(
            QueueFull, match="2 jobs are not done; wait, turn the caller away, or add workers"
        ):
            queue.put("c")
        job = queue.take()
        with pytest.raises(QueueFull):  # in flight is not done
            queue.put("c", timeout=0.01)
        waits = threading.Thread(target=lambda: queue.put("c", timeout=30))
        waits.start()
        queue.acknowledge(job)
        waits.join()
        assert [queue.take().body, queue.take().body] == ["b", "c"]


@both_engines
def test_each_job_goes_to_one_of_many_workers(engine):
    done, jobs = [], 200
    with open_queue(engine=engine) as queue:

        def work():
            while (job := queue.take(timeout=0.2)) is not None:
                done.append(job.body)
                assert queue.acknowledge(job)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for number in range(jobs):
            queue.put(str(number))
        for thread in threads:
            thread.join()
        assert queue.depth() == Depth(waiting=0, in_flight=0, dead=0)
    assert sorted(map(int, done)) == list(range(jobs))


@both_engines
def test_text_of_any_kind_comes_back_as_it_was(engine):
    with open_queue(engine=engine) as queue:
        for text in ("", "zwölf", "a\0b", "\ud800", "x" * 100_000):
            queue.put(text)
            assert queue.take().body == text


@both_engines
def test_bad_use_is_refused_in_words(engine):
    queue = open_queue(engine=engine)
    with pytest.raises(TypeError, match="of type int; a queue holds text"):
        queue.put(3)
    with pytest.raises(ValueError, match="1,000,001 bytes; at most 1,000,000"):
        queue.put("x" * 1_000_001)
    for use in (queue.take, lambda timeout: queue.put("a", timeout=timeout)):
        for bad in (-1, float("nan"), float("inf"), "soon"):
            with pytest.raises(ValueError, match="timeout is"):
                use(timeout=bad)
    queue.close()
    queue.close()
    for use in (
        queue.take,
        queue.depth,
        queue.dead_letters,
        lambda: queue.put("a"),
        lambda: queue.acknowledge(Job(1, "", 1)),
    ):
        with pytest.raises(ValueError, match="closed"):
            use()


@both_engines
def test_the_label_says_what_it_is(engine):
    with open_queue(bound=1000, engine=engine) as queue:
        assert "of 1,000 jobs at most" in queue.label
        assert ("Redis" in queue.label, "in-process" in queue.label) == (engine == "redis", engine != "redis")
        assert repr(queue) == f"<{queue.label}>"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"visibility": 0}, "visibility is 0; it must be a number above 0"),
        ({"visibility": -1}, "visibility is -1"),
        ({"visibility": float("nan")}, "visibility is nan"),
        ({"bound": 0}, "bound is 0"),
        ({"bound": 1.5}, "bound is 1.5"),
        ({"most_deliveries": 0}, "most deliveries is 0"),
        ({"engine": "kafka"}, "no engine 'kafka'"),
    ],
)
def test_bad_numbers_are_refused_in_words(given, said):
    with pytest.raises(ValueError, match=said):
        open_queue(**given)


def test_without_redis_it_is_in_process_and_says_why(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with open_queue() as queue:
        assert queue.label.startswith("in-process queue; there is no Redis here: install redis-server")
