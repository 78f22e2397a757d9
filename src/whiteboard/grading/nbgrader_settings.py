"""nbgrader's settings files, read as nbgrader reads them, without importing nbgrader."""

from __future__ import annotations

import difflib
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whiteboard.grading.limits import Limits
from whiteboard.grading.settings import Settings

if TYPE_CHECKING:
    from traitlets.config import Config

SECTION = "WhiteboardGrading"
"""The section of our own settings: ``c.WhiteboardGrading.isolation = "full"``."""

_ISOLATION = ("full", "best", "none")
_NAMES = ("jupyter_config", "nbgrader_config")


class SettingsError(ValueError):
    """A settings file that cannot be read, or a setting that means nothing; the text says where and what to do."""


def load_settings(root: Path, overrides: Mapping[str, Mapping[str, Any]] | None = None) -> Config:
    """Read the settings of a course: Jupyter's folders first, the course's own folder over them.

    Parameters
    ----------
    root : Path
        The course's folder.
    overrides : mapping, optional
        Settings that go over all files, such as ``{"CourseDirectory": {"db_url": "sqlite:///other.db"}}``.

    Returns
    -------
    traitlets.config.Config
        Empty where there is no file.

    Raises
    ------
    SettingsError
        When a file cannot be read or run, with its name and the line.
    """
    from jupyter_core.paths import jupyter_config_path
    from traitlets.config import Config

    settings = Config()
    folders = [*reversed([Path(folder) for folder in jupyter_config_path()]), root]
    with _importable(root):
        for name in _NAMES:
            for folder in folders:
                for file in (folder / f"{name}.py", folder / f"{name}.json"):
                    if file.is_file():
                        settings.merge(_loaded(file))
    settings.merge(Config({section: dict(values) for section, values in (overrides or {}).items()}))
    return settings


def _loaded(file: Path) -> Config:
    from traitlets.config.loader import JSONFileConfigLoader, PyFileConfigLoader

    loader = PyFileConfigLoader if file.suffix == ".py" else JSONFileConfigLoader
    try:
        return loader(file.name, path=str(file.parent)).load_config()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # A settings file is a program: it may raise anything, and even end the process.
        raise SettingsError(_where(file, error)) from error


def _where(file: Path, error: BaseException) -> str:
    """What went wrong in a settings file, with the line of that file."""
    line = getattr(error, "lineno", None)
    if line is None:
        for frame in traceback.extract_tb(error.__traceback__):
            if Path(frame.filename).name == file.name:
                line = frame.lineno
    place = f"{file}, line {line}" if line else str(file)
    said = getattr(error, "msg", None) or str(error) or "no more is known"
    return f"{place}: {type(error).__name__}: {said}; put the line right, or take it out"


@contextmanager
def _importable(root: Path) -> Iterator[None]:
    """Let a settings file import a module that stands beside it, as nbgrader does."""
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        if str(root) in sys.path:
            sys.path.remove(str(root))


def section(settings: Config, name: str) -> Mapping[str, Any]:
    """One section of the settings, ``c.NAME``; empty where nothing is set.

    Raises
    ------
    SettingsError
        When it is no section.
    """
    found = settings.get(name, {})
    if not isinstance(found, Mapping):
        raise SettingsError(f"c.{name} is {found!r}; set something in it, such as c.{name}.NAME = VALUE")
    return found


def setting(settings: Config, group: str, name: str, kind: type, default: Any) -> Any:
    """One setting, of the type that it must have.

    Parameters
    ----------
    settings : traitlets.config.Config
        As `load_settings` gave them.
    group, name : str
        Which: ``c.GROUP.NAME``.
    kind : type
        What it must be. A whole number stands for a float, and a tuple for a list.
    default : object
        Where it is not set.

    Raises
    ------
    SettingsError
        When it is set to something else.
    """
    from traitlets.config.loader import DeferredConfig, LazyConfigValue

    values = section(settings, group)
    if name not in values:
        return default
    value = values[name]
    if isinstance(value, LazyConfigValue):
        value = value.get_value(default)
    elif isinstance(value, DeferredConfig):
        value = str(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if kind is list and isinstance(value, tuple | set):
        value = sorted(value) if isinstance(value, set) else list(value)
    if kind is str and isinstance(value, Path):
        value = str(value)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise SettingsError(
            f"c.{group}.{name} is {value!r}, a {type(value).__name__}; it must be a {kind.__name__}"
        )
    return value


def file_mode(config: Config, groupshared: bool) -> int:
    """The mode of graded files; nbgrader writes it as a decimal number with the digits of the octal one."""
    default = setting(config, "BaseConverter", "permissions", int, 664 if groupshared else 444)
    digits = setting(config, "Autograde", "permissions", int, default)
    try:
        mode = int(str(digits), 8)
    except ValueError:
        mode = -1
    if not 0 <= mode <= 0o777:
        raise SettingsError(f"c.Autograde.permissions is {digits}; write the digits of a mode, such as 444")
    return mode


def jobs(config: Config) -> int | None:
    """How many processes grade at once; None where it is not set."""
    number: int | None = _positive(config, "jobs", int, None)
    return number


def _positive(config: Config, name: str, kind: type, default: Any) -> Any:
    value = setting(config, SECTION, name, kind, default)
    if value is not None and not 0 < value < 1e15:
        raise SettingsError(f"c.{SECTION}.{name} is {value}; it must be more than 0")
    return value


def grading_settings(config: Config) -> Settings:
    """Our own settings, ``c.WhiteboardGrading``.

    Raises
    ------
    SettingsError
        When one has no meaning, or is none of ours.
    """
    limits = Limits()
    kinds = {one.name: type(getattr(limits, one.name)) for one in fields(Limits)}
    known = ["isolation", "extra_packages", "jobs", *kinds]
    for name in section(config, SECTION):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1) or [", ".join(known)]
            raise SettingsError(f"c.{SECTION}.{name} is no setting; there is {near[0]}")
    isolation = setting(config, SECTION, "isolation", str, "best")
    if isolation not in _ISOLATION:
        raise SettingsError(f"c.{SECTION}.isolation is {isolation!r}; write one of {', '.join(_ISOLATION)}")
    packages = setting(config, SECTION, "extra_packages", list, [])
    return Settings(
        isolation=isolation,
        limits=Limits(
            **{name: _positive(config, name, kind, getattr(limits, name)) for name, kind in kinds.items()}
        ),
        extra_packages=tuple(str(package) for package in packages),
    )
