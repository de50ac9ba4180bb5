"""Stakeholders by their influence and their interest, one cell for each pair of ratings.

Names stand in their cell where they all fit; where not, their numbers do and the names follow in a list below.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from opennaphs.domain.errors import NaphsError
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import SMALL, Sheet, broken, fitted
from opennaphs.reports.picture_tables import Table, build_table

LOWEST, HIGHEST = 1, 5
WIDTH, LEFT, TOP = 680, 62, 44
CELL, TALL = 120, 78
LINE, DOT, PER_ROW, ROWS = 14, 20, 6, 3
NAME_LINES, BETWEEN = 3, 2
LISTED = 120
LIST_COLUMNS = 2


@dataclass(frozen=True)
class Standing:
    """A stakeholder with its influence and interest, each 1 (low) to 5 (high), ``None`` = nobody has said."""

    name: str
    influence: int | None
    interest: int | None

    def __post_init__(self) -> None:
        """Refuse a rating that is not there."""
        for rating in (self.influence, self.interest):
            if rating is not None and rating not in range(LOWEST, HIGHEST + 1):
                message = f"“{self.name}”: influence and interest are whole numbers from 1 to 5, not {rating!r}."
                raise NaphsError(message)

    @property
    def place(self) -> tuple[int, int] | None:
        """Its cell, interest first; ``None`` when one of the two is not known."""
        if self.influence is None or self.interest is None:
            return None
        return self.interest, self.influence


def influence_map_table(standings: Sequence[Standing], translate: Translate = str) -> Table:
    """Give every stakeholder under its number on the map, with both ratings (``None`` = not rated)."""
    headings = (translate("number"), translate("stakeholder"), translate("influence"), translate("interest"))
    return build_table(
        headings, [(number, one.name, one.influence, one.interest) for number, one in enumerate(standings, 1)]
    )


def render_influence_map(
    standings: Sequence[Standing], translate: Translate = str, *, right_to_left: bool = False
) -> bytes:
    """Draw the map: influence upwards, interest in the direction of reading; below it who has only a number."""
    title = translate("Stakeholders by influence and interest")
    sheet = Sheet(WIDTH, title, right_to_left=right_to_left)
    sheet.text(12, 22, fitted(title, WIDTH - 24, 14), "ink h")
    _draw_grid(sheet, translate)
    cells: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for number, one in enumerate(standings, 1):
        if one.place is not None:
            cells.setdefault(one.place, []).append((number, one.name))
    listed = [entry for place in sorted(cells) for entry in _draw_cell(sheet, place, cells[place])]
    y = _draw_list(sheet, sorted(listed), translate)
    unrated = sum(one.place is None for one in standings)
    if unrated:
        words = translate("Not on the map because influence or interest is not rated: {count}.").format(count=unrated)
        sheet.text(12, y + 12, fitted(words, WIDTH - 24, SMALL), "soft s")
        y += 20
    return sheet.render(y + 6)


def _corner(place: tuple[int, int]) -> tuple[float, float]:
    interest, influence = place
    return LEFT + (interest - 1) * CELL, TOP + (HIGHEST - influence) * TALL


def _draw_grid(sheet: Sheet, translate: Translate) -> None:
    size = HIGHEST - LOWEST + 1
    for number in range(size + 1):
        sheet.line(LEFT, TOP + number * TALL, LEFT + size * CELL, TOP + number * TALL)
        sheet.line(LEFT + number * CELL, TOP, LEFT + number * CELL, TOP + size * TALL)
    for rating in range(LOWEST, HIGHEST + 1):
        x, y = _corner((rating, rating))
        sheet.text(LEFT - 8, y + TALL / 2 + 4, rating, "soft s", "end")
        sheet.text(x + CELL / 2, TOP + size * TALL + 16, rating, "soft s", "middle")
    sheet.text(12, TOP - 6, fitted(translate("influence"), LEFT + 60, SMALL), "soft s b")
    sheet.text(LEFT + size * CELL, TOP + size * TALL + 30, translate("interest"), "soft s b", "end")


def _draw_cell(sheet: Sheet, place: tuple[int, int], members: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Write the names of a cell, or its numbers; give those whose names have to stand in the list."""
    left, top = _corner(place)
    names = [broken(name, CELL - 22, NAME_LINES, SMALL) for _, name in members]
    whole = all(" ".join(lines) == " ".join(name.split()) for lines, (_, name) in zip(names, members, strict=True))
    height = sum(len(lines) * LINE + BETWEEN for lines in names)
    if not whole or height > TALL - 4:
        _draw_numbers(sheet, left, top, members)
        return members
    y = top + (TALL - height + BETWEEN) / 2
    for lines in names:
        sheet.dot(left + 9, y + 7, 3, "blue")
        sheet.lines(left + 16, y + 11, lines, "ink s")
        y += len(lines) * LINE + BETWEEN
    return []


def _draw_numbers(sheet: Sheet, left: float, top: float, members: list[tuple[int, str]]) -> None:
    room = PER_ROW * ROWS
    shown = members if len(members) <= room else members[: room - 1]
    words = [str(number) for number, _ in shown]
    if len(shown) < len(members):
        words.append(f"+{len(members) - len(shown)}")
    across = (CELL - 10) / PER_ROW
    for place, word in enumerate(words):
        x = left + 5 + across * (place % PER_ROW + 0.5)
        y = top + TALL / 2 + (place // PER_ROW - (-(-len(words) // PER_ROW) - 1) / 2) * (DOT + 3)
        sheet.dot(x, y, 9, "paper")
        sheet.text(x, y + 4, word, "ink s", "middle")


def _draw_list(sheet: Sheet, listed: list[tuple[int, str]], translate: Translate) -> float:
    y = TOP + HIGHEST * TALL + 48.0
    shown, wide = listed[:LISTED], (WIDTH - 24) / LIST_COLUMNS
    rows = -(-len(shown) // LIST_COLUMNS)
    for place, (number, name) in enumerate(shown):
        x, line = 12 + place // rows * wide, y + place % rows * 16
        sheet.text(x + 22, line, number, "ink s b", "end")
        sheet.text(x + 30, line, fitted(name, wide - 44, SMALL), "ink s")
    y += rows * 16
    if len(shown) < len(listed):
        words = translate("Further names, not listed here: {count}.").format(count=len(listed) - len(shown))
        sheet.text(12, y, words, "soft s")
        y += 16
    return y - 8
