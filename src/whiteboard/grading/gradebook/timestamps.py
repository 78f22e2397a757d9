"""When something was handed in, as nbgrader's rows hold it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

_PARTS = re.compile(r"(\S{10}[ T][\d:.]+)( ?(?:Z|[+-]\d\d:?\d\d))?(?: ([A-Za-z][\w+/-]{0,40}))?", re.ASCII)


def utc(text: str) -> datetime | None:
    """A time in UTC, without saying so, as nbgrader keeps it.

    nbgrader's exchange writes ``2026-02-02 15:58:23.948203 UTC``; the time zone may also be a name or an offset, and
    a time without one, or with one that is not known, is taken for UTC. nbgrader 0.9.6 (``utils.parse_utc``) takes an
    offset such as ``-0800`` for seconds; here it is hours and minutes.

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
    found = _PARTS.fullmatch(text.strip())
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(found[1] + (found[2] or "").strip())
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=_zone(found[3]) if found[3] else UTC)
        return moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        # An unknown zone, or a name that leads out of the folder of zones.
        return UTC
