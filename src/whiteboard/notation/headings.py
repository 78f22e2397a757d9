"""Which line is a heading, and which section it names."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

_SYNONYMS = {
    "objects": """
        objects, business objects, entities, core entities, main entities, key entities, main objects,
        domain model, core objects, key objects, domain objects, business entities, domain entities, nouns,
        main business objects, objects and properties, system entities, resources we manage,
        core concepts, key concepts, entity list, domain entities and attributes, concepts, domain, actors and objects
    """,
    "relations": """
        relations, relationships, relations between objects, cross product, object relations, object
        relationships, entity relationships, relations of objects, cross product of objects, relationships
        between objects, relationships between entities, relation table, relation matrix, er diagram,
        entity relationship diagram, how they relate, how objects relate, how the objects relate
    """,
    "access patterns": """
        access patterns, functional requirements, functional reqs, functional, requirements, reqs,
        use cases, features, core
        features, user stories, fr, frs, functionality, core requirements, core functional requirements,
        core use cases, main use cases, product requirements, in scope, scope, what users can do, main
        features, key features, capabilities, queries, read patterns, read and write patterns, requirements
        clarification, requirements clarifications, functional scope, use cases in scope, must have, must
        haves, features in scope, goals, scenarios,
        user journeys, user actions, functional goals, functional specification, functional spec, what users do,
        func reqs, func req, func, fn reqs, f reqs, usecases, func requirements, core func reqs
    """,
    "qualities": """
        qualities, non functional requirements, nonfunctional requirements, quality attributes, non
        functional, nonfunctional, non functional reqs, nonfunctional reqs, nfr, nfrs, quality
        requirements, system qualities, slas, slos, sla, slo,
        service levels, service level objectives, qualities and why, quality goals, core non functional
        requirements, non functionals, quality of service,
        quality targets, quality attribute scenarios, quality scenarios, non functional goals, performance requirements,
        operational requirements, service level targets, non functional targets,
        non func reqs, non func, nonfunc, nonfunc reqs, nf reqs, non func requirements, quals
    """,
    "notes": """
        notes, note, problem, problem statement, introduction, statement, references, resources,
        summary, background, overview, context, prompt, status, abstract, motivation,
        revision history, changelog, appendix
    """,
    "out of scope": """
        out of scope, not in scope, below the line, excluded, non goals, nongoals, not building, not built,
        exclusions, excluded features, out of scope features, not covered, we will not build, we won t
        build, won t build, wont build, won t have, wont have, features out of scope, ignored, left out,
        not now, not doing, skipped, future work, extended requirements, extended features,
        out of scope for now, non objectives, descoped, parking lot, out of scope and later,
        oos, oos for now
    """,
    "questions": """
        questions, clarifying questions, clarifications, assumptions and questions, questions and answers,
        q and a, questions to the interviewer, questions for the interviewer, questions asked, open
        questions, clarification questions, questions and assumptions, answers, clarify, ask the interviewer
    """,
    "data types": """
        data types, types, types of data, data, kinds of data, data to store, what we store, data types to
        store, data we store, stored data types, what do we store, data kinds, data inventory,
        data classification, information types
    """,
    "api": """
        api, apis, rest api, restful api, http api, api design, api definition, api definitions, api
        endpoints, endpoints, rest endpoints, system interface, system interface definition, system
        interfaces, interface, interfaces, interface definition, system api, system apis, api interface,
        api interface definition, api interface definitions, api contract, contract, operations,
        expected apis, define expected apis, api spec, api specification, service api, graphql api,
        graphql, rpc api, grpc api, web api, public api, api or system interface, api layer, api routes,
        routes, api signatures, service interface, api surface, rest interface, http interface, http endpoints,
        rpc, rpcs, rpc interface, proto, protobuf, openapi, openapi spec, graphql schema, grpc service, grpc services,
        proto file,
        service definition, public interface, calls
    """,
    "scale": """
        scale, scale estimation, scale estimate, scale estimates, estimation, estimations, estimate,
        estimates, capacity, capacity estimation, capacity estimate, capacity estimates, capacity
        planning, capacity estimation and constraints, capacity estimations, back of the envelope, back
        of the envelope estimation, back of the envelope estimations, back of the envelope calculation,
        back of the envelope calculations, back of the envelope math, back of envelope, back of envelope
        estimation, bote, botec, envelope estimation, envelope estimations, envelope math, numbers,
        math, the math, sizing, volumes, volume, traffic and storage, traffic and storage estimates,
        traffic estimation, traffic estimates, resource estimation, resource estimates, system
        requirements estimation, usage estimation, calculations, calculation, quick math, load, load
        estimation, constraints and estimation, napkin math, scale and capacity, data volume, volume of
        requests, assumptions, traffic, qps, throughput, bandwidth, bandwidth estimation, bandwidth
        estimates, memory, memory estimation, memory estimates, storage estimation, storage estimates,
        storage estimate, cache estimation, cache estimates, qps estimation, qps estimates, load model, workload,
        volumetrics, load assumptions, sizing estimates, figures, quantities,
        est, ests, calc, calcs, nums, capacity est, boe, numbers and math, napkin, sizes, how big,
        size estimates, data sizes, orders of magnitude, load and size, load numbers
    """,
    "storage": """
        storage, data storage, storage layer, database, databases, database design, database schema, db,
        db schema, db design, schema, schemas, schema design, sql schema, data schema, ddl, data model,
        data models, data modeling, data modelling, data model design, define data model, defining data
        model, tables, database tables, db tables, storage schema, data storage design, database model,
        persistence, persistence layer, data layer, storage design, data store, data stores, datastores,
        stores, database choice, storage model, relational schema, logical data model, entities to
        store, data design, database layer, physical data model, physical model, datamodel, tables and indexes, collections,
        keyspaces, single table design, item collections, persistence model, schema and indexes, keys and indexes,
        tbls, datastore, db and tables, table, one table, single table, dynamodb table
    """,
    "design": """
        design, high level design, hld, architecture, system architecture, system design, component
        design, microservices, services, diagram, block diagram, high level architecture, detailed
        design, components, data flow, dataflow, component diagram, architecture diagram, boxes and arrows,
        high level diagram, overall design, request flow, flows, end to end flow, walk through, walkthrough,
        main components, core components, system diagram, boxes, drawing, picture, the picture,
        sketch, service design, overall architecture, flow,
        high level components, low level design, lld, system components, topology, building blocks, container diagram,
        c4 model, c4,
        c4 container diagram, deployment view, deployment diagram, solution,
        arch, hl design, sys design
    """,
    "bottlenecks": """
        bottlenecks, deep dive, deep dives, bottlenecks and mitigations, identifying bottlenecks,
        identifying and resolving bottlenecks, failure modes, single points of failure, wrap up, trade
        offs, tradeoffs, monitoring, telemetry, scaling, design deep dive, bottleneck, bottlenecks and
        trade offs, bottlenecks and tradeoffs, bottlenecks and fixes, risks, risks and mitigations, failures,
        failure scenarios, failure handling, error cases, hot spots, hotspots, spof, spofs, observability,
        resilience, fault tolerance, next scale curve, scaling the design, scaling and bottlenecks,
        monitoring and alerts, monitoring and alerting, deep dives and trade offs, bottlenecks and deep
        dives, deep dives and bottlenecks, potential bottlenecks, resolving bottlenecks, scaling
        considerations, what breaks first, what breaks, wrapping up, follow ups, discussion, operations and
        monitoring, bottlenecks failures and monitoring, bottlenecks and failures, issues and bottlenecks,
        limits, limitations, known limits, known limitations, scaling limits, capacity limits, weak spots,
        weak points, pain points,
        where it hurts, where it breaks, known issues, scaling concerns, hot paths, pain, pains, trouble, worries
    """,
}
"""Section → the headings that stand for it, without case, numbering, brackets and signs."""

_NAMES = {
    " ".join(synonym.split()): name for name, synonyms in _SYNONYMS.items() for synonym in synonyms.split(",")
}

_HASHES = re.compile(r"^\s{0,3}(?P<hashes>#{1,6})(?=[^#])\s*(?P<text>.*?)\s*#*\s*$")
_BOLD = re.compile(r"^\s*(?P<mark>\*\*|__)(?P<text>[^*_]+)(?P=mark)\s*:?\s*(?:\([^()]*\)\s*:?\s*)?$")
_NUMBERING = re.compile(r"^(?:step\s*)?\d+(?:\.\d+)*\s*[.):–—-]*\s*|^step\s+", re.IGNORECASE)
_LEADING = frozenset(
    {"the", "our", "define", "defining", "design", "identify", "propose", "proposed", "draft", "my"}
)
_TRAILING = frozenset(
    {"section", "draft", "definition", "definitions", "design", "overview", "part", "sketch"}
)
_ONLY_MARKED = frozenset(
    {"answers", "capabilities", "context", "data", "discussion", "excluded", "failures", "flow", "flows"}
    | {"follow ups", "ignored", "nouns", "prompt", "queries", "resilience", "risks", "scope", "services"}
    | {"topology", "walkthrough"}
    | {
        "goals",
        "scenarios",
        "concepts",
        "domain",
        "calls",
        "figures",
        "quantities",
        "solution",
        "collections",
        "status",
    }
    | {
        "abstract",
        "motivation",
        "appendix",
        "limits",
        "limitations",
        "known issues",
        "napkin",
        "pain",
        "pains",
        "trouble",
        "worries",
        "table",
        "rpc",
        "proto",
        "c4",
        "workload",
    }
)
"""Names that are as often a label within a section: they head a section only behind a hash."""

_INLINE = re.compile(
    r"^\s*(?P<bullet>[-*+•]\s+)?(?:\*\*|__)?(?P<label>[A-Za-z][A-Za-z -]{1,40}?)(?:\*\*|__)?"
    r"(?:\s*\((?:fr|nfr)s?\))?\s*:(?:\*\*|__)?\s*(?P<rest>\S.*)$",
    re.IGNORECASE,
)
_INLINE_LABELS = {
    "functional": "access patterns",
    "functional requirements": "access patterns",
    "frs": "access patterns",
    "fr": "access patterns",
    "functional reqs": "access patterns",
    "non functional": "qualities",
    "nonfunctional": "qualities",
    "non functional requirements": "qualities",
    "nfr": "qualities",
    "nfrs": "qualities",
    "out of scope": "out of scope",
    "not in scope": "out of scope",
    "non goals": "out of scope",
    "not now": "out of scope",
    "not doing": "out of scope",
    "not building": "out of scope",
    "not included": "out of scope",
    "left out": "out of scope",
    "cut": "out of scope",
    "skip": "out of scope",
    "skipping": "out of scope",
    "skipped": "out of scope",
    "dropped": "out of scope",
    "below the line": "out of scope",
    "won t do": "out of scope",
    "won t build": "out of scope",
    "entities": "objects",
    "core entities": "objects",
    "main objects": "objects",
    "business objects": "objects",
    "oos": "out of scope",
    "reqs": "access patterns",
    "requirements": "access patterns",
    "func reqs": "access patterns",
    "func": "access patterns",
    "nf reqs": "qualities",
    "non func": "qualities",
    "non func reqs": "qualities",
}
_LABELED = re.compile(r"^(?P<label>[A-Za-z][A-Za-z -]{1,24}?)\s*(?::|=|\s[–—-])\s+(?P<rest>\S.*)$")
_LABELS = frozenset(
    {
        "db",
        "dbs",
        "database",
        "databases",
        "storage",
        "data store",
        "datastore",
        "persistence",
        "data model",
        "schema",
    }
    | {
        "api",
        "apis",
        "endpoints",
        "design",
        "architecture",
        "arch",
        "hld",
        "high level design",
        "bottlenecks",
    }
    | {
        "entities",
        "objects",
        "data types",
        "estimates",
        "scale",
        "math",
        "relations",
        "nfrs",
        "nfr",
        "qualities",
    }
)
"""Names that may head a section with its first words behind them, where no other line heads that section."""
_MAX_HEADING = 80


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its depth (1 for ``#``; 0 for a bare or bold line), its text, and the section it names."""

    level: int
    text: str
    section: str | None


