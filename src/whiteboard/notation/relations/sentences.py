"""A relation in words: "An account can follow other accounts", ``Account publishes / likes Tweet``."""

from __future__ import annotations

import re
from dataclasses import replace

from whiteboard.draft.relations import Relation
from whiteboard.draft.wording import READ_VERBS, WRITE_VERBS
from whiteboard.notation.listing import plain

_DETERMINER = re.compile(
    (
        r"^(?:(?:an?|the|each|every|one|many|multiple|several|some|any|all|other|another|"
        r"others?|its|their|his|her|own|our|zero|more|few|single"
        r"|exactly|at most|at least|up to|or|most|least|a number of|a list of|a set of|"
        r"different|various|both|two|three|four|five|new|exactly one|1|0|n|m|\*|0\.\.[*n1]|"
        r"1\.\.[*n]|0\+|1\+|of)\s+)+(?=\S)"
    ),
    re.IGNORECASE,
)
_AUXILIARY = frozenset(
    [
        "can",
        "may",
        "could",
        "might",
        "should",
        "must",
        "will",
        "would",
        "is",
        "are",
        "was",
        "has",
        "have",
        "does",
        "do",
        "cannot",
        "can't",
        "don't",
        "doesn't",
        "can’t",
        "isn't",
        "aren't",
        "won't",
        "gets",
        "get",
        "puede",
        "hat",
        "haben",
        "kann",
        "können",
        "peut",
        "a",
    ]
) - {"a"}
_VERBS = frozenset(
    [
        "own",
        "owns",
        "owned",
        "follow",
        "contain",
        "reference",
        "refer",
        "belong",
        "hold",
        "include",
        "comprise",
        "map",
        "point",
        "depend",
        "relate",
        "link",
        "associate",
        "consist",
        "generate",
        "produce",
        "create",
        "become",
        "target",
        "run",
        "deploy",
        "participate",
        "conduct",
        "take",
        "give",
        "host",
        "point",
        "replace",
        "attach",
        "embed",
        "author",
        "publish",
        "consume",
        "schedule",
        "match",
        "pair",
        "offer",
        "appear",
        "happen",
        "lead",
        "join",
        "attend",
        "lead",
        "use",
        "need",
        "know",
        "trigger",
        "track",
        "tag",
        "mention",
        "repost",
        "retweet",
        "wraps",
        "extend",
        "inherit",
        "serve",
        "occupy",
        "fill",
        "show",
        "display",
        "describe",
        "identify",
        "represent",
        "store",
        "carry",
        "involve",
        "cover",
        "affect",
        "supersede",
        "rollback",
        "roll",
        "install",
        "receive",
        "apply",
        "play",
        "watch",
        "rank",
        "compose",
        "sit",
        "live",
        "reserve",
        "showcase",
        "fork",
        "branch",
        "build",
        "package",
        "correspond",
        "sigue",
        "publica",
        "folgt",
        "veröffentlicht",
        "suit",
        "publie",
        "hat",
        "besitzt",
        "gustan",
        "poste",
    ]
)
_PREPOSITIONS = frozenset(
    [
        "to",
        "of",
        "by",
        "in",
        "from",
        "with",
        "on",
        "for",
        "at",
        "about",
        "as",
        "into",
        "onto",
        "via",
        "against",
        "off",
        "out",
        "up",
        "back",
    ]
)
_QUANTIFIERS = frozenset(
    [
        "many",
        "multiple",
        "several",
        "some",
        "any",
        "all",
        "other",
        "another",
        "others",
        "one",
        "zero",
        "more",
        "a",
        "an",
        "the",
        "each",
        "every",
        "its",
        "their",
        "own",
        "few",
        "single",
        "exactly",
        "most",
        "least",
        "own",
        "only",
        "also",
        "different",
        "various",
        "or",
        "n",
        "m",
    ]
)
_CUT = re.compile(
    r"\s(?:that|which|who|whom|when|if|because|since|so|where|i\.e\.?|e\.g\.?|meaning|"
    r"while|unless|whose|once|via|per|after|before|until)\s|\s-{1,2}\s|\s[–—]\s|[;(\[]|"
    r",\s(?=(?:i\.e|e\.g|so|but|which)\b)"
)
_RECIPROCAL = re.compile(
    r"(?i)\b(?:each other|one another|themselves|itself|another one|other ones|others of "
    r"its kind|eachother|others)\s*$"
)
_PARTS = re.compile(r"\s*(?:,|/|&|;|\+|\b(?:and/or|and|or|und|oder|et|ou|y|e)\b)\s*")
_CAPITALS = re.compile(
    r"^(?P<subject>[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*) (?P<verb>[a-zà-öø-ÿ][\w'’-]*(?: "
    r"[a-zà-öø-ÿ0-9][\w'’-]*)*) (?P<target>[A-Z][\w'’-]*(?: "
    r"[A-Z][\w'’-]*)*)(?P<tail>\W.*)?$"
)
_NEGATED = re.compile(
    r"(?i)\b(?:not|no|never|cannot|can't|can’t|don't|don’t|doesn't|doesn’t|isn't|aren't|won't|nor|neither)\b"
)
_NO_RELATION = re.compile(
    r"(?i)\bno(?:t| direct)?\s(?:direct\s)?(?:relations?|relationships?|link|connection|"
    r"interactions?|related)\b"
)
_LONGEST = 40


