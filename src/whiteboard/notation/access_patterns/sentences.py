"""One sentence → who does what to what, given what, in which order."""

from __future__ import annotations

import re

from whiteboard.draft.access_patterns import Requirement
from whiteboard.draft.wording import leading_verb, lexicon, may_be_noun, split_words, verb_reads

_ACTOR = re.compile(
    r"(?i)^(?:as\s+(?:an?|the)\s+(?P<role>[\w -]{2,30}?),?\s+)?(?:(?P<actor>(?:the |an? |any |each |"
    r"every |all |registered |other )*(?:\w{1,24}[ -]?){1,3}?)\s+)?"
    r"(?:(?:would like(?: to)?|should|must|shall|needs? to|has to|have to|may|might|could|would|will|"
    r"want(?:s)?(?: to)?|wishes)\s+(?:also\s+)?(?:be able to|be allowed to|to)?|(?:can|is able to|are "
    r"able to|is allowed to|are allowed to|gets? to|able to))\s*(?:also\s+)?(?=\w)"
)
_ASKED = re.compile(
    r"(?i)^(?:will|can|could|should|shall|do|does|may|must|are|is|would)\s+(?:(?:the |an? |our |any "
    r")*(?P<actor>[\w -]{2,40}?)\s+)??(?:be able to|also|need to|have to|want to|be allowed to|support|"
    r"design|build)\s+(?P<rest>.+)$"
)
_ASKED_PLAIN = re.compile(
    r"(?i)^(?:will|can|could|should|shall|do|does|may)\s+(?P<actor>(?:the |an? |our |any |other "
    r")*(?:users?(?: of (?:our|the) service)?|people|we|accounts?|they|developers?|viewers?|creators?|"
    r"candidates?|interviewers?|someone|everybody|anyone|\w{1,30}s))\s+(?P<rest>.+)$"
)
_GIVEN = re.compile(
    r"(?i)\bgiven\s+(?P<what>[^,:;→]{2,80}?)(?=,|:|;|→|->|\bget\b|\breturn\b|\bfind\b|\blist\b|$)"
)
ORDER = re.compile(
    r"(?i)\b(?:(?:in )?(?:reverse[- ])?chronolog\w*(?: order)?|(?:sorted|ordered|ranked|ordering|"
    r"sorting)(?: (?:by|in|with|from))?(?: [\w-]+){0,4}|(?:newest|latest|most recent|recent|oldest|"
    r"soonest|earliest|next|best|highest|popular|top|failed)(?: ones?| \w+)? first|(?:latest|newest|"
    r"most recent|recent) (?:on top|at the top|to oldest)|by (?:time|date|creation|popularity|score|"
    r"relevance|interest|likes?|distance|rank(?:ing)?|recency)|the latest on top|personali[sz]ed|"
    r"recommended|trending|latest|newest|most recent|descending|time[- ]sorted|in order of [\w ]{2,30}|"
    r"rank(?:ed|ing)|[\w.]{2,30} (?:desc|asc))\b"
)
_MORE_READS = lexicon("look consume visit know learn obtain monitor track observe")
_MORE_WRITES = lexicon(
    "revert execute run roll tag build star answer ask give offer notify alert package ship install sign"
    " authenticate compile report declare enter specify recall redeploy clap stitch duet apply claim"
)
_EITHER = lexicon("choose pick select say tap press type click use go")
_MORE_NOUNS = lexicon("run report tag build star answer package track look visit type tap click use")
"""What people do, beside the verbs that name operations."""
_STATES = frozenset({"is", "has"})
_IRREGULAR = {
    "seen": "see", "shown": "show", "run": "run", "set": "set", "read": "read", "sent": "send", "made": "make",
    "given": "give", "found": "find", "written": "write", "undone": "undo", "taken": "take", "rerun": "run",
    "withdrawn": "withdraw", "chosen": "choose", "built": "build", "put": "put", "hidden": "hide",
}  # fmt: skip
_PASSIVE = re.compile(
    r"(?i)^(?P<what>\w.{1,80}?)\s+(?:can|should|may|must|could|will)\s+(?:also\s+|then\s+)?be\s+"
    r"(?P<done>[a-z]{3,15})\b"
)
_STATED = re.compile(r"is|are|isn't|aren't|can|cannot|can't|will|won't|never|stays?|means?|has")
_WHO = re.compile(
    r"(?i)^(?P<who>(?:the )?(?:creator|viewer|user|reader|author|developer|engineer|server|admin|candidate|interviewer|"
    r"interviewee|visitor|guest|everyone|anyone|both|system|customer|client|recruiter|follower)s?)\s*(?::|->|→|–|—)\s+"
    r"(?=\w)"
)
_CHANGED = lexicon("edit change delete remove update modify erase alter")
_SIGNATURE = re.compile(r"^\w+\((?P<inside>[^()]{0,200})\)$")
_FOR_ONE = re.compile(r"(?i)^(?:for|with|knowing)\s+(?:an?|one|each|any)\s+(?P<what>[\w -]{2,40}?)\s*[,:]")
_PRONOUNS = lexicon("both they we i everyone anyone anybody everybody someone it people who you all")
_GETS = re.compile(r"(?i)^(?:get|return|find|list|fetch|see|show|its|their|all|the)\b")
_FIRST = re.compile(r"(?i)^(?:please\s+|we\s+|i\s+|it\s+|they\s+|also\s+|then\s+|to\s+|the system\s+)+(?=\w)")
_LATER = re.compile(
    r"(?i)\((?:[^)]*\b(?:optional|later|stretch|nice to have|bonus|v2|phase 2|if time)\b[^)]*)\)|"
    r"\b(?:nice to have|if time permits|stretch goal)\b"
)
ANSWER = re.compile(
    r"(?is)^(?P<question>.{3,400}?\?)\s*(?:[-–—=]*>|→|:|[-–—]|"
    r"\()?\s*(?:a(?:nswer)?\s*[:.]\s*)?(?P<answer>(?![?!]).*?\w.*?)\)?$"
)


