"""A small repository with manuscripts, built once for all tests of the builder."""

import shutil
from pathlib import Path

import pytest

from whiteboard.manuscript import build

REPOSITORY = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"


def new_repository(folder):
    shutil.copytree(DATA / "manuscript", folder / "manuscript")
    shutil.copy(REPOSITORY / "nbgrader_config.py", folder)
    (folder / "constraints.txt").write_text("# pins\nexample==1.0\n")
    (folder / "tests").mkdir()
    shutil.copy(REPOSITORY / "tests/nbval_sanitize.cfg", folder / "tests")
    return folder


@pytest.fixture(scope="session")
def built_once(tmp_path_factory):
    root = new_repository(tmp_path_factory.mktemp("built"))
    changes = build(root)
    return root, changes


@pytest.fixture
def built(built_once, tmp_path):
    """A copy of the built repository, to be changed at will."""
    root = tmp_path / "repository"
    shutil.copytree(built_once[0], root)
    return root


@pytest.fixture
def lessons(tmp_path):
    """A repository with nothing but a folder for lessons."""
    (tmp_path / "manuscript/lessons").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def assignments(tmp_path):
    """A repository with nothing but nbgrader's settings and a folder for an assignment."""
    (tmp_path / "manuscript/assignments/work").mkdir(parents=True)
    shutil.copy(REPOSITORY / "nbgrader_config.py", tmp_path)
    return tmp_path
