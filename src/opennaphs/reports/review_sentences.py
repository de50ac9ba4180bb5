"""What a review pack says in sentences: where the plan stands, what changed, what was decided, what to ask."""

from collections.abc import Iterable

from opennaphs.domain.monitoring.records import Blocker
from opennaphs.domain.monitoring.results import ResultCourse
from opennaphs.domain.monitoring.standings import Situation
from opennaphs.domain.review_figures import count_then, share_then
from opennaphs.domain.review_reports import LessonState, ReviewReport
from opennaphs.domain.sentences import listing
from opennaphs.reports.cost_wording import Translate
from opennaphs.reports.review_blocks import day_text, money_words, names_text, percent_text, share_range, word
from opennaphs.reports.review_tables import unfinished

MOST_NAMED = 6
FOR_MINISTERS = (Blocker.NO_MONEY, Blocker.NOT_RELEASED, Blocker.APPROVAL, Blocker.STAFF, Blocker.ACCESS)


def standing_sentences(report: ReviewReport, t: Translate) -> Iterable[str]:
    """Say in a few sentences where the plan stands."""
    digest = report.digest
    yield t("Completed by count: {count}; by cost: {cost}.").format(
        count=share_range(digest.rates.completed_by_count, t), cost=share_range(digest.rates.completed_by_cost, t)
    )
    yield t(
        "Late: {late}. Blocked: {blocked}. No report for more than a month: {silent}. Not reported: {never}."
    ).format(
        late=len(digest.late),
        blocked=sum(map(len, digest.blocked.values())),
        silent=len(digest.silent),
        never=len(digest.unreported),
    )
    yield t("Not started and without money: {waiting}. Late although the money is there: {late}.").format(
        waiting=len(digest.waiting_for_money), late=len(digest.funded_but_late)
    )
    yield t("Milestones overdue: {overdue}; due within a month: {due}.").format(
        overdue=len(digest.milestones_overdue), due=len(digest.milestones_due)
    )


def then_sentences(report: ReviewReport, t: Translate) -> Iterable[str]:
    """Say what the last review knew, as it knew it then."""
    figures, last = report.figures_then, report.last
    if last is None or not figures:
        return
    done = share_then(figures, "completed_by_count")
    if done is not None:
        now = report.digest.rates.completed_by_count.value
        yield t("On {day} {then} was known to be completed by count; now {now}.").format(
            day=day_text(last.held_on), then=percent_text(done, t), now=percent_text(now, t)
        )
    late, blocked = count_then(figures, "late"), count_then(figures, "blocked")
    if late is not None and blocked is not None:
        yield t("Late then: {late}; blocked then: {blocked}.").format(late=late, blocked=blocked)


def change_sentences(report: ReviewReport, t: Translate) -> Iterable[str]:
    """Say what changed since the last review, group by group; groups nothing fell into are left out."""
    changes = report.changes
    groups = (
        (t("Started: {count} ({names})."), changes.started),
        (t("Completed: {count} ({names})."), changes.completed),
        (t("Not completed any more: {count} ({names})."), changes.reopened),
        (t("Became late: {count} ({names})."), changes.became_late),
        (t("Caught up: {count} ({names})."), changes.caught_up),
        (t("Blocked now: {count} ({names})."), changes.blocked),
        (t("Not blocked any more: {count} ({names})."), changes.unblocked),
        (t("Put on hold: {count} ({names})."), changes.put_on_hold),
        (t("Cancelled: {count} ({names})."), changes.cancelled),
        (t("Reported for the first time: {count} ({names})."), changes.first_reported),
    )
    told = [text.format(count=len(names), names=listing(names)) for text, names in groups if names]
    yield from told or [t("Nothing was reported that changed anything.")]


def changes_title(report: ReviewReport, t: Translate) -> str:
    """Give the heading of what changed: since the last review, or in the last three months."""
    return t("What changed since {day}").format(day=day_text(report.changes.since))


def last_sentences(report: ReviewReport, t: Translate) -> Iterable[str]:
    """Say what the last review decided and learned, and what became of the lessons that are in the register."""
    if report.last is None:
        yield t("There was no review before this one.")
        return
    for decision in report.last.decisions:
        yield t("Decided: {text} What became of it is to be said in the meeting.").format(text=ended(decision))
    yield from (lesson_sentence(one, t) for one in report.lessons)
    if not report.last.decisions and not report.lessons:
        yield t("Nothing was written down of what it decided and learned.")


def lesson_sentence(lesson: LessonState, t: Translate) -> str:
    """Say what was learned, and what became of it in the register."""
    text = ended(lesson.text)
    if lesson.state is None:
        return t("Learned: {text} It is not in the register yet.").format(text=text)
    state = word(lesson.state, t)
    if not lesson.answered_by:
        return t("Learned: {text} In the register: {state}.").format(text=text, state=state)
    answered = t("Learned: {text} In the register: {state}; activities that answer it: {names}.")
    return answered.format(text=text, state=state, names=listing(lesson.answered_by))


def ended(text: str) -> str:
    """Give a text of somebody with a sign at its end, so that a sentence may follow."""
    return text if text.endswith((".", "!", "?", "؟", "。")) else f"{text}."


