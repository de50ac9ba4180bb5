"""``naphs menu`` as people use it: what it makes, what it says, and what it leaves behind when all goes wrong."""

import csv
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from opennaphs.domain.menu_costing import MenuRules, cost_menu
from opennaphs.reports.menu_table import HEADINGS, render_menu_csv, render_menu_workbook
from tests.spec.test_5_menu_costing import create_country, create_line, create_menu_prices, worked_prices

MENU = """\
id,indicator,score,requirement,action,unit_cost,administrative_level,kind,multiplier_1,multiplier_1_unit,multiplier_2,\
multiplier_2_unit,include,notes
law-1,P1.1,2,Know the laws,List the laws,officer,national,one-time,0.25,years,,,yes,
law-2,P1.1,4,Know the laws,List the laws of the regions,officer,intermediate,recurring,0.1,years,,,yes,
law-3,P1.1,4,Train,Hold a workshop in some districts,meeting,local,one-time,2,days,some,districts,yes,=1+1
amr-1,P3.1,3,Meet,Meet every quarter,meeting,national,recurring,regularly,meetings,,,,
amr-2,P3.1,3,Drive,Buy trucks,truck,local,one-time,1,truck,,,no,
amr-3,P3.1,5,Drive,Buy more trucks,truck,local,one-time,1,truck,,,yes,
"""
UNIT_COSTS = """\
id,title,value,currency,price_year,unit,salary,source
officer,An officer with overhead,1600,USD,2022,year,yes,a test
meeting,A meeting,500,USD,2022,day,no,a test
truck,A truck,21000,USD,2022,piece,no,a test
"""


@pytest.fixture
def costed(naphs, examples, tmp_path):
    """Cost a menu for Uganda, which the example puts at level 3 in P1.1 and 2 in P3.1; 15 regions, 136 districts."""

    def run(*arguments, menu_text=MENU, unit_costs=UNIT_COSTS, country="UGA", **files):
        (tmp_path / "menu.csv").write_text(menu_text, encoding="utf-8")
        (tmp_path / "unit_costs.csv").write_text(unit_costs, encoding="utf-8")
        given = {
            "--unit-costs": tmp_path / "unit_costs.csv",
            "--scores": examples / "uganda/scores.csv",
            "--profile": examples / "uganda/profile.yaml",
        } | {f"--{name}": path for name, path in files.items()}
        options = [part for option in given.items() for part in option]
        command = [tmp_path / "menu.csv", "--country", country, *options, *arguments]
        return naphs("menu", *command)

    return run


def _rows(path: Path):
    return {row["id"]: row for row in csv.DictReader(path.read_text().splitlines())}


def test_a_menu_is_costed_line_by_line(costed, tmp_path):
    result = costed("-o", tmp_path / "costs.csv")
    assert result.exit_code == 0, result.output
    rows = _rows(tmp_path / "costs.csv")
    assert tuple(rows["law-1"]) == HEADINGS
    # law-2: 1600 x 0.1 x 15 regions each year; law-3: 500 x 2 x 0.1 x 136 districts once; amr-1: 500 x 4 each year
    years = {line: [row[f"year_{year}"] for year in range(1, 6)] for line, row in rows.items()}
    assert years["law-1"] == ["0"] * 5
    assert years["law-2"] == ["2400.00"] * 5
    assert years["law-3"] == ["13600.00", "0", "0", "0", "0"]
    assert years["amr-1"] == ["2000.00"] * 5
    assert years["amr-2"] == years["amr-3"] == ["0"] * 5
    assert [row["state"] for row in rows.values()] == [
        "score already reached", "costed", "costed", "costed", "excluded", "beyond the target",
    ]  # fmt: skip
    assert rows["law-3"]["notes"] == "'=1+1"
    assert (rows["law-2"]["currency"], rows["law-2"]["price_year"]) == ("USD", "2022")
    assert "The menu costs USD 35,600.00 (2022 prices) over 5 years." in result.output
    assert "“some” is taken as 0.1 (10 %)." in result.output
    assert "“regularly” is taken as 4 (every quarter)." in result.output
    assert "No overhead was added" in result.output
    assert (
        "Scores of jee-1, 2017-06-26. Lines: 1 score already reached, 3 costed, 1 excluded, 1 beyond" in result.output
    )


