"""R8, R9 and R10: whether objects change, whether they hold media, and whether one is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.board import Board
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.wording import is_plural, split_words
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context
from whiteboard.rules.mentions import article, foreign, in_words, media_of, mentions_of, objects_of

_CHANGES = re.compile(
    r"(?i)\b(?:edit|delet|remov|immutab|mutab|modif|append[ -]only|read[ -]only|eras|"
    r"overwrit|archiv(?:e|ing) old|version(?:ed|ing)|chang(?:e|es|ed|ing|eable)\b|"
    r"updat(?:e|es|ed|ing|able)\b(?! ?at)|soft[ -]delet|expire|retention|kept forever|"
    r"never changes?)"
)
_MEDIA = re.compile(
    r"(?i)(?:\b|_)(?:media|multimedia|photos?|images?|pictures?|pics?|videos?|movies?|"
    r"clips?|audio|sounds?|voice|recordings?|attachments?|files?|avatars?|thumbnails?|zip|"
    r"tar|tarball|blobs?|binar(?:y|ies)|gifs?|artifacts?|archives?|packages?|uploads?|"
    r"text[ -]only|only text|bild(?:er)?|fotos?|imágenes|imagen|images|vidéos?|vídeos?|"
    r"медиа|фото|видео|图片|视频|画像|動画)(?=\b|_|[A-Z])"
)


def texts_of(board: Board, *, objects: bool = True) -> Iterator[str]:
    """Everything that a board says of requirements, scope and questions, as sentences."""
    if board.objects and objects:
        yield from (
            f"{one.name} {one.note} {' '.join(f'{f.name} {f.type or str()}' for f in one.fields)}"
            for one in board.objects.objects
        )
        yield from board.objects.remarks
    if board.questions:
        yield from (f"{one.text} {one.answer or ''}" for one in board.questions.questions)
        yield from board.questions.remarks
    if board.access_patterns:
        yield from (f"{one.name or ''} {one.text} {one.group}" for one in board.access_patterns.requirements)
        yield from board.access_patterns.remarks
    if board.out_of_scope:
        yield from (f"{one.text} {one.because or ''}" for one in board.out_of_scope.exclusions)
        yield from board.out_of_scope.remarks
    if board.relations:
        yield from (f"{one.verb} {one.note} {one.target}" for one in board.relations.relations)


@rule(
    "R8",
    section="objects",
    severity=Severity.SHOULD,
    title="Whether objects change is not stated",
    why=(
        "What never changes can be cached and copied freely, and what can be deleted has to "
        "vanish everywhere."
    ),
    bad="Account: handle, name\nTweet: text, media?\n",
    good="Account: handle, name (mutable)\nTweet: text, media? (immutable, deletable)\n",
    source="the framework's step 1.1: consider mutability",
)
def change_not_stated(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for a word on change or deletion, at an object or in what else was agreed on."""
    objects = context.board.objects
    if objects is None or objects.is_empty:
        return
    if any(one.mutable is not None or one.deletable is not None for one in objects.objects):
        return
    if any(_CHANGES.search(" ".join(split_words(text)) + " " + text) for text in texts_of(context.board)):
        return
    names = [one.name for one in objects.objects]
    yield rule.finding(
        (
            f"Nothing says whether {in_words(names)} can be edited or deleted once "
            f"{'they are' if len(names) > 1 else 'it is'} there."
        ),
        line=objects.objects[0].line or None,
        try_="Ask for each object what may happen to it later, and write the answer in brackets behind it.",
    )


@rule(
    "R9",
    section="objects",
    severity=Severity.SHOULD,
    title="Media not asked for",
    why=(
        "A photo or a video is a thousand times larger than the row beside it, and decides "
        "where things are stored."
    ),
    bad="Account: handle, name (mutable)\nTweet: text (immutable)\n",
    good="Account: handle, name (mutable)\nTweet: text, photo? (immutable)\n",
    source="the framework's step 1.1: always ask whether an object can hold media",
)
def media_not_asked(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look for a word on media, either way, anywhere on the board."""
    objects, problem = context.board.objects, context.problem
    if objects is None or objects.is_empty or (problem is not None and not media_of(problem)):
        return
    texts = list(texts_of(context.board))
    types = context.board.data_types
    if types is not None:
        texts += [f"{one.name} {one.note} {one.kind.value}" for one in types.types]
    if any(_MEDIA.search(text) for text in texts):
        return
    if problem is not None:
        wanted = {thing.name for thing in media_of(problem)}
        if any(mentions_of(problem).within(text) & wanted for text in texts[:300]):
            return
    yield rule.finding(
        f"Nothing says whether {in_words([one.name for one in objects.objects])} can hold media.",
        line=objects.objects[0].line or None,
        try_="Put the question to the interviewer, and write the answer down even if it is no.",
    )


@rule(
    "R10",
    section="objects",
    severity=Severity.MUST,
    title="An object of the problem is missing",
    why="What is no object here gets no data type, no operation and no store in the steps that follow.",
    bad="Account: handle, name (mutable)\nPhoto: caption (immutable)\n",
    good="User: handle, name (mutable)\nPost: text, photo? (immutable, deletable)\n",
    problem="twitter",
    source="the framework's step 1.1: identify the main business objects",
)
def object_missing(rule: Rule, context: Context) -> Iterator[Finding]:
    """Each business object of the problem must stand in the list, by any of its names."""
    objects, problem = context.board.objects, context.problem
    if objects is None or objects.is_empty or problem is None:
        return
    mentions = mentions_of(problem)
    names = [one.name for one in objects.objects]
    named = mentions.things(names)
    wanted = objects_of(problem)
    lists = {
        thing
        for one in objects.objects[:500]
        for field in one.fields[:50]
        if is_plural(split_words(field.name)[-1] if split_words(field.name) else "")
        for thing in mentions.named(field.name)
    }
    spoken = {thing for text in objects.remarks[:200] for thing in mentions.within(text)}
    for thing in wanted:
        if thing.name in named or (thing.within and thing.within in named):
            continue
        doubtful = thing.name in lists | spoken or foreign(names) or bool(objects.unread)
        yield rule.finding(
            f"None of {in_words(names)} is {article(thing.name)}, by this or another name."
            if len(names) > 1
            else f"{names[0]} stands alone: no object is {article(thing.name)}, by this or another name.",
            line=None,
            try_=(
                "Read the statement again: which of its nouns have to be there tomorrow, and are not "
                "in the list?"
            ),
            share=1 / len(wanted),
            severity=Severity.SHOULD if doubtful else Severity.MUST,
        )
