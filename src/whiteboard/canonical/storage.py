"""The storage section in the canonical notation: one store a line, then reasons, transactions and remarks."""

from __future__ import annotations

import re
from collections.abc import Collection

from whiteboard.canonical.exact import Page, is_plain_line
from whiteboard.canonical.forms import Key, is_asked
from whiteboard.draft.storage import Column, Index, Reason, Reference, Storage, Store, StoreKind

_WORD = re.compile(r"[^\W\d]\w*(?:[ .-]\w+){0,3}")
_STORE = re.compile(r"[^\W\d]\w*(?:[ -]\w+){0,3}")
_PLAIN_TYPE = re.compile(
    r"(?:[a-z]\w*|[A-Z_0-9]{3,})(?: unsigned| UNSIGNED)?(?:\([\w ,.]*\))?(?:<[\w, <>]+>)?(?:\[\])?"
)
"""Types that stand behind a name with a blank between; before others there is a colon."""
_NOTE = re.compile(r"[\w '%~≈+:;,().#*/-]+")


def write_storage(storage: Storage, exact: Collection[Key] = ()) -> list[str]:
    """Write a storage section.

    Parameters
    ----------
    storage : Storage
        As read; what was not understood of it is not written.
    exact : collection of (str, int)
        Items, such as ``("stores", 2)``, that are to be written in the exact form. Those that the usual form
        cannot say are written so in any case.

    Returns
    -------
    list of str
        One line a store, its own reasons below it; then the section's reasons, brands, SQL in a fence, and
        remarks.

    Examples
    --------
    >>> users = Store(name="users", kind=StoreKind.RELATIONAL, columns=(Column(name="id", type="bigint"),))
    >>> write_storage(Storage(stores=(users,), because=(Reason(text="rows are small", line=2),)))
    ['users (relational): id bigint', 'because: rows are small']
    """
    remarks = [
        remark
        for place, remark in enumerate(storage.remarks)
        if not is_asked(exact, "remarks", place) and is_plain_line(remark)
    ]
    said = " ".join(" ".join(remarks).split())
    page = Page()
    below = {what: _placed(storage, what, exact, said) for what in ("because", "drawback")}
    for place, store in enumerate(storage.stores):
        if is_asked(exact, "stores", place) or not _is_plain(store):
            page.exact("store", store)
            continue
        page.plain(_written(store))
        for what, reasons in below.items():
            for reason in [reason for reason in reasons if reason.about == store.name]:
                page.plain(f"  {what}: {reason.text}")
                reasons.remove(reason)
    for what, reasons in below.items():
        for reason in reasons:
            if reason.about is None:
                page.plain(f"{what}: {reason.text}")
    for what in ("because", "drawback"):
        for place, reason in enumerate(getattr(storage, what)):
            if is_asked(exact, what, place) or (reason in below[what] and reason.about is not None):
                page.exact(what, reason)
    brands = {
        brand.text: brand for place, brand in enumerate(storage.brands) if is_asked(exact, "brands", place)
    }
    for brand in brands.values():
        page.exact("brand", brand)
    for place, transaction in enumerate(storage.transactions):
        if is_asked(exact, "transactions", place) or any("```" in text for text in transaction.statements):
            page.exact("transaction", transaction)
        else:
            page.plain(*_sql(transaction.statements))
    for error in storage.errors:
        page.plain(*_sql((error.text,)))
    for place, remark in enumerate(storage.remarks):
        if is_asked(exact, "remarks", place) or not is_plain_line(remark):
            page.exact("remark", remark)
    for remark in remarks:
        page.apart(remark)
    return page.done()


def _placed(storage: Storage, what: str, exact: Collection[Key], said: str) -> list[Reason]:
    """Reasons that are to be written in the usual form: those that no remark says already."""
    found: dict[tuple[str, str | None], Reason] = {}
    for place, reason in enumerate(getattr(storage, what)):
        if not is_asked(exact, what, place) and " ".join(reason.text.split()) not in said:
            found.setdefault((reason.text, reason.about), reason)
    return list(found.values())


def _sql(statements: tuple[str, ...]) -> list[str]:
    return ["```sql", *(line for text in statements for line in _ended(text).split("\n")), "```"]


def _ended(text: str) -> str:
    return text if text.rstrip().endswith(";") else f"{text};"


