"""Freezing, releasing and withdrawing on pages, and the public pages that nobody has to sign in for."""

import hashlib
import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from opennaphs.actions.publishing.freeze_plan import freeze_plan
from opennaphs.actions.publishing.release_publication import release_publication
from opennaphs.actions.publishing.withdraw_publication import withdraw_publication
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import COUNTRY_ROLES
from opennaphs.domain.publishing import checksum_of
from opennaphs.reports.data_columns import COLUMNS
from opennaphs.store.models import ActivityRecord, AuditEvent, PlanRecord, Publication
from opennaphs.web.publishing.visitors import visitor_of
from tests.published_plans import SECRET, endorse, launch, released, secret_plan
from tests.workbench import create_country, create_person, create_plan, create_plan_record, signed_in

pytestmark = pytest.mark.django_db
PUBLIC = ("public-plan", "public-activities", "public-picture", "public-package", "public-document")


@pytest.fixture(autouse=True)
def nothing_kept():
    caches["pictures"].clear()


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan_record(plan=secret_plan(), title="Plan for 2027", kind="strategic", by=lead)


@pytest.fixture
def public(plan, lead):
    return released(plan, lead)


def addresses(key):
    return [*(reverse(name, args=[key]) for name in PUBLIC), *(reverse("public-table", args=[key, t]) for t in COLUMNS)]


def open_(address, **headers):
    return Client(headers=headers).get(address)


# --- what the public sees -----------------------------------------------------------------------------------------


def test_everybody_reads_a_released_plan_without_signing_in(public):
    for address in addresses(public.key):
        response = open_(address)
        assert response.status_code == 200, address
        assert response.cookies == {}
        assert response["Cache-Control"] == "public, max-age=300"
        assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_public_page_says_what_was_promised(public):
    page = open_(f"/public/{public.key}/").content.decode()
    for said in ("Plan for 2027", "The cabinet", "1 March 2027", public.public_checksum, "The treasury", "210"):
        assert said in page, said
    assert "None" not in page


def test_nothing_internal_leaks(plan, lead):
    """Secrets stand in every internal part of the plan, also after it is launched and reported on."""
    endorse(plan, lead)
    public = release_publication(publication=launch(plan, lead), by=lead)
    assert SECRET in json.dumps(public.document)
    found = [*addresses(public.key), f"/public/{public.key}/activities/?area=jee-3.D1", "/public/"]
    for address in found:
        content = open_(address).content
        assert SECRET.encode() not in content, address
        assert b"77777" not in content, address
        assert str(lead).encode() not in content, address
        assert lead.email.encode() not in content, address
    with ZipFile(BytesIO(open_(reverse("public-package", args=[public.key])).content)) as archive:
        assert [name for name in archive.namelist() if SECRET.encode() in archive.read(name)] == []


def test_who_is_signed_in_sees_the_same_page(public, lead):
    assert signed_in(lead).get(f"/public/{public.key}/").content == open_(f"/public/{public.key}/").content


def test_a_frozen_copy_that_is_not_released_looks_like_none(plan, lead):
    made = endorse(plan, lead)
    for mine, unknown in zip(addresses(made.key), addresses("no-such-key-at-all"), strict=True):
        first, second = open_(mine), open_(unknown)
        assert first.status_code == second.status_code == 404
        assert _without(first.content, made.key) == _without(second.content, "no-such-key-at-all")
    assert made.key not in open_("/public/").content.decode()


def _without(page, key):
    """Take out what differs between any two pages: the token of forms and the address asked for."""
    shown = re.sub(rb"""(csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+""", b"", page)
    return shown.replace(key.encode(), b"")


def test_a_withdrawn_publication_says_so_everywhere(public, lead):
    withdraw_publication(publication=public, why="A wrong table", by=lead)
    for address in addresses(public.key):
        response = open_(address)
        assert response.status_code == 410, address
        assert "A wrong table" in response.content.decode()
    assert public.key not in open_("/public/").content.decode()


def test_the_link_outlives_the_plan(public):
    PlanRecord.objects.filter(pk=public.plan_id).update(removed=True, state="draft")
    assert open_(f"/public/{public.key}/").status_code == 200


def test_later_changes_do_not_reach_the_public(public):
    before = open_(f"/public/{public.key}/").content
    row = ActivityRecord.objects.get(plan=public.plan_id, number="D1-001")
    row.content = {**row.content, "text": "Something else"}
    row.save()
    caches["pictures"].clear()
    assert open_(f"/public/{public.key}/").content == before


