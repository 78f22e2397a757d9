"""A report reads well in every form, and never runs what a learner typed."""

import json

from whiteboard.draft.finding import Finding, Severity
from whiteboard.draft.text import Unread
from whiteboard.report import Judged, Outcome, Report, to_dict, to_html, to_text


def report(message: str = "getFeed returns a list and takes no page token.", text: str = "???") -> Report:
    finding = Finding(
        rule="A3", severity=Severity.MUST, line=41, message=message, why="A feed can hold millions.",
        try_="GET /feed?nextPageToken={token}",
    )  # fmt: skip
    judged = Judged(section="api", name="long lists are paged", points=0.5, max_points=1,
                    outcome=Outcome.INCOMPLETE, findings=(finding,))  # fmt: skip
    return Report(
        problem="twitter", criteria=(judged,), unread=(("api", Unread(7, text, "try  METHOD /path")),)
    )


def test_text_says_code_line_reason_and_remedy():
    text = to_text(report())
    assert "A3  line 41  getFeed returns a list" in text
    assert "A feed can hold millions." in text
    assert "Try:  GET /feed?nextPageToken={token}" in text
    assert "0.5/1" in text
    assert "line 7: ???" in text


def test_json_carries_everything_and_is_json():
    data = json.loads(json.dumps(to_dict(report())))
    assert data["points"] == 0.5
    assert data["criteria"][0]["findings"][0]["rule"] == "A3"
    assert data["criteria"][0]["findings"][0]["try"] == "GET /feed?nextPageToken={token}"
    assert data["unread"] == [{"section": "api", "line": 7, "text": "???", "hint": "try  METHOD /path"}]


def test_html_escapes_what_the_learner_typed():
    html = to_html(
        report(message="<script>alert(1)</script> is not paged.", text="<img src=x onerror=alert(1)>")
    )
    assert "<script>" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_neither_form_passes_control_characters_on():
    for form in (to_text, to_html):
        assert "\x1b" not in form(report(message="a\x1b[31mred\x07.", text="\x1b]0;title\x07"))


def test_a_very_long_line_is_cut_for_showing():
    assert len(to_text(report(text="x" * 100_000))) < 2_000
