"""What a case is made for, and what money may be spent on: forms sent by GET, so that an address says it all."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.earmarks import ANYTHING, Earmark
from opennaphs.domain.funding.positions import WHOLE_COUNTRY, FundingPosition
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money
from opennaphs.store.funding import source_of
from opennaphs.store.models import FundingSourceRecord, PlanRecord
from opennaphs.web.activities.words import ECONOMIC_TYPES, SCALES, SECTORS, area_choices
from opennaphs.web.engagement.forms import Day

Choices = list[tuple[str, str | Promise]]
ONE_ONLY = _("Choose an area, a region or a funding source, not several of them.")
MOST_AMOUNT = Decimal(10) ** 15


def region_choices(position: FundingPosition | None) -> Choices:
    """Give the regions in which a plan costs something."""
    cells = () if position is None else position.cells
    found = dict.fromkeys(cell.region for cell in cells)
    return [(one, _("whole country") if one == WHOLE_COUNTRY else one) for one in found]


def source_options(own: list[FundingSourceRecord], others: list[FundingSourceRecord]) -> list[tuple[Any, Any]]:
    """Give the sources to choose from, those of one's own organisation first."""
    named = [[(row.number, row.title) for row in rows] for rows in (own, others)]
    if not own:
        return named[1]
    return [(_("Your organisation"), named[0]), (_("Other sources"), named[1])] if others else named[0]


class AmountForm(forms.Form):
    """An amount of money of a plan's own currency and price year, unless another is said."""

    amount = forms.DecimalField(
        required=False, min_value=0, max_value=MOST_AMOUNT, max_digits=18, decimal_places=2, label=_("Amount")
    )
    currency = forms.RegexField("^[A-Za-z]{3}$", required=False, label=_("Currency"))

    def __init__(self, *args: Any, position: FundingPosition, **kwargs: Any) -> None:
        """Take where the plan stands."""
        super().__init__(*args, **kwargs)
        self.position = position
        self.fields["currency"].widget.attrs["placeholder"] = position.currency

    def money(self) -> Money | None:
        """Give the amount; ``None`` when none was said. It is taken at the prices of the plan."""
        amount = self.cleaned_data.get("amount")
        if amount is None:
            return None
        currency = self.cleaned_data.get("currency") or self.position.currency
        return Money(amount, currency.upper(), self.position.price_year)


class CaseForm(AmountForm):
    """What an investment case is made for."""

    area = forms.ChoiceField(required=False, label=_("Area"))
    region = forms.ChoiceField(required=False, label=_("Region"))
    source = forms.ChoiceField(required=False, label=_("Funding source"))

    field_order = ("area", "region", "source", "amount", "currency")

    def __init__(
        self, data: QueryDict, *, plan: PlanRecord, position: FundingPosition, sources: list[tuple[Any, Any]]
    ) -> None:
        """Offer what the plan has."""
        super().__init__(data, position=position)
        offered = {"area": area_choices(plan), "region": region_choices(position), "source": sources}
        for name, found in offered.items():
            field: Any = self.fields[name]
            field.choices = [("", _("all")), *found]
        self.fields["amount"].label = _("The next money")

    def clean(self) -> dict[str, Any]:
        """Refuse several parts at once."""
        told: dict[str, Any] = super().clean() or {}
        if sum(bool(told.get(name)) for name in ("area", "region", "source")) > 1:
            raise forms.ValidationError(ONE_ONLY)
        return told

    def scope(self) -> dict[str, str]:
        """Give the part of the plan that was chosen, as ``build_investment_case`` takes it."""
        names = ("area", "region", "source")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


class MatchingForm(AmountForm):
    """What money may be spent on: as a source is earmarked, or as it is said here."""

    source = forms.ChoiceField(required=False, label=_("Funding source"))
    areas = forms.MultipleChoiceField(required=False, label=_("Areas"))
    economic_types = forms.MultipleChoiceField(
        required=False, label=_("Economic types"), choices=list(ECONOMIC_TYPES.items())
    )
    regions = forms.MultipleChoiceField(required=False, label=_("Regions"))
    places = forms.MultipleChoiceField(required=False, label=_("Administrative levels"), choices=list(SCALES.items()))
    ministries = forms.MultipleChoiceField(required=False, label=_("Lead sectors"), choices=list(SECTORS.items()))
    from_day = Day(required=False, label=_("From day"))
    until_day = Day(required=False, label=_("Until day"))

    field_order = ("source", "amount", "currency")

    def __init__(
        self, data: QueryDict, *, plan: PlanRecord, position: FundingPosition, sources: list[tuple[Any, Any]]
    ) -> None:
        """Offer what the plan has."""
        super().__init__(data, position=position)
        offered: dict[str, list[tuple[Any, Any]]] = {
            "source": [("", _("none: as said below")), *sources],
            "areas": list(area_choices(plan)),
            "regions": list(region_choices(position)),
        }
        for name, found in offered.items():
            field: Any = self.fields[name]
            field.choices = found

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        told: dict[str, Any] = super().clean() or {}
        try:
            self._said(told)
        except NaphsError as error:
            raise forms.ValidationError(str(error)) from error
        return told

    def earmark(self, sources: list[FundingSourceRecord]) -> Earmark:
        """Give what the money may be spent on: the earmark of the source when one was chosen."""
        chosen = self.cleaned_data.get("source")
        row = next((one for one in sources if one.number == chosen), None)
        return self._said(self.cleaned_data) if row is None else source_of(row).earmark

    def _said(self, told: dict[str, Any]) -> Earmark:
        def listed(name: str) -> tuple[str, ...]:
            return tuple(told.get(name) or ())

        days: dict[str, datetime.date | None] = {name: told.get(name) for name in ("from_day", "until_day")}
        return Earmark(
            areas=listed("areas"),
            economic_types=tuple(map(EconomicType, listed("economic_types"))),
            places=listed("places"),
            ministries=listed("ministries"),
            regions=listed("regions"),
            from_day=days["from_day"],
            until_day=days["until_day"],
        )


def earmark_words(earmark: Earmark) -> Choices:
    """Give the bounds of an earmark, each with its name."""
    words = {**ECONOMIC_TYPES, **SCALES, **SECTORS}

    def row(name: str | Promise, values: tuple[str, ...]) -> tuple[str, str]:
        return str(name), ", ".join(str(words.get(one, one)) for one in values)

    rows = [
        row(_("Areas"), tuple(area.rpartition(".")[2] for area in earmark.areas)),
        row(_("Economic types"), tuple(map(str, earmark.economic_types))),
        row(_("Regions"), earmark.regions),
        row(_("Administrative levels"), earmark.places),
        row(_("Lead sectors"), earmark.ministries),
        row(_("Recipients"), earmark.recipients),
        row(_("From day"), () if earmark.from_day is None else (str(earmark.from_day),)),
        row(_("Until day"), () if earmark.until_day is None else (str(earmark.until_day),)),
    ]
    return [one for one in rows if one[1]] if earmark != ANYTHING else []
