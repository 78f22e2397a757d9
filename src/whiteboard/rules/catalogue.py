"""The catalogue: what a rule is, and where all rules are found by their code."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from whiteboard.draft.finding import Finding, Severity
from whiteboard.rules.context import Context

CLOSURE = "closure"
"""What rules judge that hold sections against each other, written where a section's name would stand."""

Check = Callable[[Context], Iterator[Finding]]

_MODULES = (
    "requirements",
    "qualities",
    "data_types",
    "api",
    "scale",
    "storage",
    "design",
    "bottlenecks",
    "closure",
)
_REGISTERED: dict[str, Rule] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the catalogue.

    Parameters
    ----------
    code : str
        Stable: ``"A3"``. Never reused.
    section : str
        The section that it judges, or `CLOSURE` for a rule that holds sections against each other.
    severity : Severity
        Of its findings, unless a finding says otherwise.
    title : str
        The mistake, in a few words.
    why : str
        Why it matters, in one sentence.
    bad, good : str
        A section's text that breaks the rule, and one like it that does not. They are the rule's tests.
    problem : str or None
        The problem pack that the examples need; None when a section alone decides.
    source : str
        Where the advice comes from.
    check : callable
        The rule itself: a context in, findings out.
    """

    code: str
    section: str
    severity: Severity
    title: str
    why: str
    bad: str
    good: str
    problem: str | None
    source: str
    check: Check

    def finding(
        self,
        message: str,
        *,
        line: int | None,
        try_: str,
        share: float = 1.0,
        severity: Severity | None = None,
        why: str | None = None,
    ) -> Finding:
        """Make a finding of this rule; `why` and `severity` default to the rule's own."""
        return Finding(
            rule=self.code,
            severity=severity or self.severity,
            line=line,
            message=message,
            why=why or self.why,
            try_=try_,
            share=share,
        )


RuleCheck = Callable[[Rule, Context], Iterator[Finding]]


def rule(
    code: str,
    *,
    section: str,
    severity: Severity,
    title: str,
    why: str,
    bad: str,
    good: str,
    problem: str | None = None,
    source: str = "",
) -> Callable[[RuleCheck], RuleCheck]:
    """Register a function as a rule. It is called with the rule itself and the context.

    Raises
    ------
    ValueError
        When the code is taken.
    """

    def register(function: RuleCheck) -> RuleCheck:
        if code in _REGISTERED:
            raise ValueError(
                f"rule code {code} is taken by {_REGISTERED[code].title!r}; choose the next free one"
            )
        made = Rule(
            code=code,
            section=section,
            severity=severity,
            title=title,
            why=why,
            bad=bad,
            good=good,
            problem=problem,
            source=source,
            check=lambda context: function(made, context),
        )
        _REGISTERED[code] = made
        return function

    return register


def _order(code: str) -> tuple[str, int]:
    return code.rstrip("0123456789"), int(code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or 0)


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by code, in the order of their codes.

    Examples
    --------
    >>> "A3" in rules()
    True
    """
    for module in _MODULES:
        importlib.import_module(f"whiteboard.rules.{module}")
    return MappingProxyType({code: _REGISTERED[code] for code in sorted(_REGISTERED, key=_order)})
