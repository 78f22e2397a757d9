"""The graded notebook is one that Jupyter and nbgrader take, and its page runs nothing that a learner wrote."""

import json
import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.grading.notebooks import (
    BANK,
    RELEASED,
    SOLVED,
    as_released,
    learner_cells,
    released_of,
    solved_cells,
    source_notebook,
    test_cell,
    typed,
)
from whiteboard.grading.assignment import SourceCell, SourceNotebook
from whiteboard.grading.rebuilding.graded_notebook import to_notebook
from whiteboard.grading.rebuilding.harmless_markdown import fenced, harmless
from whiteboard.grading.rebuilding.rebuild import rebuild

OUTPUT = {
    "output_type": "execute_result",
    "data": {"text/plain": "5.0"},
    "metadata": {},
    "execution_count": None,
}


@pytest.fixture(scope="module")
def valid():
    """Check a notebook as Jupyter and nbgrader do."""
    from nbgrader.nbgraderformat import MetadataValidator

    def check(made):
        json.dumps(made, allow_nan=False).encode("utf-8")
        node = nbformat.from_dict(made)
        nbformat.validate(node)
        MetadataValidator().validate_nb(node)
        return node

    return check


@pytest.fixture(scope="module")
def page():
    """A notebook's feedback, as nbgrader's own template makes it."""
    from nbconvert import HTMLExporter
    from nbgrader.converters import GenerateFeedback

    exporter = HTMLExporter(config=GenerateFeedback().config)
    points = {"score": 0, "max_score": 0, "late_penalty": 0, "notebook": "bank"}

    def convert(made):
        node = nbformat.from_dict(made)
        for cell in node.cells:  # as nbgrader's GetGrades does from the gradebook
            if "nbgrader" in cell.metadata:
                cell.metadata.nbgrader.score = 0
        html, _ = exporter.from_notebook_node(node, resources={"nbgrader": points})
        return BeautifulSoup(html, "html.parser")

    return convert


def graded(*cells, notebook=BANK, outputs=None):
    return to_notebook(rebuild(typed(*cells), notebook), notebook, outputs or {})


def sources(made):
    return [cell["source"] for cell in made["cells"]]


@pytest.mark.parametrize("path", [*RELEASED, *SOLVED], ids=lambda path: "/".join(path.parts[-3:-1]))
def test_our_notebooks_stay_as_they_are(valid, path):
    source = source_notebook(released_of(path))
    cells = solved_cells(path) if path in SOLVED else learner_cells(path)
    made = to_notebook(rebuild(cells, source), source, {})
    valid(made)
    learners = [
        cell for cell in made["cells"] if "nbgrader" not in cell["metadata"] or cell["cell_type"] == "code"
    ]
    assert learners
    for cell, original in zip(made["cells"], cells.cells, strict=True):
        if cell["cell_type"] == "code":
            assert cell["source"] == "\n".join(line.rstrip() for line in original.source.split("\n"))
        else:
            assert cell["source"].replace("\u2060", "").replace("&lt;", "<") == original.source


def test_metadata_is_the_instructors(valid):
    made = graded(*as_released(BANK), outputs={3: [OUTPUT], 0: [OUTPUT]})
    valid(made)
    assert made["metadata"]["kernelspec"]["name"] == "python3"
    found = {cell["id"]: cell for cell in made["cells"]}
    assert list(found) == [cell.grade_id for cell in BANK.cells]
    assert found["scale-test"]["metadata"]["nbgrader"] == {
        "schema_version": 3,
        "grade_id": "scale-test",
        "grade": True,
        "solution": False,
        "task": False,
        "locked": True,
        "cell_type": "code",
        "points": 5.0,
    }
    assert found["scale-test"]["metadata"]["editable"] is False
    assert found["scale-test"]["outputs"] == [OUTPUT]
    assert "outputs" not in found["introduction"]
    assert "points" not in found["scale-draft"]["metadata"]["nbgrader"]


