"""N7: what a percentage of availability comes to in downtime."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.finding import Finding, Severity
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.qualities.shared import called, qualities_of

YEAR = 365 * 86400.0
TOLERANCE = 1.3
"""How far apart a stated downtime and its percentage may be: rounding, and years of 360 or 365 days."""

_AT_MOST = re.compile(
    r"(?i)\b(?:less than|under|below|at most|max(?:imum)?|no more than|up to|within|not more than|fewer"
    r" than)\b|[<≤]"
)
_LOOSE = 2.5


@rule(
    "N7",
    section="qualities",
    severity=Severity.MUST,
    title="Downtime arithmetic wrong",
    why="The share of a year that is allowed to fail decides whether a person can mend it or a machine must.",
    bad="availability: 99.99%, which is 5 minutes of downtime a year, by failover between zones\n",
    good="availability: 99.99%, which is 52 minutes of downtime a year, by failover between zones\n",
    source="one year is 525,600 minutes; 99.99% leaves a ten-thousandth of them, 52.6",
)
def downtime(rule: Rule, context: Context) -> Iterator[Finding]:
    """A stated downtime is what the percentage leaves of a year."""
    for quality in qualities_of(context):
        if quality.text.count("%") > 1:
            continue  # several shares are weighed against each other: which span is whose is not sure
        if quality.percent is None or quality.downtime is None or not 50 <= quality.percent <= 100:
            continue
        left = (100 - quality.percent) / 100 * YEAR
        if left and 1 / TOLERANCE <= quality.downtime / left <= TOLERANCE:
            continue
        bounded = bool(_AT_MOST.search(quality.text))
        if bounded and left <= quality.downtime <= left * _LOOSE:
            continue  # "five nines, less than 10 minutes a year" is true, if loose
        yield rule.finding(
            f"{called(quality)} states {_written(quality.downtime)} of downtime a year;"
            f" {quality.percent:g}% does not leave that.",
            line=quality.line,
            try_="Take the share that is not covered of the minutes of a year.",
        )


def _written(seconds: float) -> str:
    for name, length in (("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 1.5 * length:
            return f"{seconds / length:.3g} {name}"
    return f"{seconds:.3g} seconds"
