"""What stock nbgrader makes of each attack: ``python -m tests.attacks.stock`` writes stock.toml.

Each attack is autograded between two honest submissions, with nbgrader's own command and no settings, in a course
of its own. The code runs as whoever starts this, and nothing holds it: the attacks are built so that they touch
only what was planted, stay small, and speak with servers of our own only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.attacks import observe
from tests.attacks.attack import Attack, Place
from tests.attacks.catalogue import ATTACKS
from tests.attacks.course import Material, clean_environment, copy_course, generate, nbgrader
from tests.attacks.planted import Planted, hidden_from, leftovers, plant_in_gradebook, planted

RESULTS = Path(__file__).with_name("stock.toml")
FIRST, HOSTILE, LAST = "a-honest", "b-hostile", "c-honest"
_SECONDS = 150.0


def main() -> int:
    """Run all attacks that have no result yet, or those that are named."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", help="attacks to run again; by default those without a result")
    chosen = options.parse_args()
    results = read_results()
    names = set(chosen.names) or {attack.name for attack in ATTACKS} - set(results["attacks"])
    observe.adopt_orphans()
    # What was planted is taken away also when this is ended.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="stock-") as folder:
        template = Path(folder, "template")
        generate(template)
        for attack in sorted(ATTACKS, key=_worth_knowing):
            if attack.name in names:
                results["attacks"][attack.name] = _run(attack, template, Path(folder, "course"))
                results |= {"nbgrader": version("nbgrader"), "date": datetime.now(UTC).date().isoformat()}
                _write(results)
                print(attack.name, results["attacks"][attack.name], flush=True)
    return 0


def _worth_knowing(attack: Attack) -> int:
    """What gains or takes something comes before what is merely broken."""
    later = ("Notebook format", "Drafts", "Feedback")
    return later.index(attack.theme) + 1 if attack.theme in later else 0


def read_results() -> dict[str, Any]:
    """The kept results: ``nbgrader``, ``date``, and ``attacks`` by name."""
    if not RESULTS.exists():
        return {"attacks": {}}
    return tomllib.loads(RESULTS.read_text(encoding="utf-8"))


def _write(results: dict[str, Any]) -> None:
    import json

    lines = [
        "# What stock nbgrader made of each attack, between two honest submissions; written by",
        "# `python -m tests.attacks.stock`. Points are those of the gradebook, of a person's none.",
        f"nbgrader = {json.dumps(results['nbgrader'])}",
        f"date = {json.dumps(results['date'])}",
    ]
    for attack in ATTACKS:
        if attack.name in results["attacks"]:
            lines += ["", f"[attacks.{attack.name}]"]
            for key, value in results["attacks"][attack.name].items():
                lines.append(f"{key} = {json.dumps(value)}")
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def hand_in(attack: Attack, place: Place, *, stage: str = "now") -> None:
    """Write a submission, with a time of handing in where there are two of them."""
    build = attack.before if stage == "before" else attack.build
    assert build is not None
    build(place)
    if attack.before is not None:
        hour = 8 if stage == "before" else 9
        place.file("timestamp.txt", f"2026-11-01 0{hour}:00:00 UTC")


def honest_neighbor(place: Place, student: str) -> None:
    """Another learner, whose submission holds a secret."""
    beside = Place(
        course=place.course,
        student=student,
        neighbor=place.student,
        assignment=place.assignment,
        material=place.material,
        planted=place.planted,
    )
    notebook = beside.honest()
    secret = place.planted.canaries["other submission"]
    notebook["cells"].append({"cell_type": "markdown", "id": "own", "metadata": {}, "source": secret})
    beside.hand_in(notebook)
    beside.file("notes.txt", secret)