def money_sentences(report: ReviewReport, t: Translate) -> Iterable[str]:
    """Say in one or two sentences what the money of the plan has to do with its progress."""
    digest = report.digest
    spent = t("nothing") if digest.earned.spent is None else money_words(digest.earned.spent, t)
    text = t("The activities that count cost {cost}; reported as spent: {spent}.")
    yield text.format(cost=money_words(digest.rates.cost, t), spent=spent)
    yield t("Activities that wait for money are kept apart from those that are late: they are not late by their fault.")


def question_sentences(report: ReviewReport, t: Translate) -> Iterable[str]:
    """Give what the meeting should ask, each from a fact of the pack."""
    digest = report.digest
    for kind, group in sorted(digest.blocked.items(), key=lambda pair: -len(pair[1]))[:4]:
        text = t("{names} are blocked ({blocker}). Who can move that, and by when?")
        yield text.format(names=names_text(group, MOST_NAMED), blocker=word(kind, t))
    if digest.silent:
        text = t("Nobody has reported on {names} for more than a month. Who reports on them this week?")
        yield text.format(names=names_text(digest.silent, MOST_NAMED))
    if digest.funded_but_late:
        text = t("{names} are late although their money is there. What holds them up?")
        yield text.format(names=names_text(digest.funded_but_late, MOST_NAMED))
    if digest.waiting_for_money:
        text = t(
            "{names} have not begun for want of money. Which source can take them, or do they move to a later year?"
        )
        yield text.format(names=names_text(digest.waiting_for_money, MOST_NAMED))
    if digest.milestones_overdue:
        text = t("Milestones of {names} are overdue. Do they get a new day, or does the work change?")
        yield text.format(names=listing(one.milestone.activity for one in digest.milestones_overdue))
    behind = [one.indicator.title for one in digest.results if one.course is ResultCourse.BEHIND]
    if behind:
        yield t("Results that are behind: {names}. What would bring them back?").format(names=listing(behind, 3))


def minister_sentences(report: ReviewReport, t: Translate) -> Iterable[str]:
    """Give what only ministers can move: blockers that lie above the technical level, and money."""
    digest = report.digest
    for kind in FOR_MINISTERS:
        group = digest.blocked.get(kind, ())
        if group:
            text = t("{blocker}: {count} activities ({names}) of {ministries}.")
            ministries = listing(dict.fromkeys(word(one.ministry, t) for one in group), 3)
            names = names_text(group, 4)
            yield text.format(blocker=word(kind, t), count=len(group), names=names, ministries=ministries)
    if digest.waiting_for_money:
        text = t("Find money for what has not begun: {names}.")
        yield text.format(names=names_text(digest.waiting_for_money, MOST_NAMED))
    if not any(digest.blocked.get(kind) for kind in FOR_MINISTERS) and not digest.waiting_for_money:
        yield t("Nothing is reported that needs a decision of ministers.")


def level_sentences(report: ReviewReport, t: Translate) -> Iterable[str]:
    """Say how many levels rose and fell, and which activities are overtaken by them."""
    if report.levels is None:
        yield t("No assessment is newer than the one the plan was made from. Levels can be judged once there is one.")
        return
    pairs = [(one.before, one.after) for one in report.levels.changes]
    known = [(before, after) for before, after in pairs if before is not None and after is not None]
    yield t("Levels that rose: {rose}; fell: {fell}; as before: {same}; assessed for the first time: {first}.").format(
        first=sum(before is None and after is not None for before, after in pairs),
        rose=sum(after > before for before, after in known),
        fell=sum(after < before for before, after in known),
        same=sum(after == before for before, after in known),
    )
    if report.levels.overtaken:
        text = t("Activities whose level is reached already: {count} ({names}). The next plan may leave them out.")
        names = listing(one.activity.id for one in report.levels.overtaken)
        yield text.format(count=len(report.levels.overtaken), names=names)


def year_sentences(report: ReviewReport, t: Translate) -> Iterable[str]:
    """Say what the year completed and what goes on."""
    standings = report.digest.standings
    done = [one for one in standings if one.situation is Situation.COMPLETED]
    gone = [one for one in standings if one.situation is Situation.CANCELLED]
    going = unfinished(report)
    yield t("Completed: {count} ({names}).").format(count=len(done), names=names_text(done, MOST_NAMED) or "–")
    yield t("Cancelled: {count} ({names}).").format(count=len(gone), names=names_text(gone, MOST_NAMED) or "–")
    text = t("Unfinished, to be carried into the next plan or left out with a reason: {count} ({names}).")
    yield text.format(count=len(going), names=names_text(going, MOST_NAMED) or "–")


def next_step_sentences(report: ReviewReport, t: Translate) -> Iterable[str]:
    """Give the steps from a yearly review to the next operational plan."""
    yield t("Agree on the levels, and write down where they come from.")
    yield t("Take every lesson into the register, with an area, an owner and a day.")
    yield t("Go through what is unfinished: carry it on, change it, or say why it ends.")
    yield t("Make the next operational plan, and answer the lessons in it.")
    if report.digest.waiting_for_money:
        yield t("Before the budget call: find sources for what waits for money, or give it another year.")
