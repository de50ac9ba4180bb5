"""A hand-filled planning matrix becomes a plan document and can be written again without loss."""

import json
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from opennaphs.reports.matrix_workbook import render_workbook
from tests.factories import create_action, create_costed_plan, create_template


@pytest.fixture
def matrix(tmp_path):
    """A workbook as people fill it: our own, opened and edited by hand."""
    actions = [create_action("a", "A.1", 2, costs=(create_template(pieces=3),)), create_action("b", "A.1", 3, costs=())]
    path = tmp_path / "matrix.xlsx"
    path.write_bytes(render_workbook(create_costed_plan(actions), {}))
    return path


def _edit(path, **cells):
    book = load_workbook(path)
    for place, value in cells.items():
        book["A"][place] = value
    book.save(path)


def _import(naphs, matrix, tmp_path, *options):
    return naphs("import", matrix, "--country", "Uganda", *options, "-o", tmp_path / "plan.naphs.json")


def _activities(tmp_path):
    return json.loads((tmp_path / "plan.naphs.json").read_text())["activities"]


def test_rows_become_activities_with_their_own_words_and_costs(naphs, matrix, tmp_path):
    result = _import(naphs, matrix, tmp_path)
    assert result.exit_code == 0, result.output
    first, second = _activities(tmp_path)
    assert (first["id"], first["text"], first["cost"]["state"]) == ("A-001", "Do what a says.", "costed")
    assert [amount["amount"] for amount in first["cost"]["lines"][0]["by_year"]] == [
        "30.00",
        "0.00",
        "0.00",
        "0.00",
        "0.00",
    ]
    assert second["cost"]["state"] == "no extra cost"


def test_empty_zero_and_lump_sum_are_three_things(naphs, matrix, tmp_path):
    _edit(matrix, N7=None, N8=5000, O8=None, P8=None, Q8=None, R8=None, S8=None)
    result = _import(naphs, matrix, tmp_path)
    assert result.exit_code == 0, result.output
    first, second = _activities(tmp_path)
    assert (first["cost"]["state"], first["cost"]["reason"]) == ("not costed", "the matrix gives no estimate")
    assert "a lump sum of USD 5,000.00 (2024 prices)" in second["cost"]["reason"]
    assert "1 lump sums" in result.output


def test_costing_an_imported_plan_from_the_library_does_not_drop_its_lump_sums(naphs, matrix, examples, tmp_path):
    _edit(matrix, N7=None, N8=5000, O8=None, P8=None, Q8=None, R8=None, S8=None)
    _import(naphs, matrix, tmp_path)
    result = naphs("cost", tmp_path / "plan.naphs.json", "--profile", examples / "uganda/profile.yaml")
    assert (result.exit_code, "Costing again would drop them" in result.output.replace("\n", " ")) == (1, True)


def test_yearly_costs_that_nothing_explains_are_named_and_not_counted(naphs, matrix, tmp_path):
    _edit(matrix, N7=None, T7=30, N8=5000, O8=None, P8=None, Q8=None, R8=None, S8=None, U8=40)
    _import(naphs, matrix, tmp_path)
    first, second = (activity["cost"]["reason"] for activity in _activities(tmp_path))
    assert first == "the matrix gives no estimate; it writes USD 30.00 (2024 prices) in 2027, which is not counted"
    assert second.startswith("the matrix gives no frequency in any year; it writes USD 40.00 (2024 prices) in 2028")


def test_the_matrix_comes_back_without_loss(naphs, matrix, tmp_path):
    _edit(matrix, I7="Ask the union", K7="Laboratory plan 2025", L7="y", M7="Government", G7="Director of laboratories")
    _import(naphs, matrix, tmp_path)
    naphs("report", tmp_path / "plan.naphs.json", "-o", tmp_path / "again.xlsx")
    before, after = (load_workbook(tmp_path / name, data_only=True)["A"] for name in ("matrix.xlsx", "again.xlsx"))
    for row in (7, 8):
        old, new = ([cell.value or None for cell in sheet[row][:14]] for sheet in (before, after))
        assert old == new
    assert [cell.value for cell in after[7][14:19]] == [1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--currency", "KES", "is in USD of 2024, the import in KES of 2024"),
        ("--country", "Ugnada", "Did you mean Uganda"),
    ],
)
def test_what_contradicts_the_matrix_is_refused(naphs, matrix, tmp_path, option, value, said):
    result = _import(naphs, matrix, tmp_path, option, value)
    assert result.exit_code == 1
    assert said in result.output
    assert not (tmp_path / "plan.naphs.json").exists()


def test_hidden_quantities_are_proposed_and_nothing_is_changed(naphs, matrix, tmp_path):
    _edit(matrix, E7="30 pax x 5 days x 67 trainings")
    result = _import(naphs, matrix, tmp_path, "--proposals")
    assert "30 participants × 5 days × 67 trainings" in result.output
    assert _activities(tmp_path)[0]["cost"]["lines"][0]["by_year"][0]["amount"] == "30.00"


def test_a_workbook_of_something_else_is_refused(naphs, tmp_path):
    book = Workbook()
    book.active.append(["a", "b"])
    buffer = BytesIO()
    book.save(buffer)
    (tmp_path / "x.xlsx").write_bytes(buffer.getvalue())
    result = _import(naphs, tmp_path / "x.xlsx", tmp_path)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
