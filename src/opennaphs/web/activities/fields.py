"""Fields of the forms of activities: lists as lines, numbers of activities, ratings."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.domain.prioritisation import HIGHEST_RATING, LOWEST_RATING

UNSAID = _("not said")


class SeenVersion(forms.IntegerField):
    """The version a page was filled from; without it nobody could tell what somebody else changed."""

    def __init__(self) -> None:
        """Make the hidden, required field."""
        super().__init__(widget=forms.HiddenInput, min_value=1)


class LinesField(forms.CharField):
    """A list of texts, one on each line; empty lines are nothing, and the same line twice stands once."""

    widget: Any = forms.Textarea(attrs={"rows": 2})

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Give the lines."""
        text = "\n".join(value) if isinstance(value, (list, tuple)) else str(value or "")
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))

    def validate(self, value: Any) -> None:
        """Any number of lines will do."""

    def run_validators(self, value: Any) -> None:
        """Lines need no validators of texts."""


class NumbersField(LinesField):
    """Numbers of activities, apart by commas, spaces or lines; written in any case."""

    widget: Any = forms.TextInput

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Give the numbers."""
        text = " ".join(value) if isinstance(value, (list, tuple)) else str(value or "")
        return list(dict.fromkeys(re.split(r"[\s,;]+", text.strip()))) if text.strip() else []


class DayField(forms.DateField):
    """A day, shown by the date picker of the browser and kept as ``2027-03-31``."""

    def __init__(self, label: Any) -> None:
        """Make an optional day."""
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, required=False, widget=widget)


class RatingField(forms.TypedChoiceField):
    """A rating from 1 to 5, or none; none is not a low one."""

    def __init__(self, label: Any, help_text: Any = "") -> None:
        """Offer the scale."""
        scale = [(str(one), str(one)) for one in range(LOWEST_RATING, HIGHEST_RATING + 1)]
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", UNSAID), *scale],
        )


class YearField(forms.TypedChoiceField):
    """A year of the plan."""

    def __init__(self, label: Any, *, required: bool = True) -> None:
        """Make it without years; the form knows the plan."""
        super().__init__(label=label, required=required, coerce=int, empty_value=None)

    def offer(self, years: Sequence[int], now: int | None = None, empty: str | Promise | None = None) -> None:
        """Offer the years of a plan, and the one that stands even when it lies outside."""
        found = [*years] if now is None or now in years else [now, *years]
        first = [] if empty is None else [("", empty)]
        self.choices = [*first, *((str(one), str(one)) for one in found)]
