"""The API section: one module for each form in which people write an interface down."""

from whiteboard.notation.api.reader import read_api

__all__ = ["read_api"]
