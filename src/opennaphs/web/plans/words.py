"""Words of plans in the language of the page: states, kinds, and the sentences of the domain."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opennaphs.domain.notices import Notice
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.sentences import Sentence
from opennaphs.web.assessments.wording import page_words

STATES: Mapping[str, str | Promise] = {
    PlanState.DRAFT: _("draft"),
    PlanState.IN_REVIEW: _("in review"),
    PlanState.COSTED: _("costed"),
    PlanState.VALIDATED: _("validated"),
    PlanState.ENDORSED: _("endorsed"),
    PlanState.LAUNCHED: _("launched"),
    PlanState.CLOSED: _("closed"),
}
STATE_KINDS: Mapping[str, str] = {
    PlanState.DRAFT: "neutral",
    PlanState.IN_REVIEW: "info",
    PlanState.COSTED: "info",
    PlanState.VALIDATED: "goal",
    PlanState.ENDORSED: "goal",
    PlanState.LAUNCHED: "done",
    PlanState.CLOSED: "neutral",
}
STRATEGIC, OPERATIONAL = "strategic", "operational"
KINDS: Mapping[str, str | Promise] = {STRATEGIC: _("strategic"), OPERATIONAL: _("operational")}


def state_word(state: str) -> str:
    """Give a state in the language of the page."""
    return str(STATES.get(state, state))


def said(sentence: Sentence | Notice) -> str:
    """Give a sentence of the domain in the language of the page."""
    return sentence.text(page_words())
