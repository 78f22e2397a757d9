"""What one quality says: its kind, numbers, reason and decision, and whether it is relaxed."""

from __future__ import annotations

import re

from whiteboard.draft.measures import seconds, time_unit
from whiteboard.draft.qualities import Quality, QualityKind
from whiteboard.draft.quality_words import kind_of, kinds_in
from whiteboard.notation.amounts import Found, find_amounts

_MOST = 5000
YEAR = 365 * 86400.0
_BECAUSE = re.compile(
    r"(?i)(?<![\w-])(?:because(?: of)?|since|so that|due to|given that|otherwise|in order to|whereas|as"
    r" long as|considering"
    r"|(?:the )?(?:reason|rationale|justification|why|motivation)(?: is)?(?: that)?\s*[:=]|why\s*[?]"
    r"|(?<!as )(?<!well )(?<!such )(?<!so )as (?=(?:it|its|they|users?|people|the|this|that|these|we|a"
    r"|an|our|most|every|each|no|nobody|some"
    r"|there|candidates|developers|downtime|customers|viewers|all)\b(?! (?:possible|much|many|well)))"
    r"|(?<=[,;.(–—-] )(?:for|to (?:avoid|keep|prevent|protect|ensure|allow|let|make)|or (?:else"
    r" )?(?:users|people|we|they)"
    r"|(?:this|that|which|it) (?:would|will|could|is (?:what|where|the)|blocks?|costs?|hurts?|matters?|means)"
    r"|(?=(?:users?|people|viewers|candidates|customers|developers|nobody|no one|everyone|we lose"
    r"|revenue|money)\b))"
    r"|to avoid|to prevent|(?<=[–—-] )(?=it is|it's|they|otherwise|nobody|the (?:landing|main|home)))\s*"
)
_BY = re.compile(
    r"(?i)(?<![\w-])(?:(?<!ed )(?<!run )(?<!read )(?<!written )(?<!seen )(?<!caused )by(?= )(?! (?:far"
    r"|default|users?|people|the"
    r" users?|anyone|everyone|many|all|a user|hand|design|law|then|\d|customers?|candidates?|others|law"
    r"|half|orders?|about))"
    r"|(?:achieved|ensured|provided|reached|guaranteed|enforced|met|solved|served|supported|addressed"
    r"|replicated|cached"
    r"|isolated|backed|protected|secured|mitigated|handled) (?:by|with|via|through|using)"
    r"|via|using|through|by means of|with the help of|with (?=(?:\w+[ -]){0,4}(?:replicas?|replication"
    r"|failover|standby|zones?|regions?"
    r"|redundan\w+|caches?|caching|cdn|indexes|index|queues?|shards?|sharding|sandbox\w*|containers?"
    r"|backups?|transactions?|locks?"
    r"|load balanc\w+|auto-?scal\w+|retr(?:y|ies)|tls|encryption|oauth|partition\w*)\b)"
    r"|(?:decision|how|approach|solution|design|strategy|implementation|achieved|tactic"
    r"|mechanism)\s*[:=]|(?:->|→|⇒|=>)\s*)"
)
_MEANS = re.compile(
    r"(?i)(?<![\w-])(?:\w+[ -])?(?:(?<!no )replicas?|replicat\w+|fail-?over|standby|stand-by|(?:multi"
    r"|two|three|2|3|several|multiple)[- ]?"
    r"(?:az|zones?|regions?|availability zones?|data ?cent(?:er|re)s?|instances|copies|nodes|servers)"
    r"|redundan\w+|cach(?:e|es|ed|ing)"
    r"|cdn|pre-?comput\w+|fan-?out|index(?:es|ed)?|shard\w*|partition(?:ed|ing|s)|queues?"
    r"|asynchronous\w*|sandbox\w*|containers?"
    r"|micro-?vms?|firecracker|gvisor|isolat\w+|encrypt\w+|tls|https|oauth|jwt|mfa|rate[- ]limit\w*|load"
    r" balanc\w+|auto-?scal\w+"
    r"|horizontal\w*|stateless|transactions?|unique (?:constraint|index|key)s?|locks?|locking|quorum"
    r"|consensus|leader|raft|paxos"
    r"|backups?|snapshots?|write-ahead|wal|object stor\w+|blob stor\w+|circuit breakers?|retr(?:y|ies)"
    r"|health checks?"
    r"|graceful degradation|idempotency keys?|pub/?sub|batch\w*|compress\w*|edge)(?![\w-])"
)
_RELAXED_LABEL = re.compile(
    r"(?i)^(?:(?:we |can |may |to |be |is |are |what |knowingly |deliberately )*(?:relax(?:ed|es|ing"
    r"|able)?|not? (?:needed|required|important"
    r"|critical|a priority|prioriti[sz]ed)|given up|gives? up|trade[d]?[- ]?(?:away|offs?)|sacrific\w+"
    r"|de-?prioriti[sz]ed|lower(?:ed)?"
    r"(?: priority)?|low priority|less (?:important|critical)|nice to have|best effort|can wait|optional"
    r"|weak(?:er|ened)?|unimportant"
    r"|non[- ]?goals?)(?: (?:on|for|requirements?|qualit(?:y|ies)|nfrs?|here|items?|ones|things))*)$"
)
_FINE = r"fine|ok(?:ay)?|acceptable|tolera(?:ble|ted)|good enough|enough|sufficient|allowed|permitted"
r"|suffices?|all right|alright|bearable"
_RELAXED = re.compile(
    rf"(?i)(?<![\w-])(?:(?<!not )(?<!n't )(?:is|are|be|it's|that's|would be|will do|being|seems|totally"
    rf"|perfectly|may be|might be) "
    rf"(?:also |still |totally |perfectly |usually |generally )?(?:{_FINE})(?! (?:latency|only if))"
    rf"|relax\w*|sacrific\w+|best[- ]effort"
    r"|not? (?:so |that |as |very |too |really |super |strictly |a |be |an |our |the )*(?:critical"
    r"|important|needed|necessary|required|concern|priority"
    r"|notable|special|crucial|strict|focus|worry|requirement|essential|vital|strong)|(?:don't|do not"
    r"|does not|doesn't|need not|needn't|no) "
    r"(?:really )?(?:need|care|require|matter|worry|have to|mind|focus)(?! (?:single|for (?:users"
    r"|people)|to (?:wait|scroll)))"
    r"|less (?:important|critical|strict)|nice to have|low(?:er)? priority|(?:can|may|could|might) (?:be"
    r" )?(?:briefly |slightly |somewhat |a bit |a little )?"
    r"(?:stale|delayed|eventual\w*|lag|slow(?:er)?|wait|tolerate|lower(?:ed)?|accept|live with|out of"
    r" date|inconsistent|unavailable|down"
    r"|deprioriti[sz]ed|take (?:longer|a few|some|minutes|hours))"
    r"|eventual(?:ly)?[- ]consisten\w+|eventual|weak consistency|baseline|basic only|nothing (?:special"
    r"|notable|unusual|beyond)|give up|given up"
    r"|trade away|tolerates? (?:stale|some|a few|brief|short|delay|eventual)|we (?:can )?(?:accept"
    r"|tolerate|allow) (?!no\b)|(?:some|brief|short|occasional|small|minor) "
    r"(?:downtime|staleness|delays?|lag|inconsistenc\w+|data loss|loss)|standard (?:only|is)|no special"
    r"|AP(?= |$|\b)(?! [a-z]+ call)|not needed|n/a|later)(?![\w])"
)
_DENIED = re.compile(r"(?i)\b(?:no|not|never|zero|cannot|can't|isn't|aren't|won't|must not)\b[^.;,]{0,30}\Z")
_OVER = re.compile(
    r"(?i)(?P<left>[^.;:()]{0,80}?)\s*(?:>>+|(?<![-=])>(?!=|\s?[\d.])|≫|\bover\b|\brather than\b"
    r"|\binstead of\b"
    r"|\bmore important than\b|\bis preferred to\b|\bat the (?:expense|cost) of\b|\bbeats\b|\btrumps\b"
    r"|\bbefore\b|\bahead of\b)\s*(?P<right>[^.;:(),]{2,60})"
)
_NINES = re.compile(
    r"(?i)(?<![\w.])(?P<count>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven)[ -]?(?:x"
    r" )?(?:nines?\b|9s\b|9'?s\b|9’s\b)"
)
_COUNT = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11,
}  # fmt: skip
_PERCENTILE = re.compile(
    r"(?i)(?<![\w.])(?:t?p[ -]?(?P<p>[5-9]\d(?:\.\d{1,3})?|999)(?![\w])"
    r"|(?P<th>[5-9]\d(?:\.\d{1,3})?)(?:th|st|nd|rd|%|-th)?[ -]?"
    r"(?:percentile|pctl|%ile|pct\b)|(?P<share>[5-9]\d(?:\.\d{1,3})?) ?(?:%|percent) of (?:\w+"
    r" ){0,3}?(?:requests?|reads|calls|queries"
    r"|loads?|the time|cases|users|responses|writes|searches|feeds?|pages?|views))"
)
_BARE_PERCENT = re.compile(r"(?<![\w.,])(?P<value>9\d\.\d{1,6})(?![\w.%])(?! ?%)(?! ?[A-Za-z]*(?:ms|sec))")
_DOWN = re.compile(r"(?i)\bdown(?:time| time)?\b|\boutages?\b|\bunavailab\w+|\boffline\b")
_EACH = re.compile(
    r"(?i)^[^.;]{0,40}?(?:\b(?:an?|per|each|every|in an?)\s|/\s?)(?P<period>year|yr|y|month|mo|week|wk"
    r"|day|d|quarter)\b|^[^.;]{0,40}?\b(?P<ly>yearly"
    r"|annually|annual|monthly|weekly|daily|p\.a\.)"
)
_LY = {
    "yearly": "year",
    "annually": "year",
    "annual": "year",
    "p.a.": "year",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
}
_NOT_LATENCY = re.compile(
    r"(?i)(?:window|ttl|cached? for|retention|retained|kept for|stale\w*|rpo|rto|recover\w*|backup|every"
    r"|interval|downtime|sessions?|videos? of|lag"
    r"|expire\w*|timeout)\s?[^,;]{0,12}\Z"
)


