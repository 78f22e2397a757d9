"""Formulas come to what arithmetic says, in units that read well."""

import numpy as np
import pytest

from whiteboard.notation import read_section
from whiteboard.run.numbers import STYLE, describe, distribution, evaluate, monte_carlo, sensitivity, tornado

TWITTER = """
reads = 100k requests/minute
writes = 1k requests/minute
write size = 1 MB/request
stored = writes * write size = 1 GB/minute
stored per year = stored * 1 year
read to write = reads / writes = 100
peak reads = reads * 3 in requests/second
"""


def scale(text):
    return read_section("scale", text).scale


def verdicts(text):
    return [judgement.verdict for result in evaluate(scale(text)) for judgement in result.judgements]


def test_the_worked_estimate():
    found = {result.name: (round(result.magnitude, 1), result.unit) for result in evaluate(scale(TWITTER))}
    assert found == {
        "reads": (100_000, "requests/minute"),
        "writes": (1000, "requests/minute"),
        "write size": (1, "MB/request"),
        "stored": (1, "GB/minute"),
        "stored per year": (525.6, "TB/year"),
        "read to write": (100, ""),
        "peak reads": (5000, "requests/second"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "a = 200M * 5 = 1B tweets/day",
        "a = 1B/86400 = 12K/s",
        "a = 43.2 GB * 365 = 15.8 TB/year",
        "a = 43.2 GB/day * 365 = 15.8 TB/year",
        "a = 5.1TB*3650 = 19 PB",
        "a = 5.1 TB/day * 10 years = 19 PB",
        "a = 100M/month / (30*86400) = ~40/s",
        "a = 600M / 24h / 3600s = ~7k/s",
        "a = 1 GB/day = 365 GB/year",
        "a = 86.4 GB/day = 1 MB/s",
        "a = 1B * 100 = 100 GB",
        "a = 40/s * 500 B = 20000",
        "a = 145K * 250 * 8 = 0.3 Gbps",
        "a = 200 KB * 8 * 1k/s = 1.6 Gbps",
        "a = 1 GB/s = 8 Gbps",
        "a = 1000 MB = 1 GB",
        "a = 1024 MB = 1 GB",
        "a = 36 * 1 TB/month = 36 TB in 3 years",
        "storage for 5 years = 30 TB/day = 55 PB",
        "a = (1-.99999)*525600 = less than 6 minutes",
        "a = 2M * 5 = 10M / 86400 = 115/s",
        "a = 1B/day / 86400 = 11.6K/s = ~10K/s",
        "a = 10k..1M * 2 = 1M",
        "a = 10-20 MB * 100 = 2 GB",
        "a = 3 * 1000 = about 3k",
        "a = 4.7 TB = ~10 TB",
        "a = 100 tb / 10 = 10 TB",
        "a = 100 mb/s * 10 = 1 gbps",
        "QPS = 100M * 10 / 10^5 = 10k",
        "a = 1k writes/minute with an average size of 1MB each = 1k * 1MB = 1000MB = 1GB/m",
        "a = 100MB per interview x 1000 interviews per day = ~100GB of data per day",
    ],
)
def test_results_in_the_ballpark_are_right_whatever_they_leave_unsaid(text):
    assert set(verdicts(text)) == {"agrees"}


@pytest.mark.parametrize(
    "text",
    [
        "a = 1M/day * 86.4 KB = 86.4 TB/day",
        "a = 1k/minute * 1 MB = 1 GB/s",
        "a = 100M/day / 3600 = 28K/s",
        "a = 40/s * 500 B = 20 Kb/s",
        "a = 1 GB/s = 1 Gbps",
        "a = 100M * 5 = 50M",
        "a = 100M * 5 = 5B",
        "a = 4.7 TB = 10 TB",
        "a = 4.7 TB = ~30 TB",
        "a = 1 GB/day * 365 = 365 TB/year",
        "a = 100 GB/day = 3.6 PB/year",
        "a = 25M / 86400 = 180/s",
        "a = 100M/month = 400/s",
        "a = $2 * 100 = $2000",
        "a = (1-.999)*525600 = less than 60 minutes",
    ],
)
def test_results_outside_the_ballpark_are_wrong(text):
    assert "differs" in verdicts(text)


def test_a_claim_may_come_from_the_rounded_claim_before():
    text = "writes = 100M / (30*86400) = 40/s\nreads = writes * 100 = 4000/s\n"
    text += "egress = reads * 500 bytes = 2 MB/s"
    assert set(verdicts(text)) == {"agrees"}


def test_one_fault_is_not_told_again_by_what_follows_from_it():
    text = "writes = 25M / 86400 = 180/s\npeak = 2 * writes = 360/s\npeak reads = 10 * peak = 3600/s"
    assert verdicts(text) == ["differs", "agrees", "agrees"]
    # The value to go on with is the formula's.
    assert evaluate(scale(text))["peak"].to("requests/second") == pytest.approx(578.7, rel=0.01)


def test_counting_nouns_make_no_difference():
    text = "writes = 1k writes/minute\nsize = 1 MB\nstored = writes * size = 1 GB/minute"
    assert set(verdicts(text)) == {"agrees"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a = 1 / 0", "zero"),
        ("a = b\nb = a", "itself"),
        ("a = b * 2\nb = 10^999 * 2", "large"),
        ("a = nothing * 2", "'nothing'"),
        ("a = 5 GB + 3 seconds", "adds"),
    ],
)
def test_what_has_no_value_says_why(text, says):
    results = [result for result in evaluate(scale(text)) if result.magnitude is None]
    assert any(says in result.problem for result in results)


