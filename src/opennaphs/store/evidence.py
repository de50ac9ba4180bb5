"""What the workbench knows for the evidence of coordination (JEE P3.2) and of planning (JEE P3.3)."""

import datetime
from collections.abc import Mapping

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.domain.evidence import Fact, Shelf, together, wanted
from opennaphs.domain.monitoring.records import ReviewKind
from opennaphs.domain.recommendations import Origin, RecommendationState
from opennaphs.domain.sentences import Sentence, listing
from opennaphs.store.engagement import action_items_of, meetings_of, overdue_action_items, stakeholders_of
from opennaphs.store.following import HELD, reviews_of
from opennaphs.store.models import (
    AssessmentRecord,
    Committee,
    Meeting,
    PlanRecord,
    ProgressUpdateRecord,
    Recommendation,
)

YEAR = datetime.timedelta(days=366)
TESTS = (Origin.EXERCISE, Origin.AFTER_ACTION, Origin.INTRA_ACTION, Origin.TIMELINESS)
NATIONAL = "national"
ANSWERED = "Recommendations from risk profiles, exercises, events and reviews that the plan answers: {count} of {all}."
TEXTS = (ANSWERED,)
Shelves = Mapping[int, Shelf]


def coordination_facts(plan: PlanRecord, today: datetime.date) -> Shelves:
    """Give what speaks for how sectors work together, by level."""
    country = plan.country
    held = list(meetings_of(country).filter(held_on__lte=today, held_on__gt=today - YEAR))
    return {
        2: together(_mandates(country), _register(country)),
        3: together(_meetings(country, held), _minutes(country, held), _items(country, today)),
        4: together(_attendance(country, held), _exercises(country), _regions()),
        5: together(_learned(country), _state_money()),
    }


def _mandates(country: str) -> Shelf:
    found = [one for one in Committee.objects.filter(country=country, removed=False) if one.mandate.strip()]
    facts = (
        Fact(
            Sentence("The mandate of “{name}” is written down.", {"name": one.name}),
            one.changed_at.date(),
            ("committee", (country, one.pk)),
        )
        for one in found
    )
    none = Sentence("No committee has its mandate written down.")
    return Shelf(tuple(facts)) if found else Shelf((), (none,))


def _register(country: str) -> Shelf:
    sectors = sorted(set(stakeholders_of(country).values_list("sector", flat=True)))
    fact = Fact(
        Sentence("Sectors with an entry in the stakeholder register: {count}.", {"count": len(sectors)}),
        None,
        ("stakeholders", (country,)),
    )
    return wanted(fact if sectors else None, Sentence("The stakeholder register is empty."))


def _meetings(country: str, held: list[Meeting]) -> Shelf:
    if not held:
        return Shelf((), (Sentence("No meeting of a committee was held in the last twelve months."),))
    values = {"count": len(held), "committees": len({one.committee_id for one in held})}
    said = Sentence("Meetings held in the last twelve months: {count}; committees that met: {committees}.", values)
    return Shelf((Fact(said, max(one.held_on for one in held), ("committees", (country,))),))


def _minutes(country: str, held: list[Meeting]) -> Shelf:
    written = [one for one in held if one.minutes.strip() or one.decisions]
    without = [one for one in held if one not in written]
    values = {"count": len(written), "all": len(held)}
    told = Sentence("Meetings with minutes or decisions written down: {count} of {all}.", values)
    fact = Fact(told, max((one.held_on for one in written), default=None), ("committees", (country,)))
    gap = Sentence(
        "Minutes are missing of: {names}.", {"names": listing(f"{one.title} {one.held_on}" for one in without)}
    )
    return Shelf((fact,) if written else (), (gap,) if without else ())


def _items(country: str, today: datetime.date) -> Shelf:
    items = action_items_of(country)
    done, late = items.exclude(done_on=None).count(), len(overdue_action_items(country, today))
    page = ("action-items", (country,))
    fact = Fact(Sentence("What meetings asked for and is done: {count}.", {"count": done}), None, page)
    gap = Sentence("What meetings asked for and is overdue: {count}.", {"count": late})
    return Shelf((fact,) if done else (), (gap,) if late else ())


