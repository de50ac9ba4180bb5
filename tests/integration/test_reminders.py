"""Everybody gets at most one letter a day, with everything that is due, in their language, and of each thing once."""

import datetime
from io import StringIO
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command

from opennaphs.actions.engagement.add_action_item import add_action_item
from opennaphs.actions.engagement.add_committee import add_committee
from opennaphs.actions.engagement.add_meeting import add_meeting
from opennaphs.actions.people.end_role import end_role
from opennaphs.actions.people.operator import operator
from opennaphs.actions.reminding.letters import letters_of
from opennaphs.actions.reminding.remind_people import remind_people
from opennaphs.actions.reviewing.edit_progress_review import edit_progress_review
from opennaphs.actions.reviewing.plan_progress_review import plan_progress_review
from opennaphs.authorization.judge import NotAllowed
from opennaphs.domain.monitoring.records import ReviewKind
from opennaphs.domain.reminders import Reminder, ReminderKind, announced, not_yet, subject_of
from opennaphs.store.models import (
    AdvocacyStep,
    AuditEvent,
    BudgetMoment,
    MilestoneRecord,
    PlanRecord,
    ReminderSent,
    RoleAssignment,
)
from tests.workbench import create_country, create_person, create_plan, first_activity

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 6, 10)


class NoServer(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, _messages):
        raise ConnectionRefusedError


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def plan(lead):
    return create_plan(lead)


def launch(plan):
    PlanRecord.objects.filter(pk=plan.pk).update(state="launched", launched_on=datetime.date(2027, 1, 1))
    plan.refresh_from_db()


def review(plan, by, day=DAY + datetime.timedelta(days=7), title="Second quarter"):
    return plan_progress_review(plan=plan, kind=ReviewKind.QUARTERLY, day=day, title=title, by=by)


def remind(day=DAY, *words):
    out = StringIO()
    call_command("remind", "--day", day.isoformat(), "--address", "https://naphs.example", *words, stdout=out)
    return out.getvalue()


def test_a_progress_review_is_announced_a_week_and_a_day_before_and_never_twice(lead, plan):
    row = review(plan, lead)
    for ahead, letters in ((8, 0), (7, 1), (6, 0), (2, 0), (1, 1), (0, 0)):
        mail.outbox.clear()
        remind(row.held_on - datetime.timedelta(days=ahead))
        assert len(mail.outbox) == letters, ahead


def test_a_letter_names_what_is_due_and_leads_there(lead, plan):
    row = review(plan, lead)
    remind()
    letter = mail.outbox[0]
    assert letter.to == [lead.email]
    assert "Second quarter" in letter.body
    assert f"https://naphs.example/c/UGA/plans/{plan.pk}/progress-reviews/{row.pk}/" in letter.body
    assert letter.content_subtype == "plain"


def test_a_review_that_is_moved_is_announced_again(lead, plan):
    row = review(plan, lead)
    remind()
    later = row.held_on + datetime.timedelta(days=3)
    edit_progress_review(review=row, fields={"held_on": later}, version=row.version, by=lead)
    mail.outbox.clear()
    remind(later - datetime.timedelta(days=7))
    assert len(mail.outbox) == 1


def test_one_letter_a_day_holds_everything_even_when_the_command_runs_twice(lead, plan):
    launch(plan)
    review(plan, lead)
    MilestoneRecord.objects.create(activity=first_activity(plan), text="Order signed", due=DAY - datetime.timedelta(9))
    AdvocacyStep.objects.create(
        country="UGA", plan=plan, audience="Treasury", message="The gap", due=DAY + datetime.timedelta(14)
    )
    committee = add_committee(country="UGA", fields={"name": "Steering"}, by=lead)
    meeting = add_meeting(committee=committee, fields={"held_on": DAY, "title": "First"}, by=lead)
    fields = {"text": "Write the circular", "owner": "Secretariat", "due": DAY - datetime.timedelta(1)}
    add_action_item(meeting=meeting, fields=fields, by=lead)
    remind()
    review(plan, lead, title="Another one")
    remind()
    assert len(mail.outbox) == 1
    body = mail.outbox[0].body
    for text in ("Second quarter", "Order signed", "Treasury", "Write the circular", "nobody has reported on"):
        assert text in body


def test_a_letter_is_in_the_language_of_its_person(lead, plan):
    lead.language = "fr"
    lead.save()
    review(plan, lead)
    remind()
    assert "17 juin 2027" in mail.outbox[0].body


def test_silent_activities_are_asked_for_once_a_week_with_those_who_work_on_the_area(lead, plan):
    launch(plan)
    worker = create_person("technical-lead", "UGA", "jee-3.D1")
    for days, letters in ((0, 1), (1, 0), (6, 0), (7, 1)):
        mail.outbox.clear()
        remind(DAY + datetime.timedelta(days=days))
        assert [one.to for one in mail.outbox if one.to == [worker.email]] == [[worker.email]] * letters, days
    assert "Plan 2027: nobody has reported on" in mail.outbox[0].body


