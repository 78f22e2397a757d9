"""What an instructor sets about grading, in ``nbgrader_config.py`` or on the command line."""

from __future__ import annotations

from dataclasses import dataclass, field

from whiteboard.grading.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an instructor sets about grading.

    Parameters
    ----------
    isolation : str
        ``"full"`` refuses to run a learner's code unless files, network, processes and system calls are all
        held; ``"best"`` (the default) takes what the machine offers, and refuses where nothing holds files
        or network; ``"none"`` runs it with limits alone, for a course whose learners are trusted.
    limits : Limits
        What code may use.
    extra_packages : tuple of str
        Modules that the warm parent imports beforehand, beside those that it imports anyway.
    """

    isolation: str = "best"
    limits: Limits = field(default_factory=Limits)
    extra_packages: tuple[str, ...] = ()
