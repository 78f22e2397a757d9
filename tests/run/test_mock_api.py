"""A draft becomes a document that the validator accepts, and a server that answers as promised."""

import asyncio
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_spec_validator import validate

from tests.notation.test_api_fuzz import drafts
from whiteboard.draft.api import Api, Operation, Parameter, Place, Returns
from whiteboard.notation.api import read_api
from whiteboard.notation.lines import numbered
from whiteboard.run.mock_api import PAGE, TOTAL, MockApi, app, operations
from whiteboard.run.openapi import document

CORPUS = Path(__file__).parents[1] / "corpus" / "api"
DRAFT = """\
publishTweet:
  POST /tweets
  body: {"text": string, "mediaIds?": [string], "likes?": int}
  returns: tweet id
getTweet:
  GET /tweets/{tweetId}
  returns: tweet with its number of likes
getTweets:
  GET /accounts/{accountId:int}/tweets?nextPageToken={token}&limit={n}
  returns: page of tweets, newest first
getFeed:
  GET /feed?page={page}
  returns: {"entries": [Tweet], "nextPage": int}
trends:
  GET /trends
  returns: list of hashtags
search:
  GET /search?q={words}&offset={n}
  returns: tweets
like:
  PUT /tweets/{tweetId}/like
deleteTweet:
  DELETE /tweets/{tweetId}
me:
  GET /accounts/me
updates:
  WS /updates
"""


def read(text: str) -> Api:
    return read_api(numbered(text))


@pytest.fixture(scope="module")
def mock() -> MockApi:
    return MockApi(read(DRAFT))


def assert_valid(api: Api) -> dict:
    made = document(api, title="Birds")
    json.dumps(made)
    validate(made)
    assert made["openapi"].startswith("3.1")
    return made


@pytest.mark.parametrize("path", sorted(CORPUS.rglob("*.md")), ids=lambda path: path.stem)
def test_every_draft_becomes_a_valid_document_whose_every_operation_answers(path):
    api = read(path.read_text(encoding="utf-8"))
    made = assert_valid(api)
    mock = MockApi(made)
    for template, item in made["paths"].items():
        for method, operation in item.items():
            place = re.sub(r"\{\w+\}", "1", template)
            query = {p["name"]: "1" for p in operation["parameters"] if p["in"] == "query" and p["required"]}
            body = (
                operation.get("requestBody", {})
                .get("content", {})
                .get("application/json", {})
                .get("schema", {})
            )
            sent = {name: _value(body["properties"][name]) for name in body.get("required", ())}
            answer = mock.request(method.upper(), place, params=query, json=sent or None)
            if not operation.get("x-websocket"):
                assert answer.is_success, (method, template, answer.text)


def _value(schema: dict) -> object:
    kinds = {"integer": 1, "number": 1.5, "boolean": True, "array": [], "object": {}}
    return kinds.get(schema.get("type"), "x")


def test_a_list_pages_to_an_end(mock):
    pages = list(mock.pages("/accounts/7/tweets"))
    assert [len(page) for page in pages] == [PAGE, PAGE, TOTAL - 2 * PAGE]
    ids = [tweet["id"] for page in pages for tweet in page]
    assert len(set(ids)) == TOTAL


@pytest.mark.parametrize(
    ("path", "parameters"),
    [("/feed", {}), ("/search", {"q": "birds"}), ("/accounts/7/tweets", {"limit": 7})],
)
def test_page_numbers_offsets_and_tokens_all_end(mock, path, parameters):
    assert sum(len(page) for page in mock.pages(path, **parameters)) == TOTAL


def test_the_limit_is_kept(mock):
    answer = mock.get("/accounts/7/tweets", params={"limit": 7}).json()
    assert len(answer["tweets"]) == 7
    assert answer["nextPageToken"]


def test_the_promised_fields_come_back(mock):
    answer = mock.get("/feed").json()
    assert set(answer) == {"entries", "nextPage"}
    assert answer["nextPage"] == 2
    tweet = mock.get("/tweets/42").json()
    assert tweet["id"] == "42"
    assert isinstance(tweet["likesCount"], int)
    assert "text" in tweet
    assert set(mock.post("/tweets", json={"text": "hi"}).json()) == {"tweetId"}


def test_an_unpaged_list_comes_as_a_whole(mock):
    assert len(mock.get("/trends").json()) == TOTAL


def test_a_post_creates_and_a_delete_leaves_nothing(mock):
    assert mock.post("/tweets", json={"text": "hi"}).status_code == 201
    assert mock.delete("/tweets/1").status_code == 204
    assert mock.delete("/tweets/1").content == b""
    assert mock.put("/tweets/1/like").status_code == 204


