"""Lines that open a store: headings, names alone, names with their columns."""

from __future__ import annotations

import re

from whiteboard.draft.storage import StoreKind
from whiteboard.draft.text import Line
from whiteboard.notation.lines import is_fence, without_bullet
from whiteboard.notation.storage.blocks import opens_block
from whiteboard.notation.storage.heads import Head, numbering_off, read_head
from whiteboard.notation.storage.kinds import kind_of, named_in, settled
from whiteboard.notation.storage.prose import read_database_label, read_label, read_prose
from whiteboard.notation.storage.shapes import SUB_LABEL, classify, is_group, lone_name
from whiteboard.notation.storage.sql import starts_sql
from whiteboard.notation.storage.tables import cells_of, is_table
from whiteboard.notation.storage.text import indent_of, without_markup
from whiteboard.notation.storage.walking import BULLET, HEADING, MORE_BULLETS, Walker


class Opening(Walker):
    """Opens stores."""

    def _heading(self, text: str, line: Line) -> None:
        self._close()
        self.diagram = False
        self.section.scope = None
        text = without_markup(text).strip(" :")
        clean = re.sub(r"^\d+(?:\.\d+)*[.)]?\s+", "", text)
        reason = read_label(clean + ":")
        if reason and len(clean.split()) <= 4:
            self.label = (reason[0], 0, None)
            return
        named = kind_of(clean)
        head = None if named else read_head(clean) or lone_name(clean, heading=True)
        if head is not None and head.rest:
            self._store(head, line, 0)
            return
        inner = named_in(clean)
        if head is not None and not is_group(clean) and self._heading_is_store():
            self._name_alone(head, line, 0, mode="heading")
            return
        self.above = head if head is not None and not is_group(clean) else None
        self.above_line = line.number
        if named or inner:
            chosen = named or settled(inner)
            if chosen.kind is not StoreKind.UNSTATED:
                self.section.scope = chosen
                self.section.stated.append(chosen)
            self.section.brand(chosen, line.number)
        read_prose(self.section, clean, line.number) if not named and not head else self.section.remark(clean)

    def _heading_is_store(self) -> bool:
        """Whether the lines below a heading are columns of one store rather than stores of their own."""
        columns = heads = 0
        fence = False
        for place in range(self.place + 1, min(len(self.lines), self.place + 60)):
            text = self.lines[place].text
            if not text.strip():
                continue
            if is_fence(text.strip()):
                fence = not fence
                continue
            if HEADING.match(text) or is_table(self.lines, place) or starts_sql(text):
                break
            bare = numbering_off(without_markup(without_bullet(text)).strip())
            if "{" in bare and opens_block(bare):
                break
            kind = classify(bare)
            columns += kind == "column"
            heads += kind == "head"
            if kind == "list" and columns + heads == 0:
                return True
        return columns > heads

    def _bold(self, text: str, line: Line, indent: int) -> bool:
        named = kind_of(text)
        if named:
            self._heading(text, line)
            return True
        head = lone_name(text)
        if head is None and is_group(text):
            self._heading(text, line)
            return True
        return False

    def _store(self, head: Head, line: Line, indent: int) -> None:
        self._close()
        store = self._made(head, line)
        begun = self.place
        if head.rest:
            store.items.append((self._continued(head.rest, indent), line.number))
        self._adopt(store)
        # What follows deeper belongs to it too.
        if self._next_indent() > indent and self._next_is_deeper_part(indent):
            self.block, self.block_indent, self.block_mode = store, indent, "indented"
        if self.place > begun:
            self.place += 1  # past the lines that went on with it

    def _continued(self, text: str, indent: int) -> str:
        """A definition that goes on over further lines: it ends in a comma, or they begin with an arrow."""
        for _ in range(40):
            place = self.place + 1
            if place >= len(self.lines):
                break
            following = self.lines[place].text
            bare = following.strip()
            if not bare or BULLET.match(following) or is_fence(bare):
                break
            open_end = text.rstrip().endswith((",", ";", "(", "->", "→")) or text.count("(") > text.count(")")
            arrow = bare.startswith(("->", "→", "(", ",", ";", ")")) and indent_of(following) > indent
            if not arrow and not (
                open_end and (indent_of(following) > indent or classify(bare) in ("column", "list", "clause"))
            ):
                break
            if not arrow and classify(bare) == "head" and indent_of(following) <= indent:
                break
            text = f"{text} {bare}"
            self.place = place
        return text

    def _next_is_deeper_part(self, indent: int) -> bool:
        place = self.place + 1
        if place >= len(self.lines) or not self.lines[place].text.strip():
            return False
        bare = numbering_off(without_markup(without_bullet(self.lines[place].text)).strip())
        return (
            classify(bare) in ("column", "clause", "list")
            or bool(read_label(bare))
            or read_database_label(bare) is not None
        )

    def _opens_block(self, head: Head, line: Line, indent: int, *, bulleted: bool) -> bool:
        """A name alone: it opens a block when columns follow, and waits for a table or braces otherwise."""
        after = self._next_indent()
        following = self._next_place()
        if following is None:
            return self._waits(head, line)
        next_line = self.lines[following]
        adjoining = following == self.place + 1
        next_bullet = bool(BULLET.match(next_line.text)) or bool(MORE_BULLETS.match(next_line.text))
        next_bare = numbering_off(without_markup(without_bullet(next_line.text)).strip())
        if (
            is_table(self.lines, following)
            or is_fence(next_line.text.strip())
            or next_line.text.strip().startswith("{")
            or ("|" in next_bare and len(cells_of(next_bare)) > 1 and adjoining)
        ):
            return self._waits(head, line, sure=True)
        deeper = after > indent or (next_bullet and not bulleted)
        if deeper:
            kind = classify(next_bare)
            if kind in ("column", "list", "clause") or (kind == "head" and head.prefixed):
                self._name_alone(head, line, indent, mode="indented")
                return True
            if kind == "head" and SUB_LABEL.match(next_bare):
                self._name_alone(head, line, indent, mode="indented")
                return True
            if (
                kind == ""
                and (head.colon or bulleted or head.named)
                and after > indent
                and self._columns_follow(following + 1) >= 1
            ):
                self._name_alone(head, line, indent, mode="indented")
                return True
        elif (
            adjoining
            and not bulleted
            and self._columns_follow(following) >= (1 if head.colon or head.prefixed else 2)
        ):
            self._name_alone(head, line, indent, mode="paragraph")
            return True
        return self._waits(head, line)

    def _waits(self, head: Head, line: Line, *, sure: bool = False) -> bool:
        if head.named and head.named.kind is not StoreKind.UNSTATED and not sure:
            store = self._made(head, line)
            self._close()
            self._adopt(store)
            return True
        if head.prefixed and not sure:
            self._close()
            self._adopt(self._made(head, line))
            return True
        if sure:
            self._close()
            self.above, self.above_line = head, line.number
            self.section.remark(line.text.strip())
            return True
        return False

    def _name_alone(self, head: Head, line: Line, indent: int, *, mode: str = "indented") -> None:
        self._close()
        store = self._made(head, line)
        self._adopt(store)
        self.block, self.block_indent, self.block_mode = store, indent, mode
        self.above = None

    def _columns_follow(self, place: int) -> int:
        """How many lines from here on are columns, up to a blank line; 0 when they are something else."""
        count = 0
        for at in range(place, min(len(self.lines), place + 40)):
            text = self.lines[at].text
            if not text.strip():
                break
            bare = numbering_off(without_markup(without_bullet(text)).strip())
            kind = classify(bare)
            if kind == "column":
                count += 1
            elif kind == "list" and count == 0:
                return 2
            elif kind == "head" and count:
                break
            elif kind not in ("clause",):
                if count >= 2:
                    break
                return 0
        return count
