"""The rows of the workbook of a resource mapping: what its columns are, and the money of a plan written as such rows.

A row is one amount of one piece of support: whose it is, what it is for, how far it has come, in which year. Rows that
come from a plan carry an id, so that they are known again when the workbook comes back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from opennaphs.domain.activity_details import ActivityDetails
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.domain.funding.supports import MoneyStage, Portion, Support, SupportRole, Transaction
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import CENT, Money
from opennaphs.domain.planning import Plan
from opennaphs.domain.sector_columns import plain_text

FORMAT = "naphs-mapping-1"
KEY_MARK = "naphs:"
SEPARATOR = "; "
WHOLE_PORTION = Decimal(1)

HEADINGS = {
    "source": "Source",
    "kind": "Kind of source",
    "country": "Country of the source",
    "project": "Project or line",
    "recipient": "Recipient",
    "area": "Technical area",
    "activity": "Activity",
    "region": "Region",
    "economic_type": "Economic type",
    "stage": "How far the money has come",
    "day": "Day",
    "year": "Year it is for",
    "amount": "Amount",
    "currency": "Currency",
    "price_year": "At prices of",
    "units": "Units",
    "ours": "All of it for this country",
    "role": "Role",
    "note": "Note",
    "id": "Ours (leave as it is)",
}
PLAIN, THOUSANDS, MILLIONS = "plain", "thousands", "millions"
UNITS = {PLAIN: 1, THOUSANDS: 1_000, MILLIONS: 1_000_000}
YES, NO = "yes", "no"
WORDS = (
    *map(str, SourceKind),
    *map(str, MoneyStage),
    *map(str, SupportRole),
    *map(str, EconomicType),
    *UNITS,
    YES,
    NO,
)
"""The fixed words of the columns, in English; the workbook writes them in the language of the plan."""
TEXTS = (tuple(HEADINGS.values()), WORDS)


@dataclass(frozen=True)
class MappedRow:
    """One row of the workbook.

    Attributes:
        key: where it stands, unique in a workbook: ``Support!7``; with a column when years stand side by side.
        source: the name of the funding source; ``source_id`` is its id when it is known.
        kind: kind of the source; empty = not said.
        country: where the source is, ISO 3166 alpha-3; empty = not said.
        project: title of the piece of support.
        area: ids of areas, ``; `` between them; so are ``region`` and ``economic_type``.
        activity: its number in the plan.
        stage: how far the money has come; empty = not said.
        day: ISO day; empty = not said.
        year: the calendar year the money is for; ``None`` = not said.
        amount: in whole units of the currency, as exact decimal text; empty = the row names no money.
        price_year: ``None`` = not said.
        ours: whether all of it is for this country.
        id: of the plan: support, transaction, and portion where there are several; empty = a new row.
        left_out: why it is not taken: empty = it is.
    """

    key: str
    source: str = ""
    source_id: str = ""
    kind: str = ""
    country: str = ""
    project: str = ""
    recipient: str = ""
    area: str = ""
    activity: str = ""
    region: str = ""
    economic_type: str = ""
    stage: str = ""
    day: str = ""
    year: int | None = None
    amount: str = ""
    currency: str = ""
    price_year: int | None = None
    ours: bool = True
    role: str = str(SupportRole.SUPPORT)
    note: str = ""
    id: str = ""
    left_out: str = ""

    @property
    def place(self) -> tuple[str, ...]:
        """What the money is for: activity, areas, regions, economic types. An activity brings its area."""
        return (self.activity, "" if self.activity else self.area, self.region, self.economic_type)

    @property
    def money(self) -> Money:
        """The amount, when amount, currency and price year are there."""
        return Money(Decimal(self.amount), self.currency, self.price_year or 0)


CONTENT = (
    "source", "kind", "country", "project", "recipient", "area", "activity", "region", "economic_type", "stage", "day",
    "year", "amount", "currency", "price_year", "ours", "role", "note",
)  # fmt: skip
"""What a person writes in a row."""


def rows_of_plan(plan: Plan) -> tuple[MappedRow, ...]:
    """Write the money of a plan as rows: one a transaction, or one a portion of it where support has several portions.

    An amount is divided by the shares of the portions to the cent; the last portion takes what is left. Support without
    money gives one row without an amount.
    """
    if plan.funding is None:
        return ()
    areas = {activity.id: activity.area for activity in plan.activities}
    sources = {one.id: one for one in plan.funding.sources}
    rows = (row for one in plan.funding.supports for row in _support_rows(one, sources[one.source], areas))
    return tuple(rows)


def regions_of(plan: Plan) -> tuple[str, ...]:
    """Give the regions a plan names: in its activities and in the money it has, in order of the alphabet."""
    found = {place for one in plan.activities for place in _places(one.details)}
    for support in () if plan.funding is None else plan.funding.supports:
        found.update(region for portion in support.portions for region in portion.regions)
    return tuple(sorted(found))


def areas_of_plan(plan: Plan) -> tuple[str, ...]:
    """Give the areas of a plan: those chosen (all it has titles for when none were), and others used."""
    chosen = plan.areas or tuple(plan.area_titles)
    return tuple(dict.fromkeys((*chosen, *(one.area for one in plan.activities))))


def parts_of(text: str) -> tuple[str, ...]:
    """Give the parts of a cell that names several things."""
    return tuple(part.strip() for part in text.split(SEPARATOR.strip()) if part.strip())


def portion_of_row(row: MappedRow) -> tuple[Portion, ...]:
    """Give what a row says its money is for, as the portions of support that is all for it; none = not placed."""
    portion = Portion(
        share=WHOLE_PORTION,
        activity=row.activity or None,
        areas=() if row.activity else parts_of(row.area),
        regions=parts_of(row.region),
        economic_types=tuple(map(EconomicType, parts_of(row.economic_type))),
    )
    return (portion,) if portion.placed else ()


def _places(details: ActivityDetails) -> tuple[str, ...]:
    return details.places


def _support_rows(support: Support, source: FundingSource, areas: dict[str, str]) -> Iterator[MappedRow]:
    portions: tuple[Portion | None, ...] = support.portions or (None,)
    for one in support.transactions:
        for number, (portion, amount) in enumerate(zip(portions, _divided(one, support.portions), strict=True), 1):
            its_id = f"{support.id}/{one.id}" + (f"/{number}" if len(portions) > 1 else "")
            yield _row(support, source, portion, areas, its_id, one, amount)
    if not support.transactions:
        yield _row(support, source, portions[0], areas, support.id, None, None)


def _divided(one: Transaction, portions: tuple[Portion, ...]) -> tuple[Decimal, ...]:
    """Divide an amount among portions: by share, or in proportion to their amounts."""
    if len(portions) <= 1:
        return (one.money.amount,)
    weights = [portion.share if portion.share is not None else _amount(portion) for portion in portions]
    whole = sum(weights, Decimal(0))
    parts = [(one.money.amount * weight / whole).quantize(CENT, ROUND_DOWN) for weight in weights[:-1]]
    return (*parts, one.money.amount - sum(parts, Decimal(0)))


def _amount(portion: Portion) -> Decimal:
    return Decimal(0) if portion.amount is None else portion.amount.amount


def _row(
    support: Support,
    source: FundingSource,
    portion: Portion | None,
    areas: dict[str, str],
    its_id: str,
    one: Transaction | None,
    amount: Decimal | None,
) -> MappedRow:
    activity = (portion.activity if portion else None) or ""
    return MappedRow(
        key=its_id,
        source=squeezed(source.title),
        source_id=source.id,
        kind=str(source.kind),
        country=source.country or "",
        project=squeezed(support.title),
        recipient=squeezed(support.recipient),
        area=areas.get(activity, "") if activity else _joined(portion.areas if portion else ()),
        activity=activity,
        region=_joined(portion.regions if portion else ()),
        economic_type=_joined(map(str, portion.economic_types if portion else ())),
        stage="" if one is None else str(one.stage),
        day="" if one is None else one.on.isoformat(),
        year=None if one is None else one.year,
        amount="" if amount is None else plain_amount(amount),
        currency="" if one is None else one.money.currency,
        price_year=None if one is None else one.money.price_year,
        ours=support.ours,
        role=str(support.role),
        note="" if one is None else squeezed(one.note),
        id=its_id,
    )


def squeezed(text: str) -> str:
    """Give a text as a cell can hold it and as it is read again: on one line, single blanks."""
    return " ".join(plain_text(text).split())


def plain_amount(amount: Decimal) -> str:
    """Write an amount as decimal text that is the same for the same amount: no needless zeros, no exponent."""
    if not amount:
        return "0"
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _joined(parts: Iterable[str]) -> str:
    return SEPARATOR.join(map(squeezed, parts))
