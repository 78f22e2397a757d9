"""What of a machine is kept from a learner's code, under stable names, and whether that is enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

NAMES = ("files", "network", "processes", "system calls", "memory", "disk", "time", "user")
"""All protections, in the order in which they are told."""

_WANTED = {"full": NAMES[:4], "best": NAMES[:2], "none": ()}
ANYTHING = "anything"
"""No policy of `Settings`: all mechanisms are put in force, and none is insisted on."""


@dataclass(frozen=True, slots=True)
class Protection:
    """Something that is kept from a learner's code.

    Parameters
    ----------
    name : str
        One of `NAMES`; `MEANING` tells what each means.
    by : tuple of str
        The mechanisms that hold it, such as ``"bubblewrap"``, ``"Landlock ABI 7"``, ``"seccomp"``.

    Examples
    --------
    >>> print(Protection("files", ("bubblewrap", "Landlock ABI 7")))
    files: bubblewrap, Landlock ABI 7
    """

    name: str
    by: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(self.by)}"


class CannotIsolate(RuntimeError):
    """This machine keeps less from a learner's code than the settings ask for; says what, and the remedy."""


def missing(protections: Iterable[Protection]) -> tuple[str, ...]:
    """The names of those that are not held."""
    held = {protection.name for protection in protections}
    return tuple(name for name in NAMES if name not in held)


def is_full(protections: Iterable[Protection]) -> bool:
    """Whether files, network, processes and system calls are all held."""
    return acceptable(protections, "full")


def acceptable(protections: Iterable[Protection], policy: str) -> bool:
    """Whether that is as much as a policy asks for.

    Parameters
    ----------
    policy : str
        ``"full"``, ``"best"`` or ``"none"``, as in `Settings.isolation`.

    Raises
    ------
    ValueError
        There is no such policy.

    Examples
    --------
    >>> held = [Protection("files", ("bubblewrap",)), Protection("network", ("bubblewrap",))]
    >>> acceptable(held, "best"), acceptable(held, "full")
    (True, False)
    """
    return not lacking(protections, policy)


def lacking(protections: Iterable[Protection], policy: str) -> tuple[str, ...]:
    """The names of those that a policy asks for, and that are not held."""
    if policy == ANYTHING:
        return ()
    if policy not in _WANTED:
        raise ValueError(f"isolation is {policy!r}; write one of {', '.join(map(repr, _WANTED))}")
    absent = missing(protections)
    return tuple(name for name in _WANTED[policy] if name in absent)


MEANING = {
    "files": "it reads Python, libraries and its own folder, and writes only there",
    "network": "it reaches no network, and no socket of this machine",
    "processes": "it starts no program, and sees and signals no other process",
    "system calls": "the kernel refuses it what a computation does not need",
    "memory": "it gets no more than the limit",
    "disk": "all its files together get no more than the limit",
    "time": "it computes no longer than the limit",
    "user": "it has no right of whoever grades",
}
"""What it means that a protection is held."""
_SECCOMP = "a kernel with seccomp filters, on x86-64 or aarch64; in Docker: --security-opt seccomp=unconfined"
_NAMESPACES = (
    "user namespaces: sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone=1, "
    "kernel.apparmor_restrict_unprivileged_userns=0; in Docker: --security-opt seccomp=unconfined "
    "--security-opt apparmor=unconfined --security-opt systempaths=unconfined"
)
REMEDY = {
    "files": "apt-get install bubblewrap; or a kernel with Landlock (linux 6.2 or later)",
    "network": f"apt-get install bubblewrap; or {_SECCOMP}",
    "processes": f"{_SECCOMP}; and Landlock (linux 6.2 or later), or {_NAMESPACES}",
    "system calls": _SECCOMP,
    "memory": f"Linux; and {_SECCOMP}",
    "disk": _NAMESPACES,
    "time": "Linux",
    "user": f"grading as root, which gives each guest a user of its own; or {_NAMESPACES}",
}
"""What to do about a protection that is not held."""


def refusal(protections: Iterable[Protection], policy: str, seen: str = "") -> CannotIsolate:
    """The error for protections that a policy does not accept.

    Parameters
    ----------
    seen : str
        What stood in the way, as far as the machine said so.
    """
    names = lacking(protections, policy)
    remedies = "; ".join(f"for {name}: {REMEDY[name]}" for name in names)
    text = (
        f"learners' code is not run, since isolation is {policy!r}, and nothing holds {' and '.join(names)} here. "
        f"Remedy: {remedies}. `whiteboard doctor` tells more; trusted code can be run with isolation 'none'."
    )
    return CannotIsolate(f"{text} Seen: {seen}" if seen else text)
