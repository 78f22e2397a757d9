"""What the rules on objects, relations and data types promise."""

import pytest

from whiteboard.draft.finding import Severity
from whiteboard.judge import check
from whiteboard.problems import load


def found(code, section, text, problem="twitter"):
    return [f for f in check(text, section=section, problem=problem).findings if f.rule == code]


@pytest.mark.parametrize("problem", ["twitter", "code-deployment", "interviewing-io", "tiktok"])
def test_worked_boards_cost_nothing(problem):
    report = check(load(problem).board, problem=problem)
    codes = {"R1", "R2", "R5", "R8", "R9", "R10", "R12", "T8", "T9", "T10"}
    assert [f for f in report.findings if f.rule in codes and f.severity is Severity.MUST] == []


@pytest.mark.parametrize(
    "text", ["User\nPost", "Users, Tweets, Follows", "Person: name\nStatus message: text", "Usuario\nTweet"]
)
def test_other_names_are_the_same_objects(text):
    assert found("R10", "objects", text) == []


def test_a_missing_object_costs_its_share():
    [finding] = found("R10", "objects", "Account: handle")
    assert (finding.severity, finding.share) == (Severity.MUST, 0.5)


def test_interviews_may_be_their_own_bookings():
    assert found("R10", "objects", "User (name)\nBooking (time)", "interviewing-io") == []


@pytest.mark.parametrize(
    "text",
    [
        "Account follows Account\nAccount likes Tweet",
        "User × User: subscribe\nUser × Post: favorite",
        "Users can follow each other\nUsers can like many tweets",
        "Follow: follower, followee\nLike: user, tweet",
        "User M:N User\nUser M:N Tweet",
    ],
)
def test_relations_in_other_words(text):
    assert found("R12", "relations", text) == []


def test_publishing_is_not_liking():
    assert [f.share for f in found("R12", "relations", "User follows User\nUser publishes Tweet")] == [0.5]


def test_a_pair_that_was_ruled_out_is_considered():
    assert (
        found("R5", "relations", "Account × Tweet: publishes\nTweet × Photo: shows\nAccount × Photo: none")
        == []
    )
    assert found("R5", "relations", "Account × Tweet: publishes\nTweet × Photo: shows")


def test_deployment_by_any_verb():
    assert found("R12", "relations", "Release runs on Server", "code-deployment") == []


def test_media_and_objects_need_a_type():
    assert [f.severity for f in found("T8", "data types", "User: 1 KB\nPhoto: blob")] == [Severity.MUST]
    assert found("T8", "data types", "Structured: users, tweets\nMedia: images") == []


def test_metadata_of_media_is_structured():
    assert found("T9", "data types", "Photo metadata: structured, 100 B\nVideo url: structured") == []
    assert found("T9", "data types", "Video: structured, 10 MB")
    assert found("T9", "data types", "Video: structured, 1 KB", "tiktok") == []
