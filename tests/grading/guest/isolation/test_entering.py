"""A confined guest: what works in it, what it cannot exceed, how it ends, and that nothing is left of it."""

import os
import subprocess
import sys
import threading
import time
import uuid

import pytest

from tests.grading.guest.isolation.running import SMALL, end, run, running, started
from whiteboard.grading.guest.isolation.confinement import CANNOT_CONFINE
from whiteboard.grading.guest.isolation.trial import best_way
from whiteboard.grading.guest.isolation.ways import Way
from whiteboard.grading.limits import Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="isolation is there on Linux only")

BEST, BARE = best_way().way, Way()
BOTH = pytest.mark.parametrize("way", [BEST, BARE], ids=str)
PATIENCE = 30


@BOTH
def test_ordinary_work_is_possible(way):
    ended = run(
        """
import json, os, random, sqlite3, socket, tempfile, threading, asyncio, pathlib, time, zoneinfo
pathlib.Path("folder").mkdir()
pathlib.Path("folder/file.txt").write_text("written")
os.rename("folder/file.txt", "folder/other.txt")
with tempfile.TemporaryFile() as file:
    file.write(b"x")
with sqlite3.connect("numbers.sqlite") as database:
    database.execute("create table t (n)")
    database.execute("insert into t values (1)")
threads = [threading.Thread(target=time.sleep, args=(0.01,)) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
asyncio.run(asyncio.sleep(0))
one, other = socket.socketpair()
other.sendall(b"x")
with open(os.devnull, "w") as nothing:
    nothing.write("x")
os.kill(os.getpid(), 0)
tell([pathlib.Path("folder/other.txt").read_text(), len(os.urandom(4)), one.recv(1).decode()])
tell([os.path.realpath(os.getcwd()) == os.path.realpath(os.environ["HOME"])])
""",
        way,
    )
    assert ended.told == [["written", 4, "x"], [True]], ended.errors
    assert ended.status == 0


@BOTH
def test_how_it_ends_is_told(way):
    assert run("pass", way).status == 0
    assert run("raise SystemExit(7)", way).status == 7
    assert run("raise SystemExit('words')", way).status == 1
    assert run("1 / 0", way).status == 1
    assert run("import os; os._exit(9)", way).status == 9
    assert run("import ctypes; ctypes.string_at(0)", way).status == -11
    assert run("import os; os.abort()", way).status < 0


@BOTH
def test_memory_files_threads_and_descriptors_are_limited(way):
    ended = run(
        """
import os, threading
def failure(function):
    try:
        function()
    except (MemoryError, OSError, RuntimeError) as error:
        return type(error).__name__
def threads():
    end = threading.Event()
    started = []
    try:
        for _ in range(500):
            started.append(threading.Thread(target=end.wait))
            started[-1].start()
    finally:
        end.set()
        [thread.join() for thread in started[:-1]]
def big_file():
    with open("big", "wb") as file:
        for _ in range(40):
            file.write(bytes(100_000))
tell([failure(lambda: bytearray(700_000_000)), failure(threads), failure(big_file)])
tell(failure(lambda: [os.open(os.devnull, os.O_RDONLY) for _ in range(300)]))
""",
        way,
    )
    assert ended.told == [["MemoryError", "RuntimeError", "OSError"], "OSError"], ended


@BOTH
def test_the_folder_holds_no_more_than_the_limit_and_is_given_back(way):
    ended = run(
        """
try:
    for number in range(30):
        open(f"file-{number}", "wb").write(bytes(100_000))
except OSError as error:
    tell(error.errno)
""",
        way,
    )
    assert ended.told == [28]  # ENOSPC


@BOTH
def test_computing_without_end_is_ended(way):
    ended = run(
        """
import signal
for number in range(1, 32):
    if number not in (9, 19):
        signal.signal(number, signal.SIG_IGN)
while True:
    pass
""",
        way,
        limits=Limits(memory=SMALL.memory, total_seconds=0),
    )
    assert ended.status == -9


