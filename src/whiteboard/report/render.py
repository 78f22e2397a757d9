"""A report as plain text and as JSON."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from whiteboard.draft.finding import Finding
from whiteboard.draft.text import Unread
from whiteboard.report.report import Judged, Report

_WIDTH = 100
_INDENT = 13
_SHOWN = 200
# Control characters would let a draft paint on the reader's terminal; bidirectional overrides reorder lines.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """A learner's text made safe to print: no control characters, no overrides of reading direction.

    Examples
    --------
    >>> plain("a\\x1b[31mred")
    'a�[31mred'
    """
    return _CONTROL.sub("�", text)


def shortened(text: str) -> str:
    """A long line cut for showing, with what was cut said.

    Examples
    --------
    >>> shortened("x" * 300).endswith("… (100 more characters)")
    True
    """
    if len(text) <= _SHOWN:
        return text
    return f"{text[:_SHOWN]}… ({len(text) - _SHOWN} more characters)"


def number(value: float) -> str:
    """Points without a needless fraction.

    Examples
    --------
    >>> number(5.0), number(3.25)
    ('5', '3.25')
    """
    return f"{value:g}" if value == int(value) else f"{round(value, 2)}"


def counted(count: float, noun: str) -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "draft"), counted(2, "draft"), counted(1.5, "point")
    ('1 draft', '2 drafts', '1.5 points')
    """
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def to_text(report: Report) -> str:
    """The report as plain text, as a terminal or a notebook's ``text/plain`` shows it."""
    blocks = [_headline(report)]
    for section in report.sections:
        part = report.of(section)
        blocks.append(_section_line(report, section))
        for criterion in part.criteria:
            if criterion.findings or criterion.max_points:
                blocks.append(_criterion(criterion))
    if report.unread:
        blocks.append("Not understood, and not judged:")
        blocks.extend(_unread(section, unread) for section, unread in report.unread)
    if report.unjudged:
        names = ", ".join(f"{name} (line {line})" for name, line in report.unjudged)
        blocks.append(f"Known sections that are not judged here: {names}")
    return plain("\n".join(blocks))


def _headline(report: Report) -> str:
    if not report.criteria:
        return "Nothing to judge: no section was found. Put a heading such as  ## API  above it, or name one."
    if report.max_points:
        return f"{number(report.points)} of {number(report.max_points)} points ({report.problem})"
    return "all rules kept" if report.met else "falls short"


def _section_line(report: Report, section: str) -> str:
    part = report.of(section)
    points = f"{number(part.points)} of {number(part.max_points)} points, " if part.max_points else ""
    return f"\n{section}: {points}{part.outcome()}"


def _criterion(criterion: Judged) -> str:
    mark = {"met": "✓", "incomplete": "◐"}.get(criterion.outcome, "✗")
    head = []
    if criterion.max_points:
        earned = f"{number(criterion.points)}/{number(criterion.max_points)}"
        head.append(f"  {mark} {earned:>7}  {criterion.name}{held_back(criterion)}")
    return "\n".join(head + [_finding(finding) for finding in criterion.findings])


def held_back(criterion: Judged) -> str:
    """Why a criterion without findings of its own earned less: what it builds on is not there."""
    return f" (held back by {', '.join(criterion.held_back_by)})" if criterion.held_back_by else ""


def _finding(finding: Finding) -> str:
    where = f"line {finding.line}" if finding.line else "absent"
    label = f"{finding.rule:<4}{where:<9}"
    lines = textwrap.wrap(shortened(finding.message), _WIDTH - _INDENT) or [""]
    rows = [label + lines[0]] + [" " * _INDENT + line for line in lines[1:]]
    rows += [" " * _INDENT + line for line in textwrap.wrap(finding.why, _WIDTH - _INDENT)]
    tries = finding.try_.split("\n")
    rows.append(f"{'':{_INDENT}}Try:  {tries[0]}")
    rows += [" " * (_INDENT + 6) + line for line in tries[1:]]
    if finding.severity != "must":
        rows[0] += f"  [{finding.severity}]"
    return textwrap.indent("\n".join(rows), "    ")


def _unread(section: str | None, unread: Unread) -> str:
    place = f"{section}, " if section else ""
    return f"    {place}line {unread.line}: {shortened(unread.text.strip())}\n        {unread.hint}"


def to_dict(report: Report) -> dict[str, Any]:
    """The report as JSON-able data; ``docs/json.md`` describes the form, which does not change silently."""
    return {
        "problem": report.problem,
        "points": report.points,
        "max_points": report.max_points,
        "met": report.met,
        "sections": [
            {
                "name": section,
                "points": report.of(section).points,
                "max_points": report.of(section).max_points,
                "outcome": str(report.outcome(section)),
            }
            for section in report.sections
        ],
        "criteria": [
            {
                "section": criterion.section,
                "name": criterion.name,
                "points": criterion.points,
                "max_points": criterion.max_points,
                "outcome": str(criterion.outcome),
                "held_back_by": list(criterion.held_back_by),
                "findings": [_finding_data(finding) for finding in criterion.findings],
            }
            for criterion in report.criteria
        ],
        "unread": [{"section": section, **unread_data(unread)} for section, unread in report.unread],
        "unjudged": [{"section": name, "line": line} for name, line in report.unjudged],
    }


def unread_data(unread: Unread) -> dict[str, Any]:
    """An unread line as JSON-able data."""
    return {"line": unread.line, "text": unread.text, "hint": unread.hint}


def _finding_data(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "line": finding.line,
        "message": finding.message,
        "why": finding.why,
        "try": finding.try_,
    }
