"""Looking at the library, searching it, handing it to reviewers and reading their comments back."""

import csv
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

from opennaphs.catalogue.loading import load_library


@pytest.mark.parametrize("code", ["D1", "d1.1", "jee-3.D1.1", "PoE1", "jee-3.D1.1.l2.01"])
def test_show_gives_areas_indicators_and_single_actions(naphs, code):
    result = naphs("catalogue", "show", code)
    assert result.exit_code == 0
    assert "l2.01" in result.output


@pytest.mark.parametrize("by", ["type", "component", "lead", "place", "hazard", "hepr"])
def test_show_counts_actions_by_their_marks(naphs, by):
    assert "actions" in naphs("catalogue", "show", "--by", by).output


def test_show_speaks_french(naphs):
    assert "Rédiger" in naphs("catalogue", "show", "D1", "--language", "fr").output


def test_an_unknown_code_is_answered_with_examples(naphs):
    result = naphs("catalogue", "show", "Z9")
    assert result.exit_code == 1
    assert "no area, indicator or action “Z9”" in result.output


def test_search_finds_all_words(naphs):
    result = naphs("catalogue", "search", "cholera", "vaccin")
    assert "cholera" in result.output.casefold()
    assert naphs("catalogue", "search", "unicorn").output.startswith("0 of ")


def _reviewed(naphs, tmp_path, **cells):
    review = tmp_path / "review.xlsx"
    naphs("catalogue", "export", "-o", review, "--areas", "R2")
    book = load_workbook(BytesIO(review.read_bytes()))
    sheet = book["R2"]
    sheet["B3"] = "Amina"
    for place, value in cells.items():
        sheet[place] = value
    book.save(review)
    return naphs("catalogue", "comments", review, "-o", tmp_path / "comments.csv")


def test_comments_come_back_from_the_review_workbook(naphs, tmp_path):
    result = _reviewed(naphs, tmp_path, P6="change", Q6="@Name the police first", Q7="Good")
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader((tmp_path / "comments.csv").read_text().splitlines()))
    first, second, *_ = [one.id for one in load_library().actions if one.target == "jee-3.R2.1"]
    assert rows == [
        {"action_id": first, "verdict": "change", "comment": "'@Name the police first", "reviewer": "Amina"},
        {"action_id": second, "verdict": "", "comment": "Good", "reviewer": "Amina"},
    ]


def test_a_wrong_verdict_is_refused_and_an_unknown_action_is_said(naphs, tmp_path):
    assert "“maybe” is no verdict. Write one of: keep, change, drop." in _reviewed(naphs, tmp_path, P6="maybe").output
    result = _reviewed(naphs, tmp_path, A6="jee-3.R2.1.l2.99", P6="drop")
    assert result.exit_code == 0
    assert "The library has no action “jee-3.R2.1.l2.99” any more." in result.output


def test_another_workbook_is_no_review(naphs, tmp_path, examples):
    naphs("draft", "--clean-slate", "--country", "UGA", "--term", "1y", "--areas", "R2", "-o", tmp_path / "p.json")
    naphs("report", tmp_path / "p.json", "-o", tmp_path / "p.xlsx")
    result = naphs("catalogue", "comments", tmp_path / "p.xlsx", "-o", tmp_path / "c.csv")
    assert "No sheet has the columns id, verdict and comment." in result.output
    assert not (tmp_path / "c.csv").exists()


def test_the_picture_of_an_area_shows_every_action_once_and_its_arrows(naphs, tmp_path):
    assert naphs("catalogue", "picture", "D1", "-o", tmp_path / "d1.svg").exit_code == 0
    picture = ET.parse(tmp_path / "d1.svg").getroot()  # noqa: S314 - our own file
    titles = [one.text.partition(":")[0] for one in picture.iter("{http://www.w3.org/2000/svg}title")][1:]
    own = [one.id for one in load_library().actions if one.target.startswith("jee-3.D1") and not one.hazards]
    assert len(set(titles)) == len(titles)
    assert set(own) <= set(titles)
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}path"))) > len(own) // 2


def test_a_plan_in_french_from_end_to_end(naphs, examples, tmp_path):
    plan = tmp_path / "p.naphs.json"
    scores = examples / "sierra-leone/scores.csv"
    drafted = naphs(
        "draft", scores, "--country", "SLE", "--term", "1y", "--language", "fr", "--areas", "D1", "-o", plan
    )
    assert drafted.exit_code == 0, drafted.output
    assert "a été publié au niveau" in drafted.output
    assert naphs("report", plan, "-o", tmp_path / "p.docx").exit_code == 0
    assert naphs("report", plan, "-o", tmp_path / "p.xlsx").exit_code == 0
    book = load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames[:2] == ["Résumé", "Objectifs"]


def test_an_english_plan_can_be_reported_in_french(naphs, examples, tmp_path):
    plan = tmp_path / "p.naphs.json"
    naphs(
        "draft", examples / "sierra-leone/scores.csv", "--country", "SLE", "--term", "1y", "--areas", "D1", "-o", plan
    )
    naphs("report", plan, "-o", tmp_path / "p.xlsx", "--language", "fr")
    sheet = load_workbook(tmp_path / "p.xlsx").worksheets[2]
    english = {one.text for one in load_library().actions}
    assert sheet["D7"].value in {one.text for one in load_library("fr").actions} - english
