"""Units of back-of-the-envelope estimates, and the pint registry that defines them.

Information, requests, users, items, money and time are dimensions of their own. A month is 30 days and a
year is 365 days. ``KB`` is 1000 bytes, ``KiB`` is 1024; ``b`` is a bit and ``B`` a byte, and a quantity of
one is never taken for the other. Currencies are not converted: money is money.

Counts are told apart by their noun (tweets, reads, users). Whoever multiplies writes a minute by the size
of a write seldom says "per write", so that counts are kept for display and left out of comparisons.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pint

_DEFINITIONS = Path(__file__).with_name("units.txt")
_NUMBERS = frozenset({"percent", "thousand", "million", "billion", "trillion"})
_COUNTS = frozenset({"request", "user", "item"})
_SHORT = {
    "kilobit": "Kb", "megabit": "Mb", "gigabit": "Gb", "terabit": "Tb", "petabit": "Pb", "exabit": "Eb",
    "kilobyte": "KB", "megabyte": "MB", "gigabyte": "GB", "terabyte": "TB", "petabyte": "PB", "exabyte": "EB",
    "zettabyte": "ZB", "kibibyte": "KiB", "mebibyte": "MiB", "gibibyte": "GiB", "tebibyte": "TiB",
    "pebibyte": "PiB", "nanosecond": "ns", "microsecond": "µs", "millisecond": "ms",
}  # fmt: skip
_IRREGULAR = {"person": "people", "query": "queries", "child": "children", "dollar": "dollars"}
_RATES = {
    "rps": ("request", "second"), "rpm": ("request", "minute"), "bps": ("bit", "second"),
    "kbps": ("kilobit", "second"),
    "Mbps": ("megabit", "second"), "Gbps": ("gigabit", "second"), "Tbps": ("terabit", "second"),
    "Bps": ("byte", "second"), "KBps": ("kilobyte", "second"), "MBps": ("megabyte", "second"),
    "GBps": ("gigabyte", "second"), "TBps": ("terabyte", "second"),
}  # fmt: skip


class Dimension(NamedTuple):
    """Exponents of the dimensions that are compared: information, money and time. Counts are left out."""

    information: int
    money: int
    time: int


class UnitError(ValueError):
    """A unit that nobody defined; the message names it and lists what there is."""


@cache
def registry() -> pint.UnitRegistry[Any]:
    """The pint registry of this package, made once. It is private: pint's own is left as it is.

    Returns
    -------
    pint.UnitRegistry
        Reads its units from ``units.txt``.

    Examples
    --------
    >>> registry()("1 GB/minute").to("TB/day").magnitude
    1.44
    >>> registry()("5k req/s").to("requests/day").magnitude
    432000000.0
    """
    with _without("dask"):  # pint loads all of it where it is installed, for nothing of ours
        import pint

    return pint.UnitRegistry(str(_DEFINITIONS))


def load_for_plain_numbers() -> None:
    """Load pint without numpy, which takes half the time; a registry then has no arrays of quantities.

    For processes in which nobody else uses pint. Where numpy is loaded already, pint finds it all the same.

    Examples
    --------
    >>> load_for_plain_numbers()
    >>> registry()("1 GB/minute").to("TB/day").magnitude
    1.44
    """
    with _without("numpy", "dask"):
        import pint  # noqa: F401


@contextmanager
def _without(*names: str) -> Iterator[None]:
    """Leave packages out while the block lasts, but those that are loaded."""
    left_out = [name for name in names if name not in sys.modules]
    # None is how Python notes that there is none.
    sys.modules.update(dict.fromkeys(left_out))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in left_out:
            sys.modules.pop(name, None)


@cache
def _names() -> dict[str, str]:
    """Every written form of a unit, and the unit's name."""
    found: dict[str, str] = {}
    for line in _DEFINITIONS.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, *others = (part.strip() for part in line.split("="))
            for written in (name, *others):
                if written != "_":
                    found[written] = name
    return found


