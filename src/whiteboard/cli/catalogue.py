"""``whiteboard rule`` and ``whiteboard rules``."""

from __future__ import annotations

import argparse

from whiteboard.cli.status import MET, print_json
from whiteboard.draft.finding import Severity
from whiteboard.rules import rules


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    rule = commands.add_parser("rule", help="explain one rule, such as A3")
    rule.add_argument("code", metavar="CODE")
    rule.add_argument("--json", action="store_true", help="as JSON")
    rule.set_defaults(run=_rule)

    catalogue = commands.add_parser("rules", help="list all rules")
    form = catalogue.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--page", action="store_true", help="as the Markdown page docs/rules.md")
    catalogue.set_defaults(run=_rules)


def _rule(options: argparse.Namespace) -> int:
    catalogue = rules()
    code = options.code.strip().upper()
    if code not in catalogue:
        raise LookupError(f"no rule {options.code!r}; there are {', '.join(catalogue)}")
    rule = catalogue[code]
    if options.json:
        print_json(_rule_data(code))
        return MET
    judged = "costs points" if rule.severity is Severity.MUST else f"advice ({rule.severity})"
    print(f"{rule.code}  {rule.title}\n{rule.section} · {judged}\n\n{rule.why}")
    print(f"\nFalls short:\n\n{_indented(rule.bad)}\n\nKeeps it:\n\n{_indented(rule.good)}")
    if rule.source:
        print(f"\nSource: {rule.source}")
    return MET


def _indented(text: str) -> str:
    return "\n".join("    " + line for line in text.strip("\n").split("\n"))


def _rules(options: argparse.Namespace) -> int:
    if options.page:
        from whiteboard.rules_page import page

        print(page(), end="")
        return MET
    if options.json:
        print_json([_rule_data(code) for code in rules()])
        return MET
    width = max(len(rule.section) for rule in rules().values())
    for rule in rules().values():
        print(f"{rule.code:<4} {rule.section:<{width}} {rule.severity:<7} {rule.title}")
    return MET


def _rule_data(code: str) -> dict[str, str | None]:
    rule = rules()[code]
    return {
        "rule": rule.code,
        "section": rule.section,
        "severity": str(rule.severity),
        "title": rule.title,
        "why": rule.why,
        "bad": rule.bad,
        "good": rule.good,
        "problem": rule.problem,
        "source": rule.source,
    }
