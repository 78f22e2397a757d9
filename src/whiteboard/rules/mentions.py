"""Which things of a problem a name or a sentence speaks of, whatever the learner calls them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from whiteboard.draft.wording import lexicon, singular, split_words
from whiteboard.problems.pack import Problem, Thing
from whiteboard.rules.vocabulary import vocabulary_of

_NEUTRAL = lexicon(
    "metadata data info information detail details object entity record row item model "
    "the a an table type business"
    " registered core main key list structured system of list"
)
_FOREIGN = {
    "usuario": "user", "usuarios": "user", "benutzer": "user", "nutzer": "user", "utilisateur": "user",
    "utilisateurs": "user", "utente": "user", "utenti": "user", "cuenta": "account", "cuentas": "account",
    "konto": "account", "konten": "account", "compte": "account", "comptes": "account",
    "anhang": "attachment",
    "foto": "photo", "fotos": "photo", "bild": "image", "bilder": "image", "imagen": "image", "vídeo": "video",
    "vidéo": "video", "nachricht": "message", "beitrag": "post", "beiträge": "post", "kommentar": "comment",
    "kommentare": "comment", "comentario": "comment", "comentarios": "comment", "commentaire": "comment",
    "aufnahme": "recording", "buchung": "booking", "reserva": "booking", "entrevista": "interview",
    "entretien": "interview", "versión": "version", "servidor": "server", "servidores": "server",
    "serveur": "server", "publicación": "publication", "publication": "publication",
}  # fmt: skip


class Mentions:
    """The names of a problem's things, and what of them a text mentions.

    Examples
    --------
    >>> from whiteboard.problems import load
    >>> mentions = Mentions(load("twitter"))
    >>> sorted(mentions.named("Twitter Users")), sorted(mentions.named("Tweet likes"))
    (['account'], ['like'])
    >>> sorted(mentions.within("people who follow an account"))
    ['account', 'follow']
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._vocabulary = vocabulary_of(problem)
        self._phrases: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for thing in problem.things:
            for phrase in (thing.name, *thing.synonyms):
                key = tuple(singular(word) for word in split_words(phrase))
                if key:
                    self._phrases[key].add(thing.name)
        self._longest = max((len(key) for key in self._phrases), default=1)
        self._named: dict[str, frozenset[str]] = {}

    def named(self, name: str) -> frozenset[str]:
        """The things that a name stands for: its whole, else its head, else what it holds beside unknown words."""
        if name not in self._named:
            if len(self._named) > 20_000:
                return frozenset()
            self._named[name] = frozenset(self._find(name))
        return self._named[name]

    def _find(self, name: str) -> set[str]:
        words = self._words(name)
        kept = [word for word in words if word not in _NEUTRAL] or words
        for whole in (words, kept):
            if tuple(whole) in self._phrases:
                return self._phrases[tuple(whole)]
        for start in range(len(kept)):
            if tuple(kept[start:]) in self._phrases:
                return self._phrases[tuple(kept[start:])]
        found: set[str] = set()
        for start in range(min(len(kept), 40)):
            for end in range(start + 1, min(len(kept), start + self._longest) + 1):
                found |= self._phrases.get(tuple(kept[start:end]), set())
        return found

    def within(self, text: str) -> set[str]:
        """The things that any words of a text name."""
        words = self._words(text[:2000])
        found: set[str] = set()
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + self._longest) + 1):
                found |= self._phrases.get(tuple(words[start:end]), set())
        return found

    def _words(self, text: str) -> list[str]:
        plain = " ".join(_FOREIGN.get(word.lower().strip(",.;:()"), word) for word in text[:2000].split())
        return self._vocabulary.split(plain)

    def things(self, names: Iterable[str]) -> set[str]:
        """The things that any of several names stand for."""
        return {thing for name in names for thing in self.named(name)}


_last: list[tuple[Problem, Mentions]] = []


def mentions_of(problem: Problem) -> Mentions:
    """The mentions of a problem; the one asked for last is kept."""
    if not _last or _last[0][0] is not problem:
        _last[:] = [(problem, Mentions(problem))]
    return _last[0][1]


def objects_of(problem: Problem) -> list[Thing]:
    """The business objects that a draft has to name: no relations, nothing derived, no media."""
    return [thing for thing in problem.things if not thing.between and not thing.derived and not thing.media]


def relations_of(problem: Problem) -> list[Thing]:
    """The relations that a draft has to name."""
    return [thing for thing in problem.things if thing.between and not thing.derived]


def media_of(problem: Problem) -> list[Thing]:
    """The media that a draft has to name."""
    return [thing for thing in problem.things if thing.media]


def article(name: str) -> str:
    """A name with its article: ``an account``."""
    return f"an {name}" if name[:1].lower() in "aeiou" else f"a {name}"


def in_words(names: Sequence[str], most: int = 6) -> str:
    """Names as one reads them out; of many only the first few."""
    shown = list(names[:most])
    if len(names) > most:
        return ", ".join(shown) + " and others"
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]


def foreign(names: Iterable[str]) -> bool:
    """Whether names are written in other letters than the pack's synonyms are."""
    return any(char.isalpha() and not char.isascii() for name in names for char in name)
