"""The open data package of a published plan: tables, the public document, its schema, licence and description, zipped.

The same document and facts always give the same bytes: no clock, fixed order, fixed dates inside the archive.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from opennaphs.domain.plan_document import plan_of
from opennaphs.domain.planning import Plan
from opennaphs.domain.publishing import PublicationFacts, canonical_bytes, checksum_of
from opennaphs.reports.cost_wording import Translate, readable
from opennaphs.reports.data_columns import Column, table_title
from opennaphs.reports.data_tables import DataTable, data_tables, render_table
from opennaphs.reports.licences import LICENCES, USUAL, Licence

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the first one an archive can hold
READABLE_BY_ALL = 0o100644 << 16
UNIX = 3
DOCUMENT, SCHEMA, DESCRIPTOR = "plan.naphs.json", "plan.schema.json", "datapackage.json"
README, LICENCE = "README.txt", "LICENCE.txt"
HXL_ROW = 2
SHORT = 8


@dataclass(frozen=True)
class _Package:
    """What all parts of a package are written from."""

    plan: Plan
    document: Mapping[str, Any]
    checksum: str
    facts: PublicationFacts
    licence: Licence
    t: Translate


def render_data_package(
    public_document: Mapping[str, Any],
    facts: PublicationFacts,
    licence: str = USUAL,
    translate: Translate = str,
) -> bytes:
    """Give the open data package of a plan as a zip archive.

    Args:
        public_document: what ``domain.publishing.public_document`` gives, and nothing more.
        facts: who endorsed it and when; its permanent link.
        licence: a name of ``reports.licences.LICENCES``.
        translate: puts titles and descriptions into the language of the plan; names of columns stay English.

    Raises:
        KeyError: there is no such licence.
    """
    plan = plan_of(public_document)
    checksum = checksum_of(public_document)
    package = _Package(plan, public_document, checksum, facts, LICENCES[licence], translate)
    tables = data_tables(plan)
    content = {f"{table.name}.csv": render_table(table) for table in tables}
    content |= {DOCUMENT: canonical_bytes(public_document), SCHEMA: plan_schema()}
    content |= {README: _readme(package, tables).encode(), LICENCE: _licence(package).encode()}
    return _zipped({DESCRIPTOR: _pretty(_descriptor(package, tables, content)), **content})


def plan_schema() -> bytes:
    """Give the JSON Schema that a plan document, public or not, is held against."""
    return (files("opennaphs.catalogue") / "schemas" / SCHEMA).read_bytes()


def package_name(document: Mapping[str, Any], checksum: str) -> str:
    """Give the name of a package, in small letters without spaces: ``uga-naphs-2027-1a2b3c4d``."""
    return f"{document['country']['iso3'].lower()}-naphs-{document['first_year']}-{checksum[:SHORT]}"


def public_title(plan: Plan, translate: Translate = str) -> str:
    """Give the title of a plan, or one made of its country and years."""
    made = translate("{country}: action plan for health security {first}-{last}")
    return readable(plan.title or made.format(country=plan.country_name, first=plan.years[0], last=plan.years[-1]))


def _zipped(content: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, bytes_ in content.items():
            entry = ZipInfo(name, FIXED_DATE)
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, UNIX, READABLE_BY_ALL
            archive.writestr(entry, bytes_)
    return out.getvalue()


def _pretty(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


# --- datapackage.json ---------------------------------------------------------------------------------------------


def _descriptor(package: _Package, tables: tuple[DataTable, ...], content: Mapping[str, bytes]) -> dict[str, Any]:
    plan, facts = package.plan, package.facts
    found: dict[str, Any] = {
        "$schema": PROFILE,
        "name": package_name(package.document, package.checksum),
        "title": public_title(plan, package.t),
        "description": _about(package),
        "version": str(facts.number),
        "homepage": facts.address,
        "created": _moment(facts.frozen_on),
        "keywords": ["NAPHS", "health security", plan.country, *map(str, plan.years)],
        "licenses": [{"name": package.licence.name, "title": package.licence.title, "path": package.licence.path}],
        "contributors": [{"title": readable(_publisher(package)), "roles": ["publisher"]}],
        "resources": [
            *(_table_resource(package, table, content[f"{table.name}.csv"]) for table in tables),
            _file_resource("plan", DOCUMENT, content, package.t("The public plan document, in its canonical form")),
            _file_resource("plan-schema", SCHEMA, content, package.t("The JSON Schema of the plan document")),
        ],
        "naphs": {
            "country": plan.country,
            "checksum": f"sha256:{package.checksum}",
            "endorsed_by": facts.endorsed_by,
            "endorsed_on": facts.endorsed_on,
            "validated_on": facts.validated_on,
            "launched_on": facts.launched_on,
        },
    }
    return {name: value for name, value in found.items() if value}


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z" if day else ""


def _publisher(package: _Package) -> str:
    return package.facts.endorsed_by or package.plan.country_name


def _table_resource(package: _Package, table: DataTable, content: bytes) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "title": package.t(table_title(table.name)),
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "dialect": {"header": True, "headerRows": [1], "commentRows": [HXL_ROW], "lineTerminator": "\n"},
        "schema": {"fields": [_field(column, package.t) for column in table.columns], "missingValues": [""]},
    }


def _field(column: Column, t: Translate) -> dict[str, Any]:
    rules = {"required": True} if column.required else {}
    words = {"enum": list(column.words)} if column.words else {}
    found: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "description": t(column.description),
        "unit": column.unit,
        "hxl": column.hxl,
        "constraints": rules | words,
    }
    return {name: value for name, value in found.items() if value}


def _file_resource(name: str, path: str, content: Mapping[str, bytes], title: str) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "path": path,
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
        "bytes": len(content[path]),
        "hash": f"sha256:{sha256(content[path]).hexdigest()}",
    }


# --- texts --------------------------------------------------------------------------------------------------------


def _about(package: _Package) -> str:
    t, plan = package.t, package.plan
    text = t(
        "The public part of the action plan for health security of {country}, {first} to {last}. The second row of "
        "every table holds HXL hashtags and no data."
    )
    return text.format(country=plan.country_name, first=plan.years[0], last=plan.years[-1])


def _readme(package: _Package, tables: tuple[DataTable, ...]) -> str:
    t = package.t
    files_ = [(f"{table.name}.csv", t(table_title(table.name))) for table in tables]
    files_ += [
        (DOCUMENT, t("The public plan document, in its canonical form")),
        (SCHEMA, t("The JSON Schema of the plan document")),
        (DESCRIPTOR, t("Titles, columns, types, units and checksums, as a Frictionless Data Package")),
        (LICENCE, package.licence.title),
    ]
    parts = [
        public_title(package.plan, package.t),
        _about(package),
        _facts_text(package),
        "\n".join(f"{name}\n    {title}" for name, title in files_),
        t(
            "An empty cell is not known or not said; it is never zero. Amounts are at the prices of the year in their "
            "row and are not converted. A text that a spreadsheet would compute begins with an apostrophe."
        ),
        t("Left out are notes and ratings of the team, names of people, and support that was not validated."),
        _how_to_cite(package),
        _how_to_check(package),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _facts_text(package: _Package) -> str:
    t, facts = package.t, package.facts
    told = (
        (t("Endorsed by"), facts.endorsed_by),
        (t("Endorsed on"), facts.endorsed_on),
        (t("Validated on"), facts.validated_on),
        (t("Launched on"), facts.launched_on),
        (t("Frozen on"), facts.frozen_on),
        (t("Permanent link"), facts.address),
        (t("Licence"), f"{package.licence.title} ({package.licence.path})"),
    )
    return "\n".join(f"{label}: {readable(value)}" for label, value in told if value)


def _how_to_cite(package: _Package) -> str:
    cited = f"{_publisher(package)}: {public_title(package.plan, package.t)}"
    day, address = package.facts.endorsed_on, package.facts.address
    parts = [cited, day, address, f"SHA-256 {package.checksum[: 2 * SHORT]}", package.licence.name]
    return package.t("To be cited as: {citation}").format(citation=readable(". ".join(part for part in parts if part)))


def _how_to_check(package: _Package) -> str:
    text = package.t(
        "Checksum of the plan (SHA-256): {checksum}\nIt is that of the file {file} as it is: JSON with sorted keys, "
        "without spaces, in UTF-8. Check it with “sha256sum {file}” or with “naphs publish --check”."
    )
    return text.format(checksum=package.checksum, file=DOCUMENT)


def _licence(package: _Package) -> str:
    licence = package.licence
    parts = (licence.title, package.t(licence.meaning), licence.path, _how_to_cite(package))
    return "\n\n".join(parts) + "\n"
