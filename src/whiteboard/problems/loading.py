"""Read a problem pack from its folder."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from whiteboard.problems.fields import wrong_fields
from whiteboard.problems.pack import (
    AccessPattern,
    Criterion,
    Estimate,
    Excluded,
    Fact,
    HotKey,
    Problem,
    Step,
    Thing,
    Unique,
    WantedQuality,
    Way,
)

T = TypeVar("T")
_SHIPPED = Path(__file__).parent
_TUPLES = frozenset(
    {
        "asked",
        "synonyms",
        "given",
        "needs",
        "never",
        "rules",
        "scaled_by",
        "scaled_by_absent",
        "roles",
        "between",
        "maybe",
        "overlap",
        "applies_to",
    }
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


def load_folder(folder: Path) -> Problem:
    """Load the pack of a folder, wherever it stands.

    Raises
    ------
    KeyError
        When the folder holds no ``pack.toml``.
    ValueError
        When the pack's own text is wrong; the message names file, table and field.

    Examples
    --------
    >>> load_folder(Path(__file__).parent / "twitter").name
    'twitter'
    """
    path = folder / "pack.toml"
    if not path.is_file():
        raise KeyError(f"no problem in {folder}; it has no pack.toml")
    return _load(path, path.stat().st_mtime_ns)


@cache
def _load(path: Path, _changed: int) -> Problem:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: {error}") from error
    board = path.with_name("board.md")
    try:
        problem = Problem(
            name=data.pop("name"),
            title=data.pop("title"),
            statement=data.pop("statement").strip(),
            facts=_many(path, data, "facts", Fact),
            things=_many(path, data, "things", _thing),
            access_patterns=_many(path, data, "access_patterns", _access_pattern),
            uniques=_many(path, data, "uniques", Unique),
            estimates=_many(path, data, "estimates", _estimate),
            qualities=_many(path, data, "qualities", _words_of(WantedQuality)),
            excluded=_many(path, data, "excluded", _words_of(Excluded)),
            hot_keys=_many(path, data, "hot_keys", _words_of(HotKey)),
            criteria=_many(path, data, "criteria", Criterion),
            hints={section: tuple(stages) for section, stages in data.pop("hints", {}).items()},
            board=board.read_text(encoding="utf-8") if board.is_file() else "",
            **data,
        )
    except KeyError as error:
        raise ValueError(f"{path}: {error.args[0]!r} is missing") from error
    except (TypeError, AttributeError) as error:
        raise ValueError(f"{path}: {error}") from error
    for fault in wrong_fields(problem):
        raise ValueError(f"{path}: {fault}")
    return problem


def _many(path: Path, data: dict[str, Any], table: str, make: Callable[..., T]) -> tuple[T, ...]:
    made = []
    for position, row in enumerate(data.pop(table, []), start=1):
        fields = {
            key: tuple(value) if key in _TUPLES and isinstance(value, list) else value
            for key, value in row.items()
        }
        place = f"{path}: [[{table}]] number {position}" + (f" ({row['name']})" if "name" in row else "")
        try:
            one = make(**fields)
        except KeyError as error:
            raise ValueError(f"{place}: {error.args[0]!r} is missing") from error
        except (TypeError, AttributeError) as error:
            raise ValueError(f"{place}: {error}") from error
        for fault in wrong_fields(one):
            raise ValueError(f"{place}: {fault}")
        made.append(one)
    return tuple(made)


def _thing(
    *, roles: dict[str, list[str]] | None = None, refers: dict[str, str] | None = None, **rest: Any
) -> Thing:
    words = {role: tuple(found) for role, found in (roles or {}).items()}
    return Thing(roles=words, refers=refers or {}, **rest)


def _access_pattern(
    *,
    signs: list[list[str]],
    said: Sequence[list[str]] = (),
    ways: list[dict[str, Any]] | None = None,
    **rest: Any,
) -> AccessPattern:
    made = tuple(
        Way(
            name=way["name"],
            steps=tuple(_step(**step) for step in way["steps"]),
            unless=way.get("unless", ""),
        )
        for way in ways or []
    )
    return AccessPattern(signs=_groups(signs), said=_groups(said), ways=made, **rest)


def _step(*, given: list[str] | None = None, needs: list[str] | None = None, **rest: str) -> Step:
    return Step(given=tuple(given or ()), needs=tuple(needs or ()), **rest)


def _estimate(*, words: list[list[str]], **rest: Any) -> Estimate:
    return Estimate(words=_groups(words), **rest)


def _words_of(kind: Callable[..., T]) -> Callable[..., T]:
    def make(*, words: Sequence[list[str]] = (), **rest: Any) -> T:
        return kind(words=_groups(words), **rest)

    return make


def _groups(words: Sequence[list[str]]) -> tuple[tuple[str, ...], ...]:
    for group in (words,) if isinstance(words, str) else words:
        if not isinstance(group, list):
            raise TypeError(f'{group!r} should be a list of words, as in [["read"], ["get", "page"]]')
    return tuple(tuple(group) for group in words)
