"""Drafts that try to be more than text."""

from __future__ import annotations

from tests.attacks.attack import (
    FAULTY,
    READABLE,
    Attack,
    Notebook,
    Place,
    answers,
    cell,
    changed,
    first,
    free,
    full,
    themed,
)
from tests.attacks.course import BOARD

_EACH = 5.0
_OTHERS = full(BOARD) - _EACH


def _storage(name: str, tries: str, sql: str, *, remains: str = "") -> Attack:
    """An honest board whose storage is SQL that tries something; a table in it may earn what it is worth."""
    return answers(
        name,
        tries,
        {"storage-draft": f"%%draft storage\n{sql}"},
        base="honest",
        assignment=BOARD,
        earns=_OTHERS,
        most=full(BOARD),
        remains=remains,
    )


def _draft(
    name: str, tries: str, section: str, text: str, *, most: float | None = None, says: str = ""
) -> Attack:
    """An honest board with one hostile draft."""
    return answers(
        name,
        tries,
        {f"{section}-draft": f"%%draft {section}\n{text}"},
        base="honest",
        assignment=BOARD,
        earns=_OTHERS,
        most=most,
        says=says,
    )


def _header(name: str, tries: str, header: str, *, says: str = "") -> Attack:
    """An honest board whose first draft has another first line."""

    def change(notebook: Notebook) -> None:
        one = cell(notebook, "scale-draft")
        one["source"] = one["source"].replace("%%draft scale", header)

    return changed(name, tries, change, base="honest", assignment=BOARD, says=says)


_LEAVES = "open('/tmp/@LEFT@-drafts', 'w').close()"


def _code_in_drafts(place: Place) -> None:
    notebook = place.empty()
    for section in ("scale", "api", "storage"):
        cell(notebook, f"{section}-draft")["source"] = place.fill(
            f"{_LEAVES}\nimport builtins, whiteboard.report\n"
            f"print(open('@HOME@').read(), open('@GRADEBOOK@', 'rb').read())"
        )
    place.hand_in(notebook)


_PATCHES = """\
open('/tmp/@LEFT@-patches', 'w').close()
import whiteboard.report, whiteboard.judge, whiteboard.drafting.session as session
from IPython import get_ipython
session.Session.report_for = lambda *given, **named: 5.0
def grade(line):
    return float(line.split()[-1])
get_ipython().register_magic_function(grade, "line", "grade")
get_ipython().register_magic_function(lambda line, cell: None, "cell", "draft")
"""


def _patches(place: Place) -> None:
    notebook = place.empty()
    # After the setup, whose magics it replaces.
    notebook["cells"].insert(2, free(place.fill(_PATCHES)))
    place.hand_in(notebook)


def _magics(place: Place) -> None:
    """Cells of the learner's own that say what the instructor's cells say."""
    magics = [
        "%problem tiktok",
        "%grade scale 500",
        "%load_ext evil\n%problem ../../evil",
        "!touch /tmp/@LEFT@-magic",
    ]
    notebook = first(place.honest(), *(place.fill(one) for one in magics))
    notebook["cells"].append(free("%grade storage 500", name="last"))
    place.hand_in(notebook)


def _tests_say(notebook: Notebook) -> None:
    for section in ("scale", "api", "storage"):
        cell(notebook, f"{section}-test")["source"] = "5.0"


def _deleted(notebook: Notebook) -> None:
    notebook["cells"].remove(cell(notebook, "scale-draft"))


def _two_answers(notebook: Notebook) -> None:
    """A wrong draft of the same id below the honest one."""
    one = cell(notebook, "scale-draft")
    twin = free("%%draft scale\nreads = 5 requests/second", name="twin")
    twin["metadata"] = {"nbgrader": dict(one["metadata"]["nbgrader"])}
    notebook["cells"].insert(notebook["cells"].index(one) + 1, twin)


def _moved(notebook: Notebook) -> None:
    one = cell(notebook, "scale-draft")
    notebook["cells"].remove(one)
    notebook["cells"].append(one)


_BOMB = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x]"]
    + [f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]" for n in range(9)]
)
_OPENAPI = (
    "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n"
    "  /a:\n    $ref: 'file://@HOME@'\n"
    "  /b:\n    get:\n      responses:\n        '200':\n          $ref: 'http://127.0.0.1:@PORT@/secret'\n"
    "  /c:\n    $ref: '../../../../gradebook.db'\n"
    "components:\n  schemas:\n    Loop:\n      $ref: '#/components/schemas/Loop'\n"
)
_TAGS = (
    "openapi: 3.1.0\n"
    "info: !!python/object/apply:os.system ['touch /tmp/@LEFT@-yaml']\n"
    "paths: !!python/object/new:subprocess.check_output [['cat', '@HOME@']]\n"
)
_XML = (
    '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b SYSTEM "file://@HOME@"><!ENTITY c "&b;&b;&b;">]>\n<a>&c;</a>\n'
    "<definitions><service name='x'><port>&b;</port></service></definitions>"
)

