"""When something was handed in, as nbgrader writes it beside the notebooks."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_TIME = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)"
    r"(?: ?(?P<offset>Z|[+-]\d\d:?\d\d)| (?P<zone>[A-Za-z][A-Za-z0-9_+/-]{0,40}))?",
    re.ASCII,
)


def readable_time(text: str) -> str:
    """The text when it is a time that nbgrader can read, else an empty one.

    nbgrader 0.9.6 (``utils.parse_utc``) reads anything that looks like a date to ``dateutil``, so that ``10`` is
    the tenth of the month in which it is read. What ``submit`` writes is ``2026-11-21 08:30:00.123456 UTC``;
    that, other zones, and ISO 8601 are times here.

    Examples
    --------
    >>> readable_time("2026-11-21 08:30:00.123456 UTC"), readable_time("2026-11-21T08:30:00+01:00")
    ('2026-11-21 08:30:00.123456 UTC', '2026-11-21T08:30:00+01:00')
    >>> readable_time("yesterday"), readable_time("2026-02-30 08:30:00 UTC")
    ('', '')
    """
    found = _TIME.fullmatch(text)
    if found is None:
        return ""
    try:
        # A time at the edge of the calendar may have none in UTC, in which nbgrader keeps it.
        datetime.fromisoformat(found["time"] + (found["offset"] or "Z")).astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return text
