"""Runs all attacks and writes docs/security.md: ``python -m tests.attacks``.

With ``--stock``, only the page's column on stock nbgrader is written anew, from stock.toml.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from tests.attacks import page
from tests.attacks.everything import Everything
from tests.attacks.stock import read_results


def main() -> int:
    """Run, write the page, and say what did not hold."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--stock", action="store_true", help="run nothing; take over what stock.toml says by now"
    )
    if options.parse_args().stock:
        text = page.PAGE.read_text(encoding="utf-8")
        page.PAGE.write_text(page.with_stock(text, read_results()), encoding="utf-8")
        return 0
    # What was planted is taken away also when this is ended.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        everything = Everything(Path(folder))
        runs = {
            "between": everything.between,
            "alone": everything.alone,
            "without bubblewrap": everything.without_bubblewrap,
        }
    page.PAGE.write_text(page.write(*runs.values(), read_results()), encoding="utf-8")
    failed = 0
    for way, ran in runs.items():
        for observed in ran.observed.values():
            for problem in observed.problems:
                print(f"{observed.attack.name}, {way}: {problem}")
                failed += 1
        for problem in ran.problems:
            print(f"{way}: {problem}")
            failed += 1
    count = len(runs["between"].observed)
    print(f"{count} attacks; {failed} promises did not hold" if failed else f"{count} attacks; all held")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
