"""Forms about people: inviting, and notes for the next holder of a role."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import COUNTRY_ROLES, ROLES, Scope
from opennaphs.store.models import User
from opennaphs.web.people.places import area_titles


def role_choices() -> list[tuple[str, str]]:
    """Give the roles of a country with their titles."""
    return [(role.key, _(role.title)) for role in COUNTRY_ROLES]


def area_choices(nothing: str) -> list[tuple[str, str]]:
    """Give the areas behind a word for none of them."""
    return [("", nothing), *area_titles().items()]


class InviteForm(forms.Form):
    """Whom to invite, with which role, where."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    name = forms.CharField(max_length=200, required=False, label=gettext_lazy("Name"))
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=role_choices)
    area = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Technical area"),
        help_text=gettext_lazy("Only for roles that are held by area: technical lead, contributor, reviewer."),
    )
    organisation = forms.CharField(
        max_length=200, required=False, label=gettext_lazy("Organisation"), help_text=gettext_lazy("Only for partners.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the areas in the language of the page."""
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = area_choices(_("all areas"))  # type: ignore[attr-defined]

    def clean(self) -> None:
        """Hold area and organisation against the role."""
        role = ROLES.get(self.cleaned_data.get("role", ""))
        if role is None:
            return
        if self.cleaned_data.get("area") and role.scope is not Scope.AREA:
            self.add_error("area", _("This role is not held in a single area. Choose “all areas”."))
        if self.cleaned_data.get("organisation") and role.scope is not Scope.ORGANISATION:
            self.add_error("organisation", _("Only partners speak for an organisation. Leave this empty."))
        if not self.cleaned_data.get("organisation") and role.scope is Scope.ORGANISATION:
            self.add_error("organisation", _("Say which organisation the partner speaks for."))


class NoteForm(forms.Form):
    """A note for the next holder of a role."""

    place = forms.ChoiceField(label=gettext_lazy("For the role"))
    text = forms.CharField(
        label=gettext_lazy("What the next holder must know"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Where things are, whom to ask, what was agreed. It stays when you leave."),
    )

    def __init__(self, *args: Any, person: User, country: str, **kwargs: Any) -> None:
        """Offer the roles this person may write for."""
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = note_places(person, country)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[str, str]:
        """Give role and area."""
        role, _bar, area = str(self.cleaned_data["place"]).partition("|")
        return role, area


def note_places(person: User, country: str) -> list[tuple[str, str]]:
    """Give the roles a person may write notes for: those they hold; for who leads the cycle, every role."""
    titles = area_titles()
    held = {(one.role, one.area or "") for one in person.assignments if one.country == country}
    if may(person, Permission.MANAGE_CYCLE, country=country):
        held |= {(role.key, "") for role in COUNTRY_ROLES}
    order = [role.key for role in COUNTRY_ROLES]
    return [
        (f"{role}|{area}", " · ".join(filter(None, (_(ROLES[role].title), titles.get(area, "")))))
        for role, area in sorted(held, key=lambda one: (order.index(one[0]), one[1]))
        if role in order
    ]
