"""Boxes joined by lines: none on top of another, and no line through a box."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from whiteboard.run.picture.nets.places import Arrow, placed


@st.composite
def nets(draw):
    sizes = draw(st.lists(st.tuples(st.floats(60, 200), st.floats(30, 150)), min_size=1, max_size=14))
    place = st.integers(0, len(sizes) - 1)
    ends = draw(st.lists(st.tuples(place, place), max_size=20))
    return sizes, [
        Arrow(
            source=source,
            source_port=sizes[source][1] * draw(st.sampled_from([0.2, 0.5, 0.8])),
            target=target,
            target_port=sizes[target][1] * draw(st.sampled_from([0.3, 0.6])),
        )
        for source, target in ends
    ]


@settings(max_examples=150)
@given(nets())
def test_boxes_lie_apart_and_no_line_runs_through_one(drawn):
    sizes, arrows = drawn
    found = placed(sizes, arrows)
    boxes = {
        place: (x, y, x + found.widths[place], y + sizes[place][1]) for place, (x, y) in found.corners.items()
    }
    assert set(boxes) == set(range(len(sizes)))
    for (_, one), (_, other) in combinations(boxes.items(), 2):
        apart = (
            one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] + 1e-6 or other[3] <= one[1] + 1e-6
        )
        assert apart
    for line in found.lines:
        (x, y), (end_x, end_y) = line
        assert abs(x - end_x) < 1e-9 or abs(y - end_y) < 1e-9
        for left, top, right, bottom in boxes.values():
            low, high = sorted((x, end_x))
            upper, lower = sorted((y, end_y))
            through = (
                low < right - 0.01 and high > left + 0.01 and upper < bottom - 0.01 and lower > top + 0.01
            )
            assert not through
    assert len(found.owners) == len(found.lines)


@settings(max_examples=80)
@given(nets())
def test_every_arrow_leads_from_its_box_to_its_target(drawn):
    sizes, arrows = drawn
    found = placed(sizes, arrows)
    joints = {}
    for line, owner in zip(found.lines, found.owners, strict=True):
        joints.setdefault(owner, []).append(line)
    targets = list(dict.fromkeys((arrow.target, arrow.target_port) for arrow in arrows))
    assert len(found.stems) == len(targets)
    for arrow, (x, y, side) in zip(arrows, found.ends, strict=True):
        left, top = found.corners[arrow.source]
        assert abs(y - top - arrow.source_port) < 1e-6
        assert abs(x - (left if side < 0 else left + found.widths[arrow.source])) < 1e-6
        lines = joints[targets.index((arrow.target, arrow.target_port))]
        stem = found.stems[targets.index((arrow.target, arrow.target_port))]
        assert reached((x, y), stem, lines)


def reached(start, end, lines):
    """Whether lines that touch lead from one point to another."""
    ahead, seen = [start], []
    left = list(lines)
    while ahead:
        point = ahead.pop()
        seen.append(point)
        for line in [
            line for line in left if on(point, line) or any(on(corner, line) for corner in (point,))
        ]:
            left.remove(line)
            ahead += line
            # What branches off in the middle of it.
            ahead += [corner for other in left for corner in other if on(corner, line)]
    return any(abs(x - end[0]) < 1e-6 and abs(y - end[1]) < 1e-6 for x, y in seen)


def on(point, line):
    (x, y), (end_x, end_y) = line
    return (
        min(x, end_x) - 1e-6 <= point[0] <= max(x, end_x) + 1e-6
        and min(y, end_y) - 1e-6 <= point[1] <= max(y, end_y) + 1e-6
    )


def test_the_same_places_each_time():
    sizes = [(100.0, 50.0)] * 6
    arrows = [Arrow(source=place, source_port=25, target=place // 2, target_port=20) for place in range(1, 6)]
    assert placed(sizes, arrows) == placed(sizes, arrows)
