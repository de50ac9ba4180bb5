"""What the pack of a review that was held says of the review itself: summary, attendance, decisions, lessons."""

from collections.abc import Iterable

from opennaphs.domain.review_reports import ReviewRecord, ReviewReport
from opennaphs.reports.cost_figures import brief
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.review_blocks import Block
from opennaphs.reports.review_sentences import ended, lesson_sentence

MOST_DECISIONS = 6
LONGEST_DECISION = 180


def record_block(report: ReviewReport, t: Translate) -> Block:
    """Give what was said and decided, whole, however long it is; nothing before the review is held."""
    if report.record is None:
        return Block("")
    told = tuple(_record_sentences(report.record, t))
    return Block(t("What was said and decided"), told or (t("Nothing was written down of it."),))


def decisions_block(report: ReviewReport, t: Translate) -> Block:
    """Give the decisions, few and short enough for one page, and how many more there are."""
    if report.record is None:
        return Block("")
    decisions = report.record.decisions
    told = [brief(one, LONGEST_DECISION) for one in decisions[:MOST_DECISIONS]]
    more = len(decisions) - MOST_DECISIONS
    if more > 0:
        told.append(t("Further decisions in the record of the review: {count}.").format(count=more))
    return Block(t("What was decided"), tuple(told) or (t("No decision was written down."),), numbered=more <= 0)


def _record_sentences(record: ReviewRecord, t: Translate) -> Iterable[str]:
    yield from (_whole(line) for line in record.summary.splitlines() if line.strip())
    yield from _attendance(record, t)
    yield from (_whole(t("Decided: {text}").format(text=ended(one))) for one in record.decisions)
    yield from (_whole(lesson_sentence(one, t)) for one in record.lessons)


def _attendance(record: ReviewRecord, t: Translate) -> Iterable[str]:
    came = [f"{t(sector)} ({people})" for sector, people in record.attendance.items() if people]
    absent = [t(sector) for sector, people in record.attendance.items() if not people]
    if came:
        yield t("Who came: {names}.").format(names=", ".join(came))
    if absent:
        yield t("Nobody came from: {names}.").format(names=", ".join(absent))


def _whole(text: str) -> str:
    """Give all of a text, with places where an endless word may break."""
    return brief(text, len(text))
