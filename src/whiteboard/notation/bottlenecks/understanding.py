"""What one bottleneck says: its numbers, the fix, what that costs, what is watched."""

from __future__ import annotations

import re

from whiteboard.draft.bottleneck_words import part_label
from whiteboard.draft.bottlenecks import Bottleneck
from whiteboard.notation.amounts import amounts_in

_MOST = 8000
_COST = re.compile(
    r"(?i)(?<![\w-])(?:costs?\s?:|price\s?:|(?:which |that |this |it |and |but )?(?:will |would |may |"
    r"can |also |then"
    r" )?costs?(?= (?!(?:a lot less|nothing)))|at the (?:price|cost|expense) of"
    r"|the (?:price|cost|trade-?off|downside|drawback|catch) (?:is|being|of)|trade-?offs?|trading|trade"
    r" \w+ for|in (?:exchange|return) for|downsides?|drawbacks?"
    r"|disadvantages?|sacrific\w+|we (?:accept|pay|lose|give up|tolerate)|(?:by )?accepting|but (?:now"
    r"|then|it|this|that|we|reads?|writes?|more|adds?|the|a|with|at|needs?|costs?|slower|stale)"
    r"|(?:the )?(?:others?|losers?|rest|loser) (?:gets?|sees?|waits?|have to|has to|must|retry|retries)"
    r"|however|(?:makes?|making) (?:[\w-]+ ){1,4}(?:slower|harder|more (?:complex|expensive|costly)|stale"
    r"|eventual\w*|complex|heavier|costlier|bigger|worse|later)"
    r"|(?:adds?|adding|introduc\w+|brings?|means|with|needs?|requires?|more|extra|increas\w+|gives?"
    r"|gets?|risks?|leads? to|takes?|causes?|results? in|becomes?|are|is|be|may be|have) "
    r"(?:\w+ ){0,3}?(?:complexity|latency|latencies|staleness|stale\w*|delays?|lag|eventual consistency"
    r"|slower|extra (?:storage|memory|hop|hops|machines|servers|work|cost|money|copies)"
    r"|duplicat\w+|hops?|operational \w+|overhead|write amplification|inconsisten\w+|cross-shard \w+"
    r"|more (?:storage|memory|money|machines|expensive|complex|work|disk|ram|cost)"
    r"|rebalancing|expensive|costly|harder|wasted?|double (?:the )?(?:storage|cost|memory|writes))"
    r"|more (?:complex|expensive|costly|fragile|effort)|(?:more|extra|double|twice the|higher"
    r"|additional) (?:storage|memory|money|machines?|hardware|ram"
    r"|disk|complexity|latency|cost|work|writes|operational|ops|hop|network|cpu)"
    r"|(?:slower|staler|stale|delayed|weaker|harder|worse|later) \w+|eventual consistency|(?:loses?"
    r"|losing|lost) (?:joins?|ordering|strong|some|a few|transactions?|up to|the last|foreign"
    r"|global)"
    r"|no (?:more |longer )?(?:joins?|cross-shard|global|transactions?|strong consistency)|\$ ?\d+|worth"
    r" it|expensive)(?!\w)"
)
_ALERT = re.compile(
    r"(?i)(?<![\w-])(?:alert\w*|alarm\w*|monitor\w*|watch(?:ed|ing)?(?= (?:the|for|on|queue|cpu|replica"
    r"|lag|p9\d|disk|error|cache|hit|its|db|memory|latency|depth))|track(?:ing|ed|s)? (?:the |our"
    r" )?"
    r"(?:lag|p\d+|latency|error|queue|hit|cpu|depth|metric|replica|cache|rate|memory|disk|number)"
    r"|metrics?|dashboards?|pag(?:e|es|ing) (?:the )?(?:on-?call|engineer|someone|us|the team)"
    r"|pager\w*"
    r"|on-?call|prometheus|grafana|datadog|cloudwatch|tracing|health-?[ ]?checks?|heartbeats?"
    r"|observab\w+|slo burn|canary)(?!\w)"
)
_VERB = (
    r"add|use|put|merge|shard|cache|replicate|split|partition|move|introduce|scale|run|keep|store|batch"
    r"|rate[- ]?limit|limit|throttle|queue|enqueue|retry|fall back|fail ?over|precompute"
    r"|pre-compute"
    r"|increase|switch|separate|serve|offload|compress|deploy|auto-?scale|spread|hash|salt|isolate|fan[-"
    r" ]?out|pull|push|pre-?warm|warm|buffer|degrade|drop|shed|promote|denormali[sz]e|archive"
    r"|expire|index"
    r"|create|make|route|redirect|load balance|distribute|provision|configure|enable|set|have|apply"
    r"|implement|build|adopt|employ|leverage|replace|skip|avoid|combine|upgrade|copy|mirror|back up"
    r"|snapshot|sandbox"
    r"|give|let|allow|stream|upload|bypass|coalesce|debounce|sample|pool|pin|block|ban|lock|reserve|hold"
    r"|reject|deduplicate|dedupe|restore|restart|reroute|reschedule|assign|schedule|cap|bound"
    r"|convert|delegate"
)
_FIX = re.compile(
    rf"(?i)^(?:so |then |and |instead,? |hence |therefore |thus |also |first,? |second,? |finally |could"
    rf" |can |should |must |will |would |to |please |just |simply |we |i |let's |let us |or |'d "
    rf"|'ll |need to |could also )*"
    rf"(?:{_VERB})(?:s|d|ed|ing)?\b(?! (?:depth|sizes?|miss|misses|hit|hits|rates?|contention|skew|is"
    rf"|are|was|grows?|fills|fails|dies|goes|lag|length|backlog|ratio|times?|usage|memory|down|can"
    rf"|may|will|would|gets|becomes|crash\w*|overflow\w*|has|have|must|should|stampede|problem"
    rf"|users?|keys?|partitions? (?:is|are|get)))|^(?:read |hot |standby |more |multiple |two "
    rf"|three |several |second |extra |write |consistent |db |database |a |an |the |cdn|redis"
    rf"|in-memory |automatic |active[- ]\w+ |async\w* |leader |"
    rf"kafka|message |dead[- ]letter |circuit |exponential |hybrid |multi[- ]|cross[- ]|request |token "
    rf"|leaky |connection |bloom |geo\w* |horizontal |vertical |range |key |composite |distributed "
    rf"|optimistic |pessimistic |unique |sticky )*"
    rf"(?:replicas?|replication|standby|sharding|shards?|cach(?:e|ing|es)|cdn|queues?|partition(?:ing"
    rf"|s)?|fail-?over|load balanc(?:er|ers|ing)|fan-?out\b|hashing|back-?ups?|retr(?:y|ies)"
    rf"|backoff|circuit breakers?|rate limit\w*"
    rf"|auto-?scal\w+|batch\w*|redundancy|region|zones?|az|index(?:es|ing)?|locks?|locking|workers?"
    rf"|coalescing|pooling|filters?|approach|idempotency keys?|snapshots?|failovers?|scaling|jitter"
    rf"|precomput\w+|throttling|pagination|transactions?|constraints?)\b"
)
_SOLVED = re.compile(
    rf"(?i)(?<![\w-])(?:(?:we|i|system|it|which|so|they|clients?|servers?|workers?|and|should|could|can"
    rf"|will|would|must|to|by|then|->|=>|→|⇒|solved|fixed|handled|mitigated|resolved|addressed"
    rf"|instead|via|using|through|with) (?:can |could |should |will |would |then |also |must "
    rf"|instead |may |now |just |simply |by |with |via |using )*"
    rf"(?:{_VERB})(?:s|d|ed|ing)?\b|(?:->|=>|→|⇒)\s*\S|(?:solved|fixed|handled|mitigated|resolved"
    rf"|addressed|absorbed|covered|avoided|prevented|protected) (?:by|with|via|through|using)\b|by"
    rf" (?:\w+ing|a |an |the )|(?:instead|rather)\b"
    r"|(?:have|has|is|are|run|runs|keep|keeps|gets?) (?:a |an |the |its |two |three |\w+ )?(?:replicas?"
    r"|standby|replicated|sharded|cached|redundant|backups?|stateless|partitioned|autoscaled))"
)
_FAILURE = re.compile(
    r"(?i)(?<![\w-])(?:fail(?!-?over)(?:s|ed|ure|ures|ing|over)?|crash\w*|outages?|goes? down|going down"
    r"|is down|go down|went down|down(?:time)?|dies?|dead|lost|lose[sd]?|losing|loss|single points?"
    r" of failure|spofs?|unavailab\w+|unreachable"
    r"|corrupt\w*|disaster|restarts?|reboot|network (?:partition|split|loss)|split[- ]brain|broken"
    r"|breaks|kill\w*|offline|power cut|data ?cent(?:er|re) (?:fire|loss)|partial writes?"
    r"|time-?outs?|retr(?:y|ies)|what if|recover\w*|fail-?over|dead[- ]letter|dropped"
    r"|evict\w*)(?!\w)"
)
_PROBLEM = re.compile(
    r"(?i)(?<![\w-])(?:too (?:slow|many|much|large|big|expensive|often|long|late|hot|high)|overload\w*"
    r"|overwhelm\w*|bottleneck\w*|saturat\w*|can't|cannot|can not|breaks?|falls over|chokes?|struggles?"
    r"|collapses?|backlogs?|misses|not enough|exceed\w*|single"
    r" points? of failure|spof|grows?|is slow|are slow|melts?"
    r"|becomes? (?:slow|hot|full|too|the|a)|gets? (?:slow|hot|full|too|hammered|overloaded)|runs? out"
    r"|won't (?:fit|scale|keep)|does(?:n't| not) (?:fit|scale|keep)|stampede|thundering herd|peaks?"
    r" at|hot (?:key|partition|shard|spot)s?)(?!\w)"
)
_CLEAR = re.compile(
    r"(?i)(?<![\w-])(?:so|we|by|solved|fixed|mitigated|handled|instead|to (?:avoid|prevent|handle"
    r"|survive|remove))(?!\w)"
)
_SPLIT = re.compile(r"\s*(?:;|(?<=[.!])\s+(?=[A-Z(\"'\d])|(?<=\?)\s+|(?<=[a-z\d)%])\.\s+(?=[a-z]))\s*")
_CLAUSE = re.compile(
    r"(?i)\s*(?:,\s+|\s[–—-]{1,2}\s|\s\((?=(?:more|extra|slower|but|costs?|at the|trade|downside|needs"
    r"|adds|stale)\b)"
    r"|\s(?=(?:but|so that|so|however|which|at the (?:cost|price|expense) of|in exchange for)\s)"
    r"|\s?(?=(?:->|=>|→|⇒)))"
)


