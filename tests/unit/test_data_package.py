"""The open data package: what is in it, what it says of itself, and that it is always the same."""

import csv
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from opennaphs.domain.errors import InputRefused
from opennaphs.domain.funding.sources import FundingSource, SourceKind
from opennaphs.domain.funding.supports import Funding, MoneyStage, Portion, Support, Transaction
from opennaphs.domain.money import Money
from opennaphs.domain.plan_document import document
from opennaphs.domain.publishing import PublicationFacts, checksum_of, public_document
from opennaphs.reports.data_columns import COLUMNS
from opennaphs.reports.data_package import plan_schema, render_data_package
from opennaphs.reports.data_tables import data_tables
from opennaphs.reports.licences import LICENCES
from opennaphs.sources.data_package_file import package_problems, parse_data_package
from tests.published_plans import FACTS, SECRET, secret_plan
from tests.workbench import draft

FILES = {
    "datapackage.json", "goals.csv", "activities.csv", "costs.csv", "funding.csv", "progress.csv", "results.csv",
    "plan.naphs.json", "plan.schema.json", "README.txt", "LICENCE.txt",
}  # fmt: skip
TYPES = {"string", "number", "integer", "year", "date"}
# The hashtags of HXL 1.1 that are used here, from its dictionary.
CORE = {
    "#activity", "#contact", "#currency", "#date", "#indicator", "#loc", "#meta", "#org", "#sector", "#status",
    "#value",
}  # fmt: skip
HXL = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")


@pytest.fixture(scope="module")
def public():
    return public_document(document(secret_plan()))


@pytest.fixture(scope="module")
def package(public):
    return render_data_package(public, FACTS)


