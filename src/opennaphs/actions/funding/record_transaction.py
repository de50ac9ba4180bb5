"""Record a dated movement of the money of a piece of support."""

import datetime

from opennaphs.actions.funding.checks import check_money
from opennaphs.actions.funding.money_rows import keep_money, support_for_money, transaction_row
from opennaphs.actions.writing import writing
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.money import Money
from opennaphs.store.models import SupportRecord, TransactionRecord, User


def record_transaction(
    *,
    support: SupportRecord,
    stage: MoneyStage,
    on: datetime.date,
    year: int,
    money: Money,
    note: str = "",
    why: str = "",
    by: User,
) -> TransactionRecord:
    """Record that money was pledged, committed, allocated, disbursed or spent. It is never changed afterwards.

    Args:
        support: whose money it is.
        stage: what happened to the money.
        on: the day it happened.
        year: the calendar year of the plan the money is meant for.
        money: how much, more than nothing, in the currency and at the prices it was given in.
        note: a reference, such as the number of a letter; at most 300 signs.
        why: a sentence for the history.
        by: who records it. What a partner records has to be validated (again) before it counts.

    Raises:
        NotAllowed: the support is not theirs.
        EditRefused: the plan is closed.
        NaphsError: the amount or the year cannot be.
    """
    with writing(Permission.REPORT_SUPPORT, country=support.country_code, by=by) as change:
        row = support_for_money(change, support, by)
        check_money(money, year)
        new = transaction_row(row, stage, on, year, money, note)
        return keep_money(change, new, "record_transaction", why, by)
