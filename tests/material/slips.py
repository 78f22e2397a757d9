"""Drafts with a slip, such as learners type, and the rules that must say so."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Slip:
    """A draft with a slip.

    ``costs_all`` says why a slip leaves no point, where it does: else a slip costs some points, and not all.
    """

    name: str
    cell: str
    draft: str
    rules: frozenset[str]
    costs_all: str = ""


def slip(name, cell, draft, *rules, costs_all=""):
    return Slip(name, cell, draft, frozenset(rules), costs_all)


def without(text, *parts):
    """A right draft with something taken out; what is taken out must be there."""
    return changed(text, *((part, "") for part in parts))


def changed(text, *pairs):
    """A right draft with something else in its place."""
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after)
    return text
