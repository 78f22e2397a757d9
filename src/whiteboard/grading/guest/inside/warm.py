"""What the warm parent imports and tries once, so that no guest has to."""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whiteboard.grading.guest.inside.shell import GuestShell

_LIBRARIES = (
    *("numpy", "pandas", "matplotlib", "matplotlib.pyplot", "matplotlib_inline.backend_inline", "networkx"),
    *(
        "sqlite3",
        "asyncio",
        "dataclasses",
        "csv",
        "json",
        "random",
        "statistics",
        "multiprocessing.synchronize",
    ),
    *(
        "multiprocessing.pool",
        "concurrent.futures.process",
        "IPython.display",
        "pydoc",
        "inspect",
        "textwrap",
    ),
    *("whiteboard.notebook.magics", "whiteboard.notebook.running", "whiteboard.notebook.interviewing"),
)
_REHEARSAL = """\
%matplotlib inline
import matplotlib.pyplot as _plot
import pandas as _tables
_figure, _axes = _plot.subplots()
_axes.plot([1, 2, 3], label="x")
_axes.set_title("t")
_axes.legend()
_plot.show()
_tables.DataFrame({"a": [1, 2], "b": ["x", "y"]}).groupby("b").sum()
"""
_ERROR = "def fails(_value):\n    return 1 / _value\nfails(0)"


def warm_up(extra_packages: tuple[str, ...]) -> GuestShell:
    """Import the libraries, make a shell, and run a plot, a table and an error in it.

    Parameters
    ----------
    extra_packages : tuple of str
        Further modules to import; those that can't be are left to the learner's own import to complain of.

    Returns
    -------
    GuestShell
        A shell with nothing defined in it.

    Raises
    ------
    RuntimeError
        A library left a thread running, which a forked process would lack.
    """
    os.environ["MPLBACKEND"] = "Agg"
    for name in _LIBRARIES:
        importlib.import_module(name)
    for name in extra_packages:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    from whiteboard.grading.guest.inside.shell import GuestShell

    shell: GuestShell = GuestShell.instance()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        shell.run_cell(_REHEARSAL, store_history=True)
        shell.run_cell(_ERROR, store_history=True)
    shell.forget()
    # At a cell's end pyplot would draw each figure, and right after it the inline backend does so for the picture.
    sys.modules["matplotlib.pyplot"].uninstall_repl_displayhook()
    check_single_thread()
    gc.collect()
    gc.freeze()  # a collection in a guest would write to, and so copy, all that it shares with its parent
    return shell


def check_single_thread() -> None:
    """Raise RuntimeError where there is more than one thread; ``/proc`` is asked where it is there to be."""
    threads = threading.active_count()
    with contextlib.suppress(OSError):
        threads = max(threads, len(os.listdir("/proc/self/task")))
    if threads > 1:
        raise RuntimeError(f"the warm parent of guests has {threads} threads, and may fork with one only")
