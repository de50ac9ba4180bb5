"""What costs the server much may be asked for often, but not without end."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opennaphs.web import pace
from tests.workbench import create_country, create_person, create_plan, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(settings):
    settings.RATELIMIT_ENABLE = True
    return create_country("UGA")


def test_lists_are_taken_away_until_the_minute_is_used_up(lead, monkeypatch):
    monkeypatch.setattr(pace, "EXPORTS", "3/m")
    address = f"/c/UGA/plans/{create_plan(lead).pk}/activities/activities.csv"
    browser = signed_in(lead)
    assert [browser.get(address).status_code for _ in range(5)] == [200, 200, 200, 429, 429]


def test_one_person_uses_up_only_their_own_minute(lead, monkeypatch):
    monkeypatch.setattr(pace, "EXPORTS", "1/m")
    address = f"/c/UGA/plans/{create_plan(lead).pk}/activities/activities.csv"
    first, second = signed_in(lead), signed_in(create_person("viewer", "UGA"))
    assert [first.get(address).status_code, first.get(address).status_code] == [200, 429]
    assert second.get(address).status_code == 200


def test_uploads_are_counted_and_reading_pages_is_not(lead, monkeypatch):
    monkeypatch.setattr(pace, "UPLOADS", "2/m")
    browser, address = signed_in(lead), "/c/UGA/assessments/import/"

    def upload() -> int:
        return browser.post(address, {"file": SimpleUploadedFile("scores.csv", b"nothing of use")}).status_code

    assert [upload() for _ in range(3)] == [422, 422, 429]
    assert browser.get(address).status_code == 200
