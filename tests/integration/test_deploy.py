"""An installation survives its machine: backups taken while people write, restored elsewhere, row by row the same."""

import configparser
import hashlib
import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
import yaml

from opennaphs.domain.errors import NaphsError
from opennaphs.web.management.backup.package import opened
from tests.conftest import ROOT
from tests.installations import PYTHON, Installation, kill, new_installation

pytestmark = [pytest.mark.database, pytest.mark.slow]
DEPLOY = ROOT / "deploy"

A_PLAN = """
from tests.workbench import create_country, create_plan, first_activity
from opennaphs.actions.activities.edit_activity import edit_activity
lead = create_country("UGA")
activity = first_activity(create_plan(lead, title="Plan “2027” – Ω"))
for number in range(5):
    fields = {"text": f"Wording {number} عربي"}
    activity = edit_activity(activity=activity, fields=fields, version=activity.version, by=lead)
"""
KEEP_WRITING = """
import itertools
from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.store.models import ActivityRecord, User
lead = User.objects.get(name="Lead of UGA")
rows = list(ActivityRecord.objects.all())
for number in itertools.count():
    place = number % len(rows)
    row = rows[place]
    rows[place] = edit_activity(activity=row, fields={"text": f"Round {number}"}, version=row.version, by=lead)
"""
ROWS_AND_TRAIL = """
from collections import Counter
from opennaphs.store.models import ActivityRecord, AuditEvent
from opennaphs.store.versions import document_at
edits = Counter(AuditEvent.objects.filter(subject="activityrecord", version__gt=1).values_list("subject_id", flat=True))
rows = list(ActivityRecord.objects.all())
assert rows and all(row.version - 1 == edits[str(row.pk)] for row in rows)
assert all(document_at(row, 1) for row in rows)
print(sum(edits.values()))
"""
NOT_KEPT = {"cache_table", "django_migrations", "django_session"}


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    with new_installation(tmp_path_factory.mktemp("ours")) as one:
        one.make().script(A_PLAN)
        yield one


@pytest.fixture
def empty(tmp_path):
    with new_installation(tmp_path / "empty") as one:
        yield one


def back_up(one: Installation, path: Path) -> Path:
    ended = one.command("back_up", path)
    assert ended.returncode == 0, ended.stderr
    assert hashlib.sha256(path.read_bytes()).hexdigest() in ended.stdout
    return path


def kept(one: Installation) -> dict[str, list[tuple[object, ...]]]:
    return {name: rows for name, rows in one.tables().items() if name not in NOT_KEPT}


def test_a_backup_restored_into_an_empty_machine_is_the_same_row_by_row(ours, empty, tmp_path):
    file = back_up(ours, tmp_path / "one.backup")
    restored = empty.command("restore", file)
    assert restored.returncode == 0, restored.stderr
    before, after = kept(ours), kept(empty)
    assert before.keys() == after.keys()
    assert sum(map(len, before.values())) > 50
    for name, rows in before.items():
        assert after[name] == rows, name
    assert empty.command("verify_audit").returncode == 0


def test_what_is_written_after_a_restore_goes_on_from_there(ours, empty, tmp_path):
    assert empty.command("restore", back_up(ours, tmp_path / "one.backup")).returncode == 0
    empty.script(
        """
        from opennaphs.actions.plans.create_plan import create_plan
        from opennaphs.store.models import PlanRecord, User
        from tests.workbench import draft
        lead = User.objects.get(name="Lead of UGA")
        plan = create_plan(plan=draft(), title="The next one", kind="operational", by=lead)
        assert PlanRecord.objects.count() == 2
        """
    )
    assert empty.command("verify_audit").returncode == 0


def test_a_backup_taken_while_people_write_is_of_one_moment(ours, empty, tmp_path):
    writer = ours.started_script(KEEP_WRITING)
    try:
        files = [back_up(ours, tmp_path / f"{number}.backup") for number in range(3)]
        assert writer.poll() is None, (ours.folder / "words.txt").read_text()
    finally:
        kill(writer)
    assert empty.command("restore", files[-1]).returncode == 0
    assert int(empty.script(ROWS_AND_TRAIL)) > 5
    assert members(back_up(empty, tmp_path / "again.backup")) == members(files[-1])
    assert len({members(file)["rows/store.AuditEvent.jsonl"] for file in files}) > 1, (
        "the writer wrote nothing meanwhile"
    )


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.startswith("rows/")}