@dataclass(frozen=True, slots=True)
class InlineHeading:
    """A label that names a section, with content behind it: ``Non-functional: fast``."""

    section: str
    rest: str
    bulleted: bool


def inline_heading(text: str) -> InlineHeading | None:
    """Read a line as the name of a requirements section with its content behind it, or None.

    Examples
    --------
    >>> inline_heading("Non-functional: fast, cheap")
    InlineHeading(section='qualities', rest='fast, cheap', bulleted=False)
    >>> inline_heading("getFeed: given an account") is None
    True
    """
    if len(text) > 5000 or ":" not in text[:60]:
        return None
    found = _INLINE.match(text)
    section = found and _INLINE_LABELS.get(" ".join(re.sub(r"[^a-z]", " ", found["label"].lower()).split()))
    if not found or not section:
        return None
    return InlineHeading(section, found["rest"], bool(found["bullet"]))


def labeled_heading(text: str) -> InlineHeading | None:
    """Read a line as a section's name with its first words behind it, ``db = MySQL, sharded``, or None.

    Examples
    --------
    >>> labeled_heading("db = MySQL, sharded").section, labeled_heading("peak = 5k/s") is None
    ('storage', True)
    """
    found = _LABELED.match(text[:500])
    label = " ".join(found["label"].lower().replace("-", " ").split()) if found else ""
    if found is None or label not in _LABELS:
        return None
    return InlineHeading(_NAMES[label], text[found.start("rest") :], bulleted=False)


