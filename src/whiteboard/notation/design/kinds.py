"""What a component is, by its words: generic names first, brands as their kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whiteboard.draft.design import ComponentKind
from whiteboard.draft.storage import StoreKind
from whiteboard.notation.storage.kinds import named_in

_WORDS: tuple[tuple[ComponentKind, str], ...] = (
    (
        ComponentKind.CDN,
        r"cdns?|content delivery(?: network)?|edge (?:cache|node|server|location)s?|akamai|cloudfront|"
        r"fastly|cloudflare",
    ),
    (ComponentKind.DNS, r"dns|route ?53|name servers?"),
    (
        ComponentKind.LOAD_BALANCER,
        r"load[ -]?balanc(?:er|ers|ing)|lb|lbs|nginx|haproxy|elb|alb|nlb|reverse proxy|envoy|traefik",
    ),
    (ComponentKind.GATEWAY, r"gateways?|api gw|bff|kong|apigee|edge proxy"),
    (
        ComponentKind.QUEUE,
        r"(?:message |task |job |event )?queues?|topics?|(?:message )?brokers?|(?:event |message )?bus|"
        r"pub[/ -]?sub|mq|event (?:stream|log)s?|message streams?|dead letter\w*",
    ),
    (ComponentKind.CACHE, r"caches?|cached|in-memory (?:store|db)|memory cache|redis|memcached?|valkey"),
    (
        ComponentKind.BLOB,
        r"blobs?|blob (?:storage|store)s?|object (?:storage|store)s?|buckets?|(?:file|media|image|video|"
        r"photo|clip|asset|artifact|artefact|recording|media file)s? (?:storage|store|stores|repository|"
        r"repo|system)|file systems?|filestore|storage account|data lake|registry",
    ),
    (
        ComponentKind.SEARCH,
        r"search (?:index|indexes|engine|cluster)|inverted index|full[ -]?text (?:index|search)|elastic "
        r"?search|opensearch|solr",
    ),
    (
        ComponentKind.STORE,
        r"db|dbs|databases?|data ?stores?|datastores?|stores?|tables?|warehouses?|key[ -]?value stores?|"
        r"metadata (?:db|store)|replica|replicas|primary|master|shards?|ledger",
    ),
    (
        ComponentKind.WORKER,
        r"workers?|consumers?|jobs?|cron|schedulers?|transcoders?|encoders?|builders?|processors?|"
        r"deployers?|runners?|crawlers?|indexers?|daemons?|lambdas?|pipelines?|sandbox(?:es)?|"
        r"executors?|pollers?|agents?|fan-?out(?: service)?|background \w+",
    ),
    (
        ComponentKind.EXTERNAL,
        r"third[ -]party[\w ]*|external[\w ]*|apns|fcm|stripe|twilio|sendgrid|payment (?:provider|"
        r"gateway)|email provider|sms provider|identity provider|github|gitlab",
    ),
    (
        ComponentKind.SERVICE,
        r"services?|servers?|apis?|backends?|micro-?services?|app(?:lication)? (?:tier|layer)|handlers?|"
        r"engines?|managers?|generators?|recommenders?|rankers?|monolith|orchestrators?|controllers?|"
        r"coordinators?|proxy|proxies|nodes?|hosts?|machines?|fleet|webrtc|sfu|matcher|svc|srv",
    ),
    (
        ComponentKind.CLIENT,
        r"clients?|users?|people|person|browsers?|apps?|mobile(?: phone)?s?|phones?|viewers?|creators?|"
        r"developers?|engineers?|customers?|visitors?|candidates?|interviewers?|interviewees?|"
        r"admins?|devices?|cli|front-?ends?|web ?sites?|web|ui|spa|players?|public|internet|"
        r"everybody|anyone",
    ),
)
_LAST = {kind: re.compile(rf"(?<![\w-])(?:{words})$", re.IGNORECASE) for kind, words in _WORDS}
_ANY = {kind: re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE) for kind, words in _WORDS}
_STORE_KINDS = {
    StoreKind.CACHE: ComponentKind.CACHE,
    StoreKind.QUEUE: ComponentKind.QUEUE,
    StoreKind.BLOB: ComponentKind.BLOB,
    StoreKind.SEARCH: ComponentKind.SEARCH,
}
_BY_VALUE = {kind.value: kind for kind in ComponentKind if kind is not ComponentKind.UNSTATED}


@dataclass(frozen=True, slots=True)
class What:
    """What some words say of a component."""

    kind: ComponentKind = ComponentKind.UNSTATED
    store: StoreKind | None = None
    brand: str | None = None


def by_bracket(text: str) -> What | None:
    """What a bracket's item says of the kind, when it says nothing else; None when it is something else.

    Examples
    --------
    >>> by_bracket("relational").store.value, by_bracket("blob").kind.value, by_bracket("ttl 30 s") is None
    ('relational', 'blob', True)
    """
    words = " ".join(text.lower().split())
    if words in _BY_VALUE:
        return What(_BY_VALUE[words])
    found = named_in(text)
    if found:
        first = next((entry for entry in found if entry.brand is None), found[0])
        brand = next((entry.brand for entry in found if entry.brand), None)
        rest = text[: found[0].start] + text[found[-1].end :]
        if len(re.findall(r"\w+", rest)) > 1:
            return None
        if first.kind is StoreKind.QUEUE and brand is None and re.search(r"\d", rest):
            return None  # "queue 100": how many may wait there
        return _of_store(first.kind, brand, text)
    if len(words.split()) <= 2:
        for kind, pattern in _ANY.items():
            match = pattern.fullmatch(words)
            if match:
                return What(kind)
    return None


def by_name(name: str) -> What:
    """What a component's name says: its last word most of all, then any, then a brand.

    Examples
    --------
    >>> by_name("api server").kind.value, by_name("feed cache").kind.value, by_name("Postgres").store.value
    ('service', 'cache', 'relational')
    >>> by_name("web app").kind.value, by_name("user service").kind.value, by_name("tweets").kind.value
    ('client', 'service', 'unstated')
    """
    text = " ".join(re.sub(r"[^\w\s/+-]", " ", name[:200]).replace("_", " ").split())
    found = named_in(text)
    branded = next((entry for entry in found if entry.brand), None)
    brand = branded.brand if branded else None
    kind = _first(_LAST, text) or _first(_ANY, text)
    stores = [entry.kind for entry in found if entry.kind not in _STORE_KINDS]
    if kind in (None, ComponentKind.STORE) and found:
        if kind is ComponentKind.STORE and stores:
            return What(ComponentKind.STORE, stores[0], brand)
        return _of_store(found[0].kind, brand, text)
    if kind is None:
        return What(brand=brand)
    return What(kind, None, brand)


def _first(patterns: dict[ComponentKind, re.Pattern[str]], text: str) -> ComponentKind | None:
    return next((kind for kind, pattern in patterns.items() if pattern.search(text)), None)


def _of_store(kind: StoreKind, brand: str | None, text: str) -> What:
    if brand == "Redis" and not re.search(r"(?i)\b(?:db|database|store|key[ -]?value)\b", text):
        return What(ComponentKind.CACHE, None, brand)
    if kind in _STORE_KINDS:
        return What(_STORE_KINDS[kind], None, brand)
    return What(ComponentKind.STORE, None if kind is StoreKind.UNSTATED else kind, brand)
