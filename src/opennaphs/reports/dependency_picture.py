"""Which actions of an area wait for which, as a picture (SVG): one column a level, an arrow from what comes first."""

from dataclasses import dataclass
from html import escape
from textwrap import wrap

from opennaphs.domain.library import Action, ActionLibrary

BOX_WIDTH, BOX_HEIGHT, GAP, MARGIN, COLUMN = 230, 58, 12, 24, 300
TOP = 92
CHARACTERS, LINES = 40, 3
INK, PALE, FOREIGN = "#1F4E79", "#E8EEF4", "#FBF1E4"


@dataclass(frozen=True)
class _Box:
    """Where an action stands in the picture."""

    action: Action
    x: int
    y: int
    own: bool


def render_picture(library: ActionLibrary, area: str) -> bytes:
    """Draw the common actions of one area, and the actions of other areas they need, at the left."""
    boxes = _boxes(library, area)
    places = {box.action.id: box for box in boxes}
    width = max(box.x for box in boxes) + BOX_WIDTH + MARGIN
    height = max(box.y for box in boxes) + BOX_HEIGHT + MARGIN
    parts = [_head(width, height, f"{area.rpartition('.')[2]} {library.area_titles[area]}")]
    parts += [_column_title(number, text) for number, text in enumerate(_titles())]
    parts += [_arrow(places[need], box) for box in boxes if box.own for need in box.action.needs if need in places]
    parts += [_drawn(box) for box in boxes]
    return ("\n".join([*parts, "</svg>"]) + "\n").encode()


def _titles() -> tuple[str, ...]:
    return ("needed from other areas", "level 2", "level 3", "level 4", "level 5")


def _boxes(library: ActionLibrary, area: str) -> list[_Box]:
    own = [one for one in library.actions if library.area(one.target) == area and not one.hazards]
    ids = {one.id for one in own}
    foreign = dict.fromkeys(need for one in own for need in one.needs if need not in ids and need in library.by_id)
    columns: dict[int, list[Action]] = {0: [library.by_id[need] for need in foreign]}
    for one in own:
        columns.setdefault((one.level or 1) - 1, []).append(one)
    return [
        _Box(one, MARGIN + column * COLUMN, TOP + row * (BOX_HEIGHT + GAP), column > 0)
        for column, actions in columns.items()
        for row, one in enumerate(actions)
    ]


def _head(width: int, height: int, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="system-ui, sans-serif" role="img" aria-label="{escape(title)}">\n'
        f"<title>{escape(title)}</title>\n"
        f'<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" fill="{INK}"/></marker></defs>\n'
        f'<rect width="100%" height="100%" fill="white"/>\n'
        f'<text x="{MARGIN}" y="38" font-size="20" fill="{INK}">{escape(title)}</text>'
    )


def _column_title(number: int, text: str) -> str:
    return f'<text x="{MARGIN + number * COLUMN}" y="76" font-size="13" fill="#555">{text}</text>'


def _arrow(start: _Box, end: _Box) -> str:
    """Draw an arrow; within a column it bends out at the right."""
    x1, y1 = start.x + BOX_WIDTH, start.y + BOX_HEIGHT // 2
    same = start.x == end.x
    x2, y2 = (end.x + BOX_WIDTH if same else end.x), end.y + BOX_HEIGHT // 2
    bend = f"{x1 + 40} {y1} {x2 + 40} {y2}" if same else f"{x1 + 40} {y1} {x2 - 40} {y2}"
    look = f'fill="none" stroke="{INK}" stroke-opacity="0.55" marker-end="url(#tip)"'
    return f'<path d="M{x1} {y1}C{bend} {x2} {y2}" {look}/>'


def _drawn(box: _Box) -> str:
    number = box.action.id.partition(".")[2]
    lines = wrap(box.action.text, CHARACTERS, max_lines=LINES, placeholder=" …")
    texts = "".join(
        f'<text x="{box.x + 8}" y="{box.y + 26 + 12 * row}" font-size="10" fill="#222">{escape(line)}</text>'
        for row, line in enumerate(lines)
    )
    fill = PALE if box.own else FOREIGN
    return (
        f"<g><title>{escape(f'{box.action.id}: {box.action.text}')}</title>"
        f'<rect x="{box.x}" y="{box.y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="5" fill="{fill}" '
        f'stroke="#B0B8C0"/><text x="{box.x + 8}" y="{box.y + 13}" font-size="9" font-weight="bold" fill="{INK}">'
        f"{escape(number)}</text>{texts}</g>"
    )
