"""A sheet to draw on: places in pixels in, SVG out. Every text is escaped; a mirrored sheet runs from right to left.

The pictures are shown as images of their own, so each carries its style: mid-tone colours that stand on light and on
dark paper, and inks that change with ``prefers-color-scheme``.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from html import escape
from unicodedata import combining, east_asian_width

from opennaphs.domain.written_numbers import number_text
from opennaphs.reports.cost_wording import Translate, readable

SMALL, NORMAL = 11, 12
LETTER, CAPITAL, THIN, BROAD = 0.57, 0.66, 0.32, 0.88  # widths of letters as shares of the size of the type
THIN_SIGNS, BROAD_SIGNS = frozenset("ijlftrI.,;:!|'()[]- "), frozenset("mwMW%@…—")
HATCHED = "hatched"
_INKS = (
    ".ink{fill:%s}.soft{fill:%s}.grid{stroke:%s}.thin{stroke:%s}.strong{stroke:%s}.paper{fill:%s;stroke:%s}"
    ".hollow{stroke:%s}"
)
_LIGHT = _INKS % ("#24313c", "#566573", "#d9dfe5", "#8493a1", "#24313c", "#f3f6f8", "#b4bfc9", "#566573")
_DARK = _INKS % ("#e4eaef", "#a9b6c2", "#3a4753", "#7f8e9c", "#e4eaef", "#25303a", "#55636f", "#a9b6c2")
_STYLE = (
    "text{font-family:system-ui,'Segoe UI',sans-serif;font-size:12px}"
    "line,path,polyline,circle.grid{fill:none}.s{font-size:11px}.h{font-size:14px;font-weight:600}.b{font-weight:600}"
    f"{_LIGHT}.grid,.thin{{stroke-width:1}}.strong{{stroke-width:2.5}}.hollow{{fill:none;stroke-width:1.5}}"
    ".dash{stroke-dasharray:5 4}.hatched{fill:url(#hatch);stroke:#8a96a3;stroke-width:.8}"
    ".l0{fill:#7d8590}.l1{fill:#b9544c}.l2{fill:#d18b43}.l3{fill:#bfa53f}.l4{fill:#6f9d6c}.l5{fill:#3b837b}"
    ".y0{fill:#2f6391}.y1{fill:#5485b0}.y2{fill:#7fa6c6}.y3{fill:#a7c2d8}.y4{fill:#c8d8e5}"
    ".blue{fill:#5787b8}.violet{fill:#977ab2}.orange{fill:#b5651d}.white{fill:#fff}"
    "line.blue,polyline.blue,path.blue{fill:none;stroke:#5787b8;stroke-width:2}"
    "line.violet{stroke:#977ab2;stroke-width:2}path.orange,line.orange{fill:none;stroke:#b5651d;stroke-width:1.6}"
    ".points{stroke:#5787b8;stroke-width:6.5;stroke-linecap:round}.own{stroke:#d9822b;stroke-width:3.5}.path-done{stroke:#3b837b;stroke-width:2.5}.tick{stroke:#fff;stroke-width:2.2}"
    ".ring{fill:none;stroke:#b5651d;stroke-width:1.5}"
    ".flow{fill-opacity:.42}.dark{fill:#1c2833}"
    f"@media(prefers-color-scheme:dark){{{_DARK}}}"
)
_HATCH = (
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line x1="0" y1="0" x2="0" y2="6" stroke="#8a96a3" stroke-width="1.6"/></pattern>'
)
_TIP = (
    '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L8 4L0 8z" style="fill:#8493a1"/></marker>'
)
Point = tuple[float, float]


class Sheet:
    """A picture in the making. ``x`` grows in the direction of reading: a mirrored sheet turns it around itself.

    The class of a shape says how it looks; see the style above.
    """

    def __init__(self, width: float, title: str, *, right_to_left: bool = False) -> None:
        """Begin an empty picture of a width in pixels; its title is what a screen reader says."""
        self.width, self.mirrored = width, right_to_left
        self._title = readable(title)
        self._parts: list[str] = []

    def place(self, x: float) -> float:
        """Give the pixel from the left of a place counted in the direction of reading."""
        return self.width - x if self.mirrored else x

    def text(self, x: float, y: float, words: object, look: str = "ink", anchor: str = "start") -> None:
        """Write words on the line ``y``; they start, have their middle or end at ``x``, as people read."""
        held = "" if anchor == "start" else f' text-anchor="{anchor}"'
        at = f'x="{_short(self.place(x))}" y="{_short(y)}"'
        self._parts.append(f'<text {at} class="{look}"{held}>{escape(readable(str(words)))}</text>')

    def lines(self, x: float, y: float, words: Iterable[str], look: str = "ink", anchor: str = "start") -> None:
        """Write several lines below each other."""
        for number, line in enumerate(words):
            self.text(x, y + number * (SMALL + 3), line, look, anchor)

    def box(self, x: float, y: float, width: float, height: float, look: str, corner: float = 0) -> None:
        """Draw a rectangle from ``x`` onwards."""
        left = self.place(x + width) if self.mirrored else x
        rounded = f' rx="{_short(corner)}"' if corner else ""
        sides = f'width="{_short(width)}" height="{_short(height)}"'
        self._parts.append(f'<rect x="{_short(left)}" y="{_short(y)}" {sides}{rounded} class="{look}"/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, look: str = "grid") -> None:
        """Draw a straight line."""
        ends = zip(("x1", "y1", "x2", "y2"), (self.place(x1), y1, self.place(x2), y2), strict=True)
        self._parts.append(f'<line {" ".join(f"{name}={_quoted(value)}" for name, value in ends)} class="{look}"/>')

    def dot(self, x: float, y: float, radius: float, look: str) -> None:
        """Draw a circle around a point."""
        at = f'cx="{_short(self.place(x))}" cy="{_short(y)}" r="{_short(radius)}"'
        self._parts.append(f'<circle {at} class="{look}"/>')

    def dots(self, points: Sequence[Point], look: str) -> None:
        """Draw many points as one shape, which is far smaller than a circle for each."""
        at = "".join(f"M{_short(self.place(x))} {_short(y)}h0" for x, y in points)
        self._parts.append(f'<path d="{at}" class="{look}"/>')

    def route(self, points: Sequence[Point], look: str) -> None:
        """Draw a line through points."""
        through = " ".join(f"{_short(self.place(x))},{_short(y)}" for x, y in points)
        self._parts.append(f'<polyline points="{through}" class="{look}"/>')

    def arrow(self, start: Point, end: Point, look: str, bend: float = 30) -> None:
        """Draw an arrow that leaves and arrives level, bent by so many pixels in the direction of reading."""
        (x1, y1), (x2, y2) = start, end
        inner = [(x1, y1), (x1 + bend, y1), (x2 - bend, y2), (x2, y2)]
        at = [f"{_short(self.place(x))} {_short(y)}" for x, y in inner]
        self._parts.append(f'<path d="M{at[0]}C{" ".join(at[1:])}" class="{look}" marker-end="url(#tip)"/>')

    def curve(self, description: str, look: str, name: str = "") -> None:
        """Draw a path described in pixels from the left, already mirrored."""
        known = f' id="{name}"' if name else ""
        self._parts.append(f'<path d="{description}" class="{look}"{known}/>')

    def along(self, name: str, words: str, look: str = "soft s") -> None:
        """Write words along the middle of a named path."""
        inner = f'<textPath href="#{name}" startOffset="50%">{escape(readable(words))}</textPath>'
        self._parts.append(f'<text class="{look}" text-anchor="middle">{inner}</text>')

    def render(self, height: float) -> bytes:
        """Give the picture as SVG, so high."""
        size = f'viewBox="0 0 {_short(self.width)} {_short(height)}" width="{_short(self.width)}"'
        direction = ' direction="rtl"' if self.mirrored else ""
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} height="{_short(height)}" role="img"{direction}>'
        title = f"<title>{escape(self._title)}</title>"
        body = "\n".join(self._parts)
        needed = (_HATCH if HATCHED in body else "") + (_TIP if "#tip" in body else "")
        defs = f"<defs>{needed}</defs>" if needed else ""
        return f"{head}{title}<style>{_STYLE}</style>{defs}\n{body}\n</svg>\n".encode()


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _quoted(value: float) -> str:
    return f'"{_short(value)}"'


def width_of(words: str, size: float = NORMAL) -> float:
    """Guess how wide words are in pixels; rather too wide than too narrow."""
    return size * sum(_share(sign) for sign in words)


def _share(sign: str) -> float:
    if combining(sign):
        return 0
    if east_asian_width(sign) in "WF":
        return 1
    if sign in THIN_SIGNS:
        return THIN
    if sign in BROAD_SIGNS:
        return BROAD
    return CAPITAL if sign.isupper() else LETTER


def fitted(words: str, width: float, size: float = NORMAL) -> str:
    """Cut words to a width in pixels, with an ellipsis where something is left out."""
    if width_of(words, size) <= width:
        return words
    kept = words
    while kept and width_of(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def broken(words: str, width: float, most: int, size: float = SMALL) -> tuple[str, ...]:
    """Break words into at most so many lines of a width in pixels; the last one is cut if it must be."""
    lines: list[str] = []
    for word in words.split():
        wider = f"{lines[-1]} {word}" if lines else word
        if lines and (width_of(wider, size) <= width or len(lines) == most):
            lines[-1] = wider
        else:
            lines.append(word)
    return tuple(fitted(line, width, size) for line in lines)


def rounded_text(value: Fraction, translate: Translate, places: int = 1) -> str:
    """Write a value with so many decimals, half up, as the language writes numbers."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    shown = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, point, decimals = f"{shown:f}".partition(".")
    sign = number_text(Decimal("0.5"), translate)[1] if point else ""
    return f"{whole}{sign}{decimals}"
