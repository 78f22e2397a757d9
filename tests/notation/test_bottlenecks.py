"""What a learner writes on bottlenecks is understood, in many styles; no line is lost."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whiteboard.canonical.bottlenecks import write_bottlenecks
from whiteboard.notation.bottlenecks import read_bottlenecks
from whiteboard.notation.lines import numbered

TOKENS = [
    "tweets db", "Celebrity problem", "SPOF", "Monitoring", ": ", " - ", "- ", "* ", "1. ", "### ", "## ",
    "**", "| ", " | ",
    "|---|---|\n", "\n", "\n\n", "  ", "Problem: ", "Solution: ", "Trade-off: ", "Alert: ", "Q: ", "A: ",
    "5k/s", "add replicas",
    "costs stale reads", "alert on lag", "; ", ". ", ", ", "-> ", "→ ", "=> ", "? ", "what if it fails",
    "bottleneck", "fix",
    "cost", "# ", "// ", "```", "etc.", "(", ")", "Deep dives", "remark: ", "x", "é", "שלום", "😀",
]  # fmt: skip


def read(text):
    return read_bottlenecks(numbered(text))


def one(text):
    section = read(text)
    assert len(section.bottlenecks) == 1 and section.unread == ()
    return section.bottlenecks[0]


def without_lines(section):
    return [replace(entry, line=0) for entry in section.bottlenecks], sorted(section.remarks)


def test_the_canonical_form():
    entry = one("tweets db: reads peak at 5k/s; add read replicas; costs stale reads; alert on replica lag")
    assert (entry.subject, entry.fix, entry.cost, entry.alert) == (
        "tweets db",
        "add read replicas",
        "costs stale reads",
        "alert on replica lag",
    )
    assert [amount.value for amount in entry.amounts] == [5000]
    assert not entry.failure


@pytest.mark.parametrize(
    "text",
    [
        "| Bottleneck | Number | Fix | Cost | Alert |\n|---|---|---|---|---|\n"
        "| tweets db | 5k reads/s | read replicas | stale reads | replica lag |",
        "### tweets db\nReads peak at 5k/s.\n**Solution:** read replicas\n**Trade-off:** stale"
        " reads\n**Monitoring:** replica lag",
        "### tweets db\n- Problem: 5k reads/s\n- Solution: read replicas\n- Trade-off: stale reads\n-"
        " Alert: replica lag",
        "- **tweets db**: 5k reads/s\n  - Fix: read replicas\n  - Cost: stale reads\n  - Alert: replica lag",
        "1. tweets db: 5k reads/s\n   Mitigation: read replicas\n   Downside: stale reads\n   Monitor:"
        " replica lag",
        "**tweets db**\nProblem: 5k reads/s\nFix: read replicas\nCost: stale reads\nMetrics: replica lag",
    ],
)
def test_one_bottleneck_in_many_styles(text):
    entry = one(text)
    assert (entry.subject, entry.fix, entry.cost, entry.alert) == (
        "tweets db",
        "read replicas",
        "stale reads",
        "replica lag",
    )
    assert entry.amounts[0].value == 5000


@pytest.mark.parametrize(
    ("text", "subject", "fix"),
    [
        ("1. Celebrity problem: 50M followers → fan-out on read", "Celebrity problem", "fan-out on read"),
        ("Hot partition -> consistent hashing", "Hot partition", "consistent hashing"),
        ("SPOF: LB -> run two", "SPOF", "run two"),
        (
            "Q: how do we handle hot users? A: merge at read time",
            "how do we handle hot users",
            "merge at read time",
        ),
        ("Q: What if the queue dies?\nA: run a second one", "What if the queue dies", "run a second one"),
        ("**Celebrities** - 10M followers; hybrid fan-out", "Celebrities", "hybrid fan-out"),
    ],
)
def test_arrows_questions_and_bold_titles(text, subject, fix):
    entry = one(text)
    assert (entry.subject, entry.fix) == (subject, fix)


def test_prose_is_one_entry_a_paragraph():
    section = read(
        "The database is the main bottleneck since reads peak at 5k/s. We add read replicas, which means"
        " stale reads.\n"
        "Let us also think about the future.\n\n"
        "The load balancer is a single point of failure; we run two in active-passive mode.\n"
    )
    database, balancer = section.bottlenecks
    assert database.fix == "We add read replicas" and database.cost == "which means stale reads"
    assert balancer.failure and balancer.fix == "we run two in active-passive mode"
    assert section.remarks == ("Let us also think about the future",)


def test_a_heading_that_only_groups():
    section = read(
        "## Single points of failure\n- Load balancer: run two\n- Primary db: standby in another"
        " zone\n## Monitoring\n- queue depth\n"
    )
    assert [entry.subject for entry in section.bottlenecks] == ["Load balancer", "Primary db", "Monitoring"]
    assert [entry.failure for entry in section.bottlenecks] == [True, True, False]
    assert section.bottlenecks[2].alert == "queue depth"


def test_a_second_problem_is_another_bottleneck():
    section = read(
        "Problem: DB overloaded at 5k/s\nSolution: replicas\nTrade-off: stale\nProblem: queue"
        " grows\nSolution: more workers"
    )
    assert [entry.fix for entry in section.bottlenecks] == ["replicas", "more workers"]


def test_a_line_without_words_is_unread():
    section = read("???\ntweets db: 5k/s")
    assert [(entry.line, entry.text) for entry in section.unread] == [(1, "???")]


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*TOKENS, "alpha", "beta", "gamma "]), max_size=40).map("".join))
def test_no_word_is_lost(text):
    section = read(text)
    held = " ".join(
        [entry.subject + " " + entry.text for entry in section.bottlenecks]
        + list(section.remarks)
        + [entry.text for entry in section.unread]
    )
    taken = any(mark in text for mark in ("# ", "//", "```", "bottleneck", "fix", "cost"))
    assert taken or not [word for word in ("alpha", "beta", "gamma") if word in text and word not in held]


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_any_text(text):
    assert all(entry.text.strip() for entry in read(text).bottlenecks)


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=120), st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)))
def test_writing_and_reading_back_changes_nothing(text):
    section = read(text)
    written = write_bottlenecks(section)
    again = read("\n".join(written))
    assert without_lines(again) == without_lines(section)
    assert again.unread == ()
    assert write_bottlenecks(again) == written
