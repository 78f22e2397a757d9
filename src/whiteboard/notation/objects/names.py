"""Which words name an object, and which only introduce a list of them."""

from __future__ import annotations

import re

from whiteboard.draft.wording import lexicon
from whiteboard.notation.listing import has_words, plain

_GENERIC = lexicon(
    "only two three four five six seven several few just basically roughly mainly kinds types sorts"
    " object objects entity entities main core key business primary secondary domain model models"
    " resource resources noun nouns thing things system other others optional supporting list top"
    " level first second our we have need needs store stored stores persisted following identified"
    " important essential minor major central candidates candidate additional extra possible derived"
    " the of and in for their its overview these there are with data definition definitions properties"
    " attributes step scope so far tentative draft nice to objetos objeto entidades entidad entitäten"
    " objekte objets entités entità oggetti сущности объекты 实体 对象 エンティティ principales principal"
    " hauptobjekte negocio de del s core? identify first pass v1 mvp concepts concept participants"
    " participating actors what them"
)
FIELD_LABELS = lexicon(
    "fields field attributes attribute properties property props columns contains has holds includes"
    " have info information details has: content contents stores keeps campos felder attribute champs"
    " атрибуты поля 字段 属性"
)
CHANGE_LABELS = lexicon(
    "mutable mutability immutable editable deletable deletion delete edit edits deletes lifecycle"
    " undeletable mutation changes readonly"
)
NOTE_LABELS = lexicon(
    "note notes description desc remark remarks why purpose role meaning definition nb reason"
    " relations relationships relation relationship constraints constraint remember aside example"
    " examples"
)
_ARTICLE = re.compile(
    (
        r"^(?:(?:an?|the|each|every|our|its|one|many|some|all|any|multiple|both|that|these|"
        r"this|el|la|los|las|un|una|unos|der|die|das|ein|eine|le|les|une|des)\s+)+"
    ),
    re.IGNORECASE,
)
_KEYWORD = re.compile(
    r"^(?:(?:export|public|abstract|data|final|declare|default|message|@\w+)\s+)*"
    r"(?:type|interface|class|struct|entity|model|record|object|table|create table(?: if "
    r"not exists)?|message|enum|namespace|participant)\s+(?=[\w\"`])",
    re.IGNORECASE,
)
_NAME = re.compile(r"[\w .'’/&+-]+\Z")
LONGEST = 5


def bare_name(text: str) -> str:
    """A name without article, quotes, keyword and number: ``the "Tweet"`` → ``Tweet``.

    Examples
    --------
    >>> bare_name('1 the "Tweet"s'), bare_name("interface Account"), bare_name("an artifact")
    ('Tweets', 'Account', 'artifact')
    """
    text = re.sub(r"[\"“”«»`]", "", text).strip(" '’.*_-–—")
    text = re.sub(r"^\(?\d{1,3}[.):]?\s+", "", text)
    text = _KEYWORD.sub("", text)
    return _ARTICLE.sub("", text).strip(" .-–—'’/&+")


def is_name(text: str) -> bool:
    """Whether a bare text can name an object.

    Examples
    --------
    >>> is_name("Interview"), is_name("Main objects"), is_name("people can post"), is_name("a, b")
    (True, False, False, False)
    """
    words = text.split()
    return (
        bool(_NAME.match(text))
        and has_words(text)
        and len(words) <= LONGEST
        and len(text) <= 60
        and not is_generic(text)
        and text.lower() not in FIELD_LABELS | NOTE_LABELS | CHANGE_LABELS
        and bare_name(text) == text == plain(text)
        and text[0].isalnum()
        and not (len(words) > 1 and _SPEAKS & {word.lower() for word in words})
    )


_SPEAKS = lexicon(
    "is are was can cannot could should must will may have has we they it i who which that need needs"
    " not be do does contains contain belongs because when if there this only don't can't isn't aren't"
    " want"
)


def is_generic(text: str) -> bool:
    """Whether a text only introduces a list: "Main business objects", "We have".

    Examples
    --------
    >>> is_generic("Core entities"), is_generic("We need to store"), is_generic("Account objects")
    (True, True, False)
    """
    words = re.findall(r"[^\W\d_]+", text.lower())
    return bool(words) and all(word in _GENERIC for word in words)
