"""The table of activities: the daily work of a plan on one page."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.authorization.permissions import Permission
from opennaphs.domain.prioritisation import priority_score
from opennaphs.store.activities import Rows, list_rows, narrowed, ordered, sums_of
from opennaphs.store.models import ActivityRecord, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.activities.filters import FilterForm, query_of, query_with, query_without
from opennaphs.web.activities.finding import frame, list_address
from opennaphs.web.activities.rights import Rights
from opennaphs.web.activities.words import area_label, word
from opennaphs.web.finding import find_plan

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One activity as the table shows it to one person."""

    row: ActivityRecord
    area: str
    rights: Rights
    first: bool = False
    last: bool = False

    @property
    def may_edit(self) -> bool:
        """Whether the person may edit it now."""
        return self.rights.may(Permission.EDIT_ACTIVITIES, self.row.area)

    @property
    def may_report(self) -> bool:
        """Whether the person may report its progress now."""
        return self.rights.may(Permission.REPORT_PROGRESS, self.row.area)

    @property
    def may_rate(self) -> bool:
        """Whether the person may rate it now."""
        return self.rights.may(Permission.RATE, self.row.area)

    @property
    def score(self) -> int | None:
        """Its priority score in per cent of the most it can be; ``None`` when it is not fully rated."""
        score = priority_score(self.row.impact, self.row.feasibility, self.row.risk)
        return None if score is None else round(score * 100)


@dataclass(frozen=True)
class Column:
    """A heading of the table that sorts it."""

    label: str | Promise
    url: str
    sorted: str
    numeric: bool = False


HEADINGS: tuple[tuple[str, str | Promise, bool], ...] = (
    ("number", _("Number"), False),
    ("text", _("Activity"), False),
    ("owner", _("Owner"), False),
    ("first_year", _("First year"), True),
    ("status", _("Status"), False),
    ("priority", _("Ratings"), False),
    ("cost", _("Cost"), True),
)


@country_page()
def activities(request: HttpRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the activities of a plan, narrowed and sorted as the address says."""
    plan = find_plan(iso3, plan_id)
    form = FilterForm(request.GET, plan=plan)
    rows, sort = filtered(plan, form), form.sort_wanted()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = frame(request, plan)  # type: ignore[arg-type]
    rights, back = context["rights"], query_of(request.GET)
    return render(
        request,
        "activities/list.html",
        {
            **context,
            "form": form,
            "active": form.active(plan),
            "page": page,
            "lines": _with_ends(lines_of(page, rights), page),
            "columns": columns(request.GET, plan, sort),
            "sums": sums_of(narrowed(list_rows(plan), form.narrowing())),
            "basis": plan.frame["cost_basis"],
            "back": back,
            **_switches(request.GET, plan, rights, sort),
        },
    )


def _switches(data: QueryDict, plan: PlanRecord, rights: Rights, sort: str) -> dict[str, Any]:
    """Give what the person can switch to: the order mode, a new activity, the list as CSV."""
    may_order = rights.may(Permission.EDIT_PLAN, None)
    query = query_without(data)
    return {
        "ordering": may_order and sort == "position" and data.get("order") == "1",
        "may_order": may_order,
        "order_url": list_address(plan, query_with(data, order="1", sort="")),
        "done_url": list_address(plan, query_without(data, "order")),
        "may_create": bool(rights.areas(Permission.EDIT_ACTIVITIES)),
        "may_change": bool(rights.areas(Permission.REPORT_PROGRESS)),
        "state_reason": rights.state_reason(),
        "query": query,
        "clear_url": list_address(plan),
    }


def filtered(plan: PlanRecord, form: FilterForm) -> Rows:
    """Give the rows a filter lets through, in the order it asks for."""
    return ordered(narrowed(list_rows(plan), form.narrowing()), form.sort_wanted())


def lines_of(rows: Iterable[ActivityRecord], rights: Rights) -> list[Line]:
    """Give rows as the table shows them; all share the one plan that is already known."""
    lines = []
    for row in rows:
        row.plan = rights.plan
        lines.append(Line(row, area_label(rights.plan, row.area), rights))
    return lines


def _with_ends(lines: list[Line], page: Page[ActivityRecord]) -> list[Line]:
    """Mark the first and last activity of the whole list, which can go no further."""
    if lines and not page.has_previous():
        lines[0] = replace(lines[0], first=True)
    if lines and not page.has_next():
        lines[-1] = replace(lines[-1], last=True)
    return lines


def columns(data: QueryDict, plan: PlanRecord, sort: str) -> list[Column]:
    """Give the headings, each a link that sorts by it, or turns the order round."""
    found = []
    for name, label, numeric in HEADINGS:
        turned = f"-{name}" if sort == name else name
        way = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
        url = list_address(plan, query_with(data, sort=turned))
        found.append(Column(label, url, way, numeric))
    return found


@country_page(Permission.EXPORT)
def activities_csv(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Give the narrowed list as a file for a spreadsheet."""
    plan = find_plan(iso3, plan_id)
    rows = filtered(plan, FilterForm(request.GET, plan=plan))
    basis = plan.frame["cost_basis"] or {"currency": "", "price_year": ""}
    headings = [_("number"), _("area"), _("activity"), _("indicator"), _("level"), _("lead sector"), _("owner")]
    headings += [_("first year"), _("status"), _("group"), _("impact"), _("feasibility"), _("risk")]
    headings += [_("cost state"), _("cost"), _("currency"), _("price year")]
    return csv_response(
        f"activities-{iso3}-{plan.pk}.csv",
        headings,
        ([*_cells(plan, row), basis["currency"], basis["price_year"]] for row in rows.iterator()),
    )


def _cells(plan: PlanRecord, row: ActivityRecord) -> list[object]:
    return [
        row.number,
        area_label(plan, row.area),
        row.text,
        row.target,
        row.level,
        word(row.lead),
        row.owner,
        row.first_year,
        word(row.status),
        row.group,
        row.impact,
        row.feasibility,
        row.risk,
        word(row.cost_state),
        row.cost,
    ]
