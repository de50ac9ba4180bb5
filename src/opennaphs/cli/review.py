"""``naphs review``: the pack of a progress review out of a plan document."""

import datetime
from collections.abc import Callable
from pathlib import Path

import click

from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.catalogue.translations import Translate, languages, translator
from opennaphs.cli.output import err, out, save, speaks
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.monitoring.records import ReviewKind
from opennaphs.domain.review_reports import ReviewReport, build_review_report
from opennaphs.domain.review_rhythm import suggested_reviews
from opennaphs.reports.review_pack import render_review_docx, render_review_pdf
from opennaphs.sources.plan_file import load_plan

KINDS = {kind.name.lower(): kind for kind in ReviewKind}
Render = Callable[[ReviewReport, Translate, str], bytes]
WRITERS: dict[str, Render] = {".docx": render_review_docx, ".pdf": render_review_pdf}


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice(list(KINDS)), default="quarterly", help="Which review the pack is for.")
@click.option("--on", "day", help="The day of the review, as 2027-09-30; today if not given.")
@click.option("--launched", help="The day of the launch: also say which reviews the rhythm asks for next.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write: .docx or .pdf.")
@click.option("--language", type=click.Choice(languages()), help="Language of the pack; the plan's own if not given.")
@speaks
def review(plan: Path, kind: str, day: str | None, launched: str | None, output: Path, language: str | None) -> None:
    """Write the pack for a progress review of a PLAN: where it stands, what holds it up, what to ask.

    What was reported after the day is not looked at. What nobody reported is shown as such, never counted as nothing.

    \b
    Examples:
      naphs review uganda.naphs.json --kind quarterly --on 2027-09-30 -o pack.docx
      naphs review uganda.naphs.json --kind interministerial -o brief.pdf --language fr
    """
    writer, on = _writer(output), _day(day) or datetime.date.today()  # noqa: DTZ011 - the day where the person is
    begun = _day(launched)
    loaded = load_plan(plan)
    spoken = language or loaded.language
    with err.status("Writing the pack …"):
        report = build_review_report(loaded, KINDS[kind], on, titles=_titles())
        content = writer(report, translator(spoken), spoken)
    save(output, content)
    out.print(f"The pack of {on} is written to {output}.", markup=False)
    for one in suggested_reviews(begun, () if loaded.follow_up is None else loaded.follow_up.reviews, on):
        out.print(f"Next {one.kind}: {one.due}{' (overdue)' if one.overdue else ''}", markup=False)


def _writer(output: Path) -> Render:
    if output.suffix.casefold() not in WRITERS:
        message = f"“{output.suffix}” is no kind of pack. Let the name of the output end in .docx or .pdf."
        raise NaphsError(message)
    return WRITERS[output.suffix.casefold()]


def _day(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        message = f"“{text}” is no day. Write year, month and day, for example 2027-09-30."
        raise NaphsError(message) from None


def _titles() -> dict[str, str]:
    return {one.id: one.title for edition in load_frameworks().values() for one in edition.indicators}
