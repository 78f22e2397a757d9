"""Which access patterns of a problem a sentence asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whiteboard.draft.access_patterns import AccessPatterns, Requirement
from whiteboard.draft.wording import (
    READ_VERBS,
    WRITE_VERBS,
    leading_verb,
    lexicon,
    may_be_noun,
    singular,
    split_words,
)
from whiteboard.problems.pack import AccessPattern, Problem
from whiteboard.rules.vocabulary import Vocabulary, vocabulary_of

_JOINTS = re.compile(
    r"(?:[,;.:?/&]|\band\b|\bor\b|\bthen\b|\bplus\b|\bas well as\b|\bwith\b|\bincluding\b|–|—|\s-\s)+"
)
_ASIDE = re.compile(r"(?i)\b(?:so that|in order to|because|since)\b.*$")
_ACTOR = re.compile(
    r"(?i)^as an? [\w ]{2,20}?,? (?:i|we) (?:want to|want|can|would like to|should be able to|need to|need)\b"
    r"|^(?:will|can|could|should|do|does|shall) (?=\w)"
)
_GIVEN = re.compile(r"(?i)\bgiven\s+[^,:;→]{2,80}?(?=,|:|;|→|->|\bget\b|\breturn\b|\bfind\b|\blist\b|$)")
_TYPES = re.compile(r"\([^()]{0,60}(?:→|->|=>)[^()]{0,60}\)")
_RELATIVE = re.compile(
    r"(?i)(?<=\w )(?:(?:that|who|whom|which)\s+)?(?:they|you|he|she|it|i|one|(?:a|the|each|this) \w+)\s+"
    r"(?:follow|like|subscribe|publishe?|post|book|upload|favou?rite|comment)(?:s|ed|d)?\b(?! to\b)"
    r"|\b(?:followed|liked|subscribed|published|posted|booked|uploaded)\b"
)
_DENIED = re.compile(
    r"(?i)\b(?:no|not|never|nothing|without|cannot|won['’]?t|don['’]?t|doesn['’]?t|isn['’]?t|aren['’]?t|can['’]?t|"
    r"out of scope|instead|only)\b"
)
_FEW = 4
_SHARE = 0.15
_COMMON = lexicon("the an of to for and or by with on users user can should be able want their its all")
_ASIDES = re.compile(r"\([^()]*\)")
_MOST = 500
_TERSE = 2
_PHRASE = 5
_SENTENCE = 6
"""From so many words on, a clause has its verb behind a subject: "developer tags a release …"."""
_REFUSED = re.compile(r"(?i)^\W*(?:no\b|nope|not\b|out of scope|skip|later|won't|don't)")
_OPENING = lexicon(
    "a an the i we you they it he she each every any all one anyone everybody also then someone me user"
)


def is_wanted(requirement: Requirement) -> bool:
    """Whether the draft means to build it: not answered "no", not marked as nice to have.

    Examples
    --------
    >>> is_wanted(Requirement(text="Will users search? No", question=True, answer="No"))
    False
    """
    return not requirement.optional and not is_refused(requirement)


def is_refused(requirement: Requirement) -> bool:
    """Whether it is a question that was answered "no"."""
    return bool(requirement.answer and _REFUSED.match(requirement.answer))


def is_english(section: AccessPatterns) -> bool:
    """Whether the section is in words that can be matched at all: a must needs more than not understanding.

    Examples
    --------
    >>> is_english(AccessPatterns(requirements=(Requirement(text="Los usuarios publican mensajes"),)))
    False
    """
    words = [word for found in section.requirements[:_MOST] for word in found.text[:300].lower().split()]
    words = [word.strip(".,;:()") for word in words]
    known = sum(word in _COMMON or leading_verb([word, "x"]) is not None for word in words)
    named = any(found.name for found in section.requirements[:_MOST])
    return named or len(words) < _FEW or known >= len(words) * _SHARE


def spoken_of(remark: str, problem: Problem) -> frozenset[str]:
    """The access patterns that a remark speaks of, unless it denies them."""
    if _DENIED.search(remark):
        return frozenset()
    return frozenset(_patterns(Requirement(text=remark[:1000]), problem, vocabulary_of(problem)))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a section asks for.

    Parameters
    ----------
    patterns : tuple of (Requirement, frozenset of str)
        Each requirement with the names of the problem's access patterns that it asks for.
    """

    patterns: tuple[tuple[Requirement, frozenset[str]], ...]

    def all(self, *, wanted: bool = False) -> frozenset[str]:
        """Names of all access patterns that are asked for; with `wanted` only by what is to be built."""
        return frozenset(
            name
            for requirement, names in self.patterns
            if not wanted or is_wanted(requirement)
            for name in names
        )


