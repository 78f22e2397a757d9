"""OpenAPI and Swagger documents, in YAML or JSON, whole or only their ``paths``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from whiteboard.draft.api import Parameter, Place
from whiteboard.draft.text import Line
from whiteboard.notation.api.building import Draft, Gathered
from whiteboard.notation.api.paths import read_path

if TYPE_CHECKING:
    from yaml.nodes import MappingNode, Node

_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
_START = re.compile(
    r"^\s*[{,]?\s*[\"']?(?:openapi|swagger)[\"']?\s*:\s*[\"']?\d|^\s*[\"']?paths[\"']?\s*:\s*\{?\s*$"
)
_PATH_KEY = re.compile(r"^\s*[\"']?(?P<path>/[^\s\"']*?)[\"']?\s*:\s*\{?\s*$")
_METHOD_KEY = re.compile(r"^\s*[\"']?(?P<method>get|post|put|patch|delete|head|options)[\"']?\s*:\s*\{?\s*$")
_MAX_DEPTH = 60
_MAX_OPERATIONS = 1000
_MAX_NODES = 40_000
_CONTINUES = re.compile(r"^(?:[\w$\"'/~<.\-]+.*:(?:\s|$)|\s|-|#|[}\]{])")


def starts_document(lines: list[Line], index: int) -> bool:
    """Whether an OpenAPI document, or a piece of one, begins at ``lines[index]``.

    Examples
    --------
    >>> starts_document([Line(1, "openapi: 3.0.0")], 0), starts_document([Line(1, "GET /feed")], 0)
    (True, False)
    >>> starts_document([Line(1, "/feed:"), Line(2, "  get:")], 0)
    True
    """
    text = lines[index].text
    if _START.match(text):
        return True
    following = [line.text for line in lines[index + 1 : index + 6] if line.text.strip()][:2]
    if _PATH_KEY.match(text):
        return bool(following) and bool(_METHOD_KEY.match(following[0]))
    if text.strip() in ("{", "---") and following:
        return bool(_START.match(following[0]))
    return False


def take_document(lines: list[Line], start: int, is_fence: Any) -> int:
    """Index after the document that begins at ``lines[start]``: a fence, a heading, or prose ends it."""
    if lines[start].text.lstrip().startswith("{"):
        depth = 0
        for index in range(start, len(lines)):
            text = lines[index].text
            depth += text.count("{") + text.count("[") - text.count("}") - text.count("]")
            if depth <= 0 or is_fence(text):
                return index if is_fence(text) else index + 1
        return len(lines)
    for index in range(start + 1, len(lines)):
        text = lines[index].text
        if is_fence(text) or re.match(r"^#{2,}\s", text):
            return index
        if text.strip() and not _CONTINUES.match(text):
            return index
        if text.strip() in ("---", "..."):
            return index
    return len(lines)


def read_document(lines: list[Line], gathered: Gathered) -> list[Draft]:
    """Read a document; where its text is not well formed, report that line and take what can be taken.

    Examples
    --------
    >>> text = ["paths:", "  /feed:", "    get:", "      operationId: getFeed"]
    >>> lines = [Line(number, typed) for number, typed in enumerate(text, start=1)]
    >>> draft, = read_document(lines, Gathered())
    >>> draft.name, draft.method, draft.path, draft.line
    ('getFeed', 'GET', '/feed', 3)
    """
    text = "\n".join(line.text.replace("\t", "  ") for line in lines)
    if not _too_deep(text):
        try:
            drafts = _read(text, lines)
        except _Malformed as error:
            at = lines[min(max(error.line, 0), len(lines) - 1)]
            gathered.reject(at.number, at.text, f"this OpenAPI document is not well formed here: {error}")
            return list(_leniently(lines))
        if drafts or not any(_METHOD_KEY.match(line.text) for line in lines):
            return drafts
    else:
        gathered.reject(
            lines[0].number,
            lines[0].text,
            f"this document nests deeper than {_MAX_DEPTH} levels; flatten it",
        )
    return list(_leniently(lines))


class _Malformed(Exception):
    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


def _too_deep(text: str) -> bool:
    depth = deepest = 0
    for sign in text:
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth = max(0, depth - 1)
    if deepest > _MAX_DEPTH:
        return True
    # "- - - -" and ever deeper indentation nest too.
    return (
        any(
            len(re.findall(r"[-?:]\s", match)) > _MAX_DEPTH
            for match in re.findall(r"(?m)^\s*(?:[-?:]\s+){20,}", text)
        )
        or len({len(line) - len(line.lstrip()) for line in text.split("\n")}) > 2 * _MAX_DEPTH
    )


def _read(text: str, lines: list[Line]) -> list[Draft]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # Composing builds nodes and no values: an alias stays a pointer, so nothing can be blown up by them.
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _Malformed(error.problem or "cannot be parsed", mark.line if mark else 0) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _Malformed(str(error).split("\n", maxsplit=1)[0][:120], 0) from None
    if not isinstance(root, yaml.MappingNode):
        return []
    return _Walker(root, lines).operations()


class _Walker:
    """Walks the nodes of a document within a budget."""

    def __init__(self, root: MappingNode, lines: list[Line]) -> None:
        self._root = root
        self._lines = lines
        self._budget = _MAX_NODES

    def operations(self) -> list[Draft]:
        top = self._items(self._root)
        paths = top.get("paths")
        entries = self._items(paths[1]) if paths else {k: v for k, v in top.items() if k.startswith("/")}
        drafts: list[Draft] = []
        for path, (_, node) in entries.items():
            item = self._items(self._resolved(node))
            shared = self._parameters(item.get("parameters"))
            for method in _METHODS:
                if method in item and len(drafts) < _MAX_OPERATIONS:
                    key, operation = item[method]
                    drafts.append(self._operation(path, method, self._line(key), operation, shared))
        return sorted(drafts, key=lambda draft: draft.line)

    def _line(self, node: Node) -> int:
        return self._lines[min(node.start_mark.line, len(self._lines) - 1)].number

    def _items(self, node: Node | None) -> dict[str, tuple[Node, Node]]:
        from yaml.nodes import MappingNode, ScalarNode

        if not isinstance(node, MappingNode) or self._budget <= 0:
            return {}
        self._budget -= len(node.value) + 1
        return {key.value: (key, value) for key, value in node.value if isinstance(key, ScalarNode)}

    def _list(self, node: Node | None) -> list[Node]:
        from yaml.nodes import SequenceNode

        if not isinstance(node, SequenceNode) or self._budget <= 0:
            return []
        self._budget -= len(node.value) + 1
        return list(node.value[:200])

    def _text(self, entry: tuple[Node, Node] | None) -> str:
        from yaml.nodes import ScalarNode

        return " ".join(entry[1].value.split())[:1000] if entry and isinstance(entry[1], ScalarNode) else ""

    def _resolved(self, node: Node | None, hops: int = 8) -> Node | None:
        while hops and node is not None:
            reference = self._text(self._items(node).get("$ref"))
            if not reference.startswith("#/"):
                return node
            target: Node | None = self._root
            for part in reference[2:].split("/")[:10]:
                entry = self._items(target).get(part.replace("~1", "/").replace("~0", "~"))
                target = entry[1] if entry else None
            if target is None:
                return node
            node, hops = target, hops - 1
        return node

    def _operation(self, path: str, method: str, line: int, node: Node, shared: list[Parameter]) -> Draft:
        item = self._items(node)
        name = self._text(item.get("operationId")) or None
        made, templated = read_path(path, line)
        draft = Draft(line=line, name=name, method=method.upper(), path=made)
        draft.add(templated)
        draft.add(self._parameters(item.get("parameters")))
        draft.add(shared)
        body = item.get("requestBody")
        if body:
            draft.add(self._body(self._resolved(body[1])))
        for key in ("summary", "description"):
            draft.say(self._text(item.get(key)))
        self._answer(draft, item.get("responses"))
        return draft

    def _parameters(self, entry: tuple[Node, Node] | None) -> list[Parameter]:
        found: list[Parameter] = []
        for node in self._list(entry[1]) if entry else []:
            item = self._items(self._resolved(node))
            name, place = self._text(item.get("name")), self._text(item.get("in"))
            if place == "body" and "schema" in item:
                found.extend(self._properties(item["schema"][1]))
            elif name:
                schema = self._items(self._resolved(item["schema"][1])) if "schema" in item else item
                where = {
                    "path": Place.PATH,
                    "header": Place.HEADER,
                    "cookie": Place.HEADER,
                    "formData": Place.BODY,
                }.get(place, Place.QUERY)
                required = where is Place.PATH or self._text(item.get("required")).lower() == "true"
                type_ = self._text(schema.get("type")) or None
                found.append(
                    Parameter(name=name, place=where, type=type_, required=required, line=self._line(node))
                )
        return found

    def _body(self, node: Node | None) -> list[Parameter]:
        content = self._items(self._items(node).get("content", (None, None))[1])
        for media, (_, value) in content.items():
            schema = self._items(value).get("schema")
            if schema:
                properties = self._properties(schema[1])
                if properties:
                    return properties
            if media.startswith(("image/", "video/", "application/octet-stream")):
                return [Parameter(name="file", place=Place.BODY, type="binary", line=self._line(value))]
        return []

    def _properties(self, node: Node | None) -> list[Parameter]:
        schema = self._items(self._resolved(node))
        required = (
            {n.value for n in self._list(schema["required"][1]) if isinstance(n.value, str)}
            if "required" in schema
            else set()
        )
        found = []
        for name, (key, value) in (
            self._items(schema["properties"][1]).items() if "properties" in schema else ()
        ):
            inner = self._items(value)
            type_ = (
                self._text(inner.get("format"))
                if self._text(inner.get("format")) == "binary"
                else self._text(inner.get("type"))
            )
            found.append(
                Parameter(
                    name=name,
                    place=Place.BODY,
                    type=type_ or None,
                    required=name in required,
                    line=self._line(key),
                )
            )
        return found

    def _answer(self, draft: Draft, entry: tuple[Node, Node] | None) -> None:
        responses = self._items(entry[1]) if entry else {}
        for code, (key, node) in responses.items():
            if not re.match(r"^2|^default$", code):
                continue
            item = self._items(self._resolved(node))
            content = self._items(item["content"][1]) if "content" in item else {}
            schemas = [self._items(value).get("schema") for _, value in content.values()] or [
                item.get("schema")
            ]
            schema = next((found for found in schemas if found), None)
            said = self._text(item.get("description"))
            shape = self._shape(schema[1], 3) if schema else ""
            if shape:
                draft.answer(shape, self._line(key))
            if said and said.lower().strip(".") not in ("ok", "success", "created", "no content"):
                draft.answer(said, self._line(key)) if not shape else draft.say(said)
            return

    def _shape(self, node: Node, depth: int) -> str:
        reference = self._text(self._items(node).get("$ref")).rsplit("/", maxsplit=1)[-1]
        schema = self._items(self._resolved(node))
        type_ = self._text(schema.get("type"))
        if type_ == "array" or "items" in schema:
            inner = self._shape(schema["items"][1], depth - 1) if "items" in schema and depth else ""
            return f"[{inner or 'items'}]"
        if "properties" in schema and depth:
            fields = [
                f"{name}: {self._shape(value, depth - 1) or 'any'}"
                for name, (_, value) in list(self._items(schema["properties"][1]).items())[:40]
            ]
            inner = "{" + ", ".join(fields) + "}"
            return f"{reference} {inner}" if reference else inner
        for key in ("allOf", "oneOf", "anyOf"):
            if key in schema and depth:
                parts = [self._shape(part, depth - 1) for part in self._list(schema[key][1])[:5]]
                return " ".join(part for part in parts if part)
        return reference or type_


def _leniently(lines: list[Line]) -> Iterator[Draft]:
    """Paths and methods of a document that no parser accepts, by its keys alone."""
    path: str | None = None
    draft: Draft | None = None
    made = 0
    for line in lines:
        key = _PATH_KEY.match(line.text)
        method = _METHOD_KEY.match(line.text)
        if key:
            path = key["path"]
        elif method and path and made < _MAX_OPERATIONS:
            if draft:
                yield draft
            normalized, parameters = read_path(path, line.number)
            draft = Draft(line=line.number, method=method["method"].upper(), path=normalized)
            draft.add(parameters)
            made += 1
        elif draft:
            found = re.match(
                r"^\s*-?\s*[\"']?(?P<key>operationId|summary|description|name)[\"']?\s*:\s*[\"']?(?P<value>[^\"']{1,200})",
                line.text,
            )
            if found and found["key"] == "operationId":
                draft.name = found["value"].strip().rstrip(",")
            elif found and found["key"] == "name":
                draft.add(
                    [
                        Parameter(
                            name=found["value"].strip().rstrip(","),
                            place=Place.QUERY,
                            required=False,
                            line=line.number,
                        )
                    ]
                )
            elif found:
                draft.say(found["value"])
            elif re.search(r"type[\"']?\s*:\s*[\"']?array", line.text):
                draft.answer("list", line.number)
    if draft:
        yield draft
