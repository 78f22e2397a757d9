"""Rules of the API section: A1 to A10, one module for each idea. Importing it registers them."""

from whiteboard.rules.api import caller, closure, media, methods, paging, paths, public, repeating

__all__ = ["caller", "closure", "media", "methods", "paging", "paths", "public", "repeating"]
