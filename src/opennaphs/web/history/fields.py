"""Changed fields in words: what a path into a document is called, and a value as people read it."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

LONGEST = 400
SILENT = frozenset({"content", "details", "frame"})
WORDS: Mapping[str, str | Promise] = {
    "action_id": _("action of the library"),
    "activities": _("activities"),
    "activity": _("activity"),
    "after": _("comes after"),
    "agenda": _("agenda"),
    "amount": _("amount"),
    "answered_by": _("answered by"),
    "area": _("area"),
    "areas": _("areas"),
    "attendance": _("attendance"),
    "audience": _("audience"),
    "base": _("currency"),
    "baseline": _("baseline"),
    "baseline_on": _("day of the baseline"),
    "began": _("began"),
    "blocked_by": _("blocked by, in words"),
    "blocker": _("blocker"),
    "builder": _("way of costing"),
    "by_year": _("by year"),
    "cadence": _("how often"),
    "cases": _("cases"),
    "closed_at": _("closed"),
    "closed_on": _("closed on"),
    "closes_on": _("closes on"),
    "comment": _("comment"),
    "component": _("component"),
    "contact": _("contact"),
    "cost": _("cost"),
    "cost_basis": _("basis of the costs"),
    "count": _("count"),
    "currency": _("currency"),
    "current": _("level today"),
    "date": _("date"),
    "day": _("day"),
    "deaths": _("deaths"),
    "decisions": _("decisions"),
    "detail": _("detail"),
    "done_on": _("done on"),
    "due": _("due"),
    "earmark": _("earmark"),
    "economic_type": _("economic type"),
    "economic_types": _("economic types"),
    "edited": _("set by a person"),
    "ended": _("ended"),
    "endorsed_by": _("endorsed by"),
    "endorsed_on": _("endorsed on"),
    "ends": _("ends"),
    "evidence": _("evidence"),
    "exchange": _("exchange rates"),
    "factor": _("factor"),
    "feasibility": _("feasibility"),
    "figures": _("figures of the day"),
    "first_year": _("first year"),
    "framework": _("edition"),
    "from_day": _("from day"),
    "from_year": _("from year"),
    "gaps": _("gaps"),
    "goals": _("goals"),
    "group": _("group"),
    "hazard": _("hazard"),
    "hazards": _("hazards"),
    "held_on": _("held on"),
    "id": _("number"),
    "impact": _("impact"),
    "indicator": _("indicator"),
    "indicators": _("own measures"),
    "inflators": _("inflators"),
    "influence": _("influence"),
    "interest": _("interest"),
    "kind": _("kind"),
    "language": _("language"),
    "last_year": _("last year"),
    "launched_on": _("launched on"),
    "lead": _("lead"),
    "lessons": _("lessons"),
    "level": _("level"),
    "licence": _("licence"),
    "lines": _("line"),
    "mandate": _("mandate"),
    "marks": _("marks"),
    "message": _("message"),
    "ministries": _("ministries"),
    "minutes": _("minutes"),
    "moment": _("entry of the budget calendar"),
    "months": _("months"),
    "name": _("name"),
    "needs": _("needs"),
    "next_step": _("next step"),
    "note": _("note"),
    "notes": _("notes"),
    "notices": _("notices"),
    "on": _("day"),
    "organisation": _("organisation"),
    "origin": _("origin"),
    "origin_title": _("title of the origin"),
    "ours": _("all for this country"),
    "outcome": _("outcome"),
    "owner": _("owner role"),
    "parts": _("part in areas"),
    "peers": _("countries"),
    "per": _("for each"),
    "percent_done": _("percent done"),
    "place": _("place"),
    "places": _("places"),
    "portions": _("portions"),
    "position": _("place in the order"),
    "price_year": _("price year"),
    "priority": _("priority"),
    "published": _("published figures"),
    "quantities": _("quantities"),
    "quote": _("in currency"),
    "rate": _("rate"),
    "rates": _("rates"),
    "reason": _("reason"),
    "recipient": _("recipient"),
    "recipients": _("recipients"),
    "recommendation": _("recommendation"),
    "regions": _("regions"),
    "removed": _("removed"),
    "reviewed_on": _("reviewed on"),
    "risk": _("risk"),
    "role": _("role"),
    "schedule": _("schedule"),
    "sector": _("sector"),
    "sectors": _("sectors"),
    "serves": _("also serves"),
    "share": _("share"),
    "snapshot": _("figures of the day"),
    "source": _("source"),
    "stage": _("stage"),
    "starts": _("starts"),
    "state": _("state"),
    "state_note": _("word on its state"),
    "status": _("status"),
    "summary": _("summary"),
    "support": _("support"),
    "supporting": _("supporting sectors"),
    "target": _("target"),
    "target_on": _("day of the target"),
    "template": _("cost line"),
    "term": _("term"),
    "text": _("text"),
    "times_a_year": _("times a year"),
    "title": _("title"),
    "to_year": _("to year"),
    "types": _("kinds of action"),
    "unit": _("unit"),
    "unit_cost": _("unit cost"),
    "unit_price": _("unit price"),
    "until_day": _("until day"),
    "validated_on": _("validated on"),
    "value": _("value"),
    "way": _("came by"),
    "what_failed": _("what failed"),
    "who": _("who"),
    "year": _("year"),
}


def field_word(path: str) -> str:
    """Say which field a JSON pointer leads to: “cost › line 2 › unit price”."""
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in path.split("/")[1:]]
    words = [_word(token) for token in tokens if token not in SILENT]
    return " › ".join(words) or _now("everything")


def _word(token: str) -> str:
    if token.isdigit():
        return str(int(token) + 1)
    return str(WORDS.get(token, token.replace("_", " ")))


def value_text(value: Any) -> str | None:
    """Give a value as people read it; ``None`` for nothing. Zero is 0, and false is a word."""
    if value is None or value in ("", [], {}):
        return None
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if isinstance(value, list) and all(not isinstance(one, (dict, list)) for one in value):
        return _cut(", ".join(str(one) for one in value))
    if isinstance(value, (dict, list)):
        return _cut(json.dumps(value, ensure_ascii=False))
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
