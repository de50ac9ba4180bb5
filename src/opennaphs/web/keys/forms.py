"""What a person says of a new key."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennaphs.actions.people.create_key import LONGEST_DAYS, LONGEST_NAME, SHORTEST_DAYS
from opennaphs.web.access import Country

USUAL_DAYS = 90


class KeyForm(forms.Form):
    """Name, countries, days, and whether the program may write."""

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        help_text=_("After the program that uses it. It stands behind your name in the history."),
    )
    countries = forms.MultipleChoiceField(label=_("Countries"), widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(
        label=_("Days"),
        min_value=SHORTEST_DAYS,
        max_value=LONGEST_DAYS,
        initial=USUAL_DAYS,
        help_text=_("For how many days it works, at most 365."),
    )
    may_write = forms.BooleanField(
        label=_("The program may also write"),
        required=False,
        help_text=_("Without this it only reads. It never may more than you."),
    )

    def __init__(self, *args: Any, codes: tuple[str, ...], **kwargs: Any) -> None:
        """Offer the person's countries, all of them ticked."""
        super().__init__(*args, **kwargs)
        field = self.fields["countries"]
        field.choices = [(code, Country(code).name) for code in codes]  # type: ignore[attr-defined]
        field.initial = list(codes)