@pytest.mark.parametrize(
    ("method", "path", "arguments", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("POST", "/feed", {}, 405),
        ("GET", "/accounts/abc/tweets", {}, 422),
        ("GET", "/feed", {"params": {"page": "two"}}, 422),
        ("GET", "/search", {}, 422),
        ("GET", "/accounts/7/tweets", {"params": {"nextPageToken": "made up"}}, 422),
        ("POST", "/tweets", {"json": {}}, 422),
        ("POST", "/tweets", {}, 422),
        ("POST", "/tweets", {"json": ["hi"]}, 422),
        ("POST", "/tweets", {"json": {"text": 5}}, 422),
        ("POST", "/tweets", {"json": {"text": "hi", "likes": True}}, 422),
        ("POST", "/tweets", {"content": b"{"}, 400),
        ("GET", "/updates", {}, 426),
    ],
)
def test_wrong_requests_are_answered_as_a_service_would(mock, method, path, arguments, status):
    answer = mock.request(method, path, **arguments)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_a_wrong_method_says_which_are_right(mock):
    allowed = mock.post("/tweets/1").headers["allow"]
    assert {"GET", "DELETE"} <= set(allowed.replace(" ", "").split(","))


def test_a_fixed_path_goes_before_a_parameter(mock):
    api = read("GET /users/{id:int}\nGET /users/me\n")
    assert MockApi(api).get("/users/me").status_code == 200


def test_pages_says_what_is_missing(mock):
    with pytest.raises(ValueError, match="q"):
        list(mock.pages("/search"))


def test_the_client_works_where_a_loop_runs_already(mock):
    async def in_a_notebook() -> int:
        return mock.get("/feed").status_code

    assert asyncio.run(in_a_notebook()) == 200


def test_a_foreign_document_is_served_too():
    made = {
        "openapi": "3.0.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/x/{n}": {"get": {"responses": {"200": {"description": "ok"}}}}},
    }
    assert MockApi(made).get("/x/1").status_code == 200


def test_a_web_socket_sends_an_example_and_closes():
    sent = []

    async def talk() -> None:
        received = iter([{"type": "websocket.connect"}])

        async def receive() -> dict:
            return next(received)

        async def send(message: dict) -> None:
            sent.append(message["type"])

        scope = {
            "type": "websocket",
            "path": "/updates",
            "headers": [],
            "query_string": b"",
            "subprotocols": [],
            "root_path": "",
            "scheme": "ws",
        }
        await app(read("WS /updates -> tweets"))(scope, receive, send)

    asyncio.run(talk())
    assert sent == ["websocket.accept", "websocket.send", "websocket.close"]


def test_calls_without_a_path_get_one():
    made = assert_valid(read("getFeed(userId, cursor)\npostTweet(userId, text)\n"))
    assert list(made["paths"]["/getFeed"]) == ["get"]
    assert list(made["paths"]["/postTweet"]) == ["post"]
    assert made["paths"]["/postTweet"]["post"]["requestBody"]["required"]


def test_two_operations_on_one_path_are_merged_and_paths_that_differ_in_names_only_are_one():
    made = assert_valid(read("GET /tweets?author={a}\nGET /tweets?tag={t}\nGET /x/{a}\nDELETE /x/{b}\n"))
    assert [p["required"] for p in made["paths"]["/tweets"]["get"]["parameters"]] == [False, False]
    assert list(made["paths"]["/x/{a}"]) == ["get", "delete"]


def test_a_name_that_stands_twice_in_a_path():
    made = assert_valid(read("PUT /users/{id}/follow/{id}\n"))
    assert list(made["paths"]) == ["/users/{id}/follow/{id2}"]


def test_the_api_as_a_picture_is_a_table_of_operations():
    table = operations(read(DRAFT))
    assert list(table.columns) == ["operation", "method", "path", "inputs", "returns", "many", "line"]
    assert table.loc[table.operation == "publishTweet", "inputs"].item() == "text, mediaIds?, likes?"
    assert operations(Api()).empty


TEXT = st.text(max_size=12)
SHAPES = st.builds(
    Operation,
    name=st.text(min_size=1, max_size=12),
    named=st.booleans(),
    method=st.sampled_from([None, "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "WS", "RPC"]),
    path=st.none()
    | st.lists(
        st.sampled_from(
            ["a", "{a}", "{b c}", "{a!r}", "{0}", "x-{a}", "{a}{b}", "é", "{", "}", "{a:b}", "%7B", "{}"]
        ),
        max_size=4,
    ).map(lambda parts: "/" + "/".join(parts)),
    parameters=st.lists(
        st.builds(
            Parameter,
            name=st.text(min_size=1, max_size=8)
            | st.sampled_from(["a", "A", "cursor", "limit", "page", "b c"]),
            place=st.sampled_from(Place),
            type=st.none() | TEXT | st.sampled_from(["int", "[x]", "bool", "{}"]),
            required=st.booleans(),
        ),
        max_size=4,
    ).map(tuple),
    returns=st.none()
    | st.builds(
        Returns,
        text=TEXT | st.just("{a, b}"),
        many=st.booleans(),
        fields=st.lists(TEXT | st.just("items"), max_size=3).map(tuple),
    ),
    description=TEXT,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(SHAPES, max_size=5))
def test_any_api_becomes_a_document_that_the_validator_accepts(made):
    api = Api(operations=tuple(made))
    app(assert_valid(api))


@settings(max_examples=100, deadline=None)
@given(drafts())
def test_any_text_becomes_a_document_that_the_validator_accepts(text):
    app(assert_valid(read(text)))
