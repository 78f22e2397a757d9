"""What the rules on access patterns promise: R3, R4, R6, R7 and R11."""

import pytest

from whiteboard.draft.finding import Severity
from whiteboard.judge import check
from whiteboard.problems import load


def found(code, text, problem="twitter"):
    report = check(text, section="access patterns", problem=problem)
    assert report.unread == ()
    return [finding for finding in report.findings if finding.rule == code]


COMPLETE = {
    "named": ("twitter", """\
publish: publish a tweet
getTweets: given an account, get its tweets, newest first
getFeed: given an account, get the tweets of the accounts it follows, newest first
follow: follow an account
like: like a tweet"""),
    "comma list": ("twitter", "post tweets, follow, timeline, like, view profile"),
    "stories": ("twitter", """\
As a user, I want to post a tweet so that my followers can read it
As a user, I want to follow others so that I see what they write
As a reader I want to see my home timeline, most recent first
As a user, I want to favourite a tweet.
As a visitor, I'd like to look at somebody's profile and their tweets."""),
    "questions": ("twitter", """\
Will users of our service be able to post tweets and follow other people? -> yes
Should we also create and display the user's timeline with top tweets from all the people a user follows? (yes)
Can users like tweets?
  Yes, one like per tweet.
Can a user see the tweets of one profile?
  A: yes, newest first"""),
    "numbered": ("twitter", """\
FR1. Users post short messages (280 chars).
FR2. Users follow/unfollow other users.
FR3. Users see a timeline of posts by followed users, newest on top.
FR4. Users see all the posts of one user
FR-5: Users can mark posts as favorites."""),
    "bold": ("twitter", """\
**Post a tweet** – text up to 280 characters, maybe an image
**Follow** - one-directional, no approval needed
**Home feed**: latest tweets by people you follow
**Profile feed**: all tweets by one user
**Like**: heart a tweet; tweets cannot be edited"""),
    "gerunds": ("twitter", """\
- Tweeting
- Following other users
- Favoriting tweets
- Viewing the home timeline
- Viewing the tweets of one user"""),
    "table": ("twitter", """\
| # | Use case | Actor | Priority |
|---|---|---|---|
| 1 | Post a tweet | User | P0 |
| 2 | Follow somebody | User | P0 |
| 3 | Read the home timeline, latest first | Reader | P0 |
| 4 | Look at a profile's tweets | Anyone | P0 |
| 5 | Like a tweet | User | P1 |"""),
    "signatures": (
        "twitter", "postTweet(user, text)\ngetFeed(user)\ngetUserTweets(user)\nfollow(user, other)\nlike(user, tweet)"
    ),
    "a pipeline": ("code-deployment", """\
Trigger a release: publishes a code artifact and deploys it to all servers.
List the releases and their status, newest first.
Roll back: deploys an earlier release again."""),
    "interviews": ("interviewing-io", """\
Users set the hours in which they can give interviews.
A user books an interview with somebody for a time and a language.
Both join the interview (shared editor, video call).
Code that is typed can be run.
Afterwards a user can list their past interviews, most recent first.
Anyone can browse the showcase of recorded interviews by language."""),
    "videos": ("tiktok", """\
Creators upload short videos (<= 1 min) with caption
Viewers scroll through a feed of videos
Viewers like, comment, follow
Anyone can open a creator's profile & see their videos"""),
}  # fmt: skip


@pytest.mark.parametrize(("problem", "text"), COMPLETE.values(), ids=COMPLETE)
def test_a_complete_list_is_complete_in_any_style(problem, text):
    assert found("R11", text, problem) == []
    assert [
        f
        for f in check(text, section="access patterns", problem=problem).findings
        if f.severity is Severity.MUST
    ] == []


