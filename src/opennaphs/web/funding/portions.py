"""The portions of a piece of support as rows of a form: one field of the row, so that two writers see both versions.

In the page they are many inputs (``portions-0-size`` …); they travel on as one text (JSON), which is what the field
holds. Every row is a part; a row without a size is no part.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.documents import portion_of
from opennaphs.domain.funding.supports import WHOLE, Portion
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money
from opennaphs.store.models import PlanRecord
from opennaphs.web.activities.words import ECONOMIC_TYPES, area_label, word

SHARE, AMOUNT = "share", "amount"
ROWS_OFFERED, MOST_ROWS = 4, 200
PER_CENT = Decimal(100)
CELLS = ("size", "activity", "areas", "regions")


@dataclass(frozen=True)
class Parts:
    """Portions as a form gives them; as a text they read like a sentence each, for the page with two versions."""

    portions: tuple[Portion, ...]
    told: str

    def __str__(self) -> str:
        """Give the portions as people read them."""
        return self.told


def gathered(posted: QueryDict, name: str, more: int = 0) -> str:
    """Give what a page posted of its rows as one text, with so many empty rows behind them."""
    count = posted.get(f"{name}-rows", "")
    rows = [
        _row(posted, f"{name}-{number}") for number in range(min(int(count), MOST_ROWS) if count.isdecimal() else 0)
    ]
    about = {key: posted.get(f"{name}-{key}", "").strip() for key in ("way", "currency", "price_year")}
    return json.dumps({**about, "rows": [*rows, *({} for _number in range(more))]})


def _row(posted: QueryDict, prefix: str) -> dict[str, Any]:
    cells = {cell: posted.get(f"{prefix}-{cell}", "").strip() for cell in CELLS}
    return {**cells, "types": [one for one in EconomicType if posted.get(f"{prefix}-{one.name.lower()}")]}


def text_of(portions: Iterable[Mapping[str, Any]]) -> str:
    """Give stored portions as the text of the field."""
    portions = list(portions)
    amount = next((one["amount"] for one in portions if one["amount"] is not None), None)
    about = {"way": SHARE}
    if amount is not None:
        about = {"way": AMOUNT, "currency": amount["currency"], "price_year": str(amount["price_year"])}
    return json.dumps({**about, "rows": [_cells(one) for one in portions]})


def _cells(portion: Mapping[str, Any]) -> dict[str, Any]:
    share, amount = portion["share"], portion["amount"]
    size = amount["amount"] if share is None else f"{(Decimal(share) * PER_CENT).normalize():f}"
    return {
        "size": size,
        "activity": portion["activity"] or "",
        "areas": ", ".join(one.rpartition(".")[2] for one in portion["areas"]),
        "regions": "; ".join(portion["regions"]),
        "types": list(portion["economic_types"]),
    }


class PortionsWidget(forms.Widget):
    """Rows of inputs, enough for those that are there and some more."""

    template_name = "funding/portions.html"

    def __init__(self) -> None:
        """Know no activities yet; the form tells them."""
        super().__init__()
        self.activities: list[tuple[str, str]] = []
        self.areas: list[tuple[str, str]] = []
        self.regions: list[str] = []
        self.ready: dict[str, Any] = {"way": SHARE}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Give what the rows show."""
        told = self.ready | _read(value)
        rows = told["rows"]
        rows += [{} for _number in range(max(ROWS_OFFERED - len(rows), 2 if rows and rows[-1].get("size") else 0))]
        kinds = [(one, one.name.lower(), ECONOMIC_TYPES[one]) for one in EconomicType]
        return {
            **super().get_context(name, None, attrs),
            "name": name,
            "told": told,
            "rows": rows,
            "kinds": kinds,
            "widget_lists": self,
        }


