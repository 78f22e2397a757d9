"""A whole board, every section and connection judged, in a warm process; then many by the command line.

Wanted: under 250 ms median for one board, more than 20 boards a second with two processes, a time that grows
with the number of boards, and memory that does not. The peer does part of the work with libraries alone: pint
evaluates the board's formulas, openapi-spec-validator validates its API, SQLite makes its tables.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openapi_spec_validator
import pint
from measuring import medians, report

from whiteboard import check, problem, read_board
from whiteboard.problems import available
from whiteboard.run.database import Database
from whiteboard.run.openapi import document

FORMULAS = ("100e3 / minute", "1e3 / minute * 1 megabyte", "1e3 / minute * 1 megabyte * 1 year")


def one_board(name: str) -> None:
    text = problem(name).board
    board = read_board(text)
    assert board.api is not None and board.storage is not None
    api_document = document(board.api, title=name)
    registry = pint.UnitRegistry()
    storage = board.storage

    def peer() -> None:
        for formula in FORMULAS:
            registry.parse_expression(formula)
        openapi_spec_validator.validate(api_document)
        with Database(storage):
            pass

    ours, theirs = medians(lambda: check(text, problem=name), peer, runs=15)
    report(f"whole board of {name}", ours, "pint, openapi-spec-validator and SQLite", theirs)


def many_boards(count: int, jobs: int) -> float:
    """Seconds that the command line takes for `count` boards."""
    with tempfile.TemporaryDirectory() as folder:
        text = problem("twitter").board
        for number in range(count):
            # No two alike, so that nothing that was kept can help.
            board = text.replace("100k", f"{100 + number}k")
            (Path(folder) / f"{number}.md").write_text(board, encoding="utf-8")
        command = [sys.executable, "-m", "whiteboard", "check", "--problem", "twitter", "--jobs", str(jobs)]
        start = time.perf_counter()
        subprocess.run(
            [*command, *sorted(map(str, Path(folder).iterdir()))], stdout=subprocess.DEVNULL, check=False
        )
        return time.perf_counter() - start


def main() -> None:
    for name in available():
        one_board(name)
    small, large = 100, 1000
    for jobs in (1, 2):
        few, many = many_boards(small, jobs), many_boards(large, jobs)
        print(
            f"{large} boards, {jobs} jobs: {many:.1f} s, {large / many:.0f} a second; {small} boards take "
            f"{few:.1f} s: {many / few:.1f} times as long for {large // small} times as many"
        )
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"largest process so far: {memory:.0f} MB")


if __name__ == "__main__":
    main()
