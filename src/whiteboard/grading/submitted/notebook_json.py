"""A learner's file as JSON, with bounds, and with words for what is no JSON."""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, NoReturn

from whiteboard.grading.wording import quoted

_DEEPEST = 100  # levels of lists and objects; a notebook with widgets and plots has some twenty
_MOST_BRACKETS = 1_000_000  # lists and objects; each takes 60 bytes and more once it is read
_LONGEST_NUMBER = 300  # digits
_MARKS = (  # the longer ones first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BEGINNINGS = (
    (b"PK\3\4", "archive", "a zip archive: unpack it, and hand in the notebook that is in it"),
    (b"PK\5\6", "archive", "an empty zip archive: hand in the notebook itself"),
    (b"\x1f\x8b", "archive", "packed with gzip: unpack it, and hand in the notebook that is in it"),
    (b"7z\xbc\xaf", "archive", "a 7z archive: unpack it, and hand in the notebook that is in it"),
    (b"Rar!", "archive", "a rar archive: unpack it, and hand in the notebook that is in it"),
    (b"%PDF", "other format", "a PDF document: hand in the notebook that it was made of"),
    (b"SQLite format 3", "other format", "a database: hand in the notebook"),
    (
        b"version https://git-lfs",
        "other format",
        "a pointer of Git LFS: fetch the notebook, and hand in that",
    ),
)
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|\?xml|!--)", re.IGNORECASE)
_PYTHON = re.compile(r"#|import\s|from\s+\S+\s+import\b|def\s|class\s|print\s*\(|%%?\w|\"\"\"|@\w")
_CONFLICT = re.compile(r"^(?:<{7}|>{7})[ \t\r\n]", re.MULTILINE)
_NEXT_BRACKET = re.compile(r'(?:[^\[\]{}"]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+([\[\]{}"]|\Z)', re.DOTALL)
_PIECE = re.compile(r"\\?[A-Za-z0-9-]{0,8}\s*")  # what a cut leaves of a word, of an escape, or of nothing
_REMEDY = "Open it in Jupyter, save it, and hand it in again"


class Unreadable(Exception):
    """A file that is no notebook, or that breaks off.

    Parameters
    ----------
    kind : str
        A stable word, such as ``"empty file"``, ``"cut off"``, ``"archive"``.
    what : str
        A sentence: what was found, where, and what to do about it.
    """

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(kind, what)
        self.kind = kind
        self.what = what


@dataclass(frozen=True, slots=True, kw_only=True)
class Json:
    """What a file says.

    Parameters
    ----------
    data : Any
        Its lists, objects and texts; of numbers no more than fits a float.
    doubled : str
        A key that stands twice in one object, of which JSON does not say which counts; the last one does here.
    """

    data: Any
    doubled: str = ""


def read_json(content: bytes) -> Json:
    """What a file says, as JSON's own types.

    Raises
    ------
    Unreadable
        Where it is no JSON, or more deeply nested or more finely divided than any notebook.

    Examples
    --------
    >>> read_json(b'{"cells": []}').data
    {'cells': []}
    """
    if not content.strip(b" \t\r\n\0"):
        size = (
            f"nothing but {len(content):,} blank or NUL bytes" if content else "no content at all (0 bytes)"
        )
        raise Unreadable("empty file", f"the file has {size}. {_REMEDY}.")
    for mark, kind, what in _BEGINNINGS:
        if content.startswith(mark):
            raise Unreadable(kind, f"the file is {what}.")
    text = _decoded(content)
    _check_nesting(text)
    doubled: list[str] = []

    def paired(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs) and not doubled:
            times = Counter(name for name, _ in pairs)
            doubled.append(next(name for name, often in times.items() if often > 1))
        return found

    try:
        data = json.loads(
            text,
            strict=False,
            object_pairs_hook=paired,
            parse_int=_integer,
            parse_float=_decimal,
            parse_constant=lambda _: None,
        )
    except json.JSONDecodeError as error:
        _explain(text, error)
    except RecursionError:
        raise _too_deep() from None
    return Json(data=data, doubled=doubled[0] if doubled else "")