def test_a_restore_over_work_is_refused_until_it_is_said(ours, tmp_path):
    file = back_up(ours, tmp_path / "one.backup")
    ours.script("from opennaphs.store.models import User; User.objects.create_user('later@example.org')")
    before = ours.tables()
    refused = ours.command("restore", file)
    assert refused.returncode == 1
    assert "holds work already" in refused.stderr
    assert ours.tables() == before
    assert ours.command("restore", file, "--replace").returncode == 0
    assert "later@example.org" not in str(ours.tables()["store_user"])
    assert "Lead of UGA" in str(ours.tables()["store_user"])


def test_a_backup_whose_trail_was_rewritten_is_refused_and_nothing_changes(ours, tmp_path):
    file = back_up(ours, tmp_path / "one.backup")
    forged = rewritten(file, tmp_path / "forged.backup", "rows/store.AuditEvent.jsonl", b"Wording 2", b"Wording 7")
    before = ours.tables()
    refused = ours.command("restore", forged, "--replace")
    assert refused.returncode == 1
    assert "changed after it was written" in refused.stderr
    assert ours.tables() == before


def test_a_backup_of_a_newer_version_is_refused_and_nothing_changes(ours, empty, tmp_path):
    file = back_up(ours, tmp_path / "one.backup")
    newer = rewritten(file, tmp_path / "newer.backup", "about.json", b'"0001_initial"', b'"0999_later"')
    before = ours.tables()
    refused = ours.command("restore", newer, "--replace")
    assert refused.returncode == 1
    assert "Install that version or a later one" in refused.stderr
    assert ours.tables() == before


def rewritten(source: Path, target: Path, member: str, old: bytes, new: bytes) -> Path:
    """Make a backup that says something else and has right checksums all the same."""
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[member]
    parts[member] = parts[member].replace(old, new)
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in parts.items() if name != "SHA256SUMS"}
    parts["SHA256SUMS"] = "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target


