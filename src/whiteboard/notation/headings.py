"""Which line is a heading, and which section it names."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

_SYNONYMS = {
    "objects": """
        objects, business objects, entities, core entities, main entities, key entities, main objects,
        domain model, core objects
    """,
    "relations": """
        relations, relationships, relations between objects, cross product
    """,
    "access patterns": """
        access patterns, functional requirements, functional, requirements, use cases, features, core
        features, user stories, fr, frs
    """,
    "qualities": """
        qualities, non functional requirements, nonfunctional requirements, quality attributes, non
        functional, nfr, nfrs, quality requirements
    """,
    "notes": """
        notes, note, problem, problem statement, introduction, statement, references, resources,
        summary, background, overview
    """,
    "out of scope": """
        out of scope, not in scope, below the line, excluded, non goals, nongoals
    """,
    "questions": """
        questions, clarifying questions, clarifications, assumptions and questions
    """,
    "data types": """
        data types, types, types of data
    """,
    "api": """
        api, apis, rest api, restful api, http api, api design, api definition, api definitions, api
        endpoints, endpoints, rest endpoints, system interface, system interface definition, system
        interfaces, interface, interfaces, interface definition, system api, system apis, api interface,
        api interface definition, api interface definitions, api contract, contract, operations,
        expected apis, define expected apis, api spec, api specification, service api, graphql api,
        graphql, rpc api, grpc api, web api, public api, api or system interface, api layer, api routes,
        routes, api signatures, service interface
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
        storage estimate, cache estimation, cache estimates, qps estimation, qps estimates
    """,
    "storage": """
        storage, data storage, storage layer, database, databases, database design, database schema, db,
        db schema, db design, schema, schemas, schema design, sql schema, data schema, ddl, data model,
        data models, data modeling, data modelling, data model design, define data model, defining data
        model, tables, database tables, db tables, storage schema, data storage design, database model,
        persistence, persistence layer, data layer, storage design, data store, data stores, datastores,
        stores, database choice, storage model, relational schema, logical data model, entities to
        store, data design, database layer
    """,
    "design": """
        design, high level design, hld, architecture, system architecture, system design, component
        design, microservices, services, diagram, block diagram, high level architecture, detailed
        design, components
    """,
    "bottlenecks": """
        bottlenecks, deep dive, deep dives, bottlenecks and mitigations, identifying bottlenecks,
        identifying and resolving bottlenecks, failure modes, single points of failure, wrap up, trade
        offs, tradeoffs, monitoring, telemetry, scaling, design deep dive, data flow
    """,
}
"""Section → the headings that stand for it, without case, numbering, brackets and signs."""

_NAMES = {
    " ".join(synonym.split()): name for name, synonyms in _SYNONYMS.items() for synonym in synonyms.split(",")
}

_HASHES = re.compile(r"^\s{0,3}(?P<hashes>#{1,6})(?=[^#])\s*(?P<text>.*?)\s*#*\s*$")
_BOLD = re.compile(r"^\s*(?P<mark>\*\*|__)(?P<text>[^*_]+)(?P=mark)\s*:?\s*$")
_NUMBERING = re.compile(r"^(?:step\s*)?\d+(?:\.\d+)*\s*[.):–—-]*\s*|^step\s+", re.IGNORECASE)
_LEADING = frozenset(
    {"the", "our", "define", "defining", "design", "identify", "propose", "proposed", "draft", "my"}
)
_TRAILING = frozenset(
    {"section", "draft", "definition", "definitions", "design", "overview", "part", "sketch"}
)
_MAX_HEADING = 80


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its depth (1 for ``#``; 0 for a bare or bold line), its text, and the section it names."""

    level: int
    text: str
    section: str | None


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


def _trimmed(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0] in _LEADING:
        words = words[1:]
    while len(words) > 1 and words[-1] in _TRAILING:
        words = words[:-1]
    return words


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
    return Heading(0, words, section) if section else None
