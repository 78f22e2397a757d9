"""The page, the summary and the JSON form."""

import base64
import json
import re
import subprocess
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.grading.class_report.classes import (
    API,
    CELLS,
    MADE,
    api,
    class_of_five,
    criterion,
    drafted,
    learner,
)
from tests.system import needs
from whiteboard.grading.class_report import ClassRecords, class_data, to_data, to_json, to_page, to_summary
from whiteboard.grading.class_report.similar import CAVEAT
from whiteboard.grading.outcome import Fault

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&\ud800\x1b[31m\u202e]]>--><!--"


class Page(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self, content):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], []
        self.feed(content)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.text.append(data)

    @property
    def said(self):
        return " ".join(" ".join(self.text).split())


def hostile_class():
    cell = api(
        0.0,
        criterion(HOSTILE, 0, 2, "could not be read", ("A1", 1.0), section=HOSTILE),
        text=f"{HOSTILE}\n" * 30,
    )
    learners = tuple(
        learner(
            f"{HOSTILE}{place}",
            first_name=HOSTILE,
            last_name=HOSTILE,
            standing="graded with a fault",
            faults=(Fault(kind=HOSTILE, what=HOSTILE),) * 9,
            cells={
                API: replace(cell, drafts=({"section": HOSTILE, "problem": HOSTILE, "text": HOSTILE * 50},))
            },
        )
        for place in range(6)
    )
    return ClassRecords(assignment=HOSTILE, cells=CELLS, learners=learners)


@pytest.fixture(scope="module")
def page():
    return to_page(class_data(class_of_five(), made=MADE, similar=True))


def test_the_page_says_what_matters(page):
    said = Page(page).said
    for words in (
        "15 points, 2 graded cells, due 2026-03-01 12:00 UTC",
        "A long list without pages",
        "Points lost without a rule: not attempted: 10.",
        "ps1.ipynb is no JSON",
        "needs a person",
        "late: −1",
        "Made 2026-04-01 09:30 UTC by whiteboard",
    ):
        assert words in said


def test_who_needs_a_look_comes_first(page):
    names = re.findall(r'<td class="name"><bdi>([^<]*)</bdi>', page)
    assert names == ["broken", "late", "unpaged", "nothing", "best"]


def test_each_picture_says_the_same_in_words(page):
    alternatives = [value for tag, name, value in Page(page).attributes if (tag, name) == ("img", "alt")]
    assert len(alternatives) == 4
    assert "7.5 to 9: 1" in alternatives[0]
    assert "1 after the due date" in alternatives[1]
    assert "api-test: 55 %" in alternatives[2]
    assert "A1 An access pattern without an operation: 4.2 points" in " ".join(alternatives[3].split())


def test_pictures_are_opaque(page):
    from io import BytesIO

    from matplotlib.image import imread

    for data in re.findall(r'src="data:image/png;base64,([^"]+)"', page):
        image = imread(BytesIO(base64.b64decode(data)), format="png")
        assert image.shape[2] == 3 or image[..., 3].min() == 1.0


def test_nothing_is_loaded_and_nothing_runs(page):
    content = Page(page)
    assert not {"script", "link", "iframe", "object", "embed", "form", "base", "a"} & set(content.tags)
    assert not [name for _, name, _ in content.attributes if name.startswith("on") or name == "style"]
    assert all(value.startswith("data:image/png;") for _, name, value in content.attributes if name == "src")
    assert "http://" not in page and "https://" not in page and "url(" not in page


def test_the_policy_admits_this_style_and_nothing_else(page):
    import hashlib

    policy = next(
        value for _, name, value in Page(page).attributes if name == "content" and "default-src" in value
    )
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert "default-src 'none'" in policy and f"style-src 'sha256-{digest}'" in policy


def test_hostile_text_stays_text():
    content = to_page(class_data(hostile_class(), made=MADE, similar=True))
    harmless = to_page(class_data(class_of_five(), made=MADE, similar=True))
    assert set(Page(content).tags) <= set(Page(harmless).tags) | {"code", "br"}
    assert not [name for _, name, _ in Page(content).attributes if name.startswith("on")]
    assert "\x1b" not in content and "\u202e" not in content
    content.encode("utf-8")
    assert "<script>alert(1)</script>" in Page(content).said


