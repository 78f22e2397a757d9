"""The learner's numbers: evaluated with units, varied one by one, drawn from their ranges, and pictured."""

from whiteboard.run.numbers.evaluation import Evaluation, Result, describe, evaluate, evaluated, tidy, written
from whiteboard.run.numbers.sampling import Draws, monte_carlo, sensitivity
from whiteboard.run.picture.estimate import distribution, tornado
from whiteboard.run.picture.picture import STYLE, Picture

__all__ = [
    "STYLE",
    "Draws",
    "Evaluation",
    "Picture",
    "Result",
    "describe",
    "distribution",
    "evaluate",
    "evaluated",
    "monte_carlo",
    "sensitivity",
    "tidy",
    "tornado",
    "written",
]
