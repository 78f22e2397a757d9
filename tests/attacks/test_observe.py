"""The bench itself: what it looks for, it finds."""

import json
import subprocess
import sys

import pytest

from tests.attacks import observe
from tests.attacks.catalogue import BY_NAME
from tests.attacks.course import generate
from tests.attacks.feedback import MARK
from tests.attacks.planted import hidden_from, leftovers, planted
from tests.attacks.run import Bench

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>x</p><script>alert('{MARK}')</script>",
        f"<img src=x onerror=\"alert('{MARK}')\">",
        f'<a href=" javascript:alert(&quot;{MARK}&quot;)">x</a>',
        f"<iframe srcdoc='<b>{MARK}</b>'></iframe>",
        f"<style>@import '//{MARK}.example'</style>",
    ],
)
def test_live_markup_is_found(markup):
    assert observe.alive(markup)


@pytest.mark.parametrize(
    "markup",
    [
        f"<pre>&lt;script&gt;alert('{MARK}')&lt;/script&gt;</pre>",
        f"<script>alert('ours')</script><p>{MARK}</p>",
        f'<a href="https://{MARK}.example">x</a>',
    ],
)
def test_shown_markup_is_not(markup):
    assert observe.alive(markup) == []


def test_a_test_cell_may_hold_hidden_tests_and_no_other_cell(tmp_path):
    marks = {"nbgrader": {"grade": True, "solution": False}}
    cells = [{"cell_type": "code", "metadata": marks, "source": "hidden", "outputs": ["shown"]}]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}))
    assert "hidden" not in observe.text_of(tmp_path)
    assert "shown" in observe.text_of(tmp_path)
    cells[0]["metadata"] = {}
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}))
    assert "hidden" in observe.text_of(tmp_path)


def test_a_changed_folder_has_another_fingerprint(tmp_path):
    (tmp_path / "a").write_text("1")
    first = observe.fingerprint(tmp_path)
    assert observe.fingerprint(tmp_path) == first
    (tmp_path / "a").write_text("2")
    second = observe.fingerprint(tmp_path)
    (tmp_path / "a").unlink()
    (tmp_path / "a").symlink_to("/etc")
    assert len({first, second, observe.fingerprint(tmp_path)}) == 3
    assert observe.odd_files(tmp_path) == ["a"]


@on_linux
def test_a_process_that_left_its_parent_is_found_and_ended():
    code = (
        "import os, sys; from tests.attacks import observe; observe.adopt_orphans(); known = observe.children()\n"
        "import subprocess\n"
        "leaves = 'import os, time\\nif os.fork() == 0:\\n    os.setsid()\\n    time.sleep(60)'\n"
        "subprocess.run([sys.executable, '-c', leaves])\n"
        "print(len(observe.left_processes(known, patience=0.2)), len(observe.children() - known))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["1", "0"]


def test_what_is_planted_is_found_and_taken_away(tmp_path):
    with planted() as secrets:
        assert secrets.home_file.exists()
        assert hidden_from(secrets.home_file.read_text(), secrets) == {"home folder"}
        (tmp_path / f"{secrets.left}-x").touch()
        assert len(leftovers(secrets, tmp_path)) == 1
    assert not secrets.home_file.exists()


@pytest.mark.slow
@on_linux
def test_the_bench_notices_when_nothing_holds_the_code(tmp_path):
    """With `isolation = "none"`, attacks that connect and leave files do so, and that is found."""
    generate(tmp_path / "template")
    with planted() as secrets:
        bench = Bench(
            tmp_path, tmp_path / "template", secrets, settings="c.WhiteboardGrading.isolation = 'none'\n"
        )
        found = bench.between(BY_NAME[name] for name in ("writes-outside", "connects-loopback"))
        said = "\n".join(bench.run_problems)
    assert "left behind: /tmp/" in said
    assert "servers were reached" in said
    told = [problem for one in found for problem in one.problems if "tells the network" in problem]
    assert told
