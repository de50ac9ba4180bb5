"""Forms of health events, the budget calendar and advocacy steps."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.store.models import ActivityRecord, BudgetMoment
from opennaphs.web.assessments.wording import area_title
from opennaphs.web.engagement.forms import Day, Lines
from opennaphs.web.row_forms import RowForm

CENT = Decimal("0.01")
USUAL_EDITION = "jee-3"
MOST_PEOPLE = 2_000_000_000
KNOWN_ONLY = _("Leave it empty while it is not known; 0 says that there were none.")


class Amount(forms.DecimalField):
    """An amount to the cent, always written with its cents, so that like is compared with like."""

    def to_python(self, value: Any) -> Any:
        """Give the amount as a ``Decimal``, or ``None``."""
        found = super().to_python(value)
        return None if found is None else found.quantize(CENT)


def areas_used(iso3: str, also: Iterable[str] = ()) -> list[tuple[str, str | Promise]]:
    """Give the areas of the plans of a country with their titles; those of the usual edition when there are none."""
    used = ActivityRecord.objects.filter(plan__country=iso3, plan__removed=False, removed=False)
    wanted = {*used.values_list("area", flat=True).distinct(), *also}
    titles = {area.id: area_title(one, area.id) for one in load_frameworks().values() for area in one.areas}
    usual = [area.id for area in load_frameworks()[USUAL_EDITION].areas]
    found = [(area, title) for area, title in titles.items() if area in wanted]
    return list(found or [(area, titles[area]) for area in usual])


class HealthEventForm(RowForm):
    """An outbreak or other emergency."""

    name = forms.CharField(max_length=200, label=_("Name"), help_text=_("As people know it, with its year."))
    hazard = forms.CharField(max_length=100, required=False, label=_("Hazard"))
    began = Day(label=_("Began on"))
    ended = Day(required=False, label=_("Ended on"))
    cases = forms.IntegerField(
        required=False, min_value=0, max_value=MOST_PEOPLE, label=_("People who fell ill"), help_text=KNOWN_ONLY
    )
    deaths = forms.IntegerField(
        required=False, min_value=0, max_value=MOST_PEOPLE, label=_("People who died"), help_text=KNOWN_ONLY
    )
    cost = Amount(
        required=False,
        min_value=0,
        max_digits=20,
        decimal_places=2,
        label=_("What it cost"),
        help_text=_("With its currency and the year of its prices. Leave all three empty while it is not known."),
    )
    currency = forms.RegexField(
        "^[A-Za-z]{3}$", required=False, label=_("Currency"), help_text=_("Three letters, for example USD.")
    )
    price_year = forms.IntegerField(required=False, min_value=1950, max_value=2200, label=_("Year of the prices"))
    source = forms.CharField(max_length=300, required=False, label=_("Where the numbers are from"))
    areas = forms.MultipleChoiceField(
        required=False,
        label=_("Areas it showed to be weak"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The investment case shows the gap of these areas beside the event."),
    )
    what_failed = Lines(3, label=_("What failed"), help_text=_("In one or two sentences."))

    def __init__(self, *args: Any, iso3: str, areas: Iterable[str] = (), **kwargs: Any) -> None:
        """Offer the areas of the country's plans, and those the event names already."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["areas"]
        field.choices = areas_used(iso3, areas)

    def clean_currency(self) -> str:
        """Write currencies in capital letters."""
        return str(self.cleaned_data["currency"]).upper()


class BudgetMomentForm(RowForm):
    """A day of the budget calendar."""

    title = forms.CharField(
        max_length=200, label=_("What happens"), help_text=_("The call opens, ceilings are set, parliament debates …")
    )
    day = Day(label=_("Day"))
    note = Lines(3, label=_("Note"))


class AdvocacyStepForm(RowForm):
    """What is said to whom."""

    audience = forms.CharField(
        max_length=200, label=_("Audience"), help_text=_("A role or a body: the budget committee, a donor round …")
    )
    message = Lines(3, label=_("Message"), help_text=_("What they shall know or do."))
    moment = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=_("For the budget moment"))
    due = Day(required=False, label=_("Due on"), help_text=_("Leave it empty to take the day of the budget moment."))
    owner = forms.CharField(
        max_length=200, required=False, label=_("Owner (a role)"), help_text=_("A role, not a name: people move.")
    )
    outcome = Lines(2, label=_("What came of it"))

    def __init__(self, *args: Any, moments: Iterable[BudgetMoment], **kwargs: Any) -> None:
        """Offer the budget calendar; ask for the message."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["moment"]
        field.choices = [("", _("no moment")), *((one.pk, f"{one.day} {one.title}") for one in moments)]
        self.fields["message"].required = True
