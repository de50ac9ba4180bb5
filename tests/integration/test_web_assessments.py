"""The pages of assessments: entering area by area, importing after a look, reading, trend and comparison."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from opennaphs.actions.assessments.create_assessment import create_assessment
from opennaphs.actions.assessments.enter_scores import enter_scores
from opennaphs.actions.assessments.entries import ScoreEntry
from opennaphs.actions.assessments.keep_comparison_set import keep_comparison_set
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import COUNTRY_ROLES
from opennaphs.store.assessments import latest_assessments
from opennaphs.store.models import AssessmentRecord, AuditEvent, ComparisonSet, Score
from tests.workbench import create_country, create_person, signed_in

pytestmark = pytest.mark.django_db
HEAD = "country,framework,indicator,score,date,source\n"


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def assessment(lead) -> AssessmentRecord:
    return create_assessment(country="UGA", framework="jee-3", date="2024-06", source="JEE mission report", by=lead)


@pytest.fixture
def spar(lead) -> AssessmentRecord:
    return create_assessment(country="UGA", framework="spar-2", date="2023", source="SPAR report", by=lead)


def page_of(name, *args):
    return reverse(name, args=["UGA", *args])


def scored(assessment, by, **levels):
    entries = [
        ScoreEntry(f"{assessment.framework}.{code.replace('_', '.')}", None if level is None else Decimal(level))
        for code, level in levels.items()
    ]
    enter_scores(assessment=assessment, entries=entries, by=by)


def text_of(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def area_page(assessment, code="D1"):
    return page_of("assessment_area", assessment.pk, f"{assessment.framework}.{code}")


def levels(iso3="UGA"):
    return {name: level for one in latest_assessments(iso3) for name, level in one.levels.items()}


# --- list, create, edit, remove ---------------------------------------------------------------------------------------


def test_an_empty_list_says_what_it_is_for_and_the_next_step(lead):
    response = signed_in(lead).get(page_of("assessments"))
    assert "No assessment yet" in text_of(response)
    assert page_of("scores_import").encode() in response.content


def test_somebody_who_may_not_enter_scores_reads_why(assessment):
    viewer = signed_in(create_person("viewer", "UGA"))
    assert "Your roles do not let you enter scores" in text_of(viewer.get(page_of("assessments")))
    assert page_of("assessment_new").encode() not in viewer.get(page_of("assessments")).content


@pytest.mark.parametrize("role", COUNTRY_ROLES, ids=lambda role: role.key)
def test_pages_of_writing_open_for_those_who_may_write(assessment, role):
    client = signed_in(create_person(role.key, "UGA"))
    expected = 200 if Permission.ENTER_SCORES in role.permissions else 403
    pages = ("assessment_new", "scores_import")
    assert {client.get(page_of(name)).status_code for name in pages} == {expected}
    assert client.get(area_page(assessment)).status_code == expected
    assert client.get(page_of("assessment", assessment.pk)).status_code == 200


def test_an_assessment_is_created_and_one_goes_on_to_its_first_area(lead):
    about = {"framework": "jee-3", "date": "2024-06", "source": "Report"}
    response = signed_in(lead).post(page_of("assessment_new"), about)
    record = AssessmentRecord.objects.get()
    assert response.status_code == 302
    assert response.url == area_page(record, "P1")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"date": "June"}, "Write a year, a month or a day"), ({"date": "2024-06"}, "There is a JEE 3 assessment")],
)
def test_a_wrong_assessment_comes_back_with_the_sentence(assessment, lead, wrong, sentence):
    about = {"framework": "jee-3", "date": "2024", "source": "Report"} | wrong
    response = signed_in(lead).post(page_of("assessment_new"), about)
    assert response.status_code == 422
    assert sentence in text_of(response)


def test_two_editors_of_the_source_see_both_versions(assessment, lead):
    client = signed_in(lead)
    client.post(page_of("assessment_edit", assessment.pk), {"date": "2024-06", "source": "First", "version": 1})
    response = client.post(page_of("assessment_edit", assessment.pk), {"date": "2024", "source": "Mine", "version": 1})
    assert response.status_code == 409
    assert "First" in text_of(response)
    assert "Mine" in text_of(response)


def test_an_assessment_is_removed_with_a_reason_and_brought_back(assessment, lead):
    client = signed_in(lead)
    remove = page_of("assessment_remove", assessment.pk)
    assert client.post(remove, {"version": 1, "why": " "}).status_code == 422
    assert client.post(remove, {"version": 1, "why": "Entered twice"}).status_code == 302
    assert client.get(page_of("assessment", assessment.pk)).status_code == 404
    assert "1 removed assessment" in text_of(client.get(page_of("assessments")))
    assert client.post(page_of("assessment_restore", assessment.pk), {"version": 2}).status_code == 302
    assert client.get(page_of("assessment", assessment.pk)).status_code == 200


def test_the_list_asks_the_database_little_however_long_it_is(lead, django_assert_max_num_queries):
    for year in range(2000, 2030):
        create_assessment(country="UGA", framework="spar-2", date=str(year), source="SPAR", by=lead)
    client = signed_in(lead)
    with django_assert_max_num_queries(12):
        assert client.get(page_of("assessments")).status_code == 200


# --- entering ---------------------------------------------------------------------------------------------------------


def test_an_area_is_entered_and_only_what_was_written_is_kept(assessment, lead):
    posted = {"score-D1.1": "3", "note-D1.1": "Seen on site", "score-D1.2": "2.5", "go": "next"}
    response = signed_in(lead).post(area_page(assessment), posted)
    assert response.status_code == 302
    assert response.url == area_page(assessment, "D2")
    assert levels() == {"jee-3.D1.1": 3, "jee-3.D1.2": Decimal("2.5")}
    assert Score.objects.get(indicator="jee-3.D1.1").note == "Seen on site"
    assert AuditEvent.objects.filter(action="enter_scores").count() == 2


def test_the_page_shows_what_stands_and_saving_it_again_changes_nothing(spar, lead):
    scored(spar, lead, C1_1=60, C1_2=None)
    client = signed_in(lead)
    page = client.get(area_page(spar, "C1")).content.decode()
    fields = {
        re.search('name="([^"]*)"', one)[1]: (re.search('value="([^"]*)"', one) or ["", ""])[1]
        for one in re.findall(r'<input[^>]*name="(?:score|note|version)-[^>]*>', page)
    }
    assert (fields["score-C1.1"], fields["score-C1.2"]) == ("60", "0")
    response = client.post(area_page(spar, "C1"), fields, follow=True)
    assert "Nothing had changed" in text_of(response)
    assert set(Score.objects.values_list("version", flat=True)) == {1}


def test_spar_zero_is_asked_and_empty_is_nothing(spar, lead):
    signed_in(lead).post(area_page(spar, "C1"), {"score-C1.1": "0", "score-C1.2": ""})
    assert levels() == {"spar-2.C1.1": None}


def test_emptying_a_field_takes_the_score_back(assessment, lead):
    scored(assessment, lead, D1_1=3)
    signed_in(lead).post(area_page(assessment), {"score-D1.1": "", "version-D1.1": "1"})
    assert levels() == {}


@pytest.mark.parametrize(
    ("written", "sentence"), [("60", "looks like a percentage"), ("7", "no level of JEE 3"), ("good", "is no score")]
)
def test_what_is_no_level_comes_back_with_the_sentence_and_nothing_is_written(assessment, lead, written, sentence):
    response = signed_in(lead).post(area_page(assessment), {"score-D1.1": written, "score-D1.2": "4"})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert f'value="{written}"' in response.content.decode()
    assert not Score.objects.exists()


def test_people_in_different_areas_and_in_different_fields_of_one_area_do_not_meet(assessment, lead):
    other = signed_in(create_person("technical-lead", "UGA", "jee-3.P1"))
    client = signed_in(lead)
    assert client.post(area_page(assessment), {"score-D1.1": "3"}).status_code == 302
    assert other.post(area_page(assessment, "P1"), {"score-P1.1": "4"}).status_code == 302
    assert other.post(area_page(assessment), {"score-D1.2": "2"}).status_code == 302
    assert levels() == {"jee-3.D1.1": 3, "jee-3.D1.2": 2, "jee-3.P1.1": 4}


def conflict(assessment, lead, **posted):
    """Somebody scores D1.1 with 2 while the lead, who saw 1, writes something else."""
    scored(assessment, lead, D1_1=1)
    amina = create_person("secretariat-member", "UGA", name="Amina")
    signed_in(amina).post(area_page(assessment), {"score-D1.1": "2", "version-D1.1": "1"})
    posted = {"score-D1.1": "1", "version-D1.1": "1"} | {name.replace("_", "-"): v for name, v in posted.items()}
    return signed_in(lead).post(area_page(assessment), posted)


def kept_fields(response) -> dict[str, str]:
    page = response.content.decode()
    found = [
        re.search(r'name="([^"]*)" value="([^"]*)"', one) for one in re.findall("<input type=.hidden.[^>]*>", page)
    ]
    return {match[1]: unescape(match[2]) for match in found if match}


def test_the_second_in_the_same_field_sees_both_and_nothing_is_lost(assessment, lead):
    response = conflict(assessment, lead, **{"score-D1.1": "4", "score-D1.2": "5"})
    assert response.status_code == 409
    assert "by Amina" in text_of(response)
    assert levels() == {"jee-3.D1.1": 2}
    choice = kept_fields(response) | {"choose-score-D1.1": "mine"}
    assert signed_in(lead).post(area_page(assessment), choice).status_code == 302
    assert levels() == {"jee-3.D1.1": 4, "jee-3.D1.2": 5}


def test_the_second_writer_may_leave_what_the_first_wrote(assessment, lead):
    choice = kept_fields(conflict(assessment, lead, **{"score-D1.1": "4", "score-D1.2": "5"}))
    assert signed_in(lead).post(area_page(assessment), choice | {"choose-score-D1.1": "theirs"}).status_code == 302
    assert levels() == {"jee-3.D1.1": 2, "jee-3.D1.2": 5}


def test_a_note_by_one_and_a_score_by_the_other_are_both_kept(assessment, lead):
    response = conflict(assessment, lead, **{"note-D1.1": "See page 12"})
    assert response.status_code == 409
    assert signed_in(lead).post(area_page(assessment), kept_fields(response)).status_code == 302
    row = Score.objects.get()
    assert (row.level, row.note) == (2, "See page 12")


def test_what_nobody_of_the_second_touched_is_not_written_back(assessment, lead):
    response = conflict(assessment, lead, **{"score-D1.2": "5"})
    assert response.status_code == 302
    assert levels() == {"jee-3.D1.1": 2, "jee-3.D1.2": 5}


# --- reading ----------------------------------------------------------------------------------------------------------


def test_the_page_of_an_assessment_tells_strengths_gaps_and_what_nobody_knows(assessment, lead):
    scored(assessment, lead, D1_1=5, D1_2=1)
    response = signed_in(lead).get(page_of("assessment", assessment.pk))
    text = text_of(response)
    assert "2 of 56" in text
    assert re.search(r"Strengths 1 .* D1\.1 .*: 5 Gaps 1 .* D1\.2 .*: 1", text)
    assert "JEE itself defines no averages" in text


def test_a_spar_question_left_open_counts_zero_and_is_said_in_words(spar, lead):
    scored(spar, lead, C1_1=None, C1_2=3)
    text = text_of(signed_in(lead).get(page_of("assessment", spar.pk)))
    assert "not answered (counts 0 %)" in text
    assert re.search(r"C1 Policy[^%]*? 30 ", text)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_pictures_come_as_pictures_and_are_not_sent_twice(assessment, spar, lead, language):
    scored(assessment, lead, D1_1=5)
    client = signed_in(lead, language)
    for address in (
        page_of("assessment_wheel", assessment.pk),
        page_of("assessment_bars", spar.pk),
        page_of("score_trend_picture"),
    ):
        response = client.get(address)
        assert response["Content-Type"] == "image/svg+xml"
        assert response.content.startswith(b"<svg")
        assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304


def test_an_assessment_goes_away_as_csv_for_those_who_may_export(assessment, lead):
    scored(assessment, lead, D1_1=5)
    response = signed_in(lead).get(page_of("assessment_csv", assessment.pk))
    assert b"UGA,jee-3,2024-06,indicator,D1.1,5," in response.content


def test_the_trend_joins_no_editions_and_says_why(assessment, spar, lead):
    scored(assessment, lead, D1_1=5)
    scored(spar, lead, C1_1=3)
    text = text_of(signed_in(lead).get(page_of("score_trend")))
    assert "Editions ask different questions, so their levels are never joined" in text
    assert "There is only one assessment in JEE 3" in text
    assert "No trend yet" in text


def test_a_trend_needs_two_assessments_of_the_same_edition(spar, lead):
    scored(spar, lead, C1_1=3, C1_2=3)
    before = create_assessment(country="UGA", framework="spar-2", date="2022", source="SPAR", by=lead)
    scored(before, lead, C1_1=1, C1_2=1)
    client = signed_in(lead)
    assert re.search(
        r"C1 Policy[^%]*? 2022 20 SPAR 2 C1 Policy[^%]*? 2023 60 ", text_of(client.get(page_of("score_trend")))
    )
    assert b"SPAR 2" in client.get(page_of("score_trend_picture")).content


# --- import -----------------------------------------------------------------------------------------------------------


def upload(*lines: str, name="scores.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (HEAD + "".join(f"{line}\n" for line in lines)).encode())


def test_a_file_is_previewed_row_by_row_and_then_taken(assessment, lead):
    scored(assessment, lead, D1_1=3, D1_2=5)
    client = signed_in(lead)
    file = upload("UGA,jee-3,D1.1,3,2024-06,R", "UGA,jee-3,D1.2,2,2024-06,R", "KEN,jee-3,D1.1,2,2024,R")
    preview = client.post(page_of("scores_import"), {"file": file})
    assert preview.status_code == 302
    page = client.get(preview.url)
    text = text_of(page)
    assert "Assessments of other countries, left out: 1 (countries: 1)." in text
    assert re.search(r"D1\.2 .* changed 5 2 ", text)
    assert levels()["jee-3.D1.2"] == 5
    assert client.post(preview.url, kept_fields(page)).status_code == 302
    assert levels() == {"jee-3.D1.1": 3, "jee-3.D1.2": 2}
    assert client.post(preview.url, kept_fields(page)).status_code == 410


def test_a_refused_file_says_where_and_nothing_is_written(lead):
    response = signed_in(lead).post(page_of("scores_import"), {"file": upload("UGA,jee-3,D1.1,many,2024,R")})
    assert response.status_code == 422
    assert "scores.csv, row 2, column score" in text_of(response)
    assert not AssessmentRecord.objects.exists()


def test_a_file_without_the_country_is_refused_in_the_form(lead):
    response = signed_in(lead).post(page_of("scores_import"), {"file": upload("KEN,jee-3,D1.1,2,2024,R")})
    assert response.status_code == 422
    assert "no assessment of UGA" in text_of(response)


def test_scores_changed_after_the_look_are_shown_again(assessment, lead):
    client = signed_in(lead)
    preview = client.post(page_of("scores_import"), {"file": upload("UGA,jee-3,D1.1,3,2024-06,R")})
    shown = kept_fields(client.get(preview.url))
    scored(assessment, lead, D1_1=1)
    response = client.post(preview.url, shown)
    assert response.status_code == 409
    assert "after you saw the preview" in text_of(response)
    assert levels() == {"jee-3.D1.1": 1}


def test_a_preview_of_another_country_does_not_exist(lead):
    preview = signed_in(lead).post(page_of("scores_import"), {"file": upload("UGA,jee-3,D1.1,3,2024,R")})
    kenyan = signed_in(create_country("KEN"))
    assert kenyan.get(preview.url.replace("UGA", "KEN")).status_code == 404


# --- comparison -------------------------------------------------------------------------------------------------------

COUNTRIES = ("KEN", "RWA", "TZA", "ETH", "BDI")


def many(*more: str) -> bytes:
    lines = [f"{code},spar-2,C1.{n},40,2023,WHO" for code in COUNTRIES for n in (1, 2)]
    return (HEAD + "\n".join([*lines, *more]) + "\n").encode()


def kept(lead, *more: str) -> ComparisonSet:
    return keep_comparison_set(country="UGA", file_name="spar.csv", content=many(*more), by=lead)[-1]


def test_published_scores_are_kept_and_shown_with_their_number_year_and_source(lead):
    client = signed_in(lead)
    response = client.post(page_of("comparisons"), {"file": SimpleUploadedFile("spar.csv", many()), "source": "WHO"})
    assert response.status_code == 302
    text = text_of(client.get(response.url))
    assert "WHO region AFR : 6 countries" in text or "WHO region AFR: 6 countries" in text
    assert "2023 · WHO" in text


def test_the_own_assessment_of_the_same_edition_and_year_is_held_against_the_others(spar, lead):
    scored(spar, lead, C1_1=5, C1_2=5)
    text = text_of(signed_in(lead).get(page_of("comparison", kept(lead).pk)))
    assert "Its averages come from its own assessment of 2023 in the same edition" in text
    assert re.search(r"C1 Policy[^%]*? 100 WHO region AFR 6 40 40 40 40 100 ", text)


def test_an_assessment_of_another_edition_or_year_is_never_used(assessment, lead):
    scored(assessment, lead, D1_1=5)
    old = create_assessment(country="UGA", framework="spar-2", date="2021", source="SPAR", by=lead)
    scored(old, lead, C1_1=5)
    text = text_of(signed_in(lead).get(page_of("comparison", kept(lead).pk)))
    assert "Assessments of other editions are not used" in text


def test_a_comparison_draws_its_picture_and_goes_away_when_asked(lead):
    client, record = signed_in(lead), kept(lead, "UGA,spar-2,C1.1,60,2023,WHO")
    assert client.get(page_of("comparison_picture", record.pk))["Content-Type"] == "image/svg+xml"
    assert client.post(page_of("comparison_remove", record.pk), {"version": 1}).status_code == 302
    assert client.get(page_of("comparison", record.pk)).status_code == 404


def test_a_viewer_reads_comparisons_and_brings_none(lead):
    record, viewer = kept(lead), signed_in(create_person("viewer", "UGA"))
    assert viewer.get(page_of("comparison", record.pk)).status_code == 200
    response = viewer.post(page_of("comparisons"), {"file": SimpleUploadedFile("spar.csv", many())})
    assert response.status_code == 403
    assert ComparisonSet.objects.count() == 1


def test_averages_are_rounded_half_up_as_in_the_pictures(assessment, lead):
    scored(assessment, lead, D1_1=4, D1_2=3, D1_3=3, D1_4=3)
    assert re.search(
        r"D1 National laboratory system 3\.3 ", text_of(signed_in(lead).get(page_of("assessment", assessment.pk)))
    )
