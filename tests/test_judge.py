"""Points follow from findings, criterion by criterion."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whiteboard.judge import RULE_FAILED, check
from whiteboard.notation.board import READER_FAILED
from whiteboard.problems import available, load
from whiteboard.report import Outcome, to_dict, to_html, to_text

TWITTER = load("twitter")
BOARDS = Path(__file__).parent / "corpus" / "boards"


def assert_sound(report):
    """Neither a reader nor a rule failed on the way; `check` would otherwise hide it from the learner."""
    assert not [finding for finding in report.findings if RULE_FAILED in finding.message]
    assert not [unread for _, unread in report.unread if READER_FAILED in unread.hint]


@pytest.mark.parametrize("name", available())
def test_the_worked_board_earns_full_marks_without_an_unread_line(name):
    report = check(load(name).board, problem=name)
    assert [f"{f.rule} {f.line} {f.message}" for f in report.findings if f.severity == "must"] == []
    assert report.points == report.max_points > 0
    assert report.unread == ()
    assert report.met


@pytest.mark.parametrize("path", sorted(BOARDS.glob("*.md")), ids=lambda path: path.stem)
def test_right_boards_in_other_styles_earn_full_marks_without_an_unread_line(path):
    report = check(path.read_text(encoding="utf-8"), problem="twitter")
    assert_sound(report)
    attempted = [c for c in report.criteria if c.outcome is not Outcome.NOT_ATTEMPTED]
    assert all(criterion.points == criterion.max_points for criterion in attempted)
    assert report.unread == ()


def test_sections_that_are_not_judged_are_named():
    report = check("# T\n## Problem statement\nA service.\n## API\nGET /feed\n", problem="twitter")
    assert report.unjudged == (("notes", 2),)


@pytest.mark.parametrize("section", ["scale", "api", "storage"])
@pytest.mark.parametrize("text", ["", "# type your draft here\n", "\n\n"])
def test_an_empty_section_is_not_attempted(section, text):
    report = check(text, problem="twitter", section=section)
    assert report.outcome(section) is Outcome.NOT_ATTEMPTED
    assert report.points == 0
    assert not report.met


def test_a_section_of_which_nothing_was_understood_could_not_be_read():
    report = check("⟂⟂⟂ ?? ⟂\n¿¿", problem="twitter", section="scale")
    assert report.outcome("scale") in {Outcome.UNREADABLE, Outcome.NOT_ATTEMPTED}
    assert report.points == 0


def test_a_missing_section_of_a_whole_board_is_not_attempted():
    report = check("# Twitter\n## API\nGET /feed?cursor={c} -> page of tweets\n", problem="twitter")
    assert report.outcome("storage") is Outcome.NOT_ATTEMPTED
    assert report.outcome("api") is Outcome.INCOMPLETE


def test_one_operation_does_not_earn_the_points_of_a_whole_api():
    few = check(
        "getFeed:\n  GET /feed?cursor={c}\n  returns: page of tweets", problem="twitter", section="api"
    )
    assert 0 < few.points < few.max_points / 2
    held = [criterion for criterion in few.criteria if criterion.held_back_by]
    assert held and all(criterion.outcome is not Outcome.MET for criterion in held)


@pytest.mark.parametrize(
    ("storage", "most"),
    [
        ("books (relational): id pk, title", 0.0),
        ("accounts: id pk, handle", 0.0),
        ("tweets: id pk, author_id, text, created_at; index (author_id, created_at)", 4.0),
    ],
)
def test_what_no_store_holds_has_no_identifier_either(storage, most):
    """An unrelated table with a key earned what is given for keys, and the report ticked "every thing has a store"."""
    report = check(storage, problem="twitter", section="storage")
    things = report.criteria[0]
    assert things.name.startswith("every thing has a store")
    assert things.held_back_by == ("D1",)
    assert things.outcome is not Outcome.MET
    assert report.points <= most


def test_an_index_that_is_missing_takes_nothing_from_the_stores_that_are_there():
    report = check(
        "tweets: id pk, author_id, text, created_at\n"
        "follows: follower_id, followee_id; pk (follower_id, followee_id)\n",
        problem="twitter",
        section="storage",
    )
    assert report.criteria[0].outcome is Outcome.MET
    assert report.criteria[1].outcome is not Outcome.MET


def test_without_a_problem_a_section_is_met_when_no_rule_is_broken():
    assert check("reads = 100k requests/minute", section="scale").met
    assert not check("a = 1k * 1 MB = 1 TB", section="scale").met


def test_points_scale_to_what_a_cell_is_worth():
    report = check(TWITTER.board, problem="twitter")
    assert report.points_of("api", out_of=8) == 8
    assert check("", problem="twitter", section="api").points_of("api", out_of=8) == 0


def test_unknown_names_list_what_exists():
    with pytest.raises(KeyError, match="twitter"):
        check("", problem="lunch")
    with pytest.raises(KeyError, match="api, scale, storage"):
        check("", section="lunch")


@settings(max_examples=60, deadline=None)
@given(st.text(), st.sampled_from(["scale", "api", "storage"]))
def test_any_text_gives_a_report_in_every_form(text, section):
    report = check(text, problem="twitter", section=section)
    assert 0 <= report.points <= report.max_points
    assert_sound(report)
    to_text(report), to_html(report), to_dict(report)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_board_with_lines_lost_or_doubled_still_gives_a_report(data):
    lines = TWITTER.board.split("\n")
    kept = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines)))
    report = check("\n".join(kept), problem="twitter")
    assert_sound(report)
    assert 0 <= report.points <= report.max_points
