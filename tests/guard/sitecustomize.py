"""What a notebook must not do: reach beyond this machine, or write beside itself.

Python reads this file at its start when its folder is on PYTHONPATH. Kernels that tests start get it, so that every
stored notebook is held to it while nbval runs it: the course works offline, and from a read-only folder.
"""

import os
import sys
import tempfile

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))


def given():
    """Folders that were named for what Jupyter and matplotlib write."""
    names = ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "MPLCONFIGDIR")
    return tuple(os.path.realpath(os.environ[name]) for name in names if os.environ.get(name))


def temporary():
    """Temporary files, devices, and the caches of the libraries that a notebook uses."""
    home = os.path.expanduser("~")
    hidden = [os.path.join(home, part) for part in (".ipython", ".cache", ".config", ".local", ".jupyter")]
    places = [tempfile.gettempdir(), "/tmp", "/dev", "/proc", *hidden]
    return tuple(os.path.realpath(place) for place in places)


def may_write(place):
    """Whether a kernel may write there; the repository is closed even where it lies among temporary files."""
    if "__pycache__" in place or place.startswith(GIVEN):
        return True
    return place.startswith(TEMPORARY) and not place.startswith(REPOSITORY + os.sep)


def hook(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""
        if host and not str(host).startswith(LOOPBACK):
            raise PermissionError(f"a notebook must work offline, and this one connects to {host!r}")
    elif event == "open":
        path, _, flags = arguments
        if isinstance(path, bytes | str) and isinstance(flags, int) and flags & WRITING:
            place = os.path.realpath(os.fsdecode(path))
            if not may_write(place):
                raise PermissionError(
                    f"a notebook must run from a read-only folder, and this one writes {place}"
                )


if any("ipykernel" in word for word in sys.orig_argv):
    GIVEN, TEMPORARY = given(), temporary()
    sys.addaudithook(hook)
