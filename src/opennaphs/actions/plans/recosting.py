"""The job that costs a plan again with a country profile."""

from django.utils.translation import gettext as _

from opennaphs.actions.jobs.kinds import Outcome
from opennaphs.actions.jobs.progress import Progress
from opennaphs.actions.plans.drafting import costs_of
from opennaphs.actions.plans.exporting import find_plan_of
from opennaphs.actions.plans.recost_plan import recost_plan
from opennaphs.store.models import Job


def run_recost(job: Job, progress: Progress) -> Outcome:
    """Cost a plan again; ``job.wanted``: ``plan``, and ``profile``, the text of a country profile."""
    row = find_plan_of(job)
    progress.tell(_("Costing the activities …"))
    done = recost_plan(plan=row, costs=costs_of(job.wanted["profile"], job.country), by=job.owner)
    text = _("{changed} activities have new costs; {kept} keep the costs somebody worked out.")
    return Outcome(text.format(changed=done.changed, kept=len(done.kept)), {"plan": row.pk, "kept": list(done.kept)})
