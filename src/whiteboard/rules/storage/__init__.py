"""Rules of the storage section, D1 to D8. Importing this registers them."""

from whiteboard.rules.storage import access, choices, races, schema

__all__ = ["access", "choices", "races", "schema"]