def _run(attack: Attack, template: Path, course: Path) -> dict[str, Any]:
    shutil.rmtree(course, ignore_errors=True)
    copy_course(template, course)
    (course / "nbgrader_config.py").unlink()
    with planted() as secrets:
        plant_in_gradebook(course, secrets.canaries["gradebook"])
        place = Place(
            course=course,
            student=HOSTILE,
            neighbor=LAST,
            assignment=attack.assignment,
            material=Material(template),
            planted=secrets,
            held=False,
        )
        for student in (FIRST, LAST):
            honest_neighbor(place, student)
        try:
            return _observed(attack, place, secrets)
        finally:
            for left in leftovers(secrets, course, course.parent):
                with suppress(OSError):
                    os.unlink(left) if not os.path.isdir(left) or os.path.islink(left) else shutil.rmtree(
                        left
                    )


def _observed(attack: Attack, place: Place, secrets: Planted) -> dict[str, Any]:
    course, assignment = place.course, place.assignment
    if attack.before is not None:
        hand_in(attack, place, stage="before")
        _autograde(course, assignment, secrets, f"--student={HOSTILE}")
    hand_in(attack, place)
    others = [course / "submitted" / student for student in (FIRST, LAST)]
    before = [observe.fingerprint(folder) for folder in (*others, place.folder, course / "source")]
    rows = _rows(course)
    known = observe.children()
    started = time.monotonic()
    status, said = _autograde(course, assignment, secrets)
    seconds = round(time.monotonic() - started, 1)
    processes = observe.left_processes(known)
    after = [observe.fingerprint(folder) for folder in (*others, place.folder, course / "source")]
    given = _points(course, assignment)
    graded = course / "autograded" / HOSTILE / assignment
    text = observe.text_of(graded) + said
    page: list[str] = []
    if attack.theme == "Feedback" and graded.is_dir():
        nbgrader(course, "generate_feedback", assignment, f"--student={HOSTILE}")
        found = list((course / "feedback" / HOSTILE).rglob("*.html"))
        page = observe.alive(found[0].read_text(encoding="utf-8", errors="replace")) if found else []
    tampered = [
        what
        for what, old, new in zip(
            ("another submission", "another submission", "the submitted file", "the instructor's notebook"),
            before,
            after,
            strict=True,
        )
        if old != new
    ]
    return {
        "points": given.get(HOSTILE, -1.0),
        "others": [given.get(FIRST, -1.0), given.get(LAST, -1.0)],
        "status": status,
        "seconds": seconds,
        "reads": sorted(hidden_from(text, secrets) | ({"network"} if secrets.contacts else set())),
        "left": len(leftovers(secrets, course)),
        "processes": len(processes),
        "changed": sorted(set(tampered)) + ([] if _rows(course) == rows else ["gradebook"]),
        "links": observe.odd_files(graded),
        "megabytes": observe.size_of(graded) // 1_000_000 if graded.is_dir() else 0,
        "runs": page,
    }


def _rows(course: Path) -> Any:
    """What an instructor wrote; students are added by any run, so only the planted one counts."""
    import sqlite3

    try:
        rows = observe.instructors_rows(course)
    except sqlite3.Error:
        return "unreadable"
    rows["student"] = [row for row in rows["student"] if "canary" in row]
    return rows, observe.manual_scores(course)


def _points(course: Path, assignment: str) -> dict[str, float]:
    import sqlite3

    try:
        return observe.points(course, assignment)
    except sqlite3.Error:
        return {}


def _autograde(course: Path, assignment: str, secrets: Planted, *options: str) -> tuple[str, str]:
    """How nbgrader ended, and all that it said."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "nbgrader", "autograde", assignment, *options],
            cwd=course,
            env=clean_environment(course.parent / "state", **secrets.environment),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            process.wait(_SECONDS)
            status = "killed" if process.returncode < 0 else f"status {process.returncode}"
        except subprocess.TimeoutExpired:
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            status = f"stopped after {_SECONDS:g} s"
        said.seek(0)
        return status, said.read(50_000_000).decode("utf-8", "replace")


if __name__ == "__main__":
    sys.exit(main())
