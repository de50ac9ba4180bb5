"""``naphs publish``: writing the open data package of a plan, and knowing it again."""

import hashlib
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from opennaphs.cli.main import main
from opennaphs.reports.plan_json import render_plan
from tests.published_plans import SECRET, secret_plan


@pytest.fixture
def plan_file(tmp_path):
    path = tmp_path / "plan.naphs.json"
    path.write_bytes(render_plan(secret_plan()))
    return path


def run(*arguments):
    return CliRunner().invoke(main, ["publish", *map(str, arguments)])


@pytest.fixture
def package_file(plan_file, tmp_path):
    path = tmp_path / "plan.zip"
    done = run(plan_file, "-o", path, "--endorsed-by", "The cabinet", "--endorsed-on", "2027-03-31")
    assert done.exit_code == 0, done.output
    return path


def test_a_plan_is_published_without_its_secrets_and_with_its_checksum(plan_file, package_file):
    with ZipFile(package_file) as archive:
        assert [name for name in archive.namelist() if SECRET.encode() in archive.read(name)] == []
        checksum = hashlib.sha256(archive.read("plan.naphs.json")).hexdigest()
    again = run(plan_file, "-o", package_file)
    assert checksum in again.output
    assert "Left out (3): Ratings of impact" in again.output


def test_activities_not_costed_are_a_warning_and_no_refusal(plan_file, tmp_path):
    done = run(plan_file, "-o", tmp_path / "plan.zip")
    assert done.exit_code == 0
    assert "1 of 3 activities are not costed" in done.output
    assert "does not say who endorsed" in done.output


def test_the_package_of_a_plan_is_known_again(plan_file, package_file):
    done = run(plan_file, "--check", package_file)
    assert (done.exit_code, "is the data package of this plan" in done.output) == (0, True)


def test_a_change_of_what_is_internal_does_not_change_the_package(plan_file, package_file):
    plan = secret_plan()
    first = replace(plan.activities[0], notes={"comments": "another one"})
    plan_file.write_bytes(render_plan(replace(plan, activities=(first, *plan.activities[1:]))))
    assert run(plan_file, "--check", package_file).exit_code == 0


def test_the_package_of_another_plan_is_told(plan_file, package_file):
    plan_file.write_bytes(render_plan(replace(secret_plan(), title="Another plan")))
    done = run(plan_file, "--check", package_file)
    assert (done.exit_code, "package of another plan" in done.output) == (1, True)


def test_a_table_altered_together_with_its_checksum_is_told(plan_file, package_file):
    """A forger can write a new checksum beside a table; but the table must still say what the plan says."""
    out = BytesIO()
    with ZipFile(package_file) as old, ZipFile(out, "w") as new:
        content = {name: old.read(name) for name in old.namelist()}
        forged = content["costs.csv"].replace(b"100", b"999")
        was, now = (hashlib.sha256(one).hexdigest().encode() for one in (content["costs.csv"], forged))
        content |= {"costs.csv": forged, "datapackage.json": content["datapackage.json"].replace(was, now)}
        for name, one in content.items():
            new.writestr(name, one)
    package_file.write_bytes(out.getvalue())
    done = run(plan_file, "--check", package_file)
    assert (done.exit_code, "costs.csv does not say what the plan says" in done.output) == (1, True)


def test_a_damaged_package_is_told(plan_file, tmp_path):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 broken")
    done = run(plan_file, "--check", broken)
    assert (done.exit_code, "it is damaged" in done.output) == (1, True)


@pytest.mark.parametrize("options", [(), ("-o", "a.zip", "--check", "b.zip")])
def test_writing_and_checking_are_two_things(plan_file, options):
    done = run(plan_file, *options)
    assert (done.exit_code, "Say either where to write" in done.output) == (1, True)


def test_a_licence_nobody_knows_is_no_licence(plan_file, tmp_path):
    done = run(plan_file, "-o", tmp_path / "plan.zip", "--licence", "mine")
    assert (done.exit_code, "CC-BY-4.0" in done.output) == (2, True)
    assert not (tmp_path / "plan.zip").exists()