@lru_cache(maxsize=4096)
def _scale(atom: str) -> tuple[float, str]:
    """Factor to the base unit, and the dimension's name. What nobody defined is an item."""
    if atom not in _names():
        return 1.0, "item"
    ureg = registry()
    factor = float(ureg.get_base_units(atom)[0])
    dimension = next(iter(ureg.get_dimensionality(atom)), "number")
    return factor, str(dimension).strip("[]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of units: ``GB/minute``, ``tweets/user/day``.

    Parameters
    ----------
    powers : tuple of (str, int)
        Unit names in the singular, as in ``units.txt``, with their exponents; a noun that is not defined
        there counts items.

    Examples
    --------
    >>> unit = parse_unit("GB/minute")
    >>> str(unit), unit.dimension.information, unit.dimension.time
    ('GB/minute', 1, -1)
    >>> str(unit.times(parse_unit("day")))
    'GB·day/minute'
    """

    powers: tuple[tuple[str, int], ...] = ()

    def times(self, other: Unit, power: int = 1) -> Unit:
        """This unit times `other` to a power; atoms that cancel disappear."""
        if not other.powers:
            return self
        merged = dict(self.powers)
        for atom, exponent in other.powers:
            merged[atom] = merged.get(atom, 0) + exponent * power
        return Unit(tuple((atom, exponent) for atom, exponent in merged.items() if exponent))

    def power(self, exponent: int) -> Unit:
        """This unit to a whole power."""
        return Unit(tuple((atom, old * exponent) for atom, old in self.powers if exponent))

    @property
    def dimension(self) -> Dimension:
        """Its dimension, counts left out."""
        return _dimension(self)

    @property
    def factor(self) -> float:
        """Its size in bits, dollars and seconds, counts being 1."""
        return _factor(self)

    def only(self, *kinds: str) -> Unit:
        """The part of it whose atoms are of these dimensions (``"time"``, ``"information"`` …).

        Examples
        --------
        >>> str(parse_unit("tweets/user/day").only("time"))
        '1/day'
        """
        return Unit(tuple((atom, power) for atom, power in self.powers if _scale(atom)[1] in kinds))

    def without(self, *kinds: str) -> Unit:
        """The part of it whose atoms are not of these dimensions.

        Examples
        --------
        >>> str(parse_unit("GB/day").without("time"))
        'GB'
        """
        return Unit(tuple((atom, power) for atom, power in self.powers if _scale(atom)[1] not in kinds))

    @property
    def counts(self) -> dict[str, int]:
        """The counting nouns in it, with their exponents."""
        return {atom: power for atom, power in self.powers if _scale(atom)[1] in _COUNTS}

    def count_power(self, kind: str) -> int:
        """The exponent of ``"request"``, ``"user"`` or ``"item"``."""
        return sum(power for atom, power in self.powers if _scale(atom)[1] == kind)

    def pint(self) -> Any:
        """The same as a pint unit; nouns that nobody defined are items."""
        ureg = registry()
        made = ureg.Unit("dimensionless")
        for atom, power in self.powers:
            made = made * ureg.Unit(atom if atom in _names() else "item") ** power
        return made

    def __str__(self) -> str:
        lone = sum(power > 0 for _, power in self.powers) == 1
        above = [_written(atom, power, plural=True, lone=lone) for atom, power in self.powers if power > 0]
        below = [_written(atom, -power, plural=False) for atom, power in self.powers if power < 0]
        if not above:
            return "/".join(["1", *below]) if below else ""
        return "/".join(["·".join(above), *below])


NO_UNIT = Unit()


@lru_cache(maxsize=8192)
def _dimension(unit: Unit) -> Dimension:
    found = {"information": 0, "money": 0, "time": 0}
    for atom, power in unit.powers:
        kind = _scale(atom)[1]
        if kind in found:
            found[kind] += power
    return Dimension(found["information"], found["money"], found["time"])


@lru_cache(maxsize=8192)
def _factor(unit: Unit) -> float:
    factor = 1.0
    try:
        for atom, power in unit.powers:
            factor *= _scale(atom)[0] ** power
    except OverflowError:
        return float("inf")
    return factor


def _written(atom: str, power: int, *, plural: bool, lone: bool = False) -> str:
    name = _SHORT.get(atom, atom)
    if plural and name == atom and _scale(atom)[1] in {*_COUNTS, "information", "time", "money"}:
        # "GB·day/minute" reads better than "GB·days/minute".
        name = name if _scale(atom)[1] == "time" and not lone else _plural(name)
    return name if power == 1 else f"{name}^{power}"


def _plural(noun: str) -> str:
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.isupper() or noun in {"media", "data", "news"}:
        return noun
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


@lru_cache(maxsize=8192)
def known_unit(word: str) -> Unit | None:
    """The unit that a written word stands for, or None. Case matters where it tells bits from bytes.

    Examples
    --------
    >>> str(known_unit("rps")), str(known_unit("Gb")), str(known_unit("GB")), known_unit("tweets")
    ('requests/second', 'Gb', 'GB', None)
    """
    names = _names()
    name = names.get(word) or (names.get(word.lower()) if len(word) > 1 else None)
    if name is None and word.lower() in {"mibps", "krps", "kqps"}:
        return None
    if name is None or name in _NUMBERS:
        return None
    if name in _RATES:
        above, below = _RATES[name]
        return Unit(((above, 1), (below, -1)))
    return Unit(((name, 1),))


def atoms_of(kind: str) -> tuple[str, ...]:
    """Names of all units of one dimension, in the order of ``units.txt``.

    Examples
    --------
    >>> atoms_of("money")
    ('dollar', 'cent', 'euro', 'pound')
    """
    return tuple(
        dict.fromkeys(
            name
            for name in _names().values()
            if name not in _NUMBERS | set(_RATES) and _scale(name)[1] == kind
        )
    )


def counted(noun: str) -> Unit:
    """A unit that counts something, from a noun in the singular.

    Examples
    --------
    >>> str(counted("tweet"))
    'tweets'
    """
    return Unit(((noun, 1),))


@lru_cache(maxsize=8192)
def parse_unit(text: str) -> Unit:
    """Read a unit such as ``requests/second``, ``TB/day``, ``tweets per user per day``.

    Parameters
    ----------
    text : str
        Units joined by ``/``, ``per``, ``*`` or ``·``. A plural noun that is not defined counts items.

    Raises
    ------
    UnitError
        When a part of it is neither a unit nor a noun.

    Examples
    --------
    >>> str(parse_unit("requests per second")), str(parse_unit("Gbps"))
    ('requests/second', 'Gb/second')
    >>> parse_unit("GB/5")
    Traceback (most recent call last):
        ...
    whiteboard.units.UnitError: '5' in 'GB/5' is not a unit; write one such as GB/day or users
    """
    made = NO_UNIT
    for position, part in enumerate(text.replace(" per ", "/").split("/")):
        for word in part.replace("·", "*").split("*"):
            name = word.strip()
            if position == 0 and name in {"", "1"} and "/" in text:
                continue
            unit = parse_one(name, below=position > 0)
            if unit is None:
                raise UnitError(f"{name!r} in {text!r} is not a unit; write one such as GB/day or users")
            made = made.times(unit, -1 if position else 1)
    return made


def parse_one(word: str, *, below: bool) -> Unit | None:
    """One word as a unit; below a stroke ``m`` is a minute. A noun of three letters or more counts items.

    Examples
    --------
    >>> str(parse_one("m", below=True)), str(parse_one("photos", below=False)), parse_one("42", below=False)
    ('minutes', 'photos', None)
    """
    if below and word in {"m", "M"}:
        return known_unit("minute" if word == "m" else "month")
    if below and word in {"y", "w", "q"}:
        return known_unit({"y": "year", "w": "week", "q": "quarter"}[word])
    found = known_unit(word)
    if found is not None:
        return found
    if len(word) > 2 and word.replace("-", "").isalpha():
        return counted(singular(word.lower()))
    return None


def singular(noun: str) -> str:
    """The singular of a counting noun, by rule of thumb.

    Examples
    --------
    >>> singular("tweets"), singular("queries"), singular("status")
    ('tweet', 'query', 'status')
    """
    if noun in _names():
        return _names()[noun]
    if len(noun) < 4 or not noun.endswith("s") or noun.endswith(("ss", "us", "is")):
        return noun
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-2] if noun.endswith(("sses", "xes", "ches", "shes")) else noun[:-1]


def product(units: Iterable[Unit]) -> Unit:
    """All units multiplied."""
    made = NO_UNIT
    for unit in units:
        made = made.times(unit)
    return made
