"""Drafts that are more alike than the class explains: a hint where to look, and no more than that."""

from whiteboard.grading.class_report.similar.comparing import similar_drafts
from whiteboard.grading.class_report.similar.result import (
    CAVEAT,
    Compared,
    Passage,
    SimilarDrafts,
    SimilarPair,
)

__all__ = ["CAVEAT", "Compared", "Passage", "SimilarDrafts", "SimilarPair", "similar_drafts"]
