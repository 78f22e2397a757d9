"""A learner's text may be anything: it ends in findings, in bounded time, without an exception."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.draft.board import SECTIONS
from whiteboard.judge import RULE_FAILED, check
from whiteboard.notation.board import READER_FAILED
from whiteboard.problems import available, load

HEADINGS = [name if name != "api" else "API" for name in SECTIONS]


def under_every_heading(text):
    return "".join(f"## {name}\n{text}\n" for name in HEADINGS)


HOSTILE = {
    "binary": bytes(range(256)).decode("latin-1") * 200,
    "nested brackets": "(" * 5000 + "[" * 5000 + "{" * 5000 + "}" * 5000,
    "nested lists": "\n".join("  " * depth + "- a: b" for depth in range(500)),
    "right to left": "حساب: اسم, صورة -> قاعدة بيانات = 5 GB\nמשתמש follows משתמש\n" * 50,
    "emoji": "👩‍👩‍👧 -> 🗄️ x4: 🐦\n🐦: 🧵, 📷? (immutable)\n" * 50,
    "one long line": "a -> " * 20_000,
    "one long word": "x" * 200_000,
    "only signs": "|" * 3000 + "\n" + "-" * 3000 + "\n" + "=" * 3000 + "\n" + ":" * 3000 + "\n" + "*" * 3000,
    "tables that do not close": "| a | b\n|---|\n| c\n" * 200,
    "fences that do not close": "```mermaid\nflowchart LR\nA[\n```sql\nCREATE TABLE (\n" * 50,
    "nulls and controls": "a\x00b\x1b[31m: c\x07 -> d\x08\n" * 100,
    "a cyclic design": "\n".join(f"s{n} -> s{(n + 1) % 300}" for n in range(300)) + "\nclient -> s0",
    "everything calls everything": "\n".join(f"a{n} -> a{m}" for n in range(40) for m in range(40)),
    "keywords of SQL": "select -> from -> where x2 -> table (relational)\norder: group, by, index\n",
}


@pytest.mark.parametrize("problem", available())
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_under_every_heading_ends_in_a_report(name, problem):
    report = check(under_every_heading(HOSTILE[name][:20_000]), problem=problem)
    assert 0 <= report.points < report.max_points
    assert_nothing_failed(report)


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_as_one_section_ends_in_a_report(name, section):
    assert_nothing_failed(check(HOSTILE[name], problem="twitter", section=section))


def test_a_megabyte_of_mixed_lines_is_read():
    lines = [line for name in available() for line in load(name).board.splitlines()]
    chosen = random.Random(7).choices(lines, k=1_000_000 // 45)
    assert_nothing_failed(check("\n".join(chosen), problem="twitter"))


def test_ten_thousand_components_are_walked():
    chain = "\n".join(f"service {n} -> service {n + 1}" for n in range(5000))
    fan = "\n".join(f"service 0 -> worker {n} -> store {n} (relational)" for n in range(2500))
    api = "## API\nGET /feed?cursor={c} -> page of tweets\n"
    report = check(f"{api}## Design\nclient -> service 0\n{chain}\n{fan}\n", problem="twitter")
    assert_nothing_failed(report)
    assert "design" in report.sections


def test_names_that_are_keywords_of_sql_work():
    board = (
        "## Objects\nOrder: select, from, where\nGroup: table, index\n"
        "## Storage\norder (relational): id pk, select, from, group -> group; index (from, select)\n"
        "group (relational): id pk, table, index, values\n"
    )
    report = check(board)
    assert report.unread == ()
    assert not [finding for finding in report.findings if finding.severity == "must"]


def assert_nothing_failed(report):
    assert not [f.message for f in report.findings if f.message.startswith(RULE_FAILED)]
    assert not [entry.hint for _, entry in report.unread if READER_FAILED in entry.hint]


LINES = [line for name in available() for line in load(name).board.splitlines() if line.strip()]


@given(
    st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=40)), max_size=40),
    st.sampled_from(available()),
)
def test_any_mix_of_lines_ends_in_a_report(lines, problem):
    assert_nothing_failed(check("\n".join(lines), problem=problem))
