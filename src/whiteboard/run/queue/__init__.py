"""A queue for real: in a Redis where there is one, else in this process; and what it does for a design."""

from whiteboard.run.queue.backpressure import backpressure
from whiteboard.run.queue.burst import Burst, burst
from whiteboard.run.queue.delivery import HABITS, worker_dies
from whiteboard.run.queue.opening import open_queue
from whiteboard.run.queue.queue import Depth, Job, Queue, QueueFull

__all__ = [
    "HABITS",
    "Burst",
    "Depth",
    "Job",
    "Queue",
    "QueueFull",
    "backpressure",
    "burst",
    "open_queue",
    "worker_dies",
]