class PortionsField(forms.Field):
    """The portions of a piece of support."""

    widget = PortionsWidget

    def __init__(self, **kwargs: Any) -> None:
        """Take any number of rows, none included."""
        super().__init__(required=False, **kwargs)
        self.by_code: dict[str, str] = {}

    def for_plan(self, plan: PlanRecord) -> None:
        """Offer activities, areas and regions of a plan."""
        widget = cast("PortionsWidget", self.widget)
        rows = plan.activities.filter(removed=False).values_list("number", "text")
        widget.activities = [(number, text[:80]) for number, text in rows]
        basis = plan.frame["cost_basis"]
        if basis is not None:
            widget.ready = {"way": SHARE, "currency": basis["currency"], "price_year": str(basis["price_year"])}
        widget.areas = [(area.rpartition(".")[2], area_label(plan, area)) for area in plan.frame["areas"]]
        self.by_code = {area.rpartition(".")[2].casefold(): area for area in plan.frame["areas"]}
        self.by_code |= {area.casefold(): area for area in plan.frame["areas"]}

    def to_python(self, value: Any) -> Parts:
        """Read the rows.

        Raises:
            ValidationError: naming the row and what to write.
        """
        told = _read(value)
        faults: list[str] = []
        found = []
        for number, row in enumerate(told["rows"], start=1):
            if any(row.get(cell) for cell in (*CELLS, "types")):
                try:
                    found.append(self._portion(row, told))
                except NaphsError as error:
                    faults.append(_("Part {number}: {fault}").format(number=number, fault=error))
        if faults:
            raise forms.ValidationError(faults)
        _check_shares(found)
        return Parts(tuple(found), "\n".join(map(portion_text, found)))

    def _portion(self, row: Mapping[str, Any], told: Mapping[str, Any]) -> Portion:
        content = {
            "share": None,
            "amount": None,
            "activity": self._activity(row.get("activity", "")),
            "areas": [self._area(one) for one in _names(row.get("areas", ""), ",")],
            "regions": _names(row.get("regions", ""), ";"),
            "economic_types": row.get("types", []),
        }
        size = _number(row.get("size", ""))
        if told.get("way") == AMOUNT:
            year = str(told.get("price_year", ""))
            if not (year.isascii() and year.isdigit()):
                raise NaphsError(_("Write the price year of the amounts, for example 2027."))
            money = Money(size, str(told.get("currency", "")).upper(), int(year))
            content["amount"] = {"amount": str(size), "currency": money.currency, "price_year": money.price_year}
        else:
            content["share"] = str(size / PER_CENT)
        return portion_of(content)

    def _activity(self, number: str) -> str | None:
        offered = {one for one, _text in cast("PortionsWidget", self.widget).activities}
        if number and number not in offered:
            raise NaphsError(_("“{number}” is no activity of the plan.").format(number=number))
        return number or None

    def _area(self, text: str) -> str:
        found = self.by_code.get(text.casefold())
        if found is None:
            raise NaphsError(_("“{area}” is no area of the plan. Write codes such as D1, P1.").format(area=text))
        return found


def _read(value: Any) -> dict[str, Any]:
    """Read the one text of the rows; what is none of ours holds no rows."""
    try:
        told = json.loads(value or "{}")
    except (TypeError, ValueError):
        told = {}
    told = told if isinstance(told, dict) else {}
    rows = told.get("rows")
    return {
        **{name: str(told[name]) for name in ("way", "currency", "price_year") if told.get(name)},
        "rows": [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else [],
    }


def _names(text: str, sign: str) -> list[str]:
    return list(dict.fromkeys(one.strip() for one in text.split(sign) if one.strip()))


def _number(text: str) -> Decimal:
    plain = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace("\N{NARROW NO-BREAK SPACE}", "")
    if not plain:
        raise NaphsError(_("Say how large the part is, or empty the row."))
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise NaphsError(
            _("“{text}” is no number. Write it with a point, without signs between the thousands.").format(text=text)
        ) from error
    if not number.is_finite() or number <= 0:
        raise NaphsError(_("A part is more than nothing."))
    return number


def _check_shares(found: list[Portion]) -> None:
    shares = [one.share for one in found if one.share is not None]
    if shares and sum(shares) != WHOLE:
        come_to = f"{(sum(shares, Decimal(0)) * PER_CENT).normalize():f}"
        raise forms.ValidationError(
            _(
                "The parts come to {sum} %, not 100 %. Correct them, or add a part that says nothing but its share: "
                "its money is then not placed."
            ).format(sum=come_to)
        )


def portion_text(portion: Portion) -> str:
    """Give a portion as people read it: how much, and what for."""
    return f"{size_text(portion)}: {purpose_text(portion)}"


def size_text(portion: Portion) -> str:
    """Give the size of a portion: per cent of the support, or an amount."""
    if portion.share is not None:
        return f"{(portion.share * PER_CENT).normalize():f} %"
    return str(portion.amount)


def purpose_text(portion: Portion) -> str:
    """Say what a portion is for; what says nothing is not placed."""
    named = [
        portion.activity or "",
        ", ".join(one.rpartition(".")[2] for one in portion.areas),
        "; ".join(portion.regions),
        ", ".join(word(one) for one in portion.economic_types),
    ]
    return " · ".join(one for one in named if one) or _("not placed")
