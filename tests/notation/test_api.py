"""The forms in which people write an API down are all understood."""

import pytest

from whiteboard.draft.api import Api, Operation, describe
from whiteboard.notation.api import read_api
from whiteboard.notation.lines import numbered


def read(text: str) -> Api:
    return read_api(numbered(text))


def only(text: str) -> Operation:
    api = read(text)
    assert api.unread == ()
    (operation,) = api.operations
    return operation


def inputs(operation: Operation) -> list[str]:
    return [f"{p.place}:{p.name}{'' if p.required else '?'}" for p in operation.parameters]


def test_named_blocks_with_the_line_numbers_of_a_pasted_listing():
    api = read(
        "1\n2  getTweets:\n3    GET /{accountId}/tweets?nextPageToken={token}\n"
        "4    returns: paged list of tweets\n"
        "5\n"
        "6  putTweet:\n7    PUT /{accountId}/tweets\n8    body: what the tweet says.\n9\n"
    )
    first, second = api.operations
    assert (first.name, first.named, first.method, first.path, first.line) == (
        "getTweets",
        True,
        "GET",
        "/{accountId}/tweets",
        3,
    )
    assert inputs(first) == ["path:accountId", "query:nextPageToken?"]
    assert first.returns.many
    assert inputs(second) == ["path:accountId", "body:what the tweet says"]
    assert second.returns is None
    assert api.unread == ()


@pytest.mark.parametrize(
    ("typed", "path", "names"),
    [
        ("/tweets/{id}", "/tweets/{id}", ["id"]),
        ("/tweets/:id", "/tweets/{id}", ["id"]),
        ("/tweets/<id>", "/tweets/{id}", ["id"]),
        ("/tweets/<int:id>", "/tweets/{id}", ["id"]),
        ("/tweets/$id", "/tweets/{id}", ["id"]),
        ("/tweets/${id}", "/tweets/{id}", ["id"]),
        ("/tweets/[id]", "/tweets/{id}", ["id"]),
        ("/tweets/{{id}}", "/tweets/{id}", ["id"]),
        ("/tweets/TWEET_ID", "/tweets/{TWEET_ID}", ["TWEET_ID"]),
        ("/tweets/42/likes", "/tweets/{id}/likes", ["id"]),
        ("/users/{user id}/tweets", "/users/{user id}/tweets", ["user id"]),
        ("https://api.example.org/v1/tweets/:id", "/v1/tweets/{id}", ["id"]),
        ("{base_url}/tweets", "/tweets", []),
        ("/1.1/statuses/update.json", "/1.1/statuses/update.json", []),
        ("/feed/", "/feed", []),
    ],
)
def test_path_parameters_come_out_alike_however_they_were_typed(typed, path, names):
    operation = only(f"GET {typed}")
    assert operation.path == path
    assert [p.name for p in operation.parameters] == names


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("GET /feed?cursor={c}&limit=20", ["query:cursor?", "query:limit?"]),
        ("GET /search?q={words}", ["query:q"]),
        ("GET /feed?cursor", ["query:cursor?"]),
        ("GET /feed[?page=2]", ["query:page?"]),
        ("GET /tweets?user_id=<id>", ["query:user_id"]),
        ("GET /feed (cursor, limit)", ["query:cursor?", "query:limit?"]),
        ("GET /feed params: cursor, lang?", ["query:cursor?", "query:lang?"]),
    ],
)
def test_query_parameters(line, expected):
    assert inputs(only(line)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "POST /tweets {text, media_ids?}",
        "POST /tweets body: text, media_ids?",
        "POST /tweets\nbody: text, media_ids?",
        'POST /tweets\nbody: {\n  "text": string,\n  "media_ids?": [string]\n}',
        'POST /tweets\n\n{\n  "text": "hi",\n  media_ids?: []\n}',
        "POST /tweets\nRequest:\n- text (string)\n- media_ids (list, optional)",
        "POST /tweets (text, media_ids?)",
        "POST /tweets HTTP/1.1\nHost: x.org\nContent-Type: application/json\n\n{text, media_ids?}",
        "Endpoint: /tweets\nMethod: POST\nBody: text, media_ids (optional)",
        "### Post a tweet\n\n`POST /tweets`\n\n**Parameters**\n\n* `text`: string\n* `media_ids`: optional",
        "| Method | Path | Body |\n|---|---|---|\n| POST | /tweets | text, media_ids? |",
        "1. Post a tweet: POST /tweets { text, media_ids? }",
        "- **POST** `/tweets` with body { text, media_ids? }",
        'curl -X POST https://x.org/tweets -d \'{"text": "hi", "media_ids?": []}\'',
    ],
)
def test_a_body_is_understood_wherever_it_stands(text):
    operation = only(text)
    assert (operation.method, operation.path) == ("POST", "/tweets")
    assert inputs(operation) == ["body:text", "body:media_ids?"]


