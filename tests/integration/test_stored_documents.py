"""What is kept as a document comes back as it was, whatever the database."""

import json

import pytest

from opennaphs.domain.goals import Term
from opennaphs.domain.plan_document import document
from opennaphs.store.plans import document_of
from tests.workbench import create_country, create_plan, draft

pytestmark = pytest.mark.django_db


def test_a_plan_comes_back_with_its_areas_in_their_order():
    record = create_plan(create_country("UGA"), areas=("jee-3.PoE", "jee-3.P1", "jee-3.D1"), term=Term.FIVE_YEARS)
    record.refresh_from_db()
    wanted = document(draft("UGA", areas=("jee-3.PoE", "jee-3.P1", "jee-3.D1"), term=Term.FIVE_YEARS))
    found = document_of(record)
    assert list(found["area_titles"]) == list(wanted["area_titles"])
    assert json.dumps(found["activities"]) == json.dumps(wanted["activities"])
    assert json.dumps(found["gaps"]) == json.dumps(wanted["gaps"])
