"""Text that tries to run where it is shown: on the page with feedback, in formgrader, in a terminal."""

from __future__ import annotations

from tests.attacks.attack import Attack, Place, answers, cell, code, free, full, themed
from tests.attacks.course import BOARD, KATA

MARK = "attackmark"
"""Stands in every script, handler and address that must not come to life."""

_SCRIPT = f"<script>alert('{MARK}')</script>"
_TAGS = (
    f"{_SCRIPT}<img src=x onerror=\"alert('{MARK}')\"><svg onload=\"alert('{MARK}')\"></svg>"
    f"</pre></div></td></table></style></title></textarea>{_SCRIPT}"
    f"<a href=\"javascript:alert('{MARK}')\">x</a><iframe srcdoc=\"<script>alert('{MARK}')</script>\"></iframe>"
    f"<style>@import '//{MARK}.example';</style><base href='//{MARK}.example'>"
    f"<meta http-equiv=refresh content='0;url=//{MARK}.example'>"
    f"<object data='//{MARK}.example'></object>"
    f"<form action='//{MARK}.example'><input name=q></form><link rel=stylesheet href='//{MARK}.example'>"
)
_ESCAPES = f"\x1b]0;{MARK}\x07\x1b[2J\x1b[31m\x1b]8;;http://{MARK}.example\x1b\\link\x1b]8;;\x1b\\\x1b[8mhidden\x9b31m\r\x08\x08"


def _draft(name: str, tries: str, section: str, text: str) -> Attack:
    return answers(
        name,
        tries,
        {f"{section}-draft": f"%%draft {section}\n{text}"},
        base="honest",
        assignment=BOARD,
        earns=full(BOARD) - 5,
        most=full(BOARD),
    )


def _words(name: str, tries: str, text: str, *, remains: str = "") -> Attack:
    """An answer in Markdown that a person grades."""

    def build(place: Place) -> None:
        notebook = place.honest()
        cell(notebook, "explanation")["source"] = place.fill(text)
        notebook["cells"].insert(1, free(place.fill(text), kind="markdown", name="words"))
        notebook["cells"].insert(1, free(place.fill(text), kind="raw", name="raw"))
        place.hand_in(notebook)

    return Attack(name=name, tries=tries, build=build, earns=full(KATA), remains=remains)


def _stored(place: Place) -> None:
    """Outputs that were stored in the file, in cells that are not run again."""
    notebook = place.honest()
    for one in notebook["cells"]:
        if one["cell_type"] == "code":
            one["outputs"] = [
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {
                        "text/html": _TAGS,
                        "application/javascript": f"alert('{MARK}')",
                        "text/plain": "",
                    },
                }
            ]
            one["execution_count"] = 1
    notebook["metadata"] |= {
        "title": _TAGS,
        "authors": [{"name": _TAGS}],
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {MARK: _TAGS}}},
        "language_info": {"name": _TAGS, "pygments_lexer": "../../evil", "codemirror_mode": _TAGS},
    }
    place.hand_in(notebook)


def _named(place: Place) -> None:
    notebook = place.honest()
    for number, one in enumerate(notebook["cells"]):
        one["id"] = f"\"><script>alert('{MARK}')</script>{number}"
    place.hand_in(notebook)
    place.file(f"<img src=x onerror=alert('{MARK}')>.txt", "x")


_DISPLAYS = f"""\
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display, publish_display_data
tags = {_TAGS!r}
display(HTML(tags))
display(Javascript("alert('{MARK}')"))
display(Markdown(tags))
publish_display_data({{"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert('{MARK}')</script></svg>"}})
publish_display_data({{"image/png": "\\"><script>alert('{MARK}')</script>"}})
publish_display_data({{"image/png": "x", "text/html": tags, "text/latex": tags, "application/vnd.evil+json": {{"x": tags}}}})
publish_display_data({{"application/vnd.jupyter.widget-view+json": {{"model_id": tags, "version_major": 2}}}})
print(tags)
import sys
print(tags, file=sys.stderr)
raise type("X", (Exception,), {{"__module__": tags}})(tags)
"""

ATTACKS: tuple[Attack, ...] = themed(
    "Feedback",
    [
        _draft(
            "html-scale",
            "scripts and handlers in a scale draft",
            "scale",
            f"{_TAGS} = 5 requests/second\nreads = {_TAGS}\n{_TAGS}",
        ),
        _draft(
            "html-api",
            "scripts and handlers in an API draft",
            "api",
            f"GET /{_TAGS}\n{_TAGS}:\n  POST /x\n  returns: {_TAGS}",
        ),
        _draft(
            "html-storage",
            "scripts and handlers in a storage draft",
            "storage",
            f"{_TAGS} (relational): id pk, {_TAGS}\ntweets (relational): id pk, {_TAGS} -> {_TAGS}\nbecause: {_TAGS}",
        ),
        _draft(
            "mermaid-click",
            "Mermaid with click handlers",
            "api",
            f'```mermaid\ngraph TD\nA["{_TAGS}"] --> B\n'
            f"click A href \"javascript:alert('{MARK}')\"\nclick B call alert('{MARK}')\n```",
        ),
        _draft(
            "escapes-in-draft",
            "terminal escapes in a draft",
            "scale",
            f"{_ESCAPES} = 5\nreads{_ESCAPES} = 5 requests/second {_ESCAPES}",
        ),
        _draft(
            "latex-in-draft",
            "LaTeX that reads files and runs commands",
            "api",
            "$\\input{@HOME@}$ \\write18{touch /tmp/@LEFT@-latex} \\href{javascript:alert('"
            + MARK
            + "')}{x} \\unicode{x}",
        ),
        _words("html-answer", "scripts and handlers in an answer in Markdown", _TAGS),
        _words(
            "markdown-links",
            "links that run scripts, pictures from elsewhere",
            f"[x](javascript:alert('{MARK}')) ![x](http://127.0.0.1:@PORT@/secret) "
            f"<javascript:alert('{MARK}')> [y]: javascript:alert('{MARK}')",
            remains="A picture's address in an answer is fetched by the browser of whoever opens the page.",
        ),
        _words(
            "latex-answer",
            "LaTeX that reads files and runs commands in an answer",
            "$$\\input{@HOME@}$$ \\immediate\\write18{touch /tmp/@LEFT@-latex} \\href{javascript:alert('"
            + MARK
            + "')}{x}",
        ),
        code("html-outputs", "outputs with HTML, JavaScript, SVG, LaTeX and widgets", _DISPLAYS, honest=True),
        Attack(
            name="html-stored",
            tries="stored outputs and metadata with scripts",
            build=_stored,
            earns=full(KATA),
        ),
        Attack(name="html-ids", tries="cell ids and file names with scripts", build=_named, earns=full(KATA)),
        answers(
            "html-exception",
            "exceptions whose name and text are HTML",
            {
                "square": f"tags = {_TAGS!r}\ndef square(x):\n    raise type(tags, (Exception,), {{}})(tags)",
            },
            base="honest",
            earns=9.0,
        ),
        code(
            "escapes-in-output",
            "terminal escapes in outputs and exceptions",
            f"text = {_ESCAPES!r}\nprint(text)\nraise ValueError(text)",
            honest=True,
        ),
    ],
)
