"""What two sections must have in common to say the same."""

import dataclasses

import pytest

from whiteboard.canonical.meaning import LEFT_OUT, meaning
from whiteboard.draft.storage import Column, Index, Reference, Storage, Store, StoreKind
from whiteboard.notation import read_section

STORE = Store(
    name="tweets",
    kind=StoreKind.RELATIONAL,
    columns=(Column(name="id"), Column(name="text")),
    primary_key=("id",),
    indexes=(Index(columns=("text",)),),
)


def test_lines_say_nothing():
    moved = dataclasses.replace(
        STORE, line=7, columns=tuple(dataclasses.replace(c, line=9) for c in STORE.columns)
    )
    assert meaning(moved) == meaning(STORE)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "tweet"},
        {"kind": StoreKind.DOCUMENT},
        {"columns": STORE.columns[:1]},
        {"primary_key": ()},
        {"uniques": (("text",),)},
        {"indexes": ()},
        {"references": (Reference(columns=("id",), target="users"),)},
        {"partition_key": ("id",)},
        {"sort_key": ("id",)},
        {"checks": ("check (id > 0)",)},
        {"brand": "MySQL"},
        {"note": "sharded"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_everything_else_does(change):
    assert meaning(dataclasses.replace(STORE, **change)) != meaning(STORE)


def test_remarks_are_compared_without_regard_to_their_order():
    assert meaning(Storage(remarks=("a", "b"))) == meaning(Storage(remarks=("b", "a")))
    assert meaning(Storage(remarks=("a", "b"))) != meaning(Storage(remarks=("a",)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("reads = 5/s", "reads = 6/s"),
        ("reads = 5/s", "reads = 5/minute"),
        ("reads = 5/s", "writes = 5/s"),
        ("reads = 5", "reads = ~5"),
        ("a = 2\nb = a * 3 = 6", "a = 2\nb = a * 3 = 7"),
        ("a = 2\nc = 2\nb = a * 3", "a = 2\nc = 2\nb = c * 3"),
        ("a = 5 MB = 5000 KB", "a = 5 MB"),
        ("a = 5 MB in KB", "a = 5 MB"),
    ],
)
def test_estimates_differ_where_a_reader_would_say_so(one, other):
    assert meaning(read_section("scale", one).scale) != meaning(read_section("scale", other).scale)


def test_every_field_that_is_left_out_exists_and_has_a_reason():
    for kind, reasons in LEFT_OUT.items():
        assert all(reasons.values())
        if kind is not None:
            assert set(reasons) <= {field.name for field in dataclasses.fields(kind)}
