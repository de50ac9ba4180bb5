"""What of a plan is for everybody, the checksum, and the life of a frozen copy."""

import hashlib
import json

import pytest

from opennaphs.actions.plans.move_plan import move_plan
from opennaphs.actions.publishing.freeze_plan import freeze_plan
from opennaphs.actions.publishing.release_publication import release_publication
from opennaphs.actions.publishing.withdraw_publication import withdraw_publication
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import ROLES
from opennaphs.catalogue.yaml_files import fits_schema
from opennaphs.domain.plan_document import document, plan_of
from opennaphs.domain.plan_states import PlanState
from opennaphs.domain.publication_changes import PlanPart, changed_parts
from opennaphs.domain.publishing import checksum_of, is_open_link, is_role, left_out, public_document
from opennaphs.domain.sentences import Refused
from opennaphs.store.models import ActivityRecord, AuditEvent, PlanRecord, Publication
from opennaphs.store.publications import find_released, newer_than
from tests.published_plans import DAY, SECRET, endorse, launch, move, released, secret_plan
from tests.workbench import create_country, create_person, create_plan

SCHEMA = "plan.schema.json"


@pytest.fixture(scope="module")
def inside():
    return {**document(secret_plan()), "choice": {"origin": {"rules": f"{SECRET} rules"}}}


def test_the_public_document_holds_no_secret_and_is_a_plan_document(inside):
    public = public_document(inside)
    assert SECRET in json.dumps(inside)
    assert SECRET not in json.dumps(public)
    assert fits_schema(public, SCHEMA)
    assert document(plan_of(public)) == public


def test_the_public_document_keeps_what_a_reader_looks_for(inside):
    public = public_document(inside)
    first, second, third = public["activities"]
    assert (first["owner"], second["owner"]) == ("Director of laboratories", None)
    assert (first["details"]["places"], first["details"]["starts"]) == (["Gulu"], "2027-02-01")
    assert first["cost"]["lines"][0]["by_year"] == inside["activities"][0]["cost"]["lines"][0]["by_year"]
    assert (third["cost"]["state"], third["cost"]["reason"]) == ("not costed", None)
    assert [one["id"] for one in public["funding"]["sources"]] == ["S01"]
    assert [one["id"] for one in public["funding"]["supports"]] == ["F01", "F03"]
    assert public["follow_up"]["updates"][0]["percent_done"] == 40
    assert public["follow_up"]["milestones"][0]["evidence"] == "https://example.org/opened"
    assert public["goals"] == inside["goals"]


def test_ratings_are_withheld_as_not_said_and_never_as_zero(inside):
    details = public_document(inside)["activities"][0]["details"]
    assert (details["impact"], details["feasibility"], details["risk"]) == (None, None, None)


def test_what_is_left_out_is_counted_by_reason(inside):
    counts = {one.why: one.count for one in left_out(inside)}
    assert counts["Ratings of impact, feasibility and risk: people rate frankly only when it stays among them."] == 3
    assert counts["Support that the secretariat has not validated, and sources without any other."] == 1
    assert counts["Evidence that is no open web address."] == 2


def test_a_public_document_leaves_nothing_more_out(inside):
    public = public_document(inside)
    assert public_document(public) == public
    assert left_out(public) == ()


@pytest.mark.parametrize(
    ("link", "is_open"),
    [
        ("https://example.org/report.pdf", True),
        ("http://health.example/x", True),
        ("https://example.org/report?key=abc", False),
        ("https://example.org/report#abc", False),
        ("https://amina:pass@example.org/", False),
        ("https://intranet/report", False),
        ("https://files.internal/report", False),
        ("https://10.0.0.7/report", False),
        ("https://[::1]/report", False),
        ("ftp://example.org/report", False),
        ("javascript:alert(1)", False),
        ("file:///home/amina/report", False),
        ("Minutes of the meeting", False),
        ("https://[broken", False),
        ("https://example.org:port/", False),
        ("HTTPS://Example.org:8443/a/b.pdf", True),
        ("https://santé.example/rapport", True),
        ("https://FILES.Internal/report", False),
        ("https://0x7f.1/report", False),
        ("https://example.org\\@10.0.0.7/", False),
        ("https://example.org/a b", False),
        ("https://example.org/x\n", False),
        (" https://example.org/x", False),
    ],
)
def test_only_open_web_addresses_are_published_as_evidence(link, is_open):
    assert is_open_link(link) is is_open


@pytest.mark.parametrize(
    ("owner", "role"),
    [(None, True), ("Director, unit 12", True), ("a@b.org", False), ("Amina +256 700 123 456", False)],
)
def test_an_owner_is_a_role(owner, role):
    assert is_role(owner) is role


def test_the_checksum_is_the_rule_anybody_can_follow():
    content = {"b": [1, None, True], "a": {"ü": "“x”", "A": "1.50"}}
    by_hand = '{"a":{"A":"1.50","ü":"“x”"},"b":[1,null,true]}'
    assert checksum_of(content) == hashlib.sha256(by_hand.encode("utf-8")).hexdigest()


def test_changes_are_counted_in_what_people_speak_of(inside):
    now = json.loads(json.dumps(inside))
    now["activities"][0]["text"] = "Something else"
    del now["activities"][1]
    now["goals"] = now["goals"][1:]
    now["funding"]["supports"][0]["title"] = "Other"
    now["follow_up"]["updates"].append(now["follow_up"]["updates"][0])
    now["title"] = "Other"
    found = changed_parts(inside, now)
    assert found[PlanPart.ACTIVITIES] == 2
    assert (found[PlanPart.MONEY], found[PlanPart.REPORTS], found[PlanPart.FRAME]) == (1, 1, 1)
    assert changed_parts(inside, inside) == {}


