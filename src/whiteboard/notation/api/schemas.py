"""gRPC services, GraphQL schemas, and typed interfaces: blocks in braces that hold signatures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from whiteboard.draft.api import Parameter, Place
from whiteboard.draft.text import Line
from whiteboard.draft.wording import split_words
from whiteboard.notation.api.building import Draft
from whiteboard.notation.api.fields import read_fields
from whiteboard.notation.api.scan import balance, closing
from whiteboard.notation.api.signatures import find_signature, read_signature

_BLOCK = re.compile(
    r"^\s*(?:export\s+|public\s+|extend\s+|abstract\s+|@\w+\s+)*(?P<kind>service|type|message|interface|class|struct|enum|input|schema|union|scalar|query|mutation|subscription|fragment)\b"
    r"\s*(?P<name>[\w$]*)(?P<rest>[^{}=]{0,200}?)\s*(?:=\s*)?(?P<open>\{)",
)
_ONE_LINE = re.compile(
    r"^\s*(?:syntax\s*=|package\s+[\w.]+\s*;|import\s+[\"'\w{*]|option\s+\w|scalar\s+\w+\s*$|union\s+\w+\s*=|enum\s+\w+\s*$|directive\s+@)"
)
_RPC = re.compile(
    r"^\s*(?:\d+[.)]\s*)?rpc\s+(?P<name>\w+)\s*\(\s*(?P<stream>stream\s+)?(?P<request>[\w.]*)(?P<inline>[^()]*)\)\s*(?:returns|->|→|:)?\s*\(?\s*(?P<answer>[^();{}]*)\)?",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^\s*(?P<name>[A-Za-z_]\w*)\s*(?:\((?P<arguments>.*)\))?\s*:\s*(?P<type>[\[\]\w!.<>"
    r" |]+?)\s*(?:@.*)?(?:#.*)?$",
    re.DOTALL,
)
_PROTO_FIELD = re.compile(
    r"^\s*(?P<optional>optional\s+)?(?P<repeated>repeated\s+)?(?P<type>[\w.<>,"
    r" ]+?)\s+(?P<name>\w+)\s*=\s*\d+"
)
_ROOTS = {"query": True, "mutation": False, "subscription": True}
MAX_LINES = 400


@dataclass(slots=True, kw_only=True)
class Block:
    """A block in braces: its header, and where it ends."""

    kind: str
    name: str
    lines: list[Line]
    rest: str


def opens_block(text: str) -> bool:
    """Whether a line opens a block of a schema language: ``type Query {``, ``service Tweets {``.

    Examples
    --------
    >>> opens_block("type Query {"), opens_block("POST /tweets {text}")
    (True, False)
    """
    return bool(_BLOCK.match(text[:400]))


def is_preamble(text: str) -> bool:
    """Whether a line belongs to a schema and promises nothing: ``syntax = "proto3";``.

    Examples
    --------
    >>> is_preamble('syntax = "proto3";')
    True
    """
    return bool(_ONE_LINE.match(text))


def take_block(
    lines: list[Line], start: int, may_look: Callable[[], bool] = lambda: True
) -> tuple[Block, int] | None:
    """The block that begins at ``lines[start]``, and the index after it; None when nothing closes it."""
    depth = 0
    for index in range(start, min(len(lines), start + MAX_LINES)):
        if not may_look():
            return None
        depth += balance(lines[index].text[:2000])
        if depth <= 0:
            match = _BLOCK.match(lines[start].text[:400])
            if not match:
                return None
            inner = _inner(lines[start : index + 1], match.end("open"))
            return Block(kind=match["kind"], name=match["name"], lines=inner, rest=match["rest"]), index + 1
    return None


def _inner(lines: list[Line], after: int) -> list[Line]:
    first, last = lines[0], lines[-1]
    if len(lines) == 1:
        return [Line(first.number, first.text[after : first.text.rfind("}")])]
    cut = last.text.rfind("}")
    return [
        Line(first.number, first.text[after:]),
        *lines[1:-1],
        Line(last.number, last.text[:cut] if cut >= 0 else last.text),
    ]


def read_blocks(blocks: list[Block]) -> list[Draft]:
    """Operations of blocks that belong together; ``message`` blocks give the arguments of an ``rpc``.

    Examples
    --------
    >>> lines = [Line(1, "type Query {"), Line(2, "  feed(first: Int, after: String): [Tweet]"), Line(3, "}")]
    >>> draft, = read_blocks([take_block(lines, 0)[0]])
    >>> draft.name, draft.reads, [p.name for p in draft.parameters], draft.returns.many
    ('feed', True, ['first', 'after'], True)
    """
    messages = {
        block.name: _message(block)
        for block in blocks
        if block.kind in ("message", "type", "input", "struct", "class", "interface")
    }
    drafts: list[Draft] = []
    for block in blocks:
        root = block.name.lower() if block.kind in ("type", "interface", "class") else block.kind
        if block.kind == "service" or any("rpc " in line.text for line in block.lines[:MAX_LINES]):
            drafts.extend(
                draft
                for line in _statements(block.lines)
                if (draft := read_rpc(line.text, line.number, messages))
            )
        elif root in _ROOTS and block.kind in ("type", "interface", "class"):
            drafts.extend(_graphql(block, reads=_ROOTS[root]))
        elif root in _ROOTS:
            drafts.extend(_document(block, reads=_ROOTS[root]))
        elif block.kind in ("interface", "class", "service"):
            drafts.extend(_methods(block))
    return drafts


def read_rpc(text: str, line: int, messages: dict[str, list[Parameter]] | None = None) -> Draft | None:
    """An ``rpc`` line of gRPC, or None.

    Examples
    --------
    >>> draft = read_rpc("rpc GetFeed(GetFeedRequest) returns (stream Tweet);", 1)
    >>> draft.name, draft.method, [p.name for p in draft.parameters], draft.returns.many
    ('GetFeed', 'RPC', ['GetFeedRequest'], True)
    """
    match = _RPC.match(text[:1000])
    if not match:
        return None
    messages = messages or {}
    draft = Draft(line=line, name=match["name"], method="RPC")
    request = match["request"].split(".")[-1]
    if match["inline"].strip():
        draft.add(read_fields(match["request"] + match["inline"], Place.ARGUMENT, line, signature=True))
    elif request in messages:
        draft.add([p for p in messages[request] if not (p.type or "").startswith("method ")])
    elif request and request.lower() not in ("empty", "void"):
        draft.add([Parameter(name=request, place=Place.ARGUMENT, type=request, line=line)])
    answer = match["answer"].strip()
    if answer:
        known = messages.get(answer.split(".")[-1])
        if known:
            inner = ", ".join(f"{p.name}: {p.type}" if p.type else p.name for p in known)
            draft.answer(f"{answer} {{{inner}}}", line)
        elif answer.lower().split(".")[-1] != "empty":
            draft.answer(answer, line)
    return draft


def _statements(lines: list[Line]) -> list[Line]:
    """Statements of a block: an open parenthesis goes on in the next line, and ``;`` ends one."""
    made: list[Line] = []
    held: list[str] = []
    begin = 0
    depth = 0
    for line in lines:
        text = line.text.split("//")[0] if "://" not in line.text else line.text
        if not held:
            begin = line.number
        held.append(text)
        depth += sum((sign in "([") - (sign in ")]") for sign in text)
        if depth <= 0 or len(held) > 40:
            joined = "\n".join(held)
            made.extend(Line(begin, part) for part in re.split(r";(?![^(]*\))", joined) if part.strip())
            held, depth = [], 0
    made.extend(Line(begin, "\n".join(held)) for _ in held[:1])
    return made


def _graphql(block: Block, *, reads: bool) -> list[Draft]:
    drafts = []
    stream = block.name.lower() == "subscription"
    for statement in _statements(block.lines):
        for part in _fields_of(statement.text):
            match = _FIELD.match(part[:2000])
            if not match:
                continue
            draft = Draft(
                line=statement.number, name=match["name"], method="WS" if stream else "RPC", reads=reads
            )
            draft.add(
                [
                    _required(p)
                    for p in read_fields(match["arguments"] or "", Place.ARGUMENT, statement.number)
                ]
            )
            draft.answer(match["type"].replace("!", ""), statement.number)
            drafts.append(draft)
    return drafts


def _fields_of(text: str) -> list[str]:
    """Fields that share a line: ``feed(first: Int): [Tweet]  me: User``."""
    text = text[:8000]
    starts = [0]
    depth = 0
    for match in re.finditer(r"[()\[\]]|(?<=[\]\w!])[\s,]+(?=[A-Za-z_]\w*\s*[(:])", text):
        if match[0] in "([":
            depth += 1
        elif match[0] in ")]":
            depth = max(0, depth - 1)
        elif depth == 0:
            starts.append(match.end())
    return [text[begin:end] for begin, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _required(parameter: Parameter) -> Parameter:
    type_ = (parameter.type or "").strip()
    required = type_.endswith("!")
    return Parameter(
        name=parameter.name,
        place=parameter.place,
        type=type_.split("=")[0].strip().rstrip("!") or None,
        required=required,
        line=parameter.line,
    )


def _document(block: Block, *, reads: bool) -> list[Draft]:
    """A GraphQL request: ``mutation { postTweet(text: "x") { id } }``."""
    text = " ".join(line.text.strip() for line in block.lines)[:4000]
    drafts: list[Draft] = []
    position = 0
    line = block.lines[0].number
    for number in block.lines:
        if number.text.strip():
            line = number.number
            break
    while position < len(text) and len(drafts) < 20:
        match = re.compile(r"\s*(?:\w+\s*:\s*)?(?P<name>[A-Za-z_]\w*)\s*(?=[({]|$)").match(text, position)
        if not match:
            break
        draft = Draft(line=line, name=match["name"], method="RPC", reads=reads)
        position = match.end()
        if text[position : position + 1] == "(":
            end = closing(text, position)
            if end < 0:
                break
            draft.add(read_fields(text[position + 1 : end], Place.ARGUMENT, line))
            position = end + 1
        while position < len(text) and text[position].isspace():
            position += 1
        if text[position : position + 1] == "{":
            end = closing(text, position)
            inner = text[position : end + 1] if end > 0 else text[position:]
            last = split_words(draft.name or "")[-1:] or [""]
            paged = "edges" in inner or "pageInfo" in inner or "cursor" in inner.lower()
            draft.answer(("page of " if paged else "") + last[0], line)
            position = end + 1 if end > 0 else len(text)
        drafts.append(draft)
    return drafts


def _methods(block: Block) -> list[Draft]:
    drafts = []
    for statement in _statements(block.lines):
        text = statement.text.strip()
        head = find_signature(text)
        draft = read_signature(head, text, statement.number) if head else None
        if draft:
            drafts.append(draft)
    return drafts


def _message(block: Block) -> list[Parameter]:
    fields: list[Parameter] = []
    for statement in _statements(block.lines):
        proto = _PROTO_FIELD.match(statement.text[:400])
        if proto:
            type_ = proto["type"].strip() + ("[]" if proto["repeated"] else "")
            fields.append(
                Parameter(
                    name=proto["name"],
                    place=Place.ARGUMENT,
                    type=type_,
                    required=not proto["optional"],
                    line=statement.number,
                )
            )
            continue
        graph = _FIELD.match(statement.text[:400])
        if graph:
            fields.append(
                Parameter(
                    name=graph["name"],
                    place=Place.ARGUMENT,
                    type=graph["type"].rstrip("!"),
                    line=statement.number,
                )
            )
    return fields[:200]