_last: tuple[AccessPatterns, Problem, Asked] | None = None


def asked_for(section: AccessPatterns, problem: Problem) -> Asked:
    """Match every requirement of a section with a problem's access patterns; the last is kept.

    Parameters
    ----------
    section : AccessPatterns
        As read.
    problem : Problem
        Its patterns listen by `signs`, `said` and `never`.
    """
    global _last  # noqa: PLW0603
    if _last is not None and _last[0] is section and _last[1] is problem:
        return _last[2]
    vocabulary = vocabulary_of(problem)
    found = Asked(
        tuple(
            (requirement, frozenset(_patterns(requirement, problem, vocabulary)))
            for requirement in section.requirements[:_MOST]
        )
    )
    _last = (section, problem, found)
    return found


def _patterns(requirement: Requirement, problem: Problem, vocabulary: Vocabulary) -> set[str]:
    exact = {pattern.name.lower(): pattern.name for pattern in problem.access_patterns}
    if requirement.name and requirement.name.lower() in exact:
        return {exact[requirement.name.lower()]}
    text, context = _told(requirement)
    found: set[str] = set()
    for clause in _clauses(text):
        # What has no verb of its own shares the sentence's: "users can view the home feed, the profile feed".
        reads = _reads(clause)
        reads = requirement.reads if reads is None and requirement.verb and not requirement.name else reads
        found |= _best(clause, context, reads, problem, vocabulary)
    return found


def _begins(words: list[str]) -> bool:
    """Whether a verb stands first, and not a plural such as "tweets" or "posts"."""
    verb = leading_verb(words)
    return verb is not None and not (words[0] == verb + "s" and may_be_noun(verb))


def asked_in_parts(requirement: Requirement, problem: Problem) -> list[tuple[str, frozenset[str]]]:
    """Each part of a sentence that has a verb of its own, with the access patterns that it asks for.

    Examples
    --------
    >>> from whiteboard.problems import load
    >>> both = Requirement(text="Users can post tweets and follow other people", verb="post", reads=False)
    >>> [(part, sorted(names)) for part, names in asked_in_parts(both, load("twitter"))]
    [('Users can post tweets', ['publishTweet']), ('follow other people', ['follow'])]
    """
    vocabulary = vocabulary_of(problem)
    text, context = _told(requirement)
    clauses = [clause for clause in _clauses(text)[:-1] if _reads(clause) is not None]
    return [
        (clause, frozenset(_best(clause, context, _reads(clause), problem, vocabulary))) for clause in clauses
    ]


def _told(requirement: Requirement) -> tuple[str, str]:
    """What is done, and beside it what is given: "given an account" asks for nothing by itself."""
    text = _TYPES.sub(" ", requirement.text[:1000])
    without = _GIVEN.sub("", text, count=1)
    text = without if re.search(r"\w", without) or requirement.name else text
    context = " ".join(requirement.given)
    return f"{requirement.name or ''} {text}".strip(), context


