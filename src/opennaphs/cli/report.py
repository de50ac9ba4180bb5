"""``naphs report``: from a plan document to a workbook or a readable document."""

from collections.abc import Callable
from pathlib import Path

import click

from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.catalogue.loading import load_library
from opennaphs.catalogue.translations import Translate, languages, translator
from opennaphs.cli.output import err, out, save, speaks
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.planning import Plan
from opennaphs.reports.matrix_workbook import render_workbook
from opennaphs.reports.plan_text import render_document
from opennaphs.sources.files import load_bytes
from opennaphs.sources.plan_file import load_plan


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write: .xlsx or .docx.")
@click.option("--language", type=click.Choice(languages()), help="Language of the report; the plan's own if not given.")
@click.option("--template", type=click.Path(path_type=Path), help="Your own Word template for .docx.")
@speaks
def report(plan: Path, output: Path, language: str | None, template: Path | None) -> None:
    """Write the PLAN as a workbook (.xlsx, the 27 columns of the WHO planning matrix) or as a document (.docx).

    \b
    Examples:
      naphs report uganda.naphs.json -o uganda.xlsx
      naphs report uganda.naphs.json -o uganda.docx
    """
    writers: dict[str, Callable[[Plan, Translate, Path | None], bytes]] = {".xlsx": _workbook, ".docx": _document}
    if output.suffix.casefold() not in writers:
        message = f"“{output.suffix}” is no kind of report. Let the name of the output end in .xlsx or .docx."
        raise NaphsError(message)
    loaded = load_plan(plan)
    with err.status("Writing the report …"):
        content = writers[output.suffix.casefold()](loaded, translator(language or loaded.language), template)
    save(output, content)
    out.print(f"{len(loaded.activities)} activities written to {output}.", markup=False)


def _titles() -> dict[str, str]:
    return {one.id: one.title for edition in load_frameworks().values() for one in edition.indicators}


def _workbook(plan: Plan, translate: Translate, template: Path | None) -> bytes:
    if template is not None:
        raise NaphsError("A template serves documents only. Leave --template out for a workbook.")
    return render_workbook(plan, _titles(), translate)


def _document(plan: Plan, translate: Translate, template: Path | None) -> bytes:
    ours = load_library(plan.language)
    library = ours if plan.evidence.library == ours.name else None
    own = None if template is None else load_bytes(template)
    return render_document(plan, _titles(), library, translate, own)
