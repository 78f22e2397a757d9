"""Files with personal data."""

import os
import stat
import sys

import pytest

from whiteboard.grading.class_report import write_private

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_only_its_owner_reads_it(tmp_path):
    before = os.umask(0)
    try:
        write_private(tmp_path / "reports" / "ps1" / "report.html", b"one")
    finally:
        os.umask(before)
    assert mode(tmp_path / "reports" / "ps1" / "report.html") == 0o600
    assert mode(tmp_path / "reports" / "ps1") == mode(tmp_path / "reports") == 0o700


def test_it_is_replaced_whole(tmp_path):
    path = tmp_path / "report.html"
    path.write_bytes(b"older, and longer")
    path.chmod(0o644)
    write_private(path, b"new")
    assert path.read_bytes() == b"new" and mode(path) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").write_bytes(b"precious")
    (tmp_path / "report.html").symlink_to(tmp_path / "elsewhere")
    write_private(tmp_path / "report.html", b"new")
    assert (tmp_path / "elsewhere").read_bytes() == b"precious"
    assert not (tmp_path / "report.html").is_symlink()


def test_nothing_is_left_where_it_cannot_be_written(tmp_path):
    (tmp_path / "report.html").mkdir()
    with pytest.raises(OSError):
        write_private(tmp_path / "report.html", b"new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]
