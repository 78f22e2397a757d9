"""Grading a class: drafts are read as text, code runs as a guest, and nothing is lost."""
