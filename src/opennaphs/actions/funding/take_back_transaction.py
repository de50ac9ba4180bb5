"""Take back a transaction that was recorded by mistake."""

import datetime

from opennaphs.actions.funding.money_rows import keep_money, support_for_money, transaction_row
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.money import Money
from opennaphs.domain.sentences import Refused
from opennaphs.store.models import TransactionRecord, User

TAKEN_BACK = "This transaction has been taken back already."
TAKES_BACK = "This entry takes another one back. Record the right amount as a new transaction."
NO_REASON = "Say why it is taken back: it stays in the list, together with its reason."
TEXTS = (TAKEN_BACK, TAKES_BACK, NO_REASON)


def take_back_transaction(
    *, transaction: TransactionRecord, on: datetime.date, why: str, by: User
) -> TransactionRecord:
    """Record the opposite of a transaction, which names it; both stay in the list and come to nothing.

    Args:
        transaction: which.
        on: the day of the correction.
        why: what was wrong; it becomes the note of the new entry.
        by: who takes it back.

    Raises:
        NotAllowed: the support is not theirs.
        EditRefused: the plan is closed.
        Refused: it was taken back already, or takes back another one, or no reason is given.
    """
    with writing(Permission.REPORT_SUPPORT, country=transaction.support.country_code, by=by) as change:
        row = support_for_money(change, transaction.support, by)
        _check(transaction, why)
        money = Money(-transaction.amount, transaction.currency, transaction.price_year)
        new = transaction_row(row, MoneyStage(transaction.stage), on, transaction.year, money, why)
        new.takes_back = transaction
        return keep_money(change, new, "take_back_transaction", why, by)


def _check(transaction: TransactionRecord, why: str) -> None:
    if transaction.takes_back_id is not None:
        raise Refused(TAKES_BACK)
    if TransactionRecord.objects.filter(takes_back=transaction).exists():
        raise Refused(TAKEN_BACK)
    if not why.strip():
        raise Refused(NO_REASON)
