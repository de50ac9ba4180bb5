"""What makes the text of an action usable: length, plain first verb, no unexplained letters, no near twins.

The reasons and examples are in ``docs/how-to/write-an-action.md``.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

FEWEST_WORDS = 8
MOST_WORDS = 30
HARDEST_LIX = 80
TWIN_LIKENESS = 0.7

VAGUE_OPENINGS = frozenset(
    [
        "strengthen",
        "enhance",
        "improve",
        "ensure",
        "support",
        "promote",
        "consider",
        "continue",
        "facilitate",
        "advocate",
        "address",
        "encourage",
        "strive",
        "explore",
        "leverage",
        "foster",
        "reinforce",
        "capacitate",
        "sensitize",
        "sensitise",
        "operationalize",
        "operationalise",
    ]
)
VAGUE_PHRASES = (
    "as appropriate",
    "as needed",
    "where possible",
    "if possible",
    "etc",
    "and so on",
    "capacity building",
    "relevant stakeholders",
    "all stakeholders",
    "in a timely manner",
    "and/or",
)
KNOWN_LETTERS = frozenset(
    [
        "IHR",
        "WHO",
        "FAO",
        "WOAH",
        "UNEP",
        "IAEA",
        "UNICEF",
        "UN",
        "PCR",
        "HIV",
        "AIDS",
        "TB",
        "ISO",
        "GPS",
        "SMS",
        "COVID",
        "ID",
        "TV",
        "USD",
        "IATA",
    ]
)
_EMPTY_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "for",
        "and",
        "or",
        "with",
        "by",
        "at",
        "from",
        "their",
        "its",
        "that",
        "which",
        "who",
        "as",
        "is",
        "are",
        "be",
        "each",
        "every",
        "all",
        "this",
        "those",
        "these",
        "it",
        "into",
        "than",
        "least",
        "one",
        "two",
        "three",
        "per",
    ]
)


def words(text: str) -> list[str]:
    """Split a text into its words."""
    return re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*", text)


def lix(text: str) -> float:
    """Give the LIX readability of one sentence: its words + the percentage of words over six letters.

    Below 40 is easy, above 60 hard; long technical names push a short sentence up, so the limit is 80.
    """
    found = words(text)
    return len(found) + 100 * sum(len(word) > 6 for word in found) / max(len(found), 1)  # noqa: PLR2004


def faults(text: str) -> Iterator[tuple[str, str]]:
    """Give what is wrong with the text of an action: pairs of fault and remedy."""
    found = words(text)
    if not FEWEST_WORDS <= len(found) <= MOST_WORDS:
        yield f"The text has {len(found)} words.", f"Say it in {FEWEST_WORDS} to {MOST_WORDS} words."
    if found and found[0].lower() in VAGUE_OPENINGS:
        yield f"“{found[0]}” does not say what to do.", "Begin with what a person does: write, train, buy, test, name."
    for phrase in VAGUE_PHRASES:
        if re.search(rf"\b{re.escape(phrase)}\b", text.lower()):
            yield f"“{phrase}” leaves the reader guessing.", "Name who, what or when."
    for letters in re.findall(r"\b[A-Z]{2,}\b", text):
        if letters not in KNOWN_LETTERS:
            yield f"“{letters}” is not explained.", "Write the words instead of the letters."
    if text[-1:] != "." or not text[:1].isupper():
        yield "The text is not a whole sentence.", "Begin with a capital letter and end with a full stop."
    if lix(text) > HARDEST_LIX:
        yield f"The text is hard to read (LIX {lix(text):.0f}).", f"Use shorter words; the limit is {HARDEST_LIX}."


def _content(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in words(text)) - _EMPTY_WORDS


def likeness(one: str, other: str) -> float:
    """Say how alike two texts are: words they share over all their words, small words left out (Jaccard)."""
    a, b = _content(one), _content(other)
    return len(a & b) / len(a | b) if a | b else 1.0


def twins(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, float]]:
    """Find pairs of (id, text) whose likeness is at least :data:`TWIN_LIKENESS`."""
    contents = [(key, _content(text)) for key, text in texts]
    for (one, a), (other, b) in combinations(contents, 2):
        shared = len(a & b)
        if shared and shared >= TWIN_LIKENESS * (len(a) + len(b) - shared):
            yield one, other, shared / (len(a) + len(b) - shared)
