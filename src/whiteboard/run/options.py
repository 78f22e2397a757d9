"""The load and the faults as options of a command line, be it a shell's or a notebook's."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whiteboard.run.traffic.faults import Fault

_FAULTS = {
    "fail": ("COMPONENT[@FROM-UNTIL]", "a component that gives no answer, from and until so many seconds"),
    "slow": ("COMPONENT=FACTOR[@FROM-UNTIL]", "a component that takes so many times as long"),
    "partition": ("A,B[@FROM-UNTIL]", "two components that don't reach each other"),
    "spike": ("FACTOR[@FROM-UNTIL]", "so many times as many requests"),
}


def takes_load(command: argparse.ArgumentParser) -> None:
    """Add ``--load`` and the faults to a command."""
    command.add_argument("--load", metavar="X", type=float, help="multiple of the estimated load")
    for name, (form, words) in _FAULTS.items():
        command.add_argument(f"--{name}", metavar=form, action="append", default=[], help=words)


def faults_of(options: argparse.Namespace) -> tuple[Fault, ...]:
    """The faults that a command line names."""
    from whiteboard.run.traffic.faults import read_fault

    return tuple(read_fault(kind, text) for kind in _FAULTS for text in getattr(options, kind))
