"""Forms of several lines: Markdown tables, boxes, SQL, braces."""

from __future__ import annotations

import re
from dataclasses import replace

from whiteboard.draft.text import Line
from whiteboard.notation.lines import is_fence, without_bullet
from whiteboard.notation.storage.blocks import end_of_block, opens_block, read_block
from whiteboard.notation.storage.heads import Head, is_prose_item
from whiteboard.notation.storage.modifiers import only_says
from whiteboard.notation.storage.shapes import is_type, lone_name
from whiteboard.notation.storage.sql import read_sql, region
from whiteboard.notation.storage.tables import cells_of, end_of_table, read_box, read_table_rows
from whiteboard.notation.storage.text import normal
from whiteboard.notation.storage.walking import BULLET, HEADING, Walker


class Bodies(Walker):
    """Reads what spans several lines."""

    def _table(self) -> None:
        end = end_of_table(self.lines, self.place)
        name = self.above.name if self.above else None
        if name is None and self.block is not None and not self.block.columns and not self.block.items:
            name = self.block.name
        stores, used = read_table_rows(
            self.lines[self.place : end], name, self.above.named if self.above else None
        )
        if not stores:
            for line in self.lines[self.place : end]:
                if any(sign.isalnum() for sign in line.text):
                    self.section.remark(line.text)
        if used and self.block is not None and stores and normal(self.block.name) == normal(stores[0].name):
            self.block.items += stores[0].items
            self.last = self.block
        else:
            for store in stores:
                self._adopt(store)
        if used:
            self.above = None
        self.place = end

    def _pipes(self, line: Line, bare: str) -> bool:
        """A box drawn with signs, or one row of columns under a name."""
        end = end_of_table(self.lines, self.place)
        store = read_box(self.lines[self.place : end])
        if store is not None:
            self._close()
            self._adopt(store)
            self.place = end
            return True
        cells = [cell for cell in cells_of(bare) if cell]
        typed = len(cells) > 1 and (is_type(cells[1]) or only_says(cells[1]) is not None)
        last = self.section.stores[-1] if self.section.stores else None
        if typed and last is not None and last.items and last.items[-1][1] == line.number - 1:
            last.items.append((" ".join(cells).replace(";", ","), line.number))
            return True
        if len(cells) < 2 or not all(len(cell.split()) <= 3 and not is_prose_item(cell) for cell in cells):
            return False
        store = self.block if self.block is not None and not self.block.items else None
        last = self.section.stores[-1] if self.section.stores else None
        if (
            store is None
            and last is not None
            and not last.items
            and not last.columns
            and line.number - last.line <= 2
        ):
            store = last
        if store is None and self.above is not None and line.number - self.above_line <= 2:
            store = self._made(self.above, line)
            self._adopt(store)
        if store is None:
            return False
        if typed:
            store.items.append((" ".join(cells).replace(";", ","), line.number))
        else:
            store.items += [(cell, line.number) for cell in cells]
        return True

    def _sql(self, *, in_sql: bool) -> None:
        self._close()
        end = region(self.lines, self.place, fenced=in_sql)
        lines = self.lines[self.place : end]
        if BULLET.match(lines[0].text):
            lines = [Line(line.number, without_bullet(line.text)) for line in lines]
        have = len(self.section.stores)
        read_sql(self.section, lines, self.judge)
        if len(self.section.stores) > have:
            self.last = self.section.stores[-1]
        self.place = end

    def _braces(self, line: Line, bare: str) -> bool:
        match = opens_block(bare)
        if match is None:
            following = self._next_place()
            if following is not None and self.lines[following].text.strip() == "{":
                head = lone_name(bare)
                end = end_of_block(self.lines, following)
                if head is not None and end is not None:
                    joined = [Line(line.number, f"{bare} {{"), *self.lines[following + 1 : end]]
                    return self._take_block(joined, end)
            return False
        # A brace that never closes is looked for only so often.
        end = end_of_block(self.lines, self.place) if self._unclosed < 20 else None
        if end is None:
            self._unclosed += 1
            if match["rest"].strip() or self._unclosed > 20:
                return False
            end = self._next_blank()
        lines = [replace(self.lines[self.place], text=bare), *self.lines[self.place + 1 : end]]
        if end == self.place + 1 and not re.match(
            r"(?i)^(?:table|collection|model|entity|class|type|interface|struct|message)\b|"
            r"^[\w\"']+(?:\s+(?:collection|table|documents?|store|model))?\s*[:=]?\s*\{",
            bare,
        ):
            return False
        return self._take_block(lines, end)

    def _next_blank(self) -> int:
        for place in range(self.place + 1, len(self.lines)):
            text = self.lines[place].text
            if not text.strip() or is_fence(text.strip()) or HEADING.match(text) or opens_block(text):
                return place
        return len(self.lines)

    def _take_block(self, lines: list[Line], end: int) -> bool:
        above = self.above
        if above is None and self.block is not None and not self.block.items and not self.block.columns:
            above = Head(self.block.name)
        stores = read_block(lines, above, diagram=self.diagram)
        if not stores:
            return False
        if (
            above is not None
            and self.block is not None
            and stores[0].name == self.block.name
            and len(stores) == 1
        ):
            self.block.items += stores[0].items
            for column in stores[0].columns:
                self.block.add_column(column)
            self.block.form = self.block.form or stores[0].form
        else:
            self._close()
            for store in stores:
                self._adopt(store)
        self.place = end
        return True
