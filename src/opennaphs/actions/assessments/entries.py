"""Scores on their way into rows: checked against their edition, and written one by one, each with its own version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from opennaphs.actions.writing import Change, Gone
from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.assessments import Assessment, check_level
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.frameworks import Framework
from opennaphs.store.models import AssessmentRecord, CountryDesk, Score

ONE_PLACE = Decimal("0.1")


@dataclass(frozen=True)
class ScoreEntry:
    """What a person wants one score to be.

    Attributes:
        indicator: full id of the indicator.
        level: 1-5, or for SPAR its percentage; ``None`` with ``asked`` = asked and not answered.
        asked: ``False`` = the assessment says nothing of this indicator.
        note: a remark of the assessors.
        version: of the score the person saw; 0 when there was none.
    """

    indicator: str
    level: Decimal | None
    asked: bool = True
    note: str = ""
    version: int = 0


class ScoresTaken(NaphsError):  # noqa: N818 - it reads as what happened
    """Somebody else scored the same indicators meanwhile; nothing was written. ``rows`` are as they stand now."""

    def __init__(self, rows: Iterable[Score]) -> None:
        """Say who was first, and where."""
        self.rows = tuple(rows)
        who = ", ".join(dict.fromkeys(row.changed_by or "Somebody" for row in self.rows))
        codes = ", ".join(row.indicator.partition(".")[2] for row in self.rows)
        super().__init__(
            f"{who} scored {codes} while you were working on it. "
            "Your scores are not lost: compare both below and choose field by field."
        )


def check_assessment(country: str, framework: str, date: str, source: str) -> None:
    """Raise unless edition, date and source can be those of an assessment.

    Raises:
        NaphsError: the edition is not known, the date is no year, month or day, or no source is given.
    """
    load_framework(framework)
    Assessment(country, framework, date, source, {})
    if not source.strip():
        raise NaphsError("Say where the scores come from: the report, its publisher and its date.")


def check_single(country: str, framework: str, date: str, but: AssessmentRecord | None = None) -> None:
    """Raise when the country has another assessment of the same edition and date.

    The desk of the country is locked from here on; always before an assessment is, so that nobody waits in a circle.

    Raises:
        NaphsError: there is one already.
    """
    list(CountryDesk.objects.select_for_update().filter(country=country))
    others = AssessmentRecord.objects.filter(country=country, framework=framework, date=date, removed=False)
    if (others if but is None else others.exclude(pk=but.pk)).exists():
        short = load_framework(framework).short
        message = f"There is a {short} assessment of {date} already. Open it, or write a date that is more exact."
        raise NaphsError(message)


def check_present(record: AssessmentRecord) -> None:
    """Raise when an assessment was removed.

    Raises:
        Gone: it was; the message says how to bring it back.
    """
    if record.removed:
        message = f"The assessment {record} was removed. Bring it back from the list of assessments first."
        raise Gone(message)


def checked_entry(entry: ScoreEntry, framework: Framework) -> ScoreEntry:
    """Give an entry with its level as the store keeps it.

    Raises:
        UnknownCode: the edition has no such indicator.
        NotALevel: the number is no level of the edition.
    """
    framework.indicator(entry.indicator)
    level = None if entry.level is None or not entry.asked else check_level(entry.level, framework)
    return ScoreEntry(entry.indicator, as_kept(level), entry.asked, " ".join(entry.note.split()), entry.version)


def as_kept(level: Decimal | None) -> Decimal | None:
    """Give a level with the one decimal place its column has, so that 3 and 3.0 are no difference."""
    return None if level is None else level.quantize(ONE_PLACE)


def scores_by_indicator(record: AssessmentRecord) -> dict[str, Score]:
    """Give the scores of an assessment by indicator, removed ones too: they carry versions."""
    return {row.indicator: row for row in Score.objects.filter(assessment=record).select_related("assessment")}


def taken(entries: Iterable[ScoreEntry], rows: Mapping[str, Score]) -> tuple[Score, ...]:
    """Give the scores somebody else changed meanwhile, those left out that say what is wanted anyway."""
    pairs = ((entry, rows.get(entry.indicator)) for entry in entries)
    return tuple(
        row for entry, row in pairs if row is not None and row.version != entry.version and _differs(entry, row)
    )


def _differs(entry: ScoreEntry, row: Score) -> bool:
    return (entry.level, entry.asked, entry.note) != (row.level, not row.removed, row.note)


def put_score(
    change: Change, record: AssessmentRecord, row: Score | None, entry: ScoreEntry, action: str, why: str
) -> bool:
    """Write one checked entry over the row that stands; say whether anything had changed."""
    if row is None:
        if entry.asked or entry.note:
            new = Score(assessment=record, indicator=entry.indicator, level=entry.level, note=entry.note)
            new.removed = not entry.asked
            change.add(new, action, why)
        return entry.asked or bool(entry.note)
    row = change.locked(row, None)
    row.level, row.note, row.removed = entry.level, entry.note, not entry.asked
    return change.save(row, action, why)
