"""The operation table shows what each operation takes and returns."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.run.picture.boards import PACKS, board_of
from tests.run.picture.looking import looked_at, overlaps, said, words
from whiteboard.draft.api import Api, Operation, Parameter, Place, Returns
from whiteboard.notation import read_section
from whiteboard.run.picture.operations import operations_picture, rows_of

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("pack", PACKS)
def test_the_boards_are_drawn_without_words_on_words(pack):
    api = board_of(pack).api
    picture = operations_picture(api)
    looked_at(picture)
    assert overlaps(picture) == []
    for operation in api.operations:
        assert f"{operation.method} {operation.path}" in picture.text


def test_lists_say_how_they_are_paged():
    text = "getFeed: GET /feed?cursor={c}\n  returns: page of tweets\ngetAll: GET /all\n  returns: list of tweets\n"
    api = read_section("api", text + "getOne: GET /tweets/{id}\n  returns: tweet").api
    assert [row.cells[-1] for row in rows_of(api)] == ["by cursor", "no", ""]
    assert "paged by cursor" in operations_picture(api).text
    assert "a list without pages" in operations_picture(api).text


def test_reading_and_writing_are_counted():
    api = Api(
        operations=(
            Operation(name="getX", method="GET", path="/x"),
            Operation(name="putX", method="PUT", path="/x"),
        )
    )
    assert operations_picture(api).text.splitlines()[0] == "2 operations: 1 reads, 1 writes"


def test_ninety_operations_say_what_is_left_out():
    api = Api(
        operations=tuple(
            Operation(name=f"getX{place}", method="GET", path=f"/x{place}") for place in range(90)
        )
    )
    picture = operations_picture(api)
    looked_at(picture)
    assert "and 30 more operations" in said(picture)
    assert "getX89: GET /x89" in picture.text


def test_nothing_to_draw_is_said():
    picture = operations_picture(Api())
    looked_at(picture)
    assert picture.text == "No operations"


def test_the_same_bytes_each_time():
    api = board_of("twitter").api
    assert operations_picture(api).png() == operations_picture(api).png()


_operations = st.builds(
    Operation,
    name=words,
    named=st.booleans(),
    method=st.one_of(st.none(), st.sampled_from(["GET", "POST", "WS"]), words),
    path=st.one_of(st.none(), words),
    parameters=st.lists(
        st.builds(Parameter, name=words, place=st.sampled_from(Place), required=st.booleans()), max_size=4
    ).map(tuple),
    returns=st.one_of(st.none(), st.builds(Returns, text=words, many=st.booleans())),
)


@settings(max_examples=12)
@given(st.lists(_operations, max_size=4).map(tuple))
def test_any_words_are_drawn(found):
    looked_at(operations_picture(Api(operations=found)))
