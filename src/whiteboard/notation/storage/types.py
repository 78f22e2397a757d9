"""Types of columns, in the words of the usual dialects and languages."""

from __future__ import annotations

import re

SURE_TYPES = (
    r"(?:(?:tiny|small|medium|big)?int(?:eger)?(?:\d{1,3})?|u?int\d{1,3}|(?:big|"
    r"small)?serial\d?|(?:n|nvar|var)?char(?:acter)?"
    r"(?:[ ]varying)?2?|varchar\d?|string|str|(?:tiny|medium|long)text|citext|clob|timestamptz|"
    r"timestamp with(?:out)? time zone|"
    r"datetime\d?|timeuuid|uuid(?:[ -]?v\d)?|guid|ulid|ksuid|cuid|jsonb|bytea|varbinary|"
    r"(?:tiny|medium|long)blob|bool(?:ean)?|"
    r"float\d{0,2}|double precision|decimal|numeric|objectid|object id|inet|tsvector|tstzrange|"
    r"tsrange|daterange|"
    r"uniqueidentifier|zset|sorted set|geography|geometry|enum|hstore|(?:unsigned )?bigint|bigserial|number)"
)


LOOSE_TYPES = (
    r"(?:date|time|text|timestamp|int|list|array|set|map|blob|image|counter|point|object|json|"
    r"binary|url|uri|bytes?|"
    r"year|money|interval|long|short|double|real|epoch|any|vector|snowflake(?: id)?|file|hash|"
    r"autoincrement|frozen|tuple|bit|char)"
)


_AFTER_TYPE = (
    r"(?:\((?:[^()]|\([^()]*\)){0,300}\)|\s+\(\s*[\d'\"][^()]{0,200}\)|"
    r"\s*<[^<>]{0,80}(?:<[^<>]{0,80}>)?[^<>]{0,20}>)?(?:\s*\[[\d ]{0,9}\])*"
    r"(?:\s+(?:unsigned|signed|zerofill|with time zone|without time zone)\b)*"
)


_PLAIN_AFTER_LOOSE = (
    r"(?:\s*\(\s*[\d ,]{1,12}\)|\s*<[^<>]{0,80}(?:<[^<>]{0,80}>)?[^<>]{0,20}>)?(?:\s*\[[\d ]{0,9}\])*"
    r"(?:\s+(?:of|unsigned)\s+[\w ]{1,30}$)?"
)


_SURE = re.compile(rf"(?i){SURE_TYPES}(?![\w])" + _AFTER_TYPE)


_LOOSE = re.compile(rf"(?i){LOOSE_TYPES}(?![\w])" + _PLAIN_AFTER_LOOSE)


def type_at(text: str, position: int = 0, *, sure: bool = False) -> re.Match[str] | None:
    """The type that stands at a position of a text, if one does.

    Examples
    --------
    >>> type_at("varchar(280) not null")[0], type_at("list<text>")[0], type_at("author")
    ('varchar(280)', 'list<text>', None)
    """
    return _SURE.match(text, position) or (None if sure else _LOOSE.match(text, position))
