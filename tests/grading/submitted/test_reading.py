"""A submitted folder is read without following, waiting for or running anything in it, and nothing is left out unsaid."""

import os
import socket
import sys
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whiteboard.grading.limits import Limits
from whiteboard.grading.submission_time import readable_time, utc
from whiteboard.grading.submitted.reading import read_submission

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders are read through open folders")

NOTEBOOK = b'{"nbformat": 4, "cells": []}'


@pytest.fixture
def folder(tmp_path):
    """A submitted folder with a notebook."""
    folder = tmp_path / "submitted" / "learner-007" / "ps1"
    folder.mkdir(parents=True)
    (folder / "ps1.ipynb").write_bytes(NOTEBOOK)
    return folder


@pytest.fixture
def secret(tmp_path):
    """A file of the instructor's, outside."""
    path = tmp_path / "gradebook.db"
    path.write_bytes(b"SECRET")
    return path


def read(folder, **limits):
    return read_submission(folder, student="learner-007", assignment="ps1", limits=Limits(**limits))


def kinds(submission):
    return [fault.kind for fault in submission.faults]


def reads_the_notebook(submission):
    return submission.notebooks == {"ps1": NOTEBOOK}


def test_an_honest_folder_is_read(folder):
    (folder / "timestamp.txt").write_text("2026-11-21 08:30:00.123456 UTC\n")
    (folder / "data").mkdir()
    (folder / "data" / "rows.csv").write_bytes(b"1,2\n")
    (folder / "data" / "other.ipynb").write_bytes(b"x")
    submission = read(folder)
    assert (submission.student, submission.assignment) == ("learner-007", "ps1")
    assert reads_the_notebook(submission)
    assert submission.files == {"data/rows.csv": b"1,2\n", "data/other.ipynb": b"x"}
    assert submission.timestamp == "2026-11-21 08:30:00.123456 UTC"
    assert not submission.faults


def test_what_nbgrader_ignores_is_ignored(folder):
    for name in (
        ".ipynb_checkpoints/ps1-checkpoint.ipynb",
        "__pycache__/a.pyc",
        "feedback/ps1.html",
        "sub/b.pyc",
    ):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    submission = read(folder)
    assert not submission.files
    assert not submission.faults


def test_reading_changes_nothing(folder):
    before = {path: (path.stat().st_mtime_ns, path.stat().st_mode) for path in folder.rglob("*")}
    assert read(folder) == read(folder)
    assert {path: (path.stat().st_mtime_ns, path.stat().st_mode) for path in folder.rglob("*")} == before


@pytest.mark.parametrize("name", ["ps2.ipynb", "notes.txt", "timestamp.txt"])
def test_a_link_is_not_followed(folder, secret, name):
    (folder / name).symlink_to(secret)
    submission = read(folder)
    assert reads_the_notebook(submission)
    assert not submission.files
    assert not submission.timestamp
    assert kinds(submission) == ["no file"]
    assert name in submission.faults[0].what


@pytest.mark.parametrize("target", ["..", "/", ".", "nowhere", "/proc/self/fd"])
def test_a_link_to_a_folder_is_not_followed(folder, target):
    (folder / "sub").symlink_to(target)
    submission = read(folder)
    assert reads_the_notebook(submission)
    assert not submission.files
    assert kinds(submission) == ["no file"]


