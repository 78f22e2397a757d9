"""R3, R4, R6, R7 and R11: requirements say what users do, whole and in which order, and nothing of how."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.access_patterns import AccessPatterns, Requirement
from whiteboard.draft.board import Board
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.wording import is_plural, lexicon, singular, split_words
from whiteboard.problems.pack import Problem
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.requirements.matching import asked_for, is_english, is_refused, is_wanted, spoken_of
from whiteboard.rules.vocabulary import vocabulary_of

_FRAMEWORK = "design interview framework, step 1.1: functional requirements"
_HOW = re.compile(
    r"(?i)\b(?:kafka|rabbit ?mq|redis|memcached|cassandra|mongo ?db|dynamo ?db|postgres(?:ql)?|my ?sql|"
    r"elastic ?search|s3|"
    r"micro-?services?|shard(?:ed|ing|s)?|(?:message|task|job|fan-?out|work) queue|pub/?sub|load "
    r"balanc\w+|cdn|websockets?|grpc|graphql|"
    r"rest(?:ful)? (?:api|endpoint|call)s?|sql (?:table|database|query)|no-?sql|(?:in-memory |redis |"
    r"feed |timeline )cache|cached in|kubernetes|"
    r"docker|lambda|consistent hashing|fan-?out on (?:read|write)|primary key|database (?:table|index))\b"
)
_MAYBE_WHAT = re.compile(r"(?i)docker|kubernetes|lambda|graphql|cdn|rest(?:ful)? api")
"""What users may ask for by name: to deploy containers, to be given an interface for programs."""
_LISTS = re.compile(
    r"(?i)\b(?:feed|timeline|list(?!en)|search|history|showcase|browse|catalog\w*|results?|all (?:of "
    r")?(?:its|their|the|my)?\s?\w+s)\b"
)
_IN_ORDER = re.compile(
    r"(?i)\b(?:first|latest|newest|recent\w*|sort\w*|order(?:ed|ing)?|rank\w*|chronolog\w*|top|by "
    r"(?:time|date|popularity|score|relevance|interest)|"
    r"personali[sz]\w*|recommend\w*|trending|relevan\w*|descending|ascending|desc|asc|for you|oldest|soonest|"
    r"picked for|count|number of)\b"
)
_MANY = 8


@rule(
    "R3",
    section="access patterns",
    severity=Severity.MUST,
    title="A requirement that says how",
    why=(
        "In this step the system is a black box: a part named here is a decision made before its "
        "reasons are known."
    ),
    bad="getFeed: given an account, get its feed from a Redis cache, newest first\n",
    good="getFeed: given an account, get its feed, newest first\n",
    source=_FRAMEWORK,
)
def says_how(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for parts and brands in the sentences."""
    section = context.board.access_patterns
    wanted = [found for found in section.requirements if is_wanted(found)] if section else []
    for found in wanted:
        how = _HOW.search(found.text)
        if (
            how
            and not _is_denied(found.text, how.start())
            and not _is_of_the_problem(how[0], context.problem)
        ):
            yield rule.finding(
                f"{_short(found)} names {how[0]}, which is a part of the solution.",
                line=found.line or None,
                try_="Say what the user does and gets; keep the part for the design.",
                share=max(0.34, 1 / len(wanted)),
                severity=Severity.SHOULD
                if _MAYBE_WHAT.fullmatch(how[0]) or _is_aside(found.text, how.start())
                else Severity.MUST,
            )


def _is_aside(text: str, where: int) -> bool:
    """Whether it stands in brackets, or behind a dash: beside what is asked for, and not in it."""
    before = text[:where]
    opened = max(before.count(opening) - before.count(closing) for opening, closing in ("()", "[]"))
    return opened > 0 or bool(re.search(r"\s(?:–|—|--?|->|=>|→)\s|//", before))


def _is_denied(text: str, where: int) -> bool:
    """Whether the words before it rule it out: "no websockets needed"."""
    return bool(
        re.search(r"(?i)\b(?:no|not|without|never)\s+(?:\w+\s+){0,2}$", text[max(0, where - 40) : where])
    )


