"""The commands, as people use them: what they make, what they say, and what they leave behind when all goes wrong."""

import csv
import json

import pytest

from opennaphs.reports.scores_table import HEADINGS

NOTHING = "Nothing was written."


def _files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_help_teaches_every_verb(naphs):
    for verb in ((), ("scores",), ("draft",), ("report",), ("catalogue",), ("catalogue", "check")):
        result = naphs(*verb, "--help")
        assert result.exit_code == 0
        assert len(result.output) > 120


def test_scores_writes_the_long_table(naphs, examples, tmp_path):
    result = naphs("scores", examples / "uganda/scores.csv", "-o", tmp_path / "out.csv")
    assert result.exit_code == 0
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text().splitlines()))
    assert tuple(rows[0]) == HEADINGS
    assert [row["kind"] for row in rows].count("indicator") == 48
    assert {row["kind"] for row in rows} == {"indicator", "area", "pillar", "total"}
    (total,) = [row for row in rows if row["kind"] == "total"]
    assert (total["code"], total["score"], total["published"], total["agrees"]) == ("ReadyScore", "51", "", "")


@pytest.mark.parametrize(("country", "total"), [("uganda", "51"), ("sri-lanka", "57"), ("sierra-leone", "43")])
def test_the_typed_examples_give_the_published_ready_scores(naphs, examples, tmp_path, country, total):
    naphs("scores", examples / country / "scores.csv", "-o", tmp_path / "out.csv")
    rows = csv.DictReader((tmp_path / "out.csv").read_text().splitlines())
    assert [row["score"] for row in rows if row["kind"] == "total"] == [total]


def test_the_main_job_from_scores_to_workbook_and_document(naphs, examples, tmp_path):
    plan = tmp_path / "uganda.naphs.json"
    drafted = naphs(
        "draft",
        examples / "uganda/scores.csv",
        "--country",
        "Uganda",
        "--term",
        "5y",
        "--start",
        "2027",
        "--profile",
        examples / "uganda/profile.yaml",
        "-o",
        plan,
    )
    assert drafted.exit_code == 0, drafted.output
    assert "Menu estimate: USD" in drafted.output
    content = json.loads(plan.read_text())
    assert {"indicator", "current", "target"} <= content["goals"][0].keys()
    assert {"action_id", "target", "level", "text"} <= content["activities"][0].keys()
    for name, start in (("plan.xlsx", b"PK"), ("plan.docx", b"PK")):
        result = naphs("report", plan, "-o", tmp_path / name)
        assert result.exit_code == 0, result.output
        assert (tmp_path / name).read_bytes().startswith(start)


def test_all_assessments_of_a_file_in_one_command(naphs, tmp_path):
    scores = tmp_path / "scores.csv"
    scores.write_text(
        "country,framework,indicator,score,date,source\n"
        "UGA,jee-1,P1.1,1,2016,r\nUGA,jee-1,P1.1,2,2018,r\nUGA,spar-1,C1.1,60,2018,r\nKEN,jee-2,P1.1,3,2019,r\n"
    )
    result = naphs("draft", scores, "--all", "--term", "1y", "-o", tmp_path / "plans")
    assert result.exit_code == 0, result.output
    assert _files(tmp_path / "plans") == ["KEN.jee-2.naphs.json", "UGA.jee-1.naphs.json", "UGA.spar-1.naphs.json"]
    uganda = json.loads((tmp_path / "plans/UGA.jee-1.naphs.json").read_text())
    assert uganda["evidence"]["date"] == "2018"
    assert "older-assessment" in {notice["code"] for notice in uganda["notices"]}


def test_goals_areas_and_hazards_shape_the_plan(naphs, examples, tmp_path):
    (tmp_path / "goals.csv").write_text("indicator,goal\nD1.1,5\n")
    plan = tmp_path / "plan.naphs.json"
    result = naphs(
        "draft",
        examples / "uganda/scores.csv",
        "--country",
        "UGA",
        "--term",
        "1y",
        "--areas",
        "D1,D2",
        "--goals",
        tmp_path / "goals.csv",
        "--hazards",
        "cholera",
        "-o",
        plan,
    )
    assert result.exit_code == 0, result.output
    content = json.loads(plan.read_text())
    assert {one["area"] for one in content["activities"]} <= {"jee-3.D1", "jee-3.D2"}
    assert {"indicator": "jee-1.D1.1", "current": 4, "target": 5, "edited": True} in content["goals"]
    assert any("cholera" in one["hazards"] for one in content["activities"])


