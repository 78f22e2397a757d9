"""M4, C2: each operation can be walked through the design, to the store of what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whiteboard.draft.api import Operation
from whiteboard.draft.board import Board
from whiteboard.draft.design import Component, ComponentKind
from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.meaning import fixed_segments, last_name
from whiteboard.draft.storage import Store, StoreKind
from whiteboard.draft.wording import leading_verb, split_words
from whiteboard.problems.pack import Problem
from whiteboard.rules.catalogue import CLOSURE, Rule, rule
from whiteboard.rules.closure.names import Names
from whiteboard.rules.context import Context
from whiteboard.rules.matching import match
from whiteboard.rules.storage.words import together
from whiteboard.rules.understood import understood
from whiteboard.run.walks import Walks, judged, walks_of

_ENDS = frozenset(ComponentKind) - {
    ComponentKind.CLIENT, ComponentKind.DNS, ComponentKind.CDN, ComponentKind.LOAD_BALANCER,
}  # fmt: skip
_KEEPING = frozenset(
    {ComponentKind.STORE, ComponentKind.CACHE, ComponentKind.BLOB, ComponentKind.SEARCH, ComponentKind.CDN}
)


@rule(
    "M4",
    section=CLOSURE,
    severity=Severity.MUST,
    title="An operation that cannot be walked through the design",
    why="A request that reaches nothing is never answered, however well each box is drawn.",
    bad="## API\ngetFeed:\n  GET /feed\nlike:\n  PUT /tweets/{tweetId}/like\n\n"
    "## Design\npeople -> load balancer -> api server x2\napi server -> tweets db (relational, "
    "replicas 2): getFeed\n"
    "like server x2 -> likes db (relational, replicas 2): like\n",
    good="## API\ngetFeed:\n  GET /feed\nlike:\n  PUT /tweets/{tweetId}/like\n\n"
    "## Design\npeople -> load balancer -> api server x2\napi server -> tweets db (relational, "
    "replicas 2): getFeed\n"
    "load balancer -> like server x2 -> likes db (relational, replicas 2): like\n",
    source="closure: each operation is walked end to end through the design",
)
def operation_reaches_something(rule: Rule, context: Context) -> Iterator[Finding]:
    """Follow each operation from the clients, over the arrows that carry it."""
    board = context.board
    if not _both(board):
        return
    assert board.api is not None and board.design is not None
    walks = walks_of(board.design, board.api)
    operations = judged(board.api.operations, walks)
    if not walks.design.edges:
        return  # boxes without arrows are another rule's
    if not walks.sources():
        return  # a circle, or a client that is drawn as something else
    everywhere = walks.reached()
    ends = {name for name, component in walks.kinds.items() if component.kind in _ENDS}
    if not (everywhere - set(walks.sources())) & ends:
        yield rule.finding(
            f"No arrow leads from a client to a service or a store, so {_some(operations)} "
            f"{'reaches' if len(operations) == 1 else 'reach'} nothing.",
            line=board.design.components[0].line or None,
            try_="Begin at whoever sends the request, and draw each call that follows from it.",
        )
        return
    if not walks.is_named:
        return
    named = walks.named()
    unseen: list[Operation] = []
    stranded: dict[str, list[Operation]] = {}
    for operation in operations:
        if operation.name in named:
            where = _stranded_at(walks, operation)
            if where is not None and not _answers_later(walks, operation, where):
                stranded.setdefault(where, []).append(operation)
        elif _only_by_name(walks, operation):
            unseen.append(operation)
    for where, lost in list(stranded.items())[:20]:
        one = len(lost) == 1
        yield rule.finding(
            f"{_some(tuple(lost))} {'leaves' if one else 'leave'} {where} on an arrow of "
            f"{'its' if one else 'their'} own, and no arrow brings {'it' if one else 'them'} from "
            f"a client to "
            f"{where}.",
            line=next((edge.line for edge in walks.design.edges if edge.source == where), 0) or None,
            try_="Follow it from the client: which arrow is missing on the way?",
            share=len(lost) / len(operations),
        )
    if unseen and len(named) >= 2 * len(unseen):
        one = len(unseen) == 1
        yield rule.finding(
            f"{_some(tuple(unseen))} {'stands' if one else 'stand'} on no arrow, and every arrow "
            f"into a store "
            "names what it carries.",
            line=unseen[0].line or None,
            try_="Which store answers it? Name it on that arrow.",
            severity=Severity.SHOULD,
            share=0.0,
        )


def _answers_later(walks: Walks, operation: Operation, where: str) -> bool:
    """Whether what leaves a worker is pushed to who subscribed: the arrow shows the answer, not the call."""
    component = walks.kinds.get(where)
    subscribes = operation.method in ("WS", "SSE") or re.search(r"(?i)subscri|stream|output", operation.name)
    return component is not None and component.kind is ComponentKind.WORKER and bool(subscribes)


def _both(board: Board) -> bool:
    return (
        board.api is not None and bool(board.api.operations)
        and board.design is not None and bool(board.design.components)
        and len(board.design.components) <= 20_000
    )  # fmt: skip


def _stranded_at(walks: Walks, operation: Operation) -> str | None:
    """The component from which an operation goes on, though it never comes there; None when it does."""
    reached = walks.reached(operation.name)
    carried = walks.carrying(operation.name)
    if not carried or any(edge.source in reached and edge.target in reached for edge in carried):
        return None
    return carried[0].source


def _only_by_name(walks: Walks, operation: Operation) -> bool:
    """Whether the operation reaches no store, queue or worker, since all arrows there name others."""
    reached = walks.reached(operation.name)
    kept = _KEEPING | {ComponentKind.QUEUE, ComponentKind.WORKER, ComponentKind.EXTERNAL}
    return not any(walks.kinds[name].kind in kept for name in reached if name in walks.kinds)


def _some(operations: tuple[Operation, ...]) -> str:
    names = [operation.name for operation in operations]
    return together(names[:4] + ([f"{len(names) - 4} more"] if len(names) > 4 else []))


@rule(
    "C2",
    section=CLOSURE,
    severity=Severity.MUST,
    title="An operation whose path misses the store of what it is about",
    why="A call that never arrives where its data is can neither read nor change it.",
    bad="## API\ngetTweets:\n  GET /tweets\nlistInvoices:\n  GET /invoices\n\n"
    "## Storage\ntweets (relational): id pk, text, created_at\ninvoices (document): id pk, amount\n\n"
    "## Design\npeople -> load balancer -> api server x2 -> tweets db (relational, replicas 2)\n"
    "billing worker -> invoices (document, replicas 2)\n",
    good="## API\ngetTweets:\n  GET /tweets\nlistInvoices:\n  GET /invoices\n\n"
    "## Storage\ntweets (relational): id pk, text, created_at\ninvoices (document): id pk, amount\n\n"
    "## Design\npeople -> load balancer -> api server x2 -> tweets db (relational, replicas 2)\n"
    "api server -> invoices (document, replicas 2)\nbilling worker -> invoices\n",
    source="closure: each operation is walked to a store that holds its type",
)
def operation_reaches_its_store(rule: Rule, context: Context) -> Iterator[Finding]:
    """Look whether any component that may hold an operation's store is on its way."""
    board = context.board
    storage = board.storage
    if not _both(board) or storage is None or not storage.stores or storage.errors:
        return
    assert board.api is not None and board.design is not None
    walks = walks_of(board.design, board.api)
    drawn = [component for component in board.design.components[:2000] if component.kind in _KEEPING]
    if not drawn or any(component.kind is ComponentKind.UNSTATED for component in board.design.components):
        return  # a box of no stated kind may be the store
    sources = set(walks.sources())
    if not walks.reached() - sources:
        return
    names = Names(context.problem)
    named = walks.named()
    operations = judged(board.api.operations, walks)
    serving = _by_problem(context, operations)
    groups: dict[str, list[Operation]] = {}
    for operation in operations:
        if walks.is_named and (operation.name not in named or _stranded_at(walks, operation)):
            continue
        stores = serving.get(id(operation)) or _by_words(operation, storage.stores[:500], names)
        holding = [component for component in drawn if any(_may_hold(component, s, names) for s in stores)]
        if not stores or not holding:
            continue
        reached = walks.reached(operation.name)
        if not any(component.name in reached for component in holding) and not _answered_in_front(
            walks, operation, reached
        ):
            groups.setdefault(holding[0].name, []).append(operation)
    for component, lost in groups.items():
        yield rule.finding(
            f"{_some(tuple(lost))} {'needs' if len(lost) == 1 else 'need'} what {component} "
            f"holds, and no way "
            "from the client leads there.",
            line=(board.design.component(component) or drawn[0]).line or None,
            try_="Which service would have to call it? Draw that arrow, or name the operation on it.",
            share=len(lost) / len(operations),
        )


