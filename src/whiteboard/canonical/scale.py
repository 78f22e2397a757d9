"""The scale section in the canonical notation: ``name = formula = claim in unit``, one quantity a line."""

from __future__ import annotations

import re
from collections.abc import Collection

from whiteboard.canonical.forms import Key, is_asked
from whiteboard.canonical.meaning import said_in_scale
from whiteboard.draft.expression import Number
from whiteboard.draft.scale import Claim, Quantity, Scale
from whiteboard.units import Unit

_COMMENT = re.compile(r"\s+(?:#|//)\s.*$")
_HEAD = ["| quantity | formula | value |", "|---|---|---|"]
_BULLET = re.compile(r"^\s*(?:[-*+•·–]\s+)+(?=\S)")


def write_scale(scale: Scale, typed: Collection[Key] = ()) -> list[str]:
    """Write a scale section.

    Parameters
    ----------
    scale : Scale
        As read; what was not understood of it is not written.
    typed : collection of (str, int)
        Quantities, such as ``("quantities", 2)``, whose line is to be written as it was typed; sentences,
        which give no name, are written so in any case. Remarks, such as ``("remarks", 0)``, that are to be
        written although a line that is written as typed holds them.

    Returns
    -------
    list of str
        One line a quantity, in order, below the label of its group.

    Examples
    --------
    >>> from whiteboard.draft.expression import Number
    >>> reads = Quantity(name="reads", line=1, text="", formula=Number(value=5, text="5"), formula_text="5")
    >>> write_scale(Scale(quantities=(reads,)))
    ['reads = 5']
    """
    lines: list[str] = []
    group = ""
    keeps = _kept_lines(scale, typed)
    written: set[int] = set()
    for quantity in scale.quantities:
        if quantity.line in written:
            continue
        kept = quantity.line in keeps
        above = _group_above(quantity) if kept else quantity.group
        if above != group:
            group = above
            lines += [*([""] if lines else []), f"{group}:" if group else "#"]
        if kept and quantity.text.lstrip().startswith("|") and quantity.formula_text:
            lines += [] if lines and lines[-1].startswith("|") else _HEAD
            lines.append(_row(quantity))
        elif kept:
            lines.append(_as_typed(quantity.text))
            on_it = [other for other in scale.quantities if other.line == quantity.line]
            lines += [
                f"  {_claim(claim)}"
                for other in on_it
                for claim in other.claims
                if claim.line and claim.line not in keeps
            ]
            written.add(quantity.line)
        else:
            lines.append(_written(quantity))
    shown = " ".join(
        " ".join(quantity.text for quantity in scale.quantities if quantity.line in keeps).split()
    )
    said = set(said_in_scale(scale))
    remarks = [
        remark
        for place, remark in enumerate(scale.remarks)
        if remark in said and (is_asked(typed, "remarks", place) or " ".join(remark.split()) not in shown)
    ]
    return [*lines, *([""] if lines and remarks else []), *remarks]


def _kept_lines(scale: Scale, typed: Collection[Key]) -> set[int]:
    """Lines that are written as typed: sentences, and whatever the usual form would change."""
    complained = {entry.line for entry in scale.unread}
    keeps = {
        quantity.line
        for place, quantity in enumerate(scale.quantities)
        if is_asked(typed, "quantities", place) or not _is_plain(quantity) or quantity.line in complained
    }
    for quantity in reversed(scale.quantities):
        if any(claim.line in keeps for claim in quantity.claims if claim.line):
            keeps.add(quantity.line)  # its result stands on such a line
    return keeps


def _group_above(quantity: Quantity) -> str:
    """The group without the labels that the line itself holds: ``Storage: tweets: 5 TB``."""
    parts = quantity.group.split(" / ") if quantity.group else []
    text = quantity.text.lower()
    while parts and re.search(rf"(?<!\w){re.escape(parts[-1].lower())}\W{{0,4}}:", text):
        parts.pop()
    return " / ".join(parts)


def _row(quantity: Quantity) -> str:
    """A row of a table, where it was one: a name such as ``at peak (×5)`` cannot stand before a sign."""
    cells = [quantity.label or quantity.name, "", quantity.formula_text]
    if quantity.claims:
        about = "~" if quantity.claims[0].approximate else ""
        cells[1:] = [quantity.formula_text, about + quantity.claims[0].text]
    return f"| {' | '.join(cells)} |"


def _as_typed(text: str) -> str:
    bare = _BULLET.sub("", _COMMENT.sub("", text)).strip()
    # "x 365 = 5 TB" goes on from the line above only where something stands before the sign.
    return f"  {bare}" if re.match(r"[xX]\s", bare) else bare


def _is_plain(quantity: Quantity) -> bool:
    return (
        quantity.named
        and quantity.formula is not None
        and bool(quantity.formula_text)
        and not re.search(r"[=≈→;|]|->", quantity.label or quantity.name)
        and not any(claim.continues for claim in quantity.claims[:1] if not quantity.formula_text)
    )


def _written(quantity: Quantity) -> str:
    about = "~" if isinstance(quantity.formula, Number) and quantity.formula.approximate else ""
    parts = [f"{quantity.label or quantity.name} = {about}{quantity.formula_text}"]
    parts += [_claim(claim) for claim in quantity.claims]
    wanted = f" in {_unit(quantity.wanted)}" if quantity.wanted else ""
    return " ".join(parts) + wanted


def _claim(claim: Claim) -> str:
    if not claim.firm:
        about = "~" if claim.approximate else {"<": "under ", ">": "over "}.get(claim.bound, "")
        return f"-> {about}{claim.text}"
    if claim.bound:
        return f"{claim.bound} {'~' if claim.approximate else ''}{claim.text}"
    return f"{'≈' if claim.approximate else '='} {claim.text}"


def _unit(unit: Unit) -> str:
    return str(unit)
