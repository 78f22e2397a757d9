"""Lines that speak of a store from outside it: indexes, keys, references."""

from __future__ import annotations

import re

from whiteboard.draft.text import Line
from whiteboard.notation.lines import without_bullet
from whiteboard.notation.storage.clauses import begins_clause, read_clauses
from whiteboard.notation.storage.heads import NO_STORE, is_prose_item
from whiteboard.notation.storage.prose import read_prose
from whiteboard.notation.storage.section import Waiting
from whiteboard.notation.storage.shapes import SUB_LABEL
from whiteboard.notation.storage.text import normal, unquoted
from whiteboard.notation.storage.walking import Walker

_ENTITY_RELATION = re.compile(
    r"^\s*[\w\"-]+\s*(?:[|}o]{1,2}(?:--|\.\.)[|{o]{1,2}|<\|--|\*--|o--|-->|--\*|--o|"
    r"\"?[1N*0M.]+\"?\s*(?:--|->|—|:)\s*\"?[1N*0M.]+\"?)\s*[\w\"-]+"
)

_REF = re.compile(
    r"(?i)^(?:(?:ref|fk|foreign key)\b[^:]{0,40}:\s*)?"
    r"[\"`]?(?P<one>[^\W\d]\w*)[\"`]?\.[\"`]?(?P<column>\w+)[\"`]?\s*(?P<sign><>|<-{1,2}|>|<|"
    r"-{1,2}>?|→|=>|references|refers to|points to|is (?:a )?(?:fk|foreign key) (?:to|of))\s*"
    r"[\"`]?(?P<other>[^\W\d]\w*)[\"`]?(?:\.[\"`]?(?P<end>\w+)[\"`]?|\((?P<end2>\w+)\))?\s*[.;]?$"
)

_STORE_SAYS = re.compile(
    r"(?i)^(?:the\s+|our\s+)?(?P<store>[^\W\d]\w*)(?:\s+(?:table|collection|store|bucket|rows?|"
    r"are|is))*\s+(?:(?:has|have|with|get|gets|needs?|carr(?:y|ies))\s+)?"
    r"(?P<clause>(?:an?\s+|the\s+)?(?:(?:secondary|composite|compound|unique|covering|"
    r"global)\s+)*(?:index(?:ed|es)?|sharded|partitioned|primary key|clustered|unique)\b.+)$"
)

_DO_STORE = re.compile(
    r"(?i)^(?:we\s+(?:can\s+|will\s+|would\s+|should\s+)?)?(?P<verb>shard|partition|index|"
    r"cluster)\s+(?:the\s+)?(?P<store>[^\W\d]\w*)(?:\s+(?:table|collection|rows))?\s+(?:by|"
    r"on)\s+(?P<columns>.+)$"
)

_KEYS_IN_PROSE = re.compile(
    r"(?i)^(?:the\s+|our\s+|we\s+(?:store|keep|"
    r"put)\s+)?(?P<store>[^\W\d]\w*)\b[^.;:]{0,80}?\b(?:partitioned|sharded)\s+(?:by|"
    r"on)\s+(?P<partition>[^\W\d]\w*)"
    r"(?:\s*(?:,|and|,\s*and)\s*(?:clustered|sorted|ordered)\s+(?:by|"
    r"on)\s+(?P<sort>[^\W\d]\w*(?:\s+desc)?))?\b[^:]{0,200}$"
)

_MONGO_INDEX = re.compile(
    r"^(?:db\.)?(?:sh\.)?(?:(?P<store>[\w.]+)\.)?(?P<call>createIndex|ensureIndex|index|"
    r"shardCollection)\(\s*(?:[\"'](?P<named>[\w.]+)[\"']\s*,\s*)?"
    r"\{(?P<keys>[^{}]*)\}(?P<options>.*?)\)?;?$"
)


_OWN_CLAUSES = re.compile(r"^(?P<store>[^\W\d]\w*)\s*[:–—-]\s*(?P<clauses>\S.*)$")
_NEXT_CLAUSE = re.compile(
    r"(?i)\s*[,;]\s*(?=(?:pk|primary|index|idx|unique|partition|sort|shard|fk|foreign)\b)"
)


