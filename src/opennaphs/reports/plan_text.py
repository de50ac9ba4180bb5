"""The plan as a readable document (.docx), filled into a template that a ministry can make its own."""

from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from opennaphs.domain.costing import CostState
from opennaphs.domain.errors import InputRefused, Place
from opennaphs.domain.library import ActionLibrary
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Activity, Plan
from opennaphs.domain.written_numbers import money_text
from opennaphs.reports.charts import goals_chart, render_png

Translate = Callable[[str], str]
_TEMPLATE = files("opennaphs.reports") / "templates" / "plan.docx"
_WORDS = {
    "summary": "Summary",
    "area": "Technical area",
    "activities": "Activities",
    "levels": "Levels",
    "cost": "Cost",
    "chart": "From where to where",
    "goals": "Goals",
    "indicator": "Indicator",
    "title": "Title",
    "current": "Level today",
    "goal": "Goal",
    "plan": "Activities by technical area",
    "number": "No.",
    "activity": "What will be done",
    "lead": "Who leads",
    "start": "Start",
    "notices": "What to know about this draft",
    "made": "How this draft was made",
}


def render_document(
    plan: Plan,
    titles: dict[str, str],
    library: ActionLibrary | None = None,
    translate: Translate = str,
    template: bytes | None = None,
) -> bytes:
    """Give the plan as a Word document: summary, chart and table of goals, activities area by area, notices.

    Args:
        plan: the plan.
        titles: title of each indicator, by id, of the assessed edition and of the library's.
        library: the library the plan was drafted from, for the aim of each step; ``None`` leaves the aims out.
        translate: gives a text in the language of the plan.
        template: another template with the same placeholders.

    Raises:
        InputRefused: the given template cannot be filled.
    """
    try:
        document = DocxTemplate(BytesIO(_TEMPLATE.read_bytes() if template is None else template))
        context = _context(plan, titles, library, translate)
        chart = render_png(goals_chart(plan, translate)) if plan.gaps else None
        context["chart"] = "" if chart is None else InlineImage(document, BytesIO(chart), width=Mm(150))
        document.render(context, autoescape=True)
        _describe_picture(document, translate)
        buffer = BytesIO()
        document.save(buffer)
    except Exception as error:
        if template is None:
            raise
        # docxtpl and Jinja2 raise many kinds of errors on a broken template; all mean the same to its author
        raise InputRefused.because(
            Place("template"),
            f"The template cannot be filled: {error}.",
            "Start again from the template that “make template” makes.",
        ) from None
    return buffer.getvalue()


