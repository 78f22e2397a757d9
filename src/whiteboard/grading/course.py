"""A course's folder: where things lie, and what its instructor set, as nbgrader has it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whiteboard.grading.names import check_name, why_not
from whiteboard.grading.nbgrader_settings import file_mode, grading_settings, jobs, load_settings, setting
from whiteboard.grading.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from traitlets.config import Config

    from whiteboard.grading.assignment import Assignment
    from whiteboard.grading.gradebook import Book
    from whiteboard.grading.gradebook.late import LatePenalty

_IGNORE = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback"]  # nbgrader's own default


class CourseError(ValueError):
    """A folder or setting that a course cannot have; the text says which, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A course: nbgrader's settings that grading needs, and ours.

    Parameters
    ----------
    root : Path
        The course's folder, absolute.
    db_url : str
        The gradebook's URL; a file's path in it is absolute.
    course_id : str
        nbgrader's name of the course.
    directory_structure : str
        nbgrader's pattern below `root`.
    source_directory, release_directory, submitted_directory, autograded_directory, feedback_directory : str
        The names of the steps in that pattern.
    groupshared : bool
        Whether other instructors of the group may write.
    permissions : int
        The mode of graded files.
    student_id_exclude : tuple of str
        Students who are left out.
    ignore : tuple of str
        Patterns of files and folders that nbgrader leaves out.
    exclude_overwriting : mapping of str to sequence of str
        By assignment, files beside the notebooks that stay the learner's.
    settings : Settings
        What grading may do.
    jobs : int or None
        Processes that grade at once; None leaves it to the machine.
    config : traitlets.config.Config, optional
        All settings, for a plugin of the instructor's.
    """

    root: Path
    db_url: str
    course_id: str = ""
    directory_structure: str = "{nbgrader_step}/{student_id}/{assignment_id}"
    source_directory: str = "source"
    release_directory: str = "release"
    submitted_directory: str = "submitted"
    autograded_directory: str = "autograded"
    feedback_directory: str = "feedback"
    groupshared: bool = False
    permissions: int = 0o444
    student_id_exclude: tuple[str, ...] = ()
    ignore: tuple[str, ...] = tuple(_IGNORE)
    exclude_overwriting: Mapping[str, Any] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    jobs: int | None = None
    config: Config | None = field(default=None, repr=False, compare=False)

    @classmethod
    def load(cls, root: Path, overrides: Mapping[str, Mapping[str, Any]] | None = None) -> Course:
        """Read the course in a folder, with ``nbgrader_config.py`` or ``.json`` there and in Jupyter's folders.

        Parameters
        ----------
        root : Path
            The course's folder.
        overrides : mapping, optional
            Settings that go over the files: ``{"WhiteboardGrading": {"isolation": "full"}}``.

        Raises
        ------
        SettingsError
            When a file cannot be read, or a setting has no meaning.
        CourseError
            When there is no such folder.
        """
        folder = Path(root).absolute()
        if not folder.is_dir():
            raise CourseError(f"{folder} is no folder; name the folder with nbgrader_config.py and source/")
        config = load_settings(folder, overrides)
        configured = setting(config, "CourseDirectory", "root", str, "")
        if configured:
            folder = Path(os.path.normpath(folder / configured))
        values = {name: setting(config, "CourseDirectory", name, str, "") for name in _texts()}
        return cls._made(folder, {name: value for name, value in values.items() if value}, config)

    @classmethod
    def of(cls, coursedir: Any, config: Config) -> Course:
        """The course of an nbgrader that is running.

        Parameters
        ----------
        coursedir : nbgrader.coursedir.CourseDirectory
            As nbgrader's command or formgrader set it up.
        config : traitlets.config.Config
            The settings of whoever asks, such as the converter.
        """
        folder = Path(coursedir.root).absolute()
        return cls._made(
            folder, {name: str(getattr(coursedir, name)) for name in _texts()}, config, coursedir
        )

    @classmethod
    def _made(cls, root: Path, texts: dict[str, str], config: Config, live: Any = None) -> Course:
        def directory(name: str, kind: type, default: Any) -> Any:
            return (
                getattr(live, name)
                if live is not None
                else setting(config, "CourseDirectory", name, kind, default)
            )

        groupshared = directory("groupshared", bool, False)
        excluded = directory("student_id_exclude", str, "")
        made = {name: value for name, value in texts.items() if name != "db_url"}
        return cls(
            root=root,
            db_url=absolute_url(texts.get("db_url", "") or f"sqlite:///{root / 'gradebook.db'}", root),
            groupshared=groupshared,
            permissions=file_mode(config, groupshared),
            student_id_exclude=tuple(name.strip() for name in excluded.split(",") if name.strip()),
            ignore=tuple(str(pattern) for pattern in directory("ignore", list, list(_IGNORE))),
            exclude_overwriting=setting(config, "Autograde", "exclude_overwriting", dict, {}),
            settings=grading_settings(config),
            jobs=jobs(config),
            config=config,
            **made,
        )

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """The folder of a step: ``course.folder(course.submitted_directory, "learner-007", "ps1")``.

        Parameters
        ----------
        step : str
            One of the step's names.
        student : str
            Whose; ``"."`` for the instructor's own.
        assignment : str
            Which.

        Raises
        ------
        BadName
            When a name would lead elsewhere, or nbgrader could not hold it.
        CourseError
            When the course's ``directory_structure`` is none.
        """
        if student != ".":
            check_name("student", student)
        check_name("assignment", assignment)
        names = {"nbgrader_step": step, "student_id": student, "assignment_id": assignment}
        try:
            below = self.directory_structure.format(**names)
        except (KeyError, IndexError, ValueError) as error:
            raise CourseError(
                f"c.CourseDirectory.directory_structure is {self.directory_structure!r}; it may hold "
                "{nbgrader_step}, {student_id} and {assignment_id}, and no other braces"
            ) from error
        return Path(os.path.normpath(self.root / below))

    def source(self, assignment: str) -> Path:
        """The folder of an assignment as its instructor writes it."""
        return self.folder(self.source_directory, ".", assignment)

    def release(self, assignment: str) -> Path:
        """The folder of an assignment as learners get it."""
        return self.folder(self.release_directory, ".", assignment)

    def submitted(self, student: str, assignment: str) -> Path:
        """The folder that a learner handed in."""
        return self.folder(self.submitted_directory, student, assignment)

    def autograded(self, student: str, assignment: str) -> Path:
        """The folder of a graded submission."""
        return self.folder(self.autograded_directory, student, assignment)

    def submissions(self, assignment: str) -> list[tuple[str, Path]]:
        """What was handed in for an assignment, by student; also folders without a notebook, and what is no folder.

        Students who are excluded, and those whom `refused` names, are left out.

        Returns
        -------
        list of (str, Path)
            Student and folder, sorted by student.
        """
        found = []
        for student in self._students(assignment):
            if student not in self.student_id_exclude and why_not("student", student) is None:
                found.append((student, self.submitted(student, assignment)))
        return sorted(found)

    def refused(self, assignment: str) -> dict[str, str]:
        """Submitted folders whose name can be no student's: the name as Python shows it, and why in words."""
        reasons = {student: why_not("student", student) for student in self._students(assignment)}
        return {ascii(student): why for student, why in sorted(reasons.items()) if why is not None}

    def _students(self, assignment: str) -> Iterator[str]:
        check_name("assignment", assignment)
        parts = Path(self.directory_structure).parts
        place = next((number for number, part in enumerate(parts) if "{student_id}" in part), None)
        if place is None:
            raise CourseError(
                f"c.CourseDirectory.directory_structure is {self.directory_structure!r}; "
                "it must hold {student_id}"
            )
        self.submitted("a", assignment)  # a structure that nothing can fill is refused here
        names = {"nbgrader_step": self.submitted_directory, "assignment_id": assignment}
        above = self.root.joinpath(*(part.format(**names) for part in parts[:place]))
        before, _, after = parts[place].format(student_id="\0", **names).partition("\0")
        pattern = re.compile(re.escape(before) + "(.+?)" + re.escape(after).replace("\0", r"\1"), re.DOTALL)
        try:
            entries = sorted(os.listdir(above))
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            named = pattern.fullmatch(entry)
            if named is None or entry.startswith("."):
                continue
            names["student_id"] = named[1]
            below = above.joinpath(entry, *(part.format(**names) for part in parts[place + 1 :]))
            if os.path.lexists(below):
                yield named[1]

    def late_penalty(self) -> LatePenalty | None:
        """What the configured plugin takes off for lateness; None where that is nothing, as by default."""
        from whiteboard.grading.gradebook.late import configured_penalty

        return configured_penalty(self.config, self.root)

    def gradebook(self) -> Book:
        """Open the course's gradebook, with its penalty for lateness; use it in a ``with``."""
        from whiteboard.grading.gradebook import Book

        return Book.open(self.db_url, self.course_id, late_penalty=self.late_penalty())

    def assignment(self, book: Book, name: str) -> Assignment:
        """An assignment as the gradebook and the course's folders have it."""
        return book.assignment(
            name,
            self.source(name),
            release_folder=self.release(name),
            ignore=self.ignore,
            left_to_learner=tuple(self.exclude_overwriting.get(name, ())),
        )


def _texts() -> tuple[str, ...]:
    steps = tuple(one.name for one in fields(Course) if one.name.endswith("_directory"))
    return ("course_id", "db_url", "directory_structure", *steps)


def absolute_url(url: str, root: Path) -> str:
    """A gradebook's URL with the path of an SQLite file made absolute.

    Examples
    --------
    >>> absolute_url("sqlite:///gradebook.db?timeout=60", Path("/srv/course"))
    'sqlite:////srv/course/gradebook.db?timeout=60'
    """
    kind, _, rest = url.partition(":///")
    if not kind.startswith("sqlite") or not rest or rest.startswith((":memory:", "file:")):
        return url
    path, mark, query = rest.partition("?")
    return f"{kind}:///{root / path}{mark}{query}"
