"""An instructor's test cell, made ready to run: compiled, its asserts made to tell values, its hidden lines kept."""

from __future__ import annotations

import ast
import io
import sys
from types import CodeType, FrameType, TracebackType
from typing import Any

from whiteboard.grading.guest.hidden import hidden_lines
from whiteboard.grading.guest.magics import plain_python
from whiteboard.grading.guest.remote import Remote, describe

_LONGEST_VALUE = 300
"""Characters of a value in a message."""
_LONGEST_MESSAGE = 5_000
_COMPARED = "_comparison_text"


class JudgedCell:
    """A test cell.

    Parameters
    ----------
    source : str
        Its text.
    name : str
        What to call it.
    hidden : dict of str to frozenset of int
        The hidden lines of all test cells of a notebook, by file name; those of this cell are added.

    Raises
    ------
    SyntaxError
        It is no Python.
    """

    def __init__(self, source: str, name: str, hidden: dict[str, frozenset[int]]) -> None:
        text = plain_python(source)
        self.file = f"<test {name}>"
        self._hidden = hidden
        hidden[self.file] = hidden_lines(text)
        self._lines = text.split("\n")
        self.tree = ast.parse(text, self.file)
        statements = list(self.tree.body)
        last = statements[-1] if statements else None
        self.value: CodeType | None = None
        self.value_is_hidden = False
        visible = _TellingAsserts(hidden[self.file])
        if isinstance(last, ast.Expr) and not text.rstrip().endswith(";"):
            self.value = compile(ast.Expression(last.value), self.file, "eval")
            self.value_is_hidden = last.lineno in hidden[self.file]
            statements.pop()
        body = ast.Module([visible.visit(statement) for statement in statements], type_ignores=[])
        self.body = compile(ast.fix_missing_locations(body), self.file, "exec")

    @property
    def hides_anything(self) -> bool:
        """Whether there are hidden tests, here or in a cell before."""
        return any(self._hidden.values())

    def hides(self, file: str, line: int) -> bool:
        """Whether a line is one of a hidden test, of this cell or of one before it."""
        return line in self._hidden.get(file, ())

    def failure(self, error: BaseException) -> dict[str, Any]:
        """An exception as an output that tells nothing of hidden tests."""
        frames = _frames(error.__traceback__)
        if any(self.hides(file, line) for file, line in frames):
            own = type(error) is AssertionError and frames[-1][0] in self._hidden
            written = own and error.args and not isinstance(error.args[0], ComparisonText)
            said = f": {_message(error)}" if written else ""
            return error_output("AssertionError" if own else "Exception", f"a hidden test failed{said}", [])
        numbers = [line for file, line in frames if file == self.file]
        places = [f"----> {number} {self._lines[number - 1]}" for number in numbers[:10]]
        return error_output(type(error).__name__, _message(error), places)


class Printed(io.TextIOBase):
    """What a test prints; what hidden lines print is dropped, wherever it is printed from.

    Parameters
    ----------
    cell : JudgedCell
        The test.
    most : int
        Characters kept.
    """

    def __init__(self, cell: JudgedCell, most: int) -> None:
        self._cell = cell
        self._most, self._left = most, most
        self._pieces: list[str] = []

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, text: str) -> int:
        """Take some text."""
        if self._left > 0 and not self._from_hidden_line():
            self._pieces.append(text[: self._left])
            self._left -= len(self._pieces[-1])
        return len(text)

    def outputs(self) -> list[dict[str, Any]]:
        """What was printed, as one output; none where that is nothing."""
        text = clean("".join(self._pieces))
        if self._left <= 0:
            text += f"\nThe output is cut here: {self._most:,} characters of it are kept.\n"
        return [{"output_type": "stream", "name": "stdout", "text": text}] if text else []

    def _from_hidden_line(self) -> bool:
        frame: FrameType | None = sys._getframe(1) if self._cell.hides_anything else None
        while frame is not None:
            if self._cell.hides(frame.f_code.co_filename, frame.f_lineno):
                return True
            frame = frame.f_back
        return False


class ComparisonText(str):
    """The message of an assert that had none: what was compared."""

    def __new__(cls, text: str, left: Any, right: Any) -> ComparisonText:
        """The comparison's text, and the values of both sides."""
        return super().__new__(
            cls, f"{text} is not so: the left is {short(left)}, the right is {short(right)}"
        )


def short(value: Any) -> str:
    """A value in a message; an object of the notebook's is described, and not asked."""
    if isinstance(value, Remote):
        return describe(value)
    try:
        text = repr(value)
    except Exception as error:  # what it holds may be an object of the notebook's, or too large to print
        return f"a {type(value).__name__} that can't be shown ({type(error).__name__})"
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]} ... ({len(text):,} characters)"


def error_output(name: str, text: str, places: list[str]) -> dict[str, Any]:
    """An error as nbformat 4 has it."""
    traceback = [*places, f"{name}: {text}" if text else name]
    return {
        "output_type": "error",
        "ename": clean(name),
        "evalue": clean(text),
        "traceback": [clean(line) for line in traceback],
    }


def namespace_additions() -> dict[str, Any]:
    """What the rewritten asserts of a test refer to."""
    return {_COMPARED: ComparisonText}


def clean(text: str) -> str:
    """The text without halves of characters, which no file could hold."""
    return text.encode("utf-8", "replace").decode()


class _TellingAsserts(ast.NodeTransformer):
    """Gives ``assert a == b`` without a message one that tells both values; hidden asserts stay as they are."""

    def __init__(self, hidden: frozenset[int]) -> None:
        self._hidden = hidden

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        """An assert statement."""
        comparison = node.test
        if node.msg is not None or not isinstance(comparison, ast.Compare) or len(comparison.ops) != 1:
            return node
        if self._hidden.intersection(range(node.lineno, (node.end_lineno or node.lineno) + 1)):
            return node
        sides = {"_left_side": comparison.left, "_right_side": comparison.comparators[0]}
        left, right = (ast.NamedExpr(ast.Name(name, ast.Store()), side) for name, side in sides.items())
        message = ast.Call(
            ast.Name(_COMPARED, ast.Load()),
            [
                ast.Constant(ast.unparse(comparison)[:_LONGEST_VALUE]),
                *(ast.Name(name, ast.Load()) for name in sides),
            ],
            [],
        )
        told = ast.Assert(ast.Compare(left, comparison.ops, [right]), message)
        return ast.copy_location(told, node)


def _message(error: BaseException) -> str:
    try:
        return str(error)[:_LONGEST_MESSAGE]
    except Exception:
        return ""


def _frames(traceback: TracebackType | None) -> list[tuple[str, int]]:
    """The files and lines that an exception came through, outermost first."""
    frames: list[tuple[str, int]] = []
    while traceback is not None:
        frames.append((traceback.tb_frame.f_code.co_filename, traceback.tb_lineno))
        traceback = traceback.tb_next
    return frames
