"""What a workbook of a resource mapping would write, held against the money of its plan as it stands now."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from opennaphs.actions.funding.rights import keeps, why_not
from opennaphs.actions.writing import Gone
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.mapping_import import MappingImport, Proposal, Resolved, import_of, resolved
from opennaphs.domain.funding.mapping_intake import Intake, Reach, intake
from opennaphs.domain.funding.mapping_rows import MappedRow
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Sentence
from opennaphs.store.funding import sources_of, supports_of
from opennaphs.store.models import ImportPreview, PlanRecord, TransactionRecord, User
from opennaphs.store.plans import load_plan

KIND = "mapping"
TAKEN = "“{file}” was taken over already. Look at the support of the plan."
MOVED = (
    "What would be written now is not what you saw: an answer or the money of the plan was changed. Nothing was "
    "written; look again."
)
OPEN = "Some questions are still open. Answer them, then take the workbook over."
TEXTS = (TAKEN, MOVED, OPEN)


class MoneyMoved(NaphsError):  # noqa: N818 - it reads as what happened
    """The money of the plan was changed since the person saw what a workbook would write; nothing was written."""


@dataclass(frozen=True)
class IncomingMapping:
    """A workbook held against its plan: what was read, the answers given so far, what would be written."""

    read: MappingImport
    answers: Mapping[str, str]
    open: tuple[Proposal, ...]
    found: Intake
    plan: Plan


def incoming(preview: ImportPreview, plan: PlanRecord, answers: Mapping[str, str], by: User) -> IncomingMapping:
    """Hold what a preview keeps against the plan, for a person and their answers.

    Raises:
        Gone: it was taken over already.
    """
    if preview.taken_at is not None:
        raise Gone(Sentence(TAKEN, {"file": preview.file_name}))
    read = import_of(preview.content["read"])
    now = resolved(read, answers)
    rows = Resolved(_with_sources(now.rows, plan.country), now.open)
    domain_plan = load_plan(plan)
    return IncomingMapping(read, answers, now.open, intake(domain_plan, rows, reach_of(by, plan)), domain_plan)


def reach_of(person: User, plan: PlanRecord) -> Reach:
    """Say what of the money of a plan a person may change."""
    moves = TransactionRecord.objects.filter(support__plan=plan)
    pairs = moves.filter(takes_back__isnull=False).values_list("pk", "takes_back_id")
    fixed = frozenset(str(number) for pair in pairs for number in pair)
    if keeps(person, plan.country):
        return Reach(fixed=fixed)
    theirs = frozenset(row.number for row in supports_of(plan) if why_not(person, row) is None)
    return Reach(theirs, sources=False, fixed=fixed)


def fingerprint(found: Intake) -> str:
    """Give a sign of what would be written, to tell whether it is still what the person saw."""
    told = repr([(one.row, str(one.fate), str(one.why)) for one in found.outcomes])
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def _with_sources(rows: Iterable[MappedRow], country: str) -> tuple[MappedRow, ...]:
    """Know sources again that were entered after the workbook was read."""
    known = {row.title.casefold(): row.number for row in sources_of(country)}
    return tuple(
        replace(row, source_id=known[row.source.casefold()])
        if not row.source_id and row.source.casefold() in known
        else row
        for row in rows
    )
