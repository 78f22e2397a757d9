"""How the judge starts a warm parent behind the best walls that this machine offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from whiteboard.grading.guest.isolation.protection import Protection, acceptable, refusal
from whiteboard.grading.guest.isolation.starting import Launched, start
from whiteboard.grading.guest.isolation.ways import Way


def launch(
    command: Sequence[str],
    *,
    pass_fds: Sequence[int] = (),
    policy: str,
    slot: int = 0,
    readable: Sequence[Path] = (),
    environment: Mapping[str, str] | None = None,
) -> Launched:
    """Start a warm parent behind the best walls that this machine offers.

    Which those are is tried once for each process, by sending a probe in; under the policy ``"none"`` there are none.

    Parameters
    ----------
    command : sequence of str
        What to start, such as ``[sys.executable, "-P", "-s", "-m", "package.module"]``; the program as an absolute path.
    pass_fds : sequence of int
        Descriptors that stay open in it, under their numbers. All others are closed; its standard input and output are
        ``/dev/null``, its standard error is kept in `Launched.errors`.
    policy : str
        ``"full"``, ``"best"`` or ``"none"``, as in `Settings.isolation`.
    slot : int
        Which of several warm parents this is; started as root, each slot has a user of its own.
    readable : sequence of Path
        Files and folders that guests may read, beside Python and the system's libraries.
    environment : mapping, optional
        Variables beside the fixed few; nothing of the judge's own environment is passed on.

    Raises
    ------
    CannotIsolate
        This machine offers less than the policy asks for.
    ValueError
        There is no such policy.

    Examples
    --------
    >>> import sys
    >>> with launch([sys.executable, "-c", "print('within')"], policy="none") as launched:
    ...     launched.process.wait(timeout=60)
    0
    """
    way, protections = Way(), tuple[Protection, ...]()
    if not acceptable(protections, policy):
        from whiteboard.grading.guest.isolation.trial import best_way

        found = best_way()
        if not acceptable(found.protections, policy):
            raise refusal(found.protections, policy, found.trouble)
        way, protections = found.way, found.protections
    return start(
        command,
        way,
        pass_fds=pass_fds,
        policy=policy,
        slot=slot,
        readable=readable,
        environment=environment,
        protections=protections,
    )
