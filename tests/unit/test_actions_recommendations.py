"""The register of recommendations: who may keep it, what answers a recommendation, and how it is settled."""

import datetime

import pytest

from opennaphs.actions.chain import verify
from opennaphs.actions.recommendations.answer_recommendation import answer_recommendation
from opennaphs.actions.recommendations.create_recommendation import create_recommendation
from opennaphs.actions.recommendations.edit_recommendation import edit_recommendation
from opennaphs.actions.recommendations.import_recommendations import import_recommendations
from opennaphs.actions.recommendations.imports import incoming, lines_of
from opennaphs.actions.recommendations.preview_recommendations import preview_recommendations
from opennaphs.actions.recommendations.remove_recommendation import remove_recommendation
from opennaphs.actions.recommendations.settle_recommendation import settle_recommendation
from opennaphs.actions.writing import Gone, Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import COUNTRY_ROLES
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import AuditEvent, Recommendation
from tests.workbench import create_country, create_person, create_plan, first_activity

pytestmark = pytest.mark.django_db
ABOUT = {"origin": "jee priority action", "text": "Train samplers", "area": "jee-3.D1"}


@pytest.fixture
def lead():
    return create_country("UGA")


def created(by, **about) -> Recommendation:
    return create_recommendation(country="UGA", fields=ABOUT | about, by=by)


def test_a_recommendation_begins_open_with_its_trace(lead):
    row = created(lead, due=datetime.date(2027, 1, 31), owner="Laboratory director")
    assert (row.state, row.version, row.answered_by) == ("open", 1, [])
    event = AuditEvent.objects.get(action="create_recommendation")
    assert (event.by_name, event.label) == (str(lead), "Train samplers")
    assert list(verify("UGA")) == []


@pytest.mark.parametrize("role", COUNTRY_ROLES, ids=lambda role: role.key)
def test_only_roles_that_keep_the_register_write_in_it(lead, role):
    person = create_person(role.key, "UGA")
    if Permission.MANAGE_RECOMMENDATIONS in role.permissions:
        assert created(person).pk
    else:
        with pytest.raises(NotAllowed):
            created(person)
        assert not Recommendation.objects.exists()


