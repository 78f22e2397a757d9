"""The entity-relationship diagram: what is read from a draft, where it stands, and that nothing overlaps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.run.picture.boards import PACKS, board_of
from tests.run.picture.looking import looked_at, overlaps, said, words
from whiteboard.draft.storage import Column, Index, Reference, Storage, Store, StoreKind
from whiteboard.notation import read_section
from whiteboard.run.picture.tables import tables
from whiteboard.run.picture.tables.boxes import box_of, is_one_to_one, key_marks
from whiteboard.run.picture.tables.marks import HEIGHT, WIDTH, draw_mark

pytestmark = pytest.mark.filterwarnings("error")

TWELVE = """
accounts (relational): id bigint pk, handle varchar(30) unique, bio text?
devices (relational): id pk, account_id -> accounts, token unique
tweets (relational): id pk, author_id -> accounts, references_id -> tweets; index (author_id, id)
conversations (relational): id pk, root_id -> tweets
follows (relational): follower_id -> accounts, account_id -> accounts; pk (follower_id, account_id)
likes (relational): tweet_id -> tweets, account_id -> accounts; pk (tweet_id, account_id)
media (relational): id pk, tweet_id -> tweets, url
reports (relational): id pk, tweet_id -> tweets, reporter_id -> accounts
lists (relational): id pk, owner_id -> accounts, name; unique (owner_id, name)
list_members (relational): list_id -> lists, account_id -> accounts; pk (list_id, account_id)
profiles (relational): account_id pk -> accounts, theme
feeds (key-value): account_id pk, tweet_ids
"""


def storage(text):
    return read_section("storage", text).storage


@pytest.mark.parametrize("pack", PACKS)
def test_the_boards_are_drawn_without_words_on_words(pack):
    draft = board_of(pack).storage
    picture = tables(draft)
    looked_at(picture)
    assert overlaps(picture) == []
    for store in draft.stores:
        assert store.name in said(picture)
        assert f"\n{store.name} (" in picture.text
        for column in store.columns:
            assert column.name in picture.text


def test_twelve_tables_are_drawn_without_words_on_words():
    picture = tables(storage(TWELVE))
    image = looked_at(picture)
    assert overlaps(picture) == []
    assert image.width < 1500
    assert image.height < 1500


def test_keys_references_and_indexes_are_in_picture_and_text():
    picture = tables(storage(TWELVE))
    assert "  author_id → accounts (id), many to one" in picture.text
    assert "  account_id → accounts (id), one to one" in picture.text
    assert "index (author_id, id)" in picture.text
    assert "unique (owner_id, name)" in said(picture)
    assert {"PK", "FK", "U", "PK FK"} <= set(said(picture))


def test_marks_of_keys():
    store = Store(
        name="likes",
        columns=(Column(name="id"), Column(name="tweet_id"), Column(name="code")),
        primary_key=("id",),
        uniques=(("code",),),
        references=(Reference(columns=("tweet_id",), target="tweets"),),
    )
    assert [key_marks(store, column.name) for column in store.columns] == [["PK"], ["FK"], ["U"]]
    assert not is_one_to_one(store, store.references[0])


def test_a_store_that_nothing_describes_is_drawn_dashed():
    picture = tables(storage("tweets (relational): id pk, author_id -> people, text"))
    assert "not in the draft" in said(picture)
    assert "author_id → people, many to one, which is not in the draft" in picture.text


def test_what_the_draft_implies_is_shown():
    picture = tables(storage("fans (relational): fan_id, star_id; pk (fan, star)"))
    assert "fan_id PK, star_id PK" in picture.text


@pytest.mark.parametrize("kind", StoreKind)
def test_every_kind_has_a_mark_of_its_own(kind):
    from whiteboard.run.picture.architecture.canvas import Canvas

    canvas = Canvas(40, 40)
    draw_mark(canvas, kind, (10.0, 10.0))
    patches = canvas.figure.axes[0].patches[1:]
    lines = canvas.figure.axes[0].lines
    assert len(patches) + len(lines) > 0
    for patch in patches:
        x, y = patch.get_xy().min(axis=0), patch.get_xy().max(axis=0)
        assert (x >= 9).all()
        assert y[0] <= 11 + WIDTH
        assert y[1] <= 11 + HEIGHT


def test_very_many_columns_keep_those_of_keys():
    store = Store(
        name="wide", columns=tuple(Column(name=f"c{place}") for place in range(200)), primary_key=("c199",)
    )
    rows = box_of(store).rows
    assert [row.keys for row in rows if row.column == "c199"] == ["PK"]
    assert rows[-1].name == "… 176 more columns"


def test_two_hundred_stores_say_what_is_left_out():
    stores = tuple(
        Store(
            name=f"t{place}",
            columns=(Column(name="id"), Column(name="ref")),
            primary_key=("id",),
            references=(Reference(columns=("ref",), target=f"t{(place * 7 + 1) % 200}"),),
        )
        for place in range(200)
    )
    picture = tables(Storage(stores=stores))
    looked_at(picture)
    assert any("140 are not drawn" in text for text in said(picture))
    assert "\nt199 (" in picture.text


def test_nothing_to_draw_is_said():
    picture = tables(Storage())
    looked_at(picture)
    assert picture.text == "No stores"


def test_the_same_bytes_each_time():
    assert tables(storage(TWELVE)).png() == tables(storage(TWELVE)).png()


_names = st.one_of(st.sampled_from(["a", "b", "c", "id"]), words)
_stores = st.builds(
    Store,
    name=_names,
    kind=st.sampled_from(StoreKind),
    columns=st.lists(
        st.builds(Column, name=_names, type=st.one_of(st.none(), words), nullable=st.booleans()), max_size=4
    ).map(tuple),
    primary_key=st.lists(_names, max_size=2).map(tuple),
    uniques=st.lists(st.lists(_names, min_size=1, max_size=2).map(tuple), max_size=1).map(tuple),
    indexes=st.lists(
        st.builds(Index, columns=st.lists(_names, min_size=1, max_size=2).map(tuple), unique=st.booleans()),
        max_size=1,
    ).map(tuple),
    references=st.lists(
        st.builds(Reference, columns=st.lists(_names, min_size=1, max_size=2).map(tuple), target=_names),
        max_size=2,
    ).map(tuple),
    brand=st.one_of(st.none(), words),
)


@settings(max_examples=12)
@given(st.lists(_stores, max_size=5).map(tuple))
def test_any_draft_is_drawn(stores):
    looked_at(tables(Storage(stores=stores)))
