"""What an attack is, and the place in which it is handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.attacks.course import KATA, POINTS, Cell, Material, Notebook, write_notebook
from tests.attacks.planted import Planted
from whiteboard.grading.outcome import State

GRADED = frozenset({State.GRADED})
FAULTY = frozenset({State.FAULTY})
UNREADABLE = frozenset({State.UNREADABLE})
READABLE = GRADED | FAULTY


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one submission lies, and what an attacker who knows the course well would know.

    Parameters
    ----------
    course : Path
        The course's folder.
    student, neighbor : str
        Whose submission this is, and an honest learner of the same course.
    assignment : str
        Which.
    material : Material
        The honest and the released notebooks.
    planted : Planted
        What there is to be read.
    held : bool
        Whether something holds the code. Where nothing does, bombs are small.
    """

    course: Path
    student: str
    neighbor: str
    assignment: str
    material: Material
    planted: Planted
    held: bool = True

    @property
    def folder(self) -> Path:
        return self.course / "submitted" / self.student / self.assignment

    @property
    def notebook_path(self) -> Path:
        return self.folder / f"{self.assignment}.ipynb"

    def empty(self) -> Notebook:
        return self.material.empty(self.assignment)

    def honest(self) -> Notebook:
        return self.material.honest(self.assignment)

    def hand_in(self, notebook: Notebook, *, name: str = "") -> None:
        """Write the notebook into the submitted folder."""
        write_notebook(self.folder / f"{name or self.assignment}.ipynb", notebook)

    def file(self, name: str, content: str | bytes) -> Path:
        """Write a file beside the notebook."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def fill(self, text: str) -> str:
        """An attack's text with this place's paths and names in it."""
        names = {
            "COURSE": self.course,
            "GRADEBOOK": self.course / "gradebook.db",
            "SOURCE": self.course / "source" / self.assignment / f"{self.assignment}.ipynb",
            "OTHER": self.course / "submitted" / self.neighbor / self.assignment / f"{self.assignment}.ipynb",
            "HOME": self.planted.home_file,
            "VARIABLE": self.planted.variable,
            "PORT": self.planted.port,
            "ADDRESS": self.planted.address,
            "SOCKET": self.planted.socket,
            "LEFT": self.planted.left,
            "STUDENT": self.student,
            "NEIGHBOR": self.neighbor,
            "ASSIGNMENT": self.assignment,
            "HELD": self.held,
        }
        for name, value in names.items():
            text = text.replace(f"@{name}@", str(value))
        return text


Build = Callable[[Place], None]


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One hostile or broken submission, and what an honest reading makes of it.

    Parameters
    ----------
    name : str
        Short, for tests and the table.
    tries : str
        What it tries, in a sentence.
    build : callable
        Writes the submitted folder.
    assignment : str
        Which of the two.
    earns : float
        The points of an honest reading, without a person's.
    states : frozenset of State
        How it may end.
    before : callable, optional
        Writes what the same learner handed in earlier, which is graded first.
    says : str
        A word that a fault or the graded notebook must hold, where an instructor has to learn of it.
    confined : bool
        Whether it reads, connects, or reaches for other processes; such are run a second time without bubblewrap.
    most : float, optional
        The most that it may earn, where an honest reading may still find something in what was handed in.
    remains : str
        What is not prevented, if anything.
    """

    name: str
    tries: str
    build: Build
    assignment: str = KATA
    earns: float = 0.0
    states: frozenset[State] = READABLE
    before: Build | None = None
    says: str = ""
    confined: bool = False
    most: float | None = None
    remains: str = ""
    theme: str = field(default="", compare=False)


def full(assignment: str) -> float:
    """What an honest submission earns."""
    return POINTS[assignment]


def cell(notebook: Notebook, grade_id: str) -> Cell:
    """The cell of a grade id."""
    return next(one for one in notebook["cells"] if marks(one).get("grade_id") == grade_id)


