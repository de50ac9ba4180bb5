"""Review rounds: each area of a plan with its work and its open comments, signed off or sent back with a note."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from opennaphs.actions.reviews.close_review_round import close_review_round
from opennaphs.actions.reviews.open_review_round import open_review_round
from opennaphs.actions.reviews.sign_off_area import sign_off_area
from opennaphs.authorization.judge import areas_of, may
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.lifecycle import Editing, can_edit
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.models import PlanRecord, ReviewRound
from opennaphs.store.standings import AreaWord, words_of
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.finding import find_plan
from opennaphs.web.row_forms import INVALID

AGREED, SENT_BACK = "agreed", "sent back"


class OpenForm(forms.Form):
    """A new round."""

    title = forms.CharField(required=False, max_length=200, label=gettext_lazy("What the round is for"))
    closes_on = forms.DateField(
        required=False,
        label=gettext_lazy("Answers until"),
        help_text=gettext_lazy("A day people see. You close the round yourself."),
        widget=forms.DateInput({"type": "date"}),
    )


class SignOffForm(forms.Form):
    """A word on an area."""

    word = forms.ChoiceField(
        label=gettext_lazy("Your word"),
        widget=forms.RadioSelect,
        choices=[
            (AGREED, gettext_lazy("sign off: it stands as it is")),
            (SENT_BACK, gettext_lazy("send back: something has to change")),
        ],
    )
    note = forms.CharField(
        required=False,
        max_length=4000,
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Needed when you send it back: say what has to change."),
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a note with what is sent back."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("word") == SENT_BACK and not cleaned.get("note", "").strip():
            self.add_error("note", _("Say what has to change: the team of the area will read it."))
        return cleaned


@dataclass(frozen=True)
class AreaLine:
    """One area in a round: how much it holds, how much is still talked about, and the last word on it."""

    area: str
    code: str
    title: str
    activities: int
    comments: int
    word: AreaWord | None
    may_sign: bool

    @property
    def tag(self) -> dict[str, str]:
        """What became of it, as a tag."""
        if self.word is None:
            return {"text": _("no word yet"), "kind": "neutral"}
        if not self.word.sign_off.agreed:
            return {"text": _("sent back"), "kind": "error"}
        if self.word.changed_since:
            return {"text": _("changed since it was signed off"), "kind": "warn"}
        return {"text": _("signed off"), "kind": "done"}


@country_page()
def reviews(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the latest round by area, and what was said in all rounds."""
    return _show(request, find_plan(iso3, plan_id), OpenForm())


def _show(request: SignedInRequest, plan: PlanRecord, form: OpenForm, status: int = 200) -> HttpResponse:
    rounds = list(plan.review_rounds.prefetch_related("sign_offs"))
    latest = rounds[0] if rounds else None
    lines = _lines(request, plan, latest)
    context = {
        "plan": plan,
        "rounds": rounds,
        "latest": latest,
        "open": latest is not None and latest.closed_at is None,
        "lines": lines,
        "stands": sum(line.word is not None and line.word.stands for line in lines),
        "may_lead": may(request.user, Permission.MOVE_PLAN, country=plan.country),
        "editable": can_edit(PlanState(plan.state), Editing.ALL),
        "form": form,
    }
    return render(request, "reviews/reviews.html", context, status=status)


def _lines(request: SignedInRequest, plan: PlanRecord, latest: ReviewRound | None) -> list[AreaLine]:
    rows = plan.activities.filter(removed=False)
    counts = Counter(rows.values_list("area", flat=True))
    talked = Counter(
        plan.comments.filter(settled_at=None, withdrawn_at=None, activity__isnull=False).values_list(
            "activity__area", flat=True
        )
    )
    words = {} if latest is None else words_of(latest)
    mine = areas_of(request.user, Permission.SIGN_OFF, plan.country)
    titles, say = plan.frame.get("area_titles", {}), page_words()
    return [
        AreaLine(
            area,
            _short(area),
            say(titles.get(area, area)),
            count,
            talked[area],
            words.get(area),
            mine is None or area in mine,
        )
        for area, count in counts.items()
    ]


def _short(area: str) -> str:
    return area.partition(".")[2] or area


@country_page(Permission.MOVE_PLAN)
@require_POST
def open_round(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Open a round."""
    plan, form = find_plan(iso3, plan_id), OpenForm(request.POST)
    if not form.is_valid():
        return _show(request, plan, form, INVALID)
    row = open_review_round(plan=plan, by=request.user, **form.cleaned_data)
    messages.success(request, _("Round {number} is open.").format(number=row.number))
    return redirect("reviews", iso3, plan_id)


def find_round(iso3: str, plan_id: int, round_id: int) -> ReviewRound:
    """Give a round of a plan of the country, or 404."""
    row = (
        ReviewRound.objects.select_related("plan")
        .filter(plan__country=iso3, plan__removed=False, plan_id=plan_id, pk=round_id)
        .first()
    )
    if row is None:
        raise Http404
    return row


@country_page(Permission.MOVE_PLAN)
def close_round(request: SignedInRequest, iso3: str, plan_id: int, round_id: int) -> HttpResponse:
    """Ask whether a round shall close, say who has not answered, and close it."""
    row = find_round(iso3, plan_id, round_id)
    if request.method == "POST":
        close_review_round(review=row, version=int(request.POST.get("version") or 0), by=request.user)
        messages.success(request, _("Round {number} is closed.").format(number=row.number))
        return redirect("reviews", iso3, plan_id)
    silent = [line for line in _lines(request, row.plan, row) if line.word is None]
    return render(request, "reviews/close.html", {"plan": row.plan, "round": row, "silent": silent})


@country_page(Permission.SIGN_OFF)
def sign_off(request: SignedInRequest, iso3: str, plan_id: int, round_id: int, area: str) -> HttpResponse:
    """Say a word on an area: it stands, or what has to change."""
    row = find_round(iso3, plan_id, round_id)
    line = next((one for one in _lines(request, row.plan, row) if one.area == area), None)
    if line is None:
        raise Http404
    form = SignOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        agreed = form.cleaned_data["word"] == AGREED
        sign_off_area(review=row, area=area, agreed=agreed, note=form.cleaned_data["note"], by=request.user)
        text = _("{area} is signed off.") if agreed else _("{area} is sent back.")
        messages.success(request, text.format(area=line.code))
        return redirect("reviews", iso3, plan_id)
    before = row.sign_offs.filter(area=area)
    context = {"plan": row.plan, "round": row, "line": line, "form": form, "before": before}
    return render(request, "reviews/sign_off.html", context, status=INVALID if form.is_bound else 200)
