"""A9: large media go around the API servers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.api import Operation, Parameter, Place
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.meaning import (
    intent,
)
from whiteboard.draft.wording import split_words
from whiteboard.rules.api.shared import (
    api_of,
)
from whiteboard.rules.catalogue import Rule, rule
from whiteboard.rules.context import Context


@rule(
    "A9",
    section="api",
    severity=Severity.SHOULD,
    title="Large media through the API server",
    why=(
        "A video that passes through the API servers occupies one for as long as the slowest phone uploads."
    ),
    bad='uploadVideo:\n  POST /videos\n  body: {"title": string, "file": bytes}\n',
    good="uploadVideo:\n  POST /videos {title, size} -> presigned upload url\n",
    source="the framework's step 3.1 on blob storage; object stores' presigned uploads",
)
def media_through_server(rule: Rule, context: Context) -> Iterator[Finding]:
    """Bytes go straight to blob storage; the API hands out where to."""
    api = api_of(context)
    if api is None:
        return
    everything = " ".join(api.remarks).lower() + " ".join(
        _all_words(operation) for operation in api.operations
    )
    if re.search(
        r"pre-?signed|signed url|upload[_ ]?url|resumable|multipart upload|chunk|direct(?:ly)? to"
        r" (?:s3|blob|the (?:blob|object))|media_?ids?\b|upload/init",
        everything,
    ):
        return
    for operation in api.operations:
        if intent(operation) is True or operation.method == "DELETE":
            continue
        carried = next((p for p in operation.parameters if _carries_bytes(p)), None)
        if carried:
            yield rule.finding(
                f"{operation.name} sends {carried.name}{f' ({carried.type})' if carried.type else ''}"
                " through the API server.",
                line=operation.line,
                try_=(
                    "Ask the API for a place to upload to, send the bytes there, and pass on only their id."
                ),
            )


def _all_words(operation: Operation) -> str:
    parts = [
        operation.name,
        operation.path or "",
        operation.description,
        operation.returns.text if operation.returns else "",
    ]
    parts += [p.name for p in operation.parameters] + list(
        operation.returns.fields if operation.returns else ()
    )
    return " ".join([*parts, *(" ".join(split_words(part)) for part in parts)]).lower() + " "


def _carries_bytes(parameter: Parameter) -> bool:
    if parameter.place in (Place.PATH, Place.HEADER, Place.QUERY):
        return False
    type_ = (parameter.type or "").lower()
    words = set(split_words(parameter.name))
    if words & {
        "url",
        "urls",
        "uri",
        "id",
        "ids",
        "link",
        "links",
        "key",
        "keys",
        "name",
        "type",
        "size",
        "path",
        "count",
        "hash",
    }:
        return False
    if re.search(r"\b(?:bytes?|binary|base64|blob|file|multipart|byte\[\])", type_) and not re.search(
        r"url|id\b", type_
    ):
        return True
    if type_:
        return False
    return bool(words & {"file", "files", "bytes", "binary", "blob", "base64"}) or bool(
        words & {"data", "content", "bytes"} and words & {"image", "video", "photo", "media"}
    )
