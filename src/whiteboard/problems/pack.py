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
    within : str
        Another thing whose rows may stand in for it where no store is named after it: an interview with a
        time is its own booking. Empty when none may.
    maybe : tuple of str
        Names of stores that hold it in some schools, though their words name another thing: a
        ``user timeline`` may be an account's own tweets rather than its feed.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    roles: Mapping[str, tuple[str, ...]]
    refers: Mapping[str, str]
    media: bool = False
    derived: bool = False
    between: tuple[str, ...] = ()
    within: str = ""
    maybe: tuple[str, ...] = ()


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
    """One way in which the stores can answer an access pattern; any way that works is right.

    Parameters
    ----------
    name : str
        In a few words.
    steps : tuple of Step
        The look-ups, in their order.
    unless : str
        A thing: where a store holds it, this way does not count. A status beside a release answers for all
        servers only where no rows say more. Empty when the way always counts.
    """

    name: str
    steps: tuple[Step, ...]
    unless: str = ""


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
        better. A word that begins with an exclamation mark must not be among them.
    never : tuple of str
        Words that rule an operation out whatever signs it shows.
    ways : tuple of Way
        How stores can answer it; empty when any store of the thing will do.
    public : bool
        Whether anyone may read it without signing in.
    repeatable : bool
        For a write: whether doing it twice does no harm.
    either : bool
        For a write: whether an operation that reads may serve it as well. Joining fetches a link.
    said : tuple of tuple of str
        Further signs by which a sentence ("join my interview") speaks of it; `signs` hold for sentences too.
    long : bool
        Whether it starts work that takes longer than a person waits: a build, a transcoding.
    contested : bool
        For a write: whether two people may want the same thing at the same time, and one must lose.
    low_trust : bool
        Whether it runs code of strangers, so that the draft owes isolation.
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
    either: bool = False
    said: tuple[tuple[str, ...], ...] = ()
    long: bool = False
    contested: bool = False
    low_trust: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """A rule of the business that the stores must keep: no two rows with the same values of these roles.

    Parameters
    ----------
    thing : str
        The thing whose rows are meant.
    roles : tuple of str
        The roles that must not have the same values twice.
    says : str
        The rule in words.
    overlap : tuple of str
        Two roles, begin and end, when spans of time must not overlap rather than not be the same. A store
        that holds only a begin keeps the rule by not taking the same begin twice.
    required : bool
        Whether a store that does not keep it falls short; where it does not, it is worth advice.
    """

    thing: str
    roles: tuple[str, ...]
    says: str
    overlap: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedQuality:
    """A quality that matters in this problem.

    Parameters
    ----------
    name : str
        A ``whiteboard.draft.qualities.QualityKind`` value: ``"performance"``.
    says : str
        What the interviewer says of it: "The feed should appear at once."
    why : str
        Why it matters here.
    words : tuple of tuple of str
        Words by which a quality of another kind, or a bare sentence, speaks of it.
    required : bool
        Whether a draft that neither names nor relaxes it falls short.
    applies_to : tuple of str
        Names of the access patterns that it is about; empty for the whole.
    relaxable : bool
        Whether a draft may as well relax it, with a reason.
    """

    name: str
    says: str
    why: str
    words: tuple[tuple[str, ...], ...] = ()
    required: bool = True
    applies_to: tuple[str, ...] = ()
    relaxable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """Something that the interviewer puts out of scope when asked, and words by which a draft names it."""

    name: str
    words: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HotKey:
    """A key that gets far more than its share: what the interviewer says of it, and words for it."""

    name: str
    says: str
    words: tuple[tuple[str, ...], ...]


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
    given : bool
        Whether the statement gives all assumptions: then a value outside the band is wrong.
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
    given: bool = False
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
    scaled_by_absent : tuple of str
        Codes of rules of which only findings on what is absent do so: a thing that no store holds has no
        identifier in a store either.
    """

    section: str
    name: str
    points: float
    rules: tuple[str, ...]
    scaled_by: tuple[str, ...] = ()
    scaled_by_absent: tuple[str, ...] = ()


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
    qualities: tuple[WantedQuality, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    hot_keys: tuple[HotKey, ...] = ()
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
