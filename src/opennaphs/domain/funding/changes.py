"""What changed in the mapping of resources since an earlier round."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from opennaphs.domain.funding.positions import FundingPosition
from opennaphs.domain.money import Money
from opennaphs.domain.sentences import Refused, Sentence

OTHER_MONEY = (
    "The earlier mapping is in {before}, this one in {after}. Amounts of the two cannot be compared: take a new "
    "mapping to compare with."
)
SENTENCES = (OTHER_MONEY,)


class ChangeKind(StrEnum):
    """What happened between two mappings."""

    NEW = "new source"
    GONE = "source gone"
    MORE = "more money"
    LESS = "less money"
    COST = "cost changed"


@dataclass(frozen=True)
class MappingChange:
    """What changed for a source in an area and year; ``source`` is ``None`` where the cost changed.

    A source is new when it paid for nothing in the earlier mapping, and gone when it pays for nothing in this one.
    ``year`` is ``None`` where all years of each mapping were taken together.
    """

    kind: ChangeKind
    source: str | None
    area: str
    year: int | None
    before: Money
    after: Money


Key = tuple[str | None, str, int | None]


def snapshot_of(position: FundingPosition) -> dict[str, Any]:
    """Give a position as plain data, ready for JSON: what each source pays, what areas cost, by year, and the rule."""
    sums, coin = _sums(position), position.placement.coin
    entries = [
        {"source": source, "area": area, "year": year, "amount": str(coin.money(coins).amount)}
        for (source, area, year), coins in sums.items()
    ]
    rule = position.rule
    return {
        "currency": position.currency,
        "price_year": position.price_year,
        "rule": {"stage": str(rule.stage), "validated_only": rule.validated_only, "in_kind": rule.in_kind},
        "counted": [one for one in entries if one["source"] is not None],
        "cost": [{name: one[name] for name in ("area", "year", "amount")} for one in entries if one["source"] is None],
        "gap": [
            {"area": area, "year": year, "amount": str(coin.money(coins).amount)}
            for (area, year), coins in _gaps(sums).items()
        ],
    }


def changes_since(snapshot: Mapping[str, Any], position: FundingPosition) -> tuple[MappingChange, ...]:
    """Give what changed since a snapshot, the largest change first.

    Raises:
        Refused: the snapshot is in another currency or price year.
    """
    return changes_between(snapshot, snapshot_of(position))


def changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any], *, by_year: bool = True
) -> tuple[MappingChange, ...]:
    """Give what changed from one snapshot to a later one, the largest change first.

    Args:
        before: the earlier snapshot.
        after: the later one.
        by_year: whether each year is compared with the same year. Plans of different years have none in common: theirs
            are compared by source and area, over all years of each.

    Raises:
        Refused: they are in different currencies or price years.
    """
    _check_same_money(before, after)
    old, new = _amounts(before, by_year=by_year), _amounts(after, by_year=by_year)
    keys = [key for key in dict.fromkeys((*new, *old)) if old.get(key, Decimal(0)) != new.get(key, Decimal(0))]
    found = [_change(key, old, new, after) for key in keys]
    return tuple(sorted(found, key=lambda one: -abs(one.after.amount - one.before.amount)))


def years_of(snapshot: Mapping[str, Any]) -> tuple[int, ...]:
    """Give the years in which a snapshot has costs, the first one first."""
    return tuple(sorted({one["year"] for one in snapshot["cost"]}))


def _check_same_money(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    first, second = (f"{one['currency']} {one['price_year']}" for one in (before, after))
    if first != second:
        raise Refused(Sentence(OTHER_MONEY, {"before": first, "after": second}, "other-money"))


def _change(key: Key, old: Mapping[Key, Decimal], new: Mapping[Key, Decimal], unit: Mapping[str, Any]) -> MappingChange:
    before, after = old.get(key, Decimal(0)), new.get(key, Decimal(0))
    kind = _kind(key[0], before, after, _payers(old), _payers(new))
    money = (Money(amount, unit["currency"], unit["price_year"]) for amount in (before, after))
    return MappingChange(kind, *key, *money)


def _kind(
    source: str | None, before: Decimal, after: Decimal, old: set[str | None], new: set[str | None]
) -> ChangeKind:
    if source is None:
        return ChangeKind.COST
    if after > before:
        return ChangeKind.MORE if source in old else ChangeKind.NEW
    return ChangeKind.LESS if source in new else ChangeKind.GONE


def _payers(amounts: Mapping[Key, Decimal]) -> set[str | None]:
    return {source for (source, _, _), amount in amounts.items() if amount}


def _amounts(snapshot: Mapping[str, Any], *, by_year: bool) -> dict[Key, Decimal]:
    entries: Iterable[Mapping[str, Any]] = (*snapshot["counted"], *snapshot["cost"])
    found: dict[Key, Decimal] = {}
    for one in entries:
        key = (one.get("source"), one["area"], one["year"] if by_year else None)
        found[key] = found.get(key, Decimal(0)) + Decimal(one["amount"])
    return found


def _sums(position: FundingPosition) -> dict[tuple[str | None, str, int], int]:
    found: dict[tuple[str | None, str, int], int] = {}
    for cell in position.cells:
        amounts: tuple[tuple[str | None, int], ...] = ((None, cell.pieces), *cell.paid.items())
        for source, coins in amounts:
            key = (source, cell.area, cell.year)
            found[key] = found.get(key, 0) + coins
    return found


def _gaps(sums: Mapping[tuple[str | None, str, int], int]) -> dict[tuple[str, int], int]:
    found: dict[tuple[str, int], int] = {}
    for (source, area, year), coins in sums.items():
        found[area, year] = found.get((area, year), 0) + (coins if source is None else -coins)
    return found