def understand(name: str, text: str, line: int) -> Quality:
    """One quality from its label and its text.

    Examples
    --------
    >>> found = understand("Availability", "five nines, by failover, because downtime costs revenue", 1)
    >>> found.kind.value, found.percent, found.decision, found.because
    ('availability', 99.999, 'by failover', 'downtime costs revenue')
    """
    read = text[:_MOST]
    amounts = find_amounts(read)
    reason = _reason(read)
    before = read[: reason[0]] if reason and reason[0] else read
    percent = _percent(read, amounts)
    kind = _kind(name, read, before, percent, amounts)
    relaxed = is_relaxed_label(name) or _is_relaxed(read, kind)
    over = _given_up(read)
    if over is not None and kind_of(name) in (QualityKind.OTHER, over):
        kind, relaxed = over, True
    if kind not in (QualityKind.AVAILABILITY, QualityKind.DURABILITY) and not re.search(
        r"(?i)availab|uptime|nines", before
    ):
        percent = None
    return Quality(
        name=name,
        kind=kind,
        text=text,
        amounts=tuple(found.amount for found in amounts),
        percent=percent,
        latency=_latency(before, amounts, kind),
        percentile=_percentile(read),
        downtime=_downtime(read, amounts, kind),
        because=reason[1] if reason else None,
        decision=_decision(read, reason),
        relaxed=relaxed,
        line=line,
    )


