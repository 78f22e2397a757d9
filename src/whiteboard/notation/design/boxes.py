"""One box as typed: its name, how many there are of it, and what stands in its brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from whiteboard.draft.amount import Amount
from whiteboard.draft.design import Component, ComponentKind, Setting
from whiteboard.draft.wording import singular
from whiteboard.notation.amounts import amounts_in
from whiteboard.notation.design.kinds import What, by_bracket, by_name
from whiteboard.notation.listing import split_list

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
    "both": 2, "several": 2, "multiple": 2, "many": 2, "a few": 2,
}  # fmt: skip
_NUMBER = rf"(?:\d{{1,6}}|{'|'.join(_NUMBERS)})"
_TIMES = re.compile(r"(?i)(?<![\w.])(?:[x×]\s?(?P<after>\d{1,6})|(?P<before>\d{1,6})\s?[x×])(?![\w.])")
_LEADING = re.compile(
    rf"(?i)^(?:(?P<n>{_NUMBER})|(?P<many>(?:a\s+)?(?:cluster|pool|fleet|group|"
    rf"farm)\s+of))\s+(?:(?:stateless|identical)\s+)?(?=[A-Za-z])"
)
_COPIES = re.compile(
    rf"(?i)^(?:~?\s*)?(?:(?P<a>{_NUMBER})\s*(?:\w+\s+)?(?:replicas?|nodes?|instances?|copies|machines?|"
    rf"servers?|pods|brokers?|shards?|partitions|boxes|hosts|zones|regions|sandboxes)"
    r"|(?:replicas?|nodes?|instances?|copies|count)\s*[:=]?\s*(?P<b>\d{1,6})|[x×]\s?(?P<c>\d{1,6})|"
    r"(?P<d>\d{1,6})\s?[x×])$"
)
_PRIMARY = re.compile(
    rf"(?i)\b(?:primary|master|leader|writer)\b[^,;]*?(?:\+|and|&|with|,|/|plus|"
    rf"\bw/)\s*(?P<n>{_NUMBER})?\s*(?:\w+\s+)?(?:read[ -])?(?:replicas?|stand-?bys?|followers?|slaves?|"
    rf"secondar(?:y|ies)|readers?|copies)"
)
_REDUNDANT = re.compile(
    r"(?i)\b(?:replicated|cluster(?:ed)?|multi[- ]?az|multi[- ]?(?:region|zone)\w*|redundant|active[- "
    r"/](?:passive|active)|hot stand-?by|stand-?by|primary[/-](?:replica|standby)|master[/-]slave|"
    r"fail-?over|highly available|ha|auto-?scal\w+|horizontally scal\w+)\b"
)
_NAMED = re.compile(r"^(?P<name>[A-Za-z][A-Za-z -]{0,30}?)\s*[:=]?\s*(?=[~<>≤≥]?\s?\d)")
_COUNTED = re.compile(
    r"(?i)^(?P<n>\d{1,6})\s+(?P<what>workers?|threads?|slots?|cores?|cpus?|connections?|processes|"
    r"concurrent)$"
)
_ARTICLE = re.compile(r"(?i)^(?:(?:the|an?|our|some|this|each|every|its|their)\s+)+")
_SHORT = {
    "lb": "load balancer",
    "lbs": "load balancer",
    "db": "database",
    "dbs": "database",
    "svc": "service",
    "srv": "server",
    "app": "app",
}
_LONGEST_NAME = 80
MENTIONED = "mentioned"
"""What the canonical notation writes beside a box that only a sentence speaks of."""
GROUP = "in: "
"""What it writes before the group that a box is drawn in."""


@dataclass(slots=True)
class Box:
    """A box while it is read: like a component, and still to be joined with others of its name."""

    name: str
    what: What = field(default_factory=What)
    replicas: int | None = None
    settings: list[Setting] = field(default_factory=list)
    group: str = ""
    note: str = ""
    line: int = 0
    stated: bool = False
    drawn: bool = True
    mentioned: bool = False
    diagrammed: bool = False

    def component(self) -> Component:
        """The finished component."""
        return Component(
            name=self.name,
            kind=self.what.kind,
            store=self.what.store if self.what.kind is ComponentKind.STORE else None,
            replicas=self.replicas,
            settings=tuple(self.settings),
            brand=self.what.brand,
            group=self.group,
            note=self.note,
            drawn=self.drawn and not self.mentioned,
            line=self.line,
        )

    def join(self, other: Box) -> None:
        """Take over what another mention of the same box adds."""
        if other.stated and not self.stated:
            self.what, self.stated = other.what, True
        elif self.what.kind is ComponentKind.UNSTATED:
            self.what = other.what
        if self.replicas is None:
            self.replicas = other.replicas
        known = {setting.text for setting in self.settings}
        self.settings += [setting for setting in other.settings if setting.text not in known]
        self.group = self.group or other.group
        self.note = self.note or other.note
        self.drawn = self.drawn or other.drawn
        self.mentioned = self.mentioned or other.mentioned


def key_of(name: str) -> str:
    """What two spellings of one component have in common: case, articles, plurals and usual abbreviations.

    Examples
    --------
    >>> key_of("the API Servers") == key_of("api server"), key_of("LB"), key_of("tweets DB")
    (True, 'load balancer', 'tweet database')
    """
    words = re.findall(r"[\w+]+", _ARTICLE.sub("", name.strip()).lower().replace("_", " "))
    return " ".join(_SHORT.get(word, singular(word)) for word in words) or name.strip().lower()


def box(text: str, *, line: int = 0) -> Box | None:
    """Read one box, or None when there is no name in it.

    Examples
    --------
    >>> made = box("api server x4 (20 ms, 8 workers)")
    >>> made.name, made.replicas, [s.name for s in made.settings]
    ('api server', 4, ['', 'workers'])
    >>> box("tweets db (relational, replicas 2)").what.store.value
    'relational'
    """
    text = text.strip().strip("`*_\"' \t").rstrip(".;,")
    name, inside = _apart(text[:2000])
    made = Box(name="", line=line)
    name = _replicas_of_name(made, name)
    name = _ARTICLE.sub("", name).strip(" .;,:\"'`*-–—")
    if not name or not any(character.isalnum() for character in name):
        return None
    if len(name) > _LONGEST_NAME:
        return None
    made.name = name
    for group in inside:
        items = split_list(group, ",;")
        if _PRIMARY.search(group) and made.replicas is None:
            made.replicas = _primary(group)
        for item in items:
            _take(made, item.strip())
    named = by_name(name)
    if not made.stated:
        made.what = named
    elif named.brand and not made.what.brand:
        made.what = What(made.what.kind, made.what.store, named.brand)
    if made.replicas is None and (_PRIMARY.search(name) or _REDUNDANT.search(name)):
        made.replicas = _primary(name) if _PRIMARY.search(name) else 2
    return made


def copies_in(text: str) -> int | None:
    """How many copies a sentence speaks of: "with a primary and one standby", "three replicas"; or None.

    Examples
    --------
    >>> copies_in("a primary and two replicas"), copies_in("replicated over zones"), copies_in("stores users")
    (3, 2, None)
    """
    if _PRIMARY.search(text):
        return _primary(text)
    found = re.search(rf"(?i)\b({_NUMBER})\s+(?:\w+\s+)?(?:replicas|copies|instances|nodes)\b", text)
    if found:
        return _count(found[1])
    return 2 if _REDUNDANT.search(text) else None


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.get(word.lower(), 2)


def _primary(text: str) -> int:
    found = _PRIMARY.search(text)
    return 1 + _count(found["n"]) if found and found["n"] else 2


def _apart(text: str) -> tuple[str, list[str]]:
    """The name, and what stands in brackets behind it."""
    if text[:1] in "[(<{" and text[-1:] in "])>}" and not re.search(r"[\])>}].*[\[(<{]", text):
        text = text[1:-1].strip("[](){}<>|\"' ")
    inside = []
    for match in re.finditer(r"[(\[{]([^()\[\]{}]*(?:\([^()]*\)[^()\[\]{}]*)*)[)\]}]", text):
        inside.append(match[1])
    name = re.sub(r"[(\[{][^()\[\]{}]*(?:\([^()]*\)[^()\[\]{}]*)*[)\]}]", " ", text)
    return " ".join(re.sub(r"[(\[{)\]}]", " ", name).split()), inside


def _replicas_of_name(made: Box, name: str) -> str:
    times = _TIMES.search(name)
    if times:
        made.replicas = int(times["after"] or times["before"])
        return (name[: times.start()] + " " + name[times.end() :]).strip()
    leading = _LEADING.match(_ARTICLE.sub("", name))
    if leading:
        made.replicas = _count(leading["n"]) if leading["n"] else 2
        return _ARTICLE.sub("", name)[leading.end() :]
    return name


def _take(made: Box, item: str) -> None:
    if not item:
        return
    if item == MENTIONED:
        made.mentioned = True
        return
    if item.startswith(GROUP):
        made.group = item.removeprefix(GROUP).strip()
        return
    copies = _COPIES.match(item)
    if copies:
        made.replicas = _count(next(filter(None, copies.groups())))
        return
    if _REDUNDANT.fullmatch(item) or _PRIMARY.fullmatch(item):
        made.replicas = made.replicas or copies_in(item)
        if made.replicas and item.lower() not in ("replicated", "cluster", "clustered"):
            made.settings.append(Setting(name="", text=item))
        return
    if _PRIMARY.search(item):
        return  # counted already
    what = by_bracket(item)
    if what and not made.stated:
        made.what, made.stated = what, True
        return
    if what and made.what.kind is what.kind and (what.store or what.brand):
        made.what = What(what.kind, what.store or made.what.store, what.brand or made.what.brand)
        return
    made.settings.append(setting(item))


def setting(item: str) -> Setting:
    """One item of a bracket.

    Examples
    --------
    >>> [(s.name, s.amount.value, s.amount.unit) for s in map(setting, ("hit 90%", "20 ms", "8 workers"))]
    [('hit', 90.0, 'percent'), ('', 20.0, 'ms'), ('workers', 8.0, 'workers')]
    """
    counted = _COUNTED.match(item)
    if counted:
        what = counted["what"].lower()
        what = what if what.endswith("s") or what == "concurrent" else what + "s"
        return Setting(name=what, text=item, amount=Amount(float(counted["n"]), what, item))
    amounts = amounts_in(item)
    if not amounts:
        return Setting(name="", text=item)
    named = _NAMED.match(item)
    return Setting(name=named["name"].strip().lower() if named else "", text=item, amount=amounts[0])