# --- the life of a frozen copy ------------------------------------------------------------------------------------


@pytest.fixture
def lead(db):
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


def test_endorsing_a_plan_freezes_it_with_its_checksum(plan, lead):
    made = endorse(plan, lead)
    stored = Publication.objects.get(pk=made.pk)
    assert (stored.number, stored.state, stored.facts["endorsed_by"]) == (1, PlanState.ENDORSED, "The cabinet")
    assert checksum_of(stored.document) == stored.checksum
    assert checksum_of(stored.public_document) == stored.public_checksum
    assert find_released(stored.key) is None
    assert AuditEvent.objects.filter(action="freeze_plan", subject_id=str(made.pk)).count() == 1


def test_a_refused_endorsement_freezes_nothing(plan, lead):
    with pytest.raises(Refused):
        move(plan, PlanState.ENDORSED, lead)
    assert not Publication.objects.exists()


def test_launching_keeps_the_day_of_the_launch_with_the_same_checksum(plan, lead):
    first = endorse(plan, lead)
    second = launch(plan, lead)
    assert (second.number, second.facts["launched_on"], second.checksum) == (2, "2027-03-01", first.checksum)


def test_going_back_freezes_nothing_and_a_new_endorsement_does(plan, lead):
    endorse(plan, lead)
    plan.refresh_from_db()
    move_plan(plan=plan, to=PlanState.VALIDATED, version=plan.version, today=DAY, why="An error", by=lead)
    assert plan.publications.count() == 1
    assert endorse(plan, lead).number == 2


def test_what_has_not_changed_is_not_frozen_again(plan, lead):
    endorse(plan, lead)
    with pytest.raises(Refused, match="Nothing has changed since publication 1"):
        freeze_plan(plan=plan, by=lead)
    row = ActivityRecord.objects.filter(plan=plan)[0]
    row.content = {**row.content, "text": "Something else"}
    row.save()
    assert freeze_plan(plan=plan, by=lead).number == 2


def test_a_draft_is_not_frozen(plan, lead):
    with pytest.raises(Refused, match="once it is endorsed"):
        freeze_plan(plan=plan, by=lead)


def test_a_released_copy_never_changes_when_the_plan_does(plan, lead):
    made = released(plan, lead)
    row = ActivityRecord.objects.filter(plan=plan)[0]
    row.content = {**row.content, "text": "Something else"}
    row.save()
    assert find_released(made.key).public_document == made.public_document


def test_a_copy_that_was_altered_is_not_released(plan, lead):
    made = endorse(plan, lead)
    Publication.objects.filter(pk=made.pk).update(public_document={**made.public_document, "title": "Altered"})
    with pytest.raises(Refused, match="does not have the checksum"):
        release_publication(publication=made, by=lead)
    Publication.objects.filter(pk=made.pk).update(public_document=made.public_document, document={})
    with pytest.raises(Refused, match="does not have the checksum"):
        release_publication(publication=made, by=lead)
    assert find_released(made.key) is None


def test_a_copy_frozen_under_other_rules_is_not_released(plan, lead):
    made = endorse(plan, lead)
    loose = {**made.public_document, "notices": made.document["notices"]}
    Publication.objects.filter(pk=made.pk).update(public_document=loose, public_checksum=checksum_of(loose))
    with pytest.raises(Refused, match="decided anew"):
        release_publication(publication=made, by=lead)


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.VALIDATED])
def test_only_agreed_plans_are_released(plan, lead, state):
    made = endorse(plan, lead)
    PlanRecord.objects.filter(pk=plan.pk).update(state=state)
    with pytest.raises(Refused, match="Only agreed plans"):
        release_publication(publication=made, by=lead)


def test_a_publication_is_released_once_and_withdrawn_once_with_a_reason(plan, lead):
    made = released(plan, lead)
    with pytest.raises(Refused, match="public already"):
        release_publication(publication=made, by=lead)
    for why, said in (("  ", "Say why"), ("x" * 501, "there is room for 500")):
        with pytest.raises(Refused, match=said):
            withdraw_publication(publication=made, why=why, by=lead)
    withdraw_publication(publication=made, why="A wrong table", by=lead)
    assert find_released(made.key).withdrawn_why == "A wrong table"
    for act in (withdraw_publication, release_publication):
        with pytest.raises(Refused):
            act(publication=made, by=lead, **({"why": "again"} if act is withdraw_publication else {}))
    assert freeze_plan(plan=plan, by=lead).number == 2


def test_what_is_not_public_cannot_be_withdrawn(plan, lead):
    with pytest.raises(Refused, match="not public"):
        withdraw_publication(publication=endorse(plan, lead), why="because", by=lead)


def test_an_unknown_licence_is_refused(plan, lead):
    with pytest.raises(Refused, match="not one of the licences"):
        release_publication(publication=endorse(plan, lead), licence="all rights reserved", by=lead)


def test_the_newest_released_publication_is_known(plan, lead):
    first = released(plan, lead)
    second = launch(plan, lead)
    assert newer_than(first) is None
    release_publication(publication=second, by=lead)
    assert newer_than(first) == second
    withdraw_publication(publication=second, why="A wrong table", by=lead)
    assert newer_than(first) is None


@pytest.mark.parametrize("role", [one for one in ROLES.values() if Permission.PUBLISH_PLAN not in one.permissions])
def test_nobody_else_publishes(plan, lead, role):
    made, person = endorse(plan, lead), create_person(role.key, "UGA")
    with pytest.raises(NotAllowed):
        freeze_plan(plan=plan, by=person)
    with pytest.raises(NotAllowed):
        release_publication(publication=made, by=person)
    with pytest.raises(NotAllowed):
        withdraw_publication(publication=made, why="because", by=person)
