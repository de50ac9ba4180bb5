"""Words of engagement in the language of the page, and the areas people share out."""

from django.utils.translation import gettext_lazy as _

from opennaphs.actions.engagement.checks import INTERNATIONAL, SECTORS
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import LIBRARY_FRAMEWORK
from opennaphs.domain.coordination import Involvement, Quadrant
from opennaphs.domain.meeting_cadence import Cadence
from opennaphs.store.models import PlanRecord
from opennaphs.web.activities.words import SECTORS as LIBRARY_SECTORS
from opennaphs.web.activities.words import Choices, Words, area_label
from opennaphs.web.assessments.wording import area_title

SECTOR_WORDS: Words = {**LIBRARY_SECTORS, INTERNATIONAL: _("international partner")}
CADENCES: Words = {
    Cadence.WEEK: _("every week"),
    Cadence.TWO_WEEKS: _("every two weeks"),
    Cadence.MONTH: _("every month"),
    Cadence.TWO_MONTHS: _("every two months"),
    Cadence.QUARTER: _("every three months"),
    Cadence.HALF_YEAR: _("every six months"),
    Cadence.YEAR: _("every year"),
    Cadence.WHEN_NEEDED: _("when needed"),
}
INVOLVEMENTS: Words = {
    Involvement.RESPONSIBLE: _("responsible"),
    Involvement.ACCOUNTABLE: _("accountable"),
    Involvement.CONSULTED: _("consulted"),
    Involvement.INFORMED: _("informed"),
}
QUADRANTS: Words = {
    Quadrant.MANAGE_CLOSELY: _("manage closely"),
    Quadrant.KEEP_SATISFIED: _("keep satisfied"),
    Quadrant.KEEP_INFORMED: _("keep informed"),
    Quadrant.MONITOR: _("monitor"),
}
QUADRANT_KINDS = {
    Quadrant.MANAGE_CLOSELY: "goal",
    Quadrant.KEEP_SATISFIED: "warn",
    Quadrant.KEEP_INFORMED: "info",
    Quadrant.MONITOR: "neutral",
}
ORDER = {sector: place for place, sector in enumerate(SECTORS)}


def sector_word(sector: str) -> str:
    """Give a sector in the language of the page."""
    return str(SECTOR_WORDS.get(sector, sector))


def sector_choices() -> Choices:
    """Give the sectors as choices."""
    return [(sector, SECTOR_WORDS[sector]) for sector in SECTORS]


def shared_areas(country: str) -> dict[str, str]:
    """Give the areas people share out, with their labels: those of the newest plan, without one those of JEE."""
    plan = PlanRecord.objects.filter(country=country, removed=False).first()
    if plan is not None:
        return {area: area_label(plan, area) for area in plan.frame["areas"]}
    framework = load_framework(LIBRARY_FRAMEWORK)
    return {area.id: area_title(framework, area.id) for area in framework.areas}
