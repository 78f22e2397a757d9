"""What a queue does and does not do, measured beside the arithmetic. No test knows how fast the machine is."""

import threading

import pytest

from tests.run.redis_engine import both_engines
from whiteboard.run.queue import HABITS, backpressure, burst, worker_dies


@both_engines
def test_a_burst_is_answered_at_once_and_done_no_sooner(engine):
    before = threading.active_count()
    found = burst(clients=12, workers=3, work=0.05, engine=engine)
    direct, queued = (found.clients[found.clients["way"] == way] for way in ("synchronous", "queued"))
    assert found.expected == pytest.approx(0.2)
    # Sleeping takes as long as it says, or longer: what is measured is never below the arithmetic.
    assert found.drained >= found.expected
    assert (direct["latency"] == direct["done"]).all()
    assert queued["latency"].median() < queued["done"].median()
    assert sorted(queued["client"]) == sorted(direct["client"]) == list(range(12))
    depth = found.depth
    assert (depth["in flight"] <= 3).all()
    assert (depth["waiting"] + depth["in flight"]).max() <= 12
    assert (depth["waiting"].iloc[-1], depth["in flight"].iloc[-1]) == (0, 0)
    assert depth["expected"].between(0, 12).all()
    assert ("Redis" in found.engine) == (engine == "redis")
    assert threading.active_count() == before


def test_a_burst_in_words_and_as_a_picture():
    found = burst(clients=5, workers=2, work=0.01, engine="in process")
    assert "by arithmetic it takes 30 ms" in found.in_words
    assert found.summary["way"].tolist() == ["synchronous", "queued"]
    assert found.picture().png().startswith(b"\x89PNG")
    assert found.picture().text == found.in_words == repr(found)


@both_engines
def test_a_job_whose_worker_dies_is_lost_or_done_twice_unless_idempotent(engine):
    frame = worker_dies(visibility=0.5, engine=engine)
    assert frame["habit"].tolist() == list(HABITS)
    assert frame["charges"].tolist() == [0, 2, 1]
    assert frame["deliveries"].tolist() == [1, 2, 2]
    assert frame["charged once"].tolist() == [4, 4, 5]
    assert frame["redelivered"].tolist() == [0, 1, 1]
    assert "the job is lost" in frame["in words"][0]


@pytest.mark.parametrize(("jobs", "dies_at"), [(1, 1), (3, 3), (3, 1)])
def test_it_does_not_matter_in_which_job(jobs, dies_at):
    frame = worker_dies(jobs=jobs, dies_at=dies_at, visibility=0.4, engine="in process")
    assert frame["charges"].tolist() == [0, 2, 1]


@both_engines
def test_a_bound_pushes_back(engine):
    frame = backpressure(jobs=60, every=0.002, work=0.008, bounds=[None, 5], engine=engine)
    open_, bounded = frame.to_dict("records")
    assert (open_["turned away"], open_["came"]) == (0, 60)
    assert bounded["turned away"] > 0
    assert bounded["deepest"] <= 5
    assert open_["deepest"] > 5
    assert frame["bound"].isna().tolist() == [True, False]
    assert open_["expected lag ms"] == pytest.approx(8 + 60 * 6)
    assert bounded["expected lag ms"] == pytest.approx(40)


@pytest.mark.parametrize(
    ("experiment", "given", "said"),
    [
        (burst, {"clients": 0}, "clients is 0"),
        (burst, {"clients": 501}, "from 1 to 500"),
        (burst, {"workers": 0}, "workers is 0"),
        (burst, {"work": float("nan")}, "work is nan"),
        (burst, {"work": 5}, "this would take about 100 seconds"),
        (worker_dies, {"jobs": 0}, "jobs is 0"),
        (worker_dies, {"dies_at": 6}, "dies at is 6; it must be a whole number from 1 to 5"),
        (worker_dies, {"visibility": -1}, "visibility is -1"),
        (backpressure, {"jobs": -1}, "jobs is -1"),
        (backpressure, {"every": 0}, "every is 0"),
        (backpressure, {"bounds": [0]}, "bound is 0"),
        (backpressure, {"bounds": []}, "bounds is empty"),
        (backpressure, {"work": 1}, "this would take about"),
    ],
)
def test_bad_input_is_refused_in_words(experiment, given, said):
    with pytest.raises(ValueError, match=said):
        experiment(**{"engine": "in process", **given})
