"""The interview itself: frameworks side by side, and the clock that follows one of them."""

from whiteboard.interview.clock import Clock, Reading
from whiteboard.interview.frameworks import FRAMEWORKS, Framework, Step, framework

__all__ = ["FRAMEWORKS", "Clock", "Framework", "Reading", "Step", "framework"]
