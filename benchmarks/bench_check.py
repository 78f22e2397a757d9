"""Reading and judging one section in a warm process. Wanted: under 50 ms median.

Each section stands beside a library doing the part of the work that it can: pint's stock registry evaluating
the same formulas, openapi-spec-validator validating the same API, sqlglot parsing the same tables from SQL.
"""

from __future__ import annotations

import openapi_spec_validator
import pint
import sqlglot
from measuring import medians, report

from whiteboard import check, problem, read_section
from whiteboard.run.openapi import document

TWITTER = problem("twitter")
FORMULAS = (
    "100e3 / minute",
    "1e3 / minute",
    "1 megabyte",
    "1e3 / minute * 1 megabyte",
    "1e3 / minute * 1 megabyte * 1 year",
    "100e3 / 1e3",
    "100e3 / minute * 3",
)

TABLES = """
CREATE TABLE accounts (id bigint PRIMARY KEY, handle text UNIQUE, name text, bio text);
CREATE TABLE tweets (id bigint PRIMARY KEY, author_id bigint REFERENCES accounts, text text, media_url text,
  references_id bigint REFERENCES tweets, created_at timestamp);
CREATE INDEX ON tweets (author_id, created_at);
CREATE TABLE follows (follower_id bigint REFERENCES accounts, account_id bigint REFERENCES accounts,
  PRIMARY KEY (follower_id, account_id));
CREATE INDEX ON follows (account_id);
CREATE TABLE likes (tweet_id bigint REFERENCES tweets, account_id bigint REFERENCES accounts,
  PRIMARY KEY (tweet_id, account_id));
"""


def section(name: str) -> str:
    return TWITTER.board.split(f"## {name.capitalize() if name != 'api' else 'API'}\n")[1].split("\n## ")[0]


def main() -> None:
    registry = pint.UnitRegistry()
    api_document = document(read_section("api", section("api")).api, title="Twitter")
    peers = {
        "scale": (
            "pint evaluates the formulas",
            lambda: [registry.parse_expression(text) for text in FORMULAS],
        ),
        "api": (
            "openapi-spec-validator validates the API",
            lambda: openapi_spec_validator.validate(api_document),
        ),
        "storage": ("sqlglot parses the tables", lambda: sqlglot.parse(TABLES, dialect="postgres")),
    }
    for name, (peer_name, peer) in peers.items():
        text = section(name)
        ours, theirs = medians(
            lambda text=text, name=name: check(text, problem="twitter", section=name), peer, runs=31
        )
        report(f"read and check {name}", ours, peer_name, theirs)
    sql, theirs = medians(
        lambda: check(TABLES, problem="twitter", section="storage"), peers["storage"][1], runs=31
    )
    report("read and check storage written as SQL", sql, peers["storage"][0], theirs)


if __name__ == "__main__":
    main()