def _integer(digits: str) -> float:
    """A whole number; Python refuses to read some thousand digits, and nothing here needs them."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else float("inf")


def _decimal(digits: str) -> float:
    return float(digits) if len(digits) <= _LONGEST_NUMBER else float("inf")


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    if encoding.startswith("utf-8") and b"\0" in content:
        where = _line(content, content.index(b"\0"))
        if content[:4].count(b"\0") >= 1:
            what = "the file looks like UTF-16 or UTF-32 without the mark that says so. Save it as UTF-8"
            raise Unreadable("wrong encoding", f"{what}, and hand it in again.")
        what = f"line {where} holds NUL bytes, as files have that were not written to their end"
        raise Unreadable("NUL bytes", f"{what}. {_REMEDY}.")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise _cut_off(_line(content, error.start)) from None
        if encoding not in ("utf-8", "utf-8-sig"):
            what = f"the file begins as {encoding.upper()} does, but does not go on so"
        else:
            wrong = f"line {_line(content, error.start)} has the byte 0x{content[error.start]:02x}"
            what = f"{wrong}, which is not UTF-8; the file may have been saved as Latin-1 or Windows-1252"
        raise Unreadable("wrong encoding", f"{what}. Save it as UTF-8, and hand it in again.") from None


def _line(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


def _check_nesting(text: str) -> None:
    """Refuse what would take all memory or the stack; the parser itself bounds neither."""
    if text.count("[") + text.count("{") > _MOST_BRACKETS and text.lstrip()[:1] in ("[", "{"):
        what = f"it holds more than {_MOST_BRACKETS:,} lists and objects. Clear its outputs, and hand it in again"
        raise Unreadable("too large", f"{what}.")
    depth = 0
    for found in _NEXT_BRACKET.finditer(text):
        # A quote is found where no other follows, so that a text goes on to the end; nothing is found at the end.
        if found[1] in ("", '"'):
            break
        depth += 1 if found[1] in "[{" else -1
        if depth > _DEEPEST:
            raise _too_deep()


def _too_deep() -> Unreadable:
    return Unreadable(
        "too deep", f"its lists and objects lie more than {_DEEPEST} deep in each other. {_REMEDY}."
    )


def _cut_off(line: int) -> Unreadable:
    what = f"the file breaks off in line {line}, before the notebook ends"
    return Unreadable("cut off", f"{what}. {_REMEDY}; look whether the disk or your quota is full.")


def _is_end(text: str, error: json.JSONDecodeError) -> bool:
    """Whether nothing that could be wrong in itself stands behind the place of an error."""
    return error.msg != "Extra data" and _PIECE.fullmatch(text, error.pos) is not None


def _explain(text: str, error: json.JSONDecodeError) -> NoReturn:
    """Say what the file is, where it is no JSON."""
    beginning = text.lstrip()
    conflict = _CONFLICT.search(text)
    if conflict is not None:
        line = text.count("\n", 0, conflict.start()) + 1
        what = f"line {line} begins with {conflict[0].strip()}: two versions were merged, and the conflict was left"
        raise Unreadable(
            "merge conflict", f"{what}. Take one of the two, save it, and hand it in again."
        ) from None
    if _MARKUP.match(beginning):
        what = "the file is a web page. Download the notebook itself (File, Download), and hand it in"
        raise Unreadable("other format", f"{what}.") from None
    if beginning[:1] not in ("{", "["):
        said = "looks like a Python script" if _PYTHON.match(beginning) else "is no notebook"
        first, _, _ = beginning[:30].partition("\n")
        what = f"the file {said}: it begins with {quoted(first)}, where a notebook has {{"
        raise Unreadable("other format", f"{what}. Hand in the .ipynb file that Jupyter saved.") from None
    if error.msg.startswith("Unterminated string") or _is_end(text, error):
        raise _cut_off(text.rstrip().count("\n") + 1) from None
    if error.msg == "Extra data":
        what = f"the notebook ends in line {error.lineno}, but the file goes on"
    else:
        what = f"line {error.lineno}, column {error.colno} is no JSON ({error.msg.lower()})"
    raise Unreadable("broken JSON", f"{what}. {_REMEDY}.") from None
