"""Scores on the workbench: entered by many people at once, imported after a look, removed and brought back."""

from decimal import Decimal

import pytest

from opennaphs.actions.assessments.create_assessment import create_assessment
from opennaphs.actions.assessments.edit_assessment import edit_assessment
from opennaphs.actions.assessments.enter_scores import enter_scores
from opennaphs.actions.assessments.entries import ScoreEntry, ScoresTaken
from opennaphs.actions.assessments.import_scores import import_scores
from opennaphs.actions.assessments.imports import fingerprint, incoming
from opennaphs.actions.assessments.keep_comparison_set import keep_comparison_set
from opennaphs.actions.assessments.peers import peers_of
from opennaphs.actions.assessments.preview_scores import preview_scores
from opennaphs.actions.assessments.remove_assessment import remove_assessment
from opennaphs.actions.assessments.restore_assessment import restore_assessment
from opennaphs.actions.chain import verify
from opennaphs.actions.writing import Gone, Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import COUNTRY_ROLES
from opennaphs.domain.assessments import NotALevel
from opennaphs.domain.errors import InputRefused, NaphsError
from opennaphs.store.assessments import latest_assessments
from opennaphs.store.models import AssessmentRecord, AuditEvent, ComparisonSet, Score
from opennaphs.store.versions import document_at
from tests.workbench import create_country, create_person

pytestmark = pytest.mark.django_db
D11, D12, P11 = "jee-3.D1.1", "jee-3.D1.2", "jee-3.P1.1"
CSV = "country,framework,indicator,score,date,source\n"


@pytest.fixture
def lead():
    return create_country("UGA")


@pytest.fixture
def assessment(lead) -> AssessmentRecord:
    return create_assessment(country="UGA", framework="jee-3", date="2024-06", source="JEE mission report", by=lead)


def scored(assessment, by, level, indicator=D11, version=0, **more):
    level = None if level is None else Decimal(level)
    return enter_scores(assessment=assessment, entries=[ScoreEntry(indicator, level, version=version, **more)], by=by)


def levels(iso3="UGA"):
    return dict(latest_assessments(iso3)[0].levels)


def test_an_assessment_says_its_edition_date_and_source(assessment):
    found = latest_assessments("UGA")[0]
    assert (found.framework, found.date, found.source, found.levels) == (
        "jee-3",
        "2024-06",
        "JEE mission report",
        {},
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"framework": "jee-9"}, "no framework edition"),
        ({"date": "June 2024"}, "is no date"),
        ({"source": "  "}, "Say where the scores come from"),
        ({"date": "2024-06"}, "There is a JEE 3 assessment of 2024-06 already"),
    ],
)
def test_an_assessment_that_cannot_be_is_refused_in_a_sentence(assessment, lead, wrong, sentence):
    about = {"country": "UGA", "framework": "jee-3", "date": "2025", "source": "Report"}
    with pytest.raises(NaphsError, match=sentence):
        create_assessment(**(about | wrong), by=lead)
    assert AssessmentRecord.objects.count() == 1


@pytest.mark.parametrize("role", COUNTRY_ROLES, ids=lambda role: role.key)
def test_only_roles_that_may_enter_scores_do(assessment, role):
    person = create_person(role.key, "UGA")
    if Permission.ENTER_SCORES in role.permissions:
        assert scored(assessment, person, 3) == 1
    else:
        with pytest.raises(NotAllowed):
            scored(assessment, person, 3)
        assert not Score.objects.exists()


def test_nobody_enters_scores_in_another_country(assessment):
    with pytest.raises(NotAllowed):
        scored(assessment, create_country("KEN"), 3)


def test_a_score_leaves_its_trace_with_before_and_after(assessment, lead):
    scored(assessment, lead, 2)
    scored(assessment, lead, 3, version=1)
    event = AuditEvent.objects.filter(subject="score").order_by("-number")[0]
    assert event.changes == [{"path": "/level", "before": "2.0", "after": "3.0"}]
    assert (event.by_name, event.version, event.label) == (str(lead), 2, "jee-3.D1.1: 3.0")
    assert list(verify("UGA")) == []


def test_people_in_different_indicators_do_not_meet(assessment, lead):
    other = create_person("technical-lead", "UGA", "jee-3.P1")
    scored(assessment, lead, 2)
    scored(assessment, other, 4, indicator=P11)
    assert levels() == {D11: 2, P11: 4}


@pytest.mark.parametrize("seen", [0, 1])
def test_the_second_in_the_same_field_is_told_and_overwrites_nothing(assessment, lead, seen):
    other = create_person("secretariat-member", "UGA", name="Amina")
    if seen:
        scored(assessment, lead, 1)
    scored(assessment, other, 2, version=seen)
    with pytest.raises(ScoresTaken, match=r"Amina scored D1\.1 while") as taken:
        scored(assessment, lead, 3, version=seen)
    assert [row.level for row in taken.value.rows] == [2]
    assert levels() == {D11: 2}