def understand(subject: str, text: str, line: int) -> Bottleneck:
    """One bottleneck from its subject and all that is said of it.

    Examples
    --------
    >>> found = understand("db", "peaks at 5k/s; add replicas; costs stale reads; alert on lag", 1)
    >>> found.fix, found.cost, found.alert
    ('add replicas', 'costs stale reads', 'alert on lag')
    """
    said: dict[str, list[str]] = {"problem": [], "fix": [], "cost": [], "alert": [], "pro": []}
    for label, clause in _clauses(text[:_MOST]):
        said[label].append(clause)
    labeled = part_label(f"{subject}:") if subject else None
    if labeled and labeled[0] == "alert":
        # Under "Monitoring" everything is watched.
        said["alert"] = [clause for label in ("problem", "fix", "cost", "alert") for clause in said[label]]
        said["fix"], said["cost"] = [], []
    whole = f"{subject}: {text[:_MOST]}"
    return Bottleneck(
        subject=subject,
        text=text,
        amounts=amounts_in(text[:_MOST]),
        fix=_joined(said["fix"]),
        cost=_joined(said["cost"]),
        alert=_joined(said["alert"]),
        failure=bool(_FAILURE.search(whole)),
        line=line,
    )


def _clauses(text: str) -> list[tuple[str, str]]:
    """What each clause of a text is about, in order."""
    made: list[tuple[str, str]] = []
    for part in _SPLIT.split(text):
        if not part or not part.strip():
            continue
        labeled = part_label(part.strip())
        if labeled and labeled[1]:
            label, rest = labeled
            if label in ("problem", "fix"):
                made += [
                    (found if found != "problem" else label, clause)
                    for found, clause in _of_part(rest, label)
                ]
            else:
                made.append((label, rest.strip(" .,")))
            continue
        made += _of_part(part, "problem")
    return made


