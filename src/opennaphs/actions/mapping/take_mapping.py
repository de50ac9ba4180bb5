"""Take over a resource mapping: write what a workbook brings to the money of a plan, in one transaction, or nothing."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from opennaphs.actions.funding.checks import check_money, put_source, put_support
from opennaphs.actions.funding.money_rows import keep_money, support_for_money, transaction_row
from opennaphs.actions.funding.numbers import new_source_number
from opennaphs.actions.funding.rights import Voice, check_open, state_after, voice_of
from opennaphs.actions.mapping.comparing import MOVED, OPEN, MoneyMoved, fingerprint, incoming
from opennaphs.actions.writing import Change, writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.mapping_intake import Correction, Gift, Intake
from opennaphs.domain.funding.mapping_rows import MappedRow, portion_of_row
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.money import Money
from opennaphs.domain.sentences import Refused
from opennaphs.store.funding import next_number, sources_of
from opennaphs.store.models import (
    FundingSourceRecord,
    ImportPreview,
    PlanRecord,
    SupportRecord,
    TransactionRecord,
    User,
)

ACTION = "take_mapping"


@dataclass
class TakenMapping:
    """What was written: new sources and support, amounts recorded, amounts corrected, support changed."""

    sources: list[FundingSourceRecord] = field(default_factory=list)
    supports: list[SupportRecord] = field(default_factory=list)
    amounts: int = 0
    corrected: int = 0
    changed: int = 0


def take_mapping(
    *, preview: ImportPreview, plan: PlanRecord, answers: Mapping[str, str], seen: str, why: str = "", by: User
) -> TakenMapping:
    """Take over a workbook.

    What the secretariat brings is validated, what a partner brings is reported until the secretariat has checked it.

    Args:
        preview: what the workbook says, as ``preview_mapping`` kept it.
        plan: the plan it is for.
        answers: the value of the choice by the key of each question.
        seen: the sign of what the person was shown (``comparing.fingerprint``).
        why: a sentence for the history; the file is named anyway.
        by: who takes it over.

    Raises:
        NotAllowed: they may not report support.
        EditRefused: the plan is closed.
        Gone: it was taken over already.
        MoneyMoved: the money of the plan was changed since the person saw the preview.
        Refused: a question is open.
        NaphsError: something cannot be kept; nothing is written then.
    """
    with writing(Permission.REPORT_SUPPORT, country=plan.country, by=by) as change:
        plan = PlanRecord.objects.select_for_update().get(pk=plan.pk)
        preview = ImportPreview.objects.select_for_update().get(pk=preview.pk)
        check_open(plan)
        held = incoming(preview, plan, answers, by)
        if held.open:
            raise Refused(OPEN)
        if fingerprint(held.found) != seen:
            raise MoneyMoved(MOVED)
        voice = voice_of(by, plan.country, preview.content["organisation"])
        reason = f"{preview.file_name}: {why.strip()}" if why.strip() else preview.file_name
        taken = _Taking(change, plan, voice, reason[:500]).write(held.found)
        preview.taken_at = timezone.now()
        preview.save(update_fields=["taken_at"])
    return taken


class _Taking:
    """The writing of one workbook."""

    def __init__(self, change: Change, plan: PlanRecord, voice: Voice, why: str) -> None:
        self.change, self.plan, self.voice, self.why, self.by = change, plan, voice, why, change.by
        self.today = timezone.localdate()
        self.sources = {row.number: row for row in sources_of(plan.country)}
        self.new_sources: dict[str, FundingSourceRecord] = {}
        self.supports = {row.number: row for row in SupportRecord.objects.filter(plan=plan).select_related("plan")}
        self.taken = TakenMapping()

    def write(self, found: Intake) -> TakenMapping:
        """Write support that changes, amounts that were wrong, and new money, in this order."""
        for number, row in found.edits.items():
            self._edit(self.supports[number], row)
        for one in found.corrections:
            self._correct(one)
        for gift in found.gifts:
            self._give(gift)
        return self.taken

    def _edit(self, support: SupportRecord, row: MappedRow) -> None:
        locked = support_for_money(self.change, support, self.by)
        put_support(locked, _fields(row))
        locked.state = str(state_after(self.by, locked))
        self.taken.changed += self.change.save(locked, ACTION, self.why)

    def _correct(self, one: Correction) -> None:
        support = support_for_money(self.change, self.supports[one.support], self.by)
        old = TransactionRecord.objects.get(support=support, pk=one.transaction)
        money = Money(-old.amount, old.currency, old.price_year)
        opposite = transaction_row(support, MoneyStage(old.stage), self.today, old.year, money, self.why[:300])
        opposite.takes_back = old
        keep_money(self.change, opposite, ACTION, self.why, self.by)
        self._record(support, one.row, old.on)
        self.taken.corrected += 1

    def _give(self, gift: Gift) -> None:
        if gift.support:
            support = support_for_money(self.change, self.supports[gift.support], self.by)
        else:
            support = self._new_support(gift.first)
        for row in gift.rows:
            self._record(support, row, self.today)
            self.taken.amounts += 1

    def _new_support(self, row: MappedRow) -> SupportRecord:
        support = SupportRecord(plan=self.plan, source=self._source(row), number=next_number(self.supports, "M"))
        support.state, support.reported_by = str(self.voice.state), self.voice.reported_by
        put_support(support, _fields(row))
        self.supports[support.number] = support
        self.taken.supports.append(support)
        return self.change.add(support, ACTION, self.why)

    def _source(self, row: MappedRow) -> FundingSourceRecord:
        """Give the source of a row; one that is new is entered once, by those who keep the list of sources."""
        if row.source_id:
            return self.sources[row.source_id]
        name = row.source.casefold()
        if name not in self.new_sources:
            new = FundingSourceRecord(country=self.plan.country, number=new_source_number(self.plan.country))
            put_source(new, {"title": row.source, "kind": row.kind, "origin": row.country})
            self.new_sources[name] = self.change.add(new, ACTION, self.why)
            self.taken.sources.append(new)
        return self.new_sources[name]

    def _record(self, support: SupportRecord, row: MappedRow, day: datetime.date) -> None:
        on = datetime.date.fromisoformat(row.day) if row.day else day
        year = row.year or on.year
        check_money(row.money, year)
        new = transaction_row(support, MoneyStage(row.stage), on, year, row.money, row.note)
        keep_money(self.change, new, ACTION, self.why, self.by)


def _fields(row: MappedRow) -> dict[str, object]:
    return {
        "title": row.project,
        "recipient": row.recipient,
        "role": row.role,
        "ours": row.ours,
        "portions": portion_of_row(row),
    }
