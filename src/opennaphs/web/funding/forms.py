"""Forms of funding sources, support, transactions and rates."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opennaphs.actions.activities.contents import plan_years
from opennaphs.catalogue.country_files import country_name, who_regions
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money
from opennaphs.store.models import FundingSourceRecord, PlanRecord
from opennaphs.web.activities.words import ECONOMIC_TYPES, SCALES, SECTORS, choices
from opennaphs.web.engagement.forms import Day, Lines, lines
from opennaphs.web.engagement.words import shared_areas
from opennaphs.web.funding.portions import PortionsField, gathered, text_of
from opennaphs.web.funding.words import KINDS, ROLES, STAGES
from opennaphs.web.row_forms import RowForm

EARMARK = ("areas", "economic_types", "places", "ministries", "regions", "recipients", "from_day", "until_day")
OF_LINES = frozenset({"regions", "recipients"})


def country_choices() -> list[tuple[str, Any]]:
    """Give the countries money may come from."""
    return [
        ("", _("of no single country")),
        *((code, f"{code} {country_name(code)}") for code in sorted(who_regions())),
    ]


def days_in_order(form: forms.Form, first: str, last: str) -> dict[str, Any]:
    """Give the cleaned values of a form, with a fault at its last day when that lies before the first."""
    begins, ends = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if begins is not None and ends is not None and ends < begins:
        form.add_error(last, _("This day lies before the first one. Correct one of the two."))
    return form.cleaned_data


class SourceForm(RowForm):
    """A funding source and its earmark: what its money may pay for, whatever the piece of support."""

    title = forms.CharField(max_length=200, label=_("Name"), help_text=_("The name people know it by."))
    kind = forms.ChoiceField(choices=choices(KINDS), label=_("Kind"))
    origin = forms.ChoiceField(required=False, choices=country_choices, label=_("Country the money comes from"))
    areas = forms.MultipleChoiceField(
        required=False, label=_("Areas"), widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: any area.")
    )
    economic_types = forms.MultipleChoiceField(
        required=False,
        choices=choices(ECONOMIC_TYPES),
        label=_("Economic types"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: any."),
    )
    places = forms.MultipleChoiceField(
        required=False,
        choices=choices(SCALES),
        label=_("Levels at which the work is done"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: any."),
    )
    ministries = forms.MultipleChoiceField(
        required=False,
        choices=choices(SECTORS),
        label=_("Ministries that lead the work"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: any."),
    )
    regions = Lines(3, label=_("Regions"), help_text=_("One a line, as the plan names them. Empty: anywhere."))
    recipients = Lines(3, label=_("Recipients"), help_text=_("Organisations, one a line. Empty: anybody."))
    from_day = Day(required=False, label=_("May be spent from"))
    until_day = Day(required=False, label=_("May be spent until"))
    note = Lines(3, label=_("Note"))

    def __init__(self, *args: Any, iso3: str, named: Iterable[str] = (), **kwargs: Any) -> None:
        """Offer the areas of the country's plan, and whatever the source names already."""
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["areas"]
        known = shared_areas(iso3)
        offered.choices = [*known.items(), *((one, one) for one in named if one not in known)]

    def clean(self) -> dict[str, Any]:
        """Refuse days that run backwards."""
        return days_in_order(self, "from_day", "until_day")

    @classmethod
    def initial_of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """Spread the earmark over its fields."""
        earmark = {name: document["earmark"].get(name) for name in EARMARK}
        told = {name: "\n".join(earmark[name] or ()) if name in OF_LINES else earmark[name] for name in EARMARK}
        return {**super().initial_of(document), **told}

    def values(self) -> dict[str, Any]:
        """Give the values as the action takes them."""
        told = self.cleaned_data
        earmark = Earmark(
            areas=tuple(told["areas"]),
            economic_types=tuple(map(EconomicType, told["economic_types"])),
            places=tuple(told["places"]),
            ministries=tuple(told["ministries"]),
            regions=tuple(one.strip() for one in lines(told["regions"])),
            recipients=tuple(one.strip() for one in lines(told["recipients"])),
            from_day=told["from_day"],
            until_day=told["until_day"],
        )
        return {**{name: told[name] for name in ("title", "kind", "origin", "note")}, "earmark": earmark}

    @property
    def about(self) -> list[forms.BoundField]:
        """Give the fields that say who it is."""
        return [self[name] for name in ("title", "kind", "origin", "note")]

    @property
    def earmark(self) -> list[forms.BoundField]:
        """Give the fields of the earmark."""
        return [self[name] for name in EARMARK]


