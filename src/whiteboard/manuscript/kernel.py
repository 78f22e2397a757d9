"""Running a notebook: in a kernel of this Python, in a folder of its own, without the user's settings."""

from __future__ import annotations

import copy
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from whiteboard.manuscript.page import ManuscriptError, Page

SECONDS_A_CELL = 120
SECONDS_TO_START = 90

_KERNEL_CONFIG = """\
c = get_config()
# matplotlib writes its own version into a picture unless told otherwise.
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "metadata": {"Software": None}}
c.HistoryManager.enabled = False
"""


def execute(page: Page, *, companions: Mapping[str, bytes] | None = None) -> Any:
    """Run a page's cells from first to last, and return the notebook with its outputs.

    Parameters
    ----------
    page : Page
        What to run.
    companions : Mapping, optional
        Files the notebook finds beside it: path below its folder → content.

    Raises
    ------
    ManuscriptError
        When a cell fails, writes to stderr, takes too long or kills its kernel; names file and line.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = copy.deepcopy(page.notebook)
    if all(cell.cell_type != "code" for cell in notebook.cells):
        return notebook
    position = 0

    def started(cell: Any, cell_index: int) -> None:
        nonlocal position
        position = cell_index

    with tempfile.TemporaryDirectory(prefix="whiteboard-") as folder:
        beside, state = Path(folder, "beside"), Path(folder, "state")
        beside.mkdir()
        for name, content in (companions or {}).items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).write_bytes(content)
        client = NotebookClient(
            notebook,
            km=_kernel_manager(state),
            resources={"metadata": {"path": str(beside)}},
            timeout=SECONDS_A_CELL,
            startup_timeout=SECONDS_TO_START,
            record_timing=False,
            store_widget_state=False,
            coalesce_streams=True,
            on_cell_start=started,
            # The kernel's own log is not the notebook's; loopback needs no encryption.
            extra_arguments=["--log-level=ERROR"],
        )
        try:
            # The kernel manager is ours, so that without cleanup_kc the kernel would outlive the run.
            client.execute(env=_environment(state), cleanup_kc=True)
        except CellExecutionError as error:
            raise ManuscriptError(f"{page.where(position)}: {error.ename}: {error.evalue}") from None
        except (CellTimeoutError, TimeoutError):
            raise ManuscriptError(f"{page.where(position)}: no end after {SECONDS_A_CELL} s") from None
        except DeadKernelError:
            raise ManuscriptError(f"{page.where(position)}: the kernel died") from None
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            _tidy(page, place, cell)
    notebook.metadata = copy.deepcopy(page.notebook.metadata)
    return notebook


def _kernel_manager(state: Path) -> Any:
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    for name in ("runtime", "ipython/profile_default"):
        (state / name).mkdir(parents=True)
    (state / "ipython/profile_default/ipython_kernel_config.py").write_text(_KERNEL_CONFIG)
    return AsyncKernelManager(
        kernel_name="python3",
        connection_file=str(state / "runtime" / "kernel.json"),
        # Without folders to look in, python3 is the kernel of this Python, whatever the user has installed.
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
    )


def _environment(state: Path) -> dict[str, str]:
    (state / "matplotlibrc").write_text("")
    return {
        **os.environ,
        "IPYTHONDIR": str(state / "ipython"),
        "JUPYTER_CONFIG_DIR": str(state / "config"),
        "JUPYTER_RUNTIME_DIR": str(state / "runtime"),
        "MATPLOTLIBRC": str(state / "matplotlibrc"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "WHITEBOARD_QUIET": "1",  # a progress bar is not worth storing
    }


def _tidy(page: Page, place: int, cell: Any) -> None:
    cell.metadata.pop("execution", None)
    for output in cell.outputs:
        if output.output_type == "error":
            raise ManuscriptError(f"{page.where(place)}: {output.ename}: {output.evalue}")
        if output.output_type == "stream" and output.name == "stderr":
            raise ManuscriptError(f"{page.where(place)}: writes to stderr: {output.text.strip()}")
        if "data" in output:
            # A widget lives only with its kernel, under a random name; its text stays.
            output.data.pop("application/vnd.jupyter.widget-view+json", None)
