"""Narrowing the history."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennaphs.store.models import AuditEvent
from opennaphs.web.history.sentences import action_word, subject_word

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class HistoryFilter(forms.Form):
    """Who did what to what, and when."""

    who = forms.CharField(required=False, max_length=200, label=gettext_lazy("Who"))
    what = forms.ChoiceField(required=False, label=gettext_lazy("What was done"))
    subject = forms.ChoiceField(required=False, label=gettext_lazy("To what"))
    text = forms.CharField(required=False, max_length=200, label=gettext_lazy("Words in its name"))
    subject_id = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    since = forms.DateField(required=False, label=gettext_lazy("From"), widget=DAY)
    until = forms.DateField(required=False, label=gettext_lazy("Until"), widget=DAY)

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        """Offer what was done in this country, and nothing else."""
        super().__init__(*args, **kwargs)
        events = AuditEvent.objects.filter(country=country).order_by()
        done = sorted((action_word(one), one) for one in events.values_list("action", flat=True).distinct())
        kinds = sorted((subject_word(one), one) for one in events.values_list("subject", flat=True).distinct())
        anything = [("", _("anything"))]
        self.fields["what"].choices = [*anything, *((key, word) for word, key in done)]  # type: ignore[attr-defined]
        self.fields["subject"].choices = [*anything, *((key, word) for word, key in kinds)]  # type: ignore[attr-defined]
