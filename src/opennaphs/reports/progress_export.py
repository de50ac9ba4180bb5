"""The progress of a plan for other programs: one CSV line an activity, and everything as JSON."""

import csv
import datetime
import json
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from io import StringIO
from typing import Any

from opennaphs.domain.money import Money
from opennaphs.domain.monitoring.digests import ProgressDigest
from opennaphs.domain.monitoring.earned_value import planned_value, value_done
from opennaphs.domain.monitoring.forecasts import ActivityForecast, PlanForecast
from opennaphs.domain.monitoring.milestones import MilestoneStanding
from opennaphs.domain.monitoring.rates import ImplementationRates, Share
from opennaphs.domain.monitoring.results import ResultStanding
from opennaphs.domain.monitoring.standings import ActivityStanding, FollowUpCut
from opennaphs.domain.planning import Plan
from opennaphs.domain.sentences import Sentence
from opennaphs.reports.cost_wording import readable

Translate = Callable[[str], str]
Document = dict[str, Any]
NAMES_APART = "; "
FORMULA_SIGNS = {"=", "+", "-", "@", "\t", "\r"}


def render_progress_csv(digest: ProgressDigest, t: Translate = str) -> bytes:
    """Give one line for each activity looked at: headings in English, days as year-month-day, empty = not said."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(CSV_HEADINGS)
    for one, expected in _with_forecasts(digest):
        row = progress_row(one, expected, digest.today, t)
        table.writerow(_cell(row[heading]) for heading in CSV_HEADINGS)
    return out.getvalue().encode()


def render_progress_json(digest: ProgressDigest, plan: Plan, t: Translate = str) -> bytes:
    """Give everything as UTF-8 JSON. Shares are numbers from 0 to 1; ``null`` is not known and never zero."""
    return (json.dumps(progress_document(digest, plan, t), ensure_ascii=False, indent=1) + "\n").encode()


def progress_document(digest: ProgressDigest, plan: Plan, t: Translate = str) -> Document:
    """Give everything a digest says as plain data: figures with the sentences that explain them."""
    return {
        "country": plan.country,
        "title": plan.title,
        "on": digest.today.isoformat(),
        "looked_at": {str(by): list(names) for by, names in digest.narrowing.bounds.items()},
        "rates": _rates(digest.rates, t),
        "by": {str(by): _rows(digest, by, t) for by in FollowUpCut},
        "late": _numbers(digest.late),
        "late_and_not_reported": _numbers(digest.late_unreported),
        "blocked": {str(kind): _numbers(group) for kind, group in digest.blocked.items()},
        "not_reported": _numbers(digest.unreported),
        "silent": _numbers(digest.silent),
        "waiting_for_money": _numbers(digest.waiting_for_money),
        "funded_but_late": _numbers(digest.funded_but_late),
        "money": {str(state): _numbers(group) for state, group in digest.by_money.items()},
        "earned_value": _earned(digest, t),
        "forecast": _forecast(digest.forecast, t),
        "forecast_by_cost": _forecast(digest.forecast_by_cost, t),
        "milestones": [_milestone(one) for one in digest.milestones],
        "results": [_result(one, t) for one in digest.results],
        "not_known": _said(digest.not_known, t),
        "activities": [
            {key: _plain(value) for key, value in progress_row(one, expected, digest.today, t).items()}
            for one, expected in _with_forecasts(digest)
        ],
    }


def progress_row(one: ActivityStanding, forecast: ActivityForecast, today: datetime.date, t: Translate) -> Document:
    """Give one activity as values under the headings of the CSV; ``None`` = not said."""
    return {
        "activity": one.activity,
        "area": one.area,
        "ministry": one.ministry,
        "regions": NAMES_APART.join(one.regions) or None,
        "owner": one.owner,
        "sources": NAMES_APART.join(one.sources) or None,
        "what": t(one.text),
        "situation": str(one.situation),
        "reported": one.reported,
        "reported_on": one.reported_on,
        "silent": one.silent,
        "percent_done": one.percent,
        "starts": one.starts,
        "starts_assumed": one.starts_assumed,
        "ends": one.ends,
        "ends_assumed": one.ends_assumed,
        "days_late": one.days_late,
        "expected_done": forecast.day,
        "expected_because": None if forecast.reason is None else forecast.reason.text(t),
        **_moneys(one, today),
        "money": str(one.money),
        "blocker": None if one.blocker is None else str(one.blocker),
        "blocked_by": one.blocked_by or None,
        "next_step": one.next_step or None,
        "evidence": one.evidence or None,
        "reported_by": one.by or None,
    }


def _moneys(one: ActivityStanding, today: datetime.date) -> Document:
    basis = one.cost
    return {
        "currency": None if basis is None else basis.currency,
        "price_year": None if basis is None else basis.price_year,
        "cost": _amount(one.cost),
        "counted_funding": _amount(one.counted),
        "spent": _amount(one.spent),
        "planned_value": _amount(planned_value(one, today)),
        "earned_value": _amount(value_done(one)),
    }


_MONEY_HEADINGS = ("currency", "price_year", "cost", "counted_funding", "spent", "planned_value", "earned_value")
CSV_HEADINGS = (
    *("activity", "area", "ministry", "regions", "owner", "sources", "what", "situation", "reported", "reported_on"),
    *("silent", "percent_done", "starts", "starts_assumed", "ends", "ends_assumed", "days_late", "expected_done"),
    *("expected_because", *_MONEY_HEADINGS, "money", "blocker", "blocked_by", "next_step", "evidence", "reported_by"),
)


def _with_forecasts(digest: ProgressDigest) -> list[tuple[ActivityStanding, ActivityForecast]]:
    return list(zip(digest.standings, digest.forecasts, strict=True))


def _rows(digest: ProgressDigest, by: FollowUpCut, t: Translate) -> list[Document]:
    return [{"name": row.name, **_rates(row.rates, t)} for row in digest.rows(by)]


def _rates(rates: ImplementationRates, t: Translate) -> Document:
    return {
        "activities": rates.activities,
        "cost": _money(rates.cost),
        "completed_by_count": _share(rates.completed_by_count),
        "completed_by_cost": _share(rates.completed_by_cost),
        "progress_by_count": _share(rates.progress_by_count),
        "progress_by_cost": _share(rates.progress_by_cost),
        "not_reported": list(rates.not_reported),
        "not_reported_cost": _money(rates.not_reported_cost),
        "not_due": list(rates.not_due),
        "cost_not_known": list(rates.cost_not_known),
        "cancelled": list(rates.cancelled),
        "carried_forward": list(rates.carried_forward),
        "counts": {str(kind): count for kind, count in rates.counts.items()},
        "costs": {str(kind): _money(cost) for kind, cost in rates.costs.items()},
        "rules": _said(rates.rules, t),
    }


def _earned(digest: ProgressDigest, t: Translate) -> Document:
    earned = digest.earned
    moneys: Mapping[str, Money | None] = {
        "planned": earned.planned,
        "planned_of_reported": earned.planned_reported,
        "earned": earned.earned,
        "schedule_variance": earned.schedule_variance,
        "spent": earned.spent,
        "earned_where_spent": earned.earned_spent,
        "spent_compared": earned.spent_compared,
        "cost_variance": earned.cost_variance,
    }
    return {
        **{name: _money(money) for name, money in moneys.items()},
        "schedule_index": _number(earned.schedule_index),
        "cost_index": _number(earned.cost_index),
        "not_reported": list(earned.not_reported),
        "without_spending": list(earned.without_spending),
        "sentences": _said(earned.sentences, t),
    }


def _forecast(forecast: PlanForecast, t: Translate) -> Document:
    days = {"done_by": forecast.done_by, "earliest": forecast.earliest, "latest": forecast.latest}
    plain = {name: _plain(day) for name, day in days.items()}
    return {**plain, "at_end": _share(forecast.at_end), "sentences": _said(forecast.sentences, t)}


def _milestone(one: MilestoneStanding) -> Document:
    found = one.milestone
    return {
        "id": found.id,
        "activity": found.activity,
        "text": found.text,
        "due": found.due.isoformat(),
        "done_on": _plain(found.done_on),
        "state": str(one.state),
        "days_late": one.days_late,
    }


def _result(one: ResultStanding, t: Translate) -> Document:
    return {
        "id": one.indicator.id,
        "title": one.indicator.title,
        "kind": str(one.indicator.kind),
        "unit": one.indicator.unit,
        "value": None if one.latest is None else str(one.latest.value),
        "on": None if one.latest is None else one.latest.on.isoformat(),
        "share": _number(one.share),
        "expected": _number(one.expected),
        "course": str(one.course),
        "sentence": one.sentence.text(t),
    }


def _numbers(standings: Iterable[ActivityStanding]) -> list[str]:
    return [one.activity for one in standings]


def _said(sentences: Iterable[Sentence], t: Translate) -> list[str]:
    return [one.text(t) for one in sentences]


def _share(share: Share) -> Document:
    return {
        "value": _number(share.value),
        "lowest": _number(share.lowest),
        "highest": _number(share.highest),
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _amount(money: Money | None) -> str | None:
    return None if money is None else str(money.rounded().amount)


def _money(money: Money | None) -> Document | None:
    if money is None:
        return None
    return {"amount": _amount(money), "currency": money.currency, "price_year": money.price_year}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _cell(value: object) -> object:
    """Give a cell of the CSV: words for yes and no, nothing for not said, no text a spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return "" if value is None else value
    clean = readable(value)
    return f"'{clean}" if clean[:1] in FORMULA_SIGNS and not _is_number(clean) else clean


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()