def test_of_several_scores_none_is_written_when_one_was_taken(assessment, lead):
    scored(assessment, lead, 2)
    entries = [ScoreEntry(D12, Decimal(4)), ScoreEntry(D11, Decimal(5))]
    with pytest.raises(ScoresTaken):
        enter_scores(assessment=assessment, entries=entries, by=lead)
    assert levels() == {D11: 2}


def test_two_people_who_write_the_same_do_not_quarrel(assessment, lead):
    scored(assessment, lead, 2)
    assert scored(assessment, lead, 2) == 0


def test_a_number_that_is_no_level_is_refused_and_nothing_of_the_area_written(assessment, lead):
    with pytest.raises(NotALevel, match="looks like a percentage"):
        enter_scores(
            assessment=assessment, entries=[ScoreEntry(D12, Decimal(4)), ScoreEntry(D11, Decimal(60))], by=lead
        )
    assert not Score.objects.exists()


def test_spar_is_taken_as_percentage_or_level_and_a_half_jee_level_as_published(assessment, lead):
    spar = create_assessment(country="UGA", framework="spar-2", date="2023", source="SPAR", by=lead)
    scored(spar, lead, 60, "spar-2.C1.1")
    scored(spar, lead, 3, "spar-2.C1.2")
    scored(assessment, lead, "2.5")
    found = {one.framework: one.levels for one in latest_assessments("UGA")}
    assert found == {"spar-2": {"spar-2.C1.1": 3, "spar-2.C1.2": 3}, "jee-3": {D11: Decimal("2.5")}}


def test_asked_and_not_answered_is_something_else_than_not_spoken_of(lead):
    spar = create_assessment(country="UGA", framework="spar-2", date="2023", source="SPAR", by=lead)
    scored(spar, lead, None, "spar-2.C1.1")
    scored(spar, lead, 3, "spar-2.C1.2")
    scored(spar, lead, None, "spar-2.C1.2", version=1, asked=False)
    assert levels() == {"spar-2.C1.1": None}


def test_a_score_taken_back_keeps_its_history(assessment, lead):
    scored(assessment, lead, 3)
    scored(assessment, lead, None, version=1, asked=False)
    row = Score.objects.get()
    assert row.removed
    assert document_at(row, 1)["level"] == "3.0"


def test_date_and_source_are_edited_under_the_lock(assessment, lead):
    edit_assessment(assessment=assessment, date="2024-06-17", source="Report", version=1, by=lead)
    with pytest.raises(Stale):
        edit_assessment(assessment=assessment, date="2025", source="Other", version=1, by=lead)
    assert latest_assessments("UGA")[0].date == "2024-06-17"


def test_a_removed_assessment_comes_back_with_all_its_scores(assessment, lead):
    scored(assessment, lead, 3)
    with pytest.raises(NaphsError, match="Say why"):
        remove_assessment(assessment=assessment, version=1, why=" ", by=lead)
    remove_assessment(assessment=assessment, version=1, why="Entered twice", by=lead)
    assert latest_assessments("UGA") == []
    with pytest.raises(Gone):
        scored(assessment, lead, 4, D12)
    restore_assessment(assessment=assessment, version=2, by=lead)
    assert levels() == {D11: 3}
    assert AuditEvent.objects.filter(action="remove_assessment", why="Entered twice").exists()


def test_a_removed_assessment_does_not_come_back_beside_its_successor(assessment, lead):
    remove_assessment(assessment=assessment, version=1, why="Wrong file", by=lead)
    create_assessment(country="UGA", framework="jee-3", date="2024-06", source="Right file", by=lead)
    with pytest.raises(NaphsError, match="already"):
        restore_assessment(assessment=assessment, version=2, by=lead)


# --- import -----------------------------------------------------------------------------------------------------------


def file_of(*lines: str) -> bytes:
    return (CSV + "".join(f"{line}\n" for line in lines)).encode()


FILE = file_of(
    "UGA,jee-3,D1.1,3,2024-06,Report",
    "UGA,jee-3,D1.2,2,2024-06,Report",
    "UGA,jee-3,P1.1,,2024-06,Report",
    "KEN,jee-3,D1.1,5,2023,Report",
)


def previewed(lead, content=FILE):
    return preview_scores(country="UGA", file_name="scores.csv", content=content, by=lead)


def test_a_preview_says_what_is_new_changed_and_unchanged_and_writes_nothing(assessment, lead):
    scored(assessment, lead, 3)
    scored(assessment, lead, 5, D12)
    scored(assessment, lead, 4, "jee-3.R1.1")
    preview = previewed(lead)
    (found,) = incoming(preview)
    assert [one.indicator for one in found.changes.new] == [P11]
    assert [(one.indicator, one.before, one.after) for one in found.changes.changed] == [(D12, 5, 2)]
    assert (found.changes.unchanged, found.changes.untouched) == ((D11,), ("jee-3.R1.1",))
    assert preview.content["others"] == {"assessments": 1, "countries": 1}
    assert levels() == {D11: 3, D12: 5, "jee-3.R1.1": 4}


