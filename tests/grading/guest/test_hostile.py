"""Cells that mean harm: each ends as an error or a GuestGone in words, in time, and the next guest is well."""

import contextlib
import time
from pathlib import Path

import pytest

from tests.grading.guest.starting import start_host, text_of
from tests.system import needs
from whiteboard.grading.guest import GuestError, GuestGone

SECONDS = 1.5


@pytest.fixture(scope="module")
def host():
    with start_host(cell_seconds=SECONDS, output=5_000, memory=1_500_000_000) as host:
        yield host


@pytest.fixture
def guest(host):
    with host.guest({}) as guest:
        assert guest.run("x = 1", name="before").error == ""
        yield guest


ENDS = {
    "os._exit": ("import os\nos._exit(0)", "died"),
    "SIGSEGV": ("import ctypes\nctypes.string_at(0)", "died"),
    "a loop": ("while True: pass", "time-out"),
    "a loop that ignores signals": (
        "import signal\nfor s in (2, 14, 15, 24): signal.signal(s, signal.SIG_IGN)\nwhile True: pass",
        "time-out",
    ),
    "a loop that catches all": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "time-out",
    ),
    "a sleep": ("import time\ntime.sleep(1_000)", "time-out"),
    "a long step in C": ("x = 10 ** 10 ** 9", "time-out"),
    "a regular expression": ("import re\nre.match('(a+)+$', 'a' * 60 + 'b')", "time-out"),
    "printing without end": ("while True: print('x' * 100)", "time-out"),
    "writing without end": ("import os\nwhile True: os.write(1, b'x' * 100_000)", "time-out"),
    "forgetting the judge": ("import os\nos.closerange(0, 1_000)", "died"),
    "garbage to every descriptor": (
        "import os\nfor fd in range(3, 100):\n    try: os.write(fd, b'\\xff' * 100)\n    except OSError: pass",
        "protocol",
    ),
    "frames to every descriptor": (
        'import os, struct\nt = b\'{"is": "value", "value": 1, "number": 77}\'\n'
        "for fd in range(3, 100):\n    try: os.write(fd, struct.pack('>I', len(t)) + t)\n    except OSError: pass",
        "protocol",
    ),
    "a thread that exits": (
        "import os, threading\nthreading.Thread(target=lambda: os._exit(3)).start()\nimport time\ntime.sleep(5)",
        "died",
    ),
    "a guard against ending": (
        "import atexit\natexit.register(lambda: [0 for _ in iter(int, 1)])\nimport os\nos.abort()",
        "died",
    ),
    "no json": ("import json\njson.dumps = None\njson.loads = None", "died"),
    "no channel": ("import socket\nsocket.socket.sendall = None\nsocket.socket.recv = None", "died"),
    "reading the judge's words": (
        "import gc, socket\nfor s in gc.get_objects():\n    if isinstance(s, socket.socket): s.recv(10_000)",
        "time-out",
    ),
}


@pytest.mark.parametrize("what", ENDS)
def test_it_ends_the_guest_in_words_and_the_next_is_well(host, what):
    source, kind = ENDS[what]
    started = time.monotonic()
    with host.guest({}) as guest:
        guest.run("x = 1", name="before")
        with pytest.raises(GuestGone) as caught:
            guest.run(source, name=what)
            guest.value("x")
        assert caught.value.kind == kind, str(caught.value)
        assert guest.gone is not None
        with pytest.raises(GuestGone):
            guest.value("x")
    assert time.monotonic() - started < 30 * SECONDS
    with host.guest({}) as after:
        assert after.run("print('well')", name="after").outputs[0]["text"] == "well\n"


def test_a_lost_guest_says_which_cell_it_was(guest):
    with pytest.raises(GuestGone) as caught:
        guest.run("while True: pass", name="cell 7")
    assert caught.value.cell == "cell 7"
    assert str(caught.value) == "it took longer than 1.5 seconds"


