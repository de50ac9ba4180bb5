"""Goals, profiles and price lists: what is taken and what is said when not."""

import pytest

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.errors import InputRefused, NaphsError
from opennaphs.domain.frameworks import UnknownCode
from opennaphs.sources.files import load_bytes
from opennaphs.sources.goals_csv import parse_goals
from tests.factories import create_prices, create_unit_cost

JEE_1 = load_framework("jee-1")


def test_goals_are_taken_by_code_or_full_id_and_for_open_targets_of_the_library():
    content = b"indicator,goal\nP1.1,4\njee-1.P1.2,5\njee-3.P2.1,3\n"
    goals = parse_goals(content, "goals.csv", JEE_1, {"jee-3.P2.1"})
    assert goals == {"jee-1.P1.1": 4, "jee-1.P1.2": 5, "jee-3.P2.1": 3}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("X1,4", "goals.csv, row 2, column indicator: JEE 1 has no indicator “X1”."),
        ("P1.1,6", "row 2, column goal: “6” is no goal. Write a level from 1 to 5."),
        ("P1.1,", "“” is no goal."),
        ("P1.1,²", "“²” is no goal."),
        ("P1.1,4\nP.1.1,3", "row 3, column indicator: jee-1.P1.1 has a goal already."),
    ],
)
def test_goals_that_cannot_be_taken_are_named(line, said):
    with pytest.raises(InputRefused) as caught:
        parse_goals(f"indicator,goal\n{line}\n".encode(), "goals.csv", JEE_1)
    assert said in str(caught.value)


def test_a_price_list_has_one_currency_and_one_price_year():
    from dataclasses import replace
    from decimal import Decimal

    from opennaphs.domain.money import Money

    other = replace(create_unit_cost("other"), likely=Money(Decimal(1), "KES", 2024))
    with pytest.raises(NaphsError, match="one currency and of one price year, not 2"):
        _ = create_prices(create_unit_cost(), other).basis


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("opennaphs.sources.files.MOST_BYTES", 10)
    (tmp_path / "big.csv").write_text("x" * 11)
    with pytest.raises(InputRefused, match="the limit is"):
        load_bytes(tmp_path / "big.csv")


def test_an_unknown_indicator_is_named():
    with pytest.raises(UnknownCode, match=r"JEE 1 has no indicator jee-1\.X1"):
        JEE_1.indicator("jee-1.X1")
