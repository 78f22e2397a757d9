"""D4 and D5 on bookings: nobody is in two places at once, whichever way the draft keeps that."""

import pytest

from whiteboard.judge import check

USERS = "users: id pk, name\n"
MUST, ADVICE, SILENT = "must", "should", ""
DRAFTS = {
    "none": (MUST, "bookings: id pk, interviewer_id -> users, interviewee_id -> users, starts_at, ends_at"),
    "begin only none": (MUST, "bookings: id pk, interviewer_id -> users, interviewee_id -> users, starts_at"),
    "begin only unique": (
        SILENT,
        "bookings: id pk, interviewer_id -> users, interviewee_id -> users, starts_at; unique (in"
        "terviewer_id, starts_at); unique (interviewee_id, starts_at)",
    ),
    "begin end unique": (
        ADVICE,
        "bookings: id pk, interviewer_id -> users, interviewee_id -> users, starts_at, ends_at; u"
        "nique (interviewer_id, starts_at); unique (interviewee_id, starts_at)",
    ),
    "begin end unique fixed": (
        SILENT,
        "bookings: id pk, interviewer_id -> users, interviewee_id -> users, starts_at, ends_at; u"
        "nique (interviewer_id, starts_at); unique (interviewee_id, starts_at)\n"
        "Interviews take one hour and begin on the hour.",
    ),
    "one unique": (
        MUST,
        "bookings: id pk, interviewer_id -> users, interviewee_id -> users, starts_at; unique (in"
        "terviewer_id, starts_at)",
    ),
    "exclude": (
        SILENT,
        "CREATE TABLE bookings (id bigint primary key, interviewer_id bigint, interviewee_id bigi"
        "nt, starts_at timestamp, ends_at timestamp, EXCLUDE USING gist (interviewer_id WITH =, t"
        "srange(starts_at, ends_at) WITH &&), EXCLUDE USING gist (interviewee_id WITH =, tsrange("
        "starts_at, ends_at) WITH &&));",
    ),
    "exclude one": (
        MUST,
        "CREATE TABLE bookings (id bigint primary key, interviewer_id bigint, interviewee_id bigi"
        "nt, starts_at timestamp, ends_at timestamp, CONSTRAINT no_overlap EXCLUDE USING gist (in"
        "terviewer_id WITH =, tsrange(starts_at, ends_at) WITH &&));",
    ),
    "slot": (
        SILENT,
        "slots: id pk, interviewer_id -> users, starts_at, ends_at\n"
        "bookings: id pk, slot_id -> slots unique, interviewee_id -> users",
    ),
    "slot booked": (
        SILENT,
        "slots: id pk, interviewer_id -> users, starts_at, ends_at, booked_by -> users\n"
        "interviews: id pk, slot_id, interviewer_id, interviewee_id, starts_at, language",
    ),
    "slot both": (
        SILENT,
        "slots: id pk, interviewer_id -> users, starts_at\n"
        "bookings: id pk, slot_id -> slots unique, interviewer_id, interviewee_id, starts_at",
    ),
    "lock sentence": (
        ADVICE,
        "bookings: id pk, interviewer_id -> users, interviewee_id -> users, starts_at, ends_at\n"
        "A booking is made in one serializable transaction.",
    ),
    "because txn": (
        ADVICE,
        "bookings: id pk, interviewer_id -> users, interviewee_id -> users, starts_at, ends_at\n"
        "because: a booking needs a transaction",
    ),
    "for update": (
        SILENT,
        "bookings: id pk, interviewer_id -> users, interviewee_id -> users, starts_at, ends_at\n"
        "\n"
        "BEGIN;\n"
        "SELECT * FROM users WHERE id IN (:a, :b) FOR UPDATE;\n"
        "SELECT * FROM bookings WHERE interviewer_id = :a AND starts_at < :end AND ends_at > :sta"
        "rt;\n"
        "INSERT INTO bookings (interviewer_id, interviewee_id, starts_at, ends_at) VALUES (:a, :b"
        ", :start, :end);\n"
        "COMMIT;\n",
    ),
    "race": (
        MUST,
        "bookings: id pk, interviewer_id -> users, interviewee_id -> users, starts_at, ends_at\n"
        "\n"
        "BEGIN;\n"
        "SELECT * FROM bookings WHERE interviewer_id = :a AND starts_at < :end AND ends_at > :sta"
        "rt;\n"
        "INSERT INTO bookings (interviewer_id, interviewee_id, starts_at, ends_at) VALUES (:a, :b"
        ", :start, :end);\n"
        "COMMIT;\n",
    ),
    "conditional": (
        SILENT,
        "slots: id pk, interviewer_id, starts_at, interviewee_id\n"
        "bookings: id pk, interviewer_id -> users, interviewee_id -> users, starts_at, ends_at\n"
        "\n"
        "UPDATE slots SET interviewee_id = :me WHERE id = :slot AND interviewee_id IS NULL;\n",
    ),
    "mongo": (MUST, "bookings (document): _id pk, interviewer, interviewee, start, end"),
    "dynamo": (ADVICE, "bookings (key-value): booking_id pk, interviewer_id, interviewee_id, start"),
    "interviews only": (
        MUST,
        "interviews: id pk, interviewer_id -> users, interviewee_id -> users, start_time, end_tim"
        "e, language, recording_url",
    ),
    "int times": (
        ADVICE,
        "CREATE TABLE bookings (id int primary key, interviewer_id int, interviewee_id int, begin"
        "_ts int, end_ts int, unique(interviewer_id, begin_ts), unique(interviewee_id, begin_ts))"
        ";",
    ),
    "range": (
        SILENT,
        "CREATE TABLE bookings (id int primary key, interviewer_id int, interviewee_id int, durin"
        "g tstzrange, EXCLUDE USING gist (interviewer_id WITH =, during WITH &&), EXCLUDE USING g"
        "ist (interviewee_id WITH =, during WITH &&));",
    ),
}


def found(text, code):
    report = check(text, problem="interviewing-io", section="storage")
    assert report.unread == ()
    return [finding for finding in report.findings if finding.rule == code]


@pytest.mark.parametrize("name", DRAFTS)
def test_bookings_are_kept_apart(name):
    expected, draft = DRAFTS[name]
    findings = found(USERS + draft, "D4")
    severities = {finding.severity.value for finding in findings}
    assert (MUST if MUST in severities else ADVICE if severities else SILENT) == expected
    assert sum(finding.share for finding in findings) <= 1


def test_a_race_that_was_run_is_told_and_does_not_count_as_kept():
    draft = USERS + DRAFTS["race"][1]
    [finding] = found(draft, "D5")
    assert "bookings" in finding.message
    assert finding.line == 4


def test_a_lock_in_words_silences_the_race():
    draft = DRAFTS["race"][1] + "\nTransactions run SERIALIZABLE.\n"
    assert found(USERS + draft, "D5") == []


def test_a_read_and_a_write_with_a_remark_between_are_one_transaction():
    draft = (
        "slots: id pk, state\n\nSELECT state FROM slots WHERE id = 7;\n-- if it is free:\n"
        "UPDATE slots SET state = 'taken' WHERE id = 7;\n"
    )
    assert len(found(draft, "D5")) == 1