@pytest.mark.parametrize("cells", [None, typed()])
def test_missing_cells_say_so(valid, cells):
    made = to_notebook(rebuild(cells, BANK), BANK, {})
    valid(made)
    assert len(made["cells"]) == len(BANK.cells)
    assert all("missing" in source for source in sources(made))


def test_hidden_tests_are_not_shown():
    source = "assert a\n### BEGIN HIDDEN TESTS\nassert secret\n### END HIDDEN TESTS"
    notebook = SourceNotebook(name="n", cells=(test_cell("t", source),))
    made = graded(("t", "assert a"), notebook=notebook)
    assert sources(made) == ["assert a\n# Hidden tests stand here."]


@pytest.mark.parametrize("grade_id", ["cell-1", "cell-10", "x" * 65, "learner-1"])
def test_cell_ids_are_valid_and_stand_once(valid, grade_id):
    cell = SourceCell(grade_id=grade_id, cell_type="code", source="", solution=True)
    notebook = SourceNotebook(name="n", cells=(cell,))
    valid(graded(*[("", "x")] * 20, (grade_id, "y"), *[("", "z")] * 20, notebook=notebook))


def test_what_is_long_is_cut_and_said_to_be(valid):
    long = "".join(f"x{number} = 1\n" for number in range(100_000))
    made = graded(*as_released(BANK, code=long, answer="a" * 1_000_000), *[("", long)] * 3000)
    valid(made)
    assert len(json.dumps(made)) < 400_000
    assert "more characters are in the file" in sources(made)[6]
    assert "more cells of the learner's own" in sources(made)[-1]


def test_a_long_line_of_code_is_cut():
    made = graded(*as_released(BANK, code="x = '" + "*" * 10_000 + "'\ny = 1"))
    first, second = sources(made)[6].split("\n")
    assert len(first) < 600
    assert second == "y = 1"


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT\n>alert(1)</SCRIPT\n>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>",
    "<style>*{display:none}</style>",
    "<!-- comment",
    "<?php x ?>",
    "<![CDATA[ x ]]>",
    "[a](javascript:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](java&#115;cript&colon;alert(1))",
    "[a](\njavascript:alert(1))",
    "[a](data:text/html,x)",
    "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    "![a](http://elsewhere.example/who-looks.png)",
    "![a](attachment:gone.png)",
    "[a]\n\n[a]: javascript:alert(1)",
    "[a][b]\n\n[b]: <javascript:alert(1)>",
    "[a][]\n\n> [a]: javascript:alert(1)",
    "<javascript:alert(1)>",
    '<https://x.example/"onmouseover=alert(1)>',
    'https://x.example/"onmouseover=alert(1)//<b>',
    "$<img src=x onerror=alert(1)>$",
    "$$\n<img src=x onerror=alert(1)>\n$$",
    "\\begin{a}<script>alert(1)</script>\\end{a}",
    "\\\\(<script>alert(1)</script>\\\\)",
    "```mermaid\n<img src=x onerror=alert(1)>\n```",
    "> ~~~ mermaid\n> <script>alert(1)</script>",
    "- ```\n<script>alert(1)</script>\n  ```",
    "\\`<script>alert(1)</script>\\`",
    "`` ` <script>alert(1)</script>",
    "    <script>alert(1)</script>\n<script>alert(2)</script>",
    "|a|\n|-|\n|<script>alert(1)</script>|",
    "# <script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "</div></div><base href='http://elsewhere.example'><form action=x>",
    "\x1b[31m<b>\x00\ufffe",
]
TAGS = re.findall(
    r"\w+",
    "a blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr input li ol p pre span strong table tbody td"
    " th thead tr ul",
)


def shown(tree, marker):
    """The part of a page that shows a learner's cells, between two of ours."""
    cells = tree.select("div.cell")
    places = [number for number, cell in enumerate(cells) if marker in cell.get_text()]
    return cells[places[0] + 1 : places[1]]


