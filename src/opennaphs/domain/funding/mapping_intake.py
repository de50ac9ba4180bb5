"""What becomes of the rows of a resource mapping: which are new, change something, or say what is known already.

Nothing is removed by a workbook: what it does not mention stays. Bringing the same workbook twice changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from opennaphs.domain.funding import mapping_texts as said
from opennaphs.domain.funding.mapping_import import REFUSED, Resolved
from opennaphs.domain.funding.mapping_rows import CONTENT, HEADINGS, MappedRow, rows_of_plan
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Sentence, ToTheCent, Value

OF_SOURCE = ("source_id", "kind", "country")
OF_SUPPORT = ("project", "recipient", "area", "activity", "region", "economic_type", "ours", "role")
OF_MONEY = ("stage", "day", "year", "amount", "currency", "price_year", "note")
PARTS_OF_PORTION = 3


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    WAITING = "waits for an answer"
    LEFT_OUT = "left out"
    REFUSED = "refused"


FATES = tuple(map(str, Fate))
TEXTS = FATES


@dataclass(frozen=True)
class Outcome:
    """What becomes of one row, and why."""

    row: MappedRow
    fate: Fate
    why: Sentence | None = None


@dataclass
class Gift:
    """Money to record: for support that is there (``support`` is its id), or for new support as ``first`` says it."""

    first: MappedRow
    support: str = ""
    rows: list[MappedRow] = field(default_factory=list)


@dataclass(frozen=True)
class Correction:
    """A transaction to take back, and what to record in its place."""

    support: str
    transaction: str
    row: MappedRow


@dataclass(frozen=True)
class Reach:
    """How far the person who brings a workbook may go.

    Attributes:
        theirs: ids of the support they may change; ``None`` = all.
        sources: whether they may enter new funding sources.
        fixed: ids of transactions that cannot be corrected: taken back, or taking back.
    """

    theirs: frozenset[str] | None = None
    sources: bool = True
    fixed: frozenset[str] = frozenset()

    def may(self, support: str) -> bool:
        """Say whether they may change a piece of support."""
        return self.theirs is None or support in self.theirs


@dataclass(frozen=True)
class Intake:
    """What a workbook would write, and what becomes of each of its rows, in their order."""

    outcomes: tuple[Outcome, ...]
    gifts: tuple[Gift, ...]
    corrections: tuple[Correction, ...]
    edits: Mapping[str, MappedRow]

    def count(self, fate: Fate) -> int:
        """Count the rows of one fate."""
        return sum(one.fate is fate for one in self.outcomes)


def intake(plan: Plan, read: Resolved, reach: Reach) -> Intake:
    """Hold the rows of a workbook against the money of a plan."""
    return _Intake(plan, read, reach).result()


class _Intake:
    """The comparison in the making."""

    def __init__(self, plan: Plan, read: Resolved, reach: Reach) -> None:
        self.read, self.reach = read, reach
        self.ours = {row.id: row for row in rows_of_plan(plan)}
        self.money: dict[str, Counter[tuple[object, ...]]] = defaultdict(Counter)
        self.supports: dict[tuple[object, ...], str] = {}
        self.gifts: dict[tuple[object, ...] | str, Gift] = {}
        self.corrections: list[Correction] = []
        self.edits: dict[str, MappedRow] = {}
        self._know()
        self.waiting = {key for one in read.open for key in one.rows}
        self.torn = _torn(read.rows, self.ours)

    def _know(self) -> None:
        """Remember the money of every piece of support, and what those in one portion are for."""
        several = {_support_id(row.id) for row in self.ours.values() if row.id.count("/") == PARTS_OF_PORTION - 1}
        for row in self.ours.values():
            support = _support_id(row.id)
            if support not in several:
                self.supports.setdefault(_frame(row), support)
                if not self.reach.may(self.supports[_frame(row)]) and self.reach.may(support):
                    self.supports[_frame(row)] = support
            if row.amount:
                self.money[support][(*_payment(row), row.day)] += 1

    def result(self) -> Intake:
        """Judge every row."""
        outcomes = tuple(self._outcome(row) for row in self.read.rows)
        return Intake(outcomes, tuple(self.gifts.values()), tuple(self.corrections), self.edits)

    def _outcome(self, row: MappedRow) -> Outcome:
        if row.left_out:
            if row.id in self.ours and not row.amount and not self.ours[row.id].amount:
                return self._ours(row, self.ours[row.id])
            return Outcome(row, Fate.REFUSED if row.left_out == REFUSED else Fate.LEFT_OUT)
        if row.id in self.ours and _same(row, self.ours[row.id], CONTENT):
            return Outcome(row, Fate.KNOWN)
        if row.key in self.waiting:
            return Outcome(row, Fate.WAITING)
        return self._ours(row, self.ours[row.id]) if row.id in self.ours else self._new(row)

    # --- rows the workbook brings ---

    def _new(self, row: MappedRow) -> Outcome:
        if not row.source_id and not self.reach.sources:
            return _refused(row, said.ASK_SECRETARIAT, source=row.source)
        support = self.supports.get(_frame(row), "")
        if support and self._take(support, row):
            return Outcome(row, Fate.KNOWN, Sentence(said.ALREADY_THERE))
        theirs = support if support and self.reach.may(support) else ""
        self._give(theirs or _frame(row), row, theirs)
        if theirs:
            return Outcome(row, Fate.NEW, Sentence(said.MORE_MONEY, {"support": support}))
        if support:
            return Outcome(row, Fate.NEW, Sentence(said.SAME_NAME))
        return Outcome(row, Fate.NEW, Sentence(said.NEW_SUPPORT if row.source_id else said.NEW_WITH_SOURCE))

    def _take(self, support: str, row: MappedRow) -> bool:
        """Say whether support has the money of a row already, and count it as met."""
        there = self.money[support]
        payment = _payment(row)
        met = next(
            (one for one in there if there[one] and one[:-1] == payment and (not row.day or one[-1] == row.day)), None
        )
        if met is not None:
            there[met] -= 1
        return met is not None

    def _give(self, name: "tuple[object, ...] | str", row: MappedRow, support: str) -> None:
        self.gifts.setdefault(name, Gift(row, support)).rows.append(row)

    # --- rows that came from the plan ---

    def _ours(self, row: MappedRow, before: MappedRow) -> Outcome:
        support = _support_id(row.id)
        refusal = self._refusal(row, before, support)
        if refusal is not None:
            return refusal
        fields = [name for name in OF_SUPPORT if getattr(row, name) != getattr(before, name)]
        if fields:
            self.edits[support] = row
        said_of_money = self._corrected(row, before, support)
        if said_of_money is not None:
            return Outcome(row, Fate.CHANGED if before.amount else Fate.NEW, said_of_money)
        if not fields:
            return Outcome(row, Fate.KNOWN)
        names = Sentence(
            ", ".join(f"{{{name}}}" for name in fields), {name: Sentence(HEADINGS[name]) for name in fields}
        )
        return Outcome(row, Fate.CHANGED, Sentence(said.SUPPORT_CHANGED, {"support": support, "fields": names}))

    def _refusal(self, row: MappedRow, before: MappedRow, support: str) -> Outcome | None:
        """Say why a row of ours cannot be changed as it is written."""
        if _same(row, before, (*OF_SOURCE, *OF_SUPPORT, *OF_MONEY)):
            return None
        if not self.reach.may(support):
            return _refused(row, said.NOT_THEIRS, support=support)
        if row.id.count("/") == PARTS_OF_PORTION - 1:
            return _refused(row, said.IN_PORTIONS, support=support)
        if not _same(row, before, OF_SOURCE):
            return _refused(row, said.SOURCE_STANDS)
        if support in self.torn:
            return _refused(row, said.DISAGREE, support=support)
        return self._fixed(row, before)

    def _fixed(self, row: MappedRow, before: MappedRow) -> Outcome | None:
        if _same(row, before, OF_MONEY) or not before.amount:
            return None
        if Decimal(before.amount) <= 0 or row.id.partition("/")[2] in self.reach.fixed:
            return _refused(row, said.FIXED)
        return _refused(row, said.NOT_POSITIVE) if Decimal(row.amount or 0) <= 0 else None

    def _corrected(self, row: MappedRow, before: MappedRow, support: str) -> Sentence | None:
        """Note a changed amount; say what happens, ``None`` when the money is as it was."""
        if not row.amount or _same(row, before, OF_MONEY):
            return None
        if not before.amount:
            self._give(support, row, support)
            return Sentence(said.MORE_MONEY, {"support": support})
        self.corrections.append(Correction(support, row.id.partition("/")[2], row))
        return Sentence(said.CORRECTED, {"before": _money_words(before), "after": _money_words(row)})


def _frame(row: MappedRow) -> tuple[object, ...]:
    """What makes rows one piece of support: source, project, recipient, role, for whom and for what."""
    source = row.source_id or f"new: {row.source.casefold()}"
    return (source, row.project.casefold(), row.recipient.casefold(), row.role, row.ours, *row.place)


def _payment(row: MappedRow) -> tuple[object, ...]:
    return (row.stage, row.year, row.amount, row.currency, row.price_year)


def _support_id(row_id: str) -> str:
    return row_id.partition("/")[0]


def _same(one: MappedRow, other: MappedRow, names: Iterable[str]) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _torn(rows: Sequence[MappedRow], ours: Mapping[str, MappedRow]) -> set[str]:
    """Give the support whose rows in the workbook say different things of it."""
    told: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for row in rows:
        if row.id in ours and row.left_out != REFUSED:
            told[_support_id(row.id)].add(tuple(getattr(row, name) for name in OF_SUPPORT))
    several = {_support_id(one) for one in ours if one.count("/") == PARTS_OF_PORTION - 1}
    return {support for support, frames in told.items() if len(frames) > 1 and support not in several}


def _refused(row: MappedRow, text: str, **values: str) -> Outcome:
    return Outcome(row, Fate.REFUSED, Sentence(text, values))


def _money_words(row: MappedRow) -> Sentence:
    values: dict[str, Value] = {"money": ToTheCent(row.money), "stage": Sentence(row.stage), "year": str(row.year)}
    return Sentence("{money} ({stage}, {year})", values)
