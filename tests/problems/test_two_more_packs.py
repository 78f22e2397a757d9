"""The machinery serves problems that have nothing to do with tweets: releases and interviews."""

import pytest

from tests.shorthand import storage
from whiteboard.judge import check
from whiteboard.notation import read_section
from whiteboard.problems import load
from whiteboard.problems.naming import name_words, names_another
from whiteboard.problems.roles import find_roles
from whiteboard.problems.tidy import tidy
from whiteboard.rules.matching import match
from whiteboard.run.database import Database

DEPLOYMENT, INTERVIEWING, TWITTER = load("code-deployment"), load("interviewing-io"), load("twitter")


def roles_of(problem, *lines):
    return find_roles(tidy(storage(*lines))[0], problem)


def musts(problem, section, text):
    report = check(text, problem=problem, section=section)
    assert report.unread == ()
    return {finding.rule for finding in report.findings if finding.severity == "must"}


@pytest.mark.parametrize(
    ("line", "product", "version", "created"),
    [
        ("releases: id, product, version, commit_hash, created_at", "product", "version", "created_at"),
        (
            "artifacts: id, product_name, version, sha, published_at",
            "product_name",
            "version",
            "published_at",
        ),
        ("builds: id, service_id, tag, git_sha, started_at", "service_id", "tag", "started_at"),
        ("Artifact: ArtifactId, AppName, VersionNumber, BuildDate", "AppName", "VersionNumber", "BuildDate"),
        ("packages: id, repo, version, time", "repo", "version", "time"),
    ],
)
def test_a_release_is_known_however_it_is_called(line, product, version, created):
    holding = roles_of(DEPLOYMENT, line).of("release")[0]
    found = {role: holding.columns.get(role) for role in ("product", "version", "created")}
    assert found == {"product": product, "version": version, "created": created}


@pytest.mark.parametrize(
    ("line", "release", "server"),
    [
        ("deployments: release_id, server_id, status", "release_id", "server_id"),
        ("rollouts: build_id, machine_id, state", "build_id", "machine_id"),
        ("deployment_targets: deployment_id, host, status", "deployment_id", "host"),
        ("server_status: server_id, version, updated_at", "version", "server_id"),
        ("deploy_jobs: artifact_id, hostname, result", "artifact_id", "hostname"),
    ],
)
def test_the_state_of_a_release_on_a_server_is_a_relation(line, release, server):
    holding = roles_of(DEPLOYMENT, line).of("deployment")[0]
    assert (holding.columns["release"], holding.columns["server"]) == (release, server)


@pytest.mark.parametrize(
    ("line", "begin"),
    [
        ("bookings: id, interviewer_id, interviewee_id, time", "time"),
        ("bookings: id, interviewer_id, interviewee_id, starts_at, ends_at", "starts_at"),
        ("bookings: id, interviewer_id, candidate_id, start_time, end_time", "start_time"),
        ("appointments: id, host_id, guest_id, slot", "slot"),
        ("reservations: id, interviewerId, intervieweeId, scheduledFor", "scheduledFor"),
        ("bookings: id, interviewer_id, interviewee_id, created_at, begin, end", "begin"),
    ],
)
def test_a_booking_says_who_with_whom_and_when(line, begin):
    holding = roles_of(INTERVIEWING, "users: id", line).of("booking")[0]
    assert holding.columns["begin"] == begin
    assert holding.columns["interviewer"] != holding.columns["interviewee"]


def test_a_reference_alone_does_not_turn_the_interviewee_into_the_interviewer():
    [holding] = roles_of(
        INTERVIEWING, "users: id pk", "bookings: id pk, slot_id, interviewee_id -> users"
    ).of("booking")
    assert holding.columns["interviewee"] == "interviewee_id"
    assert "interviewer" not in holding.columns


def test_an_interview_with_a_time_is_its_own_booking():
    roles = roles_of(INTERVIEWING, "users: id pk", "interviews: id pk, interviewer_id, interviewee_id, start")
    [stand_in] = roles.of("booking")
    assert stand_in.store.name == "interviews" and not stand_in.certain


def test_bookings_stand_in_for_nothing_where_interviews_have_a_store():
    roles = roles_of(
        INTERVIEWING,
        "interviews: id pk, interviewer_id, interviewee_id, start",
        "bookings: id pk, interviewer_id, interviewee_id, start",
    )
    assert [holding.store.name for holding in roles.of("booking")] == ["bookings"]


