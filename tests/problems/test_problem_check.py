"""What is wrong with a pack is told, with the table and the entry it is about."""

from dataclasses import replace

import pytest

from whiteboard.problem_check import faults
from whiteboard.problems import load

PACK = load("twitter")
PATTERN = PACK.access_patterns[0]
THING = next(thing for thing in PACK.things if thing.refers)
WAY = next(pattern for pattern in PACK.access_patterns if pattern.ways).ways[0]


def with_first(table, **changed):
    rows = getattr(PACK, table)
    return replace(PACK, **{table: (replace(rows[0], **changed), *rows[1:])})


def with_way(**changed):
    way = replace(WAY, steps=(replace(WAY.steps[0], **changed), *WAY.steps[1:]))
    return with_first("access_patterns", ways=(way,))


@pytest.mark.parametrize(
    ("pack", "says"),
    [
        (with_first("criteria", rules=("Z9",)), "there is no rule Z9"),
        (with_first("criteria", section="lunch"), "no section has that name"),
        (with_first("criteria", section="scale"), "judges objects"),
        (with_first("criteria", points=0), "worth 0 points"),
        (replace(PACK, criteria=()), "criteria: nothing earns points"),
        (replace(PACK, ignored_rules=("Z9",)), "ignored_rules: there is no rule Z9"),
        (replace(PACK, things=(*PACK.things, THING)), f"things: {THING.name} stands there twice"),
        (replace(PACK, things=PACK.things[1:]), "author refers to account, which is no thing"),
        (with_first("things", refers={"maker": "tweet"}), "refers speaks of the role maker"),
        (with_first("things", between=("id",)), "a relation has two"),
        (with_first("access_patterns", kind="send"), "it is read or write"),
        (with_first("access_patterns", signs=()), "it has no signs"),
        (with_first("access_patterns", never=("publish",)), "publish is a sign and stands under never"),
        (with_first("access_patterns", said=(("Say It",),)), "'Say It' can't match"),
        (with_way(thing="lunch"), "lunch is no thing of the pack"),
        (with_way(given=("colour",)), "tweet has no role colour"),
        (with_first("uniques", thing="lunch"), "uniques: lunch is no thing"),
        (with_first("uniques", roles=("colour",)), "follow has no role colour"),
        (with_first("estimates", unit="??"), "estimates, read rate: "),
        (with_first("estimates", value=7.0), "its value 7 is outside"),
        (with_first("estimates", formula="7 requests/minute"), "its value says 1666.67"),
        (with_first("estimates", formula="7 +"), "gives nothing that is requests/second"),
        (with_first("qualities", name="beauty"), "no kind is called beauty"),
        (with_first("qualities", applies_to=("getLunch",)), "getLunch is no access pattern"),
        (with_first("facts", asked=("why?",)), "facts, number 1: give at least two ways"),
        (replace(PACK, hints={}), "hints: api has none"),
        (replace(PACK, hints={**PACK.hints, "api": ("a", "b")}), "hints: api has 2 stages"),
        (replace(PACK, hints={**PACK.hints, "lunch": ("a", "b", "c")}), "no section is called lunch"),
        (replace(PACK, board=""), "there is no worked board"),
        (replace(PACK, board=PACK.board + "\n## Lunch\nsoup\n"), "not understood: ## Lunch"),
        (
            replace(
                PACK, board=PACK.board.replace("?nextPageToken={token}\n  returns: page", "\n  returns: list")
            ),
            "A3",
        ),
        (replace(PACK, board=PACK.board.replace("100k requests", "300k requests")), "the read rate"),
    ],
)
def test_each_fault_of_a_pack_is_told(pack, says):
    assert any(says in fault for fault in faults(pack)), faults(pack)


def test_a_sound_pack_has_no_faults():
    assert faults(PACK) == []
