"""The demo country as a whole, made through the same actions as in life."""

import datetime
from pathlib import Path

from opennaphs.actions.cycle.record_stage import record_stage
from opennaphs.actions.people.open_country import open_country
from opennaphs.actions.people.operator import operator
from opennaphs.domain.cycle import StageState
from opennaphs.domain.cycle_stages import Stage
from opennaphs.sources.scores import load_scores
from opennaphs.store.models import User
from opennaphs.web.management.demo.assessing import enter_assessments, enter_register
from opennaphs.web.management.demo.engaging import build_engagement
from opennaphs.web.management.demo.people import COUNTRY, INVENTED, invite_all, leave_notes
from opennaphs.web.management.demo.plans import create_plans
from opennaphs.web.management.demo.year import build_year

STAGES = (
    (Stage.ASSESS, StageState.DONE, -60),
    (Stage.SECRETARIAT, StageState.DONE, -45),
    (Stage.DESK_REVIEW, StageState.IN_PROGRESS, 7),
    (Stage.STAKEHOLDERS, StageState.IN_PROGRESS, -2),
)


def build_country(examples: Path, password: str) -> None:
    """Make the country with people, assessments, recommendations, plans, stakeholders, a committee and its meetings.

    Args:
        examples: folder with ``scores.csv`` and ``profile.yaml``.
        password: what all its people sign in with.

    Raises:
        NaphsError: the examples cannot be read.
    """
    assessments = load_scores(examples / "scores.csv").assessments
    today = datetime.datetime.now(tz=datetime.UTC).date()
    open_country(country=COUNTRY, by=operator())
    lead = invite_all(password)
    leave_notes(lead)
    enter_assessments(assessments, today, lead)
    build_year(assessments[0], examples / "profile.yaml", today)
    strategic, _operational = create_plans(assessments[0], examples / "profile.yaml", today.year + 1, lead)
    enter_register(strategic, today, lead)
    build_engagement(today, lead)
    _record_stages(today, lead)


def _record_stages(today: datetime.date, lead: User) -> None:
    for stage, state, days in STAGES:
        due = today + datetime.timedelta(days=days)
        record_stage(country=COUNTRY, stage=stage, state=state, due=due, note=INVENTED, version=1, by=lead)
