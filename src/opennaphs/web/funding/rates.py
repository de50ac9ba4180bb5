"""The exchange rates and inflators of a plan's money: dated, cited, one for each pair."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennaphs.actions.funding.rights import closed
from opennaphs.actions.funding.set_rates import set_rates
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.exchange import ExchangeRate, Inflator, Rates
from opennaphs.store.funding import rates_now
from opennaphs.store.models import FundingBasis, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.finding import find_plan
from opennaphs.web.plans.words import said
from opennaphs.web.row_forms import INVALID, RowForm, edit_row

MOST_ROWS = 200
ROWS_FREE = 3


@dataclass(frozen=True)
class Told:
    """Rows as a form gives them; as a text one line each."""

    rows: tuple[Mapping[str, str], ...]

    def __str__(self) -> str:
        """Give the rows as lines."""
        return "\n".join(" · ".join(row.values()) for row in self.rows)


class RowsWidget(forms.Widget):
    """Rows of inputs under headings."""

    template_name = "funding/rate_rows.html"

    def __init__(self, cells: Mapping[str, Any]) -> None:
        """Take the names of the inputs with their headings."""
        super().__init__()
        self.cells = cells

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Give what the rows show."""
        rows = [*_rows(value), *({} for _number in range(ROWS_FREE))]
        filled = [[(cell, label, row.get(cell, "")) for cell, label in self.cells.items()] for row in rows]
        return {**super().get_context(name, None, attrs), "name": name, "headings": self.cells, "rows": filled}


class RowsField(forms.Field):
    """Rows of inputs as one field of the row."""

    def __init__(self, cells: Mapping[str, Any], **kwargs: Any) -> None:
        """Take the names of the inputs with their headings."""
        super().__init__(required=False, widget=RowsWidget(cells), **kwargs)
        self.cells = cells

    def to_python(self, value: Any) -> Told:
        """Read the rows; an empty one is none."""
        rows = ({cell: str(row.get(cell, "")).strip() for cell in self.cells} for row in _rows(value))
        return Told(tuple(row for row in rows if any(row.values())))


def _rows(value: Any) -> list[dict[str, Any]]:
    try:
        rows = json.loads(value or "[]")
    except (TypeError, ValueError):
        rows = []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


EXCHANGE = {
    "base": gettext_lazy("One unit of"),
    "quote": gettext_lazy("buys units of"),
    "rate": gettext_lazy("How many"),
    "date": gettext_lazy("Day (2027-03-31)"),
    "source": gettext_lazy("Source"),
}
INFLATORS = {
    "currency": gettext_lazy("Currency"),
    "from_year": gettext_lazy("From prices of"),
    "to_year": gettext_lazy("to prices of"),
    "factor": gettext_lazy("Times"),
    "source": gettext_lazy("Source"),
}


class RatesForm(RowForm):
    """All rates of a plan."""

    exchange = RowsField(EXCHANGE, label=gettext_lazy("Exchange rates"))
    inflators = RowsField(INFLATORS, label=gettext_lazy("Inflators"))
    CELLS: ClassVar[Mapping[str, Mapping[str, Any]]] = {"exchange": EXCHANGE, "inflators": INFLATORS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put the rows together."""
        data = args[0] if args else kwargs.get("data")
        if isinstance(data, QueryDict):
            data = data.copy()
            for name, cells in self.CELLS.items():
                if name not in data:
                    data[name] = _gathered(data, name, cells)
            args = (data, *args[1:])
        super().__init__(*args, **kwargs)

    @classmethod
    def initial_of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """Give the rates as the texts their fields hold."""
        return {name: json.dumps(document["rates"].get(name, [])) for name in cls.CELLS}

    def clean(self) -> dict[str, Any]:
        """Refuse what is no rate, naming the row."""
        told, faults = self.cleaned_data, list[str]()
        exchange = _each(told["exchange"].rows, _exchange, faults)
        inflators = _each(told["inflators"].rows, _inflator, faults)
        for fault in faults:
            self.add_error(None, fault)
        self.rates = Rates(tuple(exchange), tuple(inflators))
        return told


def _gathered(posted: QueryDict, name: str, cells: Mapping[str, Any]) -> str:
    count = posted.get(f"{name}-rows", "")
    numbers = range(min(int(count), MOST_ROWS) if count.isdecimal() else 0)
    return json.dumps([{cell: posted.get(f"{name}-{number}-{cell}", "") for cell in cells} for number in numbers])


def _each(rows: Iterable[Mapping[str, str]], read: Any, faults: list[str]) -> list[Any]:
    found = []
    for number, row in enumerate(rows, start=1):
        try:
            found.append(read(row))
        except NaphsError as error:
            faults.append(_("Row {number}: {fault}").format(number=number, fault=error))
    return found


def _exchange(row: Mapping[str, str]) -> ExchangeRate:
    return ExchangeRate(row["base"].upper(), row["quote"].upper(), _number(row["rate"]), row["date"], row["source"])


def _inflator(row: Mapping[str, str]) -> Inflator:
    years = (_year(row["from_year"]), _year(row["to_year"]))
    return Inflator(row["currency"].upper(), *years, _number(row["factor"]), row["source"])


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise NaphsError(_("“{text}” is no number. Write it with a point.").format(text=text)) from error


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == len("2027")):
        raise NaphsError(_("“{text}” is no year. Write four digits.").format(text=text))
    return int(text)


@country_page()
def rates(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the rates of a plan's money; who keeps the money may change them."""
    plan = find_plan(iso3, plan_id)
    shut = closed(plan)
    context = {
        "plan": plan,
        "basis": plan.frame["cost_basis"],
        "rates": rates_now(plan),
        "may_keep": may_somewhere(request.user, Permission.MANAGE_FUNDING, country=iso3) and shut is None,
        "closed": "" if shut is None else said(shut),
        "cancel_url": reverse("funding", args=[iso3, plan_id]),
    }
    if request.method != "POST" and not context["may_keep"]:
        return render(request, "funding/rates.html", context)
    row = FundingBasis.objects.filter(plan=plan).first()
    if row is None:
        return _first(request, plan, context)
    return edit_row(
        request,
        row,
        RatesForm,
        lambda form: _set(request, plan, cast("RatesForm", form), form.cleaned_data["version"]),
        template="funding/rates.html",
        context=context,
        done=partial(redirect, "rates", iso3, plan_id),
    )


def _first(request: SignedInRequest, plan: PlanRecord, context: dict[str, Any]) -> HttpResponse:
    """Set the first rates of a plan: there is no row yet that two people could both have read."""
    form = RatesForm(request.POST) if request.method == "POST" else RatesForm()
    if request.method != "POST":
        return render(request, "funding/rates.html", {**context, "form": form})
    if form.is_valid():
        try:
            _set(request, plan, form, None)
        except Stale:
            raise
        except NaphsError as error:
            form.add_error(None, str(error))
        else:
            return redirect("rates", plan.country, plan.pk)
    return render(request, "funding/rates.html", {**context, "form": form}, status=INVALID)


def _set(request: SignedInRequest, plan: PlanRecord, form: RatesForm, version: int | None) -> None:
    set_rates(plan=plan, rates=form.rates, version=version, why=form.cleaned_data["why"], by=request.user)
    messages.success(request, _("The rates are kept; every figure of the money follows them."))
