"""Words of the money of a plan in the language of the page: kinds, stages, states, cuts and what is cut."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from opennaphs.domain.funding.gaps import NOT_FUNDED, FundingCut
from opennaphs.domain.funding.positions import WHOLE_COUNTRY, LeftOverReason
from opennaphs.domain.funding.sources import SourceKind
from opennaphs.domain.funding.supports import MoneyStage, SupportRole, SupportState
from opennaphs.store.funding import sources_of
from opennaphs.store.models import PlanRecord
from opennaphs.web.activities.words import Words, area_label, word

KINDS: Words = {
    SourceKind.DOMESTIC: _("domestic budget line"),
    SourceKind.DONOR: _("donor"),
    SourceKind.FUND: _("fund"),
    SourceKind.PRIVATE: _("private"),
    SourceKind.IN_KIND: _("in kind"),
}
STAGES: Words = {
    MoneyStage.PLEDGE: _("pledge"),
    MoneyStage.COMMITMENT: _("commitment"),
    MoneyStage.ALLOCATION: _("allocation"),
    MoneyStage.DISBURSEMENT: _("disbursement"),
    MoneyStage.EXPENDITURE: _("expenditure"),
}
STATES: Words = {
    SupportState.REPORTED: _("reported"),
    SupportState.VALIDATED: _("validated"),
    SupportState.SENT_BACK: _("sent back"),
}
STATE_KINDS: Mapping[str, str] = {
    SupportState.REPORTED: "info",
    SupportState.VALIDATED: "done",
    SupportState.SENT_BACK: "warn",
}
ROLES: Words = {
    SupportRole.SUPPORT: _("support"),
    SupportRole.CO_FINANCING: _("co-financing"),
    SupportRole.CO_INVESTMENT: _("co-investment"),
}
REASONS: Words = {
    LeftOverReason.NO_ROOM: _("all it may pay for is paid"),
    LeftOverReason.NOTHING_ALLOWED: _("nothing it may pay for costs anything in that year"),
    LeftOverReason.OUTSIDE_YEARS: _("the plan does not cover that year"),
    LeftOverReason.OUTSIDE_DAYS: _("it may not be spent in that year"),
}
CUTS: Words = {
    FundingCut.AREA: _("area"),
    FundingCut.YEAR: _("year"),
    FundingCut.REGION: _("region"),
    FundingCut.MINISTRY: _("ministry"),
    FundingCut.ECONOMIC_TYPE: _("economic type"),
    FundingCut.SOURCE: _("source"),
    FundingCut.ACTIVITY: _("activity"),
}
BY_CUT: Words = {
    FundingCut.AREA: _("By area"),
    FundingCut.YEAR: _("By year"),
    FundingCut.REGION: _("By region"),
    FundingCut.MINISTRY: _("By ministry"),
    FundingCut.ECONOMIC_TYPE: _("By economic type"),
    FundingCut.SOURCE: _("By source"),
}


def stage_word(stage: str) -> str:
    """Give a stage of money in the language of the page."""
    return str(STAGES.get(stage, stage))


def region_word(region: str) -> str:
    """Give a region; what lies in no single one is of the whole country."""
    return _now("whole country") if region == WHOLE_COUNTRY else region


def labels_for(plan: PlanRecord) -> Callable[[FundingCut, str], str]:
    """Give a function that names a value of a cut in the language of the page."""
    titles = dict(sources_of(plan.country).values_list("number", "title"))

    def label(cut: FundingCut, value: str) -> str:
        if cut is FundingCut.AREA:
            return area_label(plan, value)
        if cut is FundingCut.SOURCE:
            return _now("not funded") if value == NOT_FUNDED else titles.get(value, value)
        return region_word(value) if cut is FundingCut.REGION else word(value)

    return label
