"""The forms of the follow-up: an update, a milestone, a result indicator, a measured value."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opennaphs.actions.following.proofs import check_evidence
from opennaphs.actions.following.updates import check_update
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.records import Blocker, ProgressUpdate, ResultIndicator, ResultKind
from opennaphs.store.models import ActivityRecord, PlanRecord, ProgressUpdateRecord
from opennaphs.web.activities.fields import DayField
from opennaphs.web.activities.forms import ContentForm
from opennaphs.web.activities.words import STATUSES, area_choices, choices
from opennaphs.web.dashboards.words import BLOCKERS
from opennaphs.web.progress.words import KINDS
from opennaphs.web.row_forms import RowForm

NOTHING = _("nothing")
WHOLE_PLAN = _("the whole plan")
ONE_LINE = 300
OF_THE_UPDATE = ("blocker", "blocked_by", "next_step", "evidence", "on")
UPDATE = frozenset({*OF_THE_UPDATE, "status", "percent_done"})


class EvidenceField(forms.CharField):
    """An address on the web or the name of a document."""

    def __init__(self) -> None:
        """Make an optional field."""
        help_text = _("An address that begins with https://, or the name of a document.")
        super().__init__(label=_("Evidence"), required=False, max_length=500, help_text=help_text)

    def validate(self, value: str) -> None:
        """Refuse an address that nobody should open."""
        super().validate(value)
        try:
            check_evidence(value)
        except NaphsError as error:
            raise forms.ValidationError(str(error)) from error


class ProgressForm(ContentForm):
    """How far the work has come, what keeps it from moving, and what happens next."""

    NOT_OF_THE_ROW: ClassVar[frozenset[str]] = ContentForm.NOT_OF_THE_ROW | set(OF_THE_UPDATE)

    status = forms.ChoiceField(label=_("Status"), choices=choices(STATUSES))
    percent_done = forms.IntegerField(
        label=_("Per cent done"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("0 to 100; leave it empty when nobody knows."),
    )
    blocker = forms.ChoiceField(label=_("Blocker"), required=False, choices=choices(BLOCKERS, NOTHING))
    blocked_by = forms.CharField(label=_("Blocked by, in a line"), required=False, max_length=ONE_LINE)
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=ONE_LINE)
    evidence = EvidenceField()
    on = DayField(_("Day"))

    def __init__(self, *args: Any, last: ProgressUpdateRecord | None = None, **kwargs: Any) -> None:
        """Begin with what was said last, so that what still holds need not be written again."""
        super().__init__(*args, **kwargs)
        self.fields["on"].help_text = _("Today, unless the update speaks of an earlier day.")
        said = {} if last is None else {name: getattr(last, name) for name in ("blocker", "blocked_by", "next_step")}
        self.initial = {"on": timezone.localdate(), **said, **self.initial}

    def clean(self) -> dict[str, Any]:
        """Hold the update against the rules, so that faults stand in the form."""
        said = super().clean()
        if not self.errors:
            try:
                check_update(self._update(), self.activity)
            except NaphsError as error:
                raise forms.ValidationError(str(error)) from error
        return said

    def _update(self) -> ProgressUpdate:
        told = self.reported()
        return ProgressUpdate(self.activity.number, **{name: told[name] for name in told if name in UPDATE})

    def reported(self) -> dict[str, Any]:
        """Give what was said as the action takes it."""
        said = self.cleaned_data
        return {
            "status": ActivityStatus(said["status"]),
            "percent_done": said["percent_done"],
            "blocker": Blocker(said["blocker"]) if said["blocker"] else None,
            "on": said["on"] or timezone.localdate(),
            **{name: said[name] for name in ("blocked_by", "next_step", "evidence", "version", "why")},
        }


class DueField(DayField):
    """A day that must be said."""

    def __init__(self, label: Any) -> None:
        """Make it."""
        super().__init__(label)
        self.required = True


class MilestoneForm(RowForm):
    """What is reached then, and until when."""

    text = forms.CharField(label=_("Milestone"), max_length=300, help_text=_("What is reached then, in a few words."))
    due = DueField(_("Due"))
    evidence = EvidenceField()

    def wanted(self) -> dict[str, Any]:
        """Give the fields as actions take them."""
        return {name: self.cleaned_data[name] for name in ("text", "due", "evidence")}


class NewMilestoneForm(MilestoneForm):
    """A milestone of an activity that is still to be chosen."""

    activity = forms.ModelChoiceField(label=_("Activity"), queryset=ActivityRecord.objects.none())

    def __init__(self, *args: Any, activities: Any, **kwargs: Any) -> None:
        """Offer the activities of the areas in which the person reports."""
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["activity"]
        chosen.queryset = activities
        self.order_fields(["activity", "text", "due", "evidence", "why"])


class PassForm(RowForm):
    """When a milestone was passed."""

    done_on = DayField(_("Passed on"))
    evidence = EvidenceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what an empty day means."""
        super().__init__(*args, **kwargs)
        self.fields["done_on"].help_text = _("Leave it empty when it is still open.")

    def clean_done_on(self) -> Any:
        """Refuse a day to come."""
        day = self.cleaned_data["done_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class IndicatorForm(RowForm):
    """What a plan wants to be measured by; what nobody knows yet stays empty, which is not zero."""

    title = forms.CharField(label=_("Result indicator"), max_length=300, help_text=_("What is counted or measured."))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=choices(KINDS),
        help_text=_("Output: what was produced. Outcome: what changed by it."),
    )
    unit = forms.CharField(label=_("Unit"), max_length=80, help_text=_("Per cent, laboratories, days …"))
    area = forms.ChoiceField(label=_("Area"), required=False)
    baseline = forms.DecimalField(label=_("Baseline"), required=False, max_digits=20, decimal_places=4)
    baseline_on = DayField(_("Day of the baseline"))
    target = forms.DecimalField(label=_("Target"), required=False, max_digits=20, decimal_places=4)
    target_on = DayField(_("Day of the target"))

    def __init__(self, *args: Any, plan: PlanRecord, **kwargs: Any) -> None:
        """Offer the areas of the plan."""
        super().__init__(*args, **kwargs)
        area: Any = self.fields["area"]
        area.choices = [("", WHOLE_PLAN), *area_choices(plan)]

    @classmethod
    def initial_of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """Give the values of the fields, numbers without the zeros their columns add."""
        found = super().initial_of(document)
        return {name: _plain(value) if name in {"baseline", "target"} else value for name, value in found.items()}

    def clean(self) -> dict[str, Any]:
        """Hold the whole indicator against the domain, so that faults stand in the form."""
        said = super().clean() or {}
        if not self.errors:
            told = self.wanted()
            try:
                ResultIndicator("", **{**told, "kind": ResultKind(told["kind"])})
            except NaphsError as error:
                raise forms.ValidationError(str(error)) from error
        return said

    def wanted(self) -> dict[str, Any]:
        """Give the fields as actions take them."""
        return {name: self.cleaned_data[name] for name in self.row_fields}


def _plain(value: object) -> object:
    text = str(value)
    return value if value is None else text.rstrip("0").rstrip(".") if "." in text else text


class ValueForm(forms.Form):
    """A measured value."""

    on = DueField(_("Day"))
    value = forms.DecimalField(label=_("Value"), max_digits=20, decimal_places=4)
    source = forms.CharField(
        label=_("Source"), required=False, max_length=300, help_text=_("Where it was read: a register, a survey …")
    )
