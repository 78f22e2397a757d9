"""A storage section written in the canonical notation is read as what it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.canonical.corpus import drafts
from whiteboard.canonical.forms import EVERYTHING
from whiteboard.canonical.meaning import meaning
from whiteboard.canonical.storage import write_storage
from whiteboard.draft.storage import Column, Index, Reason, Reference, Storage, Store, StoreKind, Transaction
from whiteboard.notation import read_section
from whiteboard.notation.lines import numbered
from whiteboard.notation.storage import read_storage


def read(lines):
    return read_storage(numbered("\n".join(lines)))


def test_one_store_a_line():
    storage = read_section(
        "storage",
        """CREATE TABLE accounts (id BIGINT PRIMARY KEY, handle VARCHAR(30) NOT NULL UNIQUE);
        CREATE TABLE tweets (
          id BIGINT PRIMARY KEY, author_id BIGINT NOT NULL REFERENCES accounts(id), text TEXT,
          created_at TIMESTAMP
        );
        CREATE INDEX by_author ON tweets (author_id, created_at DESC);
        """,
    ).storage
    written = write_storage(storage)
    assert written == [
        "accounts (relational): id BIGINT pk, handle VARCHAR(30) not null; unique (handle)",
        "tweets (relational): id BIGINT pk, author_id BIGINT not null -> accounts(id), text TEXT,"
        " created_at TIMESTAMP; index by_author (author_id asc, created_at desc)",
    ]
    assert meaning(read(written)) == meaning(storage)


def test_keys_kinds_brands_reasons_and_transactions_come_back():
    storage = read_section(
        "storage",
        """feeds (Cassandra): account_id, created_at, tweet_id; partition key (account_id);
          sort key (created_at)
        likes (relational): tweet_id -> tweets, account_id?; pk (tweet_id, account_id)
        videos (blob)
        because: rows are small
        drawback: one primary takes every write
        ```sql
        BEGIN; UPDATE likes SET tweet_id = 1; COMMIT;
        ```
        """,
    ).storage
    written = write_storage(storage)
    assert written[0].endswith("tweet_id; partition key (account_id); sort key (created_at)")
    assert written[0].startswith("feeds (wide-column, Cassandra): account_id")
    assert storage.transactions
    assert meaning(read(written)) == meaning(storage)


@pytest.mark.parametrize(
    "draft", [d for d in drafts() if d.section == "storage"], ids=lambda draft: draft.name
)
def test_every_draft_of_the_corpus_in_the_exact_form(draft):
    storage = read_section("storage", draft.text).storage
    if storage is not None:
        again = read(write_storage(storage, EVERYTHING))
        assert meaning(again) == meaning(storage)
        assert write_storage(again, EVERYTHING) == write_storage(storage, EVERYTHING)


names = st.text(st.characters(exclude_categories=("Cs",)), max_size=10)
several = st.lists(names, max_size=3).map(tuple)
stores = st.builds(
    Store,
    name=names,
    kind=st.sampled_from(StoreKind),
    columns=st.lists(
        st.builds(Column, name=names, type=st.none() | names, nullable=st.none() | st.booleans(), note=names),
        max_size=3,
    ).map(tuple),
    primary_key=several,
    uniques=st.lists(several, max_size=2).map(tuple),
    indexes=st.lists(
        st.builds(
            Index, columns=several, unique=st.booleans(), name=st.none() | names, where=st.none() | names
        ),
        max_size=2,
    ).map(tuple),
    references=st.lists(
        st.builds(Reference, columns=several, target=names, target_columns=several), max_size=2
    ).map(tuple),
    partition_key=several,
    sort_key=several,
    checks=several,
    brand=st.none() | names,
    note=names,
)
reasons = st.lists(st.builds(Reason, text=names, line=st.just(0), about=st.none() | names), max_size=2).map(
    tuple
)
storages = st.builds(
    Storage,
    stores=st.lists(stores, max_size=3).map(tuple),
    because=reasons,
    drawback=reasons,
    brands=reasons,
    transactions=st.lists(st.builds(Transaction, statements=several), max_size=2).map(tuple),
    remarks=several,
)


@given(storages)
def test_the_exact_form_holds_any_storage_whatever(storage):
    assert meaning(read(write_storage(storage, EVERYTHING))) == meaning(storage)


@given(storages)
def test_any_storage_is_written_without_an_error(storage):
    assert all(isinstance(line, str) for line in write_storage(storage))


words = st.sampled_from(["account_id", "handle", "body", "created_at", "media_url", "likes_count"])


@given(
    st.lists(words, min_size=1, max_size=5, unique=True),
    st.sampled_from([kind for kind in StoreKind if kind is not StoreKind.UNSTATED]),
    st.data(),
)
def test_ordinary_stores_are_read_back_from_the_usual_form(names, kind, data):
    key = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    index = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    store = Store(
        name="tweets",
        kind=kind,
        columns=tuple(Column(name=name) for name in names),
        primary_key=tuple(key),
        indexes=(Index(columns=tuple(index)),),
    )
    lines = write_storage(Storage(stores=(store,)))
    assert len(lines) == 1
    assert meaning(read(lines)) == meaning(Storage(stores=(store,)))
