"""A cache for real: in a Redis where there is one, else in this process; and what it does for a design."""

from whiteboard.run.cache.cache import Cache, Policy
from whiteboard.run.cache.closed_form import best_hit_rate, lru_hit_rate
from whiteboard.run.cache.conditions import SITUATIONS, Situation, conditions
from whiteboard.run.cache.experiment import hit_rate_picture, hit_rates
from whiteboard.run.cache.latency import hit_rate_to_pay, mean_latency
from whiteboard.run.cache.opening import open_cache
from whiteboard.run.cache.readers import EarlyRecomputation, Reader, SingleFlight, jittered
from whiteboard.run.cache.staleness import staleness
from whiteboard.run.cache.stampede import CURES, stampede
from whiteboard.run.cache.workload import Workload

__all__ = [
    "CURES",
    "SITUATIONS",
    "Cache",
    "EarlyRecomputation",
    "Policy",
    "Reader",
    "SingleFlight",
    "Situation",
    "Workload",
    "best_hit_rate",
    "conditions",
    "hit_rate_picture",
    "hit_rate_to_pay",
    "hit_rates",
    "jittered",
    "lru_hit_rate",
    "mean_latency",
    "open_cache",
    "staleness",
    "stampede",
]
