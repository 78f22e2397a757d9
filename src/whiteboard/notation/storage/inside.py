"""Lines within a store that is open."""

from __future__ import annotations

import re

from whiteboard.draft.text import Line
from whiteboard.notation.storage.blocks import end_of_block, opens_block
from whiteboard.notation.storage.building import Building
from whiteboard.notation.storage.clauses import begins_clause, read_clauses
from whiteboard.notation.storage.columns import read_item
from whiteboard.notation.storage.heads import NO_STORE, is_prose_item, read_head
from whiteboard.notation.storage.prose import read_database_label, read_prose
from whiteboard.notation.storage.section import Waiting
from whiteboard.notation.storage.shapes import SUB_LABEL, classify, is_nested_object, is_sub
from whiteboard.notation.storage.types import type_at
from whiteboard.notation.storage.walking import BULLET, Walker

_LIST_OF_OBJECTS = re.compile(
    r"^(?P<name>`?[^\W\d]\w*`?)\s*:?\s*\[\s*\{(?P<said>[^{}\[\]]{0,300})\}\s*(?:,\s*(?:…|\.{2,3})\s*)?\]\s*[,.]?$"
)
"""``servers: [ { serverId, state } ]``: a column that packs rows of its own."""
_DESCRIBED = re.compile(r"^(?P<name>`\w+`|[a-z_]\w*)\s*(?::|—|–|-)\s+(?P<said>\S.{0,300})$")


