"""What a failed component takes with it, how available that leaves each operation, and what it costs."""

import pytest

from tests.run.traffic.drafts import PACKS, board
from whiteboard.run.traffic.availability import availabilities, minutes, percent
from whiteboard.run.traffic.building import network_of
from whiteboard.run.traffic.cost import monthly_cost
from whiteboard.run.traffic.failures import blast_radius, single_points

API = "getFeed: GET /feed\npostTweet: POST /tweets"
DESIGN = (
    "people -> load balancer -> api server x4\napi server -> feed cache (hit 90%): getFeed\n"
    "api server -> feeds (key-value, replicas 2): getFeed\napi server -> tweets db: postTweet\n"
    "api server -> fan-out queue: postTweet\nfan-out queue -> feed worker -> feeds"
)
BOARD = board(
    DESIGN, "reads = 90/second\nwrites = 10/second", api=API, qualities="availability: 99.9%, by failover"
)


def test_the_blast_radius_names_the_operations_that_lose_service():
    frame = blast_radius(network_of(BOARD))
    assert frame.loc["api server", ["getFeed", "postTweet"]].tolist() == ["lost", "lost"]
    assert frame.loc["feeds", ["getFeed", "postTweet"]].tolist() == ["lost in part", "done later"]
    assert frame.loc["feed cache", "getFeed"] == "slower"
    assert frame.loc["feed worker", "postTweet"] == "done later"
    assert frame.loc["tweets db", "getFeed"] == "goes on"
    assert frame["requests lost"].to_dict() == pytest.approx(
        {
            "load balancer": 1, "api server": 1, "feeds": 0.09, "tweets db": 0.1, "fan-out queue": 0.1,
            "feed cache": 0, "feed worker": 0,
        }
    )  # fmt: skip


def test_single_points_are_single_copies_on_every_way():
    assert single_points(BOARD.design) == {
        "load balancer": ("feeds", "tweets db"),
        "tweets db": ("tweets db",),
    }
    assert single_points(board("people -> lb x2 -> api x2 -> db (relational, replicas 2)").design) == {}


def test_availability_multiplies_what_is_needed_and_shows_how():
    feed, post = availabilities(network_of(BOARD), BOARD.design, BOARD.qualities)
    one = 0.995
    expected = 0.9999 * (1 - (1 - one) ** 4) * (1 - 0.1 * (1 - one) ** 2)
    assert feed.value == pytest.approx(expected)
    assert post.value == pytest.approx(0.9999 * (1 - (1 - one) ** 4) * one * 0.999)
    assert (feed.kept, post.kept) == (True, False)
    assert "needed by 10% of the requests" in "\n".join(feed.lines)
    assert post.minutes_a_year == pytest.approx((1 - post.value) * 525_600)


def test_availabilities_can_be_given_or_stated():
    made = board("people -> api server (99.99%) -> db")
    assert availabilities(network_of(made), made.design)[0].value == pytest.approx(0.9999 * 0.995)
    given = availabilities(network_of(made), made.design, given={"db": 1.0, "api server": 0.5})
    assert given[0].value == 0.5
    with pytest.raises(ValueError, match="share from 0 to 1"):
        availabilities(network_of(made), made.design, given={"db": 99.9})


@pytest.mark.parametrize(
    ("share", "text", "a_year"),
    [
        (0.99, "99%", "88 hours"),
        (0.999, "99.9%", "8.8 hours"),
        (0.9999, "99.99%", "53 minutes"),
        (0.99999, "99.999%", "5.3 minutes"),
    ],
)
def test_nines_and_minutes_a_year_are_the_known_ones(share, text, a_year):
    assert percent(share) == text
    assert minutes((1 - share) * 525_600) == a_year


@pytest.mark.parametrize("name", PACKS)
def test_every_packs_board_has_a_radius_and_a_cost(name):
    made = PACKS[name]
    network = network_of(made)
    assert len(blast_radius(network)) == len(network.stations)
    cost = monthly_cost(made)
    assert cost.attrs["total"] == pytest.approx(cost["dollars"].sum())
    assert "read in November 2026" in cost.attrs["source"]


def test_prices_are_overridable_and_bad_ones_are_told():
    made = board("people -> api server x4 -> db")
    frame = monthly_cost(made, prices={"api server": 25, "store": 100}).set_index("component")
    assert frame["dollars"].to_dict() == {"api server": 100, "db": 100}
    for price in (-1, float("nan"), "cheap"):
        with pytest.raises(ValueError, match="api server"):
            monthly_cost(made, prices={"api server": price})


def test_what_is_stored_and_sent_is_priced_by_the_gigabyte():
    scale = "reads = 9/second\nstored = 1 GB/minute\negress = 10 MB/second\npeak egress = 90 MB/second"
    frame = monthly_cost(board("people -> cdn -> media (blob)\npeople -> api -> media", scale)).set_index(
        "component"
    )
    assert frame.loc["media", "dollars"] == 5000
    assert frame.loc["cdn", "dollars"] == 1000
