"""Folders with more, less, or other things in them than a notebook."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable

from tests.attacks.attack import FAULTY, READABLE, UNREADABLE, Attack, Place, first, full, themed
from tests.attacks.course import BOARD, KATA
from whiteboard.grading.outcome import State


def _beside(
    name: str,
    tries: str,
    make: Callable[[Place], object],
    *,
    states: frozenset[State] = READABLE,
    assignment: str = KATA,
    says: str = "",
    remains: str = "",
) -> Attack:
    """Something beside an honest notebook."""

    def build(place: Place) -> None:
        place.hand_in(place.honest())
        make(place)

    return Attack(
        name=name,
        tries=tries,
        build=build,
        earns=full(assignment),
        states=states,
        assignment=assignment,
        says=says,
        remains=remains,
    )


def _instead(name: str, tries: str, make: Callable[[Place], object], *, says: str = "") -> Attack:
    """Something in the notebook's place."""

    def build(place: Place) -> None:
        place.folder.mkdir(parents=True, exist_ok=True)
        make(place)

    return Attack(name=name, tries=tries, build=build, states=UNREADABLE, says=says)


def _link(target: str, name: str) -> Callable[[Place], None]:
    return lambda place: (place.folder / name).symlink_to(place.fill(target))


def _hard_link(target: str, name: str) -> Callable[[Place], None]:
    return lambda place: os.link(place.fill(target), place.folder / name)


def _device(name: str) -> Callable[[Place], None]:
    def make(place: Place) -> None:
        # Where nothing holds the reader, an endless device would take all memory of the machine.
        number = os.makedev(1, 5) if place.held else os.makedev(1, 3)
        os.mknod(place.folder / (name or place.notebook_path.name), stat.S_IFCHR | 0o666, number)

    return make


def _socket(place: Place) -> None:
    # A path of a socket has at most 107 bytes, so it is made from within the folder.
    handle = os.open(place.folder, os.O_RDONLY)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(f"/proc/self/fd/{handle}/a.sock")
    finally:
        os.close(handle)


def _odd_names(place: Place) -> None:
    for name in (
        "..\\..\\gradebook.db",
        "-rf",
        "a\nb.txt",
        "$(touch evil).txt",
        "\x1b[31mred\x1b]0;title\x07.txt",
        "*",
        "%2e%2e%2fgradebook.db",
        "x" * 250,
        " ",
        "aux.ipynb.exe",
        ".hidden",
    ):
        place.file(name, "odd")
    with open(os.fsencode(place.folder) + b"/\xff\xfe.txt", "wb") as file:
        file.write(b"odd")


def _many_files(place: Place) -> None:
    for number in range(2_000):
        place.file(f"data/{number}.txt", "x")


