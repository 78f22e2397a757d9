"""How fair the rules are: false rejections and false passes over the corpus, per rule (``make fairness``).

A draft of ``tests/corpus/fairness/`` says above a line of three dashes what it is and what must be found::

    problem: twitter
    section: board            (or the name of one section)
    found: A3 D1              (must findings that have to appear; empty for a right draft)
    also: S1                  (must findings that may appear beside them)
    missed: C4                (must findings that should appear and do not yet: counted as false passes)
    ---
    # Twitter
    ...

Any other ``must`` finding is a false rejection; a code of ``found`` that does not appear is a false pass.
``tuned/`` was written while the rules were, and its figures must stay at zero. ``unseen/`` was written after
the rules were frozen; what stands in ``unseen/first-run.toml`` is how its drafts fared before anything was
mended for them.
``waiting/`` is where a new batch lies until it is mended for: it is measured, and no test holds the rules to it
yet. When it moves to ``unseen/``, its first figures are written down there.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from whiteboard.draft.finding import Severity
from whiteboard.judge import check

CORPUS = Path(__file__).parent / "corpus"
ROOT = CORPUS / "fairness"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One labelled draft."""

    name: str
    text: str
    problem: str | None
    section: str | None
    found: frozenset[str]
    also: frozenset[str] = frozenset()
    missed: frozenset[str] = frozenset()

    @property
    def is_right(self) -> bool:
        return not (self.found | self.missed)


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A draft beside what the rules said of it."""

    draft: Draft
    must: frozenset[str]
    messages: tuple[str, ...]
    unread: int

    @property
    def falsely_rejected(self) -> frozenset[str]:
        """Codes that fell on what is right."""
        return self.must - self.draft.found - self.draft.also - self.draft.missed

    @property
    def falsely_passed(self) -> frozenset[str]:
        """Codes that should have fallen, and did not."""
        return self.draft.found - self.must

    @property
    def known_to_be_missed(self) -> frozenset[str]:
        """Codes that are known not to be found yet."""
        return self.draft.missed - self.must


def read_draft(path: Path) -> Draft:
    """Read one labelled file."""
    head, dashes, text = path.read_text(encoding="utf-8").partition("\n---\n")
    assert dashes, f"{path} has no line of three dashes below its labels"
    labels = dict(line.split(":", 1) for line in head.splitlines() if line.strip())
    unknown = set(labels) - {"problem", "section", "found", "also", "missed"}
    assert not unknown, f"{path}: unknown labels {unknown}"
    section = labels.get("section", "board").strip()
    return Draft(
        name=str(path.relative_to(CORPUS)),
        text=text,
        problem=labels.get("problem", "").strip() or None,
        section=None if section == "board" else section,
        found=frozenset(labels.get("found", "").split()),
        also=frozenset(labels.get("also", "").split()),
        missed=frozenset(labels.get("missed", "").split()),
    )


def drafts(folder: str) -> Iterator[Draft]:
    """The labelled drafts of ``tuned`` or ``unseen``."""
    for path in sorted((ROOT / folder).rglob("*.md")):
        yield read_draft(path)


def older_drafts() -> Iterator[Draft]:
    """The sections of Twitter that the readers were first tried on, in the same form."""
    for section in ("api", "storage", "scale"):
        for kind in ("right", "wrong"):
            for path in sorted((CORPUS / section / kind).glob("*.md")):
                first, _, rest = path.read_text(encoding="utf-8").partition("\n")
                expected = first.removeprefix("# expect:").split() if kind == "wrong" else []
                yield Draft(
                    name=str(path.relative_to(CORPUS)),
                    text=rest if kind == "wrong" else f"{first}\n{rest}",
                    problem="twitter",
                    section=section,
                    found=frozenset(expected),
                )


def judged(draft: Draft) -> Judgement:
    """Run the rules over one draft."""
    report = check(draft.text, problem=draft.problem, section=draft.section)
    must = [finding for finding in report.findings if finding.severity is Severity.MUST]
    return Judgement(
        draft=draft,
        must=frozenset(finding.rule for finding in must),
        messages=tuple(f"{finding.rule} line {finding.line}: {finding.message}" for finding in must),
        # What stands before the first heading, a date, a name, belongs to no section.
        unread=sum(section is not None for section, _ in report.unread),
    )


def table(judgements: Iterable[Judgement]) -> str:
    """Rates, and the rules that cause them."""
    everything = list(judgements)
    right = [j for j in everything if j.draft.is_right]
    rejected = [j for j in right if j.falsely_rejected]
    expected = [(j, code) for j in everything for code in j.draft.found | j.draft.missed]
    passed = [(j, code) for j, code in expected if code in j.falsely_passed | j.known_to_be_missed]
    stray = [j for j in everything if not j.draft.is_right and j.falsely_rejected]
    lines = [
        f"{len(everything)} drafts, {len(right)} of them right",
        f"falsely rejected: {_rate(len(rejected), len(right))} of the right drafts",
        f"falsely passed:   {_rate(len(passed), len(expected))} of the faults",
        f"a fault beside the real one: {_rate(len(stray), len(everything) - len(right))} of the wrong drafts",
    ]
    by_rule: dict[str, list[int]] = {}
    for column, codes in enumerate(
        (
            Counter(code for j in everything for code in j.falsely_rejected),
            Counter(code for _, code in passed),
            Counter(code for _, code in expected),
        )
    ):
        for code, count in codes.items():
            by_rule.setdefault(code, [0, 0, 0])[column] += count
    lines.append("\nrule  falsely rejected  falsely passed  of faults")
    for code, (falsely, missed, faults) in sorted(by_rule.items()):
        lines.append(f"{code:<6}{falsely:>16}{missed:>16}{faults:>11}")
    return "\n".join(lines)


def _rate(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "none"


def first_runs() -> str:
    """How each batch of unseen drafts fared before anything was mended for it."""
    rows = []
    for batch in tomllib.loads((ROOT / "unseen" / "first-run.toml").read_text())["batches"]:
        rows.append(
            f"{batch['drafts']} drafts: falsely rejected {_rate(batch['falsely_rejected'], batch['right'])} of the "
            f"right ones, falsely passed {_rate(batch['falsely_passed'], batch['faults'])} of the faults"
        )
    return "\n".join(rows)


def main() -> None:
    """Print the figures of each part of the corpus, and what went wrong in which draft."""
    print(f"# unseen drafts, when they were first judged\n\n{first_runs()}\n")
    for title, found in (
        ("sections of Twitter, first corpus", older_drafts()),
        ("tuned", drafts("tuned")),
        ("unseen", drafts("unseen")),
        ("waiting", drafts("waiting")),
    ):
        judgements = [judged(draft) for draft in found]
        print(f"# {title}\n\n{table(judgements)}\n")
        for judgement in judgements:
            wrong = sorted(judgement.falsely_rejected), sorted(judgement.falsely_passed)
            if any(wrong) or judgement.unread:
                print(
                    f"{judgement.draft.name}: falsely rejected {wrong[0]}, falsely passed {wrong[1]}, "
                    f"{judgement.unread} lines not understood"
                )
                for message in judgement.messages:
                    if message.split()[0] in judgement.falsely_rejected:
                        print(f"    {message}")
        print()


if __name__ == "__main__":
    main()
