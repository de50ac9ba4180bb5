"""Pages about people: who holds what, what each role may do, inviting, ending a role, notes for those who follow."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opennaphs.actions.people.end_role import end_role
from opennaphs.actions.people.invite_person import invite_person
from opennaphs.actions.people.withdraw_invitation import withdraw_invitation
from opennaphs.actions.people.write_hand_over_note import write_hand_over_note
from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import ROLES
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import HandOverNote, Invitation, RoleAssignment
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.people.forms import InviteForm, NoteForm, note_places
from opennaphs.web.people.mail import send_invitation
from opennaphs.web.people.places import area_title
from opennaphs.web.people.roster import directory, rights, role_title, waiting

INVALID = 422


def people_tabs(iso3: str, current: str) -> list[dict[str, object]]:
    """Give the views of people: directory, roles, notes."""
    entries = (
        (_("People"), "people"),
        (_("What each role may do"), "roles"),
        (_("Hand-over notes"), "hand_over_notes"),
    )
    return [{"label": label, "url": reverse(name, args=[iso3]), "current": name == current} for label, name in entries]


@country_page()
def people(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show who holds which role, and to who may manage people the waiting invitations."""
    manages = may(request.user, Permission.MANAGE_PEOPLE, country=iso3)
    context = {
        "tabs": people_tabs(iso3, "people"),
        "roles": directory(iso3),
        "manages": manages,
        "waiting": waiting(iso3) if manages else [],
    }
    return render(request, "people/people.html", context)


@country_page()
def roles(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show what each role is and may do."""
    named = [{"title": _(role.title), "description": _(role.description)} for role in ROLES.values()]
    context = {"tabs": people_tabs(iso3, "roles"), "roles": named, "rights": rights()}
    return render(request, "people/roles.html", context)


@country_page(Permission.MANAGE_PEOPLE)
def invite(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Invite somebody; the answer shows the link once, so it is a page and not a redirect."""
    form = InviteForm(request.POST or None)
    if request.method != "POST":
        return render(request, "people/invite.html", {"form": form})
    if form.is_valid():
        try:
            invitation, key = invite_person(**form.cleaned_data, country=iso3, by=request.user)
        except NaphsError as error:
            form.add_error(None, str(error))
        else:
            sent = send_invitation(request, invitation, key)
            response = render(request, "people/invited.html", {"sent": sent})
            response["Cache-Control"] = "no-store"
            return response
    return render(request, "people/invite.html", {"form": form}, status=INVALID)


@country_page(Permission.MANAGE_PEOPLE)
@require_POST
def withdraw(request: SignedInRequest, iso3: str, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    row = Invitation.objects.filter(country=iso3, pk=invitation_id).first()
    if row is None:
        raise Http404
    withdraw_invitation(invitation=row, by=request.user)
    messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": row.email})
    return redirect("people", iso3)


@country_page(Permission.MANAGE_PEOPLE)
def end(request: SignedInRequest, iso3: str, assignment_id: int) -> HttpResponse:
    """Ask, then end a role."""
    row = RoleAssignment.objects.select_related("user").filter(country=iso3, pk=assignment_id, ended_at=None).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        end_role(assignment=row, why=request.POST.get("why", "").strip(), by=request.user)
        messages.success(
            request,
            _("%(person)s no longer holds this role: %(role)s.") % {"person": row.user, "role": role_title(row.role)},
        )
        return redirect("people", iso3)
    has_notes = HandOverNote.objects.filter(country=iso3, role=row.role, area__in={"", row.area}).exists()
    context = {"row": row, "title": role_title(row.role), "where": area_title(row.area), "has_notes": has_notes}
    return render(request, "people/end.html", context)


@country_page()
def hand_over_notes(request: SignedInRequest, iso3: str) -> HttpResponse:
    """Show the notes by role; whoever holds a role adds to its notes."""
    places = note_places(request.user, iso3)
    form = NoteForm(request.POST or None, person=request.user, country=iso3) if places else None
    if request.method == "POST" and form is not None and form.is_valid():
        role, area = form.chosen
        write_hand_over_note(country=iso3, role=role, area=area, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("The note is kept."))
        return redirect("hand_over_notes", iso3)
    status = INVALID if request.method == "POST" else 200
    context = {"tabs": people_tabs(iso3, "hand_over_notes"), "groups": notes_by_role(iso3), "form": form}
    return render(request, "people/notes.html", context, status=status)


def notes_by_role(iso3: str) -> list[dict[str, object]]:
    """Give the hand-over notes of a country, by role and area, the newest first."""
    groups: dict[tuple[str, str], list[HandOverNote]] = {}
    for note in HandOverNote.objects.filter(country=iso3):
        groups.setdefault((note.role, note.area), []).append(note)
    order = list(ROLES)
    return [
        {"title": role_title(role), "where": area_title(area), "notes": groups[role, area]}
        for role, area in sorted(groups, key=lambda one: (order.index(one[0]) if one[0] in order else 99, one[1]))
    ]
