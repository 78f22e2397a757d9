"""Every rule proves itself: its bad example breaks it, its good example breaks nothing."""

import re

import pytest

from whiteboard.draft.finding import Severity
from whiteboard.judge import check
from whiteboard.rules import rules

CATALOGUE = rules()
EXPECTED = {
    *(f"R{number}" for number in range(1, 13)),
    *(f"N{number}" for number in range(1, 9)),
    *(f"T{number}" for number in range(1, 11)),
    *(f"A{number}" for number in range(1, 11)),
    *(f"S{number}" for number in range(1, 12)),
    *(f"D{number}" for number in range(1, 9)),
    *(f"M{number}" for number in range(1, 7)),
    *(f"B{number}" for number in range(1, 7)),
    *(f"C{number}" for number in range(1, 13)),
}


def found(code: str, text: str) -> list:
    rule = CATALOGUE[code]
    return list(check(text, problem=rule.problem, section=rule.section).findings)


def test_the_catalogue_is_whole():
    assert set(CATALOGUE) >= EXPECTED


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_bad_example_breaks_the_rule(code):
    rule = CATALOGUE[code]
    breaking = [finding for finding in found(code, rule.bad) if finding.rule == code]
    assert breaking
    assert rule.severity in {finding.severity for finding in breaking}


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_good_example_keeps_the_rule_and_costs_nothing(code):
    rule = CATALOGUE[code]
    findings = found(code, rule.good)
    assert code not in {finding.rule for finding in findings}
    # A good example without a problem must be flawless; with one it need not be a whole section, so only
    # rules that judge what stands there may speak up.
    absent = (
        {"A1", "S3", "S11", "D1", "D4", "T3", "T4", "T6", "R10", "R11", "R12", "N8", "T8"}
        if rule.problem
        else set()
    )
    assert [f for f in findings if f.severity is Severity.MUST and f.rule not in absent] == []


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_good_and_the_bad_example_are_read_whole(code):
    rule = CATALOGUE[code]
    for text in (rule.bad, rule.good):
        report = check(text, problem=rule.problem, section=rule.section)
        # D3's bad example is SQL that no database takes: it is reported as an error, not left unread.
        assert report.unread == ()


@pytest.mark.parametrize("code", CATALOGUE)
def test_messages_read_well(code):
    rule = CATALOGUE[code]
    assert rule.title[0].isupper() and not rule.title.endswith(".")
    assert rule.why.endswith(".")
    for finding in found(code, rule.bad):
        for text in (finding.message, finding.why):
            assert text[-1] in ".?", text
            assert "!" not in re.sub(r"'[^']*'|\"[^\"]*\"|`[^`]*`", "", text), text
        assert finding.try_
        assert 0 <= finding.share <= 1