@pytest.mark.parametrize(
    "text",
    [
        "GET /feed -> Tweet[]",
        "GET /feed --> [Tweet]",
        "GET /feed → List<Tweet>",
        "GET /feed => tweets",
        "GET /feed returns list of tweets",
        "GET /feed - returns a page of tweets",
        "GET /feed: Tweet[]",
        "GET /feed\nreturns: tweets, newest first",
        "GET /feed\n-> Tweet[]",
        "GET /feed\nResponse (200):\n  [Tweet]",
        'GET /feed\nResponse: 200 OK\n```json\n{\n  "tweets": [{"id": 1}],\n  "next": "x"\n}\n```',
        "GET /feed\nReturns the tweets of the accounts that I follow.",
        "| Method | Path | Returns |\n|---|---|---|\n| GET | /feed | array of tweets |",
    ],
)
def test_many_is_understood_however_it_is_said(text):
    operation = only(text)
    assert (operation.method, operation.path) == ("GET", "/feed")
    assert operation.returns.many


@pytest.mark.parametrize(
    "text",
    [
        "tweet id",
        "Tweet",
        "the tweet with its likes",
        "number of likes",
        "success",
        "status",
        "{id, text, mediaIds: []}",
        "201 Created",
        "boolean",
    ],
)
def test_one_is_not_taken_for_many(text):
    operation = only(f"POST /tweets -> {text}")
    assert operation.returns is None or not operation.returns.many


@pytest.mark.parametrize(
    ("text", "name", "names"),
    [
        ("postTweet(user_id, tweet_data, timestamp, …)", "postTweet", ["user_id", "tweet_data", "timestamp"]),
        ("getFeed(userId: string, cursor?: string): Tweet[]", "getFeed", ["userId", "cursor"]),
        (
            "def get_feed(user_id: int, page_token: str = None) -> list[Tweet]",
            "get_feed",
            ["user_id", "page_token"],
        ),
        ("Feed getFeed(long userId, int page)", "getFeed", ["userId", "page"]),
        (
            "func (s *Server) GetFeed(userId int64, cursor string) ([]Tweet, error)",
            "GetFeed",
            ["userId", "cursor"],
        ),
        ("const getFeed = (userId, cursor) => Tweet[]", "getFeed", ["userId", "cursor"]),
        ("- `getFeed(userId, cursor)` — the home feed", "getFeed", ["userId", "cursor"]),
        ("getFeed(\n  userId,\n  cursor\n) -> Tweet[]", "getFeed", ["userId", "cursor"]),
        ("rpc GetFeed(FeedRequest) returns (FeedResponse);", "GetFeed", ["FeedRequest"]),
        ("Get feed (userId, cursor)", "Get feed", ["userId", "cursor"]),
        ("getFeed {\n  userId: UUID\n  cursor: string\n}", "getFeed", ["userId", "cursor"]),
    ],
)
def test_signatures(text, name, names):
    operation = only(text)
    assert operation.name == name
    assert [p.name for p in operation.parameters] == names


