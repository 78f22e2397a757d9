"""A learner's code, cell by cell, in a guest that is started again when a cell takes it down."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whiteboard.grading import outputs
from whiteboard.grading.outcome import Fault
from whiteboard.grading.settings import Settings

if TYPE_CHECKING:
    from whiteboard.grading.code_tests import Tested, TestNamespace
    from whiteboard.grading.guest import Guest, Host

_MOST_RESTARTS = 3


class Hosts:
    """The warm parent of guests, started when it is first asked for.

    Parameters
    ----------
    given : Host or None
        A parent that somebody else owns.
    settings : Settings
        How a parent is started where none was given.
    """

    def __init__(self, given: Host | None, settings: Settings) -> None:
        self._given = given
        self._own: Host | None = None
        self._settings = settings
        self._used = False

    def host(self) -> Host:
        """The parent."""
        self._used = True
        if self._given is not None:
            return self._given
        if self._own is None:
            from whiteboard.grading.guest import Host

            self._own = Host.start(settings=self._settings)
        return self._own

    @property
    def protections(self) -> tuple[str, ...]:
        """What held the code that ran; nothing where none ran."""
        return tuple(self.host().protections) if self._used else ()

    def close(self) -> None:
        """End the parent that was started here."""
        if self._own is not None:
            self._own.close()


class CodeRun:
    """One notebook's code. A cell that takes its guest down is left out, and the others are run again.

    Parameters
    ----------
    hosts : Hosts
        Where guests come from; none is started before there is something to run.
    files : mapping of str to bytes
        The files beside the notebook.
    settings : Settings
        What code may use.
    instructor_cells : sequence of str
        The instructor's cells that are no tests; what they import is the judge's own in tests.
    left_out : collection of str
        Names of cells that took a guest down in an earlier run, and are not tried again.
    """

    def __init__(
        self,
        hosts: Hosts,
        files: Mapping[str, bytes],
        settings: Settings,
        *,
        instructor_cells: Sequence[str] = (),
        left_out: Collection[str] = (),
    ) -> None:
        self.faults: list[Fault] = []
        self.lost: set[str] = set(left_out)
        self._hosts = hosts
        self._files = files
        self._settings = settings
        self._guest: Guest | None = None
        self._namespace: TestNamespace | None = None
        self._instructor_cells = tuple(instructor_cells)
        self._done: list[tuple[str, str]] = []
        self._restarts = 0
        self._ends = time.monotonic() + settings.limits.total_seconds
        self._stopped = ""

    def run(self, source: str, *, name: str, cell: str = "", painted: bool = True) -> list[dict[str, Any]]:
        """Run one of the learner's cells.

        Parameters
        ----------
        source : str
            Its text.
        name : str
            What the learner knows it by, for messages.
        cell : str
            Its grade id, where it has one.
        painted : bool
            False where its outputs will not be shown.

        Returns
        -------
        list of dict
            Its outputs; a sentence where it could not be run or did not come to its end.
        """
        from whiteboard.grading.guest import GuestGone

        if name in self.lost:
            return []
        if self._over():
            return [outputs.said(f"This cell was not run: {self._stopped}.")]
        try:
            ran = self._ready().run(source, name=name, painted=painted)
        except GuestGone as gone:
            self._lost(gone, name, cell)
            return [outputs.said(f"This cell did not come to its end: {gone}.")]
        self._done.append((source, name))
        return ran.outputs

    def test(self, source: str, *, points: float, cell: str) -> Tested:
        """Run one of the instructor's tests here, on what the guest answers.

        Parameters
        ----------
        source : str
            The test, hidden parts included.
        points : float
            The most that it gives.
        cell : str
            Its grade id.
        """
        from whiteboard.grading.code_tests import Tested, TestNamespace, run_test
        from whiteboard.grading.guest import GuestGone

        said = ""
        if not self._over():
            if self._namespace is None:
                self._namespace = TestNamespace(self._instructor_cells)
            try:
                guest = self._ready()
                return run_test(source, guest=guest, points=points, name=cell, namespace=self._namespace)
            except GuestGone as gone:
                self._lost(gone, cell, cell)
                said = f"This test did not come to its end: {gone}."
        said = said or f"This test was not run: {self._stopped}."
        fault = Fault(kind="test not run", what=said, cell=cell)
        return Tested(points=0.0, outputs=[outputs.said(said)], error="", fault=fault)

    def close(self) -> None:
        """End the guest, and all that it started."""
        if self._guest is not None:
            self._guest.close()
            self._guest = None

    def _over(self) -> bool:
        if not self._stopped and time.monotonic() > self._ends:
            seconds = self._settings.limits.total_seconds
            self._stopped = f"the notebook's {seconds:g} seconds were used up before it"
            self.faults.append(Fault(kind="time-out", what=self._stopped))
        return bool(self._stopped)

    def _ready(self) -> Guest:
        """A guest in which all cells so far have run, but those that took one down."""
        if self._guest is None:
            self._guest = self._hosts.host().guest(self._files)
            for source, name in self._done:
                self._guest.run(source, name=name, painted=False)
        return self._guest

    def _lost(self, gone: Exception, name: str, cell: str) -> None:
        self.close()
        self.lost.add(name)
        self._restarts += 1
        kind = getattr(gone, "kind", "died")
        what = f"{name}: {gone}; it was left out, and the cells after it ran without it"
        self.faults.append(Fault(kind=kind, what=what, cell=cell))
        if self._restarts > _MOST_RESTARTS:
            self._stopped = f"cells before it stopped the run {self._restarts} times"