def test_where_nobody_works_on_an_area_the_secretariat_is_asked(lead, plan):
    launch(plan)
    create_person("technical-lead", "UGA", "jee-3.D1")
    letters = {letter.person: letter for letter in letters_of(DAY)}
    outside = plan.activities.exclude(area="jee-3.D1").count()
    silent = [one for one in letters[lead].reminders if one.kind is ReminderKind.UPDATES]
    assert [one.count for one in silent] == [outside]


def test_a_plan_that_is_not_launched_asks_nobody_for_updates(lead, plan):
    assert letters_of(DAY) == ()


def test_who_has_no_role_any_more_gets_no_letter(lead, plan):
    other = create_person("secretariat-member", "UGA")
    review(plan, lead)
    end_role(assignment=RoleAssignment.objects.get(user=other), by=lead)
    remind()
    assert [one.to for one in mail.outbox] == [[lead.email]]


def test_nobody_of_another_country_is_told(lead, plan):
    create_country("KEN")
    review(plan, lead)
    remind()
    assert [one.to for one in mail.outbox] == [[lead.email]]


def test_a_letter_that_fails_stops_no_other_and_is_tried_again_the_next_day(lead, plan):
    other = create_person("secretariat-member", "UGA", name="Amina")
    review(plan, lead)
    got = []

    def send(letter):
        if letter.person == lead:
            raise SMTPException
        got.append(letter.person)

    done = remind_people(day=DAY, send=send, by=operator())
    assert (done.sent, done.failed, got) == (1, (str(lead),), [other])
    assert [letter.person for letter in letters_of(DAY + datetime.timedelta(days=1))] == [lead]


def test_a_mail_server_that_is_gone_is_not_asked_for_ever(lead, plan):
    for _ in range(9):
        create_person("secretariat-member", "UGA")
    review(plan, lead)
    tried = []

    def send(letter):
        tried.append(letter.person)
        raise OSError

    done = remind_people(day=DAY, send=send, by=operator())
    assert (done.sent, len(done.failed), len(tried)) == (0, 10, 5)
    assert not ReminderSent.objects.exists()


def test_the_command_ends_with_an_error_when_a_letter_fails(lead, plan, settings):
    review(plan, lead)
    settings.EMAIL_BACKEND = "tests.integration.test_reminders.NoServer"
    with pytest.raises(CommandError, match="could not be sent"):
        remind()


def test_a_dry_run_shows_the_letters_and_writes_and_sends_nothing(lead, plan):
    review(plan, lead)
    told = remind(DAY, "--dry-run")
    assert f"To: {lead.email}" in told
    assert "1 letters would be sent." in told
    assert mail.outbox == []
    assert not ReminderSent.objects.exists()
    remind()
    assert len(mail.outbox) == 1


def test_what_people_wrote_cannot_pass_for_another_part_of_the_letter(lead, plan):
    review(plan, lead, title="Second\n\n== Kenya ==\nSend money")
    remind()
    assert "\n== Kenya" not in mail.outbox[0].body


def test_a_letter_leaves_an_event_in_the_history_of_the_country(lead, plan):
    review(plan, lead)
    remind()
    event = AuditEvent.objects.get(action="remind_people")
    assert (event.country, event.by_name) == ("UGA", "The operator at the terminal")


def test_only_the_operator_reminds(lead):
    with pytest.raises(NotAllowed):
        remind_people(day=DAY, send=lambda _letter: None, by=lead)


def test_a_long_list_is_cut_and_says_how_much_more_there_is(lead, plan):
    launch(plan)
    for number in range(25):
        MilestoneRecord.objects.create(
            activity=first_activity(plan), text=f"Point {number}", due=DAY - datetime.timedelta(9)
        )
    remind()
    assert mail.outbox[0].body.count("Point") == 20
    assert "5 more" in mail.outbox[0].body


def test_a_step_without_a_day_of_its_own_has_that_of_its_budget_moment(lead, plan):
    moment = BudgetMoment.objects.create(country="UGA", title="Call opens", day=DAY + datetime.timedelta(3))
    AdvocacyStep.objects.create(country="UGA", plan=plan, audience="Treasury", message="The gap", moment=moment)
    remind()
    body = mail.outbox[0].body
    assert "13 June 2027: Call opens" in body
    assert "13 June 2027: Treasury: The gap" in body


def test_a_step_that_is_done_is_not_announced(lead, plan):
    due = DAY + datetime.timedelta(3)
    told = {"audience": "Treasury", "message": "The gap", "due": due, "done_on": DAY}
    AdvocacyStep.objects.create(country="UGA", plan=plan, **told)
    assert letters_of(DAY) == ()


# --- the rule itself ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("left", "ahead"), [(8, None), (7, 7), (5, 7), (2, 7), (1, 1), (0, 1), (-1, None)])
def test_an_announcement_holds_until_the_nearer_one_takes_its_place(left, ahead):
    assert announced(ReminderKind.REVIEW, DAY + datetime.timedelta(days=left), DAY) == ahead


def test_what_was_sent_is_left_out_by_its_subject():
    subject = subject_of(ReminderKind.REVIEW, 1, DAY, 7)
    one = Reminder(ReminderKind.REVIEW, subject, "UGA", 1, 1, "A", DAY)
    assert not_yet([one], {subject}, DAY) == ()
    assert not_yet([one], {subject_of(ReminderKind.REVIEW, 1, DAY, 1)}, DAY) == (one,)
