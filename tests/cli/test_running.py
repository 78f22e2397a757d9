"""``whiteboard run`` and ``whiteboard draw`` as a person calls them."""

import json
import subprocess
import sys

import pytest

from whiteboard.problems import load

BOARD = """# A service

## Scale
reads = 300 requests/second

## Design
people -> load balancer -> api server x4 (20 ms, 8 workers) -> tweets db (relational)
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "board.md"
    path.write_text(BOARD, encoding="utf-8")
    return path


def whiteboard(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "whiteboard", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_run_says_what_saturates_first(file):
    done = whiteboard("run", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "First to saturate: api server, at 5.33 times" in done.stdout


def test_run_gives_json_with_availability_and_cost(file):
    done = whiteboard("run", file, "--load", "10", "--availability", "--cost", "--json")
    data = json.loads(done.stdout)
    assert data["first_to_saturate"]["component"] == "api server"
    assert data["load"] == 10
    assert {row["component"] for row in data["components"]} == {"load balancer", "api server", "tweets db"}
    assert data["availability"][0]["arithmetic"]
    assert data["cost"]["total"] > 0


def test_run_fails_a_component_for_some_seconds(file):
    done = whiteboard("run", file, "--fail", "tweets db @ 1-2", "--seconds", "3", "--budget", "30", "--json")
    data = json.loads(done.stdout)
    assert data["faults"] == ["tweets db fails from 1 s to 2 s"]
    assert 0.1 < data["operations"][0]["failed"] < 0.7


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fail", "nothing"], "no component 'nothing'"),
        (["--load", "0"], "multiple above 0"),
        (["--slow", "tweets db"], "how many times as slow"),
    ],
)
def test_what_cannot_be_run_is_one_line_and_status_2(file, arguments, message):
    done = whiteboard("run", file, *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_board_without_design_is_one_line(tmp_path):
    path = tmp_path / "empty.md"
    path.write_text("## API\nGET /feed\n", encoding="utf-8")
    for command in (["run", path], ["draw", path, "-o", tmp_path / "x.png"]):
        done = whiteboard(*command)
        assert done.returncode == 2
        assert "no design" in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize("what", ["design", "relations", "storage", "api", "scale", "latency", "sweep"])
def test_draw_writes_a_png(tmp_path, what):
    path, picture = tmp_path / "board.md", tmp_path / "picture.png"
    path.write_text(load("twitter").board, encoding="utf-8")
    done = whiteboard("draw", path, "-o", picture, "--what", what)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
    assert picture.read_bytes().startswith(b"\x89PNG\r\n")


def test_draw_prints_the_words_of_a_picture(file):
    done = whiteboard("draw", file, "-o", "-", "--load", "2", "--fail", "tweets db")
    assert "api server" in done.stdout and "failed" in done.stdout


def test_draw_tells_which_pictures_there_are(file, tmp_path):
    done = whiteboard("draw", file, "-o", tmp_path / "x.png", "--what", "poem")
    assert done.returncode == 2
    assert "design, relations, storage" in done.stderr
