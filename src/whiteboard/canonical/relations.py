"""The relations section in the canonical notation: ``Account follows Account``."""

from __future__ import annotations

import re

from whiteboard.canonical.objects import table
from whiteboard.draft.relations import Relation, Relations
from whiteboard.draft.wording import lexicon

_END = re.compile(r"[A-Z][A-Za-z]+")
_VERB = re.compile(r"[a-z]{2,}(?: [a-z]{2,}){0,2}")
_LEFT_OUT = lexicon(
    "and or not no never each other others another one many multiple several some any all zero more"
    " an the every its their few single exactly most least only also different various und oder et ou"
    " that which who whom when if because since so where meaning while unless whose once via per after"
    " before until nor neither cannot to vs with y both two three four five new own at of directly"
) - {"to", "of", "with", "at"}
HEAD = ("from", "verb", "to", "cardinality", "none", "note")


def write_relations(section: Relations) -> list[str]:
    """Write a relations section.

    Parameters
    ----------
    section : Relations
        As read; what was not understood of it is not written.

    Returns
    -------
    list of str
        One line a relation; a row of a table for one that a line cannot say. What the head of a cross-product
        table named comes first.

    Examples
    --------
    >>> follows = Relation(subject="Account", verb="follows", target="Account")
    >>> write_relations(Relations(relations=(follows,), objects=("Account", "Tweet")))
    ['objects: Account, Tweet', 'Account follows Account']
    """
    lines = [f"objects: {', '.join(section.objects)}"] if section.objects else []
    rows: list[list[str]] = []
    for one in section.relations:
        if _is_plain(one):
            lines += table(HEAD, rows)
            rows = []
            lines.append(f"{one.subject} {one.verb} {one.target}")
        else:
            none = "none" if one.ruled_out else ""
            rows.append([one.subject, one.verb, one.target, one.cardinality or "", none, one.note])
    lines += table(HEAD, rows)
    return lines + [f"remark: {remark}" for remark in section.remarks]


def _is_plain(one: Relation) -> bool:
    return (
        not one.ruled_out
        and one.cardinality is None
        and not one.note
        and bool(_END.fullmatch(one.subject) and _END.fullmatch(one.target) and _VERB.fullmatch(one.verb))
        and not {one.subject.lower(), *one.verb.split(), one.target.lower()} & _LEFT_OUT
        and one.subject.lower()
        not in ("objects", "remark", "note", "title", "direction", "graph", "flowchart")
    )
