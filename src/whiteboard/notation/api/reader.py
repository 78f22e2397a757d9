"""The API section, line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.api import Api
from whiteboard.draft.text import Line
from whiteboard.notation.api.building import Draft
from whiteboard.notation.api.cleaning import cleaned, indent_of, one_operation_each, without_gutter
from whiteboard.notation.api.scan import plain
from whiteboard.notation.api.titles import Titles
from whiteboard.notation.api.trees import with_whole_paths
from whiteboard.notation.exact import take_exact, with_exact
from whiteboard.notation.lines import is_fence, is_lone_number, without_bullet

_HEADING = re.compile(r"^\s{0,3}(?P<hashes>#{2,6})\s*(?P<text>.*?)\s*#*\s*$")
_BOLD = re.compile(r"^\s*(?:[-*+•]\s+|\d{1,3}[.)]\s+)?(?:\*\*|__)(?P<text>[^*]+?)(?:\*\*|__)\s*:?\s*$")
_RULE = re.compile(r"^[\s\-=_*~#|+.…<>/\\]*$")
_COMMENT = re.compile(r"^\s*(?:#(?![\w/\[])|//|<!--|/\*|\*/|--(?=\s))\s*(?P<text>.*?)\s*(?:-->|\*/)?\s*$")


def read_api(lines: Sequence[Line]) -> Api:
    """Read an API section in whatever form it was typed.

    Parameters
    ----------
    lines : sequence of Line
        The section's lines with their numbers in the whole draft; nbgrader's markers removed.

    Returns
    -------
    Api
        Operations in the order typed, tolerated prose, and unread lines.

    Notes
    -----
    Understood are named blocks, REST lists, Markdown tables and headings, HTTP requests, function signatures
    of the usual languages, ``curl``, OpenAPI in YAML and JSON, gRPC and GraphQL.

    Examples
    --------
    >>> api = read_api([Line(1, "GET /feed?cursor={c} -> page of tweets"), Line(2, "GTE /tweets")])
    >>> api.operations[0].returns.many, api.unread[0].line
    (True, 2)
    """
    parted = take_exact(lines)
    typed = [
        part for line in with_whole_paths(_paths_beside_methods(parted.others)) for part in _declared(line)
    ]
    reader = Reader(one_operation_each(without_gutter(typed)))
    reader.run()
    api: Api = with_exact(reader.gathered.made(), parted.entries)
    return api


_ANNOTATED = re.compile(
    r"^(?P<annotation>\s*(?:@(?:\w+Mapping|GET|POST|PUT|PATCH|DELETE)\([^()]*\)|\[Http\w+\([^()]*\)\]))\s+"
    r"(?P<declaration>[A-Za-z]\S*.*\).*)$"
)
_METHOD_ALONE = re.compile(r"^\s*@(?P<method>GET|POST|PUT|PATCH|DELETE)\s*(?P<rest>@Path\(.*)?$")
_PATH_ALONE = re.compile(r"^\s*@Path\((?P<path>[^()]*)\)\s*(?P<rest>.*)$")


def _declared(line: Line) -> list[Line]:
    """``@GetMapping("/feed") Page<Tweet> feed(String cursor)``: the annotation, and what it stands on."""
    found = _ANNOTATED.match(line.text)
    if not found:
        return [line]
    declaration = re.sub(r"\[From\w+\]\s*", "", found["declaration"]).removeprefix("public ").rstrip(" {;")
    annotation = found["annotation"].strip().strip("[]").lstrip("@")
    return [Line(line.number, f"@{annotation}"), Line(line.number, f"public {declaration} {{")]


def _paths_beside_methods(lines: Sequence[Line]) -> list[Line]:
    """``@GET`` and ``@Path("/feed")``, on one line or on two, as the one annotation that they are."""
    made: list[Line] = []
    waiting: Line | None = None
    for line in lines:
        method = _METHOD_ALONE.match(line.text)
        if method and not method["rest"]:
            if waiting is not None:
                made.append(waiting)
            waiting = line
            continue
        path = _PATH_ALONE.match(method["rest"] if method else line.text)
        if path and (method or waiting is not None):
            said = method or _METHOD_ALONE.match(waiting.text if waiting is not None else "")
            assert said is not None
            made.append(Line(line.number, f"@{said['method']}({path['path']}) {path['rest']}".rstrip()))
            waiting = None
            continue
        if waiting is not None:
            made.append(waiting)
            waiting = None
        made.append(line)
    return [*made, *([waiting] if waiting is not None else [])]


class Reader(Titles):
    """Walks through the lines once."""

    def run(self) -> None:
        """Read all lines into ``gathered``."""
        index = 0
        while index < len(self._lines):
            index = self._step(index)
        self._flush_blocks()
        self.gathered.drafts.sort(key=lambda draft: draft.line)
        if not self.gathered.drafts and len(self._phrases) > 1:
            self.gathered.drafts = [Draft(line=line, name=text) for line, text in self._phrases]
            self.gathered.remarks = [
                remark for remark in self.gathered.remarks if remark not in self._phrases
            ]
        if self._title and self._title.strong:
            self.gathered.remark(self._title.line, self._title.text)

    def _step(self, index: int) -> int:
        line = self._lines[index]
        text = line.text
        if not text.strip() or is_lone_number(text):
            self._blank = True
            return index + 1
        if is_fence(text):
            return index + 1
        following = self._structured(index)
        if following is not None:
            self._blank = False
            return following
        if _RULE.match(text) and text.strip() not in ("{", "}"):
            if len(text.strip()) > 2:
                self._open = None
            return index + 1
        following = self._line(index)
        self._blank = False
        return following

    def _line(self, index: int) -> int:
        line = self._lines[index]
        heading = _HEADING.match(line.text) or _BOLD.match(line.text)
        if heading:
            return self._heading(index, plain(heading["text"]).strip())
        comment = _COMMENT.match(line.text)
        if comment and not re.match(r"^\s*#+\s*\d+\.", line.text):
            self._comment(line, comment["text"])
            return index + 1
        bulleted = without_bullet(line.text) != line.text
        text = cleaned(line.text)
        if not text:
            return index + 1
        if re.match(r"^(?:get|post|put|patch|delete)\s*:?$", text, re.IGNORECASE):
            self._drop_title()
            self._method, self._current = text.rstrip(": ").upper(), []
            return index + 1
        if text.startswith("-H ") and self._current:
            self._give("headers", text[3:].strip(" '\"/").split(":")[0], line.number)
            return index + 1
        if (
            re.match(r"^\[[A-Za-z][\w ]*\]:?$", text)
            and not self._open
            and (self._blank or indent_of(line.text) <= self._indent)
        ):
            self._group = text.strip("[]: ")
            self.gathered.remark(line.number, text)
            return index + 1
        entity = self._entity(index, text)
        if entity is not None:
            return entity
        indent = indent_of(line.text)
        body = self._continue_body(index, text)
        if body is not None:
            return body
        taken = self._operation(index, text, indent)
        if taken is not None:
            return taken
        taken = self._labeled(index, text, indent)
        if taken is not None:
            return taken
        if self._item(line, text, indent, bulleted=bulleted):
            return index + 1
        if self._pseudo_name(index, text, indent):
            return index + 1
        self._prose(index, text, indent, bulleted=bulleted)
        return index + 1