def test_the_list_names_every_released_plan_with_its_checksum(public, lead):
    page = open_("/public/").content.decode()
    assert public.public_checksum in page
    assert f"/public/{public.key}/" in page
    assert "Uganda" in page


def test_nothing_published_is_said_and_not_shown_as_an_empty_table(db):
    assert "Nothing is published yet" in open_("/public/").content.decode()


def test_an_older_publication_leads_to_the_newer_and_shows_its_progress(plan, lead, public):
    assert "As reported until" not in open_(f"/public/{public.key}/").content.decode()
    newer = release_publication(publication=launch(plan, lead), by=lead)
    page = open_(f"/public/{public.key}/").content.decode()
    assert "There is a newer publication" in page
    assert newer.key in page
    assert "As reported until" in page
    assert "not reported" in open_(f"/public/{newer.key}/activities/").content.decode()


def test_who_has_a_page_already_gets_nothing_again(public):
    for address in addresses(public.key):
        tag = open_(address)["ETag"]
        assert open_(address, **{"if-none-match": tag}).status_code == 304, address


def test_the_public_document_has_the_stated_checksum(public):
    response = open_(reverse("public-document", args=[public.key]))
    assert hashlib.sha256(response.content).hexdigest() == public.public_checksum
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Disposition"].endswith('.naphs.json"')


def test_the_data_package_is_the_same_each_time_and_names_its_link(public):
    address = reverse("public-package", args=[public.key])
    first, second = open_(address).content, open_(address, **{"accept-language": "ar"}).content
    assert first == second
    with ZipFile(BytesIO(first)) as archive:
        assert f"/public/{public.key}/" in json.loads(archive.read("datapackage.json"))["homepage"]


def test_the_language_is_chosen_in_the_address_or_by_the_browser(public):
    page = open_(f"/public/{public.key}/?language=ar").content.decode()
    assert 'dir="rtl"' in page
    assert f"/public/{public.key}/costs.svg?language=ar" in page
    assert 'lang="fr" dir="ltr"' in open_(f"/public/{public.key}/", **{"accept-language": "fr"}).content.decode()
    assert 'lang="en"' in open_(f"/public/{public.key}/?language=xx").content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_public_pages_are_read_and_nothing_else(public, method):
    for address in addresses(public.key):
        assert getattr(Client(), method)(address).status_code == 405


def test_unknown_tables_and_areas_are_not_there(public):
    assert open_(f"/public/{public.key}/notes.csv").status_code == 404
    assert open_(f"/public/{public.key}/activities/?area=jee-3.P9").status_code == 404


def test_one_address_on_the_net_cannot_keep_the_server_busy(public, settings):
    settings.RATELIMIT_ENABLE = True
    codes = [open_(f"/public/{public.key}/plan.naphs.json").status_code for _ in range(122)]
    assert (codes[0], codes[-1]) == (200, 429)
    assert Client(REMOTE_ADDR="203.0.113.9").get("/public/").status_code == 200


def test_behind_a_proxy_what_a_visitor_claims_of_himself_does_not_count(rf, settings):
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.9")
    assert visitor_of("", request) == "10.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert visitor_of("", request) == "203.0.113.9"


def test_public_pages_ask_little_of_the_database(public, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        open_(f"/public/{public.key}/")
    with django_assert_max_num_queries(3):
        open_("/public/")


# --- the pages of the secretariat ---------------------------------------------------------------------------------


def at(plan, name, *more):
    return reverse(name, args=[plan.country, plan.pk, *more])


def test_a_plan_without_publications_says_when_there_will_be_one(plan, lead):
    assert "Nothing is frozen yet" in signed_in(lead).get(at(plan, "publications")).content.decode()


def test_the_secretariat_looks_at_it_releases_it_and_withdraws_it(plan, lead):
    made, client = endorse(plan, lead), signed_in(lead)
    page = client.get(at(plan, "publication", made.pk)).content.decode()
    for said in (made.checksum, made.public_checksum, "Director of laboratories", "Ratings of impact"):
        assert said in page, said
    assert made.key not in page
    preview = client.get(at(plan, "publication-preview", made.pk))
    assert "This is a preview" in preview.content.decode()
    assert preview["Cache-Control"] == "private, no-store"
    done = client.post(at(plan, "publication-release", made.pk), {"licence": "CC0-1.0"}, follow=True)
    assert "The plan is public now" in done.content.decode()
    assert f"/public/{made.key}/" in done.content.decode()
    assert "Creative Commons Zero" in open_(f"/public/{made.key}/").content.decode()
    done = client.post(at(plan, "publication-withdraw", made.pk), {"why": "A wrong table"}, follow=True)
    assert "Its link says so" in done.content.decode()
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"freeze_plan", "release_publication", "withdraw_publication"} <= actions


