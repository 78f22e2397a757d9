"""Where boxes and arrows lie: layers, orders, heights, our own layout, and that of dot."""

import itertools
import os
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.run.picture.designs import KINDS, PACKS, component, design, designs, edge, pack, tree_like
from tests.system import needs
from whiteboard.draft.design import ComponentKind, Design
from whiteboard.run.picture.architecture import architecture, dot, own
from whiteboard.run.picture.architecture.boxes import outlines
from whiteboard.run.picture.architecture.curves import clipped, inside, meets, smooth
from whiteboard.run.picture.architecture.drawing import placed
from whiteboard.run.picture.architecture.figure import arrow_of
from whiteboard.run.picture.architecture.frames import frames
from whiteboard.run.picture.architecture.heights import Pull, heights
from whiteboard.run.picture.architecture.layers import layered
from whiteboard.run.picture.architecture.ordering import Ranks, crossings, order
from whiteboard.run.picture.architecture.parts import label_area
from whiteboard.run.picture.architecture.reading import measured

FEW = settings(max_examples=40, deadline=None)


def board_of(found):
    return measured(found, heat={}, failed=(), cut=())


def areas(board, layout):
    return {name: board.boxes[name].around(middle) for name, middle in layout.middles.items()}


def overlapping(found):
    return [pair for pair in itertools.combinations(found, 2) if found[pair[0]].overlaps(found[pair[1]])]


# Layers


@st.composite
def graphs(draw):
    names = [f"n{number}" for number in range(draw(st.integers(1, 12)))]
    arrows = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=30))
    clients = draw(st.lists(st.sampled_from(names), max_size=3, unique=True))
    return names, arrows, clients


@given(graphs())
def test_arrows_lead_right_unless_they_lead_back(graph):
    names, arrows, clients = graph
    layers, backwards = layered(names, arrows, clients)
    assert list(layers) == names
    assert layered(names, arrows, clients) == (layers, backwards)
    for place, (source, target) in enumerate(arrows):
        if source != target and place in backwards:
            assert layers[source] > layers[target] or {source, target} <= set(clients)
        elif source != target:
            assert layers[source] < layers[target]


@given(graphs())
def test_clients_that_call_no_client_stand_leftmost(graph):
    names, arrows, clients = graph
    layers, _ = layered(names, arrows, clients)
    among = {name for pair in arrows for name in pair if set(pair) <= set(clients) and pair[0] != pair[1]}
    assert all(layers[name] == 0 for name in clients if name not in among)


def test_only_the_arrow_that_closes_a_cycle_leads_back():
    arrows = [("people", "a"), ("a", "b"), ("b", "c"), ("c", "a"), ("c", "people")]
    layers, backwards = layered(["people", "a", "b", "c"], arrows, ["people"])
    assert layers == {"people": 0, "a": 1, "b": 2, "c": 3}
    assert backwards == {3, 4}


def test_what_nobody_calls_stands_next_to_what_it_calls():
    arrows = [("people", "a"), ("a", "b"), ("b", "db"), ("cron", "db")]
    layers, _ = layered(["people", "a", "b", "db", "cron"], arrows, ["people"])
    assert layers["cron"] == layers["db"] - 1


def test_a_chain_of_ten_thousand_is_no_recursion():
    names = [f"n{number}" for number in range(10_000)]
    layers, backwards = layered(names, list(itertools.pairwise(names)), [])
    assert layers[names[-1]] == 9_999
    assert not backwards


# Orders


@st.composite
def ranked(draw):
    ranks = Ranks()
    for rank in range(draw(st.integers(2, 4))):
        for _ in range(draw(st.integers(1, 5))):
            ranks.vertex(rank, draw(st.sampled_from(["", "", "g"])))
    for upper, lower in itertools.pairwise(ranks.rows):
        for source, target in draw(
            st.lists(st.tuples(st.sampled_from(upper), st.sampled_from(lower)), max_size=8, unique=True)
        ):
            ranks.join(source, target)
    return ranks


def crossings_one_by_one(ranks):
    place = {vertex: index for row in ranks.rows for index, vertex in enumerate(row)}
    arrows = [(source, target) for source, ends in enumerate(ranks.after) for target in ends]
    return sum(
        1
        for (a, b), (c, d) in itertools.combinations(arrows, 2)
        if ranks.rank[a] == ranks.rank[c] and (place[a] - place[c]) * (place[b] - place[d]) < 0
    )


@given(ranked())
def test_crossings_are_counted_right(ranks):
    assert crossings(ranks) == crossings_one_by_one(ranks)


@FEW
@given(ranked())
def test_an_order_keeps_every_vertex_and_groups_together(ranks):
    before = [sorted(row) for row in ranks.rows]
    order(ranks)
    assert [sorted(row) for row in ranks.rows] == before
    for row in ranks.rows:
        seats = [index for index, vertex in enumerate(row) if ranks.group[vertex]]
        assert not seats or seats[-1] - seats[0] == len(seats) - 1


