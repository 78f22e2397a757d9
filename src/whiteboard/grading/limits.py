"""How much one submission may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a learner's code may use, and how large a submission may be.

    Parameters
    ----------
    cell_seconds : float
        Wall clock of one cell or one request.
    total_seconds : float
        Wall clock of a whole notebook, restarts included.
    memory : int
        Bytes of address space of a guest.
    processes : int
        Processes and threads of a guest.
    file_size : int
        Bytes of the largest file that a guest may write, and of all its files together where that can be held.
    output : int
        Bytes of output kept for a cell; the rest is cut, and said to be.
    notebook_size : int
        Bytes of the largest notebook that is read.
    folder_size : int
        Bytes of all files beside the notebook that are handed to its code.
    cells : int
        Cells of a notebook that are read.
    files : int
        Files of a submission that are read, notebooks included.
    """

    cell_seconds: float = 10.0
    total_seconds: float = 60.0
    memory: int = 2_000_000_000
    processes: int = 64
    file_size: int = 64_000_000
    output: int = 100_000
    notebook_size: int = 20_000_000
    folder_size: int = 20_000_000
    cells: int = 5_000
    files: int = 500
