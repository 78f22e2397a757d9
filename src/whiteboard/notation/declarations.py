"""Types declared in code, ``interface User { id: Id; … }``, as the line of names that they come to: ``User: id, …``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.text import Line

_HEAD = re.compile(
    r"^\s*(?:(?:export|public|pub(?:\([^()]*\))?|private|abstract|final|sealed|declare|default|static|partial)\s+)*"
    r"(?P<word>interface|type|struct|data class|case class|enum class|class|record class|record|message|model|enum|input)\s+"
    r"(?P<name>[A-Za-z_]\w{0,60})(?P<generic>\s?<[^<>]*>)?(?P<rest>.*)$"
)
_OPENED = re.compile(r"^\s*(?:struct\b|=|extends\s[\w<>,. ]+|implements\s[\w<>,. ]+|@\w+)?\s*(?P<open>[{(])")
_PYTHON = re.compile(r"^\s*(?:\([\w., =\[\]]*\))?\s*:\s*(?:#.*)?$")
_BASES = re.compile(r"^\s*:\s*[\w<>,. ()]+?(?=\{)")
_MODIFIERS = re.compile(
    r"^(?:(?:public|private|protected|internal|readonly|val|var|let|pub|final|static|repeated|optional|required|mutable|const|override)"
    r"\s+|@\w+(?:\([^()]*\))?\s*|\[[^\[\]]*\]\s*)+"
)
_COLON = re.compile(r"^[\"'`]?(?P<name>[A-Za-z_]\w*)[\"'`]?\s*[?!]?\s*:")
_COMMENTS = re.compile(r"//.*$|/\*.*?\*/|(?<=\s)#(?!\w).*$|(?<=\s)--\s.*$|^\s*#\s.*$")
_OUTLINED = re.compile(r"^(?P<name>[A-Z]\w{0,60}):\s*$")
_MEMBER = re.compile(r"^\s+(?P<name>[a-z_]\w*)\??:\s+[\w<\[\"'].*$")
_ALIAS = re.compile(r"^\s*=\s*[^{]*$")
_DECORATOR = re.compile(r"^\s*@\w+(?:\([^()]*\))?\s*$")
_LONGEST = 200
_NAMES_FIRST = frozenset({"type", "struct", "model"})
_BY_OBJECTS = re.compile(
    r"^\s*(?:pub|type\s+\w+\s+struct|message|record|class\s+\w+\s*(?:\([\w., ]*\))?\s*:)"
)


def declared_on_one_line(lines: Sequence[Line], *, all_forms: bool = True) -> list[Line]:
    """Put each declaration on the line where it begins, and leave the others empty.

    Parameters
    ----------
    lines : sequence of Line
        A section's lines.
    all_forms : bool, default True
        Whether the forms of TypeScript and Java are meant too, which the reader of objects reads by itself.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> [line.text for line in declared_on_one_line(numbered("interface User {\\n  id: Id;\\n  bio?: string;\\n}"))]
    ['User: id, bio', '', '', '']
    """
    made: list[Line] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        found = _HEAD.match(line.text[:1000]) if len(line.text) < 4000 else None
        meant = found is not None and (all_forms or bool(_BY_OBJECTS.match(line.text)))
        taken = _taken(lines, position, found) if found is not None and meant else _outlined(lines, position)
        if taken is None:
            if _DECORATOR.match(line.text) and _goes_before(lines, position):
                made.append(Line(line.number, ""))
            else:
                made.append(line)
            position += 1
            continue
        said, end = taken
        made.append(Line(line.number, said))
        made += [Line(other.number, "") for other in lines[position + 1 : end]]
        position = end
    return made


def _goes_before(lines: Sequence[Line], position: int) -> bool:
    """Whether a decorator stands before a declaration."""
    for line in lines[position + 1 : position + 5]:
        if not _DECORATOR.match(line.text):
            return bool(_HEAD.match(line.text[:1000]))
    return False


def _taken(lines: Sequence[Line], position: int, head: re.Match[str]) -> tuple[str, int] | None:
    """What a declaration comes to, and the place behind it; None when the line is none."""
    word, name, rest = head["word"], head["name"], head["rest"]
    if word == "type" and _ALIAS.match(rest) and rest.strip(" =;"):
        return f"remark: type {name} is {_plain(rest)}", position + 1
    if word == "class" and _PYTHON.match(rest):
        return _indented(lines, position, name)
    rest = _BASES.sub("", rest)
    opened = _OPENED.match(rest)
    if opened is None:
        return None
    body, end = _body(lines, position, rest[opened.end() :], opened["open"])
    if body is None:
        return None
    if head["generic"] or word in ("enum", "enum class"):
        return f"remark: {word} {name} {_plain(' '.join(body.split()))}", end
    fields = [field for item in _items(body) for field in _fields(item, word, rest)]
    if not fields:
        return None
    return f"{name}: {', '.join(dict.fromkeys(fields))}", end


def _outlined(lines: Sequence[Line], position: int) -> tuple[str, int] | None:
    """``User:`` above deeper lines of ``name: type``, as YAML has it."""
    head = _OUTLINED.match(lines[position].text)
    if head is None:
        return None
    fields = []
    end = position + 1
    while end < len(lines) and (found := _MEMBER.match(lines[end].text)) and end - position < _LONGEST:
        fields.append(found["name"])
        end += 1
    return (f"{head['name']}: {', '.join(fields)}", end) if len(fields) > 1 else None


def _plain(text: str) -> str:
    return re.sub(r"[{}\[\]();=|<>\"':?]+", " ", _COMMENTS.sub("", text)).strip()[:200]


def _indented(lines: Sequence[Line], position: int, name: str) -> tuple[str, int] | None:
    fields = []
    end = position + 1
    while end < len(lines) and end - position < _LONGEST:
        text = lines[end].text
        if text.strip() and not text[:1].isspace():
            break
        found = _COLON.match(_COMMENTS.sub("", text).strip())
        if found and not text.strip().startswith(("def ", "class ", "if ", "for ", "return")):
            fields.append(found["name"])
        end += 1
    while end > position + 1 and not lines[end - 1].text.strip():
        end -= 1
    return (f"{name}: {', '.join(fields)}", end) if fields else None


def _body(lines: Sequence[Line], position: int, rest: str, opening: str) -> tuple[str | None, int]:
    """What stands between the brackets, and the place behind the line that closes them."""
    closing = {"{": "}", "(": ")"}[opening]
    depth, parts = 1, []
    for end in range(position, min(len(lines), position + _LONGEST)):
        text = _COMMENTS.sub("", rest if end == position else lines[end].text[:1000])
        for at, sign in enumerate(text):
            depth += (sign == opening) - (sign == closing)
            if depth == 0:
                parts.append(text[:at])
                return "\n".join(parts), end + 1
        parts.append(text)
    return None, position


def _items(body: str) -> list[str]:
    """The members of a body: by lines, semicolons and commas outside of brackets."""
    items, depth, begin = [], 0, 0
    for at, sign in enumerate(body):
        depth += (sign in "([{<") - (sign in ")]}>")
        if sign in "\n;" or (sign == "," and depth <= 0):
            items.append(body[begin:at])
            begin, depth = at + 1, max(0, depth) if sign == "\n" else depth
    return [item.strip() for item in [*items, body[begin:]] if item.strip()]


def _fields(item: str, word: str, rest: str) -> list[str]:
    bare = _MODIFIERS.sub(
        "", item.strip().lstrip("@").strip() if item.startswith("@@") else item.strip()
    ).strip()
    if not bare or item.startswith("@@"):
        return []
    named = _COLON.match(bare)
    if named:
        return [named["name"]]
    bare = re.sub(r"`[^`]*`|\"[^\"]*\"|=.*$|<[^<>]*(?:<[^<>]*>)?[^<>]*>|\[\]", " ", bare).strip()
    if "(" in bare or not re.match(r"[A-Za-z_]", bare):
        return []
    words = re.findall(r"[A-Za-z_][\w.]*", bare)
    if not words:
        return []
    if word in _NAMES_FIRST or "struct" in rest.split("{", maxsplit=1)[0]:
        return [words[0]]
    return [words[-1]] if len(words) <= 4 and "." not in words[-1] else []
