"""A whole year of the demo country: a plan agreed, funded, launched, followed, reviewed, and the plan that goes on.

Everything here is invented, and made through the same actions as in life on the days it would have happened.
"""

import datetime
from dataclasses import dataclass, replace
from pathlib import Path

from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.plans.carry_plan_forward import carry_plan_forward
from opennaphs.actions.plans.create_plan import create_plan
from opennaphs.actions.plans.following import Way, print_of
from opennaphs.actions.plans.move_plan import move_plan
from opennaphs.actions.plans.set_goal import set_goal
from opennaphs.actions.publishing.freeze_plan import freeze_plan
from opennaphs.actions.publishing.release_publication import release_publication
from opennaphs.actions.recommendations.answer_recommendation import answer_recommendation
from opennaphs.actions.reviews.close_review_round import close_review_round
from opennaphs.actions.reviews.open_review_round import open_review_round
from opennaphs.actions.reviews.sign_off_area import sign_off_area
from opennaphs.catalogue.country_files import country_name
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import load_material
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.activity_details import ActivityDetails
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.drafting import Costs, Request, draft_plan
from opennaphs.domain.goals import Term
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.planning import Activity, Plan
from opennaphs.sources.profile_yaml import load_profile
from opennaphs.store.models import PlanRecord, Publication, Recommendation, User
from opennaphs.web.management.demo.advocating import build_advocacy
from opennaphs.web.management.demo.money import fund_plan, map_resources, spend_money
from opennaphs.web.management.demo.people import COUNTRY, INVENTED, LABORATORIES, SURVEILLANCE
from opennaphs.web.management.demo.plans import OWNERS
from opennaphs.web.management.demo.reports import hold_reviews, report_quarter, set_measures

PLACES: tuple[tuple[str, ...], ...] = ((), ("Central",), ("Eastern", "Northern"), ("Western",), ("Northern",))
TITLE = "Operational plan {year}: laboratories and surveillance"
ENDORSER = "Permanent secretary of the ministry of health"
QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 15))
MOST_PER_AREA = 12


@dataclass(frozen=True)
class Crew:
    """The people of the demo who carry the year."""

    lead: User
    member: User
    finance: User
    partner: User
    network: User
    laboratories: User
    surveillance: User

    def of_area(self, area: str) -> User:
        """Give who answers for an area."""
        return self.laboratories if area == LABORATORIES else self.surveillance


def build_year(assessment: Assessment, profile: Path, today: datetime.date) -> tuple[PlanRecord, PlanRecord]:
    """Make last year's plan, closed after its yearly review, and this year's, launched and under way; give both."""
    crew = _crew()
    last = today.year - 1
    past = _agreed(_drafted(assessment, profile, last), last, crew)
    _follow(past, last, datetime.date(last, 12, 31), crew)
    present = _continued(past, last + 1, crew)
    _move(past, PlanState.CLOSED, today, crew, reviewed_on=datetime.date(last, *QUARTER_ENDS[-1]))
    _agree(present, last + 1, crew)
    _follow(present, last + 1, today, crew)
    release_publication(publication=freeze_plan(plan=present, by=crew.lead), by=crew.lead)
    build_advocacy(present, today, crew.finance)
    return past, present


def _crew() -> Crew:
    names = ("lead", "member", "finance", "partner", "network", "laboratories", "surveillance")
    return Crew(**{name: User.objects.get(email=f"{name}@demo.example") for name in names})


# --- the plan -----------------------------------------------------------------------------------------------------


def _drafted(assessment: Assessment, profile: Path, year: int) -> Plan:
    costs = Costs(load_profile(profile), read_default_prices())
    request = Request(COUNTRY, country_name(COUNTRY), Term.ONE_YEAR, year, areas=(LABORATORIES, SURVEILLANCE))
    plan = draft_plan(request, load_material(), load_framework(assessment.framework), assessment, costs)
    return replace(plan, activities=tuple(_scheduled(place, one, year) for place, one in enumerate(plan.activities)))


def _scheduled(place: int, activity: Activity, year: int) -> Activity:
    """Give an activity an owner, days, places and ratings, as a workshop would; a pattern, not a judgement."""
    begins, ends = _days(place, year)
    details = ActivityDetails(
        starts=begins,
        ends=ends,
        places=PLACES[place % len(PLACES)],
        impact=2 + place % 4,
        feasibility=1 + place * 7 % 5,
        risk=1 + place * 3 % 4,
    )
    return replace(activity, owner=OWNERS[activity.area.rpartition(".")[2]], details=details)


