"""Reading the bottlenecks section."""

from whiteboard.notation.bottlenecks.reader import read_bottlenecks

__all__ = ["read_bottlenecks"]
