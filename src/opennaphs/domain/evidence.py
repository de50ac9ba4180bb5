"""Evidence for an assessment: facts by level of an indicator, each with its day and source, and what is missing.

Facts only. Which level a country is at is for the assessors and the country to agree; nothing here awards one.
"""

import datetime
from dataclasses import dataclass

from opennaphs.domain.sentences import Sentence


@dataclass(frozen=True)
class Fact:
    """One thing that is written down somewhere: a sentence, its day (``None`` = without one) and the page it stands on.

    ``page`` is the name of a page and what its address needs; ``None`` when no page shows it.
    """

    sentence: Sentence
    on: datetime.date | None = None
    page: tuple[str, tuple[str | int, ...]] | None = None


@dataclass(frozen=True)
class Rung:
    """One level of an indicator: what it means in our words, the facts that speak for it, and what is missing."""

    level: int
    aim: str
    facts: tuple[Fact, ...]
    missing: tuple[Sentence, ...]


@dataclass(frozen=True)
class IndicatorEvidence:
    """The evidence for one indicator, from its second level up; the first level asks for nothing."""

    indicator: str
    rungs: tuple[Rung, ...]


@dataclass(frozen=True)
class Shelf:
    """Facts and gaps of one level while they are being collected."""

    facts: tuple[Fact, ...] = ()
    missing: tuple[Sentence, ...] = ()


def wanted(fact: Fact | None, missing: Sentence) -> Shelf:
    """Put a fact on the shelf, or what is missing when there is none."""
    return Shelf((fact,)) if fact is not None else Shelf((), (missing,))


def together(*shelves: Shelf) -> Shelf:
    """Put shelves of one level together, in their order."""
    facts = tuple(fact for shelf in shelves for fact in shelf.facts)
    return Shelf(facts, tuple(sentence for shelf in shelves for sentence in shelf.missing))
