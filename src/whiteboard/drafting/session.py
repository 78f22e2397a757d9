"""What a notebook remembers: the problem, the drafts typed so far, the hints already given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from whiteboard.draft.board import SECTIONS, Board, attribute
from whiteboard.drafting.cell_lines import DraftCell, GradeLine, named
from whiteboard.judge import judge
from whiteboard.notation import read_board, read_section
from whiteboard.problems import Problem, load
from whiteboard.report import Report
from whiteboard.rules import CLOSURE


@dataclass
class Session:
    """One kernel's drafts. Running a draft cell again replaces its section.

    Examples
    --------
    >>> session = Session()
    >>> session.set_problem("twitter")
    >>> session.draft("api", "GET /feed").outcome("api").value
    'incomplete'
    """

    problem: Problem | None = None
    hints_given: dict[tuple[str, str], int] = field(default_factory=dict)
    _boards: dict[str, dict[str, Board]] = field(default_factory=dict)
    _from_whole: dict[str, frozenset[str]] = field(default_factory=dict)
    _reports: dict[tuple[str, str], tuple[Board, Report]] = field(default_factory=dict)

    @property
    def boards(self) -> dict[str, Board]:
        """The drafts of the chosen problem, by section: each problem has drafts of its own."""
        return self._boards.setdefault(self._name, {})

    @property
    def _name(self) -> str:
        return self.problem.name if self.problem else ""

    def set_problem(self, name: str) -> None:
        """Choose the problem that drafts are judged against; what was drafted without one becomes its own.

        Raises
        ------
        KeyError
            For an unknown problem; the message lists those there are.
        """
        self.problem = load(name)
        early = self._boards.pop("", {})
        for section, board in early.items():
            self.boards.setdefault(section, board)

    @contextmanager
    def about(self, name: str | None) -> Iterator[None]:
        """Another problem for as long as the block lasts; None leaves the chosen one.

        Raises
        ------
        KeyError
            For an unknown problem; the message lists those there are.
        """
        before = self.problem
        if name is not None:
            self.problem = load(name)
        try:
            yield
        finally:
            self.problem = before

    def draft(self, section: str, text: str) -> Report:
        """Read a section's text, keep it, and judge it.

        Raises
        ------
        KeyError
            For an unknown section; the message lists those there are.
        """
        name = known(section)
        self.boards[name] = read_section(name, text)
        self._from_whole[self._name] = self._from_whole.get(self._name, frozenset()) - {name}
        return self.report(name)

    def draft_board(self, text: str) -> Report:
        """Read a whole board with its headings, keep each of its sections, and judge it all.

        What the board had when it was last read, and has no longer, is forgotten.
        """
        read = read_board(text)
        sections = {name: found for name in SECTIONS if (found := read.section(name)) is not None}
        for name in self._from_whole.get(self._name, frozenset()) - set(sections):
            self.boards.pop(name, None)
        for name, found in sections.items():
            kept: dict[str, Any] = {attribute(name): found}
            self.boards[name] = Board(**kept)
        self._from_whole[self._name] = frozenset(sections)
        return judge(read, problem=self.problem)

    def draft_cell(self, cell: DraftCell) -> Report:
        """What a draft cell says: its section, or a whole board, for the problem it names.

        Raises
        ------
        KeyError
            For an unknown section or problem.
        """
        with self.about(cell.problem):
            return self.draft(cell.section, cell.text) if cell.section else self.draft_board(cell.text)

    def report_for(self, line: GradeLine) -> Report:
        """The report that a ``%grade`` line asks for.

        Raises
        ------
        KeyError
            For an unknown section or problem.
        """
        with self.about(line.problem):
            return self.report(line.section)

    def whole(self) -> Board:
        """All sections that were drafted so far, as one board."""
        sections: dict[str, Any] = {
            attribute(name): found
            for name, board in self.boards.items()
            if (found := board.section(name)) is not None
        }
        untouched = tuple(name for name in self._typed() if attribute(name) not in sections)
        return Board(untouched=untouched, **sections)

    def judged(self) -> Report:
        """Judge all that was drafted so far, the connections between sections included."""
        sections = [*self._typed(), CLOSURE] if self.boards else []
        return judge(self.whole(), problem=self.problem, sections=sections)

    def _typed(self) -> list[str]:
        return [name for name in SECTIONS if name in self.boards]

    def board(self, section: str) -> Board:
        """The section as it was last read; an empty board where none was typed."""
        name = known(section)
        return self.boards.get(name, Board(untouched=(name,)))

    def report(self, section: str) -> Report:
        """Judge the section as it stands; "not attempted" where none was typed.

        ``"closure"`` judges the connections between all sections drafted so far.
        """
        if section == CLOSURE:
            return judge(self.whole(), problem=self.problem, sections=(CLOSURE,))
        name = known(section)
        board = self.board(name)
        # A draft cell and the cell that gives its points ask one after the other.
        last = self._reports.get((self._name, name))
        if last is None or last[0] is not board:
            last = self._reports[self._name, name] = (
                board,
                judge(board, problem=self.problem, sections=(name,)),
            )
        return last[1]

    def hint(self, section: str) -> str:
        """The next hint for a section: a question, a direction, a partial example; then the last again.

        Raises
        ------
        LookupError
            When no problem is set, or it has no hint for the section.
        """
        section = section if section == CLOSURE else known(section)
        if self.problem is None:
            raise LookupError("hints belong to a problem; set one first, such as  %problem twitter")
        stages = self.problem.hints.get(section, ())
        if not stages:
            raise LookupError(f"problem {self.problem.name} has no hint for {section}")
        given = (self.problem.name, section)
        position = min(self.hints_given.get(given, 0), len(stages) - 1)
        self.hints_given[given] = position + 1
        return f"Hint {position + 1} of {len(stages)}: {stages[position]}"


def known(section: str) -> str:
    """The section's name, when there is one of that name; hyphens and underscores stand for its spaces.

    Raises
    ------
    KeyError
        The message lists the sections there are.
    """
    name = named(section)
    if name not in SECTIONS:
        raise KeyError(f"no section {section!r}; there are {', '.join(SECTIONS)}")
    return name
