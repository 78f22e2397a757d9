"""Labels such as "because:" and the lines below them."""

from __future__ import annotations

import re

from whiteboard.draft.storage import Reason
from whiteboard.draft.text import Line
from whiteboard.notation.lines import without_bullet
from whiteboard.notation.storage.heads import read_head
from whiteboard.notation.storage.kinds import named_in
from whiteboard.notation.storage.prose import read_label, read_prose
from whiteboard.notation.storage.section import Section
from whiteboard.notation.storage.shapes import classify, is_structured
from whiteboard.notation.storage.types import type_at
from whiteboard.notation.storage.walking import BULLET, Walker

_BARE_LABEL = re.compile(
    r"(?i)^(?:(?P<because>why\b.{0,30}|pros|rationale|reasons|advantages|benefits)|"
    r"trade-?offs|cons|drawbacks|disadvantages|downsides|limitations)$"
)


class Reasons(Walker):
    """Reads reasons and drawbacks."""

    _had_text = False

    def _label_text(self, bare: str, line: Line, indent: int) -> bool:
        """``because: …`` and ``drawback: …``, and the lines below a label that stands alone."""
        found = read_label(bare)
        if found is None and self.block is None and _BARE_LABEL.match(bare) and self._list_follows(indent):
            found = ("because" if _BARE_LABEL.match(bare)["because"] else "drawback"), ""  # type: ignore[index]
        about = self.block.name if self.block is not None and indent > self.block_indent else None
        if found:
            what, text = found
            if (
                what == "drawback"
                and re.match(r"(?i)^costs?\s*:", bare)
                and self.block is not None
                and type_at(text)
            ):
                return False  # a column called cost
            if text:
                self._reason(what, text, line.number, about)
                self.label = (what, indent, about) if len(text.split()) > 1 else None
                self._mark_adjoining()
            else:
                self.label = (what, indent, about)
            return True
        if self.label is not None:
            what, label_indent, label_about = self.label
            adjoining = self.place > 0 and bool(self.lines[self.place - 1].text.strip())
            blank = not adjoining
            kind = classify(bare)
            bulleted = bool(BULLET.match(line.text))
            if (
                (
                    kind == ""
                    or (bulleted and kind in ("column", "list") and not read_head(bare) and label_indent >= 0)
                )
                and (indent > label_indent or bulleted or (adjoining and not is_structured(bare)))
                and not (blank and not bulleted and indent <= label_indent and self._had_text)
            ):
                self._reason(what, bare, line.number, label_about)
                return True
            self.label = None
        return False

    def _list_follows(self, indent: int) -> bool:
        place = self._next_place()
        return place is not None and (
            without_bullet(self.lines[place].text) != self.lines[place].text or self._next_indent() > indent
        )

    def _mark_adjoining(self) -> None:
        self._had_text = True

    def _reason(self, what: str, text: str, line: int, about: str | None) -> None:
        list_ = self.section.because if what == "because" else self.section.drawback
        other = re.split(r"(?i)[;.,]\s*(?:cons?|drawbacks?|downsides?|trade-?offs?)\s*:\s*", text, maxsplit=1)
        list_.append(Reason(text=other[0].strip(" *"), line=line, about=about))
        if len(other) > 1 and other[1].strip():
            self.section.drawback.append(Reason(text=other[1].strip(" *"), line=line, about=about))
        for entry in named_in(text):
            self.section.brand(entry if entry.brand else None, line, about)


def read_prose_reasons(section: Section, text: str, line: int) -> None:
    """What follows a choice of database on the same line."""
    found = read_label(text) or None
    if found and found[1]:
        (section.because if found[0] == "because" else section.drawback).append(
            Reason(text=found[1], line=line)
        )
    else:
        remarks = len(section.remarks)
        read_prose(
            section, f"we use it {text}" if re.match(r"(?i)(?:because|since|as|so)\b", text) else text, line
        )
        del section.remarks[remarks:]
        section.remark(text)