def test_a_higher_target_brings_the_next_score_in_the_third_year(costed, tmp_path):
    costed("--target", 5, "-o", tmp_path / "costs.csv")
    row = _rows(tmp_path / "costs.csv")["amr-3"]
    assert [row[f"year_{year}"] for year in range(1, 6)] == ["0", "0", f"{21000 * 136}.00", "0", "0"]


def test_the_older_rules_add_overhead_and_lease(costed, tmp_path):
    prices = UNIT_COSTS.replace("truck,", "truck.buy,") + "truck.lease,A leased truck,900,USD,2022,year,no,a test\n"
    text = MENU.replace("truck,,,no", "truck,,,yes")
    result = costed("--method", "jee-1", "--lease", "-o", tmp_path / "c.csv", menu_text=text, unit_costs=prices)
    assert result.exit_code == 0, result.output
    rows = _rows(tmp_path / "c.csv")
    assert [rows["law-2"]["year_1"], rows["law-2"]["year_5"]] == ["3840", "3840"]
    assert (rows["amr-2"]["unit_cost"], rows["amr-2"]["year_1"], rows["amr-2"]["year_5"]) == (
        "truck.lease", f"{900 * 136}", f"{900 * 136}",
    )  # fmt: skip
    assert "Overhead of 60 % was added to salaries." in result.output


def test_with_every_line_excluded_the_menu_costs_nothing(costed):
    text = "\n".join(line.replace(",yes,", ",no,").replace(",,,,", ",,,no,") for line in MENU.splitlines())
    result = costed(menu_text=text, unit_costs=UNIT_COSTS)
    assert result.exit_code == 0, result.output
    assert "Lines: 6 excluded." in result.output
    assert "The menu costs USD 0.00 (2022 prices) over 5 years." in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"country": "Kenya"}, "The file holds no assessment of Kenya (KEN)"),
        ({"country": "Ugnada"}, "Did you mean Uganda (UGA)"),
        ({"unit_costs": UNIT_COSTS.replace("truck,", "lorry,")}, "menu.csv, row 7, column unit_cost: The line “amr-3”"),
        ({"unit_costs": UNIT_COSTS.replace("500,USD", "500,KES")}, "unit_costs.csv, row 3, column currency"),
        ({"menu_text": MENU.replace("P3.1", "P31.1")}, "JEE 1 has no indicator “P31.1”."),
        (
            {"menu_text": MENU.replace("national,rec", "health workers,rec")},
            "has “health workers” as administrative_level",
        ),
        (
            {"menu_text": MENU.replace("national,rec", "additional health worker,rec")},
            "The line “amr-1” is for each additional health worker",
        ),
        ({"scores": "no-such.csv"}, "no-such.csv: The file cannot be read"),
        ({"profile": "no-such.yaml"}, "no-such.yaml: The file cannot be read"),
    ],
)
def test_what_is_wrong_ends_in_a_sentence_and_leaves_no_file(costed, tmp_path, arguments, said):
    result = costed("-o", tmp_path / "costs.csv", **arguments)
    assert result.exit_code == 1
    assert said in result.output
    assert "Nothing was written." in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "costs.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lease"], "Leasing belongs to the rules for JEE 1."),
        (["-o", "costs.pdf"], "“.pdf” is no kind of table."),
        (["--framework", "jee-3"], "The file holds no assessment of Uganda (UGA) in that edition."),
        (["--target", "6"], "6 is not in the range"),
    ],
)
def test_wrong_wishes_end_in_a_sentence(costed, arguments, said):
    result = costed(*arguments)
    assert result.exit_code != 0
    assert said in result.output


