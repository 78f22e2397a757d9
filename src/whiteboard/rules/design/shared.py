"""What the design rules share: the graph, and all that the design says in words."""

from __future__ import annotations

import re

from whiteboard.draft.board import Board
from whiteboard.rules.context import Context
from whiteboard.rules.said import said
from whiteboard.run.graph import Graph

FRAMEWORK = "design interview framework, step 3.2: microservices, caching and load balancing"

REDUNDANCY = re.compile(
    r"(?i)\b(?:replic\w+|stand-?by|fail-?over|fails? over|failing over|redundan\w+"
    r"|multi[- ]?(?:az|region|zone|master)\w*|cluster\w*|secondar(?:y|ies)|takes? over|promot\w+|quorum|"
    r"leader"
    r"|raft|mirrored|hot spare|second (?:instance|database|copy)|managed"
    r"|(?:two|three|several|multiple|2|3) (?:\w+ )?(?:zones?|regions?|copies|instances?|data ?cent(?:er|"
    r"re)s?|nodes?))\b"
)
"""Words that speak of more than one copy."""

_last: tuple[object, Graph] | None = None


def graph_of(context: Context) -> Graph | None:
    """The design's graph, or None without one. The last is kept: every rule asks for it."""
    global _last  # noqa: PLW0603
    design = context.board.design
    if design is None or design.is_empty:
        return None
    if _last is None or _last[0] is not design:
        _last = (design, Graph(design))
    return _last[1]


def spoken(board: Board) -> str:
    """All that the design and what belongs to it says in words."""
    return said(board, "design", "bottlenecks", "qualities", "storage")