class SupportForm(RowForm):
    """One project, grant or budget line of a source, and what its parts are for."""

    title = forms.CharField(
        max_length=300, label=_("Title"), help_text=_("The name of the project, grant or budget line.")
    )
    recipient = forms.CharField(
        max_length=200, required=False, label=_("Recipient"), help_text=_("The organisation that receives the money.")
    )
    role = forms.ChoiceField(choices=choices(ROLES), label=_("Role in a proposal"), initial="support")
    ours = forms.BooleanField(
        required=False,
        initial=True,
        label=_("All of it is for this country"),
        help_text=_("Untick it for a regional project whose share for this country is not known. It then makes the gap "
                    "an interval."),
    )  # fmt: skip
    starts = Day(required=False, label=_("First day"))
    ends = Day(required=False, label=_("Last day"))
    portions = PortionsField(label=_("What it is for"))
    note = Lines(2, label=_("Note"))
    PLAIN: ClassVar[tuple[str, ...]] = ("title", "recipient", "role", "ours", "starts", "ends", "note")

    def __init__(self, *args: Any, plan: PlanRecord, **kwargs: Any) -> None:
        """Put the rows of portions together, and offer what the plan holds."""
        data = args[0] if args else kwargs.get("data")
        if isinstance(data, QueryDict) and "portions" not in data:
            data = data.copy()
            data["portions"] = gathered(data, "portions")
            args = (data, *args[1:])
        super().__init__(*args, **kwargs)
        field: Any = self.fields["portions"]
        field.for_plan(plan)

    @classmethod
    def initial_of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """Give portions as the text their field holds."""
        return {**super().initial_of(document), "portions": text_of(document["portions"])}

    def clean(self) -> dict[str, Any]:
        """Refuse days that run backwards."""
        return days_in_order(self, "starts", "ends")

    def values(self) -> dict[str, Any]:
        """Give the values as the action takes them."""
        told = self.cleaned_data
        return {**{name: told[name] for name in self.PLAIN}, "portions": told["portions"].portions}

    @property
    def about(self) -> list[forms.BoundField]:
        """Give the fields but the portions and the reason."""
        return [field for field in self if field.name not in {"portions", "why", "version"}]


class NewSupportForm(SupportForm):
    """Support that is added: also whose money it is, and for whom it is reported."""

    source = forms.ChoiceField(label=_("Funding source"))
    organisation = forms.CharField(
        max_length=200,
        required=False,
        label=_("Reported by"),
        help_text=_("The organisation that says so. Empty: the secretariat."),
    )

    def __init__(self, *args: Any, plan: PlanRecord, organisations: tuple[str, ...] | None, **kwargs: Any) -> None:
        """Offer the sources of the country; a partner chooses among their own organisations."""
        super().__init__(*args, plan=plan, **kwargs)
        rows = FundingSourceRecord.objects.filter(country=plan.country, removed=False).order_by("title")
        offered: Any = self.fields["source"]
        offered.choices = [("", _("choose")), *((str(row.pk), row.title) for row in rows)]
        if organisations is not None:
            self.fields["organisation"] = forms.ChoiceField(
                required=False, choices=[(one, one) for one in organisations], label=_("Reported by")
            )
        self.order_fields(["source", "title", "recipient", "organisation"])


class TransactionForm(forms.Form):
    """One dated movement of money."""

    stage = forms.ChoiceField(choices=choices(STAGES), label=_("What happened"))
    on = Day(label=_("Day it happened"))
    year = forms.ChoiceField(label=_("Year of the plan it is for"))
    amount = forms.DecimalField(max_digits=17, decimal_places=2, label=_("Amount"))
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=_("Currency"),
        help_text=_("Three letters, such as USD."),
        error_messages={"invalid": _("Write three letters, such as USD.")},
    )
    price_year = forms.IntegerField(min_value=1990, max_value=2100, label=_("At the prices of"))
    note = forms.CharField(
        max_length=300, required=False, label=_("Reference"), help_text=_("Such as the number of a letter.")
    )

    def __init__(self, *args: Any, plan: PlanRecord, **kwargs: Any) -> None:
        """Offer the years of the plan; money for another year is of another plan."""
        super().__init__(*args, **kwargs)
        years: Any = self.fields["year"]
        years.choices = [(str(year), str(year)) for year in plan_years(plan)]

    @staticmethod
    def initial_for(plan: PlanRecord, today: Any = None) -> dict[str, Any]:
        """Give what stands ready: today, the currency and price year of the plan's costs."""
        day, basis = today or timezone.localdate(), plan.frame["cost_basis"]
        years = plan_years(plan)
        about = {} if basis is None else {"currency": basis["currency"], "price_year": basis["price_year"]}
        return {"on": day, "stage": "commitment", "year": str(min(max(day.year, years[0]), years[-1])), **about}

    def wanted(self) -> dict[str, Any]:
        """Give the values as the action takes them.

        Raises:
            NaphsError: the currency is no code.
        """
        told = self.cleaned_data
        return {
            "stage": MoneyStage(told["stage"]),
            "on": told["on"],
            "year": int(told["year"]),
            "money": Money(told["amount"], told["currency"].upper(), told["price_year"]),
            "note": told["note"],
        }


class TakeBackForm(forms.Form):
    """Why a transaction is taken back, and on which day."""

    on = Day(label=_("Day of the correction"))
    why = forms.CharField(
        max_length=300,
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands beside the entry, for everybody who reads the list."),
    )


class NoteForm(forms.Form):
    """What was checked when support is validated."""

    note = Lines(2, label=_("What you checked"), help_text=_("Such as the signed agreement. It stands on the page."))


class ReasonForm(forms.Form):
    """Why support is sent back."""

    reason = forms.CharField(
        max_length=2000,
        label=_("What is wrong with it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who reported it read this."),
    )