def section_names() -> tuple[str, ...]:
    """All section names that a heading can stand for, those without a reader included.

    Examples
    --------
    >>> "api" in section_names()
    True
    """
    return tuple(_SYNONYMS)


def section_of(text: str) -> str | None:
    """The section that a heading's text names, or None.

    Examples
    --------
    >>> section_of("Step 3: System interface definition"), section_of("2.3 Back-of-the-envelope estimation")
    ('api', 'scale')
    >>> section_of("Lunch") is None
    True
    """
    if len(text) > _MAX_HEADING:
        return None
    bare = _NUMBERING.sub("", text.strip())
    bare = re.sub(r":[a-z_]+:", " ", bare)
    bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", bare)
    bare = re.sub(r"\s*[&/+]\s*", " and ", bare)
    words = re.sub(r"[^a-z\s]", " ", bare.lower().replace("'s", "")).split()
    for candidate in (words, _trimmed(words)):
        found = _NAMES.get(" ".join(candidate))
        if found:
            return found
    return None


_BY_WORDS = (
    (
        "out of scope",
        r"leave out|left out|(?:not|n t) (?:do|doing|build|building|cover|covering)\b|put "
        r"aside|skip",
    ),
    (
        "qualities",
        r"non ?functional|non ?func\b|nfrs?\b|quality attributes?|service levels?|slos?\b|"
        r"how (?:well|fast|good|reliable)|quality|qualities|promises",
    ),
    (
        "bottlenecks",
        r"hurts?\b|breaks?\b|goes? wrong|fails?\b|failing|worries|risks?\b|bottleneck|deep "
        r"dive|trade ?offs?|scale (?:it )?(?:up|further)",
    ),
    ("relations", r"belong together|relate\b|relationships?|related|hang together"),
    ("objects", r"(?:things|objects|entities|nouns) (?:we|in|of|and)|we talk about|who and what"),
    (
        "access patterns",
        r"should do|has to do|must do|can do\b|what (?:it|the system|the product|"
        r"users?) (?:does|do)\b|what users|use cases?|functional|access pattern",
    ),
    ("scale", r"numbers?\b|how (?:much|many|big|large)|arithmetic|envelope|capacity|estimat"),
    (
        "storage",
        r"(?:is|are|we) stored?\b|stored where|where (?:the )?data|data lives|tables?\b|schema|"
        r"database",
    ),
    ("data types", r"kinds? of data|types? of data|data (?:we|to) (?:keep|store)"),
    ("api", r"\bapi\b|endpoints?|interface|operations|requests and"),
    (
        "design",
        r"boxes|arrows|architecture|picture|diagram|components|how it (?:works|fits)|high level|"
        r"services|\bscheme\b|how the (?:parts|pieces)",
    ),
)


