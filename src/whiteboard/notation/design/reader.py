"""Lines of a design section → components and arrows, however they were drawn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.design import ComponentKind, Design
from whiteboard.draft.text import Line, Unread
from whiteboard.notation.design import mermaid
from whiteboard.notation.design.arrows import Arrow, chain
from whiteboard.notation.design.boxes import Box, box
from whiteboard.notation.design.drawing import picture_in
from whiteboard.notation.design.gathering import Gathering
from whiteboard.notation.design.prose import read_sentences
from whiteboard.notation.design.tables import Table, head
from whiteboard.notation.lines import is_comment, is_fence, without_bullet, without_comment
from whiteboard.notation.listing import row_cells, split_list
from whiteboard.notation.outline import REMARK, clean

HINT = "Try:  caller -> called (kind, replicas 2): operation, operation"
_LONGEST = 5000
_FRAME = re.compile(r"^[\s+|_=.─-╿-]*$")
_DOWN = re.compile(r"^[\s|│┃:]*[vV↓▼⬇|│┃][\s|│┃vV↓▼⬇:]*$")
_TREE = re.compile(r"^(?P<indent>\s*(?:[│┃|]\s+)*)[├└╰┣┗|`+]?[─━-]{1,4}[>▶]?\s+(?=\S)")
_LEADING_ARROW = re.compile(r"^\s*(?:[│┃|]\s*)*(?:[├└╰┣┗`]\s?)?[─━-]*\s?(?:->|-->|→|=>|↳|➜|>)\s*(?=\S)")
_ASIDE = re.compile(r"^\s*\((?:[^()\s]+\s+){3,}[^()]*\)[.\s]*$")
_HEADING = re.compile(r"^\s{0,3}#{2,6}\s+(?P<text>\S.*?)\s*#*$")
_ITEM = re.compile(r"^(?P<name>[^:–—]{1,90}?)(?P<joint>\s*:\s+|\s+[–—-]\s+|\s*:\s*$)(?P<rest>.*)$")
_BOLD = re.compile(
    r"^\s*(?:[-*+•]\s+|\d+[.)]\s+)?(?:\*\*|__)(?P<name>[^*_]{1,90})(?:\*\*|__)\s*(?P<rest>.*)$"
)
_FENCE_KIND = re.compile(r"^\s*(?:`{3,}|~{3,})\s*(?P<kind>[\w+-]*)")
_SAYS = re.compile(
    r"(?i)\b(?:also|puts?|is|are|goes|on the|to the|from the|of the|into|we|then|takes|answers|serves|"
    r"handles)\b"
)
_LABELS = re.compile(
    r"(?i)^(?:(?:main |core |key |high[- ]level )?(?:components?|services?|boxes|flow|data flow|flows|"
    r"diagram|architecture|notes?|design|overview|storage|caching|security|scaling|monitoring|steps?|"
    r"layers?|tiers?|why|because|drawback|trade-?offs?)|(?:read|write|upload|feed|request|publish\w*|"
    r"booking|release|deploy\w*|watch\w*|view\w*|happy)[ -](?:path|flow))$"
)


def read_design(lines: Sequence[Line]) -> Design:
    """Read a design section.

    Parameters
    ----------
    lines : sequence of Line
        The section's lines, headings taken out.

    Returns
    -------
    Design
        Boxes and arrows, sentences as remarks, and each line that was neither.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> design = read_design(numbered("people -> load balancer -> api server x4: getFeed"))
    >>> [(c.name, c.replicas) for c in design.components], design.edges[-1].operations
    ([('people', None), ('load balancer', None), ('api server', 4)], ('getFeed',))
    """
    return _Reader().read(lines)


class _Reader:
    def __init__(self) -> None:
        self._found = Gathering()
        self._names = mermaid.Names()
        self._mode = ""  # flowchart, sequence, dot, plantuml, or plain lines
        self._fenced = False
        self._stack: list[tuple[int, Box]] = []  # boxes that deeper lines may hang under
        self._pending: Box | None = None  # a box whose arrow goes on in the next line
        self._last: Box | None = None
        self._table: Table | None = None
        self._label = ""
        self._groups: list[str] = []

    def read(self, lines: Sequence[Line]) -> Design:
        mermaid.flowchart_names(lines if _is_flowchart(lines) else (), self._names)
        prose: list[Line] = []
        for line in self._without_picture(lines):
            if self._fence(line) or not line.text.strip():
                if not line.text.strip():
                    self._table = None
                continue
            if len(line.text) > _LONGEST:
                self._long(line)
            elif not self._line(line):
                prose.append(line)
        for line in prose:
            self._prose(line)
        return self._found.design()

    def _without_picture(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Take what is drawn with signs from the lines, and leave the others."""
        picture = picture_in(lines)
        if picture is None:
            return lines
        for text, group, number in picture.boxes:
            made = self._found.add(text, number)
            if made is not None and group:
                made.group = made.group or group
        for arrow in picture.arrows:
            source, target = (self._found.add(text, arrow.line) for text in (arrow.source, arrow.target))
            if source is not None and target is not None:
                self._found.connect(source, target, arrow.line, label=arrow.label, both=arrow.both)
        self._found.remarks += picture.remarks
        return [line for line in lines if line.number not in picture.lines]

    def _fence(self, line: Line) -> bool:
        if not is_fence(line.text):
            return False
        self._fenced = not self._fenced
        kind = _FENCE_KIND.match(line.text)
        self._mode = {"dot": "dot", "graphviz": "dot", "plantuml": "plantuml", "puml": "plantuml"}.get(
            (kind["kind"].lower() if kind and self._fenced else ""), ""
        )
        return True

    def _long(self, line: Line) -> None:
        """A line of thousands of characters: a chain is followed as far as chains go, the rest is kept."""
        nodes, arrows = chain(line.text[: 20 * _LONGEST])
        if arrows:
            self._chain(nodes[:2000], arrows[:1999], line, "")
        else:
            self._found.unread.append(Unread(line.number, line.text, HINT))

    def _line(self, line: Line) -> bool:
        """Read a line; False when it is left for the sentences, which are read when all boxes are known."""
        text = line.text
        if self._opens_diagram(text):
            return True
        if self._mode:
            return self._diagram(line)
        remark = REMARK.match(text.strip())
        if remark:
            self._found.remarks.append((line.number, remark["text"]))
            return True
        heading = _HEADING.match(text)
        if heading:
            self._label = ""
            self._found.remarks.append((line.number, clean(heading["text"])))
            return True
        if is_comment(text):
            return True
        said = text[len(without_comment(text)) :].strip().lstrip("#/").strip()
        if len(re.findall(r"[^\W\d_]{2,}", said)) > 1:
            self._found.remarks.append((line.number, clean(said)))
        text = without_comment(text)
        if _DOWN.match(text) and not re.fullmatch(
            r"\s*\w\s*", text.replace("v", "x").replace("V", "x")[:0] or "x y"
        ):
            self._pending = self._last
            return True
        if _FRAME.match(text):
            return True
        if text.count("|") >= 2 and self._row(text, line):
            return True
        return self._plain(line, text)

    def _opens_diagram(self, text: str) -> bool:
        for mode, pattern in (
            ("flowchart", mermaid.FLOWCHART),
            ("sequence", mermaid.SEQUENCE),
            ("plantuml", mermaid.PLANTUML),
        ):
            if pattern.match(text):
                self._mode = mode
                return True
        if mermaid.DOT.match(text):
            self._mode = "dot"
            rest = text[text.index("{") + 1 :].strip().rstrip("}")
            for statement in filter(None, (part.strip() for part in rest.split(";"))):
                self._diagram(Line(0, statement))
            return True
        return False

    # Diagrams with identifiers

    def _diagram(self, line: Line) -> bool:
        text = line.text.strip()
        subgraph = mermaid.SUBGRAPH.match(text)
        if subgraph:
            self._groups.append(mermaid.clean(subgraph["name"]))
            self._found.group = self._groups[-1]
            return True
        if re.match(r"(?i)^end\s*;?$", text):
            if self._groups:
                self._groups.pop()
            self._found.group = self._groups[-1] if self._groups else ""
            return True
        if self._mode in ("sequence", "plantuml") and mermaid.participant(text, self._names):
            name = re.split(r"\s+as\s+", text, maxsplit=1)
            identifier = (
                name[1] if self._mode == "plantuml" and len(name) > 1 else name[0].split()[-1]
            ).strip()
            made = self._names.box(identifier, line.number)
            if made:
                self._found.join(made)
            return True
        if self._mode == "sequence":
            return self._message(line)
        if text == "}" and self._mode == "dot":
            self._mode = ""
            return True
        label = ""
        if self._mode == "dot":
            if mermaid.dot_node(text, self._names):
                made = self._names.box(text.split("[")[0], line.number)
                return bool(made and self._found.join(made))
            text, label = mermaid.dot_label(text)
        nodes, arrows = chain(_without_class(text)) if self._mode != "flowchart" else chain_of_mermaid(text)
        if not arrows:
            if mermaid.is_skipped(text):
                return True
            made = self._names.box(text, line.number)
            if made and len(text.split()) < 12:
                self._found.join(made)
                return True
            return False
        if self._mode == "plantuml" and ":" in nodes[-1]:
            nodes[-1], _, label = nodes[-1].partition(":")
        self._draw(nodes, arrows, line, label, diagram=True)
        return True

    def _message(self, line: Line) -> bool:
        read = mermaid.message(line.text)
        if read is None:
            return mermaid.is_skipped(line.text)
        source, target = (self._names.box(name, line.number) for name in read[:2])
        if source and target:
            source, target = self._found.join(source), self._found.join(target)
            if not read[3]:
                self._found.connect(source, target, line.number, label=read[2])
        return True

    # Plain lines

    def _row(self, text: str, line: Line) -> bool:
        cells = row_cells(text)
        if len(cells) < 2:
            return False
        if all(re.fullmatch(r":?-{1,}:?", cell.replace(" ", "")) for cell in cells):
            return True
        opened = head(text)
        if opened is not None:
            self._table = opened
            return True
        if self._table is not None:
            return self._table.row(cells, line.number, self._found)
        nodes, arrows = chain(text)
        if arrows and not any(len(node.split()) > 8 for node in nodes):
            self._draw([node.strip("|│ ") for node in nodes], arrows, line, "")
            return True
        return False

    def _plain(self, line: Line, text: str) -> bool:
        if _ASIDE.match(text):
            return False  # words in brackets on a line of their own say something of the picture
        indent = len(text) - len(text.lstrip())
        tree = _LEADING_ARROW.match(text) or (_TREE.match(text) if re.search(r"[├└╰┣┗]", text) else None)
        if tree:
            return self._branch(
                line, text[tree.end() :], indent if not text.strip().startswith(("│", "|")) else tree.end()
            )
        body = without_bullet(text).strip()
        body = re.sub(r"^(?:\(?[a-z0-9]{1,2}[.)]|[•▪●])\s+", "", body)
        statements = [part for part in split_list(body, ";") if part.strip()]
        if len(statements) > 1 and sum(bool(chain(part)[1]) for part in statements) > 1:
            read = [self._statement(line, part.strip(), indent) for part in statements]
            return all(read)
        return self._statement(line, body, indent)

    def _statement(self, line: Line, body: str, indent: int) -> bool:
        plain = body.replace("**", "").replace("__", "").replace("`", "")
        nodes, arrows = chain(plain)
        if arrows:
            if any(len(node.split()) > 14 for node in nodes):
                return False
            label, nodes[0] = _leading_label(nodes[0])
            if not nodes[0] and self._last is not None and not label:
                nodes[0] = self._last.name
            self._draw(nodes, arrows, line, label, indent=indent)
            return True
        return self._listed(line, body, plain, indent)

    def _listed(self, line: Line, body: str, plain: str, indent: int) -> bool:
        bold = _BOLD.match(body)
        item = _ITEM.match(plain)
        if bold and not item:
            name, rest = bold["name"], bold["rest"].lstrip(" :–—-")
        elif item:
            name, rest = item["name"].strip(), item["rest"]
        else:
            name, rest = plain, ""
        if _LABELS.match(name.strip(" :*")):
            self._label = name
            if rest.strip():
                return False
            self._found.remarks.append((line.number, plain))
            return True
        words = len(re.sub(r"\([^)]*\)", "", name).split())
        made = box(name, line=line.number) if words <= 7 else None
        known = made is not None and (self._found.find(made.name) is not None)
        if made is None or (made.what.kind is ComponentKind.UNSTATED and not known and not (bold and rest)):
            if made is not None and not rest and words <= 3 and self._pending is None and not item:
                return False
            if made is None or (rest and not bold) or words > 3:
                return False
        if not bold and _SAYS.search(re.sub(r"\([^)]*\)", "", name)):
            return False
        if (
            not item
            and not bold
            and words > 4
            and re.search(r"(?i)\b(?:is|are|reads?|writes?|sends?|uses?|we|to|from|in)\b", name)
        ):
            return False
        joined = self._found.join(made, note=clean(rest))
        self._after(joined, line)
        self._stack = [entry for entry in self._stack if entry[0] < indent] + [(indent, joined)]
        if rest:
            read_sentences(rest, line.number, self._found, subject=joined)
        return True

    def _branch(self, line: Line, body: str, indent: int) -> bool:
        nodes, arrows = chain(body.replace("**", ""))
        label = ""
        self._stack = [entry for entry in self._stack if entry[0] < indent]
        parent = self._stack[-1][1] if self._stack else self._last
        if parent is not None:
            nodes, arrows = ["", *nodes], [Arrow(), *arrows]
        return self._draw(nodes, arrows, line, label, indent=indent, parent=parent)

    def _draw(
        self,
        nodes: list[str],
        arrows: list[Arrow],
        line: Line,
        label: str,
        *,
        indent: int = 0,
        parent: Box | None = None,
        diagram: bool = False,
    ) -> bool:
        last_label = ""
        if not diagram:
            nodes[-1], last_label = _trailing_label(nodes[-1])
        groups: list[list[Box]] = []
        for position, node in enumerate(nodes):
            if not node and position == 0 and parent is not None:
                groups.append([parent])
                continue
            made = [self._box(part, line, diagram=diagram) for part in _several(node)]
            groups.append([entry for entry in made if entry is not None])
        for position, arrow in enumerate(arrows):
            said = "; ".join(
                filter(None, (label, arrow.label, last_label if position == len(arrows) - 1 else ""))
            )
            pairs = [(a, b) for a in groups[position][:200] for b in groups[position + 1][:200]]
            for source, target in pairs:
                if arrow.back:
                    source, target = target, source  # noqa: PLW2901
                self._found.connect(
                    source, target, line.number, label=said, dotted=arrow.dotted, both=arrow.both
                )
        drawn = [entry for group in groups for entry in group]
        if not drawn:
            self._found.unread.append(Unread(line.number, line.text, HINT))
            return True
        if groups[0] and parent is None:
            self._after(groups[0][0], line)
        self._pending = groups[-2][-1] if not groups[-1] and len(groups) > 1 and groups[-2] else None
        self._last = drawn[-1]
        self._stack = [entry for entry in self._stack if entry[0] < indent] + [(indent, drawn[-1])]
        return True

    def _chain(self, nodes: list[str], arrows: list[Arrow], line: Line, label: str) -> None:
        self._draw([node[:200] for node in nodes], arrows, line, label)

    def _box(self, text: str, line: Line, *, diagram: bool) -> Box | None:
        if diagram:
            made = self._names.box(text, line.number)
            return self._found.join(made) if made else None
        return self._found.add(text, line.number)

    def _after(self, here: Box, line: Line) -> None:
        """Finish an arrow that was begun in the line before."""
        if self._pending is not None:
            self._found.connect(self._pending, here, line.number)
            self._pending = None
        self._last = here

    # Sentences

    def _prose(self, line: Line) -> None:
        text = clean(without_bullet(without_comment(line.text)))
        label = re.match(r"^(?P<name>[^:]{1,60}):\s+(?P<rest>\S.*)$", text)
        subject = self._found.find(label["name"]) if label else None
        words = re.findall(r"[^\W\d_]{2,}", text)
        if len(words) < 2:
            made = box(text, line=line.number) if words and re.fullmatch(r"[\w -]{2,40}", text) else None
            if made is not None:
                self._found.join(made)
            else:
                self._found.unread.append(Unread(line.number, line.text, HINT))
            return
        read_sentences(
            label["rest"] if label and subject else text, line.number, self._found, subject=subject
        )
        self._found.remarks.append((line.number, text))


