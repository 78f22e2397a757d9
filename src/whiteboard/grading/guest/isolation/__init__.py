"""What keeps a learner's code from everything but itself, in two places.

The judge calls `launch`: it starts the warm parent of guests behind walls (bubblewrap where there is any). Each process that
the warm parent forks calls `enter` before any of the learner's code runs: it confines itself, irrevocably.
"""

from whiteboard.grading.guest.isolation.confinement import CANNOT_CONFINE, end_as, enter
from whiteboard.grading.guest.isolation.launching import launch
from whiteboard.grading.guest.isolation.protection import CannotIsolate, Protection, acceptable, is_full
from whiteboard.grading.guest.isolation.starting import Launched

__all__ = [
    "CANNOT_CONFINE",
    "CannotIsolate",
    "Launched",
    "Protection",
    "acceptable",
    "end_as",
    "enter",
    "is_full",
    "launch",
]
