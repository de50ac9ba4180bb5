"""What somebody looks at on the page of the funding gap: a counting rule and a narrowing, as the address says them."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.actions.activities.contents import plan_years
from opennaphs.domain.funding.counting import CountingRule
from opennaphs.domain.funding.positions import WHOLE_COUNTRY, Narrowing
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.store.funding import supports_of
from opennaphs.store.models import PlanRecord
from opennaphs.web.activities.words import ECONOMIC_TYPES, SECTORS, Choices, area_choices, choices
from opennaphs.web.funding.words import STAGES, region_word

VALIDATED, REPORTED = "validated", "reported"
WITH, WITHOUT = "with", "without"
RULE_FIELDS = ("stage", "who", "kind")
BOUNDS = {
    "area": "areas",
    "year": "years",
    "region": "regions",
    "ministry": "ministries",
    "source": "sources",
    "type": "economic_types",
}


class LookingForm(forms.Form):
    """Counting rule and narrowing; every number of the page follows."""

    stage = forms.ChoiceField(required=False, choices=choices(STAGES), label=_("Counted from"))
    who = forms.ChoiceField(
        required=False,
        choices=[(VALIDATED, _("validated only")), (REPORTED, _("also reported"))],
        label=_("Whose word"),
    )
    kind = forms.ChoiceField(
        required=False, choices=[(WITH, _("counted")), (WITHOUT, _("not counted"))], label=_("In kind")
    )
    area = forms.ChoiceField(required=False, label=_("Area"))
    year = forms.ChoiceField(required=False, label=_("Year"))
    region = forms.ChoiceField(required=False, label=_("Region"))
    ministry = forms.ChoiceField(required=False, choices=choices(SECTORS, _("all")), label=_("Ministry"))
    source = forms.ChoiceField(required=False, label=_("Source"))
    type = forms.ChoiceField(required=False, choices=choices(ECONOMIC_TYPES, _("all")), label=_("Economic type"))

    def __init__(self, *args: Any, plan: PlanRecord, **kwargs: Any) -> None:
        """Offer what the plan knows."""
        super().__init__(*args, **kwargs)
        self._offer("area", area_choices(plan))
        self._offer("year", [(str(year), str(year)) for year in plan_years(plan)])
        self._offer("region", [(one, region_word(one)) for one in regions_of(plan)])
        named = supports_of(plan).order_by().values_list("source__number", "source__title")
        self._offer("source", sorted(set(named)))

    def _offer(self, name: str, offered: Choices) -> None:
        field: Any = self.fields[name]
        field.choices = [("", _("all")), *offered]


def regions_of(plan: PlanRecord) -> list[str]:
    """Give the regions in which the activities of a plan are done, the whole country first."""
    contents = plan.activities.filter(removed=False).values_list("content__details__places", flat=True)
    return [WHOLE_COUNTRY, *sorted({place for places in contents for place in places or ()})]


@dataclass(frozen=True)
class ActiveFilter:
    """One bound that is set, and the address of the page without it."""

    label: str | Promise
    url: str


@dataclass(frozen=True)
class Looking:
    """What is looked at: the rule, the narrowing, the form that says both, and the query that brings it back."""

    rule: CountingRule
    narrowing: Narrowing
    form: LookingForm
    query: str

    @property
    def active(self) -> list[ActiveFilter]:
        """The bounds that are set; the counting rule is none."""
        asked = QueryDict(self.query, mutable=True)
        found = []
        for name in BOUNDS:
            if name in asked:
                rest = asked.copy()
                del rest[name]
                found.append(ActiveFilter(self._told(name, str(asked[name])), f"?{rest.urlencode()}"))
        return found

    def _told(self, name: str, value: str) -> str:
        field: Any = self.form.fields[name]
        shown = dict(field.choices).get(value, value)
        return f"{field.label}: {shown}"

    @property
    def all_url(self) -> str:
        """The address without any bound, under the same counting rule."""
        asked = QueryDict(self.query, mutable=True)
        for name in BOUNDS:
            asked.pop(name, None)
        return f"?{asked.urlencode()}"


def looking(asked: QueryDict, plan: PlanRecord) -> Looking:
    """Read what is looked at out of an address; a word nobody knows bounds nothing and is said at its field."""
    shown = {"stage": MoneyStage.COMMITMENT, "who": VALIDATED, "kind": WITH, **asked.dict()}
    form = LookingForm(shown, plan=plan)
    form.is_valid()
    said: dict[str, str] = {name: form.cleaned_data.get(name, "") for name in (*RULE_FIELDS, *BOUNDS)}
    rule = CountingRule(
        MoneyStage(said["stage"] or MoneyStage.COMMITMENT), said["who"] != REPORTED, said["kind"] != WITHOUT
    )
    return Looking(rule, _narrowing(said), form, _query(said))


def _narrowing(said: dict[str, str]) -> Narrowing:
    bounds: dict[str, Any] = {field: (said[name],) for name, field in BOUNDS.items() if said[name]}
    if "years" in bounds:
        bounds["years"] = (int(said["year"]),)
    return Narrowing(**bounds)


def _query(said: dict[str, str]) -> str:
    asked = QueryDict(mutable=True)
    asked.update({name: value for name, value in said.items() if value})
    return asked.urlencode()
