"""The way of the money: from sources to areas to regions, as wide as there is money; what nobody pays is hatched."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from opennaphs.domain.funding.gaps import NOT_FUNDED
from opennaphs.domain.funding.mapping import Flow
from opennaphs.domain.money import Money, total
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import HATCHED, SMALL, Sheet, fitted, width_of
from opennaphs.reports.mapping_heat import MOST_COLUMNS, MappingNames, money_unit, short_amount
from opennaphs.reports.picture_tables import Table, build_table

WIDTH, SIDE, NODE, TOP, TALL = 980, 210, 12, 74, 430
LEAST, BETWEEN = 16, 5
LOOKS = ("y0", "l2", "l5", "violet", "l3", "y2", "l1", "l4", "y1", "l0", "y3", "y4")
REST = "\x00rest"
SOURCES, AREAS, REGIONS = 0, 1, 2


@dataclass
class Node:
    """A bar of the picture: a source, an area or a region, with what goes in and out of it."""

    name: str
    money: Money
    look: str
    y: float = 0.0
    tall: float = 0.0
    into: float = field(default=0.0)
    out: float = field(default=0.0)


def funding_flows_table(flows: Sequence[Flow], names: MappingNames, translate: Translate = str) -> Table:
    """Give a row for each flow, from source to area and from area to region, unrounded and none put together."""
    headings = (translate("from"), translate("to"), translate("amount"))
    rows = [
        (names.source(one.from_) if one.step == 0 else names.area(one.from_), _target(one, names), one.money)
        for one in flows
    ]
    return build_table(headings, [(_words(from_, translate), to, money) for from_, to, money in rows])


def _target(one: Flow, names: MappingNames) -> str:
    return names.area(one.to) if one.step == 0 else names.region(one.to)


def _words(name: str, translate: Translate) -> str:
    return translate(name) if name == NOT_FUNDED else name


def condensed(flows: Iterable[Flow]) -> tuple[Flow, ...]:
    """Put the sources and regions beyond the twelve with most money together; what flows in all stays the same."""
    flows = tuple(one for one in flows if one.money.amount > 0)
    sources = _largest(flows, 0, "from_") | {NOT_FUNDED}
    regions = _largest(flows, 1, "to")
    sums: dict[tuple[int, str, str], Money] = {}
    for one in flows:
        from_ = one.from_ if one.step == 1 or one.from_ in sources else REST
        to = one.to if one.step == 0 or one.to in regions else REST
        key = (one.step, from_, to)
        sums[key] = sums[key] + one.money if key in sums else one.money
    return tuple(Flow(step, from_, to, money) for (step, from_, to), money in sums.items())


def _largest(flows: Iterable[Flow], step: int, end: str) -> set[str]:
    sums: dict[str, Decimal] = {}
    for one in flows:
        if one.step == step and getattr(one, end) != NOT_FUNDED:
            sums[getattr(one, end)] = sums.get(getattr(one, end), Decimal(0)) + one.money.amount
    ordered = sorted(sums, key=lambda name: -sums[name])
    return set(ordered if len(ordered) <= MOST_COLUMNS else ordered[:MOST_COLUMNS])


def render_funding_flows(
    flows: Sequence[Flow], names: MappingNames, translate: Translate = str, *, right_to_left: bool = False
) -> bytes:
    """Draw the money on its way from sources to areas to regions."""
    title = translate("The way of the money: source, area, region")
    sheet = Sheet(WIDTH, title, right_to_left=right_to_left)
    sheet.text(12, 22, fitted(title, WIDTH - 24, 14), "ink h")
    kept = condensed(flows)
    if not kept:
        sheet.text(12, 48, translate("There is no money to show yet."), "soft")
        return sheet.render(70)
    columns = _columns(kept)
    scale, unit = money_unit(_sum(columns[AREAS].values()), translate)
    sheet.text(12, 42, unit, "soft s")
    bottom = max(_stack(list(nodes.values()), _sum(columns[AREAS].values())) for nodes in columns)
    _ribbons(sheet, kept, columns)
    said = (names.source, names.area, names.region)
    for number, nodes in enumerate(columns):
        for node in nodes.values():
            words = translate("others") if node.name == REST else _words(said[number](node.name), translate)
            _bar(sheet, number, node, words, short_amount(node.money, scale, translate))
    return sheet.render(bottom + 14)


def _columns(flows: Sequence[Flow]) -> list[dict[str, Node]]:
    """Give the bars of the three columns; sources by their money, what is not funded last."""
    ends = [
        [(one.from_, one.money) for one in flows if one.step == 0],
        [(one.from_, one.money) for one in flows if one.step == 1],
        [(one.to, one.money) for one in flows if one.step == 1],
    ]
    columns = [_nodes(pairs) for pairs in ends]
    ordered = sorted(columns[SOURCES].values(), key=lambda node: (_last(node.name), -node.money.amount))
    for number, node in enumerate(ordered):
        node.look = HATCHED if node.name == NOT_FUNDED else LOOKS[number % len(LOOKS)]
    columns[SOURCES] = {node.name: node for node in ordered}
    return columns


def _last(name: str) -> int:
    return (NOT_FUNDED, REST).index(name) * -1 + 2 if name in (NOT_FUNDED, REST) else 0


def _nodes(pairs: Iterable[tuple[str, Money]]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for name, money in pairs:
        if name in found:
            found[name].money += money
        else:
            found[name] = Node(name, money, "l0")
    return found


def _sum(nodes: Iterable[Node]) -> Money:
    moneys = [node.money for node in nodes]
    return total(moneys, moneys[0].currency, moneys[0].price_year)


def _stack(nodes: Sequence[Node], whole: Money) -> float:
    """Put the bars of a column below each other; give where the column ends."""
    y = float(TOP)
    for node in nodes:
        node.tall = TALL * float(node.money.amount / whole.amount)
        slot = max(node.tall, LEAST)
        node.y = y + (slot - node.tall) / 2
        y += slot + BETWEEN
    return y


def _ribbons(sheet: Sheet, flows: Sequence[Flow], columns: Sequence[Mapping[str, Node]]) -> None:
    order = [list(nodes) for nodes in columns]
    for step in (0, 1):
        mine = [one for one in flows if one.step == step]
        mine.sort(key=lambda one: (order[step].index(one.from_), order[step + 1].index(one.to)))
        for one in mine:
            from_, to = columns[step][one.from_], columns[step + 1][one.to]
            look = columns[SOURCES][one.from_].look if step == 0 else "l0"
            _ribbon(sheet, step, (from_, to), float(one.money.amount / from_.money.amount) * from_.tall, look)


def _ribbon(sheet: Sheet, step: int, ends: tuple[Node, Node], tall: float, look: str) -> None:
    """Draw one flow: leaves its first bar below those drawn before it, and arrives likewise."""
    from_, to = ends
    top, end = from_.y + from_.out, to.y + to.into
    from_.out, to.into = from_.out + tall, to.into + tall
    x1, x2 = sheet.place(_left(step) + NODE), sheet.place(_left(step + 1))
    middle = (x1 + x2) / 2
    there = f"M{x1:.1f} {top:.1f}C{middle:.1f} {top:.1f} {middle:.1f} {end:.1f} {x2:.1f} {end:.1f}"
    back = (
        f"L{x2:.1f} {end + tall:.1f}C{middle:.1f} {end + tall:.1f} {middle:.1f} {top + tall:.1f} "
        f"{x1:.1f} {top + tall:.1f}Z"
    )
    sheet.curve(there + back, f"{look} flow")


def _left(column: int) -> float:
    return SIDE + column * (WIDTH - 2 * SIDE - NODE) / 2


def _bar(sheet: Sheet, column: int, node: Node, words: str, amount: str) -> None:
    x, y = _left(column), node.y + node.tall / 2 + 4
    sheet.box(x, node.y, NODE, max(node.tall, 1), node.look if column == SOURCES else "l0")
    label = f"{fitted(words, SIDE - 24 - width_of(amount, SMALL), SMALL)}  {amount}"
    if column == SOURCES:
        sheet.text(x - 6, y, label, "ink s", "end")
    else:
        sheet.text(x + NODE + 6, y, label, "ink s")
