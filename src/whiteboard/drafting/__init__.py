"""Drafts as cells hold them: what a cell's first line asks for, what was typed so far, and the answer to it."""
