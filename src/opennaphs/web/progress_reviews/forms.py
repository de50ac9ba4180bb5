"""Forms of progress reviews: planning one, writing down what it found, taking a lesson into the register."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opennaphs.actions.engagement.checks import SECTORS
from opennaphs.actions.reviewing.rows import LONGEST_TITLE
from opennaphs.domain.recommendations import Origin
from opennaphs.web.activities.words import choices
from opennaphs.web.engagement.forms import CAME, MOST_PEOPLE, Day, Lines, lines
from opennaphs.web.engagement.words import SECTOR_WORDS
from opennaphs.web.progress_reviews.words import KINDS
from opennaphs.web.recommendations.words import area_choices, nothing_said, origin_title
from opennaphs.web.row_forms import RowForm

LESSON_ORIGINS = (
    Origin.PROGRESS_REVIEW,
    Origin.EXERCISE,
    Origin.AFTER_ACTION,
    Origin.INTRA_ACTION,
    Origin.TIMELINESS,
    Origin.OTHER,
)


class PlannedForm(RowForm):
    """A progress review to come."""

    kind = forms.ChoiceField(choices=choices(KINDS), label=_("Kind of review"))
    held_on = Day(label=_("Date"))
    title = forms.CharField(max_length=LONGEST_TITLE, label=_("Title"))


class RecordForm(RowForm):
    """What a review found. How many came from a sector is one field each, so that two can note at once."""

    title = forms.CharField(max_length=LONGEST_TITLE, label=_("Title"))
    summary = Lines(5, label=_("Summary"), help_text=_("What the review found, for those who were not there."))
    decisions = Lines(4, label=_("Decisions"), help_text=_("One decision a line."))
    lessons = Lines(
        4,
        label=_("Lessons"),
        help_text=_("One lesson a line. Each can then go into the register, with an owner and a day."),
    )

    def __init__(self, *args: Any, expected: tuple[str, ...] = (), **kwargs: Any) -> None:
        """Put the sectors expected first."""
        super().__init__(*args, **kwargs)
        order = [*(one for one in SECTORS if one in expected), *(one for one in SECTORS if one not in expected)]
        own = [name for name in self.fields if not name.startswith(CAME)]
        self.order_fields([*own[:-1], *(CAME + one for one in order), own[-1]])
        self.expected = expected

    @classmethod
    def initial_of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """Spread attendance over its fields; decisions and lessons become lines."""
        came = {CAME + sector: people for sector, people in document["attendance"].items()}
        told = {"decisions": "\n".join(document["decisions"])}
        learned = {"lessons": "\n".join(one["text"] for one in document["lessons"])}
        return {**super().initial_of(document), **came, **told, **learned}

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """Give the fields but those of attendance."""
        return [self[name] for name in self.fields if not name.startswith(CAME)]

    @property
    def came_expected(self) -> list[forms.BoundField]:
        """Give the fields of the sectors expected."""
        return [self[CAME + one] for one in SECTORS if one in self.expected]

    @property
    def came_others(self) -> list[forms.BoundField]:
        """Give the fields of the other sectors."""
        return [self[CAME + one] for one in SECTORS if one not in self.expected]

    def row_values(self) -> dict[str, Any]:
        """Give the values as the actions take them; a sector left empty was not recorded."""
        told = self.cleaned_data
        came = {one: told[CAME + one] for one in SECTORS if told[CAME + one] is not None}
        written = {name: [line.strip() for line in lines(told[name])] for name in ("decisions", "lessons")}
        return {"title": told["title"], "summary": told["summary"], "attendance": came, **written}


RecordForm.base_fields.update(
    {
        CAME + one: forms.IntegerField(
            required=False, min_value=0, max_value=MOST_PEOPLE, label=cast("Any", SECTOR_WORDS[one])
        )
        for one in SECTORS
    }
)


class HoldForm(RecordForm):
    """The record of a review that took place."""

    held_on = Day(label=_("Held on"))
    whole_plan = forms.BooleanField(
        required=False,
        label=_("This was the review of the whole plan"),
        help_text=_("Its day is written into the plan, which can be closed once a review of the whole was held."),
    )

    def __init__(self, *args: Any, yearly: bool = False, **kwargs: Any) -> None:
        """Ask whether it was the review of the whole plan only of a yearly review."""
        super().__init__(*args, **kwargs)
        self.order_fields(["held_on", "whole_plan"])
        if not yearly:
            del self.fields["whole_plan"]

    def clean_held_on(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Record the review once it took place."))
        return day


class LessonForm(forms.Form):
    """A lesson on its way into the register."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    area = forms.ChoiceField(required=False, label=_("Technical area"))
    owner = forms.CharField(
        required=False, max_length=200, label=_("Owner"), help_text=_("The role that answers for it, not a name.")
    )
    due = Day(required=False, label=_("Due"))
    origin = forms.ChoiceField(label=_("Where the lesson comes from"), help_text=_("The review, or what it looked at."))
    origin_title = forms.CharField(
        required=False,
        max_length=300,
        label=_("Title of the exercise or event"),
        help_text=_("Leave it empty when the lesson comes from the review itself."),
    )

    def __init__(self, *args: Any, areas: frozenset[str] | None, **kwargs: Any) -> None:
        """Offer the areas the person may use; those with the right in all of them may leave it open."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        empty = [("", nothing_said())] if areas is None else []
        fields["area"].choices = [*empty, *area_choices(areas)]
        fields["origin"].choices = [(str(one), origin_title(one)) for one in LESSON_ORIGINS]