class Inside(Walker):
    """Reads what belongs to the open store."""

    def _in_block(self, bare: str, line: Line, indent: int, *, bulleted: bool) -> bool:  # noqa: PLR0915 - one branch a spelling
        store = self.block
        if store is None:
            return False
        inside = (
            indent > self.block_indent
            or self.block_mode in ("paragraph", "heading")
            or (bulleted and self.block_mode == "indented" and not self._was_bulleted(store))
        )
        if not inside:
            self._close()
            return False
        kind = classify(bare)
        outward = indent <= self.block_indent and self.block_mode != "indented"
        if outward and kind == "head" and not SUB_LABEL.match(bare) and not is_sub(bare):
            self._close()
            return False
        sub = SUB_LABEL.match(bare)
        if sub:
            self.sub, self.sub_indent = sub["what"].lower(), indent
            return True
        if self.sub and (indent > self.sub_indent or bulleted):
            self._sub_item(store, bare, line)
            return True
        self.sub = ""
        if is_sub(bare):
            _, _, rest = bare.partition(":")
            store.items += [(rest.strip(" {}[]"), line.number)]
            return True
        database = read_database_label(bare)
        if database and re.match(r"(?i)\s*(?:db|database|store|storage|engine|type|kind|tech)", bare):
            store.state(database[0])
            store.note(bare)
            return True
        if (store.items or store.columns) and (bulleted or indent > self.block_indent):
            listed = _LIST_OF_OBJECTS.match(bare)
            if listed:
                said = listed["said"].replace(";", ",")
                store.items.append((f"{listed['name']} list // {said}", line.number))
                return True
        braces = "{" in bare and opens_block(bare)
        if braces and indent <= self.block_indent:
            return False
        if braces:
            end = end_of_block(self.lines, self.place) if self._unclosed < 20 else None
            self._unclosed += end is None
            if end is not None and end > self.place + 1:
                text = " ".join(entry.text.strip() for entry in self.lines[self.place : end])
                store.items.append((text[:2000], line.number))
                self.place = end
                return True
        keyed = re.match(r"(?i)^(?:primary\s+)?keys?\s*[:=]\s*(?P<what>[^\W\d][\w, ]*)$", bare)
        if keyed and not type_at(keyed["what"]):
            store.items.append((f"primary key: {keyed['what']}", line.number))
            return True
        note = re.match(
            r"(?i)^(?:notes?|remarks?|comment|purpose|description|example|e\.g\.?|used (?:for|"
            r"by)|queries|query|access patterns?|size|rows?|replication|ttl|"
            r"retention)\b\s*[:=]\s*(?P<text>.*)$",
            bare,
        )
        if note:
            store.note(bare)
            return True
        if kind == "clause":
            self._clause_in(store, bare, line)
            return True
        if kind in ("column", "list"):
            if (
                self.block_mode == "heading"
                and kind == "list"
                and store.items
                and indent == 0
                and not bulleted
            ):
                pass
            store.items.append((bare.rstrip(","), line.number))
            return True
        head = read_head(bare) if kind == "head" else None
        if kind == "head" and head is not None and head.rest and indent > self.block_indent:
            if is_nested_object(bare):
                store.items.append((bare, line.number))
                return True
            if store.items or store.columns:
                # "tags: a, b" under a store is a column with a remark.
                item = read_item(bare)
                if item.name and not head.named:
                    store.items.append(
                        (f"{item.name} // {bare.partition(':')[2].strip()}".replace(";", ","), line.number)
                    )
                    return True
            self._close()
            return False
        if kind == "" and (indent > self.block_indent or bulleted):
            item = read_item(bare)
            described = _DESCRIBED.match(bare)
            if item.name and item.sure and not is_prose_item(bare):
                store.items.append((bare, line.number))
            elif described and described["name"].strip("`").lower() not in NO_STORE:
                said = described["said"].replace(";", ",")
                store.items.append((f"{described['name']} // {said}", line.number))
            else:
                store.note(bare)
                read_prose(self.section, bare, line.number, about=store.name)
            return True
        if kind == "" and self.block_mode == "heading" and read_head(bare) is None:
            store.note(bare)
            read_prose(self.section, bare, line.number, about=store.name)
            return True
        self._close()
        return False

    def _was_bulleted(self, store: Building) -> bool:
        at = next((line for line in self.lines if line.number == store.line), None)
        return bool(at and BULLET.match(at.text))

    def _sub_item(self, store: Building, bare: str, line: Line) -> None:
        what = self.sub
        bare = bare.rstrip(".;")
        if what.startswith(("field", "column", "attribute", "propert", "schema")):
            store.items.append((bare, line.number))
        elif begins_clause(bare):
            self._clause_in(store, bare, line)
        elif what.startswith(("index", "indic", "secondary", "gsi", "global")):
            body = re.sub(r"^\w+\s*:\s*(?=\()", "", bare)
            named = re.match(r"^(?:GSI|LSI)[\w-]*\s*[:=-]\s*(?P<rest>.+)$", body, re.IGNORECASE)
            body = named["rest"] if named else body
            if "(" not in body and not body.startswith("[") and _simple(body):
                body = "(" + re.split(r"\s+(?:for|to|so|—|–|-|because)\s+", body)[0] + ")"
            self._clause_in(store, f"index {body}", line)
        elif what.startswith("unique"):
            self._clause_in(store, f"unique {bare if '(' in bare else f'({bare})'}", line)
        elif what.startswith(("foreign", "fk", "reference")):
            self._clause_in(store, f"FK: {bare}", line)
        elif what.startswith(("primary", "pk")):
            self._clause_in(store, f"primary key: {bare}", line)
        elif what.startswith(("partition", "shard", "hash")):
            self._clause_in(store, f"partition key: {bare}", line)
        elif what.startswith(("sort", "cluster", "range")):
            self._clause_in(store, f"sort key: {bare}", line)
        else:
            store.note(bare)

    def _clause_in(self, store: Building, bare: str, line: Line) -> None:
        clauses = read_clauses(bare)
        if not any(clause.columns or clause.what == "check" for clause in clauses):
            store.note(bare)
            return
        for clause in clauses:
            if clause.store or clause.maybe or len(clauses) > 1 or "(" in bare:
                self.section.waiting.append(Waiting(clause, line.number, store, bare))
            else:
                store.items.append((bare, line.number))


def _simple(text: str) -> bool:
    return not is_prose_item(text) or "," in text