def test_a_technical_lead_keeps_their_own_area_only(lead):
    person = create_person("technical-lead", "UGA", "jee-3.D1")
    row = created(person)
    for area in ("jee-3.P1", ""):
        with pytest.raises(NotAllowed):
            created(person, area=area)
        with pytest.raises(NotAllowed):
            edit_recommendation(recommendation=row, fields={"area": area}, version=1, by=person)
    other = created(lead, area="jee-3.P1")
    with pytest.raises(NotAllowed):
        edit_recommendation(recommendation=other, fields={"area": "jee-3.D1"}, version=1, by=person)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": " "}, "Write what is recommended"),
        ({"origin": "gossip"}, "is no origin"),
        ({"area": "D1"}, "is no technical area"),
        ({"date": "June"}, "is no date"),
        ({"due": "soon"}, "is no day"),
        ({"state": "done"}, "cannot be set: state"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(lead, wrong, sentence):
    with pytest.raises(NaphsError, match=sentence):
        created(lead, **wrong)
    assert not Recommendation.objects.exists()


def test_the_second_writer_is_told(lead):
    row = created(lead)
    edit_recommendation(recommendation=row, fields={"text": "First"}, version=1, by=lead)
    with pytest.raises(Stale):
        edit_recommendation(recommendation=row, fields={"text": "Second"}, version=1, by=lead)
    row.refresh_from_db()
    assert row.text == "First"


def test_activities_answer_it_and_taking_them_away_opens_it_again(lead):
    row, activity = created(lead), first_activity(create_plan(lead))
    row = answer_recommendation(recommendation=row, activities=[activity.pk], version=1, by=lead)
    assert (row.state, row.answered_by) == ("answered by an activity", [activity.pk])
    row = answer_recommendation(recommendation=row, activities=[], version=2, by=lead)
    assert (row.state, row.answered_by) == ("open", [])


def test_an_activity_of_another_country_or_a_removed_one_cannot_answer(lead):
    row = created(lead)
    foreign = first_activity(create_plan(create_country("KEN"), "KEN"))
    gone = first_activity(create_plan(lead))
    type(gone).objects.filter(pk=gone.pk).update(removed=True)
    for pk in (foreign.pk, gone.pk, 999_999):
        with pytest.raises(NaphsError, match="no plan of this country"):
            answer_recommendation(recommendation=row, activities=[pk], version=1, by=lead)
    row.refresh_from_db()
    assert (row.version, row.answered_by) == (1, [])


def test_a_rejection_needs_its_reason_and_shows_it(lead):
    row = created(lead)
    with pytest.raises(NaphsError, match="rejected without a reason"):
        settle_recommendation(recommendation=row, state="rejected", version=1, why=" ", by=lead)
    row = settle_recommendation(recommendation=row, state="rejected", version=1, why="Done by the region", by=lead)
    assert (row.state, row.reason) == ("rejected", "Done by the region")
    row = settle_recommendation(recommendation=row, state="open", version=2, by=lead)
    assert (row.state, row.reason) == ("open", "")


def test_opened_again_with_its_activities_it_is_answered(lead):
    row, activity = created(lead), first_activity(create_plan(lead))
    row = answer_recommendation(recommendation=row, activities=[activity.pk], version=1, by=lead)
    row = settle_recommendation(recommendation=row, state="done", version=2, by=lead)
    assert settle_recommendation(recommendation=row, state="open", version=3, by=lead).state == (
        "answered by an activity"
    )


def test_nobody_says_answered_without_an_activity(lead):
    with pytest.raises(NaphsError, match="no state one can set"):
        settle_recommendation(recommendation=created(lead), state="answered by an activity", version=1, by=lead)


def test_what_was_removed_cannot_be_changed(lead):
    row = created(lead)
    with pytest.raises(NaphsError, match="Say why"):
        remove_recommendation(recommendation=row, version=1, why="", by=lead)
    row = remove_recommendation(recommendation=row, version=1, why="Entered twice", by=lead)
    with pytest.raises(Gone):
        edit_recommendation(recommendation=row, fields={"text": "x"}, version=2, by=lead)


# --- import -----------------------------------------------------------------------------------------------------------

TABLE = (
    b"origin,title,date,area,text,owner,due\n"
    b"jee,,,D1,train  SAMPLERS,,\n"
    b"aar,Cholera,2025,D1,Write a plan,Director,2027-06-30\n"
    b"aar,Cholera,2025,D1,Write a plan,Director,2027-06-30\n"
)


def previewed(by, content=TABLE):
    return preview_recommendations(country="UGA", file_name="r.csv", content=content, by=by)


def test_what_the_register_has_already_is_passed_over_and_said(lead):
    created(lead)
    preview = previewed(lead)
    found = incoming(lines_of(preview), "UGA")
    assert [one.text for one in found.new] == ["Write a plan"]
    assert [one.text for one in found.known] == ["train SAMPLERS", "Write a plan"]
    assert Recommendation.objects.count() == 1
    (row,) = import_recommendations(preview=preview, by=lead)
    assert (row.text, row.owner, row.due) == ("Write a plan", "Director", datetime.date(2027, 6, 30))
    with pytest.raises(Gone, match="imported already"):
        import_recommendations(preview=preview, by=lead)


def test_a_technical_lead_imports_their_own_area_only(lead):
    person = create_person("technical-lead", "UGA", "jee-3.D1")
    assert len(import_recommendations(preview=previewed(person), by=person)) == 2
    with pytest.raises(NotAllowed):
        previewed(person, TABLE.replace(b"2025,D1", b"2025,P1").replace(b"Write", b"Rewrite"))


def test_an_import_that_breaks_leaves_nothing(lead, monkeypatch):
    preview = previewed(lead)

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("opennaphs.actions.writing.append", broken)
    with pytest.raises(RuntimeError):
        import_recommendations(preview=preview, by=lead)
    preview.refresh_from_db()
    assert (Recommendation.objects.count(), preview.taken_at) == (0, None)
