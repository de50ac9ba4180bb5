"""The audit trail: everything done is written down once, in the same transaction, and cannot be altered unseen."""

import pytest
from django.db import connection

from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.chain import verify
from opennaphs.actions.writing import Gone, Stale, writing
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import ActivityRecord, AuditEvent, ChainHead
from opennaphs.store.versions import document_at, events_of
from tests.workbench import create_country, create_person, create_plan, first_activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def activity(lead) -> ActivityRecord:
    return first_activity(create_plan(lead))


def reworded(activity, by, text="Another wording", version=None, why=""):
    return edit_activity(activity=activity, fields={"text": text}, version=version or activity.version, why=why, by=by)


def test_a_change_says_who_what_before_and_after_and_why(activity, lead):
    before = activity.content["text"]
    reworded(activity, lead, why="The old one was unclear")
    event = events_of(activity)[0]
    assert (event.by_name, event.action, event.version, event.why) == (
        str(lead),
        "edit_activity",
        2,
        "The old one was unclear",
    )
    assert event.changes == [{"path": "/content/text", "before": before, "after": "Another wording"}]


def test_saving_without_a_change_leaves_neither_version_nor_event(activity, lead):
    count = AuditEvent.objects.count()
    row = reworded(activity, lead, activity.content["text"])
    assert (row.version, AuditEvent.objects.count()) == (1, count)


def test_the_second_writer_is_told_and_nothing_is_overwritten(activity, lead):
    reworded(activity, lead, "First")
    with pytest.raises(Stale, match=r"changed .* while you were working") as stale:
        reworded(activity, lead, "Second", version=1)
    assert stale.value.row.version == 2
    activity.refresh_from_db()
    assert activity.text == "First"


def test_what_was_taken_away_cannot_be_changed(activity, lead):
    ActivityRecord.objects.filter(pk=activity.pk).delete()
    with pytest.raises(Gone):
        reworded(activity, lead)


def test_somebody_who_may_not_changes_nothing_and_leaves_no_event(activity):
    count = AuditEvent.objects.count()
    with pytest.raises(NotAllowed):
        reworded(activity, create_person("viewer", "UGA"))
    with pytest.raises(NotAllowed):
        reworded(activity, create_person("technical-lead", "UGA", area="jee-3.R1"))
    assert AuditEvent.objects.count() == count


def _half_a_change(activity, by):
    with writing(Permission.EDIT_ACTIVITIES, country="UGA", area=activity.area, by=by) as change:
        row = change.locked(activity, 1)
        row.content["text"] = "Half a change"
        change.save(row, "edit_activity")
        _ = 1 / 0


def test_when_an_action_fails_half_way_nothing_of_it_stays(activity, lead):
    count = AuditEvent.objects.count()
    with pytest.raises(ZeroDivisionError):
        _half_a_change(activity, lead)
    activity.refresh_from_db()
    assert (activity.version, AuditEvent.objects.count()) == (1, count)
    assert list(verify("UGA")) == []


def test_every_earlier_version_can_be_worked_out(activity, lead):
    texts = [activity.content["text"]]
    for number in range(4):
        activity = reworded(activity, lead, f"Wording {number}")
        texts.append(f"Wording {number}")
    assert [document_at(activity, version)["content"]["text"] for version in range(1, 6)] == texts
    with pytest.raises(NaphsError, match="no version 7"):
        document_at(activity, 7)


def test_an_untouched_chain_holds(activity, lead):
    for number in range(3):
        activity = reworded(activity, lead, f"Wording {number}")
    assert list(verify("UGA")) == []
    assert ChainHead.objects.get(country="UGA").number == AuditEvent.objects.filter(country="UGA").count()


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        ("UPDATE store_auditevent SET by_name = 'somebody else' WHERE country = 'UGA' AND number = 2", "changed after"),
        ("UPDATE store_auditevent SET why = 'nicer' WHERE country = 'UGA' AND number = 1", "changed after"),
        ("DELETE FROM store_auditevent WHERE country = 'UGA' AND number = 2", "missing"),
        ("DELETE FROM store_auditevent WHERE country = 'UGA' AND number = 4", "end of the chain"),
        ("UPDATE store_chainhead SET hash = '0' WHERE country = 'UGA'", "end of the chain"),
    ],
)
def test_tampering_in_the_database_is_found(activity, lead, tamper, found):
    for number in range(2):
        activity = reworded(activity, lead, f"Wording {number}")
    assert ChainHead.objects.get(country="UGA").number == 4
    with connection.cursor() as cursor:
        cursor.execute(tamper)
    assert found in " ".join(one.what for one in verify("UGA"))


def test_an_event_refuses_to_be_changed_or_deleted(activity):
    event = events_of(activity.plan)[0]
    with pytest.raises(TypeError, match="never changed"):
        event.save()
    with pytest.raises(TypeError, match="never deleted"):
        event.delete()
