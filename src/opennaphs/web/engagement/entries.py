"""What the pages of engagement have in common: adding a row, asking before removing one, who may write."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import NotAllowed, may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import User, Versioned
from opennaphs.web.row_forms import INVALID, RowForm

Text = str | Promise


def may_keep(person: User, iso3: str) -> bool:
    """Say whether a person may write here."""
    return may_somewhere(person, Permission.MANAGE_ENGAGEMENT, country=iso3)


def add_row(
    request: HttpRequest,
    form_class: type[RowForm],
    act: Callable[[RowForm], Versioned],
    *,
    template: str,
    context: Mapping[str, Any],
    done: Callable[[Versioned], HttpResponse],
    form_kwargs: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Run the adding of a row: show, check, act; what cannot be is said above the form, and nothing typed is lost."""
    kwargs = dict(form_kwargs or {})
    if request.method != "POST":
        return render(request, template, {**context, "form": form_class(initial=initial, **kwargs)})
    form = form_class(request.POST, **kwargs)
    if form.is_valid():
        try:
            return done(act(form))
        except NotAllowed:
            raise
        except NaphsError as error:
            form.add_error(None, str(error))
    return render(request, template, {**context, "form": form}, status=INVALID)


def remove_row(
    request: HttpRequest,
    row: Versioned,
    act: Callable[..., Versioned],
    *,
    question: Text,
    consequences: list[Text],
    back: str,
    told: Text,
    after: str = "",
) -> HttpResponse:
    """Ask whether a row shall be removed, and remove it.

    Args:
        request: the request.
        row: which.
        act: removes it, called with ``version``, ``why`` and ``by``.
        question: what is asked.
        consequences: what happens then.
        back: where somebody goes who says no.
        told: what is said when it is removed.
        after: where to go then; where one came from unless said.
    """
    if request.method != "POST":
        page = {"question": question, "consequences": consequences, "cancel_url": back, "row": row}
        return render(request, "engagement/remove.html", page)
    version = request.POST.get("version", "")
    if not (version.isascii() and version.isdigit()):
        raise Stale(row, 0)
    act(version=int(version), why=request.POST.get("why", "")[:500], by=request.user)
    messages.success(request, str(told))
    return redirect(after or back)
