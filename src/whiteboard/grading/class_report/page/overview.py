"""How the class did: figures, pictures, rules, cells and criteria."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape

from whiteboard.grading.class_report.items import FEWEST, Item
from whiteboard.grading.class_report.page.markup import moment, percent, points, safe, table
from whiteboard.grading.class_report.pictures import pictures
from whiteboard.grading.class_report.report import ClassReport
from whiteboard.report.render import counted

_ITEM_HEADINGS = (
    ("points", "number"),
    ("learners", "number"),
    ("mean share", "number"),
    ("median", "number"),
)


def figures(report: ClassReport) -> Iterator[str]:
    """What it was worth, and how many stand how."""
    yield f'<p class="soft">{_headline(report)}</p>'
    yield _facts(report)


def _headline(report: ClassReport) -> str:
    due = report.records.due_date
    said = f"{points(report.records.max_points)} points, {counted(len(report.cells), 'graded cell')}"
    return said + (f", due {moment(due)} UTC" if due is not None else ", no due date")


def _facts(report: ClassReport) -> str:
    spread = report.total
    facts = [(standing, str(count)) for standing, count in report.standings.items()]
    if report.waiting:
        facts.append(("needs a person", str(len(report.waiting))))
    if spread.learners:
        facts += [("mean points", points(spread.mean)), ("median", points(spread.median))]
    if spread.learners > 1:
        quartiles = f"{points(spread.lower_quartile)} – {points(spread.upper_quartile)}"
        facts += [
            ("middle half", quartiles),
            ("range", f"{points(spread.lowest)} – {points(spread.highest)}"),
        ]
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    note = (
        f"Points are those of all submissions that could be read ({spread.learners}), before any late penalty;"
        " where a person is still to give points, these count as 0."
        if spread.learners
        else "No submission could be read, so there are no points to show."
    )
    return f'<dl class="facts">{items}</dl><p class="soft">{note}</p>'


def glance(report: ClassReport) -> Iterator[str]:
    """The pictures, each with words that say the same."""
    shown = list(pictures(report))
    if not shown:
        return
    yield '<h2>At a glance</h2><div class="pictures">'
    for entry in shown:
        data = b64encode(entry.picture.png()).decode("ascii")
        yield (
            f'<figure><img alt="{safe(entry.picture.text, 4000)}" src="data:image/png;base64,{data}">'
            f"<figcaption>{safe(entry.caption, 400)}</figcaption></figure>"
        )
    yield "</div>"


def rules(report: ClassReport) -> Iterator[str]:
    """What to teach again."""
    costs = report.costs
    if not costs.rules and not costs.others:
        return
    yield "<h2>What cost most</h2>"
    if costs.rules:
        yield '<p class="soft"><code>whiteboard rule CODE</code> explains a rule, with a bad and a good example.</p>'
        rows = [
            (
                f"<b>{safe(cost.rule)}</b>",
                safe(cost.title) or '<span class="soft">not a rule of this version</span>',
                safe(cost.section),
                str(cost.learners),
                str(cost.findings),
                points(cost.points),
            )
            for cost in costs.rules
        ]
        headings = [("rule", "mark"), ("the mistake", "text"), ("section", "")]
        yield table(
            [*headings, ("learners", "number"), ("findings", "number"), ("points lost", "number")], rows
        )
    if costs.others:
        said = ", ".join(f"{safe(cause)}: {points(lost)}" for cause, lost in costs.others.items())
        yield f"<p>Points lost without a rule: {said}.</p>"


def cells(report: ClassReport) -> Iterator[str]:
    """A line for each graded cell."""
    if not report.cells:
        return
    several = len({item.notebook for item in report.cells}) > 1
    yield "<h2>Cells</h2>"
    yield (
        '<p class="soft">“Tells apart” is the correlation with all other points: near 0, or below, the cell says'
        f" little about who knows the rest. It is given from {FEWEST} learners on.</p>"
    )
    rows = [
        (safe(item.name if several else item.cell), *_item_cells(item), str(item.waiting or ""))
        for item in report.cells
    ]
    yield table(
        [
            ("cell", "name"),
            *_ITEM_HEADINGS,
            ("tells apart", "number"),
            ("full points", ""),
            ("waiting", "number"),
        ],
        rows,
    )


def criteria(report: ClassReport) -> Iterator[str]:
    """A line for each criterion."""
    if not report.criteria:
        return
    yield "<h2>Criteria</h2>"
    rows = [
        (safe(item.cell), safe(f"{item.section}: {item.criterion}"), *_item_cells(item))
        for item in report.criteria
    ]
    yield table(
        [("cell", "name"), ("criterion", "text"), *_ITEM_HEADINGS, ("tells apart", "number"), ("met", "")],
        rows,
    )


def _item_cells(item: Item) -> tuple[str, ...]:
    return (
        points(item.max_points),
        str(item.learners),
        _share(item),
        points(item.spread.median),
        _tells(item),
        safe(item.verdict),
    )


def _share(item: Item) -> str:
    share = item.difficulty
    if share is None:
        return ""
    filled = min(1.0, max(0.0, share))
    return f'<meter min="0" max="1" value="{filled:.3f}">{percent(share)}</meter> {percent(share)}'


def _tells(item: Item) -> str:
    if item.discrimination is None:
        return ""
    return f"{round(item.discrimination, 2) + 0.0:.2f}".replace("-", "−")
