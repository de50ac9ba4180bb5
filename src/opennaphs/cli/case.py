"""``naphs case``: the investment case of a plan or a part of it, on two pages."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import click

from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.catalogue.translations import languages, translator
from opennaphs.cli.output import err, out, save, speaks
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.funding.cases import InvestmentCase, build_investment_case
from opennaphs.domain.funding.counting import CountingRule, rule_sentence
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.domain.money import Money
from opennaphs.domain.planning import Plan
from opennaphs.reports.investment_case import render_case_docx, render_case_pdf
from opennaphs.reports.investment_wording import said_amount
from opennaphs.sources.plan_file import load_plan

WRITERS = {".docx": render_case_docx, ".pdf": render_case_pdf}


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write: .docx or .pdf.")
@click.option("--area", help="Only this technical area: D1 or its whole id.")
@click.option("--region", help="Only work in this region.")
@click.option("--source", help="For this funding source (id or title): what its money may pay for.")
@click.option(
    "--amount",
    type=click.FloatRange(0),
    default=1_000_000,
    show_default=True,
    help="The next money, as the plan counts.",
)
@click.option(
    "--stage",
    type=click.Choice([str(one) for one in MoneyStage]),
    default="commitment",
    help="How far money must have come to count; commitment when left out.",
)
@click.option("--language", type=click.Choice(languages()), help="Language of the case; the plan's own if not given.")
@speaks
def case(
    plan: Path,
    output: Path,
    area: str | None,
    region: str | None,
    source: str | None,
    amount: float,
    stage: str,
    language: str | None,
) -> None:
    """Write the investment case of the PLAN on two pages: need, funded, gap, what the next money buys, what is asked.

    Health events of the country are kept in the workbench; a case written here tells of none.

    \b
    Examples:
      naphs case uganda.naphs.json -o case.pdf
      naphs case uganda.naphs.json --area D1 -o laboratory.docx
      naphs case uganda.naphs.json --source S02 --amount 500000 -o donor.pdf
    """
    if output.suffix.casefold() not in WRITERS:
        message = f"“{output.suffix}” is no kind of case. Let the name of the output end in .docx or .pdf."
        raise NaphsError(message)
    read = load_plan(plan)
    loaded = replace(read, language=language or read.language)  # the language also decides the direction of writing
    rule = CountingRule(MoneyStage(stage))
    found = build_investment_case(loaded, rule, area=area, region=region, source=source, amount=_money(loaded, amount))
    with err.status("Writing the case …"):
        titles = {one.id: one.title for edition in load_frameworks().values() for one in edition.indicators}
        content = WRITERS[output.suffix.casefold()](found, titles, translator(loaded.language))
    save(output, content)
    _show(found, output)


def _money(plan: Plan, amount: float) -> Money | None:
    basis = plan.cost_basis
    return None if basis is None else Money(Decimal(str(amount)), basis.currency, basis.price_year)


def _show(case: InvestmentCase, output: Path) -> None:
    amounts = (case.need.cost, case.need.counted, case.need.gap)
    needed, funded, missing = (said_amount(one, str) for one in amounts)
    out.print(f"Needed {needed}, funded {funded}, missing {missing}.", markup=False)
    out.print(str(rule_sentence(case.position.rule)), markup=False)
    out.print(f"Written: {output}", markup=False)
