"""The data types section in the canonical notation: ``Account: structured, 1 KB``."""

from __future__ import annotations

import re

from whiteboard.canonical.objects import is_plain_name, table, written_field
from whiteboard.draft.data_types import DataKind, DataType, DataTypes
from whiteboard.draft.wording import lexicon

_SIZE = re.compile(r"\d{1,4}(?:\.\d)? [KMGT]?B")
_ASIDE = lexicon(
    "structured media blob blobs binary data size average avg type types text metadata rows row"
    " records record object file files content storage json sql relational unstructured multimedia"
    " bytes we i the system it there average estimated typical max each remark large small big other"
)
HEAD = ("type", "kind", "size", "fields", "note")


def write_data_types(section: DataTypes) -> list[str]:
    """Write a data types section.

    Parameters
    ----------
    section : DataTypes
        As read; what was not understood of it is not written.

    Returns
    -------
    list of str
        ``Name: kind, size``, one line a type; a row of a table for one that holds more.

    Examples
    --------
    >>> photo = DataType(name="Photo", kind=DataKind.MEDIA, size=1e6, size_text="1 MB")
    >>> write_data_types(DataTypes(types=(photo,)))
    ['Photo: media, 1 MB']
    """
    lines: list[str] = []
    rows: list[list[str]] = []
    for one in section.types:
        kind = "" if one.kind is DataKind.UNSTATED else one.kind.value
        if _is_plain(one):
            lines += table(HEAD, rows)
            rows = []
            lines.append(f"{one.name}: {', '.join(filter(None, (kind, one.size_text)))}")
        else:
            rows.append([one.name, kind, one.size_text, ", ".join(map(written_field, one.fields)), one.note])
    lines += table(HEAD, rows)
    return lines + [f"remark: {remark}" for remark in section.remarks]


def _is_plain(one: DataType) -> bool:
    return (
        is_plain_name(one.name)
        and not set(one.name.lower().split()) & _ASIDE
        and not one.fields
        and not one.note
        and one.kind is not DataKind.UNSTATED
        and (not one.size_text or bool(_SIZE.fullmatch(one.size_text)))
    )