def _agreed(plan: Plan, year: int, crew: Crew) -> PlanRecord:
    title = TITLE.format(year=year)
    record = create_plan(plan=plan, title=title, kind="operational", why=INVENTED, by=crew.lead)
    _agree(record, year, crew)
    return record


def _agree(plan: PlanRecord, year: int, crew: Crew) -> None:
    """Lead a plan from its draft to its launch, with the days on which that would have happened."""
    _set_open_goals(plan, crew)
    _set_days(plan, year, crew)
    _answer_lessons(plan, crew)
    fund_plan(plan, year, crew.member, crew.finance, crew.partner, crew.network)
    map_resources(plan, datetime.date(year, 1, 9), crew.member)
    _move(plan, PlanState.IN_REVIEW, datetime.date(year, 1, 10), crew)
    review = open_review_round(plan=plan, title="Before the launch", why=INVENTED, by=crew.lead)
    for area in (LABORATORIES, SURVEILLANCE):
        sign_off_area(review=review, area=area, agreed=True, by=crew.of_area(area))
    close_review_round(review=review, version=review.version, why=INVENTED, by=crew.lead)
    _move(plan, PlanState.COSTED, datetime.date(year, 1, 15), crew)
    validated, endorsed, launched = (datetime.date(year, 1, day) for day in (17, 20, 24))
    _move(plan, PlanState.VALIDATED, validated, crew, validated_on=validated)
    _move(plan, PlanState.ENDORSED, endorsed, crew, endorsed_by=ENDORSER, endorsed_on=endorsed)
    _move(plan, PlanState.LAUNCHED, launched, crew, launched_on=launched)
    newest = Publication.objects.filter(plan=plan).first()
    if newest is not None:
        release_publication(publication=newest, by=crew.lead)


def _move(plan: PlanRecord, to: PlanState, today: datetime.date, crew: Crew, **facts: object) -> None:
    move_plan(plan=plan, to=to, version=_version(plan), today=today, facts=facts, why=INVENTED, by=crew.lead)
    plan.refresh_from_db()


def _version(plan: PlanRecord) -> int:
    return PlanRecord.objects.get(pk=plan.pk).version


def _set_open_goals(plan: PlanRecord, crew: Crew) -> None:
    for goal in plan.goals.filter(target=None, edited=False):
        set_goal(goal=goal, target=None, version=goal.version, why=f"Not a goal of this year. {INVENTED}", by=crew.lead)


def _set_days(plan: PlanRecord, year: int, crew: Crew) -> None:
    """Give days to the activities that lost theirs on the way from the year before."""
    for place, row in enumerate(plan.activities.filter(removed=False)):
        if row.content.get("details", {}).get("starts") is None:
            begins, ends = _days(place, year)
            fields = {"details": {"starts": begins, "ends": ends}}
            edit_activity(activity=row, fields=fields, version=row.version, why=INVENTED, by=crew.of_area(row.area))


def _days(place: int, year: int) -> tuple[str, str]:
    """Spread the work over the year: a third begins in January, a third in April, a third in July."""
    return f"{year}-{1 + place % 3 * 3:02d}-01", f"{year}-{6 + place % 3 * 3:02d}-28"


def _answer_lessons(plan: PlanRecord, crew: Crew) -> None:
    """Say which activity answers each lesson of the year before."""
    register = Recommendation.objects.filter(country=COUNTRY, removed=False)
    for lesson in [one for one in register if not one.answered_by]:
        rows = plan.activities.filter(removed=False, area=lesson.area or SURVEILLANCE)
        activities = [row.pk for row in rows[:1]]
        answer_recommendation(
            recommendation=lesson, activities=activities, version=lesson.version, why=INVENTED, by=crew.lead
        )


# --- the year -----------------------------------------------------------------------------------------------------


def _follow(plan: PlanRecord, year: int, today: datetime.date, crew: Crew) -> None:
    """Report, spend and review quarter by quarter, as far as the year has come."""
    set_measures(plan, year, crew.lead)
    for quarter, end in enumerate(QUARTER_ENDS, start=1):
        day = datetime.date(year, *end)
        if day > today:
            break
        report_quarter(plan, quarter, day, crew.of_area)
        spend_money(plan, quarter, day, crew.finance)
        hold_reviews(plan, quarter, day, crew.lead)


def _continued(past: PlanRecord, year: int, crew: Crew) -> PlanRecord:
    """Carry the unfinished work into the plan of the next year."""
    return carry_plan_forward(
        previous=past,
        way=Way.NEXT,
        title=TITLE.format(year=year),
        first_year=year,
        most_per_area=MOST_PER_AREA,
        seen=print_of(past),
        why=INVENTED,
        by=crew.lead,
    )
