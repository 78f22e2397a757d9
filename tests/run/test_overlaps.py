"""Spans of time that must not overlap: two bookings are really inserted."""

from dataclasses import replace

import pytest

from tests.shorthand import storage
from whiteboard.draft.storage import Storage
from whiteboard.problems import load
from whiteboard.run.database import Database
from whiteboard.run.database.overlaps import Overlap, overlap

BOOKING = "bookings: id pk, interviewer_id, interviewee_id, starts_at, ends_at"
INTERVIEWS = load("interviewing-io")


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        (BOOKING, Overlap.TAKEN),
        (BOOKING + "; unique (interviewer_id, starts_at)", Overlap.SAME_BEGIN_REFUSED),
        (BOOKING + "; unique (interviewer_id, starts_at, ends_at)", Overlap.SAME_BEGIN_REFUSED),
        (BOOKING + "; unique (interviewer_id)", Overlap.REFUSED),
        (BOOKING + "; unique (interviewee_id, starts_at)", Overlap.TAKEN),
        (
            "bookings: interviewer_id, interviewee_id, starts_at; pk (interviewer_id, starts_at)",
            Overlap.SAME_BEGIN_REFUSED,
        ),
        ("bookings: id pk, interviewee_id, slot_id", None),
    ],
)
def test_overlapping_bookings_are_really_inserted(line, outcome):
    unique = next(rule for rule in INTERVIEWS.uniques if rule.roles == ("interviewer",))
    with Database(storage(line)) as database:
        [holding] = database.roles(INTERVIEWS).of("booking")
        assert overlap(database, unique, holding) is outcome
        assert database.connection.execute("SELECT count(*) FROM bookings").fetchone() == (0,)


def test_an_exclusion_constraint_is_believed_for_the_columns_that_it_names():
    check = "EXCLUDE USING gist (interviewer_id WITH =, tsrange(starts_at, ends_at) WITH &&)"
    [bookings] = storage(BOOKING).stores
    draft = Storage(stores=(replace(bookings, checks=(check,)),))
    with Database(draft) as database:
        [holding] = database.roles(INTERVIEWS).of("booking")
        found = {rule.roles[0]: overlap(database, rule, holding) for rule in INTERVIEWS.uniques}
    assert found == {"interviewer": Overlap.REFUSED, "interviewee": Overlap.TAKEN}