def test_the_instructor_may_link_the_folder_itself(folder, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert reads_the_notebook(read(link))


def test_a_file_with_a_name_outside_is_not_read(folder, secret):
    os.link(secret, folder / "ps2.ipynb")
    submission = read(folder)
    assert reads_the_notebook(submission)
    assert kinds(submission) == ["second name"]
    assert "hard link" in submission.faults[0].what


def test_a_file_with_two_names_inside_is_read(folder):
    (folder / "sub").mkdir()
    (folder / "a.csv").write_bytes(b"a")
    os.link(folder / "a.csv", folder / "sub" / "b.csv")
    submission = read(folder)
    assert submission.files == {"a.csv": b"a", "sub/b.csv": b"a"}
    assert not submission.faults


def test_pipes_and_sockets_are_not_waited_for(folder, monkeypatch):
    os.mkfifo(folder / "ps2.ipynb")
    os.mkfifo(folder / "timestamp.txt")
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.ipynb")
        submission = read(folder)
    assert reads_the_notebook(submission)
    assert kinds(submission) == ["no file"] * 3


def test_devices_are_not_opened(folder):
    try:
        os.mknod(folder / "ps2.ipynb", 0o20666, os.makedev(1, 5))  # endless zeros
    except PermissionError:
        pytest.skip("only root makes devices")
    submission = read(folder)
    assert reads_the_notebook(submission)
    assert "device" in submission.faults[0].what


def test_a_folder_called_a_notebook_is_said_to_be_one(folder):
    (folder / "ps2.ipynb").mkdir()
    submission = read(folder)
    assert reads_the_notebook(submission)
    assert kinds(submission) == ["no file"]


def test_a_giant_is_left_out_unread(folder):
    with open(folder / "giant.ipynb", "wb") as file:
        file.truncate(10**12)
    submission = read(folder)
    assert reads_the_notebook(submission)
    assert kinds(submission) == ["too large"]
    assert "1,000,000,000,000 bytes" in submission.faults[0].what


def test_files_are_bounded_in_all(folder):
    for number in range(5):
        (folder / f"{number}.csv").write_bytes(b"x" * 300)
    submission = read(folder, folder_size=1000)
    assert sorted(submission.files) == ["0.csv", "1.csv", "2.csv"]
    assert kinds(submission) == ["too large"] * 2


def test_notebooks_are_bounded_in_all(folder):
    for number in range(8):
        (folder / f"{number}.ipynb").write_bytes(b"x" * 900)
    submission = read(folder, notebook_size=1000)
    assert sum(map(len, submission.notebooks.values())) <= 5000
    assert set(kinds(submission)) == {"too large"}


def test_the_number_of_files_is_bounded_and_the_notebook_found_all_the_same(folder):
    (folder / "a").mkdir()
    for number in range(400):
        (folder / "a" / f"{number}.csv").touch()
    submission = read(folder, files=100)
    assert reads_the_notebook(submission)
    assert len(submission.files) == 99
    assert len(submission.faults) == 21
    assert "281 more" in submission.faults[-1].what


def test_the_number_of_folders_is_bounded(folder):
    here = folder
    for _ in range(40):
        here = here / "a"
        here.mkdir()
    (here / "deep.csv").touch()
    submission = read(folder)
    assert reads_the_notebook(submission)
    assert not submission.files
    assert kinds(submission) == ["too deep"]


@pytest.mark.parametrize(
    "name", [b"\xdcbung.ipynb", b"a\nb.csv", b"\x1b[31m.csv", b"a\x7f.txt", "a\u2028b.csv".encode()]
)
def test_a_name_that_is_no_text_is_shown_harmlessly(folder, name):
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).touch()
    except OSError:
        pytest.skip("this file system takes no such names")
    submission = read(folder)
    assert reads_the_notebook(submission)
    assert not submission.files
    assert kinds(submission) == ["bad name"]
    assert submission.faults[0].what.isprintable()
    submission.content.encode()


def test_a_very_long_name_is_cut_in_what_is_said(folder):
    here = folder
    for _ in range(5):
        here = here / ("n" * 250)
        here.mkdir()
    submission = read(folder)
    assert kinds(submission) == ["bad name"]
    assert len(submission.faults[0].what) < 200


def test_a_name_that_reorders_the_line_is_escaped(folder):
    (folder / "\u202egpj.exe").symlink_to("/")
    assert "\\u202e" in read(folder).faults[0].what


def test_letters_with_accents_are_one_letter(folder):
    name = "Übung"
    (folder / f"{unicodedata.normalize('NFD', name)}.ipynb").write_bytes(NOTEBOOK)
    assert name in read(folder).notebooks


def test_two_names_that_look_the_same_are_one(folder):
    for form in ("NFC", "NFD"):
        (folder / unicodedata.normalize(form, "ü.csv")).write_text(form)
    if len(list(folder.iterdir())) < 3:
        pytest.skip("this file system knows one of them")
    submission = read(folder)
    assert len(submission.files) == 1
    assert kinds(submission) == ["same name"]


def test_a_path_with_dots_or_backslashes_stays_one_name(folder):
    (folder / "..\\..\\gradebook.db").write_bytes(b"x")
    (folder / "...").write_bytes(b"y")
    assert set(read(folder).files) == {"..\\..\\gradebook.db", "..."}


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.touch(), os.mkfifo])
def test_a_missing_folder_is_a_fault(tmp_path, make):
    make(tmp_path / "ps1")
    submission = read(tmp_path / "ps1")
    assert not submission.notebooks
    assert kinds(submission) == ["no folder"]


