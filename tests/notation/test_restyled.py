"""A right draft stays right when nothing but its style is changed: marks of headings, bullets, arrows, units."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests import fairness
from whiteboard.judge import check

PACKS = (None, "twitter", "tiktok", "interviewing-io", "code-deployment")
BOARDS = [
    draft
    for folder in ("tuned", "unseen")
    for draft in fairness.drafts(folder)
    if draft.is_right and draft.section is None and draft.problem in PACKS
]
EACH = 4
"""How many boards each change is tried on; which ones differs from change to change."""


def headings(mark: Callable[[int, str], str]) -> Callable[[str], str]:
    """Give the headings of two hashes another mark, and take the title's off."""

    def change(text: str) -> str:
        made, number, fenced = [], 0, False
        for line in text.split("\n"):
            fenced = fenced != line.strip().startswith("```")
            found = None if fenced else re.match(r"^(#{1,2})\s+(.*?)\s*$", line)
            if not found:
                made.append(line)
            elif len(found[1]) == 1:
                made.append(found[2])
            else:
                number += 1
                made.append(mark(number, re.sub(r"^(?:Step )?\d+[.):]?\s*[-–—]?\s*", "", found[2])))
        return "\n".join(made)

    return change


def lines(pattern: str, into: str) -> Callable[[str], str]:
    """Change each line outside of fences."""

    def change(text: str) -> str:
        made, fenced = [], False
        for line in text.split("\n"):
            fenced = fenced != line.strip().startswith("```")
            made.append(line if fenced else re.sub(pattern, into, line))
        return "\n".join(made)

    return change


def anywhere(pattern: str, into: str) -> Callable[[str], str]:
    """Change whatever a pattern finds."""
    return lambda text: re.sub(pattern, into, text, flags=re.MULTILINE)


OPERATION = r"^(\s*(?:[-*]\s+|\d+[.)]\s+)?)(GET|POST|PUT|DELETE|PATCH)\s+(/\S*)(.*)$"
CHANGES: dict[str, Callable[[str], str]] = {
    "headings underlined": headings(lambda number, title: f"{title}\n{'-' * len(title)}"),
    "headings of a wiki": headings(lambda number, title: f"== {title} =="),
    "headings of jira": headings(lambda number, title: f"h2. {title}"),
    "headings in capitals": headings(lambda number, title: title.upper()),
    "headings numbered": headings(lambda number, title: f"{number}. {title}"),
    "headings in tags": headings(lambda number, title: f"<h2>{title}</h2>"),
    "one hash": anywhere(r"^##(?=\s)", "#"),
    "three hashes": anywhere(r"^##(?=\s)", "###"),
    "line breaks": lambda text: text.replace("\n", "\r\n"),
    "blanks at the end": anywhere(r"$", "   "),
    "bullets starred": lines(r"^(\s*)- ", r"\1* "),
    "bullets dotted": lines(r"^(\s*)- ", r"\1• "),
    "bullets dashed": lines(r"^(\s*)- ", r"\1– "),
    "no bullets": lines(r"^- ", ""),
    "full stops": lines(r"^(- (?:\S+\s+){4}.*\w)$", r"\1."),
    "bold labels": lines(r"^- ([A-Z][\w ]{2,20}): ", r"- **\1:** "),
    "labels with dashes": lines(r"^- ([A-Z][\w ]{2,20}): ", r"- \1 - "),
    "fat arrows": anywhere(r"(?<![-.|<])->", "=>"),
    "per day": anywhere(r"(?<=[\w)])\s?/\s?day\b", " per day"),
    "a day": anywhere(r"(?<=[\w)])\s?/\s?day\b", " a day"),
    "times": anywhere(r"(?<=\w) \* (?=\w)", " x "),
    "no thousands": anywhere(r"(?<=\d),(?=\d{3}\b)", ""),
    "tight units": anywhere(r"(?<=\d) (?=[KMGTP]B\b)", ""),
    "operations as code": anywhere(OPERATION, r"\1`\2 \3`\4"),
    "operations with a colon": anywhere(OPERATION, r"\1\2: \3\4"),
    "operations in brackets": anywhere(OPERATION, r"\1[\2] \3\4"),
    "operations in bold": anywhere(OPERATION, r"\1**\2** \3\4"),
    "operations with a version": anywhere(OPERATION, r"\1\2 /api/v1\3\4"),
    "operations with a host": anywhere(OPERATION, r"\1\2 https://api.example.com\3\4"),
    "colons before parameters": anywhere(r"/\{(\w+)\}", r"/:\1"),
    "angles around parameters": anywhere(r"/\{(\w+)\}", r"/<\1>"),
    "primary keys": anywhere(r"(?<=id )pk\b", "primary key"),
    "references": anywhere(r"(_id) -> (\w+)(?=[,;])", r"\1 references \2"),
}


def cases() -> list[object]:
    """Each change with some of the boards that it changes, spread over all of them."""
    made = []
    for place, (name, change) in enumerate(CHANGES.items()):
        changed = [draft for draft in BOARDS if change(draft.text) != draft.text]
        step = max(1, len(changed) // EACH)
        for draft in changed[place % step :: step][:EACH]:
            made.append(pytest.param(draft, change, id=f"{name}-{draft.name}"))
    return made


@pytest.mark.parametrize(("draft", "change"), cases())
def test_another_style_costs_nothing(draft, change):
    text = change(draft.text)
    judgement = fairness.judged(
        fairness.Draft(name=draft.name, text=text, problem=draft.problem, section=None, found=frozenset())
    )
    assert not judgement.falsely_rejected, judgement.messages
    assert (
        len(check(text, problem=draft.problem).unread)
        <= len(check(draft.text, problem=draft.problem).unread) + 3
    )