def test_hostile_text_in_a_terminal_and_in_json():
    report = class_data(hostile_class(), made=MADE, similar=True)
    summary, data = to_summary(report), to_json(report)
    for text in (summary, data):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", text)
    assert json.loads(data)["learners"][0]["student"] == HOSTILE.replace("\ud800", "\ufffd") + "0"


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_can_be_shown(text):
    cell = api(0.0, criterion(text, 0, 2, "could not be read", section=text), text=text)
    one = learner(text, last_name=text, faults=(Fault(kind=text, what=text),), cells={API: cell})
    report = class_data(ClassRecords(assignment="ps1", cells=CELLS, learners=(one,)), made=MADE)
    json.loads(to_json(report))
    to_summary(report).encode("utf-8")
    from whiteboard.grading.class_report.page import people

    shown = "".join([*people.unread(report), *people.learners(report)])
    shown.encode("utf-8")
    assert set(Page(shown).tags) <= {"h2", "p", "div", "table", "thead", "tbody", "tr", "th", "td", "bdi"} | {
        "br",
        "span",
        "code",
    }


@pytest.mark.parametrize(
    "learners", [(), (learner("one", 15.0),), (learner("one", standing="unreadable"),) * 3], ids=len
)
@pytest.mark.parametrize("cells", [CELLS, ()], ids=len)
def test_small_classes_have_a_page(learners, cells):
    records = ClassRecords(assignment="ps1", cells=cells, learners=learners)
    report = class_data(records, made=MADE, similar=True)
    assert "Learners" in Page(to_page(report)).said
    assert to_summary(report).startswith("ps1: ")
    json.loads(to_json(report))


@pytest.mark.parametrize("due", [datetime.min, datetime(2026, 3, 1, 12), datetime.max, None])
def test_a_wrong_clock_spoils_no_picture(due):
    """timestamp.txt lies in the learner's folder, and may say anything."""
    times = [datetime.min, datetime(2026, 3, 1), datetime(2026, 3, 2), datetime(2026, 3, 3), datetime.max]
    learners = tuple(learner(f"learner-{place}", timestamp=time) for place, time in enumerate(times))
    records = ClassRecords(assignment="ps1", cells=CELLS, learners=learners, due_date=due)
    assert "3 submissions from 2026-03-01" in to_page(class_data(records, made=MADE))
    for time in (datetime.min, datetime.max):
        alone = replace(records, learners=(learner("one", timestamp=time),))
        assert "<h1>ps1</h1>" in to_page(class_data(alone, made=MADE))


def test_the_same_class_gives_the_same_page(page):
    assert to_page(class_data(class_of_five(), made=MADE, similar=True)) == page


def test_similar_drafts_never_stand_without_their_caveat():
    report = class_data(drafted({"one": "GET /feed"}), made=MADE, similar=True)
    for said in (Page(to_page(report)).said, to_summary(report), to_data(report)["similar"]["caveat"]):
        assert CAVEAT in said
    without = class_data(drafted({"one": "GET /feed"}), made=MADE)
    assert CAVEAT not in to_page(without) + to_summary(without) + to_json(without)
    assert to_data(without)["similar"] is None


def test_the_json_form():
    data = to_data(class_data(class_of_five(), made=MADE))
    assert list(data) == [
        "assignment",
        "due_date",
        "made",
        "version",
        "max_points",
        "states",
        "points",
        "cells",
        "criteria",
        "needs_manual_grade",
        "rules",
        "points_lost_otherwise",
        "unread",
        "learners",
        "similar",
    ]
    assert (data["due_date"], data["made"]) == ("2026-03-01T12:00:00Z", "2026-04-01T09:30:00Z")
    assert data["needs_manual_grade"] == [
        {"student": "unpaged", "cells": [{"notebook": "ps1", "cell": "trade-off"}]}
    ]
    assert data["rules"][0] == {
        "rule": "A1",
        "title": "An access pattern without an operation",
        "section": "api",
        "learners": 1,
        "findings": 2,
        "points": 4.2,
    }
    late = next(one for one in data["learners"] if one["student"] == "late")
    assert late["cells"] == {"ps1/api-test": 4.2, "ps1/trade-off": 3.0}
    assert late["criteria"]["ps1/api-test/api: long lists are paged"] == 1.0
    assert late["timestamp"] == "2026-03-02T08:00:00Z"
    assert late["faults"][0]["kind"] == "doubled cell"


@needs("chromium")
def test_a_browser_shows_it_without_complaint(page, tmp_path):
    """Chromium under the page's own policy: pictures have a size, the style is applied, nothing is refused."""
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            f"--user-data-dir={tmp_path / 'profile'}",
            f"--screenshot={tmp_path / 'report.png'}",
            "--window-size=1000,1400",
            path.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "CONSOLE" not in done.stderr, done.stderr
    from matplotlib.image import imread

    image = imread(tmp_path / "report.png")
    # The bars of the pictures are there, and the page is not bare text on white.
    blue = (abs(image[..., :3] - [0x7F / 255, 0xB3 / 255, 0xD5 / 255]).max(axis=2) < 0.02).sum()
    assert blue > 1000
