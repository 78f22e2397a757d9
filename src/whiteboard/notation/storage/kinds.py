"""Kinds of store and the brands that stand for them, in whatever words a learner uses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from whiteboard.draft.remembered import remembered
from whiteboard.draft.storage import StoreKind

_BRANDS: tuple[tuple[StoreKind, str], ...] = (
    (
        StoreKind.RELATIONAL,
        "PostgreSQL=postgres(?:ql)?|psql; MySQL; MariaDB; SQLite=sqlite ?3?; Oracle; SQL "
        "Server=(?:ms )?sql server|mssql;"
        "Aurora=(?:amazon |aws )?aurora; RDS=(?:amazon |aws )?rds; CockroachDB=cockroach "
        "?(?:db)?; YugabyteDB=yugabyte ?(?:db)?;"
        "Spanner=(?:google |cloud )*spanner; Vitess; PlanetScale; TiDB; AlloyDB; Cloud SQL; "
        "BigQuery; Redshift; Supabase",
    ),
    (
        StoreKind.WIDE_COLUMN,
        "Cassandra=(?:apache )?cassandra; ScyllaDB=scylla ?(?:db)?; HBase; Bigtable=(?:google "
        "|cloud )*big ?table;"
        "DynamoDB=(?:amazon |aws )?dynamo ?(?:db)?; Keyspaces=(?:amazon )?keyspaces; Accumulo",
    ),
    (
        StoreKind.DOCUMENT,
        "MongoDB=mongo ?(?:db)?; CouchDB; Couchbase; Firestore=(?:cloud )?firestore; "
        "DocumentDB; Cosmos DB=(?:azure )?cosmos ?(?:db)?;"
        "RavenDB",
    ),
    (
        StoreKind.KEY_VALUE,
        "Redis=redis(?: cluster)?; Valkey; KeyDB; Riak; RocksDB; LevelDB; etcd; Voldemort; "
        "Aerospike; FoundationDB",
    ),
    (StoreKind.CACHE, "Memcached=memcached?; ElastiCache; Varnish; DAX"),
    (
        StoreKind.BLOB,
        "S3=(?:amazon |aws )?s3; Google Cloud Storage=google cloud storage|gcs; "
        "Azure Blob Storage=azure blobs?(?: storage)?; MinIO; Ceph; HDFS; "
        "Backblaze=backblaze(?: b2)?; Cloudflare R2",
    ),
    (
        StoreKind.SEARCH,
        "Elasticsearch=elastic ?search|elastic; OpenSearch; Solr=(?:apache )?solr; Lucene; "
        "Algolia; Meilisearch;"
        "Typesense",
    ),
    (
        StoreKind.GRAPH,
        "Neo4j; Neptune=(?:amazon )?neptune; Dgraph; JanusGraph; TigerGraph; ArangoDB; FlockDB",
    ),
    (
        StoreKind.QUEUE,
        "Kafka=(?:apache )?kafka; RabbitMQ=rabbit ?mq; SQS=(?:amazon |aws )?sqs; Kinesis; "
        "Pulsar=(?:apache )?pulsar;"
        "Pub/Sub=pub/sub|google pubsub; ActiveMQ; NATS",
    ),
    (
        StoreKind.TIME_SERIES,
        "InfluxDB=influx ?(?:db)?; TimescaleDB=timescale ?(?:db)?; Prometheus; OpenTSDB; "
        "QuestDB; Druid; ClickHouse",
    ),
)

_GENERIC: tuple[tuple[StoreKind, str], ...] = (
    (StoreKind.TIME_SERIES, r"time[ -]?series|tsdb"),
    (
        StoreKind.KEY_VALUE,
        r"key[ -/]?values?(?:[ -](?:store|storage|database|db|pairs?))?|k/?v(?:[ -](?:store|"
        r"db))?|hash ?map|in-?memory(?: store| data ?store)?",
    ),
    (StoreKind.CACHE, r"caches?|cached|caching|in-?memory cache"),
    (
        StoreKind.WIDE_COLUMN,
        r"wide[ -]?columns?(?: (?:store|family|nosql))?|column(?:ar)?[ -]?famil(?:y|ies)|"
        r"column[ -]oriented|columnar|column store|cql|wide[ -]row",
    ),
    (
        StoreKind.DOCUMENT,
        r"documents?(?:[ -](?:store|db|database|oriented|based|collection))*|collections?|json documents?",
    ),
    (StoreKind.GRAPH, r"graph(?:[ -](?:db|database|store))?|property graph"),
    (
        StoreKind.SEARCH,
        r"(?:full[ -]?text )?search(?: (?:index|engine|cluster|store))|full[ -]?text search|"
        r"inverted index|search",
    ),
    (
        StoreKind.QUEUE,
        r"(?:message )?queues?|event (?:log|stream|bus)|message (?:broker|bus)|commit log|topics?|streams?",
    ),
    (
        StoreKind.BLOB,
        r"blobs?(?:[ -](?:store|storage|data|type))*|object[ -](?:store|storage)|buckets?|"
        r"media(?: (?:files?|store|storage|data|type))?|"
        r"file[ -]?(?:system|storage|store)|distributed file (?:system|storage)|binar(?:y|ies)|"
        r"unstructured(?: data)?|blob/media",
    ),
    (
        StoreKind.RELATIONAL,
        r"relational(?:[ -](?:db|database|table|store|model|data|sql))*|rdbms|"
        r"(?<!no)(?<!no-)(?<!no )sql(?:[ -](?:db|database|table|store))*"
        r"|relational/sql|sql/relational",
    ),
)


@dataclass(frozen=True, slots=True)
class Named:
    """A kind that was named: by a generic word, or by a brand."""

    kind: StoreKind
    brand: str | None = None
    start: int = 0
    end: int = 0


def _compiled() -> tuple[re.Pattern[str], dict[str, tuple[StoreKind, str | None]]]:
    parts: list[str] = []
    meaning: dict[str, tuple[StoreKind, str | None]] = {}
    for kind, brands in _BRANDS:
        for position, entry in enumerate(brands.split(";")):
            name, _, spelled = entry.strip().partition("=")
            group = f"b_{kind.name}_{position}"
            meaning[group] = (kind, name)
            parts.append(f"(?P<{group}>{spelled or re.escape(name)})")
    for kind, words in _GENERIC:
        group = f"g_{kind.name}"
        meaning[group] = (kind, None)
        parts.append(f"(?P<{group}>{words})")
    return re.compile(rf"(?<![\w.])(?:{'|'.join(parts)})(?![\w])", re.IGNORECASE), meaning


_WORDS, _MEANING = _compiled()
_FILLER = re.compile(
    r"(?i)^(?:[\s,;/+&()\[\].:]|\b(?:a|an|the|in|on|of|with|via|using|use|stored|store|stores|"
    r"storage|kept|lives|nosql|no-sql|"
    r"non-?relational|db|dbs|database|databases|table|tables|cluster|type|kind|bucket|instance|"
    r"managed|hosted|based|our|some|"
    r"kind|layer|engine|data|like|e\.?g\.?|and|or|backed|by|replicated|sharded|for|metadata|"
    r"structured|primary|main|model|service)\b)*$"
)
_TWO = re.compile(r"(?i)[,;+&]|\b(?:and|plus)\b")
_NOSQL = re.compile(r"(?i)\bno-?sql\b|\bnon-?relational\b")


def named_in(text: str) -> list[Named]:
    """Every kind and brand named in a text, in order.

    Examples
    --------
    >>> [(n.kind.value, n.brand) for n in named_in("tweets in Cassandra, photos in some blob storage")]
    [('wide-column', 'Cassandra'), ('blob', None)]
    """
    return list(_named(text))


@remembered
def _named(text: str) -> tuple[Named, ...]:
    found = []
    for match in _WORDS.finditer(text[:4000]):
        kind, brand = _MEANING[match.lastgroup or ""]
        found.append(Named(kind, brand, match.start(), match.end()))
    return tuple(found)


def kind_of(text: str) -> Named | None:
    """The kind that a short text states and nothing else; None when it says something more.

    A generic word wins over what a brand usually is: "Redis cache" is a cache.

    Examples
    --------
    >>> kind_of("NoSQL document").kind.value, kind_of("S3 bucket").brand, kind_of("in Redis").kind.value
    ('document', 'S3', 'key-value')
    >>> kind_of("feed of each account") is None
    True
    """
    if not text.strip() or len(text) > 120:
        return None
    text = re.sub(r"(?i)[- ](?:style|compatible)\b", "", text)
    found = named_in(text)
    if not found:
        return Named(StoreKind.UNSTATED) if _NOSQL.search(text) and _FILLER.match(text) else None
    rest, at = [], 0
    for entry in found:
        rest.append(text[at : entry.start])
        at = entry.end
    rest.append(text[at:])
    if not all(_FILLER.match(part.strip()) for part in rest):
        return None
    if len({entry.kind is StoreKind.BLOB for entry in found}) > 1 and _TWO.search(text):
        return None  # "metadata in MySQL, blobs in object storage": two places, not one of both kinds
    return settled(found)


def settled(found: list[Named]) -> Named:
    """One kind out of several words for it: the generic word's, with the brand kept."""
    generic = [entry for entry in found if entry.brand is None]
    brands = [entry for entry in found if entry.brand is not None]
    brand = brands[0].brand if brands else None
    kind = (generic or brands)[0].kind
    if (
        generic
        and brands
        and generic[0].kind in (StoreKind.DOCUMENT, StoreKind.QUEUE)
        and brands[0].kind is StoreKind.BLOB
    ):
        kind = brands[0].kind
    return Named(kind, brand)
