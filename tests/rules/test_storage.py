"""What the storage rules promise: right drafts in any style pass, and what is wrong is named once."""

from pathlib import Path

import pytest

from tests.shorthand import WORKED, storage
from whiteboard.draft.board import Board
from whiteboard.draft.finding import Severity
from whiteboard.draft.storage import Reason, Storage, Transaction
from whiteboard.draft.text import Unread
from whiteboard.judge import check
from whiteboard.problems import load
from whiteboard.rules import Context, rules

TWITTER = load("twitter")
CORPUS = Path(__file__).parents[1] / "corpus" / "storage"
RIGHT = sorted((CORPUS / "right").glob("*.md"))
WRONG = sorted((CORPUS / "wrong").glob("*.md"))


def judged(draft, problem=TWITTER):
    context = Context(board=Board(storage=draft), problem=problem)
    return [
        finding for rule in rules().values() if rule.section == "storage" for finding in rule.check(context)
    ]


def musts(findings):
    return sorted({finding.rule for finding in findings if finding.severity is Severity.MUST})


def of(code, findings):
    return [finding for finding in findings if finding.rule == code]


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_a_right_draft_in_any_style_costs_nothing(path):
    report = check(path.read_text(), problem="twitter", section="storage")
    assert [(f.rule, f.message) for f in report.findings if f.severity is Severity.MUST] == []


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.stem)
def test_a_right_draft_is_read_whole(path):
    assert check(path.read_text(), problem="twitter", section="storage").unread == ()


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_what_is_wrong_is_named(path):
    text = path.read_text()
    expected = set(text.partition("\n")[0].removeprefix("# expect:").split())
    found = set(musts(check(text, problem="twitter", section="storage").findings))
    assert found >= expected
    # One fault may cost twice, as a column and as a look-up; it is not a reason for a rain of findings.
    assert len(found - expected) <= 1


def test_the_worked_storage_is_flawless():
    assert musts(judged(WORKED)) == []


def test_an_incomplete_draft_is_told_its_faults():
    draft = storage(
        "Accounts: id, name, surname",
        "Tweets: id, content, author_id, media_url",
        "Followers: account_id, follower_id",
    )
    findings = judged(draft)
    assert musts(findings) == ["D1", "D4", "T6"]
    first = of("D1", findings)[0].message
    assert "getTweets and getFeed look Tweets up by author_id" in first


def test_each_access_pattern_costs_its_share():
    follows = "follows: follower_id, followee_id; pk (follower_id, followee_id)"
    both = of("D1", judged(storage("tweets: id pk, author_id, created_at", follows)))
    assert sum(finding.share for finding in both) == pytest.approx(1.0)
    stored = "feeds (key-value): account_id pk, tweet_ids"
    one = of("D1", judged(storage("tweets: id pk, author_id, created_at", follows, stored)))
    assert sum(f.share for f in one if f.severity is Severity.MUST) == pytest.approx(0.5)


def test_a_thing_without_a_store_is_one_finding():
    findings = judged(
        storage("users: id pk, name", "tweets: id pk, user_id, text, created_at; index (user_id, created_at)")
    )
    [missing] = [finding for finding in findings if finding.severity is Severity.MUST]
    assert (missing.rule, missing.share) == ("D1", 0.5)
    assert "No store holds follows" in missing.message


def test_an_index_without_the_order_is_advice():
    findings = judged(
        storage(
            "tweets: id pk, author_id, text, created_at; index (author_id)",
            "follows: follower_id, followee_id; pk (follower_id, followee_id)",
        )
    )
    assert musts(findings) == []
    assert any("sorts all of them by created_at" in finding.message for finding in of("D1", findings))


def test_a_table_lost_to_invalid_sql_is_blamed_once():
    draft = storage(
        "tweets: id pk, author_id, text, created_at; index (author_id, created_at)",
    )
    lost = Unread(3, "CREATE TABLE follows (follower_id bigint,, followee_id bigint)", "a comma too many")
    findings = judged(Storage(stores=draft.stores, errors=(lost,)))
    assert musts(findings) == ["D3"]


def test_a_table_in_an_unread_line_costs_nothing():
    draft = storage("tweets: id pk, author_id, text, created_at; index (author_id, created_at)")
    findings = judged(Storage(stores=draft.stores, unread=(Unread(3, "follows ~~ a ~ b", "…"),)))
    assert musts(findings) == []


def test_a_relation_that_is_a_set_keeps_its_pairs_once():
    draft = storage(
        "follows (key-value): user_id pk, followee_ids", "tweets: id pk, user_id, created_at; index (user_id)"
    )
    assert of("D4", judged(draft)) == []


def test_a_reference_to_another_services_table_is_advice():
    findings = of("D3", judged(storage("tweets: id pk, author_id -> people_service, text, created_at")))
    assert [finding.severity for finding in findings] == [Severity.SHOULD]


def test_a_reference_with_a_slip_of_the_pen_is_not():
    findings = of(
        "D3", judged(storage("accounts: id pk", "tweets: id pk, author_id -> acounts, text, created_at"))
    )
    assert [finding.severity for finding in findings] == [Severity.MUST]


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (("SELECT n FROM t WHERE id = 1", "UPDATE t SET n = 5 WHERE id = 1"), True),
        (("SELECT n FROM t WHERE id = 1 FOR UPDATE", "UPDATE t SET n = 5 WHERE id = 1"), False),
        (("SELECT n FROM t WHERE id = 1", "UPDATE t SET n = 5 WHERE id = 1 AND version = 3"), False),
        (("SELECT n FROM t WHERE id = 1", "UPDATE t SET n = n + 1 WHERE id = 1"), False),
        (("SELECT n FROM u WHERE id = 1", "UPDATE t SET n = 5 WHERE id = 1"), False),
        (("UPDATE t SET n = 5 WHERE id = 1",), False),
    ],
)
def test_a_race_between_reading_and_writing_is_seen(statements, found):
    draft = Storage(transactions=(Transaction(statements=statements, line=1),))
    assert bool(of("D5", judged(draft))) is found


@pytest.mark.parametrize(
    ("because", "advice"),
    [("it scales", True), ("fast and scalable", True), ("a tweet is read as a whole", False)],
)
def test_a_reason_says_something_of_the_data(because, advice):
    draft = Storage(
        stores=WORKED.stores,
        because=(Reason(text=because, line=1),),
        drawback=(Reason(text="one primary", line=2),),
    )
    assert bool(of("D6", judged(draft))) is advice


def test_a_brand_with_its_reason_is_fine():
    stores = storage("tweets: id pk").stores
    bare = Storage(stores=stores, brands=(Reason(text="Cassandra", line=4, about="tweets"),))
    assert [finding.line for finding in of("D7", judged(bare))] == [4]
    told = Storage(stores=stores, brands=bare.brands, because=(Reason(text="writes spread", line=5),))
    assert of("D7", judged(told)) == []


def test_a_bucketed_partition_is_left_alone():
    draft = storage(
        "tweets (wide-column): author_id, month, created_at; partition (author_id, month); sort (created_at)"
    )
    assert of("D8", judged(draft)) == []


def test_rules_cope_without_a_problem_and_without_a_section():
    assert judged(WORKED, problem=None) is not None
    context = Context(board=Board(), problem=TWITTER)
    assert [f for rule in rules().values() if rule.section == "storage" for f in rule.check(context)] == []
