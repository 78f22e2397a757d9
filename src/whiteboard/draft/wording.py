"""Words inside identifiers, and what verbs promise: ``getHomeTimeline`` reads, ``createTweet`` writes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.remembered import remembered

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_SAME = frozenset(
    {"series", "news", "status", "address", "media", "always", "this", "https", "sms", "aws", "ms", "os"}
)
_IRREGULAR = {
    "people": "person", "children": "child", "movies": "movie", "cookies": "cookie", "statuses": "status",
    "followees": "followee", "indices": "index", "users": "user", "selfies": "selfie", "caches": "cache",
    "aliases": "alias", "buses": "bus", "ids": "id", "uuids": "uuid", "urls": "url", "data": "data",
}  # fmt: skip
ABBREVIATIONS = {
    "vid": "video", "acct": "account", "usr": "user", "cmt": "comment", "cmnt": "comment", "msg": "message",
    "pic": "picture", "img": "image", "notif": "notification", "dev": "developer", "devs": "developer",
    "svr": "server", "srv": "server", "fav": "favorite", "sched": "schedule", "avail": "availability",
    "lang": "language", "ver": "version", "txt": "text", "descr": "description", "artefact": "artifact",
    "pg": "page", "addr": "address", "flw": "follow",
    "intvw": "interview", "deploymt": "deployment", "dply": "deploy", "rls": "release", "pkg": "package",
}  # fmt: skip
"""Usual abbreviations, in the singular, and what they are short for."""


def lexicon(text: str) -> frozenset[str]:
    """The words of a text as a set: word lists read better as prose than as lists of literals.

    Examples
    --------
    >>> sorted(lexicon("fetch get"))
    ['fetch', 'get']
    """
    return frozenset(text.split())


READ_VERBS = lexicon(
    "get fetch list read load view show find search query retrieve browse lookup see generate display count"
    " check download stream poll pull scroll refresh describe watch listen render compute calculate"
    " discover peek inspect suggest recommend autocomplete preview receive is has open explore return"
    " access collect gather"
)
"""Verbs that leave the system as it was."""

WRITE_VERBS = lexicon(
    "post put create add publish send write make submit compose update edit delete remove like unlike"
    " follow unfollow favorite favourite unfavorite unfavourite mark unmark retweet repost share set upload"
    " register signup login logout book reserve pay cancel schedule tweet subscribe unsubscribe join leave"
    " block unblock mute unmute save insert toggle react vote upvote downvote start stop trigger deploy"
    " approve reject confirm invite accept report comment reply quote change modify patch destroy drop"
    " erase deactivate activate enable disable pin unpin attach detach push enqueue ingest store record"
    " rate review order purchase buy checkout refund transfer withdraw deposit assign unassign rollback"
    " restart pause resume complete finish end close archive restore rename move copy heart love bookmark"
    " unbookmark connect disconnect friend unfriend befriend new crosspost announce do perform process"
    " grant revoke verify reset import commit merge dislike hide ban flag undo put release initiate init"
    " finalize recall redeploy retry promote"
)
"""Verbs that change something."""

_ALSO_NOUNS = lexicon(
    "post like follow favorite favourite tweet retweet share comment reply quote report block vote review"
    " order record heart love friend book schedule rate release start end new store list view count search"
    " query stream feed show bookmark transfer deposit repost read watch display preview order react end"
    " set is has do release copy"
)
"""Words of the lexicons that are as often nouns, so that they promise nothing in the middle of a path."""


def split_words(text: str) -> list[str]:
    """Words of an identifier or a phrase, in lower case and in order; digits are words of their own.

    Examples
    --------
    >>> split_words("getHomeTimeline"), split_words("user_id"), split_words("userIDs of the URL")
    (['get', 'home', 'timeline'], ['user', 'id'], ['user', 'ids', 'of', 'the', 'url'])
    """
    return list(_split(text))


@remembered
def _split(text: str) -> tuple[str, ...]:
    # Plural acronyms would be cut before their s.
    text = re.sub(r"(?<![A-Z])(ID|URL|UUID|DM|UID)s\b", lambda match: match[0].capitalize(), text)
    text = re.sub(r"(?<=[A-Za-z])['’]s\b", "", text)
    return tuple(word.lower() for word in _WORD.findall(text))


@remembered
def singular(word: str) -> str:
    """The singular of an English noun in lower case, by rule of thumb.

    Examples
    --------
    >>> [singular(word) for word in ("tweets", "replies", "statuses", "likes", "boxes", "news")]
    ['tweet', 'reply', 'status', 'like', 'box', 'news']
    >>> singular("vids"), singular("acct")
    ('video', 'account')
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    short = ABBREVIATIONS.get(word) or ABBREVIATIONS.get(word.removesuffix("s"))
    if short:
        return short
    if word in _SAME or len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word[:-1]


def is_plural(word: str) -> bool:
    """Whether a word in lower case is a plural.

    Examples
    --------
    >>> is_plural("tweets"), is_plural("status"), is_plural("people")
    (True, False, True)
    """
    return singular(word) != word


def leading_verb(words: Sequence[str]) -> str | None:
    """The verb that a name begins with, or None: ``["get", "feed"]`` → ``"get"``.

    Examples
    --------
    >>> leading_verb(["get", "feed"]), leading_verb(["feed"]), leading_verb(["mark", "tweet", "favorite"])
    ('get', None, 'mark')
    """
    for word in words[:1]:
        if word in READ_VERBS or word in WRITE_VERBS:
            return word
        if word.endswith("s") and (word[:-1] in READ_VERBS or word[:-1] in WRITE_VERBS) and len(words) > 1:
            return word[:-1]  # "gets the feed"
        if word.endswith("ing") and len(words) > 1:
            for stem in (word[:-3], word[:-3] + "e"):
                if stem in READ_VERBS or stem in WRITE_VERBS:
                    return stem
    return None


def may_be_noun(verb: str) -> bool:
    """Whether a verb of the lexicons is as often a noun: "like", "follow", "post".

    Examples
    --------
    >>> may_be_noun("like"), may_be_noun("delete")
    (True, False)
    """
    return verb in _ALSO_NOUNS


def verb_reads(verb: str) -> bool | None:
    """Whether a verb reads (True), writes (False), or says neither (None).

    Examples
    --------
    >>> verb_reads("fetch"), verb_reads("publish"), verb_reads("apple")
    (True, False, None)
    """
    if verb in READ_VERBS:
        return True
    return False if verb in WRITE_VERBS else None
