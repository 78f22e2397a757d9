"""A learner's code, in a process of its own behind a wall: started, asked, ended."""

from __future__ import annotations

from whiteboard.grading.guest.gathered import Ran
from whiteboard.grading.guest.gone import GuestError, GuestGone, NoSuchName, NotPlain
from whiteboard.grading.guest.guest import Guest
from whiteboard.grading.guest.host import Host
from whiteboard.grading.guest.isolation import CannotIsolate
from whiteboard.grading.guest.remote import Remote

__all__ = [
    "CannotIsolate",
    "Guest",
    "GuestError",
    "GuestGone",
    "Host",
    "NoSuchName",
    "NotPlain",
    "Ran",
    "Remote",
]
