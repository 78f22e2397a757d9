"""Right drafts lose nothing, and wrong ones are found: over the whole labelled corpus."""

import collections

import pytest

from tests import fairness

TUNED = list(fairness.drafts("tuned"))
EVERYTHING = TUNED + list(fairness.drafts("unseen"))


@pytest.mark.parametrize("draft", EVERYTHING, ids=lambda draft: draft.name)
def test_a_draft_is_found_to_be_what_it_is(draft):
    judgement = fairness.judged(draft)
    assert not judgement.falsely_rejected, judgement.messages
    assert not judgement.falsely_passed, judgement.messages


@pytest.mark.parametrize("draft", [d for d in EVERYTHING if d.is_right], ids=lambda draft: draft.name)
def test_every_line_of_a_right_draft_is_understood(draft):
    assert fairness.judged(draft).unread == 0


@pytest.mark.parametrize("draft", [d for d in EVERYTHING if d.missed], ids=lambda draft: draft.name)
def test_what_is_known_to_be_missed_still_is(draft):
    # When a rule learns to find it, the label moves to `found`.
    assert fairness.judged(draft).known_to_be_missed == draft.missed


def test_the_corpus_is_wide():
    assert len(EVERYTHING) >= 120
    problems = collections.Counter(draft.problem for draft in EVERYTHING if draft.problem)
    assert set(problems) >= {"twitter", "code-deployment", "interviewing-io", "tiktok"}
    whole = collections.Counter(d.problem for d in EVERYTHING if d.is_right and d.section is None)
    assert all(whole[name] >= 3 for name in ("twitter", "code-deployment", "interviewing-io", "tiktok"))
    wrong = {code for draft in EVERYTHING for code in draft.found}
    assert len(wrong) >= 25
