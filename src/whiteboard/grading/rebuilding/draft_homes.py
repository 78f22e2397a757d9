"""Which of the instructor's draft cells a text belongs to, by its ``%%draft`` line."""

from __future__ import annotations

from whiteboard.drafting.cell_lines import chosen_problem, draft_cell
from whiteboard.grading.assignment import SourceNotebook


class DraftHomes:
    """An instructor's draft cells by section and problem.

    Parameters
    ----------
    notebook : SourceNotebook
        The instructor's version.

    Examples
    --------
    >>> from whiteboard.grading.assignment import SourceCell
    >>> stub = SourceCell(grade_id="bank-api", cell_type="code", source="%%draft api --problem bank", solution=True)
    >>> homes = DraftHomes(SourceNotebook(name="ps1", cells=(stub,)))
    >>> homes.named_by("%%draft --problem bank API\\nGET /accounts")
    'bank-api'
    """

    def __init__(self, notebook: SourceNotebook) -> None:
        chosen: str | None = None
        self._problems: dict[str, str] = {}
        homes: dict[tuple[str, str], list[str]] = {}
        self._first = next(
            (
                name
                for cell in notebook.cells
                if cell.cell_type == "code" and (name := chosen_problem(cell.source))
            ),
            "",
        )
        for cell in notebook.cells:
            is_code = cell.cell_type == "code"
            if is_code and not cell.solution:
                chosen = chosen_problem(cell.source) or chosen
            self._problems[cell.grade_id] = chosen or self._first
            draft = draft_cell(cell.source) if is_code and cell.solution else None
            if draft is not None:
                key = (draft.section, draft.problem or self._problems[cell.grade_id])
                homes.setdefault(key, []).append(cell.grade_id)
        # A line that several cells begin with tells nothing.
        self._homes = {key: names[0] for key, names in homes.items() if len(names) == 1}

    def named_by(self, text: str, above: str = "") -> str:
        """The grade id of the one draft cell that the text's first line names; empty where it names none.

        Parameters
        ----------
        text : str
            A learner's cell.
        above : str
            The grade id of the instructor's cell that it follows, which tells the problem that is chosen there.
        """
        draft = draft_cell(text)
        if draft is None:
            return ""
        return self._homes.get((draft.section, draft.problem or self._problems.get(above, self._first)), "")
