"""Mermaid flowcharts and sequence diagrams, PlantUML and dot: identifiers that stand for boxes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.design import ComponentKind
from whiteboard.draft.storage import StoreKind
from whiteboard.draft.text import Line
from whiteboard.notation.design.boxes import Box, box
from whiteboard.notation.design.kinds import What

FLOWCHART = re.compile(r"(?i)^\s*(?:flowchart|graph)(?:\s+(?:TB|TD|BT|RL|LR)\b)?\s*;?\s*$")
SEQUENCE = re.compile(r"(?i)^\s*sequenceDiagram\s*$")
DOT = re.compile(r"(?i)^\s*(?:strict\s+)?(?:di)?graph\b[^{]*\{")
PLANTUML = re.compile(r"(?i)^\s*@startuml")
_SHAPES = (
    r"\[\((?P<store>.+?)\)\]|\(\[(?P<round>.+?)\]\)|\[\[(?P<sub>.+?)\]\]|\(\((?P<circle>.+?)\)\)|"
    r"\{\{(?P<hexagon>.+?)\}\}"
    r"|\[[/\\](?P<slanted>.+?)[/\\]\]|\[\"(?P<quoted>[^\"]+)\"\]|\[(?P<square>[^\[\]]+)\]|"
    r"\(\"(?P<quoted2>[^\"]+)\"\)|\((?P<bracket>(?:[^()]|\([^()]*\))+)\)"
    r"|\{(?P<diamond>[^{}]+)\}|>(?P<flag>[^\[\]<>]+)\]"
)
_NODE = re.compile(
    rf"(?<![\w-])(?P<id>[A-Za-z0-9_][\w.]*)\s?(?:@?\{{\s*shape:[^}}]*\}}|{_SHAPES})(?::::?\w+)?"
)
_SKIPPED = re.compile(
    r"(?i)^\s*(?:style|classDef|class|click|linkStyle|direction|%%.*|end\s*$|activate|deactivate|"
    r"autonumber|note\b|title\b|skinparam|hide|scale\b|left to right|top to bottom|@enduml|@startuml|!|"
    r"rankdir|node\s*\[|edge\s*\[|graph\s*\[|labelloc|fontname|splines|\}\s*$|loop\b|alt\b|else\b|opt\b|"
    r"par\b|and\b|rect\b|critical\b|break\b|box\b|\}|end note|package\b.*\{|"
    r"rectangle\s+\"?[^\"{]*\"?\s*\{|cloud\s+\"?[^\"{]*\"?\s*\{|node\s+\"?[^\"{]*\"?\s*\{|frame\b.*\{|"
    r"together\b)"
)
SUBGRAPH = re.compile(r"(?i)^\s*subgraph\s+(?:\w+\s*\[)?\"?(?P<name>[^\]\"]*)\"?\]?\s*;?$")
_MESSAGE = re.compile(
    r"^\s*(?P<a>[\w ]+?)\s*(?P<arrow>-{1,2}(?:>>|>|x|\)))\s*[+-]?\s*(?P<b>[\w ]+?)\s*(?::\s*(?P<label>.*))?$"
)
_PARTICIPANT = re.compile(
    r"(?i)^\s*(?:create\s+)?(?P<what>participant|actor|database|queue|storage|component|node|cloud|"
    r"rectangle|entity|boundary|control|collections|artifact|folder|frame|interface|usecase|agent|card|"
    r"file|hexagon|stack)\s+(?P<name>\"[^\"]+\"|\[[^\]]+\]|"
    r"[^\s\"\[]+(?:\s+(?!as\b)[^\s\"\[]+)*)(?:\s+as\s+(?P<as>\"[^\"]+\"|.+?))?\s*$"
)
_BRACKET_AS = re.compile(r"(?i)^\s*(?P<name>\[[^\]]+\]|\"[^\"]+\"|\([^)]+\))\s+as\s+(?P<as>\w+)\s*$")
_DOT_NODE = re.compile(r"^\s*(?P<id>\"[^\"]+\"|[\w.]+)\s*\[(?P<attributes>.*)\]\s*;?\s*$")
_LABEL = re.compile(r"label\s*=\s*(?:\"(?P<q>[^\"]*)\"|(?P<w>\w+))")
_KINDS = {
    "database": What(ComponentKind.STORE),
    "store": What(ComponentKind.STORE),
    "queue": What(ComponentKind.QUEUE),
    "actor": What(ComponentKind.CLIENT),
    "storage": What(ComponentKind.BLOB),
}


class Names:
    """Identifiers of a diagram and the boxes that they stand for."""

    def __init__(self) -> None:
        self._texts: dict[str, tuple[str, What | None]] = {}

    def define(self, identifier: str, text: str, what: What | None = None) -> None:
        """Let an identifier stand for a box's text; the first definition holds."""
        self._texts.setdefault(identifier.strip(), (clean(text), what))

    def box(self, typed: str, line: int) -> Box | None:
        """The box that a node of the diagram stands for."""
        typed = typed.strip().rstrip(";").strip()
        typed = re.sub(r":::?\w+$", "", typed).strip()
        shaped = _NODE.match(typed)
        identifier = shaped["id"] if shaped else typed.strip("\"'[]() ")
        text, what = self._texts.get(identifier, (clean(typed.strip("\"'")), None))
        name, *more = re.split(r"[,:]\s", text, maxsplit=1)
        rest = more[0] if more else ""
        if rest and "(" not in text:  # what follows the name in a box are its details
            text = f"{name} ({rest.strip()})"
        made = box(text, line=line) or box(identifier, line=line)
        if made:
            made.diagrammed = True  # names of a diagram are exact
        if made and what and made.what.kind is ComponentKind.UNSTATED:
            made.what = what
        return made

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._texts