def _is_flowchart(lines: Sequence[Line]) -> bool:
    return any(mermaid.FLOWCHART.match(line.text) for line in lines)


def _without_class(text: str) -> str:
    return text.rstrip(";").strip()


def chain_of_mermaid(text: str) -> tuple[list[str], list[Arrow]]:
    """Nodes and arrows of a flowchart's line, in which brackets belong to nodes and ``---`` is a line too.

    Examples
    --------
    >>> chain_of_mermaid("A[App] --> B[(DB)] & C")[0]
    ['A[App]', 'B[(DB)] & C']
    """
    text = re.sub(r"%%.*$", "", text).strip().rstrip(";")
    hidden = re.sub(
        r"\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\"[^\"]*\"", _blotted, text
    )
    hidden = re.sub(r"(?<=\w)\((?:[^()]|\([^()]*\))*\)", _blotted, hidden)
    nodes: list[str] = []
    arrows: list[Arrow] = []
    at = 0
    for match in _MERMAID_ARROW.finditer(hidden):
        label = match["a"] or match["b"] or match["c"] or match["pipe"] or ""
        if label.startswith("x") and not label.strip("x"):
            label = text[match.start() : match.end()].strip('-=.>| "')
        nodes.append(text[at : match.start()].strip())
        arrows.append(
            Arrow(label=label.strip(' "|'), dotted="." in match[0].split("|")[0], both=match[0][0] == "<")
        )
        at = match.end()
    nodes.append(text[at:].strip())
    return nodes, arrows


