"""The sentences of a choice, in plain words: what is chosen and why, what is left out and why, how sure it is.

Amounts and benefit are rounded for reading and carry their unit. A benefit point is one indicator held one level higher
for one year, at average weight.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

from opennaphs.domain.choice_reasons import Alternative, Change, Cutback, LeftOut, Limit, WhyNot
from opennaphs.domain.choices import Demand, DemandKind, Measure
from opennaphs.domain.cost_views import UNKNOWN
from opennaphs.domain.library import Sector
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Activity
from opennaphs.domain.written_numbers import number_text, with_currency
from opennaphs.reports.choice_tables import ChoiceReport, level_rows, reading_unit
from opennaphs.reports.cost_wording import Translate, area_label, readable
from opennaphs.reports.frontier_tables import NamedPlan

MILLION, THOUSAND = Decimal(1_000_000), Decimal(1_000)
FEW = 3
SMALLEST_GAP = 0.0005
PER_CENT = 100


# --- numbers for reading ------------------------------------------------------------------------------------------


def rough(money: Money, t: Translate) -> str:
    """Write an amount for reading: millions with one decimal, below that three digits, with its currency."""
    amount = money.amount
    if abs(amount) >= MILLION:
        text = number_text((amount / MILLION).quantize(Decimal("0.1"), ROUND_HALF_UP), t)
        return with_currency(money.currency, t("{amount} million").format(amount=text), t)
    return with_currency(money.currency, number_text(_three_digits(amount), t), t)


def _three_digits(amount: Decimal) -> Decimal:
    if abs(amount) < THOUSAND:
        return amount.quantize(Decimal(1), ROUND_HALF_UP)
    return amount.quantize(Decimal(1).scaleb(amount.adjusted() - 2), ROUND_HALF_UP)


def points(value: float | Decimal, t: Translate) -> str:
    """Write a benefit with one decimal, or two where it is less than one; nothing at all is 0."""
    exact = Decimal(str(value))
    digits = Decimal("0.1") if abs(exact) >= 1 else Decimal("0.01")
    return number_text(exact.quantize(digits, ROUND_HALF_UP), t) if exact else "0"


def percent(share: float | Decimal, t: Translate, digits: str = "0.1") -> str:
    """Write a share in per cent."""
    value = (Decimal(str(share)) * PER_CENT).quantize(Decimal(digits), ROUND_HALF_UP)
    return t("{percent} %").format(percent=number_text(value, t))


def gap_sentence(gap: float, t: Translate) -> str:
    """Say how much better a plan could be at most."""
    if not isfinite(gap):
        return t("How much better another plan could be is not known: the search ended before anything was proven.")
    if gap <= 0:
        return t("No plan can be better: this is proven.")
    if gap < SMALLEST_GAP:
        return t("No plan can be more than 0.05 % better: this is proven.")
    return t("No plan can be more than {share} better: this is proven.").format(share=percent(gap, t))


# --- names --------------------------------------------------------------------------------------------------------


def step_name(report: NamedPlan, step: str, t: Translate) -> str:
    """Name a step: the code of its indicator, its title and level; without level, the hazards it is for."""
    one = report.steps[step]
    title = t(report.titles[one.target]) if one.target in report.titles else ""
    name = " ".join(part for part in (short_code(report, one.target), readable(title)) if part)
    if one.level is not None:
        return t("{indicator}: to level {level}").format(indicator=name, level=one.level)
    hazards = sorted({hazard for activity in one.activities for hazard in activity.action.hazards})
    if not hazards:
        return t("{indicator}: work without a level").format(indicator=name)
    return t("{indicator}: for {hazards}").format(indicator=name, hazards=", ".join(map(t, hazards)))


def short_step(report: NamedPlan, step: str, t: Translate) -> str:
    """Name a step in a few signs: ``D1.1 → 4``, ``D1.1 (cholera)``."""
    one = report.steps[step]
    return f"{short_code(report, one.target)} {_mark(report, step, t)}"


def _mark(report: NamedPlan, step: str, t: Translate) -> str:
    """Say what a step gives its indicator: a level, or work for hazards."""
    one = report.steps[step]
    if one.level is not None:
        return f"→ {one.level}"
    hazards = sorted({hazard for activity in one.activities for hazard in activity.action.hazards})
    return f"({', '.join(map(t, hazards)) or '+'})"


def steps_text(report: NamedPlan, steps: Iterable[str], t: Translate, most: int = FEW) -> str:
    """List steps by indicator: its title, its code and the levels; of many only the first ones."""
    marks: dict[str, list[str]] = {}
    for step in steps:
        marks.setdefault(report.steps[step].target, []).append(_mark(report, step, t))
    return listed((_steps_of(report, target, own, t) for target, own in marks.items()), t, most)


def _steps_of(report: NamedPlan, target: str, marks: Iterable[str], t: Translate) -> str:
    levels = ", ".join(mark.removeprefix("→ ") for mark in sorted(marks))
    code, title = short_code(report, target), readable(t(report.titles.get(target, "")))
    return f"{title} ({code} → {levels})" if title else f"{code} → {levels}"


def short_code(report: NamedPlan, target: str) -> str:
    """Give an indicator without the edition of its framework."""
    edition = report.plan.evidence.library_framework
    return target.removeprefix(f"{edition}.") if edition else target


def activity_name(activity: Activity, t: Translate) -> str:
    """Name an activity: number and what will be done."""
    text = t(activity.action.text).rstrip(".")
    return readable(t("{number} “{text}”").format(number=activity.id, text=text))


def source_title(report: ChoiceReport, source: str) -> str:
    """Give the title of a source."""
    return readable(next((one.title for one in report.question.sources if one.id == source), source))


def listed(names: Iterable[str], t: Translate, most: int = FEW) -> str:
    """List names, of many only the first ones and the number of the others."""
    names = list(names)
    shown = ", ".join(names[:most])
    more = len(names) - most
    return shown if more <= 0 else t("{names} and {count} more").format(names=shown, count=more)


def bearer_name(report: ChoiceReport, limit: Limit, name: str, t: Translate) -> str:
    """Name who a limit is for."""
    if limit is Limit.AREA:
        return area_label(report.plan, name, t)
    known = name in {str(one) for one in Sector}
    return t("not said") if name == UNKNOWN else t(name) if known else readable(name)


# --- the choice in three sentences --------------------------------------------------------------------------------


def choice_sentences(report: ChoiceReport, t: Translate) -> tuple[str, str, str]:
    """Say the choice in three sentences: what it does, what it takes, how good it is."""
    return (_does(report, t), _takes(report, t), gap_sentence(report.optimum.gap, t))


def _does(report: ChoiceReport, t: Translate) -> str:
    levels = level_rows(report)
    text = t(
        "With {money} over {first}–{last} the plan does {chosen} of its {all} activities and lifts {lifted} of "
        "{indicators} indicators, by {levels} of the {wanted} levels that its goals ask for."
    )
    return text.format(
        money=rough(report.have, t),
        first=report.plan.years[0],
        last=report.plan.years[-1],
        chosen=len(report.times),
        all=len(report.activities),
        lifted=sum(row.after > row.today for row in levels),
        indicators=len(levels),
        levels=sum(row.after - row.today for row in levels),
        wanted=sum(max(row.goal - row.today, 0) for row in levels),
    )


def _takes(report: ChoiceReport, t: Translate) -> str:
    share = report.used.amount / report.have.amount if report.have.amount else Decimal(0)
    text = t(
        "It uses {used} ({share} of the money); {left} stays unused, and {tail} is due in every year after the plan."
    )
    left = report.money(max(report.have.amount - report.used.amount, Decimal(0)))
    return text.format(
        used=rough(report.used, t), share=percent(share, t, "1"), left=rough(left, t), tail=rough(report.tail, t)
    )


def advice_sentence(report: ChoiceReport, t: Translate) -> str:
    """Say that people decide, and how."""
    text = t(
        "This is advice; people decide. To override any part of it, write a demand with its reason into {rules} "
        "(“do”, “leave out”, “not before” or “reach”) and choose again: what the demand costs in benefit is then seen."
    )
    return text.format(rules=readable(report.rules))


def points_sentence(t: Translate) -> str:
    """Say what a benefit point is."""
    return t("A benefit point is one indicator held one level higher for one year, at average weight.")


# --- what is left out ---------------------------------------------------------------------------------------------

WHY_NOT = {
    WhyNot.NEEDS: "It waits for other work that is left out.",
    WhyNot.BUDGET: "Those who may pay for it have no money left for it.",
    WhyNot.ABSORPTION: "Those who would do it cannot take up more in these years.",
    WhyNot.TAIL: "It would go on costing too much every year after the plan.",
    WhyNot.TIME: "It cannot be complete before the plan ends, however much money there is.",
    WhyNot.LOW_VALUE: "The same money brings more elsewhere.",
    WhyNot.UNSETTLED: "There is room for it; the search ended before this was settled. Give it more time.",
}


def why_left_out(report: ChoiceReport, one: LeftOut, t: Translate) -> str:
    """Say why a step is left out; of a demand, with its reason."""
    if one.why is not WhyNot.DEMAND:
        return t(WHY_NOT[one.why])
    asked = dict.fromkeys(demand.reason for demand in _left_out_on_demand(report, one))
    return t("It is left out on demand: {reasons}.").format(reasons=readable("; ".join(asked)).rstrip("."))


def _left_out_on_demand(report: ChoiceReport, one: LeftOut) -> Iterable[Demand]:
    found = (demand for demand in report.question.demands if demand.kind is DemandKind.LEAVE_OUT)
    return (demand for demand in found if demand.subject in one.works)


def change_sentence(report: ChoiceReport, one: LeftOut, t: Translate) -> str:
    """Say the least change that would bring a step in with all that is chosen kept; a dash when no room would."""
    return "; ".join(_change(report, change, one.works, t) for change in one.changes) or "–"


def _change(report: ChoiceReport, change: Change, works: Iterable[str], t: Translate) -> str:
    amount = _room(report, change, t)
    if change.limit is Limit.TAIL:
        return t("{amount} more a year after the plan").format(amount=amount)
    if change.limit is not Limit.SOURCE:
        name = bearer_name(report, change.limit, change.name, t)
        text = t("{name} able to take up {amount} more {when}")
        return text.format(name=name, amount=amount, when=_when(report, change, t("by {year}"), t))
    text = t("{amount} more from {name} {when}")
    if not _may_pay(report, change.name, works):
        text = t("{amount} more from {name} {when}, which would free other money")
    name = source_title(report, change.name)
    return text.format(name=name, amount=amount, when=_when(report, change, t("in {year}"), t))


def _when(report: ChoiceReport, change: Change, text: str, t: Translate) -> str:
    if change.year is None:
        return t("over the whole plan")
    return text.format(year=report.question.horizon.first_year + change.year)


def _may_pay(report: ChoiceReport, source: str, works: Iterable[str]) -> bool:
    """Say whether a source may pay for some of the work itself, or only frees money that may."""
    earmark = next(one.earmark for one in report.question.sources if one.id == source)
    own = (report.question.work_of[name] for name in works)
    return any(earmark.allows(work.area, kind, work.place, work.ministry) for work in own for kind in work.outlays)


def _room(report: ChoiceReport, change: Change, t: Translate) -> str:
    """Write the room a change gives: money, or activities to begin."""
    counted = any(
        one.measure is Measure.STARTS and str(one.bearer) == str(change.limit) and one.name == change.name
        for one in report.question.absorption
    )
    if counted:
        return t("{count} activities").format(count=number_text(change.amount, t))
    return rough(report.money(change.amount), t)


def left_out_sentence(report: ChoiceReport, one: LeftOut, t: Translate) -> str:
    """Say of a step what it costs and brings, why it is left out, and what would bring it in."""
    text = t("{step}: costs {cost}, brings {points} points. {why}")
    cost = rough(report.money(one.cost), t)
    said = text.format(
        step=step_name(report, one.step, t), cost=cost, points=points(one.gain, t), why=why_left_out(report, one, t)
    )
    if not one.changes:
        return said
    return f"{said} {t('It would take {changes}.').format(changes=change_sentence(report, one, t))}"


# --- less money, more money ---------------------------------------------------------------------------------------


def cutback_sentence(report: ChoiceReport, one: Cutback, t: Translate) -> str:
    """Say what falls with less money everywhere."""
    less = percent(abs(1 - one.factor), t, "1")
    lost = steps_text(report, one.lost, t, 12)
    share = max(report.optimum.value - one.value, 0) / report.optimum.value if report.optimum.value else 0
    if not one.lost and share < SMALLEST_GAP:
        return t("With {less} less money nothing falls.").format(less=less)
    if not one.lost:
        text = t("With {less} less money nothing falls; some comes later ({share} less benefit).")
        return text.format(less=less, share=percent(share, t))
    text = t("With {less} less money, {share} of the benefit falls, and with it {lost}.")
    said = text.format(less=less, share=percent(share, t), lost=lost)
    if not one.gained:
        return said
    gained = steps_text(report, one.gained, t, 6)
    return f"{said} {t('In their place come {gained}.').format(gained=gained)}"


def cutback_sentences(report: ChoiceReport, t: Translate) -> tuple[str, ...]:
    """Say what falls with each amount less; of those without any plan, that the demands cannot be met."""
    found = {one.factor: one for one in report.reasons.cutbacks}
    return tuple(
        cutback_sentence(report, found[factor], t)
        if factor in found
        else t("With {less} less money the demands cannot all be met.").format(less=percent(abs(1 - factor), t, "1"))
        for factor in report.less
    )


# --- how sure, favourites, next money -----------------------------------------------------------------------------


def sure_sentences(report: ChoiceReport, t: Translate) -> tuple[str, ...]:
    """Say how sure it is that the money suffices."""
    sure = report.sure
    if sure is None:
        return (
            t("Costs are the likely ones. How far they may be off was not counted in; “--sure 80” chooses with care."),
        )
    short = [money for money in sure.overruns.values() if money.amount > 0]
    held = t(
        "{held} of every budget ({money} in all) is kept in reserve and not used, so that with a confidence of "
        "{confidence} the money of every source and year suffices."
    ).format(
        held=percent(sure.held_back, t),
        money=rough(report.have.times(sure.held_back), t),
        confidence=percent(sure.confidence / PER_CENT, t, "1"),
    )
    if not short:
        return (held,)
    largest = max(short, key=lambda money: money.amount)
    text = t("Cases of a source and year in which it may still fall short: {count}, by {amount} at most.")
    return (held, text.format(count=len(short), amount=rough(largest, t)))


def favourite_sentences(report: ChoiceReport, t: Translate) -> tuple[str, ...]:
    """Say what becomes of somebody's favourites in the other choice that is nearly as good."""
    other = report.alternative
    if other is None:
        return ()
    there = {*report.choice.started, *report.choice.reached}
    already = [one for one in other.kept if one in there]
    found: list[str] = []
    if already:
        found.append(t("In the choice already: {names}.").format(names=_favourites(report, already, t)))
    if len(already) < len(other.kept):
        found.append(_other_choice(report, other, t))
    if other.missing:
        text = t("Without giving up more it cannot keep {missing}.")
        found.append(text.format(missing=_favourites(report, other.missing, t)))
    return tuple(found)


def _other_choice(report: ChoiceReport, other: Alternative, t: Translate) -> str:
    share = max(report.optimum.value - other.value, 0) / report.optimum.value if report.optimum.value else 0
    text = t("Another choice, {share} less beneficial, keeps {kept}; it reaches {gained} and gives up {lost}.")
    none = t("nothing else")
    return text.format(
        share=percent(share, t),
        kept=_favourites(report, other.kept, t),
        gained=steps_text(report, other.gained, t, 6) or none,
        lost=steps_text(report, other.lost, t, 6) or none,
    )


def _favourites(report: ChoiceReport, names: Iterable[str], t: Translate) -> str:
    return listed((short_step(report, name, t) if name in report.steps else name for name in names), t, 8)


def next_money_sentence(report: ChoiceReport, source: str, year: int, worth: float, t: Translate) -> str:
    """Say what more money of a source in a year would bring."""
    unit = reading_unit(report)
    text = t("{amount} more from {source} in {year} would bring about {points} benefit points.")
    return text.format(
        amount=rough(unit, t),
        source=source_title(report, source),
        year=report.question.horizon.first_year + year,
        points=points(worth * float(unit.amount), t),
    )
