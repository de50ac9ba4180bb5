"""The activities of somebody's update page as cards: each a small form, the late and silent first."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from opennaphs.actions.following.links import reported_areas
from opennaphs.actions.following.updates import check_update, progress_in
from opennaphs.domain.activity_details import MOST_PERCENT, ActivityStatus
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.records import Blocker, ProgressUpdate
from opennaphs.domain.monitoring.standings import UNDER_WAY, ActivityStanding, Situation
from opennaphs.store.models import ActivityRecord, UpdateLink
from opennaphs.web.activities.words import STATUSES, choices, word
from opennaphs.web.dashboards.looking import SITUATIONS
from opennaphs.web.dashboards.words import BLOCKERS, situation_kind
from opennaphs.web.progress.figures import fresh_standings

ONE_LINE = 300
SAID = ("status", "percent_done", "blocker", "blocked_by", "next_step")


class CardForm(forms.Form):
    """What is asked of one activity in a minute."""

    status = forms.ChoiceField(label=_("Status"), choices=choices(STATUSES))
    percent_done = forms.IntegerField(label=_("Per cent done"), required=False, min_value=0, max_value=100)
    blocker = forms.ChoiceField(label=_("What blocks it?"), required=False, choices=choices(BLOCKERS, _("nothing")))
    blocked_by = forms.CharField(label=_("What exactly, in a line"), required=False, max_length=ONE_LINE)
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=ONE_LINE)
    version = forms.IntegerField(min_value=1)
    seen = forms.CharField(required=False, max_length=16)

    def __init__(self, data: Any = None, *, activity: ActivityRecord, initial: Any = None) -> None:
        """Know the activity."""
        super().__init__(data, prefix=prefix_of(activity), initial=initial)
        self.activity = activity

    def clean(self) -> dict[str, Any]:
        """Hold the update against the rules; what turned completed is all of it unless another share was written."""
        said = super().clean() or {}
        if said.get("status") == ActivityStatus.COMPLETED and said.get("percent_done") == self.percent_before:
            said["percent_done"] = MOST_PERCENT
        if not self.errors:
            try:
                check_update(self._update(said), self.activity)
            except NaphsError as error:
                raise forms.ValidationError(str(error)) from error
        return said

    @property
    def percent_before(self) -> int | None:
        """What the activity says before the update."""
        return progress_in(self.activity.content)[1]

    def _update(self, said: Mapping[str, Any]) -> ProgressUpdate:
        told = {name: said[name] for name in ("percent_done", "blocked_by", "next_step")}
        return ProgressUpdate(self.activity.number, timezone.localdate(), ActivityStatus(said["status"]), **told)

    def reported(self) -> dict[str, Any]:
        """Give what was said as the action takes it."""
        said = self.cleaned_data
        blocker = Blocker(said["blocker"]) if said["blocker"] else None
        return {
            "status": ActivityStatus(said["status"]),
            "blocker": blocker,
            **{name: said[name] for name in ("percent_done", "blocked_by", "next_step", "version")},
        }

    @property
    def faults(self) -> list[str]:
        """What stands in the way, each with the name of its field."""
        own = [
            f"{self.fields[name].label}: {text}"
            for name, texts in self.errors.items()
            if name in self.fields
            for text in texts
        ]
        return [*map(str, self.non_field_errors()), *own]

    @property
    def touched(self) -> bool:
        """Whether anything stands in the form that did not when it was shown."""
        posted = {name: self.data.get(self.add_prefix(name), "") for name in SAID}
        return mark_of(posted) != str(self.data.get(self.add_prefix("seen"), ""))


def prefix_of(activity: ActivityRecord) -> str:
    """Give what the fields of an activity are called after."""
    return f"a{activity.pk}"


def mark_of(said: Mapping[str, Any]) -> str:
    """Give a mark of what a form says, to tell later whether somebody changed it."""
    texts = ["" if said.get(name) is None else str(said[name]).strip() for name in SAID]
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:12]


@dataclass
class Card:
    """One activity on the page: where it stands, its form, and what came of it just now."""

    row: ActivityRecord
    standing: ActivityStanding
    form: CardForm
    saved: bool = False
    faults: list[str] = field(default_factory=list)

    @property
    def situation(self) -> str:
        """Where it stands, in words."""
        return str(SITUATIONS[self.standing.situation])

    @property
    def kind(self) -> str:
        """The colour of that."""
        return situation_kind(self.standing)

    @property
    def said(self) -> str:
        """What the activity says now: its status, and how much of it is done where somebody said so."""
        status, percent = progress_in(self.row.content)
        if percent is None:
            return word(status)
        return _now("%(status)s, %(percent)s %%") % {"status": word(status), "percent": percent}

    @property
    def today(self) -> bool:
        """Whether it was updated today."""
        return self.standing.reported_on == timezone.localdate()


def cards_of(link: UpdateLink) -> list[Card]:
    """Give a card for each activity of the person that should be running, or that was updated today, in their order."""
    rows = {row.number: row for row in own_rows(link)}
    mine = [
        one
        for one in fresh_standings(link.plan, reported_areas(link.user, link.plan))
        if one.activity in rows and _is_asked(one)
    ]
    return [card_of(rows[one.activity], one) for one in sorted(mine, key=_urgency)]


def own_rows(link: UpdateLink) -> Iterable[ActivityRecord]:
    """Give the activities of the areas in which the person reports now."""
    areas = reported_areas(link.user, link.plan)
    return link.plan.activities.filter(removed=False, area__in=areas).select_related("plan")


def card_of(row: ActivityRecord, standing: ActivityStanding, form: CardForm | None = None) -> Card:
    """Give the card of an activity, filled with what was said last."""
    return Card(row, standing, form or CardForm(activity=row, initial=said_last(row, standing)))


def said_last(row: ActivityRecord, standing: ActivityStanding) -> dict[str, Any]:
    """Give what an activity says now, as a form shows it."""
    status, percent = progress_in(row.content)
    said = {
        "status": status,
        "percent_done": percent,
        "blocker": "" if standing.blocker is None else str(standing.blocker),
        "blocked_by": standing.blocked_by,
        "next_step": standing.next_step,
    }
    return {**said, "version": row.version, "seen": mark_of(said)}


def _is_asked(one: ActivityStanding) -> bool:
    """Say whether an activity should be running, or was updated today."""
    today = timezone.localdate()
    if one.reported_on == today:
        return True
    if not one.counts or one.situation is Situation.COMPLETED:
        return False
    return one.starts <= today or one.status in UNDER_WAY


def _urgency(one: ActivityStanding) -> tuple[Any, ...]:
    """Put what was updated today last, before it the late ones and the silent ones first, then the longest unheard."""
    days = 0 if one.reported_on is None else one.reported_on.toordinal()
    return one.reported_on == timezone.localdate(), -one.days_late, not one.silent, days, one.activity
