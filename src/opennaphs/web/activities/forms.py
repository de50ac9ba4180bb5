"""The forms of one activity: all its words, or one field of it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from opennaphs.actions.activities.contents import edited_content, plan_years
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.prerequisites import circle
from opennaphs.store.activities import waits_in
from opennaphs.store.models import ActivityRecord
from opennaphs.web.activities.fields import (
    UNSAID,
    DayField,
    LinesField,
    NumbersField,
    RatingField,
    SeenVersion,
    YearField,
)
from opennaphs.web.activities.words import ASPECT_QUESTIONS, SCALES, SECTORS, STATUSES, choices
from opennaphs.web.row_forms import RowForm

NAMES = {"supporting": "with"}
DETAILS = ("starts", "ends", "places", "after", "indicators", "impact", "feasibility", "risk", "status", "percent_done")
NOTES = ("existing_budget", "budget_source", "related", "comments", "comments_2")
EMPTY_IS_NONE = frozenset({"owner", "lead", "where", "group"})


SECTIONS = (
    (_("What"), ("text", "group", "indicators")),
    (_("Who and where"), ("owner", "lead", "where", "places", "supporting")),
    (_("When"), ("first_year", "starts", "ends", "after")),
    (_("Priority"), ("impact", "feasibility", "risk")),
    (_("Money that is there, and notes"), ("existing_budget", "budget_source", "related", "comments", "comments_2")),
    (_("For the history"), ("why",)),
)


def shown(content: Mapping[str, Any], name: str) -> Any:
    """Give what a field of a form shows of the content of an activity."""
    if name in DETAILS:
        value = content.get("details", {}).get(name, "not started" if name == "status" else None)
        return ("\n" if name != "after" else ", ").join(value) if isinstance(value, list) else value
    return content["notes"].get(name) if name in NOTES else content.get(NAMES.get(name, name))


def told(name: str, value: Any) -> Any:
    """Give a cleaned value as the plan document writes it."""
    if name in EMPTY_IS_NONE:
        return value or None
    return value.isoformat() if hasattr(value, "isoformat") else value


class ContentForm(RowForm):
    """A form over the content of an activity; its fields have the names of the plan document."""

    NOT_OF_THE_ROW: ClassVar[frozenset[str]] = RowForm.NOT_OF_THE_ROW | {"back"}

    version = SeenVersion()

    def __init__(self, *args: Any, activity: ActivityRecord, **kwargs: Any) -> None:
        """Offer the years of the plan."""
        super().__init__(*args, **kwargs)
        self.activity = activity
        if isinstance(year := self.fields.get("first_year"), YearField):
            year.offer(plan_years(activity.plan), activity.first_year)

    @classmethod
    def initial_of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """Fill the fields from the content."""
        names = [name for name in cls.base_fields if name not in cls.NOT_OF_THE_ROW]
        return {name: shown(document["content"], name) for name in names}

    def wanted(self) -> dict[str, Any]:
        """Give the new values as actions take them; notes nobody had or wrote are not brought to life."""
        fields: dict[str, Any] = {}
        for name in self.row_fields:
            value = told(name, self.cleaned_data.get(name))
            if name in DETAILS:
                fields.setdefault("details", {})[name] = value
            elif name not in NOTES:
                fields[NAMES.get(name, name)] = value
            elif value or name in self.activity.content["notes"]:
                fields.setdefault("notes", {})[name] = value
        return fields

    def clean(self) -> dict[str, Any]:
        """Hold the whole activity against the domain, so that faults stand in the form."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                edited_content(self.activity.plan, self.activity.content, self.wanted())
            except NaphsError as error:
                raise forms.ValidationError(str(error)) from error
        return cleaned