def is_relaxed_label(text: str) -> bool:
    """Whether a label says that what follows is given up.

    Examples
    --------
    >>> is_relaxed_label("relaxed"), is_relaxed_label("We can relax"), is_relaxed_label("Latency")
    (True, True, False)
    """
    return bool(_RELAXED_LABEL.match(text.strip(" :")))


def _kind(
    name: str, text: str, before: str, percent: float | None, amounts: tuple[Found, ...]
) -> QualityKind:
    by_name = QualityKind.OTHER if is_relaxed_label(name) else kind_of(name)
    if by_name is not QualityKind.OTHER:
        return by_name
    by_text = kind_of(before)
    if by_text is QualityKind.OTHER:
        by_text = kind_of(text) if before != text and not name else QualityKind.OTHER
    timed = any(
        (length := seconds(found.amount)) is not None and length < 86400
        for found in amounts
        if found.end <= len(before)
    )
    if (
        by_text in (QualityKind.OTHER, QualityKind.COST, QualityKind.SCALABILITY)
        and timed
        and re.search(
            r"(?i)\b(?:within|under|below|less than|in|at most|max|faster|<|≤|sub|no more than|takes?)\b"
            r"|[<≤]",
            before,
        )
    ):
        return QualityKind.PERFORMANCE
    if by_text is QualityKind.OTHER and percent is not None and percent >= 90:
        return QualityKind.AVAILABILITY
    return by_text


def _percent(text: str, amounts: tuple[Found, ...]) -> float | None:
    nines = _NINES.search(text)
    if nines:
        count = int(_COUNT.get(nines["count"].lower(), 0) or nines["count"])
        if 1 <= count <= 15:
            return round(100 - 10.0 ** (2 - count), max(0, count - 2))
    shares = [match.span() for match in _PERCENTILE.finditer(text)]
    found = [
        entry.amount.value
        for entry in amounts
        if entry.amount.unit == "percent"
        and 50 <= entry.amount.value <= 100
        and not any(start <= entry.start < end for start, end in shares)
    ]
    if found:
        return max(found)
    bare = _BARE_PERCENT.search(text)
    if bare and (bare.start() == 0 or text[bare.start() - 1] not in "pP"):
        return float(bare["value"])
    return None


def _percentile(text: str) -> float | None:
    match = _PERCENTILE.search(text)
    if match:
        typed = match["p"] or match["th"] or match["share"]
        return 99.9 if typed == "999" else float(typed)
    return 50.0 if re.search(r"(?i)\bmedian\b", text) else None