def _is_plain(store: Store) -> bool:
    if not _STORE.fullmatch(store.name) or not re.fullmatch(r"[^\n()\[\]{}<>:]{0,60}", store.note):
        return False
    if not all(re.match(r"(?i)check\s*\(|exclude\s+using\b", check) for check in store.checks):
        return False
    if any(";" in check or "\n" in check for check in store.checks):
        return False
    if store.brand and not re.fullmatch(r"[\w ]+", store.brand):
        return False
    if not store.columns:
        return not (
            store.primary_key
            or store.uniques
            or store.indexes
            or store.references
            or store.partition_key
            or store.sort_key
        )
    if len({column.name.lower() for column in store.columns}) < len(store.columns):
        return False
    names = [name for names in _named(store) for name in names]
    return all(map(_is_plain_column, store.columns)) and all(_WORD.fullmatch(name) for name in names)


def _named(store: Store) -> list[tuple[str, ...]]:
    return [
        store.primary_key, store.partition_key, store.sort_key, *store.uniques,
        *(index.columns for index in store.indexes),
        *(reference.columns for reference in store.references),
        *(reference.target_columns for reference in store.references),
        *((reference.target,) for reference in store.references),
        *((index.name,) for index in store.indexes if index.name),
    ]  # fmt: skip


def _is_plain_column(column: Column) -> bool:
    return (
        bool(_WORD.fullmatch(column.name))
        and (column.type is None or _is_type(column.type))
        and (not column.note or bool(_NOTE.fullmatch(column.note)))
    )


def _is_type(text: str) -> bool:
    balanced = all(
        text.count(opening) == text.count(closing) for opening, closing in ("()", "[]", "{}", "<>")
    )
    return balanced and not re.search(r"[;\n#|]|//|--", text)


def _written(store: Store) -> str:
    kind = "" if store.kind is StoreKind.UNSTATED else store.kind.value
    stated = ", ".join(filter(None, (kind, store.brand)))
    head = f"{store.name} ({stated})" if stated else store.name
    if not store.columns and _names_its_kind(store):
        return f"{head}: {store.note}"
    head += f" ({store.note})" if store.note else ""
    if not store.columns:
        return head
    own = {
        reference.columns[0]: reference
        for reference in reversed(store.references)
        if len(reference.columns) == 1
    }
    alone = store.primary_key[0] if len(store.primary_key) == 1 else None
    parts = [
        ", ".join(
            _column(column, own.get(column.name), primary=column.name == alone) for column in store.columns
        )
    ]
    if alone is not None and not any(column.name == alone for column in store.columns):
        alone = None
    if store.primary_key and alone is None:
        parts.append(f"pk ({', '.join(store.primary_key)})")
    parts += [f"partition key ({', '.join(store.partition_key)})"] if store.partition_key else []
    parts += [f"sort key ({', '.join(store.sort_key)})"] if store.sort_key else []
    parts += [f"unique ({', '.join(names)})" for names in store.uniques]
    parts += [_index(index) for index in store.indexes]
    shown = [own[column.name] for column in store.columns if column.name in own]
    parts += [_foreign(reference) for reference in store.references if reference not in shown]
    parts += store.checks
    return f"{head}: {'; '.join(parts)}"


def _names_its_kind(store: Store) -> bool:
    """Whether the note only says again what holds the store: ``recordings: S3 bucket``."""
    said = (store.kind.value, (store.brand or store.kind.value).lower())
    return any(word in store.note.lower() for word in said)


def _column(column: Column, reference: Reference | None, *, primary: bool) -> str:
    said = column.name + ("?" if column.nullable else "")
    if column.type:
        said += f" {column.type}" if _PLAIN_TYPE.fullmatch(column.type) else f": {column.type}"
    said += " pk" if primary else ""
    said += " not null" if column.nullable is False else ""
    said += f" -> {_target(reference)}" if reference else ""
    return said + (f" ({column.note})" if column.note else "")


def _target(reference: Reference) -> str:
    columns = f"({', '.join(reference.target_columns)})" if reference.target_columns else ""
    return f"{reference.target}{columns}"


def _foreign(reference: Reference) -> str:
    return f"foreign key ({', '.join(reference.columns)}) -> {_target(reference)}"


def _index(index: Index) -> str:
    down = index.descending or (False,) * len(index.columns)
    directed = bool(index.descending)
    names = [
        name + ((" desc" if falls else " asc") if directed else "")
        for name, falls in zip(index.columns, down, strict=True)
    ]
    named = f" {index.name}" if index.name else ""
    method = f" using {index.method}" if index.method else ""
    where = f" where {index.where}" if index.where else ""
    return f"{'unique ' if index.unique else ''}index{named}{method} ({', '.join(names)}){where}"
