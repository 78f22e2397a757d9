"""A problem pack: what the interviewer said, as data. One folder a problem, with a ``pack.toml`` in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that the interviewer knows: the answer, and ways in which people ask for it."""

    says: str
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A business object, or a relation between objects, that the system stores.

    Parameters
    ----------
    name : str
        In the singular: ``"tweet"``.
    synonyms : tuple of str
        Other names for it, in the singular; two words are allowed (``"timeline entry"``).
    roles : mapping of str to tuple of str
        What a stored row of it must be able to say, and the words by which a column shows that it does:
        ``{"author": ("author", "user", "posted by"), "created": ("created at", "timestamp")}``.
        Words match whole words of a column's name; ``id`` endings are ignored.
    refers : mapping of str to str
        For a role that points to another thing: ``{"author": "account"}``.
    media : bool
        Whether it is a blob rather than structured data.
    derived : bool
        Whether it may be absent because it can be computed (a stored feed, a counter).
    between : tuple of str
        The two roles of a relation, in its own direction (``("follower", "followee")``); empty for an object.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    roles: Mapping[str, tuple[str, ...]]
    refers: Mapping[str, str]
    media: bool = False
    derived: bool = False
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One look-up of a way to answer an access pattern.

    Parameters
    ----------
    thing : str
        The thing whose store is looked up.
    given : tuple of str
        The roles that are known, compared for equality.
    get : str
        The role that the next step is given; empty in the last step.
    order : str
        The role by which rows come out newest first; empty when the order is free.
    needs : tuple of str
        Roles that must be there without being looked up by (a counter column).
    """

    thing: str
    given: tuple[str, ...] = ()
    get: str = ""
    order: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way in which the stores can answer an access pattern; any way that works is right."""

    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPattern:
    """Something that the system must be able to do.

    Parameters
    ----------
    name : str
        ``"getFeed"``.
    kind : str
        ``"read"`` or ``"write"``.
    says : str
        As the interviewer would put it.
    required : bool
        Whether a draft without it falls short; optional ones are recognised, so that rule A2 stays silent.
    many : bool
        Whether the answer can be long, so that it needs pages.
    signs : tuple of tuple of str
        An operation serves it when all words of any one of these are among the operation's own
        (name, path, parameters, what it returns), synonyms of things counted as the thing. A word that
        ends in a question mark is in doubt: the operation serves the pattern if it serves no other list
        better.
    never : tuple of str
        Words that rule an operation out whatever signs it shows.
    ways : tuple of Way
        How stores can answer it; empty when any store of the thing will do.
    public : bool
        Whether anyone may read it without signing in.
    repeatable : bool
        For a write: whether doing it twice does no harm.
    """

    name: str
    kind: str
    says: str
    required: bool = True
    many: bool = False
    signs: tuple[tuple[str, ...], ...]
    never: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    public: bool = False
    repeatable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """A rule of the business that the stores must keep: no two rows with the same values of these roles."""

    thing: str
    roles: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number that the scale section should arrive at, or an assumption it should make.

    Parameters
    ----------
    name : str
        ``"read rate"``.
    says : str
        What is asked for, in words.
    words : tuple of tuple of str
        A quantity is this estimate when all words of any one of these are in its name.
    unit : str
        A unit of its dimension, in the notation's own unit language: ``"requests/second"``, ``"TB"``.
    low, high : float
        The plausible band, in `unit`; a value outside is worth a remark.
    required : bool
        Whether a draft without it falls short.
    formula : str
        How the worked board's value comes about, evaluated by a test; empty for an assumption.
    value : float or None
        The worked board's value, in `unit`.
    """

    name: str
    says: str
    words: tuple[tuple[str, ...], ...]
    unit: str
    low: float
    high: float
    required: bool = False
    formula: str = ""
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What earns points in a section.

    Parameters
    ----------
    section : str
        The section that it judges.
    name : str
        What is asked, as the learner reads it before drafting.
    points : float
        What it is worth; a cell's own maximum scales it.
    rules : tuple of str
        Codes of the rules whose ``must`` findings cost these points, each by its share.
    scaled_by : tuple of str
        Codes of rules whose shares scale these points down: paging is worth nothing for operations
        that are not there.
    """

    section: str
    name: str
    points: float
    rules: tuple[str, ...]
    scaled_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A whole pack. `hints` gives three stages a section: a question, a direction, a partial example."""

    name: str
    title: str
    statement: str
    facts: tuple[Fact, ...]
    things: tuple[Thing, ...]
    access_patterns: tuple[AccessPattern, ...]
    uniques: tuple[Unique, ...]
    estimates: tuple[Estimate, ...]
    criteria: tuple[Criterion, ...]
    hints: Mapping[str, tuple[str, ...]]
    board: str
    read_heavy: bool = False
    bursty: bool = False
    ignored_rules: tuple[str, ...] = ()

    def thing(self, name: str) -> Thing:
        """The thing of that name.

        Raises
        ------
        KeyError
            When the pack has no such thing; the message lists those it has.
        """
        for thing in self.things:
            if thing.name == name:
                return thing
        raise KeyError(
            f"no thing {name!r} in problem {self.name}; there are {', '.join(t.name for t in self.things)}"
        )

    def criteria_of(self, section: str) -> tuple[Criterion, ...]:
        """The criteria of one section, in the pack's order."""
        return tuple(criterion for criterion in self.criteria if criterion.section == section)