SURVIVES = {
    "a memory bomb": ("x = bytearray(10 ** 11)", "MemoryError"),
    "a list without end": ("x = [0] * 10 ** 12", "MemoryError"),
    "100 MB on one line": ("print('x' * 100_000_000)", ""),
    "100 MB of C's": ("import os\nfor _ in range(100): os.write(1, b'x' * 1_000_000)", ""),
    "an error of 100 MB": ("raise ValueError('x' * 100_000_000)", "ValueError"),
    "a value of 10 MB": ("'x' * 10_000_000", ""),
    "changed builtins": ("import builtins\nbuiltins.len = builtins.print = builtins.isinstance = None", ""),
    "a shell without hooks": (
        "get_ipython().display_pub.publish = None\nget_ipython().showtraceback = None",
        "",
    ),
    "an input transformer": (
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['print(1)\\n'])",
        "",
    ),
    "a syntax transformer": (
        "import ast\nclass T(ast.NodeTransformer):\n    def visit_Assert(self, node): return None\n"
        "get_ipython().ast_transformers.append(T())",
        "",
    ),
    "a trace": ("import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)", ""),
    "SIGKILL": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", ""),
    "stopping itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", ""),
    "a program": ("!ls", "PermissionError"),
    "no modules": (
        "import sys\nfor n in list(sys.modules):\n    if n.startswith('whiteboard'): del sys.modules[n]",
        "",
    ),
    "an import hook": (
        "import sys\nclass H:\n    def find_spec(self, *a): raise SystemExit\nsys.meta_path.insert(0, H())",
        "",
    ),
    "a finalizer": ("class D:\n    def __del__(self): raise SystemExit\nD()\nx = D()\ndel x", ""),
    "no streams": ("import sys\nsys.stdout = sys.stderr = None", ""),
    "a lost lock": ("import gc\ngc.disable()", ""),
    "a tiny stack": ("import sys\nsys.setrecursionlimit(60)", ""),
    "a fork bomb": ("import os\nfor _ in range(10_000): os.fork()", "PermissionError"),
    "all memory kept": ("kept = []\nwhile True: kept.append(bytearray(1_000_000))", "MemoryError"),
    "many threads": (
        "import threading, time\nmade = 0\ntry:\n    for _ in range(5_000):\n"
        "        threading.Thread(target=time.sleep, args=(60,), daemon=True).start(); made += 1\n"
        "except RuntimeError: pass",
        "",
    ),
}


@pytest.mark.parametrize("what", SURVIVES)
def test_it_harms_itself_at_most(host, what):
    source, error = SURVIVES[what]
    with host.guest({}) as guest:
        guest.run("y = 7\ndef double(n): return 2 * n", name="before")
        try:
            ran = guest.run(source, name=what)
            assert ran.error == error, text_of(ran.outputs)
            assert len(text_of(ran.outputs)) < 30_000
            assert guest.value("y") == 7
            assert guest.call("double", [4]) == 8
        except GuestGone as gone:
            assert str(gone)
    with host.guest({}) as after:
        assert after.run("print(len('well'))", name="after").outputs[0]["text"] == "4\n"


def test_the_100_megabytes_are_cut_and_said_to_be(guest):
    for source in (SURVIVES["100 MB on one line"][0], SURVIVES["100 MB of C's"][0]):
        assert "5,000 bytes" in text_of(guest.run(source, name="much").outputs)


LIES = """
class Liar:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __bool__(self): return True
    def __float__(self): return 1.0
    def __sub__(self, other): return 0
    __rsub__ = __sub__
    def __abs__(self): return 0
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __lt__
    def __contains__(self, item): return True
    def __hash__(self): return 1
    def __getattr__(self, name): return lambda *a, **k: True
    def __call__(self, *a, **k): return self
def f(x): return Liar()
def g(x): raise SystemExit
class Int(int):
    def __eq__(self, other): return True
    def __hash__(self): return 1
def h(x): return Int(3)
class Meta(type):
    def __instancecheck__(cls, x): return True
    def __eq__(cls, x): return True
    def __hash__(cls): return 1
class C(metaclass=Meta):
    __class__ = int
def c(x): return C()
"""


