"""A pack cannot contradict itself: numbers follow from formulas, criteria from rules that exist."""

import shutil
from pathlib import Path

import pytest

import whiteboard.problems.loading
from whiteboard.draft.board import SECTIONS
from whiteboard.notation import read_board, read_section
from whiteboard.problems import available, load
from whiteboard.rules import rules
from whiteboard.run.numbers import evaluate

PACKS = [load(name) for name in available()]
ESTIMATES = [(pack, estimate) for pack in PACKS for estimate in pack.estimates]
names = pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)


@pytest.mark.parametrize(("pack", "estimate"), ESTIMATES, ids=lambda value: value.name)
def test_each_number_follows_from_its_formula(pack, estimate):
    scale = read_section("scale", f"value = {estimate.formula}").scale
    computed = evaluate(scale)["value"].to(estimate.unit)
    assert computed == pytest.approx(estimate.value, rel=1e-4)
    assert estimate.low <= estimate.value <= estimate.high


@names
def test_the_worked_board_arrives_at_the_pack_s_numbers(pack):
    found = [result for result in evaluate(read_board(pack.board).scale) if result.magnitude is not None]
    for estimate in pack.estimates:
        same = []
        for result in found:
            try:
                same.append(result.to(estimate.unit) == pytest.approx(estimate.value, rel=1e-3))
            except ValueError:  # another dimension
                continue
        assert any(same), estimate.name


@names
def test_criteria_name_rules_that_exist_and_cover_every_section(pack):
    codes = set(rules())
    assert {criterion.section for criterion in pack.criteria} == set(SECTIONS)
    for criterion in pack.criteria:
        assert criterion.points > 0
        assert set(criterion.rules) | set(criterion.scaled_by) <= codes
        assert {rules()[code].section for code in criterion.rules} == {criterion.section}


@names
def test_ways_and_uniques_speak_of_things_and_roles_that_the_pack_has(pack):
    for pattern in pack.access_patterns:
        assert pattern.kind in {"read", "write"}
        for way in pattern.ways:
            for step in way.steps:
                roles = set(pack.thing(step.thing).roles)
                assert {*step.given, *step.needs, *filter(None, (step.get, step.order))} <= roles
    for unique in pack.uniques:
        assert set(unique.roles) <= set(pack.thing(unique.thing).roles)


@names
def test_hints_come_in_three_stages_and_facts_are_asked_in_several_ways(pack):
    assert set(pack.hints) == set(SECTIONS)
    assert all(len(stages) == 3 for stages in pack.hints.values())
    assert all(fact.says and len(fact.asked) >= 2 for fact in pack.facts)


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
