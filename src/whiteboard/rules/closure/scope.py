"""C11: what is out of scope is not built."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.board import Board
from whiteboard.draft.design import ComponentKind
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.meaning import fixed_segments, last_name
from whiteboard.draft.wording import (
    READ_VERBS,
    WRITE_VERBS,
    leading_verb,
    lexicon,
    singular,
    split_words,
)
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.requirements.matching import is_refused, is_wanted

_STOP = lexicon(
    "the a an of to in for and or by with on no not any all we will would wont won dont don do does s "
    "t be is are"
    " now later yet our users user people it this that they them there their other others from at as "
    "etc e g i"
    " support feature features functionality system service services building build "
    "implementation"
    " part anything beyond out scope version v2 phase future only just also such than"
)
_MOST = 300
_AS_GIVEN = re.compile(
    r"(?i)\b(?:exact|detail\w*|optimi[sz]\w*|tuning|beyond|more than|assum\w+|exist\w*|given|third[- ]party|"
    r"elsewhere|external(?:ly)?|internals?|depth|deep\w*)\b"
)
"""What is used as it is, or built in its plain form, is put aside only in part."""
_VERBS_TOO = frozenset(READ_VERBS | WRITE_VERBS)
_BASIC = lexicon("account profile user media photo video image person member login")
"""What is kept in any case, whatever about it is put aside: signing up is not built, accounts are stored."""
_PLAIN = lexicon(
    "service server worker queue index db database store cache system engine job api table bucket cluster node list page"
    " all id by new my me user account"
)


@rule(
    "C11",
    section=CLOSURE,
    severity=Severity.MUST,
    title="Something out of scope that is built",
    why=(
        "What was put aside to save time costs that time after all, and the interviewer wonders which "
        "of both is meant."
    ),
    bad=(
        "## Out of scope\nsearch, trends\n## API\nGET /search?q={q}&cursor={cursor} -> page of "
        "tweets\nPOST /tweets {text}\n"
    ),
    good="## Out of scope\nsearch, trends\n## API\nPOST /tweets {text}\n",
    source="design interview framework, step 1.1: agree on what is built",
)
def built_all_the_same(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for each excluded thing among operations, stores, components and requirements."""
    built = list(_built(context.board))
    seen: set[str] = set()
    for text, line in _excluded(context.board):
        words = _words(text)
        if not words or len(words) > 4:
            continue
        for what, name, told, about, drawn in built:
            if words <= told and name not in seen:
                seen.add(name)
                sure = drawn and bool(words & about) and not words <= _BASIC
                yield rule.finding(
                    f"{text.strip()} is out of scope, and {what} {name} builds it.",
                    line=line or None,
                    try_="Take one of the two out.",
                    share=1.0,
                    severity=Severity.MUST if sure else Severity.SHOULD,
                )
                break


def _excluded(board: Board) -> Iterator[tuple[str, int]]:
    if board.out_of_scope is not None:
        for exclusion in board.out_of_scope.exclusions[:_MOST]:
            plain = re.split(r"\(|\bbecause\b|\bsince\b|\bexcept\b|\bbeyond\b|:| - | – ", exclusion.text)[0]
            if _AS_GIVEN.search(f"{exclusion.text} {exclusion.because or ''}"):
                continue
            for part in re.split(r"[,;/&]|\band\b|\bor\b", plain):
                yield part, exclusion.line
    if board.access_patterns is not None:
        for requirement in board.access_patterns.requirements[:_MOST]:
            if is_refused(requirement) and requirement.target:
                yield f"{requirement.verb} {requirement.target}", requirement.line
    if board.questions is not None:
        for question in board.questions.questions[:_MOST]:
            found = _ASKED.match(question.text) if re.match(_NO, question.answer or "") else None
            if found:
                yield found["what"], question.line


_NO = re.compile(r"(?i)\W*(?:no\b(?! more| less| need to)|nope\b|out of scope|not (?:now|needed|in scope))")
_ASKED = re.compile(
    r"(?i)^(?:do|should|shall|will|can|must) (?:we|users?|people|they|the system|it)\b"
    r"(?: also| need(?: to)?| have to| want(?: to)?| be able to| support| offer| build| have| handle| include)*"
    r" (?P<what>[\w -]{3,40}?)\s*\?"
)


def _words(text: str) -> frozenset[str]:
    words = frozenset(singular(word) for word in split_words(text) if len(word) > 1) - _STOP
    return frozenset((leading_verb([word, "x"]) or word) if word.endswith("ing") else word for word in words)


def _built(board: Board) -> Iterator[tuple[str, str, frozenset[str], frozenset[str], bool]]:
    """What is built: what it is, its name, its words, those that say what it is about, whether for sure."""
    if board.api is not None:
        for operation in board.api.operations[:_MOST]:
            named = last_name(operation.name) if operation.named else ""
            parts = fixed_segments(operation.path)
            about = _about(named) | (_about(parts[-1]) if parts else frozenset())
            yield "the operation", operation.name, _all(" ".join([named, *parts])), about, True
    if board.storage is not None:
        for store in board.storage.stores[:_MOST]:
            yield "the store", store.name, _all(store.name), _about(store.name), True
    if board.design is not None:
        for component in board.design.components[:_MOST]:
            if component.kind in _NOT_BUILT:
                continue
            about = _about(component.name)
            yield "the component", component.name, _all(component.name), about, component.drawn
    if board.access_patterns is not None:
        for requirement in board.access_patterns.requirements[:_MOST]:
            if is_wanted(requirement) and not requirement.question:
                told = _all(f"{requirement.name or ''} {requirement.verb} {requirement.target}")
                about = _about(requirement.name or requirement.verb)
                yield "the requirement", requirement.name or requirement.text[:60], told, about, True


_NOT_BUILT = frozenset({ComponentKind.CLIENT, ComponentKind.DNS, ComponentKind.EXTERNAL})


def _about(name: str) -> frozenset[str]:
    """What a name is about: its verb, and its last noun that says anything: of getProfileTweets the tweets."""
    words = [singular(word) for word in split_words(name)]
    verb = {words[0], *_stem(words[0])} if words and words[0] in _VERBS_TOO else set()
    nouns = [word for word in words if word not in _PLAIN]
    return frozenset(verb | {form for word in nouns[-1:] for form in (word, *_stem(word))})


def _stem(word: str) -> tuple[str, ...]:
    """Other forms of a word: trending and trend, editing and edit."""
    if word.endswith("ing") and len(word) > 5:
        return (word[:-3], word[:-3] + "e")
    return ()


def _all(text: str) -> frozenset[str]:
    words = [singular(word) for word in split_words(text)]
    return frozenset(form for word in words for form in (word, *_stem(word)))
