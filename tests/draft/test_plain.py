"""Dataclasses of a draft go to plain values and back."""

import json

import pytest

from whiteboard.draft.api import Operation, Parameter, Place, Returns
from whiteboard.draft.plain import NotOfThatForm, from_plain, to_plain
from whiteboard.draft.storage import Column, Index, Store, StoreKind

FEED = Operation(
    name="getFeed",
    method="GET",
    path="/feed",
    parameters=(Parameter(name="cursor", place=Place.QUERY, required=False),),
    returns=Returns(text="page of tweets", many=True),
    line=4,
)


def test_there_and_back_through_json():
    data = json.loads(json.dumps(to_plain(FEED)))
    assert data["parameters"] == [{"name": "cursor", "place": "query", "required": False}]
    again = from_plain(Operation, data, line=9)
    assert (again.line, again.returns.line, again.parameters[0].line) == (9, 9, 9)
    assert to_plain(again) == to_plain(FEED)


def test_kinds_and_lists_of_lists():
    store = Store(
        name="likes",
        kind=StoreKind.RELATIONAL,
        columns=(Column(name="a", nullable=True),),
        uniques=(("a",),),
        indexes=(Index(columns=("a",), descending=(True,)),),
    )
    assert from_plain(Store, to_plain(store), line=0) == store


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": 5},
        {"name": "x", "color": "red"},
        {"name": "x", "columns": "id"},
        {"name": "x", "kind": "heap"},
        {"name": "x", "brand": ["Redis"]},
        [],
        None,
    ],
)
def test_what_does_not_fit_is_refused(data):
    with pytest.raises(NotOfThatForm):
        from_plain(Store, data, line=1)