def _attendance(country: str, held: list[Meeting]) -> Shelf:
    came: dict[str, int] = {}
    for one in held:
        for sector, people in one.attendance.items():
            came[sector] = came.get(sector, 0) + (people > 0)
    regular = sorted(sector for sector, count in came.items() if count)
    page = ("committees", (country,))
    said = Sentence("Sectors that came to a meeting in the last twelve months: {count}.", {"count": len(regular)})
    none = Sentence("Nobody wrote down which sectors came to the meetings of the last twelve months.")
    return wanted(Fact(said, None, page) if regular else None, none)


def _exercises(country: str) -> Shelf:
    rows = _register_of(country).filter(origin=Origin.EXERCISE)
    titles = list(dict.fromkeys(rows.exclude(origin_title="").values_list("origin_title", flat=True)))
    page = ("recommendations", (country,))
    said = Sentence("Exercises with recommendations in the register: {names}.", {"names": listing(titles)})
    return wanted(Fact(said, None, page) if titles else None, Sentence("No exercise is entered in the register."))


def _regions() -> Shelf:
    return Shelf((), (Sentence("The workbench knows nothing of committees in regions and districts: add the proof."),))


def _learned(country: str) -> Shelf:
    done = _register_of(country).filter(origin__in=TESTS, state=RecommendationState.DONE).count()
    said = Sentence("Recommendations from exercises and events that are done: {count}.", {"count": done})
    none = Sentence("No recommendation from an exercise or event is marked as done.")
    return wanted(Fact(said, None, ("recommendations", (country,))) if done else None, none)


def _state_money() -> Shelf:
    return Shelf((), (Sentence("Whether the state pays for the coordination itself is shown under P2.1."),))


def _register_of(country: str) -> "QuerySet[Recommendation]":
    return Recommendation.objects.filter(country=country, removed=False)


def planning_facts(plan: PlanRecord, today: datetime.date) -> Shelves:
    """Give what speaks for the plan being made, done, followed and renewed, by level."""
    return {
        2: together(_assessments(plan), _activities(plan)),
        3: together(_agreed(plan), _under_way(plan)),
        4: together(_monitored(plan, today), _basis(plan), _ministries(plan)),
        5: together(_yearly(plan, today), _answers(plan), _below(plan)),
    }


def _assessments(plan: PlanRecord) -> Shelf:
    rows = AssessmentRecord.objects.filter(country=plan.country, removed=False)
    facts = tuple(
        Fact(
            Sentence("Assessment {edition} of {date}.", {"edition": edition_name(row.framework), "date": row.date}),
            None,
            ("assessments", (plan.country,)),
        )
        for row in rows
    )
    return Shelf(facts, () if facts else (Sentence("No assessment is entered."),))


def edition_name(framework: str) -> str:
    """Name an edition as people do: JEE 3, not jee-3."""
    known = load_frameworks()
    return known[framework].short if framework in known else framework


def _activities(plan: PlanRecord) -> Shelf:
    rows = plan.activities.filter(removed=False)
    total, owned = rows.count(), rows.exclude(owner="").count()
    values = {"count": total, "owned": owned}
    said = Sentence("The plan holds {count} activities; {owned} have an owner.", values)
    gap = Sentence("Activities without an owner: {count}.", {"count": total - owned})
    return Shelf((Fact(said, None, ("activities", (plan.country, plan.pk))),), (gap,) if total > owned else ())


def _agreed(plan: PlanRecord) -> Shelf:
    page = ("plan-state", (plan.country, plan.pk))
    endorsed = Fact(Sentence("Endorsed by {who}.", {"who": plan.endorsed_by}), plan.endorsed_on, page)
    launched = Fact(Sentence("Launched."), plan.launched_on, page)
    return together(
        wanted(endorsed if plan.endorsed_on else None, Sentence("The endorsement of the plan is not recorded.")),
        wanted(launched if plan.launched_on else None, Sentence("The launch of the plan is not recorded.")),
    )


