"""An API written in the canonical notation is read as what it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.canonical.corpus import drafts, lines_of
from whiteboard.canonical.api import write_api
from whiteboard.canonical.forms import EVERYTHING
from whiteboard.canonical.meaning import meaning
from whiteboard.draft.api import Api, Operation, Parameter, Place, Returns
from whiteboard.notation import read_section
from whiteboard.notation.api import read_api
from whiteboard.notation.lines import numbered


def read(lines):
    return read_api(numbered("\n".join(lines)))


def test_a_named_block_an_operation():
    api = read_section(
        "api",
        """### POST `/v1/tweets`
        Request body: {"text": string, "media_ids"?: [string]}
        Response: { "tweet_id": string }

        * home_feed: GET /feed?cursor=<cursor>&filter=following => page of tweets, newest first
        """,
    ).api
    assert write_api(api) == [
        "POST /v1/tweets",
        "  body: text: string, media_ids?: [string]",
        '  returns: { "tweet_id": string }',
        "home_feed:",
        "  GET /feed?cursor={cursor}&filter=following",
        "  returns: page of tweets, newest first",
    ]


def test_functions_graphql_and_rpc_stay_what_they_are():
    api = read_section(
        "api",
        """function getFeed(userId: string, cursor?: string): Promise<Page<Tweet>>

        type Query {
          feed(first: Int!, after: String): [Tweet]
        }
        rpc Follow (FollowRequest) returns (Empty);
        """,
    ).api
    written = write_api(api)
    assert "getFeed(userId: string, cursor?: string): Promise<Page<Tweet>>" in written
    assert "  feed(first: Int!, after: String): [Tweet]" in written
    assert "rpc Follow(FollowRequest) returns (Empty)" in written
    assert meaning(read(written)) == meaning(api)


@pytest.mark.parametrize("draft", [d for d in drafts() if d.section == "api"], ids=lambda draft: draft.name)
def test_every_draft_of_the_corpus_in_the_exact_form(draft):
    api = read_section("api", draft.text).api
    if api is not None:
        again = read(write_api(api, EVERYTHING))
        assert meaning(again) == meaning(api)
        assert write_api(again, EVERYTHING) == write_api(api, EVERYTHING)


names = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
parameters = st.builds(
    Parameter,
    name=names,
    place=st.sampled_from(Place),
    type=st.none() | names,
    required=st.booleans(),
    example=st.none() | names,
)
operations = st.builds(
    Operation,
    name=names,
    named=st.booleans(),
    method=st.none() | st.sampled_from(["GET", "POST", "WS", "RPC", "LINK"]),
    path=st.none() | names,
    parameters=st.lists(parameters, max_size=3).map(tuple),
    returns=st.none() | st.builds(Returns, text=names, many=st.booleans(), fields=st.tuples(names)),
    description=names,
    reads=st.none() | st.booleans(),
    group=names,
)


@given(st.builds(Api, operations=st.lists(operations, max_size=4).map(tuple), remarks=st.tuples(names)))
def test_the_exact_form_holds_any_api_whatever(api):
    assert meaning(read(write_api(api, EVERYTHING))) == meaning(api)


@given(st.builds(Api, operations=st.lists(operations, max_size=4).map(tuple)))
def test_any_api_is_written_without_an_error(api):
    assert all(isinstance(line, str) for line in write_api(api))


words = st.sampled_from(["getFeed", "tweets", "userId", "text", "cursor", "page_size"])
plain_operations = st.builds(
    Operation,
    name=st.sampled_from(["getFeed", "publishTweet", "followUser", "list_tweets"]),
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    path=st.lists(words, min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts)),
    parameters=st.lists(words, max_size=3, unique=True).map(
        lambda found: tuple(Parameter(name=name, place=Place.BODY) for name in found)
    ),
)


@given(plain_operations)
def test_ordinary_operations_are_read_back_from_the_usual_form(operation):
    api = Api(operations=(operation,))
    lines = write_api(api)
    assert not any(line.startswith("```") for line in lines)
    assert meaning(read(lines)) == meaning(api)


def test_lines_of_the_corpus_are_there():
    assert len(lines_of("api")) > 300
