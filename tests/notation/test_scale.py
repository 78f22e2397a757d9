"""What learners type for an estimate is understood, and nothing that they type is lost."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whiteboard.draft.expression import Name, Number, Operation, Span
from whiteboard.draft.text import Line
from whiteboard.notation.lines import numbered
from whiteboard.notation.scale import read_scale
from whiteboard.notation.scale.reader import MOST_QUANTITIES
from whiteboard.run.numbers import evaluate

CORPUS = Path(__file__).parents[1] / "corpus"


def read(text):
    return read_scale(numbered(text))


def one(text):
    found = read(text).quantities
    assert len(found) == 1, found
    return found[0]


def value(text, name=None):
    evaluation = evaluate(read(text))
    result = evaluation[name] if name else evaluation.results[-1]
    return result.magnitude, result.unit


@pytest.mark.parametrize(
    ("text", "name", "magnitude", "unit"),
    [
        ("reads = 100k requests/minute", "reads", 100_000, "requests/minute"),
        ("Reads/minute: 100k", "Reads", 100_000, "1/minute"),
        ("Average size of a write: 1MB (just a guess!)", "Average size of a write", 1, "MB"),
        ("Structured data (tweets, accounts): 100 KB each", "Structured data (tweets, accounts)", 100, "KB"),
        ("DAU: 200 million", "DAU", 2e8, "users"),
        ("200M DAU", "DAU", 2e8, "DAU"),
        ("~12K RPS", "RPS", 12_000, "requests/second"),
        ("Assume 100M users", "users", 1e8, "users"),
        ("500 million tweets per day", "tweets per day", 5e8, "tweets/day"),
        ("Each tweet is about 300 bytes", "Each tweet", 300, "bytes"),
        ("seconds = 86,400", "seconds", 86_400, ""),
        ("users = 10 million", "users", 1e7, "users"),
        ("users = 2 crore", "users", 2e7, "users"),
        ("keys = 10^9", "keys", 1e9, ""),
        ("keys = 62^6", "keys", 62**6, ""),
        ("keys = 2**30", "keys", 2**30, ""),
        ("x = 1e9", "x", 1e9, ""),
        ("x = 1_000_000", "x", 1e6, ""),
        ("x = 100 000 users", "x", 1e5, "users"),
        ("ratio = 100:1", "ratio", 100, ""),
        ("Read:write ratio = 100:1", "Read:write ratio", 100, ""),
        ("share = 20%", "share", 0.2, ""),
        ("size = 10-20 MB", "size", 200**0.5, "MB"),
        ("size = 5m users", "size", 5e6, "users"),
        ("rate = 1GB/m", "rate", 1, "GB/minute"),
        ("posts = 5 tweets/user/day", "posts", 5, "tweets/user/day"),
        ("peak reads = 1k/s * 3 in requests/minute", "peak reads", 180_000, "requests/minute"),
        ("servers = ceil(12,000 / 5000)", "servers", 3, ""),
        ("most = max(3, 5, 4)", "most", 5, ""),
        ("x = 1 / (30*86400)", "x", 1 / 2_592_000, ""),
        ("x = 3 × 4 ÷ 2 · 5", "x", 30, ""),
        ("cache = 20% of 10 TB", "cache", 2, "TB"),
        ("# of users: 5M", "of users", 5e6, "users"),
        ("- **Reads/minute**: 100k", "Reads", 100_000, "1/minute"),
        ("$\\text{writes} = 1000 \\times 2$", "writes", 2000, ""),
        ("cost = $0.02/GB * 100 GB", "cost", 2, "dollars"),
    ],
)
def test_forms(text, name, magnitude, unit):
    quantity = one(text)
    assert quantity.name == name
    found, shown = value(text)
    assert found == pytest.approx(magnitude)
    assert shown == unit


@pytest.mark.parametrize(
    "text",
    [
        "users = 10k..1M",
        "users = 10k-1M",
        "users = 10k – 1M",
        "users = 10k to 1M",
        "users = between 10k and 1M",
    ],
)
def test_ranges(text):
    formula = one(text).formula
    assert isinstance(formula, Span)
    assert (formula.low.value, formula.high.value) == (1e4, 1e6)
    assert value(text)[0] == pytest.approx(1e5)


def test_a_difference_is_no_range():
    assert value("x = 100 - 20")[0] == 80
    assert value("x = (1-.99999)*525600")[0] == pytest.approx(5.256)


def test_names_resolve_before_and_after_their_line():
    text = "stored = writes * write size\nwrites = 1k requests/minute\nwrite size = 1 MB/request"
    assert value(text, "stored") == (1, "GB/minute")


@pytest.mark.parametrize(
    "used", ["tweet size", "tweet_size", "Tweet Size", "size of a tweet", "avg tweet size", "tweetSize"]
)
def test_names_are_found_however_they_are_written(used):
    text = f"Average tweet size: 300 bytes\nstored = 1M tweets/day * {used}"
    assert value(text, "stored") == (pytest.approx(300), "MB/day")


def test_an_unknown_name_is_reported_with_the_nearest():
    scale = read("writes = 1k/s\nstored = writs * 1 MB")
    (unread,) = scale.unread
    assert unread.line == 2
    assert "'writs'" in unread.hint and "'writes'" in unread.hint


def test_chains_keep_every_result():
    quantity = one("stored = 1M/day * 86.4 KB = 86.4 GB/day ≈ 31 TB/year")
    assert [claim.text for claim in quantity.claims] == ["86.4 GB/day", "31 TB/year"]
    assert quantity.claims[1].approximate


@pytest.mark.parametrize("sign", ["=", "≈", "~=", "=>", "->", "→", "= about", "≃", "= ~", "which is about"])
def test_signs_before_a_result(sign):
    quantity = one(f"tweets = 100M * 5 {sign} 500M")
    assert [claim.text.strip() for claim in quantity.claims] == ["500M"]
    assert not isinstance(quantity.formula, Number)


def test_a_result_may_stand_on_the_next_line():
    scale = read("storage = 100M * 500 B\n        = 50 GB/day\n        ≈ 18 TB/year")
    (quantity,) = scale.quantities
    assert [claim.line for claim in quantity.claims] == [2, 3]


def test_a_title_may_stand_above_its_formula():
    scale = read("Write QPS\n= 500M / 86400\n≈ 5.8K/s")
    assert scale.quantities[0].name == "Write QPS"
    assert len(scale.quantities[0].claims) == 1


def test_several_quantities_on_one_line():
    assert [q.name for q in read("reads = 100k/min, writes = 1k/min; size = 1 MB").quantities] == [
        "reads",
        "writes",
        "size",
    ]
    assert [q.name for q in read("reads: 100k/min | writes: 1k/min").quantities] == ["reads", "writes"]


def test_tables():
    text = "| Quantity | Value | Formula |\n|---|---|---|\n| tweets | 1B/day | 200M * 5 |\n"
    text += "| size | 300 bytes | |\n"
    scale = read(text)
    assert [(q.name, q.line) for q in scale.quantities] == [("tweets", 3), ("size", 4)]
    assert isinstance(scale.quantities[0].formula, Operation)
    assert scale.quantities[0].claims[0].text == "1B/day"


def test_tables_with_a_column_a_quantity():
    scale = read("| | per day | per second |\n|---|---|---|\n| tweets | 500M | 5.8K |\n")
    assert [str(q.implied) for q in scale.quantities] == ["1/day", "1/second"]


def test_gutter_numbers_of_a_pasted_listing_are_no_quantities():
    scale = read("1\n2  Structured data: 100 KB each\n3  Media: 10MB each\n4\n")
    assert [q.name for q in scale.quantities] == ["Structured data", "Media"]


def test_headings_and_labels_group():
    scale = read("### Text\nsize: 1 KB\n### Media\nsize: 1 MB\nVideo:\nsize: 10 MB")
    assert [q.group for q in scale.quantities] == ["Text", "Media", "Video"]


def test_prose_is_a_remark():
    scale = read("The system is mostly read.\nSo we need to store around a gigabyte of data per minute.")
    assert scale.quantities == () and scale.unread == ()
    assert len(scale.remarks) == 2


def test_a_broken_formula_is_reported_with_its_column():
    (unread,) = read("stored = 5 * / 3 = 2").unread
    assert unread.line == 1
    assert "column 14" in unread.hint and "'/'" in unread.hint


def test_line_numbers_are_those_given():
    scale = read_scale([Line(40, "reads = 5/s"), Line(42, "writes = ( = 3 *")])
    assert scale.quantities[0].line == 40
    assert {unread.line for unread in scale.unread} <= {42}


def test_ambiguous_letters_keep_their_readings():
    number = one("x = 100B").formula
    assert isinstance(number, Number)
    assert {str(unit) for _, unit in [(number.value, number.unit), *number.others]} == {"", "bytes"}
    assert value("users = 5B users") == (5e9, "users")
    assert value("tweet size = 280B") == (280, "bytes")
    assert value("total = 100B * 100M = 10 GB") == (pytest.approx(10), "GB")
    assert value("qps = 1B/86400 = 12K/s")[0] == pytest.approx(11_574, rel=0.01)


def test_bits_and_bytes_are_not_mixed():
    assert value("x = 1 Gbps in MB/s") == (125, "MB/second")
    assert value("x = 250 bytes * 8 bits * 1k/s in Mbps") == (pytest.approx(2), "Mb/second")


def test_the_same_name_is_not_its_own_definition():
    scale = read("stored = 1 GB/minute\nstored per year = stored * 1 year")
    assert scale.quantities[1].uses == (0,)
    assert isinstance(scale.quantities[1].formula, Operation)
    assert isinstance(scale.quantities[1].formula.left, Name)


@pytest.mark.parametrize(
    "path", sorted((CORPUS / "scale" / "right").glob("*.md")), ids=lambda path: path.stem
)
def test_drafts_in_many_notations_are_read_whole(path):
    scale = read(path.read_text(encoding="utf-8"))
    assert scale.unread == ()
    assert scale.quantities


@pytest.mark.parametrize("path", sorted((CORPUS / "estimates").glob("*.md")), ids=lambda path: path.stem)
def test_published_estimates_are_read_whole(path):
    assert read(path.read_text(encoding="utf-8")).unread == ()


# Any text -----------------------------------------------------------------------------------------

PIECES = [
    "reads", "writes", "write size", "stored", "1k", "100M", "5B", "500 B", "1 MB", "20%", "86,400", "10^9",
    "1e9", "62^6", "½", "=", "≈", "~", "->", "=>", ":", "*", "×", " x ", "/", "÷", "+", "-", "(", ")", "^",
    "**", "..", "to", "per", "/s", "/day", "of", "each", "in GB/day", "about", "between", "and", "max(",
    ",", ";", ".", "|", "|---|", "\n", "\n", "\n- ", "\n1. ", "\n### ", "\n= ", "```", "**", "`", "$", "<",
    ">", "#", " // ", "min", "m", "users", "user", "day", "year", "for 5 years", "Gbps", "\\times", "\t",
    "²",
]  # fmt: skip


def accounted_for(text):
    scale = read(text)
    last = text.count("\n") + text.count("\r") + 1
    for unread in scale.unread:
        assert 1 <= unread.line <= last
        assert unread.hint
    for quantity in scale.quantities:
        assert 1 <= quantity.line <= last
        assert all(0 <= used < len(scale.quantities) for used in quantity.uses)
    said = {q.line for q in scale.quantities} | {u.line for u in scale.unread}
    said |= {claim.line for q in scale.quantities for claim in q.claims}
    assert len(evaluate(scale)) == len(scale.quantities)
    return scale, said


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text):
    accounted_for(text)


@settings(max_examples=500, deadline=None)
@example(["/s", "1k", "=", "10^9", "100M"], "")  # a claim beyond all bounds
@example(["5", "kib", "tweets"], " ")  # a unit that has no counterpart in bits
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["", " "]))
def test_any_text_of_the_notation_is_read(pieces, between):
    accounted_for(between.join(pieces))


@pytest.mark.parametrize(
    "text",
    [
        "a = 1\n" * 20_000,
        "(" * 100_000,
        "1*" * 50_000,
        "1," * 50_000,
        "~" * 100_000,
        "a = " + "a1 * " * 200,
        "a: " * 33_000,
        "\\text{" * 16_000,
        "**a" * 33_000,
        "| a | 1 |\n" * 10_000,
        ("(" * 200 + "1" + ")" * 200 + "\n") * 200,
        "\n".join(f"q{i} = q{i - 1} * 2 = 5" for i in range(3000)),
        "9" * 100_000,
        "x = 10^9^9^9^9^9\ny = 9e999 * 9e999\nz = 1/0\n" * 100,
    ],
    ids=lambda text: text[:12],
)
def test_long_texts_are_read(text):
    scale, _ = accounted_for(text)
    assert len(scale.quantities) <= MOST_QUANTITIES
