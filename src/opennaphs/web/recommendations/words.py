"""Words of recommendations in the language of the page: states, origins, areas."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.domain.recommendations import ORIGIN_TITLES, Origin, RecommendationState
from opennaphs.sources.recommendations_table import editions
from opennaphs.web.assessments.wording import page_words

STATES: Mapping[str, str | Promise] = {
    RecommendationState.OPEN: _("open"),
    RecommendationState.ANSWERED: _("answered"),
    RecommendationState.IN_PROGRESS: _("in progress"),
    RecommendationState.DONE: _("done"),
    RecommendationState.REJECTED: _("rejected"),
}
STATE_KINDS: Mapping[str, str] = {
    RecommendationState.OPEN: "warn",
    RecommendationState.ANSWERED: "info",
    RecommendationState.IN_PROGRESS: "info",
    RecommendationState.DONE: "done",
    RecommendationState.REJECTED: "neutral",
}


def origin_title(origin: str) -> str:
    """Give the title of an origin."""
    return page_words()(ORIGIN_TITLES[Origin(origin)])


def area_name(area_id: str) -> str:
    """Give code and title of an area; of an edition other than that of plans, the edition too."""
    edition, _dot, code = area_id.partition(".")
    framework = load_frameworks().get(edition)
    area = next((one for one in framework.areas if one.id == area_id), None) if framework else None
    if framework is None or area is None:
        return area_id
    text = f"{code} {page_words()(area.title)}"
    return text if framework == editions()[0] else f"{text} ({framework.short})"


def origin_choices() -> list[tuple[str, str]]:
    """Give every origin with its title."""
    return [(str(one), origin_title(one)) for one in Origin]


def area_choices(allowed: frozenset[str] | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give the areas by edition, the edition of plans first; ``allowed`` narrows them to those a person may use."""
    groups = []
    words = page_words()
    for framework in editions():
        own = [
            (area.id, f"{area.code} {words(area.title)}")
            for area in framework.areas
            if allowed is None or area.id in allowed
        ]
        if own:
            groups.append((framework.short, own))
    return groups


def nothing_said() -> str:
    """Give the words for an area nobody has chosen."""
    return _now("No area yet")
