"""The grammar of expressions (``scale.lark``), and the parser that makes trees of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whiteboard.draft.expression import Call, Expression, Name, Number, Operation, Span
from whiteboard.notation.scale.cursor import Term, TermError
from whiteboard.notation.scale.names import Vocabulary
from whiteboard.notation.scale.terms import terms

if TYPE_CHECKING:
    from lark import Lark

_GRAMMAR = Path(__file__).with_name("scale.lark")
_SIGNS = {"PLUS": "+", "MINUS": "-", "TIMES": "*", "DIVIDE": "/", "POWER": "^"}


class ExpressionError(ValueError):
    """An expression that cannot be read; ``column`` counts from 1 in the line."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.column = column


class _Held:
    """What a token holds. lark makes a text of every token's value, and ours would be long ones."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __str__(self) -> str:
        return ""


@cache
def _parser() -> Lark:
    from lark import Lark, Token, Transformer
    from lark.lexer import Lexer

    class Terms(Lexer):
        def __init__(self, lexer_conf: Any) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Token]:
            state = getattr(lexer_state, "text", lexer_state)
            for term in state:
                yield Token(term.kind, _Held(term), column=term.column)

    class Trees(Transformer[Any, Any]):
        def held(self, children: list[Any]) -> Any:
            return children[0].value.value.value

        def inner(self, children: list[Any]) -> Any:
            return children[1]

        def negative(self, children: list[Any]) -> Any:
            return Operation(sign="-", left=Number(value=0.0), right=children[1])

        def operation(self, children: list[Any]) -> Any:
            left, token, right = children
            return Operation(sign=_SIGNS[token.type], left=left, right=right)

        def call(self, children: list[Any]) -> Any:
            function = children[0].value.value.value
            arguments = [
                child for child in children[1:] if isinstance(child, Number | Span | Name | Operation | Call)
            ]
            return Call(function=function, arguments=tuple(arguments))

    return Lark(_GRAMMAR.read_text(encoding="utf-8"), parser="lalr", lexer=Terms, transformer=Trees())


def read_expression(text: str, *, offset: int = 0, names: Vocabulary, at: int) -> Expression:
    """Read an expression.

    Parameters
    ----------
    text : str
        As typed, without the ``=`` before and after.
    offset : int
        Where it begins in its line, counted from 0.
    names : Vocabulary
        Names of the section's quantities.
    at : int
        The place of the quantity that it belongs to.

    Raises
    ------
    ExpressionError
        When it is not an expression; the message names the offender.

    Examples
    --------
    >>> read_expression("2 * (3 + 4)", names=Vocabulary([]), at=0).sign
    '*'
    >>> read_expression("2 * / 3", names=Vocabulary([]), at=0)
    Traceback (most recent call last):
        ...
    whiteboard.notation.scale.grammar.ExpressionError: '/' stands where a number or a name is expected
    """
    try:
        found = terms(text, offset=offset, names=names, at=at)
    except TermError as error:
        raise ExpressionError(str(error), error.column) from None
    if not found:
        raise ExpressionError("there is no number and no name in it", offset + 1)
    if len(found) == 1 and isinstance(found[0].value, Number | Span | Name):
        return found[0].value
    return _parsed(found, text, offset)


def _parsed(found: list[Term], text: str, offset: int) -> Expression:
    from lark.exceptions import UnexpectedInput

    try:
        tree: Any = _parser().parse(found)  # its transformer makes expressions
    except UnexpectedInput as error:
        token = getattr(error, "token", None)
        if token is None or token.type == "$END":
            raise ExpressionError(
                "it ends where a number or a name is expected", offset + len(text)
            ) from None
        column = token.column or 1
        typed = text[column - offset - 1 :].split()
        word = typed[0] if typed else ""
        raise ExpressionError(f"{word!r} stands where a number or a name is expected", column) from None
    made: Expression = tree
    return made