def _describe_picture(document: DocxTemplate, translate: Translate) -> None:
    for properties in document.docx.element.body.iter(
        "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    ):
        properties.set(
            "descr",
            translate(
                "Chart of the level today and the goal of every indicator; the table below holds the same figures."
            ),
        )


def _context(plan: Plan, titles: dict[str, str], library: ActionLibrary | None, t: Translate) -> dict[str, Any]:
    first, last = plan.years[0], plan.years[-1]
    heading = t("{country}: draft action plan for health security {first}-{last}")
    return {
        "w": {key: t(text) for key, text in _WORDS.items()},
        "title": plan.title or heading.format(country=plan.country_name, first=first, last=last),
        "subtitle": t("Draft for discussion. Not endorsed by any authority."),
        "footer": t("Draft made with OpenNAPHS"),
        "summary": _summary(plan, t),
        "cost_sentence": _cost_sentence(plan, t),
        "areas": [_area_row(plan, area, t) for area in plan.area_titles],
        "goals_note": t("Levels run from 1 to 5. A dash means not assessed, which is not the same as a low level."),
        "goals": [_goal_row(goal.indicator, goal.current, goal.target, titles, t) for goal in plan.goals],
        "sections": [_section(plan, area, titles, library, t) for area in plan.area_titles],
        "notices": [notice.text(t) for notice in plan.notices],
        "made": _made(plan, t),
    }


def _summary(plan: Plan, t: Translate) -> str:
    text = t(
        "This draft lifts {gaps} of the capacities that health security rests on. It holds {activities} "
        "activities in {areas} technical areas over {years} year(s)."
    )
    return text.format(
        gaps=len({activity.action.target for activity in plan.activities}),
        activities=len(plan.activities),
        areas=len(plan.area_titles),
        years=plan.term.years,
    )


def _cost_sentence(plan: Plan, t: Translate) -> str:
    if plan.cost_basis is None:
        return t("The activities are not costed yet: no country profile was given.")
    whole = plan.cost_basis.total(amount for activity in plan.activities for amount in _amounts(activity))
    text = t(
        "The menu estimate is {total} at {year} prices, from default unit costs. It serves a first discussion; "
        "it is not a budget."
    )
    sentence = text.format(total=money_text(whole, t), year=whole.price_year)
    open_ = sum(activity.cost.state is CostState.NOT_COSTED for activity in plan.activities)
    return f"{sentence} {t('{count} activities are not costed.').format(count=open_)}" if open_ else sentence


def _amounts(activity: Activity) -> list[Money]:
    return [amount for line in activity.cost.lines for amount in line.by_year]


def _area_row(plan: Plan, area: str, t: Translate) -> dict[str, str]:
    own = [activity for activity in plan.activities if activity.area == area]
    targets = {activity.action.target for activity in own}
    gaps = [gap for gap in plan.gaps if gap.target in targets]
    return {
        "title": _area_title(plan, area, t),
        "count": str(len(own)),
        "levels": f"{min(gap.current for gap in gaps)} → {max(gap.goal for gap in gaps)}",
        "cost": _cost_of(plan, own, t),
    }


def _area_title(plan: Plan, area: str, t: Translate) -> str:
    code, title = area.rpartition(".")[2], plan.area_titles[area]
    return code if title == area else f"{code} {t(title)}"


def _cost_of(plan: Plan, activities: list[Activity], t: Translate) -> str:
    states = {activity.cost.state for activity in activities}
    if plan.cost_basis is None or states == {CostState.NOT_COSTED}:
        return t("not costed")
    if states == {CostState.NO_EXTRA_COST}:
        return t("no extra cost")
    return money_text(plan.cost_basis.total(amount for one in activities for amount in _amounts(one)), t)


def _goal_row(
    indicator: str, current: int | None, target: int | None, titles: dict[str, str], t: Translate
) -> dict[str, str]:
    return {
        "code": indicator,
        "title": t(titles.get(indicator, "")),
        "current": "–" if current is None else str(current),
        "goal": "–" if target is None else str(target),
    }


def _section(
    plan: Plan, area: str, titles: dict[str, str], library: ActionLibrary | None, t: Translate
) -> dict[str, Any]:
    steps: dict[tuple[str, int | None], list[Activity]] = {}
    for activity in plan.activities:
        if activity.area == area:
            steps.setdefault((activity.action.target, activity.action.level), []).append(activity)
    aims = {} if library is None else {(step.indicator, step.level): step.aim for step in library.steps}
    return {
        "title": _area_title(plan, area, t),
        "steps": [
            {
                "title": _step_title(target, level, titles, t),
                "aim": t(aims[target, level]) if level is not None and (target, level) in aims else "",
                "activities": [_activity_row(plan, activity, t) for activity in activities],
            }
            for (target, level), activities in steps.items()
        ],
    }


def _step_title(target: str, level: int | None, titles: dict[str, str], t: Translate) -> str:
    name = " ".join(part for part in (target, t(titles[target]) if target in titles else "") if part)
    return name if level is None else t("{indicator}: to level {level}").format(indicator=name, level=level)


def _activity_row(plan: Plan, activity: Activity, t: Translate) -> dict[str, str]:
    action = activity.action
    evidence = t("Shown by: {evidence}").format(evidence=t(action.evidence)) if action.evidence else ""
    return {
        "id": activity.id,
        "text": t(action.text),
        "evidence": evidence,
        "lead": activity.owner or (t(action.lead).capitalize() if action.lead else ""),
        "start": str(activity.first_year),
        "cost": _cost_of(plan, [activity], t),
    }


def _made(plan: Plan, t: Translate) -> str:
    evidence = plan.evidence
    assessed = (
        t("The levels are those of {framework}, {date} ({source}).").format(
            framework=evidence.framework or "", date=evidence.date, source=evidence.source or t("no source given")
        )
        if evidence.date
        else t("There was no assessment; every indicator was taken to stand at level 1.")
    )
    rule = t(
        "Goals are one level more for a one-year plan and at least level 4 for a five-year plan, unless somebody set "
        "them otherwise. For every indicator the library {library} (version {version}) gives the actions of each "
        "level above today's up to the goal; where several indicators speak about one capacity, the lowest decides."
    )
    return f"{assessed} {rule.format(library=evidence.library, version=evidence.library_version)}"
