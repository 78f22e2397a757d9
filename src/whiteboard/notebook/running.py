"""The magics that run and draw the drafts: ``%run_design``, ``%what_if``, ``%compare``, ``%draw`` and friends."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.display import display

from whiteboard.draft.board import Board
from whiteboard.drafting.answer import Note, Sentences
from whiteboard.drafting.session import Session
from whiteboard.run.options import faults_of, takes_load
from whiteboard.run.picture.drawing import PICTURES, Wanted, draw
from whiteboard.run.progress import progress_bar

T = TypeVar("T")

_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:\.\.|-)\s*(\d+(?:\.\d+)?)")
_STEPS = 12


class _Options(argparse.ArgumentParser):
    """Options of a magic: a slip is one line, and nothing leaves the kernel."""

    def __init__(self, magic: str) -> None:
        super().__init__(prog=f"%{magic}", add_help=False)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the line, and what would be right."""
        raise UsageError(f"%{self.prog.lstrip('%')}: {message}; {self.format_usage().strip()}")

    def of(self, line: str) -> argparse.Namespace:
        """What a line says."""
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            words = line.split()
        return self.parse_args(words)


@magics_class
class RunningMagics(Magics):  # type: ignore[misc]
    """Magics that run what was drafted so far."""

    def __init__(self, shell: Any, session: Session) -> None:
        super().__init__(shell)
        self.session = session
        self.kept: dict[str, Board] = {}
        self.server: Any = None

    @line_magic
    def run_design(self, line: str) -> Any:
        """Put the drafted design under its own load: ``%run_design --load 10 --fail "tweets db"``.

        Gives the report, so that ``report = %run_design`` can go on from its tables. With faults, what happened
        over time is drawn too.
        """
        options = _Options("run_design")
        takes_load(options)
        options.add_argument("--seconds", type=float)
        options.add_argument("--budget", type=float, default=5.0)
        options.add_argument("--seed", type=int, default=0)
        options.add_argument("--tier")
        given = options.of(line)

        def run() -> Any:
            from whiteboard.run.traffic.running import run_design

            with progress_bar("running the draft", notebook=True) as tell:
                return run_design(
                    self.session.whole(),
                    load=1.0 if given.load is None else given.load,
                    faults=faults_of(given),
                    tier=given.tier,
                    seconds=given.seconds,
                    seed=given.seed,
                    budget=given.budget,
                    progress=tell,
                )

        report = _told(run)
        if report.timeline is not None:
            from whiteboard.run.picture.timeline import timeline_picture

            display(timeline_picture(report.timeline, report.faults))
        return report

    @line_magic
    def draw(self, line: str) -> Any:
        """Draw what was drafted: ``%draw``, ``%draw storage``, ``%draw latency getFeed``, ``%draw --load 10``."""
        options = _Options("draw")
        options.add_argument("what", nargs="*", default=[], metavar="|".join(PICTURES))
        takes_load(options)
        given = options.of(line)
        what, item = (given.what[0], " ".join(given.what[1:])) if given.what else ("design", "")
        wanted = _told(lambda: Wanted(load=given.load, faults=faults_of(given), item=item, engine="own"))
        return _told(lambda: draw(self.session.whole(), what, wanted))

    @line_magic
    def what_if(self, line: str) -> Any:
        """Sweep one parameter and draw it: ``%what_if load``, ``%what_if api server replicas 1..8``.

        Also ``feed cache hit 0 50 90 99`` and ``tweets db time 0.001 0.01``. Gives the table; the picture is
        shown.
        """
        parameter, values = _swept(line)

        def run() -> Any:
            from whiteboard.run.traffic.what_if import sweep

            with progress_bar(f"sweeping {parameter}", notebook=True) as tell:
                return sweep(self.session.whole(), parameter, values, progress=tell)

        frame = _told(run)
        from whiteboard.run.picture.sweep import sweep_picture

        display(sweep_picture(frame))
        return frame

    @line_magic
    def keep(self, line: str) -> None:
        """Keep the drafts as they are now under a name, to compare with later: ``%keep first``."""
        name = line.strip()
        if not name:
            raise UsageError("usage: %keep NAME, as in  %keep first")
        self.kept[name] = self.session.whole()
        display(Note(f"Kept as {name}. Change the draft, then  %compare {name}"))

    @line_magic
    def compare(self, line: str) -> Any:
        """Hold the drafts as they are now against kept ones: ``%compare first``."""
        name = line.strip()
        if name not in self.kept:
            there = ", ".join(self.kept) or "none yet; keep one with  %keep first"
            raise UsageError(f"usage: %compare NAME; kept are: {there}")

        def run() -> Any:
            from whiteboard.run.traffic.what_if import compare

            now = "now" if name != "now" else "the draft"
            return compare(self.kept[name], self.session.whole(), names=(name, now))

        return _told(run)

    @line_magic
    def serve(self, line: str) -> Any:
        """Serve the drafted API on this machine, with a page to try it from: ``%serve``; ``%serve stop`` ends it.

        Gives the server: ``server = %serve``, then ``server.client().get("/feed")``. Serving again replaces it.
        """
        words = line.split("#", maxsplit=1)[0].split()
        if words == ["stop"]:
            if self.server is not None:
                self.server.stop()
            self.server = None
            display(Note("No server is running."))
            return None
        if words:
            raise UsageError("usage: %serve, or  %serve stop")
        api = self.session.whole().api
        if api is None or api.is_empty:
            raise UsageError("There is no api section to serve. Draft one first:  %%draft api")

        def run() -> Any:
            from whiteboard.run.serving import serve

            return serve(api)

        self.server = _told(run)
        return self.server

    @line_magic
    def availability(self, line: str) -> None:
        """Show how much of the time each operation is answered, with the arithmetic."""
        _Options("availability").of(line)
        report = _told(self._computed)
        display(Sentences([(found.in_words, found.lines) for found in report.availabilities]))

    @line_magic
    def blast_radius(self, line: str) -> Any:
        """Give a table of which operations lose service when a component fails."""
        _Options("blast_radius").of(line)
        return _told(self._computed).blast_radius

    @line_magic
    def cost(self, line: str) -> Any:
        """Give what the design costs a month, very roughly, and show where the prices are from."""
        _Options("cost").of(line)
        report = _told(self._computed)
        frame = report.cost
        display(Note(f"About ${frame.attrs['total']:,.0f} a month. Prices: {frame.attrs['source']}."))
        return frame.drop(columns=["each"])

    def _computed(self) -> Any:
        from whiteboard.run.traffic.running import run_design

        return run_design(self.session.whole(), tier="closed form")