def _is_of_the_problem(how: str, problem: Problem | None) -> bool:
    """Whether the problem itself speaks of it, so that it is what is asked for."""
    if problem is None:
        return False
    spoken = [problem.statement, *(fact.says for fact in problem.facts)]
    spoken += [name for thing in problem.things for name in (thing.name, *thing.synonyms)]
    return any(re.search(rf"(?i)\b{re.escape(how)}\b", text) for text in spoken)


@rule(
    "R4",
    section="access patterns",
    severity=Severity.SHOULD,
    title="Too many features, or features of one word",
    why=(
        "Each feature is drawn, stored and defended later; three to six leave time for that, and one "
        "word leaves open what is meant."
    ),
    bad="Search\nTimeline\nPosting\n",
    good="Users can post tweets\nUsers can search tweets, most recent first\n",
    source=_FRAMEWORK,
)
def too_many_or_too_short(rule: Rule, context: Context) -> Iterator[Finding]:
    """Count the requirements, and the words of each."""
    section = context.board.access_patterns
    wanted = [found for found in section.requirements if is_wanted(found)] if section else []
    if len(wanted) > _MANY:
        yield rule.finding(
            f"There are {len(wanted)} requirements.",
            line=wanted[_MANY].line or None,
            try_=(
                "Which of them would you cut if the interview ended in half an hour? Name those as "
                "out of scope."
            ),
        )
    short = [found for found in wanted if not found.name and len(split_words(found.text)) == 1]
    if short:
        names = ", ".join(found.text for found in short[:6])
        yield rule.finding(
            f"{names}: one word says neither who does what nor what comes back.",
            line=short[0].line or None,
            try_="Write a sentence with somebody who does something: users can …",
        )


