"""Transactions as rows that are only ever added, with what the trail says of each."""

import datetime
from typing import Any

from opennaphs.actions.funding.rights import check_open, check_theirs, state_after
from opennaphs.actions.writing import Change
from opennaphs.domain.differences import differences
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.money import Money
from opennaphs.store.models import SupportRecord, TransactionRecord, User

LONGEST_NOTE = 300


def support_for_money(change: Change, support: SupportRecord, by: User) -> SupportRecord:
    """Give the support that money is entered for, locked, when a person may enter it now.

    Raises:
        NotAllowed: it is not theirs.
        EditRefused: the plan is closed.
        Gone: it was removed meanwhile.
    """
    row = change.locked(support, None)
    check_theirs(by, row)
    check_open(row.plan)
    return row


def keep_money(change: Change, row: TransactionRecord, action: str, why: str, by: User) -> TransactionRecord:
    """Save a new transaction with its trace; what a partner enters has to be validated (again)."""
    row.entered_by = str(by)
    row.save()
    change.note(row, action, differences({}, transaction_document(row)), why)
    row.support.state = str(state_after(by, row.support))
    change.save(row.support, action, why)
    return row


def transaction_row(
    support: SupportRecord, stage: MoneyStage, on: datetime.date, year: int, money: Money, note: str
) -> TransactionRecord:
    """Give the row of a transaction, not yet saved.

    Raises:
        NaphsError: the note is too long to be kept whole.
    """
    if len(note.strip()) > LONGEST_NOTE:
        message = f"The note of a transaction has at most {LONGEST_NOTE} signs. Shorten it."
        raise NaphsError(message)
    return TransactionRecord(
        support=support,
        stage=str(stage),
        on=on,
        year=year,
        amount=money.amount,
        currency=money.currency,
        price_year=money.price_year,
        note=note.strip(),
    )


def transaction_document(row: TransactionRecord) -> dict[str, Any]:
    """Give a transaction as the trail keeps it."""
    return {
        "support": str(row.support),
        "stage": row.stage,
        "on": row.on.isoformat(),
        "year": row.year,
        "amount": f"{row.amount:f}",
        "currency": row.currency,
        "price_year": row.price_year,
        "note": row.note,
    }
