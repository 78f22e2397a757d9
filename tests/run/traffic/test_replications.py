import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from whiteboard.run.traffic.network import Promise
from whiteboard.run.traffic.outcome import Estimate, FlowOutcome, Outcome, StationOutcome, Tier
from whiteboard.run.traffic.replications import combined, interval


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=50))
def test_intervals_are_those_of_scipy(values):
    found = interval(values)
    error = stats.sem(values)
    if error > 1e-9:
        low, high = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=error)
        assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6, abs=1e-6)
    assert found.low <= found.value <= found.high


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=20))
def test_any_figures_do(values):
    found = interval(values)
    if all(map(math.isnan, values)):
        assert math.isnan(found.value) and found.low is None
    elif not (math.inf in values and -math.inf in values):
        assert not math.isnan(found.value)


def test_an_interval_holds_the_truth_in_95_of_100():
    random = np.random.default_rng(3)
    runs = [interval(row) for row in random.normal(7.0, 2.0, (2000, 5)).tolist()]
    held = sum(run.low <= 7.0 <= run.high for run in runs)
    assert abs(held / 2000 - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 2000)


def test_one_run_says_nothing_of_how_sure_it_is():
    assert interval([3.0]) == Estimate(3.0, -math.inf, math.inf)
    assert interval([3.0, math.nan, 3.0]) == Estimate(3.0, 3.0, 3.0)
    assert interval([1.0, math.inf]) == Estimate(math.inf, 1.0, math.inf)


def run(value: float) -> Outcome:
    one = Estimate(value)
    figures = dict.fromkeys(("offered", "throughput", "mean", "p50", "p99", "p999"), one)
    flow = FlowOutcome(
        name="reads", failed=Estimate(0.0), promise=Promise(latency=2.5), promised=one, **figures
    )
    station = StationOutcome(name="db", utilization=None, waiting=one, **figures)
    return Outcome(tier=Tier.SIMULATION, stations=(station,), flows=(flow,), requests=10, notes=("a",))


def test_runs_become_one_outcome():
    whole = combined([run(value) for value in (1.9, 2.0, 2.1)])
    assert whole.replications == 3 and whole.requests == 30 and whole.notes == ("a",)
    assert whole.station("db").p99 == interval([1.9, 2.0, 2.1])
    assert whole.station("db").utilization is None and whole.flow("reads").lag is None
    assert whole.flow("reads").kept is True
    assert combined([run(value) for value in (2.0, 2.4, 2.6)]).flow("reads").kept is None
    assert combined([run(2.0)]).flow("reads").kept is None


def test_what_cannot_be_combined_is_told():
    with pytest.raises(ValueError, match="at least one"):
        combined([])
    with pytest.raises(ValueError, match="different networks"):
        combined([run(1.0), Outcome(tier=Tier.SIMULATION)])
