"""Similar drafts side by side, under their caveat."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from whiteboard.grading.class_report.page.markup import bidi_name, safe, table
from whiteboard.grading.class_report.similar import SimilarDrafts, SimilarPair
from whiteboard.report.render import counted


def similar_drafts(similar: SimilarDrafts) -> Iterator[str]:
    """The caveat first, then each pair with the lines that are alike."""
    yield "<h2>Similar drafts</h2>"
    yield f'<p class="caveat">{escape(similar.caveat)}</p>'
    left_out = [entry for entry in similar.compared if entry.left_out]
    compared = [entry for entry in similar.compared if not entry.left_out]
    drafts = sum(entry.drafts for entry in compared)
    found = len(similar.pairs) + similar.more
    if compared:
        kinds = counted(len(compared), "section")
        yield f"<p>{counted(drafts, 'draft')} of {kinds} were compared; {counted(found, 'pair')} listed.</p>"
    if left_out:
        names = ", ".join(sorted({entry.section or "whole board" for entry in left_out}))
        yield f'<p class="soft">Not compared: {safe(names, 400)} ({escape(left_out[0].left_out)}).</p>'
    for pair in similar.pairs:
        yield from _pair(pair)
    if similar.more:
        further = counted(similar.more, "further pair")
        yield f'<p class="soft">Left out within the same groups, or less alike: {further}.</p>'


def _pair(pair: SimilarPair) -> Iterator[str]:
    what = safe(pair.section or "whole board") + (f" ({safe(pair.problem)})" if pair.problem else "")
    yield (
        f"<h3>{bidi_name(pair.first)} and {bidi_name(pair.second)}</h3>"
        f'<p class="soft">{what}: score {pair.score:.2f}, {pair.shared} rare fingerprints in common</p>'
    )
    yield table(
        [(pair.first, "text"), (pair.second, "text")],
        [
            (
                f"{passage.first_line}: <code>{safe(passage.first_text)}</code>",
                f"{passage.second_line}: <code>{safe(passage.second_text)}</code>",
            )
            for passage in pair.passages
        ],
    )
    if pair.more:
        yield f'<p class="soft">{pair.more} more lines.</p>'
