"""The exact form is read to the letter, and its slips are reported."""

from hypothesis import given
from hypothesis import strategies as st

from whiteboard.notation import read_section


def test_an_exact_item_stands_between_the_others():
    api = read_section(
        "api",
        'GET /a\n```exact\noperation {"name": "Returns: (b)", "method": "LINK"}\n```\nGET /c',
    ).api
    assert [operation.name for operation in api.operations] == ["GET /a", "Returns: (b)", "GET /c"]
    assert [operation.line for operation in api.operations] == [1, 3, 5]


def test_remarks_derive_nothing():
    storage = read_section(
        "storage", 'users: id, name\n```exact\nremark "We use Postgres because rows are small."\n```'
    ).storage
    assert storage.remarks == ("We use Postgres because rows are small.",)
    assert (storage.because, storage.brands) == ((), ())


def test_a_slip_is_an_unread_line_with_a_hint():
    storage = read_section(
        "storage",
        '```exact\nstore {"name": 5}\nstore {"name": "a"\ntable {"name": "b"}\nstore {"name": "ok"}\n```',
    ).storage
    assert [store.name for store in storage.stores] == ["ok"]
    assert [entry.line for entry in storage.unread] == [2, 3, 4]
    assert all(entry.hint for entry in storage.unread)


def test_a_fence_that_nothing_closes_takes_the_rest():
    api = read_section("api", 'GET /a\n```exact\nremark "b"').api
    assert (len(api.operations), api.remarks) == (1, ("b",))


@given(
    st.lists(st.text(max_size=40) | st.sampled_from(["```exact", "```", 'store {"name": "a"}', "[" * 2000]))
)
def test_any_text_with_exact_fences(lines):
    for name in ("api", "storage"):
        read_section(name, "\n".join(lines))