def test_optional_arguments_and_types():
    operation = only("List<Tweet> getFeed(long userId, @Nullable String cursor)")
    assert [(p.name, p.type) for p in operation.parameters] == [("userId", "long"), ("cursor", "String")]
    operation = only("getFeed(userId: int, cursor?: string, limit: int = 20)")
    assert [p.required for p in operation.parameters] == [True, False, False]


def test_a_curl_command_over_several_lines_with_its_response():
    operation = only(
        "$ curl -X POST https://x.org/api/v1/tweets \\\n  -H 'Authorization: Bearer t' \\\n"
        '  -d \'{\n    "text": "hi"\n  }\'\n\nResponse:\n{\n  "id": "1"\n}\n'
    )
    assert (operation.method, operation.path) == ("POST", "/api/v1/tweets")
    assert inputs(operation) == ["header:Authorization", "body:text"]
    assert operation.returns.fields == ("id",)


OPENAPI = """openapi: 3.0.0
info: {title: Birds, version: "1"}
paths:
  /tweets/{tweetId}:
    get:
      operationId: getTweet
      parameters:
        - $ref: '#/components/parameters/Id'
      responses:
        "200":
          description: OK
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Tweet'}
  /feed:
    get:
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
      responses:
        "200":
          description: OK
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Tweet'}}
components:
  parameters:
    Id: {name: tweetId, in: path, required: true, schema: {type: integer}}
  schemas:
    Tweet: {type: object, properties: {id: {type: string}}}
"""


@pytest.mark.parametrize("fence", ["{}", "```yaml\n{}```\n"])
def test_an_openapi_document(fence):
    api = read(fence.format(OPENAPI) if fence != "{}" else OPENAPI)
    tweet, feed = api.operations
    assert (tweet.name, tweet.method, tweet.path) == ("getTweet", "GET", "/tweets/{tweetId}")
    assert not tweet.returns.many
    assert feed.returns.many
    assert inputs(feed) == ["query:cursor?"]
    assert feed.line - tweet.line == 11
    assert api.unread == ()


def test_an_openapi_document_that_is_not_well_formed_is_reported_and_read_as_far_as_it_goes():
    api = read(OPENAPI.replace("operationId: getTweet", "operationId: [getTweet"))
    assert [operation.path for operation in api.operations] == ["/tweets/{tweetId}", "/feed"]
    assert len(api.unread) == 1
    assert "OpenAPI" in api.unread[0].hint


def test_aliases_cannot_blow_a_document_up():
    doubled = "\n".join(f"b{n}: &b{n} [*b{n - 1}, *b{n - 1}]" for n in range(1, 60))
    api = read(f"openapi: 3.0.0\nb0: &b0 [x, x]\n{doubled}\npaths: *b59\n")
    assert api.operations == ()


def test_graphql_and_its_roots():
    api = read(
        "type Query {\n  feed(first: Int = 20, after: String): TweetConnection!\n  me: User\n}\n"
        "type Mutation {\n  postTweet(\n    text: String!\n    mediaIds: [ID!]\n  ): Tweet!\n}\n"
        "type Tweet { id: ID!  text: String! }\n"
    )
    assert [(o.name, o.reads) for o in api.operations] == [("feed", True), ("me", True), ("postTweet", False)]
    assert [p.required for p in api.operations[2].parameters] == [True, False]
    assert api.operations[0].returns.many
    assert api.unread == ()


def test_messages_give_an_rpc_its_arguments():
    api = read(
        'syntax = "proto3";\nservice Birds {\n  rpc GetFeed(FeedRequest) returns (stream Tweet);\n}\n'
        "message FeedRequest {\n  string user_id = 1;\n  optional string page_token = 2;\n}\n"
    )
    (operation,) = api.operations
    assert inputs(operation) == ["argument:user_id", "argument:page_token?"]
    assert operation.returns.many


