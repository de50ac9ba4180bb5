"""The page behind an update link: one minute an activity, on a telephone, without signing in.

The key stands for a person; what that person may do is judged anew at each save, activity by activity.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennaphs.actions.activities.contents import check_editable
from opennaphs.actions.activities.report_progress import report_progress
from opennaphs.actions.following.links import LinkRefused, find_update_link, reported_areas
from opennaphs.actions.following.updates import UpdateWay
from opennaphs.actions.writing import Stale
from opennaphs.domain.activity_details import ActivityStatus
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.sentences import Refused
from opennaphs.store.models import ActivityRecord, UpdateLink
from opennaphs.web.access import key_page
from opennaphs.web.activities.finding import whole_number
from opennaphs.web.activities.words import area_label, word
from opennaphs.web.progress.cards import Card, CardForm, card_of, cards_of, said_last
from opennaphs.web.row_forms import INVALID

MOST, MOST_OF_ALL = 12, 100
EVERYTHING = "all"


def open_link(key: str) -> UpdateLink | None:
    """Give the link of a key, or nothing whatever the reason."""
    try:
        return find_update_link(key)
    except LinkRefused:
        return None


@key_page(open_link, "progress/link_closed.html")
def update(request: HttpRequest, link: UpdateLink) -> HttpResponse:
    """Show somebody's activities that should be running, and take what is said about them."""
    check_editable(link.plan, progress_only=True)
    if request.method == "POST":
        return _take(request, link)
    return _show(request, link, cards_of(link))


def _show(request: HttpRequest, link: UpdateLink, cards: list[Card], status: int = 200) -> HttpResponse:
    waiting = [one for one in cards if not one.today or one.faults]
    done = [one for one in cards if one.today and not one.faults]
    most = MOST_OF_ALL if EVERYTHING in request.GET else MOST
    context = {
        "link": link,
        "plan_title": link.plan.title,
        "areas": [area_label(link.plan, one) for one in reported_areas(link.user, link.plan)],
        "cards": [one for one in waiting if one.faults] + [one for one in waiting if not one.faults][:most],
        "hidden": max(len([one for one in waiting if not one.faults]) - most, 0),
        "waiting": len(waiting),
        "done": done[:MOST],
        "more_done": max(len(done) - MOST, 0),
        "can_show_all": most == MOST,
    }
    return render(request, "progress/update.html", context, status=status)


def _take(request: HttpRequest, link: UpdateLink) -> HttpResponse:
    """Take one card (“save” or “same” with its number), or all that were touched."""
    same, wanted = whole_number(request.POST.get("same")), whole_number(request.POST.get("save"))
    cards = {one.row.pk: one for one in cards_of(link)}
    one = cards.get(same or wanted or 0)
    if one is not None:
        answered = _answer_same(one, link) if same else _answer(request, one, link)
        return _after_one(request, link, answered)
    touched = [_bound(request, card) for card in cards.values() if _is_posted(request, card.row)]
    answered_all = [_answer(request, card, link) for card in touched if card.form.touched]
    return _after_all(request, link, answered_all)


def _is_posted(request: HttpRequest, row: ActivityRecord) -> bool:
    return f"a{row.pk}-status" in request.POST


def _bound(request: HttpRequest, card: Card) -> Card:
    return card_of(card.row, card.standing, CardForm(request.POST, activity=card.row))


def _answer(request: HttpRequest, card: Card, link: UpdateLink) -> Card:
    """Report what a card says; what cannot be stands on the card with everything that was written."""
    card = _bound(request, card)
    if card.form.is_valid():
        return _reported(card, link, card.form.reported())
    card.faults = card.form.faults
    return card


def _answer_same(card: Card, link: UpdateLink) -> Card:
    """Report that nothing has changed: what was said last holds today, too."""
    said = said_last(card.row, card.standing)
    told = {name: said[name] for name in ("percent_done", "blocked_by", "next_step", "version")}
    status, blocker = ActivityStatus(said["status"]), card.standing.blocker
    return _reported(card, link, {**told, "status": status, "blocker": blocker, "evidence": card.standing.evidence})


def _reported(card: Card, link: UpdateLink, said: dict[str, Any]) -> Card:
    try:
        card.row = report_progress(activity=card.row, by=link.user, way=UpdateWay.LINK, **said)
    except Stale as stale:
        return _met(card, stale)
    except NaphsError as error:
        card.faults = [error.text(_) if isinstance(error, Refused) else str(error)]
        return card
    card.saved = True
    return card


def _shown(percent: int | None) -> str:
    return "–" if percent is None else str(percent)


def _met(card: Card, stale: Stale) -> Card:
    """Say what stands now, and let the person's own words wait for another Save."""
    now = stale.row
    assert isinstance(now, ActivityRecord)  # noqa: S101 - it was the activity that was locked
    words = said_last(now, card.standing)
    told = {"who": now.changed_by, "status": word(words["status"]), "percent": _shown(words["percent_done"])}
    text = _(
        "%(who)s changed this meanwhile: now %(status)s, %(percent)s %%. Your words are still here: look, then save."
    )
    data = {
        **{name: card.form.data[name] for name in card.form.data},
        card.form.add_prefix("version"): str(now.version),
    }
    form = CardForm(data if card.form.is_bound else None, activity=now, initial=words)
    return Card(now, card.standing, form, faults=[text % told])


def _after_one(request: HttpRequest, link: UpdateLink, card: Card) -> HttpResponse:
    status = INVALID if card.faults else 200
    if getattr(request, "htmx", False):
        return render(request, "progress/card.html", {"card": card, "link": link}, status=status)
    return _after_all(request, link, [card])


def _after_all(request: HttpRequest, link: UpdateLink, answered: list[Card]) -> HttpResponse:
    count = sum(one.saved for one in answered)
    if count:
        text = ngettext("%(count)s update is kept.", "%(count)s updates are kept.", count)
        messages.success(request, text % {"count": count})
    elif not answered:
        messages.info(request, _("Nothing was changed on this page, so nothing was saved."))
    faulty = {one.row.pk: one for one in answered if one.faults}
    if not faulty:
        return redirect(request.get_full_path())
    fresh = {one.row.pk: one for one in cards_of(link)}
    return _show(request, link, [faulty.get(pk, one) for pk, one in fresh.items()], INVALID)
