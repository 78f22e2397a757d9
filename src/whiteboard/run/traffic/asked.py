"""What a request asks for, in words: its operation's nouns, whether it reads, whether it carries a file."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.draft.api import Operation, Place
from whiteboard.draft.meaning import fixed_segments
from whiteboard.draft.wording import lexicon, singular, split_words

_EMPTY = lexicon(
    "get list post put create read write fetch set add update delete service server worker store database db queue"
    " cache api by the a of for to and main app"
)
_FILES = lexicon(
    "media photo picture image video file artifact recording upload download blob attachment binary avatar track"
    " song stream thumbnail clip document build archive"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is sent: its operation's name and words."""

    name: str
    words: frozenset[str]
    reads: bool | None
    moves_files: bool

    @classmethod
    def of(cls, operation: Operation | None, reads: bool | None) -> Asked:
        """What an operation asks for; None stands for requests of no operation in particular."""
        if operation is None:
            return cls("", frozenset(), reads, reads is False)
        words = set(about(operation.name))
        for segment in fixed_segments(operation.path):
            words |= about(segment)
        # The thing itself, not what stands before it in the path: a like on a video sends no video.
        told = about(operation.name) if operation.named else frozenset[str]()
        told |= about(" ".join(fixed_segments(operation.path)[-1:]))
        for parameter in operation.parameters[:50]:
            typed = split_words(parameter.name)
            if parameter.place is not Place.PATH and not {"id", "ids"} & set(typed):
                told |= {singular(word) for word in typed}
        sends = reads is False and operation.method != "DELETE" and bool(told & _FILES)
        return cls(operation.name, frozenset(words), reads, sends)


def about(name: str) -> frozenset[str]:
    """The nouns of a name, in the singular.

    Examples
    --------
    >>> sorted(about("getFeedItems")), sorted(about("tweets db"))
    (['feed', 'item'], ['tweet'])
    """
    return frozenset({singular(word) for word in split_words(name)} - _EMPTY)
