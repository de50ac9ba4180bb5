"""Forms of the register."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennaphs.sources.recommendations_table import LONGEST_TEXT
from opennaphs.store.models import PlanRecord
from opennaphs.web.assessments.forms import DATE_HELP, check_date
from opennaphs.web.recommendations.words import STATES, area_choices, nothing_said, origin_choices
from opennaphs.web.row_forms import RowForm

NONE = "none"
FIELDS = ("origin", "origin_title", "date", "area", "text", "owner", "due")


class RecommendationForm(RowForm):
    """A recommendation as people write it."""

    text = forms.CharField(
        label=_("Recommendation"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    origin = forms.ChoiceField(label=_("Origin"))
    origin_title = forms.CharField(
        label=_("Title of the report or event"), max_length=300, required=False, help_text=_("For example: AAR cholera")
    )
    date = forms.CharField(label=_("Date"), max_length=10, required=False, help_text=DATE_HELP)
    area = forms.ChoiceField(label=_("Technical area"), required=False)
    owner = forms.CharField(
        label=_("Owner"), max_length=200, required=False, help_text=_("The role that answers for it, not a name.")
    )
    due = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, areas: frozenset[str] | None = None, **kwargs: Any) -> None:
        """Offer the areas the person may use; those with the right in all of them may leave it open."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["origin"].choices = origin_choices()
        empty = [("", nothing_said())] if areas is None else []
        fields["area"].choices = [*empty, *area_choices(areas)]

    def clean_date(self) -> str:
        """Check the date when there is one."""
        text: str = self.cleaned_data["date"]
        return check_date(text) if text else ""


def written(form: RowForm) -> dict[str, Any]:
    """Give what the actions take of a checked form."""
    return {name: form.cleaned_data[name] for name in FIELDS}


class Narrowing(forms.Form):
    """Filters of the register."""

    text = forms.CharField(label=_("Text"), required=False, max_length=100)
    origin = forms.ChoiceField(label=_("Origin"), required=False)
    area = forms.ChoiceField(label=_("Technical area"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    overdue = forms.BooleanField(label=_("Overdue"), required=False)
    unanswered = forms.BooleanField(label=_("Without an activity"), required=False)

    def __init__(self, data: Mapping[str, Any], owners: list[str]) -> None:
        """Take the owners there are."""
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        every = [("", _("All"))]
        fields["origin"].choices = [*every, *origin_choices()]
        fields["area"].choices = [*every, (NONE, nothing_said()), *area_choices()]
        fields["state"].choices = [*every, *((str(key), word) for key, word in STATES.items())]
        fields["owner"].choices = [*every, (NONE, _("Nobody yet")), *((one, one) for one in owners if one)]


class ActivityChoice(forms.Form):
    """Which activities are offered to answer a recommendation."""

    plan = forms.ChoiceField(label=_("Plan"), required=False)
    area = forms.ChoiceField(label=_("Technical area"), required=False)
    text = forms.CharField(label=_("Text"), required=False, max_length=100)

    def __init__(self, data: Mapping[str, Any], plans: list[PlanRecord]) -> None:
        """Take the plans of the country."""
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["plan"].choices = [("", _("All")), *((str(one.pk), one.title) for one in plans)]
        fields["area"].choices = [("", _("All")), *area_choices()[:1]]


class TableUpload(forms.Form):
    """A table of recommendations."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A workbook or a CSV with the columns origin, title, date, area, text, owner, due."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.txt"}),
    )
