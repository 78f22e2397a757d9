"""All attacks."""

from __future__ import annotations

from tests.attacks import (
    drafts,
    feedback,
    files,
    grader,
    metadata,
    notebook_format,
    python_tricks,
    reading,
    resources,
)
from tests.attacks.attack import Attack

ATTACKS: tuple[Attack, ...] = (
    *metadata.ATTACKS,
    *notebook_format.ATTACKS,
    *files.ATTACKS,
    *python_tricks.ATTACKS,
    *resources.ATTACKS,
    *reading.ATTACKS,
    *drafts.ATTACKS,
    *feedback.ATTACKS,
    *grader.ATTACKS,
)

BY_NAME = {attack.name: attack for attack in ATTACKS}


def of(assignment: str) -> tuple[Attack, ...]:
    """The attacks on an assignment."""
    return tuple(attack for attack in ATTACKS if attack.assignment == assignment)
