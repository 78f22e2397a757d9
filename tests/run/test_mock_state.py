"""What is posted to a served mock can be read back, changed and deleted, over real HTTP."""

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whiteboard.draft.api import Api
from whiteboard.notation.api import read_api
from whiteboard.notation.lines import numbered
from whiteboard.run.mock.store import TOTAL, Store, Thing
from whiteboard.run.mock_api import MockApi
from whiteboard.run.serving import serve

DRAFT = """\
publishTweet:
  POST /tweets
  body: {"text": string, "accountId?": string, "media?": string}
  returns: tweet id
getTweet:
  GET /tweets/{tweetId}
  returns: tweet with its number of likes
putTweet:
  PUT /tweets/{tweetId}
  body: {"text": string}
  returns: tweet
editTweet:
  PATCH /tweets/{tweetId}
  body: {"text?": string, "media?": string}
  returns: tweet
deleteTweet:
  DELETE /tweets/{tweetId}
getTweets:
  GET /accounts/{accountId}/tweets?nextPageToken={token}&limit={n}
  returns: page of tweets, newest first
listTweets:
  GET /tweets?page={n}
  returns: page of tweets
like:
  PUT /tweets/{tweetId}/like
comment:
  POST /tweets/{tweetId}/comments
  body: {"words": string}
  returns: comment id
comments:
  GET /tweets/{tweetId}/comments
  returns: list of comments
getProfile:
  GET /accounts/{accountId}/profile
  returns: profile
putProfile:
  PUT /accounts/{accountId}/profile
  body: {"name": string}
  returns: profile
deleteProfile:
  DELETE /accounts/{accountId}/profile
"""


def read(text: str) -> Api:
    return read_api(numbered(text))


@pytest.fixture
def client():
    with serve(read(DRAFT)) as server, server.client() as made:
        yield made