def _under_way(plan: PlanRecord) -> Shelf:
    rows = plan.activities.filter(removed=False, status__in=["in progress", "completed"])
    said = Sentence("Activities in progress or completed: {count}.", {"count": rows.count()})
    page = ("progress", (plan.country, plan.pk))
    return wanted(Fact(said, None, page) if rows.exists() else None, Sentence("No activity is reported as begun."))


def _monitored(plan: PlanRecord, today: datetime.date) -> Shelf:
    held = list(reviews_of(plan).filter(state=HELD, held_on__gt=today - 2 * YEAR))
    facts = tuple(
        Fact(
            Sentence(
                "Review held – {kind}: {title}.", {"kind": Sentence(str(ReviewKind(one.kind))), "title": one.title}
            ),
            one.held_on,
            ("progress-review", (plan.country, plan.pk, one.pk)),
        )
        for one in held
    )
    none = Sentence("No progress review was held in the last two years.")
    return together(Shelf(facts, () if facts else (none,)), _updates(plan))


def _updates(plan: PlanRecord) -> Shelf:
    last = ProgressUpdateRecord.objects.filter(plan=plan, activity__removed=False).order_by("-on").first()
    count = (
        ProgressUpdateRecord.objects.filter(plan=plan, activity__removed=False).values("activity").distinct().count()
    )
    said = Sentence("Activities with at least one progress update: {count}. The latest update:", {"count": count})
    page = ("progress", (plan.country, plan.pk))
    none = Sentence("No progress update has been reported.")
    return wanted(None if last is None else Fact(said, last.on, page), none)


def _basis(plan: PlanRecord) -> Shelf:
    evidence = plan.frame.get("evidence", {})
    values = {"edition": edition_name(evidence.get("framework") or ""), "date": evidence.get("date") or ""}
    said = Sentence("The plan starts from the levels of {edition}, {date}.", values)
    page = ("goals", (plan.country, plan.pk))
    none = Sentence("The plan does not say which assessment it starts from.")
    return wanted(Fact(said, None, page) if values["date"] else None, none)


def _ministries(plan: PlanRecord) -> Shelf:
    rows = plan.activities.filter(removed=False).exclude(lead="").order_by("lead")
    leads = list(rows.values_list("lead", flat=True).distinct())
    said = Sentence("Sectors that lead activities: {count}.", {"count": len(leads)})
    page = ("activities", (plan.country, plan.pk))
    none = Sentence("Only one sector leads activities, or nobody has said which.")
    return wanted(Fact(said, None, page) if len(leads) > 1 else None, none)


def _yearly(plan: PlanRecord, today: datetime.date) -> Shelf:
    rows = reviews_of(plan).filter(state=HELD, kind=ReviewKind.YEARLY, held_on__gt=today - YEAR)
    last = rows.first()
    none = Sentence("No yearly review was held in the last twelve months.")
    if last is None:
        return Shelf((), (none,))
    page = ("progress-review", (plan.country, plan.pk, last.pk))
    return Shelf((Fact(Sentence("Yearly review: {title}.", {"title": last.title}), last.held_on, page),))


def _answers(plan: PlanRecord) -> Shelf:
    mine = set(plan.activities.filter(removed=False).values_list("pk", flat=True))
    origins = (*TESTS, Origin.RISK_PROFILE, Origin.PROGRESS_REVIEW)
    rows = list(_register_of(plan.country).filter(origin__in=origins).values_list("answered_by", flat=True))
    answered = sum(bool(mine & set(numbers)) for numbers in rows)
    values = {"count": answered, "all": len(rows)}
    page = ("recommendations", (plan.country,))
    none = Sentence("No recommendation of a risk profile, exercise, event or review is answered by the plan.")
    return wanted(Fact(Sentence(ANSWERED, values), None, page) if answered else None, none)


def _below(plan: PlanRecord) -> Shelf:
    rows = plan.activities.filter(removed=False).annotate(where=KT("content__where"))
    below = sum(where not in (None, "", NATIONAL) for where in rows.values_list("where", flat=True))
    said = Sentence("Activities below the national level: {count}.", {"count": below})
    page = ("activities", (plan.country, plan.pk))
    return wanted(Fact(said, None, page) if below else None, Sentence("No activity is below the national level."))
