"""What a learner relies on when a storage section is read."""

import json

import pytest

from whiteboard.draft.storage import StoreKind, describe
from whiteboard.draft.text import Line
from whiteboard.notation import read_section
from whiteboard.notation.lines import numbered, without_markers
from whiteboard.notation.storage import read_storage

WORKED = """\
accounts (relational): id pk, handle unique, name, bio
tweets (relational): id pk, author_id -> accounts, text, media_url, references_id -> tweets, created_at; index (author_id, created_at)
follows (relational): follower_id -> accounts, account_id -> accounts; pk (follower_id, account_id); index (account_id)
likes (relational): tweet_id -> tweets, account_id -> accounts; pk (tweet_id, account_id)
feeds (key-value): account_id pk, tweet_ids
media (blob)
because: rows are small, well structured, and read together
drawback: one primary takes every write, so it grows by bigger machines first
"""  # noqa: E501


def read(text):
    return read_storage(without_markers(numbered(text)))


def one(text):
    storage = read(text)
    assert len(storage.stores) == 1, [store.name for store in storage.stores]
    assert storage.unread == ()
    return storage.stores[0]


def test_the_worked_board_is_read_whole():
    storage = read(WORKED)
    assert [store.name for store in storage.stores] == [
        "accounts", "tweets", "follows", "likes", "feeds", "media",
    ]  # fmt: skip
    assert storage.stores[1].indexes[0].columns == ("author_id", "created_at")
    assert [(r.columns, r.target) for r in storage.stores[1].references] == [
        (("author_id",), "accounts"),
        (("references_id",), "tweets"),
    ]
    assert storage.stores[2].primary_key == ("follower_id", "account_id")
    assert storage.stores[4].kind is StoreKind.KEY_VALUE
    assert storage.stores[5].kind is StoreKind.BLOB and storage.stores[5].columns == ()
    assert storage.because[0].line == 7 and storage.drawback[0].text.startswith("one primary")
    assert storage.unread == () and storage.errors == ()


def test_lines_keep_the_learners_numbers():
    storage = read_storage([Line(40, "users: id pk"), Line(42, "tweets: id pk"), Line(43, "???")])
    assert [store.line for store in storage.stores] == [40, 42]
    assert [column.line for column in storage.stores[1].columns] == [42]
    assert [unread.line for unread in storage.unread] == [43]
    assert "index (author_id" in storage.unread[0].hint


@pytest.mark.parametrize(
    "item, name, kind, primary",
    [
        ("id pk", "id", None, True),
        ("id (PK)", "id", None, True),
        ("id: bigint pk", "id", "bigint", True),
        ("id bigint PRIMARY KEY", "id", "bigint", True),
        ("id (bigint, primary key)", "id", "bigint", True),
        ("bigint id PK", "id", "bigint", True),
        ("PK id", "id", None, True),
        ("id - primary key", "id", None, True),
        ("text varchar(280)", "text", "varchar(280)", False),
        ("price decimal(10, 2)", "price", "decimal(10, 2)", False),
        ("tweet_ids list<bigint>", "tweet_ids", "list<bigint>", False),
        ("following: [user ids]", "following", "[user ids]", False),
        ("hashtags string[]", "hashtags", "string[]", False),
        ("media ids", "media ids", None, False),
        ("creation date", "creation date", None, False),
        ("`order` int", "order", "int", False),
        ('"group" text', "group", "text", False),
        ("created_at timestamp with time zone", "created_at", "timestamp with time zone", False),
    ],
)
def test_a_column_in_many_spellings(item, name, kind, primary):
    store = one(f"things: {item}, other_column")
    column = store.columns[0]
    assert (column.name, column.type) == (name, kind)
    assert store.primary_key == ((name,) if primary else ())


@pytest.mark.parametrize(
    "item, target, columns",
    [
        ("user_id -> users", "users", ()),
        ("user_id → users.id", "users", ("id",)),
        ("user_id (FK -> users.id)", "users", ("id",)),
        ("user_id FK references users(id)", "users", ("id",)),
        ("user_id bigint REFERENCES users (id) ON DELETE CASCADE", "users", ("id",)),
        ("user_id => users", "users", ()),
        ("user_id (FK to users)", "users", ()),
        ("user_id fk users(id)", "users", ("id",)),
        ("user_id ref: users.id", "users", ("id",)),
    ],
)
def test_a_reference_in_many_spellings(item, target, columns):
    reference = one(f"tweets: id, {item}, text").references[0]
    assert (reference.columns, reference.target, reference.target_columns) == (("user_id",), target, columns)


