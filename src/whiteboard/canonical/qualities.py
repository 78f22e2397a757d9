"""The qualities section in the canonical notation: one quality a line."""

from __future__ import annotations

import re

from whiteboard.draft.qualities import Qualities, Quality

_NAME = re.compile(r"[^\W\d_]{2}[\w'/&-]*(?: [\w(][\w'/&()-]*){0,7}")
_PARTS = re.compile(
    r"(?i)(?:why|because|since|reason|rationale|justification|motivation|how|decision|approach|solution"
    r"|design|strategy"
    r"|implementation|achieved|mechanism|tactic|target|goal|metric|slo|sla|number|requirement|value"
    r"|measure|objective|what"
    r"|remark|step|note|system|service|the|our|this|it|we)\b"
)
_COUNTED = re.compile(
    r"(?i)(?<!\w)(?:\d|(?:half|hundred|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen"
    r"|twenty|thirty|forty|fifty|sixty|ninety)\b)"
)
_PLAIN = re.compile(r"[^\W\d_]{2}[^:;|=<>→⇒?#`*_/\\\[\]{}]*")


def write_qualities(section: Qualities) -> list[str]:
    """Write a qualities section.

    Parameters
    ----------
    section : Qualities
        As read; what was not understood of it is not written.

    Returns
    -------
    list of str
        One line a quality, ``label: text``; where a line could be read in another way, a row of a table.

    Examples
    --------
    >>> availability = Quality(name="availability", text="99.9%")
    >>> write_qualities(Qualities(qualities=(availability, Quality(text="fast"))))
    ['availability: 99.9%', '- fast']
    """
    lines: list[str] = []
    rows = False
    for quality in section.qualities:
        if _is_plain(quality):
            lines.append(f"{quality.name}: {quality.text}" if quality.name else f"- {quality.text}")
            rows = False
            continue
        if not rows:
            lines += ["| quality | target |", "|---|---|"]
        lines.append(f"| {quality.name} | {quality.text} |")
        rows = True
    return lines + [f"remark: {remark}" for remark in section.remarks]


def _is_plain(quality: Quality) -> bool:
    if quality.name:
        label = _NAME.fullmatch(quality.name) and not _PARTS.match(quality.name)
        listed = re.search(r"(?i),|&|\+|/|\band\b", quality.text) and re.match(
            r"(?i).*(?:relax|off|priorit|sacrific|given|need|important|optional|effort|wait|goal|lower|weak)",
            quality.name,
        )
        free = "|" not in quality.text and "#" not in quality.text and "//" not in quality.text
        # A number in the label would be taken for the quality's own.
        label = label and not _COUNTED.search(quality.name)
        return bool(label) and free and (not listed or bool(re.search(r"(?i)because", quality.text)))
    several = re.search(r"(?i),|&|\+|\band\b", quality.text) and not re.search(r"(?i)because", quality.text)
    return (
        bool(_PLAIN.fullmatch(quality.text))
        and not several
        and not _PARTS.match(quality.text)
        and " - " not in quality.text
        and "–" not in quality.text
        and "—" not in quality.text
    )