def _deep_folders(place: Place) -> None:
    folder = place.folder
    here = os.open(folder, os.O_RDONLY)
    try:
        for _ in range(300):
            os.mkdir("folder-in-a-folder", dir_fd=here)
            below = os.open("folder-in-a-folder", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
    finally:
        os.close(here)


def _large_file(place: Place) -> None:
    size = 2_000_000_000 if place.held else 50_000_000
    with open(place.file("data.bin", b""), "wb") as file:
        file.truncate(size)  # takes no room on the disk


def _settings(place: Place) -> None:
    leaves = f"open('/tmp/{place.planted.left}-settings', 'w').close()\n"
    for name in (
        "nbgrader_config.py",
        "jupyter_config.py",
        "ipython_config.py",
        "sitecustomize.py",
        "usercustomize.py",
        "conftest.py",
    ):
        place.file(name, leaves)
    place.file("evil.pth", f"import os; {leaves}")
    place.file("pyproject.toml", "[project")


def _shadowing(*names: str) -> Callable[[Place], None]:
    """Modules beside the notebook that bear the names of others, and give points away when they are imported."""
    text = (
        f"import builtins\nopen('/tmp/@LEFT@-{names[0]}', 'w').close()\n"
        "class Equal:\n    def __eq__(self, other):\n        return True\n"
        "    def __getattr__(self, name):\n        return self\n"
        "    def __call__(self, *given, **named):\n        return self\n"
        "builtins.square = builtins.words = lambda *given: Equal()\n"
        "def __getattr__(name):\n    return Equal()\n"
    )

    def make(place: Place) -> None:
        for name in names:
            place.file(name, place.fill(text))

    return make


def _shadow_pandas(place: Place) -> None:
    place.hand_in(first(place.empty(), "import pandas, numpy, json, math, whiteboard"))
    _shadowing("pandas.py", "numpy.py", "json.py", "math.py", "whiteboard.py", "random.py", "IPython.py")(
        place
    )


def _renamed(name: str) -> Callable[[Place], None]:
    return lambda place: place.hand_in(place.honest(), name=name)


def _second_notebook(place: Place) -> None:
    place.hand_in(place.honest(), name=f"{place.assignment}-copy")
    place.hand_in(place.honest(), name="other")


def _forged_beside(place: Place) -> None:
    """An untouched notebook, and an honest one under other names."""
    place.hand_in(place.empty())
    place.hand_in(place.honest(), name="KATA")
    place.hand_in(place.honest(), name="kata-graded")


def _time(content: bytes) -> Callable[[Place], object]:
    return lambda place: place.file("timestamp.txt", content)


def _large_time(place: Place) -> None:
    with open(place.file("timestamp.txt", b""), "wb") as file:
        file.truncate(1_000_000_000 if place.held else 20_000_000)


def _course_names(place: Place) -> None:
    for name in (
        "gradebook.db",
        "autograded/kata.ipynb",
        "source/kata.ipynb",
        "feedback/kata.html",
        ".git/config",
    ):
        place.file(name, b"SQLite format 3\0")


ATTACKS: tuple[Attack, ...] = themed(
    "Files",
    [
        _beside(
            "link-to-gradebook",
            "a symlink copies the gradebook into the graded folder",
            _link("@GRADEBOOK@", "data.csv"),
            states=FAULTY,
        ),
        _beside(
            "link-to-course", "a symlink to the course's folder", _link("@COURSE@", "course"), states=FAULTY
        ),
        _beside("link-loop", "a symlink to its own folder", _link(".", "loop"), states=FAULTY),
        _beside(
            "link-to-home",
            "a symlink to a file in the home folder, under a path",
            _link("@HOME@", "notes.txt"),
            states=FAULTY,
        ),
        _instead(
            "notebook-link", "the notebook is a symlink to another learner's", _link("@OTHER@", "kata.ipynb")
        ),
        _instead(
            "notebook-link-source",
            "the notebook is a symlink to the instructor's",
            _link("@SOURCE@", "kata.ipynb"),
        ),
        _beside(
            "hard-link-gradebook",
            "a hard link to the gradebook",
            _hard_link("@GRADEBOOK@", "data.db"),
            states=FAULTY,
        ),
        _instead(
            "notebook-pipe",
            "the notebook is a pipe that nobody writes to",
            lambda place: os.mkfifo(place.notebook_path),
        ),
        _beside(
            "pipe",
            "a pipe beside the notebook",
            lambda place: os.mkfifo(place.folder / "data.csv"),
            states=FAULTY,
        ),
        _instead("notebook-device", "the notebook is an endless device", _device("")),
        _beside("device", "an endless device beside the notebook", _device("data.bin"), states=FAULTY),
        _beside("socket-file", "a socket beside the notebook", _socket, states=FAULTY),
        _instead(
            "notebook-folder",
            "the notebook is a folder",
            lambda place: (place.folder / "kata.ipynb" / "x").mkdir(parents=True),
        ),
        _beside(
            "odd-names", "file names with path tricks, line breaks, escapes and broken characters", _odd_names
        ),
        _beside("many-files", "2,000 files", _many_files, states=FAULTY),
        _beside("deep-folders", "300 folders in each other", _deep_folders),
        _beside("large-file", "a file of 2 GB", _large_file, states=FAULTY),
        _instead("no-files", "a folder with nothing in it", lambda place: None, says="no notebook"),
        _instead(
            "no-notebook",
            "a folder without a notebook",
            lambda place: place.file("answers.txt", "42"),
            says="no notebook",
        ),
        Attack(
            name="renamed-notebook",
            tries="an honest notebook under another name",
            build=_renamed("my solution (final)"),
            earns=full(KATA),
            states=FAULTY,
        ),
        Attack(
            name="name-in-capitals",
            tries="an honest notebook whose name is in capitals",
            build=_renamed("KATA"),
            earns=full(KATA),
            states=FAULTY,
        ),
        _beside("more-notebooks", "copies of the notebook beside it", _second_notebook),
        Attack(
            name="honest-copy-beside",
            tries="an untouched notebook, and an honest one under two other names",
            build=_forged_beside,
            earns=0.0,
        ),
        _beside(
            "settings-beside", "nbgrader's, Jupyter's and Python's settings files that run code", _settings
        ),
        Attack(
            name="shadowed-modules",
            tries="pandas.py, json.py, math.py, whiteboard.py beside the notebook give points away",
            build=_shadow_pandas,
        ),
        _beside(
            "shadowed-modules-drafts",
            "the same beside a notebook of drafts",
            _shadowing("whiteboard.py", "json.py", "sqlite3.py", "networkx.py", "sqlglot.py"),
            assignment=BOARD,
        ),
        _beside(
            "future-time",
            "a time of handing in that lies in the year 9999",
            _time(b"9999-12-31 23:59:59.999999 UTC"),
        ),
        _beside(
            "garbage-time",
            "a time of handing in that is none",
            _time(b"\xff\xfe' OR 1=1; --\0" * 5),
            states=FAULTY,
        ),
        _beside("huge-time", "a timestamp.txt of 1 GB", _large_time, states=FAULTY),
        _beside(
            "time-link",
            "timestamp.txt is a symlink to a secret",
            _link("@HOME@", "timestamp.txt"),
            states=FAULTY,
        ),
        _beside("names-of-the-course", "files named as those of the course", _course_names),
    ],
)
