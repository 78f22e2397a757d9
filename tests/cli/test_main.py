"""The command line says what it read, what it found, and how it ended."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from whiteboard.cli import main
from whiteboard.problems import load

ROOT = Path(__file__).parents[2]


@pytest.fixture
def board(tmp_path):
    path = tmp_path / "board.md"
    path.write_text(load("twitter").board, encoding="utf-8")
    return str(path)


def test_a_worked_board_is_met(board, capsys):
    assert main(["check", board, "--problem", "twitter"]) == 0
    assert "34 of 34 points" in capsys.readouterr().out


def test_a_flawed_section_falls_short_and_says_where(tmp_path, capsys):
    path = tmp_path / "api.txt"
    path.write_text("GET /feed -> list of tweets\n")
    assert main(["check", str(path), "--section", "api", "--problem", "twitter"]) == 1
    out = capsys.readouterr().out
    assert "A3  line 1" in out


def test_a_missing_file_cannot_be_read(tmp_path, capsys):
    assert main(["check", str(tmp_path / "none.md")]) == 2
    assert "No such file" in capsys.readouterr().err
    assert main(["read", str(tmp_path)]) == 2


@pytest.mark.parametrize("arguments", [["--problem", "lunch"], ["--section", "lunch"]])
def test_unknown_names_are_one_line_that_lists_what_exists(arguments, board, capsys):
    assert main(["check", board, *arguments]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "twitter" in err or "api, scale, storage" in err


def test_check_as_json(board, capsys):
    main(["check", board, "--problem", "twitter", "--json"])
    data = json.loads(capsys.readouterr().out)
    assert data["met"] is True
    assert {criterion["section"] for criterion in data["criteria"]} >= {"scale", "api", "storage", "closure"}


def test_read_as_json_gives_what_was_understood(board, capsys):
    assert main(["read", board, "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    feed = next(row for row in data["api"]["operations"] if row["name"] == "getFeed")
    assert (feed["method"], feed["path"]) == ("GET", "/feed")
    tweets = next(row for row in data["storage"]["stores"] if row["name"] == "tweets")
    assert tweets["primary_key"] == ["id"]
    assert tweets["indexes"][0]["columns"] == ["author_id", "created_at"]
    stored = next(row for row in data["scale"]["quantities"] if row["name"] == "stored")
    assert stored["formula"] == "writes * write size"
    assert stored["value"] == pytest.approx(1)
    assert stored["unit"] == "GB/minute"
    assert data["unread"] == []


def test_read_names_every_line_that_was_not_understood(tmp_path, capsys):
    path = tmp_path / "board.md"
    path.write_text("# A service\n## Storing\n%%%\n")
    assert main(["read", str(path)]) == 0
    out = capsys.readouterr().out
    assert "line 2" in out and "line 3" in out and "'storage'" in out


def test_a_file_that_is_not_text_is_read_all_the_same(tmp_path):
    path = tmp_path / "board.bin"
    path.write_bytes(bytes(range(256)) * 20)
    assert main(["check", str(path), "--problem", "twitter"]) == 1


def test_many_files_are_one_line_each_in_their_order(tmp_path, board, capsys):
    flawed = tmp_path / "flawed.md"
    flawed.write_text("## API\nGET /feed -> list of tweets\n")
    files = [board, str(tmp_path / "none.md"), str(flawed)]
    assert main(["check", *files, "--problem", "twitter"]) == 2
    rows = capsys.readouterr().out.splitlines()
    assert [row.split(": ")[0] for row in rows] == files
    assert "met" in rows[0] and "No such file" in rows[1] and "A3" in rows[2]


def test_processes_share_many_files_out(tmp_path, board, capsys):
    copies = [tmp_path / f"{number}.md" for number in range(20)]
    for number, copy in enumerate(copies):
        copy.write_text(load("twitter").board if number % 2 else "## API\nGET /feed\n")
    main(["check", *map(str, copies), "--problem", "twitter", "--json"])
    alone = json.loads(capsys.readouterr().out)
    main(["check", *map(str, copies), "--problem", "twitter", "--json", "--jobs", "2"])
    assert json.loads(capsys.readouterr().out) == alone
    assert [row["report"]["met"] for row in alone] == [number % 2 == 1 for number in range(20)]


def test_closure_of_a_board_can_be_asked_for_alone(board, capsys):
    assert main(["check", board, "--problem", "twitter", "--section", "closure"]) == 0
    assert "closure: 6 of 6 points" in capsys.readouterr().out


def test_the_page_of_rules_is_current(capsys):
    assert main(["rules", "--page"]) == 0
    assert capsys.readouterr().out == (ROOT / "docs" / "rules.md").read_text()


def test_rules_are_listed_and_explained(capsys):
    assert main(["rules"]) == 0
    assert "A3" in capsys.readouterr().out
    assert main(["rule", "a3"]) == 0
    out = capsys.readouterr().out
    assert "Falls short:" in out and "Keeps it:" in out
    assert main(["rule", "Z9"]) == 2
    assert "A3" in capsys.readouterr().err


def test_standard_input_and_exit_status_of_the_real_command():
    done = subprocess.run(
        [sys.executable, "-m", "whiteboard", "check", "-", "--section", "scale"],
        input=b"a = 1k/day * 1 MB = 1 TB/day\n", capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert b"S2" in done.stdout