@rule(
    "R6",
    section="access patterns",
    severity=Severity.SHOULD,
    title="Something written and never read",
    why="What nobody gets back need not be stored, and what people expect to get back has to be found again.",
    bad="Users can post tweets\nUsers can follow other users\n",
    good="Users can post tweets\nUsers can see the tweets of one user, newest first\n",
    source=_FRAMEWORK,
)
def written_and_never_read(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for things that only stand behind verbs that write."""
    section = context.board.access_patterns
    if section is None:
        return
    wanted = [found for found in section.requirements if is_wanted(found)][:_MOST]
    reading = [found for found in wanted if found.reads is not False or _GETS_TOO.search(found.text)]
    if len(wanted) < 2:
        return
    if not reading:
        yield rule.finding(
            f"{_short(wanted[0])} writes, and no line gets anything back.",
            line=wanted[0].line or None,
            try_="For each thing that is written: given what, does who get it?",
        )
        return
    told = " ".join([found.name or "" for found in reading] + [found.text for found in reading])
    told = f"{told} {' '.join(section.remarks[:100])}"
    if context.problem is not None:
        told += " " + " ".join(vocabulary_of(context.problem).canonical(_words(told)))
    known = set(_words(told))
    for found in wanted:
        thing = _made(found, context.problem)
        if thing and thing[1] not in known and not _READ_AS.get(thing[1], frozenset()) & known:
            yield rule.finding(
                f"{_short(found)} writes {thing[0]}, and no line gets that back.",
                line=found.line or None,
                try_="Who gets it again, given what? If nobody does, need it be stored?",
            )


_MOST = 500
_GETS_TOO = re.compile(r"(?i)\b(?:see|view|read|get|watch|show|browse|list)\w*\b")
_MAKES = lexicon("post publish create add write upload submit leave comment record send")
_WHATEVER = lexicon("something anything it them one this that what things stuff everything")
_READ_AS = {
    word: lexicon("feed timeline home stream profile history wall")
    for word in lexicon("tweet post message status photo video image clip media picture content short text")
}
"""What feeds and profiles show without naming it."""


def _words(text: str) -> list[str]:
    return [singular(word) for word in split_words(text)]


def _made(found: Requirement, problem: Problem | None) -> tuple[str, str] | None:
    """What a requirement makes, as typed and as it is called in the problem; None when it makes nothing."""
    if found.reads is not False or found.verb not in _MAKES or found.question:
        return None
    target = re.split(
        r"(?i)\b(?:and|or|to|on|for|with|of|in|at|by|from|about|as|under)\b|[(&/]", found.target
    )[0]
    typed = target.split()
    if found.verb == "comment":
        typed = ["comments"]
    if not 0 < len(typed) <= 3 or not typed[-1].isalpha() or typed[-1].lower() in _WHATEVER:
        return None
    words = _words(" ".join(typed))
    if problem is not None:
        words = vocabulary_of(problem).canonical(words)
    return (" ".join(typed), words[-1]) if words else None


@rule(
    "R7",
    section="access patterns",
    severity=Severity.SHOULD,
    title="A list without an order",
    why=(
        "The order decides the field, the index and whether there is a ranking to build; strive for "
        "the simplest first."
    ),
    bad="Users can post tweets\nUsers can see a feed of the tweets of people they follow\n",
    good="Users can post tweets\nUsers can see a feed of the tweets of people they follow, newest first\n",
    source=_FRAMEWORK,
)
def list_without_order(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for feeds, lists and searches of which no line says the order."""
    section = context.board.access_patterns
    if section is None or _order_is_said(section, context.board):
        return
    for found in section.requirements:
        if not is_wanted(found) or not found.reads or found.order or _IN_ORDER.search(found.text):
            continue
        plural = any(is_plural(word) for word in split_words(found.target)[:4])
        if _LISTS.search(found.text) or (found.reads and found.given and plural):
            yield rule.finding(
                f"{_short(found)} gives many, and in which order is not said.",
                line=found.line or None,
                try_="Would newest first do? Ask, and write the answer down.",
            )


@rule(
    "R11",
    section="access patterns",
    severity=Severity.MUST,
    title="An access pattern of the problem is missing",
    why="What is not written down here has no operation, no table and no box later.",
    bad="publish: publish a tweet\ngetTweets: given an account, get its tweets, newest first\n",
    good="publish: publish a tweet\ngetTweets: given an account, get its tweets, newest first\n"
    "getFeed: given an account, get the tweets of the accounts it follows, newest first\n"
    "follow: follow an account\nlike: like a tweet\n",
    problem="twitter",
    source=_FRAMEWORK,
)
def pattern_missing(rule: Rule, context: Context) -> Iterator[Finding]:
    """Each required access pattern of the problem is asked for by some sentence."""
    section, problem = context.board.access_patterns, context.problem
    if section is None or problem is None:
        return
    asked = {
        name
        for requirement, names in asked_for(section, problem).patterns
        if not is_refused(requirement)
        for name in names
    }
    asked |= {name for remark in section.remarks[:200] for name in spoken_of(remark, problem)}
    sure = is_english(section)
    required = [pattern for pattern in problem.access_patterns if pattern.required]
    if _only_looks_up(section):
        # "Given X, get Y" all through: what is written stands among the relations.
        required = [pattern for pattern in required if pattern.kind == "read" and not pattern.either]
    for pattern in required:
        if pattern.name not in asked:
            yield rule.finding(
                f"No line asks for this: {pattern.says}.",
                line=None,
                try_="Read the statement again: what do people come for, and what do they do all day?",
                share=1 / len(required),
                severity=Severity.MUST if sure else Severity.SHOULD,
            )


def _only_looks_up(section: AccessPatterns) -> bool:
    """Whether each line is a look-up by something given."""
    return all(found.given and found.reads is not False for found in section.requirements)


def _order_is_said(section: AccessPatterns, board: Board) -> bool:
    """Whether a remark, a question or what is left out settles the order of everything."""
    texts = [*section.remarks, *(found.text for found in section.requirements if found.question)]
    if board.questions is not None:
        texts += [
            f"{question.text} {question.answer or ''}" for question in board.questions.questions[:_MOST]
        ]
        texts += board.questions.remarks[:100]
    if board.out_of_scope is not None:
        texts += [exclusion.text for exclusion in board.out_of_scope.exclusions[:_MOST]]
    return any(_IN_ORDER.search(text) for text in texts)


def _short(found: Requirement) -> str:
    if found.name:
        return found.name
    text = found.text if len(found.text) <= 60 else found.text[:59].rstrip() + "…"
    return f"«{text}»"
