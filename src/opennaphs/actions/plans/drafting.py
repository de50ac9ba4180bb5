"""The job that drafts a plan from an assessment, or from a clean slate."""

from django.utils.translation import gettext as _

from opennaphs.actions.jobs.kinds import Outcome
from opennaphs.actions.jobs.progress import Progress
from opennaphs.actions.plans.create_plan import create_plan
from opennaphs.catalogue.country_files import country_name
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import LIBRARY_FRAMEWORK, load_material
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.drafting import Costs, Request, draft_plan
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.goals import Term
from opennaphs.domain.planning import Plan
from opennaphs.sources.profile_yaml import parse_profile
from opennaphs.store.assessments import assessment_of
from opennaphs.store.models import AssessmentRecord, Job

STEPS = 3
GONE = "The assessment was removed meanwhile. Choose another one."
OTHER_COUNTRY = "The country profile is of {theirs}, the plan of {ours}. Upload the profile of {ours}."


def run_draft(job: Job, progress: Progress) -> Outcome:
    """Draft what the form of a new plan asks for, and keep it.

    ``job.wanted``: ``title``, ``kind``, ``term``, ``first_year``, ``areas``, ``hazards``, ``language``, ``assessment``
    (number of a stored one, or ``None`` for a clean slate), ``profile`` (text of a country profile, or ``None``).
    """
    wanted = job.wanted
    progress.tell(_("Reading the library …"), 0, STEPS)
    load_material(wanted["language"])
    progress.tell(_("Choosing actions …"), 1, STEPS)
    plan = _drafted(job)
    progress.tell(_("Keeping the plan …"), 2, STEPS)
    text = _("The draft holds {count} activities.").format(count=len(plan.activities))

    def keep() -> dict[str, int]:
        return {"plan": create_plan(plan=plan, title=wanted["title"], kind=wanted["kind"], by=job.owner).pk}

    return Outcome(text, keep=keep)


def _drafted(job: Job) -> Plan:
    wanted, assessment = job.wanted, _assessment(job)
    framework = load_framework(LIBRARY_FRAMEWORK if assessment is None else assessment.framework)
    return draft_plan(_request(job), load_material(wanted["language"]), framework, assessment, _costs(job))


def _request(job: Job) -> Request:
    wanted = job.wanted
    return Request(
        country=job.country,
        country_name=country_name(job.country, wanted["language"]),
        term=Term(wanted["term"]),
        first_year=wanted["first_year"],
        language=wanted["language"],
        areas=tuple(wanted["areas"]),
        hazards=tuple(wanted["hazards"]),
    )


def _assessment(job: Job) -> Assessment | None:
    number = job.wanted["assessment"]
    if number is None:
        return None
    row = AssessmentRecord.objects.filter(country=job.country, removed=False, pk=number).first()
    if row is None:
        raise NaphsError(GONE)
    return assessment_of(row)


def _costs(job: Job) -> Costs | None:
    text = job.wanted["profile"]
    return None if text is None else costs_of(text, job.country)


def costs_of(text: str, country: str) -> Costs:
    """Give what a plan is costed with: a country's own counts, held against the country, and the default prices.

    Raises:
        InputRefused: the text is no country profile.
        NaphsError: it is of another country.
    """
    profile = parse_profile(text.encode(), "profile.yaml")
    if profile.country != country:
        raise NaphsError(OTHER_COUNTRY.format(theirs=profile.country, ours=country))
    return Costs(profile, read_default_prices())
