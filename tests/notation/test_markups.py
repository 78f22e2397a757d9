"""Tables and code of other markups, and types declared in code."""

import pytest

from whiteboard.notation.board import read_section

TABLES = {
    "jira": "|| Method || Path || Notes ||\n| GET | /feed?cursor= | page of tweets |\n| POST | /tweets | text |",
    "mediawiki": '{| class="wikitable"\n! Method !! Path !! Notes\n|-\n| GET || /feed?cursor= || page of tweets\n|-\n'
    "| POST\n| /tweets\n| text\n|}",
    "asciidoc": '[cols="1,2,3"]\n|===\n|Method |Path |Notes\n|GET |/feed?cursor= |page of tweets\n'
    "|POST |/tweets |text\n|===",
    "pasted cells": "Method\tPath\tNotes\nGET\t/feed?cursor=\tpage of tweets\nPOST\t/tweets\ttext",
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_tables_of_other_markups(text):
    api = read_section("api", text).api
    assert [operation.name for operation in api.operations] == ["GET /feed", "POST /tweets"]
    assert api.operations[0].parameters[0].name == "cursor"
    assert not api.unread


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("{code:sql}", "{code}"),
        ("<pre>", "</pre>"),
        ("[source,sql]\n----", "----"),
        ("{noformat}", "{noformat}"),
    ],
)
def test_code_of_other_markups(opening, closing):
    text = f"{opening}\nCREATE TABLE tweets (id bigint PRIMARY KEY, text text);\n{closing}\nBlobs go to S3."
    storage = read_section("storage", text).storage
    assert storage.stores[0].primary_key == ("id",)
    assert not storage.unread and not storage.errors


DECLARED = {
    "typescript": "interface User {\n  id: Id;  // ulid\n  handle: string;\n}\ninterface Like { userId: Id; tweetId: Id }",
    "go": 'type User struct {\n\tID     int64\n\tHandle string `db:"handle"`\n}\ntype Like struct { UserID, TweetID int64 }',
    "kotlin": "data class User(val id: Long, val handle: String)\n"
    "data class Like(\n  val userId: Long,\n  val tweetId: Long,\n)",
    "python": "@dataclass\nclass User:\n    id: int\n    handle: str\n\n"
    "class Like(BaseModel):\n    user_id: int\n    tweet_id: int",
    "protobuf": "message User { int64 id = 1; string handle = 2; }\n"
    "message Like {\n  int64 user_id = 1;\n  int64 tweet_id = 2;\n}",
    "rust": "pub struct User {\n    pub id: Uuid,\n    pub handle: String,\n}\n"
    "struct Like { user_id: Uuid, tweet_id: Uuid }",
    "graphql": "type User {\n  id: ID!\n  handle: String!\n}\ntype Like {\n  user: User!\n  tweet: Tweet!\n}",
    "record": "record User(UUID id, String handle) {}\nrecord Like(UUID userId, UUID tweetId) {}",
    "yaml": "User:\n  id: uuid\n  handle: string\nLike:\n  user: User\n  tweet: Tweet",
}


@pytest.mark.parametrize("section", ["objects", "data types"])
@pytest.mark.parametrize("text", DECLARED.values(), ids=DECLARED)
def test_types_declared_in_code(section, text):
    read = read_section(section, text).section(section)
    found = read.objects if section == "objects" else read.types
    assert [(one.name, len(one.fields)) for one in found] == [("User", 2), ("Like", 2)]
    assert not read.unread


def test_aliases_generics_and_enumerations_declare_no_data():
    text = "type Id = string;\ninterface Page<T> { items: T[]; next?: string }\nenum Kind { PHOTO, VIDEO }\nUser: id, handle"
    read = read_section("data types", text).data_types
    assert [one.name for one in read.types] == ["User"]
    assert len(read.remarks) == 3


ROUTES = """\
@GetMapping("/a")           // ?cursor=&size=50, newest first
@GetMapping(value = "/a", params = {"cursor", "size"})
@RequestMapping(method = RequestMethod.GET, value = "/a") // query: cursor
@GetMapping("/a") Page<Tweet> feed(@RequestParam(name = "cursor", required = false) String cursor);
@app.get("/a")  # cursor, limit -> page of tweets
app.get('/a', auth, getFeed) // ?cursor -> page
Route::get('/a', [FeedController::class, 'index']); // ?cursor=
[HttpGet("/a")] Task<Page<Tweet>> GetFeed([FromQuery] string cursor)
@GET("/a") Call<Page<Tweet>> feed(@Query("cursor") String cursor);
@GET @Path("/a") Page<Tweet> feed(@QueryParam("cursor") String cursor)
mux.HandleFunc("GET /a", s.listFeed) // cursor, limit
#[get("/a?<cursor>")]"""


@pytest.mark.parametrize("text", ROUTES.splitlines())
def test_a_route_of_server_code_takes_what_stands_beside_it(text):
    operations = read_section("api", f"{text}\nPOST /tweets").api.operations
    assert (operations[0].method, operations[0].path) == ("GET", "/a")
    assert "cursor" in [parameter.name for parameter in operations[0].parameters]


def test_a_path_on_the_line_below_its_method():
    text = '@GET\n@Path("/a")\npublic Page<Tweet> feed(@QueryParam("cursor") String cursor) {'
    operation = read_section("api", text).api.operations[0]
    assert (operation.method, operation.path) == ("GET", "/a")


def test_methods_below_their_paths():
    text = (
        "/tweets\n  POST  publish (text, mediaIds)\n  /{id}\n    GET\n    /like\n      PUT\n      DELETE\n"
        "/feed\n  GET  ?cursor  newest first\n"
    )
    api = read_section("api", text).api
    assert [operation.name for operation in api.operations] == [
        "POST /tweets", "GET /tweets/{id}", "PUT /tweets/{id}/like", "DELETE /tweets/{id}/like", "GET /feed",
    ]  # fmt: skip
    assert [parameter.name for parameter in api.operations[-1].parameters] == ["cursor"]


def test_procedures_named_by_a_noun_and_a_verb():
    text = (
        "tweet.create: mutation({ text }) => { id }\ntweet.byAuthor: query({ authorId, cursor }) => { items }"
    )
    assert [operation.name for operation in read_section("api", text).api.operations] == [
        "createTweet", "getTweetByAuthor",
    ]  # fmt: skip