def test_an_import_writes_what_was_shown_and_leaves_the_rest(assessment, lead):
    scored(assessment, lead, 4, "jee-3.R1.1", note="seen on site")
    scored(assessment, lead, 5, D12, note="to be checked")
    preview = previewed(lead)
    import_scores(preview=preview, seen=fingerprint(incoming(preview)), by=lead)
    assert levels() == {D11: 3, D12: 2, P11: None, "jee-3.R1.1": 4}
    assert Score.objects.get(indicator=D12).note == "to be checked"
    assert AuditEvent.objects.filter(action="import_scores", why="scores.csv").count() == 3
    with pytest.raises(Gone, match="imported already"):
        import_scores(preview=preview, seen="", by=lead)


def test_an_import_makes_assessments_that_are_not_there_yet(lead):
    preview = previewed(lead, file_of("UGA,spar-2,C1.1,40,2022,SPAR", "UGA,spar-2,C1.1,60,2023,SPAR"))
    import_scores(preview=preview, seen=fingerprint(incoming(preview)), by=lead)
    assert [(one.date, dict(one.levels)) for one in latest_assessments("UGA")] == [
        ("2023", {"spar-2.C1.1": 3}),
        ("2022", {"spar-2.C1.1": 2}),
    ]


def test_what_changed_after_the_look_stops_the_import_and_nothing_is_written(assessment, lead):
    preview = previewed(lead)
    seen = fingerprint(incoming(preview))
    scored(assessment, lead, 1)
    with pytest.raises(NaphsError, match="after you saw the preview"):
        import_scores(preview=preview, seen=seen, by=lead)
    assert levels() == {D11: 1}


def test_an_import_that_breaks_in_the_middle_leaves_nothing(lead, monkeypatch):
    preview = previewed(lead)
    seen = fingerprint(incoming(preview))

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("opennaphs.actions.writing.append", broken)
    with pytest.raises(RuntimeError):
        import_scores(preview=preview, seen=seen, by=lead)
    preview.refresh_from_db()
    assert (latest_assessments("UGA"), Score.objects.count(), preview.taken_at) == ([], 0, None)


def test_an_imported_score_can_be_imported_again_after_it_was_taken_back(assessment, lead):
    scored(assessment, lead, 3)
    scored(assessment, lead, None, version=1, asked=False)
    preview = previewed(lead)
    import_scores(preview=preview, seen=fingerprint(incoming(preview)), by=lead)
    assert levels()[D11] == 3


def test_a_file_of_other_countries_only_is_refused(lead):
    with pytest.raises(NaphsError, match="no assessment of UGA; of other countries it holds 1"):
        previewed(lead, file_of("KEN,jee-3,D1.1,5,2023,Report"))


def test_a_bad_file_is_refused_with_row_and_column(lead):
    with pytest.raises(InputRefused, match=r"scores\.csv, row 2, column score"):
        previewed(lead, file_of("UGA,jee-3,D1.1,many,2023,Report"))


# --- comparison -------------------------------------------------------------------------------------------------------

MANY = file_of(
    *(f"{code},spar-2,C1.1,{20 * place},2023,WHO" for place, code in enumerate(("UGA", "KEN", "RWA", "TZA", "FRA"), 1)),
    *(f"{code},spar-2,C1.1,20,2022,WHO" for code in ("UGA", "KEN")),
    *(f"{code},jee-1,P1.1,{level},{year},WHO" for code, level, year in (("UGA", 3, 2017), ("KEN", 2, 2016))),
)


def test_a_comparison_set_is_of_one_edition_and_year_and_keeps_exact_averages(lead):
    income = ("income.csv", b"country,income group\nUganda,Low income\nKEN,Lower middle income\n")
    kept = keep_comparison_set(country="UGA", file_name="spar.csv", content=MANY, income=income, by=lead)
    assert [(one.framework, one.first_year, one.last_year, len(one.peers)) for one in kept] == [
        ("jee-1", 2016, 2017, 2),
        ("spar-2", 2023, 2023, 5),
    ]
    peers = peers_of(kept[1])
    assert (peers["RWA"].averages["C1"], peers["RWA"].averages["C2"]) == (30, None)
    assert (peers["UGA"].region, peers["UGA"].income_group) == ("AFR", "Low income")
    assert (peers["FRA"].region, peers["FRA"].income_group) == ("EUR", None)


def test_a_comparison_needs_at_least_two_countries(lead):
    with pytest.raises(NaphsError, match="no two countries for 2012"):
        keep_comparison_set(country="UGA", file_name="spar.csv", content=MANY, year=2012, by=lead)
    assert not ComparisonSet.objects.exists()


def test_a_file_of_income_groups_with_faults_is_refused_with_their_place(lead):
    income = ("income.csv", b"country,income group\nAtlantis,Low\nUGA,\nKEN,Low\nKenya,High\n")
    with pytest.raises(InputRefused) as refused:
        keep_comparison_set(country="UGA", file_name="spar.csv", content=MANY, income=income, by=lead)
    assert [(one.where.row, one.where.column) for one in refused.value.problems] == [
        (2, "country"),
        (3, "income group"),
        (5, "country"),
    ]