def test_a_tree_is_drawn_without_crossing():
    ranks = Ranks()
    parents = [ranks.vertex(0)]
    for rank in range(1, 4):
        children = [ranks.vertex(rank) for _ in range(2 * len(parents))]
        for number, child in enumerate(children):
            ranks.join(parents[number % len(parents)], child)
        parents = children
    order(ranks)
    assert crossings(ranks) == 0


# Heights


@FEW
@given(ranked(), st.data())
def test_heights_leave_room(ranks, data):
    count = len(ranks.rank)
    sizes = st.lists(st.floats(1, 50), min_size=count, max_size=count)
    above, below = data.draw(sizes), data.draw(sizes)
    left = [[Pull(other, 1.0, 0.0) for other in ranks.before[vertex]] for vertex in range(count)]
    right = [[Pull(other, 1.0, 0.0) for other in ranks.after[vertex]] for vertex in range(count)]
    found = heights(ranks, above, below, left, right)
    for row in ranks.rows:
        for upper, lower in itertools.pairwise(row):
            assert found[lower] - found[upper] >= below[upper] + above[lower] - 1e-6


def test_a_chain_lies_level():
    ranks = Ranks()
    chain = [ranks.vertex(rank) for rank in range(5)]
    for one, two in itertools.pairwise(chain):
        ranks.join(one, two)
    left = [[Pull(other, 1.0, 0.0) for other in ranks.before[vertex]] for vertex in chain]
    right = [[Pull(other, 1.0, 0.0) for other in ranks.after[vertex]] for vertex in chain]
    assert heights(ranks, [5, 20, 5, 9, 5], [5] * 5, left, right) == pytest.approx([20] * 5)


# Curves


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=6))
def test_a_curve_goes_through_its_points_and_not_beyond_them(levels):
    points = [(10.0 * place, level) for place, level in enumerate(levels)]
    line = smooth(points)
    assert (line[0], line[-1]) == (points[0], pytest.approx(points[-1]))
    assert all(min(levels) - 1e-6 <= y <= max(levels) + 1e-6 for _, y in line)
    assert all(one[0] < two[0] for one, two in itertools.pairwise(line))


def test_a_line_is_cut_at_the_edge():
    square = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
    assert clipped([(0.0, 0.0), (5.0, 0.0)], [square])[0] == pytest.approx((1.0, 0.0), abs=1e-4)


# Both layouts


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.parent.name)
def test_the_packs_boards_are_laid_out_well(path):
    check_layout(pack(path), "own")


@needs("dot")
@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.parent.name)
def test_dot_lays_out_the_packs_boards_well(path):
    check_layout(pack(path), "dot")


@FEW
@given(designs())
def test_our_own_layout_of_any_design(found):
    board, layout = check_layout(found, "own")
    boxes = areas(board, layout)
    words = {place: label_area(board.links[place], middle) for place, middle in layout.labels.items()}
    assert not overlapping(words)
    assert not [(place, name) for place in words for name in boxes if words[place].overlaps(boxes[name])]
    for place, route in layout.routes.items():
        link = board.links[place]
        others = [area.grown(-1.0) for name, area in boxes.items() if name not in (link.source, link.target)]
        assert not meets(route, others)
    again = placed(board, "own")
    assert (again.middles, again.routes, again.labels) == (layout.middles, layout.routes, layout.labels)


@needs("dot")
@settings(max_examples=15, deadline=None)
@given(designs())
def test_the_layout_of_dot_of_any_design(found):
    board, layout = check_layout(found, "dot")
    again = placed(board, "dot")
    assert again.middles == layout.middles


def check_layout(found, engine):
    """Whatever a layout must hold; gives the board and the layout for more."""
    board = board_of(found)
    layout = placed(board, engine)
    assert set(layout.middles) == set(board.boxes)
    assert set(layout.routes) == {
        place for place, link in enumerate(board.links) if link.source != link.target
    }
    assert set(layout.labels) == {place for place, link in enumerate(board.links) if link.words}
    assert not overlapping(areas(board, layout))
    for place, link in enumerate(board.links):
        if link.source == link.target:
            continue
        rightwards = layout.middles[link.source][0] < layout.middles[link.target][0]
        assert rightwards == (board.layers[link.source] < board.layers[link.target])
        line = arrow_of(board, layout, place)
        for name, end, next_ in (
            (link.source, line[0], line[1]),
            (link.target, line[-1], line[-2]),
        ):
            shape = outlines(board.boxes[name], layout.middles[name])
            ahead = (end[0] + (next_[0] - end[0]) * 0.02, end[1] + (next_[1] - end[1]) * 0.02)
            assert not inside(ahead, shape)
            assert near(end, shape) < 0.5
    extent = layout.extent(board)
    assert (extent.left, extent.top) == (pytest.approx(0, abs=1e-6), pytest.approx(0, abs=1e-6))
    return board, layout