class ActivityForm(ContentForm):
    """Everything of an activity but its costs and progress."""

    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("What will be done, in your own words.")
    )
    owner = forms.CharField(
        label=_("Owner"),
        required=False,
        max_length=200,
        help_text=_("The role that answers for it, not the name of a person."),
        widget=forms.TextInput(attrs={"list": "owners"}),
    )
    lead = forms.ChoiceField(label=_("Lead sector"), required=False, choices=choices(SECTORS, UNSAID))
    supporting = forms.MultipleChoiceField(
        label=_("Supporting sectors"),
        required=False,
        choices=choices(SECTORS),
        widget=forms.CheckboxSelectMultiple,
    )
    where = forms.ChoiceField(label=_("Scale"), required=False, choices=choices(SCALES, UNSAID))
    places = LinesField(label=_("Places"), required=False, help_text=_("One on each line."))
    first_year = YearField(_("First year"))
    starts = DayField(_("Starts"))
    ends = DayField(_("Ends"))
    after = NumbersField(
        label=_("Waits for"),
        required=False,
        help_text=_("Numbers of activities that must come first, such as D1-003, apart by commas."),
    )
    group = forms.CharField(
        label=_("Functional group"),
        required=False,
        max_length=120,
        help_text=_("The same name in several areas says that it is one piece of work."),
        widget=forms.TextInput(attrs={"list": "groups"}),
    )
    indicators = LinesField(label=_("Own indicators"), required=False, help_text=_("One on each line."))
    impact = RatingField(_("Impact"), ASPECT_QUESTIONS["impact"])
    feasibility = RatingField(_("Feasibility"), ASPECT_QUESTIONS["feasibility"])
    risk = RatingField(_("Risk"), ASPECT_QUESTIONS["risk"])
    existing_budget = forms.CharField(label=_("Existing budget"), required=False, max_length=500)
    budget_source = forms.CharField(label=_("Source of the budget"), required=False, max_length=500)
    related = forms.CharField(label=_("Related plan"), required=False, max_length=1000)
    comments = forms.CharField(label=_("Comments"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    comments_2 = forms.CharField(label=_("Further comments"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields as the page shows them: by what they are about."""
        return [(str(heading), [self[name] for name in names]) for heading, names in SECTIONS]

    def clean_after(self) -> list[str]:
        """Take the numbers of activities of this plan in their own writing, and no way back to this one."""
        if self.cleaned_data["after"] == self.initial_of(self.activity.document())["after"]:
            return list(self.cleaned_data["after"])  # to look for circles, the whole plan has to be read
        named, needed = waits_in(self.activity.plan)
        own = {number.casefold(): number for number in named}
        wanted = [own.get(number.casefold(), number) for number in self.cleaned_data["after"]]
        strange = [number for number in wanted if number not in named]
        if strange:
            raise forms.ValidationError(_now("The plan has no activity {names}.").format(names=", ".join(strange)))
        number = self.activity.number
        named[number] = wanted
        way = circle({one: (*named[one], *needed[one]) for one in named}, number)
        if way:
            text = _now("{number} would wait for itself: {way}. Take one of these out.")
            raise forms.ValidationError(text.format(number=number, way=" → ".join(way)))
        return wanted

    def clean(self) -> dict[str, Any]:
        """An end comes after its start."""
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("It ends before it starts. Correct one of the two days."))
        return super().clean()


class CellForm(ContentForm):
    """One field of an activity, edited in its cell of the table."""

    back = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave the reason away, as a cell is changed quickly; the field gets the focus, which its link had before."""
        super().__init__(*args, **kwargs)
        del self.fields["why"]
        self.visible_fields()[0].field.widget.attrs["autofocus"] = True


class OwnerCell(CellForm):
    """The owner."""

    owner = forms.CharField(label=_("Owner"), required=False, max_length=200)


class YearCell(CellForm):
    """The first year."""

    first_year = YearField(_("First year"))


class StatusCell(CellForm):
    """The status."""

    status = forms.ChoiceField(label=_("Status"), choices=choices(STATUSES))


class RatingsCell(CellForm):
    """All three ratings."""

    impact = RatingField(_("Impact"))
    feasibility = RatingField(_("Feasibility"))
    risk = RatingField(_("Risk"))


CELLS: Mapping[str, tuple[type[CellForm], Permission]] = {
    "owner": (OwnerCell, Permission.EDIT_ACTIVITIES),
    "first_year": (YearCell, Permission.EDIT_ACTIVITIES),
    "status": (StatusCell, Permission.REPORT_PROGRESS),
    "ratings": (RatingsCell, Permission.RATE),
}
