"""The talk about a plan or an activity as its page shows it, for any page that includes ``talk/thread.html``."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennaphs.actions.talk.add_comment import LONGEST
from opennaphs.actions.talk.audience import people_of
from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.store.models import ActivityRecord, Comment, Mention, PlanRecord, User

ON_A_PAGE = 50


class CommentForm(forms.Form):
    """What a person says, and to whom."""

    text = forms.CharField(
        max_length=LONGEST,
        label=gettext_lazy("Your comment"),
        help_text=gettext_lazy("Write @ and a name to speak to somebody: they will find it under “Mentions”."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    people = forms.MultipleChoiceField(
        required=False, label=gettext_lazy("Speak to"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        """Offer the people of the country; its ids are its own, as it often stands below another form."""
        super().__init__(*args, **{"auto_id": "comment_%s", **kwargs})
        self.by_pk = {str(one.pk): one for one in people}
        choices: Any = self.fields["people"]
        choices.choices = [(key, str(one)) for key, one in self.by_pk.items()]

    @property
    def mentioned(self) -> list[User]:
        """The people chosen."""
        return [self.by_pk[key] for key in self.cleaned_data["people"]]


@dataclass(frozen=True)
class Said:
    """One comment as this person sees it; which buttons stand beside it."""

    row: Comment
    spoken_to: tuple[str, ...]
    own: bool
    may_settle: bool

    @property
    def withdrawn(self) -> bool:
        """Whether its words are no longer shown."""
        return self.row.withdrawn_at is not None

    @property
    def settled(self) -> bool:
        """Whether what it asked for is answered."""
        return self.row.settled_at is not None


@dataclass(frozen=True)
class Thread:
    """One talk: what was said, where a new comment goes, and why this person cannot speak if so."""

    said: tuple[Said, ...]
    page: Page[Comment]
    url: str
    form: CommentForm | None
    reason: str

    @property
    def earlier(self) -> int:
        """How many comments stand before the first shown."""
        return max(self.page.start_index() - 1, 0)


def thread_context(
    plan: PlanRecord,
    activity: ActivityRecord | None = None,
    *,
    person: User,
    form: CommentForm | None = None,
    page: str | None = None,
) -> dict[str, Any]:
    """Give what ``talk/thread.html`` needs.

    Args:
        plan: the plan spoken about.
        activity: one activity of it; ``None`` for the talk about the plan as a whole.
        person: who reads.
        form: a form with faults, to be shown again.
        page: which page of a long talk; the last one unless said.
    """
    said = comments_of(plan, activity)
    speaks = may(person, Permission.COMMENT, country=plan.country)
    pages = Paginator(said, ON_A_PAGE)
    shown = pages.get_page(pages.num_pages if page is None else page)
    thread = Thread(
        tuple(_said(one, person, speaks) for one in shown),
        shown,
        _address(plan, activity),
        (form or CommentForm(people=others(plan, person))) if speaks else None,
        "" if speaks else _("Your role lets you read this talk. The secretariat lead can give you one to take part."),
    )
    return {"thread": thread}


def comments_of(plan: PlanRecord, activity: ActivityRecord | None) -> Any:
    """Give the comments on a plan as a whole, or on one activity, with those they speak to."""
    mentions = Prefetch("mentions", Mention.objects.select_related("user"))
    return Comment.objects.filter(plan=plan, activity=activity).prefetch_related(mentions)


def others(plan: PlanRecord, person: User) -> list[User]:
    """Give everybody a person can speak to."""
    return [one for one in people_of(plan.country) if one.pk != person.pk]


def _address(plan: PlanRecord, activity: ActivityRecord | None) -> str:
    url = reverse("talk", args=[plan.country, plan.pk])
    return url if activity is None else f"{url}?activity={activity.pk}"


def _said(row: Comment, person: User, speaks: bool) -> Said:  # noqa: FBT001 - one of the facts of a comment
    return Said(row, tuple(str(one.user) for one in row.mentions.all()), row.author_id == person.pk, speaks)
