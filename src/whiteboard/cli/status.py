"""Exit statuses, and JSON on standard output."""

from __future__ import annotations

import json

MET, FALLS_SHORT, CANNOT_READ = 0, 1, 2
"""Exit statuses. Wrong usage ends with 2 as well, as argparse has it."""


def print_json(data: object) -> None:
    """Print data as JSON, letters of all scripts as they are."""
    print(json.dumps(data, indent=2, ensure_ascii=False))
