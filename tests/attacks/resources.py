"""Code that takes more than its share, or does not end."""

from __future__ import annotations

from tests.attacks.attack import FAULTY, Attack, answers, code, themed

# Where nothing holds the code, each bomb stays small: 200 processes, 300 MB, some seconds.
_FORKS = """\
import os, time
for number in range(100_000 if @HELD@ else 200):
    try:
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
    except OSError as error:
        print(error)
        break
"""

_FORKS_OF_FORKS = """\
import os, time
for _ in range(20 if @HELD@ else 6):
    try:
        os.fork()
    except OSError:
        pass
ends = time.monotonic() + 20
while time.monotonic() < ends:
    time.sleep(1)
os._exit(0)
"""

_THREADS = """\
import threading, time
threads = 0
try:
    for number in range(100_000 if @HELD@ else 200):
        threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
        threads += 1
except RuntimeError as error:
    print(error)
"""

_MEMORY = """\
held = []
for number in range(300 if @HELD@ else 30):
    held.append(bytearray(b"x") * 10_000_000)
"""

_DISK = """\
import os
written = 0
try:
    for number in range(1_000 if @HELD@ else 30):
        with open(f"@LEFT@-{number}.bin", "wb") as file:
            for _ in range(10):
                written += file.write(bytes(1_000_000))
except OSError as error:
    print(error)
for folder in ("/tmp", "/var/tmp", "/dev/shm"):
    try:
        with open(f"{folder}/@LEFT@-disk.bin", "wb") as file:
            for _ in range(200 if @HELD@ else 5):
                file.write(bytes(1_000_000))
    except OSError as error:
        print(error)
"""

_FILES = """\
import os
for number in range(100_000 if @HELD@ else 2_000):
    try:
        open(f"@LEFT@-{number}", "w").close()
    except OSError as error:
        print(error)
        break
os.makedirs("/".join(["deep"] * 200), exist_ok=True)
"""

_PRINTS = """\
import sys
for number in range(10 ** 12 if @HELD@ else 300_000):
    print("line", number, "x" * 60)
"""

_OUTLIVES = """\
import os, signal, sys, time
if os.fork() == 0:
    os.setsid()
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            try:
                open("/tmp/@LEFT@-outlives", "w").close()
            except OSError:
                pass
            time.sleep(0.2)
    os._exit(0)
"""

_DAEMON = """\
import subprocess
process = subprocess.Popen(["sleep", "45"], start_new_session=True)
print(process.pid)
"""

_IGNORES = """\
import signal, time
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
try:
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
except OSError:
    pass
ends = time.monotonic() + 60
while time.monotonic() < ends:
    pass
"""

_CATCHES = """\
import time
ends = time.monotonic() + 60
while time.monotonic() < ends:
    try:
        while time.monotonic() < ends:
            pass
    except BaseException:
        continue
"""

_KILLS_PARENTS = """\
import os, signal
os.kill(os.getppid(), signal.SIGKILL)
"""

_KILLS_MORE = """\
import os, signal
def parent(process):
    with open(f"/proc/{process}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])
process = os.getppid()
for _ in range(4 if @HELD@ else 0):
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            line = file.read()
        if b"whiteboard.grading" not in line and b"bwrap" not in line:
            break
        above = parent(process)
        os.kill(process, signal.SIGSTOP)
        os.kill(process, signal.SIGKILL)
        process = above
    except OSError as error:
        print(error)
        break
os.kill(os.getpid(), signal.SIGKILL)
"""

_OPENS = """\
held = []
try:
    while len(held) < 200_000:
        held.append(open("/dev/null"))
except OSError as error:
    print(error)
"""

_DISPLAYS = """\
from IPython.display import HTML, display
for number in range(100_000 if @HELD@ else 3_000):
    display(HTML("<b>x</b>" * 20))
"""

_PICTURES = """\
import base64, os
from IPython.display import publish_display_data
for number in range(40):
    publish_display_data({"image/png": base64.b64encode(os.urandom(2_000_000)).decode()})
"""

_C_CODE = "import re\nre.match(r'(a|aa)+$', 'a' * 60 + 'b')"