@pytest.mark.parametrize(
    "clause",
    [
        "index (author_id, created_at)",
        "index on (author_id, created_at)",
        "idx(author_id, created_at)",
        "index: author_id, created_at",
        "INDEX ix_author (author_id, created_at)",
        "secondary index on author_id and created_at",
        "indexed by author_id, created_at",
        "index on author_id + created_at",
    ],
)
def test_an_index_in_many_spellings(clause):
    index = one(f"tweets: id pk, author_id, text, created_at; {clause}").indexes
    assert [entry.columns for entry in index] == [("author_id", "created_at")]


@pytest.mark.parametrize(
    "line",
    [
        "Index: tweets(author_id, created_at)",
        "index on tweets (author_id, created_at desc)",
        "tweets: index on author_id, created_at",
        "tweets: index (author_id, created_at)",
        "Index on tweets: author_id, created_at",
        "CREATE INDEX ON tweets (author_id, created_at)",
        "create index idx on tweets(author_id, created_at);",
        "- add an index on tweets(author_id, created_at)",
        "The tweets table has an index on (author_id, created_at)",
        "index (author_id, created_at) on tweets",
        "db.tweets.createIndex({ author_id: 1, created_at: -1 })",
        "Indexes: tweets(author_id, created_at), users(handle)",
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_an_index_on_a_line_of_its_own_finds_its_store(line, before):
    stores = "users: id pk, handle\ntweets: id pk, author_id, created_at\nlikes: user_id, tweet_id"
    storage = read(f"{line}\n{stores}" if before else f"{stores}\n{line}")
    by_name = {store.name: store for store in storage.stores}
    assert set(by_name) == {"users", "tweets", "likes"}
    assert by_name["tweets"].indexes[0].columns == ("author_id", "created_at")
    assert by_name["likes"].indexes == ()
    assert storage.unread == () and storage.errors == ()


@pytest.mark.parametrize(
    "head, kind, brand",
    [
        ("tweets (relational)", "relational", None),
        ("tweets [NoSQL document]", "document", None),
        ("tweets in Redis", "key-value", "Redis"),
        ("tweets — Cassandra", "wide-column", "Cassandra"),
        ("tweets (Postgres)", "relational", "PostgreSQL"),
        ("tweets (DynamoDB, key-value)", "key-value", "DynamoDB"),
        ("tweets (Redis cache)", "cache", "Redis"),
        ("tweets table (MySQL)", "relational", "MySQL"),
        ("tweets collection", "document", None),
        ("tweets (time series)", "time-series", None),
        ("tweets (full-text search)", "search", None),
        ("tweets (graph database: Neo4j)", "graph", "Neo4j"),
        ("tweets", "unstated", None),
    ],
)
def test_the_kind_of_a_store(head, kind, brand):
    store = one(f"{head}: tweet_id, author_id, text")
    assert (store.name, store.kind.value, store.brand) == ("tweets", kind, brand)


@pytest.mark.parametrize(
    "line, kind",
    [
        ("Database: PostgreSQL", "relational"),
        ("DB = MySQL", "relational"),
        ("We use a relational database.", "relational"),
        ("store: document", "document"),
        ("### SQL tables", "relational"),
        ("**Cassandra**", "wide-column"),
        ("I would go with MongoDB since tweets are documents.", "document"),
    ],
)
def test_the_kind_of_the_section_is_inherited(line, kind):
    storage = read(f"{line}\ntweets: id, text\nmedia (blob)")
    assert {store.name: store.kind.value for store in storage.stores} == {"tweets": kind, "media": "blob"}


def test_a_choice_weighed_or_refused_is_none():
    for line in ("Should we use Cassandra?", "We could use MongoDB instead.", "We do not need Redis."):
        assert read(f"{line}\ntweets: id, text").stores[0].kind is StoreKind.UNSTATED


def test_brands_are_recorded_where_they_are_met():
    storage = read("We use Kafka for events.\ntweets (Cassandra): id, text")
    assert [(brand.text, brand.line, brand.about) for brand in storage.brands] == [
        ("Kafka", 1, None),
        ("Cassandra", 2, "tweets"),
    ]


def test_no_primary_key_is_made_up():
    assert one("tweets: id, author_id, text").primary_key == ()


def test_partition_and_sort_keys():
    store = one("tweets (wide-column): user_id, id, text; partition key user_id, clustering key id desc")
    assert (store.partition_key, store.sort_key, store.primary_key) == (("user_id",), ("id",), ())
    store = one("tweets (wide-column): user_id, id, text; PRIMARY KEY ((user_id), id)")
    assert (store.partition_key, store.sort_key) == (("user_id",), ("id",))
    assert store.primary_key == ("user_id", "id")


@pytest.mark.parametrize("name", ["order", "user", "group", "select", "index", "table", "key", "from"])
def test_keywords_are_names_like_others(name):
    store = one(f'CREATE TABLE "{name}" (id int PRIMARY KEY, "{name}" text, `from` int);')
    assert store.name == name
    assert [column.name for column in store.columns] == ["id", name, "from"]


@pytest.mark.parametrize("name", ["order", "user", "group", "user follows", "`my table`", '"order items"'])
def test_names_of_stores_in_shorthand(name):
    store = one(f"{name} (relational): id pk, order_id, total")
    assert store.name == name.strip('`"')


def test_ddl_in_the_dialects():
    storage = read(
        """
CREATE TABLE IF NOT EXISTS public.rooms (
  id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- never reused
  name VARCHAR(40) NOT NULL DEFAULT 'room, unnamed',
  size DOUBLE PRECISION CHECK (size > 0),
  price NUMERIC(10, 2) DEFAULT 0.00 NOT NULL
);
CREATE TABLE bookings (
  room_id INT REFERENCES rooms (id) ON DELETE SET NULL ON UPDATE CASCADE,
  during TSTZRANGE NOT NULL,
  by_whom BIGINT UNSIGNED COMMENT 'a user',
  CONSTRAINT once UNIQUE (room_id, during),
  EXCLUDE USING gist (room_id WITH =, during WITH &&)
) ENGINE=InnoDB PARTITION BY HASH (room_id);
CREATE UNIQUE INDEX CONCURRENTLY ix ON bookings USING btree (by_whom, during DESC) INCLUDE (room_id) WHERE by_whom IS NOT NULL;
CREATE TYPE mood AS ENUM ('glad');
CREATE EXTENSION btree_gist;
ALTER TABLE ONLY bookings ADD CONSTRAINT fk FOREIGN KEY (by_whom) REFERENCES users (id);
"""  # noqa: E501
    )
    rooms, bookings = storage.stores
    assert storage.errors == () and storage.unread == ()
    assert rooms.name == "rooms" and rooms.primary_key == ("id",)
    assert rooms.columns[0].note.startswith("auto increment")
    assert "never reused" in rooms.columns[0].note
    assert [column.type for column in rooms.columns] == [
        "INTEGER", "VARCHAR(40)", "DOUBLE PRECISION", "NUMERIC(10, 2)",
    ]  # fmt: skip
    assert rooms.checks == ("CHECK (size > 0)",)
    assert bookings.uniques == (("room_id", "during"),)
    assert bookings.checks == ("EXCLUDE USING gist (room_id WITH =, during WITH &&)",)
    assert bookings.partition_key == ("room_id",)
    index = bookings.indexes[0]
    assert (index.columns, index.descending, index.unique) == (("by_whom", "during"), (False, True), True)
    assert (index.method, index.where, index.name) == ("btree", "by_whom IS NOT NULL", "ix")
    assert {r.target for r in bookings.references} == {"rooms", "users"}


@pytest.mark.parametrize(
    "text, line",
    [
        ("CREATE TABLE a (\n  id int PRIMRY KEY\n);", 2),
        ("CREATE TABLE a (\n  id int,\n  name text\n  born date\n);", 4),
        ("CREATE TABEL a (id int);", 1),
        ("\nCREAT TABLE a (id int);", 2),
        ("CREATE TABLE (id int);", 1),
        ("CREATE TABLE a id int, name text);", 1),
        ("CREATE TABLE a (id int);\nCREATE INDEX ON nowhere (id);", 2),
    ],
)
def test_wrong_sql_is_an_error_on_its_line(text, line):
    storage = read(text)
    assert [error.line for error in storage.errors] == [line]
    assert storage.errors[0].hint and "line " not in storage.errors[0].hint


def test_one_wrong_statement_hides_no_other():
    storage = read(
        "CREATE TABLE a (id int PRIMARY KEY);\n"
        "CREATE TABLE b (id int PRIMARY KEY,, text text created_at timestamp;\n"
        "CREATE TABLE c (id int PRIMARY KEY);\nlikes (relational): user_id, tweet_id\n"
    )
    assert [store.name for store in storage.stores] == ["a", "c", "likes"]
    assert [error.line for error in storage.errors] == [2]


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE a (id int PRIMARY KEY, name text,);",
        "CREATE TABLE a (id int PRIMARY KEY, name text",
        "CREATE TABLE a (id int PRIMARY KEY, name text)",
        "create table a (\n  id int primary key,\n  name text,\n)\nbecause: small",
        "CREATE TABLE a {\n id int PRIMARY KEY,\n name text\n}",
        "CREATE TABLE a (id int pk, name text);",
    ],
)
def test_slips_whose_meaning_is_clear_are_forgiven(text):
    storage = read(text)
    assert storage.errors == ()
    assert storage.stores[0].primary_key == ("id",)
    assert [column.name for column in storage.stores[0].columns] == ["id", "name"]