def test_a_preview_shows_what_will_be_public_and_no_secret(plan, lead):
    made, client = endorse(plan, lead), signed_in(lead)
    for name in ("publication-preview", "publication-activities", "publication-picture"):
        response = client.get(at(plan, name, made.pk))
        assert response.status_code == 200
        assert SECRET.encode() not in response.content


def test_changes_since_are_counted_and_can_be_frozen(plan, lead):
    endorse(plan, lead)
    client = signed_in(lead)
    assert (
        "Nothing has changed in the plan since publication 1" in client.get(at(plan, "publications")).content.decode()
    )
    row = ActivityRecord.objects.get(plan=plan, number="D1-001")
    row.content = {**row.content, "text": "Something else"}
    row.version += 1
    row.save()
    page = client.get(at(plan, "publications")).content.decode()
    assert "activities: 1" in page
    done = client.post(at(plan, "publication-freeze"), follow=True)
    assert "Publication 2 is frozen" in done.content.decode()


@pytest.mark.parametrize("role", [one for one in COUNTRY_ROLES if Permission.PUBLISH_PLAN not in one.permissions])
def test_others_see_publications_and_why_they_cannot_press(plan, lead, role):
    made, client = endorse(plan, lead), signed_in(create_person(role.key, "UGA"))
    for name, more in (("publications", ()), ("publication", (made.pk,)), ("publication-preview", (made.pk,))):
        assert client.get(at(plan, name, *more)).status_code == 200
    assert "The secretariat lead freezes and releases plans" in client.get(at(plan, "publications")).content.decode()
    for name, more in (
        ("publication-freeze", ()),
        ("publication-release", (made.pk,)),
        ("publication-withdraw", (made.pk,)),
    ):
        assert client.post(at(plan, name, *more), {"licence": "CC-BY-4.0", "why": "x"}).status_code == 403
    assert Publication.objects.get(pk=made.pk).released_at is None


def test_what_cannot_be_done_is_said_in_the_form(plan, lead):
    made, client = endorse(plan, lead), signed_in(lead)
    for data in ({}, {"licence": "mine"}):
        assert client.post(at(plan, "publication-release", made.pk), data).status_code == 422
    release_publication(publication=made, by=lead)
    again = client.post(at(plan, "publication-release", made.pk), {"licence": "CC-BY-4.0"})
    assert (again.status_code, "Publication 1 is public already" in again.content.decode()) == (422, True)
    for why in ("", "x" * 501):
        assert client.post(at(plan, "publication-withdraw", made.pk), {"why": why}).status_code == 422
    assert client.post(at(plan, "publication-freeze")).status_code == 422


def test_an_altered_copy_is_refused_in_the_form(plan, lead):
    made = endorse(plan, lead)
    Publication.objects.filter(pk=made.pk).update(checksum=checksum_of({}))
    refused = signed_in(lead).post(at(plan, "publication-release", made.pk), {"licence": "CC-BY-4.0"})
    assert (refused.status_code, "the stored copy was altered" in refused.content.decode()) == (422, True)
    assert open_(f"/public/{made.key}/").status_code == 404


def test_a_publication_of_another_plan_is_not_here(plan, lead):
    made = endorse(plan, lead)
    other = create_plan(lead, title="Other")
    assert signed_in(lead).get(at(other, "publication", made.pk)).status_code == 404


def test_the_page_of_the_state_shows_the_frozen_copy(plan, lead):
    made = endorse(plan, lead)
    page = signed_in(lead).get(at(plan, "plan-state")).content.decode()
    assert made.checksum in page
    assert at(plan, "publication", made.pk) in page


def test_when_the_trail_cannot_be_written_nothing_is_frozen(plan, lead, monkeypatch):
    endorse(plan, lead)
    ActivityRecord.objects.filter(plan=plan).update(content={"id": "x"})
    monkeypatch.setattr("opennaphs.actions.writing.append", _fail)
    with pytest.raises(RuntimeError):
        freeze_plan(plan=plan, by=lead)
    assert plan.publications.count() == 1


def _fail(*_arguments, **_more):
    raise RuntimeError("the trail cannot be written")


def test_the_list_of_publications_asks_little(plan, lead, django_assert_max_num_queries):
    for _ in range(3):
        endorse(plan, lead)
    client = signed_in(lead)
    client.get(at(plan, "publications"))
    with django_assert_max_num_queries(30):
        client.get(at(plan, "publications"))
