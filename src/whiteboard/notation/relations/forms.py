"""Relations in signs: ``Account -> follows -> Account``, ``User 1:N Tweet``, ``Account × Account: follow``."""

from __future__ import annotations

import re

from whiteboard.draft.relations import Relation
from whiteboard.notation.listing import bracketed_end, split_list
from whiteboard.notation.relations.sentences import is_verb, noun, sentence, verbs_of

_MERMAID = re.compile(
    r"^\s*\"?(?P<a>[\w -]{1,60}?)\"?\s*(?P<left>[|}o][|o])\s*(?:--|\.\.)\s*(?P<right>[|o][|"
    r"{o])\s*\"?(?P<b>[\w-]{1,60})\"?\s*(?::\s*\"?(?P<verb>.*?)\"?)?\s*;?\s*$"
)
_MANY = r"(?:\d+|[nNmM*∞+]|0\.\.[*nN1]|1\.\.[*nN1]|one|many|0\.\.1|0/1|M2M)"
_CARDINALITY = re.compile(
    (
        rf"(?<![\w.])(?P<text>{_MANY}\s?(?::|-to-| to |\.\.|--+|->|→|-|–|/|2|x|×)\s?{_MANY}|"
        rf"(?:one|many)[- ](?:to|2)[- ](?:one|many)s?|M2M)(?![\w.])"
    ),
    re.IGNORECASE,
)
_CLASS = re.compile(
    r"^\s*(?P<a>[A-Za-z_][\w ]{0,59}?)\s*\"(?P<l>[^\"]{1,8})\"\s*(?:<?[|o*]?(?:--|\.\.|-)[|"
    r"o*]?>?)\s*\"(?P<r>[^\"]{1,8})\"\s*(?P<b>[A-Za-z_][\w "
    r"]{0,59}?)\s*(?::\s*(?P<verb>.+))?$"
)
_ENDS = re.compile(
    rf"^(?P<a>[^\d:()\[\]<>\"*→–—-][^:()\[\]<>\"*→–—-]{{0,"
    rf"59}}?)\s*[(\[]?(?P<l>{_MANY})[)\]]?\s*(?:<?(?:-{{1,6}}|"
    rf"→|—|–|\.\.|:|=+)>?|<->|"
    rf"to)\s*[(\[]?(?P<r>{_MANY})[)\]]?\s+(?P<b>[^\d:()\[\]<>\"*-][^:()\[\]<>\"]{{0,"
    rf"59}}?)(?:\s*:\s*(?P<verb>.+)|"
    rf"\s*\((?P<inner>[^()]+)\))?$"
)
_NUMBERED = re.compile(
    (
        rf"^(?P<l>{_MANY})\s+(?P<a>[^\d:]{{1,60}}?)\s*(?::|→|-+>?|has|"
        rf"to)\s*(?P<r>{_MANY})\s+(?P<b>[^\d:]{{1,60}}?)(?:\s*\((?P<inner>[^()]*)\))?$"
    ),
    re.IGNORECASE,
)
_CROW = re.compile(
    r"^(?P<a>[^<>:]{1,60}?)\s*(?P<left>>)?[-–—]{1,4}(?P<right><)?\s+(?P<b>[^<>:]{1,60}?)$(?<!^)"
)
_CYPHER = re.compile(
    r"^\(\s*(?:\w*:)?(?P<a>\w+)[^()]*\)\s*(?P<back><)?-\s*\[\s*(?:\w*:)?(?P<verb>[\w |"
    r":]+)[^\]]*\]\s*->?\s*\(\s*(?:\w*:)?(?P<b>\w+)[^()]*\)"
)
_ARROW = re.compile(
    r"\s*(?:<?[-–—=]{1,6}\s?[\[(|]?\s*(?P<label>[^\W\d_][\w '/,]{0,60}?)\s*[\])|"
    r"]?\s?[-–—=]{1,6}>|(?P<long>—|–|-)(?P<word>[^\W\d_][\w '/]{0,60})→|"
    r"(?P<plain><?[-=–—]{1,6}[>›]|→|⟶|➜|⇒|=>|↔|⇄|<-+>|<=>|↦|>>|➝|-->))\s*"
)
_BACK = re.compile(r"\s*(?:<[-=–—]{1,6}(?!>)|←)\s*")
_PAIR = re.compile(
    r"^\(?\s*(?P<a>[^×*:;()→<>]{1,60}?)\s*(?:×|✕|⨯|\*|\s[xX]\s|(?<=\w)\s*<?[–—]>?\s*(?=\w)|"
    r"\s-\s|↔|<-+>|<=>|\s&\s|(?<=\w)\s?/\s?(?=\w)|\s(?:and|to|vs\.?|with|und|y|et)\s|"
    r",\s?)\s*(?P<b>[^×*:;()→<>,]{1,60}?)\s*\)?\s*(?:(?::|=|\s-{1,2}\s|\s[–—]\s|->|"
    r"→)\s*(?P<rest>\S.*)?)?$"
)
_CROSS = re.compile(r"×|✕|⨯|\s[xX]\s|↔|<-+>|\w\s*\*\s*\w")
_NONE = re.compile(
    r"(?i)^(?:none|no|nothing|n\.?/?a\.?|-+|–|—|∅|ø|✗|✘|❌|0|nil|null|no (?:direct "
    r")?(?:relations?|relationships?|link|interaction)|not (?:related|needed|applicable|"
    r"considered|directly related|allowed|in scope|supported)|out of scope|not in scope|"
    r"keine?|ninguna|aucune)(?!\w)[\s.,;(]*(?P<rest>.*)$"
)
_YES = re.compile(r"(?i)^(?:yes|y|✓|✔|✅|x|true|related|ja|sí|oui|•|●)$")