def test_a_damaged_backup_is_refused_in_a_sentence(ours, tmp_path):
    file = back_up(ours, tmp_path / "one.backup")
    whole = file.read_bytes()
    damaged = tmp_path / "damaged.backup"
    places = range(100, len(whole), max(1, len(whole) // 40))
    told = []
    for content in (*(whole[:length] for length in places), *(flipped(whole, place) for place in places), b"", b"PK"):
        damaged.write_bytes(content)
        told.append(refusal_of(damaged))
        if not told[-1]:  # a byte that says nothing was flipped: a date in the archive's own list
            assert members(damaged) == members(file)
    assert sum("is not a whole backup" in one for one in told) > 70
    assert all("is not a whole backup" in one for one in told if one)
    before = ours.tables()
    damaged.write_bytes(whole[: len(whole) // 2])
    refused = ours.command("restore", damaged, "--replace")
    assert refused.returncode == 1
    assert "Nothing was changed" in refused.stderr
    assert ours.tables() == before


def refusal_of(path: Path) -> str:
    """Give why a backup is not opened, "" when it is."""
    try:
        with opened(path):
            return ""
    except NaphsError as error:
        return str(error)


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


def test_a_backup_holds_no_secret_and_no_open_session(ours, tmp_path):
    ours.script(
        """
        from django.test import Client
        from opennaphs.store.models import User
        Client().force_login(User.objects.get(name="Lead of UGA"))
        """
    )
    file = back_up(ours, tmp_path / "one.backup")
    key = (ours.folder / "secret-key").read_bytes()
    with zipfile.ZipFile(file) as archive:
        assert "rows/sessions.Session.jsonl" not in archive.namelist()
        assert not any(key in archive.read(name) for name in archive.namelist())
    assert file.stat().st_mode & 0o077 == 0
    assert any(ours.tables()["django_session"])


def test_the_checksums_can_be_checked_without_our_program(ours, tmp_path):
    with zipfile.ZipFile(back_up(ours, tmp_path / "one.backup")) as archive:
        archive.extractall(tmp_path / "open")
        rows = json.loads(archive.read("about.json"))["rows"]
    ended = subprocess.run(
        ["/usr/bin/env", "sha256sum", "-c", "--strict", "SHA256SUMS"],
        cwd=tmp_path / "open",
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0
    assert ended.stdout.count(b"OK") == len(rows) + 1


def test_a_backup_overwrites_nothing(ours, empty, tmp_path):
    file = back_up(ours, tmp_path / "one.backup")
    content = file.read_bytes()
    assert "overwrites nothing" in ours.command("back_up", file).stderr
    assert file.read_bytes() == content
    assert "no folder" in ours.command("back_up", tmp_path / "nowhere" / "x").stderr
    assert "nothing to keep" in empty.command("back_up", tmp_path / "y").stderr
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["one.backup"]


# --- what stands in deploy/ ------------------------------------------------------------------------------------------


def scripted(one: Installation, name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a script of deploy/ without a service around it."""
    program = one.folder / "naphs-web"
    program.write_text(f'#!/bin/sh\nexec "{PYTHON}" -m opennaphs.config "$@"\n')
    program.chmod(0o700)
    environment = one.environment | {"NAPHS_WEB": str(program), "SERVICE": ""}
    command = [str(DEPLOY / name), *map(str, arguments)]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def test_the_nightly_backup_keeps_the_newest_and_touches_no_other_file(ours, tmp_path):
    old = [tmp_path / f"opennaphs-2026-01-0{day}T000000Z.backup" for day in (1, 2, 3)]
    for path in (*old, tmp_path / "minutes.txt"):
        path.write_text("older")
    ended = scripted(ours, "backup", tmp_path, 2)
    assert ended.returncode == 0, ended.stderr
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left[0] == "minutes.txt"
    assert left[1] == old[-1].name
    assert len(left) == 3
    assert "Whole: " in ended.stdout


@pytest.mark.parametrize("arguments", [(), ("/nowhere",), (".", "none"), (".", "0")])
def test_the_nightly_backup_says_what_is_wrong(ours, arguments):
    ended = scripted(ours, "backup", *arguments)
    assert ended.returncode != 0
    assert ended.stderr.strip()


def test_the_restore_script_leaves_everything_when_the_file_is_damaged(ours, empty, tmp_path):
    file = back_up(ours, tmp_path / "one.backup")
    assert scripted(empty, "restore", file).returncode == 0
    before = empty.tables()
    (tmp_path / "half.backup").write_bytes(file.read_bytes()[:5000])
    ended = scripted(empty, "restore", tmp_path / "half.backup", "--replace")
    assert ended.returncode != 0
    assert "not a whole backup" in ended.stderr
    assert scripted(empty, "restore", file).returncode != 0
    assert empty.tables() == before


HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "CapabilityBoundingSet": "",
    "StateDirectoryMode": "0700",
    "UMask": "0077",
    "User": "opennaphs",
    "EnvironmentFile": "/etc/opennaphs/opennaphs.env",
}


@pytest.mark.parametrize("name", ["opennaphs.service", "opennaphs-backup.service", "opennaphs-remind.service"])
def test_a_service_may_do_little(name):
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read(DEPLOY / name)
    service = dict(unit["Service"])
    assert {key: service.get(key) for key in HARDENED} == HARDENED
    assert "MemoryMax" in service
    if name == "opennaphs.service":
        assert service["Restart"] == "always"


def test_the_containers_hold_no_secret_and_write_nowhere_but_in_their_volumes():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    workbench, database = compose["services"]["workbench"], compose["services"]["database"]
    for settings in (workbench["environment"], database["environment"]):
        for name, value in settings.items():
            if re.search("SECRET|PASSWORD", name):
                assert value.startswith("${"), name
    assert workbench["read_only"] is True
    assert workbench["cap_drop"] == ["ALL"]
    assert workbench["depends_on"]["database"]["condition"] == "service_healthy"
    assert all("healthcheck" in one and "mem_limit" in one for one in (workbench, database))
    examples = [
        (DEPLOY / name).read_text(encoding="utf-8") for name in ("compose.env.example", "opennaphs.env.example")
    ]
    for name in ("SECRET_KEY", "PASSWORD"):
        assert not re.search(rf"^[^#\n]*{name}=\S", "\n".join(examples), re.MULTILINE)


def test_the_image_is_not_run_by_root_and_its_steps_name_files_that_are_there():
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER 10001:10001"]
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY") and "--from" not in line]
    assert copied
    for name in (name for names in copied for name in names):
        assert (ROOT / name).exists(), name


def test_what_an_image_needs_is_found_in_the_lock():
    ended = subprocess.run([PYTHON, DEPLOY / "needed.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    names = set(re.findall(r"^([\w.-]+)==", ended.stdout, re.MULTILINE))
    assert {"django", "gunicorn", "psycopg-binary", "fido2", "asgiref"} <= names
    assert not names & {"pytest", "playwright", "mypy", "hypothesis", "ruff"}
    assert ended.stdout.count("--hash=sha256:") >= len(names)
