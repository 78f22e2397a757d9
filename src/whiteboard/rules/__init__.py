"""The catalogue of rules: one small function each, one module a step."""

from whiteboard.rules.catalogue import Rule, rules
from whiteboard.rules.context import Context

__all__ = ["Context", "Rule", "rules"]
