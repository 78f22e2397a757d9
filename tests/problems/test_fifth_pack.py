"""A reader adds a problem by copying a folder and writing data; no code knows of it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from whiteboard.judge import check
from whiteboard.problems import available, load

OURS = Path(__file__).parent / "data" / "short-links"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copytree(OURS, tmp_path / "mine" / "short-links")
    monkeypatch.setenv("WHITEBOARD_PROBLEMS", str(tmp_path / "mine"))
    return tmp_path / "mine" / "short-links"


def whiteboard(*arguments):
    """The real command, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "whiteboard", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def musts(report):
    return {finding.rule for finding in report.findings if finding.severity == "must"}


def test_it_is_listed_and_its_hints_and_facts_are_known(folder):
    listed = json.loads(whiteboard("problems", "--json").stdout)
    assert {"name": "short-links", "title": "Short links"}.items() <= next(
        problem.items() for problem in listed if problem["name"] == "short-links"
    )
    assert "short-links" in available()
    assert load("short-links").hints["storage"][2].startswith("links (relational)")
    assert "short-links" in whiteboard("check", "--help").stdout


def test_the_command_gives_its_board_full_marks(folder):
    done = whiteboard("check", folder / "board.md", "--problem", "short-links", "--json")
    report = json.loads(done.stdout)
    assert done.stderr == ""
    assert report["points"] == report["max_points"] == 34
    assert report["unread"] == []
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("; index (account_id, created_at)", "", "D1"),
        ("?nextPageToken={token}\n  returns: page", "\n  returns: list", "A3"),
        ("openLink:\n  GET /links/{code}\n  returns: address of the link\n", "", "A1"),
        ("= 0.72 GB/day", "= 0.72 TB/day", "S2"),
        ("openLink: given a code, get the address of the link\n", "", "R11"),
        (
            "availability: 99.99%, by failover between two zones, because printed links can't be mended\n",
            "",
            "N8",
        ),
        ("Link: structured, 500 B", "Link: media, 500 B", "T9"),
        ("Link: code, address (immutable, deletable, no media)\n", "", "R10"),
        ("Link: code, address (immutable", "Invoice: sum\nLink: code, address (immutable", "C4"),
    ],
)
def test_a_defect_of_a_draft_is_found(folder, before, after, rule):
    text = (folder / "board.md").read_text(encoding="utf-8")
    assert before in text
    report = check(text.replace(before, after), problem="short-links")
    assert rule in musts(report), musts(report)


def test_one_bare_section_is_judged_against_it(folder):
    assert check("POST /links -> code", problem="short-links", section="api").points < 5
    assert check("", problem="short-links", section="api").points == 0


def test_the_command_checks_it_by_name_and_by_folder(folder):
    for place in ("short-links", folder):
        done = whiteboard("problems", "--check", place)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        assert "full marks" in done.stdout


@pytest.mark.parametrize(
    ("before", "after", "status", "says"),
    [
        ('rules = ["D1", ', 'rules = ["D99", ', 1, "criteria, storage, "),
        ('name = "short-links"', 'name = "links"', 1, "its folder is called 'short-links'"),
        (
            'given = ["maker"]',
            'given = ["marker"]',
            1,
            "listLinks, way 'links by their maker': link has no role marker",
        ),
        ('formula = "1M requests/minute"', 'formula = "1M requests/hour"', 1, "estimates, opens: "),
        ('kind = "write"', 'kid = "write"', 2, "pack.toml: [[access_patterns]] number 1 (shorten)"),
        ("public = true", 'public = "yes"', 2, "[[access_patterns]] number 2 (openLink): public is 'yes'"),
        ("[[things]]", "[things]]", 2, "pack.toml: "),
    ],
)
def test_an_error_in_its_data_is_told_with_its_place(folder, before, after, status, says):
    pack = folder / "pack.toml"
    text = pack.read_text(encoding="utf-8")
    assert before in text
    pack.write_text(text.replace(before, after, 1), encoding="utf-8")
    done = whiteboard("problems", "--check", folder)
    assert done.returncode == status
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
