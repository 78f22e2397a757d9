"""``whiteboard format`` writes, checks and replaces."""

import subprocess
import sys

import pytest

from whiteboard.cli import main

TYPED = "# Twitter\n## Estimates\n- reads: 5/s\n"
WRITTEN = "# Twitter\n\n## Scale\nreads = 5/s\n"


@pytest.fixture
def board(tmp_path):
    path = tmp_path / "board.md"
    path.write_bytes(TYPED.encode())
    return path


def test_standard_output_by_default(board, capsysbinary):
    assert main(["format", str(board)]) == 0
    assert capsysbinary.readouterr().out == WRITTEN.encode()
    assert board.read_text() == TYPED


def test_check_says_whether_the_file_would_change(board, capsys):
    assert main(["format", "--check", str(board)]) == 1
    assert "would change" in capsys.readouterr().err
    assert board.read_text() == TYPED
    main(["format", "--in-place", str(board)])
    assert main(["format", "--check", str(board)]) == 0


def test_in_place_replaces_the_file_and_leaves_nothing_beside_it(board):
    board.chmod(0o640)
    assert main(["format", "--in-place", str(board)]) == 0
    assert board.read_text() == WRITTEN
    assert board.stat().st_mode & 0o777 == 0o640
    assert list(board.parent.iterdir()) == [board]


def test_a_file_that_would_not_change_is_not_touched(board):
    board.write_text(WRITTEN)
    before = board.stat().st_mtime_ns, board.stat().st_ino
    assert main(["format", "--in-place", str(board)]) == 0
    assert (board.stat().st_mtime_ns, board.stat().st_ino) == before


def test_a_link_goes_on_pointing_to_its_file(board, tmp_path):
    link = tmp_path / "link.md"
    link.symlink_to(board)
    assert main(["format", "--in-place", str(link)]) == 0
    assert link.is_symlink()
    assert board.read_text() == WRITTEN


def test_line_breaks_of_the_file_stay(board):
    board.write_bytes(TYPED.replace("\n", "\r\n").encode())
    assert main(["format", "--in-place", str(board)]) == 0
    assert board.read_bytes() == WRITTEN.replace("\n", "\r\n").encode()
    assert main(["format", "--check", str(board)]) == 0


def test_one_bare_section(tmp_path, capsysbinary):
    path = tmp_path / "scale.txt"
    path.write_text("- reads: 5/s")
    assert main(["format", str(path), "--section", "scale"]) == 0
    assert capsysbinary.readouterr().out == b"reads = 5/s\n"
    assert main(["format", str(path), "--section", "lunch"]) == 2


def test_bytes_that_are_no_text_are_never_written_over(tmp_path, capsys):
    path = tmp_path / "board.bin"
    path.write_bytes(b"## API\nGET /feed \xff\n")
    assert main(["format", "--in-place", str(path)]) == 2
    assert path.read_bytes() == b"## API\nGET /feed \xff\n"
    assert "UTF-8" in capsys.readouterr().err


def test_standard_input_cannot_be_replaced(capsys):
    assert main(["format", "--in-place", "-"]) == 2
    assert "standard input" in capsys.readouterr().err


def test_standard_input_and_exit_status_of_the_real_command():
    command = [sys.executable, "-m", "whiteboard", "format", "-"]
    done = subprocess.run(command, input=TYPED.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, WRITTEN.encode(), b"")
    done = subprocess.run([*command, "--check"], input=TYPED.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"")
