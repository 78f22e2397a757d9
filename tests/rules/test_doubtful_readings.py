"""What rests on half a sentence, or on a word that may be meant otherwise, is advice at most."""

import pytest

from whiteboard.draft.finding import Severity
from whiteboard.judge import check


def musts(text, code, *, problem=None, section=None):
    report = check(text, problem=problem, section=section)
    return [found for found in report.findings if found.rule == code and found.severity is Severity.MUST]


API = (
    "## API\nPOST /tweets {text}\nGET /tweets/{id} -> tweet, number of likes, status\nPUT /tweets/{id}/like\n"
)


@pytest.mark.parametrize(
    "line",
    [
        "like a tweet; show the number",
        "like a tweet. Everybody sees how many likes it has",
        "post a tweet, get a short link back",
        "see whether my upload is ready",
        "like + unlike a tweet, show count",
        "see # likes",
        "- # of likes on a tweet",
        "Latency: 200 ms, nobody likes to wait",
        "Security - only the basics",
        "The system should be highly available",
        "99.9% availability",
        "reading",
    ],
)
def test_half_a_sentence_and_a_quality_promise_no_operation(line):
    assert not musts(f"## Access patterns\npost a tweet\n{line}\n{API}", "C1")


@pytest.mark.parametrize(
    "line", ["mute a conversation for a while", "block an advertiser", "invite a friend"]
)
def test_a_whole_sentence_does(line):
    assert musts(f"## Access patterns\npost a tweet\n{line}\n{API}", "C1")


@pytest.mark.parametrize(
    "line",
    ["upload a video (bytes go to S3)", "see the feed [cached in Redis]", "upload a video -> stored in S3"],
)
def test_a_part_that_is_named_beside_a_requirement_costs_nothing(line):
    assert not musts(f"{line}\nfollow an account", "R3", section="access patterns")


def test_a_part_within_a_requirement_does():
    assert musts("users get the feed from Redis\nfollow an account", "R3", section="access patterns")


@pytest.mark.parametrize(
    "line",
    [
        "reports: 3 per row = 30 million / day",
        "calls: even 100 API calls per interview = 100k / day",
        "photos: 2 MB each = 20 TB/day",
        "likes: 5 per user = 50M a day",
    ],
)
def test_so_much_of_each_may_come_to_so_much_in_all(line):
    text = f"rows = 10M/day\n{line}\n"
    assert not musts(text, "S1", section="scale")
    assert not musts(text, "S2", section="scale")


def test_a_result_of_the_same_kind_is_held_to_its_formula():
    assert musts("rows = 10M/day\nreports = 3 * 10M/day = 300M/day\n", "S1", section="scale")


def test_things_that_each_do_something_every_so_often_are_a_rate():
    report = check("10k agents polling every 30 s = 333 req/s", section="scale")
    assert not report.unread
    assert not [found for found in report.findings if found.severity is Severity.MUST]


@pytest.mark.parametrize(
    "text",
    [
        "API (c = cursor)\nGET /feed?c= -> list of tweets\nPOST /tweets\n",
        "## API\nAll lists are paged with ?p=.\nGET /feed?p= -> list of tweets\n",
        "## API (p = page token)\nGET /feed?p= -> list of tweets\n",
    ],
)
def test_a_parameter_may_be_explained_beside(text):
    assert not musts(text, "A3")


SEATS = (
    "users: id pk, pseudonym unique\n"
    "interviews: id pk, interviewer_id -> users, interviewee_id -> users, language, starts_at, shown; "
    "index (shown, starts_at)\n"
)


def test_a_store_of_another_name_may_lead_to_the_rows():
    led = SEATS + "seats: user_id -> users, starts_at, interview_id -> interviews; pk (user_id, starts_at)\n"
    assert not musts(led, "D1", problem="interviewing-io", section="storage")
    assert musts(SEATS, "D1", problem="interviewing-io", section="storage")


def test_to_look_before_one_writes_keeps_nobody_out():
    promise = "PostgreSQL, because bookings go in transactions.\n"
    looks = (
        promise
        + SEATS
        + "The server first checks whether either user has an interview then. If not, it inserts one in a transaction.\n"
    )
    locks = (
        promise
        + SEATS
        + "The server locks both users, checks whether they are free, and inserts the interview in one transaction.\n"
    )
    assert musts(looks, "D4", problem="interviewing-io", section="storage")
    assert not musts(locks, "D4", problem="interviewing-io", section="storage")


def test_a_comment_may_say_that_the_caller_waits():
    design = (
        "developer -> load balancer -> API x3\nAPI -> builders x30   // plain call, API waits until the archive is built\n"
        "builders -> bucket (blob)\nAPI -> postgres (replicas 2)\nbuilders -> rollout queue -> rollout x2 -> postgres\n"
    )
    assert musts(design, "M5", problem="code-deployment", section="design")
    assert not musts(
        design.replace("API waits until", "nobody waits until"),
        "M5",
        problem="code-deployment",
        section="design",
    )


def test_the_title_of_a_paragraph_names_its_quality():
    text = "Consistency. Bookings are serialized by the database, since nobody may be booked twice."
    assert not musts(text, "N1", section="qualities")
