"""The out-of-scope and questions sections in the canonical notation."""

from __future__ import annotations

import re

from whiteboard.canonical.objects import table
from whiteboard.draft.scope import Exclusion, OutOfScope, Question, Questions
from whiteboard.draft.wording import lexicon

_FEATURE = re.compile(r"[a-z]{3,}(?: [a-z]{2,}){0,2}", re.IGNORECASE)
_SPEAKING = lexicon(
    "and or nor not no none nothing because since as is are was be been will would can cannot we do"
    " does don't of for the out in now later skip skipping ignore ignoring ignored leave leaving omit"
    " exclude excluding excluded defer deferred postpone postponed drop skipped non goal goals won't"
    " won have feature features und oder et ou due given reason why also so initially for users user"
    " it they remark below above left covered scope nice future work explicitly deliberately first"
    " todo tbd stays remains supported needed y o weil porque parce que tbd"
)
_ASKED = re.compile(r"(?:[A-Z][a-z]+|[a-z]{2,})(?: [A-Za-z]{2,}){1,15}\?")
_ANSWER = re.compile(r"[A-Za-z]{2,}(?:,? [A-Za-z\d]{2,}){0,15}")
_NOT_ASKED = re.compile(
    r"(?i)\b(?:assum|suppos|presum|given|say we have|q|question|answer|candidate|me|remark|"
    r"frage|yes|no|only|just|both|none|maybe|not|sure|right|correct|about|around|nope|yep)"
)


def write_out_of_scope(section: OutOfScope) -> list[str]:
    """Write an out-of-scope section.

    Parameters
    ----------
    section : OutOfScope
        As read; what was not understood of it is not written.

    Returns
    -------
    list of str
        Features in one list as long as they need no more words; else rows of a table with the reasons.

    Examples
    --------
    >>> write_out_of_scope(OutOfScope(exclusions=(Exclusion(text="search"), Exclusion(text="trends"))))
    ['search, trends']
    """
    lines: list[str] = []
    plain: list[str] = []
    rows: list[list[str]] = []
    for one in section.exclusions:
        if _is_plain(one):
            lines += table(("feature", "because"), rows)
            rows = []
            plain.append(one.text)
        else:
            lines += [", ".join(plain)] if plain else []
            plain = []
            rows.append([one.text, one.because or ""])
    lines += table(("feature", "because"), rows) + ([", ".join(plain)] if plain else [])
    return lines + [f"remark: {remark}" for remark in section.remarks]


def _is_plain(one: Exclusion) -> bool:
    return (
        one.because is None
        and bool(_FEATURE.fullmatch(one.text))
        and not set(one.text.lower().split()) & _SPEAKING
    )


def write_questions(section: Questions) -> list[str]:
    """Write a questions section.

    Parameters
    ----------
    section : Questions
        As read; what was not understood of it is not written.

    Returns
    -------
    list of str
        ``question? -> answer`` and ``Assume: …``; a row of a table where a line cannot say it.

    Examples
    --------
    >>> write_questions(Questions(questions=(Question(text="Can tweets hold photos?", answer="yes"),)))
    ['Can tweets hold photos? -> yes']
    """
    lines: list[str] = []
    head: tuple[str, ...] = ()
    rows: list[list[str]] = []
    for one in section.questions:
        if _is_asked(one):
            lines += table(head, rows)
            rows = []
            lines.append(one.text + (f" -> {one.answer}" if one.answer else ""))
            continue
        wanted = ("assumption" if one.assumed else "question", "answer")
        if rows and wanted != head:
            lines += [*table(head, rows), ""]
            rows = []
        head = wanted
        rows.append([one.text, one.answer or ""])
    lines += table(head, rows)
    return lines + [f"remark: {remark}" for remark in section.remarks]


def _is_asked(one: Question) -> bool:
    return (
        not one.assumed
        and bool(_ASKED.fullmatch(one.text))
        and not _NOT_ASKED.search(one.text)
        and (one.answer is None or bool(_ANSWER.fullmatch(one.answer)))
        and not re.match(r"(?i)(?:a|ans|answer|assume|assuming|assumption|i assume)\b", one.answer or "")
    )
