"""Problem packs: data, one folder a problem."""

from whiteboard.problems.loading import available, load, load_folder
from whiteboard.problems.pack import Criterion, Problem

__all__ = ["Criterion", "Problem", "available", "load", "load_folder"]