def test_what_stands_beside_one_problem_is_what_another_is_about():
    assert names_another("sessions", TWITTER) and not names_another("sessions", INTERVIEWING)
    assert names_another("deploy_tasks", TWITTER) and not names_another("deployment_tasks", DEPLOYMENT)
    assert name_words("twitter_users", TWITTER) == ("user",)


def test_the_name_of_the_problem_says_nothing_unless_it_is_a_thing_of_it():
    assert name_words("deployments", DEPLOYMENT) == ("deployment",)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_joining_may_read_or_write(method):
    api = read_section("api", f"joinInterview:\n  {method} /interviews/{{id}}/join\n  returns: link").api
    assert match(api, INTERVIEWING).chosen["joinInterview"].operation.method == method
    assert "A4" not in musts("interviewing-io", "api", f"{method} /interviews/{{id}}/join -> link")


def test_the_status_of_one_release_is_no_list_of_releases():
    api = read_section("api", "GET /releases/{releaseId}/deployments?cursor={c} -> page of servers").api
    assert set(match(api, DEPLOYMENT).chosen) >= {"getDeploymentStatus"}
    assert "listReleases" not in match(api, DEPLOYMENT).chosen


def test_deployments_may_play_the_part_of_releases():
    api = read_section("api", "GET /deployments?cursor={c} -> page of deployments").api
    assert "listReleases" in match(api, DEPLOYMENT).chosen


RELEASES = (
    "releases (relational): product, version, commit_hash, created_at; "
    "pk (product, version); index (product, created_at)\n"
)


def test_a_reference_of_two_columns_is_looked_up_by_both():
    by_both = (
        RELEASES + "deployments: product, version, server_id, status; pk (product, version, server_id)\n"
    )
    by_server = RELEASES + "deployments: product, version, server_id, status; pk (server_id)\n"
    assert musts("code-deployment", "storage", by_both) == set()
    assert musts("code-deployment", "storage", by_server) == {"D1"}


def test_a_status_beside_the_release_counts_where_no_rows_say_more():
    in_document = (
        "releases (document): id pk, product, version, created_at, statuses; index (product, created_at)"
    )
    assert "D1" not in musts("code-deployment", "storage", in_document)
    beside = (
        "releases: id pk, product, version, status, created_at; index (product, created_at)\n"
        "deployments: id pk, release_id, server_id, status\n"
    )
    assert "D1" in musts("code-deployment", "storage", beside)


def test_all_releases_by_time_are_the_beginning_of_an_index():
    stores = "releases: id pk, product, version, status, created_at; index (created_at)"
    with Database(read_section("storage", stores).storage) as database:
        service = next(s for s in database.services(DEPLOYMENT) if s.pattern.name == "listReleases")
    assert service.served and service.rank[0] == 0


@pytest.mark.parametrize("problem", [DEPLOYMENT, INTERVIEWING], ids=lambda problem: problem.name)
def test_the_worked_storage_is_filled_and_answers_every_access_pattern(problem):
    text = problem.board.split("## Storage\n")[1].split("\n## ")[0]
    with Database(read_section("storage", text).storage) as database:
        assert all(count for count in database.fill(problem, seed=1).values())
        runs = database.run(problem, repeat=1)
    required = {pattern.name for pattern in problem.access_patterns if pattern.required and pattern.ways}
    assert {run.service.pattern.name for run in runs if run.service.served} >= required


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("where(releaseId, pageToken) -> page of servers", "where"),
        ("status(releaseId) -> status of each server", "status"),
    ],
)
def test_a_call_may_be_named_like_a_word_of_prose(text, called):
    assert [operation.name for operation in read_section("api", text).api.operations] == [called]


def test_a_list_of_objects_in_a_document_is_a_column():
    text = "**releases** (document)\n- _id\n- servers: [ { serverId, state } ]\n- version"
    storage_ = read_section("storage", text).storage
    assert [column.name for column in storage_.stores[0].columns] == ["_id", "servers", "version"]
    assert storage_.unread == ()


def test_a_map_from_a_key_to_fields_is_a_store():
    [store] = read_section("storage", "users (key-value): user_id -> {name, surname}").storage.stores
    assert [column.name for column in store.columns] == ["user_id", "name", "surname"]


def test_a_bucket_for_something_is_a_store():
    [store] = read_section("storage", "S3 for artifacts").storage.stores
    assert (store.name, store.kind) == ("artifacts", "blob")
