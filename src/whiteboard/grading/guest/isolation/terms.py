"""What the judge tells those within about their walls: one variable, gone before a learner's code runs."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass

VARIABLE = "WHITEBOARD_ISOLATION"
FIRST_USER, USERS = 60_578, 606
"""The numbers of users that nobody defines, of systemd's docs/UIDS-GIDS.md, read 2026-11-21."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under what the warm parent runs.

    Parameters
    ----------
    policy : str
        As in `Settings.isolation`.
    slot : int
        Which of several warm parents it is.
    bubblewrap, own_user : bool
        What was put in force already.
    readable : tuple of str
        What guests may read.
    """

    policy: str = "best"
    slot: int = 0
    bubblewrap: bool = False
    own_user: bool = False
    readable: tuple[str, ...] = ()

    @property
    def user(self) -> int:
        """The number of the slot's own user."""
        return FIRST_USER + self.slot % USERS

    def to_text(self) -> str:
        """The terms as the variable's value."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Terms | None:
        """The terms that are told there, or None.

        Examples
        --------
        >>> terms = Terms(policy="full", slot=2, readable=("/usr",))
        >>> Terms.of({VARIABLE: terms.to_text()}) == terms, Terms.of({})
        (True, None)
        """
        if VARIABLE not in environment:
            return None
        told = json.loads(environment[VARIABLE])
        return cls(**{**told, "readable": tuple(told["readable"])})

    @classmethod
    def here(cls) -> Terms:
        """The terms of this process; where it was not launched, what guests may read is found out here."""
        from whiteboard.grading.guest.isolation.visible import visible

        return cls.of(os.environ) or cls(readable=tuple(map(str, visible())))
