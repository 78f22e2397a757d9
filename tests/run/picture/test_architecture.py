"""The picture of a design: what is drawn, what the words say, and that nothing breaks it."""

import io
import itertools
import warnings
from pathlib import Path

import matplotlib.image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.run.picture.designs import KINDS, PACKS, component, design, designs, edge, pack, tree_like
from tests.system import needs
from whiteboard.draft.amount import Amount
from whiteboard.draft.design import ComponentKind, Design, Setting
from whiteboard.draft.storage import StoreKind
from whiteboard.notation import read_board
from whiteboard.run.picture.architecture import architecture
from whiteboard.run.picture.architecture.colors import heat_color, ink_on
from whiteboard.run.picture.architecture.lettering import listed, shortened, shown, text_width, wrapped
from whiteboard.run.picture.architecture.reading import percent
from whiteboard.run.picture.architecture.shapes import SHAPES

CORPUS = Path(__file__).parents[2] / "corpus" / "fairness"
DRAFTS = [path for path in sorted(CORPUS.rglob("*.md")) if "design" in path.stem or "board" in path.stem][::6]


def picture(found, **more):
    return architecture(found, engine="own", **more)


def texts(made):
    """What is written in a picture."""
    return [text.get_text() for text in made.figure.axes[0].texts]


def pixels(made):
    return matplotlib.image.imread(io.BytesIO(made.png()))


TWITTER = Design(
    components=(
        component("people", ComponentKind.CLIENT),
        component("api server", replicas=4),
        component(
            "feed cache",
            ComponentKind.CACHE,
            settings=(
                Setting(name="hit", text="hit 90%", amount=Amount(90, "percent", "90%")),
                Setting(name="ttl", text="ttl 30 s", amount=Amount(30, "s", "30 s")),
            ),
        ),
        component("tweets db", ComponentKind.STORE, store=StoreKind.RELATIONAL, group="vault"),
        component("fan-out", ComponentKind.QUEUE),
    ),
    edges=(
        edge("people", "api server"),
        edge("api server", "feed cache", operations=("getFeed", "getTweets", "like", "follow")),
        edge("api server", "tweets db", both_ways=True),
        edge("api server", "fan-out", asynchronous=True),
    ),
)


def test_words_say_what_is_drawn():
    made = picture(
        TWITTER,
        heat={"api server": 0.734},
        failed=["feed cache"],
        cut=[("tweets db", "API server")],
        title="Twitter",
    )
    assert made.text.splitlines() == [
        "Twitter",
        "layer 1",
        "  people (client): -> api server",
        "layer 2",
        "  api server (service, ×4, 73% busy): -> feed cache for getFeed, getTweets, like, follow;"
        " <-> tweets db (cut); -> fan-out (does not wait)",
        "layer 3",
        "  feed cache (cache, hit 90%, ttl 30 s, failed)",
        "  tweets db (store, relational, in vault)",
        "  fan-out (queue)",
    ]
    written = texts(made)
    for said in (
        "Twitter",
        "73%",
        "feed cache",
        "hit 90%, ttl 30 s",
        "failed",
        "relational",
        "vault",
        "link cut",
    ):
        assert said in written
    assert {"api server", "×4"} <= set(written) or "api server ×4" in written
    assert any(said.startswith("getFeed, ") and said.endswith(("+2", "+3")) for said in written)


def test_the_same_design_gives_the_same_picture():
    assert picture(TWITTER).png() == picture(TWITTER).png()
    made = picture(TWITTER)
    assert made.png() == made.png()


@needs("dot")
def test_both_engines_say_the_same_and_draw_alike():
    ours, theirs = (
        picture(TWITTER, heat={"fan-out": 2}),
        architecture(TWITTER, heat={"fan-out": 2}, engine="dot"),
    )
    assert ours.text == theirs.text
    assert sorted(texts(ours)) == sorted(texts(theirs))
    assert theirs.png() == architecture(TWITTER, heat={"fan-out": 2}, engine="dot").png()


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.parent.name)
def test_no_text_lies_over_another_in_the_packs_pictures(path):
    made = picture(pack(path), title="A board")
    assert overlapping_texts(made) == []


