"""Forms over versioned rows, and what happens when two people save the same row: nobody's words are lost.

A form says how a row's document fills its fields (:meth:`RowForm.initial_of`). The page carries the version it was
filled from. When somebody else saved first, fields only one of them touched are taken over, and for fields both touched
the second writer sees both versions and chooses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from opennaphs.actions.writing import Stale
from opennaphs.store.models import Versioned
from opennaphs.store.versions import document_at

CONFLICT = 409
INVALID = 422
CHOOSE = "choose-"


class RowForm(forms.Form):
    """A form over one versioned row. Fields are declared by subclasses; ``version`` travels along hidden."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)  # a new row has none
    why = forms.CharField(
        required=False,
        max_length=500,
        label=_("Why"),
        help_text=_("One sentence for those who read the history later."),
    )
    NOT_OF_THE_ROW: ClassVar[frozenset[str]] = frozenset({"version", "why"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put the reason last, whatever the subclass declares."""
        super().__init__(*args, **kwargs)
        self.fields["why"] = self.fields.pop("why")

    @classmethod
    def initial_of(cls, document: Mapping[str, Any]) -> dict[str, Any]:
        """Give the values of the fields for a document of the row; fields of the same names unless overridden."""
        return {name: document[name] for name in cls.base_fields if name in document}

    @property
    def row_fields(self) -> list[str]:
        """The fields that belong to the row, in order."""
        return [name for name in self.fields if name not in self.NOT_OF_THE_ROW]


@dataclass(frozen=True)
class FieldConflict:
    """One field as two writers left it: what the second wrote, what stands now, by whom and since when."""

    name: str
    label: str
    mine: str
    theirs: str
    by: str
    when: Any


@dataclass(frozen=True)
class Conflict:
    """The second writer's page: where to send the choice, the version to save on, and the fields.

    ``fields`` were touched by both, so somebody has to choose; ``taken_over`` only by the first writer: they stand.
    """

    action: str
    version: int
    fields: tuple[FieldConflict, ...]
    taken_over: tuple[FieldConflict, ...]
    kept: tuple[tuple[str, str], ...]


def conflict_of(form: RowForm, stale: Stale, action: str) -> Conflict:
    """Compare what a form brought with what stands now, field by field, from the version both started with."""
    row = stale.row
    base, theirs = _shown(form, document_at(row, stale.version)), _shown(form, row.document())
    mine = {name: _text(form.cleaned_data.get(name)) for name in form.row_fields}
    changed = [name for name in form.row_fields if theirs[name] not in {base[name], mine[name]}]
    both = [name for name in changed if mine[name] != base[name]]
    theirs_alone = [name for name in changed if name not in both]

    def told(names: list[str]) -> tuple[FieldConflict, ...]:
        return tuple(
            FieldConflict(
                name, str(form.fields[name].label or name), mine[name], theirs[name], row.changed_by, row.changed_at
            )
            for name in names
        )

    kept = (*_raw(form), *((CHOOSE + name, "theirs") for name in theirs_alone))
    return Conflict(action, row.version, told(both), told(theirs_alone), kept)


def _raw(form: RowForm) -> list[tuple[str, str]]:
    """Give everything the second writer posted, so that the page with the choice carries it along."""
    posted = cast("QueryDict", form.data)
    return [(name, value) for name in form.fields if name != "version" for value in posted.getlist(name)]


def _shown(form: RowForm, document: Mapping[str, Any]) -> dict[str, str]:
    """Give the fields of a document as texts, through the form's own cleaning so that like is compared with like."""
    initial = type(form).initial_of(document)
    return {name: _text(_cleaned(form.fields[name], initial.get(name))) for name in form.row_fields}


def _cleaned(field: forms.Field, value: Any) -> Any:
    try:
        return field.to_python(value)
    except forms.ValidationError:
        return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)


def chosen(posted: QueryDict, form_class: type[RowForm], row: Versioned) -> QueryDict:
    """Give posted data as it counts: browsers' line ends made ours, and of two versions the one that was chosen.

    A field with ``choose-x=theirs`` gets what stands in the row now.
    """
    data = posted.copy()
    for name, values in posted.lists():
        data.setlist(name, [str(value).replace("\r\n", "\n") for value in values])
    theirs = [name.removeprefix(CHOOSE) for name in data if name.startswith(CHOOSE) and data[name] == "theirs"]
    now = form_class.initial_of(row.document()) if theirs else {}
    for name in theirs:
        data.setlist(name, _posted(now.get(name)))
    return data


def _posted(value: Any) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    return ["" if value is None else str(value)]


def edit_row(
    request: HttpRequest,
    row: Versioned,
    form_class: type[RowForm],
    act: Callable[[RowForm], object],
    *,
    template: str,
    context: Mapping[str, Any],
    done: Callable[[], HttpResponse],
    form_kwargs: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Run the whole edit of a row: show, check, act, and on a collision show both versions.

    Args:
        request: the request; a GET shows the form filled from the row.
        row: the row as it stands.
        form_class: how it is edited.
        act: calls the action with the cleaned form (its ``version`` included).
        template: the page of the form.
        context: what the page shows beside ``form`` and ``row``.
        done: where to go when it is saved.
        form_kwargs: what the form takes beside data and initial values.
    """
    kwargs = dict(form_kwargs or {})
    if request.method != "POST":
        initial = {**form_class.initial_of(row.document()), "version": row.version}
        return render(request, template, {**context, "row": row, "form": form_class(initial=initial, **kwargs)})
    form = form_class(chosen(request.POST, form_class, row), **kwargs)
    form.fields["version"].required = True  # without it nobody could tell what somebody else changed
    page = {**context, "row": row, "form": form}
    if not form.is_valid():
        return render(request, template, page, status=INVALID)
    try:
        act(form)
    except Stale as stale:
        return show_conflict(request, conflict_of(form, stale, request.get_full_path()), page)
    return done()


def show_conflict(request: HttpRequest, conflict: Conflict, page: Mapping[str, Any]) -> HttpResponse:
    """Show both versions: as a page, or to htmx as the piece that takes the form's place."""
    template = "components/conflict.html" if getattr(request, "htmx", False) else "conflict.html"
    context = {**page, "conflict": conflict, "kept": conflict.kept}
    return render(request, template, context, status=CONFLICT)
