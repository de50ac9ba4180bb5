"""Keep what an uploaded plan would become, until somebody says yes: nothing of it is a plan yet."""

from collections import Counter
from collections.abc import Iterable

from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import InputRefused, Place, Problem
from opennaphs.domain.plan_document import document
from opennaphs.domain.planning import Plan
from opennaphs.store.models import ImportPreview, User

KIND = "plan"
LONGEST_NUMBER = 40


def preview_plan(*, plan: Plan, country: str, file_name: str, remarks: Iterable[str] = (), by: User) -> ImportPreview:
    """Keep a plan read from a file.

    Args:
        plan: what the file holds.
        country: ISO 3166 alpha-3 of the workbench it came to.
        file_name: what the file was called.
        remarks: what its reader should know, in sentences.
        by: who uploaded it; only they can take it.

    Raises:
        NotAllowed: they may not create plans.
        InputRefused: it is a plan of another country, or its numbers are not unique.
    """
    problems = [*_of_country(plan, country, file_name), *_of_numbers(plan, file_name)]
    if problems:
        raise InputRefused(tuple(problems))
    with writing(Permission.EDIT_PLAN, country=country, by=by) as change:
        content = {"plan": document(plan), "remarks": list(remarks)}
        row = ImportPreview.objects.create(country=country, kind=KIND, file_name=file_name, content=content, owner=by)
        change.note(row, "preview_plan")
    return row


def _of_country(plan: Plan, country: str, file_name: str) -> list[Problem]:
    if plan.country == country:
        return []
    what = f"The file is a plan of {plan.country}; this is the workbench of {country}."
    return [Problem(Place(file_name), what, "Go to the workbench of that country, or choose another file.")]


def _of_numbers(plan: Plan, file_name: str) -> list[Problem]:
    counts = Counter(activity.id for activity in plan.activities)
    found = [f"The number “{number}” stands at {count} activities." for number, count in counts.items() if count > 1]
    found += [
        f"The number “{number}” has more than {LONGEST_NUMBER} characters."
        for number in counts
        if len(number) > LONGEST_NUMBER
    ]
    return [Problem(Place(file_name), what, "Give every activity a short number of its own.") for what in found]
