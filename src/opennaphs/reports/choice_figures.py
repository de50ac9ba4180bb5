"""The words and figures of the brief of a choice: built once, so that every form of it says the same."""

from dataclasses import dataclass
from decimal import Decimal

from opennaphs.domain.written_numbers import number_text
from opennaphs.reports.choice_tables import ChoiceReport, area_rows, curve, unused
from opennaphs.reports.choice_why import ten_reasons
from opennaphs.reports.choice_wording import (
    advice_sentence,
    choice_sentences,
    cutback_sentences,
    favourite_sentences,
    left_out_sentence,
    points_sentence,
    sure_sentences,
)
from opennaphs.reports.cost_figures import FigureTable, brief
from opennaphs.reports.cost_wording import RIGHT_TO_LEFT, Translate, area_label, plan_title, unit_of
from opennaphs.reports.frontier_report import curve_rows

LONGEST_TITLE, LONGEST_NAME, LONGEST_SENTENCE = 110, 40, 520
MOST_LEFT_OUT, MOST_SOURCES, MOST_POINTS = 6, 8, 9
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class ChoiceFigures:
    """All the words and figures of the brief of a choice."""

    language: str
    right_to_left: bool
    title: str
    subtitle: str
    sentences: tuple[str, ...]
    curve_title: str
    curve_words: str
    curve: FigureTable
    levels_title: str
    levels_words: str
    areas: FigureTable
    money_title: str
    money_words: str
    sources: FigureTable
    reasons_title: str
    reasons: tuple[str, ...]
    less_title: str
    less: tuple[str, ...]
    left_out_title: str
    left_out: tuple[str, ...]
    sure_title: str
    sure: tuple[str, ...]
    override_title: str
    override: tuple[str, ...]
    footer: str


def build_choice_figures(report: ChoiceReport, t: Translate) -> ChoiceFigures:
    """Give the figures of the brief."""
    beside = t("the table beside it holds the same figures.")
    return ChoiceFigures(
        language=report.plan.language,
        right_to_left=report.plan.language in RIGHT_TO_LEFT,
        title=brief(f"{plan_title(report.plan, t)}: {t('what the budget buys')}", LONGEST_TITLE),
        subtitle=_subtitle(report, t),
        sentences=tuple(map(_cut, choice_sentences(report, t))),
        curve_title=t("What more or less money buys"),
        curve_words=f"{t('Chart of the benefit over the money;')} {beside}",
        curve=curve_rows(curve(report)[-MOST_POINTS:], t),
        levels_title=t("Levels before and after"),
        levels_words=f"{t('Chart of the levels of every area before and after;')} {beside}",
        areas=_areas(report, t),
        money_title=t("Money by year and source"),
        money_words=f"{t('Chart of the money used in each year, by source;')} {beside}",
        sources=_sources(report, t),
        reasons_title=t("Ten reasons"),
        reasons=tuple(map(_cut, ten_reasons(report, t))),
        less_title=t("With less money"),
        less=tuple(map(_cut, cutback_sentences(report, t))),
        left_out_title=t("What is left out first, and what would bring it in"),
        left_out=tuple(_cut(left_out_sentence(report, one, t)) for one in report.reasons.left_out[:MOST_LEFT_OUT]),
        sure_title=t("How sure"),
        sure=tuple(map(_cut, (*sure_sentences(report, t), *favourite_sentences(report, t), points_sentence(t)))),
        override_title=t("How to override"),
        override=(_cut(advice_sentence(report, t)),),
        footer=t("Draft made with OpenNAPHS"),
    )


def _cut(sentence: str) -> str:
    return brief(sentence, LONGEST_SENTENCE)


def _subtitle(report: ChoiceReport, t: Translate) -> str:
    basis = report.plan.cost_basis
    unit = report.question.currency if basis is None else unit_of(basis, t)
    return t("The best choice of activities for the money there is, in {unit}. Advice for decision.").format(unit=unit)


def _areas(report: ChoiceReport, t: Translate) -> FigureTable:
    thousand = t("thousand {currency}").format(currency=report.question.currency)
    rows = tuple(
        (
            brief(area_label(report.plan, row.area, t), LONGEST_NAME),
            *(_level(row.mean(levels), t) for levels in (row.today, row.after, row.goal)),
            f"{row.steps_reached}/{row.steps}",
            rough_number(row.cost.amount, t),
        )
        for row in area_rows(report)
    )
    headings = (t("Technical area"), t("Today"), t("After"), t("Goal"), t("Steps"), thousand)
    total = (
        t("Total"),
        "",
        "",
        "",
        f"{len(report.choice.reached)}/{len(report.steps)}",
        rough_number(report.used.amount, t),
    )
    return FigureTable(t("Mean level of the indicators of each area"), 1, headings, rows, total)


def _level(mean: float, t: Translate) -> str:
    return number_text(Decimal(str(mean)).quantize(TENTH), t)


def _sources(report: ChoiceReport, t: Translate) -> FigureTable:
    left = unused(report)
    rows = tuple(
        (
            brief(one.title, LONGEST_NAME),
            *(rough_number(money.amount, t) for money in one.used),
            rough_number(left[one.id].amount, t),
        )
        for one in report.sources
    )
    headings = (t("Source"), *(str(year) for year in report.plan.years), t("Unused"))
    thousand = t("thousand {currency}").format(currency=report.question.currency)
    return FigureTable(t("Money used, in {unit}").format(unit=thousand), 1, headings, rows)


def rough_number(amount: Decimal, t: Translate) -> str:
    """Write an amount in thousands, without its currency."""
    return number_text((amount / 1000).quantize(Decimal(1)), t) if amount else "0"
