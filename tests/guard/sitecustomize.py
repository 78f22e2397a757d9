"""What a notebook must not do: reach beyond this machine, or write beside itself.

Python reads this file at its start when its folder is on PYTHONPATH. Kernels that tests start get it, so that every
stored notebook is held to it while nbval runs it: the course works offline, and from a read-only folder.
"""

import os
import sys
import tempfile

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def allowed():
    """Where a kernel may write: temporary files, devices, and the caches of the libraries that it uses."""
    home = os.path.expanduser("~")
    named = [
        os.environ.get(name)
        for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "MPLCONFIGDIR")
    ]
    hidden = [os.path.join(home, part) for part in (".ipython", ".cache", ".config", ".local", ".jupyter")]
    places = [tempfile.gettempdir(), "/tmp", "/dev", "/proc", *hidden, *filter(None, named)]
    return tuple(os.path.realpath(place) for place in places)


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
            if "__pycache__" not in place and not place.startswith(ALLOWED):
                raise PermissionError(
                    f"a notebook must run from a read-only folder, and this one writes {place}"
                )


if any("ipykernel" in word for word in sys.orig_argv):
    ALLOWED = allowed()
    sys.addaudithook(hook)