def noun(text: str) -> str:
    """A noun phrase without determiners and what trails behind it; empty when none is left.

    Examples
    --------
    >>> noun("many other accounts"), noun("tweets of the accounts it follows"), noun("0..n Tweets")
    ('accounts', 'tweets', 'Tweets')
    """
    text = text.strip(" .,:;\"'“”`*?")
    text = re.sub(r"(?i)^(?:(?:to|of|by|with|from|for|in|on|at|about)\s+)+(?=\S)", "", text)
    text = _DETERMINER.sub("", text).strip()
    text = re.sub(
        r"(?i)\s+(?:directly|only|too|either|at all|instead|later|anymore|yet|again|already)$", "", text
    )
    words = text.split()
    for index, word in enumerate(words):
        if index and word.lower() in _PREPOSITIONS:
            words = words[:index]
            break
    if words and (words[0].lower() in _PREPOSITIONS or words[0].lower() in _QUANTIFIERS) and len(words) == 1:
        return ""
    made = plain(" ".join(words)).strip(" .,:;\"'“”`*?-–—/&+")
    return (
        made
        if len(words) <= 4 and re.fullmatch(r"[\w '’./&+-]+", made) and any(c.isalpha() for c in made)
        else ""
    )


def sentence(text: str, line: int) -> list[Relation]:
    """The relations that a sentence states, one for each verb and target; empty when it states none.

    Examples
    --------
    >>> [(r.subject, r.verb, r.target) for r in sentence("An account can follow other accounts", 1)]
    [('account', 'can follow', 'accounts')]
    >>> [(r.verb, r.target) for r in sentence("Account publishes / likes / retweets Tweet", 1)]
    [('publishes', 'Tweet'), ('likes', 'Tweet'), ('retweets', 'Tweet')]
    >>> [(r.verb, r.target) for r in sentence("Users post tweets, like tweets and follow each other", 1)]
    [('post', 'tweets'), ('like', 'tweets'), ('follow', 'Users')]
    """
    text = text.strip(" .")
    if len(text) > 400:
        return []
    cut = _CUT.search(text)
    note = text[cut.start() :].strip(" ,;-–—().") if cut else ""
    body = text[: cut.start()].strip() if cut else text
    if not body:
        return []
    ruled = ruled_out(body, line)
    if ruled:
        return [replace(ruled, note=text)]
    direct = _CAPITALS.match(
        _DETERMINER.sub("", body) if body[:1].islower() or body.split()[0].lower() in _QUANTIFIERS else body
    )
    if direct and not direct["tail"]:
        verb = _verb_phrase(direct["verb"].split())
        if verb and not _PARTS.search(f" {verb} "):
            subject, target = noun(direct["subject"]), noun(direct["target"])
            if subject and target:
                return [Relation(subject=subject, verb=verb, target=target, note=note, line=line)]
    tokens = _DETERMINER.sub("", body).replace(",", " , ").replace("/", " / ").split()
    if len(tokens) > _LONGEST:
        return []
    start = _verb_at(tokens)
    if start is None:
        return []
    subjects = [name for part in _PARTS.split(" ".join(tokens[:start])) if (name := noun(part))]
    if not subjects:
        return []
    return [
        replace(relation, note=note)
        for subject in subjects[:4]
        for relation in clauses(" ".join(tokens[start:]), subject, line)
    ]


