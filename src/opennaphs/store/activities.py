"""Questions asked of the activities of a plan: narrowed, sorted and added up without reading their contents."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.expressions import OrderBy

from opennaphs.domain.costing import CostState
from opennaphs.store.models import ActivityRecord, PlanRecord

Rows = QuerySet[ActivityRecord]
PRIORITY = F("impact") * F("feasibility") * F("risk")
SORTS = ("position", "number", "text", "lead", "owner", "first_year", "status", "priority", "cost")
COLUMNS = (
    "number", "area", "text", "target", "level", "lead", "owner", "first_year", "status", "group", "cost_state",
    "cost", "impact", "feasibility", "risk", "position", "version", "changed_by", "changed_at", "removed", "plan",
)  # fmt: skip


@dataclass(frozen=True)
class Narrowing:
    """What a list of activities is narrowed to; an empty value does not narrow.

    ``words`` are searched in number, text, owner and group, each of them somewhere.
    """

    area: str = ""
    owner: str = ""
    lead: str = ""
    status: str = ""
    first_year: int | None = None
    cost_state: str = ""
    group: str = ""
    unrated: bool = False
    unowned: bool = False
    words: str = ""


@dataclass(frozen=True)
class Sums:
    """How many activities a list holds, what those with cost lines come to, and of how many no cost is known.

    ``cost`` None = none of them has cost lines.
    """

    count: int
    cost: Decimal | None
    not_costed: int


def list_rows(plan: PlanRecord) -> Rows:
    """Give the activities of a plan for lists: without their contents, which are large."""
    return plan.activities.filter(removed=False).only(*COLUMNS)


def narrowed(rows: Rows, to: Narrowing) -> Rows:
    """Narrow a list."""
    exact = {name: getattr(to, name) for name in ("area", "owner", "lead", "status", "cost_state", "group")}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if to.first_year is not None:
        rows = rows.filter(first_year=to.first_year)
    if to.unrated:
        rows = rows.filter(Q(impact=None) | Q(feasibility=None) | Q(risk=None))
    if to.unowned:
        rows = rows.filter(owner="")
    for word in to.words.split():
        found = Q(text__icontains=word) | Q(number__icontains=word)
        rows = rows.filter(found | Q(owner__icontains=word) | Q(group__icontains=word))
    return rows


def ordered(rows: Rows, sort: str = "position") -> Rows:
    """Sort a list by a column, ``-`` before its name turns it round; what has no value stands last."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name not in SORTS or name == "position":
        return rows.order_by("position", "pk")
    value = PRIORITY if name == "priority" else F(name)
    return rows.order_by(OrderBy(value, descending=down, nulls_last=True), "position", "pk")


def sums_of(rows: Rows) -> Sums:
    """Count a list and add its costs up."""
    found = rows.order_by().aggregate(
        count=Count("pk"), cost=Sum("cost"), not_costed=Count("pk", filter=Q(cost_state=CostState.NOT_COSTED))
    )
    return Sums(found["count"], found["cost"], found["not_costed"])


def groups_shared(plan: PlanRecord) -> list[str]:
    """Give the groups that hold at least two activities of a plan: a group of one is nothing to look for."""
    rows = plan.activities.filter(removed=False).exclude(group="").order_by("group").values("group")
    return list(rows.annotate(members=Count("pk")).filter(members__gte=2).values_list("group", flat=True))


def values_used(plan: PlanRecord, column: str) -> list[str]:
    """Give the different values of a column of text in a plan, without the empty one."""
    rows = plan.activities.filter(removed=False).exclude(**{column: ""}).order_by(column)
    return list(rows.values_list(column, flat=True).distinct())


def areas_in(plan: PlanRecord) -> list[str]:
    """Give the areas of a plan: those it was made for (all it has titles for unless some were chosen), and any used."""
    chosen = plan.frame["areas"] or list(plan.frame["area_titles"])
    used = plan.activities.filter(removed=False).order_by().values_list("area", flat=True).distinct()
    return [*chosen, *(area for area in used if area not in chosen)]


def numbers_taken(plan: PlanRecord) -> list[str]:
    """Give every number ever given in a plan, those of removed activities too: no number is used twice."""
    return list(plan.activities.values_list("number", flat=True))


def waits_in(plan: PlanRecord) -> tuple[dict[str, Sequence[str]], dict[str, Sequence[str]]]:
    """Give for each activity the numbers it waits for: those people named, and those its action needs."""
    contents = list(plan.activities.filter(removed=False).values_list("content", flat=True))
    by_action: dict[str, list[str]] = {}
    for content in contents:
        by_action.setdefault(content["action_id"], []).append(content["id"])
    named: dict[str, Sequence[str]] = {one["id"]: one.get("details", {}).get("after", ()) for one in contents}
    needed: dict[str, Sequence[str]] = {
        one["id"]: [number for need in one["needs"] for number in by_action.get(need, ()) if number != one["id"]]
        for one in contents
    }
    return named, needed


def mark_of(plan: PlanRecord) -> str:
    """Give a mark that changes whenever anything of a plan or its activities does: for what is kept of pictures."""
    found = plan.activities.aggregate(rows=Count("pk"), versions=Sum("version"), last=Max("changed_at"))
    return f"{plan.pk}-{plan.version}-{found['rows']}-{found['versions']}-{found['last']}"
