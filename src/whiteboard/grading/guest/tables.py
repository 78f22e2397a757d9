"""numpy's arrays and pandas' tables, taken apart into lists and put together again.

Neither library is imported before such a value is met. In the judge the pieces come from a learner's side, so kinds
of data are checked against a list, and lengths against what was sent.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

from whiteboard.grading.guest.protocol import Garbled

if TYPE_CHECKING:
    import numpy

ARRAY, SERIES, FRAME = "array", "series", "frame"
_LONGEST_AXIS = 1_000_000
_NUMBER_KINDS = frozenset(
    ["bool", "float16", "float32", "float64", "complex64", "complex128"]
    + [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
)
_TIME_KINDS = frozenset(
    f"{kind}64[{unit}]" for kind in ("datetime", "timedelta") for unit in ("s", "ms", "us", "ns")
)
_TEXT = "str"
_OBJECT = "object"


def take_apart(value: Any) -> tuple[str, list[Any]] | None:
    """A tag and a list for an array or a table; None for anything else.

    Examples
    --------
    >>> import numpy
    >>> take_apart(numpy.array([[1, 2], [3, 4]], dtype="int8"))
    ('array', ['int8', [2, 2], [1, 2, 3, 4]])
    """
    kind = type(value)
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if numpy is not None:
        if issubclass(kind, numpy.ndarray):
            return ARRAY, _array(value)
        if issubclass(kind, numpy.generic):
            return ARRAY, _array(numpy.asarray(value))
    if pandas is not None:
        if issubclass(kind, pandas.Series):
            return SERIES, [value.name, _axis(value.index), _array(value.to_numpy()), str(value.dtype)]
        if issubclass(kind, pandas.DataFrame):
            columns = [value.iloc[:, place] for place in range(value.shape[1])]
            kinds = [str(column.dtype) for column in columns]
            return FRAME, [
                _axis(value.columns),
                _axis(value.index),
                [_array(column.to_numpy()) for column in columns],
                kinds,
            ]
        if issubclass(kind, pandas.Index):
            return ARRAY, _array(value.to_numpy())
    return None


def put_together(tag: str, content: list[Any]) -> Any:
    """The array or table of which `take_apart` gave these pieces.

    Raises
    ------
    Garbled
        They do not fit together.

    Examples
    --------
    >>> put_together("array", ["int8", [2], [1, 2]])
    array([1, 2], dtype=int8)
    """
    if tag == ARRAY:
        array = _as_array(content)
        return array[()] if array.ndim == 0 else array
    import pandas

    if tag == SERIES:
        name, index, values, kind = content
        return _of_kind(pandas.Series(_as_array(values, axes=1), index=_as_index(index), name=name), kind)
    columns, index, arrays, kinds = content
    labels = _as_index(columns)
    if not isinstance(arrays, list) or not isinstance(kinds, list):
        raise Garbled("the columns of a table were due")
    if not len(arrays) == len(labels) == len(kinds):
        raise Garbled("a table whose columns and labels differ in number")
    rows = _as_index(index)
    series = [
        _of_kind(pandas.Series(_as_array(array, axes=1), index=rows), kind)
        for array, kind in zip(arrays, kinds, strict=True)
    ]
    frame = pandas.concat(series, axis=1) if series else pandas.DataFrame(index=rows)
    frame.columns = labels
    return frame


def _array(value: numpy.ndarray[Any, Any]) -> list[Any]:
    kind = str(value.dtype)
    if value.dtype.kind in "mM":
        unit = kind if kind in _TIME_KINDS else f"{kind.partition('64')[0]}64[ns]"
        return [unit, list(value.shape), value.astype(unit).astype("int64").ravel().tolist()]
    if kind not in _NUMBER_KINDS:
        kind = _TEXT if value.dtype.kind == "U" else _OBJECT
    return [kind, list(value.shape), value.ravel().tolist()]


def _as_array(content: Any, *, axes: int | None = None) -> numpy.ndarray[Any, Any]:
    import numpy

    kind, shape, items = content
    if not isinstance(items, list) or not isinstance(shape, list):
        raise Garbled("an array without items")
    if (
        not all(isinstance(length, int) and 0 <= length <= _LONGEST_AXIS for length in shape)
        or len(shape) > 16
    ):
        raise Garbled("an array of no shape")
    if math.prod(shape) != len(items) or (axes is not None and len(shape) != axes):
        raise Garbled("an array whose shape does not fit its items")
    if math.prod(length for length in shape if length) > _LONGEST_AXIS:
        raise Garbled("an array of too large a shape")
    if kind in _TIME_KINDS:
        if not all(type(item) is int for item in items):
            raise Garbled("an array of times that holds something else")
        return numpy.array(items, dtype="int64").astype(kind).reshape(shape)
    if kind in _NUMBER_KINDS:
        if not all(type(item) in (int, float, bool, complex) for item in items):
            raise Garbled("an array of numbers that holds something else")
        return numpy.array(items, dtype=kind).reshape(shape)
    if kind == _TEXT and all(isinstance(item, str) for item in items):
        longest = max(map(len, items), default=0)
        if longest * len(items) <= 4 * _LONGEST_AXIS:  # one long text would be allotted for every item
            return numpy.array(items, dtype=str).reshape(shape)
    elif kind not in (_TEXT, _OBJECT):
        raise Garbled("an array of unknown kind")
    array = numpy.empty(len(items), dtype=object)
    for place, item in enumerate(items):  # all at once, lists among them would be taken for more axes
        array[place] = item
    return array.reshape(shape)


def _axis(index: Any) -> list[Any]:
    return [index.nlevels > 1, list(index.names), _array(index.to_numpy())]


def _as_index(content: Any) -> Any:
    import pandas

    several, names, values = content
    if not isinstance(names, list):
        raise Garbled("an index without names")
    array = _as_array(values, axes=1)
    if several:
        return pandas.MultiIndex.from_tuples([tuple(row) for row in array.tolist()], names=names)
    return pandas.Index(array, name=names[0] if names else None)


def _of_kind(series: Any, kind: Any) -> Any:
    """A column whose kind is one of pandas' own, such as text or a category."""
    own = {"str", "string", "category", "boolean", "Int64", "Float64"}
    return series.astype(kind) if isinstance(kind, str) and kind in own else series
