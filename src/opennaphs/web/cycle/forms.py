"""The record of a stage."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennaphs.domain.cycle import StageState
from opennaphs.web.people.forms import role_choices
from opennaphs.web.row_forms import RowForm


def state_choices() -> list[tuple[str, str]]:
    """Give the states of a stage in the language of the page."""
    return [(state.value, _(state.value)) for state in StageState]


def owner_choices() -> list[tuple[str, str]]:
    """Give the roles that may lead a stage; nothing chosen leaves it with the role of the guidance."""
    return [("", _("as the guidance says")), *role_choices()]


class StageForm(RowForm):
    """What the secretariat says of a stage."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=state_choices)
    owner = forms.ChoiceField(label=gettext_lazy("Role that leads it"), choices=owner_choices, required=False)
    due = forms.DateField(
        label=gettext_lazy("To be done by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What others should know. A skipped stage needs its reason here."),
    )

    def clean(self) -> dict[str, Any]:
        """Want a reason for a skipped stage."""
        if self.cleaned_data.get("state") == StageState.SKIPPED and not self.cleaned_data.get("note", "").strip():
            self.add_error("note", _("Say why this stage is skipped: those who come later will ask."))
        return self.cleaned_data
