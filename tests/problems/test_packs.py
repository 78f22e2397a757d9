"""A pack cannot contradict itself: numbers follow from formulas, criteria from rules that exist."""

import shutil
from pathlib import Path

import pytest

import whiteboard.problems.loading
from whiteboard.draft.board import SECTIONS
from whiteboard.problem_check import faults
from whiteboard.problems import available, load, load_folder
from whiteboard.rules import CLOSURE

WHOLE = ["code-deployment", "interviewing-io", "tiktok", "twitter"]
SMALL = ["bank", "nearby-search", "online-judge", "ticket-booking", "web-crawler"]
"""Cases of one or two sections, for an exercise."""
SHEETS = ["estimate-short-links", "estimate-transcoding", "estimate-uploads", "estimate-video-bandwidth"]
"""Published estimates with a fault each."""

names = pytest.mark.parametrize("name", available())
whole = pytest.mark.parametrize("name", WHOLE)


def test_these_packs_are_shipped():
    assert available() == sorted(WHOLE + SMALL + SHEETS)


@names
def test_a_shipped_pack_is_sound_and_its_board_earns_full_marks(name):
    assert load(name).name == name
    assert faults(load(name)) == []


@whole
def test_a_shipped_pack_asks_for_every_section_and_closure(name):
    asked = {criterion.section for criterion in load(name).criteria}
    assert asked == {*SECTIONS, CLOSURE} - {"questions"}


@whole
def test_the_interviewer_of_a_shipped_pack_knows_much_and_is_asked_in_many_ways(name):
    pack = load(name)
    assert len(pack.facts) >= 10
    assert all(len(set(fact.asked)) >= 3 for fact in pack.facts)
    asked = [way for fact in pack.facts for way in fact.asked]
    assert len(asked) == len(set(asked)), "the same question gets two answers"


@whole
def test_a_shipped_pack_says_what_matters_what_is_left_out_and_what_is_hot(name):
    pack = load(name)
    assert {quality.required for quality in pack.qualities} == {True, False}
    assert len(pack.excluded) >= 4
    assert pack.hot_keys


@names
def test_a_shipped_pack_takes_its_numbers_from_formulas(name):
    assert all(estimate.formula for estimate in load(name).estimates if estimate.value is not None)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copytree(Path(whiteboard.problems.loading.__file__).parent / "twitter", tmp_path / "chirps")
    monkeypatch.setenv("WHITEBOARD_PROBLEMS", str(tmp_path))
    return tmp_path / "chirps"


def test_a_folder_named_in_the_environment_adds_a_problem(folder):
    pack = folder / "pack.toml"
    pack.write_text(pack.read_text().replace('name = "twitter"', 'name = "chirps"', 1))
    assert "chirps" in available()
    assert load("chirps").name == "chirps"
    assert load("chirps").access_patterns == load("twitter").access_patterns


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('title = "Twitter"', "", "'title' is missing"),
        ('title = "Twitter"', "title = ", "pack.toml"),
        ("[[facts]]\nsays", "[[facts]]\nsaid", r"\[\[facts\]\] number 1"),
        ("bursty = true", "brusty = true", "brusty"),
        ("bursty = true", 'bursty = "yes"', "bursty is 'yes', and should be true or false"),
        ('kind = "write"\n', "", r"\[\[access_patterns\]\] number 1 \(publishTweet\).*'kind'"),
        ("required = true\nvalue", 'low = "few"\nvalue', "pack.toml"),
        ('words = [["read"]', 'words = ["read"', r"\[\[estimates\]\] number 1 \(read rate\).*'read'"),
        ("repeatable = false", "repeatable = 0", "repeatable is 0, and should be true or false"),
        ("points = 2", 'points = "2"', r"\[\[criteria\]\].*points is '2', and should be a number"),
        ('asked = ["can a tweet carry media", ', 'asked = [3, "can a tweet carry media", ', "asked is"),
        ('{ thing = "feed", given', "{ thing = 4, given", r"ways, number 2: steps, number 1: thing is 4"),
    ],
)
def test_a_wrong_pack_says_what_is_wrong_and_where(folder, before, after, says):
    pack = folder / "pack.toml"
    pack.write_text(pack.read_text().replace(before, after, 1))
    with pytest.raises(ValueError, match=says):
        load("chirps")


@pytest.mark.parametrize("name", ["lunch", "", "..", "../twitter", "a/b", "\x00"])
def test_an_unknown_problem_lists_those_there_are(name):
    with pytest.raises(KeyError, match="twitter"):
        load(name)


def test_a_folder_elsewhere_is_loaded_by_its_path(folder):
    assert load_folder(folder).title == "Twitter"
    with pytest.raises(KeyError, match=r"no pack\.toml"):
        load_folder(folder.parent)