class Apart(Walker):
    """Reads keys, indexes and references that stand by themselves."""

    def _under_label(self, bare: str, line: Line, indent: int, *, bulleted: bool) -> bool:
        """Lines below a label such as "Indexes:" that stands outside any store."""
        label = SUB_LABEL.match(bare)
        deeper = self._next_indent() > indent or self._next_starts_bracket()
        if label and self.block is None and (bare.endswith((":", "**")) or deeper):
            self.sub, self.sub_indent, self.sub_open = label["what"].lower(), indent, True
            self.section.remark(bare)
            return True
        if not self.sub_open or self.block is not None:
            self.sub_open = False
            return False
        if not (indent > self.sub_indent or bulleted or self.sub):
            self.sub_open = False
            return False
        if not self.sub:
            self.sub = "index"
        word = _word_of(self.sub)
        if word is None:
            self.sub_open = False
            return False
        own = _OWN_CLAUSES.match(bare.rstrip(".;"))
        if own and begins_clause(own["clauses"]):
            # "Follow: PK (a, b), index b" below "Indexes:" says itself what it is.
            parts = _NEXT_CLAUSE.split(own["clauses"])
            said = [self._said(own["store"], part, line, bare) for part in parts]
            return any(said)
        text = re.sub(r"^([^\W\d]\w*)\s*:\s*(?=\()", r"\1 ", bare.rstrip(".;"))
        unique = re.match(r"(?i)^(?P<what>.{1,300}\))\s+\(?unique\)?$", text) if word == "index" else None
        if unique:
            word, text = "unique index", unique["what"]
        clauses = read_clauses(text if begins_clause(text) else f"{word} {text}")
        found = [clause for clause in clauses if clause.columns]
        named = any(clause.store or clause.maybe for clause in found) or bool(re.search(r"[.(]", bare))
        if (
            not found
            or not (named or bulleted or indent > self.sub_indent)
            or (is_prose_item(bare) and "(" not in bare)
        ):
            self.sub_open = False
            return False
        for clause in found:
            self.section.waiting.append(Waiting(clause, line.number, self.last, bare))
        return True

    def _next_starts_bracket(self) -> bool:
        place = self._next_place()
        return place is not None and without_bullet(self.lines[place].text).strip().startswith("(")

    def _diagram_line(self, bare: str, line: Line) -> bool:
        if re.match(
            r"(?i)^(?:erDiagram|classDiagram|@startuml|@enduml|%%|direction\b|hide\b|skinparam|"
            r"graph\b|flowchart\b)",
            bare,
        ):
            return True
        if _ENTITY_RELATION.match(bare):
            self.section.remark(bare)
            return True
        return False

    def _relation(self, bare: str, line: Line) -> bool:
        if re.match(r"(?i)^(?:erDiagram|classDiagram|@startuml|@enduml)\s*$", bare):
            self.diagram = True
            return True
        if _ENTITY_RELATION.match(bare) and "," not in bare:
            self.section.remark(bare)
            return True
        match = _REF.match(bare)
        if not match:
            return False
        one, column, other, end = match["one"], match["column"], match["other"], match["end"] or match["end2"]
        if match["sign"].startswith("<") and match["sign"] != "<>" and end:
            one, column, other, end = other, end, one, column
        target = f"{other}({end})" if end else other
        clauses = read_clauses(f"FK ({column}) -> {target}")
        for clause in clauses:
            clause.store = one
            self.section.waiting.append(Waiting(clause, line.number, None, bare))
        return True

    def _constraint(self, bare: str, line: Line) -> bool:
        """Index and key lines that stand by themselves, or that name their store in a sentence."""
        if self._several_stores(bare, line):
            return True
        if begins_clause(bare):
            clauses = [clause for clause in read_clauses(bare) if clause.columns or clause.what == "check"]
            if clauses and not (
                is_prose_item(bare) and not any(c.bracketed for c in clauses) and len(bare.split()) > 14
            ):
                for clause in clauses:
                    self.section.waiting.append(Waiting(clause, line.number, self.last, bare))
                return True
        mongo = _MONGO_INDEX.match(bare)
        if mongo:
            parts = [part.partition(":") for part in mongo["keys"].split(",")]
            columns = ", ".join(
                name.strip(" \"'") + (" desc" if "-1" in way else "") for name, _, way in parts
            )
            unique = "unique " if re.search(r"unique[\"']?\s*:\s*true", mongo["options"]) else ""
            word = "shard key" if "shard" in mongo["call"].lower() else f"{unique}index"
            return self._said(
                re.sub(
                    r"(?i)(?<=\w)(?:schema|model)$",
                    "",
                    (mongo["named"] or mongo["store"] or "?").split(".")[-1],
                ),
                f"{word} ({columns})",
                line,
                bare,
            )
        done = _DO_STORE.match(bare)
        if done:
            verb = {
                "shard": "shard by",
                "partition": "partition by",
                "index": "index on",
                "cluster": "cluster by",
            }[done["verb"].lower()]
            return self._said(done["store"], f"{verb} {done['columns']}", line, bare)
        if self._keys_in_prose(bare, line):
            return True
        said = _STORE_SAYS.match(bare)
        if said and (self.section.find(said["store"]) or self._named_later(said["store"])):
            return self._said(said["store"], said["clause"], line, bare)
        return False

    def _keys_in_prose(self, bare: str, line: Line) -> bool:
        """ "Tweets live in Cassandra, partitioned by user_id and clustered by created_at." """
        match = _KEYS_IN_PROSE.match(bare)
        if not match or not (self.section.find(match["store"]) or self._named_later(match["store"])):
            return False
        self._said(match["store"], f"partition key ({match['partition']})", line, bare)
        if match["sort"]:
            self._said(match["store"], f"sort key ({match['sort']})", line, bare)
        read_prose(self.section, bare, line.number)
        return True

    def _several_stores(self, bare: str, line: Line) -> bool:
        """``tweets: index on author_id`` where tweets stands elsewhere: a clause, not a store."""
        match = re.match(r"^(?P<store>[^\W\d][\w ]{0,40}?)\s*(?::|—|–|\s-\s|->|→)\s*(?P<clause>.+)$", bare)
        if not match or not begins_clause(match["clause"]) or match["store"].lower() in NO_STORE:
            return False
        store = self.section.find(match["store"])
        if store is None and not self._named_later(match["store"]):
            return False
        parts = [part for part in re.split(r"\s*;\s*", match["clause"]) if part]
        taken = [self._said(match["store"], part, line, bare) for part in parts]
        return all(taken)

    def _named_later(self, name: str) -> bool:
        wanted = normal(name)
        for at in range(self.place + 1, min(len(self.lines), self.place + 200)):
            first = re.match(
                r"^\W*(?:(?:CREATE\s+TABLE|table)\s+)?[\"`]?(\w+)", self.lines[at].text, re.IGNORECASE
            )
            if first and normal(first[1]) == wanted:
                return True
        return False

    def _said(self, store: str, clause_text: str, line: Line, bare: str) -> bool:
        found = [clause for clause in read_clauses(clause_text) if clause.columns]
        for clause in found:
            clause.store = unquoted(store)
            self.section.waiting.append(Waiting(clause, line.number, None, bare))
        if found and " because " in f" {bare} ":
            read_prose(self.section, bare, line.number)
        return bool(found)


def _word_of(label: str) -> str | None:
    """The clause that lines below a label are, or None."""
    for starts, word in (
        (("index", "indic", "secondary", "gsi", "global"), "index"),
        (("unique",), "unique"),
        (("foreign", "fk", "references"), "FK:"),
        (("primary", "pk"), "primary key"),
        (("partition", "shard", "hash"), "partition key"),
        (("sort", "cluster", "range"), "sort key"),
    ):
        if label.startswith(starts):
            return word
    return None
