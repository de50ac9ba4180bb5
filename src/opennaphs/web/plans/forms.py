"""Forms of plans: a new draft, an upload, the plan that follows, a title, a goal, files of costs."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opennaphs.actions.plans.following import Way
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import LIBRARY_FRAMEWORK, load_library, load_rules
from opennaphs.catalogue.translations import SOURCE_LANGUAGE, languages
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import HIGHEST_LEVEL, LOWEST_LEVEL
from opennaphs.domain.goals import Term
from opennaphs.store.models import AssessmentRecord, PlanRecord
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.plans.words import OPERATIONAL, STRATEGIC
from opennaphs.web.row_forms import RowForm
from opennaphs.web.uploads import content_of

FIRST_YEAR, LAST_YEAR = 2000, 2095
LONGEST_TITLE = 300
TERMS = {STRATEGIC: Term.FIVE_YEARS, OPERATIONAL: Term.ONE_YEAR}
CLEAN_SLATE = ""
Choices = list[tuple[Any, Any]]


def text_of(upload: UploadedFile[bytes], parse: Callable[[bytes, str], object]) -> str:
    """Give the text of an uploaded file that a reader takes.

    Raises:
        ValidationError: it does not; with every sentence the reader says.
    """
    content = content_of(upload)
    try:
        parse(content, upload.name or "")
    except NaphsError as error:
        raise forms.ValidationError(str(error).splitlines()) from None
    return content.decode("utf-8-sig")


def plan_languages() -> Choices:
    """Give the languages a plan can be written in, each by its own name."""
    names = {code.partition("-")[0]: name for code, name in settings.LANGUAGES}
    return [(code, names.get(code, code)) for code in languages()]


def _areas() -> Choices:
    words = page_words()
    return [
        (area, f"{area.removeprefix(LIBRARY_FRAMEWORK + '.')} {words(title)}")
        for area, title in load_library().area_titles.items()
    ]


def _hazards() -> Choices:
    words = page_words()
    return [(hazard, words(hazard)) for hazard in load_library().hazards]


def _next_year() -> int:
    return timezone.localdate().year + 1


class TitleField(forms.CharField):
    """What people call a plan."""

    def __init__(self, **kwargs: Any) -> None:
        """Bound its length."""
        super().__init__(max_length=LONGEST_TITLE, label=_("Title"), **kwargs)


class KindField(forms.ChoiceField):
    """Strategic or operational."""

    def __init__(self, **kwargs: Any) -> None:
        """Offer both."""
        labels = [(STRATEGIC, _("strategic: five years")), (OPERATIONAL, _("operational: one year"))]
        super().__init__(choices=labels, widget=forms.RadioSelect, label=_("Kind of plan"), **kwargs)


class YearField(forms.IntegerField):
    """A calendar year."""

    def __init__(self, **kwargs: Any) -> None:
        """Bound it to what plans can be of."""
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, **kwargs)


class DraftForm(forms.Form):
    """A new plan drafted from an assessment or from a clean slate."""

    title = TitleField(help_text=_("For example: National action plan for health security 2027–2031"))
    kind = KindField(initial=STRATEGIC)
    first_year = YearField(label=_("First year"), initial=_next_year)
    assessment = forms.ChoiceField(
        required=False,
        label=_("Assessment to start from"),
        help_text=_("Goals and activities follow from its levels. Without one, every indicator starts at level 1."),
    )
    areas = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Technical areas"),
        help_text=_("Tick none for all areas."),
    )
    hazards = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("National priority hazards"),
        help_text=_("For each, the library adds its own actions."),
    )
    language = forms.ChoiceField(label=_("Language of the plan"), initial=SOURCE_LANGUAGE)
    profile = forms.FileField(
        required=False,
        label=_("Country profile"),
        help_text=_("A YAML file with the counts of regions, districts, facilities … gives first costs. Optional."),
    )

    def __init__(self, *args: Any, assessments: Iterable[AssessmentRecord], **kwargs: Any) -> None:
        """Offer the assessments of the country, the areas and hazards of the library."""
        super().__init__(*args, **kwargs)
        rows = list(assessments)
        found = [(row.pk, f"{load_framework(row.framework).short}, {row.date}") for row in rows]
        self._offer("assessment", [*found, (CLEAN_SLATE, _("none: a clean slate"))])
        self._offer("areas", _areas())
        self._offer("hazards", _hazards())
        self._offer("language", plan_languages())
        self.initial.setdefault("assessment", rows[0].pk if rows else CLEAN_SLATE)

    def _offer(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def wanted(self, profile: str | None) -> dict[str, Any]:
        """Give what the job that drafts it needs to know."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("title", "kind", "first_year", "areas", "hazards", "language")},
            "term": str(TERMS[said["kind"]]),
            "assessment": int(said["assessment"]) if said["assessment"] else None,
            "profile": profile,
        }


