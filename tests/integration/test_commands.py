"""The commands of an installation: opening countries, administrators, the demo, verifying the trail, running it."""

import re
import signal
import sys
import threading
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from opennaphs.actions.chain import verify
from opennaphs.authorization.roles import ROLES
from opennaphs.store.models import AuditEvent, ChainHead, CountryDesk, Invitation, PlanRecord, RoleAssignment, User
from opennaphs.web.management.commands.serve import programs
from opennaphs.web.management.supervisor import Child, Supervisor
from tests.workbench import create_country, create_person, create_plan


def run(name, *args, **options):
    out, err = StringIO(), StringIO()
    call_command(name, *args, stdout=out, stderr=err, **options)
    return out.getvalue() + err.getvalue()


def test_a_country_is_opened_with_a_lead_who_has_an_account(db):
    person = create_person()
    assert "leads its secretariat" in run("open_country", "uganda", lead=person.email.upper())
    assert CountryDesk.objects.get().country == "UGA"
    assert RoleAssignment.objects.get(country="UGA").user == person


def test_a_lead_without_an_account_gets_a_link_that_works(db):
    said = run("open_country", "UGA", lead="first@example.org")
    path = re.search(r"http://\S+?(/invitations/\S+/)", said).group(1)
    given = {"name": "First", "password": "blue mango seven rivers", "again": "blue mango seven rivers"}
    visitor = Client()
    visitor.post(path, given)
    assert visitor.get("/c/UGA/").status_code == 200


def test_a_country_that_does_not_exist_is_refused_with_a_suggestion(db):
    with pytest.raises(CommandError, match="no country"):
        run("open_country", "Ugandistan", lead="a@example.org")
    assert not CountryDesk.objects.exists()
    assert not Invitation.objects.exists()


def test_a_country_with_a_lead_takes_no_second_one_from_the_terminal(db):
    create_country("UGA")
    with pytest.raises(CommandError, match="Your roles do not let you"):
        run("open_country", "UGA", lead=create_person().email)


def test_an_administrator_is_made(db):
    person = create_person()
    assert "is an administrator" in run("make_administrator", person.email)
    assert person.role_assignments.get().role == "administrator"
    assert "/invitations/" in run("make_administrator", "new@example.org")


def test_what_the_terminal_did_stands_in_the_trail(db):
    run("make_administrator", create_person().email)
    event = AuditEvent.objects.get()
    assert (event.country, event.by_id, event.by_name) == ("", None, "The operator at the terminal")
    assert list(verify("")) == []


def test_a_chain_that_holds_shows_its_end(db):
    create_plan(create_country("UGA"))
    head = ChainHead.objects.get(country="UGA")
    said = run("verify_audit", country="uga")
    assert f"number {head.number}, {head.hash}" in said


def test_a_chain_that_does_not_hold_ends_with_1_and_says_where(db, capsys):
    create_plan(create_country("UGA"))
    AuditEvent.objects.filter(country="UGA", number=1).update(by_name="Somebody else")
    err = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("verify_audit", stdout=StringIO(), stderr=err)
    assert stop.value.code == 1
    assert "UGA, event 1: what it says was changed" in err.getvalue()


def test_a_chain_cut_off_at_its_end_is_noticed(db):
    create_plan(create_country("UGA"))
    AuditEvent.objects.filter(country="UGA").order_by("-number")[:1].get()
    last = AuditEvent.objects.filter(country="UGA").latest("number").number
    AuditEvent.objects.filter(country="UGA", number=last)._raw_delete("default")
    with pytest.raises(SystemExit):
        run("verify_audit")


def test_a_country_where_nothing_was_done_has_no_chain(db):
    with pytest.raises(CommandError, match="Nothing was ever done in KEN"):
        run("verify_audit", country="KEN")


@pytest.mark.slow
def test_the_demo_is_a_whole_country_with_people_of_every_role(db):
    said = run("demo_country")
    password = re.search(r"Password for all of them: (\S+)", said).group(1)
    addresses = re.findall(r"\S+@demo\.example", said)
    assert set(ROLES) == set(RoleAssignment.objects.values_list("role", flat=True))
    assert all(User.objects.get(email=one).check_password(password) for one in addresses)
    assert {plan.kind for plan in PlanRecord.objects.all()} == {"strategic", "operational"}
    assert list(verify("UGA")) == list(verify("")) == []
    visitor = Client()
    visitor.post("/accounts/login/", {"login": "lead@demo.example", "password": password})
    assert visitor.get("/c/UGA/").status_code == 200


@pytest.mark.slow
def test_demo_passwords_are_random_and_can_be_renewed(db):
    first = re.search(r"of them: (\S+)", run("demo_country")).group(1)
    second = re.search(r"of them: (\S+)", run("demo_country", new_password=True)).group(1)
    person = User.objects.get(email="viewer@demo.example")
    assert first != second
    assert person.check_password(second)
    assert not person.check_password(first)


def test_the_demo_never_takes_the_place_of_a_real_country(db):
    create_country("UGA")
    people = User.objects.count()
    with pytest.raises(CommandError, match="works here already"):
        run("demo_country")
    assert User.objects.count() == people


def test_without_its_examples_the_demo_says_where_it_looked_and_leaves_nothing(db, tmp_path):
    with pytest.raises(CommandError, match="--examples"):
        run("demo_country", examples=tmp_path)
    assert not User.objects.exists()


def test_serving_means_one_server_and_one_worker(db):
    server, worker = programs({"host": "127.0.0.1", "port": 8123, "workers": 3})
    assert "127.0.0.1:8123" in server.command
    assert server.command[server.command.index("--workers") + 1] == "3"
    assert "db_worker" in worker.command
    assert (server.replaced, worker.replaced) == (False, True)


def python(code):
    return [sys.executable, "-c", code]


def supervise(*children):
    said = []
    boss = Supervisor(children, said.append)
    boss.stopping = False
    return boss, said


def test_a_server_that_ends_stops_everything(monkeypatch):
    monkeypatch.setattr("opennaphs.web.management.supervisor.LOOK_EVERY", 0.05)
    server = Child("server", python("raise SystemExit(3)"))
    worker = Child("worker", python("import time; time.sleep(60)"), replaced=True)
    boss, said = supervise(server, worker)
    assert boss.run() == 3
    assert "code 3" in said[0]
    assert worker.process.poll() is not None


def test_a_dead_worker_is_replaced(monkeypatch):
    monkeypatch.setattr("opennaphs.web.management.supervisor.LOOK_EVERY", 0.05)
    monkeypatch.setattr("opennaphs.web.management.supervisor.FASTEST_RESTART", 0.1)
    worker = Child("worker", python("raise SystemExit(1)"), replaced=True)
    server = Child("server", python("import time; time.sleep(1.5)"))
    boss, said = supervise(server, worker)
    boss.run()
    assert sum("started again" in one for one in said) >= 2


def test_a_signal_stops_both(monkeypatch):
    monkeypatch.setattr("opennaphs.web.management.supervisor.LOOK_EVERY", 0.05)
    children = [Child(name, python("import time; time.sleep(60)")) for name in ("server", "worker")]
    boss, _said = supervise(*children)
    threading.Timer(0.5, signal.raise_signal, [signal.SIGTERM]).start()
    before = time.monotonic()
    assert boss.run() == 0
    assert time.monotonic() - before < 20
    assert all(child.process.poll() is not None for child in children)
