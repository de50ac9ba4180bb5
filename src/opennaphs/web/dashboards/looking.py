"""What a dashboard looks at: one set of filters in the address, which every number, picture and file follows."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.domain.funding.positions import WHOLE_COUNTRY
from opennaphs.domain.monitoring.standings import FollowUpNarrowing, Situation
from opennaphs.store.activities import values_used
from opennaphs.store.funding import supports_of
from opennaphs.store.models import PlanRecord
from opennaphs.web.activities.words import SECTORS, area_choices, choices

ANY = _("all")
SITUATIONS: dict[str, str | Promise] = {
    Situation.NOT_STARTED: _("not started"),
    Situation.IN_PROGRESS: _("in progress"),
    Situation.COMPLETED: _("completed"),
    Situation.DELAYED: _("delayed"),
    Situation.ON_HOLD: _("on hold"),
    Situation.CANCELLED: _("cancelled"),
    Situation.CARRIED_FORWARD: _("carried forward"),
}
NAMES = ("area", "ministry", "region", "owner", "source", "situation")


class LookForm(forms.Form):
    """The filters of a dashboard; an empty one does not narrow."""

    area = forms.ChoiceField(label=_("Area"), required=False)
    ministry = forms.ChoiceField(label=_("Lead sector"), required=False, choices=choices(SECTORS, ANY))
    region = forms.ChoiceField(label=_("Region"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    source = forms.ChoiceField(label=_("Funding source"), required=False)
    situation = forms.ChoiceField(label=_("Situation"), required=False, choices=choices(SITUATIONS, ANY))

    def __init__(self, data: QueryDict, *, plan: PlanRecord) -> None:
        """Offer what occurs in the plan."""
        super().__init__(data)
        sources = {one.source.number: one.source.title for one in supports_of(plan)}
        offered: dict[str, list[tuple[str, str | Promise]]] = {
            "area": list(area_choices(plan)),
            "region": [(one, one) for one in places_in(plan)],
            "owner": [(one, one) for one in values_used(plan, "owner")],
            "source": sorted(sources.items()),
        }
        for name, found in offered.items():
            field: Any = self.fields[name]
            field.choices = [("", ANY), *found]


@dataclass(frozen=True)
class ActiveFilter:
    """A filter that is on: its words, and the page without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Look:
    """What is looked at, as the domain narrows and as the address says it."""

    narrowing: FollowUpNarrowing
    query: str
    form: LookForm
    active: tuple[ActiveFilter, ...]


def look_of(data: QueryDict, plan: PlanRecord) -> Look:
    """Read the filters of an address; one that cannot be is left out and the form says so."""
    form = LookForm(data, plan=plan)
    form.is_valid()
    said = {name: form.cleaned_data[name] for name in NAMES if form.cleaned_data.get(name)}
    narrowing = FollowUpNarrowing(
        areas=_one(said, "area"),
        ministries=_one(said, "ministry"),
        regions=_one(said, "region"),
        owners=_one(said, "owner"),
        sources=_one(said, "source"),
        situations=tuple(Situation(one) for one in _one(said, "situation")),
    )
    active = tuple(_active(form, name, said) for name in said)
    return Look(narrowing, _query(said), form, active)


def places_in(plan: PlanRecord) -> list[str]:
    """Give the places the activities of a plan are done in, the whole country first when some name none."""
    contents = plan.activities.filter(removed=False).values_list("content__details__places", flat=True)
    named = {place for places in contents for place in places or ()}
    return [WHOLE_COUNTRY, *sorted(named)] if named else []


def _one(said: dict[str, str], name: str) -> tuple[str, ...]:
    return (said[name],) if name in said else ()


def _query(said: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update(said)
    return query.urlencode()


def _active(form: LookForm, name: str, said: dict[str, str]) -> ActiveFilter:
    field: Any = form.fields[name]
    shown = str(dict(field.choices).get(said[name], said[name]))
    rest = {other: value for other, value in said.items() if other != name}
    return ActiveFilter(f"{field.label}: {shown}", f"?{_query(rest)}")
