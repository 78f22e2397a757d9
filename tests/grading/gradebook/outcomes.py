"""Handmade outcomes of the assignment that `handmade` releases."""

from dataclasses import replace

from whiteboard.grading.outcome import CellResult, NotebookResult, Outcome, State

ASSIGNMENT = "ps1"
TIME = "2026-03-01 10:00:00 UTC"
LATER = "2026-03-02 10:00:00 UTC"


def outcome(
    student="honest", *, test=4.0, check=2.0, time=TIME, fingerprint="1", state=State.GRADED, **answers
):
    """An outcome; ``essay="anew"`` says that the essay was answered otherwise."""

    def cell(name, points, most, **more):
        return CellResult(
            cell=name,
            points=points,
            max_points=most,
            answered=answers.get(name, f"{name} by {student}"),
            **more,
        )

    readable = state is not State.UNREADABLE
    first = (
        cell("draft", None, 0.0, untouched="draft" in answers.get("untouched", ())),
        cell("test", test if readable else 0.0, 5.0, criteria=({"name": "api", "points": test},)),
        cell("essay", None, 3.0, untouched="essay" in answers.get("untouched", ())),
        cell("task", None, 2.0),
    )
    second = (cell("code", None, 0.0), cell("check", check if readable else 0.0, 4.0))
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    return Outcome(
        student=student,
        assignment=ASSIGNMENT,
        fingerprint=fingerprint,
        state=state,
        notebooks=(
            NotebookResult(name="first", cells=first, notebook=content, readable=readable),
            NotebookResult(name="second", cells=second, notebook=content, readable=readable),
        ),
        timestamp=time,
    )


def without_cell(result, name):
    """An outcome that says nothing of a cell."""
    notebooks = tuple(
        replace(notebook, cells=tuple(cell for cell in notebook.cells if cell.cell != name))
        for notebook in result.notebooks
    )
    return replace(result, notebooks=notebooks)
