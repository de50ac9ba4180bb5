"""Forms of cost lines: one that stands, a new one, and the reason for having none."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from opennaphs.actions.activities.contents import plan_years
from opennaphs.actions.activities.cost_lines import OWN, Wanted
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.costing import CostState
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.library import Builder, Driver, EconomicType
from opennaphs.domain.prices import PriceList
from opennaphs.store.models import ActivityRecord, PlanRecord
from opennaphs.web.activities.fields import SeenVersion
from opennaphs.web.activities.words import COST_STATES, DRIVERS, ECONOMIC_TYPES, choices
from opennaphs.web.row_forms import RowForm

HUNDRED = Decimal(100)
PRICE = {"min_value": Decimal(0), "max_digits": 18, "decimal_places": 2}
NUMBER = {"min_value": Decimal(0), "max_digits": 15, "decimal_places": 4}
SHARE = {"min_value": Decimal("0.01"), "max_value": HUNDRED, "max_digits": 7, "decimal_places": 4}


def number_field(label: Any, **options: Any) -> forms.DecimalField:
    """Make a field for an exact number; 0 is a number, empty is not."""
    return forms.DecimalField(label=label, **{**NUMBER, **options})


class LineForm(RowForm):
    """One line that stands. Each line gets its own subclass with its quantities and years, see :func:`line_form`."""

    place: ClassVar[int]
    use: ClassVar[str]
    quantities: ClassVar[tuple[str, ...]]
    years: ClassVar[tuple[int, ...]]

    version = SeenVersion()
    title = forms.CharField(label=_("What it pays for"), max_length=300)
    unit_price = number_field(_("Unit price"), **PRICE)
    per = forms.ChoiceField(label=_("For each"), choices=choices(DRIVERS))
    count = number_field(_("How many of these there are"))
    share = number_field(_("Share of them that is served, per cent"), **SHARE)
    times_a_year = number_field(_("Times a year"))
    kind = forms.ChoiceField(label=_("Economic type"), choices=choices(ECONOMIC_TYPES))

    @classmethod
    def initial_of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """Fill the fields from the line in the content of the activity."""
        line = line_in(document, cls.place, cls.use)
        schedule = line["schedule"] or [""] * len(cls.years)
        return {
            **{name: line[name] for name in ("title", "per", "count", "times_a_year", "kind")},
            "unit_price": line["unit_price"]["amount"],
            "share": f"{(Decimal(line['share']) * HUNDRED).normalize():f}",
            **{f"quantity_{number}": line["quantities"].get(name) for number, name in enumerate(cls.quantities)},
            **{f"due_{year}": times for year, times in zip(cls.years, schedule, strict=True)},
        }

    def clean(self) -> dict[str, Any]:
        """Years are said for all or for none."""
        cleaned = super().clean() or {}
        said = [cleaned.get(f"due_{year}") for year in self.years]
        if any(times is not None for times in said) and None in said:
            raise forms.ValidationError(_("Say for every year how often it is due (0 for never), or for none."))
        return cleaned

    def wanted(self, line: Mapping[str, Any]) -> Wanted:
        """Give what was written, as a cost line."""
        said = self.cleaned_data
        due = [said[f"due_{year}"] for year in self.years]
        return Wanted(
            unit_cost=self.use,
            title=said["title"],
            builder=Builder(line["builder"]),
            unit=line["unit"],
            price=said["unit_price"],
            quantities={name: said[f"quantity_{number}"] for number, name in enumerate(self.quantities)},
            per=Driver(said["per"]),
            count=said["count"],
            share=said["share"] / HUNDRED,
            times_a_year=said["times_a_year"],
            economic_type=EconomicType(said["kind"]),
            schedule=None if None in due else tuple(due),
        )


def line_in(document: Mapping[str, Any], place: int, use: str | None = None) -> dict[str, Any]:
    """Give the line at a place of an activity.

    Raises:
        NaphsError: it stands there no more.
    """
    lines = document["content"]["cost"]["lines"]
    if place >= len(lines) or (use is not None and lines[place]["use"] != use):
        raise NaphsError(_now("The cost lines were changed meanwhile. Open the activity again and choose the line."))
    found: dict[str, Any] = lines[place]
    return found


def line_form(row: ActivityRecord, place: int) -> type[LineForm]:
    """Make the form of one line of an activity."""
    line, years = line_in(row.document(), place), tuple(plan_years(row.plan))
    names = tuple(line["quantities"])
    fields: dict[str, Any] = {f"quantity_{number}": number_field(name) for number, name in enumerate(names)}
    for year in years:
        label = _now("Times due in {year}").format(year=year)
        fields[f"due_{year}"] = number_field(label, required=False, help_text=_("Empty: by its economic type."))
    told = {"place": place, "use": line["use"], "quantities": names, "years": years}
    return type("LineForm", (LineForm,), {**fields, **told})


class NewLineForm(forms.Form):
    """A line that is added: from the price list, or with a price of one's own."""

    item = forms.ChoiceField(label=_("From the price list"), required=False)
    title = forms.CharField(
        label=_("What it pays for"), required=False, max_length=300, help_text=_("Needed for a price of your own.")
    )
    unit_price = number_field(
        _("Unit price"), required=False, help_text=_("Empty: the likely price of the list."), **PRICE
    )
    quantity = number_field(_("Quantity"))
    per = forms.ChoiceField(label=_("For each"), choices=choices(DRIVERS))
    count = number_field(
        _("How many of these there are"), required=False, help_text=_("Empty: as the country profile says.")
    )
    share = number_field(_("Share of them that is served, per cent"), initial=100, **SHARE)
    times_a_year = number_field(_("Times a year"), initial=1)
    kind = forms.ChoiceField(label=_("Economic type"), choices=choices(ECONOMIC_TYPES))
    why = forms.CharField(label=_("Why"), required=False, max_length=500)

    def __init__(self, *args: Any, plan: PlanRecord, **kwargs: Any) -> None:
        """Offer the price list where it is in the money of the plan."""
        super().__init__(*args, **kwargs)
        self.plan, self.prices = plan, prices_of(plan)
        field: Any = self.fields["item"]
        field.choices = [("", _("a price of our own")), *_grouped(self.prices)]

    def clean(self) -> dict[str, Any]:
        """Fill in what the price list and the country profile know; what neither knows must be said."""
        said = super().clean() or {}
        if self.errors:
            return said
        item = self.prices.by_id.get(said["item"])
        said["title"] = said["title"] or (item.title if item else "")
        said["unit_price"] = item.likely.amount if item and said["unit_price"] is None else said["unit_price"]
        said["count"] = _count(self.plan, said["per"]) if said["count"] is None else said["count"]
        for name in ("title", "unit_price", "count"):
            if said[name] in {None, ""}:
                self.add_error(name, _("This is needed: neither the price list nor the country profile says it."))
        return said

    def wanted(self) -> Wanted:
        """Give what was written, as a cost line."""
        said, item = self.cleaned_data, self.prices.by_id.get(self.cleaned_data["item"])
        return Wanted(
            unit_cost=item.id if item else OWN,
            title=said["title"],
            builder=item.builder if item else Builder.SERVICE_CONTRACT,
            unit=item.unit if item else "unit",
            price=said["unit_price"],
            quantities={"quantity": said["quantity"]},
            per=Driver(said["per"]),
            count=said["count"],
            share=said["share"] / HUNDRED,
            times_a_year=said["times_a_year"],
            economic_type=EconomicType(said["kind"]),
        )


