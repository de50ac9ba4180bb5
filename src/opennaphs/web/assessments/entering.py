"""Entering scores: a page for each technical area, so that many people can enter one assessment together."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennaphs.actions.assessments.enter_scores import enter_scores
from opennaphs.actions.assessments.entries import ScoreEntry, ScoresTaken
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.frameworks import Area, Framework, Indicator, Scale
from opennaphs.store.models import AssessmentRecord, Score
from opennaphs.store.versions import document_at
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.finding import find_area, find_assessment, framework_of
from opennaphs.web.assessments.forms import AreaScores, how_to_score, shown_fields
from opennaphs.web.assessments.wording import area_title, page_words
from opennaphs.web.row_forms import CHOOSE, INVALID, Conflict, FieldConflict, show_conflict

Document = Mapping[str, Any]


@country_page(Permission.ENTER_SCORES)
def assessment_area(request: SignedInRequest, iso3: str, assessment_id: int, area: str) -> HttpResponse:
    """Show and save the scores of one area."""
    record = find_assessment(iso3, assessment_id)
    framework = framework_of(record)
    place = find_area(framework, area)
    rows = {row.indicator: row for row in record.scores.all()}
    if request.method != "POST":
        return _page(request, record, place, AreaScores(framework, place, rows))
    form = AreaScores(framework, place, rows, _chosen(request.POST, framework, place, rows))
    if not form.is_valid():
        return _page(request, record, place, form, INVALID)
    entries, why = _entries(form), form.cleaned_data["why"]
    try:
        count = enter_scores(assessment=record, entries=entries, why=why, by=request.user)
    except ScoresTaken as taken:
        conflict = _conflict(form, taken, request.get_full_path())
        return show_conflict(request, conflict, {"row": area_title(framework, place.id), "country": request.country})
    _tell(request, count)
    return _onward(request, record, framework, place)


def _tell(request: HttpRequest, count: int) -> None:
    if count:
        text = ngettext("%(count)s score was saved.", "%(count)s scores were saved.", count) % {"count": count}
        messages.success(request, text)
    else:
        messages.info(request, _("Nothing had changed."))


def _onward(request: SignedInRequest, record: AssessmentRecord, framework: Framework, area: Area) -> HttpResponse:
    """Go to the next area when that is asked for, behind the last one to the assessment."""
    areas = list(framework.areas)
    after = areas[areas.index(area) + 1 :]
    if request.POST.get("go") != "next":
        return redirect("assessment_area", record.country, record.pk, area.id)
    if not after:
        return redirect("assessment", record.country, record.pk)
    return redirect("assessment_area", record.country, record.pk, after[0].id)


def _page(
    request: HttpRequest, record: AssessmentRecord, area: Area, form: AreaScores, status: int = 200
) -> HttpResponse:
    framework, words = form.framework, page_words()
    context = {
        "assessment": record,
        "framework": framework,
        "area": area,
        "heading": area_title(framework, area.id),
        "form": form,
        "how": how_to_score(framework),
        "level_names": [(level, words(name)) for level, name in sorted(framework.level_names.items())],
        "areas": areas_with_counts(record, framework, area),
        "last": framework.areas[-1] == area,
    }
    return render(request, "assessments/area.html", context, status=status)


def areas_with_counts(
    record: AssessmentRecord, framework: Framework, current: Area | None = None
) -> list[dict[str, Any]]:
    """Give every area of the edition with how many of its indicators are scored."""
    words = page_words()
    scored = {row.indicator for row in record.scores.all() if not row.removed and row.level is not None}
    return [
        {
            "area": area,
            "title": words(area.title),
            "scored": sum(one.id in scored for one in indicators),
            "asked": len(indicators),
            "current": area == current,
        }
        for area in framework.areas
        if (indicators := framework.indicators_of(area.id))
    ]


# --- what the person changed, and what somebody else changed meanwhile ------------------------------------------------


def _base(row: Score | None, seen: int) -> Document | None:
    """Give the score as the person saw it; ``None`` when there was none."""
    if row is None or seen == 0:
        return None
    return row.document() if row.version == seen else document_at(row, seen)


def _entries(form: AreaScores) -> list[ScoreEntry]:
    """Give the scores the person changed; what they left alone is not written, whatever became of it meanwhile."""
    return [entry for one in form.indicators if (entry := _entry(form, one)) is not None]


def _entry(form: AreaScores, indicator: Indicator) -> ScoreEntry | None:
    seen = form.cleaned_data[f"version-{indicator.code}"] or 0
    base = shown_fields(_base(form.rows.get(indicator.id), seen), form.framework)
    level, asked = form.cleaned_data[f"score-{indicator.code}"]
    mine = _mine(form, indicator)
    if mine == base:
        return None
    if form.framework.scale is Scale.LEVEL and mine["score"] == base["score"] == "":
        asked = _was_asked(form.rows.get(indicator.id))
    return ScoreEntry(indicator.id, level, asked, mine["note"], seen)


def _was_asked(row: Score | None) -> bool:
    """Keep apart, through an edit of the note alone, an open indicator and one the source does not speak of."""
    return row is not None and not row.removed


def _mine(form: AreaScores, indicator: Indicator) -> dict[str, str]:
    level, asked = form.cleaned_data[f"score-{indicator.code}"]
    note = " ".join(form.cleaned_data[f"note-{indicator.code}"].split())
    written = {"level": None if level is None else str(level), "removed": not asked, "note": note}
    return shown_fields(written, form.framework)


def _conflict(form: AreaScores, taken: ScoresTaken, action: str) -> Conflict:
    """Compare field by field, from what both started with; see ``web.row_forms`` for the manners."""
    posted = {name: str(form.data.get(name, "")) for name in form.fields}
    both: list[FieldConflict] = []
    theirs_alone: list[FieldConflict] = []
    for row in taken.rows:
        indicator = form.framework.indicator(row.indicator)
        seen = form.cleaned_data[f"version-{indicator.code}"] or 0
        base, theirs = (shown_fields(one, form.framework) for one in (_base(row, seen), row.document()))
        mine = _mine(form, indicator)
        posted[f"version-{indicator.code}"] = str(row.version)
        for part in ("score", "note"):
            if theirs[part] in {mine[part], base[part]}:
                continue
            told = _told(form, row, f"{part}-{indicator.code}", mine[part], theirs[part])
            (theirs_alone if mine[part] == base[part] else both).append(told)
    kept = (*posted.items(), *((CHOOSE + one.name, "theirs") for one in theirs_alone))
    return Conflict(action, 0, tuple(both), tuple(theirs_alone), kept)


def _told(form: AreaScores, row: Score, name: str, mine: str, theirs: str) -> FieldConflict:
    return FieldConflict(name, str(form.fields[name].label), mine, theirs, row.changed_by, row.changed_at)


def _chosen(data: QueryDict, framework: Framework, area: Area, rows: Mapping[str, Score]) -> QueryDict:
    """Give posted data after a choice: fields left to the other writer get what stands now."""
    codes = {one.code: rows.get(one.id) for one in framework.indicators_of(area.id)}
    data = data.copy()
    for name in [name.removeprefix(CHOOSE) for name in data if name.startswith(CHOOSE) and data[name] == "theirs"]:
        part, _dash, code = name.partition("-")
        if part in {"score", "note"} and (row := codes.get(code)) is not None:
            data[name] = shown_fields(row.document(), framework)[part]
    return data
