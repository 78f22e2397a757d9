"""The warm parent's own process: it imports what workers need, once, and forks them.

Started as ``python -P -m whiteboard.grading.workers.forking`` with a socket as standard input. Each byte that comes in
on it asks for one worker, and brings two descriptors: the worker's socket, and a pipe on which to tell its process
number and, once it has ended, how. It reads nothing of what learners handed in, so each worker begins clean.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress
from typing import NoReturn

from whiteboard.grading.workers import worker
from whiteboard.grading.workers.warm_parent import NUMBER


def main() -> int:
    """Fork workers until standard input is closed."""
    _end_with_parent()
    control = _private_link()
    worker.warm()
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # without a handler nothing would be written to wake us
    telling: dict[int, int] = {}
    while True:
        readable, _, _ = select.select([control.fileno(), reader], [], [])
        if reader in readable:
            os.read(reader, select.PIPE_BUF)
            _tell_who_ended(telling)
        if control.fileno() in readable:
            asked, descriptors, _, _ = socket.recv_fds(control, 1, 2)
            if not asked:
                return 0
            link, tell = descriptors
            parent = os.getpid()
            try:
                process = os.fork()
            except OSError as error:
                # As if it had ended at once; the workers that are there go on.
                print(f"no worker could be forked: {error.strerror}", file=sys.stderr, flush=True)
                _tell(tell, 0)
                _tell(tell, 1)
                os.close(link)
                os.close(tell)
                continue
            if not process:
                signal.set_wakeup_fd(-1)
                for descriptor in (control.fileno(), reader, writer, tell, *telling.values()):
                    os.close(descriptor)
                _be_worker(link, parent)
            os.close(link)
            telling[process] = tell
            _tell(tell, process)


def _be_worker(link: int, parent: int) -> NoReturn:
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _end_with_parent()
        if os.getppid() != parent:
            raise SystemExit(status)  # it ended before the kernel was told
        worker.serve(socket.socket(fileno=link))
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        # The system frees all memory at once; the interpreter would take a fifth of a second.
        os._exit(status)


def _tell_who_ended(telling: dict[int, int]) -> None:
    for process, tell in list(telling.items()):
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            _tell(tell, os.waitstatus_to_exitcode(status))
            os.close(tell)
            del telling[process]


def _tell(tell: int, number: int) -> None:
    with suppress(BrokenPipeError):  # nobody wants to know any more
        os.write(tell, number.to_bytes(NUMBER, "big", signed=True))


def _private_link() -> socket.socket:
    """Standard input's socket under a number that no child inherits; standard input itself becomes empty."""
    link = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return link


def _end_with_parent() -> None:
    """Have the kernel end this process when its parent ends, however that may happen."""
    if sys.platform != "linux":
        return
    import ctypes

    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL, 0, 0, 0)


if __name__ == "__main__":
    done = main()
    os._exit(done)
