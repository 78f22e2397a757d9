"""Five published frameworks as data: which step fills which section, in what order, in how many minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a framework.

    Parameters
    ----------
    name : str
        In our words.
    sections : tuple of str
        The board's sections that it fills, in the board's names; empty where it fills none.
    minutes : (int, int) or None
        Fewest and most minutes that it is given; None where the framework sets no time.
    optional : bool
        Whether the framework lets it be skipped.
    """

    name: str
    sections: tuple[str, ...] = ()
    minutes: tuple[int, int] | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A framework for the interview.

    Parameters
    ----------
    name : str
        Short, for ``%clock``.
    title : str
        As a person says it.
    steps : tuple of Step
        In order.
    estimates : str
        What it says of back-of-the-envelope estimates: ``"ask"``, ``"do"`` or ``"avoid"``.
    timed : bool
        Whether it shares out the minutes.
    strength : str
        What it does better than the others, in our words.
    source : str
        Where it is from.
    """

    name: str
    title: str
    steps: tuple[Step, ...]
    estimates: str
    timed: bool
    strength: str
    source: str

    @property
    def minutes(self) -> tuple[int, int] | None:
        """Fewest and most minutes of all steps that are not optional; None where no time is set."""
        if not self.timed:
            return None
        timed = [step.minutes for step in self.steps if step.minutes is not None and not step.optional]
        return sum(low for low, _ in timed), sum(high for _, high in timed)

    def step_of(self, section: str) -> Step | None:
        """The first step that fills a section; None where none does."""
        return next((step for step in self.steps if section in step.sections), None)

    def as_frame(self) -> pandas.DataFrame:
        """A table: one row a step, with the sections that it fills and its minutes.

        Examples
        --------
        >>> framework("delivery").as_frame()["minutes"].tolist()
        ['5', '2', '5', '5', '10-15', '10']
        """
        import pandas as pd

        rows = [
            {
                "step": f"{step.name} (optional)" if step.optional else step.name,
                "sections": ", ".join(step.sections),
                "minutes": _range(step.minutes),
            }
            for step in self.steps
        ]
        return pd.DataFrame(rows, columns=["step", "sections", "minutes"])


def _range(minutes: tuple[int, int] | None) -> str:
    if minutes is None:
        return ""
    return str(minutes[0]) if minutes[0] == minutes[1] else f"{minutes[0]}-{minutes[1]}"


FRAMEWORKS: tuple[Framework, ...] = (
    Framework(
        name="three-steps",
        title="Three steps",
        steps=(
            Step(
                name="functional requirements",
                sections=("questions", "objects", "relations", "access patterns", "out of scope"),
            ),
            Step(name="non-functional requirements", sections=("qualities",)),
            Step(name="data types", sections=("data types",)),
            Step(name="API", sections=("api",)),
            Step(name="scale", sections=("scale",)),
            Step(name="data storage", sections=("storage",)),
            Step(name="microservices", sections=("design",)),
        ),
        estimates="ask",
        timed=False,
        strength="what each step takes in and puts out, so that each can be practiced alone",
        source="interviewing.io, A Senior Engineer's Guide to the System Design Interview, part three, 2023",
    ),
    Framework(
        name="seven-steps",
        title="Seven steps",
        steps=(
            Step(
                name="clarify the requirements",
                sections=("questions", "access patterns", "qualities", "out of scope"),
            ),
            Step(name="estimate the scale", sections=("scale",)),
            Step(name="define the interface", sections=("api",)),
            Step(name="define the data model", sections=("objects", "relations", "data types", "storage")),
            Step(name="high-level design", sections=("design",)),
            Step(name="detailed design", sections=("design", "storage")),
            Step(name="find and resolve bottlenecks", sections=("bottlenecks",)),
        ),
        estimates="do",
        timed=False,
        strength="a last step of its own for single points of failure, replicas and alerts",
        source="a study note named System Design Workflow, in seven steps from requirements to bottlenecks",
    ),
    Framework(
        name="four-steps",
        title="Four steps in 45 minutes",
        steps=(
            Step(
                name="understand the problem and its scope",
                sections=("questions", "access patterns", "qualities", "out of scope", "scale"),
                minutes=(3, 10),
            ),
            Step(name="propose a high-level design and agree on it", sections=("design",), minutes=(10, 15)),
            Step(
                name="deep dive",
                sections=("api", "objects", "relations", "data types", "storage"),
                minutes=(10, 25),
            ),
            Step(name="wrap up", sections=("bottlenecks",), minutes=(3, 5)),
        ),
        estimates="do",
        timed=True,
        strength="agreement with the interviewer before any detail, and what to say at the end",
        source="a study note named Framework, a four-step process with 45 minutes shared out",
    ),
    Framework(
        name="delivery",
        title="Delivery framework",
        steps=(
            Step(
                name="requirements",
                sections=("questions", "access patterns", "qualities", "out of scope"),
                minutes=(5, 5),
            ),
            Step(name="core entities", sections=("objects", "relations", "data types"), minutes=(2, 2)),
            Step(name="API", sections=("api",), minutes=(5, 5)),
            Step(name="data flow", sections=(), minutes=(5, 5), optional=True),
            Step(name="high-level design", sections=("design", "storage"), minutes=(10, 15)),
            Step(name="deep dives", sections=("bottlenecks",), minutes=(10, 10)),
        ),
        estimates="avoid",
        timed=True,
        strength="entities before the API, columns written beside the store, minutes for each step",
        source="Hello Interview, Delivery Framework, as retold by a study note with timings",
    ),
    Framework(
        name="ten-steps",
        title="Ten steps",
        steps=(
            Step(
                name="functional requirements",
                sections=("questions", "access patterns", "out of scope"),
            ),
            Step(name="non-functional requirements", sections=("qualities",)),
            Step(name="stakeholders"),
            Step(name="expected APIs", sections=("api",)),
            Step(name="back-of-the-envelope calculation", sections=("scale",)),
            Step(name="data model", sections=("objects", "relations", "data types", "storage")),
            Step(name="high-level design", sections=("design",)),
            Step(name="detailed design", sections=("design", "storage")),
            Step(name="bottlenecks", sections=("bottlenecks",)),
            Step(name="telemetry: monitoring and logging", sections=("bottlenecks",)),
        ),
        estimates="do",
        timed=False,
        strength="stakeholders at the start and telemetry at the end",
        source="slavikdev/system-design-interview-framework, README.md",
    ),
)
"""The five, in the order in which the course speaks of them."""


def framework(name: str) -> Framework:
    """The framework of that name.

    Raises
    ------
    KeyError
        The message lists those there are.

    Examples
    --------
    >>> framework("delivery").minutes
    (32, 37)
    """
    wanted = "-".join(name.lower().replace("_", " ").replace("-", " ").split())
    for found in FRAMEWORKS:
        if found.name == wanted:
            return found
    raise KeyError(f"no framework {name!r}; there are {', '.join(found.name for found in FRAMEWORKS)}")


def side_by_side() -> pandas.DataFrame:
    """Which step of each framework fills which section: a row a section, a column a framework.

    Returns
    -------
    pandas.DataFrame
        Cells hold the step's number and name; empty where no step fills the section.

    Examples
    --------
    >>> side_by_side().loc["scale", "Delivery framework"], side_by_side().loc["scale", "Seven steps"]
    ('', '2 estimate the scale')
    """
    import pandas as pd

    from whiteboard.draft.board import SECTIONS

    columns: dict[str, list[str]] = {}
    for found in FRAMEWORKS:
        cells = []
        for section in SECTIONS:
            step = found.step_of(section)
            cells.append("" if step is None else f"{found.steps.index(step) + 1} {step.name}")
        columns[found.title] = cells
    return pd.DataFrame(columns, index=pd.Index(SECTIONS, name="section"))
