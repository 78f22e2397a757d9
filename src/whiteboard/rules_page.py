"""All rules as one Markdown page, so that every message can be read once in one place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from whiteboard.judge import check
from whiteboard.rules import CLOSURE, Rule, rules

_STEPS = {
    "R": "Requirements",
    "N": "Qualities",
    "T": "Data types",
    "A": "API",
    "S": "Scale",
    "D": "Storage",
    "M": "Design",
    "B": "Bottlenecks",
    "C": "Closure",
}
_HEAD = """# Rules

Every rule of the catalogue: what it finds, why that matters, an example that breaks it and one that keeps it.
`must` costs points, `should` is advice, `note` is a remark. `whiteboard rule A3` prints one of them.

Made from the rules themselves by `whiteboard rules --page`; do not edit.
"""


def page() -> str:
    """The catalogue as Markdown, ending in a line break.

    Examples
    --------
    >>> "### A3 " in page()
    True
    """
    parts = [_HEAD]
    ordered = sorted(
        rules().values(), key=lambda rule: (list(_STEPS).index(rule.code[0]), int(rule.code[1:]))
    )
    for letter, group in groupby(ordered, key=lambda rule: rule.code[0]):
        parts.append(f"## {_STEPS[letter]}\n")
        parts.extend(_rule(rule) for rule in group)
    return "\n".join(parts)


def _rule(rule: Rule) -> str:
    where = "between sections" if rule.section == CLOSURE else f"in {rule.section}"
    against = f", against the problem {rule.problem}" if rule.problem else ""
    said = list(dict.fromkeys(_said(rule)))
    return "\n".join(
        [
            f"### {rule.code} {rule.title}\n",
            f"`{rule.severity}`, {where}{against}. {rule.why}\n",
            "Falls short:\n",
            _fenced(rule.bad),
            "What is said of it:\n",
            *[f"- {line}" for line in said],
            "\nKeeps it:\n",
            _fenced(rule.good),
            f"Source: {rule.source}\n" if rule.source else "",
        ]
    )


def _said(rule: Rule) -> Iterator[str]:
    """What the rule says of its own bad example: message and what to try."""
    for finding in check(rule.bad, problem=rule.problem, section=rule.section).findings:
        if finding.rule == rule.code:
            where = f"line {finding.line}: " if finding.line else ""
            why = f" {finding.why}" if finding.why != rule.why else ""
            tried = finding.try_.replace("\n", " ⏎ ")
            yield f"{where}{finding.message}{why} Try: {tried}"


def _fenced(text: str) -> str:
    marks = "````" if "```" in text else "```"
    return f"{marks}text\n{text.strip(chr(10))}\n{marks}\n"