def requirement(
    text: str, line: int, *, name: str | None = None, group: str = "", optional: bool = False
) -> Requirement:
    """Read one sentence or phrase.

    Examples
    --------
    >>> found = requirement("Users should be able to see a feed of tweets, newest first", 1)
    >>> found.actor, found.verb, found.reads, found.order
    ('Users', 'see', True, 'newest first')
    >>> requirement("given an account, get its tweets", 1).given
    ('account',)
    >>> requirement("Will users be able to post tweets? Yes.", 1).answer
    'Yes'
    """
    text = " ".join(text.split())
    asked = ANSWER.match(text) if "?" in text else None
    question = "?" in text and bool(asked or text.rstrip().endswith("?")) and _is_question(text)
    answer = asked["answer"].strip(" .") if asked and question else None
    body = (asked["question"] if asked and question else text).rstrip("? .")
    signature = _SIGNATURE.match(body)
    passive = None if question or signature else passive_verb(body)
    actor, rest = ("", body) if passive else _actor(body, question=question)
    given = _given(group) + _given(body)
    what = _GIVEN.sub("", rest, count=1).lstrip(" ,:→->") if _GIVEN.search(rest) else rest
    what = _FIRST.sub("", what)
    verb, target = passive or _verb(what, acted=bool(actor))
    if signature:
        verb, target = "", ""
        given += [part.strip() for part in signature["inside"].split(",") if part.strip()]
    reads = _reads(verb) if verb else (True if given and _GETS.search(what) else None)
    named = _verb_of(name) if name else None
    if named and (not verb or named[2]):
        # "postTweet: given a text, get the tweet's id" writes, whatever comes back.
        reads = _reads(named[0])
        verb, target = (verb, target) if verb and _reads(verb) == reads else (named[0], named[1])
    order = ORDER.search(body)
    return Requirement(
        name=name,
        text=text,
        reads=reads,
        actor=actor,
        verb=verb,
        target=target,
        given=tuple(dict.fromkeys(given)),
        order=order[0] if order else None,
        question=question,
        answer=answer or None,
        optional=optional or bool(_LATER.search(text)),
        group=group,
        line=line,
    )


def _is_question(text: str) -> bool:
    return bool(
        re.match(
            r"(?i)^(?:q\w*[:.]\s*)?(?:will|can|could|should|shall|do|does|did|are|is|may|must|would|"
            r"what|which|who|how|when|where|any|or)\b",
            text,
        )
    )


def passive_verb(text: str) -> tuple[str, str] | None:
    """What can be done to what, of a sentence in the passive; None for one that says what may be changed.

    Examples
    --------
    >>> passive_verb("Code that is typed can be run"), passive_verb("Tweets can be edited")
    (('run', 'Code that is typed'), None)
    """
    found = _PASSIVE.match(text)
    if not found:
        return None
    done = found["done"].lower()
    stems = [_IRREGULAR[done]] if done in _IRREGULAR else []
    if done.endswith("ed"):
        stems += [done[:-2], done[:-1], done[:-3] if done[-3:-2] == done[-4:-3] else done[:-2]]
    for stem in stems:
        if _stem(stem) == stem and stem not in _CHANGED:
            return stem, _without_articles(found["what"])
    return None


