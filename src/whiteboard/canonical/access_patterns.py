"""The access patterns section in the canonical notation: one requirement a line, groups under their labels."""

from __future__ import annotations

import re

from whiteboard.canonical.exact import Page
from whiteboard.draft.access_patterns import AccessPatterns, Requirement
from whiteboard.draft.wording import lexicon

_PLAIN = re.compile(r"[A-Za-z][\w ,;:'’()→?.%/>-]*[\w)%]")
_NAME = re.compile(r"[a-z][a-z]+[A-Z]\w{0,50}|[a-z]+_\w{1,50}|[a-z]{3,20}")
_SIGNATURE = re.compile(r"[A-Za-z_]\w{1,50}\([\w ,]{0,100}\)")
_NO_NAMES = lexicon(
    "core functional main must musts mvp key requirement requirements features user users also action actions read"
    " reads write writes queries commands basic primary reading writing optional stretch bonus later extra secondary"
    " remark yes yep nope sure both only correct let assume skipped ignored excluded exclusions answer question"
)
_LABEL = re.compile(r"[A-Z][A-Za-z]+(?: [A-Za-z]+){0,5}|P[0-4]")
_OPTIONAL_LABEL = re.compile(
    r"(?i)(?:nice to haves?|optional|stretch|bonus|later|p[123]|out of scope|secondary|extra)"
)
_MAY_BE_OPTIONAL = re.compile(
    r"(?i)\b(?:nice|optional|stretch|bonus|later|could|p[1-4]|below|v2|secondary|extras?|time permits|if time|phase|"
    r"scope|excluded|exclusions|won|not|skipped|ignored)\b|won['’]?t"
)
_LATER = re.compile(r"(?i)\b(?:optional|later|stretch|nice to have|bonus|v2|phase 2|if time)\b")
_SPLIT = re.compile(r"[.;]\s+[A-Z]|\?.*\?|//|--|\s[.)]|\.\s*$|\betc\b|\bso on\b|(?i:^remark\b)")
_BEGINS_ODDLY = re.compile(
    r"(?i)^(?:(?:nfr|fr|req|uc|us|ap|r|f|p)[ -]?\d|p\d|[a-z][.)]|q(?:uestion)?\s*[:.]|a(?:nswer)?\s*[:.]|(?:yes|no|yep|"
    r"nope|sure|both|only|correct|out of scope|not|let's|we|assume)\b|\w+\s*(?:\([^()]*\))?\s*(?::|->|→|=>|-\s)|"
    r"\w+\()"
)
_ONE_SENTENCE = re.compile(r"(?i)\bgiven\b|\bso that\b|\bshould\b|\bable to\b|\bas an?\b|\bcan\b")
_SAYS_SO = re.compile(r"(?i)\b(?:is|are|isn't|aren't|be|never|stays?|means?)\b")
_ORDER_BEHIND = re.compile(r"(?i)^[^,]+,\s(?:newest|latest|sorted|most recent|which|who|with)\b[^,]*$")


def write_access_patterns(section: AccessPatterns) -> list[str]:
    """Write an access patterns section.

    Parameters
    ----------
    section : AccessPatterns
        As read; what was not understood of it is not written.

    Returns
    -------
    list of str
        ``name: sentence`` or the sentence alone; below a label and with a bullet where the draft had a label;
        in the exact form where a plain line would be read in another way. Then remarks.

    Examples
    --------
    >>> feed = Requirement(name="getFeed", text="given an account, get its feed")
    >>> write_access_patterns(AccessPatterns(requirements=(feed,)))
    ['getFeed: given an account, get its feed']
    >>> search = Requirement(text="search tweets", group="Nice to have", optional=True)
    >>> write_access_patterns(AccessPatterns(requirements=(feed, search)))
    ['getFeed: given an account, get its feed', 'Nice to have:', '- search tweets']
    """
    page = Page()
    group = ""
    for found in section.requirements:
        if not _is_plain(found):
            page.exact("requirement", found)
            continue
        if found.group != group and found.group:
            page.plain(f"{found.group}:")
        group = found.group
        called = not found.name or found.text.startswith(f"{found.name}(")
        line = found.text if called else f"{found.name}: {found.text}"
        page.plain(f"- {line}" if group else line)
    # What stands in the exact form is read after the lines, so it is written after them.
    odd = [remark for remark in section.remarks if not _PLAIN.fullmatch(remark) or _SPLIT.search(remark)]
    for remark in section.remarks:
        if remark not in odd:
            page.plain(f"remark: {remark}")
    for remark in odd:
        page.exact("remark", remark)
    return page.done()


def _is_plain(one: Requirement) -> bool:
    """Whether it comes back as it was when it is written as a line."""
    text = one.text
    if (
        not _PLAIN.fullmatch(text)
        or "  " in text
        or _SPLIT.search(text)
        or not re.search(r"[A-Za-z]{2}", text)
    ):
        return False
    if one.group and not _LABEL.fullmatch(one.group):
        return False
    if one.optional != bool(_OPTIONAL_LABEL.fullmatch(one.group)):
        return False
    if not one.optional and (_MAY_BE_OPTIONAL.search(one.group) or _LATER.search(text)):
        return False
    if one.name and text.startswith(f"{one.name}("):
        return bool(_SIGNATURE.fullmatch(text))
    if one.name:
        return bool(_NAME.fullmatch(one.name)) and one.name not in _NO_NAMES and "P0" not in text
    return _stays_whole(one)


def _stays_whole(one: Requirement) -> bool:
    """Whether a sentence without a name is neither cut nor taken for a label, a remark or an answer."""
    text = one.text
    if _BEGINS_ODDLY.match(text) or ":" in text:
        return False
    if "?" in text:
        return one.question
    if _SAYS_SO.search(text) and not one.given:
        return False
    if _ONE_SENTENCE.search(text):
        return True
    if "/" in text or ";" in text:
        return False
    return "," not in text or ("(" not in text and bool(_ORDER_BEHIND.match(text)))
