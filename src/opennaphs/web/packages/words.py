"""What an activity's fields are called, and their values as people read them."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennaphs.domain.activity_details import NO_DETAILS, details_document
from opennaphs.domain.differences import MISSING, Document, same
from opennaphs.web.activities.words import word

NESTED = ("details", "notes")
WORDS_OF = frozenset({"lead", "with", "where", "details.status"})
LABELS: Mapping[str, str | Promise] = {
    "text": gettext_lazy("What will be done"),
    "owner": gettext_lazy("Owner (a role)"),
    "first_year": gettext_lazy("First year"),
    "cost": gettext_lazy("Cost"),
    "lead": gettext_lazy("Lead"),
    "with": gettext_lazy("Supporting sectors"),
    "group": gettext_lazy("Group"),
    "target": gettext_lazy("Indicator"),
    "level": gettext_lazy("Level"),
    "where": gettext_lazy("Scale"),
    "evidence": gettext_lazy("Evidence"),
    "months": gettext_lazy("Months"),
    "details.starts": gettext_lazy("Starts"),
    "details.ends": gettext_lazy("Ends"),
    "details.places": gettext_lazy("Places"),
    "details.after": gettext_lazy("Comes after"),
    "details.serves": gettext_lazy("Also serves"),
    "details.impact": gettext_lazy("Impact"),
    "details.feasibility": gettext_lazy("Feasibility"),
    "details.risk": gettext_lazy("Risk"),
    "details.status": gettext_lazy("Status"),
    "details.percent_done": gettext_lazy("Done (%)"),
    "details.indicators": gettext_lazy("Own measures"),
}


def field_label(name: str) -> str:
    """Give what a field is called; a note is called by its own name."""
    if name.startswith("notes."):
        return _("Note: %(name)s") % {"name": name.removeprefix("notes.")}
    return str(LABELS.get(name, name))


def shown(name: str, value: Any) -> str:
    """Give a value as people read it; "" when nobody has said."""
    if value is None or value is MISSING:
        return ""
    if name == "cost":
        return _cost(value)
    if isinstance(value, list):
        return ", ".join(shown(name, one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return word(value) if name in WORDS_OF else str(value)


def _cost(cost: Mapping[str, Any]) -> str:
    """Say how an activity is costed, and with lines what they come to in each year of the plan."""
    currencies = {money["currency"] for line in cost["lines"] for money in line["by_year"]}
    if len(currencies) != 1:
        return word(cost["state"])
    years = zip(*([Decimal(money["amount"]) for money in line["by_year"]] for line in cost["lines"]), strict=False)
    amounts = " · ".join(number_format(sum(year), use_l10n=True, force_grouping=True) for year in years)
    return f"{word(cost['state'])}: {amounts} {currencies.pop()}"


def fields_of(document: Document) -> dict[str, Any]:
    """Spread an activity's document over its fields: ``details.starts``, ``notes.comments``, ``owner`` …."""
    whole = {"details": details_document(NO_DETAILS), "notes": {}, **document}
    fields: dict[str, Any] = {}
    for key, value in whole.items():
        if key in NESTED:
            fields.update({f"{key}.{name}": entry for name, entry in value.items()})
        else:
            fields[key] = value
    return fields


def changed_fields(before: Document, after: Document) -> list[tuple[str, Any, Any]]:
    """Give the fields in which two documents of an activity differ: name, before, after."""
    one, other = fields_of(before), fields_of(after)
    names = dict.fromkeys((*one, *other))
    pairs = ((name, one.get(name, MISSING), other.get(name, MISSING)) for name in names)
    return [pair for pair in pairs if not same(pair[1], pair[2])]
