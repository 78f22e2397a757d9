"""What a search for similar drafts gives."""

from __future__ import annotations

from dataclasses import dataclass

CAVEAT = (
    "Similar is not copied. Short drafts, shared examples, the words of a lesson, the notation itself and a released"
    " stub make drafts of independent learners look alike, and learners may have been told to work together. The"
    " score is not a probability. Look at both drafts, whole and side by side, and talk to both learners, before"
    " you think anything of it: nothing is decided by this list."
)
"""Stands in every output that lists similar drafts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A line of one draft beside the line of the other that it is like, both cut where they are long."""

    first_line: int
    first_text: str
    second_line: int
    second_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPair:
    """Two drafts that share rare passages.

    Parameters
    ----------
    first, second : str
        The learners, by id.
    notebook, section, problem : str
        What both drafted; an empty section is a whole board.
    score : float
        From 0 to 1: how much of what is rare in the shorter draft stands in the other as well, what is rarer
        weighing more. A short draft stays well below 1.
    shared : int
        Rare fingerprints that both have.
    passages : tuple of Passage
        The lines that these stand in, in the order of the first draft.
    more : int
        Further such lines.
    """

    first: str
    second: str
    notebook: str
    section: str
    problem: str
    score: float
    shared: int
    passages: tuple[Passage, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One thing that was drafted, by how many learners, and how many pairs of drafts were listed for it.

    Parameters
    ----------
    left_out : str
        Why its drafts were not compared; empty where they were.
    """

    notebook: str
    section: str
    problem: str
    drafts: int
    pairs: int
    left_out: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarDrafts:
    """All that was found, the most similar first.

    Parameters
    ----------
    pairs : tuple of SimilarPair
        At most ``comparing.MOST_PAIRS``; of a group of drafts that are all alike, only the pairs that connect it.
    more : int
        How many further pairs passed the bar.
    compared : tuple of Compared
        What was compared at all.
    caveat : str
        `CAVEAT`.
    """

    pairs: tuple[SimilarPair, ...]
    more: int
    compared: tuple[Compared, ...]
    caveat: str = CAVEAT