@pytest.mark.parametrize("kind", ["markdown", "raw", "code"])
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_the_learners_runs_in_feedback(page, valid, text, kind):
    marker = ("", "MARKER", "markdown")
    made = graded(*as_released(BANK), marker, ("", text.replace("\0", ""), kind), marker)
    valid(made)
    parts = shown(page(made), "MARKER")
    assert len(parts) == 1
    only_text(parts[0])


def test_an_answer_runs_nothing_either(page):
    tree = page(graded(*as_released(BANK, answer="\n\n".join(HOSTILE))))
    only_text(tree.select("div.nbgrader_cell")[-1])
    assert len(tree.find_all("script")) == len(page(graded(*as_released(BANK))).find_all("script"))


def only_text(part):
    for tag in part.find_all(True):
        assert tag.name in TAGS
        for name, value in tag.attrs.items():
            assert name in ("class", "id", "name", "href", "style", "type", "disabled", "checked")
            if name == "href":
                assert value.startswith(("https://", "http://", "#"))
    assert not part.select(".jp-Mermaid")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a < b, `x < y` & List<Tweet>", "a < b, x < y & List<Tweet>"),
        ("```\nif a<b: <b>\n```", "if a<b: <b>"),
        ("`<script>` & `&lt;`", "<script> & &lt;"),
        ("[here](https://a.example/b)", "[here](https://a.example/b)"),
        ("$a<b$ and $$x<y$$", "$a< b$ and $$x< y$$"),
        ("**bold** and *so*", "bold and so"),
    ],
)
def test_what_was_typed_can_be_read(page, text, read):
    marker = ("", "MARKER", "markdown")
    (part,) = shown(page(graded(marker, ("", text, "markdown"), marker)), "MARKER")
    assert part.get_text().replace("\u2060", "").strip() == read


def test_honest_markdown_stays_as_it_was_typed():
    text = "# Trade-off\n\n- **p99 < 200 ms**, a > b\n- $O(n^2)$ & `dict[key]`\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    assert harmless(text) == text


def test_a_pasted_picture_is_said_to_be_in_the_learners_file():
    made = graded(*as_released(BANK, answer="So:\n\n![image.png](attachment:image.png)"))
    assert sources(made)[-1].endswith("*The pictures of this cell are in the file that was handed in.*")


def test_a_raw_cell_is_a_block_of_code():
    assert sources(graded(("", "a ```` b\n\x1b[31m", "raw")))[0] == fenced("a ```` b\n\x1b[31m")


PIECES = st.lists(
    st.sampled_from(
        [
            *HOSTILE,
            "`",
            "``",
            "```",
            "~~~",
            "\n",
            "\n\n",
            "    ",
            "$",
            "$$",
            "\\",
            "> ",
            "- ",
            "|",
            "<",
            "]",
            "(",
        ]
    )
    | st.text(max_size=3),
    max_size=12,
).map("".join)


@settings(max_examples=300)
@given(PIECES)
def test_no_markdown_becomes_more_than_text(text):
    from nbconvert.filters import markdown2html

    for made in (harmless(text), harmless(fenced(text))):
        only_text(BeautifulSoup(markdown2html(made), "html.parser"))


@pytest.mark.parametrize(
    "piece", ["`", "~", "``` ", "``a", "$", "$$a", "\\begin{a}", "[", "](", "<", "`` ` ", "```\n"]
)
def test_long_markdown_is_made_harmless_in_time_that_grows_with_its_length(piece):
    harmless(piece * (200_000 // len(piece)))


GRADE_IDS = st.sampled_from([*(cell.grade_id for cell in BANK.cells), "", "fake"])


@given(
    st.lists(
        st.tuples(
            GRADE_IDS,
            st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
            st.sampled_from(["code", "markdown", "raw"]),
        ),
        max_size=10,
    )
)
def test_any_cells_give_a_valid_notebook(valid, cells):
    found = rebuild(typed(*cells), BANK)
    outputs = {number: [OUTPUT] for number in range(len(found.cells))}
    made = valid(to_notebook(found, BANK, outputs))
    assert nbformat.reads(nbformat.writes(made), as_version=4) == made
