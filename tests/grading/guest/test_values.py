"""Values cross as what they are, and nothing of a class that lies about itself crosses."""

import contextlib
import datetime
import math
from collections import Counter, OrderedDict, defaultdict, namedtuple
from fractions import Fraction

import numpy
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.grading.guest.decoding import decode
from whiteboard.grading.guest.gone import NotPlain
from whiteboard.grading.guest.protocol import Frames, Garbled, pack
from whiteboard.grading.guest.values import encode

Point = namedtuple("Point", "x y")


def refuse_other(value):
    raise NotPlain(f"a {type(value).__name__}")


def refuse_tag(tag, content):
    raise Garbled(tag)


def across(value):
    (message,) = Frames().feed(pack({"value": encode(value, refuse_other)}))
    return decode(message["value"], refuse_tag)


KEYS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(codec=None, categories=None))
    | st.binary(max_size=20)
    | st.dates()
)
PLAIN = st.recursive(
    KEYS | st.datetimes() | st.timedeltas() | st.fractions() | st.complex_numbers(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.sets(KEYS, max_size=4)
        | st.frozensets(KEYS, max_size=4)
    ),
    max_leaves=15,
)


@given(PLAIN)
def test_plain_values_arrive_equal_and_of_the_same_type(value):
    arrived = across(value)
    assert arrived == value
    assert type(arrived) is type(value)


@given(st.text(st.characters(categories=["Cs", "L"])))
def test_halves_of_characters_survive(text):
    assert across(text) == text


@pytest.mark.parametrize(
    "value",
    [
        range(2, 9, 3),
        slice(1, None, 2),
        ...,
        NotImplemented,
        int,
        ValueError,
        len,
        -0.0,
        10**4000,
        bytearray(b"a"),
    ],
)
def test_rarer_values_arrive(value):
    assert repr(across(value)) == repr(value)


def test_not_a_number_and_infinity_arrive():
    assert math.isnan(across(float("nan")))
    assert across([math.inf, -math.inf]) == [math.inf, -math.inf]


