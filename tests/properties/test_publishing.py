"""Nothing is published by accident: whatever stands in a plan, and whatever keys plans may get one day."""

import csv
import json
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennaphs.catalogue.yaml_files import fits_schema
from opennaphs.domain.cost_views import Cut, cost_table
from opennaphs.domain.funding.supports import Portion, Support, check_portions
from opennaphs.domain.plan_document import document
from opennaphs.domain.publication_changes import changed_parts
from opennaphs.domain.publishing import (
    FREE_KEYS,
    PUBLISHED,
    SIFTED,
    WITHHELD,
    canonical_bytes,
    checksum_of,
    public_document,
)
from opennaphs.reports.data_columns import COLUMNS
from opennaphs.reports.data_tables import DataTable, data_tables, harmless, render_table
from tests.published_plans import SECRET, create_transaction, money, secret_plan

SCHEMA = json.loads((files("opennaphs.catalogue") / "schemas/plan.schema.json").read_text(encoding="utf-8"))
INSIDE = document(secret_plan())
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)


def _keys(node, path=""):
    """Give the path of every key of the schema."""
    if "$ref" in node:
        node = _found(node["$ref"])
    for one in node.get("anyOf", ()):
        yield from _keys(one, path)
    for name, inner in node.get("properties", {}).items():
        place = f"{path}.{name}" if path else name
        yield place
        if place not in WITHHELD:
            yield from _keys(inner, place)
    if isinstance(node.get("items"), dict):
        yield from _keys(node["items"], f"{path}[]")
    if isinstance(node.get("additionalProperties"), dict):
        assert path in FREE_KEYS, f"{path} has free keys and is no known map"
        yield from _keys(node["additionalProperties"], f"{path}{{}}")


def _found(reference):
    node = SCHEMA
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def _decided(path):
    holder, _, name = path.rpartition(".")
    return path in WITHHELD or name in PUBLISHED.get(holder, ())


def test_every_key_of_the_schema_is_published_or_withheld_with_a_reason():
    assert [path for path in _keys(SCHEMA) if not _decided(path)] == []
    assert all(rule.why for rule in (*WITHHELD.values(), *SIFTED.values()))


def test_nothing_is_decided_twice_or_about_a_key_that_is_not_there():
    keys = set(_keys(SCHEMA))
    named = {f"{holder}.{name}" if holder else name for holder, names in PUBLISHED.items() for name in names}
    assert named - keys == set()
    assert set(WITHHELD) - keys == set()
    assert set(SIFTED) - named == set()
    assert set(WITHHELD) & named == set()


def _objects(value):
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(one)


NUMBER_OF_OBJECTS = len(list(_objects(INSIDE)))
# Under free keys an unknown key is an id (of an area, a driver …), not a key of the schema.
FREE_MAPS = {path.rpartition(".")[2] for path in FREE_KEYS}


def _with_key(content, number, key, value):
    copy = deepcopy(content)
    free = {id(one[name]) for one in _objects(copy) for name in FREE_MAPS if isinstance(one.get(name), dict)}
    target = list(_objects(copy))[number % NUMBER_OF_OBJECTS]
    if id(target) not in free:
        target[key] = value
    return copy


KEYS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12).map(lambda text: f"new_{text}")
VALUES = st.recursive(
    st.just(SECRET), lambda inner: st.lists(inner, min_size=1, max_size=2) | st.dictionaries(KEYS, inner, min_size=1),
    max_leaves=4,
)  # fmt: skip


@given(st.integers(0, 10_000), KEYS, VALUES)
def test_a_key_nobody_has_decided_about_is_not_published(number, key, value):
    public = public_document(_with_key(INSIDE, number, key, value))
    assert key not in json.dumps(public)
    assert SECRET not in json.dumps(public)


@given(st.sampled_from(sorted(WITHHELD)), TEXTS)
def test_what_stands_in_a_withheld_key_makes_no_difference(path, text):
    """The independent formulation: a reader who sees only what is public cannot tell two plans apart by it."""
    changed = deepcopy(INSIDE)
    _put(changed, path.replace("[]", ".[]").split("."), {"x": text} if path.endswith("notes") else text)
    assert public_document(changed) == public_document(INSIDE)


def _put(content, way, value):
    head, *rest = way
    if head == "[]":
        for one in content:
            _put(one, rest, value)
    elif not rest:
        if head in content:
            content[head] = value
    elif content.get(head) is not None:
        _put(content[head], rest, value)


def test_the_public_document_fits_the_schema_and_sifting_it_again_changes_nothing():
    public = public_document(INSIDE)
    assert fits_schema(public, "plan.schema.json")
    assert public_document(public) == public


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, JSON, max_size=5), st.randoms())
def test_the_checksum_does_not_hang_on_the_order_of_keys_and_survives_being_written(content, random):
    names = list(content)
    random.shuffle(names)
    assert checksum_of({name: content[name] for name in names}) == checksum_of(content)
    assert json.loads(canonical_bytes(content)) == content
    assert checksum_of(json.loads(json.dumps(content, indent=3))) == checksum_of(content)


@given(st.sampled_from(sorted(INSIDE["activities"][0].keys() - {"id"})))
def test_any_change_to_a_plan_changes_its_checksum_and_is_counted(name):
    changed = deepcopy(INSIDE)
    changed["activities"][0][name] = "something else"
    assert checksum_of(changed) != checksum_of(INSIDE)
    assert changed_parts(INSIDE, changed)


@pytest.mark.parametrize("sign", "=+-@\t")
@given(text=TEXTS)
def test_no_cell_begins_like_a_formula(sign, text):
    assert harmless(sign + text)[:1] == "'"


@given(TEXTS)
def test_a_cell_can_be_read_again(text):
    columns = COLUMNS["goals"]
    content = render_table(DataTable("goals", columns, ((text, None, 0),))).decode()
    *_headings, row = csv.reader(StringIO(content, newline=""), strict=True)
    assert row == [harmless(text), "", "0"]


def _rows(plan, name):
    table = next(one for one in data_tables(plan) if one.name == name)
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def test_the_costs_of_the_package_add_up_to_those_of_the_plan():
    plan = secret_plan()
    whole = cost_table(plan, Cut.AREA).whole.amount
    assert sum(row["amount"] for row in _rows(plan, "costs")) == whole


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.decimals("0.01", "999999.99", places=2))
def test_dividing_a_transaction_by_area_loses_no_cent(weights, amount):
    portions = tuple(Portion(None, money(weight), areas=(f"a{number}",)) for number, weight in enumerate(weights))
    check_portions("x", portions)
    support = Support("F01", "S01", "Line", portions=portions, transactions=(create_transaction("t1", amount),))
    plan = secret_plan()
    plan = replace(plan, funding=replace(plan.funding, supports=(support,)))
    assert sum(row["amount"] for row in _rows(plan, "funding")) == Decimal(amount)


def test_every_row_of_a_table_is_as_long_as_its_heading():
    for table in data_tables(secret_plan()):
        widths = {len(row) for row in csv.reader(StringIO(render_table(table).decode()))}
        assert widths == {len(table.columns)}
