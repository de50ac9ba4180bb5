"""“Mentions”: every comment that speaks to the person signed in, in all countries they may see."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from opennaphs.actions.talk.see_mentions import see_mentions
from opennaphs.authorization.judge import countries_of
from opennaphs.store.models import Mention, User
from opennaphs.web.access import Country, SignedInRequest, signed_in_page

ON_A_PAGE = 50


def mentions_of(person: User) -> "QuerySet[Mention]":
    """Give the mentions of a person in the countries they may see today: the unseen first, then the newest."""
    rows = Mention.objects.filter(user=person, comment__country__in=countries_of(person))
    rows = rows.select_related("comment__plan", "comment__activity")
    return rows.annotate(was_seen=Q(seen_at__isnull=False)).order_by("was_seen", "-pk")


@signed_in_page
@require_GET
def mentions(request: SignedInRequest) -> HttpResponse:
    """Show who spoke to me, where and what they said."""
    page = Paginator(mentions_of(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, Country(one.comment.country)) for one in page]
    unseen = any(one.seen_at is None for one in page)
    return render(request, "talk/mentions.html", {"rows": rows, "page": page, "unseen": unseen})


@signed_in_page
@require_POST
def seen(request: SignedInRequest) -> HttpResponse:
    """Mark the mentions that were shown as seen."""
    chosen = [int(one) for one in request.POST.getlist("mention") if one.isascii() and one.isdigit()]
    rows = list(mentions_of(request.user).filter(pk__in=chosen))
    count = 0
    for country in sorted({one.comment.country for one in rows}):
        own = [one for one in rows if one.comment.country == country]
        count += see_mentions(country=country, mentions=own, by=request.user)
    told = ngettext("%(count)d mention is marked as seen.", "%(count)d mentions are marked as seen.", count)
    messages.success(request, told % {"count": count} if count else _("Nothing new to mark."))
    return redirect("mentions")
