"""Hands attacks in, has them graded by the real batch, and says what of the promises did not hold."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.attacks import observe
from tests.attacks.attack import Attack, Place
from tests.attacks.course import POINTS, Material, clean_environment, copy_course, nbgrader
from tests.attacks.planted import Planted, hidden_from, leftovers, plant_in_gradebook
from tests.attacks.stock import hand_in, honest_neighbor

_PATIENCE = 2_400.0
"""Seconds that a whole run may take; a safety net."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LARGEST = 40_000_000
"""Bytes of a graded folder: a notebook of 20 MB, and as much beside it."""


@dataclass(kw_only=True)
class Observed:
    """What came of one attack.

    Parameters
    ----------
    attack : Attack
        Which.
    points : float
        What nbgrader's tables say that it earned.
    state : str
        How it ended; empty where nothing was recorded.
    faults : list of str
        The kinds of what was found.
    protections : list of str
        What held its code.
    refused : str
        Why the grader would not run it.
    problems : list of str
        What should have held and did not; empty where all did.
    """

    attack: Attack
    points: float = -1.0
    state: str = ""
    faults: list[str] = field(default_factory=list)
    protections: list[str] = field(default_factory=list)
    refused: str = ""
    problems: list[str] = field(default_factory=list)


class Bench:
    """Where attacks are run: a folder, the generated course, and what was planted.

    Parameters
    ----------
    folder : Path
        For the courses.
    template : Path
        The generated course.
    secrets : Planted
        What was planted.
    path : str, optional
        Where the grader finds programs.
    may_refuse : bool
        Whether it is as good if the grader says that it cannot isolate, and runs nothing.
    settings : str
        Lines that go below those of the course's ``nbgrader_config.py``.
    """

    def __init__(
        self,
        folder: Path,
        template: Path,
        secrets: Planted,
        *,
        path: str | None = None,
        may_refuse: bool = False,
        settings: str = "",
    ) -> None:
        self.folder = folder
        self.material = Material(template)
        self.run_problems: list[str] = []
        self._template = template
        self._secrets = secrets
        self._path = path
        self._may_refuse = may_refuse
        self._settings = settings
        self._baseline: dict[str, str] = {}
        self._numbers = count()

    def between(self, attacks: Iterable[Attack], *, jobs: int = 2) -> list[Observed]:
        """All attacks on an assignment in one class, each between two honest learners."""
        chosen = list(attacks)
        if not chosen:
            return []
        assignment = chosen[0].assignment
        group = self._course("between", assignment)
        group.is_class = True
        for number in range(len(chosen) + 1):
            honest_neighbor(group.place(f"learner-{2 * number:03}"), f"learner-{2 * number:03}")
        for number, attack in enumerate(chosen):
            group.add(attack, f"learner-{2 * number + 1:03}", neighbor=f"learner-{2 * number + 2:03}")
        return self._graded([group], jobs=jobs)

    def alone(self, attacks: Iterable[Attack]) -> list[Observed]:
        """Each attack in a course of its own."""
        groups = []
        for attack in attacks:
            group = self._course(f"alone-{attack.name}", attack.assignment)
            # What it tries to read is there, but for no one to grade.
            absent = group.place("learner-000")
            honest_neighbor(absent, "learner-000")
            os.rename(absent.folder, absent.folder.with_name("elsewhere"))
            group.add(attack, "learner-001", neighbor="learner-000")
            groups.append(group)
        return self._graded(groups, jobs=1, at_once=2)

    def _course(self, name: str, assignment: str) -> _Group:
        root = copy_course(self._template, self.folder / f"course-{name}-{assignment}")
        plant_in_gradebook(root, self._secrets.canaries["gradebook"])
        with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
            file.write(self._settings)
        return _Group(root, assignment, self.material, self._secrets)

    def honest_folder(self, assignment: str) -> str:
        """What an honest learner's graded folder looks like when nobody attacks."""
        if assignment not in self._baseline:
            group = self._course("honest", assignment)
            honest_neighbor(group.place("learner-000"), "learner-000")
            said = self._run([group], jobs=1).get(
                str(group.root), {"refused": "the grader did not come back"}
            )
            earned = observe.points(group.root, assignment).get("learner-000")
            if not said["refused"] and earned != POINTS[assignment]:
                self.run_problems.append(f"an honest {assignment} alone earns {earned}: {said['records']}")
            self._baseline[assignment] = observe.fingerprint(group.root / "autograded/learner-000")
            shutil.rmtree(group.root)
        return self._baseline[assignment]

    def _graded(self, groups: Sequence[_Group], *, jobs: int, at_once: int = 1) -> list[Observed]:
        earlier = [group for group in groups if group.hand_in_earlier()]
        if earlier:
            self._run(earlier, jobs=jobs)
        for group in groups:
            group.hand_in_all()
        done: dict[str, Any] = {}
        with ThreadPoolExecutor(at_once) as threads:
            slices = [groups[start::at_once] for start in range(at_once)]
            for said_of in threads.map(lambda part: self._run(part, jobs=jobs), slices):
                done |= said_of
        found = []
        for group in groups:
            said = done.get(str(group.root))
            if said is None:
                said = {"refused": "", "entries": {}, "records": {}, "history": {}, "processes": []}
                group.problem("the grader did not come to its end")
            if said["refused"] and not (self._may_refuse and "isol" in said["refused"]):
                group.problem(f"the grader refuses: {said['refused']}")
            found += group.observe(said, self.honest_folder(group.assignment))
        for left in leftovers(self._secrets):
            self.run_problems.append(f"left behind: {left}")
            self._remove(left)
        if self._secrets.contacts:
            self.run_problems.append(f"servers were reached: {sorted(set(self._secrets.contacts))}")
            self._secrets.contacts.clear()
        for group in groups:
            shutil.rmtree(group.root, ignore_errors=True)
        return found

    def _run(self, groups: Sequence[_Group], *, jobs: int) -> dict[str, Any]:
        """What the grader said of each course, by root."""
        asked = self.folder / f"asked-{next(self._numbers)}.json"
        waiting = [
            {"root": str(group.root), "assignment": group.assignment, "jobs": jobs} for group in groups
        ]
        done: dict[str, Any] = {}
        while waiting:
            asked.write_text(json.dumps(waiting), encoding="utf-8")
            asked.with_suffix(".done").unlink(missing_ok=True)
            environment = clean_environment(self.folder / "state", **self._secrets.environment)
            found = (str(Path(__file__).parents[2]), environment.get("PYTHONPATH", ""))
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, found))
            if self._path is not None:
                environment["PATH"] = self._path
            ran = subprocess.run(
                [sys.executable, "-m", "tests.attacks.grade_courses", str(asked)],
                env=environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
            )
            said = (ran.stdout + ran.stderr).decode("utf-8", "replace")
            for what in hidden_from(said, self._secrets):
                self.run_problems.append(f"the grader's own output tells the {what}")
            told = asked.with_suffix(".done")
            lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
            for line in lines:
                one = json.loads(line)
                done[one["root"]] = one
            if ran.returncode != 0:
                self.run_problems.append(f"the grader ended with {ran.returncode}: {said[-2000:]}")
                lines.append("")  # the one at which it ended is left out
            waiting = waiting[len(lines) :]
        return done

    @staticmethod
    def _remove(path: str) -> None:
        with suppress(OSError):
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)


