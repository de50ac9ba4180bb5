"""Quantities hidden in sentences: “30 pax x 5 days x 67 trainings”, “4 fois par an”, “2 consultants @ 300 USD”.

What is found is a proposal, never a fact: a person accepts, corrects or drops it. Each proposal points at the exact
words it comes from and names what it left unread, so that nothing has to be believed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from opennaphs.domain.quantity_pieces import LONGEST_GAP, Factor, Piece, UnitPrice, find_pieces
from opennaphs.domain.quantity_words import DURATIONS_ONLY, JOINING_WORDS

LONGEST_TEXT = 40_000
MOST_FACTORS = 12


@dataclass(frozen=True)
class QuantityProposal:
    """What a piece of text seems to say, for a person to accept or refuse.

    ``frequency`` is how often a year. ``start`` and ``end`` count characters of the text; ``words`` is that piece.
    ``unread`` are the words inside the piece that were not understood, in their order.
    """

    factors: tuple[Factor, ...]
    unit_price: UnitPrice | None
    frequency: Decimal | None
    start: int
    end: int
    words: str
    unread: tuple[str, ...] = ()


def propose_quantities(text: str) -> tuple[QuantityProposal, ...]:
    """Propose the quantities a text speaks of, in the order of the text; nothing when it speaks of none.

    Texts beyond 40,000 characters are read up to there. Ranges (“3-5 days”), sums (“32+1”), calendar years and
    numbers that are part of a name (“4x4”, “One Health”, “BSL-3”) are no quantities.
    """
    proposals: list[QuantityProposal] = []
    for group in _groups(text, find_pieces(text[:LONGEST_TEXT])):
        proposal = _proposal(text, group)
        if proposal is not None and not _repeats(proposal, proposals[-3:]):
            proposals.append(proposal)
    return tuple(proposals)


def unread_numbers(text: str) -> tuple[str, ...]:
    """Give the numbers of a text that stand outside every proposal, as written."""
    signs = list(text[:LONGEST_TEXT])
    for one in propose_quantities(text):
        signs[one.start : one.end] = "\0" * (one.end - one.start)
    return tuple(re.findall(r"[0-9]+(?:[.,' ]?[0-9]+)*", "".join(signs)))


def yearly_frequency(text: str) -> Decimal | None:
    """Give how often a year a whole text says (“quarterly”, “2 times per year”); ``None`` when it says more or less."""
    proposals = propose_quantities(text)
    if len(proposals) != 1 or proposals[0].factors or proposals[0].words != text.strip():
        return None
    return proposals[0].frequency


def _groups(text: str, pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Put together what stands together: until a sentence ends, words run on, or something would be said twice."""
    group: list[Piece] = []
    for piece in pieces:
        if len(group) == MOST_FACTORS or (group and _stands_apart(text, group, piece)):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _stands_apart(text: str, group: list[Piece], piece: Piece) -> bool:
    return _parts(text[group[-1].end : piece.start], piece) or any(_clash(one, piece) for one in group)


def _parts(gap: str, following: Piece) -> bool:
    ends = len(gap) > LONGEST_GAP or re.search(r"[;]|[.]\s|[)\]]\s*\+", gap)
    return bool(ends) or (following.is_bare and re.search(r"[(\[]", gap) is not None)


def _clash(one: Piece, other: Piece) -> bool:
    if isinstance(one.content, Factor) and isinstance(other.content, Factor):
        return one.content.name is not None and one.content.name == other.content.name
    return type(one.content) is type(other.content)


def _proposal(text: str, group: list[Piece]) -> QuantityProposal | None:
    factors = tuple(piece.content for piece in group if isinstance(piece.content, Factor))
    prices = [piece.content for piece in group if isinstance(piece.content, UnitPrice)]
    rates = [piece.content for piece in group if isinstance(piece.content, Decimal)]
    names = {factor.name for factor in factors}
    if not rates and not prices and (names <= DURATIONS_ONLY or (names == {None} and len(factors) == 1)):
        return None
    start, end = group[0].start, group[-1].end
    unread = tuple(words for one, two in pairwise(group) if (words := _words(text[one.end : two.start])))
    price, rate = next(iter(prices), None), next(iter(rates), None)
    return QuantityProposal(factors, price, rate, start, end, text[start:end], unread)


def _words(gap: str) -> str:
    """Give the words of a gap that carry meaning, or nothing."""
    words = re.findall(r"[^\W_]+", gap.replace("_x000D_", " "))
    return " ".join(word for word in words if word.casefold() not in JOINING_WORDS)


def _repeats(proposal: QuantityProposal, earlier: list[QuantityProposal]) -> bool:
    """Say whether a product of bare numbers only says in brackets again what words have said: “… [25x5]”."""
    said = {factor.value for one in earlier for factor in one.factors if factor.name is not None}
    return bool(proposal.factors) and all(
        one.name is None and one.value in said | {Decimal(1)} for one in proposal.factors
    )