def _verb_at(tokens: list[str]) -> int | None:
    """Where the verb begins; a subject has at most four words."""
    first: int | None = None
    for index, token in enumerate(tokens[1:6], start=1):
        lowered = token.lower()
        if lowered in _AUXILIARY and not (
            lowered in ("has", "have", "is", "are", "do", "does") and first is not None
        ):
            return index if first is None or first == index - 1 else first
        if lowered in ("has", "have", "is", "are"):
            return index if first is None or first == index - 1 else first
        if first is None and is_verb(token):
            first = index
    if first is not None:
        return first
    if (
        len(tokens) == 3
        and tokens[1].isalpha()
        and tokens[1].lower() not in _PREPOSITIONS | _QUANTIFIERS | {"x", "and", "or"}
    ):
        return 1
    if len(tokens) > 2 and re.fullmatch(r"[a-z]{3,}s", tokens[1]) and not tokens[0].endswith(":"):
        return 1
    return None


def is_verb(word: str) -> bool:
    """Whether a word is, or bends, a verb that people use for relations.

    Examples
    --------
    >>> is_verb("publishes"), is_verb("owned"), is_verb("belongs"), is_verb("tweet's"), is_verb("Account")
    (True, True, True, False, False)
    """
    lowered = word.lower()
    if lowered in _AUXILIARY:
        return True
    stems = [lowered]
    for ending, cut in (("s", 1), ("es", 2), ("ed", 2), ("d", 1), ("ing", 3), ("n", 1)):
        if lowered.endswith(ending):
            stems.append(lowered[:-cut])
    if lowered.endswith("ies") or lowered.endswith("ied"):
        stems.append(lowered[:-3] + "y")
    if lowered.endswith(("ged", "ted", "ned", "ging")):
        stems.append(re.sub(r"(.)(?:ed|ing)$", r"\1e", lowered))
        stems.append(re.sub(r"(\w)\1(?:ed|ing)$", r"\1", lowered))
    return any(stem in WRITE_VERBS or stem in READ_VERBS or stem in _VERBS for stem in stems)


def clauses(text: str, subject: str, line: int) -> list[Relation]:
    """Verb phrases with their targets, all of one subject: ``publishes tweets, likes tweets``.

    Examples
    --------
    >>> [(r.verb, r.target) for r in clauses("can publish, like and retweet tweets", "Account", 1)]
    [('can publish', 'tweets'), ('like', 'tweets'), ('retweet', 'tweets')]
    >>> [(r.verb, r.target) for r in clauses("posts photos and videos", "user", 1)]
    [('posts', 'photos'), ('posts', 'videos')]
    """
    made: list[Relation] = []
    waiting: list[str] = []
    verb = ""
    # "one or more", "zero or many": no parting there.
    text = re.sub(r"(?i)\b(?:zero|one|0|1|\d+)\s+(?:or|to)\s+(?:more|many|one|n)\b", "many", text)
    for part in [part for part in _PARTS.split(text) if part]:
        words = part.split()
        opening = not verb or bool(waiting) or (is_verb(words[0]) and (len(words) > 1 or not made))
        if opening and (is_verb(words[0]) or not verb):
            verb_words, rest = _cut_verb(words)
            found = _verb_phrase(verb_words)
            target = _target(" ".join(rest), subject, made)
            verb = found or verb
            if not target:
                waiting.append(verb)
                continue
        else:
            target = _target(part, subject, made)
            if not target:
                continue
        made += [Relation(subject=subject, verb=one, target=target, line=line) for one in [*waiting, verb]]
        waiting = []
    return made


