"""The rules of the scale section: right drafts pass in any notation, and each slip is named."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whiteboard.draft.expression import Number
from whiteboard.judge import RULE_FAILED, check
from whiteboard.notation import read_section
from whiteboard.problems import load
from whiteboard.run.numbers import evaluate

CORPUS = Path(__file__).parents[1] / "corpus"
ESTIMATES = tomllib.loads((CORPUS / "estimates" / "expected.toml").read_text(encoding="utf-8"))


def findings(text, *, problem=None, severity=None, rule=None):
    found = check(text, problem=problem, section="scale").findings
    return [f for f in found if severity in {None, f.severity} and rule in {None, f.rule}]


def faults(text, *, problem=None):
    return [(finding.rule, finding.line) for finding in findings(text, problem=problem, severity="must")]


# Right and wrong as published ---------------------------------------------------------------------


def test_every_published_estimate_says_what_is_expected_of_it():
    files = {path.stem for path in (CORPUS / "estimates").glob("*.md")}
    assert files == set(ESTIMATES)
    assert all(entry["source"] for entry in ESTIMATES.values())


@pytest.mark.parametrize("name", ESTIMATES)
def test_published_estimates(name):
    text = (CORPUS / "estimates" / f"{name}.md").read_text(encoding="utf-8")
    expected = ESTIMATES[name]
    assert faults(text) == [tuple(pair) for pair in expected.get("must", [])]
    advised = {(f.rule, f.line) for f in findings(text, severity="should") if f.rule in {"S1", "S2", "S4"}}
    assert advised == {tuple(pair) for pair in expected.get("should", [])}


@pytest.mark.parametrize(
    "path", sorted((CORPUS / "scale" / "right").glob("*.md")), ids=lambda path: path.stem
)
def test_right_drafts_in_many_notations_earn_all_points(path):
    report = check(path.read_text(encoding="utf-8"), problem="twitter", section="scale")
    assert [(f.rule, f.line, f.message) for f in report.findings if f.severity == "must"] == []
    assert report.points == report.max_points


# S1, S2 -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("stored = 1M/day * 86.4 KB = 86.4 TB/day", ["86.4 GB/day", "1,000 times more", "GB for TB"]),
        ("stored = 1k/minute * 1 MB = 1 GB/s", ["1 GB/minute", "60 times more", "minutes for seconds"]),
        ("in = 40/s * 500 B = 20 Kb/s", ["20 KB/second", "8 times less", "KB for Kb"]),
        ("out = 1 GB/s * 3 = 3 Gbps", ["3 GB/second", "8 times less", "GB for Gb"]),
        ("stored = 86.4M/day * 500 bytes * 365 = 43 GB/year", ["43.2 GB/day", "days for years"]),
        ("qps = 100M/day / 3600 = 28K/s", ["days for seconds"]),
        ("tweets = 100M * 2 = 200B", ["200M", "1,000 times more"]),
        ("yearly = 1 GB/day * 365 = 365 TB/year", ["365 GB/year", "GB for TB"]),
        ("total = 10 KB * 1M users = 10 TB", ["10 GB", "GB for TB"]),
        ("cost = 50 * $200/month = 10 TB", ["money", "data"]),
    ],
)
def test_a_unit_slip_is_named(text, words):
    (finding,) = findings(text, severity="must")
    assert finding.rule == "S2" and finding.line == 1
    for word in words:
        assert word in finding.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("uploads = 25M / 86400 = 180/s", ["289", "180/s", "1.6 times less"]),
        ("tweets = 100M * 5 = 50M", ["500M", "50M", "10 times less"]),
        ("cache = 20% of 10 TB = 200 GB", ["2,000 GB", "10 times less"]),
        ("writes = 100M/month = 400/s", ["38.6", "10 times more"]),
        ("servers = 100k rps / 1000 rps per server = 10 servers", ["100 servers"]),
    ],
)
def test_an_arithmetic_slip_shows_both_values(text, words):
    (finding,) = findings(text, severity="must")
    assert finding.rule == "S1"
    for word in words:
        assert word in finding.message


def test_results_made_wrong_by_a_thousand_are_found():
    missed, tried = [], 0
    for name in ESTIMATES:
        lines = (CORPUS / "estimates" / f"{name}.md").read_text(encoding="utf-8").split("\n")
        known = faults("\n".join(lines))
        for result in evaluate(read_section("scale", "\n".join(lines)).scale):
            for judgement in result.judgements:
                number, place = judgement.claim.expression, result.quantity.line - 1
                text = judgement.claim.text
                typed = re.match(r"\d[\d.,]*", text)
                if judgement.verdict != "agrees" or not isinstance(number, Number) or typed is None:
                    continue
                if lines[place].count(text) != 1:
                    continue
                wrong = f"{float(typed[0].replace(',', '')) * 1000:.10g}{text[typed.end() :]}"
                changed = [*lines[:place], lines[place].replace(text, wrong), *lines[place + 1 :]]
                tried += 1
                if faults("\n".join(changed)) == known:
                    missed.append(changed[place])
    assert tried > 80
    assert len(missed) <= tried * 0.05, missed


@pytest.mark.parametrize(
    "text",
    [
        "1 MB per write -> 1 GB per minute -> 14.4 TB per day",
        "100k reads/min → ~17k reads/sec",
        "storage: 17 × 1 MB = 17 MB/s → ~15 TB/day",
        "tweet ~ 300 B → 6k/s * 300 B = 18 MB/s",
    ],
)
def test_arrows_between_rates_say_equals(text):
    assert [line for _, line in faults(text)] == [1]


def test_a_slip_on_a_line_of_its_own_is_found_there():
    assert faults("stored = 1M/day * 1 KB\n= 1 GB/day\n= 365 TB/year") == [("S2", 3)]


def test_one_fault_is_one_finding():
    text = "writes = 25M/86400 = 180/s\npeak = writes * 2 = 360/s\nstored = writes * 1 MB = 180 MB/s"
    assert faults(text) == [("S1", 1)]
    assert faults("a = 100M * 5 = 50M = 50M = 0.05B") == [("S1", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "100M users → 10M DAU",
        "DAU: 100M => 10M concurrent => 100K QPS",
        "1 tweet = 300 bytes",
        "1 photo = 2 MB",
        "500M users, 40% active -> 200M DAU",
        "10M users, each 5 tweets/day = 50M tweets/day",
        "100M writes/month → 10B reads/month",
        "writes = 1000 writes/s (peak = 3000/s)",
        "1 day = 86400 s ≈ 10^5 s",
        "1 MB = 1000 KB",
        "cache = 20% of 350M * 500 bytes = 35 GB/day",
        "1B * 100 = 100 MB",
        "stored = unknown thing * 5 = 3 TB",
    ],
)
def test_what_does_not_say_equals_is_no_slip(text):
    assert faults(text) == []


def test_a_rate_without_its_time_is_a_note():
    (finding,) = findings("stored = 1k writes/day * 1 MB = 1 GB", rule="S2")
    assert finding.severity == "note"


def test_memory_given_as_a_rate_is_a_note():
    (finding,) = findings("cache = 0.2 * 350M * 500 bytes = 35 GB/day", rule="S2")
    assert finding.severity == "note" and "rate" in finding.message


# S3, S11 ------------------------------------------------------------------------------------------

STORED = "stored = 1k writes/minute * 1 MB = 1 GB/minute\n"


@pytest.mark.parametrize(
    "line",
    [
        "reads = 100k requests/minute",
        "Read QPS: 1.7k",
        "timeline loads per second = 5k",
        "feed requests: 10k rps",
        "GET /feed: 10k/s",
        "views = 10B views/day",
        "each user loads 10 timelines/day: 200M * 10 = 2B timeline loads/day",
        "tweets read per second: 300k",
        "read:write ratio = 100:1",
    ],
)
def test_a_read_rate_is_known_by_its_words(line):
    assert "S3" not in {rule for rule, _ in faults(STORED + line, problem="twitter")}


@pytest.mark.parametrize(
    "line",
    ["", "followers per user: 200", "tweets read per user: 100 tweets/user/day", "read latency: 200 ms"],
)
def test_without_a_read_rate_points_are_lost(line):
    assert faults(STORED + line, problem="twitter") == [("S3", None)]


def test_what_is_missing_is_named_and_costs_its_share():
    found = findings("reads = 100k/minute", problem="twitter", rule="S11")
    assert {finding.message.split(",")[0] for finding in found} == {
        "Not estimated: the write rate",
        "Not estimated: the stored data",
    }
    assert sum(finding.share for finding in found) == pytest.approx(2 / 3)


def test_a_rate_without_a_unit_of_time_is_named_by_its_line():
    (finding,) = findings(STORED + "reads = 100k", problem="twitter", rule="S3")
    assert finding.line == 2
    assert "reads" in finding.message and "unit of time" in finding.message


@pytest.mark.parametrize(
    "line",
    [
        "growth = 1.5 TB/day",
        "media: 10M/day * 1 MB = 10 TB/day",
        "disk for 5 years: 3 PB",
        "total storage = 12 TB",
    ],
)
def test_stored_data_counts_under_any_name(line):
    text = f"reads = 100k/minute\nwrites = 1k/minute\n{line}"
    assert faults(text, problem="twitter") == []


@pytest.mark.parametrize("line", ["tweet size = 300 bytes", "egress = 10 GB/s", "photo: 2 MB each"])
def test_a_size_or_a_bandwidth_is_not_stored_data(line):
    text = f"reads = 100k/minute\nwrites = 1k/minute\n{line}"
    assert faults(text, problem="twitter") == [("S11", None)]


def test_every_number_of_the_pack_follows_from_its_formula():
    for estimate in load("twitter").estimates:
        found = evaluate(read_section("scale", f"x = {estimate.formula}").scale).results[0]
        assert found.to(estimate.unit) == pytest.approx(estimate.value)
        assert estimate.low <= estimate.value <= estimate.high


# S4 -----------------------------------------------------------------------------------------------


def test_two_values_of_one_quantity():
    (finding,) = findings("DAU = 200M\ntweets = DAU * 2\n## Summary\nDAU: 100M", rule="S4")
    assert (finding.severity, finding.line) == ("must", 4)
    assert "100M" in finding.message and "200M" in finding.message and "line 1" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "stored = 1 GB/minute = 1.44 TB/day",
        "stored = 1 GB/minute\nstored: 1.44 TB/day",
        "writes: 100M/day\nwrites: 1157/s",
        "storage: 5 TB/day\nstorage: 19 PB",
        "storage/day = 5 TB\nstorage/year = 1.8 PB",
        "QPS: 12k\npeak QPS: 36k",
        "QPS: 12k (average)\nQPS: 36k (peak)",
        "### Text\nsize: 1 KB\n### Media\nsize: 1 MB",
        "### Text\nstorage: 1 TB/day\n### Media\nstorage: 10 TB/day",
        "reads: 100/user/day\nreads: 10B/day",
        "DAU = 200M\nDAU: ~190M",
        "users: 1B total, 200M daily",
        "total = 1 TB + 2 TB\ntotal = total * 3",
        "users = 1M..10M\nusers = 20M",
    ],
)
def test_what_is_not_a_contradiction(text):
    assert findings(text, rule="S4", severity="must") == []


# Advice -------------------------------------------------------------------------------------------


def test_a_peak_anywhere_is_enough():
    text = STORED + "reads = 100k/minute\n"
    assert findings(text, problem="twitter", rule="S5")
    assert not findings(text + "Peak traffic is three times as much.\n", problem="twitter", rule="S5")


def test_an_assumption_used_by_its_value_is_used():
    text = "DAU = 200M\nsize = 1 KB\ntweets = 200M * 5\nstored = tweets * size"
    assert not findings(text, rule="S8")


@pytest.mark.parametrize(
    "text",
    [
        "posts = 20k tweets/user/day",
        "load = 5M requests/second/server",
        "users = 50B users",
        "MAU: 100M\nDAU: 200M",
    ],
)
def test_the_absurd_is_told(text):
    assert "S9" in {rule for rule, _ in faults(text)}


@pytest.mark.parametrize(
    "text",
    [
        "posts = 50 tweets/user/day",
        "load = 1000 rps per server",
        "redis = 1M requests/second/server",
        "pings = 20k location pings/user/day",
        "0.2 tweets/user/day: 100M tweets/day",
        "avg 10 timeline views per user per day = 2B views/day",
        "users = 3B users",
    ],
)
def test_the_merely_large_is_not_absurd(text):
    assert faults(text) == []


@pytest.mark.parametrize("claim", ["86,400", "1440", "365", "1024", "4096", "115K", "12.5 GB", "1,200,000"])
def test_round_and_exact_numbers_are_not_too_precise(claim):
    assert not findings(f"a = 1 * {claim} = {claim}", rule="S10")


@pytest.mark.parametrize("claim", ["115,740", "86.41 GB", "1157"])
def test_more_digits_than_a_ballpark_has_are_a_note(claim):
    (finding,) = findings(f"a = 1 * {claim} = {claim}", rule="S10")
    assert finding.severity == "note"


# Any text -----------------------------------------------------------------------------------------

LINES = st.sampled_from(
    """
    reads = 100k/minute; writes = 1k writes/minute; size = 500B; stored = writes * size = 1 GB/day
    DAU: 200M;
    DAU = 5; x = DAU / 0; y = y * 2; = 3 TB; | a | 1 |; posts = 5k tweets/user/day; a = b; b = a
    cache = 1 GB/s
    z = 10^9^9 = 4; 100:1 read ratio; MAU: 1; q = 1e308 * 1e308 = 1; n = -5 GB = 5 GB; 0 = 0
    s = 0 * 1 MB = 4 MB
    """.replace("\n", ";").split(";")
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES | st.text(max_size=30), max_size=12))
def test_no_rule_fails_on_any_draft(lines):
    for problem in (None, "twitter"):
        report = check("\n".join(lines), problem=problem, section="scale")
        assert not [finding for finding in report.findings if RULE_FAILED in finding.message]


def test_values_beyond_what_a_number_can_hold_contradict_nothing():
    text = "stored data = 10^300 * 10^300 GB\nstored data = 10^-300 * 10^-300 GB\n"
    assert not [f for f in check(text, section="scale").findings if RULE_FAILED in f.message]
