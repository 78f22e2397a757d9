"""Small defects put into the worked boards, and which rules find them (``make mutation`` prints the matrix).

Each kind of defect says which rule owns it, and which other ``must`` findings follow from it. A kind that a
board gives no room for (no queue to take away) is left out there; it has to have room in one board at least.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from whiteboard.draft.finding import Severity
from whiteboard.judge import check
from whiteboard.problems import load

PROBLEMS = ("twitter", "code-deployment", "interviewing-io", "tiktok")


class Text:
    """A worked board, section by section, that can be spoiled."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        self.sections: dict[str, list[str]] = {}
        name = ""
        for line in load(problem).board.splitlines():
            if line.startswith("## "):
                name = line[3:].strip().lower()
            self.sections.setdefault(name, []).append(line)

    def __str__(self) -> str:
        return "\n".join(line for lines in self.sections.values() for line in lines) + "\n"

    def replaced(self, section: str, pattern: str, new: str, *, count: int = 1) -> bool:
        """Replace in the first lines of a section that match; whether anything did."""
        lines, done = self.sections.get(section, []), 0
        for position, line in enumerate(lines):
            changed = re.sub(pattern, new, line, flags=re.IGNORECASE)
            if changed != line and position:
                lines[position] = changed
                done += 1
                if done == count:
                    break
        return bool(done)

    def dropped(self, section: str, pattern: str, *, count: int = 1) -> bool:
        """Drop the first lines of a section that match; whether any did."""
        lines = self.sections.get(section, [])
        hits = [n for n, line in enumerate(lines) if n and re.search(pattern, line, re.IGNORECASE)][:count]
        self.sections[section] = [line for n, line in enumerate(lines) if n not in hits]
        return bool(hits)

    def added(self, section: str, *new: str) -> bool:
        """Add lines at the end of a section; whether the board has it."""
        if section not in self.sections:
            return False
        lines = self.sections[section]
        end = max(n for n, line in enumerate(lines) if line.strip()) + 1
        lines[end:end] = new
        return True

    def without_operation(self, name: str) -> bool:
        """Take an operation out of the API: its name and what is indented below it."""
        lines = self.sections.get("api", [])
        start = next((n for n, line in enumerate(lines) if line.strip() == f"{name}:"), None)
        if start is None:
            return False
        end = start + 1
        while end < len(lines) and lines[end].startswith(" "):
            end += 1
        del lines[start:end]
        return True


@dataclass(frozen=True, kw_only=True)
class Defect:
    """One kind of defect: what it does to a board, the rules of which one owns it, and what may follow."""

    name: str
    owners: frozenset[str]
    spoil: Callable[[Text], bool]
    follows: frozenset[str] = frozenset()


DEFECTS: list[Defect] = []