ATTACKS: tuple[Attack, ...] = themed(
    "Drafts",
    [
        Attack(
            name="code-in-drafts",
            tries="Python in the places of drafts",
            build=_code_in_drafts,
            assignment=BOARD,
            most=2.0,
            states=READABLE,
            remains="A call such as `print(a, b)` reads like a table with two columns, and earns what one table does.",
        ),
        Attack(
            name="patches-magics",
            tries="a cell replaces %%draft and %grade",
            build=_patches,
            assignment=BOARD,
        ),
        Attack(
            name="own-magics",
            tries="own cells choose another problem and give points",
            build=_magics,
            assignment=BOARD,
            earns=full(BOARD),
        ),
        changed("points-in-tests", "writes 5.0 in each %grade cell's place", _tests_say, assignment=BOARD),
        changed(
            "draft-deleted",
            "one draft of an honest board is missing",
            _deleted,
            base="honest",
            assignment=BOARD,
            earns=_OTHERS,
            states=FAULTY,
            says="scale-draft",
        ),
        changed(
            "draft-twice",
            "a second, wrong draft of the same id below the honest one",
            _two_answers,
            base="honest",
            assignment=BOARD,
            earns=_OTHERS,
            most=full(BOARD),
            states=FAULTY,
            says="scale-draft",
        ),
        changed(
            "draft-moved",
            "a draft moved to the end of an honest board",
            _moved,
            base="honest",
            assignment=BOARD,
        ),
        _header(
            "header-problem-path",
            "--problem with a path to another pack",
            "%%draft scale --problem ../../../tmp/evil",
        ),
        _header("header-problem-root", "--problem with an absolute path", "%%draft scale --problem=/etc"),
        _header("header-other-problem", "--problem with another problem", "%%draft scale --problem tiktok"),
        _header("header-other-section", "a header of another section", "%%draft api"),
        _header(
            "header-points", "a header with points and options", "%%draft scale --points 500 --grade 5 ; 5.0"
        ),
        _header("header-long", "a header of 100,000 characters", "%%draft scale " + "x " * 50_000),
        _draft(
            "five-megabytes",
            "a draft of 5 MB",
            "scale",
            "reads = 5 requests/second\n" * 200_000,
            most=full(BOARD),
            says="characters",
        ),
        _draft("one-long-line", "a draft of one line of 150,000 characters", "api", "GET /" + "a/" * 75_000),
        _draft("blanks", "150,000 blanks and then a letter", "storage", "tweets" + " " * 150_000 + "x"),
        _draft("brackets", "50,000 open brackets", "storage", "tweets (" * 20_000),
        _draft("arrows", "20,000 arrows in a line", "api", "a -> " * 20_000),
        _draft(
            "parentheses",
            "a formula of 20,000 parentheses",
            "scale",
            "reads = " + "(" * 20_000 + "1" + ")" * 20_000,
        ),
        _draft(
            "powers",
            "powers of powers",
            "scale",
            "reads = 9 ** 9 ** 9 ** 9 ** 9\nwrites = 10 ^ 10 ^ 10 ^ 10\nstored = 2 ** 1000000000",
        ),
        _draft(
            "overflow",
            "numbers beyond all bounds",
            "scale",
            "reads = 1e308 * 1e308 requests/second\nwrites = -1e999\nstored = 0/0\nbig = " + "9" * 5_000,
            most=full(BOARD),
        ),
        _draft(
            "formulas-call",
            "formulas that call Python",
            "scale",
            (
                "reads = __import__('os').system('touch /tmp/@LEFT@-formula')\n"
                "writes = ().__class__.__bases__[0].__subclasses__()\n"
                "stored = open('@HOME@').read()\n"
                "x = exec('1')"
            ),
        ),
        _draft(
            "circular",
            "formulas that refer to each other in a circle",
            "scale",
            "\n".join(f"a{n} = a{(n + 1) % 500} * 2" for n in range(500)),
        ),
        _draft(
            "many-formulas",
            "formulas that double 100 times",
            "scale",
            "a0 = 1 request/second\n" + "\n".join(f"a{n + 1} = a{n} + a{n}" for n in range(100)),
            most=full(BOARD),
        ),
        _draft(
            "wide-range",
            "ranges without bounds",
            "scale",
            "reads = 0..1e300 requests/second\nwrites = 1..0 users\nx = " + " * ".join(["(1..1e9)"] * 200),
            most=full(BOARD),
        ),
        _storage(
            "sql-attach",
            "ATTACH to the gradebook",
            (
                "ATTACH DATABASE '@GRADEBOOK@' AS book;\n"
                "CREATE TABLE tweets (id INTEGER PRIMARY KEY, x TEXT DEFAULT (SELECT last_name FROM book.student));"
                "\nUPDATE book.grade SET manual_score = 1000;\n"
                "DELETE FROM book.student;"
            ),
        ),
        _storage(
            "sql-extension",
            "loads an extension",
            (
                "SELECT load_extension('/tmp/@LEFT@.so');\n"
                "CREATE TABLE tweets (id INTEGER PRIMARY KEY, x TEXT CHECK (load_extension('libm.so.6') "
                "IS NULL));"
            ),
        ),
        _storage(
            "sql-recursion",
            "a recursion without end",
            (
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n;"
                "\nCREATE VIEW tweets AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
                "SELECT x AS id FROM n;"
            ),
        ),
        _storage(
            "sql-cross-join",
            "a cross join of millions of rows",
            (
                "CREATE TABLE tweets (id INTEGER PRIMARY KEY, author_id INTEGER, text TEXT);\n"
                "SELECT count(*) FROM tweets a, tweets b, tweets c, tweets d, tweets e;\n"
                "CREATE TABLE likes AS SELECT * FROM tweets a CROSS JOIN tweets b CROSS JOIN tweets c;"
            ),
        ),
        _storage(
            "sql-schema",
            "writes SQLite's own tables",
            (
                "PRAGMA writable_schema = ON;\nUPDATE sqlite_master SET sql = 'CREATE TABLE x (y)';\n"
                "PRAGMA journal_mode = OFF;\nPRAGMA temp_store_directory = '/tmp';\n"
                "CREATE TABLE sqlite_evil (id INTEGER);"
            ),
        ),
        _storage(
            "sql-files",
            "writes files from SQL",
            (
                "VACUUM INTO '/tmp/@LEFT@-vacuum.db';\n"
                ".shell touch /tmp/@LEFT@-shell\n"
                ".output /tmp/@LEFT@-output\nCOPY tweets TO PROGRAM 'touch /tmp/@LEFT@-copy';\n"
                "SELECT writefile('/tmp/@LEFT@-writefile', 'x');\n"
                "SELECT pg_read_file('@HOME@');"
            ),
        ),
        _storage(
            "sql-blobs",
            "blobs of a gigabyte in defaults and checks",
            (
                "CREATE TABLE tweets (id INTEGER PRIMARY KEY, a BLOB DEFAULT (zeroblob(1000000000)), b "
                "TEXT DEFAULT (hex(randomblob(500000000))), c BLOB GENERATED ALWAYS AS (zeroblob(1000000000)) "
                "STORED, CHECK (length(hex(zeroblob(900000000))) > 0));"
            ),
        ),
        _storage(
            "sql-triggers",
            "triggers that fire each other",
            (
                "CREATE TABLE tweets (id INTEGER PRIMARY KEY, author_id INTEGER);\n"
                "CREATE TRIGGER t AFTER INSERT ON tweets BEGIN INSERT INTO tweets SELECT id + 1, author_id "
                "FROM tweets; END;\nPRAGMA recursive_triggers = ON;"
            ),
        ),
        _storage(
            "sql-many-tables",
            "3,000 tables",
            "\n".join(
                f"CREATE TABLE t{n} (id INTEGER PRIMARY KEY, next INTEGER REFERENCES t{n + 1}(id));"
                for n in range(1_200)
            ),
        ),
        _storage(
            "sql-injection",
            "names that end a statement",
            (
                'CREATE TABLE "tweets\'; DROP TABLE student; --" (id INTEGER PRIMARY KEY, "x"");ATTACH '
                "'@GRADEBOOK@' AS b;--\" TEXT);\n"
                "users'; DROP TABLE grade;-- (relational): id pk, na\"me; DROP TABLE x"
            ),
        ),
        _draft(
            "openapi-references",
            "an OpenAPI document with references to files and addresses",
            "api",
            _OPENAPI,
        ),
        _draft(
            "yaml-bomb",
            "YAML whose anchors multiply to a billion",
            "api",
            f"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths: {{}}\n{_BOMB}",
        ),
        _draft("yaml-tags", "YAML tags that call Python", "api", _TAGS),
        _draft("xml-entities", "XML with entities that read files", "api", _XML),
        _draft(
            "formats",
            "format strings and templates",
            "scale",
            (
                "{0.__class__.__init__.__globals__} %s %n {{ 7 * 7 }} {% include '/etc/passwd' %} ${HOME} "
                "$(touch /tmp/@LEFT@-format) `id` reads = {x!r} \\N{BULLET}"
            ),
        ),
        _draft(
            "control-characters",
            "control characters, marks of direction, NUL",
            "api",
            "GET /\u202egpj.exe\u202c \x00\x01\x02\x07\x08\x7f\x9b \ufeff\u2028\u2029\ud7ff GET /feed\u0000",
            most=full(BOARD),
        ),
    ],
)
