"""Read a problem pack from its folder."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from whiteboard.problems.pack import (
    AccessPattern,
    Criterion,
    Estimate,
    Fact,
    Problem,
    Step,
    Thing,
    Unique,
    Way,
)

T = TypeVar("T")
_SHIPPED = Path(__file__).parent
_TUPLES = frozenset(
    {"asked", "synonyms", "given", "needs", "never", "rules", "scaled_by", "roles", "between"}
)


def folders() -> list[Path]:
    """Where packs are looked for: the package's own, then each folder of ``WHITEBOARD_PROBLEMS``.

    ``WHITEBOARD_PROBLEMS`` holds folders separated as ``PATH`` is; each holds one folder a problem.
    """
    extra = os.environ.get("WHITEBOARD_PROBLEMS", "")
    return [_SHIPPED, *(Path(part) for part in extra.split(os.pathsep) if part)]


def available() -> list[str]:
    """Names of all problems, sorted.

    Examples
    --------
    >>> "twitter" in available()
    True
    """
    found = {path.parent.name for folder in folders() for path in folder.glob("*/pack.toml")}
    return sorted(found)


def load(name: str) -> Problem:
    """Load the pack of that name.

    Raises
    ------
    KeyError
        When there is no such problem; the message lists those there are.
    ValueError
        When the pack's own text is wrong; the message names file, table and field.

    Examples
    --------
    >>> load("twitter").title
    'Twitter'
    """
    for folder in reversed(folders()):
        path = folder / name / "pack.toml"
        # A name such as "../x" must not leave the folder.
        if name and Path(name).name == name and path.is_file():
            return _load(path, path.stat().st_mtime_ns)
    raise KeyError(f"no problem {name!r}; there are {', '.join(available())}")


@cache
def _load(path: Path, _changed: int) -> Problem:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: {error}") from error
    board = path.with_name("board.md")
    try:
        return Problem(
            name=data.pop("name"),
            title=data.pop("title"),
            statement=data.pop("statement").strip(),
            facts=_many(path, data, "facts", Fact),
            things=_many(path, data, "things", _thing),
            access_patterns=_many(path, data, "access_patterns", _access_pattern),
            uniques=_many(path, data, "uniques", Unique),
            estimates=_many(path, data, "estimates", _estimate),
            criteria=_many(path, data, "criteria", Criterion),
            hints={section: tuple(stages) for section, stages in data.pop("hints", {}).items()},
            board=board.read_text(encoding="utf-8") if board.is_file() else "",
            **data,
        )
    except KeyError as error:
        raise ValueError(f"{path}: {error.args[0]!r} is missing") from error
    except TypeError as error:
        raise ValueError(f"{path}: {error}") from error


def _many(path: Path, data: dict[str, Any], table: str, make: Callable[..., T]) -> tuple[T, ...]:
    made = []
    for position, row in enumerate(data.pop(table, []), start=1):
        fields = {
            key: tuple(value) if key in _TUPLES and isinstance(value, list) else value
            for key, value in row.items()
        }
        try:
            made.append(make(**fields))
        except TypeError as error:
            raise ValueError(f"{path}: [[{table}]] number {position}: {error}") from error
    return tuple(made)


def _thing(
    *, roles: dict[str, list[str]] | None = None, refers: dict[str, str] | None = None, **rest: Any
) -> Thing:
    words = {role: tuple(found) for role, found in (roles or {}).items()}
    return Thing(roles=words, refers=refers or {}, **rest)


def _access_pattern(
    *, signs: list[list[str]], ways: list[dict[str, Any]] | None = None, **rest: Any
) -> AccessPattern:
    made = tuple(
        Way(name=way["name"], steps=tuple(_step(**step) for step in way["steps"])) for way in ways or []
    )
    return AccessPattern(signs=tuple(tuple(sign) for sign in signs), ways=made, **rest)


def _step(*, given: list[str] | None = None, needs: list[str] | None = None, **rest: str) -> Step:
    return Step(given=tuple(given or ()), needs=tuple(needs or ()), **rest)


def _estimate(*, words: list[list[str]], **rest: Any) -> Estimate:
    return Estimate(words=tuple(tuple(group) for group in words), **rest)
