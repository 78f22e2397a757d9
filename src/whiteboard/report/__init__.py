"""What the rules found, gathered by criterion, and its forms: text, HTML, JSON."""

from whiteboard.report.html import to_html
from whiteboard.report.render import to_dict, to_text
from whiteboard.report.report import Judged, Outcome, Report, in_order

__all__ = ["Judged", "Outcome", "Report", "in_order", "to_dict", "to_html", "to_text"]
