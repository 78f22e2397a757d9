"""Rules on qualities: numbers, reasons, and what is relaxed (codes N). Importing it registers them."""

from whiteboard.rules.qualities import arithmetic, choices, targets, wanted

__all__ = ["arithmetic", "choices", "targets", "wanted"]