def test_a_clean_slate_needs_no_scores(naphs, tmp_path):
    result = naphs(
        "draft", "--clean-slate", "--country", "TCD", "--term", "1y", "--areas", "D1", "-o", tmp_path / "p.json"
    )
    assert result.exit_code == 0, result.output
    content = json.loads((tmp_path / "p.json").read_text())
    assert {one["level"] for one in content["activities"]} == {2}


@pytest.fixture
def catalogue(tmp_path):
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "actions.csv").write_text(
        "action_id,target,level,text,types,hazards\n"
        "a1,1.1,2,Write the law,planning and strategy,\na2,1.1,3,Publish the law,5,\n"
        "a2,1.2,3,Publish the law,5,\nc1,1.1,2,Stock chlorine,procurement;training,cholera|typhoid\n"
    )
    (folder / "crosswalk.csv").write_text(
        "framework,indicator,target\njee-1,P1.1,1.1\njee-1,P1.2,1.1\njee-1,P.1.2,1.2\n"
    )
    return folder


def test_an_external_catalogue_is_used_instead_of_ours(naphs, examples, tmp_path, catalogue):
    plan = tmp_path / "p.json"
    result = naphs(
        "draft",
        examples / "sierra-leone/scores.csv",
        "--country",
        "SLE",
        "--term",
        "5y",
        "--catalogue",
        catalogue,
        "-o",
        plan,
    )
    assert result.exit_code == 0, result.output
    content = json.loads(plan.read_text())
    assert [(one["action_id"], one["target"]) for one in content["activities"]] == [("a2", "1.1")]
    assert content["gaps"][0] == {"target": "1.1", "current": 2, "goal": 4, "decided_by": ["jee-1.P1.1", "jee-1.P1.2"]}
    assert content["evidence"]["library"] == "ours"


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("actions.csv", "a9,1.1,7,Text,,", "actions.csv, row 6, column level: “7” is no level."),
        ("actions.csv", "a9,1.1,,Text,,", "only an action for a hazard may have no level"),
        ("actions.csv", ",1.1,2,Text,,", "The cell “action_id” is empty."),
        ("actions.csv", "a1,1.1,4,Another text,,", "The action a1 has another text in row 2."),
        ("actions.csv", "a1,1.1,2,Write the law,,", "This line stands in row 2 already."),
        ("actions.csv", "a9,1.1,2,Text,dancing,", "“dancing” is no action type."),
        ("crosswalk.csv", "jee-7,P1.1,1.1", "crosswalk.csv, row 5, column framework: “jee-7” is no framework edition."),
        ("crosswalk.csv", "jee-1,P9.9,1.1", "JEE 1 has no indicator “P9.9”."),
    ],
)
def test_a_broken_external_catalogue_names_file_row_and_column(naphs, examples, tmp_path, catalogue, file, line, said):
    with (catalogue / file).open("a") as out:
        out.write(line + "\n")
    plan = tmp_path / "p.json"
    result = naphs(
        "draft",
        examples / "uganda/scores.csv",
        "--country",
        "UGA",
        "--term",
        "1y",
        "--catalogue",
        catalogue,
        "-o",
        plan,
    )
    assert result.exit_code == 1
    assert said in result.output
    assert NOTHING in result.output
    assert not plan.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--country", "Ugnada"], "Did you mean Uganda (UGA)"),
        (["--country", "KEN"], "The file holds no assessment of Kenya (KEN)"),
        (["--country", "UGA", "--framework", "jee-2"], "The file holds no assessment of Uganda"),
        (["--country", "UGA", "--framework", "jee-7"], "“jee-7” is no framework edition"),
        (["--country", "UGA", "--areas", "X9"], "There is no area “jee-1.X9”"),
        (["--country", "UGA", "--hazards", "dragons"], "no overlay for the hazard “dragons”"),
        (["--country", "UGA", "--goals", "no-such.csv"], "The file cannot be read"),
        (["--country", "UGA", "--profile", "no-such.yaml"], "The file cannot be read"),
        (["--country", "UGA", "--catalogue", "no-such-folder"], "The file cannot be read"),
        ([], "Say for which country"),
    ],
)
def test_wrong_requests_end_in_a_sentence_and_leave_no_file(naphs, examples, tmp_path, arguments, said):
    plan = tmp_path / "p.json"
    result = naphs("draft", examples / "uganda/scores.csv", "--term", "1y", "-o", plan, *arguments)
    assert result.exit_code != 0
    assert said in result.output
    assert "Traceback" not in result.output
    assert not plan.exists()