@pytest.mark.parametrize(
    ("style", "line", "missing"),
    [
        ("named", 3, "follow an account"),
        ("stories", 1, "follow an account"),
        ("numbered", 1, "follow an account"),
        ("numbered", 4, "like a tweet"),
        ("table", 6, "like a tweet"),
        ("table", 4, "accounts it follows"),
        ("signatures", 0, "publish a tweet"),
        ("interviews", 1, "book"),
        ("interviews", 2, "join"),
        ("a pipeline", 2, "recall"),
        ("videos", 0, "upload"),
    ],
)
def test_what_is_left_out_is_missed_in_any_style(style, line, missing):
    problem, text = COMPLETE[style]
    lines = text.splitlines()
    [finding] = found("R11", "\n".join(lines[:line] + lines[line + 1 :]), problem)
    assert missing in finding.message or problem != "twitter"
    required = [pattern for pattern in load(problem).access_patterns if pattern.required]
    assert (finding.severity, finding.share) == (Severity.MUST, pytest.approx(1 / len(required)))


def test_whom_they_follow_is_not_following():
    text = "post tweets\nlike tweets\nHome feed: latest tweets by people you follow\nprofile page"
    assert [f.message for f in found("R11", text)] == ["No line asks for this: follow an account."]


def test_the_second_of_two_in_a_sentence_counts():
    text = (
        COMPLETE["named"][1]
        .replace("follow: follow an account\n", "")
        .replace("publish a tweet", "publish and follow")
    )
    assert found("R11", text) == []


def test_what_was_answered_no_is_not_asked_for():
    text = COMPLETE["named"][1].replace("like: like a tweet", "Will users be able to like tweets? No")
    assert [f.severity for f in found("R11", text)] == [Severity.MUST]


def test_look_ups_alone_leave_writing_to_the_relations():
    assert (
        found("R11", "Given an account:\n- get its tweets, newest first\n- get its feed, newest first") == []
    )


def test_another_language_is_not_held_to_be_wrong():
    findings = found("R11", "Los usuarios publican mensajes\nLos usuarios siguen a otros usuarios")
    assert {f.severity for f in findings} <= {Severity.SHOULD}


@pytest.mark.parametrize(
    "text", ["post a tweet, put on a Kafka topic", "the feed is read from a Redis cache by users"]
)
def test_a_part_in_a_requirement(text):
    findings = found("R3", f"Users can {text}\nUsers can follow others")
    assert [f.severity for f in findings] == [Severity.MUST]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Users join the queue for an interview", "interviewing-io"),
        ("No websockets are needed", "twitter"),
        ("Users can see the tweets of one account", "twitter"),
    ],
)
def test_words_of_the_domain_are_no_parts(text, problem):
    assert found("R3", text, problem) == []


def test_nine_features_are_many():
    many = "\n".join(
        f"Users can {verb} tweets"
        for verb in ("post", "read", "like", "share", "pin", "mute", "quote", "report", "edit")
    )
    assert [f.severity for f in found("R4", many)] == [Severity.SHOULD]
    assert (
        found("R4", "Core:\n- post tweets\nLater:\n" + "\n".join(f"- {x} tweets" for x in "abcdefghi")) == []
    )


def test_comments_that_nobody_reads():
    text = "Users comment on a video\nUsers watch a feed of videos\n"
    assert [f.line for f in found("R6", text, "tiktok")] == [1]
    assert found("R6", text + "Users read the comments of a video, newest first", "tiktok") == []


def test_what_a_feed_shows_is_read():
    assert found("R6", "Users can post tweets with photos\nUsers see their home feed, newest first") == []


@pytest.mark.parametrize(
    "more",
    [
        "", "The feed is chronological.", "Will the feed be ranked? No, by time", "Everything is sorted by time.",
    ],
)  # fmt: skip
def test_an_order_may_be_said_anywhere(more):
    findings = found("R7", f"Users can post tweets\nUsers can see a feed of tweets\n{more}")
    assert bool(findings) is (more == "")


@pytest.mark.parametrize("order", ["newest first", "created_at desc", "ranked by interest", "latest on top"])
def test_an_order_in_the_line(order):
    assert found("R7", f"getFeed: given a user, get a feed of tweets, {order}") == []