def _latency(before: str, amounts: tuple[Found, ...], kind: QualityKind) -> float | None:
    if kind is not QualityKind.PERFORMANCE and not re.search(r"(?i)\blatenc|\bp9\d\b|response time", before):
        return None
    longest = [
        value
        for found in amounts
        if found.end <= len(before)
        and (value := seconds(found.amount)) is not None
        and not _NOT_LATENCY.search(before, max(0, found.start - 40), found.start)
    ]
    return max(longest, default=None)


def _downtime(text: str, amounts: tuple[Found, ...], kind: QualityKind) -> float | None:
    down = bool(_DOWN.search(text))
    for found in amounts:
        above, *below = found.amount.unit.split("/")
        period = ""
        if (
            len(below) == 1
            and time_unit(above)
            and time_unit(below[0])
            and (down or kind is QualityKind.AVAILABILITY)
        ):
            period = below[0]
        elif not below and time_unit(above) and down:
            match = _EACH.match(text[found.end : found.end + 60])
            if match:
                period = match["period"] or _LY.get((match["ly"] or "").lower(), "")
        if period:
            length = _span(period)
            value = seconds(type(found.amount)(found.amount.value, above, ""))
            if length and value is not None:
                return value * YEAR / length
    return None


def _span(period: str) -> float | None:
    unit = time_unit({"y": "year", "d": "day"}.get(period.lower(), period.lower()))
    lengths = {
        "days": 86400.0,
        "weeks": 7 * 86400.0,
        "months": YEAR / 12,
        "quarters": YEAR / 4,
        "years": YEAR,
    }
    return lengths.get(unit or "")


def _reason(text: str) -> tuple[int, str] | None:
    """Where the reason begins, and the reason; None when there is none."""
    for match in _BECAUSE.finditer(text):
        rest = text[match.end() :]
        stop = re.search(
            r"(?i)[,;.] (?=by \w|via |using |through |decision:|how:|design:)|;|\)|\.(?= [A-Z])", rest
        )
        said = (rest[: stop.start()] if stop else rest).strip(" ,;.()–—-\"'")
        if len(said.split()) >= 2 or (said and match[0].lower().startswith(("because", "why", "reason"))):
            return match.start(), said
    return None


def _decision(text: str, reason: tuple[int, str] | None) -> str | None:
    without = text
    if reason:
        # The reason must not be taken for what brings it about: blank it out, keeping places.
        start = reason[0]
        at = text.find(reason[1], start)
        end = at + len(reason[1])
        without = text[:start] + " " * (end - start) + text[end:]
    match = _BY.search(without)
    if match:
        rest = without[match.start() :]
        stop = re.search(r"[;,]|\.(?= |$)|\(|\)| {3,}", rest[1:])
        said = (rest[: stop.start() + 1] if stop else rest).strip(" ,;.()")
        said = re.sub(
            r"(?i)^(?:decision|how|approach|solution|design|strategy|implementation|achieved|tactic"
            r"|mechanism)\s*[:=]\s*|^(?:->|→|⇒|=>)\s*",
            "",
            said,
        )
        if said:
            return said
    means = _MEANS.search(without)
    if means:
        start = max(without.rfind(mark, 0, means.start()) for mark in ";.,(") + 1
        stop = re.search(r"[;,().]", without[means.end() :])
        said = without[start : means.end() + stop.start() if stop else len(without)]
        return re.sub(r" {3,}.*", "", said.strip(" ,;.()")) or means[0]
    return None


def _is_relaxed(text: str, kind: QualityKind) -> bool:
    for match in _RELAXED.finditer(text):
        if match[0] in ("ap", "Ap") or (match[0] == "eventual" and kind is not QualityKind.CONSISTENCY):
            continue
        if _DENIED.search(text[max(0, match.start() - 45) : match.start()]) and not match[
            0
        ].lower().startswith(("no", "don", "do ")):
            continue
        if match[0].lower() == "later" and not re.search(
            r"(?i)\bseconds later|minutes later|than the rest|than others", text
        ):
            continue
        return True
    return False


def _given_up(text: str) -> QualityKind | None:
    """What is given up in "availability over consistency", "AP > CP"; None when nothing is."""
    if len(text) > 1000:
        text = text[:1000]
    for match in _OVER.finditer(text):
        left, right = kinds_in(match["left"]), kinds_in(match["right"])
        if left and right and set(left) != set(right[:1]):
            lost = right[0]
            if re.fullmatch(r"(?i)\s*cp\s*", match["right"]):
                return QualityKind.CONSISTENCY
            if re.fullmatch(r"(?i)\s*ap\b.*", match["right"]):
                return QualityKind.AVAILABILITY
            return lost
        if re.search(r"\bAP\b", match["left"]) and re.search(r"\bCP\b", match["right"]):
            return QualityKind.CONSISTENCY
        if re.search(r"\bCP\b", match["left"]) and re.search(r"\bAP\b", match["right"]):
            return QualityKind.AVAILABILITY
    return None
