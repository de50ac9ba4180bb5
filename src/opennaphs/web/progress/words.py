"""Words of progress in the language of the page."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.domain.monitoring.milestones import MilestoneState
from opennaphs.domain.monitoring.records import ResultKind
from opennaphs.domain.monitoring.results import ResultCourse
from opennaphs.domain.monitoring.standings import MoneyState

PER_CENT = 100
Words = Mapping[str, str | Promise]
MONEY: Words = {
    MoneyState.UNFUNDED: _("unfunded"),
    MoneyState.PARTLY_FUNDED: _("partly funded"),
    MoneyState.FUNDED: _("funded"),
    MoneyState.NOT_NEEDED: _("no money needed"),
    MoneyState.COST_NOT_KNOWN: _("cost not known"),
    MoneyState.NOT_SAID: _("money not said"),
}
MILESTONES: Words = {
    MilestoneState.AHEAD: _("ahead"),
    MilestoneState.DUE: _("due within a month"),
    MilestoneState.OVERDUE: _("overdue"),
    MilestoneState.PASSED: _("passed"),
    MilestoneState.PASSED_LATE: _("passed late"),
    MilestoneState.DROPPED: _("dropped with its activity"),
}
MILESTONE_KINDS: Mapping[str, str] = {
    MilestoneState.DUE: "info",
    MilestoneState.OVERDUE: "error",
    MilestoneState.PASSED: "done",
    MilestoneState.PASSED_LATE: "done",
}
KINDS: Words = {ResultKind.OUTPUT: _("output"), ResultKind.OUTCOME: _("outcome")}
COURSES: Words = {
    ResultCourse.REACHED: _("reached"),
    ResultCourse.ON_COURSE: _("on course"),
    ResultCourse.BEHIND: _("behind"),
    ResultCourse.CANNOT_SAY: _("cannot be said"),
}
COURSE_KINDS: Mapping[str, str] = {
    ResultCourse.REACHED: "done",
    ResultCourse.ON_COURSE: "info",
    ResultCourse.BEHIND: "warn",
}
WAYS: Words = {"page": _("page"), "link": _("link"), "import": _("import"), "API": _("API")}


def whole_per_cent(value: Fraction | None) -> int | None:
    """Give a share as whole per cent; ``None`` when it is not known."""
    return None if value is None else round(value * PER_CENT)
