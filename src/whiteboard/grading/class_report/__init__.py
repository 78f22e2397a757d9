"""A class's report: how an assignment went, which rules cost most, and what still needs a person."""

from whiteboard.grading.class_report.gathering import gather
from whiteboard.grading.class_report.json_form import to_data, to_json
from whiteboard.grading.class_report.learner_table import to_csv
from whiteboard.grading.class_report.page import to_page
from whiteboard.grading.class_report.private_file import write_private
from whiteboard.grading.class_report.records import CellScore, ClassRecords, GradedCell, Learner
from whiteboard.grading.class_report.report import ClassReport, class_data
from whiteboard.grading.class_report.summary import to_summary

__all__ = [
    "CellScore",
    "ClassRecords",
    "ClassReport",
    "GradedCell",
    "Learner",
    "class_data",
    "gather",
    "to_csv",
    "to_data",
    "to_json",
    "to_page",
    "to_summary",
    "write_private",
]