def prices_of(plan: PlanRecord) -> PriceList:
    """Give the default prices where the plan is in their money; else an empty list, for nothing is converted here."""
    prices, basis = read_default_prices(), plan.frame["cost_basis"]
    same = basis is not None and prices.basis == (basis["currency"], basis["price_year"])
    return prices if same else PriceList(prices.name, ())


def _grouped(prices: PriceList) -> list[tuple[str, list[tuple[str, str]]]]:
    items = sorted(prices.items, key=lambda one: (one.builder, one.title))
    found = []
    for builder, members in groupby(items, key=lambda one: one.builder):
        shown = [(one.id, f"{one.title} ({one.likely.amount:,} / {one.unit})") for one in members]
        found.append((str(builder), shown))
    return found


def _count(plan: PlanRecord, driver: str) -> Decimal | None:
    if driver == Driver.NATION:
        return Decimal(1)
    found = plan.frame["cost_basis"]["profile"]["counts"].get(driver)
    return None if found is None else Decimal(found["value"])


class NoCostForm(RowForm):
    """Why an activity has no cost lines."""

    NOT_OF_THE_ROW: ClassVar[frozenset[str]] = RowForm.NOT_OF_THE_ROW | {"without_lines"}

    version = SeenVersion()
    state = forms.ChoiceField(
        label=_("Cost"), choices=choices({key: text for key, text in COST_STATES.items() if key != CostState.COSTED})
    )
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    without_lines = forms.BooleanField(label=_("Take its cost lines out; they stay in the history"))

    def __init__(self, *args: Any, lines: int, **kwargs: Any) -> None:
        """Ask before lines are taken out."""
        super().__init__(*args, **kwargs)
        if not lines:
            del self.fields["without_lines"]

    @classmethod
    def initial_of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """Fill the fields from the cost."""
        cost = document["content"]["cost"]
        return {"state": cost["state"], "reason": cost["reason"]}
