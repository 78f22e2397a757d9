"""When something was handed in: as nbgrader writes it beside the notebooks, and as its rows hold it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

_TIME = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)"
    r"(?: ?(?P<offset>Z|[+-]\d\d:?\d\d)| (?P<zone>[A-Za-z][A-Za-z0-9_+/-]{0,40}))?",
    re.ASCII,
)


def utc(text: str) -> datetime | None:
    """A time in UTC, without saying so, as nbgrader keeps it.

    nbgrader's exchange writes ``2026-02-02 15:58:23.948203 UTC``; the time zone may also be a name or an offset, and
    a time without one, or with one that is not known, is taken for UTC. nbgrader 0.9.6 (``utils.parse_utc``) takes an
    offset such as ``-0800`` for seconds; here it is hours and minutes. It reads anything that looks like a date, so
    that ``10`` is the tenth of the month in which it is read; here that is no time.

    Parameters
    ----------
    text : str
        What ``timestamp.txt`` says.

    Returns
    -------
    datetime or None
        None where the text is no time.

    Examples
    --------
    >>> utc("2026-02-02 15:58:23 UTC")
    datetime.datetime(2026, 2, 2, 15, 58, 23)
    >>> utc("2026-02-02 15:58:23 America/Los_Angeles")
    datetime.datetime(2026, 2, 2, 23, 58, 23)
    >>> utc("yesterday, honestly")
    """
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(found["time"] + (found["offset"] or ""))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=_zone(found["zone"]) if found["zone"] else UTC)
        # A time at the edge of the calendar may have none in UTC.
        return moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def readable_time(text: str) -> str:
    """The text when it is a time, as `utc` reads it, else an empty one.

    Examples
    --------
    >>> readable_time("2026-11-21 08:30:00.123456 UTC"), readable_time("2026-11-21T08:30:00+01:00")
    ('2026-11-21 08:30:00.123456 UTC', '2026-11-21T08:30:00+01:00')
    >>> readable_time("yesterday"), readable_time("2026-02-30 08:30:00 UTC")
    ('', '')
    """
    return "" if utc(text) is None else text


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        # An unknown zone, or a name that leads out of the folder of zones.
        return UTC
