"""The tree of an estimate: every quantity with its value, and which assumption moves the result."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.run.picture.boards import PACKS, board_of
from tests.run.picture.looking import ODD, looked_at, overlaps, said
from whiteboard.draft.scale import Scale
from whiteboard.notation import read_section
from whiteboard.run.numbers import distribution, monte_carlo, sensitivity, tornado
from whiteboard.run.picture.scale_tree import Swing, scale_tree

pytestmark = pytest.mark.filterwarnings("error")

RANGES = """
writes = 500..2k requests/minute
media size = 1..10 MB/request
media share = 5%..20%
stored = writes * media share * media size in TB/day
alone = 5
"""


def scale(text):
    return read_section("scale", text).scale


@pytest.mark.parametrize("pack", PACKS)
def test_the_boards_are_drawn_without_words_on_words(pack):
    draft = board_of(pack).scale
    picture = scale_tree(draft)
    looked_at(picture)
    assert overlaps(picture) == []
    for quantity in draft.quantities:
        assert quantity.name in said(picture)
        assert f"\n  {quantity.name}" in picture.text


def test_the_text_says_what_the_table_of_sensitivity_says():
    frame = sensitivity(scale(RANGES), "stored")
    text = scale_tree(scale(RANGES), "stored").text
    for row in frame.itertuples():
        line = next(line for line in text.splitlines() if line.startswith(f"  {row.assumption}: "))
        assert f"moves stored from {row.low:.3g} to {row.high:.3g} TB/day" in line


def test_the_longest_bar_is_of_what_moves_the_result_most():
    picture = scale_tree(scale(RANGES))
    bars = [
        patch
        for patch in picture.figure.axes[0].patches
        if patch.get_facecolor()[:3] == (11 / 255, 79 / 255, 138 / 255)
    ]
    lengths = sorted(patch.get_xy()[:, 0].max() - patch.get_xy()[:, 0].min() for patch in bars)
    # The legend has one of 12 points; media size goes from end to end of a factor of ten, half of it upwards.
    assert len(bars) == 4
    assert lengths[-1] == pytest.approx(42)
    assert lengths[1] == pytest.approx(42 * math.log(4) / math.log(10))


def test_one_quantity_shows_only_what_it_comes_from():
    picture = scale_tree(scale(RANGES), "stored")
    assert "alone" not in picture.text
    assert picture.text.startswith("What stored comes from: 4 quantities, 3 of them assumed")


def test_what_has_no_value_is_drawn_with_its_reason():
    picture = scale_tree(scale("a = b * 2\nb = a * 3\nc = 5 / zero\nzero = 0\n"))
    looked_at(picture)
    assert "it is computed from itself" in picture.text
    assert "it divides by zero" in picture.text
    assert "?" in said(picture)


def test_a_quantity_without_value_can_be_watched():
    looked_at(scale_tree(scale("a = 1\nb = a / zero\nzero = 0\n"), "b"))


def test_an_unknown_quantity_is_named():
    with pytest.raises(KeyError, match="nothing"):
        scale_tree(scale(RANGES), "nothing")


@pytest.mark.parametrize("factor", [1, 0, -2, math.nan])
def test_a_senseless_factor_is_refused(factor):
    with pytest.raises(ValueError, match="factor"):
        scale_tree(scale(RANGES), factor=factor)


def test_what_does_not_move_says_so():
    text = scale_tree(scale("a = 0\nb = 7 users\nc = a - b\n")).text
    assert "a: 0, assumed; it does not move c" in text


@pytest.mark.parametrize(("low", "high"), [(0, 5), (-1, 1), (1, math.inf), (math.nan, 1), (3, 2)])
def test_a_swing_without_ratio_has_no_bar(low, high):
    assert Swing(low=low, high=high, value=1.0, unit="").reach == 0


def test_two_hundred_quantities_keep_what_is_watched():
    lines = [f"a{place} = {place + 1}k requests/s" for place in range(50)]
    lines += [f"b{place} = a{place % 50} * a{place * 7 % 50} / a{(place + 3) % 50}" for place in range(150)]
    picture = scale_tree(scale("\n".join(lines)))
    looked_at(picture)
    assert "b149" in said(picture)
    assert any("140 are not drawn" in text for text in said(picture))


def test_a_long_chain_is_drawn():
    lines = ["q0 = 5"] + [f"q{place} = q{place - 1} * 2" for place in range(1, 50)]
    looked_at(scale_tree(scale("\n".join(lines))))


def test_nothing_to_draw_is_said():
    picture = scale_tree(Scale())
    looked_at(picture)
    assert picture.text == "No quantities"


def test_the_same_bytes_each_time():
    assert scale_tree(scale(RANGES)).png() == scale_tree(scale(RANGES)).png()


_lines = st.one_of(
    st.sampled_from(
        ["a = 5 users", "b = a * 3", "c = b - a", "a = 1..9 MB", "d = c / b", "b = d ^ 2", "= 5"]
    ),
    st.sampled_from([f"{odd} = 3" for odd in ODD]),
    st.text(max_size=20),
)


@settings(max_examples=12)
@given(st.lists(_lines, max_size=8))
def test_any_section_is_drawn(lines):
    read = read_section("scale", "\n".join(lines)).scale or Scale()
    looked_at(scale_tree(read))


def test_a_tornado_and_a_distribution_take_names_as_they_are():
    draft = scale("cost $x_2 = 5..9 users\n50 % \\of $all = cost $x_2 * 3\n")
    name = draft.quantities[-1].name
    picture = tornado(draft)
    looked_at(picture)
    looked_at(distribution(monte_carlo(draft, seed=1, draws=200)))
    assert name in picture.text