def _of_part(part: str, default: str) -> list[tuple[str, str]]:
    pieces = [_unbracketed(piece.strip(" .,")) for piece in _CLAUSE.split(part)]
    made: list[tuple[str, str]] = []
    for piece in pieces:
        if not piece:
            continue
        label = _about(piece)
        if not label and made and made[-1][0] in ("fix", "cost", "alert"):
            label = made[-1][0]  # what follows a fix after a comma goes on with it
            made[-1] = (label, f"{made[-1][1]}, {piece}")
            continue
        made.append((label or default, re.sub(r"^(?:->|=>|→|⇒)\s*", "", piece) if label == "fix" else piece))
    return made


def _unbracketed(piece: str) -> str:
    """Without a closing bracket whose opening one was cut off."""
    return piece.rstrip(")") if piece.endswith(")") and "(" not in piece else piece


def _about(piece: str) -> str:
    if _ALERT.search(piece):
        return "alert"
    arrow = piece.startswith(("->", "=>", "→", "⇒"))
    if _PROBLEM.search(piece) and not arrow:
        return (
            "fix" if (solved := _SOLVED.search(piece)) and solved.start() > 0 and _CLEAR.search(piece) else ""
        )
    fix = arrow or bool(_FIX.match(piece))
    cost = _COST.search(piece)
    if cost and not (
        fix
        and cost.start() > 0
        and not re.match(r"(?i)which|but|at the|in exchange|however|cost|trad", cost[0])
    ):
        return "cost"
    if fix or _SOLVED.search(piece):
        return "fix"
    return "cost" if cost else ""


def _joined(parts: list[str]) -> str | None:
    made = "; ".join(part for part in parts if part)
    return made or None