def near(point, shape):
    """How far a point is from the nearest closed line."""
    best = float("inf")
    for outline in shape:
        for (ax, ay), (bx, by) in itertools.pairwise([*outline, outline[0]]):
            long = (bx - ax) ** 2 + (by - ay) ** 2
            part = 0.0
            if long:
                part = max(0.0, min(1.0, ((point[0] - ax) * (bx - ax) + (point[1] - ay) * (by - ay)) / long))
            away = ((ax + part * (bx - ax) - point[0]) ** 2 + (ay + part * (by - ay) - point[1]) ** 2) ** 0.5
            best = min(best, away)
    return best


@pytest.mark.parametrize("seed", range(4))
def test_forty_components_cross_rarely(seed):
    """More arrows than a tree has must cross something; most crossings that a careless order has are gone."""
    board, layout = check_layout(tree_like(40, seed=seed), "own")
    lines = [arrow_of(board, layout, place) for place in layout.routes]
    assert sum(crossing(one, two) for one, two in itertools.combinations(lines, 2)) <= len(lines)


def crossing(one, two):
    """How often two lines cross."""
    return sum(
        1
        for a, b in itertools.pairwise(one)
        for c, d in itertools.pairwise(two)
        if turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0
    )


def turn(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


@FEW
@given(designs())
def test_frames_hold_their_group_and_nothing_else(found):
    board = board_of(found)
    layout = placed(board, "own")
    drawn = frames(board, layout)
    boxes = areas(board, layout)
    for name, area in boxes.items():
        group = board.boxes[name].group
        holding = [frame for frame in drawn if frame.area.overlaps(area)]
        assert [frame.group for frame in holding] == ([group] if group else [])


def test_a_group_that_lies_together_has_one_frame():
    found = design(("people", "api"), ("api", "db"), kinds={"people": ComponentKind.CLIENT})
    inner = tuple(
        component(made.name, made.kind, group="" if made.name == "people" else "private")
        for made in found.components
    )
    board = board_of(Design(components=inner, edges=found.edges))
    assert [frame.group for frame in frames(board, placed(board, "own"))] == ["private"]


def test_parts_that_nothing_joins_lie_one_under_the_other():
    board = board_of(design(("a", "b"), ("c", "d")))
    middles = own.place(board).middles
    assert middles["a"][1] == pytest.approx(middles["b"][1])
    assert middles["c"][1] > middles["a"][1] + 30


# The program dot


def test_dot_never_sees_a_word_of_the_draft():
    names = ['a"]; x -> y [label="', "<b>b</b> \\N $(ls)", "c\n}", "éÜ\u202e漢"]
    found = Design(
        components=tuple(component(name, group=f'"{name}') for name in names),
        edges=tuple(edge(*pair, label=f"{pair} secret") for pair in itertools.pairwise(names)),
    )
    said = dot.source(board_of(found))
    assert said.isascii()
    assert not any(word in said for word in ("secret", "$(ls)", "<b>", "\\N"))


@needs("dot")
def test_names_full_of_quotes_and_brackets_go_through_dot():
    names = ['a"]; x -> y [label="', "<b>b</b> \\N $(ls)", "c\n}", "{|}", "\0", "", "  "]
    found = Design(
        components=tuple(component(name, kind, group=name) for name, kind in zip(names, KINDS, strict=False)),
        edges=tuple(edge(*pair, label=pair[0]) for pair in itertools.pairwise(names)),
    )
    assert architecture(found, engine="dot").png().startswith(b"\x89PNG")


def fake_dot(folder, monkeypatch, script):
    """A program called dot that does something else."""
    program = folder / "dot"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize("script", ["exit 3", "echo nonsense", "echo '{}'", "exec sleep 30"])
def test_a_dot_that_fails_is_replaced(script, tmp_path, monkeypatch):
    fake_dot(tmp_path, monkeypatch, script)
    monkeypatch.setattr(dot, "TIMEOUT", 0.3)
    found = design(("people", "api"), kinds={"people": ComponentKind.CLIENT})
    assert architecture(found).png() == architecture(found, engine="own").png()
    with pytest.raises(dot.DotFailed, match="engine='own'"):
        architecture(found, engine="dot")


def test_without_dot_our_own_layout_draws(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = design(("people", "api"))
    assert architecture(found).png() == architecture(found, engine="own").png()
    with pytest.raises(dot.DotFailed, match="install Graphviz"):
        architecture(found, engine="dot")
