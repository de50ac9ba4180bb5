"""Forms of stakeholders, committees, meetings and action items."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from opennaphs.actions.engagement.checks import SECTORS
from opennaphs.domain.coordination import HIGHEST_WEIGHT, LOWEST_WEIGHT
from opennaphs.web.activities.words import choices
from opennaphs.web.engagement.words import CADENCES, QUADRANTS, SECTOR_WORDS, sector_choices
from opennaphs.web.row_forms import RowForm

CAME = "came-"
MOST_PEOPLE = 10_000


class Lines(forms.CharField):
    """A text of several lines, with plain line ends, so that it compares with what is stored."""

    def __init__(self, rows: int = 4, **kwargs: Any) -> None:
        """Take a height."""
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Give the text."""
        return super().to_python("" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n")) or ""


class Day(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        """Write days as every browser reads them."""
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


def weight(label: Any) -> forms.IntegerField:
    """Give the field of influence or interest."""
    return forms.IntegerField(
        required=False,
        min_value=LOWEST_WEIGHT,
        max_value=HIGHEST_WEIGHT,
        label=label,
        help_text=_("1 (little) to 5 (much). Leave it empty while nobody has said."),
    )


class StakeholderForm(RowForm):
    """Somebody with a stake in health security."""

    name = forms.CharField(max_length=200, label=_("Name"), help_text=_("An organisation, or a person in it."))
    organisation = forms.CharField(max_length=200, required=False, label=_("Organisation"))
    sector = forms.ChoiceField(choices=sector_choices, label=_("Sector"))
    mandate = Lines(label=_("Mandate"), help_text=_("What law or custom lets them decide or do."))
    influence = weight(_("Influence"))
    interest = weight(_("Interest"))
    contact = forms.CharField(max_length=300, required=False, label=_("Contact"))


class RegisterFilter(forms.Form):
    """Narrowing the register."""

    q = forms.CharField(required=False, label=_("Name or organisation"), max_length=200)
    sector = forms.ChoiceField(
        required=False, choices=lambda: [("", _("all sectors")), *sector_choices()], label=_("Sector")
    )
    quadrant = forms.ChoiceField(
        required=False,
        choices=[*choices(QUADRANTS, _("all")), ("unknown", _("not rated"))],
        label=_("How to deal with them"),
    )


class CommitteeForm(RowForm):
    """A body that meets."""

    name = forms.CharField(max_length=200, label=_("Name"))
    mandate = Lines(label=_("Mandate"))
    cadence = forms.ChoiceField(required=False, choices=choices(CADENCES, _("not said")), label=_("How often it meets"))
    sectors = forms.MultipleChoiceField(
        required=False,
        choices=sector_choices,
        label=_("Sectors expected"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("After each meeting the workbench says which of them did not come."),
    )


class MeetingForm(RowForm):
    """A meeting, past or to come. How many came from a sector is one field each, so that two can note at once."""

    held_on = Day(label=_("Date"))
    title = forms.CharField(max_length=200, label=_("Title"))
    place = forms.CharField(max_length=200, required=False, label=_("Place"))
    agenda = Lines(label=_("Agenda"))
    minutes = Lines(8, label=_("Minutes"))
    decisions = Lines(label=_("Decisions"), help_text=_("One decision a line."))

    def __init__(self, *args: Any, expected: tuple[str, ...] = (), **kwargs: Any) -> None:
        """Put the sectors expected first."""
        super().__init__(*args, **kwargs)
        order = [*(one for one in SECTORS if one in expected), *(one for one in SECTORS if one not in expected)]
        own = [name for name in self.fields if not name.startswith(CAME)]
        self.order_fields([*own[:-1], *(CAME + one for one in order), own[-1]])
        self.expected = expected

    @classmethod
    def initial_of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """Spread attendance over its fields; decisions become lines."""
        came = {CAME + sector: people for sector, people in document["attendance"].items()}
        return {**super().initial_of(document), **came, "decisions": "\n".join(document["decisions"])}

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """Give the fields but those of attendance."""
        return [self[name] for name in self.fields if not name.startswith(CAME)]

    @property
    def came_expected(self) -> list[forms.BoundField]:
        """Give the fields of the sectors expected."""
        return [self[CAME + one] for one in SECTORS if one in self.expected]

    @property
    def came_others(self) -> list[forms.BoundField]:
        """Give the fields of the other sectors."""
        return [self[CAME + one] for one in SECTORS if one not in self.expected]

    def row_values(self) -> dict[str, Any]:
        """Give the values as the action takes them; a sector left empty was not recorded."""
        told = self.cleaned_data
        values = {name: told[name] for name in ("held_on", "title", "place", "agenda", "minutes")}
        came = {one: told[CAME + one] for one in SECTORS if told[CAME + one] is not None}
        return {**values, "attendance": came, "decisions": [line.strip() for line in lines(told["decisions"])]}


MeetingForm.base_fields.update(
    {
        CAME + one: forms.IntegerField(
            required=False, min_value=0, max_value=MOST_PEOPLE, label=cast("Any", SECTOR_WORDS[one])
        )
        for one in SECTORS
    }
)


class ActionItemForm(RowForm):
    """What a meeting asked a role to do."""

    text = Lines(2, label=_("What is to be done"))
    owner = forms.CharField(max_length=200, label=_("Owner (a role)"), help_text=_("A role, not a name: people move."))
    due = Day(required=False, label=_("Due on"))
    done_on = Day(required=False, label=_("Done on"))
    note = Lines(2, label=_("Note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for what is to be done."""
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True


def lines(text: str) -> list[str]:
    """Give the lines of a text that say something."""
    return [line for line in text.split("\n") if line.strip()]


def values_of(form: RowForm) -> dict[str, Any]:
    """Give the values of a form whose fields are those of its row."""
    return {name: form.cleaned_data[name] for name in form.row_fields}
