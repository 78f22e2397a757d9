"""The magics that run and draw, in a real IPython shell."""

import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from whiteboard.problems import load


@pytest.fixture(scope="module")
def shell():
    made = InteractiveShell.instance()
    made.run_line_magic("load_ext", "whiteboard")
    made.run_line_magic("problem", "twitter")
    with capture_output():
        made.run_cell_magic("draft", "", load("twitter").board)
    yield made
    InteractiveShell.clear_instance()


def magic(shell, name, line=""):
    with capture_output() as captured:
        value = shell.run_line_magic(name, line)
    return value, [output.data for output in captured.outputs]


def test_run_design_gives_the_report(shell):
    report, _ = magic(shell, "run_design")
    assert report.first[0] == "api server"
    assert "First to saturate" in repr(report)


def test_a_fault_is_drawn_over_time(shell):
    report, shown = magic(shell, "run_design", '--fail "tweets db @ 1-2" --seconds 3 --budget 30 --load 0.2')
    assert report.faults[0].component == "tweets db"
    assert any("image/png" in data for data in shown)


@pytest.mark.parametrize(
    "line", ["", "storage", "relations", "api", "scale", "latency getFeed", "sweep", "--load 2"]
)
def test_draw_gives_a_picture_with_words(shell, line):
    picture, _ = magic(shell, "draw", line)
    bundle = picture._repr_mimebundle_()
    assert bundle["text/plain"] and bundle["image/png"]


def test_what_if_sweeps_and_draws(shell):
    frame, shown = magic(shell, "what_if", "api server replicas 4..8")
    assert sorted(frame["value"].unique()) == [4, 5, 6, 7, 8]
    assert any("image/png" in data for data in shown)
    frame, _ = magic(shell, "what_if", "feed cache hit 0 50% 99")
    assert sorted(frame["value"].unique()) == [0, 0.5, 0.99]


def test_drafts_are_kept_and_compared(shell):
    magic(shell, "keep", "before")
    with capture_output():
        shell.run_cell_magic("draft", "design", "people -> api server x2 (20 ms, 8 workers) -> tweets db")
    frame, _ = magic(shell, "compare", "before")
    assert frame.columns.tolist() == ["before", "now"]
    with capture_output():
        shell.run_cell_magic("draft", "", load("twitter").board)


def test_availability_blast_radius_and_cost(shell):
    _, shown = magic(shell, "availability")
    assert "a year without answer" in shown[0]["text/plain"]
    frame, _ = magic(shell, "blast_radius")
    assert frame.loc["api server", "requests lost"] == 1
    frame, shown = magic(shell, "cost")
    assert "Prices" in shown[0]["text/plain"] and len(frame)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("run_design", "--fail nothing"),
        ("run_design", "--load many"),
        ("run_design", "--warp 9"),
        ("draw", "poem"),
        ("draw", "latency nothing"),
        ("what_if", "colour"),
        ("what_if", "api server replicas 0"),
        ("compare", "nothing"),
        ("keep", ""),
        ("clock", "waterfall"),
        ("clock", "delivery 0"),
        ("framework", "waterfall"),
    ],
)
def test_a_slip_is_a_sentence(shell, name, line):
    with pytest.raises(UsageError) as raised:
        magic(shell, name, line)
    assert str(raised.value)


def test_the_clock_follows_the_framework(shell):
    frame, _ = magic(shell, "framework", "delivery")
    assert frame["step"].tolist()[0] == "requirements"
    _, shown = magic(shell, "clock", "delivery 45")
    assert "Minute 0 of 45: requirements" in shown[0]["text/plain"]
    _, shown = magic(shell, "clock", "stop")
    assert "stopped" in shown[0]["text/plain"]
    _, shown = magic(shell, "clock")
    assert "No clock is running" in shown[0]["text/plain"]


def test_without_a_design_each_magic_is_a_sentence():
    from whiteboard.drafting.session import Session
    from whiteboard.notebook.running import RunningMagics

    empty = RunningMagics(None, Session())
    for name in ("run_design", "draw", "what_if", "availability", "blast_radius", "cost"):
        with pytest.raises(UsageError, match="no design"):
            getattr(empty, name)("")


def test_the_api_is_served_and_replaced_and_stopped(shell):
    first, _ = magic(shell, "serve")
    assert first.client().get("/feed").status_code == 200
    second, _ = magic(shell, "serve")
    assert not first.is_running
    assert second.is_running
    magic(shell, "serve", "stop")
    assert not second.is_running
