"""What a learner writes on qualities is understood, in many styles; no line is lost."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whiteboard.canonical.qualities import write_qualities
from whiteboard.draft.qualities import Qualities, QualityKind
from whiteboard.notation.lines import numbered
from whiteboard.notation.qualities import read_qualities

TOKENS = [
    "performance", "Availability", "relaxed", "consistency", "latency", "fast", ": ", " - ", "- ", "* ",
    "1. ", "### ", "**", "| ",
    " | ", "|---|---|\n", "\n", "\n\n", "  ", "because ", "since ", "by ", "via ", "under 200 ms", "99.9%",
    "five nines", "p99",
    ", ", "; ", ". ", "and ", " >> ", " over ", "Why: ", "How: ", "target", "quality", "users wait",
    "5 minutes a year", "downtime ",
    "is fine", "->", "→", "# ", "// ", "```", "etc.", "…", "?", "(", ")", "remark: ", "x", "é", "שלום", "😀",
]  # fmt: skip


def read(text):
    return read_qualities(numbered(text))


def one(text):
    section = read(text)
    assert len(section.qualities) == 1 and section.unread == ()
    return section.qualities[0]


def without_lines(section: Qualities):
    from dataclasses import replace

    return [replace(quality, line=0) for quality in section.qualities], sorted(section.remarks)


def test_the_canonical_form():
    read_ = read(
        "performance: getFeed under 200 ms at p99, because it is the landing page and people wait for it\n"
        "availability: 99.9%, by failover between two zones, because downtime costs revenue\n"
        "security: baseline only, because no user code runs\n"
        "relaxed: consistency, because a feed may be some seconds stale\n"
    )
    fast, up, safe, stale = read_.qualities
    assert (fast.kind, fast.latency, fast.percentile) == (QualityKind.PERFORMANCE, 0.2, 99)
    assert fast.because == "it is the landing page and people wait for it"
    assert (up.percent, up.decision, up.because) == (
        99.9,
        "by failover between two zones",
        "downtime costs revenue",
    )
    assert safe.kind is QualityKind.SECURITY and safe.because == "no user code runs"
    assert (stale.kind, stale.relaxed) == (QualityKind.CONSISTENCY, True)
    assert read_.unread == () and read_.remarks == ()


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("- Low latency (< 200ms p99 for timeline)", "performance", {"latency": 0.2, "percentile": 99}),
        ("**Availability:** five nines", "availability", {"percent": 99.999}),
        ("High availability", "availability", {"percent": None}),
        ("The system should be highly available", "availability", {"relaxed": False}),
        ("availability >> consistency", "consistency", {"relaxed": True}),
        ("AP over CP", "consistency", {"relaxed": True}),
        ("CAP: AP", "consistency", {"relaxed": True}),
        ("eventual consistency is fine", "consistency", {"relaxed": True}),
        ("stale reads are not acceptable", "consistency", {"relaxed": False}),
        ("99.99% uptime (52 min/yr downtime)", "availability", {"percent": 99.99, "downtime": 3120}),
        ("five nines, under 6 minutes of downtime a year", "availability", {"downtime": 360}),
        (
            "99.9%: 43 minutes of downtime per month",
            "availability",
            {"downtime": pytest.approx(43 * 60 * 12)},
        ),
        ("Durability: no tweet is ever lost", "durability", {}),
        ("Security: code runs in a sandbox", "security", {"decision": "code runs in a sandbox"}),
        ("artifacts deployed within 1 hour", "performance", {"latency": 3600}),
        ("95% of searches under 500 ms", "performance", {"latency": 0.5, "percentile": 95, "percent": None}),
        ("Scale to 100M DAU", "scalability", {}),
        ("No special security constraints, since the code is trusted", "security", {"relaxed": True}),
    ],
)
def test_one_line(text, kind, values):
    quality = one(text)
    assert quality.kind == kind
    for name, value in values.items():
        assert getattr(quality, name) == value, name


@pytest.mark.parametrize("table", [
    "| Quality | Target | Why |\n|---|---|---|\n| Latency | feed < 200 ms | users leave |\n|"
    " Availability | 99.9% | revenue |",
    "Latency | feed < 200 ms | because users leave\nAvailability | 99.9% | because revenue",
])  # fmt: skip
def test_tables(table):
    fast, up = read(table).qualities
    assert (fast.latency, fast.because, up.percent, up.because) == (0.2, "users leave", 99.9, "revenue")


@pytest.mark.parametrize(
    "text",
    [
        "- Availability\n  - 99.9%\n  - why: downtime costs money\n  - how: two zones",
        "### Availability\n- 99.9%\n- Why: downtime costs money\n- How: two zones",
        "**Availability**\n99.9%\nbecause downtime costs money\nHow: two zones",
        "Availability:\n- 99.9%\n- because downtime costs money\n- Decision: two zones",
    ],
)
def test_one_quality_may_span_lines(text):
    quality = one(text)
    assert (quality.name, quality.percent, quality.because, quality.decision) == (
        "Availability",
        99.9,
        "downtime costs money",
        "by two zones",
    )


def test_a_comma_list_is_several():
    found = read("The system should be scalable, available and low latency").qualities
    assert [quality.kind.value for quality in found] == ["scalability", "availability", "performance"]


def test_a_label_may_only_group():
    section = read("The system should be:\n1. Highly available (99.99%)\n2. Fast: feed in under 200ms\n")
    assert [quality.kind.value for quality in section.qualities] == ["availability", "performance"]
    relaxed = read("### Relaxed\n- consistency\n- durability of likes\n").qualities
    assert [(quality.kind.value, quality.relaxed) for quality in relaxed] == [
        ("consistency", True),
        ("durability", True),
    ]


def test_prose():
    section = read(
        "Let us begin. The system should be highly available, as it would block releases. Latency"
        " matters less: a feed may be"
        " slow.\n"
    )
    assert [quality.kind.value for quality in section.qualities] == ["availability", "performance"]
    assert section.remarks == ("Let us begin",)
    assert section.qualities[0].because == "it would block releases"


def test_a_line_without_words_is_unread():
    section = read("???\nperformance: feed under 200 ms")
    assert [(entry.line, entry.text) for entry in section.unread] == [(1, "???")]
    assert "performance:" in section.unread[0].hint


def lost(text, section):
    """Words of a text that nothing of what was read from it holds."""
    held = " ".join(
        [q.name + " " + q.text for q in section.qualities]
        + list(section.remarks)
        + [u.text for u in section.unread]
    )
    return [word for word in ("alpha", "beta", "gamma") if word in text and word not in held]


@settings(max_examples=300)
@example(": | | alpha")
@given(st.lists(st.sampled_from([*TOKENS, "alpha", "beta", "gamma "]), max_size=40).map("".join))
def test_the_notations_own_tokens(text):
    section = read(text)
    commented = any(mark in text for mark in ("# ", "//", "```"))
    headers = "quality" in text or "target" in text
    assert commented or headers or not lost(text, section)


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_any_text(text):
    section = read(text)
    assert all(quality.text.strip() for quality in section.qualities)


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=120), st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)))
def test_writing_and_reading_back_changes_nothing(text):
    section = read(text)
    written = write_qualities(section)
    again = read("\n".join(written))
    assert without_lines(again) == without_lines(section)
    assert again.unread == ()
    assert write_qualities(again) == written