def test_sql_and_shorthand_mix():
    storage = read("users: id pk\n```sql\nCREATE TABLE tweets (id int PRIMARY KEY);\n```\nmedia (blob)\n")
    assert [(store.name, store.line) for store in storage.stores] == [
        ("users", 1),
        ("tweets", 3),
        ("media", 5),
    ]


def test_queries_become_transactions():
    storage = read(
        "slots: id pk, state\n\nBEGIN;\nSELECT state FROM slots WHERE id = 7;\n"
        "UPDATE slots SET state = 'taken' WHERE id = 7;\nCOMMIT;\n\nINSERT INTO slots VALUES (1, 'free');\n"
    )
    assert [len(transaction.statements) for transaction in storage.transactions] == [4, 1]
    assert storage.transactions[0].line == 3
    assert storage.transactions[0].statements[1] == "SELECT state FROM slots WHERE id = 7"


def test_reasons_under_a_store_are_about_it():
    storage = read("tweets:\n  id pk\n  author_id\n  because: read as a whole\n\ndrawback: no joins\n")
    assert (storage.because[0].text, storage.because[0].about) == ("read as a whole", "tweets")
    assert (storage.drawback[0].text, storage.drawback[0].about) == ("no joins", None)


@pytest.mark.parametrize(
    "line, because, drawback",
    [
        ("because: small rows", "small rows", None),
        ("**Rationale**: small rows", "small rows", None),
        ("Why Postgres? small rows", "small rows", None),
        ("Pros: small rows", "small rows", None),
        ("Trade-off: hard to shard", None, "hard to shard"),
        ("Downsides - hard to shard", None, "hard to shard"),
        ("We use Postgres because the rows are small.", "the rows are small", None),
        (
            "We chose MySQL since rows are small, but it is hard to shard.",
            "rows are small",
            "it is hard to shard",
        ),
        ("The downside is that it is hard to shard.", None, "it is hard to shard"),
    ],
)
def test_reasons_and_drawbacks(line, because, drawback):
    storage = read(f"{line}\ntweets: id, text")
    assert [reason.text for reason in storage.because] == ([because] if because else [])
    assert [reason.text for reason in storage.drawback] == ([drawback] if drawback else [])


