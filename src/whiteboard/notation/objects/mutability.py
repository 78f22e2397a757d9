"""What words say of change and deletion: ``immutable, deletable``, "can be deleted but not edited"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whiteboard.draft.wording import lexicon

_ADJECTIVES = {
    "mutable": (True, None), "editable": (True, None), "changeable": (True, None), "updatable": (True, None),
    "updateable": (True, None), "modifiable": (True, None), "immutable": (False, None),
    "uneditable": (False, None),
    "unchangeable": (False, None), "readonly": (False, None), "appendonly": (False, None),
    "writeonce": (False, None),
    "unmodifiable": (False, None), "deletable": (None, True), "deleteable": (None, True),
    "removable": (None, True),
    "undeletable": (None, False), "inmutable": (False, None), "immuable": (False, None), "unveränderlich": (False, None),
    "veränderlich": (True, None), "änderbar": (True, None), "löschbar": (None, True), "mutabile": (True, None),
    "immutabile": (False, None), "modifiable.": (True, None), "supprimable": (None, True), "borrable": (None, True),
    "eliminable": (None, True), "imutável": (False, None), "mutável": (True, None),
}  # fmt: skip
_EDITS = lexicon(
    "edit edits edited editing change changes changed modify modified update updates updated alter"
    " altered mutate mutated mutation mutability rewritten revised"
)
_DELETES = lexicon(
    "delete deletes deleted deleting deletion remove removes removed removal erase erased deletability"
)
_NOT = lexicon(
    "not no never cannot cant dont doesnt wont isnt arent neither nor without non nicht nunca jamais"
)
_MODAL = lexicon("can may could might must should will be cannot cant is are allowed possible users user")
_YES = lexicon("yes y true allowed ok possible ✓ ✔ ✅ sí si oui ja")
_NO = lexicon("no n false never ✗ ✘ ❌ × nein non não disallowed forbidden")
_FILLER = (
    _NOT
    | _MODAL
    | lexicon(
        "and or but only also then once after ever it they them both all soft hard by its a the to at any"
        " time published posted created by owner author their s yet again forever later anymore afterwards"
        " made being been everything these this those"
    )
)
_TOKEN = re.compile(r"[^\W_]+(?:_[^\W_]+)*|[✓✔✅✗✘❌×]|[,;.:=?]")
_NT = re.compile(r"n['’]t\b")
_JOINED = re.compile(r"\b(read|append|write)[ -](only|once)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Changes:
    """What was said: whether it may be changed, whether deleted; None when not said. `only` when nothing else was."""

    mutable: bool | None = None
    deletable: bool | None = None
    only: bool = False

    def __bool__(self) -> bool:
        """Whether anything was said."""
        return self.mutable is not None or self.deletable is not None


def changes_in(text: str) -> Changes:
    """What a text says of change and deletion.

    Examples
    --------
    >>> changes_in("can be deleted but not edited")
    Changes(mutable=False, deletable=True, only=True)
    >>> changes_in("mutable: yes; deletable: no").deletable, bool(changes_in("updated at"))
    (False, False)
    """
    lowered = _JOINED.sub(
        r"\1\2", _NT.sub(" not", text.lower().replace("can't", "can not").replace("can’t", "can not"))
    )
    tokens = _TOKEN.findall(lowered.replace("cannot", "can not"))[:200]
    negated = spoken = False
    mutable: bool | None = None
    deletable: bool | None = None
    only = True
    for index, token in enumerate(tokens):
        following = _value_after(tokens, index)
        if token in _NOT:
            negated, spoken = True, True
        elif token in ("but", ",", ";", "."):
            negated = False
        elif token in _ADJECTIVES:
            edits, deletes = _ADJECTIVES[token]
            flip = following is False or (following is None and negated)
            if edits is not None:
                mutable = edits is not flip
            else:
                deletable = deletes is not flip
        elif token in _EDITS or token in _DELETES:
            if following is None and not spoken and not _modal_before(tokens, index):
                only = False
                continue
            value = following if following is not None else not negated
            if token in _EDITS:
                mutable = value if mutable is None else mutable
            else:
                deletable = value if deletable is None else deletable
        elif token in _MODAL:
            spoken = True
        elif token not in _FILLER and token not in _YES and token not in _NO and token not in (":", "=", "?"):
            only = False
    return Changes(mutable, deletable, only)


def _value_after(tokens: list[str], index: int) -> bool | None:
    """``mutable: no``: what stands behind a word; None when nothing does."""
    rest = tokens[index + 1 : index + 4]
    signed = bool(rest) and rest[0] in (":", "=", "?")
    value = rest[1:2] if signed else rest[:1]
    if value and value[0] in _NO and (signed or rest[1:2] in ([], [","], [";"], ["."])):
        return False
    if value and value[0] in _YES:
        return True
    return None


def _modal_before(tokens: list[str], index: int) -> bool:
    return bool(set(tokens[max(0, index - 4) : index]) & _MODAL)


def yes_or_no(text: str) -> bool | None:
    """What a table's cell says: True for yes, False for no, None when neither.

    Examples
    --------
    >>> yes_or_no("Yes, by its owner"), yes_or_no("✗"), yes_or_no("-"), yes_or_no("")
    (True, False, False, None)
    """
    words = re.findall(r"[^\W\d_]+|[✓✔✅✗✘❌×x—–-]", text.lower())
    if not words:
        return None
    if words[0] in _YES:
        return True
    return False if words[0] in _NO | {"x", "-", "—", "–"} else None
