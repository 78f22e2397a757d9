"""Rules of the storage section, D1 to D8. Importing this registers them."""

from whiteboard.rules.storage import access, choices, schema

__all__ = ["access", "choices", "schema"]