def _swept(line: str) -> tuple[str, list[float] | None]:
    """A parameter's name and its values: "api server replicas 1..8"."""
    words = line.split("#", maxsplit=1)[0].replace(",", " ").split()
    place = len(words)
    while place > 0 and re.fullmatch(r"\d+(?:\.\d+)?%?|\d+(?:\.\d+)?\.\.\d+(?:\.\d+)?", words[place - 1]):
        place -= 1
    parameter, typed = " ".join(words[:place]) or "load", words[place:]
    if not typed:
        return parameter, None
    values: list[float] = []
    for word in typed:
        between = _RANGE.fullmatch(word)
        if between:
            values += _between(float(between[1]), float(between[2]))
        else:
            values.append(float(word.rstrip("%")))
    return parameter, values


def _between(low: float, high: float) -> list[float]:
    if high < low:
        low, high = high, low
    whole = low == int(low) and high == int(high)
    if whole and high - low <= _STEPS:
        return [float(value) for value in range(int(low), int(high) + 1)]
    step = (high - low) / (_STEPS - 1)
    made = [low + step * place for place in range(_STEPS)]
    return sorted({float(round(value)) for value in made}) if whole else made


def _told(action: Callable[[], T]) -> T:
    """Do it; what stands in the way becomes one line without a traceback."""
    try:
        return action()
    except (LookupError, ValueError) as error:
        raise UsageError(str(error.args[0]) if error.args else type(error).__name__) from None
