"""What goes wrong in tables and arrows: seats sold twice, rows that no index finds, people who wait for builds."""

from tests.material.slips import changed, slip, without

TICKETS = (
    "accounts (relational): id pk, email unique\n"
    "concerts (relational): id pk, city, begins_at, name; index (city, begins_at)\n"
    "seats (relational): concert_id -> concerts, number; pk (concert_id, number)\n"
    "bookings (relational): id pk, concert_id -> concerts, seat_number, account_id -> accounts, created_at; "
    "unique (concert_id, seat_number); index (account_id, created_at)\n"
)
NEARBY = (
    "accounts (relational): id pk\n"
    "restaurants (relational): id pk, name, latitude, longitude, geohash; index (geohash)\n"
    "reviews (relational): id pk, restaurant_id -> restaurants, author_id -> accounts, text, created_at; "
    "index (restaurant_id, created_at)\n"
)
DESIGN = """
developers -> load balancer x2 -> api server x3
api server -> releases db (relational, replicas 2)
api server -> build queue (replicas 2) -> build worker x100 (10 minutes) -> artifact store (blob)
build worker -> deploy queue (replicas 2) -> deploy worker x20 -> releases db
deploy worker -> server agent
server agent -> regional mirror x10 -> artifact store
"""
WAITING = """
developers -> load balancer x2 -> api server x3
api server -> releases db (relational, replicas 2)
api server -> packager x3 -> artifact store (blob)
server agent -> artifact store
"""

RIGHT = {"tickets": TICKETS, "nearby": NEARBY, "design": DESIGN}

OF_A_DESIGN = [
    slip("developers at the database", "design", DESIGN + "developers -> releases db\n", "M2"),
    slip("everybody waits for the build", "design", WAITING, "M5"),
    slip("one database", "design", changed(DESIGN, ("(relational, replicas 2)", "x1 (relational)")), "B1"),
]

SLIPS = [
    slip("sold twice", "tickets", without(TICKETS, "unique (concert_id, seat_number); "), "D4"),
    slip("every concert read", "tickets", without(TICKETS, "; index (city, begins_at)"), "D1"),
    slip(
        "newest first, without a time",
        "tickets",
        changed(TICKETS, (", created_at; unique", "; unique"), ("(account_id, created_at)", "(account_id)")),
        "T6",
    ),
    slip(
        "bookings of nobody",
        "tickets",
        without(TICKETS, "account_id -> accounts, ", "; index (account_id, created_at)"),
        "D1",
        "T4",
    ),
    slip(
        "two coordinates in one index",
        "nearby",
        changed(NEARBY, (", geohash; index (geohash)", "; index (latitude, longitude)")),
        "D1",
    ),
    slip("every review read", "nearby", without(NEARBY, "; index (restaurant_id, created_at)"), "D1"),
    slip(
        "reviews without a time",
        "nearby",
        changed(NEARBY, (", created_at; index (restaurant_id, created_at)", "; index (restaurant_id)")),
        "T6",
    ),
    *OF_A_DESIGN,
]