def post(client: httpx.Client, text: str = "hi", **fields: object) -> str:
    answer = client.post("/tweets", json={"text": text, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()["tweetId"]


def test_what_was_posted_can_be_read_back(client):
    answer = client.post("/tweets", json={"text": "hi"})
    made = answer.json()["tweetId"]
    read_back = client.get(answer.headers["location"])
    assert answer.headers["location"] == f"/tweets/{made}"
    assert read_back.json() == {"id": made, "text": "hi", "likesCount": 0}


def test_each_post_makes_another(client):
    assert len({post(client) for _ in range(5)}) == 5


def test_a_list_begins_with_what_was_posted_newest_first(client):
    first, second = post(client, "one"), post(client, "two")
    items = client.get("/tweets").json()["tweets"]
    assert [item["id"] for item in items[:3]] == [second, first, "tweet-1"]
    assert [item.get("text") for item in items[:2]] == ["two", "one"]


def test_a_list_leaves_out_what_was_deleted(client):
    made = post(client)
    client.delete(f"/tweets/{made}")
    client.delete("/tweets/tweet-2")
    ids = [item["id"] for item in client.get("/tweets").json()["tweets"]]
    assert ids[:2] == ["tweet-1", "tweet-3"]


def test_what_belongs_to_another_is_not_in_the_list(client):
    hers, his, unsaid = post(client, accountId="7"), post(client, accountId="8"), post(client)
    ids = {item["id"] for item in client.get("/accounts/7/tweets").json()["tweets"]}
    assert {hers, unsaid} <= ids
    assert his not in ids


def test_what_was_posted_below_something_stays_there(client):
    made = client.post("/tweets/tweet-1/comments", json={"words": "well said"}).json()["commentId"]
    assert client.get("/tweets/tweet-1/comments").json()[0] == {"id": made, "words": "well said"}
    assert client.get("/tweets/tweet-2/comments").json()[0]["id"] == "comment-1"


def test_deleted_things_are_gone_with_all_that_stands_below_them(client):
    made = post(client)
    assert client.delete(f"/tweets/{made}").status_code == 204
    for method, path in [("GET", ""), ("DELETE", ""), ("PUT", "/like"), ("GET", "/comments")]:
        answer = client.request(method, f"/tweets/{made}{path}")
        assert answer.status_code == 404, (method, path)
        assert "was deleted" in answer.json()["detail"]


@pytest.mark.parametrize("known", ["tweet-1", "1", "45", "tweet-45"])
def test_what_is_made_up_exists_until_it_is_deleted(client, known):
    assert client.get(f"/tweets/{known}").json()["id"] == known
    assert client.delete(f"/tweets/{known}").status_code == 204
    assert client.get(f"/tweets/{known}").status_code == 404


def test_an_id_that_nobody_made_is_404_and_the_answer_says_which_are_there(client):
    for unknown in ("nope", "46", "tweet-46", "0", "tweet-0", "user-1", "é", "a" * 5000):
        answer = client.get(f"/tweets/{unknown}")
        assert answer.status_code == 404
        assert "tweet-1 to tweet-45" in answer.json()["detail"]
        assert len(answer.json()["detail"]) < 200


def test_of_a_kind_that_clients_do_not_make_every_id_exists(client):
    assert client.get("/accounts/anyone/tweets").status_code == 200


def test_put_is_idempotent_also_after_a_delete(client):
    for path in ("/tweets/tweet-3", "/tweets/mine"):
        answers = [client.put(path, json={"text": "new"}) for _ in range(2)]
        assert answers[0].json() == answers[1].json()
        assert client.get(path).json()["text"] == "new"
        client.delete(path)
        assert client.put(path, json={"text": "again"}).json() == answers[0].json() | {"text": "again"}
        assert client.get(path).status_code == 200
    ids = [item["id"] for item in client.get("/tweets").json()["tweets"]]
    assert ids[:4] == ["mine", "tweet-1", "tweet-2", "tweet-3"]
    assert ids.count("tweet-3") == 1


def test_patch_changes_what_it_names_and_leaves_the_rest(client):
    made = post(client, "one", media="a.png")
    assert client.patch(f"/tweets/{made}", json={"text": "two"}).json()["media"] == "a.png"
    assert client.get(f"/tweets/{made}").json()["text"] == "two"
    before = client.get("/tweets/tweet-4").json()
    client.patch("/tweets/tweet-4", json={"text": "two"})
    assert client.get("/tweets/tweet-4").json() == before | {"text": "two"}
    assert client.patch("/tweets/nope", json={"text": "two"}).status_code == 404


def test_a_thing_without_an_id_is_kept_by_its_path(client):
    client.put("/accounts/7/profile", json={"name": "Ada"})
    assert client.get("/accounts/7/profile").json()["name"] == "Ada"
    other = client.get("/accounts/8/profile").json()["name"]
    assert other != "Ada"
    client.delete("/accounts/7/profile")
    assert client.get("/accounts/7/profile").json()["name"] == other


def test_pages_by_token_show_nothing_twice_when_something_comes_in_between(client):
    seen, parameters = [], {"limit": 10}
    for turn in range(20):
        page = client.get("/accounts/7/tweets", params=parameters).json()
        seen += [item["id"] for item in page["tweets"]]
        post(client, f"in between {turn}")
        if page["nextPageToken"] is None:
            break
        parameters["nextPageToken"] = page["nextPageToken"]
    assert seen == [f"tweet-{number}" for number in range(1, TOTAL + 1)]


def test_pages_by_token_go_on_within_what_was_posted(client):
    made = [post(client, str(number)) for number in range(25)]
    first = client.get("/accounts/7/tweets", params={"limit": 25}).json()
    assert [item["id"] for item in first["tweets"]] == made[::-1]
    rest = client.get(
        "/accounts/7/tweets", params={"limit": 100, "nextPageToken": first["nextPageToken"]}
    ).json()
    assert [item["id"] for item in rest["tweets"]] == [f"tweet-{n}" for n in range(1, TOTAL + 1)]
    assert rest["nextPageToken"] is None


def test_pages_by_number_shift_as_they_do_in_life(client):
    last = client.get("/tweets", params={"page": 1}).json()["tweets"][-1]
    post(client)
    assert client.get("/tweets", params={"page": 2}).json()["tweets"][0] == last


@pytest.mark.parametrize("page", ["99", "9" * 100])
def test_a_page_beyond_the_end_is_empty(client, page):
    answer = client.get("/tweets", params={"page": page})
    assert answer.json()["tweets"] == []


def test_errors_are_problem_details(client):
    for answer in (
        client.get("/nowhere"),
        client.get("/tweets/"),
        client.post("/tweets/1"),
        client.post("/tweets", json={}),
        client.post("/tweets", content=b"{"),
        client.post("/tweets", content=b'{"text": NaN}'),
        client.post("/tweets", content=b'"' + b"x" * 1_100_000 + b'"'),
        client.get("/tweets/nope"),
    ):
        assert answer.is_client_error
        assert answer.headers["content-type"] == "application/problem+json"
        body = answer.json()
        assert body["status"] == answer.status_code
        assert body["title"] == {422: "Unprocessable Content", 413: "Content Too Large"}.get(
            answer.status_code, answer.reason_phrase
        )
        assert body["detail"]
    wrong = client.post("/tweets", json={"text": None, "media": 5}).json()
    assert wrong["errors"] == [
        {"in": "body", "name": "text", "problem": "is null; leave it out instead"},
        {"in": "body", "name": "media", "problem": "is not of type string"},
    ]


def test_function_signatures_have_a_memory_too():
    api = read("postTweet(userId, text) -> tweetId\ngetTweet(tweetId) -> tweet\ndeleteTweet(tweetId)\n")
    with serve(api) as server, server.client() as client:
        made = client.post("/postTweet", json={"userId": "7", "text": "hi"}).json()["tweetId"]
        assert client.get("/getTweet", params={"tweetId": made}).json()["text"] == "hi"
        assert client.post("/deleteTweet", json={"tweetId": made}).is_success
        assert client.get("/getTweet", params={"tweetId": made}).status_code == 404


def test_ids_that_are_numbers_stay_numbers():
    api = read(
        "POST /tweets\n  body: text\n  returns: tweet\nGET /tweets/{tweetId:int}\n  returns: tweet\n"
        "GET /tweets?page={n}\n  returns: page of tweets\n"
    )
    with serve(api) as server, server.client() as client:
        made = client.post("/tweets", json={"text": "hi"}).json()["id"]
        assert made == TOTAL + 1
        assert client.get(f"/tweets/{made}").json() == {"id": made, "text": "hi"}
        assert [item["id"] for item in client.get("/tweets").json()["tweets"]][:2] == [made, 1]


def test_without_state_nothing_is_kept():
    mock = MockApi(read(DRAFT))
    made = mock.post("/tweets", json={"text": "hi"}).json()["tweetId"]
    assert mock.get(f"/tweets/{made}").json()["text"] != "hi"
    assert mock.delete("/tweets/1").status_code == 204
    assert mock.get("/tweets/1").status_code == 200


def test_in_process_there_can_be_state_as_well():
    mock = MockApi(read(DRAFT), stateful=True)
    made = mock.post("/tweets", json={"text": "hi"}).json()["tweetId"]
    assert mock.get(f"/tweets/{made}").json()["text"] == "hi"


def test_a_store_is_bounded_in_number_and_size():
    few = Store(most_things=10)
    made = [few.create(Thing("tweet", "", fields={"n": n})) for n in range(100)]
    assert len(few) == 10
    assert few.get("tweet", made[-1].id) == made[-1]
    assert few.get("tweet", made[0].id) is None
    small = Store(most_bytes=10_000)
    for _ in range(100):
        small.create(Thing("tweet", "", fields={"text": "x" * 1000}))
    assert 1 <= len(small) <= 10
    for n in range(100):
        few.delete("tweet", f"x{n}")
    assert few.is_gone("tweet", "x99")
    assert not few.is_gone("tweet", "x0")


IDS = st.sampled_from(["a", "b", "tweet-1", "1", "tweet-46", "46"])
STEPS = st.tuples(st.sampled_from(["create", "replace", "change", "delete"]), IDS, st.integers(0, 9))


@settings(max_examples=200, deadline=None)
@given(st.lists(STEPS, max_size=30))
def test_a_store_does_what_a_dictionary_would(steps):
    store, model, gone = Store(), {}, set()
    for verb, identifier, n in steps:
        key = "tweet-1" if identifier == "1" else identifier
        sent = Thing("tweet", identifier, fields={f"f{n % 3}": n})
        if verb == "create":
            made = store.create(Thing("tweet", "", fields=sent.fields))
            assert made.id not in model
            key = made.id
            model[key] = sent.fields
        elif verb == "replace":
            store.replace(sent)
            model[key] = sent.fields
        elif verb == "change":
            store.change(sent)
            model[key] = model.get(key, {}) | sent.fields
        else:
            store.delete("tweet", identifier)
            model.pop(key, None)
            gone.add(key)
            continue
        gone.discard(key)
    assert {
        thing.id if thing.id != "1" else "tweet-1": thing.fields for thing in store.of_kind("tweet")
    } == model
    assert all(store.is_gone("tweet", key) for key in gone)
    assert all(store.get("tweet", key) for key in model)
    numbers = [thing.number for thing in store.of_kind("tweet")]
    assert len(set(numbers)) == len(numbers)
