"""Reading a storage section never raises, never hangs and never loses a line, whatever the text."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from whiteboard.draft.storage import Storage, describe
from whiteboard.notation.lines import numbered, without_markers
from whiteboard.notation.storage import read_storage
from whiteboard.notation.storage.columns import read_item
from whiteboard.notation.storage.judge import Judge

TOKENS = [
    "CREATE TABLE ", "CREATE INDEX ON ", "ALTER TABLE ", "SELECT * FROM ", "BEGIN;", "PRIMARY KEY ",
    "REFERENCES ", "(", ")", "((", ",", ";", ":", "\n", "\n\n", "  ", "- ", "* ", "1. ", "## ", "# ",
    "**", "`", "'", '"', "{", "}", "[", "]", "|", "|---|---|\n", "tweets", "users", "id", "author_id ",
    "bigint ", "text ", "varchar(280)", "-> ", "→ ", "pk ", "FK ", "index ", "unique ", "on ",
    "feed:{user_id} ", "Redis ", "Postgres ", "because: ", "drawback: ", "Indexes:", "partition key ",
    "Table ", "model ", "class A(B):", "erDiagram", "```sql", "```", "etc.", "...", "?", " — ",
    "USER#id", "PK: ", "SK: ", "--", "/*", "$$", "we use ", "since ", "but ",
]  # fmt: skip

DDL = """CREATE TABLE users (
  id BIGSERIAL PRIMARY KEY, -- snowflake
  handle VARCHAR(15) NOT NULL UNIQUE DEFAULT 'x, y',
  CHECK (char_length(handle) > 0)
);
CREATE TABLE `tweets` (id BIGINT, author_id BIGINT REFERENCES users(id) ON DELETE CASCADE,
  PRIMARY KEY ((id), author_id),
  KEY ix (author_id, id DESC)) ENGINE=InnoDB;
CREATE UNIQUE INDEX i ON tweets USING btree (author_id) INCLUDE (id) WHERE id > 3;
ALTER TABLE tweets ADD CONSTRAINT u UNIQUE (id, author_id);
BEGIN; SELECT * FROM tweets WHERE id = 7 FOR UPDATE; COMMIT;
"""


def read(text: str) -> Storage:
    storage = read_storage(without_markers(numbered(text)))
    describe(storage)
    for store in storage.stores:
        assert store.name
        assert all(column.name for column in store.columns)
        for index in store.indexes:
            assert index.columns and len(index.descending) in (0, len(index.columns))
        assert all(store.uniques) and all(reference.columns for reference in store.references)
    return storage


@settings(max_examples=150, deadline=None)
@example("users:,")
@given(st.text(max_size=400))
def test_any_text(text):
    read(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=60).map("".join))
def test_the_notations_own_tokens(text):
    read(text)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(DDL)), st.integers(0, len(DDL)), st.sampled_from(["", *TOKENS]))
def test_sql_that_is_cut_off(start, end, token):
    read(DDL[min(start, end) : max(start, end)])
    read(DDL[:start] + token + DDL[start:])


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab_ ,()[]:->?'\"`.;|pkfPKF", max_size=80))
def test_any_item_of_a_column_list(text):
    read_item(text)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(alphabet=st.characters(blacklist_characters="\n\r#`"), min_size=1, max_size=40), max_size=8
    )
)
def test_a_good_store_survives_whatever_stands_around_it(lines):
    text = (
        "\n".join(lines)
        + "\n\n\n## Tables\n\ntweets (relational): id pk, author_id -> users; index (author_id)\n"
    )
    assert (
        any(
            store.name == "tweets" and store.indexes and store.primary_key == ("id",)
            for store in read(text).stores
        )
        or "CREATE" in text.upper()
        or "{" in text
        or "SELECT" in text.upper()
    )


HOSTILE = {
    "brackets": "(" * 100_000,
    "braces": "{\n" * 50_000,
    "unclosed blocks": "Table a {\n" * 10_000,
    "one giant line": "a: " + "b, " * 33_000,
    "commas": "a: " + "," * 100_000,
    "nested tables": "CREATE TABLE a (" * 6_000,
    "thousands of tables": "".join(f"t{n}: id pk, a -> t{n - 1}; index (a)\n" for n in range(2_000)),
    "thousands of statements": "".join(f"CREATE TABLE t{n} (id int PRIMARY KEY);\n" for n in range(2_000)),
    "wrong statements": "".join(f"CREATE TABLE t{n} (id int PRIMRY KEY);\n" for n in range(2_000)),
    "an open comment": "CREATE TABLE a (id int /*" + "* " * 50_000,
    "dollar quotes": "CREATE TABLE a (id int $$" + "$ $" * 33_000,
    "apostrophes": "'" * 100_000,
    "pipes": "|a|b|\n|-|-|\n" * 8_000,
    "indents": "".join(" " * (n % 50) + f"a{n}:\n" for n in range(3_000)),
    "arrows": "a -> " * 20_000,
    "headings": "### tweets\n- id\n" * 6_000,
    "prose": "We use Postgres because rows are small, but it is hard to shard. " * 1_500,
    "json": '{"a": {"b": [' * 7_000,
    "types": "CREATE TABLE a (b " + "list<" * 20_000,
    "spaces": " " * 100_000 + "a",
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hundred_kilobytes_of_anything(text):
    read(text[:100_000])


def test_no_line_is_lost():
    text = "tweets: id\n???\n%%%% x\n" + "a " * 4_000 + "\nfine words that mean nothing here\n"
    storage = read(text)
    told = {unread.line for unread in storage.unread}
    assert told == {2, 3, 4}
    assert "fine words that mean nothing here" in storage.remarks


def test_what_lies_beyond_the_bound_is_reported():
    storage = read("tweets: id pk\n" * 2_001)
    assert [unread.line for unread in storage.unread] == [2_001]


def test_the_judge_is_asked_so_often_and_no_more():
    judge = Judge(most=1)
    assert judge.takes("CREATE TABLE a (id int id int)") is False
    assert judge.takes("CREATE TABLE a (id int)") is None
    assert Judge().takes("CREATE TABLE a (" * 100) is None
