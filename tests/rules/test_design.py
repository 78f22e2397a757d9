"""The rules of the design: connected, balanced, answered for, and no larger than its load."""

import pytest

from whiteboard.judge import check

SOUND = "people -> load balancer -> api server x4 -> tweets db (relational, replicas 2)\n"


def musts(text, *, problem=None, section="design"):
    report = check(text, problem=problem, section=section)
    return {finding.rule for finding in report.findings if finding.severity == "must"}


def found(text, *, problem=None, section="design"):
    return {finding.rule for finding in check(text, problem=problem, section=section).findings}


@pytest.mark.parametrize(
    "text",
    [
        SOUND,
        "client -> lb -> app x3 -> postgres (primary + standby)",
        "client -> cdn -> s3\nclient -> s3: upload by a signed url\nclient -> api server x2 -> dynamodb",
        "- Load balancer: spreads requests\n- API servers (x4): read from the database\n- Database (2 replicas)\n",
        "graph LR\nU[Users] --> LB[Load balancer] --> S[Servers x3] --> D[(DB, 2 replicas)]",
    ],
)
def test_sound_designs_lose_nothing(text):
    assert musts(text) == set()


def test_a_client_at_the_database_is_found_and_a_signed_upload_is_not():
    assert "M2" in musts(SOUND + "people -> tweets db\n")
    assert "M2" not in found(SOUND + "people -> media (blob): upload by a signed url\n")


def test_a_box_alone_is_found_and_one_that_a_sentence_connects_is_not():
    assert "M2" in musts(SOUND + "audit service x2\n")
    assert "M2" not in musts(SOUND + "audit service x2\nThe audit service reads the tweets db at night.\n")


def test_a_cache_says_how_long_it_keeps_what():
    assert "M1" in found(SOUND + "api server -> feed cache\n")
    assert "M1" not in found(SOUND + "api server -> feed cache (ttl 30 s)\n")
    assert "M1" not in found(SOUND + "api server -> feed cache\nCached feeds are invalidated on a write.\n")


def test_one_server_behind_a_balancer():
    assert "M3" in musts("people -> load balancer -> api server x1 -> db (relational, replicas 2)")
    assert "M3" not in musts("people -> load balancer -> api server -> db (relational, replicas 2)")


def test_long_work_needs_a_queue_or_a_word_of_doing_it_later():
    direct = "developer -> api server x2 -> build server x4 -> artifacts (blob)\n"
    assert "M5" in musts(direct, problem="code-deployment")
    assert "M5" not in found(direct, problem="twitter")
    later = direct + "The build runs in the background and its status is polled.\n"
    assert "M5" not in musts(later, problem="code-deployment")
    queued = "developer -> api server x2 -> build queue -> builder x4 -> artifacts (blob)\n"
    assert "M5" not in found(queued, problem="code-deployment")


BOARD = "## Qualities\navailability: 99.9%{how}, because downtime costs revenue\n## Design\n{design}\n"


def test_a_single_database_is_found_where_availability_is_promised():
    single = "people -> load balancer -> api server x4 -> tweets db (relational)"
    assert "B1" in musts(BOARD.format(how="", design=single), section=None)
    assert "B1" not in musts(BOARD.format(how=", by failover to a standby", design=single), section=None)
    assert "B1" not in musts(single)


def test_copies_of_one_store_say_nothing_of_another():
    two = SOUND + "api server -> orders db (relational, replicas 1)\n"
    messages = [f.message for f in check(two, section="design").findings if f.rule == "B1"]
    assert len(messages) == 1
    assert "orders db" in messages[0]


def test_much_machinery_for_little_load():
    text = (
        "## Scale\nreads = {reads} requests/second\nwrites = 1 requests/second\n## Design\n"
        "people -> cdn -> gateway -> api server x2 -> cache (ttl 30 s)\napi server -> queue -> worker\n"
        "api server -> search index\n"
    )
    assert "M6" in found(text.format(reads="10"), section=None)
    assert "M6" not in found(text.format(reads="50k"), section=None)