@pytest.mark.parametrize(
    "prose",
    [
        "We keep it simple, since there are few rows, and no joins are needed.",
        "Note: the feed is computed on read, so it may be slow for some.",
        "Given an account, get its tweets, newest first.",
        "First, users sign up; then they tweet, like and follow.",
        "What about photos, videos and links?",
        "# tables, as asked",
        "Create an index on whatever is slow later on, once measured.",
    ],
)
def test_prose_makes_no_store(prose):
    storage = read(prose)
    assert storage.stores == () and storage.unread == () and storage.errors == ()


def test_odd_signs_do_not_matter():
    store = one(
        "\u200ftweets\u00a0(relational)\uff1a id\u00a0pk\uff0c\tauthor_id \u2192 users, \U0001f4dd text"
    )
    assert [column.name for column in store.columns] == ["id", "author_id", "text"]
    assert store.primary_key == ("id",) and store.references[0].target == "users"


def test_the_description_is_plain_json():
    storage = read(WORKED)
    data = json.loads(json.dumps(describe(storage)))
    assert set(data["stores"][0]) == {
        "name", "kind", "brand", "line", "columns", "primary_key", "uniques", "references", "indexes",
        "partition_key", "sort_key",
    }  # fmt: skip
    assert data["stores"][1]["references"][0] == {
        "columns": ["author_id"], "target": "accounts", "target_columns": [],
    }  # fmt: skip


def test_nbgraders_markers_are_never_read():
    board = read_section("storage", "### BEGIN SOLUTION\ntweets: id pk\n### END SOLUTION\n")
    assert [store.name for store in board.storage.stores] == ["tweets"]
    assert board.storage.unread == ()
