"""A network simulated event by event: what no formula knows of timeouts, retries, drops, caches and faults."""

from whiteboard.run.traffic.simulation.replication import FlowRun, Replication, StationRun
from whiteboard.run.traffic.simulation.running import Course, replicate
from whiteboard.run.traffic.simulation.simulating import simulate

__all__ = ["Course", "FlowRun", "Replication", "StationRun", "replicate", "simulate"]
