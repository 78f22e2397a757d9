"""Exit statuses by which a guest says how it ended."""

OUT_OF_MEMORY = 77
"""It had no memory left to answer with."""
CANNOT_START = 78
"""It could not be given its files."""
SIGNALED = 128
"""More than this by a signal's number: that signal ended it."""