def signed(text: str, typed: str, line: int) -> list[Relation]:
    """The relations that a line states in signs; empty when it shows none.

    Examples
    --------
    >>> [(r.subject, r.verb, r.target) for r in signed("Account -> follows -> Account", "", 1)]
    [('Account', 'follows', 'Account')]
    >>> [(r.subject, r.target, r.cardinality) for r in signed("User 1:N Tweet", "", 1)]
    [('User', 'Tweet', '1:N')]
    >>> [(r.verb, r.ruled_out) for r in signed("Tweet × Tweet: none", "", 1)]
    [('', True)]
    """
    found = _MERMAID.match(typed)
    if found:
        ends = [
            ("1" if "{" not in end and "}" not in end else "N") for end in (found["left"], found["right"])
        ]
        cardinality = "N:M" if ends == ["N", "N"] else ":".join(ends)
        return _each(found["a"], found["b"], verbs_of(found["verb"] or ""), line, cardinality)
    if len(text) > 400:
        return []
    return (
        _mermaid_class(text, line)
        or _cypher(typed or text, line)
        or _feet(text, line)
        or _ends(text, line)
        or _arrows(text, line)
        or _pair(text, line)
    )


def _mermaid_class(text: str, line: int) -> list[Relation]:
    found = _CLASS.match(text)
    return (
        _each(found["a"], found["b"], verbs_of(found["verb"] or ""), line, f"{found['l']}:{found['r']}")
        if found
        else []
    )


def _cypher(text: str, line: int) -> list[Relation]:
    found = _CYPHER.match(re.sub(r"^\s*(?:[-*+•]|\d+[.)])\s+", "", text).strip())
    if not found:
        return []
    a, b = (found["b"], found["a"]) if found["back"] else (found["a"], found["b"])
    return _each(
        a, b, [verb.strip(" :").lower().replace("_", " ") for verb in found["verb"].split("|")], line, None
    )