def test_a_name_of_a_folder_that_cannot_be_one_is_a_fault():
    assert kinds(read(Path("a\0b"))) == ["no folder"]


def test_a_folder_without_a_notebook_is_a_fault(tmp_path):
    (tmp_path / "notes.txt").touch()
    (tmp_path / ".ipynb").touch()
    submission = read(tmp_path)
    assert kinds(submission) == ["no notebook"]
    assert set(submission.files) == {"notes.txt", ".ipynb"}


def as_an_ordinary_user(action):
    """Do it as a user without rights, in a process of its own when we are root; give what it printed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            os.write(writing, repr(action()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with open(reading, "rb") as result:
        return result.read().decode()


def test_what_may_not_be_read_is_said():
    # Not below pytest's own folder, which other users cannot enter.
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "ps1.ipynb").write_bytes(NOTEBOOK)
        (folder / "closed.ipynb").touch(mode=0)
        (folder / "closed").mkdir(mode=0)
        said = as_an_ordinary_user(lambda: [*kinds(read(folder)), *read(folder).notebooks])
    assert said == repr(["cannot be read", "cannot be read", "ps1"])


def test_files_that_come_and_go_meanwhile_never_stop_it(folder):
    """A process adds, grows, links and removes what is being read."""
    child = os.fork()
    if child == 0:
        while True:
            for number in range(5):
                path = folder / f"{number}.csv"
                path.unlink(missing_ok=True)
                path.write_bytes(b"x" * (number * 1000))
                path.unlink(missing_ok=True)
                path.symlink_to("/etc/passwd")
    try:
        for _ in range(300):
            submission = read(folder)
            assert reads_the_notebook(submission)
            for content in submission.files.values():
                assert set(content) <= {ord("x")}
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


TIMES = {
    "2026-11-21 08:30:00.123456 UTC": True,
    "2026-11-21 08:30:00 UTC": True,
    "2026-11-21 08:30:00 Europe/Berlin": True,
    "2026-11-21 08:30:00.5 +0100": True,
    "2026-11-21T08:30:00Z": True,
    "2026-11-21T08:30:00+01:00": True,
    "2026-11-21 08:30": True,
    "": False,
    "10": False,
    "yesterday": False,
    "2026-13-01 08:30:00 UTC": False,
    "2026-11-21 25:00:00 UTC": False,
    "0001-01-01T00:00:00+14:00": False,
    "2026-11-21 08:30:00 UTC\nUTC": False,
    "2026-11-21 08:30:00 ; rm": False,
    "٢٠٢٦-11-21 08:30:00 UTC": False,
}


@pytest.mark.parametrize(("said", "is_time"), TIMES.items(), ids=map(repr, TIMES))
def test_a_time_is_taken_or_said_to_be_none(folder, said, is_time):
    (folder / "timestamp.txt").write_text(said, encoding="utf-8")
    submission = read(folder)
    assert submission.timestamp == (said if is_time else "")
    assert kinds(submission) == ([] if is_time else ["no time"])
    assert reads_the_notebook(submission)


@pytest.mark.parametrize("content", [b"\xff\xfe\0", b"\0" * 100, b"x" * 100_000])
def test_a_timestamp_of_anything_is_no_time(folder, content):
    (folder / "timestamp.txt").write_bytes(content)
    submission = read(folder)
    assert submission.timestamp == ""
    assert len(submission.faults) == 1


@given(
    st.from_regex(
        r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?( ?(Z|[+-]\d\d:?\d\d)| [A-Z][A-Za-z/+-]{0,8})?",
        fullmatch=True,
    )
    | st.datetimes().map(lambda moment: f"{moment} UTC")
)
def test_nbgrader_and_the_gradebook_read_each_time_that_is_taken(said):
    from nbgrader.utils import parse_utc

    if readable_time(said):
        assert parse_utc(said).tzinfo is None
        assert utc(said) is not None or said < "0002"  # where a zone leads out of the calendar


@given(st.text())
def test_any_text_is_a_time_or_none(said):
    assert readable_time(said) in ("", said)
