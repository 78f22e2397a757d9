"""The names that an instructor's test sees: its own, Python's, and the notebook's."""

from __future__ import annotations

import ast
import builtins
import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from whiteboard.grading.guest.gone import NoSuchName
from whiteboard.grading.guest.remote import Remote

if TYPE_CHECKING:
    from whiteboard.grading.guest.guest import Guest

_USUAL_NAMES = {"np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot", "nx": "networkx"}
_PACKAGES = frozenset(
    ["numpy", "pandas", "matplotlib", "networkx", "scipy", "sklearn", "pytest", "whiteboard"]
)
_SUBMODULES = frozenset(
    [
        *(
            "os.path",
            "collections.abc",
            "importlib.resources",
            "xml.etree.ElementTree",
            "urllib.parse",
            "unittest.mock",
        ),
        *("matplotlib.pyplot", "numpy.testing", "numpy.random", "numpy.linalg", "pandas.testing"),
        *("networkx.algorithms", "scipy.stats", "scipy.optimize", "scipy.sparse"),
    ]
)
_WITH_EFFECTS = frozenset(["antigravity", "this", "idlelib", "turtle", "turtledemo", "tkinter", "lib2to3"])


class TestNamespace(dict[str, Any]):
    """The names of one notebook's test cells, which share them as cells of a kernel do.

    A name that a test assigns is the test's. A name that it imports, or that the instructor's other cells import,
    is a module of the judge's own, and so is a module that the notebook imported: a learner's ``np.allclose``
    is never asked whether it is close. What Python has built in is Python's. Any other name is the notebook's, asked
    for when it is used, once for each test cell.

    Parameters
    ----------
    instructor_cells : tuple of str
        Text of cells of the instructor's that run in the notebook; what they import is the judge's own in tests.

    Attributes
    ----------
    taken : set of str
        Names that the current test cell took from the notebook.
    hidden : dict of str to frozenset of int
        The hidden lines of the test cells so far, by the file name under which each was compiled.
    """

    __test__ = False  # its name begins like that of a class for pytest to collect

    def __init__(self, instructor_cells: tuple[str, ...] = ()) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self.taken: set[str] = set()
        self.hidden: dict[str, frozenset[int]] = {}
        self._guest: Guest | None = None
        self._fetched: dict[str, Any] = {}
        self._attributes: dict[str, set[str]] = {}
        self._imports: dict[str, tuple[str, str]] = {}
        for text in instructor_cells:
            self._imports |= _imported(text)

    def turn_to(self, guest: Guest, tree: ast.Module) -> None:
        """Begin a test cell: the notebook's names are asked for anew.

        Parameters
        ----------
        guest : Guest
            Where the notebook runs.
        tree : ast.Module
            The test cell.
        """
        self._guest = guest
        self._fetched.clear()
        self.taken = set()
        self._attributes = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                self._attributes.setdefault(node.value.id, set()).add(node.attr)

    def __missing__(self, name: str) -> Any:
        if name not in self._fetched:
            self._fetched[name] = self._find(name)
        return self._fetched[name]

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        try:
            self[str(name)]
        except KeyError:
            return False
        return True

    def get(self, name: str, default: Any = None) -> Any:
        """The name's value, the notebook's included."""
        try:
            return self[name]
        except KeyError:
            return default

    def _find(self, name: str) -> Any:
        if name in self._imports:
            return _judges_own(*self._imports[name])
        if hasattr(builtins, name):
            raise KeyError(name)
        if name in _USUAL_NAMES and (module := _module(_USUAL_NAMES[name])) is not None:
            return module
        if self._is_used_as_module(name):
            return _module(name)
        if self._guest is None:
            raise KeyError(name)
        try:
            value = self._guest.value(name)
        except NoSuchName:
            raise KeyError(name) from None
        if isinstance(value, Remote) and value._remote_kind == "module":
            module = _module(value._remote_name)
            return value if module is None else module
        self.taken.add(name)
        return value

    def _is_used_as_module(self, name: str) -> bool:
        """Whether a module of Python's has that name, and all that the test wants of the name."""
        wanted = self._attributes.get(name)
        if not wanted or name not in sys.stdlib_module_names:
            return False
        module = _module(name)
        return module is not None and all(hasattr(module, attribute) for attribute in wanted)


def fetch_class_names(tree: ast.Module, namespace: TestNamespace) -> dict[str, Any]:
    """The notebook's names that class bodies of a test use; Python does not look for those where it does for others."""
    found: dict[str, Any] = {}
    for definition in ast.walk(tree):
        if not isinstance(definition, ast.ClassDef):
            continue
        for node in ast.walk(definition):
            if (
                isinstance(node, ast.Name)
                and isinstance(node.ctx, ast.Load)
                and not dict.__contains__(namespace, node.id)
            ):
                try:
                    found[node.id] = namespace[node.id]
                except KeyError:
                    continue
    return found


def _imported(text: str) -> dict[str, tuple[str, str]]:
    """What a cell imports at its top level: by name, the module and the attribute of it."""
    lines = [line for line in text.split("\n") if not line.lstrip().startswith(("%", "!"))]
    try:
        body = ast.parse("\n".join(lines)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, tuple[str, str]] = {}
    for statement in body:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                whole = alias.name if alias.asname else alias.name.split(".")[0]
                found[alias.asname or whole] = (whole, "")
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            for alias in statement.names:
                found[alias.asname or alias.name] = (statement.module, alias.name)
    return found


def _judges_own(module: str, attribute: str) -> Any:
    found = importlib.import_module(module)
    if not attribute:
        return found
    if hasattr(found, attribute):
        return getattr(found, attribute)
    return importlib.import_module(f"{module}.{attribute}")


def _module(name: str) -> ModuleType | None:
    """The judge's own module of that name, when it is Python's or of a library that tests use.

    The name may come from a learner's side. Importing some modules does something, such as running a program's
    ``__main__``, so that below the top level only those of a list are imported.
    """
    top = name.partition(".")[0]
    known = top in _PACKAGES or (top in sys.stdlib_module_names and top not in _WITH_EFFECTS)
    if not known or top.startswith("_") or (name != top and name not in _SUBMODULES):
        return None
    try:
        return importlib.import_module(name)
    except Exception:  # not installed here, or broken: the notebook's own is then asked
        return None
