"""Labels by which a draft marks the parts of a bottleneck: "Problem:", "Solution:", "Trade-off:"."""

from __future__ import annotations

import re

_PARTS = {
    "problem": r"(?:the )?(?:problem|issue|bottleneck|risk|challenge|concern|symptom|impact|cause|root"
    r" cause|scenario|question|q|why|context"
    r"|description|what breaks|what happens|failure|failure mode|threat|situation|limit|limitation|when"
    r"|where|number|load|metric today|figure"
    r"|numbers|scale|estimate|math|observation|bad|naive|today|current)s?",
    "fix": r"(?:the |our |possible |proposed |chosen |better |good |great |best )?(?:solution|fix|fixes"
    r"|mitigation|approach|answer|a|ans|remedy|resolution|"
    r"improvement|action|what we do|how|handling|recovery|decision|plan|option|strategy|response|design"
    r"|next|change|workaround|mitigate|resolve)s?"
    r"(?: ?(?:\d|[a-c]|one|two))?",
    "cost": r"(?:the |its )?(?:costs?|trade-?offs?|trade offs?|downsides?|drawbacks?|cons?|price"
    r"|disadvantages?|but|caveats?|at the cost of|in exchange"
    r"|sacrifices?|penalty|we pay|consequences?)",
    "alert": r"(?:the )?(?:alerts?|alerting|alarm|monitor|monitoring|metrics?|watch|observability|detect"
    r"|detection|signals?|dashboards?|telemetry|sli|slo"
    r"|what we watch|logging|logs)",
    "pro": r"(?:pros?|advantages?|benefits?|upsides?|gain)",
}
_LABEL = {name: re.compile(rf"(?i)^(?:{pattern})\s*(?::|\s[–—-]\s|=)\s*") for name, pattern in _PARTS.items()}
_BARE_LABEL = {name: re.compile(rf"(?i)^(?:{pattern})\s*:?$") for name, pattern in _PARTS.items()}


def part_label(text: str) -> tuple[str, str] | None:
    """``Solution: add a cache`` → ("fix", "add a cache"); None for a line that begins with no such label.

    Examples
    --------
    >>> part_label("Trade-off: stale reads"), part_label("Monitoring:"), part_label("tweets db: slow")
    (('cost', 'stale reads'), ('alert', ''), None)
    """
    for name, pattern in _LABEL.items():
        match = pattern.match(text)
        if match and match.end() < len(text):
            return name, text[match.end() :]
    bare = text.strip()
    for name, pattern in _BARE_LABEL.items():
        if pattern.match(bare) and (bare.endswith(":") or len(bare) > 1):
            return name, ""
    return None