def _clauses(text: str) -> list[str]:
    """The whole, and each part of it that begins with a verb of its own."""
    text = _ASIDE.sub("", _ACTOR.sub("", text[:1000].strip()))
    parts = [part.strip() for part in _JOINTS.split(_ASIDES.sub(" ", text)) if part.strip()]
    clauses: list[str] = []
    for part in parts:
        words = split_words(part)
        if clauses and not (_begins(words) or _begins(words[1:])):
            clauses[-1] += ", " + part
        else:
            clauses.append(part)
    if len(parts) > 1 and len(clauses) != len(parts):
        # A list of nouns: "home timeline, user timeline"; or a sentence that goes on about something else.
        clauses += [
            part for part in parts if len(part.split()) <= _PHRASE or leading_verb(split_words(part)[-99:])
        ]
        clauses += [parts[0]]
    return list(dict.fromkeys([*clauses, text]))


def _best(
    clause: str, context: str, reads: bool | None, problem: Problem, vocabulary: Vocabulary
) -> set[str]:
    """The patterns that a clause speaks of best, of those that read and of those that write."""
    raw, words = _words_in(f"{context} {clause}" if context else clause, vocabulary)
    # "The tweets of whom they follow" gets tweets; that somebody follows is taken for granted.
    doing = _words_in(_RELATIVE.sub(" ", clause), vocabulary)[1] if _RELATIVE.search(clause) else words
    scores: dict[str, float] = {}
    for pattern in problem.access_patterns:
        if set(raw) & set(pattern.never):
            continue
        if reads is not None and not pattern.either and reads != (pattern.kind == "read"):
            continue
        score = _score(pattern, words if pattern.kind == "read" else doing, vocabulary)
        if score:
            scores[pattern.name] = score
    if not scores:
        return set()
    kinds = {pattern.name: pattern.kind for pattern in problem.access_patterns}
    found = set()
    for kind in ("read", "write"):
        of_kind = {name: score for name, score in scores.items() if kinds[name] == kind}
        if of_kind:
            best = max(of_kind.values())
            # A word alone, "timeline", may stand for each of several lists.
            near = 0.0 if len(raw) <= _TERSE else best - 0.05
            found |= {name for name, score in of_kind.items() if score >= near}
    return found


def _words_in(text: str, vocabulary: Vocabulary) -> tuple[list[str], set[str]]:
    """The words of a text in the singular, and with them what they are called in the problem."""
    raw = vocabulary.split(text)
    typed = split_words(text)
    words = set(raw) | set(vocabulary.canonical(raw)) | {singular(word) for word in typed}
    if typed and typed[0].endswith("ing"):
        verb = leading_verb([typed[0], "x"])  # "Favoriting tweets"
        words |= {verb} if verb else set()
    return raw, words


def _score(pattern: AccessPattern, words: set[str], vocabulary: Vocabulary) -> float:
    best = 0.0
    for sign in (*pattern.signs, *pattern.said):
        needed = [word.removesuffix("?") for word in sign if not word.startswith("!")]
        if not needed or not all(word in words for word in needed):
            continue
        if any(word[1:] in words for word in sign if word.startswith("!")):
            continue
        weight = sum(1.5 if word in vocabulary.relations else 1.0 for word in needed)
        doubt = 0.5 if any(word.endswith("?") for word in sign) else 1.0
        best = max(best, weight * doubt)
    return best


def _reads(clause: str) -> bool | None:
    """Whether a clause gets something, by its verb; None where it has none: "home feed", "tweets of one account"."""
    words = split_words(
        re.sub(
            r"(?i)^.*?\b(?:(?:should|can|could|may|must|shall|will|wants?|needs?|would like)\b"
            r"(?:\s+(?:also|be able|be allowed|to)\b)*|(?:able )?to\b)\s*",
            "",
            clause,
            count=1,
        )
    )
    # The verb stands first, or behind who does it.
    for _ in range(3):
        if not words or (words[1:2] and words[1] in ("of", "by", "from")):
            return None
        verb = leading_verb(words)
        if verb:
            return True if verb in READ_VERBS else False if verb in WRITE_VERBS else None
        if words[0] not in _OPENING and not words[0].endswith("s") and len(words) < _SENTENCE:
            return None
        words = words[1:]
    return None