def clean(text: str) -> str:
    """A label without its quotes and line breaks.

    Examples
    --------
    >>> clean('"API server<br/>x4"')
    'API server x4'
    """
    return " ".join(re.sub(r"<br\s*/?>|\\n|</?\w+>", " ", text).strip(" \"'`").split())


def flowchart_names(lines: Sequence[Line], names: Names) -> None:
    """Collect the nodes of a flowchart with their shapes."""
    for line in lines:
        if is_skipped(line.text):
            continue
        for match in _NODE.finditer(line.text[:5000]):
            shape, text = next(((k, v) for k, v in match.groupdict().items() if k != "id" and v), ("", ""))
            if text:
                what = What(ComponentKind.STORE, StoreKind.UNSTATED) if shape == "store" else None
                names.define(match["id"], text, What(ComponentKind.STORE) if what else None)


def participant(text: str, names: Names) -> bool:
    """Whether a line declares a box of a sequence diagram or of PlantUML; if so it is kept."""
    found = _PARTICIPANT.match(text)
    if found:
        name, alias, what = found["name"].strip('"[] '), found["as"], _KINDS.get(found["what"].lower())
        if not alias:
            names.define(name, name, what)
        elif re.fullmatch(r"\w+", alias) and not re.fullmatch(r"\w{1,3}", name):
            names.define(alias, name, what)
        else:  # Mermaid writes `participant A as API server`
            names.define(name, alias.strip('" '), what)
        return True
    found = _BRACKET_AS.match(text)
    if found:
        names.define(found["as"], found["name"].strip('[]"() '))
        return True
    return False


def dot_node(text: str, names: Names) -> bool:
    """Whether a line is a node of a dot graph with attributes; if so its label is kept."""
    found = _DOT_NODE.match(text)
    if not found or "->" in text or "--" in text:
        return False
    label = _LABEL.search(found["attributes"])
    names.define(found["id"].strip('"'), (label["q"] or label["w"]) if label else found["id"])
    return True


def dot_label(text: str) -> tuple[str, str]:
    """A dot statement without its attributes, and the label among them.

    Examples
    --------
    >>> dot_label('a -> b [label="x", color=red];')
    ('a -> b', 'x')
    """
    found = re.search(r"\[([^\[\]]*=[^\[\]]*)\]\s*;?\s*$", text)
    if not found:
        return text.strip().rstrip(";").strip(), ""
    label = _LABEL.search(found[1])
    return text[: found.start()].strip(), (label["q"] or label["w"] or "") if label else ""


def message(text: str) -> tuple[str, str, str, bool] | None:
    """A message of a sequence diagram: from, to, label, whether it is a reply; or None.

    Examples
    --------
    >>> message("Client->>API: getFeed"), message("API-->>Client: page")[3]
    (('Client', 'API', 'getFeed', False), True)
    """
    found = _MESSAGE.match(text)
    if not found:
        return None
    return found["a"], found["b"], (found["label"] or "").strip(), found["arrow"].startswith("--")


def is_skipped(text: str) -> bool:
    """Whether a line of a diagram says nothing of boxes and arrows: styles, directions, closing words."""
    return bool(_SKIPPED.match(text))
