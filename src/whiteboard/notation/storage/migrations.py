"""Tables that code makes, migrations of Rails and Laravel and schemas of Mongoose, as lines of columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from whiteboard.draft.text import Line
from whiteboard.draft.wording import singular

_RAILS = re.compile(
    r"^\s*create_table\s+[:\"'](?P<name>\w+)[\"']?(?P<options>.*?)\bdo\s*\|(?P<variable>\w+)\|\s*$"
)
_LARAVEL = re.compile(r"^\s*Schema::create\(\s*[\"'](?P<name>\w+)[\"'].*\{\s*$")
_KNEX = re.compile(r"^\s*(?:await\s+)?knex\.schema\.createTable\(\s*[\"'](?P<name>\w+)[\"'].*\{\s*$")
_END = re.compile(r"^\s*(?:end|\}\s*\)\s*;?)\s*$")
_COLUMN = re.compile(r"^\s*(?:\$?\w+)(?:\.|->)(?P<type>\w+)\s*\(?\s*(?P<rest>.*?)\)?\s*;?\s*$")
_NAMES = re.compile(r"[:\"'](\w+)[\"']?(?!\w*:)")
_ADD_INDEX = re.compile(r"^\s*add_index\s+:(?P<table>\w+)\s*,\s*(?P<columns>\[[^\]]*\]|:\w+)(?P<rest>.*)$")
_MONGOOSE = re.compile(
    r"^\s*(?:export\s+)?(?:const|let|var)\s+(?P<name>\w+)\s*=\s*new\s+(?:mongoose\.)?Schema\(\s*\{(?P<body>.*)$"
)
_MONGO_INDEX = re.compile(
    r"^\s*(?P<name>\w+)\.(?:index|createIndex)\(\s*\{(?P<keys>[^{}]*)\}\s*(?P<rest>.*)$"
)
_BATCH = re.compile(r"^\s*(?:GO\s*;?|Project\s+\w+\s*\{[^{}]*\})\s*$")
"""What ends a batch of SQL Server, and what names a project of DBML: neither says anything of a store."""
_NO_COLUMNS = frozenset(
    {"index", "unique", "primary", "foreign", "timestamps", "id", "increments", "bigIncrements"}
)
_MOST = 200


def as_rows(lines: Sequence[Line]) -> list[Line]:
    """Put each table that code makes on one line, ``tweets: id pk, author_id -> users, text``.

    Examples
    --------
    >>> from whiteboard.notation.lines import numbered
    >>> text = "create_table :tweets do |t|\\n  t.references :author, foreign_key: { to_table: :users }\\nend"
    >>> as_rows(numbered(text))[0].text
    'tweets: id pk, author_id -> users'
    >>> as_rows(numbered("const Like = new Schema({ by: { type: ObjectId, ref: 'Account' }, at: Date })"))[0].text
    'Like (document): _id pk, by -> Account, at'
    """
    made: list[Line] = []
    rows: dict[str, int] = {}
    place = 0
    while place < len(lines):
        line = lines[place]
        text = line.text if len(line.text) < 2000 else ""
        index = _ADD_INDEX.match(text) or _MONGO_INDEX.match(text)
        head = _RAILS.match(text) or _LARAVEL.match(text) or _KNEX.match(text)
        if _BATCH.match(text):
            made.append(Line(line.number, ""))
            place += 1
        elif index and _table_of(index) in rows:
            at = rows[_table_of(index)]
            made[at] = Line(made[at].number, f"{made[at].text}; {_index(index)}")
            made.append(Line(line.number, ""))
            place += 1
        elif head:
            said, end = _table(lines, place, head)
            rows[head["name"]] = len(made)
            made.append(Line(line.number, said))
            made += [Line(other.number, "") for other in lines[place + 1 : end]]
            place = end
        elif (schema := _MONGOOSE.match(text)) is not None and text.count("{") == text.count("}"):
            said, end = _schema(lines, place, schema)
            if said:
                rows[schema["name"]] = len(made)
                made.append(Line(line.number, said))
                made += [Line(other.number, "") for other in lines[place + 1 : end]]
            else:
                made.append(line)
            place = max(end, place + 1)
        else:
            made.append(line)
            place += 1
    return made


def _table_of(index: re.Match[str]) -> str:
    groups = index.groupdict()
    return groups.get("table") or groups.get("name") or ""


def _index(index: re.Match[str]) -> str:
    groups = index.groupdict()
    columns = (
        re.findall(r"\w+", groups["columns"])
        if groups.get("columns")
        else re.findall(r"[\"']?(\w+)[\"']?\s*:", groups["keys"])
    )
    unique = "unique " if re.search(r"unique[\"']?\s*:\s*true", groups["rest"] or "") else ""
    return f"{unique}index ({', '.join(columns)})"


def _table(lines: Sequence[Line], place: int, head: re.Match[str]) -> tuple[str, int]:
    """A table of a migration, and the place behind it."""
    columns: list[str] = [] if re.search(r"id:\s*false", head.groupdict().get("options") or "") else ["id pk"]
    clauses: list[str] = []
    end = place + 1
    while end < len(lines) and end - place < _MOST and not _END.match(lines[end].text):
        found = _COLUMN.match(lines[end].text[:500])
        if found:
            _add(found["type"], found["rest"], columns, clauses)
        end += 1
    said = ", ".join(dict.fromkeys(columns))
    return f"{head['name']}: {said}{''.join('; ' + clause for clause in clauses)}", min(end + 1, len(lines))


def _add(kind: str, rest: str, columns: list[str], clauses: list[str]) -> None:
    names = _NAMES.findall(re.split(r"\)\s*->|\)\.|,\s*\w+:\s", rest, maxsplit=1)[0])
    if kind in ("timestamps", "timestampsTz"):
        columns += ["created_at", "updated_at"]
    elif kind in ("index", "unique", "primary"):
        what = {"index": "index", "unique": "unique", "primary": "pk"}[kind]
        if names:
            clauses.append(f"{what} ({', '.join(names)})")
        if kind == "primary" and "id pk" in columns and "id" not in names:
            columns.remove("id pk")
    elif kind in _NO_COLUMNS or not names:
        return
    elif kind in ("references", "belongs_to"):
        target = re.search(r"to_table:\s*:(\w+)", rest)
        columns += [f"{name}_id -> {target[1] if target else name + 's'}" for name in names]
    else:
        target = re.search(r"(?:constrained|references|inTable|on)\(\s*[\"'](\w+)", rest)
        name = names[0]
        if kind == "foreignId" and not target:
            columns.append(f"{name} -> {singular(name.removesuffix('_id'))}s")
        else:
            unique = " unique" if re.search(r"unique\(|unique:\s*true", rest) else ""
            columns += [
                f"{name} -> {target[1]}" if target and target[1] != "id" else f"{name}{unique}",
                *names[1:],
            ]


def _schema(lines: Sequence[Line], place: int, head: re.Match[str]) -> tuple[str, int]:
    """A schema of Mongoose, and the place behind it; empty when its bracket is never closed."""
    depth, body = 1, ""
    for end in range(place, min(len(lines), place + _MOST)):
        text = re.sub(r"//.*$", "", head["body"] if end == place else lines[end].text[:1000])
        for at, sign in enumerate(text):
            depth += (sign == "{") - (sign == "}")
            if depth == 0:
                columns = ["_id pk", *_members(body + text[:at])]
                return f"{head['name']} (document): {', '.join(columns)}", end + 1
        body += text + "\n"
    return "", place


def _members(body: str) -> list[str]:
    found = []
    for match in re.finditer(
        r"[\"']?(?P<name>\w+)[\"']?\s*:\s*(?P<value>\{[^{}]*\}|\[[^\[\]]*\]|[\w.]+)", body
    ):
        target = re.search(r"\bref\s*:\s*[\"'](\w+)", match["value"])
        unique = " unique" if re.search(r"unique\s*:\s*true", match["value"]) else ""
        found.append(match["name"] + (f" -> {target[1]}" if target else unique))
    return found
