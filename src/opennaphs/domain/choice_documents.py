"""The choice record as plain data and back: the part ``choice`` of a plan document.

``choice_document`` and ``choice_of`` are exact inverses. Amounts, shares and benefits are texts, because JSON numbers
are not exact; all money is in the currency and price year of the record.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from opennaphs.domain.choice_reasons import Change, LeftOut, Limit, WhyNot
from opennaphs.domain.choice_records import ChoiceRecord, ChosenActivity, Origin, PaidBill, Proof, SourceUse
from opennaphs.domain.choice_remarks import Remark, RemarkCode
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Activity
from opennaphs.domain.step_weights import Criterion, StepWeight

Document = dict[str, Any]
Content = Mapping[str, Any]


def choice_document(record: ChoiceRecord, activity: Callable[[Activity], Document]) -> Document:
    """Give a record as plain data, ready for JSON; ``activity`` writes one activity."""
    return {
        "currency": record.currency,
        "price_year": record.price_year,
        "periods_per_year": record.periods_per_year,
        "origin": _origin(record.origin),
        "proof": _proof(record.proof),
        "sources": [_source(source) for source in record.sources],
        "chosen": [_chosen(one) for one in record.chosen],
        "paid": [{"payee": one.payee, "source": one.source, "by_year": _moneys(one.by_year)} for one in record.paid],
        "reached": dict(record.reached),
        "steps_left_out": [_left_out(one) for one in record.steps_left_out],
        "left_out": [activity(one) for one in record.left_out],
        "before": [activity(one) for one in record.before],
        "order": list(record.order),
    }


def choice_of(content: Content, activity_of: Callable[[Content], Activity]) -> ChoiceRecord:
    """Give the record that a document, already held against its schema, describes."""
    currency, year = content["currency"], content["price_year"]

    def moneys(texts: Sequence[str]) -> tuple[Money, ...]:
        return tuple(Money(amount, currency, year) for amount in _exacts(texts))

    return ChoiceRecord(
        currency=currency,
        price_year=year,
        periods_per_year=content["periods_per_year"],
        origin=_origin_of(content["origin"]),
        proof=_proof_of(content["proof"]),
        sources=tuple(
            SourceUse(one["id"], one["title"], moneys(one["by_year"]), moneys(one["used"]))
            for one in content["sources"]
        ),
        chosen=tuple(_chosen_of(one) for one in content["chosen"]),
        paid=tuple(PaidBill(one["payee"], one["source"], moneys(one["by_year"])) for one in content["paid"]),
        reached=dict(content["reached"]),
        steps_left_out=tuple(_left_out_of(one) for one in content["steps_left_out"]),
        left_out=tuple(activity_of(one) for one in content["left_out"]),
        before=tuple(activity_of(one) for one in content["before"]),
        order=tuple(content["order"]),
    )


def _moneys(moneys: Sequence[Money]) -> list[str]:
    return [f"{money.amount:f}" for money in moneys]


def _exacts(texts: Sequence[str]) -> tuple[Decimal, ...]:
    return tuple(Decimal(text) for text in texts)


def _source(source: SourceUse) -> Document:
    used, by_year = _moneys(source.used), _moneys(source.by_year)
    return {"id": source.id, "title": source.title, "by_year": by_year, "used": used}


def _chosen(one: ChosenActivity) -> Document:
    shares = [f"{share:f}" for share in one.shares]
    return {"activity": one.activity, "starts": one.starts, "finishes": one.finishes, "shares": shares}


def _chosen_of(content: Content) -> ChosenActivity:
    return ChosenActivity(content["activity"], content["starts"], content["finishes"], _exacts(content["shares"]))


# --- how good it is, and what it was made from --------------------------------------------------------------------


def _proof(proof: Proof) -> Document:
    return {
        "value": f"{proof.value:f}",
        "bound": None if proof.bound is None else f"{proof.bound:f}",
        "seconds": f"{proof.seconds:f}",
        "ended": proof.ended,
    }


def _proof_of(content: Content) -> Proof:
    bound = None if content["bound"] is None else Decimal(content["bound"])
    return Proof(Decimal(content["value"]), bound, Decimal(content["seconds"]), content["ended"])


def _origin(origin: Origin) -> Document:
    return {
        "rules": origin.rules,
        "version": origin.version,
        "remarks": [{"code": str(one.code), "values": dict(one.values)} for one in origin.remarks],
        "shares": {criterion: f"{share:f}" for criterion, share in origin.shares.items()},
        "weights": [_weight(weight) for weight in origin.weights],
    }


def _origin_of(content: Content) -> Origin:
    return Origin(
        content["rules"],
        content["version"],
        tuple(Remark(RemarkCode(one["code"]), dict(one["values"])) for one in content["remarks"]),
        {criterion: Decimal(share) for criterion, share in content["shares"].items()},
        tuple(_weight_of(one) for one in content["weights"]),
    )


def _weight(weight: StepWeight) -> Document:
    return {
        "step": weight.step,
        "area": weight.area,
        "level_value": f"{weight.level_value:f}",
        "criteria": {str(criterion): f"{value:f}" for criterion, value in weight.criteria.items()},
        "weight": f"{weight.weight:f}",
        "worth": f"{weight.worth:f}",
    }


def _weight_of(content: Content) -> StepWeight:
    return StepWeight(
        content["step"],
        content["area"],
        Decimal(content["level_value"]),
        {Criterion(criterion): Decimal(value) for criterion, value in content["criteria"].items()},
        Decimal(content["weight"]),
        Decimal(content["worth"]),
    )


# --- what is left out ---------------------------------------------------------------------------------------------


def _left_out(one: LeftOut) -> Document:
    return {
        "step": one.step,
        "why": str(one.why),
        "activities": list(one.works),
        "cost": f"{one.cost:f}",
        "gain": f"{one.gain:f}",
        "changes": [_change(change) for change in one.changes],
        "waits_for": list(one.waits_for),
    }


def _left_out_of(content: Content) -> LeftOut:
    return LeftOut(
        content["step"],
        WhyNot(content["why"]),
        tuple(content["activities"]),
        Decimal(content["cost"]),
        Decimal(content["gain"]),
        tuple(_change_of(change) for change in content["changes"]),
        tuple(content["waits_for"]),
    )


def _change(change: Change) -> Document:
    return {"limit": str(change.limit), "name": change.name, "year": change.year, "amount": f"{change.amount:f}"}


def _change_of(content: Content) -> Change:
    return Change(Limit(content["limit"]), content["name"], content["year"], Decimal(content["amount"]))
