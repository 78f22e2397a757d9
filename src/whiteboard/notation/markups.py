"""Tables and code of other markups, as Markdown has them: Jira, MediaWiki, AsciiDoc, and pasted cells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.text import Line

_CODE = re.compile(
    r"^\s*\{(?:code|noformat)(?::(?:title=[^}|]*\|?)?(?P<language>\w+)?[^}]*)?\}\s*$", re.IGNORECASE
)
_HTML_CODE = re.compile(r"^\s*</?(?:pre|syntaxhighlight|source)\b[^<>]*>\s*$", re.IGNORECASE)
_SOURCE = re.compile(r"^\s*\[(?:source|listing)(?:,\s*(?P<language>\w+))?[^\]]*\]\s*$", re.IGNORECASE)
_DASHES = re.compile(r"^-{4,}\s*$")
_JIRA_HEAD = re.compile(r"^\s*\|\|.*\|\|\s*$")
_WIKI_START, _WIKI_END = re.compile(r"^\s*\{\|"), re.compile(r"^\s*\|\}\s*$")
_COLUMNS = re.compile(r"^\s*\[[^\[\]]*\b(?:cols|options|%header)\b[^\[\]]*\]\s*$")
_ASCIIDOC = re.compile(r"^\s*\|={3,}\s*$")
_MOST = 5000


def in_markdown(lines: Sequence[Line]) -> list[Line]:
    """The lines of a section, with tables and fences as Markdown writes them; each keeps its number.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> [line.text for line in in_markdown(numbered("|| Verb || Path ||\\n| GET | /feed |"))]
    ['| Verb | Path |', '|---|---|', '| GET | /feed |']
    >>> [line.text for line in in_markdown(numbered("{code:sql}\\nSELECT 1\\n{code}"))]
    ['```sql', 'SELECT 1', '```']
    """
    if not any(_is_marked(line.text) for line in lines[:_MOST]):
        return list(lines)
    return _pasted(_wiki(_jira(lines)))


def _is_marked(text: str) -> bool:
    bare = text.strip()
    return bare[:1] in "{|[<" or bare.count("\t") > 1


def _jira(lines: Sequence[Line]) -> list[Line]:
    """Jira's heads of tables and code, AsciiDoc's tables and listings, and code in tags."""
    made: list[Line] = []
    listing = opened = False
    table = -1  # rows of an AsciiDoc table so far; -1 outside of one
    for line in lines:
        code, source = _CODE.match(line.text), _SOURCE.match(line.text)
        if code:
            made.append(Line(line.number, "```" + ("" if opened else (code["language"] or "").lower())))
            opened = not opened
        elif _HTML_CODE.match(line.text):
            made.append(Line(line.number, "```"))
        elif source:
            listing = True
            made.append(Line(line.number, "```" + (source["language"] or "").lower()))
        elif listing and _DASHES.match(line.text):
            made.append(Line(line.number, "```" if opened else ""))
            listing, opened = not opened, not opened
        elif _COLUMNS.match(line.text):
            made.append(Line(line.number, ""))
        elif _ASCIIDOC.match(line.text):
            table = 0 if table < 0 else -1
            made.append(Line(line.number, ""))
        elif table >= 0 and line.text.strip().startswith("|"):
            made.append(Line(line.number, f"{line.text.strip()} |"))
            if table == 0:
                made.append(_divider(line.number, line.text.count("|")))
            table += 1
        elif _JIRA_HEAD.match(line.text):
            cells = [cell.strip() for cell in line.text.strip().strip("|").split("||")]
            made += [Line(line.number, f"| {' | '.join(cells)} |"), _divider(line.number, len(cells))]
        else:
            made.append(line)
    return made


def _divider(number: int, columns: int) -> Line:
    return Line(number, "|" + "---|" * max(1, columns))


def _wiki(lines: Sequence[Line]) -> list[Line]:
    """MediaWiki's tables, a row on a line or a cell on a line."""
    if not any(_WIKI_START.match(line.text) for line in lines):
        return list(lines)
    made: list[Line] = []
    inside = False
    cells: list[str] = []
    head = False
    begun = 0

    def row() -> list[Line]:
        nonlocal cells, head
        found = [Line(begun, f"| {' | '.join(cells)} |")] if cells else []
        if cells and head:
            found.append(_divider(begun, len(cells)))
        cells, head = [], False
        return found

    for line in lines:
        bare = line.text.strip()
        if _WIKI_START.match(bare):
            inside = True
        elif inside and (_WIKI_END.match(bare) or bare.startswith("|-")):
            made += row()
            inside = not _WIKI_END.match(bare)
        elif inside and bare[:1] in "|!" and not bare.startswith("|+"):
            begun = line.number if not cells else begun
            head = head or bare[0] == "!"
            cells += [cell.strip() for cell in re.split(r"\|\||!!", bare[1:])]
        elif not inside:
            made.append(line)
    return made + row()


def _pasted(lines: Sequence[Line]) -> list[Line]:
    """Cells pasted from a spreadsheet: several lines with tabs between at least three cells."""
    made: list[Line] = []
    place = 0
    while place < len(lines):
        end = place
        tabs = lines[place].text.strip("\t ").count("\t")
        while tabs > 1 and end < len(lines) and _is_like(lines[end].text, tabs):
            end += 1
        if end - place < 2 or lines[place].text[:1].isspace():
            made.append(lines[place])
            place += 1
            continue
        for at, line in enumerate(lines[place:end]):
            made.append(
                Line(line.number, f"| {' | '.join(cell.strip() for cell in line.text.split(chr(9)))} |")
            )
            if at == 0:
                made.append(_divider(line.number, tabs + 1))
        place = end
    return made


def _is_like(text: str, tabs: int) -> bool:
    """Whether a line has about as many cells as the first of its table."""
    return bool(text.strip()) and abs(text.strip(" ").count("\t") - tabs) <= 1
