"""The questions a resource mapping leaves: what only people can say, with the answers there are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from statistics import median

from opennaphs.domain.funding import mapping_texts as said
from opennaphs.domain.funding.mapping_import import NOT_WANTED, SAID_TWICE, Changes, Choice, Proposal
from opennaphs.domain.funding.mapping_rows import CONTENT, SEPARATOR, MappedRow, plain_amount
from opennaphs.domain.funding.sources import SourceKind
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.sentences import Sentence, listing
from opennaphs.sources.mapping_amounts import spoken
from opennaphs.sources.mapping_cells import Doubt, Known
from opennaphs.sources.mapping_headings import plain
from opennaphs.sources.mapping_words import MOST_NEAR, NEAR_NAME, like_names, likeness

LEAVE, KEEP = "leave out", "keep"
FEWEST_OTHERS = 3
THOUSAND, FAR, SPAN = Decimal(1000), Decimal(100), Decimal(10)
Groups = Mapping[tuple[str, str], list[Doubt]]


def questions(rows: Sequence[MappedRow], doubts: Iterable[Doubt], known: Known) -> tuple[Proposal, ...]:
    """Give the questions about the rows that are taken, those about names first."""
    live = [row for row in rows if not row.left_out]
    keys = {row.key for row in live}
    groups: dict[tuple[str, str], list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        if doubt.key in keys:
            groups[
                doubt.question, plain(doubt.value) if doubt.question in {"area", "region", "activity"} else ""
            ].append(doubt)
    found = [
        *_sources(live, known),
        *_kinds(live),
        *_of_groups(groups, "area", lambda group: _area(group, known)),
        *_of_groups(groups, "activity", lambda group: _activity(group, known)),
        *_of_groups(groups, "region", lambda group: _region(group, known)),
        *_stages(live),
        *_of_groups(groups, "order", _order),
        *_of_groups(groups, "mark", _mark),
        *(_negative(one) for one in groups.get(("negative", ""), ())),
        *_currencies(live, known),
        *_prices(live, known),
        *_thousands(live, _doubted(groups)),
        *_twice(live),
    ]  # fmt: skip
    return tuple(replace(one, key=f"{number}-{one.key}") for number, one in enumerate(found, start=1))


def _doubted(groups: Groups) -> set[str]:
    """Give the rows of whose amount something else is asked already."""
    return {one.key for (name, _), group in groups.items() if name in {"mark", "negative"} for one in group}


def where(keys: Iterable[str]) -> Sentence:
    """Say which rows: their numbers, with the sheet where there are several."""
    keys = list(dict.fromkeys(key.rpartition(":")[0] if ":" in key.rpartition("!")[2] else key for key in keys))
    sheets = {key.rpartition("!")[0] for key in keys}
    shown = [key.rpartition("!")[2] if len(sheets) == 1 else key for key in keys]
    return Sentence(said.ROW if len(keys) == 1 else said.ROWS, {"row": shown[0], "rows": listing(shown)})


def _of_groups(groups: Groups, name: str, ask: Callable[[list[Doubt]], Proposal | None]) -> Iterator[Proposal]:
    for (question, _value), group in groups.items():
        if question == name and (found := ask(group)) is not None:
            yield found


def _choice(value: str, text: str | Sentence, keys: Iterable[str], changes: Changes | None = None) -> Choice:
    sentence = text if isinstance(text, Sentence) else Sentence(text)
    return Choice(value, sentence, {key: changes or {} for key in keys})


def _leave(keys: Iterable[str]) -> Choice:
    return _choice(LEAVE, said.LEAVE_OUT, keys, {"left_out": NOT_WANTED})


def _asked(text: str, keys: Sequence[str], **values: str | int | Sentence) -> Sentence:
    return Sentence(text, {"rows": where(keys), **values})


# --- names ---


def _sources(rows: Sequence[MappedRow], known: Known) -> Iterator[Proposal]:
    """Ask of every new name that looks like a known one, or like one written above it."""
    titles = {title: number for number, title, _kind in known.sources.values()}
    for name, keys in _by_source(row for row in rows if not row.source_id).items():
        near = like_names(name, titles)
        if near:
            same = [
                _choice(
                    f"same: {title}",
                    Sentence(said.SAME_SOURCE, {"value": title}),
                    keys,
                    {"source": title, "source_id": titles[title]},
                )
                for title in near
            ]
            new = _choice("new", said.NEW_SOURCE, keys)
            yield Proposal("source", _asked(said.ASK_SOURCE, keys, value=name), (*same, new, _leave(keys)), tuple(keys))
        titles.setdefault(name, "")


def _by_source(rows: Iterable[MappedRow]) -> dict[str, list[str]]:
    """Give the rows of each source by the first spelling of its name."""
    names: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    for row in rows:
        name = names.setdefault(plain(row.source), row.source)
        found.setdefault(name, []).append(row.key)
    return found


def _kinds(rows: Sequence[MappedRow]) -> Iterator[Proposal]:
    new = [row for row in rows if not row.source_id]
    said_of = {plain(row.source) for row in new if row.kind}
    for name, keys in _by_source(row for row in new if plain(row.source) not in said_of).items():
        kinds = [_choice(str(kind), Sentence(str(kind)), keys, {"kind": str(kind)}) for kind in SourceKind]
        text = _asked(said.ASK_KIND, keys, value=name)
        yield Proposal("kind", text, (*kinds, _leave(keys)), tuple(keys), unless="source_id")


def _area(group: list[Doubt], known: Known) -> Proposal:
    keys, value = [one.key for one in group], group[0].value
    near = [
        _choice(area, Sentence(said.AS_AREA, {"title": known.areas.label(area)}), keys, {"area": area})
        for area in known.areas.nearest(group[0].about["text"])
    ]
    free = _choice(KEEP, said.NOT_TIED, keys)
    text = _asked(said.ASK_AREA, keys, value=value)
    return Proposal("area", text, (*near, free, _leave(keys)), tuple(keys))


def _activity(group: list[Doubt], known: Known) -> Proposal:
    keys, wanted = [one.key for one in group], plain(group[0].about["text"])
    likely = {
        number: max(likeness(wanted, plain(number)), likeness(wanted, plain(title)))
        for number, (_area, title) in known.activities.items()
    }
    near = sorted((one for one in likely if likely[one] >= NEAR_NAME), key=lambda one: -likely[one])[:MOST_NEAR]
    choices = [
        _choice(
            number,
            Sentence(said.AS_AREA, {"title": f"{number} {known.activities[number][1]}"[:120]}),
            keys,
            {"activity": number, "area": known.activities[number][0]},
        )
        for number in near
    ]
    free = _choice(KEEP, said.ONLY_AREA, keys)
    text = _asked(said.ASK_ACTIVITY, keys, value=group[0].value)
    return Proposal("activity", text, (*choices, free, _leave(keys)), tuple(keys))


def _region(group: list[Doubt], known: Known) -> Proposal | None:
    keys, value = [one.key for one in group], group[0].value
    near = like_names(value, known.regions.values())
    if not near:
        return None

    def with_region(region: str) -> dict[str, Changes]:
        return {one.key: {"region": _with_part(one.about["whole"], value, region)} for one in group}

    choices = [Choice(region, Sentence(said.SAME_REGION, {"value": region}), with_region(region)) for region in near]
    own = _choice(KEEP, Sentence(said.OWN_REGION, {"value": value}), keys)
    return Proposal("region", _asked(said.ASK_REGION, keys, value=value), (*choices, own, _leave(keys)), tuple(keys))


def _with_part(whole: str, old: str, new: str) -> str:
    parts = [new if part == old else part for part in whole.split(SEPARATOR)]
    return SEPARATOR.join(dict.fromkeys(parts))


# --- what a row leaves open ---


def _stages(rows: Sequence[MappedRow]) -> Iterator[Proposal]:
    for name, keys in _by_source(row for row in rows if not row.stage).items():
        stages = [_choice(str(stage), Sentence(str(stage)), keys, {"stage": str(stage)}) for stage in MoneyStage]
        text = _asked(said.ASK_STAGE, keys, value=name)
        yield Proposal("stage", text, (*stages, _leave(keys)), tuple(keys))


def _currencies(rows: Sequence[MappedRow], known: Known) -> Iterator[Proposal]:
    basis = known.plan.cost_basis
    there = [row.currency for row in rows if row.currency]
    wanted = dict.fromkeys([*([] if basis is None else [basis.currency]), *there, "USD"])
    for name, keys in _by_source(row for row in rows if not row.currency).items():
        choices = [_choice(one, Sentence("{currency}", {"currency": one}), keys, {"currency": one}) for one in wanted]
        text = _asked(said.ASK_CURRENCY, keys, value=name)
        yield Proposal("currency", text, (*choices, _leave(keys)), tuple(keys))


def _prices(rows: Sequence[MappedRow], known: Known) -> Iterator[Proposal]:
    open_ones = [row for row in rows if row.price_year is None]
    if not open_ones:
        return
    keys, basis = [row.key for row in open_ones], known.plan.cost_basis
    choices = []
    if basis is not None:
        text = Sentence(said.PRICES_OF_PLAN, {"year": str(basis.price_year)})
        choices.append(_choice("plan", text, keys, {"price_year": basis.price_year}))
    of_years: dict[str, Changes] = {row.key: {"price_year": row.year} for row in open_ones}
    choices.append(Choice("years", Sentence(said.PRICES_OF_YEARS), of_years))
    yield Proposal("prices", _asked(said.ASK_PRICES, keys), tuple(choices), tuple(keys))


def _order(group: list[Doubt]) -> Proposal:
    keys, first = [one.key for one in group], group[0]
    choices = tuple(
        Choice(
            name,
            Sentence(text, {"day": first.about[name]}),
            {one.key: {"day": one.about[name]} for one in group},
        )
        for name, text in (("first", said.DAY_FIRST), ("second", said.MONTH_FIRST))
    )
    return Proposal("order", _asked(said.ASK_ORDER, keys, value=first.value), choices, tuple(keys))


# --- amounts ---


def _amounts(group: list[Doubt], name: str) -> dict[str, Changes]:
    return {one.key: {"amount": one.about[name]} for one in group}


def _amount(text: str, amount: str | Decimal) -> Sentence:
    return Sentence(text, {"amount": spoken(Decimal(amount))})


def _mark(group: list[Doubt]) -> Proposal:
    keys, first = [one.key for one in group], group[0]
    choices = (
        Choice("thousands", _amount(said.BETWEEN_THOUSANDS, first.about["large"]), _amounts(group, "large")),
        Choice("decimals", _amount(said.DECIMAL_MARK, first.about["small"]), _amounts(group, "small")),
        _leave(keys),
    )
    return Proposal("mark", _asked(said.ASK_MARK, keys, value=first.value), choices, tuple(keys))


def _negative(one: Doubt) -> Proposal:
    positive = Choice("positive", _amount(said.MEANT_POSITIVE, one.about["amount"]), _amounts([one], "amount"))
    out = _choice(LEAVE, said.BACK_ELSEWHERE, [one.key], {"left_out": NOT_WANTED})
    return Proposal("negative", _asked(said.ASK_NEGATIVE, [one.key], value=one.value), (positive, out), (one.key,))


def _thousands(rows: Sequence[MappedRow], doubted: set[str]) -> Iterator[Proposal]:
    """Ask of every amount that lies a thousand times below the others in its currency."""
    by_currency: dict[str, list[MappedRow]] = defaultdict(list)
    for row in rows:
        if row.amount and not row.id and row.key not in doubted:
            by_currency[row.currency].append(row)
    for mine in by_currency.values():
        middle = median(Decimal(row.amount) for row in mine)
        others = [Decimal(row.amount) for row in mine if Decimal(row.amount) * FAR > middle]
        if len(others) >= FEWEST_OTHERS:
            ends = (min(others), max(others))
            yield from (_thousand(row) for row in mine if _far_below(Decimal(row.amount), middle, ends))


def _far_below(amount: Decimal, middle: Decimal, ends: tuple[Decimal, Decimal]) -> bool:
    """Say whether an amount lies far below the middle, and among the others if it were in thousands."""
    return 0 < amount * FAR <= middle and ends[0] / SPAN <= amount * THOUSAND <= ends[1] * SPAN


def _thousand(row: MappedRow) -> Proposal:
    amount = Decimal(row.amount)
    more = plain_amount(amount * THOUSAND)
    choices = (
        _choice("thousands", _amount(said.IN_THOUSANDS, more), [row.key], {"amount": more}),
        _choice("plain", _amount(said.AS_WRITTEN, amount), [row.key]),
        _leave([row.key]),
    )
    text = _asked(said.ASK_THOUSAND, [row.key], value=spoken(amount), currency=row.currency)
    return Proposal("thousand", text, choices, (row.key,))


def _twice(rows: Sequence[MappedRow]) -> Iterator[Proposal]:
    """Ask of rows that say the same, word for word."""
    found: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for row in rows:
        if not row.id:
            found[tuple(getattr(row, name) for name in CONTENT)].append(row.key)
    for keys in found.values():
        if len(keys) > 1:
            once = _choice("once", said.SAME_MONEY, keys[1:], {"left_out": SAID_TWICE})
            yield Proposal(
                "twice", _asked(said.ASK_TWICE, keys), (once, _choice(KEEP, said.OTHER_MONEY, keys)), tuple(keys)
            )
