"""Rows go in with a progress bar, and an interrupt in between leaves nothing behind."""

import pytest

from tests.postgres import ENGINES
from tests.shorthand import WORKED
from whiteboard.problems import load
from whiteboard.run.database import Database

TWITTER = load("twitter")


@pytest.mark.parametrize("engine", ENGINES)
def test_progress_is_told_table_by_table(engine):
    told = []
    with Database(WORKED, engine=engine) as database:
        counts = database.fill(TWITTER, tweet=50_000, progress=lambda *step: told.append(step))
    names = [name for name, _, _ in told]
    assert list(dict.fromkeys(names)) == list(counts)
    done = [rows for _, rows, _ in told]
    assert done == sorted(done)
    assert told[-1][1:] == (sum(counts.values()), sum(counts.values()))
    assert names.count("tweets") == 3  # twice 20,000 rows, and the rest


def test_a_bar_is_shown_and_goes_away(capsys):
    with Database(WORKED) as database:
        database.fill(TWITTER, progress=True)
    said = capsys.readouterr()
    assert "rows" in said.err
    assert said.err.rstrip(" \r").endswith("\r") or "\r" in said.err
    assert said.out == ""


def test_without_asking_nothing_is_shown(capsys):
    with Database(WORKED) as database:
        database.fill(TWITTER)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interrupt_leaves_the_tables_as_they_were(engine, error):
    def interrupted(name, done, total):
        if name == "follows":
            raise error

    with Database(WORKED, engine=engine) as database:
        before = database.fill(TWITTER, account=20, tweet=10)
        with pytest.raises(error):
            database.fill(TWITTER, progress=interrupted)
        for name, count in before.items():
            assert database.engine.execute(f"SELECT count(*) FROM {name}") == [(count,)]
        assert database.fill(TWITTER, account=20, tweet=10) == before


def test_an_interrupt_removes_the_new_file(tmp_path):
    def interrupted(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Database(WORKED, path=tmp_path / "draft.sqlite") as database:
        database.fill(TWITTER, progress=interrupted)
    assert list(tmp_path.iterdir()) == []


def test_filling_again_gives_the_same_rows(tmp_path):
    with Database(WORKED) as database:
        first = database.fill(TWITTER, tweet=300)
        rows = database.engine.execute("SELECT * FROM tweets")
        assert database.fill(TWITTER, tweet=300) == first
        assert database.engine.execute("SELECT * FROM tweets") == rows