def by_words(text: str) -> str | None:
    """The section that a marked heading of several words is about, by the words in it; or None.

    Examples
    --------
    >>> by_words("What is stored where"), by_words("How well it should do it"), by_words("Lunch")
    ('storage', 'qualities', None)
    """
    words = " ".join(re.sub(r"[^a-z\s]", " ", text.lower()).split())
    if not 2 <= len(words.split()) <= 9:
        return None
    return next((name for name, pattern in _BY_WORDS if re.search(rf"\b(?:{pattern})", words)), None)


def _trimmed(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0] in _LEADING:
        words = words[1:]
    while len(words) > 1 and words[-1] in _TRAILING:
        words = words[:-1]
    return words


def misspelled_section(text: str) -> str | None:
    """The section that a marked heading names with a slip of the keyboard, or None.

    Examples
    --------
    >>> misspelled_section("Non functional requirments"), misspelled_section("Bottelnecks"), misspelled_section("Lunch")
    ('qualities', 'bottlenecks', None)
    """
    letters = _letters(_NUMBERING.sub("", text.strip()))
    close = difflib.get_close_matches(letters, list(_NAMES), n=1, cutoff=0.88) if len(letters) > 5 else []
    return _NAMES[close[0]] if close else None


def resembles_section(text: str) -> bool:
    """Whether a heading looks like a section's name with a slip of the keyboard.

    Examples
    --------
    >>> resembles_section("Storrage"), resembles_section("Twitter")
    (True, False)
    """
    return bool(difflib.get_close_matches(_letters(text), list(_NAMES), n=1, cutoff=0.8))


