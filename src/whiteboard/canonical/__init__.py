"""Drafts written back as text, in the canonical notation."""