def _by_problem(context: Context, operations: tuple[Operation, ...]) -> dict[int, list[Store]]:
    """For operations that serve a known access pattern: the stores of all ways to answer it."""
    problem, seen = context.problem, understood(context) if context.problem else None
    if problem is None or seen is None or context.board.api is None:
        return {}
    matching = match(context.board.api, problem)
    found: dict[int, list[Store]] = {}
    for operation in operations:
        for name in matching.patterns_of(operation)[:3]:
            found.setdefault(id(operation), []).extend(_stores_of_pattern(name, problem, seen.roles.of))
    return found


def _stores_of_pattern(name: str, problem: Problem, holding: object) -> Iterator[Store]:
    pattern = next(pattern for pattern in problem.access_patterns if pattern.name == name)
    for thing in dict.fromkeys(step.thing for way in pattern.ways for step in way.steps):
        for held in holding(thing):  # type: ignore[operator]
            yield held.store


def _by_words(operation: Operation, stores: tuple[Store, ...], names: Names) -> list[Store]:
    """Stores named after what the operation's own name and path are about."""
    told: set[str] = set()
    # What stands before the last part is whose it is: /interviews/{id}/runs is about runs.
    named = [last_name(operation.name)] if operation.named else []
    for text in [*named, *fixed_segments(operation.path)[-1:]]:
        typed = split_words(text)
        if len(typed) > 1 and leading_verb(typed):
            typed = typed[1:]
        told |= names.words(" ".join(typed))
    return [store for store in stores if names.words(store.name) & told]


def _answered_in_front(walks: Walks, operation: Operation, reached: set[str]) -> bool:
    """Whether an arrow that names it leads to a cache or a search index: what stands behind is its affair."""
    return any(
        edge.target in reached
        and walks.kinds[edge.target].kind in (ComponentKind.CACHE, ComponentKind.SEARCH, ComponentKind.CDN)
        for edge in walks.carrying(operation.name)
        if edge.target in walks.kinds
    )


def _may_hold(component: Component, store: Store, names: Names) -> bool:
    if names.related(component.name, store.name):
        return True
    if component.brand and store.brand and component.brand.casefold() == store.brand.casefold():
        return True
    held = component.store
    if component.kind in (ComponentKind.BLOB, ComponentKind.CDN):
        return store.kind is StoreKind.BLOB
    if component.kind is ComponentKind.SEARCH:
        return store.kind is StoreKind.SEARCH
    if component.kind is ComponentKind.CACHE:
        return store.kind in (StoreKind.CACHE, StoreKind.KEY_VALUE)
    if held is None or held is StoreKind.UNSTATED or store.kind is StoreKind.UNSTATED:
        return store.kind is not StoreKind.BLOB
    return held is store.kind
