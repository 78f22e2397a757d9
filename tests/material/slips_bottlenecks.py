"""What goes wrong in the last step: a bottleneck without number or price, and sections that contradict each other."""

from tests.material.slips import changed, slip, without
from tests.material.slips_design import DESIGN, OF_A_DESIGN
from whiteboard.problems import load

BOTTLENECKS = """
artifact store: 10 PB/day leave it; regional mirrors hand it on; costs a disk in each region; alert on its age
build worker: 70 builds run at once at peak; keep 100 workers; costs machines that idle at night
"""
BOARD = load("code-deployment").board

RIGHT = {"design": DESIGN, "bottlenecks": BOTTLENECKS, "board": BOARD}


def _without(start, end):
    """The worked board without what stands from `start` to before `end`."""
    before, found, rest = BOARD.partition(start)
    assert found and end in rest, start
    return before + end + rest.partition(end)[2]


SLIPS = [
    *OF_A_DESIGN,
    slip("could get slow", "bottlenecks", BOTTLENECKS + "releases db: could get slow; add an index\n", "B3"),
    slip("no price", "bottlenecks", without(BOTTLENECKS, "; costs machines that idle at night"), "B3"),
    slip(
        "no number", "bottlenecks", changed(BOTTLENECKS, ("10 PB/day leave it", "too much leaves it")), "B3"
    ),
    slip("nobody can recall", "board", _without("recallRelease:\n  PUT", "reportStatus:"), "C1"),
    slip("a section left out", "board", _without("## Qualities", "## Out of scope")),
    slip(
        "nothing stores approvals",
        "board",
        changed(BOARD, ("## Data types\n", "## Data types\nApproval: structured, 1 KB\n")),
        "C4",
    ),
    slip(
        "built all the same",
        "board",
        changed(BOARD, ("## Out of scope\n", "## Out of scope\nrecalling a release, ")),
        "C11",
    ),
]
