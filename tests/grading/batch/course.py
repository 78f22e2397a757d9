"""A real course for tests: nbgrader's own gradebook of the Twitter assignment, and a class that handed it in."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
ASSIGNMENT = "twitter"
DEADLY = "This line ends the process that grades it."


def notebook(folder):
    """The assignment's notebook in ``release`` or ``solutions``."""
    return json.loads((ROOT / folder / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8"))


def generate(folder, settings=""):
    """Make a course, and have nbgrader make its gradebook."""
    shutil.copytree(ROOT / "source" / ASSIGNMENT, folder / "source" / ASSIGNMENT, dirs_exist_ok=True)
    text = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(text + settings, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", ASSIGNMENT, "--create", "--force"],
        cwd=folder,
        env=environment(folder),
        check=True,
        capture_output=True,
        timeout=300,
    )


def environment(folder):
    """An environment in which nothing of this account's Jupyter settings counts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "NBGRADER"))}
    for name in ("CONFIG", "DATA", "RUNTIME"):
        kept[f"JUPYTER_{name}_DIR"] = str(folder / "state" / name.lower())
    kept["IPYTHONDIR"] = str(folder / "state" / "ipython")
    kept["JUPYTER_NO_CONFIG"] = "1"
    kept["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    return kept


def hand_in(folder, student, content, *, stamp="2026-01-02 03:04:05 UTC"):
    """Lay a submission down as nbgrader's collect does: the notebook, as data or bytes, and its time."""
    place = folder / "submitted" / student / ASSIGNMENT
    place.mkdir(parents=True, exist_ok=True)
    packed = content if isinstance(content, bytes) else json.dumps(content).encode()
    (place / f"{ASSIGNMENT}.ipynb").write_bytes(packed)
    (place / "timestamp.txt").write_text(stamp, encoding="utf-8")


def drafts(content):
    """The positions of the cells in which learners draft."""
    found = []
    for position, cell in enumerate(content["cells"]):
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("solution") and cell["cell_type"] == "code":
            found.append(position)
    return found


def filled(most=None, *, line=""):
    """The released notebook with the solution in its first drafts, all of them by default, and a line in the last."""
    content = notebook("release")
    solved = {cell["id"]: cell["source"] for cell in notebook("solutions")["cells"]}
    places = drafts(content)[:most]
    for position in places:
        cell = content["cells"][position]
        cell["source"] = solved[cell["id"]]
    if line:
        last = content["cells"][places[-1]]
        last["source"] = "".join(last["source"]) + f"\n\n{line}\n"
    return content


def hand_in_class(folder, size=30):
    """A class: solved, untouched, partly filled, corrupt, and one without a notebook."""
    for number in range(size):
        student = f"learner-{number:03}"
        kind = number % 6
        if kind == 0:
            hand_in(folder, student, filled())
        elif kind == 1:
            hand_in(folder, student, notebook("release"))
        elif kind == 5 and number < 12:
            hand_in(folder, student, json.dumps(filled()).encode()[:-1000])
        elif kind == 5:
            (folder / "submitted" / student / ASSIGNMENT).mkdir(parents=True)
        else:
            hand_in(folder, student, filled(number % 3 + 1, line=f"We serve {number + 2} regions."))


def command(*options):
    """``whiteboard grade``, whether or not this account's command line knows it yet."""
    return [sys.executable, "-m", "whiteboard", "grade", ASSIGNMENT, *options]


def grade(folder, *options, status=None):
    """Run the command in a course and give what it said as JSON."""
    done = subprocess.run(
        command("--json", *options),
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == status if status is not None else done.returncode in (0, 1), (
        done.stderr.decode()
    )
    return json.loads(done.stdout) if done.stdout else done.stderr.decode()
