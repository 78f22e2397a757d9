"""Text in, report out: read the draft, run the rules, weigh what they found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from whiteboard.draft.board import SECTIONS, Board
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.text import Unread
from whiteboard.notation import read_board, read_section
from whiteboard.problems import Criterion, Problem, load
from whiteboard.report import Judged, Outcome, Report, in_order
from whiteboard.rules import CLOSURE, Context, Rule, rules
from whiteboard.rules.between import lacking

ADVICE = "good practice"
"""The criterion, worth no points, that gathers the findings which no criterion of the problem lists."""

RULE_FAILED = "This rule could not be applied to the draft"


def check(text: str, *, problem: str | None = None, section: str | None = None) -> Report:
    """Read and judge a draft.

    Parameters
    ----------
    text : str
        A whole board with headings, or one bare section when `section` is given.
    problem : str, optional
        Name of a problem pack. Without one, only what a section says of itself is judged.
    section : str, optional
        One of ``whiteboard.draft.SECTIONS``; or ``"closure"``, for a whole board of which only the
        connections between sections are judged.

    Returns
    -------
    Report
        Sections that the problem asks for and the board lacks are "not attempted".

    Raises
    ------
    KeyError
        For an unknown problem or section; the message lists those there are.

    Examples
    --------
    >>> report = check("stored = 1k/day * 1 MB = 1 TB/day", section="scale")
    >>> [finding.rule for finding in report.findings if finding.severity == "must"]
    ['S2']
    """
    pack = load(problem) if problem else None
    board = read_section(section, text) if section and section != CLOSURE else read_board(text)
    return judge(board, problem=pack, sections=(section,) if section else None)


def judge(board: Board, *, problem: Problem | None = None, sections: Iterable[str] | None = None) -> Report:
    """Judge a board that has been read.

    Parameters
    ----------
    board : Board
        The draft.
    problem : Problem, optional
        What it is judged against.
    sections : iterable of str, optional
        The sections to judge. By default those that stand in the board, and those that the problem
        gives points for.
    """
    if sections is None:
        wanted = {criterion.section for criterion in problem.criteria} if problem else set()
        wanted |= {name for name in SECTIONS if board.section(name) is not None} | set(board.untouched)
        sections = [name for name in SECTIONS if name in wanted]
        if len(present(board)) > 1:
            sections.append(CLOSURE)
    sections = list(sections)
    context = Context(board=board, problem=problem)
    criteria: list[Judged] = []
    unread: list[tuple[str | None, Unread]] = [(None, entry) for entry in board.unread]
    for name in sections:
        section = None if name == CLOSURE else board.section(name)
        unread.extend((name, entry) for entry in (section.unread if section else ()))
        criteria.extend(_judge_section(context, name))
    return Report(
        problem=problem.name if problem else None,
        criteria=tuple(criteria),
        unread=tuple(sorted(unread, key=lambda entry: entry[1].line)),
        unjudged=board.unjudged,
    )


def _judge_section(context: Context, name: str) -> list[Judged]:
    asked = context.problem.criteria_of(name) if context.problem else ()
    missing = _nothing_to_judge(context.board, name)
    if missing:
        return _all(name, asked, missing)
    by_rule = _run_rules(context, name)
    costs = {code: _cost(findings) for code, findings in by_rule.items()}
    judged = []
    listed: set[str] = set()
    there = present(context.board)
    for criterion in asked:
        listed |= set(criterion.rules)
        absent = lacking(criterion.rules, there) if name == CLOSURE else ()
        if absent:
            judged.append(_nothing_to_hold(criterion, absent))
            continue
        findings = [finding for code in criterion.rules for finding in by_rule.get(code, ())]
        held_back_by = _holding(criterion, by_rule)
        scale = 1 - min(1.0, sum(held_back_by.values()))
        cost = min(1.0, sum(costs.get(code, 0.0) for code in criterion.rules))
        points = round(criterion.points * scale * (1 - cost), 2)
        judged.append(
            Judged(
                section=name,
                name=criterion.name,
                points=points,
                max_points=criterion.points,
                outcome=_outcome(points, criterion.points),
                findings=in_order(findings),
                held_back_by=tuple(held_back_by),
            )
        )
    rest = [finding for code, findings in by_rule.items() if code not in listed for finding in findings]
    if rest or not asked:
        fell = any(finding.severity is Severity.MUST for finding in rest)
        judged.append(
            Judged(
                section=name,
                name=ADVICE,
                points=0,
                max_points=0,
                outcome=Outcome.INCOMPLETE if fell else Outcome.MET,
                findings=in_order(rest),
            )
        )
    return judged


def _holding(criterion: Criterion, by_rule: Mapping[str, list[Finding]]) -> dict[str, float]:
    """The rules on which other criteria fell that this one is built on, and the share of each."""
    shares = {code: _cost(by_rule.get(code, ())) for code in criterion.scaled_by}
    for code in criterion.scaled_by_absent:
        shares[code] = _cost(finding for finding in by_rule.get(code, ()) if finding.line is None)
    return {code: share for code, share in shares.items() if share}


def _nothing_to_judge(board: Board, name: str) -> Outcome | None:
    """Why a section cannot be judged; None when it can."""
    if name == CLOSURE:
        return None if len(present(board)) > 1 else Outcome.NOT_ATTEMPTED
    section = board.section(name)
    if section is None:
        return Outcome.NOT_ATTEMPTED
    if section.is_empty:
        return Outcome.UNREADABLE if section.unread else Outcome.NOT_ATTEMPTED
    return None


def _nothing_to_hold(criterion: Criterion, absent: tuple[str, ...]) -> Judged:
    """What cannot be compared holds together by accident only, and earns nothing."""
    finding = rules()[criterion.rules[0]].finding(
        f"Nothing to compare: the board has no {' and no '.join(absent)}.",
        line=None,
        try_="Draft it, and the rest of the board is held against it.",
        severity=Severity.NOTE,
    )
    return Judged(
        section=CLOSURE,
        name=criterion.name,
        points=0,
        max_points=criterion.points,
        outcome=Outcome.NOT_ATTEMPTED,
        findings=(finding,),
    )


def present(board: Board) -> list[str]:
    """The sections that hold something, in order."""
    return [name for name in SECTIONS if (found := board.section(name)) is not None and not found.is_empty]


def _all(name: str, asked: Iterable[Criterion], outcome: Outcome) -> list[Judged]:
    judged = [
        Judged(section=name, name=criterion.name, points=0, max_points=criterion.points, outcome=outcome)
        for criterion in asked
    ]
    return judged or [Judged(section=name, name=ADVICE, points=0, max_points=0, outcome=outcome)]


def _run_rules(context: Context, section: str) -> Mapping[str, list[Finding]]:
    ignored = context.problem.ignored_rules if context.problem else ()
    found: dict[str, list[Finding]] = defaultdict(list)
    for code, rule in rules().items():
        if rule.section == section and code not in ignored:
            found[code].extend(_applied(rule, context))
    return found


def _applied(rule: Rule, context: Context) -> list[Finding]:
    try:
        return list(rule.check(context))
    except Exception as error:
        # A fault of ours must cost the learner neither points nor the other findings, and must not hide.
        message = f"{RULE_FAILED} ({type(error).__name__}: {error})."
        why = "This is a fault of the rule, not of the draft, and costs nothing."
        return [rule.finding(message, line=None, why=why, try_="report it", severity=Severity.NOTE)]


def _cost(findings: Iterable[Finding]) -> float:
    return sum(finding.share for finding in findings if finding.severity is Severity.MUST)


def _outcome(points: float, max_points: float) -> Outcome:
    if points >= max_points:
        return Outcome.MET
    return Outcome.WRONG if points <= 0 else Outcome.INCOMPLETE
