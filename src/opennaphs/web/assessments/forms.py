"""Forms of assessments."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.domain.errors import Place, Problem
from opennaphs.domain.frameworks import Area, Framework, Scale
from opennaphs.sources.score_reading import is_blank, level_of
from opennaphs.store.models import Score
from opennaphs.web.assessments.wording import indicator_title, level_text, page_words
from opennaphs.web.row_forms import RowForm

DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
DATE_HELP = _("As exact as the report: a year, a month or a day. For example 2024, 2024-06 or 2024-06-17.")
SOURCE_HELP = _("The report or file the scores come from, with its publisher and date.")


def check_date(text: str) -> str:
    """Give a date back, or say how to write it."""
    if not DATE.fullmatch(text):
        raise forms.ValidationError(_now("Write a year, a month or a day: 2024, 2024-06 or 2024-06-17."))
    return text


class NewAssessment(forms.Form):
    """Edition, date and source of a new assessment."""

    framework = forms.ChoiceField(label=_("Edition"))
    date = forms.CharField(label=_("Date"), max_length=10, help_text=DATE_HELP)
    source = forms.CharField(
        label=_("Source"), max_length=1000, help_text=SOURCE_HELP, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer every edition of the catalogue, in the language of the page, the newest first."""
        super().__init__(*args, **kwargs)
        words, known = page_words(), sorted(load_frameworks().values(), key=lambda one: -one.year)
        field: Any = self.fields["framework"]
        field.choices = [(one.id, f"{one.short} · {words(one.title)}") for one in known]

    def clean_date(self) -> str:
        """Check the date."""
        return check_date(self.cleaned_data["date"])


class AssessmentDetails(RowForm):
    """Date and source of an assessment."""

    date = forms.CharField(label=_("Date"), max_length=10, help_text=DATE_HELP)
    source = forms.CharField(
        label=_("Source"), max_length=1000, help_text=SOURCE_HELP, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_date(self) -> str:
        """Check the date."""
        return check_date(self.cleaned_data["date"])


class ScoreField(forms.CharField):
    """A score as people write it, as (level, asked): empty says nothing, a SPAR 0 is asked and not answered."""

    def __init__(self, framework: Framework, **kwargs: Any) -> None:
        """Take the edition, which decides what a number means."""
        self.framework = framework
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "score"}
        super().__init__(required=False, max_length=20, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        """Give level and whether the indicator was asked."""
        text = str(super().clean(value)).removesuffix("%").strip()
        if is_blank(text):
            return None, False
        problems: list[Problem] = []
        level = level_of(text, self.framework, Place(""), problems)
        if level is None and problems:
            raise forms.ValidationError([f"{one.what} {one.remedy}".strip() for one in problems])
        return level, True


class AreaScores(forms.Form):
    """The scores of one area of one assessment, a field and a note for each indicator."""

    why = forms.CharField(label=_("Why"), required=False, max_length=500, help_text=_("One sentence for the history."))

    def __init__(self, framework: Framework, area: Area, rows: Mapping[str, Score], *args: Any, **kwargs: Any) -> None:
        """Make the fields, filled from the scores as they stand."""
        super().__init__(*args, **kwargs)
        self.framework, self.rows = framework, rows
        self.indicators = framework.indicators_of(area.id)
        for one in self.indicators:
            shown = shown_fields(None if (row := rows.get(one.id)) is None else row.document(), framework)
            title = indicator_title(framework, one.id)
            self.fields[f"score-{one.code}"] = ScoreField(framework, label=title, initial=shown["score"])
            self.fields[f"note-{one.code}"] = forms.CharField(
                label=_now("Note on %(code)s") % {"code": one.code},
                required=False,
                max_length=500,
                initial=shown["note"],
            )
            self.fields[f"version-{one.code}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, min_value=0, initial=0 if row is None else row.version
            )
        self.fields["why"] = self.fields.pop("why")

    def blocks(self) -> list[dict[str, Any]]:
        """Give the fields by indicator, with what its levels mean where that is known."""
        words = page_words()
        return [
            {
                "code": one.code,
                "score": self[f"score-{one.code}"],
                "note": self[f"note-{one.code}"],
                "version": self[f"version-{one.code}"],
                "meanings": [(level, words(text)) for level, text in sorted(one.meanings.items())],
                "row": self.rows.get(one.id),
            }
            for one in self.indicators
        ]


def shown_fields(document: Mapping[str, Any] | None, framework: Framework) -> dict[str, str]:
    """Give what the fields of a score show for a document of its row; ``None`` = there is no row."""
    if document is None:
        return {"score": "", "note": ""}
    level = None if document["level"] is None else Decimal(document["level"])
    asked = not document.get("removed", False)
    return {"score": level_text(level, framework, asked=asked), "note": document["note"]}


def how_to_score(framework: Framework) -> str:
    """Say in a sentence what can be written as a score."""
    if framework.scale is Scale.PERCENT:
        return _now(
            "Write a level from 1 to 5 or its percentage (20, 40, 60, 80, 100). Write 0 for a question that was asked "
            "and not answered: by the rule of the tool it counts 0 %. Leave empty what the source says nothing of."
        )
    return _now("Write a level from 1 to 5, or a half level as published. Leave empty what was not assessed.")


class ScoresUpload(forms.Form):
    """A file of scores."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A JEE spreadsheet, a SPAR workbook, a response of the Global Health Observatory, or a CSV with the "
            "columns country, framework, indicator, score, date, source."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv,.json,.txt"}),
    )


class ComparisonUpload(forms.Form):
    """Published scores of many countries."""

    file = forms.FileField(
        label=_("Published scores"), help_text=_("The file for all countries, as its publisher gives it.")
    )
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=2010, max_value=2100, help_text=_("Empty takes the newest year.")
    )
    income = forms.FileField(
        label=_("Income groups"),
        required=False,
        help_text=_("A table with the columns country and income group. Without it, only WHO regions are compared."),
    )
    source = forms.CharField(label=_("Source"), max_length=500, required=False, help_text=SOURCE_HELP)


def income_file(form: ComparisonUpload) -> UploadedFile[bytes] | None:
    """Give the optional second file of a checked form."""
    found: UploadedFile[bytes] | None = form.cleaned_data["income"]
    return found