def _feet(text: str, line: int) -> list[Relation]:
    """``User --< Tweet``: a crow's foot stands at the side of many; ``account - follows - account``."""
    held, inner = bracketed_end(text)
    body, _, verb = (held if inner else text).partition(":")
    found = _CROW.match(body)
    if found and (found["left"] or found["right"]):
        ends = ("N" if found["left"] else "1", "N" if found["right"] else "1")
        cardinality = "N:M" if ends == ("N", "N") else ":".join(ends)
        return _each(found["a"], found["b"], verbs_of(verb or inner), line, cardinality)
    found = re.match(
        r"^(?P<a>[^-–—:()]{1,60}?)\s+[-–—]{1,3}\s+(?P<verb>[^-–—:()]{2,40}?)\s+[-–—]{1,"
        r"3}\s+(?P<b>[^-–—:()]{1,60})$",
        text,
    )
    if found and any(is_verb(word) for word in found["verb"].split()[:2]):
        return _each(found["a"], found["b"], verbs_of(found["verb"]), line, None)
    return []


def _ends(text: str, line: int) -> list[Relation]:
    found = _ENDS.match(text)
    if found:
        verbs = verbs_of(found["verb"] or found["inner"] or "")
        return _each(found["a"], found["b"], verbs, line, f"{found['l']}:{found['r']}")
    found = _NUMBERED.match(text)
    if found:
        return _each(
            found["a"], found["b"], verbs_of(found["inner"] or ""), line, f"{found['l']}:{found['r']}"
        )
    return []


def _each(  # noqa: PLR0917
    a: str, b: str, verbs: list[str], line: int, cardinality: str | None, note: str = ""
) -> list[Relation]:
    subject, target = noun(a), noun(b)
    if not subject or not target:
        return []
    return [
        Relation(subject=subject, verb=verb, target=target, cardinality=cardinality, note=note, line=line)
        for verb in (verbs or [""])
    ]


def cardinality_in(text: str) -> tuple[str, str | None]:
    """A text without its cardinality, and that as typed.

    Examples
    --------
    >>> cardinality_in("User has Tweets (1:N)"), cardinality_in("one-to-many: User - Tweet"), cardinality_in("a 1")
    (('User has Tweets', '1:N'), ('User - Tweet', 'one-to-many'), ('a 1', None))
    """
    found = _CARDINALITY.search(text)
    if not found:
        return text, None
    before, after = text[: found.start()], text[found.end() :]
    if before.rstrip().endswith(("(", "[", "<")):
        before = before.rstrip()[:-1]
        after = re.sub(r"^\s*[)\]>]", "", after, count=1)
        if re.match(r"\s*[,;]\s*[^)]+\)", after):
            before, after = before + " (", after.lstrip(" ,;")
    left = before.strip(" ,;")
    right = (
        after.strip(" ,;:")
        if not left or left[-1] in ":-–—" or not after.lstrip().startswith(":")
        else after.strip(" ,;")
    )
    if left.endswith(":") and not right:
        left = left[:-1]
    return f"{left} {right}".strip(), found["text"].strip()


def _arrows(text: str, line: int) -> list[Relation]:
    text, cardinality = cardinality_in(text) if not _BACK.search(text) else (text, None)
    label, _, rest = text.partition(":")
    verb = ""
    if rest and not _has_arrow(label) and _has_arrow(rest):
        verb, text = label.strip(), rest.strip()
    elif rest and _has_arrow(label):
        verb, text = rest.strip(), label.strip()
    held, inner = bracketed_end(text)
    note = ""
    if inner and _has_arrow(held):
        text, note = held, inner
    if not verb and note and len(note.split()) <= 3:
        verb, note = note, ""
    labels = [found["label"] or found["word"] or "" for found in _ARROW.finditer(text)]
    back = _BACK.split(text) if not labels else []
    if len(back) == 2 and all(noun(part) for part in back):
        return _each(back[1], back[0], verbs_of(verb), line, cardinality, note)
    if not labels:
        return []
    parts = [part.strip() for part in _pieces(text)]
    if len(parts) == 3 and not any(labels) and noun(parts[0]) and noun(parts[2]):
        return _each(
            parts[0],
            parts[2],
            verbs_of(parts[1]) or [parts[1]],
            line,
            cardinality,
            "; ".join(filter(None, (verb, note))),
        )
    if len(parts) != 2:
        return []
    verbs = verbs_of(labels[0] or verb)
    targets = [target for piece in split_list(parts[1]) for target in re.split(r"\s(?:and|&)\s", piece)]
    made = [
        relation for target in targets for relation in _each(parts[0], target, verbs, line, cardinality, note)
    ]
    if made or not noun(parts[0]):
        return made
    return []