@pytest.fixture(scope="module")
def files(package):
    with ZipFile(BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def descriptor(files):
    return json.loads(files["datapackage.json"])


def rows(files, name):
    heading, _hxl, *found = csv.reader(StringIO(files[f"{name}.csv"].decode()))
    return [dict(zip(heading, row, strict=True)) for row in found]


def test_the_package_holds_what_it_should_and_no_secret(files):
    assert set(files) == FILES
    assert [name for name, content in files.items() if SECRET.encode() in content] == []


def test_the_same_plan_gives_the_same_bytes(public, package):
    assert render_data_package(json.loads(json.dumps(public)), FACTS) == package
    with ZipFile(BytesIO(package)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_another_plan_or_licence_gives_other_bytes(public, package):
    assert render_data_package({**public, "title": "Other"}, FACTS) != package
    assert render_data_package(public, FACTS, "CC0-1.0") != package


def test_the_plan_inside_is_the_public_one_in_its_canonical_form(files, public, descriptor):
    assert json.loads(files["plan.naphs.json"]) == public
    assert hashlib.sha256(files["plan.naphs.json"]).hexdigest() == checksum_of(public)
    assert descriptor["naphs"]["checksum"] == f"sha256:{checksum_of(public)}"
    assert checksum_of(public) in files["README.txt"].decode()
    assert files["plan.schema.json"] == plan_schema()


def test_the_description_follows_the_rules_of_data_packages(descriptor):
    assert re.fullmatch(r"[a-z0-9._-]+", descriptor["name"])
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    assert all(one["path"].startswith("https://") for one in descriptor["licenses"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", descriptor["created"])
    names = [one["name"] for one in descriptor["resources"]]
    assert len(set(names)) == len(names) >= 1
    assert all(re.fullmatch(r"[a-z0-9._-]+", name) for name in names)
    assert descriptor["contributors"] == [{"title": "The cabinet", "roles": ["publisher"]}]


def test_every_resource_is_there_with_its_size_and_checksum(descriptor, files):
    for one in descriptor["resources"]:
        content = files[one["path"]]
        assert not one["path"].startswith(("/", "."))
        assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
    assert {one["path"] for one in descriptor["resources"]} == FILES - {"datapackage.json", "README.txt", "LICENCE.txt"}


def test_the_columns_of_each_table_are_those_of_its_schema(descriptor, files):
    for one in (one for one in descriptor["resources"] if one.get("type") == "table"):
        heading, hxl, *_rows = csv.reader(StringIO(files[one["path"]].decode()))
        fields = one["schema"]["fields"]
        assert [field["name"] for field in fields] == heading
        assert [field["hxl"] for field in fields] == hxl
        assert {field["type"] for field in fields} <= TYPES
        assert all(field["description"] for field in fields)
        assert one["dialect"]["headerRows"] == [1]
        assert one["dialect"]["commentRows"] == [2]


def test_every_cell_is_of_the_type_of_its_column(descriptor, files):
    """What a reader of Table Schema would do, written down again."""
    for one in (one for one in descriptor["resources"] if one.get("type") == "table"):
        for row in rows(files, one["name"]):
            for field in one["schema"]["fields"]:
                _check_cell(field, row[field["name"]])


def _check_cell(field, text):
    rules = field.get("constraints", {})
    if text == "":
        assert not rules.get("required"), field["name"]
        return
    assert text in rules.get("enum", [text])
    kind = field["type"]
    if kind in ("integer", "year"):
        assert re.fullmatch(r"-?\d+", text)
    elif kind == "number":
        assert re.fullmatch(r"-?\d+(\.\d+)?", text)
    elif kind == "date":
        assert date.fromisoformat(text).isoformat() == text


@pytest.mark.parametrize("column", [column for columns in COLUMNS.values() for column in columns])
def test_every_hashtag_is_a_core_hashtag_of_hxl(column):
    assert HXL.fullmatch(column.hxl)
    assert column.hxl.partition("+")[0] in CORE


@pytest.mark.parametrize("name", COLUMNS)
def test_no_two_columns_of_a_table_are_tagged_alike(name):
    tags = ["+".join(sorted(column.hxl.split("+"))) for column in COLUMNS[name]]
    assert len(set(tags)) == len(tags)


def test_not_reported_is_empty_and_never_zero(files):
    first, second, _third = rows(files, "progress")
    assert (first["status"], first["percent"], first["reported_on"]) == ("in progress", "40", "2027-06-30")
    assert (second["status"], second["percent"], second["reported_on"]) == ("", "", "")


def test_an_activity_not_costed_has_no_row_among_the_costs(files):
    assert {row["activity"] for row in rows(files, "costs")} == {"D1-001", "P1-001"}
    states = {row["activity"]: row["cost_state"] for row in rows(files, "activities")}
    assert states["P1-002"] == "not costed"


def test_only_validated_support_is_published_by_source_area_year_and_stage(files):
    found = rows(files, "funding")
    assert [(r["source"], r["area"], r["year"], r["stage"], r["amount"]) for r in found] == [
        ("S01", "jee-3.D1", "2027", "commitment", "20.00"),
        ("S01", "jee-3.P1", "2027", "commitment", "20.00"),
        ("S01", "jee-3.D1", "2027", "disbursement", "5.00"),
        ("S01", "jee-3.P1", "2027", "disbursement", "5.00"),
    ]


def published(**about):
    """The funding rows of a plan with one piece of support that brings 100 dollars of 2024."""
    move = Transaction("T1", MoneyStage.COMMITMENT, date(2027, 1, 5), 2027, Money(Decimal(100), "USD", 2024))
    support = Support("M001", "S01", "Grant", transactions=(move,), **about)
    funding = Funding((FundingSource("S01", "Fund", SourceKind.FUND),), (support,))
    found = next(one for one in data_tables(replace(draft(), funding=funding)) if one.name == "funding")
    return [dict(zip([column.name for column in found.columns], row, strict=True)) for row in found.rows]


def test_money_beyond_the_amounts_of_its_parts_is_not_placed_in_their_areas():
    part = Portion(amount=Money(Decimal(60), "USD", 2024), areas=("jee-3.D1",))
    found = {row["area"]: row["amount"] for row in published(portions=(part,))}
    assert found == {"jee-3.D1": Decimal("60.00"), None: Decimal("40.00")}


def test_parts_that_no_rate_converts_are_not_placed_and_no_money_is_lost():
    part = Portion(amount=Money(Decimal(60), "EUR", 2024), areas=("jee-3.D1",))
    assert [(row["area"], row["amount"]) for row in published(portions=(part,))] == [(None, Decimal(100))]


def test_support_shared_by_several_countries_is_marked():
    assert [row["for_whom"] for row in published(ours=False)] == ["several countries, shares not known"]
    assert [row["for_whom"] for row in published()] == ["this country"]


def test_a_result_nobody_has_measured_has_a_row_without_a_value(files):
    first, second = rows(files, "results")
    assert (first["baseline"], first["value"]) == ("0", "2.5")
    assert (second["baseline"], second["value"], second["value_on"]) == ("", "", "")


def test_a_plan_without_costs_money_and_reports_has_all_its_tables():
    bare = data_tables(draft())
    assert [one.name for one in bare] == list(COLUMNS)
    assert {one.name for one in bare if not one.rows} == {"costs", "funding", "results"}
    assert render_data_package(public_document(document(draft())), PublicationFacts())


def test_a_text_that_would_be_computed_is_made_harmless():
    plan = secret_plan()
    first = replace(plan.activities[0], owner="=cmd|' /C calc'!A0")
    changed = public_document(document(replace(plan, activities=(first, *plan.activities[1:]))))
    with ZipFile(BytesIO(render_data_package(changed, FACTS))) as archive:
        assert rows({"activities.csv": archive.read("activities.csv")}, "activities")[0]["owner"].startswith("'=cmd")


@pytest.mark.parametrize("licence", LICENCES)
def test_each_licence_stands_in_its_own_file(public, licence):
    with ZipFile(BytesIO(render_data_package(public, FACTS, licence))) as archive:
        assert LICENCES[licence].path in archive.read("LICENCE.txt").decode()


def test_the_readme_says_how_to_cite_and_to_check(files):
    text = files["README.txt"].decode()
    for said in (
        "The cabinet: Plan for 2027",
        "https://plans.example.org/x/",
        "sha256sum plan.naphs.json",
        "never zero",
    ):
        assert said in text


# --- read again ---------------------------------------------------------------------------------------------------


def _altered(package, name, content):
    out = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(out, "w") as new:
        for entry in old.namelist():
            if entry != name or content is not None:
                new.writestr(entry, content if entry == name else old.read(entry))
    return out.getvalue()


def test_a_package_is_read_again_without_a_finding(package):
    read = parse_data_package(package, "x.zip")
    assert package_problems(read, "x.zip") == ()
    assert read.checksum == checksum_of(read.document)


def test_an_altered_table_is_found(package):
    read = parse_data_package(_altered(package, "costs.csv", b"activity\n"), "x.zip")
    assert ["costs.csv was altered" in one.what for one in package_problems(read, "x.zip")] == [True]


def test_a_missing_table_is_found(package):
    read = parse_data_package(_altered(package, "costs.csv", None), "x.zip")
    assert ["costs.csv is missing" in one.what for one in package_problems(read, "x.zip")] == [True]


def test_an_altered_plan_is_found_twice(package, files):
    changed = files["plan.naphs.json"].replace(b"Plan for 2027", b"Plan for 2028")
    read = parse_data_package(_altered(package, "plan.naphs.json", changed), "x.zip")
    assert len(package_problems(read, "x.zip")) == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("datapackage.json", None, "no datapackage.json"),
        ("datapackage.json", b"[]", "not what it should be"),
        ("plan.naphs.json", b"{", "not valid JSON"),
    ],
)
def test_what_is_no_data_package_is_refused(package, name, content, said):
    with pytest.raises(InputRefused, match=said):
        parse_data_package(_altered(package, name, content), "x.zip")


@pytest.mark.parametrize("content", [b"no archive", b"PK\x03\x04 broken"])
def test_a_damaged_archive_is_refused(content):
    with pytest.raises(InputRefused, match="no zip archive"):
        parse_data_package(content, "x.zip")