class UploadForm(forms.Form):
    """A plan that exists as a file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A plan document (.naphs.json), or a planning matrix of the WHO layout (.xlsx, .xlsm)."),
    )
    first_year = YearField(
        required=False, label=_("First year"), help_text=_("Of a matrix whose headings do not say it.")
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        required=False,
        label=_("Currency"),
        help_text=_("Three letters, as UGX or USD. Of a matrix whose headings do not say it."),
        error_messages={"invalid": _("Write the three capital letters of the currency, as UGX or USD.")},
    )
    price_year = YearField(
        required=False, label=_("Price year"), help_text=_("Of a matrix whose headings do not say it.")
    )


class TakeForm(forms.Form):
    """Saying yes to an uploaded plan."""

    title = TitleField()
    kind = KindField()


class FollowForm(forms.Form):
    """The plan that follows from another."""

    way = forms.ChoiceField(
        label=_("What to make"),
        widget=forms.RadioSelect,
        choices=[
            (Way.OPERATIONAL.value, _("an operational plan: the work of one year out of this plan")),
            (Way.NEXT.value, _("the next plan: all unfinished work of this plan")),
        ],
    )
    first_year = YearField(label=_("First year"))
    most_per_area = forms.IntegerField(
        min_value=1,
        max_value=1000,
        label=_("Most activities in an area"),
        help_text=_("For an operational plan: what an area can take on in a year. The most important ones are taken."),
    )
    title = TitleField()

    @classmethod
    def initial_for(cls, plan: PlanRecord) -> dict[str, Any]:
        """Give what is most likely wanted after a plan."""
        strategic = plan.term == Term.FIVE_YEARS
        year = min(max(plan.first_year, timezone.localdate().year), plan.first_year + 4) if strategic else None
        first_year = plan.first_year + 1 if year is None else year
        return {
            "way": (Way.OPERATIONAL if strategic else Way.NEXT).value,
            "first_year": first_year,
            "most_per_area": load_rules().one_year_actions_per_area,
            "title": f"{plan.title} – {first_year}"[:LONGEST_TITLE],
        }


class PlanForm(RowForm):
    """The title of a plan."""

    title = TitleField()


class GoalForm(RowForm):
    """The goal of one indicator: a whole level, or none with a reason."""

    NONE: ClassVar[str] = "none"
    target = forms.TypedChoiceField(
        label=_("Goal"),
        choices=[("none", _("no goal")), *((str(one), str(one)) for one in range(LOWEST_LEVEL, HIGHEST_LEVEL + 1))],
        coerce=lambda value: None if value == "none" else int(value),
        empty_value=None,
    )

    @classmethod
    def initial_of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """Give the goal as the list offers it."""
        return {"target": cls.NONE if document["target"] is None else str(document["target"])}

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of having no goal."""
        cleaned = super().clean() or self.cleaned_data
        if "target" in cleaned and cleaned["target"] is None and not cleaned.get("why", "").strip():
            self.add_error("why", _("Say why there is no goal: those who review the plan will ask."))
        return cleaned


class ProfileForm(forms.Form):
    """Counts of a country to cost a plan with."""

    profile = forms.FileField(
        label=_("Country profile"),
        help_text=_("A YAML file with the counts of regions, districts, facilities …, each with year and source."),
    )


class BudgetForm(forms.Form):
    """Rules of a budget to choose under."""

    rules = forms.FileField(
        label=_("Budget rules"),
        help_text=_("A YAML file: who pays how much for what, what steps are worth, what is demanded."),
    )
