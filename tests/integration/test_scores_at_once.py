"""Many people score one assessment at the same moment: no score is lost, none is overwritten unseen."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection

from opennaphs.actions.assessments.create_assessment import create_assessment
from opennaphs.actions.assessments.edit_assessment import edit_assessment
from opennaphs.actions.assessments.enter_scores import enter_scores
from opennaphs.actions.assessments.entries import ScoreEntry, ScoresTaken
from opennaphs.actions.assessments.import_scores import import_scores
from opennaphs.actions.assessments.imports import fingerprint, incoming
from opennaphs.actions.assessments.preview_scores import preview_scores
from opennaphs.actions.chain import verify
from opennaphs.domain.errors import NaphsError
from opennaphs.store.assessments import latest_assessments
from opennaphs.store.models import AuditEvent, Score
from tests.workbench import create_country

pytestmark = [
    # naming the apps lets the flush after each test cascade to tables of models that are swapped out
    pytest.mark.django_db(transaction=True, available_apps=list(settings.INSTALLED_APPS)),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite in memory is one connection; it has one writer"),
]
CODES = ("D1.1", "D1.2", "D1.3", "P1.1", "P1.2", "R1.1")


def at_once(*works):
    """Run works in threads of their own that begin together; give what each gave or how it was refused."""
    together = Barrier(len(works))

    def run(work):
        together.wait()
        try:
            return work()
        except NaphsError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def begun():
    lead = create_country("UGA")
    return lead, create_assessment(country="UGA", framework="jee-3", date="2024", source="Report", by=lead)


def entering(assessment, lead, code, level):
    entries = [ScoreEntry(f"jee-3.{code}", Decimal(level))]
    return lambda: enter_scores(assessment=assessment, entries=entries, by=lead)


def test_different_fields_are_all_kept():
    lead, assessment = begun()
    assert at_once(*(entering(assessment, lead, code, 3) for code in CODES)) == [1] * len(CODES)
    assert latest_assessments("UGA")[0].levels == {f"jee-3.{code}": 3 for code in CODES}
    assert list(verify("UGA")) == []


def test_of_one_field_the_first_is_kept_and_all_others_are_told():
    lead, assessment = begun()
    found = at_once(*(entering(assessment, lead, "D1.1", level) for level in (1, 2, 3, 4, 5)))
    assert [one for one in found if one == 1] == [1]
    assert sum(isinstance(one, ScoresTaken) for one in found) == 4
    assert Score.objects.get().version == 1
    assert AuditEvent.objects.filter(action="enter_scores").count() == 1


def test_an_import_an_edit_and_entries_at_once_do_not_block_each_other():
    lead, assessment = begun()
    content = b"country,framework,indicator,score,date,source\nUGA,jee-3,D2.1,4,2024,R\nUGA,spar-2,C1.1,40,2023,R\n"
    preview = preview_scores(country="UGA", file_name="s.csv", content=content, by=lead)
    seen = fingerprint(incoming(preview))
    found = at_once(
        lambda: len(import_scores(preview=preview, seen=seen, by=lead)),
        lambda: edit_assessment(assessment=assessment, date="2024", source="Better", version=1, by=lead).version,
        *(entering(assessment, lead, code, 3) for code in CODES),
    )
    assert found[1:] == [2, *[1] * len(CODES)]
    assert found[0] == 2 or isinstance(found[0], NaphsError)
    assert list(verify("UGA")) == []