def defect(
    name: str, owners: str, follows: str = ""
) -> Callable[[Callable[[Text], bool]], Callable[[Text], bool]]:
    """Register a kind of defect; `follows` are codes of findings that are its consequence."""

    def register(spoil: Callable[[Text], bool]) -> Callable[[Text], bool]:
        DEFECTS.append(
            Defect(
                name=name,
                owners=frozenset(owners.split()),
                spoil=spoil,
                follows=frozenset(follows.split()),
            )
        )
        return spoil

    return register


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One defect in one board: what the owner said, and which unrelated ``must`` findings came with it."""

    defect: Defect
    problem: str
    found: bool
    strays: tuple[str, ...]

    @property
    def mark(self) -> str:
        if not self.found:
            return "MISSED"
        return "+" + ",".join(sorted({stray.split()[0] for stray in self.strays})) if self.strays else "ok"


def try_out(which: Defect, problem: str) -> Tried | None:
    """Spoil a worked board and judge it; None when the board has no room for the defect."""
    text = Text(problem)
    if not which.spoil(text):
        return None
    findings = check(str(text), problem=problem).findings
    must = [finding for finding in findings if finding.severity is Severity.MUST]
    return Tried(
        defect=which,
        problem=problem,
        found=any(finding.rule in which.owners for finding in findings),
        strays=tuple(
            f"{f.rule} line {f.line}: {f.message}" for f in must if f.rule not in which.owners | which.follows
        ),
    )


def matrix() -> Iterator[tuple[Defect, dict[str, Tried | None]]]:
    """Every kind of defect in every worked board."""
    for which in DEFECTS:
        yield which, {problem: try_out(which, problem) for problem in PROBLEMS}


def main() -> None:
    """Print the matrix: what was found where, and what should not have been."""
    width = max(len(which.name) for which in DEFECTS)
    print(f"{'defect':<{width}}  rule   " + "".join(f"{name:<18}" for name in PROBLEMS))
    remarks = []
    for which, row in matrix():
        cells = [(tried.mark if tried else "-") for tried in row.values()]
        print(
            f"{which.name:<{width}}  {'/'.join(sorted(which.owners)):<7}"
            + "".join(f"{cell:<18}" for cell in cells)
        )
        for tried in row.values():
            if tried and (tried.strays or not tried.found):
                remarks.append(f"{which.name} in {tried.problem}: {'; '.join(tried.strays) or 'not found'}")
    print("\n" + "\n".join(remarks))


# Requirements


@defect("an object is left out", "R10", "C4")
def _(text: Text) -> bool:
    return text.dropped("objects", r"^\w[\w ]*:", count=1)


@defect("an access pattern is left out", "R11")
def _(text: Text) -> bool:
    return text.dropped("access patterns", r"^(get|list)\w+:.*")


@defect("the relations are left out but one that nobody asked for", "R12")
def _(text: Text) -> bool:
    lines = text.sections.get("relations", [])
    if not any(thing.between and not thing.derived for thing in load(text.problem).things):
        return False
    objects = [line.split(":")[0] for line in text.sections.get("objects", [])[1:] if ":" in line]
    text.sections["relations"] = [lines[0], f"{objects[-1]} resembles {objects[-1]}", ""]
    return True


@defect("a requirement says how", "R3")
def _(text: Text) -> bool:
    return text.replaced(
        "access patterns", r"^(\w+): (.*)$", r"\1: \2, from a Redis cache behind a Kafka queue"
    )


# Qualities


@defect("a quality that matters is left out", "N8")
def _(text: Text) -> bool:
    return text.dropped("qualities", r"availability", count=9)


@defect("a quality is an adjective", "N1", "N8 C7")
def _(text: Text) -> bool:
    return text.replaced("qualities", r"^performance:.*$", "performance: very fast")


@defect("the downtime does not follow from the nines", "N7")
def _(text: Text) -> bool:
    return text.replaced(
        "qualities", r"^availability: [\d.]+ ?%", "availability: 99.9%, that is 5 minutes of downtime a year"
    )


# Data types


@defect("a data type is left out", "T8")
def _(text: Text) -> bool:
    return text.dropped("data types", r": media", count=9)


@defect("media is taken for structured data", "T9")
def _(text: Text) -> bool:
    return text.replaced("data types", r": media", ": structured")


@defect("the bytes of media in a column", "T1")
def _(text: Text) -> bool:
    return text.replaced("storage", r"\(relational\): id pk", "(relational): id pk, video longblob")


# API


@defect("an operation is left out", "A1", "C1 M4 C2")
def _(text: Text) -> bool:
    names = {
        "twitter": "follow",
        "code-deployment": "",
        "interviewing-io": "bookInterview",
        "tiktok": "follow",
    }
    return text.without_operation(names[text.problem])


@defect("a page token is dropped", "A3")
def _(text: Text) -> bool:
    return text.replaced("api", r"\?(next)?page\w*=\{\w+\}|\?cursor=\{\w+\}", "")


@defect("a write is called with GET", "A4", "A1 A8 C1")
def _(text: Text) -> bool:
    return text.replaced("api", r"^  PUT (/.*/\w+)$", r"  GET \1") or text.replaced(
        "api", r"^  POST ", "  GET "
    )


@defect("a collection is created by PUT", "A5", "A8")
def _(text: Text) -> bool:
    return text.replaced("api", r"^  POST (/\w+)$", r"  PUT \1")


@defect("one resource in the singular and in the plural", "A7")
def _(text: Text) -> bool:
    return text.replaced("api", r"^  DELETE /(\w+)s/", r"  DELETE /\1/")


# Scale


@defect("bits for bytes", "S2", "S1")
def _(text: Text) -> bool:
    return text.replaced("scale", r"^([^=]*=[^=]*[*/][^=]*= [\d.,k]+ ?[KMGT])B", r"\1b")


@defect("a claim a thousand times too large", "S2", "S1")
def _(text: Text) -> bool:
    larger = {"K": "M", "M": "G", "G": "T", "T": "P"}
    for before, after in larger.items():
        if text.replaced("scale", rf"^([^=]*=[^=]*[*/][^=]*= [\d.,k]+ ?){before}B", rf"\1{after}B"):
            return True
    return False


@defect("a claim three times too large", "S1", "S4")
def _(text: Text) -> bool:
    for n, line in enumerate(text.sections.get("scale", [])):
        found = re.match(r"^([^=]*=[^=]*[*/][^=]*= )(\d+)( ?[KMGT]B.*)$", line)
        if found:
            text.sections["scale"][n] = f"{found[1]}{int(found[2]) * 3}{found[3]}"
            return True
    return False


@defect("the read rate is left out", "S3 S11", "C10")
def _(text: Text) -> bool:
    # What is computed from it goes with it.
    found = text.dropped("scale", r"^reads =|^views =")
    return text.dropped("scale", r"\breads?\b|\bviews?\b", count=9) and found


@defect("one quantity has two values", "S4", "S1")
def _(text: Text) -> bool:
    for line in text.sections.get("scale", [])[1:]:
        found = re.match(r"^([\w ]+) = ([\d.]+)(k|M)? (requests/\w+)", line)
        if found:
            return text.added("scale", f"{found[1]} = {float(found[2]) * 7:g}{found[3] or ''} {found[4]}")
    return False


# Storage


@defect("the indexes are dropped", "D1", "C6")
def _(text: Text) -> bool:
    return text.replaced("storage", r"; index \([^)]*\)", "", count=9)


@defect("a reference leads nowhere", "D3")
def _(text: Text) -> bool:
    return text.replaced("storage", r"-> (\w+)", "-> nowhere_at_all")


@defect("a rule of the business is not kept by the store", "D4", "D1 T3")
def _(text: Text) -> bool:
    return text.replaced("storage", r"; (pk|unique) \([^)]*\)", "", count=9)


@defect("a row does not know its owner", "T4", "D1 C6 D4 C4")
def _(text: Text) -> bool:
    names = {"twitter": "author_id", "tiktok": "author_id", "interviewing-io": "interviewer_id"}
    name = names.get(text.problem)
    if not name:
        return False
    text.replaced("storage", rf"; index \({name}, (\w+)\)", r"; index (\1)", count=9)
    text.replaced("storage", rf"; unique \({name}, (\w+)\)", "", count=9)
    return text.replaced("storage", rf",? {name}(?: -> \w+)?", "", count=9)


@defect("the field that an order needs is dropped", "T6", "D1 C6 D4")
def _(text: Text) -> bool:
    for name in ("created_at", "published_at", "uploaded_at", "posted_at"):
        text.replaced("storage", rf"\((\w+), {name}\)", r"(\1)", count=9)
        if text.replaced("storage", rf", {name}\b[^,;]*", "", count=9):
            return True
    return False


# Design


@defect("a component has no arrow", "M2")
def _(text: Text) -> bool:
    return text.added("design", "audit service x2")


@defect("clients go straight to the database", "M2")
def _(text: Text) -> bool:
    found = re.search(r"-> ([\w ]+ db) \(relational", str(text))
    return bool(found) and text.added("design", f"people -> {found[1]}")


@defect("a load balancer before one stateful server", "M3")
def _(text: Text) -> bool:
    return text.replaced("design", r"(load balancer -> [\w ]+?) x\d+", r"\1 x1 (stateful)")


@defect("the replicas are taken away", "B1", "C7")
def _(text: Text) -> bool:
    done = text.replaced("design", r",? ?replicas \d+", "", count=20)
    text.replaced("design", r"\(\)", "", count=20)
    text.replaced("qualities", r", by [^,]*,", ",", count=9)
    for section in ("bottlenecks", "storage"):
        text.dropped(section, r"replica|failover|standby|zone", count=9)
    return done


@defect("an operation leaves a component that no client reaches", "M4", "C2")
def _(text: Text) -> bool:
    lines = text.sections.get("design", [])
    for found in re.findall(r"^(\w+):\n  GET", str(text), re.MULTILINE):
        on = [n for n, line in enumerate(lines) if re.search(rf"[:,] {found}\b", line)]
        if len(on) == 1 and lines[on[0]].count(",") > 2:
            store = re.search(r"-> ([^-]*?) \(", lines[on[0]])
            lines[on[0]] = re.sub(rf"(: ){found}, |, {found}\b", r"\1", lines[on[0]])
            return bool(store) and text.added("design", f"report server x2 -> {store[1]}: {found}")
    return False


@defect("long work is done while the caller waits", "M5", "M4 C2 M2 B2 C7 C9 B1 C12 C4")
def _(text: Text) -> bool:
    if not any(pattern.long for pattern in load(text.problem).access_patterns):
        return False
    done = text.replaced("design", r" -> [\w -]*queue( \([^)]*\))?(?= ->)", "", count=9)
    text.dropped("design", r"queue", count=9)
    for section in ("bottlenecks", "qualities"):
        text.dropped(section, r"queue|background|asynchron", count=9)
    return done


# Bottlenecks


@defect("a bottleneck without a number", "B3")
def _(text: Text) -> bool:
    return text.replaced(
        "bottlenecks",
        r"^[\w ]+:.*$",
        "api server: gets slow now and then; add another; costs money; alert on errors",
    )


@defect("a mend without its cost", "B3")
def _(text: Text) -> bool:
    return text.replaced("bottlenecks", r"; costs [^;]*", "", count=9)


# Closure


@defect("an access pattern has no operation", "C1")
def _(text: Text) -> bool:
    return text.added("access patterns", "getWeather: given a city, get the weather there")


@defect("an object has no store", "C4")
def _(text: Text) -> bool:
    return text.added("objects", "Invoice: amount, due date (immutable)")


@defect("media has no bucket", "C5", "M4 C2 C4 C12 T2 M2 C9 M5 C7 B1")
def _(text: Text) -> bool:
    kept = r"\(blob\)|artifact store|video files|media store|recordings|cdn"
    text.dropped("bottlenecks", kept, count=9)
    return text.dropped("storage", r"\(blob\)", count=9) and text.dropped("design", kept, count=9)


@defect("what is out of scope is built", "C11")
def _(text: Text) -> bool:
    text.added("api", "startAuction:", "  POST /auctions", "  returns: auction id")
    return text.added("out of scope", "auctions")


@defect("a quality is not answered", "C7", "B1 M4 C2 C4 C5 C9 C10 C12 M5 B2")
def _(text: Text) -> bool:
    text.sections["design"] = ["## Design", "people -> api server -> main db (relational)", ""]
    text.sections.pop("bottlenecks", None)
    text.dropped("storage", r"^because|^drawback", count=9)
    text.replaced("storage", r", region\b", "")
    return text.replaced("qualities", r"^(availability: [^,]*), by [^,]*,", r"\1,")


@defect("a bottleneck of something that stands nowhere", "C9", "C10")
def _(text: Text) -> bool:
    return text.added("bottlenecks", "quantum mainframe: 5k/s; buy another; costs money; alert on load")


@defect("a component is below the load", "B2", "M3")
def _(text: Text) -> bool:
    has_rates = any(re.match(r"(reads|views) =", line) for line in text.sections["scale"])
    return has_rates and text.replaced("design", r"(-> [\w ]*server) x\d+", r"\1 x1 (2000 ms, 1 worker)")


if __name__ == "__main__":
    main()
