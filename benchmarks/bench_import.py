"""Whole processes: importing whiteboard beside importing pandas. Wanted: under 0.2 s warm."""

from __future__ import annotations

import subprocess
import sys

from measuring import medians, report


def process(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


def main() -> None:
    nothing, _ = medians(lambda: process("pass"), lambda: process("pass"), runs=5)
    ours, peer = medians(lambda: process("import whiteboard"), lambda: process("import pandas"), runs=9)
    report(
        "import whiteboard, less the bare interpreter",
        ours - nothing,
        "import pandas, likewise",
        peer - nothing,
    )


if __name__ == "__main__":
    main()