@pytest.mark.parametrize("path", DRAFTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_drafts_as_people_write_them_are_drawn(path):
    found = read_board(path.read_text(encoding="utf-8")).design
    assert overlapping_texts(picture(found or Design())) == []


def overlapping_texts(made):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    renderer = FigureCanvasAgg(made.figure).get_renderer()
    found = [(text.get_text(), text.get_window_extent(renderer)) for text in made.figure.axes[0].texts]
    return [
        (one, two)
        for (one, a), (two, b) in itertools.combinations(found, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 3.5
    ]


def test_the_background_is_opaque_white():
    seen = pixels(picture(TWITTER))
    assert seen.shape[2] == 3 or (seen[:, :, 3] == 1).all()
    assert (seen[0, :, :3] == 1).all()


def test_letters_are_never_too_small():
    made = picture(tree_like(40))
    assert min(text.get_fontsize() for text in made.figure.axes[0].texts) >= 6.5
    assert min(made.figure.get_size_inches()) > 3


def test_kinds_differ_in_shape_and_not_only_in_color():
    def form(kind):
        shape = SHAPES[kind]
        lines = [*shape.outlines(90, 40), *shape.details(90, 40)]
        return tuple(tuple((round(x), round(y)) for x, y in line) for line in lines), shape.dotted

    assert len({form(kind) for kind in ComponentKind}) == len(ComponentKind)


@given(st.sampled_from(KINDS), st.floats(14, 400), st.floats(12, 300))
def test_shapes_fill_their_area_and_stay_in_it(kind, width, height):
    points = [point for line in SHAPES[kind].outlines(width, height) for point in line]
    assert max(abs(x) for x, _ in points) <= width / 2 + 1e-6
    assert max(abs(y) for _, y in points) <= height / 2 + 1e-6
    assert max(x for x, _ in points) - min(x for x, _ in points) > 0.85 * width
    assert max(y for _, y in points) - min(y for _, y in points) > 0.85 * height


def test_the_legend_names_what_occurs_and_nothing_else():
    written = texts(picture(design(("people", "api"), kinds={"people": ComponentKind.CLIENT})))
    assert sorted(written) == ["api", "client", "people", "service"]
    for said in ("cache", "does not wait", "replicas", "failed"):
        assert said not in written


def test_utilization_is_a_number_and_darker_when_higher():
    made = picture(
        TWITTER, heat={"people": 0, "api server": 0.005, "fan-out": 1.3, "tweets db": 40, "elsewhere": 1}
    )
    assert {"0%", "<1%", "130%", ">999%"} <= set(texts(made))
    assert percent(float("nan")) == "load unknown"
    assert "load unknown" in texts(picture(TWITTER, heat={"fan-out": float("nan")}))

    def gray(color):
        red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    levels = [gray(heat_color(step / 20)) for step in range(31)]
    assert all(one > two for one, two in itertools.pairwise(levels))
    assert levels[0] - levels[20] > 120


@given(st.floats(0, 5))
def test_words_stand_out_from_the_heat_under_them(utilization):
    def luminance(color):
        parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    fill = heat_color(utilization)
    light, dark = sorted([luminance(fill), luminance(ink_on(fill))], reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_failed_part_is_crossed_out_in_red():
    def reds(made):
        seen = pixels(made)
        return int(((seen[:, :, 0] > 0.55) & (seen[:, :, 1] < 0.2) & (seen[:, :, 2] < 0.3)).sum())

    assert reds(picture(TWITTER)) == 0
    assert reds(picture(TWITTER, failed=["tweets db"])) > 100
    assert reds(picture(TWITTER, cut=[("people", "api server")])) > 20


def test_arrows_that_do_not_wait_are_dashed():
    def dashed(made):
        return sum(line.is_dashed() for line in made.figure.axes[0].lines)

    waits = design(("a", "b"))
    not_so = Design(components=waits.components, edges=(edge("a", "b", asynchronous=True),))
    assert dashed(picture(waits)) == 0
    assert dashed(picture(not_so)) == 2  # the arrow, and the one in the legend


def test_an_arrow_both_ways_has_two_heads():
    one, both = (
        picture(Design(components=design(("a", "b")).components, edges=(edge("a", "b", both_ways=ways),)))
        for ways in (False, True)
    )
    assert len(both.figure.axes[0].patches) == len(one.figure.axes[0].patches) + 1


def test_replicas_are_sheets_behind_the_first():
    def patches(count):
        return len(picture(Design(components=(component("api", replicas=count),))).figure.axes[0].patches)

    none, two, many = patches(1), patches(2), patches(3)
    legend = 3
    assert (two - none - legend, many - none - legend) == (1, 2)
    assert patches(5000) == many


def test_repeated_arrows_are_one():
    found = Design(
        components=design(("a", "b")).components,
        edges=(edge("a", "b", operations=("x",)), edge("a", "b", operations=("y",)), edge("a", "b")),
    )
    assert picture(found).text.count("->") == 1
    assert "-> b for x, y" in picture(found).text


def test_a_loop_is_drawn_and_said():
    found = Design(
        components=(component("api"), component("db")),
        edges=(edge("api", "api", label="retry"), edge("api", "db")),
    )
    made = picture(found)
    assert "-> itself for retry" in made.text
    assert "retry" in texts(made)


def test_what_no_arrow_joins_is_drawn_too():
    made = picture(Design(components=(*TWITTER.components, component("lonely")), edges=TWITTER.edges))
    assert made.text.splitlines()[-2:] == ["joined to nothing", "  lonely (service)"]
    assert "lonely" in texts(made)


def test_an_arrow_to_a_name_that_is_not_listed_is_drawn():
    made = picture(Design(components=(component("api"),), edges=(edge("api", "ghost"),)))
    assert "ghost (kind not stated)" in made.text


def test_an_empty_design_says_so():
    made = picture(Design(), title="Mine")
    assert made.text == "Mine: no component"
    assert texts(made) == ["Mine", "nothing to draw: the design has no component"]
    assert picture(Design()).text == "no component"
    assert pixels(made).size


STRANGE = [
    "$x^2$ and $\\frac{1}{2}$",
    "\\alpha \\n %s {0} {|} %",
    "<b>&amp;</b>",
    "☕ 😀 👩‍👩‍👧 tea",
    "שלום עולם",
    "مرحبا",
    "数据库",
    "a\nb\tc\0d\x1b[31m",
    "\ud800 half",
    "\u202ereversed",
    "e\u0301\u0301\u0301",
    "",
    "   ",
    "$",
    "w" * 5000,
    "many words " * 500,
]


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_any_text_is_drawn_as_it_stands(text):
    found = Design(
        components=(
            component(
                text, ComponentKind.CLIENT, group=text, settings=(Setting(name="", text=text),), replicas=3
            ),
            component("db", ComponentKind.STORE),
        ),
        edges=(edge(text, "db", operations=(text, text + "2"), label=text), edge("db", "db", label=text)),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = picture(found, title=text, heat={text: 0.5}, failed=[text])
        assert made.png().startswith(b"\x89PNG")
    made.text.encode("utf-8")
    assert max(made.figure.get_size_inches()) < 25


def test_formulas_are_not_typeset():
    made = picture(Design(components=(component("$x^2$"),)))
    assert "$x^2$" in texts(made)
    assert not any(text.get_parse_math() for text in made.figure.axes[0].texts)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.floats(20, 120), st.integers(1, 4))
def test_wrapped_lines_are_never_too_wide_or_too_many(text, width, most):
    lines = wrapped(text, width, 9.0, most=most)
    assert len(lines) <= most
    assert all(text_width(line, 9.0) <= width + 12 for line in lines)
    assert text_width(shortened(shown(text), width, 9.0), 9.0) <= max(width, 22)


def test_long_names_break_at_their_joints():
    assert wrapped("orders-service-primary.internal", 80, 9.5)[0].endswith(("-", "."))
    assert listed(["getFeed", "a", "b", "c"], 40, 7.6) == "getFeed, +3"
    assert listed(["getFeed"], 200, 7.6) == "getFeed"


@settings(max_examples=15, deadline=None)
@given(designs(most=8))
def test_any_design_is_drawn(found):
    made = picture(found)
    assert made.png().startswith(b"\x89PNG")
    assert all(made.text.count(f"  {each.name} (") == 1 for each in found.components)


@pytest.mark.parametrize("count", [200, 1000])
def test_a_thousand_components_are_summed_up(count):
    found = tree_like(count)
    made = picture(found, heat={"part number 7": 0.9}, failed=["part number 8"])
    assert f"{count:,} components and " in made.text
    assert "too many for one picture" in made.text
    assert f"part number {count - 1} (" in made.text
    assert "1 component" in texts(made)
    assert max(made.figure.get_size_inches()) < 60


def test_every_component_that_calls_every_other_is_summed_up():
    names = [f"n{number}" for number in range(40)]
    made = picture(design(*itertools.permutations(names, 2)))
    assert "40 components" in texts(made)


def test_a_chain_too_long_for_any_page_is_summed_up():
    chain = [f"n{number}" for number in range(149)]
    made = picture(design(*itertools.pairwise(chain)))
    assert max(made.figure.get_size_inches()) <= 205


def test_names_are_found_without_regard_to_case():
    assert "tweets db (store, relational, in vault, failed)" in picture(TWITTER, failed="Tweets DB").text


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"failed": ["api"]}, r"failed: the design has no component 'api'; it has people, api server, "),
        ({"cut": [("people", "nobody")]}, r"cut: the design has no component 'nobody'"),
        (
            {"heat": {"api server": -0.1}},
            r"heat: the utilization of 'api server' is -0.1; it must be 0 or more",
        ),
        ({"engine": "neato"}, r"There is no engine 'neato': take 'auto', 'dot' or 'own'"),
    ],
)
def test_wrong_arguments_are_named(more, message):
    with pytest.raises(ValueError, match=message):
        architecture(TWITTER, **more)
