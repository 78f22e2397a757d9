"""Words of a learner's in a sentence of ours: short, on one line, and nothing that a terminal acts on."""

from __future__ import annotations

_LONGEST = 80


def quoted(value: object) -> str:
    """A value as a sentence can hold it.

    Examples
    --------
    >>> print(quoted("red \\x1b[31m"))
    'red \\x1b[31m'
    >>> print(quoted("x" * 1000)[-3:], quoted({}), quoted("\\u202egpj.exe"))
    x…' a list or object '\\u202egpj.exe'
    """
    if isinstance(value, dict | list):
        return "a list or object"
    text = value if isinstance(value, str) else str(value)
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    # ascii would hide honest letters; repr leaves exactly those that are printable.
    return repr(short)
