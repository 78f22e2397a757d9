"""From the mechanisms that took hold to the protections that they are."""

from __future__ import annotations

from dataclasses import dataclass

from whiteboard.grading.guest.isolation.landlock import LEAST_FOR_FILES
from whiteboard.grading.guest.isolation.protection import Protection


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlace:
    """The mechanisms that hold a guest.

    Parameters
    ----------
    bubblewrap : bool
        It was started in bubblewrap's namespaces, and sees the files that were put there.
    own_user : bool
        It runs as a user that nothing else runs as.
    namespaces : bool
        It has user, process and mount namespaces of its own.
    network_namespace : bool
        It has a network namespace of its own, beside bubblewrap's.
    read_only : bool
        Nothing outside its folder can be written, in its mounts.
    size_limited : bool
        Its folder holds so much and no more.
    landlock : int
        The version of Landlock's interface that holds it; 0 for none.
    seccomp : bool
        The filter of system calls is in force.
    unprivileged : bool
        It has no capability, and can get none.
    limits : bool
        The limits of the operating system are set.
    """

    bubblewrap: bool = False
    own_user: bool = False
    namespaces: bool = False
    network_namespace: bool = False
    read_only: bool = False
    size_limited: bool = False
    landlock: int = 0
    seccomp: bool = False
    unprivileged: bool = False
    limits: bool = False

    def protections(self) -> tuple[Protection, ...]:
        """What is held, and by what.

        Examples
        --------
        >>> [str(held) for held in InPlace(seccomp=True, landlock=1).protections()]
        ['network: seccomp', 'system calls: seccomp']
        """
        landlock = f"Landlock ABI {self.landlock}"
        wrapped = [(self.bubblewrap, "bubblewrap")]
        seccomp = [(self.seccomp, "seccomp")]
        files = [*wrapped, (self.landlock >= LEAST_FOR_FILES, landlock)]
        unwritable = self.read_only or self.landlock >= LEAST_FOR_FILES
        # Without seccomp, there are other processes, and memory that the limit does not count.
        memory = self.limits and self.seccomp
        # seccomp holds signals and the start of processes; that others are not seen needs one of the two besides.
        nobody = self.seccomp and (self.namespaces or self.landlock >= LEAST_FOR_FILES)
        found = {
            "files": files,
            # A namespace alone leaves Unix sockets in files that can be seen.
            "network": [*wrapped, (self.seccomp and self.network_namespace, "network namespace"), *seccomp],
            "processes": [
                (nobody and self.namespaces, "process namespace"),
                (nobody and self.landlock >= LEAST_FOR_FILES, landlock),
                (nobody, "seccomp"),
            ],
            "system calls": seccomp,
            "memory": [(memory, "rlimit"), (memory, "seccomp")],
            "disk": [(self.size_limited and unwritable, "size-limited file system")],
            "time": [(self.limits, "rlimit")],
            "user": [
                (self.own_user, "a user of its own"),
                (self.namespaces and self.unprivileged, "user namespace without capabilities"),
            ],
        }
        return tuple(
            Protection(name, by)
            for name, mechanisms in found.items()
            if (by := tuple(mechanism for holds, mechanism in mechanisms if holds))
        )
