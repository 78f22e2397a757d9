"""A design under its own load: a queueing network, solved, sampled or simulated."""

from whiteboard.run.traffic.building import CannotRun, network_of
from whiteboard.run.traffic.faults import fail, partition, slow, spike
from whiteboard.run.traffic.running import run_design, run_network
from whiteboard.run.traffic.what_if import compare, sweep

__all__ = [
    "CannotRun",
    "compare",
    "fail",
    "network_of",
    "partition",
    "run_design",
    "run_network",
    "slow",
    "spike",
    "sweep",
]