def test_the_profile_must_be_of_the_country(costed, tmp_path):
    (tmp_path / "p.yaml").write_text("country: KEN\ncounts:\n  region: {value: 8, source: a test}\n")
    result = costed(profile=tmp_path / "p.yaml")
    assert "The profile is of KEN, the scores are of UGA." in result.output


def test_a_count_the_profile_lacks_names_the_line(costed, tmp_path):
    (tmp_path / "p.yaml").write_text("country: UGA\ncounts:\n  region: {value: 15, source: a test}\n")
    result = costed(profile=tmp_path / "p.yaml")
    assert result.exit_code == 1
    assert "menu.csv, row 4, column administrative_level: The line “law-3” is multiplied by the level" in result.output
    assert "does not say how many “district” there are" in result.output


def test_more_health_workers_are_given_on_the_command_line(costed, tmp_path):
    text = MENU.replace("national,rec", "additional health worker,rec")
    result = costed("--additional-health-workers", 0, menu_text=text)
    assert result.exit_code == 0, result.output
    assert "The menu costs USD 25,600.00" in result.output


def test_two_editions_are_the_users_choice(costed, tmp_path):
    (tmp_path / "s.csv").write_text(
        "country,framework,indicator,score,date,source\nUGA,jee-1,P1.1,1,2016,r\nUGA,spar-1,C1.1,60,2018,r\n"
    )
    result = costed(scores=tmp_path / "s.csv")
    assert "Uganda has scores of jee-1, spar-1. Choose one with --framework." in result.output


def test_the_workbook_holds_sums_indicators_and_lines(costed, tmp_path):
    assert costed("-o", tmp_path / "costs.xlsx").exit_code == 0
    book = load_workbook(tmp_path / "costs.xlsx", data_only=True)
    assert book.sheetnames == ["Summary", "Indicators", "Lines"]
    summary = {row[0].value: row[1].value for row in book["Summary"].iter_rows(min_row=7, max_row=12)}
    assert summary == {1: 18000, 2: 4400, 3: 4400, 4: 4400, 5: 4400, "Total": 35600}
    indicators = [[cell.value for cell in row] for row in book["Indicators"].iter_rows(min_row=2)]
    assert [row[0] for row in indicators] == ["jee-1.P1.1", "jee-1.P3.1"]
    assert [row[-1] for row in indicators] == [25600, 10000]
    assert [cell.value for cell in book["Lines"][1]] == list(HEADINGS)
    assert book["Lines"].max_row == 7


def test_nobodys_text_becomes_a_formula():
    line = create_line("=1+1", notes="@x")
    costs = cost_menu([line], create_menu_prices(), create_country(), MenuRules())
    assert b"\n'=1+1," in render_menu_csv(costs)
    cell = load_workbook(BytesIO(render_menu_workbook(costs, {})))["Lines"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.libreoffice
@pytest.mark.slow
def test_libreoffice_computes_the_same_sums(soffice, tmp_path):
    lines = [
        create_line("b", "P1.1", 2, "meeting", "intermediate", "recurring", "2 3"),
        create_line("c", "P1.1", 3, "truck", "local", "one-time", "1 0.6"),
        create_line("h", "P1.2", 4, "print", "health worker"),
    ]
    costs = cost_menu(lines, worked_prices(), create_country({"P1.1": 1, "P1.2": 3}), MenuRules())
    formulas = load_workbook(BytesIO(render_menu_workbook(costs, {})))
    formulas["Lines"].cell(2, HEADINGS.index("year_1") + 1).value = 10_000
    formulas.save(tmp_path / "in.xlsx")
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", tmp_path / "out", tmp_path / "in.xlsx"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    theirs = load_workbook(tmp_path / "out/in.xlsx", data_only=True)
    assert theirs["Summary"]["B12"].value == pytest.approx(float(costs.total.amount) + 1000)
    assert theirs["Indicators"]["C2"].value == pytest.approx(10_000)
    assert theirs["Indicators"]["H3"].value == pytest.approx(4000)
