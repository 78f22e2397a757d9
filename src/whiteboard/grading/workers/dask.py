"""The workers of a Dask cluster as graders.

On each of the cluster's worker threads, grading happens in a supervised process of its own, as it does locally: a
submission that hangs, or takes its process down, costs the cluster nothing. Only bytes cross to the cluster and back.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import threading
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from whiteboard.grading.assignment import Assignment
from whiteboard.grading.outcome import Outcome
from whiteboard.grading.package_version import package_version
from whiteboard.grading.settings import Settings
from whiteboard.grading.workers.packed import (
    pack_assignment,
    settings_from_data,
    settings_to_data,
    unpack_assignment,
)
from whiteboard.grading.workers.pool import GRADER, Pool
from whiteboard.grading.workers.warm_parent import WarmParent
from whiteboard.grading.workers.work import CannotGrade, Done, Work

if TYPE_CHECKING:
    from distributed import Client, Future

_PATIENCE = 10
"""Seconds for the scheduler to answer, and for a first worker to be there."""

_RETRIES = 2
_AHEAD = 2


class DaskGraders:
    """The workers of an existing Dask cluster.

    Parameters
    ----------
    assignment : Assignment
        The instructor's version; it is sent once.
    settings : Settings
        What the instructor set.
    address : str
        The scheduler's, such as ``"tcp://10.0.0.5:8786"``.
    grader : str
        The function that is called there, as ``module:name``.

    Raises
    ------
    CannotGrade
        When the cluster cannot be reached, has no workers, or holds another version of this package.
    """

    def __init__(
        self, assignment: Assignment, settings: Settings, address: str, *, grader: str = GRADER
    ) -> None:
        self._client = _connected(address)
        try:
            _check_versions(self._client)
            asked = {"settings": settings_to_data(settings), "grader": grader, "version": package_version()}
            packed = pack_assignment(assignment)
            self._asked = json.dumps(asked)
            self._assignment = self._client.scatter(packed, broadcast=True, hash=False)
        except BaseException:
            self._client.close()
            raise

    def run(self, works: Iterable[Work]) -> Iterator[Done]:
        """Grade; what is done comes first, in no order.

        Parameters
        ----------
        works : iterable of Work
            Taken from so that there are always two for each thread of the cluster.

        Yields
        ------
        Done
            One for each; with `died` where processes ended that had it.

        Raises
        ------
        CannotGrade
            When the cluster is lost, or cannot grade.
        """
        from distributed import as_completed

        source = iter(works)
        asked: dict[str, Work] = {}
        futures = as_completed([], loop=self._client.loop)
        while True:
            for work in islice(source, max(0, self._most() - len(asked))):
                future = self._submit(work)
                asked[future.key] = work
                futures.add(future)
            if not asked:
                return
            done: Future = next(futures)
            yield _done(done, asked.pop(done.key))

    def close(self) -> None:
        """Leave the cluster, and what it holds of this class."""
        self._client.close()

    def _submit(self, work: Work) -> Future:
        # The key is new each time: a result of an earlier run must not be taken for this one's.
        return self._client.submit(
            grade_here,
            self._asked,
            self._assignment,
            work.fingerprint,
            work.packed,
            key=f"whiteboard-grade-{uuid4().hex}",
            retries=_RETRIES,
            pure=False,
        )

    def _most(self) -> int:
        """How many submissions may be under way."""
        threads: int = sum(self._client.nthreads().values())
        return _AHEAD * max(1, threads)


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise CannotGrade("grading on a cluster needs Dask: install whiteboard[distributed]") from error
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise CannotGrade(
            f"the Dask scheduler at {address} cannot be reached: {error}; start one with dask scheduler"
        ) from error
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        client.close()
        raise CannotGrade(
            f"the Dask scheduler at {address} has no workers; start some with dask worker {address}"
        ) from error
    return client


def _check_versions(client: Client) -> None:
    """Another version would give other points: refuse before anything is graded."""
    ours = package_version()
    for worker, theirs in client.run(version_here, on_error="return").items():
        if isinstance(theirs, Exception):
            raise CannotGrade(
                f"the Dask worker {worker} has no whiteboard that works ({theirs}); install {ours} there"
            )
        if theirs != ours:
            raise CannotGrade(_other_version(worker, theirs))


def version_here() -> str:
    """The version of this package on a Dask worker."""
    return package_version()


def _other_version(worker: str, theirs: str) -> str:
    return (
        f"the Dask worker {worker} has whiteboard {theirs}, and here it is {package_version()}; install the same "
        "version there, and start its workers again"
    )


def _done(future: Future, work: Work) -> Done:
    from distributed import KilledWorker

    try:
        # A worker may end after its task did, and take the answer along: this waits until another has it again.
        answer = json.loads(future.result())
    except KilledWorker:
        return Done(work=work, died="the cluster's workers that had it ended")
    except Exception as error:
        raise CannotGrade(
            f"the Dask cluster failed ({type(error).__name__}: {error}); run again: what was graded stays"
        ) from error
    if "stop" in answer:
        raise CannotGrade(answer["stop"])
    if "died" in answer:
        return Done(work=work, died=answer["died"])
    return Done(work=work, outcome=Outcome.from_data(answer["outcome"]))


_kept = threading.local()
"""For each thread of a Dask worker, the process that grades for it, and what that was started for."""

_slots: dict[int, int] = {}
_warm_parents: list[WarmParent] = []
_of_all_threads = threading.Lock()


def grade_here(asked: str, assignment: bytes, fingerprint: str, packed: bytes) -> bytes:
    """Grade one submission on a Dask worker, in a process that is kept for the next one.

    Parameters
    ----------
    asked : str
        As JSON: the settings, the function that grades, and the version that it must be of.
    assignment, packed : bytes
        As `pack_assignment` and `pack_submission` made them.
    fingerprint : str
        What the outcome depends on.

    Returns
    -------
    bytes
        JSON: the ``outcome``, how its process ``died``, or why to ``stop``.
    """
    try:
        pool = _pool(asked, assignment)
        work = Work(student="", fingerprint=fingerprint, packed=packed)
        for done in pool.run([work]):
            if done.outcome is None:
                return _answer(died=done.died)
            return _answer(outcome=done.outcome.to_data())
    except CannotGrade as error:
        return _answer(stop=str(error))
    return _answer(died="it gave no answer")


def _pool(asked: str, assignment: bytes) -> Pool:
    """This thread's process, started again where it was for something else."""
    key = hashlib.sha256(asked.encode() + assignment).digest()
    if getattr(_kept, "key", None) != key:
        told: dict[str, Any] = json.loads(asked)
        if told["version"] != package_version():
            raise CannotGrade(_other_version("that was given a submission", package_version()))
        _forget()
        pool = Pool(
            unpack_assignment(assignment),
            settings_from_data(told["settings"]),
            jobs=1,
            grader=told["grader"],
            first_slot=_slot(),
            warm_parent=_warm_parent(),
        )
        atexit.register(pool.close)
        _kept.pool, _kept.key = pool, key
    kept: Pool = _kept.pool
    return kept


def _forget() -> None:
    pool: Pool | None = getattr(_kept, "pool", None)
    if pool is not None:
        atexit.unregister(pool.close)
        pool.close()
        _kept.key = None


def _slot() -> int:
    """A number of this thread's own in this process."""
    with _of_all_threads:
        return _slots.setdefault(threading.get_ident(), len(_slots))


def _warm_parent() -> WarmParent:
    """What forks the processes of all threads."""
    with _of_all_threads:
        if not _warm_parents:
            _warm_parents.append(WarmParent())
            atexit.register(_warm_parents[0].close)
        return _warm_parents[0]


def _answer(**said: Any) -> bytes:
    return json.dumps(said).encode("ascii")