_LOOP = "def square(x):\n    while True:\n        pass"

ATTACKS: tuple[Attack, ...] = themed(
    "Resources",
    [
        code("fork-bomb", "starts processes without end", _FORKS, honest=True, confined=True),
        code("fork-of-forks", "processes that double each time", _FORKS_OF_FORKS, honest=True, confined=True),
        code("thread-bomb", "starts threads without end", _THREADS, honest=True),
        code("memory-bomb", "takes 3 GB of memory", _MEMORY, honest=True),
        code("memory-at-once", "asks for 1 TB of memory", "text = bytearray(10 ** 12)", honest=True),
        code(
            "disk-bomb",
            "writes 10 GB to its folder, and to /tmp, /var/tmp and /dev/shm",
            _DISK,
            honest=True,
            confined=True,
        ),
        code("files-bomb", "makes 100,000 files and 200 folders in each other", _FILES, honest=True),
        code("open-files", "opens files without end", _OPENS, honest=True),
        code("output-bomb", "prints without end", _PRINTS, honest=True),
        code(
            "one-line",
            "prints 200 MB on one line",
            "print('x' * (200_000_000 if @HELD@ else 20_000_000))",
            honest=True,
        ),
        code(
            "stderr-bomb",
            "writes 200 MB to the standard error of C code",
            (
                "import os\nfor _ in range(200 if @HELD@ else 20):\n"
                "    os.write(2, b'x' * 1_000_000)\n"
                "    os.write(1, b'x' * 1_000_000)"
            ),
            honest=True,
        ),
        code("display-bomb", "shows 100,000 pieces of HTML", _DISPLAYS, honest=True),
        code("picture-bomb", "shows 40 pictures of 2 MB", _PICTURES, honest=True),
        code(
            "endless-loop",
            "a loop without end in a cell",
            "while True:\n    pass",
            honest=True,
            states=FAULTY,
        ),
        code(
            "endless-sleep", "sleeps for a day", "import time\ntime.sleep(86_400)", honest=True, states=FAULTY
        ),
        code("ignored-signals", "a loop that ignores all signals", _IGNORES, honest=True, states=FAULTY),
        code(
            "caught-interrupts", "a loop that catches every exception", _CATCHES, honest=True, states=FAULTY
        ),
        code(
            "loop-in-c",
            "a loop inside C code, where Python hears no signal",
            _C_CODE,
            honest=True,
            states=FAULTY,
        ),
        answers(
            "loop-in-function",
            "a loop without end in a function that is tested",
            {"square": _LOOP},
            base="honest",
            earns=9.0,
            states=FAULTY,
        ),
        code(
            "slow-cells",
            "twenty cells, each just quick enough",
            *["import time\ntime.sleep(2.5)"] * 20,
            honest=True,
            earns=0.0,
            states=FAULTY,
            remains="A notebook whose time is used up earns nothing for tests that were not reached.",
        ),
        code(
            "os-exit",
            "os._exit in a cell of an honest notebook",
            "import os\nos._exit(0)",
            honest=True,
            states=FAULTY,
        ),
        code(
            "abort",
            "abort in a cell of an honest notebook",
            "import os\nos.abort()",
            honest=True,
            states=FAULTY,
        ),
        code(
            "kills-itself",
            "SIGKILL to itself",
            "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
            honest=True,
        ),
        code(
            "stops-itself",
            "SIGSTOP to itself",
            "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
            honest=True,
        ),
        code("kills-parent", "SIGKILL to its parent", _KILLS_PARENTS, honest=True, confined=True),
        code(
            "kills-grader",
            "SIGKILL to all processes of the grader that it finds above it",
            _KILLS_MORE,
            honest=True,
            confined=True,
        ),
        code(
            "outlives",
            "a process of its own session that ignores signals and goes on",
            _OUTLIVES,
            honest=True,
            confined=True,
        ),
        code("daemon", "a program started in a session of its own", _DAEMON, honest=True, confined=True),
        code(
            "last-thread",
            "a thread that keeps the process from ending",
            "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()",
            honest=True,
        ),
    ],
)