class _Group:
    """One course with attacks in it, all on one assignment."""

    def __init__(self, root: Path, assignment: str, material: Material, secrets: Planted) -> None:
        self.root = root
        self.assignment = assignment
        self._material = material
        self._secrets = secrets
        self._attacks: dict[str, tuple[Attack, Place]] = {}
        self._before: dict[str, str] = {}
        self._rows: dict[str, Any] = {}
        self._general: list[str] = []
        self.is_class = False

    def problem(self, what: str) -> None:
        self._general.append(what)

    def place(self, student: str, neighbor: str = "") -> Place:
        return Place(
            course=self.root,
            student=student,
            neighbor=neighbor,
            assignment=self.assignment,
            material=self._material,
            planted=self._secrets,
        )

    def add(self, attack: Attack, student: str, *, neighbor: str) -> None:
        self._attacks[student] = (attack, self.place(student, neighbor))

    def hand_in_earlier(self) -> bool:
        """Write what was handed in first, where an attack is a second try; whether there was any."""
        for attack, place in self._attacks.values():
            if attack.before is not None:
                hand_in(attack, place, stage="before")
        return any(attack.before is not None for attack, _ in self._attacks.values())

    def hand_in_all(self) -> None:
        for attack, place in self._attacks.values():
            hand_in(attack, place)
        submitted = self.root / "submitted"
        self._before = {name: observe.fingerprint(submitted / name) for name in os.listdir(submitted)}
        self._before["source"] = observe.fingerprint(self.root / "source")
        self._rows = self._kept_rows()

    def _kept_rows(self) -> dict[str, Any]:
        rows = observe.instructors_rows(self.root)
        rows["student"] = [row for row in rows["student"] if "'learner-" not in row]
        return rows

    def observe(self, said: dict[str, Any], honest_folder: str) -> list[Observed]:
        """What came of each attack."""
        earned = observe.points(self.root, self.assignment)
        if said["refused"]:
            return [
                Observed(attack=attack, refused=said["refused"], problems=self._of_the_run(said))
                for attack, _ in self._attacks.values()
            ]
        if self.is_class:
            # Once for all: the command takes longer to start than a submission to be graded.
            self._feedback()
        general = self._of_the_run(said)
        found = []
        for student, (attack, place) in self._attacks.items():
            record = said["records"].get(student, {})
            one = Observed(
                attack=attack,
                points=earned.get(student, -1.0),
                state=record.get("state", ""),
                faults=sorted({kind for kind, _, _ in record.get("faults", [])}),
                protections=record.get("protections", []),
                problems=list(general),
            )
            one.problems += self._graded_right(one, record, said["history"].get(student, []))
            one.problems += self._tells_nothing(place, record, said["entries"].get(student, ""))
            one.problems += self._neighbors(student, earned, said["records"], honest_folder)
            found.append(one)
        return found

    def _of_the_run(self, said: dict[str, Any]) -> list[str]:
        """What cannot be laid at one attack's door, unless it is alone."""
        found = list(self._general)
        found += [f"a process was left: {line[:200]}" for line in said.get("processes", [])]
        found += [f"not written: {why}" for why in said.get("unwritten", [])]
        if self._kept_rows() != self._rows:
            found.append("the instructor's rows of the gradebook changed")
        if observe.manual_scores(self.root):
            found.append("there are scores as if a person had given them")
        for name, old in self._before.items():
            now = self.root / name if name == "source" else self.root / "submitted" / name
            if observe.fingerprint(now) != old:
                found.append(f"{name} was changed")
        found += [f"left in the course: {path}" for path in self._strange()]
        return found

    def _strange(self) -> list[str]:
        """Files of the course that nobody should have made."""
        expected = (
            "source",
            "release",
            "submitted",
            "autograded",
            "feedback",
            "gradebook.db",
            "nbgrader_config.py",
        )
        allowed = (*expected, ".whiteboard-grading.lock")
        return sorted(
            name
            for name in os.listdir(self.root)
            if name not in allowed and not name.startswith("gradebook.db-")
        )

    def _graded_right(self, one: Observed, record: dict[str, Any], history: list[float]) -> list[str]:
        attack = one.attack
        found = []
        most = attack.earns if attack.most is None else attack.most
        if not attack.earns - 1e-9 <= one.points <= most + 1e-9:
            due = f"{attack.earns:g}" if most == attack.earns else f"{attack.earns:g} to {most:g}"
            found.append(f"{one.points:g} points where {due} are due; {_short(record)}")
        if record and abs(record["points"] - one.points) > 1e-9:
            found.append(f"the record says {record['points']:g} points, nbgrader's tables {one.points:g}")
        if one.state not in {str(state) for state in attack.states}:
            found.append(f"ended as {one.state or 'nothing'!r}; {_short(record)}")
        if attack.says and not any(
            attack.says in f"{kind} {cell} {what}" for kind, cell, what in record.get("faults", [])
        ):
            found.append(f"no fault says {attack.says!r}; {_short(record)}")
        if attack.before is not None and POINTS[attack.assignment] not in history:
            found.append(f"the older grade is not in the history: {history}")
        return found

    def _tells_nothing(self, place: Place, record: dict[str, Any], in_words: str) -> list[str]:
        graded = self.root / "autograded" / place.student / self.assignment
        pages = [page.read_text(encoding="utf-8", errors="replace") for page in self._pages(place.student)]
        found = []
        if hidden := hidden_from(observe.text_of(graded) + record.get("whole", "") + in_words, self._secrets):
            found.append(f"the graded folder or the record tells the {', '.join(sorted(hidden))}")
        for page in pages:
            if hidden := hidden_from(page, self._secrets):
                found.append(f"the feedback tells the {', '.join(sorted(hidden))}")
            if running := observe.alive(page):
                found.append(f"the feedback runs {', '.join(running)}")
        if record and record["state"] != "unreadable" and self.is_class and not pages:
            found.append("there is no feedback")
        if odd := observe.odd_files(graded):
            found.append(f"the graded folder holds {odd}")
        if (size := observe.size_of(graded)) > _LARGEST:
            found.append(f"the graded folder has {size:,} bytes")
        if control := _CONTROL.search(in_words):
            found.append(f"the command line shows {control[0]!a}")
        return found

    def _neighbors(
        self, student: str, earned: dict[str, float], records: dict[str, Any], honest_folder: str
    ) -> list[str]:
        number = int(student.removeprefix("learner-"))
        found = []
        for other in (f"learner-{number - 1:03}", f"learner-{number + 1:03}"):
            if not (self.root / "submitted" / other / self.assignment).is_dir():
                continue
            due = POINTS[self.assignment]
            if earned.get(other) != due:
                found.append(f"{other} beside it has {earned.get(other)}; {_short(records.get(other, {}))}")
            elif records.get(other, {}).get("state") != "graded":
                found.append(f"{other} beside it ended as {_short(records.get(other, {}))}")
            elif observe.fingerprint(self.root / "autograded" / other) != honest_folder:
                found.append(f"the graded folder of {other} beside it is not as it would be")
        return found

    def _feedback(self) -> None:
        made = nbgrader(self.root, "generate_feedback", self.assignment, seconds=_PATIENCE)
        if made.returncode != 0 and not (self.root / "feedback").is_dir():
            self.problem(f"no feedback could be made: {made.stderr[-500:]}")
        shutil.rmtree(self.root.parent / f"{self.root.name}-state", ignore_errors=True)

    def _pages(self, student: str) -> list[Path]:
        return sorted((self.root / "feedback" / student / self.assignment).glob("*.html"))


def _short(record: dict[str, Any]) -> str:
    if not record:
        return "no record"
    faults = "; ".join(f"{kind} {cell}: {what}"[:160] for kind, cell, what in record["faults"][:4])
    return f"{record['state']} ({faults})"


def path_without(program: str, folder: Path) -> str:
    """A folder for PATH with links to all programs but one."""
    folder.mkdir()
    for place in os.environ.get("PATH", os.defpath).split(os.pathsep):
        with suppress(OSError):
            for name in os.listdir(place):
                link = folder / name
                if name != program and not os.path.lexists(link):
                    link.symlink_to(Path(place, name))
    return str(folder)