def _letters(text: str) -> str:
    return " ".join(re.sub(r"[^a-z\s]", " ", text.lower()).split())[:_MAX_HEADING]


def nearest_section(text: str) -> str:
    """The section name nearest to a heading that names none, for a hint.

    Examples
    --------
    >>> nearest_section("Storrage")
    'storage'
    """
    close = difflib.get_close_matches(_letters(text), list(_NAMES), n=1, cutoff=0.0)
    return _NAMES[close[0]] if close else "api"


def heading(text: str) -> Heading | None:
    """Read a line as a heading, or None.

    A line of hashes is one whatever it says; a bold line or a bare line only when it names a section.

    Examples
    --------
    >>> heading("## API").section, heading("**Scale**").section, heading("Storage:").section
    ('api', 'scale', 'storage')
    >>> heading("# a comment").section is None
    True
    >>> heading("Storage: 5 TB") is None
    True
    """
    if len(text) > _MAX_HEADING * 2:
        return None
    marked = _HASHES.match(text)
    if marked:
        words = marked["text"].strip("*_ ").rstrip(":")
        return Heading(len(marked["hashes"]), words, section_of(words))
    bold = _BOLD.match(text)
    words = (bold["text"] if bold else text).strip().rstrip(":").strip()
    if not words or not (bold or words[0].isalnum()):
        return None
    section = section_of(words)
    if not section or _letters(words) in _ONLY_MARKED:
        return None
    return Heading(0, words, section)
