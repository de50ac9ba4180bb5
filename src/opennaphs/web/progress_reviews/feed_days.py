"""The days of somebody's calendar feed: what the workbench knows for their country, and for the areas they work on."""

import datetime
from collections.abc import Callable, Iterable
from itertools import chain, islice

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from opennaphs.authorization.roles import CONTRIBUTOR, TECHNICAL_LEAD
from opennaphs.reports.meeting_calendar import CalendarMeeting
from opennaphs.store.engagement import meetings_of
from opennaphs.store.models import (
    BudgetMoment,
    MilestoneRecord,
    ProgressReviewRecord,
    ReviewRound,
    User,
    Versioned,
)
from opennaphs.store.reminders import steps_with_days
from opennaphs.web.progress_reviews.words import kind_word

BACK = datetime.timedelta(days=366)
MOST_DAYS = 2000
BY_AREA = (TECHNICAL_LEAD.key, CONTRIBUTOR.key)
Build = Callable[[str], str]
Days = Iterable[CalendarMeeting]


class FeedDays:
    """Gives the days of one person in one country, as they are today, from a year back on."""

    def __init__(self, country: str, person: User, host: str, build: Build, today: datetime.date) -> None:
        """Know whose feed it is; ``build`` makes a whole address out of a path."""
        self.country, self.person, self.host, self.build = country, person, host, build
        self.since = today - BACK

    def days(self) -> list[CalendarMeeting]:
        """Give all days, at most :data:`MOST_DAYS`."""
        parts = (self._reviews, self._meetings, self._moments, self._steps, self._milestones, self._rounds)
        return list(islice(chain.from_iterable(part() for part in parts), MOST_DAYS))

    def _reviews(self) -> Days:
        rows = ProgressReviewRecord.objects.filter(plan__country=self.country, plan__removed=False, removed=False)
        for row in rows.filter(held_on__gte=self.since).select_related("plan"):
            told = {"title": f"{kind_word(row.kind)}: {row.title}", "agenda": row.plan.title}
            yield self._day(row, row.held_on, "progress-review", row.plan_id, row.pk, **told)

    def _meetings(self) -> Days:
        for row in meetings_of(self.country).filter(held_on__gte=self.since).select_related("committee"):
            told = {"title": f"{row.committee.name}: {row.title}", "agenda": row.agenda, "place": row.place}
            yield self._day(row, row.held_on, "meeting", row.pk, **told)

    def _moments(self) -> Days:
        for row in BudgetMoment.objects.filter(country=self.country, removed=False, day__gte=self.since):
            title = _("Budget calendar: %(title)s") % {"title": row.title}
            yield self._day(row, row.day, "budget-calendar", title=title, agenda=row.note)

    def _steps(self) -> Days:
        for row, day in steps_with_days(self.country, self.since + BACK):
            if day >= self.since:
                title = _("Advocacy: %(audience)s") % {"audience": row.audience}
                told = {"title": title, "agenda": "\n".join(filter(None, (row.message, row.owner)))}
                yield self._day(row, day, "advocacy", row.plan_id, **told)

    def _milestones(self) -> Days:
        mine = {one.area for one in self.person.assignments if one.country == self.country and one.role in BY_AREA}
        rows = MilestoneRecord.objects.filter(activity__plan__country=self.country, activity__plan__removed=False)
        wanted = rows.filter(activity__removed=False, removed=False, done_on=None, due__gte=self.since)
        if None not in mine:
            wanted = wanted.filter(activity__area__in=mine)
        for row in wanted.select_related("activity"):
            title = _("Milestone of %(number)s: %(text)s") % {"number": row.activity.number, "text": row.text}
            told = {"title": title, "agenda": row.activity.text}
            yield self._day(row, row.due, "milestones", row.activity.plan_id, **told)

    def _rounds(self) -> Days:
        rows = ReviewRound.objects.filter(plan__country=self.country, plan__removed=False, closed_at=None)
        for row in rows.filter(closes_on__gte=self.since).select_related("plan"):
            if row.closes_on is not None:
                title = _("The review round of “%(plan)s” ends") % {"plan": row.plan.title}
                yield self._day(row, row.closes_on, "reviews", row.plan_id, title=title)

    def _day(
        self,
        row: Versioned,
        day: datetime.date,
        page: str,
        *places: object,
        title: str,
        agenda: str = "",
        place: str = "",
    ) -> CalendarMeeting:
        kind = row._meta.model_name  # noqa: SLF001 - Django's public word for it
        return CalendarMeeting(
            uid=f"{kind}-{row.pk}@{self.host}",
            sequence=row.version - 1,
            changed_at=row.changed_at,
            day=day,
            title=title,
            place=place,
            agenda=agenda,
            url=self._url(page, *places),
        )

    def _url(self, page: str, *places: object) -> str:
        try:
            return self.build(reverse(page, args=[self.country, *places]))
        except NoReverseMatch:
            return ""