def commands(text: str) -> bool:
    """Whether a phrase begins with what is done, and with no noun that something is said of.

    Examples
    --------
    >>> commands("see how far the deployment is"), commands("search is left out"), commands("delete is final")
    (True, False, False)
    """
    words = [word.lower() for word in re.findall(r"[A-Za-z']+", text[:80])]
    verb = _stem(words[0]) if len(words) > 1 else None
    if verb is None or verb != words[0] or _is_noun_too(verb):
        return False
    return not _STATED.fullmatch(words[1])


def _stem(word: str) -> str | None:
    """The verb that a word is a form of, or None."""
    known = leading_verb([word, "x"])
    if known:
        return known
    forms = [word]
    if word.endswith("s"):
        forms.append(word[:-1])
    if word.endswith("ing"):
        forms += [word[:-3], word[:-3] + "e"]
    return next((form for form in forms if form in _MORE_READS | _MORE_WRITES | _EITHER), None)


def _reads(verb: str) -> bool | None:
    if verb in _MORE_READS:
        return True
    return False if verb in _MORE_WRITES else verb_reads(verb)


def _is_noun_too(verb: str) -> bool:
    return may_be_noun(verb) or verb in _MORE_NOUNS


def _verb_of(name: str) -> tuple[str, str, bool] | None:
    """The verb of a name, the rest of it, and whether it is a verb for sure."""
    words = split_words(name)
    verb = _stem(words[0]) if words else None
    if not verb or verb in _STATES or (len(words) == 1 and words[0] != verb):
        return None
    return verb, " ".join(words[1:]), len(words) > 1 or not _is_noun_too(verb)


def _actor(text: str, *, question: bool) -> tuple[str, str]:
    if question:
        for pattern in (_ASKED, _ASKED_PLAIN):
            found = pattern.match(text)
            if found:
                return (found["actor"] or "").strip(), found["rest"]
        return "", text
    who = _WHO.match(text)
    if who:
        return who["who"], text[who.end() :]
    text = re.sub(r"(?i)\b(i|we|they|you)['’]d (?=like|love|want)", r"\1 would ", text)
    # "Timeline: a user can view …": a label before the sentence is not who does it.
    label = re.match(r"^[\w -]{2,40}?(?:\s+[–—-]|:)\s+(?=(?:as |an? |the |users? |people )\w)", text)
    start = label.end() if label else 0
    found = _ACTOR.match(text[start:])
    if found:
        actor = (found["role"] or found["actor"] or "").strip()
        actor = re.sub(r"(?i)(?:\s+(?:should|must|shall|will|would))?(?:\s+be)?$", "", actor)
        return actor, text[start:][found.end() :]
    words = text[start:].split(maxsplit=5)
    # "A developer tags a release": an article, a noun, a verb
    for size in (1, 2, 3):
        if len(words) <= size:
            break
        verb = _stem("".join(split_words(words[size])[:1]))
        if not verb or verb in _STATES:
            continue
        first = words[0].lower().strip(",:;")
        article = first in ("a", "an", "the", "each", "every", "any", "all", "our") and size > 1
        plural = size == 1 and (
            (first.endswith("s") and words[0].isalpha() and not _stem(first)) or first in _PRONOUNS
        )
        if article or plural:
            return " ".join(words[:size]), " ".join(text[start:].split()[size:])
    return "", text


def _given(text: str) -> list[str]:
    found = []
    first = _FOR_ONE.match(text[:500])
    for what in [*([first["what"]] if first else []), *(m["what"] for m in _GIVEN.finditer(text[:500]))]:
        for part in re.split(r"\s*,\s*|\s+and\s+", what):
            plain = re.sub(r"(?i)^(?:the|an?|its|their|some|my|me)\s+", "", part.strip())
            if plain:
                found.append(plain)
    return found


def _verb(text: str, *, acted: bool) -> tuple[str, str]:
    """The first verb, and what stands behind it; of a phrase nobody acts in, a noun is not taken for one."""
    words = text.split()
    for position, typed in enumerate(words[:4]):
        plain = typed.strip(".,;:()\"'`*").lower().split("/")[0]
        stem = _stem(plain)
        if stem in _STATES:
            return "", ""  # it says how something is
        if stem is None:
            continue
        if _is_noun_too(stem):
            after = words[position + 1].lower() if position + 1 < len(words) else ""
            named = plain != stem and plain.endswith("s") and not acted
            if position or named or (not acted and after in ("of", "by", "from")):
                continue
        target = re.split(
            r"[,;:(?]|\s(?:so that|in order|because|when|if)\s|\s[–—-]\s", " ".join(words[position + 1 :])
        )[0]
        return stem, _without_articles(target.strip(" ."))
    return "", ""


def _without_articles(text: str) -> str:
    return re.sub(r"(?i)^(?:(?:the|an?|all|its|their|some|other|of|our|my)\s+)+(?=\S)", "", text)