def test_several_methods_on_one_line_are_several_operations():
    api = read("POST/DELETE /tweets/:id/like")
    assert [operation.method for operation in api.operations] == ["POST", "DELETE"]


def test_a_list_and_its_details_further_down_are_one_operation():
    api = read(
        "POST /tweets\nGET /feed?cursor=\n\nIn detail:\n\nPOST /tweets\nbody: text\n\n"
        "GET /feed?cursor=abc&limit=20\nreturns: page of tweets\n"
    )
    post, feed = api.operations
    assert (post.line, inputs(post)) == (1, ["body:text"])
    assert feed.returns.many


def test_one_path_with_different_selections_stays_two_operations():
    api = read("GET /tweets?author={id}\nGET /tweets?hashtag={tag}\n")
    assert len(api.operations) == 2


def test_names_from_headings_titles_comments_and_colons():
    api = read(
        "### Post a tweet\nPOST /tweets\n\nGet the feed:\nGET /feed\n\n"
        "# Like a tweet\nPUT /tweets/{id}/like\n\n"
        "follow - PUT /users/{id}/follow\n"
    )
    assert [operation.name for operation in api.operations] == [
        "Post a tweet",
        "Get the feed",
        "Like a tweet",
        "follow",
    ]


def test_prose_is_tolerated_and_belongs_to_its_operation():
    api = read(
        "We speak REST over HTTPS.\n\nGET /feed\nThe newest first, twenty at a time.\n\nThat is all.\n"
    )
    assert api.operations[0].description == "The newest first, twenty at a time."
    assert "We speak REST over HTTPS." in api.remarks
    assert api.unread == ()


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("GTE /feed", "GET /feed"),
        ("PSOT /tweets", "POST /tweets"),
        ("getFeed(userId, cursor", "close the parenthesis"),
        ("%%% ???", "GET /path"),
        ("x = 5 + 3", "GET /path"),
    ],
)
def test_what_is_not_understood_is_reported_with_the_nearest_form(line, hint):
    api = read(f"POST /tweets\n\n{line}\n")
    assert [(entry.line, entry.text) for entry in api.unread] == [(3, line)]
    assert hint in api.unread[0].hint
    assert len(api.operations) == 1


def test_prose_without_any_operation_is_not_passed_over():
    api = read("Clients can post tweets.\nThey can also follow each other.\n")
    assert api.is_empty
    assert [entry.line for entry in api.unread] == [1, 2]


def test_a_bare_list_of_deeds_is_a_list_of_operations():
    api = read("- Post a tweet\n- Get the home feed (paged)\n- Follow a user\n")
    assert [operation.name for operation in api.operations][1:] == [
        "Get the home feed (paged)",
        "Follow a user",
    ]


def test_types_that_are_described_are_no_operations():
    api = read("Tweet {\n  id: string\n  text: string\n}\n\nGET /feed -> Tweet[]\n")
    assert [operation.path for operation in api.operations] == ["/feed"]
    assert api.unread == ()


def test_the_lines_of_a_longer_draft_keep_their_numbers():
    lines = numbered("# title\n\n## API\n### BEGIN SOLUTION\nGET /feed\n### END SOLUTION\n")[4:5]
    assert read_api(lines).operations[0].line == 5


def test_describe_is_ready_for_json():
    import json

    described = describe(read("getFeed:\n  GET /feed?cursor={c}\n  returns: page of tweets\n"))
    assert json.loads(json.dumps(described)) == [
        {
            "name": "getFeed",
            "named": True,
            "line": 2,
            "method": "GET",
            "path": "/feed",
            "parameters": [{"name": "cursor", "place": "query", "type": None, "required": False}],
            "returns": {"text": "page of tweets", "many": True, "fields": []},
            "description": "",
        }
    ]