def test_a_zone_of_time_survives():
    moment = datetime.datetime(2026, 11, 21, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    assert across(moment) == moment


@pytest.mark.parametrize(
    "array",
    [
        numpy.arange(6).reshape(2, 3),
        numpy.array([1.5, numpy.nan, numpy.inf]),
        numpy.array([[True], [False]]),
        numpy.array([1 + 2j]),
        numpy.array(["a", "long text"]),
        numpy.array([None, "x", [1, 2]], dtype=object),
        numpy.array(["2026-11-21"], dtype="datetime64[D]"),
        numpy.zeros((0, 3)),
        numpy.arange(3, dtype="uint8"),
    ],
)
def test_arrays_arrive_with_shape_and_values(array):
    arrived = across(array)
    assert arrived.shape == array.shape
    assert arrived.dtype.kind == array.dtype.kind
    numpy.testing.assert_array_equal(arrived, array)


def test_scalars_of_numpy_arrive():
    assert across(numpy.int64(3)) == 3
    assert across(numpy.float64(2.5)) == 2.5
    assert bool(across(numpy.bool_(True))) is True


@pytest.mark.parametrize(
    "table",
    [
        pandas.DataFrame({"a": [1, 2], "b": ["x", None], "c": pandas.to_datetime(["2026-01-01", None])}),
        pandas.DataFrame({"a": [1.5]}, index=["row"]),
        pandas.DataFrame({"k": pandas.Categorical(["u", "v", "u"])}),
        pandas.DataFrame(),
        pandas.DataFrame({"a": [1, 1], "b": [2, 3], "n": [1, 1]}).groupby(["a", "b"]).sum(),
        pandas.DataFrame([[1, 2]], columns=["same", "same"]),
    ],
)
def test_tables_arrive_equal(table):
    pandas.testing.assert_frame_equal(across(table), table, check_index_type=False, check_column_type=False)


def test_a_column_arrives_with_name_and_index():
    column = pandas.Series([1, 2], index=["a", "b"], name="n")
    pandas.testing.assert_series_equal(across(column), column)


def test_a_named_tuple_arrives_as_a_tuple_with_names():
    arrived = across(Point(1, 2))
    assert arrived == (1, 2)
    assert arrived.y == 2


class LyingInt(int):
    def __eq__(self, other):
        return True

    def __float__(self):
        return 1e9

    def __repr__(self):
        return "anything"

    __hash__ = int.__hash__


class LyingStr(str):
    __class__ = bool

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class LyingList(list):
    __hash__ = None

    def __iter__(self):
        return iter("forged")

    def __eq__(self, other):
        return True


class LyingDict(dict):
    def items(self):
        return [("forged", 1)]


@pytest.mark.parametrize(
    "lie, plain",
    [
        (LyingInt(3), 3),
        (LyingStr("a"), "a"),
        (LyingList([1]), [1]),
        (LyingDict(a=1), {"a": 1}),
        (Counter("aab"), {"a": 2, "b": 1}),
        (OrderedDict(a=1), {"a": 1}),
        (defaultdict(list, a=[1]), {"a": [1]}),
    ],
)
def test_a_subclass_arrives_as_its_plain_base(lie, plain):
    arrived = across(lie)
    assert type(arrived) is type(plain)
    assert arrived == plain


def nested(depth):
    value = []
    for _level in range(depth):
        value = [value]
    return value


def test_depth_cycles_and_size_are_errors_in_words():
    assert across(nested(40)) == nested(40)
    with pytest.raises(NotPlain, match="nested more than 50"):
        encode(nested(100_000), refuse_other)
    cycle = []
    cycle.append(cycle)
    with pytest.raises(NotPlain, match="contains itself"):
        encode(cycle, refuse_other)
    loop = {}
    loop["me"] = [loop]
    with pytest.raises(NotPlain, match="contains itself"):
        encode(loop, refuse_other)
    with pytest.raises(NotPlain, match="1,000,000"):
        encode("x" * 2_000_000, refuse_other)
    with pytest.raises(NotPlain, match="1,000,000"):
        encode([0] * 2_000_000, refuse_other)
    with pytest.raises(NotPlain, match="bits"):
        encode(1 << 20_000, refuse_other)
    with pytest.raises(NotPlain, match="keys"):
        encode(set(range(30_000)), refuse_other)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=20,
)
TAGS = [
    "tuple",
    "dict",
    "set",
    "frozenset",
    "named",
    "int",
    "float",
    "str",
    "bytes",
    "bytearray",
    "constant",
    "builtin",
]
TAGS += [
    "complex",
    "range",
    "slice",
    "fraction",
    "datetime",
    "date",
    "time",
    "timedelta",
    "array",
    "series",
    "frame",
]


@given(JSON | st.builds(lambda tag, content: {tag: content}, st.sampled_from(TAGS), JSON))
def test_any_json_is_a_value_or_garbled(data):
    with contextlib.suppress(Garbled):
        decode(data, refuse_tag)


@pytest.mark.parametrize(
    "forged",
    [
        {"array": ["<U1000000000", [1], ["x"]]},
        {"array": ["float64", [1_000_000, 1_000_000, 0], []]},
        {"array": ["float64", [10**12], [1]]},
        {"array": ["object", [0, 10**18], []]},
        {"int": "f" * 100_000},
        {"fraction": [1, 0]},
        {"builtin": "eval"},
        {"builtin": "__import__"},
        {"dict": [[[], 1]]},
        {"set": [[1]]},
        {"frame": [[False, [None], ["object", [1], ["a"]]], [False, [None], ["int64", [1], [0]]], [], []]},
        {"handle": 3},
        {"datetime": "no time"},
    ],
)
def test_forged_values_are_garbled(forged):
    with pytest.raises(Garbled):
        decode(forged, refuse_tag)


def test_a_fraction_and_a_named_tuple_keep_their_meaning_in_containers():
    assert across({"a": (Fraction(1, 3), Point(1, [2]))}) == {"a": (Fraction(1, 3), (1, [2]))}
