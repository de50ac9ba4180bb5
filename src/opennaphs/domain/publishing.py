"""What of a plan is for everybody, decided key by key, and the checksum by which anybody knows a copy again.

:data:`PUBLISHED` lists what is published of every object of the plan document. What is not listed is not published, so
that a new key stays inside until somebody decides. :data:`WITHHELD` says of every other key why it stays inside and
what stands in its place: the public document is a plan document, too.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from opennaphs.domain.costing import NO_PROFILE, NO_TEMPLATE
from opennaphs.domain.funding.supports import SupportState

Document = dict[str, Any]
ABSENT = object()
"""What stands in the place of a key that may be missing: nothing, not even the key."""
INSIDE_NAMES = (".local", ".internal", ".lan", ".intranet", ".localhost")
MOST_DIGITS = 6
# A name of two parts at least, the last of them beginning with a letter (so no number of a machine); then a path
# without "?" or "#", behind which keys stand, and without "@", before which passwords do.
_OPEN_LINK = re.compile(r"(?i:https?)://(?P<host>(?:\w[\w-]*\.)+[^\W\d_][\w-]*)(?::[0-9]{1,5})?(?:/[^\s?#@\\]*)?")

INTERNAL_NOTES = "Comments and working notes of the team."
RATINGS = "Ratings of impact, feasibility and risk: people rate frankly only when it stays among them."
FREE_TEXTS = "What people write about obstacles and next steps: it names people and offices."
REPORTERS = "Who reported."
MEETINGS = "What a review discussed and decided: the country publishes its own communiqué."
CHOOSING = "How the activities were chosen within a budget: it shows offers and what was left out."
WORKING_HINTS = "Hints to those who draft."
REPLACED = "The first estimate of a cost line that was worked out in detail since."
TRANSACTION_NOTES = "References of letters and accounts."
WHY_NOT_COSTED = "Why an activity is not costed, in the words of the team."
NOT_VALIDATED = "Support that the secretariat has not validated, and sources without any other."
PRIVATE_LINKS = "Evidence that is no open web address."
NO_NAMES = "Owners written with an e-mail address or a telephone number: an owner is a role."
TEXTS = (
    INTERNAL_NOTES, RATINGS, FREE_TEXTS, REPORTERS, MEETINGS, CHOOSING, WORKING_HINTS, REPLACED, TRANSACTION_NOTES,
    WHY_NOT_COSTED, NOT_VALIDATED, PRIVATE_LINKS, NO_NAMES,
)  # fmt: skip


@dataclass(frozen=True)
class Withheld:
    """A key that is not published: why, and what stands in its place."""

    why: str
    instead: Any = ""


@dataclass(frozen=True)
class Sifted:
    """A key of which only some values are published: which, why not the others, and what stands in their place."""

    keep: Callable[[Any, Mapping[str, Any]], bool]  # the value, and the object it stands in
    why: str
    instead: Any = ""


@dataclass(frozen=True)
class PublicationFacts:
    """What is said about a published plan beside its document. Days are ISO days; empty = not said.

    ``number`` counts the publications of a plan from 1; ``address`` is the permanent link.
    """

    endorsed_by: str = ""
    endorsed_on: str = ""
    validated_on: str = ""
    launched_on: str = ""
    frozen_on: str = ""
    number: int = 1
    address: str = ""


@dataclass(frozen=True)
class LeftOut:
    """How many values a public document leaves out for one reason."""

    why: str
    count: int


def is_open_link(text: str) -> bool:
    """Say whether a text is a web address that may stand in public: no password, no key, no machine of the inside."""
    found = _OPEN_LINK.fullmatch(text)
    return found is not None and not found["host"].casefold().endswith(INSIDE_NAMES)


def is_role(text: str | None) -> bool:
    """Say whether an owner may be a role: without an e-mail address and without a telephone number."""
    return text is None or ("@" not in text and sum(sign.isdigit() for sign in text) <= MOST_DIGITS)


def _is_ours(reason: str | None, cost: Mapping[str, Any]) -> bool:
    """Say whether a reason is one of the program or of the library, not in the words of the team."""
    return reason in (None, NO_PROFILE, NO_TEMPLATE, cost["no_cost_because"])


_TEMPLATE = "use quantities per share times_a_year kind"
_LINE = f"{_TEMPLATE} title builder unit count unit_price by_year schedule detail"
_MONEY = "amount currency price_year"
PUBLISHED: Mapping[str, frozenset[str]] = {
    path: frozenset(names.split())
    for path, names in {
        "": "format format_version title country term first_year language evidence hazards areas area_titles goals "
        "gaps cost_basis activities funding follow_up",
        "country": "iso3 name",
        "evidence": "framework date source library library_version library_framework",
        "goals[]": "indicator current target edited",
        "gaps[]": "target current goal decided_by",
        "cost_basis": "price_list currency price_year profile",
        "cost_basis.profile": "country counts",
        "cost_basis.profile.counts{}": "value year source",
        "activities[]": "id action_id area target level text types lead with owner where component other_sector hepr "
        "marks evidence months needs hazards group priority first_year cost details",
        "activities[].priority": "ihr_obligation impact feasibility reason",
        "activities[].cost": "state reason no_cost_because templates lines",
        "activities[].cost.templates[]": _TEMPLATE,
        "activities[].cost.lines[]": _LINE,
        "activities[].cost.lines[].unit_price": _MONEY,
        "activities[].cost.lines[].by_year[]": _MONEY,
        "activities[].cost.lines[].detail": "builder fields",
        "activities[].details": "starts ends places after serves status percent_done indicators",
        "funding": "sources supports rates",
        "funding.sources[]": "id title kind country earmark",
        "funding.sources[].earmark": "areas economic_types places ministries regions recipients from_day until_day",
        "funding.supports[]": "id source title recipient role state ours starts ends portions transactions",
        "funding.supports[].portions[]": "share amount activity areas regions economic_types",
        "funding.supports[].portions[].amount": _MONEY,
        "funding.supports[].transactions[]": "id stage on year money",
        "funding.supports[].transactions[].money": _MONEY,
        "funding.rates": "exchange inflators",
        "funding.rates.exchange[]": "base quote rate date source",
        "funding.rates.inflators[]": "currency from_year to_year factor source",
        "follow_up": "updates milestones results",
        "follow_up.updates[]": "activity on status percent_done evidence blocker",
        "follow_up.milestones[]": "id activity text due done_on evidence",
        "follow_up.results[]": "id title kind unit area activity baseline baseline_on target target_on values",
        "follow_up.results[].values[]": "on value source",
    }.items()
}
"""What is published of each object of the plan document. ``[]`` = each of a list, ``{}`` = under each key of a map."""
FREE_KEYS = frozenset(
    {
        "area_titles",
        "cost_basis.profile.counts",
        "activities[].cost.templates[].quantities",
        "activities[].cost.lines[].quantities",
        "activities[].cost.lines[].detail.fields",
    }
)
"""Maps whose keys are no keys of the schema but ids: of areas, drivers, quantities."""
WITHHELD: Mapping[str, Withheld] = {
    "notices": Withheld(WORKING_HINTS, ()),
    "choice": Withheld(CHOOSING, ABSENT),
    "activities[].notes": Withheld(INTERNAL_NOTES, {}),
    "activities[].cost.lines[].replaces": Withheld(REPLACED, None),
    "activities[].details.impact": Withheld(RATINGS, None),
    "activities[].details.feasibility": Withheld(RATINGS, None),
    "activities[].details.risk": Withheld(RATINGS, None),
    "funding.supports[].reported_by": Withheld(REPORTERS),
    "funding.supports[].transactions[].note": Withheld(TRANSACTION_NOTES),
    "follow_up.updates[].blocked_by": Withheld(FREE_TEXTS),
    "follow_up.updates[].next_step": Withheld(FREE_TEXTS),
    "follow_up.updates[].by": Withheld(REPORTERS),
    "follow_up.reviews": Withheld(MEETINGS, ()),
}
SIFTED: Mapping[str, Sifted] = {
    "activities[].cost.reason": Sifted(_is_ours, WHY_NOT_COSTED, None),
    "activities[].owner": Sifted(lambda text, _: is_role(text), NO_NAMES, None),
    "follow_up.updates[].evidence": Sifted(lambda text, _: not text or is_open_link(text), PRIVATE_LINKS),
    "follow_up.milestones[].evidence": Sifted(lambda text, _: not text or is_open_link(text), PRIVATE_LINKS),
}
"""Keys that are published, but not whatever stands in them."""


def public_document(document: Mapping[str, Any]) -> Document:
    """Give what of a plan document is for everybody: a plan document itself, in the same order of keys."""
    return _sieved(document)[0]


def left_out(document: Mapping[str, Any]) -> tuple[LeftOut, ...]:
    """Count what the public document leaves out, by reason; what nobody wrote is not counted."""
    counts = _sieved(document)[1]
    return tuple(LeftOut(why, counts[why]) for why in TEXTS if counts[why])


def canonical_bytes(document: Mapping[str, Any]) -> bytes:
    """Give a document in the one form that is checksummed: JSON, keys sorted by code point, no spaces, UTF-8.

    Amounts are texts and the other numbers whole in a plan document, so nothing in it can be written in two ways.
    """
    form = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return form.encode("utf-8")


def checksum_of(document: Mapping[str, Any]) -> str:
    """Give the SHA-256 of the canonical form of a document, as 64 hexadecimal digits."""
    return sha256(canonical_bytes(document)).hexdigest()


def _sieved(document: Mapping[str, Any]) -> tuple[Document, Counter[str]]:
    counts: Counter[str] = Counter()
    return _object(_validated(document, counts), "", counts), counts


def _validated(document: Mapping[str, Any], counts: Counter[str]) -> Mapping[str, Any]:
    """Leave out support that is not validated, and sources of which nothing is left."""
    funding = document.get("funding")
    if funding is None:
        return document
    supports = [one for one in funding["supports"] if one["state"] == SupportState.VALIDATED]
    known = {one["source"] for one in supports}
    sources = [one for one in funding["sources"] if one["id"] in known]
    counts[NOT_VALIDATED] += len(funding["supports"]) - len(supports)
    return {**document, "funding": {**funding, "sources": sources, "supports": supports}}


def _object(content: Mapping[str, Any], path: str, counts: Counter[str]) -> Document:
    if path in FREE_KEYS:
        return {key: _part(value, f"{path}{{}}", counts) for key, value in content.items()}
    names = PUBLISHED.get(path, frozenset())
    found: Document = {}
    for name, value in content.items():
        place = f"{path}.{name}" if path else name
        if place in WITHHELD:
            _put(found, name, _withheld(value, WITHHELD[place], counts))
        elif name in names:
            found[name] = _part(_sifted(value, content, place, counts), place, counts)
    return found


def _put(found: Document, name: str, value: Any) -> None:
    if value is not ABSENT:
        found[name] = value


def _withheld(value: Any, rule: Withheld, counts: Counter[str]) -> Any:
    if value not in (None, "", [], {}):
        counts[rule.why] += len(value) if isinstance(value, (list, dict)) and rule.instead is not ABSENT else 1
    return [] if rule.instead == () else {} if rule.instead == {} else rule.instead


def _sifted(value: Any, holder: Mapping[str, Any], place: str, counts: Counter[str]) -> Any:
    rule = SIFTED.get(place)
    if rule is None or rule.keep(value, holder):
        return value
    counts[rule.why] += 1
    return rule.instead


def _part(value: Any, path: str, counts: Counter[str]) -> Any:
    if isinstance(value, Mapping):
        return _object(value, path, counts)
    if isinstance(value, (list, tuple)):
        return [_part(one, f"{path}[]", counts) for one in value]
    return value