def marks(one: Cell) -> dict[str, object]:
    """nbgrader's metadata of a cell."""
    found: dict[str, object] = one["metadata"].get("nbgrader", {})
    return found


def tests(notebook: Notebook) -> list[Cell]:
    """The instructor's test cells."""
    return [one for one in notebook["cells"] if marks(one).get("grade") and not marks(one).get("solution")]


def free(source: str, *, kind: str = "code", name: str = "free") -> Cell:
    """A cell of the learner's own."""
    made: Cell = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def first(notebook: Notebook, *sources: str) -> Notebook:
    """The notebook with cells of the learner's own above all others."""
    notebook["cells"][:0] = [free(source, name=f"free-{number}") for number, source in enumerate(sources)]
    return notebook


def code(
    name: str,
    tries: str,
    *sources: str,
    honest: bool = False,
    earns: float | None = None,
    states: frozenset[State] = READABLE,
    confined: bool = False,
    says: str = "",
    remains: str = "",
    files: dict[str, str] | None = None,
) -> Attack:
    """An attack by code in the learner's own cells, at the top of an untouched or an honest notebook."""

    def build(place: Place) -> None:
        notebook = place.honest() if honest else place.empty()
        place.hand_in(first(notebook, *(place.fill(source) for source in sources)))
        for path, content in (files or {}).items():
            place.file(path, place.fill(content))

    if earns is None:
        earns = full(KATA) if honest else 0.0
    return Attack(
        name=name,
        tries=tries,
        build=build,
        earns=earns,
        states=states,
        confined=confined,
        says=says,
        remains=remains,
    )


def answers(
    name: str,
    tries: str,
    given: dict[str, str],
    *,
    earns: float,
    assignment: str = KATA,
    base: str = "empty",
    states: frozenset[State] = READABLE,
    says: str = "",
    confined: bool = False,
    remains: str = "",
    most: float | None = None,
) -> Attack:
    """An attack by what is typed into answer cells."""

    def build(place: Place) -> None:
        notebook = place.honest() if base == "honest" else place.empty()
        for grade_id, source in given.items():
            cell(notebook, grade_id)["source"] = place.fill(source)
        place.hand_in(notebook)

    return Attack(
        name=name,
        tries=tries,
        build=build,
        assignment=assignment,
        earns=earns,
        states=states,
        says=says,
        confined=confined,
        remains=remains,
        most=most,
    )


def changed(
    name: str,
    tries: str,
    change: Callable[[Notebook], object],
    *,
    base: str = "empty",
    assignment: str = KATA,
    earns: float | None = None,
    states: frozenset[State] = READABLE,
    says: str = "",
    remains: str = "",
    most: float | None = None,
) -> Attack:
    """An attack by a notebook that is changed as JSON."""

    def build(place: Place) -> None:
        notebook = place.honest() if base == "honest" else place.empty()
        change(notebook)
        place.hand_in(notebook)

    if earns is None:
        earns = full(assignment) if base == "honest" else 0.0
    return Attack(
        name=name,
        tries=tries,
        build=build,
        assignment=assignment,
        earns=earns,
        states=states,
        says=says,
        remains=remains,
        most=most,
    )


def content(
    name: str,
    tries: str,
    made: Callable[[Place], bytes],
    *,
    assignment: str = KATA,
    earns: float = 0.0,
    states: frozenset[State] = UNREADABLE,
    says: str = "",
) -> Attack:
    """An attack by the bytes of the notebook's file."""

    def build(place: Place) -> None:
        place.file(f"{place.assignment}.ipynb", made(place))

    return Attack(
        name=name, tries=tries, build=build, assignment=assignment, earns=earns, states=states, says=says
    )


def themed(theme: str, attacks: Iterable[Attack]) -> tuple[Attack, ...]:
    """The attacks of a theme, with its name."""
    from dataclasses import replace

    return tuple(replace(attack, theme=theme) for attack in attacks)
