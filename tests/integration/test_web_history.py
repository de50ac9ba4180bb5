"""The history of a country, and the way back, on the pages."""

import csv
import io

import pytest

from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.actions.activities.remove_activities import remove_activities
from opennaphs.actions.activities.row_changes import RowChange
from opennaphs.store.models import ActivityRecord, AuditEvent
from tests.workbench import create_country, create_person, create_plan, first_activity, signed_in


@pytest.fixture
def lead(db):
    return create_country("UGA")


@pytest.fixture
def activity(lead):
    row = first_activity(create_plan(lead))
    return edit_activity(activity=row, fields={"owner": "Head of labs"}, version=1, why="agreed on Monday", by=lead)


def page(person, path):
    return signed_in(person).get(path).content.decode()


def test_every_change_says_who_what_and_why(lead, activity):
    text = page(lead, "/c/UGA/history/")
    assert "Changed the activity" in text
    assert "owner role" in text
    assert "Head of labs" in text
    assert "agreed on Monday" in text
    assert str(lead) in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("what=edit_activity", True),
        ("what=create_plan", False),
        ("who=lead+of", True),
        ("who=nobody", False),
        ("subject=planrecord", False),
        ("since=2999-01-01", False),
        ("until=2000-01-01", False),
        ("text=zzz", False),
    ],
)
def test_the_history_is_narrowed(lead, activity, query, found):
    assert ("Head of labs" in page(lead, f"/c/UGA/history/?{query}")) is found


def test_other_countries_leave_no_trace_here(lead, activity):
    other = create_country("KEN")
    assert "Head of labs" not in page(other, "/c/KEN/history/")
    assert signed_in(other).get(f"/c/KEN/history/activityrecord/{activity.pk}/").status_code == 404
    assert signed_in(other).post(f"/c/KEN/history/activityrecord/{activity.pk}/back/1/").status_code == 404


def test_the_file_holds_every_event_and_no_formula(lead, activity):
    edit_activity(activity=activity, fields={"owner": "=1+1"}, version=2, why="=HYPERLINK(1)", by=lead)
    response = signed_in(lead).get("/c/UGA/history/events.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == AuditEvent.objects.filter(country="UGA").count()
    assert rows[0]["why"] == "'=HYPERLINK(1)"
    assert len(rows[0]["hash"]) == 64


def test_a_long_history_is_leafed_through_with_few_questions_to_the_database(
    lead, activity, django_assert_max_num_queries
):
    for version in range(2, 62):
        activity = edit_activity(activity=activity, fields={"owner": f"Role {version}"}, version=version, by=lead)
    client = signed_in(lead)
    with django_assert_max_num_queries(14):
        first = client.get("/c/UGA/history/").content.decode()
    assert "Page 1 of 2" in first
    assert "Role 61" in first
    assert "Role 2<" not in first
    assert client.get("/c/UGA/history/?page=999").status_code == 200


def test_the_page_of_a_row_offers_the_way_back_to_each_version(lead, activity):
    text = page(lead, f"/c/UGA/history/activityrecord/{activity.pk}/")
    assert "Version 2 stands now" in text
    assert "Go back to version 1" in text
    assert "Go back to version 2" not in text


def test_going_back_shows_what_would_change_and_then_does_it(lead, activity):
    address = f"/c/UGA/history/activityrecord/{activity.pk}/back/1/"
    text = page(lead, address)
    assert "Head of labs" in text
    assert ActivityRecord.objects.get(pk=activity.pk).version == 2
    response = signed_in(lead).post(address, {"version": 2, "why": "not agreed after all"})
    assert response.status_code == 302
    row = ActivityRecord.objects.get(pk=activity.pk)
    assert (row.version, row.content["owner"]) == (3, None)
    assert AuditEvent.objects.get(action="revert_row").why == "not agreed after all"


def test_who_was_first_is_shown_before_anything_is_taken_back(lead, activity):
    edit_activity(activity=activity, fields={"owner": "The first"}, version=2, by=lead)
    response = signed_in(lead).post(f"/c/UGA/history/activityrecord/{activity.pk}/back/1/", {"version": 2})
    assert response.status_code == 409
    assert "The first" in response.content.decode()
    assert ActivityRecord.objects.get(pk=activity.pk).content["owner"] == "The first"


@pytest.mark.parametrize("version", ["", "x", "-1"])
def test_without_the_version_that_was_seen_nothing_happens(lead, activity, version):
    response = signed_in(lead).post(f"/c/UGA/history/activityrecord/{activity.pk}/back/1/", {"version": version})
    assert response.status_code == 409
    assert ActivityRecord.objects.get(pk=activity.pk).version == 2


def test_a_version_that_never_was_is_explained(lead, activity):
    response = signed_in(lead).get(f"/c/UGA/history/activityrecord/{activity.pk}/back/9/")
    assert response.status_code == 422
    assert "has no version 9" in response.content.decode()


def test_a_viewer_reads_the_history_and_is_told_that_going_back_is_not_theirs(lead, activity):
    viewer = create_person("viewer", "UGA")
    text = page(viewer, f"/c/UGA/history/activityrecord/{activity.pk}/")
    assert "Your roles do not let you return" in text
    assert "Go back to version 1" not in text
    assert signed_in(viewer).post(f"/c/UGA/history/activityrecord/{activity.pk}/back/1/").status_code == 403


def test_what_was_removed_is_listed_and_comes_back(lead, activity):
    remove_activities(plan=activity.plan, changes=[RowChange(activity.pk, 2)], why="twice", by=lead)
    assert f"/c/UGA/history/activityrecord/{activity.pk}/" in page(lead, "/c/UGA/history/removed/")
    signed_in(lead).post(f"/c/UGA/history/activityrecord/{activity.pk}/back/2/", {"version": 3})
    assert not ActivityRecord.objects.get(pk=activity.pk).removed


@pytest.mark.parametrize("path", ["nonsense/1/", "user/1/", "activityrecord/x/", "activityrecord/999999/"])
def test_rows_that_are_not_there_are_not_found(lead, path):
    assert signed_in(lead).get(f"/c/UGA/history/{path}").status_code == 404


def test_an_action_nobody_has_words_for_is_told_by_its_name(lead, activity):
    AuditEvent.objects.filter(action="edit_activity").update(action="paint_activity")
    assert "paint activity" in page(lead, "/c/UGA/history/")