def test_two_editions_of_one_country_are_the_users_choice(naphs, tmp_path):
    scores = tmp_path / "s.csv"
    scores.write_text(
        "country,framework,indicator,score,date,source\nUGA,jee-1,P1.1,1,2016,r\nUGA,spar-1,C1.1,60,2018,r\n"
    )
    result = naphs("draft", scores, "--country", "UGA", "--term", "1y", "-o", tmp_path / "p.json")
    assert "Uganda has scores of jee-1, spar-1. Choose one with --framework." in result.output


def test_averages_alone_are_not_enough_for_a_plan(naphs, tmp_path):
    response = {
        "value": [
            {
                "IndicatorCode": "SDGIHR2021",
                "SpatialDimType": "COUNTRY",
                "SpatialDim": "UGA",
                "TimeDim": 2023,
                "Dim1": "X_TOTL",
                "Dim2": "X_TOTL",
                "NumericValue": 60,
            }
        ]
    }
    (tmp_path / "gho.json").write_text(json.dumps(response))
    result = naphs("draft", tmp_path / "gho.json", "--country", "UGA", "--term", "1y", "-o", tmp_path / "p.json")
    assert "gives no indicator scores of UGA, only averages" in result.output


def test_a_profile_without_a_count_stops_and_says_which(naphs, examples, tmp_path):
    (tmp_path / "profile.yaml").write_text("country: UGA\ncounts:\n  region:\n    value: 15\n    source: a test\n")
    result = naphs(
        "draft",
        examples / "uganda/scores.csv",
        "--country",
        "UGA",
        "--term",
        "5y",
        "--profile",
        tmp_path / "profile.yaml",
        "-o",
        tmp_path / "p.json",
    )
    assert result.exit_code == 1
    assert "cannot be costed. Line “" in result.output
    assert "does not say how many" in result.output
    assert not (tmp_path / "p.json").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("country: UGA\ncounts:\n  regoin:\n    value: 1\n    source: abc\n", "profile.yaml, row 3"),
        ("country: Ugnada\ncounts: {}\n", "row 1: “Ugnada” is no country we know."),
        ("country: UGA\ncountry: KEN\ncounts: {}\n", "row 2: The field “country” is written twice."),
        ("country: UGA\ncounts:\n  region: {value: many, source: abc}\n", "“value” must be a number, not “many”."),
        ("country: [UGA\n", "This is not valid YAML"),
    ],
)
def test_a_broken_profile_names_its_line(naphs, examples, tmp_path, content, said):
    (tmp_path / "profile.yaml").write_text(content)
    result = naphs(
        "draft",
        examples / "uganda/scores.csv",
        "--country",
        "UGA",
        "--term",
        "5y",
        "--profile",
        tmp_path / "profile.yaml",
        "-o",
        tmp_path / "p.json",
    )
    assert result.exit_code == 1
    assert said in result.output


def test_an_old_file_stays_when_the_new_one_cannot_be_made(naphs, examples, tmp_path):
    plan = tmp_path / "p.json"
    plan.write_text("the old plan")
    naphs("draft", examples / "uganda/scores.csv", "--country", "KEN", "--term", "1y", "-o", plan)
    assert plan.read_text() == "the old plan"
    result = naphs(
        "draft", examples / "uganda/scores.csv", "--country", "UGA", "--term", "1y", "-o", tmp_path / "no/p.json"
    )
    assert "cannot be written" in result.output
    assert _files(tmp_path) == ["p.json"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("plan.pdf", None, "is no kind of report"), ("plan.xlsx", "{}", "The file is no plan document.")],
)
def test_reports_of_other_things_are_refused(naphs, tmp_path, name, content, said):
    (tmp_path / "plan.naphs.json").write_text(content or "{}")
    result = naphs("report", tmp_path / "plan.naphs.json", "-o", tmp_path / name)
    assert result.exit_code == 1
    assert said in result.output
    assert not (tmp_path / name).exists()
