"""Each attack, alone and between honest learners: points, secrets, neighbors, and what is left behind.

The runs are long, and shared by all tests of this file: keep the file on one worker.
"""

from __future__ import annotations

import os
import re
import shutil
import sys

import pytest

from tests.attacks import page
from tests.attacks.catalogue import ATTACKS, BY_NAME
from tests.attacks.everything import Everything
from tests.attacks.stock import read_results
from tests.system import needs

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="isolation is Linux's")
NAMES = [attack.name for attack in ATTACKS]
CONFINED = [attack.name for attack in ATTACKS if attack.confined]


@pytest.fixture(scope="session")
def everything(tmp_path_factory):
    return Everything(tmp_path_factory.mktemp("attacks"))


def held(ran, name):
    assert ran.observed[name].problems == []


@pytest.mark.slow
@on_linux
@needs("bwrap")
@pytest.mark.parametrize("name", NAMES)
def test_between_honest_learners(everything, name):
    held(everything.between, name)


@pytest.mark.slow
@on_linux
@needs("bwrap")
@pytest.mark.parametrize("name", NAMES)
def test_alone(everything, name):
    held(everything.alone, name)


@pytest.mark.slow
@on_linux
@pytest.mark.parametrize("name", CONFINED)
def test_without_bubblewrap(everything, name):
    """Landlock and seccomp hold, or nothing is run."""
    held(everything.without_bubblewrap, name)


@pytest.mark.slow
@on_linux
@needs("bwrap")
@pytest.mark.parametrize("way", ["between", "alone", "without_bubblewrap"])
def test_a_run_leaves_and_tells_nothing(everything, way):
    assert getattr(everything, way).problems == []


def test_there_are_enough_and_each_has_a_name_of_its_own():
    assert len(BY_NAME) == len(ATTACKS) >= 80
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in NAMES)


def test_the_page_is_of_this_catalogue():
    """The committed page tells of every attack, and of no other."""
    assert page.names(page.PAGE.read_text(encoding="utf-8")) == NAMES


def test_stock_results_are_of_this_catalogue():
    assert set(read_results()["attacks"]) <= set(NAMES)


def test_the_page_says_what_stock_results_say():
    text = page.PAGE.read_text(encoding="utf-8")
    assert page.with_stock(text, read_results()) == text


def test_programs_can_be_hidden(tmp_path):
    from tests.attacks.run import path_without

    found = path_without("sh", tmp_path / "programs")
    assert shutil.which("sh", path=found) is None
    assert shutil.which("cat", path=found) is not None
    assert os.path.isdir(found)
