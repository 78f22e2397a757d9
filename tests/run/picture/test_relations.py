"""The relation matrix shows every pair of objects, thought of or not."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.run.picture.boards import PACKS, board_of
from tests.run.picture.looking import looked_at, overlaps, said, words
from whiteboard.draft.objects import BusinessObject, Objects
from whiteboard.draft.relations import Relation, Relations
from whiteboard.run.picture.relations import Cell, matrix_of, relation_matrix

pytestmark = pytest.mark.filterwarnings("error")


def relations(*triples, objects=(), **more):
    found = tuple(Relation(subject=one, verb=verb, target=other, **more) for one, verb, other in triples)
    return Relations(relations=found, objects=objects)


def things(*names):
    return Objects(objects=tuple(BusinessObject(name=name) for name in names))


@pytest.mark.parametrize("pack", PACKS)
def test_the_boards_are_drawn_without_words_on_words(pack):
    board = board_of(pack)
    picture = relation_matrix(board.objects, board.relations)
    looked_at(picture)
    assert overlaps(picture) == []
    for found in board.relations.relations:
        assert f"  {found.subject} " in picture.text
        assert found.verb in picture.text


def test_the_four_states_of_a_pair():
    draft = Relations(
        relations=(
            Relation(subject="User", verb="writes", target="Post"),
            Relation(subject="User", verb="", target="Tag", ruled_out=True),
        )
    )
    found = matrix_of(things("User", "Post", "Tag"), draft)
    assert found.cell(0, 1) is Cell.RELATED
    assert found.cell(1, 0) is Cell.OTHER_WAY
    assert found.cell(0, 2) is found.cell(2, 0) is Cell.RULED_OUT
    assert found.cell(1, 2) is Cell.OPEN
    assert found.open() == [(0, 0), (1, 1), (1, 2), (2, 2)]


def test_what_is_never_considered_is_in_picture_and_text():
    picture = relation_matrix(things("User", "Post"), relations(("User", "writes", "Post")))
    assert "never considered: User and User, Post and Post" in picture.text
    assert said(picture).count("?") == 3  # two cells, and the legend


def test_objects_are_matched_whatever_their_number_and_case():
    found = matrix_of(things("Account", "Tweet"), relations(("accounts", "publish", "tweets")))
    assert found.names == ("Account", "Tweet")
    assert found.verbs == {(0, 1): ("publish",)}


def test_an_object_that_only_the_relations_name_is_marked():
    picture = relation_matrix(things("User"), relations(("User", "offers", "Slot")))
    assert "not among the objects: Slot" in picture.text
    assert "Slot *" in said(picture)


def test_a_relation_without_verb_shows_its_cardinality():
    picture = relation_matrix(None, relations(("User", "", "Post"), cardinality="1:N"))
    assert "User 1:N Post" in picture.text
    assert "1:N" in said(picture)


def test_twenty_objects_have_letters_and_a_key():
    names = [f"Thing {chr(97 + place)}x" for place in range(20)]
    triples = [(one, f"verb{place % 5}", other) for place, (one, other) in enumerate(pairwise(names))]
    picture = relation_matrix(things(*names), relations(*triples))
    looked_at(picture)
    assert overlaps(picture) == []
    assert "a: verb0" in said(picture)


def test_two_hundred_objects_say_what_is_left_out():
    names = [f"n{place}q" for place in range(200)]
    picture = relation_matrix(things(*names), relations(("n0q", "uses", "n199q")))
    looked_at(picture)
    assert "and 160 more objects" in said(picture)
    assert "n0q uses n199q" in picture.text


def test_nothing_to_draw_is_said():
    picture = relation_matrix(None, Relations())
    looked_at(picture)
    assert picture.text == "No objects, and no relations among them"


def test_the_same_bytes_each_time():
    board = board_of("twitter")
    assert (
        relation_matrix(board.objects, board.relations).png()
        == relation_matrix(board.objects, board.relations).png()
    )


@settings(max_examples=12)
@given(st.lists(words, max_size=6), st.lists(st.tuples(words, words, words, st.booleans()), max_size=6))
def test_any_words_are_drawn(names, triples):
    found = tuple(
        Relation(subject=one, verb=verb, target=other, ruled_out=none) for one, verb, other, none in triples
    )
    picture = relation_matrix(things(*names), Relations(relations=found))
    looked_at(picture)
    matrix = matrix_of(things(*names), Relations(relations=found))
    count = len(matrix.names)
    assert sum(1 for _ in matrix.pairs()) == count * (count + 1) // 2
