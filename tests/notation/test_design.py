"""Boxes and arrows are understood however they were drawn, and nothing typed is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.draft.design import ComponentKind
from whiteboard.draft.storage import StoreKind
from whiteboard.notation import read_section


def read(text):
    return read_section("design", text).design


def pairs(design):
    return {(edge.source, edge.target) for edge in design.edges}


SAME = {("client", "load balancer"), ("load balancer", "api server"), ("api server", "tweets db")}
STYLES = {
    "a chain": "client -> load balancer -> api server -> tweets db",
    "one arrow a line": "client -> load balancer\nload balancer --> api server\napi server → tweets db",
    "bullets": "- client => load balancer\n- load balancer => api server\n- api server => tweets db",
    "backwards": "load balancer <- client\nload balancer -> api server\ntweets db <-- api server",
    "other spellings": "Client -> Load Balancer\nthe load balancer -> API servers\napi server -> tweets DB",
    "mermaid": "```mermaid\nflowchart LR\n  C[client] --> L{{load balancer}}\n  L --> A[api server]\n"
    "  A --> D[(tweets db)]\n  classDef x fill:#fff\n```",
    "mermaid in a chain": "graph TD\nC(client) --> L[load balancer] --> A[api server] --> D[(tweets db)]",
    "a sequence": "sequenceDiagram\nparticipant C as client\nparticipant L as load balancer\n"
    "participant A as api server\nparticipant D as tweets db\nC->>L: getFeed\nL->>A: getFeed\nA->>D: select\n"
    "D-->>A: rows",
    "plantuml": '@startuml\nactor client\n[load balancer] as lb\n[api server] as api\ndatabase "tweets db" as db\n'
    "client --> lb\nlb --> api\napi --> db\n@enduml",
    "dot": 'digraph {\n  client -> "load balancer";\n  "load balancer" -> "api server" [label="http"];\n'
    '  "api server" -> "tweets db";\n}',
    "a table of arrows": "| From | To |\n|---|---|\n| client | load balancer |\n"
    "| load balancer | api server |\n| api server | tweets db |",
    "a tree": "client\n  -> load balancer\n    -> api server\n      -> tweets db",
    "a column": "client\n  |\n  v\nload balancer\n  |\n  v\napi server\n  |\n  v\ntweets db",
    "sentences": "The client talks to a load balancer in front of the API server.\n"
    "The API server reads from and writes to the tweets db.",
}


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_one_design_in_many_styles(text):
    design = read(text)
    found = {(a.lower().rstrip("s"), b.lower().rstrip("s")) for a, b in pairs(design)}
    assert found == SAME
    assert design.unread == ()


@pytest.mark.parametrize(
    ("typed", "copies"),
    [
        ("api server x4", 4), ("4x api server", 4), ("api server ×4", 4), ("api server (x4)", 4),
        ("api server (replicas 2)", 2), ("api server (3 nodes)", 3), ("3 api servers", 3),
        ("db (primary + 2 replicas)", 3), ("db (primary + standby)", 2), ("db cluster", 2),
        ("db (multi-AZ)", 2), ("api server", None), ("api server (replicas 1)", 1),
    ],
)  # fmt: skip
def test_copies_are_counted(typed, copies):
    assert read(f"client -> {typed}").components[1].replicas == copies


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("load balancer", "load balancer"), ("nginx", "load balancer"), ("Redis", "cache"),
        ("feed cache", "cache"), ("Kafka", "queue"), ("fan-out queue", "queue"), ("S3", "blob"),
        ("media store (blob)", "blob"), ("tweets db", "store"), ("Postgres", "store"), ("CDN", "cdn"),
        ("api gateway", "gateway"), ("feed worker", "worker"), ("user service", "service"),
        ("search index", "search"), ("web server", "service"), ("video files (blob)", "blob"),
    ],
)  # fmt: skip
def test_kinds_come_from_brackets_names_and_brands(typed, kind):
    assert read(f"gateway 7 -> {typed}").components[1].kind == ComponentKind(kind)


def test_brackets_hold_kind_copies_and_settings():
    cache, db = read(
        "api -> feed cache (hit 90%, ttl 30 s)\napi -> tweets db (relational, replicas 2)"
    ).components[1:]
    assert [(s.name, s.amount.value, s.amount.unit) for s in cache.settings] == [
        ("hit", 90, "percent"),
        ("ttl", 30, "seconds"),
    ]
    assert (db.store, db.replicas) == (StoreKind.RELATIONAL, 2)


def test_operations_stand_behind_an_arrow_on_it_or_before_the_chain():
    assert read("api -> db: getTweets, like").edges[0].operations == ("getTweets", "like")
    assert read("api -->|getFeed| db").edges[0].operations == ("getFeed",)
    assert [e.operations for e in read("getFeed: client -> api -> cache").edges] == [("getFeed",)] * 2
    assert read("api -> db: on a miss").edges[0].operations == ()


def test_what_goes_through_a_queue_or_a_dotted_arrow_is_not_waited_for():
    design = read("api -> build queue -> worker\napi -.-> mailer\napi -> db")
    waits = {edge.target: not edge.asynchronous for edge in design.edges}
    assert waits == {"build queue": False, "worker": False, "mailer": False, "db": True}


def test_an_application_behind_a_load_balancer_is_a_server():
    kinds = {c.name: c.kind for c in read("user -> load balancer -> app -> db").components}
    assert kinds["app"] is ComponentKind.SERVICE
    assert kinds["user"] is ComponentKind.CLIENT


def test_what_is_only_mentioned_is_not_drawn():
    design = read("client -> api server -> db\nWe could add a search index later.")
    assert {c.name for c in design.components if not c.drawn} == {"search index"}


def test_prose_stays_as_a_remark_and_noise_is_named():
    design = read("client -> api\nEvery write is acknowledged only after two zones have it.\n???\n")
    assert len(design.remarks) == 1
    assert [unread.line for unread in design.unread] == [3]


TOKENS = [
    "client", "api server x4", "db (relational)", "->", "-->", "<-", "<->", "-.->", "|x|", ":", ",", "(", ")", "[",
    "]", "{", "}", "&", ";", "\n", "\n", "  ", "- ", "flowchart LR", "sequenceDiagram", "digraph {", "subgraph a",
    "end", "```", "```mermaid", "A[b]", "A->>B: c", "| a | b |", "|---|---|", "v", "|", "reads from", "queue", "###",
]  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.sampled_from(TOKENS)).map(" ".join)))
def test_any_text_is_read(text):
    design = read_section("design", text).design
    if design is None:
        return
    names = {component.name for component in design.components}
    assert all({edge.source, edge.target} <= names for edge in design.edges)
    assert len(names) == len(design.components)