def _cut_verb(words: list[str]) -> tuple[list[str], list[str]]:
    """The verb phrase, auxiliaries and prepositions included, and what follows."""
    index = 0
    while index < len(words) and (
        words[index].lower() in _AUXILIARY
        or words[index].lower() in ("also", "only", "not", "then", "be", "been", "able", "to")
    ):
        index += 1
        if (
            index
            and words[index - 1].lower() in ("has", "have")
            and not (index < len(words) and words[index].lower() in ("to", "been"))
        ):
            return words[:index] + _quantity(words[index:]), words[index:]
    if index < len(words) and (index == 0 or is_verb(words[index]) or words[index].endswith("ed")):
        index += 1
    while index < len(words) and words[index].lower() in _PREPOSITIONS:
        index += 1
    return words[:index], words[index:]


def _quantity(words: list[str]) -> list[str]:
    return [words[0]] if words and words[0].lower() in ("many", "one", "multiple", "several") else []


def _target(text: str, subject: str, before: list[Relation]) -> str:
    if before and re.fullmatch(r"(?i)(?:them|it|him|her|these|those|this)(?: too| as well)?", text.strip()):
        return before[-1].target
    if _RECIPROCAL.search(text) or text.lower() in ("other", "another", "self", "itself"):
        return subject
    return noun(text)


def _verb_phrase(words: list[str]) -> str:
    kept = list(words)
    while len(kept) > 1 and kept[-1].lower() in _QUANTIFIERS and kept[-2].lower() not in ("has", "have"):
        kept.pop()
    return " ".join(kept).strip(" ,.:;")


def ruled_out(text: str, line: int) -> Relation | None:
    """A pair that a sentence says has no relation, or None."""
    if not _NEGATED.search(text):
        return None
    found = re.match(
        (
            r"(?i)^(?:there (?:is|are) )?no (?:direct )?(?:relations?|relationships?|link|"
            r"connection|interactions?) (?:between|from|of) (?P<a>.+?)(?: (?:and|to|with) "
            r"(?P<b>.+))?$"
        ),
        text,
    ) or re.match(
        (
            r"(?i)^(?P<a>.+?) (?:and (?P<b>.+?) )?(?:are|is|have|has) (?:not|no) (?:directly "
            r")?(?:related|relations?|relationships?|connected|linked)(?: (?:to|with) (?P<c>.+))?$"
        ),
        text,
    )
    if found:
        first = noun(found["a"])
        second = noun(found["b"] or found.groupdict().get("c") or found["a"])
        return (
            Relation(subject=first, verb="", target=second, ruled_out=True, line=line)
            if first and second
            else None
        )
    found = re.match(
        (
            r"(?i)^(?P<a>.{1,60}?)\s(?:can ?not|cannot|can't|can’t|do(?:es)? not|don't|don’t|"
            r"doesn't|doesn’t|never|(?:may|should|will) not|won't)\s(?P<rest>.+)$"
        ),
        text,
    )
    if not found or not noun(found["a"]):
        return None
    for relation in clauses(found["rest"], noun(found["a"]), line):
        return Relation(subject=relation.subject, verb="", target=relation.target, ruled_out=True, line=line)
    return None


def verbs_of(text: str) -> list[str]:
    """The verbs that a table's cell or a label lists: ``Can publish Can like``, "publish, like / retweet".

    Examples
    --------
    >>> verbs_of("Can publish Can like, Can retweet"), verbs_of("follows / blocks"), verbs_of("owns (1:N)")
    (['Can publish', 'Can like', 'Can retweet'], ['follows', 'blocks'], ['owns'])
    """
    text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", text)
    text = re.sub(r"(?<=\S)\s+(?=(?:Can|can|May|may)\s)", ", ", text)
    return [
        verb
        for part in _PARTS.split(text)
        if (verb := " ".join(part.split()).strip(" .:-–—"))
        and len(verb.split()) <= 8
        and any(c.isalpha() for c in verb)
    ]
