"""T8 to T10: what the data types section leaves out, calls by the wrong kind, or does not measure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.data_types import DataKind, DataType, DataTypes
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.wording import lexicon, singular, split_words
from whiteboard.problems.pack import Problem
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.mentions import article, foreign, in_words, media_of, mentions_of, objects_of

_MEDIA_WORDS = lexicon(
    "archive photo image picture video movie audio recording clip thumbnail avatar gif "
    "song zip tarball tar mp4 jpg jpeg png"
    " attachment blob media multimedia binary stream"
)
_RECORDS = lexicon(
    "metadata meta info information url uri link id ids detail details record row "
    "reference ref pointer title caption"
    " description count like comment view name tag list table index history status data "
    "post feed entry session"
)
_PLAIN = lexicon(
    "user account profile member person follow follower like comment booking appointment reservation"
)
_SPEAKS_OF_MEDIA = re.compile(
    r"(?i)\b(?:media|blobs?|binary|photos?|images?|pictures?|videos?|audio|recordings?|"
    r"files?|zip|tar|mp4|jpe?g|png|attachments?|object storage)\b"
)
_SIZE = re.compile(
    r"(?i)\d\s*(?:[kmgt]i?b|b|bytes?|kilobytes?|megabytes?|gigabytes?|chars?|characters|bits?)\b|size"
)


def _names_of(types: DataTypes) -> list[str]:
    return [one.name for one in types.types]


@rule(
    "T8",
    section="data types",
    severity=Severity.MUST,
    title="Something that has to be stored has no data type",
    why="What has no data type gets no size, no store, and no place in the estimate.",
    bad="Tweet: structured, 1 KB\nPhoto: media, 1 MB\n",
    good="User: structured, 1 KB\nTweet: structured, 1 KB\nMedia: blob, 1 MB\n",
    problem="twitter",
    source="the framework's step 2.1: what data types does the system need to store",
)
def type_missing(rule: Rule, context: Context) -> Iterator[Finding]:
    """Each object and each kind of media of the problem needs a data type, by any of its names."""
    types, problem = context.board.data_types, context.problem
    if types is None or types.is_empty or problem is None:
        return
    mentions = mentions_of(problem)
    names = _names_of(types)
    named = mentions.things(names[:2000])
    noted = {thing for one in types.types[:500] if one.note for thing in mentions.within(one.note)}
    spoken = {thing for text in types.remarks[:200] for thing in mentions.within(text)}
    wanted = [*objects_of(problem), *media_of(problem)]
    for thing in wanted:
        if thing.name in named | noted or (thing.within and thing.within in named):
            continue
        if thing.media and any(one.kind is DataKind.MEDIA or _blob(one) for one in types.types):
            continue
        doubtful = thing.name in spoken or foreign(names) or bool(types.unread)
        yield rule.finding(
            f"None of {in_words(names)} is {article(thing.name)}, by this or another name."
            if not thing.media
            else f"{in_words(names)}: none of them holds what people see, hear or download ({thing.name}).",
            line=None,
            try_="Go through your objects and what they carry: for each, is it a row, a blob, or both?",
            share=1 / len(wanted),
            severity=Severity.SHOULD if doubtful else Severity.MUST,
        )


def _blob(one: DataType) -> bool:
    """Whether a type speaks of a blob beside its fields: ``photo (blob)``, a note on object storage."""
    words = " ".join([one.note, *(field.type or "" for field in one.fields)])
    return bool(re.search(r"(?i)\b(?:blobs?|media|binary|object stor)", words))


@rule(
    "T9",
    section="data types",
    severity=Severity.MUST,
    title="Media called structured, or structured data called media",
    why="The kind decides the store: rows are searched by their fields, blobs are only ever fetched whole.",
    bad="Account: structured, 1 KB\nPhoto: structured, 1 MB\n",
    good="Account: structured, 1 KB\nPhoto: media, 1 MB\nPhoto metadata: structured, 100 B\n",
    source="the framework's step 2.1: structured data, or media and blobs",
)
def wrong_kind(rule: Rule, context: Context) -> Iterator[Finding]:
    """Hold each stated kind against what the name says."""
    types = context.board.data_types
    if types is None:
        return
    found = [(one, severity) for one in types.types if (severity := _contradicts(one, context.problem))]
    for one, severity in found:
        other = "media" if one.kind is DataKind.STRUCTURED else "structured data"
        yield rule.finding(
            (
                f"{one.name} is put down as "
                f"{'structured data' if one.kind is DataKind.STRUCTURED else 'media'}, and by its name "
                f"it is {other}."
            ),
            line=one.line or None,
            try_="Would you search it by its fields, or only ever fetch it whole?",
            share=1 / max(len(types.types), 1),
            severity=severity,
        )


_FILES = frozenset(
    {"file", "archive", "zip", "tar", "binary", "blob", "photo", "image", "picture", "recording", "clip"}
)
_LARGE = 500_000  # bytes: no row is that large


def _contradicts(one: DataType, problem: Problem | None) -> Severity | None:
    """How sure it is that the kind is wrong; None when it is not."""
    words = {singular(word) for word in split_words(one.name)}
    if one.kind is DataKind.STRUCTURED:
        if words & _FILES and not words & _RECORDS and (one.size or 0) >= _LARGE:
            return Severity.MUST
        if (
            words & _RECORDS
            or one.fields
            or re.search(r"(?i)\b(?:url|link|metadata|pointer|reference|id)\b", one.note)
        ):
            return None
        if one.size is not None and one.size < 20_000:
            return None  # the row, not the bytes
        if (
            (one.size or 0) >= 100_000_000
            and one.size_text.strip()[-1:].isalpha()
            and "/" not in one.size_text
        ):
            return Severity.SHOULD  # no row of 100 MB, whatever it is called
        head = [singular(word) for word in split_words(one.name)][-1:]
        if not set(head) & _MEDIA_WORDS:
            return None
        if problem is not None and set(mentions_of(problem).named(one.name)) - {
            t.name for t in media_of(problem)
        }:
            return Severity.SHOULD if one.size is not None and one.size >= 1_000_000 else None
        return Severity.MUST
    if one.kind is DataKind.MEDIA:
        if words & _MEDIA_WORDS or _SPEAKS_OF_MEDIA.search(
            " ".join([one.note, *(f.name for f in one.fields)])
        ):
            return None
        if one.size is not None and one.size >= 100_000:
            return None
        if words & _PLAIN and not words - _PLAIN - {
            "data",
            "object",
            "table",
            "twitter",
            "record",
            "metadata",
        }:
            return Severity.MUST
        if problem is None:
            return None
        things = mentions_of(problem).named(one.name)
        if things and not things & {thing.name for thing in media_of(problem)}:
            held = [problem.thing(name) for name in things]
            whole = {
                singular(word)
                for thing in held
                for phrase in (thing.name, *thing.synonyms)
                for word in split_words(phrase)
            }
            if whole & _MEDIA_WORDS:
                return None
            return (
                Severity.MUST if any(name == " ".join(sorted(words)) for name in things) else Severity.SHOULD
            )
    return None


@rule(
    "T10",
    section="data types",
    severity=Severity.SHOULD,
    title="No size at all",
    why="The estimate multiplies the number of writes by the size of one, and has to take it from here.",
    bad="Account: structured\nTweet: structured\nPhoto: media\n",
    good="Account: structured\nTweet: structured, 1 KB\nPhoto: media, 1 MB\n",
    source="the framework's step 2.3: sizes in powers of ten",
)
def no_size(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for one size, here or in the scale section."""
    types = context.board.data_types
    if types is None or types.is_empty or any(one.size is not None for one in types.types):
        return
    texts = [*types.remarks, *(one.note for one in types.types)]
    texts += [field.type or "" for one in types.types for field in one.fields]
    if context.board.scale is not None:
        texts += [quantity.text for quantity in context.board.scale.quantities]
    if any(_SIZE.search(text) for text in texts):
        return
    yield rule.finding(
        f"{in_words(_names_of(types))}: none of them says how large one is.",
        line=types.types[0].line or None,
        try_="A power of ten for each is enough: how many bytes has one of them?",
    )