@BOTH
def test_a_second_guest_finds_nothing_of_the_first(way):
    code = """
import os, pathlib
tell(sorted(os.listdir(".")))
pathlib.Path("left").write_text("behind")
for place in ("/tmp/left", "/dev/shm/left", "/var/tmp/left"):
    try:
        pathlib.Path(place).write_text("behind")
    except OSError:
        continue
    tell(place)
"""
    for _time in range(2):
        assert run(code, way).told == [[]]


@BOTH
def test_it_cannot_undo_its_confinement(way):
    ended = run(
        """
import ctypes, os, resource
libc = ctypes.CDLL(None, use_errno=True)
def possible(function):
    try:
        return function() in (None, True, 0)
    except (OSError, ValueError):
        return False
names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE")
tell([name for name in names if possible(
    lambda: resource.setrlimit(getattr(resource, name), (resource.RLIM_INFINITY, resource.RLIM_INFINITY)))])
prctl = {"keep alive": (1, 0), "dump": (4, 1), "new privileges": (38, 0), "capability": (47, 2), "subreaper": (36, 1)}
tell([name for name, (what, value) in prctl.items() if libc.prctl(what, value, 0, 0, 0) == 0])
tell([name for name in ("fork", "vfork") if libc[name]() >= 0])
tell([libc.setuid(0), libc.setgid(0), libc.umount2(os.getcwd().encode(), 2), libc.chroot(b"/")])
try:
    os.nice(-5)
except OSError:
    tell("nice")
""",
        way,
    )
    assert ended.told == [[], [], [], [-1] * 4, "nice"], ended


@BOTH
def test_killing_the_outermost_process_ends_the_guest(way):
    token = uuid.uuid4().hex
    with started(f"tell('{token}')\nwhile True: pass", way) as (launched, heard):
        assert token in heard.readline()
        assert running(token)
        end(launched.process.pid)
        gone(token)


@BOTH
def test_killing_the_judge_ends_the_guest(way, tmp_path):
    token = uuid.uuid4().hex
    judge = subprocess.Popen(
        [sys.executable, "-c", JUDGE, token, str(way == BEST)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},  # a killed judge removes no folder
    )
    assert token in judge.stdout.readline()
    end(judge.pid)
    judge.wait()
    judge.stdout.close()
    gone(token)


JUDGE = """
import sys
from tests.grading.guest.isolation.running import started
from whiteboard.grading.guest.isolation.trial import best_way
from whiteboard.grading.guest.isolation.ways import Way
code = f"tell({sys.argv[1]!r})\\nwhile True: pass"
with started(code, best_way().way if sys.argv[2] == "True" else Way()) as (launched, heard):
    print(heard.readline(), flush=True)
    launched.process.wait()
"""


@BOTH
def test_a_warm_parent_outlives_the_thread_that_started_it(way):
    heard = []

    def start():
        heard.append(started("import sys; tell(1); sys.stdin.read(); tell(2)", way))
        heard.append(heard[0].__enter__())

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    guest, (launched, told) = heard
    assert [told.readline().strip(), told.readline().strip()] == ["1", "2"]
    assert launched.process.wait(PATIENCE) == 0
    guest.__exit__(None, None, None)


def test_the_confinement_that_is_asked_for_is_insisted_on():
    """A guest in which a mechanism fails that held when the machine was tried does not run the code."""
    assert run("tell('ran')", BARE, policy="full").told == ["ran"]
    ended = run("tell('ran')", BARE, policy="full", before="confinement.seccomp.apply = lambda: False")
    assert ended.status == CANNOT_CONFINE and not ended.told
    assert "nothing holds" in ended.errors and "system calls" in ended.errors


def test_slots_have_users_of_their_own():
    if not BEST.own_user:
        pytest.skip(
            "here no slot can have a user of its own: only root can give one, who must be able to read Python"
        )
    code = "import os; tell(os.getuid())"
    first, second = (run(code, BEST, slot=slot).told for slot in (0, 1))
    assert first != second and 0 not in (*first, *second)


def gone(token):
    """Wait until no process of the guest is left, which takes the kernel a moment."""
    ends = time.monotonic() + PATIENCE
    while running(token):
        assert time.monotonic() < ends, f"still there: {running(token)}"
        time.sleep(0.02)
