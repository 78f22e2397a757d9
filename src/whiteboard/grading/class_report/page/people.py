"""Who needs a look: what waits, what could not be read, and everyone in a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape

from whiteboard.grading.class_report.page.markup import bidi_name, moment, points, safe, table
from whiteboard.grading.class_report.records import NO_RECORD, NOT_SUBMITTED, Learner
from whiteboard.grading.class_report.report import ClassReport
from whiteboard.grading.class_report.unread_drafts import UnreadDraft
from whiteboard.grading.outcome import State
from whiteboard.report.render import counted

_MOST_FAULTS = 4
_MOST_UNREAD = 60
_LINES = 5
_FIRST = (State.UNREADABLE.value, State.FAULTY.value)
_CLASSES = {State.UNREADABLE.value: "unreadable", State.FAULTY.value: "faulty"}


def waiting(report: ClassReport) -> Iterator[str]:
    """The cells whose answers a person has yet to read."""
    if not report.waiting:
        return
    waits = Counter(
        f"{notebook}/{cell}"
        for learner in report.waiting
        for (notebook, cell), score in learner.cells.items()
        if score.needs_manual_grade
    )
    yield "<h2>Needs a person</h2>"
    yield '<p class="soft">Formgrader lists them; the learners are marked below.</p>'
    yield table(
        [("cell", "name"), ("answers to read", "number")],
        [(safe(name), str(count)) for name, count in sorted(waits.items())],
    )


def unread(report: ClassReport) -> Iterator[str]:
    """Drafts that could not be read, as a whole or in part."""
    if not report.unread:
        return
    yield "<h2>Drafts that could not be read</h2>"
    wholly = sum(draft.wholly for draft in report.unread)
    yield f'<p class="soft">{wholly} as a whole, {len(report.unread) - wholly} in single lines.</p>'
    yield table(
        [("learner", "name"), ("draft", ""), ("lines that were not understood", "text")],
        [_unread_row(draft) for draft in report.unread[:_MOST_UNREAD]],
    )
    if len(report.unread) > _MOST_UNREAD:
        yield f"<p>{len(report.unread) - _MOST_UNREAD} more are in the JSON form.</p>"


def _unread_row(draft: UnreadDraft) -> tuple[str, str, str]:
    lines, said = [], ""
    for line in draft.lines[:_LINES]:
        hint = f' <span class="soft">{safe(line.hint)}</span>' if line.hint != said else ""
        lines.append(f"{line.line}: <code>{safe(line.text)}</code>{hint}")
        said = line.hint
    more = len(draft.lines) - _LINES + draft.more
    if more > 0:
        lines.append(f'<span class="soft">{counted(more, "more line")}</span>')
    what = safe(draft.section or "whole board")
    return (
        bidi_name(draft.student),
        f'{what}<br><span class="bad">nothing was read</span>' if draft.wholly else what,
        "<br>".join(lines),
    )


def learners(report: ClassReport) -> Iterator[str]:
    """Everyone in the gradebook, who needs a look first."""
    everyone = sorted(report.records.learners, key=_order)
    if not everyone:
        yield "<h2>Learners</h2><p>The gradebook has no learners.</p>"
        return
    yield "<h2>Learners</h2>"
    yield (
        '<p class="soft">What could not be read first, then faults, then who waits for a person, then by points from'
        " the lowest; who handed in nothing last.</p>"
    )
    yield table(
        [
            ("learner", "name"),
            ("state", "mark"),
            ("points", "number"),
            ("handed in (UTC)", "time"),
            ("what was found", "text"),
        ],
        [_learner_row(learner) for learner in everyone],
    )


def _order(learner: Learner) -> tuple[int, float, str]:
    rank = 5
    if learner.standing in _FIRST:
        rank = _FIRST.index(learner.standing)
    elif learner.standing == NO_RECORD:
        rank = 2
    elif learner.needs_manual_grade:
        rank = 3
    elif learner.standing != NOT_SUBMITTED:
        rank = 4
    return rank, learner.score, learner.student


def _learner_row(learner: Learner) -> tuple[str, ...]:
    person = " ".join(part for part in (learner.first_name, learner.last_name) if part)
    who = bidi_name(learner.student) + (
        f'<br><span class="soft">{bidi_name(person)}</span>' if person else ""
    )
    state = f'<span class="{_CLASSES.get(learner.standing, "")}">{escape(learner.standing)}</span>'
    if learner.needs_manual_grade and learner.counts:
        state += '<br><span class="waiting">needs a person</span>'
    if learner.standing == NOT_SUBMITTED:
        return who, state, "", "", ""
    earned = f"{points(learner.score)} / {points(learner.max_score)}"
    if learner.late_submission_penalty:
        earned += f'<br><span class="soft">late: −{points(learner.late_submission_penalty)}</span>'
    found = [safe(fault.what) for fault in learner.faults[:_MOST_FAULTS]]
    if len(learner.faults) > _MOST_FAULTS:
        found.append(f'<span class="soft">{len(learner.faults) - _MOST_FAULTS} more</span>')
    return who, state, earned, moment(learner.timestamp), "<br>".join(found)
