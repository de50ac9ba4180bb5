"""What the tracker is narrowed to: everything stands in the address, and every count follows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from opennaphs.domain.monitoring.standings import ActivityStanding, FollowUpNarrowing, Situation, narrowed_standings
from opennaphs.store.models import PlanRecord
from opennaphs.web.activities.words import choices
from opennaphs.web.dashboards.looking import ANY, NAMES, ActiveFilter, LookForm
from opennaphs.web.dashboards.words import BLOCKERS

ANY_BLOCKER, NO_BLOCKER = "any", "none"
NEVER, SILENT = "never", "silent"
FILTERS = (*NAMES, "blocker", "reporting")


class TrackForm(LookForm):
    """The filters of the tracker: those of the dashboards, what blocks, and what nobody reports on."""

    blocker = forms.ChoiceField(
        label=_("Blocker"),
        required=False,
        choices=[*choices(BLOCKERS, ANY), (ANY_BLOCKER, _("any blocker")), (NO_BLOCKER, _("no blocker"))],
    )
    reporting = forms.ChoiceField(
        label=_("Reporting"),
        required=False,
        choices=[("", ANY), (NEVER, _("not reported")), (SILENT, _("silent for a month"))],
    )


@dataclass(frozen=True)
class Track:
    """What is looked at."""

    said: dict[str, str]
    form: TrackForm
    active: tuple[ActiveFilter, ...]

    @property
    def query(self) -> str:
        """The filters as a part of an address."""
        return _query(self.said)

    def of(self, standings: Iterable[ActivityStanding]) -> list[ActivityStanding]:
        """Keep what is looked at."""
        kept = narrowed_standings(standings, _narrowing(self.said))
        return [one for one in kept if self._blocked_as_asked(one) and self._reported_as_asked(one)]

    def _blocked_as_asked(self, one: ActivityStanding) -> bool:
        asked = self.said.get("blocker", "")
        if asked in {ANY_BLOCKER, NO_BLOCKER}:
            return one.blocked == (asked == ANY_BLOCKER)
        return not asked or (one.blocked and one.blocker == asked)

    def _reported_as_asked(self, one: ActivityStanding) -> bool:
        asked = self.said.get("reporting", "")
        return not asked or (not one.reported and one.counts if asked == NEVER else one.silent)


def track_of(data: QueryDict, plan: PlanRecord) -> Track:
    """Read the filters of an address; one that cannot be is left out and the form says so."""
    form = TrackForm(data, plan=plan)
    form.is_valid()
    said = {name: form.cleaned_data[name] for name in FILTERS if form.cleaned_data.get(name)}
    return Track(said, form, tuple(_active(form, name, said) for name in said))


def _narrowing(said: dict[str, str]) -> FollowUpNarrowing:
    def one(name: str) -> tuple[str, ...]:
        return (said[name],) if name in said else ()

    return FollowUpNarrowing(
        areas=one("area"),
        ministries=one("ministry"),
        regions=one("region"),
        owners=one("owner"),
        sources=one("source"),
        situations=tuple(map(Situation, one("situation"))),
    )


def _active(form: TrackForm, name: str, said: dict[str, str]) -> ActiveFilter:
    field: Any = form.fields[name]
    shown = str(dict(field.choices).get(said[name], said[name]))
    rest = {other: value for other, value in said.items() if other != name}
    return ActiveFilter(f"{field.label}: {shown}", f"?{_query(rest)}")


def _query(said: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(said)
    return query.urlencode()