def test_a_formula_without_value_leaves_its_claim_to_go_on_with():
    found = evaluate(scale("stored = nothing * 1 MB = 1 GB/day\nyearly = stored * 365"))
    assert found["stored"].magnitude == 1
    assert found["yearly"].magnitude == pytest.approx(365)


def test_results_convert_and_come_as_pint_quantities():
    stored = evaluate(scale(TWITTER))["stored"]
    assert stored.to("TB/day") == pytest.approx(1.44)
    assert stored.pint().to("GB/hour").magnitude == pytest.approx(60)
    with pytest.raises(ValueError, match="GB/minute"):
        stored.to("seconds")


def test_an_unknown_name_lists_those_there_are():
    with pytest.raises(KeyError, match="write size"):
        evaluate(scale(TWITTER))["lunch"]


def test_the_table_has_a_row_for_each_quantity():
    frame = evaluate(scale(TWITTER)).as_frame()
    assert list(frame.columns) == ["quantity", "value", "unit", "formula", "claimed", "line"]
    assert len(frame) == 7


def test_describe_is_plain_json():
    import json

    rows = describe(scale("users = 10k..1M users\nx = users * 2 = 5\ny = users / 0"))
    assert json.loads(json.dumps(rows)) == rows
    assert rows[0]["range"] == [10_000, 1_000_000]
    assert rows[1]["claims"] == [{"text": "5", "agrees": False}]
    assert rows[2]["value"] is None and "zero" in rows[2]["problem"]
    assert set(rows[0]) == {"name", "line", "value", "unit", "formula", "claims", "range", "problem"}


def test_sensitivity_of_a_product_is_the_factor_itself():
    frame = sensitivity(scale(TWITTER), "stored", factor=3)
    assert set(frame["assumption"]) == {"writes", "write size"}
    assert frame["low"].tolist() == pytest.approx([1 / 3, 1 / 3])
    assert frame["high"].tolist() == pytest.approx([3, 3])
    assert frame.attrs["unit"] == "GB/minute"


def test_sensitivity_goes_through_a_range_and_puts_the_widest_first():
    frame = sensitivity(scale("a = 5 MB\nb = 1k..1M/day\nc = a * b"))
    assert frame["assumption"].tolist() == ["b", "a"]
    assert frame["swing"].iloc[0] == pytest.approx(1000)


def test_sensitivity_follows_what_the_claim_left_unsaid():
    frame = sensitivity(scale("daily = 43.2 GB/day\nyearly = daily * 365 = 15.8 TB/year"))
    assert frame.attrs["unit"] == "TB/year"
    assert frame["high"].iloc[0] == pytest.approx(31.5, rel=0.01)


def test_draws_of_a_lognormal_product_agree_with_the_closed_form():
    # Two independent lognormals: the logarithms' variances add up.
    drawn = monte_carlo(scale("a = 10 MB\nb = 1k/s\nc = a * b"), "c", seed=7, draws=20_000, factor=2)
    sigma = np.log(2) / 1.6448536 * np.sqrt(2)
    logs = np.log(drawn.values)
    error = sigma / np.sqrt(len(logs))
    assert abs(logs.mean() - np.log(10)) < 4 * error
    assert abs(logs.std() - sigma) < 4 * error
    assert drawn.unit == "GB/second"


def test_draws_of_a_range_stay_in_it_and_repeat_with_the_seed():
    drawn = [monte_carlo(scale("a = 10..1000 MB\nb = a * 2"), seed=3, draws=500).values for _ in range(2)]
    assert np.array_equal(*drawn)
    assert drawn[0].min() >= 20 and drawn[0].max() <= 2000


def test_a_generator_may_be_passed_on():
    generator = np.random.default_rng(1)
    first = monte_carlo(scale("a = 10 MB\nb = a * 2"), seed=generator, draws=10).values
    assert not np.array_equal(
        first, monte_carlo(scale("a = 10 MB\nb = a * 2"), seed=generator, draws=10).values
    )


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"factor": 0.5}])
def test_senseless_draws_are_refused(wrong):
    with pytest.raises(ValueError, match=str(next(iter(wrong.values())))):
        monte_carlo(scale("a = 10 MB\nb = a * 2"), seed=1, **wrong)


def test_nothing_computed_is_said_so():
    with pytest.raises(ValueError, match="formula"):
        sensitivity(scale("a = 5"))


def test_pictures_have_labels_units_a_text_and_an_opaque_background():
    picture = tornado(scale(TWITTER), "stored")
    axes = picture.figure.axes[0]
    assert axes.get_xlabel() == "stored (GB/minute)"
    assert {label.get_text() for label in axes.get_yticklabels()} == {"writes", "write size"}
    assert "write size: 0.5 to 2 GB/minute" in picture.text
    drawn = distribution(monte_carlo(scale(TWITTER), "stored", seed=1, draws=500))
    assert drawn.figure.axes[0].get_ylabel() == "draws"
    assert "nine of ten" in drawn.text
    for one in (picture, drawn):
        assert one.figure.get_facecolor() == (1, 1, 1, 1)
        assert set(one._repr_mimebundle_()) == {"image/png", "text/plain"}
    assert STYLE.is_file()


def test_a_picture_is_the_same_bytes_each_time():
    assert tornado(scale(TWITTER), "stored").png() == tornado(scale(TWITTER), "stored").png()
