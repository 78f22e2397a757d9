"""Boards that the tests of traffic put under load."""

from whiteboard.notation import read_board
from whiteboard.problems import available, load


def board(design, scale="reads = 300/second", **sections):
    """A board of a design, a scale section, and any others by name (underscores stand for spaces)."""
    parts = {
        "scale": scale,
        **{name.replace("_", " "): text for name, text in sections.items()},
        "design": design,
    }
    return read_board("\n\n".join(f"## {name.capitalize()}\n{text}" for name, text in parts.items() if text))


BOARDS = {name: read_board(load(name).board) for name in available()}
PACKS = {name: made for name, made in BOARDS.items() if made.design is not None}
"""The worked boards that have a design."""
