"""What people of a country are to be reminded of on a day, read with a bounded number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import CONTRIBUTOR, ROLES, TECHNICAL_LEAD
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.advocacy import due_steps
from opennaphs.domain.monitoring.standings import standings
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.reminders import Reminder, ReminderKind, announced, subject_of
from opennaphs.store.advocacy import moment_of, moments_of, step_of
from opennaphs.store.engagement import overdue_action_items
from opennaphs.store.following import HELD
from opennaphs.store.models import (
    AdvocacyStep,
    MilestoneRecord,
    PlanRecord,
    ProgressReviewRecord,
    RoleAssignment,
    User,
)
from opennaphs.store.plans import load_plan

LEFT = (ActivityStatus.CANCELLED, ActivityStatus.CARRIED_FORWARD)
BY_AREA = (TECHNICAL_LEAD.key, CONTRIBUTOR.key)


@dataclass
class Recipients:
    """Who is told what in a country: people by what their role lets them do, and by the area they answer for."""

    following: set[int] = field(default_factory=set)
    funding: set[int] = field(default_factory=set)
    engaging: set[int] = field(default_factory=set)
    leading: set[int] = field(default_factory=set)
    areas: Mapping[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def of_area(self, area: str) -> set[int]:
        """Give who works on an area; where nobody is named, who leads the follow-up."""
        return (self.areas.get(area, set()) | self.areas.get("", set())) or self.following


def reminders_of(country: str, day: datetime.date) -> dict[User, tuple[Reminder, ...]]:
    """Give everybody of a country with what there is to remind them of on a day, in the order of a letter.

    Whether they were reminded of it already is not asked here.
    """
    to, found = _recipients(country), defaultdict(list)
    for reminder, people in _everything(country, day, to):
        for person in people:
            found[person].append(reminder)
    order = {kind: place for place, kind in enumerate(ReminderKind)}
    told = User.objects.in_bulk(list(found))
    return {
        person: tuple(sorted(found[number], key=lambda one: (order[one.kind], one.day or day, one.number)))
        for number, person in sorted(told.items())
        if person.is_active
    }


def _recipients(country: str) -> Recipients:
    held = RoleAssignment.objects.filter(country=country, ended_at=None, user__is_active=True)
    found = Recipients()
    groups = (
        (found.following, Permission.FOLLOW_UP),
        (found.funding, Permission.MANAGE_FUNDING),
        (found.engaging, Permission.MANAGE_ENGAGEMENT),
    )
    for person, key, area in held.values_list("user", "role", "area"):
        for people, permission in groups:
            if permission in ROLES[key].permissions:
                people.add(person)
        if key in BY_AREA:
            found.areas[area].add(person)
        if key == TECHNICAL_LEAD.key:
            found.leading.add(person)
    return found


Found = Iterable[tuple[Reminder, set[int]]]


def _everything(country: str, day: datetime.date, to: Recipients) -> Found:
    plans = list(PlanRecord.objects.filter(country=country, removed=False, state=PlanState.LAUNCHED))
    yield from _reviews(country, day, to)
    for plan in plans:
        yield from _updates(plan, day, to)
    yield from _milestones(plans, day, to)
    yield from _moments(country, day, to)
    yield from _steps(country, day, to)
    yield from _items(country, day, to)


def _reviews(country: str, day: datetime.date, to: Recipients) -> Found:
    rows = ProgressReviewRecord.objects.filter(plan__country=country, plan__removed=False, removed=False)
    for row in rows.exclude(state=HELD).filter(held_on__gte=day):
        ahead = announced(ReminderKind.REVIEW, row.held_on, day)
        if ahead is not None:
            subject = subject_of(ReminderKind.REVIEW, row.pk, row.held_on, ahead)
            told = Reminder(ReminderKind.REVIEW, subject, country, row.plan_id, row.pk, row.title, row.held_on)
            yield told, to.following | to.leading


def _updates(plan: PlanRecord, day: datetime.date, to: Recipients) -> Found:
    silent: dict[int, int] = defaultdict(int)
    for one in standings(load_plan(plan), day):
        for person in to.of_area(one.area) if one.silent else ():
            silent[person] += 1
    subject = subject_of(ReminderKind.UPDATES, plan.pk, day)
    for person, count in silent.items():
        told = Reminder(ReminderKind.UPDATES, subject, plan.country, plan.pk, plan.pk, plan.title, None, count)
        yield told, {person}


def _milestones(plans: list[PlanRecord], day: datetime.date, to: Recipients) -> Found:
    rows = MilestoneRecord.objects.filter(activity__plan__in=plans, activity__removed=False, removed=False)
    open_ones = rows.filter(done_on=None, due__lt=day).exclude(activity__status__in=LEFT)
    for row in open_ones.select_related("activity__plan"):
        plan, subject = row.activity.plan, subject_of(ReminderKind.MILESTONE, row.pk, row.due)
        text = f"{row.activity.number}: {row.text}"
        told = Reminder(ReminderKind.MILESTONE, subject, plan.country, plan.pk, row.activity_id, text, row.due)
        yield told, to.of_area(row.activity.area)


def _steps(country: str, day: datetime.date, to: Recipients) -> Found:
    kind = ReminderKind.ADVOCACY
    for row, due in steps_with_days(country, day):
        ahead = announced(kind, due, day)
        if ahead is not None:
            subject = subject_of(kind, row.pk, due, ahead)
            yield Reminder(kind, subject, country, row.plan_id, row.pk, str(row), due), to.funding


def steps_with_days(country: str, today: datetime.date) -> list[tuple[AdvocacyStep, datetime.date]]:
    """Give the open advocacy steps of a country that have a day, their own or that of their budget moment."""
    rows = AdvocacyStep.objects.filter(country=country, removed=False, plan__removed=False, done_on=None)
    by_id = {str(row.pk): row for row in rows.select_related("moment")}
    steps = due_steps(map(step_of, by_id.values()), map(moment_of, moments_of(country)), today)
    return [(by_id[one.step.id], one.day) for one in steps if one.day is not None]


def _moments(country: str, day: datetime.date, to: Recipients) -> Found:
    kind = ReminderKind.BUDGET_MOMENT
    for row in moments_of(country).filter(day__gte=day):
        ahead = announced(kind, row.day, day)
        if ahead is not None:
            subject = subject_of(kind, row.pk, row.day, ahead)
            yield Reminder(kind, subject, country, None, row.pk, row.title, row.day), to.funding


def _items(country: str, day: datetime.date, to: Recipients) -> Found:
    for row in overdue_action_items(country, day):
        if row.due is not None:
            subject = subject_of(ReminderKind.ACTION_ITEM, row.pk, row.due)
            text = f"{row.text} ({row.owner})"
            yield Reminder(ReminderKind.ACTION_ITEM, subject, country, None, row.pk, text, row.due), to.engaging
