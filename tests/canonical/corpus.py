"""The drafts of the corpora, each a whole board or one section."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "corpus"
_SECTION_OF = {
    "api": "api",
    "scale": "scale",
    "storage": "storage",
    "estimates": "scale",
    "storage_reading": "storage",
}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A text of the corpora; ``section`` is None for a whole board."""

    name: str
    section: str | None
    text: str


@cache
def drafts() -> tuple[Draft, ...]:
    """All drafts, without the labels and expectations that stand beside them."""
    return tuple(
        _draft(path)
        for path in sorted(CORPUS.rglob("*"))
        if path.is_file() and path.suffix in {".md", ".txt"}
    )


def _draft(path: Path) -> Draft:
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(CORPUS).as_posix()
    folder = name.split("/")[0]
    section = _SECTION_OF.get(folder)
    if folder == "fairness":
        head, _, text = text.partition("\n---\n")
        labels = dict(line.split(":", 1) for line in head.splitlines() if line.strip())
        section = labels.get("section", "board").strip()
        section = None if section in {"board", "closure"} else section
    elif folder == "storage_reading":
        text = text.partition("=====")[0]
    return Draft(name=name, section=section, text=text)


def lines_of(section: str) -> list[str]:
    """Every line of every draft of one section."""
    return sorted(
        {
            line
            for draft in drafts()
            if draft.section == section
            for line in draft.text.split("\n")
            if line.strip()
        }
    )