def _blotted(match: re.Match[str]) -> str:
    return "x" * len(match[0])


_MERMAID_ARROW = re.compile(
    r"\s*(?:<|[ox](?=-))?(?:--\s+(?P<a>[^-|>]{1,120}?)\s*-{2,}[>ox]?|-\.\s*(?P<b>[^.|>]{1,"
    r"120}?)\s*\.-+>?|==\s+(?P<c>[^=|>]{1,120}?)\s*={2,}>?"
    r"|-{2,}[>ox]?(?![\w-])|-\.+-+[>ox]?|={2,}>?|~~~|-{2,}>)\s*(?:\|(?P<pipe>[^|]{0,120})\|)?\s*"
)


def _leading_label(node: str) -> tuple[str, str]:
    """``getFeed: client`` → its label and the node."""
    found = re.match(r"^(?P<label>[^()\[\]{}:]{1,80}):\s+(?P<node>.*)$", node)
    return (found["label"].strip(), found["node"]) if found else ("", node)


def _trailing_label(node: str) -> tuple[str, str]:
    """``tweets db (relational): getTweets`` → the node and its label."""
    hidden = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", _blotted, node)
    found = re.search(r":\s+(?=\S)|:$|\s[–—]\s|\s-\s", hidden)
    return (node[: found.start()].strip(), node[found.end() :].strip()) if found else (node, "")


def _several(node: str) -> list[str]:
    """``{db, cache}``, ``db, cache``, ``A & B``, ``db and cache``: each box of a node."""
    stripped = node.strip()
    if stripped[:1] in "{[" and stripped[-1:] in "}]" and re.search(r"[,&;|]", stripped):
        stripped = stripped[1:-1]
    parts = [part.strip() for part in split_list(stripped, ",&;") if part.strip()]
    made: list[str] = []
    for part in parts:
        both = re.split(r"\s+(?:and|plus)\s+", part)
        made += (
            both
            if len(both) > 1 and all(0 < len(p.split()) <= 4 for p in both) and "(" not in part
            else [part]
        )
    return made or ([node] if node.strip() else [])
