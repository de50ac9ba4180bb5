"""How often each rating is given for impact, feasibility and risk, beside those not rated at all.

A planner who rates everything 5 has not prioritised; this picture shows it.
"""

from dataclasses import dataclass

from opennaphs.domain.activity_details import HIGHEST_RATING, LOWEST_RATING
from opennaphs.domain.planning import Plan
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.drawing import HATCHED, Sheet, fitted
from opennaphs.reports.picture_tables import Table, build_table

RATINGS = tuple(range(LOWEST_RATING, HIGHEST_RATING + 1))
WIDTH, EDGE, GAP, TOP, TALL = 640, 16, 26, 78, 120
PANEL = (WIDTH - 2 * EDGE - 2 * GAP) / 3
BAR, STEP, APART = 22, 29, 12


@dataclass(frozen=True)
class Ratings:
    """One criterion: how many activities have each rating, 1 to 5, and how many have none."""

    criterion: str
    counts: tuple[int, ...]
    unrated: int


def ratings_of(plan: Plan) -> tuple[Ratings, ...]:
    """Count the ratings of all activities of a plan by impact, feasibility and risk."""
    given = {
        "impact": [activity.details.impact for activity in plan.activities],
        "feasibility": [activity.details.feasibility for activity in plan.activities],
        "risk": [activity.details.risk for activity in plan.activities],
    }
    return tuple(
        Ratings(name, tuple(values.count(rating) for rating in RATINGS), values.count(None))
        for name, values in given.items()
    )


def _names(translate: Translate) -> dict[str, str]:
    return {"impact": translate("impact"), "feasibility": translate("feasibility"), "risk": translate("risk")}


def ratings_distribution_table(plan: Plan, translate: Translate = str) -> Table:
    """Give a row for each criterion: how many activities are rated 1, 2, 3, 4, 5, and how many are not rated."""
    names = _names(translate)
    headings = (translate("criterion"), *(str(rating) for rating in RATINGS), translate("not rated"))
    return build_table(headings, [(names[one.criterion], *one.counts, one.unrated) for one in ratings_of(plan)])


def render_ratings_distribution(plan: Plan, translate: Translate = str, *, right_to_left: bool = False) -> bytes:
    """Draw a bar for each rating of each criterion, on one scale, and a hatched one for the unrated."""
    title = translate("How often each rating is given: {count} activities").format(count=len(plan.activities))
    sheet = Sheet(WIDTH, title, right_to_left=right_to_left)
    sheet.text(EDGE, 22, fitted(title, WIDTH - 2 * EDGE, 14), "ink h")
    most = max([1, *(count for one in ratings_of(plan) for count in (*one.counts, one.unrated))])
    for number, one in enumerate(ratings_of(plan)):
        _draw_panel(sheet, one, EDGE + number * (PANEL + GAP), TALL / most, translate)
    return sheet.render(TOP + TALL + 36)


def _draw_panel(sheet: Sheet, one: Ratings, left: float, scale: float, translate: Translate) -> None:
    sheet.text(left, TOP - 30, _names(translate)[one.criterion].capitalize(), "ink b")
    for number, (rating, count) in enumerate(zip(RATINGS, one.counts, strict=True)):
        _draw_bar(sheet, left + number * STEP, count, scale, (str(rating), "blue"))
    last = left + len(RATINGS) * STEP + APART
    _draw_bar(sheet, last, one.unrated, scale, ("", HATCHED))
    sheet.text(last + BAR / 2, TOP + TALL + 16, fitted(translate("not rated"), 62, 11), "soft s", "middle")
    sheet.line(left - 4, TOP + TALL, last + BAR + 4, TOP + TALL, "thin")


def _draw_bar(sheet: Sheet, x: float, count: int, scale: float, drawn: tuple[str, str]) -> None:
    """Draw a bar with its number above it; a count of nothing is a number on the line."""
    name, look = drawn
    height = count * scale
    if count:
        sheet.box(x, TOP + TALL - height, BAR, height, look, 1)
    sheet.text(x + BAR / 2, TOP + TALL - height - 4, count, "soft s" if not count else "ink s b", "middle")
    sheet.text(x + BAR / 2, TOP + TALL + 16, name, "soft s", "middle")
