"""Text of the out-of-scope and questions sections → `whiteboard.draft.scope`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from whiteboard.draft.scope import Exclusion, OutOfScope, Question, Questions
from whiteboard.draft.text import Line, Unread
from whiteboard.notation.listing import (
    Entry,
    Kind,
    bracketed_end,
    entries,
    has_words,
    plain,
    split_list,
    tables,
)

SCOPE_HINT = "Try:  search, trends, because they can be added later"
QUESTION_HINT = "Try:  can a tweet carry video? -> yes"
_BECAUSE = re.compile(
    (
        r"[,;.\s]*(?:\s|^)(?:because(?: of)?|since|as (?=it|they|we|that|this)|due to|reason:|"
        r"why:|given that|for now because|weil|porque|parce que)\s+(?P<reason>.+)$|"
        r"\s+(?:-{1,2}|–|—|->|→|=>)\s+(?P<dashed>.+)$"
    ),
    re.IGNORECASE,
)
_WHY = re.compile(r"(?i)^(?:because|since|why|reason|due to|as)\b[:\s]+(?P<reason>.+)$")
_LABEL = re.compile(
    r"(?i)^(?:(?:explicitly |deliberately |also )?(?:out of scope|not in scope|excluded|"
    r"exclude|excluding|left out|not now|not covered|below the line|non-?goals?|won't have|"
    r"won’t have|ignored?|skipped|deferred|later|v2|future(?: work)?|nice to have|we skip|"
    r"for now)(?: for now| features?)?)\s*(?::|-|–|—|=)\s*"
)
_SAYING = re.compile(
    r"(?i)^(?:(?:and|also|so|for now,?|initially,?|at first,?)\s+)*(?:(?:(?:we|i|the "
    r"system|it|this design|users?) )?(?:will not|won't|won’t|do not|don't|don’t|does not|"
    r"doesn't|are not|aren't|is not|am not|should not|shouldn't|need not|can not|cannot|"
    r"can't)"
    r"\s+(?:(?:going to|need to|have to|worry about|be|yet|currently|also|plan to|want "
    r"to)\s+)*(?:(?:do|doing|build|building|support|supporting|handle|handling|cover|"
    r"covering|include|including|implement|implementing|design|designing|consider|"
    r"considering|need|provide|offer|have|model|deal with|think about|care "
    r"about)\s+(?=\w))?"
    r"|(?:let's |let us |we (?:can |will |shall )?|i (?:will |'ll )?)?(?:skip|ignore|leave "
    r"out|omit|exclude|defer|postpone|drop|skipping|ignoring|leaving out|"
    r"excluding)\s+(?=\w)|no need (?:for|to (?:build|support|handle|do))\s+)(?P<rest>.+)$"
)
_TAIL = re.compile(
    r"(?i)[\s,]+(?:(?:is|are|will be|can be|would be|stays?|remains?)\s+(?:also\s+|all\s+|"
    r"explicitly\s+|left\s+|for\s+)*(?:out of scope|out|not (?:in scope|needed|supported|"
    r"covered|built|included|considered|required)|excluded|ignored|skipped|deferred|later|"
    r"postponed|left out)|(?:is|are|will be) not (?:in scope|needed|supported|covered|"
    r"built|part of this))(?: for now| at first| initially| in v1)?\.?$"
)
_NOTHING = re.compile(r"(?i)^(?:nothing|none|n/?a|tbd|todo|-)(?:\s(?:is|so far|yet|for now|was|else)\b.*)?$")
_LONGEST_ITEM = 7
_HEADS = re.compile(
    r"(?i)(?:#|no\.?|features?|items?|things?|requirements?|what|topics?|excluded|out of "
    r"scope|not building|exclusions?|capabilit(?:y|ies))"
)


def read_out_of_scope(lines: Sequence[Line]) -> OutOfScope:
    """Read an out-of-scope section: comma lists, bullets, sentences, tables.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> found = read_out_of_scope(numbered("search, trends\\nWe won't build ads because nobody asked"))
    >>> [(e.text, e.because) for e in found.exclusions]
    [('search', None), ('trends', None), ('ads', 'nobody asked')]
    """
    found = entries(lines)
    in_table = tables(found)
    made: list[Exclusion] = []
    remarks: list[str] = []
    unread: list[Unread] = []
    above: Entry | None = None
    for position, entry in enumerate(found):
        if entry.kind is Kind.BLANK:
            above = None
        elif position in in_table:
            made += _table(in_table[position])
        elif entry.kind is Kind.ROW:
            continue
        elif not has_words(entry.text):
            unread.append(Unread(entry.line, entry.typed, SCOPE_HINT))
        else:
            if remark := re.match(r"remark: (.+)$", entry.text):
                remarks.append(remark[1])
                continue
            reason = _WHY.match(entry.text)
            if reason and made and made[-1].because is None:
                made[-1] = Exclusion(text=made[-1].text, because=reason["reason"], line=made[-1].line)
                continue
            said = _exclusions(entry)
            if entry.kind is Kind.HEADING and not _LABEL.match(entry.text + ":"):
                remarks.append(entry.text)
            elif (
                above is not None
                and made
                and entry.level > above.level
                and len(above.text)
                and not entry.text.endswith(":")
            ) or said:
                made += said
            else:
                remarks.append(entry.text)
            above = entry
    made = [replace(one, text=plain(one.text), because=plain(one.because or "") or None) for one in made]
    return OutOfScope(
        exclusions=tuple(one for one in made if has_words(one.text)),
        remarks=tuple(filter(None, map(plain, remarks))),
        unread=tuple(unread),
    )


def _exclusions(entry: Entry) -> list[Exclusion]:
    text = entry.text.strip()
    if _LABEL.fullmatch(text + ":") or _NOTHING.match(text):
        return []
    text = _LABEL.sub("", text, count=1)
    if text.endswith(":") or (entry.kind is Kind.HEADING and _LABEL.match(text + ":")):
        return []
    made = []
    for sentence in re.split(r"(?<=\w\w)\.\s+(?=\S)", text):
        made += _sentence(sentence.strip(" ."), entry.line)
    return made


def _sentence(text: str, line: int) -> list[Exclusion]:
    text, because = _reason(text)
    label = re.match(r"^(?P<name>[^:]{2,60}):\s+(?P<rest>\S.*)$", text)
    if label and because is None and not _SAYING.match(text):
        items = split_list(label["rest"])
        if len(items) < 2:
            return [Exclusion(text=label["name"].strip(), because=label["rest"], line=line)]
        return [Exclusion(text=item, line=line) for item in items]
    saying = _SAYING.match(text)
    body = saying["rest"] if saying else text
    body = _TAIL.sub("", body).strip(" ,.;") or body
    items = _items(body)
    made = []
    for item in items:
        held, inner = bracketed_end(item)
        own = because
        if held and inner and len(inner.split()) > 2 and own is None:
            item, own = held, inner  # noqa: PLW2901
        item = re.sub(r"(?i)^(?:and|or|nor|also)\s+", "", item).strip(" ,;:-")  # noqa: PLW2901
        if item and has_words(item):
            made.append(Exclusion(text=item, because=own, line=line))
    return made


def _reason(text: str) -> tuple[str, str | None]:
    found = _BECAUSE.search(text)
    if not found or not has_words(text[: found.start()]):
        return text, None
    reason = (found["reason"] or found["dashed"]).strip(" .,;")
    return (text[: found.start()].strip(" ,;"), reason) if has_words(reason) else (text, None)


def _items(text: str) -> list[str]:
    items = split_list(text)
    if len(items) > 1 and all(len(item.split()) <= _LONGEST_ITEM for item in items):
        last = re.split(r"\s+(?:and|or|nor|&|und|oder|y|o|et|ou)\s+", items[-1])
        if all(len(part.split()) <= 4 for part in last):
            items[-1:] = last
        return items
    if len(items) <= 1:
        last = re.split(r"\s+(?:or|nor|oder|&)\s+|\s+(?:and|und|y|et)\s+", text)
        if len(last) > 1 and all(len(part.split()) <= 2 for part in last):
            return last
    return [text]


def _table(rows: list[Entry]) -> list[Exclusion]:
    if rows[0].cells == ("feature", "because"):
        return [Exclusion(text=row.cells[0], because=row.cells[1] or None, line=row.line) for row in rows[1:]]
    head = rows[0].ruled or bool(_HEADS.fullmatch(rows[0].cells[0]))
    made = []
    for row in rows[head:]:
        cells = [cell for cell in row.cells if cell]
        cells = cells[1:] if len(cells) > 1 and re.fullmatch(r"\d{1,3}\.?", cells[0]) else cells
        if cells and has_words(cells[0]):
            because = "; ".join(cell for cell in cells[1:] if has_words(cell)) or None
            made.append(Exclusion(text=cells[0], because=because, line=row.line))
    return made


_ASSUMED = re.compile(
    r"(?i)^(?:(?:my |our |the |an? |so |we(?:'ll| will| can| shall)? |i(?:'ll| will)? |"
    r"let's |let us |please )*(?:assum(?:e|ed|ing|ption|ptions)|suppos(?:e|ing)|presum(?:e|"
    r"ably|ed)|say we have|given|annahme|suposición|"
    r"hypothèse)\b(?:\s*\(\w*\))?(?:\s+(?:that|is|for now))?|"
    r"a(?:ssm)?\.?\d*(?=:\s*assum))[\s:,–—-]*(?P<text>.+)$"
)
_Q = re.compile(
    r"(?i)^(?:q|question|frage|pregunta|candidate|me|i|asked|ask|i asked|interviewee|we "
    r"asked|us)\s?\d{0,3}\s*[:.)–—-]\s*(?P<text>.+)$"
)
_A = re.compile(
    r"(?i)^(?:a|ans|answer|answered|interviewer|antwort|respuesta|réponse|reply|they|resp|"
    r"said)\s?\d{0,3}\s*[:.)–—-]\s*(?P<text>.+)$|^(?:->|-->|→|=>|⇒|=|>)\s*(?P<arrow>.+)$"
)
_ARROWED = re.compile(r"\?[\s*)\"']*(?:->|-->|→|=>|⇒|—|–|-|:|=|>|/)?\s*(?P<answer>\S.*)$")
_SHORT = re.compile(
    r"(?i)^(?:yes|no|yep|nope|not|maybe|only|just|both|none|correct|right|sure|out of "
    r"scope|in scope|~|about|around|approximately|ja|nein|sí|oui|non)\b"
)


def read_questions(lines: Sequence[Line]) -> Questions:
    """Read a questions section: questions with or without their answers, and assumptions.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> found = read_questions(numbered("Q: Photos?\\nA: yes\\n- Can tweets be edited? No.\\n- Assume 1M users"))
    >>> [(q.text, q.answer, q.assumed) for q in found.questions]
    [('Photos?', 'yes', False), ('Can tweets be edited?', 'No', False), ('1M users', None, True)]
    """
    found = entries(lines)
    in_table = tables(found)
    made: list[Question] = []
    remarks: list[str] = []
    unread: list[Unread] = []
    parent: Entry | None = None
    assuming = False
    for position, entry in enumerate(found):
        if position in in_table:
            made += _question_table(in_table[position])
            parent = None
        elif entry.kind in (Kind.ROW, Kind.BLANK):
            continue
        elif not has_words(entry.text) and not any(char.isdigit() for char in entry.text):
            unread.append(Unread(entry.line, entry.typed, QUESTION_HINT))
        elif remark := re.match(r"remark: (.+)$", entry.text):
            remarks.append(remark[1])
            parent = None
        elif entry.text.endswith(":") or (entry.kind is Kind.HEADING and not entry.text.endswith("?")):
            assuming = bool(re.match(r"(?i)(?:\w+ )?(?:assum|annahm|hypoth)", entry.text))
            parent = None
            remarks.append(entry.text)
        else:
            answer = _answer(entry, parent, made)
            if answer is not None:
                last = made[-1]
                joined = answer if last.answer is None else f"{last.answer}; {answer}"
                made[-1] = Question(text=last.text, answer=joined, assumed=last.assumed, line=last.line)
                continue
            said = _questions(entry, assuming)
            if said:
                made += said
                parent = entry
            else:
                remarks.append(entry.text)
                parent = None
    made = [replace(one, text=plain(one.text), answer=plain(one.answer or "") or None) for one in made]
    return Questions(
        questions=tuple(one for one in made if any(char.isalnum() for char in one.text)),
        remarks=tuple(filter(None, map(plain, remarks))),
        unread=tuple(unread),
    )


def _answer(entry: Entry, parent: Entry | None, made: list[Question]) -> str | None:
    """What answers the question before, or None."""
    if parent is None or not made:
        return None
    typed = re.sub(r"^\s*(?:[-*+•]\s+)?(?=(?:->|-->|→|=>|⇒|[Aa]\d*[:.)]\s))", "", entry.typed).strip()
    marked = _A.match(typed) or _A.match(entry.text)
    if marked:
        return _trimmed(marked["text"] or marked["arrow"])
    nested = entry.level > parent.level or entry.rank > parent.rank
    if (
        (nested or (_SHORT.match(entry.text) and made[-1].answer is None))
        and "?" not in entry.text
        and not made[-1].assumed
    ):
        return _trimmed(entry.text)
    return None


def _questions(entry: Entry, assuming: bool) -> list[Question]:
    text = entry.text
    asked = _Q.match(text)
    if asked:
        text = asked["text"]
    assumed = _ASSUMED.match(text)
    if assumed and "?" not in text.split(assumed["text"])[0]:
        return [_assumption(assumed["text"], entry.line)]
    if "?" in text:
        return _asked(text, entry.line)
    if assuming:
        return [_assumption(text, entry.line)]
    label, _, rest = text.partition(":")
    if rest.strip() and len(label.split()) <= 8:
        return [Question(text=label.strip(), answer=_trimmed(rest), line=entry.line)]
    held, inner = bracketed_end(text)
    if inner and held and _SHORT.match(inner):
        return [Question(text=held, answer=_trimmed(inner), line=entry.line)]
    dashed = re.match(r"(?P<text>[^:]{2,80}?)\s+(?:->|-->|→|=>|⇒|=|–|—|-)\s+(?P<answer>.+)$", text)
    if dashed:
        return [Question(text=dashed["text"], answer=_trimmed(dashed["answer"]), line=entry.line)]
    if asked or re.match(
        r"(?i)(?:can|do|does|is|are|will|should|how|what|which|who|when|where|may|could|would|whether|ask)\b",
        text,
    ):
        return [Question(text=text, line=entry.line)]
    return []


def _assumption(text: str, line: int) -> Question:
    return Question(text=_trimmed(text), assumed=True, line=line)


def _asked(text: str, line: int) -> list[Question]:
    """Questions on one line: only what stands behind the last question mark can be an answer."""
    text = re.sub(r"(?<=\?)(\s+[^?.]{2,80}\.)\s+(?=[A-Z][^?]{3,}\?)", r"\1??", text)
    pieces = [piece.strip() for piece in re.findall(r"[^?]*\?+|[^?]+$", text) if piece.strip()]
    made: list[Question] = []
    for piece in pieces:
        if piece.endswith(".??"):
            piece = piece[:-2]  # noqa: PLW2901
        if "?" in piece and not _SHORT.match(piece):
            made.append(Question(text=_trimmed(piece.lstrip("-–—>→=:. ")), line=line))
        elif made:
            answer = re.sub(r"^[\s)\"'*]*(?:->|-->|→|=>|⇒|—|–|-|:|=|>|/)?\s*", "", piece).strip()
            inner = re.fullmatch(r"\((.*)\)", answer)
            answer = re.sub(
                r"(?i)^(?:a|ans|answer|assume|assuming|assumption|i assume)\s*[:.]?\s+(?=\S)",
                "",
                inner[1] if inner else answer,
            )
            if answer and (has_words(answer) or any(char.isdigit() for char in answer)):
                last = made[-1]
                made[-1] = Question(text=last.text, answer=_trimmed(answer), line=line)
        else:
            made.append(Question(text=_trimmed(piece), line=line))
    return made


def _trimmed(text: str) -> str:
    return text.strip(" .;,") or text.strip()


def _question_table(rows: list[Entry]) -> list[Question]:
    first: tuple[str, ...] = rows[0].cells
    assumptions = first[0] == "assumption"
    if first in (("question", "answer"), ("assumption", "answer")):
        return [
            Question(
                text=row.cells[0],
                answer=row.cells[1] or None,
                assumed=assumptions,
                line=row.line,
            )
            for row in rows[1:]
        ]
    head = rows[0].ruled or bool(
        re.match(r"(?i)(?:#|no\.?|questions?|asked|q|clarif\w+|topic|assumptions?)\b", first[0] or first[1])
    )
    assumed = head and bool(re.match(r"(?i)assum", first[0]))
    made = []
    for row in rows[head:]:
        cells = [cell for cell in row.cells if cell]
        cells = cells[1:] if len(cells) > 1 and re.fullmatch(r"[Qq]?\d{1,3}\.?", cells[0]) else cells
        if cells and has_words(cells[0]):
            answer = "; ".join(cells[1:]) or None
            made.append(Question(text=cells[0], answer=answer, assumed=assumed, line=row.line))
    return made
