"""A report as HTML, for a notebook and for nbgrader's feedback.

Everything that a learner typed is escaped; style is inline, since feedback pages carry no style sheet
of ours; colors are set in pairs, so that a dark theme stays readable; no color says anything alone.
"""

from __future__ import annotations

from html import escape

from whiteboard.draft.finding import Finding
from whiteboard.report.render import held_back, number, plain, shortened
from whiteboard.report.report import Judged, Report

_BOX = (
    "font-family:system-ui,sans-serif;font-size:14px;line-height:1.45;background:#ffffff;color:#1f2328;"
    "border:1px solid #d0d7de;border-radius:6px;padding:10px 14px;max-width:58em;text-align:left"
)
_STYLES = {
    "must": ("#ffebe9", "#a40e26", "must"),
    "should": ("#fff8c5", "#6f5400", "should"),
    "note": ("#eef1f4", "#424a53", "note"),
}
_MARKS = {"met": "✓", "incomplete": "◐", "wrong": "✗", "could not be read": "✗", "not attempted": "○"}


def to_html(report: Report) -> str:
    """The report as one self-contained ``div``."""
    parts = [f'<div class="whiteboard-report" style="{_BOX}">']
    if not report.criteria:
        parts.append("<p style='margin:0'>Nothing to judge: no section was found.</p>")
    for section in report.sections:
        part = report.of(section)
        points = f"{number(part.points)} of {number(part.max_points)} points · " if part.max_points else ""
        parts.append(
            f'<div style="font-weight:600;margin:2px 0 6px 0">{_safe(section)} · {points}'
            f"{_safe(str(part.outcome()))}</div>"
        )
        parts.extend(_criterion(criterion) for criterion in part.criteria)
    parts.extend(_unread(report))
    if report.unjudged:
        names = ", ".join(f"{_safe(name)} (line {line})" for name, line in report.unjudged)
        parts.append(f'<div style="color:#57606a">Known sections that are not judged here: {names}</div>')
    parts.append("</div>")
    return "".join(parts)


def _safe(text: str) -> str:
    return escape(plain(text), quote=True)


def _criterion(criterion: Judged) -> str:
    head = ""
    if criterion.max_points:
        mark = _MARKS[criterion.outcome]
        earned = f"{number(criterion.points)}/{number(criterion.max_points)}"
        name = _safe(criterion.name + held_back(criterion))
        head = (
            f'<div style="margin:4px 0"><span aria-hidden="true">{mark}</span> '
            f'<span style="font-variant-numeric:tabular-nums">{earned}</span> {name}</div>'
        )
    return head + "".join(_finding(finding) for finding in criterion.findings)


def _finding(finding: Finding) -> str:
    background, color, word = _STYLES[finding.severity]
    where = f"line {finding.line}" if finding.line else "absent"
    return (
        f'<div style="border-left:4px solid {color};background:{background};color:#1f2328;'
        'padding:6px 10px;margin:6px 0 6px 1.4em">'
        f'<div><b style="color:{color}">{_safe(finding.rule)}</b> · {word} · {where} · '
        f"{_safe(shortened(finding.message))}</div>"
        f'<div style="color:#424a53">{_safe(finding.why)}</div>'
        f'<div>Try: <code style="background:transparent;color:#1f2328;white-space:pre-wrap">'
        f"{_safe(finding.try_)}</code></div></div>"
    )


def _unread(report: Report) -> list[str]:
    if not report.unread:
        return []
    rows = []
    for section, unread in report.unread:
        place = f"{_safe(section)}, " if section else ""
        rows.append(
            f'<li>{place}line {unread.line}: <code style="background:transparent;color:#1f2328">'
            f"{_safe(shortened(unread.text.strip()))}</code><br><span style='color:#424a53'>"
            f"{_safe(unread.hint)}</span></li>"
        )
    return [
        '<div style="margin-top:8px;font-weight:600">Not understood, and not judged</div>',
        f'<ul style="margin:4px 0 0 0">{"".join(rows)}</ul>',
    ]
