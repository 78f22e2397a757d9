"""An operation while it is being read, and what gathers them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from whiteboard.draft.api import Api, Operation, Parameter, Place, Returns
from whiteboard.draft.paging import bounds_pages, turns_pages
from whiteboard.draft.text import Unread
from whiteboard.draft.wording import leading_verb, split_words, verb_reads
from whiteboard.notation.api.returns import read_returns

HINT = "write an operation as  GET /path?page={token} -> what it returns,  or as  name(argument, argument)"
"""The nearest form, when nothing nearer can be said."""

_STATUS_ONLY = re.compile(r"^[1-5]\d\d\b\s*(?:ok|created|accepted|no content)?", re.IGNORECASE)
_MAX_PARAMETERS = 200
_MAX_DESCRIPTION = 2000


@dataclass(slots=True, kw_only=True)
class Draft:
    """An operation that may still grow: later lines add its body, its answer, its prose."""

    line: int
    name: str | None = None
    method: str | None = None
    path: str | None = None
    parameters: list[Parameter] = field(default_factory=list)
    returns: Returns | None = None
    description: list[str] = field(default_factory=list)
    reads: bool | None = None
    group: str = ""
    title: str = ""  # prose that introduced it, where that is no name

    def add(self, parameters: list[Parameter]) -> None:
        """Add parameters that are not there yet; a path parameter described again keeps its place."""
        known = {_key(parameter): index for index, parameter in enumerate(self.parameters)}
        for parameter in parameters:
            index = known.get(_key(parameter))
            if index is None:
                if len(self.parameters) < _MAX_PARAMETERS:
                    known[_key(parameter)] = len(self.parameters)
                    self.parameters.append(parameter)
            elif self.parameters[index].type is None and parameter.type:
                self.parameters[index] = replace(self.parameters[index], type=parameter.type)

    def answer(self, text: str, line: int) -> None:
        """Note what it returns; a second note adds to the first."""
        if not re.search(r"[^\W\d_]", _STATUS_ONLY.sub("", text.strip(), count=1)):
            self.say(text)  # nothing but a status code
            return
        made = read_returns(text, line)
        if self.returns is None:
            self.returns = made
            return
        fields = self.returns.fields + tuple(name for name in made.fields if name not in self.returns.fields)
        self.returns = replace(
            self.returns,
            text=f"{self.returns.text}; {made.text}"[:600],
            many=self.returns.many or made.many,
            fields=fields,
        )

    def say(self, text: str) -> None:
        """Add prose."""
        if text.strip() and sum(map(len, self.description)) < _MAX_DESCRIPTION:
            self.description.append(text.strip())

    @property
    def writes(self) -> bool | None:
        """Whether it changes something, as far as method or name say so; None when they do not."""
        if self.reads is not None:
            return not self.reads
        if self.method in ("POST", "PUT", "PATCH"):
            return True
        if self.method in ("GET", "HEAD", "DELETE", "OPTIONS"):
            return False
        verb = leading_verb(split_words(self.name or ""))
        reads = verb_reads(verb) if verb else None
        return None if reads is None else not reads

    @property
    def input_place(self) -> Place:
        """Where inputs go of which the draft does not say where."""
        if self.method in ("POST", "PUT", "PATCH"):
            return Place.BODY
        if self.method in (None, "RPC", "WS"):
            return Place.ARGUMENT
        return Place.QUERY

    def made(self) -> Operation:
        """The finished operation."""
        name = self.name or " ".join(part for part in (self.method, self.path) if part) or "operation"
        order = {Place.PATH: 0}
        return Operation(
            name=name,
            named=bool(self.name),
            method=self.method,
            path=self.path,
            parameters=tuple(sorted(self.parameters, key=lambda parameter: order.get(parameter.place, 1))),
            returns=self.returns,
            description=" ".join(([self.title] if self.title else []) + self.description)[:_MAX_DESCRIPTION],
            line=self.line,
            reads=self.reads,
            group=self.group,
        )


def _key(parameter: Parameter) -> str:
    # "User ID" in a list of parameters is the signature's userID.
    return re.sub(r"[\W_]+", "", parameter.name).lower() or parameter.name


@dataclass(slots=True)
class Gathered:
    """Everything that has been read so far."""

    drafts: list[Draft] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def remark(self, line: int, text: str) -> None:
        """Keep a tolerated line."""
        if text.strip():
            self.remarks.append((line, text.strip()))

    def reject(self, line: int, text: str, hint: str = HINT) -> None:
        """Report a line that was not understood."""
        self.unread.append(Unread(line, text, hint))

    def made(self) -> Api:
        """The section. Where nothing was understood, its prose is reported rather than tolerated."""
        operations = tuple(draft.made() for draft in _without_duplicates(self.drafts))
        remarks = self.remarks
        unread = list(self.unread)
        if not operations:
            unread += [Unread(line, text, HINT) for line, text in remarks if len(text.split()) > 1]
            remarks = []
        return Api(
            operations=operations,
            remarks=tuple(text for _, text in remarks),
            unread=tuple(sorted(unread, key=lambda entry: entry.line)),
        )


def _without_duplicates(drafts: list[Draft]) -> list[Draft]:
    """Operations of which a list gives the line and a later part the details become one."""
    kept: list[Draft] = []
    by_key: dict[tuple[str, str], list[Draft]] = {}
    for draft in drafts:
        if draft.method and draft.path:
            key = (draft.method, _template(draft.path))
            earlier = next((known for known in by_key.get(key, [])[:5] if _is_same(known, draft)), None)
            if earlier:
                earlier.name = earlier.name or draft.name
                earlier.add(draft.parameters)
                if draft.returns and (
                    earlier.returns is None or draft.returns.text not in earlier.returns.text
                ):
                    earlier.returns = draft.returns if earlier.returns is None else earlier.returns
                    if earlier.returns is not draft.returns:
                        earlier.answer(draft.returns.text, draft.line)
                for said in draft.description:
                    earlier.say(said)
                continue
            by_key.setdefault(key, []).append(draft)
        kept.append(draft)
    return kept


def _template(path: str) -> str:
    return re.sub(r"^(?:/api)?(?:/v\d+)?(?=/)", "", re.sub(r"\{[^{}]*\}", "{}", path)).rstrip("/").lower()


def _is_same(one: Draft, other: Draft) -> bool:
    if one.name and other.name and one.name != other.name:
        return False
    if one.line == other.line:
        return False
    first, second = (
        {
            p.name.lower()
            for p in draft.parameters
            if p.place is Place.QUERY and not turns_pages(p) and not bounds_pages(p)
        }
        for draft in (one, other)
    )
    return first <= second or second <= first
