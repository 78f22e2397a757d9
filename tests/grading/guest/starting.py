"""Hosts for tests: started once for a module, since a warm parent takes a second or two to import what it offers."""

from whiteboard.grading.guest import Host
from whiteboard.grading.limits import Limits
from whiteboard.grading.settings import Settings


def start_host(**limits):
    """A warm parent whose guests have these limits."""
    return Host.start(settings=Settings(limits=Limits(**limits)))


def text_of(outputs):
    """All that outputs say, as one text."""
    pieces = []
    for output in outputs:
        pieces.append(output.get("text", ""))
        pieces.append(output.get("data", {}).get("text/plain", ""))
        pieces.extend(output.get("traceback", []))
    return "\n".join(pieces)
