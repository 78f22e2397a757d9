"""Rules of the scale section. Importing this package registers them."""

from whiteboard.rules.scale import advice, arithmetic, asked

__all__ = ["advice", "arithmetic", "asked"]
