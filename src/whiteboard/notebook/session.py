"""What a notebook remembers: the problem, the drafts typed so far, the hints already given."""

from __future__ import annotations

from dataclasses import dataclass, field

from whiteboard.draft.board import SECTIONS, Board
from whiteboard.judge import judge
from whiteboard.notation import read_section
from whiteboard.problems import Problem, load
from whiteboard.report import Report


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
    boards: dict[str, Board] = field(default_factory=dict)
    hints_given: dict[str, int] = field(default_factory=dict)

    def set_problem(self, name: str) -> None:
        """Choose the problem that drafts are judged against.

        Raises
        ------
        KeyError
            For an unknown problem; the message lists those there are.
        """
        self.problem = load(name)
        self.hints_given.clear()

    def draft(self, section: str, text: str) -> Report:
        """Read a section's text, keep it, and judge it.

        Raises
        ------
        KeyError
            For an unknown section; the message lists those there are.
        """
        self.boards[known(section)] = read_section(section, text)
        return self.report(section)

    def board(self, section: str) -> Board:
        """The section as it was last read; an empty board where none was typed."""
        return self.boards.get(known(section), Board(untouched=(section,)))

    def report(self, section: str) -> Report:
        """Judge the section as it stands; "not attempted" where none was typed."""
        return judge(self.board(section), problem=self.problem, sections=(section,))

    def hint(self, section: str) -> str:
        """The next hint for a section: a question, a direction, a partial example; then the last again.

        Raises
        ------
        LookupError
            When no problem is set, or it has no hint for the section.
        """
        known(section)
        if self.problem is None:
            raise LookupError("hints belong to a problem; set one first, such as  %problem twitter")
        stages = self.problem.hints.get(section, ())
        if not stages:
            raise LookupError(f"problem {self.problem.name} has no hint for {section}")
        position = min(self.hints_given.get(section, 0), len(stages) - 1)
        self.hints_given[section] = position + 1
        return f"Hint {position + 1} of {len(stages)}: {stages[position]}"


def known(section: str) -> str:
    """The section's name, when there is one of that name.

    Raises
    ------
    KeyError
        The message lists the sections there are.
    """
    if section not in SECTIONS:
        raise KeyError(f"no section {section!r}; there are {', '.join(SECTIONS)}")
    return section
