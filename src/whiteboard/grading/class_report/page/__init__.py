"""The class report as one HTML file: no script, nothing from outside, safe whatever learners typed."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

from whiteboard.grading.class_report.page import overview, people
from whiteboard.grading.class_report.page.alike import similar_drafts
from whiteboard.grading.class_report.page.markup import moment, safe
from whiteboard.grading.class_report.report import ClassReport

_STYLE = Path(__file__).with_name("page.css")


def to_page(report: ClassReport) -> str:
    """The whole report as a page."""
    parts = [
        f"<h1>{safe(report.records.assignment)}</h1>",
        *overview.figures(report),
        *overview.glance(report),
        *overview.rules(report),
        *overview.cells(report),
        *overview.criteria(report),
        *people.waiting(report),
        *people.unread(report),
        *(similar_drafts(report.similar) if report.similar is not None else ()),
        *people.learners(report),
        f"<footer>{_made(report)}</footer>",
    ]
    return _document(report.records.assignment, parts)


def _document(title: str, parts: Iterable[str]) -> str:
    css = _STYLE.read_text(encoding="utf-8")
    digest = b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
        f"<title>{safe(title)}: class report</title><style>{css}</style>"
    )
    body = "\n".join(parts)
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _made(report: ClassReport) -> str:
    return (
        f"Made {moment(report.made)} UTC by whiteboard {safe(report.version)}. This page holds personal data."
        " It loads nothing and sends nothing."
    )
