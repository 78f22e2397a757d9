"""Labels inside an operation's block: ``returns:``, ``body:``, ``Query params:`` and their relatives."""

from __future__ import annotations

import re

_LABELS = {
    "returns": (
        "returns, return, response, responses, resp, res, output, outputs, result, results, reply, "
        "response body, success response, success, returned, return value, return values, return "
        "type, answer, gives, sends back, yields, on success, response example, example response, "
        "sample response, response format, response payload, response schema, response json, response "
        "data, api response, server response, returned data, ret, rsp, responds with, responds"
    ),
    "body": (
        "body, payload, request body, json body, data, form, form data, json, post body, body params, "
        "body parameters, request payload, fields, example request, request example, sample request, "
        "request body example, json payload, body fields, body schema, request json, request data, "
        "post data, body json, multipart, request format, with body"
    ),
    "input": (
        "request, req, params, parameters, param, parameter, args, arguments, argument, request "
        "params, request parameters, accepts, takes, given, input, inputs, input parameters, input "
        "params, required, optional, optional params, optional parameters, required params, required "
        "parameters, api parameters, request fields, input data, variables"
    ),
    "query": (
        "query, query params, query parameters, query param, query parameter, query string, qs, "
        "filters, queries, query args, query string parameters, querystring, optional query params"
    ),
    "path params": (
        "path params, path parameters, path variables, path variable, path param, path parameter, url "
        "params, url parameters, url param, route params, uri params"
    ),
    "headers": "headers, header, request headers, request header, http headers",
    "endpoint": (
        "endpoint, url, uri, path, route, http endpoint, address, api endpoint, rest endpoint, "
        "resource, http request, api url"
    ),
    "method": "method, verb, http method, http verb, request method, request type, type, http",
    "name": (
        "name, operation, operation id, api name, function, operation name, function name, api call, action"
    ),
    "prose": (
        "auth, authentication, authorization, auth required, security, access, permission, "
        "permissions, description, desc, summary, purpose, note, notes, nb, error, errors, status, "
        "status code, status codes, error codes, error responses, response codes, response code, http "
        "status, behavior, behaviour, use case, use cases, example, examples, comment, comments, "
        "remark, remarks, why, who, when, rate limit, rate limits, rate limiting, caching, cache, "
        "pagination, paging, paginated, paged, sorting, sort, order, limits, constraints, validation, "
        "latency, semantics, content type, side effects, tags, requirement, requirements, "
        "idempotency, idempotent, idempotency key, consistency, flow, usage, role, roles, version, "
        "protocol, format, details, todo, assumption, assumptions, failure, failures, error handling, "
        "throws, raises, sla, frequency, qps, tradeoff, trade off, base url, base uri, base path, "
        "host, prefix, on failure, on error, functionality, what it does, serves, fr, reason, "
        "because, logic"
    ),
}
_BY_LABEL = {label: kind for kind, labels in _LABELS.items() for label in labels.split(", ")}
_LABELED = re.compile(
    r"^\s*(?P<label>[A-Za-z][A-Za-z"
    r" \-_/]{0,38}?)\s*(?:\([^()]{0,40}\)|\[[^\[\]]{0,40}\])?\s*"
    r"(?::\s*[-–—=]*>?|=>|->|→|=(?![=>])|\s[-–—]\s)\s*(?P<value>.*)$",
    re.DOTALL,
)
_CALL = re.compile(r"^\s*(?:status|result|results|error|errors)\([A-Za-z_][\w, ?]{0,80}\)\s*(?:->|→|=>)")
"""``status(releaseId) -> …`` calls something that is named like a label."""
_BARE = re.compile(r"^\s*(?P<label>[A-Za-z][A-Za-z \-_/]{0,38}?)\s*(?:\([^()]{0,40}\))?\s*:?\s*$")
_STATUS_FIRST = re.compile(
    r"^\s*(?:success|response|returns)\s*(?:\(|-)?\s*\d{3}\s*(?:ok|created)?\)?\s*:?\s*(?P<value>.*)$",
    re.IGNORECASE,
)
_RETURN_FIRST = re.compile(
    r"^\s*(?:it |this |and )?(?:returns?|responds with|gives back|yields)\b\s*:?\s*(?P<value>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ARROW_FIRST = re.compile(
    r"^\s*(?:-->|->|→|⇒|=>|⟶|<-|<=|←|>>|<<)\s*(?:returns?\b:?|response\b:?)?\s*(?P<value>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_OPENED_BODY = re.compile(
    r"^\s*(?P<label>body|payload|request|response|returns|params|json|data)\s*(?P<value>[{\[].*)$",
    re.IGNORECASE | re.DOTALL,
)
HEADER_LINE = re.compile(
    r"^\s*(?P<name>Authorization|Content-Type|Content-Length|Host|Accept(?:-[A-Za-z]+)*|User-Agent|Cookie|Set-Cookie|Idempotency-Key|X-[\w-]+|If-[\w-]+|ETag|Cache-Control|Connection|Location|Link|Retry-After|Origin|Referer|Date|Server|Transfer-Encoding|Upgrade|Sec-[\w-]+|Range)\s*:(?:\s+(?P<value>.*))?$",
    re.IGNORECASE,
)
STATUS_LINE = re.compile(
    r"^\s*(?:-\s*)?(?:HTTP/?\d(?:\.\d)?\s+)?(?P<code>[1-5]\d\d)(?!\d)(?=\s*(?:$|[-–—:,({/=>→]|[A-Za-z]))\s*(?P<rest>.*)$"
)


def read_label(text: str) -> tuple[str, str] | None:
    """The kind of label that a line begins with, and what follows it; None when it begins with none.

    Examples
    --------
    >>> read_label("Query params: cursor, limit"), read_label("returns: page"), read_label("Response (200):")
    (('query', 'cursor, limit'), ('returns', 'page'), ('returns', ''))
    >>> read_label("getFeed: x") is None, read_label("Returns the feed")
    (True, ('returns', 'the feed'))
    """
    text = text[:20_000]
    if _CALL.match(text):
        return None
    bare = _BARE.match(text)
    if bare:
        kind = _kind(bare["label"])
        if kind and (
            text.rstrip().endswith(":")
            or kind in ("returns", "body", "input", "query", "path params", "headers")
        ):
            return kind, ""
    labeled = _LABELED.match(text)
    if labeled:
        kind = _kind(labeled["label"])
        if kind:
            return kind, labeled["value"].strip()
    for pattern in (_STATUS_FIRST, _RETURN_FIRST, _ARROW_FIRST):
        match = pattern.match(text)
        if match:
            return "returns", match["value"].strip()
    opened = _OPENED_BODY.match(text)
    if opened:
        return _kind(opened["label"]) or "body", opened["value"].strip()
    return None


def _kind(label: str) -> str | None:
    words = re.sub(r"[\-_/]+", " ", label.lower()).split()
    found = _BY_LABEL.get(" ".join(words))
    if (
        found is None
        and len(words) > 1
        and words[0] in ("json", "http", "api", "the", "optional", "required", "expected")
    ):
        found = _BY_LABEL.get(" ".join(words[1:]))
    return found
