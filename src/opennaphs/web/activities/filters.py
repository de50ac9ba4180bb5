"""Narrowing and sorting the table: everything stands in the address, so that it can be sent to a colleague."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from opennaphs.actions.activities.contents import plan_years
from opennaphs.store.activities import SORTS, Narrowing, groups_shared, values_used
from opennaphs.store.models import PlanRecord
from opennaphs.web.activities.finding import list_address
from opennaphs.web.activities.words import COST_STATES, SECTORS, STATUSES, area_choices, choices

ANY = _("all")
FILTERS = ("words", "area", "owner", "lead", "status", "first_year", "cost_state", "group", "unrated", "unowned")


def _groups_offered(plan: PlanRecord, asked: str | None) -> list[str]:
    """Give the groups worth narrowing to, and the one a link asks for, however small."""
    offered = groups_shared(plan)
    return offered if not asked or asked in offered else [*offered, asked]


@dataclass(frozen=True)
class ActiveFilter:
    """A filter that is on: its words, and the list without it."""

    label: str
    url: str


class FilterForm(forms.Form):
    """What the table can be narrowed to."""

    words = forms.CharField(label=_("Search"), required=False, max_length=200)
    area = forms.ChoiceField(label=_("Area"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    lead = forms.ChoiceField(label=_("Lead sector"), required=False, choices=choices(SECTORS, ANY))
    status = forms.ChoiceField(label=_("Status"), required=False, choices=choices(STATUSES, ANY))
    first_year = forms.ChoiceField(label=_("First year"), required=False)
    cost_state = forms.ChoiceField(label=_("Cost"), required=False, choices=choices(COST_STATES, ANY))
    group = forms.ChoiceField(label=_("Group"), required=False)
    unrated = forms.BooleanField(label=_("Not fully rated"), required=False)
    unowned = forms.BooleanField(label=_("Without an owner"), required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, plan: PlanRecord) -> None:
        """Offer what occurs in the plan; the list stays narrowed by what still can be read of a wrong address."""
        super().__init__(data)
        offered: dict[str, list[tuple[str, str | Promise]]] = {
            "area": area_choices(plan),
            "owner": [(one, one) for one in values_used(plan, "owner")],
            "first_year": [(str(one), str(one)) for one in plan_years(plan)],
            "group": [(one, one) for one in _groups_offered(plan, data.get("group", ""))],
        }
        for name, found in offered.items():
            field: Any = self.fields[name]
            field.choices = [("", ANY), *found]

    def narrowing(self) -> Narrowing:
        """Give what the list is narrowed to."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if name in FILTERS and value}
        if "first_year" in said:
            said["first_year"] = int(said["first_year"])
        return Narrowing(**said)

    def sort_wanted(self) -> str:
        """Give the column the list is sorted by, ``-`` before it when turned round."""
        wanted = str(self.data.get("sort", ""))
        return wanted if wanted.removeprefix("-") in SORTS else "position"

    def active(self, plan: PlanRecord) -> list[ActiveFilter]:
        """Give the filters that are on, each with the list without it."""
        self.is_valid()
        return [
            ActiveFilter(self._said(name), list_address(plan, query_without(self.data, name)))
            for name in FILTERS
            if self.cleaned_data.get(name)
        ]

    def _said(self, name: str) -> str:
        field: Any = self.fields[name]
        value = self.cleaned_data[name]
        if value is True:
            return str(field.label)
        said = dict(getattr(field, "choices", ())).get(value, value)
        return _now("{field}: {value}").format(field=field.label, value=said)


def query_of(data: Any) -> str:
    """Give the part of an address that says what a list shows: its filters, sort and page, nothing else."""
    kept = QueryDict(mutable=True)
    for name in (*FILTERS, "sort", "page", "order"):
        if data.get(name):
            kept[name] = data[name]
    return kept.urlencode()


def query_without(data: Any, *names: str) -> str:
    """Give the same without some parts, and from the first page on."""
    kept = QueryDict(query_of(data), mutable=True)
    for name in (*names, "page"):
        kept.pop(name, None)
    return kept.urlencode()


def query_with(data: Any, **values: str) -> str:
    """Give the same with some parts set, from the first page on."""
    kept = QueryDict(query_without(data, *values), mutable=True)
    for name, value in values.items():
        kept[name] = value
    return kept.urlencode()
