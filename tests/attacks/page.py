"""docs/security.md: what was tried, what came of it, and what remains."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.attacks.attack import Attack
from tests.attacks.catalogue import ATTACKS, BY_NAME
from tests.attacks.course import POINTS, REPOSITORY
from tests.attacks.everything import Ran

PAGE = REPOSITORY / "docs/security.md"
_TEXT = Path(__file__).with_name("security.md")
_ROW = re.compile(r"^\| `([a-z0-9-]+)` \|", re.MULTILINE)


def names(text: str) -> list[str]:
    """The attacks that a page tells of, in its order."""
    return _ROW.findall(text)


def write(between: Ran, alone: Ran, without: Ran, stock: Mapping[str, Any]) -> str:
    """The page's text."""
    text = _TEXT.read_text(encoding="utf-8")
    parts = {
        "SUMMARY": _summary(between, alone, without, stock),
        "TABLES": "\n\n".join(_tables(between, alone, without, stock["attacks"])),
        "REMAINS": "\n".join(f"- `{attack.name}`: {attack.remains}" for attack in ATTACKS if attack.remains),
        "VERSION": str(stock.get("nbgrader", "0.9.6")),
    }
    for name, part in parts.items():
        text = text.replace(f"@{name}@", part)
    return text


def _summary(between: Ran, alone: Ran, without: Ran, stock: Mapping[str, Any]) -> str:
    held = sum(_held(attack, between, alone, without) for attack in ATTACKS)
    lines = [
        f"- {len(ATTACKS)} submissions, each run alone and between two honest learners: {held} held in every respect.",
        f"- {sum(attack.confined for attack in ATTACKS)} of them, which read, connect or reach for other processes, were "
        f"run again where bubblewrap could not be found: {_fallback(without)}.",
        _stock_summary(stock),
    ]
    shown = {what for one in between.observed.values() for what in one.protections}
    if shown:
        lines.append(f"- In force in this run: {'; '.join(sorted(shown))}.")
    return "\n".join(lines)


def _stock_summary(stock: Mapping[str, Any]) -> str:
    results = stock["attacks"]
    worse = sum(
        bool(stock_troubles(BY_NAME[name], found)) for name, found in results.items() if name in BY_NAME
    )
    return (
        f"- Stock nbgrader {stock.get('nbgrader', '')} was given {len(results)} of them on {stock.get('date', '')}, each "
        f"between two honest learners: {worse} gained, took, read, broke or left something."
    )


def with_stock(text: str, stock: Mapping[str, Any]) -> str:
    """The page with what stock nbgrader makes of the attacks anew, and the rest as it is."""
    lines = []
    for line in text.splitlines():
        row = _ROW.match(line)
        if row and row[1] in BY_NAME:
            kept = line.rsplit(" | ", 1)[0]
            lines.append(f"{kept} | {_stock(BY_NAME[row[1]], stock['attacks'].get(row[1]))} |")
        elif line.startswith("- Stock nbgrader "):
            lines.append(_stock_summary(stock))
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"


def _fallback(without: Ran) -> str:
    refused = sum(bool(one.refused) for one in without.observed.values())
    held = sum(not one.problems and not one.refused for one in without.observed.values())
    if refused:
        return f"{held} held, {refused} were refused, as the machine offered too little"
    return f"{held} held"


def _tables(between: Ran, alone: Ran, without: Ran, stock: Mapping[str, Any]) -> Sequence[str]:
    made = []
    for theme in dict.fromkeys(attack.theme for attack in ATTACKS):
        lines = [
            f"### {theme}",
            "",
            "| attack | what it tries | here | stock nbgrader |",
            "|---|---|---|---|",
        ]
        for attack in (one for one in ATTACKS if one.theme == theme):
            here = _ours(attack, between, alone, without)
            there = _stock(attack, stock.get(attack.name))
            lines.append(f"| `{attack.name}` | {attack.tries} | {here} | {there} |".replace("\n", " "))
        made.append("\n".join(lines))
    return made


def _held(attack: Attack, *runs: Ran) -> bool:
    return not any(run.observed[attack.name].problems for run in runs if attack.name in run.observed)


def _ours(attack: Attack, between: Ran, alone: Ran, without: Ran) -> str:
    observed = between.observed[attack.name]
    said = f"{observed.points:g} of {POINTS[attack.assignment]:g}, {observed.state or 'not recorded'}"
    if observed.faults:
        said += f" ({', '.join(observed.faults[:3])})"
    if not _held(attack, between, alone, without):
        said += "; **did not hold**"
    return said


def stock_troubles(attack: Attack, found: Mapping[str, Any]) -> list[str]:
    """What went wrong with stock nbgrader, in words; nothing where its result is an honest one.

    Parameters
    ----------
    attack : Attack
        Which.
    found : mapping
        Its entry in stock.toml.
    """
    due = POINTS[attack.assignment]
    points, (_, after) = found["points"], found["others"]
    most = attack.earns if attack.most is None else attack.most
    troubles = []
    if found["status"] == "killed":
        troubles.append("the grader is killed")
    elif found["status"].startswith("stopped"):
        troubles.append("does not end")
    if points > most:
        troubles.append(f"gives {points:g} points where {most:g} are due")
    elif points < attack.earns:
        given = "nothing is recorded" if points < 0 else f"{points:g} points"
        troubles.append(f"{given} where {attack.earns:g} are due")
    elif points < 0:
        troubles.append("nothing is recorded")
    if after < due:
        troubles.append("the learner after it gets " + ("nothing" if after <= 0 else f"{after:g} of {due:g}"))
    if found["reads"]:
        troubles.append(f"tells the {', '.join(found['reads'])}")
    if found["changed"]:
        troubles.append(f"changes {', '.join(found['changed'])}")
    if found["links"]:
        troubles.append("what is no file gets into the graded folder")
    if found["left"]:
        troubles.append("leaves files behind")
    if found["processes"]:
        troubles.append(f"leaves {found['processes']} processes")
    if found["megabytes"] > 15:
        troubles.append(f"a graded folder of {found['megabytes']} MB")
    if found["runs"]:
        troubles.append("the feedback page runs it")
    return troubles


def _stock(attack: Attack, found: Mapping[str, Any] | None) -> str:
    if found is None:
        return "not tried"
    troubles = stock_troubles(attack, found)
    return "; ".join(troubles) if troubles else "holds"
