"""The catalogue of rules: one small function each, one module a step."""

from whiteboard.rules.catalogue import CLOSURE, Rule, rules
from whiteboard.rules.context import Context

__all__ = ["CLOSURE", "Context", "Rule", "rules"]
