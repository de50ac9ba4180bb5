"""What support comes to at each stage, in the currencies it was given in: nothing is converted, nothing is guessed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Sum

from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.written_numbers import number_text, with_currency
from opennaphs.store.models import TransactionRecord
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.funding.words import STAGES

Key = tuple[str, str]
"""Stage and currency."""


@dataclass(frozen=True)
class Sums:
    """Sums of transactions by support, stage and currency."""

    by_support: Mapping[int, Mapping[Key, Decimal]]

    def of(self, supports: Iterable[int]) -> list[str | None]:
        """Give what some support comes to at each stage, as text; ``None`` = nobody recorded that stage."""
        found: dict[Key, Decimal] = defaultdict(Decimal)
        for one in supports:
            for key, amount in self.by_support.get(one, {}).items():
                found[key] += amount
        return [_text({key: amount for key, amount in found.items() if key[0] == stage}) for stage in MoneyStage]


def sums_of(supports: Iterable[int]) -> Sums:
    """Add up the transactions of support with one query."""
    rows = TransactionRecord.objects.filter(support__in=list(supports)).order_by()
    found: dict[int, dict[Key, Decimal]] = defaultdict(dict)
    for support, stage, currency, amount in rows.values_list("support", "stage", "currency").annotate(
        all=Sum("amount")
    ):
        found[support][stage, currency] = amount
    return Sums(found)


def _text(amounts: Mapping[Key, Decimal]) -> str | None:
    sums = sorted(amounts.items())
    texts = [with_currency(currency, written(amount), page_words()) for (_stage, currency), amount in sums]
    return " + ".join(texts) or None


def written(amount: Decimal) -> str:
    """Write an amount in whole units as the page does."""
    return number_text(amount.quantize(Decimal(1), ROUND_HALF_UP), page_words())


def stage_table(moves: Iterable[TransactionRecord]) -> list[dict[str, Any]]:
    """Give the money of one piece of support by year, and within it by stage; a stage nobody recorded is not known."""
    found: dict[int, dict[Key, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for one in moves:
        found[one.year][one.stage, one.currency] += one.amount
    rows = [{"year": str(year), "money": _by_stage(found[year])} for year in sorted(found)]
    together: dict[Key, Decimal] = defaultdict(Decimal)
    for amounts in found.values():
        for key, amount in amounts.items():
            together[key] += amount
    return [*rows, {"year": "", "money": _by_stage(together)}] if len(rows) > 1 else rows


def _by_stage(amounts: Mapping[Key, Decimal]) -> list[str | None]:
    return [_text({key: amount for key, amount in amounts.items() if key[0] == stage}) for stage in STAGES]
