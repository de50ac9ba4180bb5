"""The secretariat keeps the register of stakeholders, committees and meetings in one place, together."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone

from opennaphs.actions.engagement.edit_stakeholder import edit_stakeholder
from opennaphs.actions.engagement.share_out_area import share_out_area
from opennaphs.actions.history.revert_row import revert_row
from opennaphs.actions.writing import Stale
from opennaphs.authorization.roles import COUNTRY_ROLES, SECRETARIAT_LEAD, SECRETARIAT_MEMBER, TECHNICAL_LEAD, VIEWER
from opennaphs.domain.coordination import Involvement
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import ActionItem, AuditEvent, Committee, Meeting, StakeholderRecord
from tests.engagement import create_action_item, create_committee, create_meeting, create_stakeholder
from tests.workbench import create_country, create_person, create_plan, signed_in

pytestmark = pytest.mark.django_db
HOME = "/c/UGA/engagement/"


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def browser(lead):
    return signed_in(lead)


def _text(response) -> str:
    return response.content.decode()


def _table(response) -> list[list[str]]:
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


# --- the register -------------------------------------------------------------------------------------------------


def test_an_empty_register_says_what_it_is_for_and_the_next_step(browser):
    page = _text(browser.get(HOME))
    assert "Nobody is in the register yet" in page
    assert f'href="{HOME}new/"' in page


def test_somebody_is_added_and_stands_in_register_map_and_file(browser):
    told = {"name": "Min. of Finance", "sector": "finance", "influence": "5", "interest": "", "mandate": "Budget"}
    assert browser.post(f"{HOME}new/", told).status_code == 302
    row = StakeholderRecord.objects.get()
    assert (row.influence, row.interest) == (5, None)  # nobody has said is not zero
    assert "Min. of Finance" in _text(browser.get(HOME))
    assert AuditEvent.objects.filter(action="add_stakeholder").count() == 1
    picture = browser.get(f"{HOME}map.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"not rated: 1" in picture.content
    assert _table(browser.get(f"{HOME}stakeholders.csv"))[1] == [
        "Min. of Finance",
        "",
        "finance",
        "Budget",
        "5",
        "",
        "",
    ]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"sector": "astrology"}, {"influence": "6"}, {"interest": "0"}, {"influence": "high"}]
)
def test_what_cannot_be_is_said_at_the_form_and_nothing_is_kept(browser, wrong):
    told = {"name": "Somebody", "sector": "health", "mandate": "What I typed", **wrong}
    response = browser.post(f"{HOME}new/", told)
    assert response.status_code == 422
    assert "What I typed" in _text(response)
    assert not StakeholderRecord.objects.exists()


def test_a_second_one_of_the_same_name_is_asked_about_first(browser, lead):
    create_stakeholder(lead, name="WHO", sector="international partner")
    told = {"name": " who ", "sector": "international partner"}
    response = browser.post(f"{HOME}new/", told)
    assert response.status_code == 422
    assert "is in the register already" in _text(response)
    assert browser.post(f"{HOME}new/", {**told, "anyway": "yes"}).status_code == 302
    assert StakeholderRecord.objects.count() == 2


@pytest.mark.parametrize("role", COUNTRY_ROLES, ids=lambda role: role.key)
def test_only_the_secretariat_keeps_the_register_everybody_reads_it(lead, role):
    row = create_stakeholder(lead)
    meeting = create_meeting(create_committee(lead), lead)
    item = create_action_item(meeting, lead)
    theirs = signed_in(create_person(role.key, "UGA"))
    keeps = role in (SECRETARIAT_LEAD, SECRETARIAT_MEMBER)
    reads = ["", "areas/", "committees/", f"committees/{meeting.committee_id}/", f"committees/meetings/{meeting.pk}/"]
    for page in [*reads, "committees/items/", f"committees/meetings/{meeting.pk}/minutes/"]:
        assert theirs.get(HOME + page).status_code == 200, page
    writes = ["new/", f"{row.pk}/edit/", f"{row.pk}/remove/", "areas/jee-3.D1/", "committees/new/", "import/"]
    writes += [f"committees/{meeting.committee_id}/meetings/new/", f"committees/meetings/{meeting.pk}/edit/"]
    writes += [f"committees/meetings/{meeting.pk}/items/new/", f"committees/items/{item.pk}/edit/"]
    for page in writes:
        assert theirs.get(HOME + page).status_code == (200 if keeps else 403), page
    assert ("Add a stakeholder" in _text(theirs.get(HOME))) == keeps


def test_rows_of_another_country_do_not_exist(lead):
    kenyan = create_country("KEN")
    row = create_stakeholder(kenyan, "KEN", name="Secret of Kenya")
    meeting = create_meeting(create_committee(kenyan, "KEN"), kenyan)
    item = create_action_item(meeting, kenyan)
    browser = signed_in(lead)
    for page in (
        f"{row.pk}/edit/",
        f"{row.pk}/remove/",
        f"committees/{meeting.committee_id}/",
        f"committees/{meeting.committee_id}/edit/",
        f"committees/{meeting.committee_id}/meetings/new/",
        f"committees/meetings/{meeting.pk}/",
        f"committees/meetings/{meeting.pk}/meeting.ics",
        f"committees/items/{item.pk}/edit/",
    ):
        assert browser.get(HOME + page).status_code == 404, page
    assert "Secret of Kenya" not in _text(browser.get(HOME))


def test_the_register_is_narrowed_by_word_sector_and_quadrant(browser, lead):
    create_stakeholder(lead, name="Finance", sector="finance", influence=5, interest=5)
    create_stakeholder(lead, name="Herders", sector="civil society", influence=1, interest=5)
    create_stakeholder(lead, name="Nobody asked", sector="civil society", influence=None, interest=5)
    rows = "tbody"
    for query, there in (
        ({"q": "HERD"}, {"Herders"}),
        ({"sector": "civil society"}, {"Herders", "Nobody asked"}),
        ({"quadrant": "manage closely"}, {"Finance"}),
        ({"quadrant": "unknown"}, {"Nobody asked"}),
        ({"quadrant": "no such"}, {"Finance", "Herders", "Nobody asked"}),
    ):
        page = _text(browser.get(HOME, query)).partition(rows)[2].partition("Influence and interest</h2>")[0]
        assert {name for name in ("Finance", "Herders", "Nobody asked") if f"<bdi>{name}</bdi>" in page} == there, query


def test_the_second_writer_sees_both_versions_and_loses_nothing(browser, lead):
    row = create_stakeholder(lead, mandate="Old")
    edit_stakeholder(stakeholder=row, fields={"mandate": "Of the first"}, version=1, by=lead)
    told = {"name": row.name, "sector": "agriculture", "influence": "4", "interest": "2", "mandate": "Of the second"}
    response = browser.post(f"{HOME}{row.pk}/edit/", {**told, "version": 1})
    assert response.status_code == 409
    assert "Of the first" in _text(response)
    assert "Of the second" in _text(response)
    again = {**told, "version": 2, "choose-mandate": "mine"}
    assert browser.post(f"{HOME}{row.pk}/edit/", again).status_code == 302
    assert StakeholderRecord.objects.get().mandate == "Of the second"


def test_removing_asks_first_and_keeps_the_history(browser, lead):
    row = create_stakeholder(lead)
    assert "Remove" in _text(browser.get(f"{HOME}{row.pk}/remove/"))
    assert not StakeholderRecord.objects.get().removed
    browser.post(f"{HOME}{row.pk}/remove/", {"version": 1})
    assert StakeholderRecord.objects.get().removed
    assert row.name not in _text(browser.get(HOME))
    assert browser.get(f"{HOME}{row.pk}/edit/").status_code == 404


@pytest.mark.parametrize("version", ["", "x", "7", "²"])
def test_removing_on_a_version_nobody_saw_changes_nothing(browser, lead, version):
    row = create_stakeholder(lead)
    assert browser.post(f"{HOME}{row.pk}/remove/", {"version": version}).status_code == 409
    assert not StakeholderRecord.objects.get().removed


def test_a_file_of_the_register_runs_nothing_in_a_spreadsheet(browser, lead):
    create_stakeholder(lead, name="=cmd|' /C calc'!A0")
    assert _table(browser.get(f"{HOME}stakeholders.csv"))[1][0].startswith("'=")


def test_a_long_register_takes_few_queries_and_pages(browser, lead, django_assert_max_num_queries):
    for number in range(120):
        create_stakeholder(lead, name=f"Stakeholder {number:03d}")
    with django_assert_max_num_queries(15):
        page = _text(browser.get(HOME))
    assert "<bdi>Stakeholder 099</bdi>" in page
    assert "<bdi>Stakeholder 119</bdi>" not in page.partition("Influence and interest</h2>")[0]


def test_what_was_removed_is_brought_back_from_its_history(browser, lead):
    row = create_stakeholder(lead)
    browser.post(f"{HOME}{row.pk}/remove/", {"version": 1})
    revert_row(row=row, to_version=1, version=2, by=lead)
    assert row.name in _text(browser.get(HOME))


def test_many_meetings_and_items_take_few_queries(browser, lead, django_assert_max_num_queries):
    for number in range(5):
        committee = create_committee(lead, name=f"Committee {number}")
        for _ in range(4):
            create_action_item(create_meeting(committee, lead), lead)
    for page in ("committees/", f"committees/{committee.pk}/", "committees/items/", "areas/"):
        with django_assert_max_num_queries(16):
            assert browser.get(HOME + page).status_code == 200


# --- who does what ----------------------------------------------------------------------------------------------------


def _area_form(rows, parts):
    told = {}
    for row in rows:
        told |= {f"part-{row.pk}": parts.get(row.pk, ""), f"seen-{row.pk}": row.parts.get("jee-3.D1", "")}
    return told


def test_an_area_is_shared_out_and_what_is_missing_is_said(browser, lead):
    create_plan(lead)
    one, two = create_stakeholder(lead, name="One"), create_stakeholder(lead, name="Two")
    page = _text(browser.get(f"{HOME}areas/"))
    assert "nobody is accountable" in page
    parts = {one.pk: "accountable", two.pk: "responsible"}
    assert browser.post(f"{HOME}areas/jee-3.D1/", _area_form([one, two], parts)).status_code == 302
    one.refresh_from_db()
    assert one.parts == {"jee-3.D1": "accountable"}
    assert AuditEvent.objects.filter(action="share_out_area").count() == 2
    table = _table(browser.get(f"{HOME}areas/areas.csv"))
    assert table[0] == ["area", "title", "One", "Two"]
    assert ["accountable", "responsible"] in [line[2:] for line in table]
    page = _text(browser.get(f"{HOME}areas/jee-3.D1/"))
    assert "nobody is" not in page


def test_two_accountable_are_named_in_a_sentence(browser, lead):
    rows = [create_stakeholder(lead, name=name) for name in ("One", "Two")]
    browser.post(f"{HOME}areas/jee-3.D1/", _area_form(rows, {row.pk: "accountable" for row in rows}))
    assert "2 are accountable (One, Two)" in _text(browser.get(f"{HOME}areas/"))


def test_two_people_sharing_out_one_area_see_each_others_choice(browser, lead):
    row = create_stakeholder(lead, name="One")
    seen_by_second = _area_form([row], {row.pk: "informed"})
    browser.post(f"{HOME}areas/jee-3.D1/", _area_form([row], {row.pk: "accountable"}))
    response = browser.post(f"{HOME}areas/jee-3.D1/", seen_by_second)
    assert response.status_code == 409
    assert "stands now: accountable" in _text(response)
    assert '<option value="informed" selected>' in _text(response)
    row.refresh_from_db()
    assert row.parts == {"jee-3.D1": "accountable"}


def test_two_people_sharing_out_different_areas_do_not_meet(lead):
    row = create_stakeholder(lead)
    for area in ("jee-3.D1", "jee-3.P1"):
        parts = {row.pk: Involvement.CONSULTED}
        share_out_area(country="UGA", area=area, parts=parts, seen={row.pk: None}, by=lead)
    row.refresh_from_db()
    assert set(row.parts) == {"jee-3.D1", "jee-3.P1"}


def test_a_part_nobody_knows_is_refused(browser, lead):
    row = create_stakeholder(lead)
    assert browser.post(f"{HOME}areas/jee-3.D1/", {f"part-{row.pk}": "boss"}).status_code == 422
    assert browser.get(f"{HOME}areas/jee-3.XX/").status_code == 404


# --- committees and meetings ---------------------------------------------------------------------------


def test_a_committee_meets_decides_and_asks_for_something(browser):
    told = {"name": "Steering", "cadence": "every month", "sectors": ["health", "finance"]}
    response = browser.post(f"{HOME}committees/new/", told)
    committee = Committee.objects.get()
    assert response.url == f"{HOME}committees/{committee.pk}/"
    told = {
        "held_on": "2026-01-31",
        "title": "Kick-off",
        "agenda": "1. Start\r\n2. End",
        "decisions": "Go ahead\r\n\r\nMeet again",
        "came-health": "4",
        "came-finance": "0",
    }
    browser.post(f"{HOME}committees/{committee.pk}/meetings/new/", told)
    meeting = Meeting.objects.get()
    assert meeting.attendance == {"health": 4, "finance": 0}
    assert meeting.decisions == ["Go ahead", "Meet again"]
    assert meeting.agenda == "1. Start\n2. End"
    page = _text(browser.get(f"{HOME}committees/meetings/{meeting.pk}/"))
    assert "Nobody came from: finance." in page
    browser.post(
        f"{HOME}committees/meetings/{meeting.pk}/items/new/", {"text": "Letter", "owner": "Lead", "due": "2026-02-01"}
    )
    assert "Letter" in _text(browser.get(f"{HOME}committees/items/?show=overdue"))
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"add_committee", "add_meeting", "add_action_item"} <= actions


def test_nobody_came_and_nobody_wrote_it_down_are_two_things(browser, lead):
    meeting = create_meeting(create_committee(lead), lead, attendance={"finance": 0})
    page = _text(browser.get(f"{HOME}committees/meetings/{meeting.pk}/"))
    assert "Nobody came from: finance." in page
    assert "nobody wrote down whether they came: health." in page
    page = _text(browser.get(f"{HOME}committees/meetings/{meeting.pk}/edit/"))
    assert 'name="came-finance" value="0"' in page


@pytest.mark.parametrize("wrong", [{"came-health": "-1"}, {"came-health": "many"}, {"held_on": "soon"}, {"title": ""}])
def test_a_meeting_with_a_fault_is_shown_again_with_what_was_typed(browser, lead, wrong):
    committee = create_committee(lead)
    told = {"held_on": "2026-03-01", "title": "Second", "minutes": "Long minutes", **wrong}
    response = browser.post(f"{HOME}committees/{committee.pk}/meetings/new/", told)
    assert response.status_code == 422
    assert "Long minutes" in _text(response)
    assert not Meeting.objects.exists()


def test_two_people_noting_different_sectors_lose_nothing(browser, lead):
    meeting = create_meeting(create_committee(lead), lead, attendance={}, agenda="a\nb")
    base = {"held_on": "2026-01-31", "title": "First meeting", "agenda": "a\r\nb", "version": 1}
    url = f"{HOME}committees/meetings/{meeting.pk}/edit/"
    assert browser.post(url, {**base, "came-health": "3"}).status_code == 302
    response = browser.post(url, {**base, "came-finance": "2"})
    assert response.status_code == 409
    assert "choose-agenda" not in _text(response)  # line ends of the browser are no change
    meeting.refresh_from_db()
    taken = {**base, "came-finance": "2", "version": 2, "choose-came-health": "theirs"}
    browser.post(url, taken)
    meeting.refresh_from_db()
    assert meeting.attendance == {"health": 3, "finance": 2}


def test_the_next_meeting_is_said_by_the_cadence(browser, lead):
    committee = create_committee(lead)
    create_meeting(committee, lead)
    assert "was due 28 February 2026" in _text(browser.get(f"{HOME}committees/"))
    create_meeting(committee, lead, title="Planned", held_on=timezone.localdate() + timedelta(days=3), attendance={})
    page = _text(browser.get(f"{HOME}committees/"))
    assert "was due" not in page


def test_action_items_are_done_and_not_done_after_all(browser, lead):
    item = create_action_item(create_meeting(create_committee(lead), lead), lead)
    url = f"{HOME}committees/items/{item.pk}/done/"
    assert browser.get(url).status_code == 405
    assert browser.post(url, {"version": 1, "next": "https://evil.example"}).url.startswith(HOME)
    assert ActionItem.objects.get().done_on == timezone.localdate()
    assert "Write the letter" not in _text(browser.get(f"{HOME}committees/items/?show=overdue"))
    assert browser.post(url, {"version": 1}).status_code == 409  # somebody else was first
    browser.post(url, {"version": 2, "undo": "yes"})
    assert ActionItem.objects.get().done_on is None
    assert _table(browser.get(f"{HOME}committees/items/items.csv"))[1][-2] == "yes"


def test_what_belongs_to_a_removed_meeting_is_no_longer_overdue(browser, lead):
    meeting = create_meeting(create_committee(lead), lead)
    create_action_item(meeting, lead)
    assert "1 action item is overdue" in _text(browser.get(f"{HOME}committees/"))
    browser.post(f"{HOME}committees/meetings/{meeting.pk}/remove/", {"version": 1})
    assert "overdue" not in _text(browser.get(f"{HOME}committees/"))


def test_a_meeting_goes_into_a_calendar_under_its_own_name(browser, lead):
    meeting = create_meeting(create_committee(lead), lead, title="A, B; C", agenda="1\nEND:VCALENDAR")
    response = browser.get(f"{HOME}committees/meetings/{meeting.pk}/meeting.ics")
    assert response["Content-Type"].startswith("text/calendar")
    lines = response.content.decode().split("\r\n")
    assert "SUMMARY:Steering committee: A\\, B\\; C" in lines
    assert lines.count("END:VCALENDAR") == 1


def test_rules_hold_for_those_who_come_past_the_form(lead):
    for wrong in ({"sector": "astrology"}, {"influence": 9}, {"name": "x" * 300}, {"parts": {}}, {"country": "KEN"}):
        with pytest.raises(NaphsError):
            create_stakeholder(lead, **wrong)
    committee = create_committee(lead)
    for wrong in ({"attendance": {"astrology": 1}}, {"attendance": {"health": -1}}, {"attendance": {"health": True}}):
        with pytest.raises(NaphsError):
            create_meeting(committee, lead, **wrong)
    with pytest.raises(NaphsError):
        create_committee(lead, cadence="now and then")
    with pytest.raises(NaphsError):
        create_committee(lead, sectors=["health", "health"])
    row = create_stakeholder(lead)
    with pytest.raises(Stale):
        edit_stakeholder(stakeholder=row, fields={"name": "x"}, version=9, by=lead)
    assert StakeholderRecord.objects.count() == 1
    assert not Meeting.objects.exists()


def test_without_a_role_to_export_nothing_leaves(lead):
    technical = signed_in(create_person(TECHNICAL_LEAD.key, "UGA", "jee-3.D1"))
    viewer = signed_in(create_person(VIEWER.key, "UGA"))
    for page in ("stakeholders.csv", "areas/areas.csv", "committees/items/items.csv"):
        assert technical.get(HOME + page).status_code == 200
        assert viewer.get(HOME + page).status_code == 200


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_page_opens_in_other_languages(lead, language):
    meeting = create_meeting(create_committee(lead), lead)
    create_action_item(meeting, lead)
    row = create_stakeholder(lead)
    browser = signed_in(lead, language)
    for page in ("", "areas/", "areas/jee-3.D1/", "committees/", f"{row.pk}/edit/", "map.svg", "import/"):
        assert browser.get(HOME + page).status_code == 200
    assert browser.get(f"{HOME}committees/meetings/{meeting.pk}/edit/").status_code == 200
