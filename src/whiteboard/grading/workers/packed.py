"""Submissions, assignments and settings as bytes, for crossing to another process without pickle.

A packed value is eight bytes with the length of a head, the head as JSON, and after it the contents of the files that
the head lists.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from whiteboard.grading.assignment import Assignment, SourceCell, SourceNotebook
from whiteboard.grading.limits import Limits
from whiteboard.grading.outcome import Fault
from whiteboard.grading.settings import Settings
from whiteboard.grading.submitted.submission import Submission

_LENGTH = 8


def pack_submission(submission: Submission) -> bytes:
    """A submission as bytes.

    Examples
    --------
    >>> handed_in = Submission(student="learner-007", assignment="ps1", notebooks={"ps1": b"{}"})
    >>> unpack_submission(pack_submission(handed_in)) == handed_in
    True
    """
    head = {
        "student": submission.student,
        "assignment": submission.assignment,
        "timestamp": submission.timestamp,
        "faults": [asdict(fault) for fault in submission.faults],
    }
    return _pack(head, submission.notebooks, submission.files)


def unpack_submission(packed: bytes) -> Submission:
    """The submission that `pack_submission` packed."""
    head, (notebooks, files) = _unpack(packed)
    faults = tuple(Fault(**fault) for fault in head.pop("faults"))
    return Submission(**head, faults=faults, notebooks=notebooks, files=files)


def pack_assignment(assignment: Assignment) -> bytes:
    """An assignment as bytes."""
    notebooks = [asdict(notebook) for notebook in assignment.notebooks]
    return _pack({"name": assignment.name, "notebooks": notebooks}, assignment.files)


def unpack_assignment(packed: bytes) -> Assignment:
    """The assignment that `pack_assignment` packed.

    Examples
    --------
    >>> ps1 = Assignment(name="ps1", notebooks=(SourceNotebook(name="ps1", cells=()),))
    >>> unpack_assignment(pack_assignment(ps1)) == ps1
    True
    """
    head, (files,) = _unpack(packed)
    notebooks = tuple(
        SourceNotebook(**{**notebook, "cells": tuple(SourceCell(**cell) for cell in notebook["cells"])})
        for notebook in head["notebooks"]
    )
    return Assignment(name=head["name"], notebooks=notebooks, files=files)


def settings_to_data(settings: Settings) -> dict[str, Any]:
    """Settings as JSON's own types."""
    return asdict(settings)


def settings_from_data(data: Mapping[str, Any]) -> Settings:
    """The settings that `settings_to_data` gave.

    Examples
    --------
    >>> settings_from_data(settings_to_data(Settings(isolation="full"))) == Settings(isolation="full")
    True
    """
    made = {**data, "limits": Limits(**data["limits"]), "extra_packages": tuple(data["extra_packages"])}
    return Settings(**made)


def _pack(head: Mapping[str, Any], *groups: Mapping[str, bytes]) -> bytes:
    sizes = [[[path, len(content)] for path, content in group.items()] for group in groups]
    said = json.dumps({"head": head, "sizes": sizes}).encode("ascii")
    contents = (content for group in groups for content in group.values())
    return b"".join([len(said).to_bytes(_LENGTH, "big"), said, *contents])


def _unpack(packed: bytes) -> tuple[dict[str, Any], list[dict[str, bytes]]]:
    start = _LENGTH + int.from_bytes(packed[:_LENGTH], "big")
    said = json.loads(packed[_LENGTH:start])
    groups: list[dict[str, bytes]] = []
    for sizes in said["sizes"]:
        group: dict[str, bytes] = {}
        for path, size in sizes:
            group[path] = bytes(packed[start : start + size])
            start += size
        groups.append(group)
    return said["head"], groups
