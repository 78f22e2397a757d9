"""``whiteboard run`` and ``whiteboard draw``."""

from __future__ import annotations

import argparse
from pathlib import Path

from whiteboard.cli.drafts import text_of
from whiteboard.cli.status import MET, print_json
from whiteboard.notation import read_board
from whiteboard.run.options import faults_of, takes_load
from whiteboard.run.progress import progress_bar


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    run = commands.add_parser(
        "run", help="put a draft's design under its own estimated load; exit status 2 where it cannot be run"
    )
    run.add_argument("file", metavar="FILE", help="a Markdown or text file; - is standard input")
    takes_load(run)
    run.add_argument("--seconds", metavar="S", type=float, help="simulated time of each run")
    run.add_argument(
        "--budget", metavar="S", type=float, default=5.0, help="seconds it may take (default: 5)"
    )
    run.add_argument("--seed", metavar="N", type=int, default=0, help="of the random numbers (default: 0)")
    run.add_argument(
        "--tier", metavar="NAME", help="closed form, pass-through recursion, event-driven simulation"
    )
    run.add_argument(
        "--availability", action="store_true", help="how much of the time each operation is answered"
    )
    run.add_argument("--cost", action="store_true", help="what it costs a month, very roughly")
    run.add_argument("--json", action="store_true", help="as JSON (docs/json.md)")
    run.set_defaults(run=_run)

    draw = commands.add_parser("draw", help="draw a draft as a PNG picture")
    draw.add_argument("file", metavar="FILE", help="a Markdown or text file; - is standard input")
    draw.add_argument(
        "-o", "--output", metavar="PNG", required=True, help="the picture; - prints its words instead"
    )
    draw.add_argument(
        "--what",
        metavar="NAME",
        default="design",
        help="design (default), relations, storage, api, scale, latency, sweep",
    )
    draw.add_argument(
        "--item", metavar="NAME", default="", help="operation, quantity, or parameter that it is about"
    )
    takes_load(draw)
    draw.set_defaults(run=_draw)


def _run(options: argparse.Namespace) -> int:
    from whiteboard.run.traffic.running import run_design

    board = read_board(text_of(options.file))
    faults = faults_of(options)
    with progress_bar("running the draft") as tell:
        report = run_design(
            board,
            load=1.0 if options.load is None else options.load,
            faults=faults,
            tier=options.tier,
            seconds=options.seconds,
            seed=options.seed,
            budget=options.budget,
            progress=tell,
        )
    more = _more(options, report)
    if options.json:
        print_json({**report.to_dict(), **{name: data for name, (data, _) in more.items()}})
    else:
        print("\n\n".join([repr(report), *(text for _, text in more.values())]))
    return MET


def _more(options: argparse.Namespace, report: object) -> dict[str, tuple[object, str]]:
    """What else was asked for: data and text by name."""
    from whiteboard.run.traffic.report import Report

    assert isinstance(report, Report)
    found: dict[str, tuple[object, str]] = {}
    if options.availability:
        availabilities = report.availabilities
        data = [
            {
                "operation": a.flow,
                "availability": a.value,
                "minutes_a_year": a.minutes_a_year,
                "arithmetic": a.lines,
            }
            for a in availabilities
        ]
        text = "\n".join("\n  ".join([a.in_words, *a.lines]) for a in availabilities)
        found["availability"] = (data, text)
    if options.cost:
        cost = report.cost
        table = cost.drop(columns=["each"]).to_string(index=False)
        text = f"{table}\nabout ${cost.attrs['total']:,.0f} a month\nPrices: {cost.attrs['source']}."
        found["cost"] = ({"components": cost.to_dict("records"), **cost.attrs}, text)
    return found


def _draw(options: argparse.Namespace) -> int:
    from whiteboard.run.picture.drawing import Wanted, draw

    board = read_board(text_of(options.file))
    wanted = Wanted(load=options.load, faults=faults_of(options), item=options.item)
    picture = draw(board, options.what, wanted)
    if options.output == "-":
        print(picture.text)
    else:
        Path(options.output).write_bytes(picture.png())
    return MET
