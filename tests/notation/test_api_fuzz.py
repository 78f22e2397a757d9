"""Any text gives an API section: nothing raises, no line is lost, and size does not run away."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from whiteboard.draft.api import Api
from whiteboard.notation.api import read_api
from whiteboard.notation.lines import numbered

TOKENS = [
    "GET",
    "POST",
    "PUT",
    "DELETE",
    "get",
    " /feed",
    "/tweets/{id}",
    "/{a}/{a}",
    "/:id",
    "<int:id>",
    "$id",
    "[id]",
    "?cursor={c}",
    "&limit=20",
    "->",
    "→",
    " => ",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    ":",
    ";",
    ",",
    "?",
    "...",
    "…",
    "etc.",
    "returns: ",
    "body: ",
    "Params:",
    "Headers:",
    "Authorization: x",
    "Method: ",
    "URL: ",
    "Name: ",
    "getFeed",
    "postTweet(",
    "a: int = 1",
    "Tweet[]",
    "List<Tweet>",
    "curl -X POST https://x.org/y ",
    "-d '",
    "'",
    '"',
    "\\",
    "|",
    "|---|---|",
    "### ",
    "# ",
    "- ",
    "1. ",
    "12 ",
    "**",
    "`",
    "```",
    "type Query {",
    "service A {",
    "rpc GetX(Y) returns (Z);",
    "message M {",
    "openapi: 3.0.0",
    "paths:",
    "  /a:",
    "    get:",
    "&a ",
    "*a",
    "HTTP/1.1",
    "200 OK",
    "class A {",
    "def f(",
    "@app.get('/x')",
    "WS /u",
    "{{x}}",
    "//",
    "é",
    "\t",
    "\x00",
    "🐦",
]


@st.composite
def drafts(draw: DrawFn) -> str:
    """Text made of the notation's own tokens."""
    pieces = draw(st.lists(st.one_of(st.sampled_from(TOKENS), st.sampled_from(["\n", "\n\n", " ", "\n  "]))))
    return "".join(pieces)


def assert_sound(text: str, api: Api) -> None:
    lines = {line.number: line.text for line in numbered(text)}
    for operation in api.operations:
        assert operation.name
        assert operation.line in lines
        assert all(parameter.name for parameter in operation.parameters)
        if operation.path is not None:
            assert operation.path.startswith("/")
            named = re.findall(r"\{([^{}]*)\}", operation.path)
            assert re.sub(r"\{[^{}]*\}", "", operation.path).count("{") == 0
            assert {p.name for p in operation.parameters if p.place == "path"} >= set(named)
    for entry in api.unread:
        assert entry.hint
        assert entry.line in lines


@given(st.text())
def test_any_text(text):
    assert_sound(text, read_api(numbered(text)))


@settings(max_examples=300)
@given(drafts())
def test_text_made_of_the_notation_s_tokens(text):
    assert_sound(text, read_api(numbered(text)))


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=30)))
def test_every_line_is_understood_tolerated_or_reported(lines):
    """A line of plain words is never lost: it is a remark, prose of an operation, or unread."""
    text = "\n".join(["GET /feed", *("words " + re.sub(r"[^a-z ]", "", line) for line in lines)])
    api = read_api(numbered(text))
    kept = " ".join(
        [*api.remarks, *(o.description for o in api.operations), *(entry.text for entry in api.unread)]
    )
    for line in text.split("\n")[1:]:
        assert " ".join(line.split()) in " ".join(kept.split())


def test_a_long_section_is_read_whole():
    text = "".join(
        f"getThing{n}:\n  GET /things{n}/{{id}}?cursor={{c}}\n  returns: page of things\n"
        for n in range(1200)
    )
    assert len(text) > 80_000
    assert len(read_api(numbered(text)).operations) == 1200


def test_brackets_that_never_close_do_not_run_away():
    for opening in (
        "{\n",
        "getFeed(\n",
        "type Query {\n",
        "User {\n",
        "POST /a {\n",
        "curl https://x.org '\n",
        "[",
        "(",
    ):
        text = (opening * (100_000 // len(opening)))[:100_000]
        assert_sound(text, read_api(numbered(text)))


def test_deep_documents_do_not_run_away():
    for text in ("openapi: 3.0.0\npaths: " + "[" * 50_000, "openapi: 3.0.0\n" + "- " * 40_000):
        assert_sound(text, read_api(numbered(text)))
