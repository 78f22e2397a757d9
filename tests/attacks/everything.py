"""All attacks, run in the ways that there are, once for whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tests.attacks.catalogue import ATTACKS, of
from tests.attacks.course import ASSIGNMENTS, generate
from tests.attacks.planted import planted
from tests.attacks.run import Bench, Observed, path_without


@dataclass
class Ran:
    """One way of running attacks: what came of each by name, and of the run as a whole."""

    observed: dict[str, Observed] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class Everything:
    """Attacks in a folder of their own; each way of running them is run when it is first asked for.

    Parameters
    ----------
    folder : Path
        Where courses are made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template"

    @cached_property
    def between(self) -> Ran:
        """Each between two honest learners, all in one class."""
        return self._run("between", lambda bench, assignment: bench.between(of(assignment)))

    @cached_property
    def alone(self) -> Ran:
        """Each in a course of its own."""
        return self._run("alone", lambda bench, assignment: bench.alone(of(assignment)))

    @cached_property
    def without_bubblewrap(self) -> Ran:
        """Those that read, connect or reach for processes, on a machine without bubblewrap."""
        confined = [attack for attack in ATTACKS if attack.confined]
        path = path_without("bwrap", self._made() / "programs")
        return self._run(
            "without-bubblewrap",
            lambda bench, assignment: bench.between(
                [attack for attack in confined if attack.assignment == assignment]
            ),
            path=path,
            may_refuse=True,
        )

    def _made(self) -> Path:
        if not self._template.exists():
            generate(self._template)
        return self._folder

    def _run(
        self,
        name: str,
        action: Callable[[Bench, str], list[Observed]],
        *,
        path: str | None = None,
        may_refuse: bool = False,
    ) -> Ran:
        ran = Ran()
        folder = self._made() / name
        folder.mkdir()
        with planted() as secrets:
            bench = Bench(folder, self._template, secrets, path=path, may_refuse=may_refuse)
            for assignment in ASSIGNMENTS:
                for observed in action(bench, assignment):
                    ran.observed[observed.attack.name] = observed
            ran.problems = bench.run_problems
        return ran