def test_lying_objects_are_told_from_values(guest):
    guest.run(LIES, name="lies")
    for lie in (guest.call("f", [1]), guest.call("c", [1])):
        for judged in (lambda lie=lie: lie == 1, lambda lie=lie: abs(lie - 1) < 1, lambda lie=lie: 1 in lie):
            with pytest.raises(TypeError):
                judged()
        with pytest.raises(TypeError):
            lie.equals(1)
    three = guest.call("h", [1])
    assert type(three) is int
    assert three != 4
    with pytest.raises(GuestError):
        guest.call("g", [1])


def test_hostile_values_are_errors_or_values(guest):
    guest.run(
        "class N(str):\n    def __str__(self): raise SystemExit\nclass E(Exception):\n"
        "    def __str__(self): raise KeyboardInterrupt\n    __name__ = 3\n"
        "def e(): raise E(E())\nname = N('a')\nclass M(type):\n    def mro(cls): return [cls, int, object]\n"
        "class D(dict):\n    def __len__(self): return -1\nd = D(a=1)\n"
        "E.__name__ = 'x' * 10_000",
        name="odd",
    )
    assert guest.value("name") == "a"
    assert guest.value("d") == {"a": 1}
    with pytest.raises(GuestError):
        guest.call("e")


def test_a_forked_process_says_nothing_to_the_judge(guest):
    ran = guest.run("import os\npid = os.fork()\nprint('here' if pid else 'there')", name="fork")
    if ran.error == "":  # where forking is not refused
        assert "here" in text_of(ran.outputs)
        assert guest.value("pid") > 0
    assert guest.value("x") == 1


def test_what_a_guest_started_ends_with_it(host):
    with host.guest({}) as guest:
        guest.run(
            "import os, subprocess, time\n"
            "try: subprocess.Popen(['sleep', '43210.5'], start_new_session=True)\n"
            "except PermissionError: pass\n"
            "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
            "        os.execlp('sleep', 'sleep', '43210.5')\n    os._exit(0)",
            name="children",
        )
    assert not [line for line in commands() if b"43210.5" in line]


def commands():
    """The command lines of all processes of this machine."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found.append(path.read_bytes())
    return found


def test_nothing_is_left_in_the_folder(host):
    with host.guest({}) as guest:
        guest.run(
            "import os\nos.makedirs('a/b')\nos.symlink('/', 'root')\nos.mkfifo('pipe')\nopen('a/b/c', 'w').write('x')\n"
            "os.makedirs('a/.swept-2-0/.swept-2-1')\n"
            "os.chmod('a/b', 0)\nos.chmod('a', 0)\n"
            "for _ in range(3_000):\n    os.mkdir('deep' * 20)\n    os.chdir('deep' * 20)",
            name="litter",
        )
    with host.guest({}) as after:
        after.run("import os\nleft = os.listdir('.')", name="look")
        assert after.value("left") == []


@needs("bwrap")
def test_killing_all_processes_ends_no_other_guest(host):
    with host.guest({}) as guest, contextlib.suppress(GuestGone):
        guest.run("import os\nos.kill(-1, 9)\nos.kill(os.getppid(), 9)\nos._exit(1)", name="kill")
    with host.guest({}) as after:
        assert after.run("print('well')", name="after").outputs[0]["text"] == "well\n"


@needs("bwrap")
@pytest.mark.parametrize("signal", ["SIGSTOP", "SIGTERM", "SIGKILL"])
def test_a_signal_to_the_parent_ends_no_other_guest(host, signal):
    with host.guest({}) as guest, contextlib.suppress(GuestGone):
        guest.run(f"import os, signal\nos.kill(os.getppid(), signal.{signal})", name="kill")
    with host.guest({}) as after:
        assert after.run("print('well')", name="after").outputs[0]["text"] == "well\n"
