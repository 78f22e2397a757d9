"""Snippets in many styles, each with what must be understood of it.

A file holds the learner's text, a line of ``=====``, and what is read: a line for each store, its keys,
indexes and references below it, then reasons, errors and unread lines.
"""

from pathlib import Path

import pytest

from whiteboard.draft.storage import Storage, StoreKind
from whiteboard.notation.lines import numbered, without_markers
from whiteboard.notation.storage import read_storage

CORPUS = Path(__file__).parent.parent / "corpus" / "storage_reading"
FILES = sorted(CORPUS.glob("*.txt"))


def _names(names) -> str:
    return f"({', '.join(names)})"


def summary(storage: Storage) -> list[str]:
    lines = []
    for store in storage.stores:
        kind = [] if store.kind is StoreKind.UNSTATED else [store.kind.value]
        kind += [store.brand] if store.brand else []
        said = f" ({', '.join(kind)})" if kind else ""
        columns = []
        for column in store.columns:
            null = {True: "?", False: " not null", None: ""}[column.nullable]
            columns.append(column.name + (f" {column.type}" if column.type else "") + null)
        lines.append(f"{store.line} {store.name}{said}: {', '.join(columns)}".rstrip(": "))
        if store.primary_key:
            lines.append(f"    key {_names(store.primary_key)}")
        if store.partition_key:
            lines.append(f"    partition {_names(store.partition_key)}")
        if store.sort_key:
            lines.append(f"    sort {_names(store.sort_key)}")
        lines += [f"    unique {_names(names)}" for names in store.uniques]
        for index in store.indexes:
            down = index.descending or (False,) * len(index.columns)
            names = [f"{name} desc" if desc else name for name, desc in zip(index.columns, down, strict=True)]
            where = f" where {index.where}" if index.where else ""
            lines.append(f"    {'unique ' if index.unique else ''}index {_names(names)}{where}")
        for reference in store.references:
            ends = f" {_names(reference.target_columns)}" if reference.target_columns else ""
            lines.append(f"    {_names(reference.columns)} -> {reference.target}{ends}")
        lines += [f"    check {check}" for check in store.checks]
    lines += [f"because: {reason.text}" for reason in storage.because]
    lines += [f"drawback: {reason.text}" for reason in storage.drawback]
    lines += [f"transaction of {len(transaction.statements)}" for transaction in storage.transactions]
    lines += [f"error in line {error.line}: {error.hint}" for error in storage.errors]
    lines += [f"unread line {unread.line}" for unread in storage.unread]
    return lines


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_snippet_is_understood(path):
    text, _, expected = path.read_text(encoding="utf-8").partition("\n=====\n")
    storage = read_storage(without_markers(numbered(text)))
    assert summary(storage) == expected.rstrip("\n").split("\n")


def test_there_are_many_styles():
    assert len(FILES) >= 40
