"""Hostile and broken submissions, run through the real grading; ``python -m tests.attacks`` writes docs/security.md."""
