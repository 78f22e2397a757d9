"""Rules of the design section, M1 to M6 and B1. Importing this registers them."""

from whiteboard.rules.design import arrows, balancing, caches, failure, size, waiting

__all__ = ["arrows", "balancing", "caches", "failure", "size", "waiting"]