def _pieces(text: str) -> list[str]:
    made, last = [], 0
    for found in _ARROW.finditer(text):
        made.append(text[last : found.start()])
        last = found.end()
    return [*made, text[last:]]


def _has_arrow(text: str) -> bool:
    return bool(_ARROW.search(text) or _BACK.search(text))


def _pair(text: str, line: int) -> list[Relation]:
    """``Account × Tweet: publish, like``; without a cross sign, only where something follows the colon."""
    text, cardinality = cardinality_in(text)
    held, inner = bracketed_end(text)
    if inner and _CROSS.search(f" {inner} ") and held:
        pair = _PAIR.match(inner)
        said = sentence(held, line)
        if pair and noun(pair["a"]) and noun(pair["b"]):
            verbs = [relation.verb for relation in said] or verbs_of(held)
            return _each(pair["a"], pair["b"], verbs, line, cardinality, "" if verbs else held)
    found = _PAIR.match(re.sub(r"(?i)^(?:between|from)\s+", "", text))
    if not found:
        return []
    crossed = bool(_CROSS.search(text.split(":")[0]))
    if not crossed and not found["rest"] and not cardinality:
        return []
    if (
        not noun(found["a"])
        or not noun(found["b"])
        or (not crossed and ":" not in text and not cardinality and not re.search(r"\s[-–—]\s", text))
    ):
        return []
    rest = (found["rest"] or "").strip()
    if not rest:
        return _each(found["a"], found["b"], [], line, cardinality)
    return cell(rest, noun(found["a"]), noun(found["b"]), line, cardinality)


def cell(text: str, subject: str, target: str, line: int, cardinality: str | None = None) -> list[Relation]:
    """The relations that a table's cell, or what stands behind a pair, states of two objects.

    Examples
    --------
    >>> [(r.verb, r.ruled_out) for r in cell("Can publish Can like", "Account", "Tweet", 1)]
    [('Can publish', False), ('Can like', False)]
    >>> [(r.verb, r.ruled_out) for r in cell("n/a", "Tweet", "Account", 1)], cell("", "a", "b", 1)
    ([('', True)], [])
    """
    text, own = cardinality_in(text.strip(" *_`"))
    cardinality = own or cardinality
    if not text:
        return (
            [Relation(subject=subject, verb="", target=target, cardinality=cardinality, line=line)]
            if cardinality
            else []
        )
    if _YES.match(text):
        return [Relation(subject=subject, verb="", target=target, cardinality=cardinality, line=line)]
    none = _NONE.match(text)
    if none and (not none["rest"] or re.match(r"(?i)none|nothing|no |n/?a|not |-|–|—|out of", text)):
        note = text if re.search(r"\w{2,}.*\s.*\w{2,}", text) else ""
        return [
            Relation(
                subject=subject,
                verb="",
                target=target,
                ruled_out=True,
                cardinality=cardinality,
                note=note,
                line=line,
            )
        ]
    held, inner = bracketed_end(text)
    said = (
        sentence(text, line)
        if len(text.split()) > 3 and re.match(r"(?i)(?:an?|the|each|every|one|many|a single)\s", text)
        else []
    )
    verbs = [relation.verb for relation in said] or verbs_of(text)
    if not verbs:
        return [
            Relation(subject=subject, verb="", target=target, cardinality=cardinality, note=text, line=line)
        ]
    note = text if said else inner if held else ""
    return [
        Relation(subject=subject, verb=verb, target=target, cardinality=cardinality, note=note, line=line)
        for verb in verbs
    ]
